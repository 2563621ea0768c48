"""What one call of the student's code did, as data: the protocol's `Outcome`.

The keys are those of the provider protocol documented in
`neuronbook.checking`; proctor depends on the words, not on the package.
"""

from __future__ import annotations

import io
import linecache
import traceback
import types
import warnings
from typing import Any

Outcome = dict[str, Any]

TIME_LIMIT = "TimeLimit"
PROCESS_ENDED = "ProcessEnded"
MAX_PRINTED = 4000
MAX_MESSAGE = 400
_MAX_WARNINGS = 50
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


def failed(kind: str, message: str) -> Outcome:
    """Return the outcome of a call that did not end by itself."""
    bases = [kind, "Exception", "BaseException", "object"]
    error = {"type": kind, "bases": bases, "message": message, "traceback": []}
    return nothing() | {"error": error}


def error_data(error: BaseException, namespace: dict[str, Any]) -> dict[str, Any]:
    """Describe an exception: type, bases, message, and the student's own frames."""
    return {
        "type": type(error).__name__,
        "bases": [base.__name__ for base in type(error).__mro__],
        "message": readable(error),
        "traceback": student_frames(error.__traceback__, namespace),
    }


def warning_data(caught: warnings.WarningMessage) -> dict[str, Any]:
    """Describe a warning."""
    return {
        "category": caught.category.__name__,
        "bases": [base.__name__ for base in caught.category.__mro__],
        "message": readable(caught.message),
    }


def warning_list(caught: list[warnings.WarningMessage]) -> list[dict[str, Any]]:
    """Describe the first of the warnings."""
    return [warning_data(message) for message in caught[:_MAX_WARNINGS]]


def readable(value: object) -> str:
    """Return the text of an exception or warning, whatever its ``__str__`` does."""
    try:
        text = str.__str__(str(value))
    except Exception:
        return "(a message that cannot be read)"
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} ..."


def student_frames(
    trace: types.TracebackType | None, namespace: dict[str, Any]
) -> list[tuple[str, int, str]]:
    """Return ``(function, line in it, source)`` for the notebook's own frames."""
    frames = []
    for frame, line in traceback.walk_tb(trace):
        if frame.f_globals is namespace:
            code = frame.f_code
            source = linecache.getline(code.co_filename, line).strip()[:200]
            frames.append((code.co_name, line - code.co_firstlineno + 1, source))
    return frames[-_MAX_FRAMES:]
