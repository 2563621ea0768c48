"""Stand-ins for the student's functions: data goes in, data comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .data import plain
from .providers import (
    PROVIDER_NAME,
    TIME_LIMIT,
    ErrorData,
    LocalProvider,
    Outcome,
    Placeholder,
    Provider,
    running_shell,
    user_namespace,
)
from .show import show, show_call
from .trace import TRACE, Call, CheckFailed, NoResult, Warned, is_quiet

NOT_WRITTEN = (
    "{name} is not written yet: put your code in the place of the line "
    "`raise NotImplementedError()`."
)
NOT_DEFINED = (
    "{name} is not defined yet: run the cell that defines it, or write the function."
)


class StandIn(Placeholder):
    """Calls student code and lets only data through."""

    def __init__(self, name: str) -> None:
        self.name = self.__name__ = name
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
        call = show_call(self.name, args, kwargs)
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
        call = show_call(self.name, args, kwargs)
        if self._late:
            raise CheckFailed(
                f"{self.name} took too long before; {call} was not tried."
            )
        outcome = self._run(args, kwargs)
        self._note(outcome, call)
        if outcome["refused"] is not None:
            raise NoResult(
                f"{call} returned {outcome['refused']}; "
                f"expected an array, a number, or a list or tuple of those."
            )
        outcome["value"] = plain(outcome["value"], self._adopt, copy=False)
        if outcome["error"] is None:
            TRACE.calls.append(Call(self.name, args, kwargs, outcome["value"]))
        return outcome

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        raise NotImplementedError

    def _adopt(self, function: Any) -> StandIn:
        return Returned(f"the function from {self.name}", function)

    def _note(self, outcome: Outcome, call: str) -> None:
        error = outcome["error"]
        self._late = error is not None and error["type"] == TIME_LIMIT
        TRACE.printed += outcome["stdout"]
        TRACE.warnings += [
            Warned(call, show(outcome["value"]), one["category"], one["message"])
            for one in outcome["warnings"]
            if not is_quiet(one["bases"])
        ]

    def failure(self, error: ErrorData, call: str) -> CheckFailed:
        """Make the failure for an error of the student's code."""
        unwritten = error["type"] == "NotImplementedError"
        kind = NoResult if unwritten else CheckFailed
        return kind(self.explain(error, call))

    def explain(self, error: ErrorData, call: str) -> str:
        """Turn an error of the student's code into a sentence."""
        if error["type"] == "NotImplementedError":
            return NOT_WRITTEN.format(name=self.name)
        if error["type"] == TIME_LIMIT:
            return (
                f"{call} was {error['message']}; expected a result: "
                f"is there a loop that never ends, or far too much work in one?"
            )
        where = _where(error, self.name)
        if error["type"] == "TypeError" and not where:
            where = f": is your `def {self.name}(...)` line as in the question?"
        said = f"{error['type']}: {error['message']}".rstrip(":. ")
        return f"{call} raised {said}{where}; expected a result, no error."


class Submission(StandIn):
    """Stand-in for one name of the student's notebook."""

    def __init__(self, name: str, provider: Provider) -> None:
        super().__init__(name)
        self.provider = provider

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the student's function; see `StandIn`."""
        local = isinstance(self.provider, LocalProvider) and self.provider
        if local and local.running:  # the student's own code uses this name
            return local.find(self.name)(*args, **kwargs)
        return super().__call__(*args, **kwargs)

    def restore(self, name: str) -> None:
        """Give the student's object its name back, if this stand-in hid it."""
        if isinstance(self.provider, LocalProvider):
            self.provider.restore(name)

    @property
    def value(self) -> Any:
        """The student's value as plain data, for a name that is no function."""
        if self.provider.lookup(self.name) == "missing":
            raise NoResult(NOT_DEFINED.format(name=self.name))
        outcome = self.provider.value(self.name)
        if outcome["refused"] is not None:
            raise CheckFailed(f"{self.name} is {outcome['refused']}; expected data.")
        return plain(outcome["value"], self._adopt, copy=False)

    def _run(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        kind = self.provider.lookup(self.name)
        if kind == "missing":
            raise NoResult(NOT_DEFINED.format(name=self.name))
        if kind == "value":
            raise NoResult(
                f"{self.name} is {show(self.value)}, not a function; expected "
                f"`def {self.name}(...)`: is the name used for something else below?"
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


def submission(name: str, provider: Provider | None = None) -> Submission:
    """Return a stand-in for what the student's notebook calls ``name``.

    Parameters
    ----------
    name
        Name of a function, or of a value (then use ``.value``).
    provider
        Who runs the student's code. By default the object called
        ``__submission_provider__`` in the notebook, otherwise the notebook itself.

    Notes
    -----
    Nothing is looked up before the first call, so a missing function fails the check
    that calls it and not the whole cell.
    """
    if provider is None:
        provider = user_namespace().get(PROVIDER_NAME) or LocalProvider()
    stand_in = Submission(name, provider)
    if isinstance(provider, LocalProvider):
        provider.keep(name)
        _restore_after_cell(provider)
    return stand_in


def _restore_after_cell(provider: LocalProvider) -> None:
    """Undo ``f = submission("f")`` when the test cell has ended."""
    shell = running_shell()
    if shell is not None and provider.namespace is shell.user_ns:
        shell.events.register("post_run_cell", _restore)


def _restore(*_: Any) -> None:
    for name, current in list(user_namespace().items()):
        if isinstance(current, Submission) and current.name == name:
            current.restore(name)


def _where(error: ErrorData, name: str) -> str:
    if not error["traceback"]:
        return ""
    function, line, source = error["traceback"][-1]
    owner = "your function" if function == name else f"your {function}"
    quoted = f": `{source}`" if source else ""
    return f" (line {line} of {owner}{quoted})"
