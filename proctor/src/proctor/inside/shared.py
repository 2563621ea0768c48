"""Memory that processes share: of a file, for such pages have a limit."""

from __future__ import annotations

import mmap
import tempfile
from typing import Any

_Usual = mmap.mmap


class _SharedByFile(_Usual):
    """`mmap.mmap` to which ``mmap(-1, length)`` means a file without a name.

    Pages without a file stay, shared, when no process maps them any more; the sandbox
    has none of that kind.
    """

    def __new__(
        cls,
        fileno: int,
        length: int,
        flags: int = mmap.MAP_SHARED,
        *rest: Any,
        **how: Any,
    ) -> _SharedByFile:
        if fileno != -1 or not flags & mmap.MAP_SHARED:
            return super().__new__(cls, fileno, length, flags, *rest, **how)
        with tempfile.TemporaryFile(dir="/dev/shm") as file:
            file.truncate(length)
            flags &= ~mmap.MAP_ANONYMOUS
            return super().__new__(cls, file.fileno(), length, flags, *rest, **how)


def share_by_files() -> None:
    """Have ``mmap.mmap(-1, length)`` work in the sandbox as elsewhere."""
    mmap.mmap = _SharedByFile  # type: ignore[misc]
