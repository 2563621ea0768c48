"""What one call of the student's code did, as data: the protocol's `Outcome`.

The keys are those of the provider protocol documented in
`neuronbook.checking`; proctor depends on the words, not on the package.
"""

from __future__ import annotations

import hashlib
import io
import linecache
import re
import sys
import traceback
import types
from typing import Any

import numpy as np

from proctor.protocol.codec import CodecError, Encoder

Outcome = dict[str, Any]
Frame = tuple[str, int, str]  # function, line counted from its ``def``, source
Place = tuple[types.FrameType, int | None]

TIME_LIMIT = "TimeLimit"
PROCESS_ENDED = "ProcessEnded"
MAX_PRINTED = 4000
MAX_MESSAGE = 400
MAX_WARNINGS = 50
_MAX_FRAMES = 20


class Printed(io.StringIO):
    """Keeps the beginning of what is written and drops the rest."""

    def write(self, text: str) -> int:
        """Keep what there is room for; claim to have written everything."""
        room = MAX_PRINTED - self.tell()
        if room > 0:
            super().write(str.__str__(text)[:room])
        return len(text)


def nothing() -> Outcome:
    """Return the outcome of a call that returned None and did nothing else."""
    return {
        "value": None,
        "error": None,
        "refused": None,
        "warnings": [],
        "mutated": [],
        "stdout": "",
    }


def report() -> dict[str, Any]:
    """Return what a candidate says of such a call: an outcome's raw material.

    ``after`` are digests of the arguments, ``late`` whether the time was up.
    """
    return nothing() | {"after": [], "late": False}


class _Fingerprint(Encoder):
    """Encodes data to the bit, and all that has a state as a constant."""

    def _plain(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.random.Generator):
            return "generator"
        return super()._plain(value, depth)

    def _handle(self, value: Any, kind: str) -> Any:
        return kind

    def _tensor(self, value: Any) -> Any:
        return super()._tensor(value.detach())  # whether it has a gradient is no change


def fingerprint(value: Any) -> bytes:
    """Return a digest of an argument, the same on both sides as long as it is."""
    try:
        text = _Fingerprint()(value)
    except CodecError:
        return b"not data"
    return hashlib.blake2b(text, digest_size=16).digest()


def failed(kind: str, message: str) -> Outcome:
    """Return the outcome of a call that did not end by itself."""
    bases = [kind, "Exception", "BaseException", "object"]
    error = {"type": kind, "bases": bases, "message": message, "traceback": []}
    return nothing() | {"error": error | {"empty": []}}


def error_data(error: BaseException, namespace: dict[str, Any]) -> dict[str, Any]:
    """Describe an exception.

    ``traceback`` are the student's own frames, and ``empty`` the variables in the last
    line of theirs that are None.
    """
    places: list[Place] = list(traceback.walk_tb(error.__traceback__))
    return {
        "type": type(error).__name__,
        "bases": [base.__name__ for base in type(error).__mro__],
        "message": readable(error),
        "traceback": student_frames(places, namespace),
        "empty": empty_names(places, namespace),
    }


def warning_data(
    message: Warning | str, category: type[Warning], frames: list[Frame]
) -> dict[str, Any]:
    """Describe a warning and the student's frames that it came from."""
    return {
        "category": category.__name__,
        "bases": [base.__name__ for base in category.__mro__],
        "message": readable(message),
        "traceback": frames,
    }


def readable(value: object) -> str:
    """Return the text of an exception or warning, whatever its ``__str__`` does."""
    try:
        text = str.__str__(str(value))
    except Exception:
        return "(a message that cannot be read)"
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} ..."


def student_frames(places: list[Place], namespace: dict[str, Any]) -> list[Frame]:
    """Describe the notebook's own frames; lines count from the function's ``def``."""
    frames = []
    known: dict[str, types.CodeType] = {}
    for frame, line in places:
        if frame.f_globals is namespace:
            code = frame.f_code
            known[code.co_qualname] = code
            owner = _owner(code, namespace, known)
            number, source = _line(code, line)
            frames.append((owner.co_name, number - owner.co_firstlineno + 1, source))
    return frames[-_MAX_FRAMES:]


def running_places(outermost: types.CodeType) -> list[Place]:
    """Return the running frames from a call of this code inwards."""
    places: list[Place] = []
    for frame, line in traceback.walk_stack(sys._getframe(1)):
        if frame.f_code is outermost:
            break
        places.insert(0, (frame, line))
    return places


def empty_names(places: list[Place], namespace: dict[str, Any]) -> list[str]:
    """Name the variables in the last line of the student's that are None."""
    own = [place for place in places if place[0].f_globals is namespace]
    if not own:
        return []
    frame, line = own[-1]
    words = set(re.findall(r"\w+", _line(frame.f_code, line)[1]))
    empty = sorted(name for name, value in frame.f_locals.items() if value is None)
    return [name for name in empty if name in words or not words]


def _line(code: types.CodeType, line: int | None) -> tuple[int, str]:
    """Return number and source; some instructions, as a loop's jump, have no line."""
    number = code.co_firstlineno if line is None else line
    return number, linecache.getline(code.co_filename, number).strip()[:200]


def _owner(
    code: types.CodeType, namespace: dict[str, Any], known: dict[str, types.CodeType]
) -> types.CodeType:
    """Return the function that a comprehension or a lambda was written in."""
    name = code.co_qualname
    while name.rpartition(".")[2].startswith("<"):
        name = name.rpartition(".<locals>.")[0]
    owner = known.get(name) or getattr(namespace.get(name), "__code__", None)
    inside = isinstance(owner, types.CodeType) and (
        owner.co_filename == code.co_filename
        and owner.co_firstlineno <= code.co_firstlineno
    )
    return owner if inside else code  # type: ignore[return-value]
