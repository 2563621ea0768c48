"""Stand-ins for the student's functions, and a record of what they did in a check.

Data goes in, data comes out. The record, `TRACE`, lets a reason name the call that a
value came from, and counts a form that differs from the one asked for only once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

import numpy as np

from . import wording
from .names import MISSING, Placeholder, user_namespace
from .plain_data import NotData, plain
from .providers import (
    PROVIDER_NAME,
    TIME_LIMIT,
    ErrorData,
    LocalProvider,
    Outcome,
    Provider,
)

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

# What was wrong: a hint is shown only where it speaks of that.
Kind = Literal[
    "values",  # other numbers, in the shape that was asked for
    "shape",  # another shape, or an error that shapes cause
    "dtype",
    "form",  # no numbers at all, another container, results in another order
    "changed",  # an argument was written to
    "raises",  # an error was expected, and did not come
    "warning",
    "error",  # a NameError, a KeyError ...: the code itself is wrong
    "late",  # it was still running when its time was over
    "nothing",  # there is no result
]
T = TypeVar("T")
_SIZES: Final = ("shape", "size", "dimension", "broadcast", "aligned")


class CheckFailed(AssertionError):
    """A check did not hold; the message is a sentence for the student."""

    def __init__(self, message: str, kind: Kind = "values") -> None:
        super().__init__(message)
        self.kind: Kind = kind


def kind_of_error(bases: Iterable[str], message: str) -> Kind:
    """Tell errors that numbers and shapes cause from one of the code itself."""
    names = list(bases)
    if "ArithmeticError" in names or "LinAlgError" in names:
        return "values"
    about_sizes = any(word in message for word in _SIZES)
    if names[:1] in (["ValueError"], ["RuntimeError"]) and about_sizes:
        return "shape"
    return "error"


@dataclass(frozen=True)
class Call:
    """One call of the student's code, in words, and the plain data it returned."""

    name: str
    text: str
    result: Any


@dataclass(frozen=True)
class Warned:
    """One warning of the student's code: its words and place, and why that is bad."""

    quoted: str
    sentence: str


def is_quiet(bases: Iterable[str]) -> bool:
    """Whether a warning with these base classes is none of the student's making."""
    return not _QUIET.isdisjoint(bases)


@dataclass
class Trace:
    """Recent calls, warnings, printed text and slips of form of the student's code.

    A slip of form is a result whose meaning is plain but whose form is another than
    the question asks for. It costs the check that meets it first; the further checks
    of the same question take the result as it was meant.

    ``returned`` names the functions that gave a result, ``failed`` those that raised an
    error where a result was expected, ``raised`` where the error was.
    """

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=16))
    warnings: list[Warned] = field(default_factory=list)
    printed: str = ""
    slips: dict[Hashable, CheckFailed] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    raised: set[str] = field(default_factory=set)
    _known: set[Hashable] | None = None
    _converted: list[tuple[Any, Any]] = field(default_factory=list)

    def begin(self, known: set[Hashable]) -> None:
        """Begin a check of a question whose ``known`` slips were charged before."""
        self.calls.clear()
        self.warnings.clear()
        self.slips.clear()
        self.returned.clear()
        self.failed.clear()
        self.raised.clear()
        self._converted.clear()
        self.printed = ""
        self._known = known

    def end(self) -> None:
        """End the check: its slips are known from now on."""
        if self._known is not None:
            self._known.update(self.slips)
        self._known = None

    def slip(self, got: Any, key: Hashable, failure: CheckFailed) -> None:
        """Note a slip of form.

        Raises
        ------
        CheckFailed
            If no check is open that could go on.
        """
        if self._known is None:
            raise failure
        found = self.find(got)
        call = found[0] if found else self.calls[-1] if self.calls else None
        charged = call and call.name, key
        if charged not in self._known:
            self.slips.setdefault(charged, failure)

    def converted(self, value: T, original: Any) -> T:
        """Return a value, and remember which result it was made from."""
        if value is not original:
            self._converted.append((value, original))
        return value

    def find(self, value: Any) -> tuple[Call, tuple[Any, ...]] | None:
        """Return the latest call that returned this very object, and where in it."""
        for made, original in reversed(self._converted):
            value = original if made is value else value
        for call in reversed(self.calls):
            place = _place(value, call.result, 3)
            if place is not None:
                return call, place
        return None

    def last_returning_none(self) -> Call | None:
        """Return the latest call that returned None, if there is one."""
        return next((c for c in reversed(self.calls) if c.result is None), None)

    def origin(self, got: Any, what: str = "") -> str:
        """Begin a sentence that says where ``got`` comes from, up to its verb."""
        found = self.find(got)
        if found is not None:
            return wording.part_of(found[0].text, found[1], what)
        if not self.calls:
            return wording.found_alone(what)
        return wording.computed_from(self.calls[-1].text, self.calls[-1].result, what)


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


