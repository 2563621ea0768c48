"""What one submission may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits on one notebook; times in seconds, sizes in bytes.

    Attributes
    ----------
    cell, call
        Seconds of the processor that a cell, and one call from a test, may use.
    patience
        How many times as many seconds they may take by the clock, for code that waits
        and machines that are busy.
    notebook
        Seconds by the clock for all cells, and for all tests.
    grace
        Seconds that interrupted code has before it is killed.
    memory
        Memory of all processes of a candidate together.
    disk, file
        Size of the working folder, and of one file in it.
    processes, open_files
        Processes and threads, and descriptors of each.
    output
        Output kept from one cell.
    frame
        One message of the protocol.
    beside_file, beside_total, beside_files
        Size of one file beside the notebook, of all of them, and their number; what is
        more is left out.
    """

    cell: float = 30.0
    call: float = 10.0
    patience: float = 3.0
    notebook: float = 300.0
    grace: float = 1.0
    memory: int = 2048 * MEGABYTE
    disk: int = 1024 * MEGABYTE
    file: int = 256 * MEGABYTE
    processes: int = 64
    open_files: int = 256
    output: int = MEGABYTE
    frame: int = 64 * MEGABYTE
    beside_file: int = 200 * MEGABYTE
    beside_total: int = 500 * MEGABYTE
    beside_files: int = 5000

    @property
    def cell_clock(self) -> float:
        """Seconds that a cell may take by the clock."""
        return self.cell * self.patience

    @property
    def call_clock(self) -> float:
        """Seconds that a call may take by the clock."""
        return self.call * self.patience

    def to_dict(self) -> dict[str, Any]:
        """Return the limits as plain numbers."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Limits:
        """Build limits, ignoring names that this version does not know."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
