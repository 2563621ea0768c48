"""What the student's code did since the current check began."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from .show import show, show_call

_QUIET: Final = frozenset(
    {
        "DeprecationWarning",
        "PendingDeprecationWarning",
        "FutureWarning",
        "ImportWarning",
        "ResourceWarning",
    }
)


class CheckFailed(AssertionError):
    """A check did not hold; the message is a sentence for the student."""


class NoResult(CheckFailed):
    """There is no result to judge, so a hint about the result would mislead."""


@dataclass(frozen=True)
class Call:
    """One call of the student's code and the plain data that it returned."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    result: Any

    def __str__(self) -> str:
        return show_call(self.name, self.args, self.kwargs)


@dataclass(frozen=True)
class Warned:
    """One warning of the student's code."""

    call: str
    returned: str
    category: str
    message: str

    @property
    def quoted(self) -> str:
        """The warning's words and kind."""
        return f"“{self.message}” ({self.category})"

    @property
    def sentence(self) -> str:
        """Why the check failed, if nothing else was wrong."""
        return (
            f"{self.call} returned {self.returned} but warned {self.quoted}; "
            f"expected no warning."
        )


def is_quiet(bases: Iterable[str]) -> bool:
    """Whether a warning with these base classes is none of the student's making."""
    return not _QUIET.isdisjoint(bases)


@dataclass
class Trace:
    """Recent calls, warnings and printed text of the student's code."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=16))
    warnings: list[Warned] = field(default_factory=list)
    printed: str = ""

    def clear(self) -> None:
        """Forget everything: a new check begins."""
        self.calls.clear()
        self.warnings.clear()
        self.printed = ""

    def find(self, value: Any) -> tuple[Call, str] | None:
        """Return the latest call that returned this very object, and where in it."""
        for call in reversed(self.calls):
            place = _place(value, call.result, 3)
            if place is not None:
                return call, place
        return None

    def last_returning_none(self) -> Call | None:
        """Return the latest call that returned None, if there is one."""
        return next((c for c in reversed(self.calls) if c.result is None), None)


TRACE = Trace()


def origin(got: Any, what: str = "") -> str:
    """Begin a sentence that says where ``got`` comes from, up to its verb."""
    found = TRACE.find(got)
    if found is not None and not what:
        call, place = found
        return f"{call}{place} is" if place else f"{call} returned"
    if not TRACE.calls:
        return f"{what[:1].upper()}{what[1:]} is" if what else "Got"
    call = TRACE.calls[-1]
    said = f"{call} returned {show(call.result)}"
    verb = f"{what[:1].upper()}{what[1:]} is" if what else "From that came"
    return f"{said}. {verb}"


def _place(value: Any, result: Any, depth: int) -> str | None:
    if value is result:
        return ""
    if depth == 0 or not isinstance(result, list | tuple | dict):
        return None
    items = result.items() if isinstance(result, dict) else enumerate(result)
    for key, item in items:
        # Only arrays and containers are unmistakable: small numbers are shared.
        deeper = isinstance(item, list | tuple | dict | np.ndarray | float | np.generic)
        place = _place(value, item, depth - 1) if deeper else None
        if place is not None:
            return f"[{key!r}]{place}"
    return None
