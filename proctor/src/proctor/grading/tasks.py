"""What a worker is given and what it gives back; to another machine, as bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from proctor.confine.limits import Limits
from proctor.course.assignment import SourceNotebook
from proctor.protocol.codec import Decoder, Encoder

SCORED, TIMED_OUT, CRASHED, UNREADABLE = "scored", "timed out", "crashed", "unreadable"
SPLIT, PLAIN = "split", "plain"


@dataclass(frozen=True)
class Task:
    """All that a worker needs to grade one notebook; data only.

    ``files`` are for the candidate's working folder, ``examiner_files`` for the
    examiner's; the keys are relative paths.
    """

    source: SourceNotebook
    content: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    examiner_files: dict[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def to_bytes(self) -> bytes:
        """Return the task as bytes that any worker understands."""
        fields = {"content": self.content, "files": self.files}
        fields |= {"examiner_files": self.examiner_files}
        fields |= {"source": self.source.to_dict(), "limits": self.limits.to_dict()}
        return Encoder()(fields)

    @classmethod
    def from_bytes(cls, data: bytes) -> Task:
        """Build a task from `to_bytes`."""
        fields = Decoder()(data)
        source = SourceNotebook.from_dict(fields.pop("source"))
        return cls(source, limits=Limits.from_dict(fields.pop("limits")), **fields)


@dataclass
class CellScore:
    """The score of one autograded cell, and why it is that."""

    grade_id: str
    score: float
    points: float
    seconds: float = 0.0
    problem: str | None = None
    checks: list[tuple[str, bool]] = field(default_factory=list)


@dataclass
class Result:
    """What grading a notebook gave.

    ``state`` is one of ``scored``, ``timed out``, ``crashed``, ``unreadable``, and
    ``reason`` says why in words for the student (empty if all went well). ``by_clock``
    says that something was stopped by the clock, so that on a less busy machine it
    might have ended.
    """

    notebook: str
    state: str = SCORED
    reason: str = ""
    mode: str = SPLIT
    sandbox: str = ""
    seconds: float = 0.0
    cells: list[CellScore] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)
    by_clock: bool = False

    @property
    def score(self) -> float:
        """Sum of the autograded scores."""
        return sum(cell.score for cell in self.cells)

    def to_bytes(self) -> bytes:
        """Return the result as bytes."""
        return Encoder()(asdict(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> Result:
        """Build a result from `to_bytes`."""
        fields = Decoder()(data)
        cells = [CellScore(**cell) for cell in fields.pop("cells")]
        return cls(**fields, cells=cells)
