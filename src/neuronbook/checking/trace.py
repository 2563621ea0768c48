"""What the student's code did since the current check began."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from .show import show

_QUIET: Final = frozenset(
    {
        "DeprecationWarning",
        "PendingDeprecationWarning",
        "FutureWarning",
        "ImportWarning",
        "ResourceWarning",
    }
)

_SHORT: Final = 20  # an argument that takes more room may be named instead

# What was wrong: `Check` gives a hint only where it speaks of that.
Kind = Literal[
    "values",  # other numbers; also an error that numbers cause, such as a ValueError
    "shape",
    "dtype",
    "changed",  # an argument was written to
    "raises",  # an error was expected, and did not come
    "warning",
    "type",  # no numbers at all, or in another container
    "error",  # a NameError, TypeError ...: the code itself is wrong
    "nothing",  # there is no result
]
_FROM_NUMBERS: Final = frozenset(
    {
        "ValueError",
        "ArithmeticError",
        "IndexError",
        "MemoryError",
        "RecursionError",
        "TimeLimit",
    }
)


class CheckFailed(AssertionError):
    """A check did not hold; the message is a sentence for the student."""

    def __init__(self, message: str, kind: Kind = "values") -> None:
        super().__init__(message)
        self.kind: Kind = kind


def kind_of_error(bases: Iterable[str], message: str) -> Kind:
    """Tell an error that numbers and shapes cause from one of the code itself."""
    names = list(bases)
    numeric = not _FROM_NUMBERS.isdisjoint(names) or names[:1] == ["RuntimeError"]
    casting = "UFuncTypeError" in names and message.startswith("Cannot cast")
    return "values" if numeric or casting else "error"


@dataclass(frozen=True)
class Call:
    """One call of the student's code, in words, and the plain data it returned."""

    name: str
    text: str
    result: Any

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Warned:
    """One warning of the student's code."""

    call: str
    returned: str
    category: str
    message: str
    place: str

    @property
    def quoted(self) -> str:
        """The warning's words, its kind, and where it came from, if that is known."""
        place = f", {self.place}" if self.place else ""
        return f"“{self.message}” ({self.category}{place})"

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

    def find(self, value: Any) -> tuple[Call, tuple[Any, ...]] | None:
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


def call_text(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Write a call; what an earlier call returned is not written out again."""
    texts = [_argument(arg) for arg in args]
    texts += [f"{key}={_argument(arg)}" for key, arg in kwargs.items()]
    return f"{name}({', '.join(texts)})"


def _argument(value: Any) -> str:
    text = show(value)
    found = TRACE.find(value) if len(text) > _SHORT else None
    return text if found is None else f"{found[0].name}(...){_keys(found[1])}"


def _keys(place: Iterable[Any]) -> str:
    return "".join(f"[{key!r}]" for key in place)


def origin(got: Any, what: str = "") -> str:
    """Begin a sentence that says where ``got`` comes from, up to its verb."""
    found = TRACE.find(got)
    if found is not None:
        call, place = found
        if what:
            return f"{call}: {what} {_is(what)}"
        return f"{call}{_keys(place)} is" if place else f"{call} returned"
    if not TRACE.calls:
        return f"{what} {_is(what)}" if what else "Got"
    call = TRACE.calls[-1]
    said = f"{call} returned {show(call.result)}"
    if what:
        return f"{said}: {what} {_is(what)}"
    return f"{said}, from which the check computed"


def _is(what: str) -> str:
    """Return the verb for a noun: the weights are, the bias of layer 0 is."""
    head = re.split(r",| (?:of|in|at|for|with) ", what)[0]
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is", "as"))
    return "are" if plural else "is"


def _place(value: Any, result: Any, depth: int) -> tuple[Any, ...] | None:
    if value is result:
        return ()
    if depth == 0 or not isinstance(result, list | tuple | dict):
        return None
    items = result.items() if isinstance(result, dict) else enumerate(result)
    for key, item in items:
        # Only arrays and containers are unmistakable: small numbers are shared.
        deeper = isinstance(item, list | tuple | dict | np.ndarray | float | np.generic)
        place = _place(value, item, depth - 1) if deeper else None
        if place is not None:
            return key, *place
    return None