TRACE: Final = Trace()


def call_text(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Write a call; what an earlier call returned is not written out again."""
    texts = [_argument(arg) for arg in args]
    texts += [f"{key}={_argument(arg)}" for key, arg in kwargs.items()]
    return f"{name}({', '.join(texts)})"


def _argument(value: Any) -> str:
    text = wording.written(value)
    found = TRACE.find(value) if len(text) > _SHORT else None
    return text if found is None else f"{found[0].name}(...){wording.keys(found[1])}"


class StandIn(Placeholder):
    """Calls student code and lets only data through."""

    def __init__(self, name: str, *, given: bool = False) -> None:
        self.name = self.__name__ = name
        self.given = given
        self._late = False

    def __repr__(self) -> str:
        return f"<the student's {self.name}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's function.

        Raises
        ------
        CheckFailed
            If it is missing, raises, takes too long, or returns what is no data.
        """
        outcome = self.outcome(*args, **kwargs)
        call = call_text(self.name, args, kwargs)
        if outcome["error"] is not None:
            raise self.failure(outcome["error"], call)
        return outcome["value"]

    def outcome(self, *args: Any, **kwargs: Any) -> Outcome:
        """Call the student's function and report all that happened, errors as data.

        Raises
        ------
        CheckFailed
            If it is missing, or returns what is no data.
        """
        call = call_text(self.name, args, kwargs)
        if self._late:
            raise CheckFailed(
                wording.NOT_TRIED.format(name=self.name, call=call), "nothing"
            )
        outcome = self._run(args, kwargs)
        self._note(outcome, call)
        outcome["value"] = self._received(outcome, call)
        if outcome["error"] is None:
            TRACE.calls.append(Call(self.name, call, outcome["value"]))
            TRACE.returned.add(self.name)
        else:
            TRACE.failed.append(self.name)
        return outcome

    def _received(self, outcome: Outcome, call: str) -> Any:
        """Return the value as plain data; a provider's word for it is not enough."""
        refused = outcome["refused"]
        try:
            if refused is None:
                value = outcome["value"]
                return plain(value, self._adopt, copy=False, unroll=True)
        except NotData as error:
            refused = str(error)
        except RuntimeError as error:  # an iterator that a provider lends fails late
            said = f"{call} raised {error}; expected a result, no error"
            raise CheckFailed(wording.with_full_stop(said), "error") from None
        words = wording.RETURNED_NO_DATA.format(call=call, what=refused)
        raise CheckFailed(words, "form") from None

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        raise NotImplementedError

    def _adopt(self, function: Any) -> StandIn:
        return Returned(f"the function from {self.name}", function)

    def _note(self, outcome: Outcome, call: str) -> None:
        error = outcome["error"]
        self._late = error is not None and error["type"] == TIME_LIMIT
        TRACE.printed += outcome["stdout"]
        for one in outcome["warnings"]:
            if not is_quiet(one["bases"]):
                frames = one.get("traceback", [])
                place = wording.where(frames, self.name, given=self.given)
                quoted = wording.quoted_warning(one["message"], one["category"], place)
                value = wording.written(outcome["value"])
                said = wording.WARNED.format(call=call, value=value, quoted=quoted)
                TRACE.warnings.append(Warned(quoted, said))

    def failure(self, error: ErrorData, call: str) -> CheckFailed:
        """Make the failure for an error of the student's code."""
        in_given = (
            self.given and wording.deepest_named(error["traceback"])[0] == self.name
        )
        missing = wording.missing_in_given(error) if in_given else ""
        if missing:
            return CheckFailed(wording.NOT_DEFINED.format(name=missing), "nothing")
        kind = kind_of_error([error["type"], *error["bases"]], error["message"])
        if error["type"] == TIME_LIMIT:
            kind = "late"
        no_result = in_given and wording.about_none(error)
        if error["type"] == "NotImplementedError" or no_result:
            kind = "nothing"
        return CheckFailed(self.explain(error, call), kind)

    def explain(self, error: ErrorData, call: str) -> str:
        """Turn an error of the student's code into a sentence."""
        return wording.explain(error, self.name, call, given=self.given)


class Submission(StandIn):
    """Stand-in for one name of the student's notebook."""

    def __init__(self, name: str, provider: Provider, *, given: bool = False) -> None:
        super().__init__(name, given=given)
        self.provider = provider

    def original(self) -> Any:
        """Return the student's object that this stand-in hides, or `MISSING`."""
        if isinstance(self.provider, LocalProvider):
            return self.provider.names.hidden(self.name)
        return MISSING

    def _missing(self) -> str:
        """Say that there is no such name, and which of the notebook's comes near."""
        names: Iterable[str] = ()
        if isinstance(self.provider, LocalProvider):
            names = self.provider.names.functions()
        return wording.not_defined(self.name, names)

    @property
    def value(self) -> Any:
        """The student's value as plain data, for a name that is no function."""
        if self.provider.lookup(self.name) == "missing":
            raise CheckFailed(self._missing(), "nothing")
        outcome = self.provider.value(self.name)
        if outcome["refused"] is not None:
            said = wording.VALUE_IS_NO_DATA
            what = outcome["refused"]
            raise CheckFailed(said.format(name=self.name, what=what), "form")
        return plain(outcome["value"], self._adopt, copy=False, unroll=True)

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        kind = self.provider.lookup(self.name)
        if kind == "missing":
            raise CheckFailed(self._missing(), "nothing")
        if kind == "value":
            value = wording.written(self.value)
            said = wording.NOT_A_FUNCTION.format(name=self.name, value=value)
            raise CheckFailed(said, "nothing")
        return self.provider.call(self.name, args, kwargs)


class Returned(StandIn):
    """Stand-in for a function that the student's code returned."""

    def __init__(self, name: str, function: Any) -> None:
        super().__init__(name)
        self._function = function

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        outcome: Outcome = self._function(args, kwargs)
        return outcome


def submission(
    name: str, provider: Provider | None = None, *, given: bool = False
) -> Submission:
    """Return a stand-in for what the student's notebook calls ``name``.

    Parameters
    ----------
    name : str
        Name of a function, or of a value (then use ``.value``).
    provider : Provider, optional
        Who runs the student's code. By default the object called
        ``__submission_provider__`` in the notebook, otherwise the notebook itself.
    given : bool
        Whether the function stands in a cell that students get, an adapter: a report
        does not call its lines the student's.

    Returns
    -------
    Submission
        To be called like the function.

    Notes
    -----
    Nothing is looked up before the first call, so a missing function fails the check
    that calls it and not the whole cell.
    """
    if provider is None:
        provider = user_namespace().get(PROVIDER_NAME) or LocalProvider()
    if isinstance(provider, LocalProvider):
        provider.names.enter_test_cell()
    return Submission(name, provider, given=given)
