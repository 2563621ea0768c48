"""Stand-ins for the student's functions: data goes in, data comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .data import plain
from .names import MISSING, Placeholder, user_namespace
from .providers import (
    PROVIDER_NAME,
    TIME_LIMIT,
    ErrorData,
    LocalProvider,
    Outcome,
    Provider,
)
from .show import show
from .trace import TRACE, Call, CheckFailed, Warned, call_text, is_quiet
from .wording import NOT_DEFINED, explain, failure, where


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
            words = f"{self.name} took too long before; {call} was not tried."
            raise CheckFailed(words, "nothing")
        outcome = self._run(args, kwargs)
        self._note(outcome, call)
        if outcome["refused"] is not None:
            raise CheckFailed(
                f"{call} returned {outcome['refused']}; "
                f"expected an array, a number, or a list or tuple of those.",
                "type",
            )
        outcome["value"] = plain(outcome["value"], self._adopt, copy=False)
        if outcome["error"] is None:
            TRACE.calls.append(Call(self.name, call, outcome["value"]))
        return outcome

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
                place = where(one.get("traceback", []), self.name, given=self.given)
                said = one["category"], one["message"]
                TRACE.warnings.append(
                    Warned(call, show(outcome["value"]), *said, place)
                )

    def failure(self, error: ErrorData, call: str) -> CheckFailed:
        """Make the failure for an error of the student's code."""
        return failure(error, self.name, call, given=self.given)

    def explain(self, error: ErrorData, call: str) -> str:
        """Turn an error of the student's code into a sentence."""
        return explain(error, self.name, call, given=self.given)


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

    @property
    def value(self) -> Any:
        """The student's value as plain data, for a name that is no function."""
        if self.provider.lookup(self.name) == "missing":
            raise CheckFailed(NOT_DEFINED.format(name=self.name), "nothing")
        outcome = self.provider.value(self.name)
        if outcome["refused"] is not None:
            words = f"{self.name} is {outcome['refused']}; expected data."
            raise CheckFailed(words, "type")
        return plain(outcome["value"], self._adopt, copy=False)

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        kind = self.provider.lookup(self.name)
        if kind == "missing":
            raise CheckFailed(NOT_DEFINED.format(name=self.name), "nothing")
        if kind == "value":
            raise CheckFailed(
                f"{self.name} is {show(self.value)}, not a function; expected "
                f"`def {self.name}(...)`: is the name used for something else below?",
                "nothing",
            )
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
    name
        Name of a function, or of a value (then use ``.value``).
    provider
        Who runs the student's code. By default the object called
        ``__submission_provider__`` in the notebook, otherwise the notebook itself.
    given
        Whether the function stands in a cell that students get, an adapter: a report
        does not call its lines the student's.

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
