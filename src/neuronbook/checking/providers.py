"""Who runs the student's code: the protocol, and the provider for a notebook.

A *provider* is an object with the three methods of `Provider`. What goes in and comes
out is data only: numbers, strings, None, lists, tuples, dicts, NumPy arrays and
scalars, torch tensors, all of exact base types, and functions of those.

* A function among the arguments is a plain Python function of the caller. The provider
  calls it with data and hands its data back to the student's code.
* A function inside ``Outcome["value"]`` is called as ``f(args, kwargs)`` and returns an
  `Outcome` again.

The arguments reach the student's code as copies; ``mutated`` says which copies differ
after the call.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import signal
import threading
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol, TypedDict

import numpy as np

from .data import NotData, plain, same, type_name
from .names import MISSING, Names, names_of, watch

PROVIDER_NAME: Final = "__submission_provider__"
TIME_LIMIT: Final = "TimeLimit"
MAX_PRINTED: Final = 4000
MAX_MESSAGE: Final = 400

Kind = Literal["callable", "value", "missing"]


class ErrorData(TypedDict):
    """An exception of the student's code.

    ``type`` is the class name (`TIME_LIMIT` if the call took too long), ``bases`` the
    names of all its base classes, ``traceback`` one ``(function, line, source)`` for
    each frame of the student's own code; the line is counted from the ``def``.
    """

    type: str
    bases: list[str]
    message: str
    traceback: list[tuple[str, int, str]]


class WarningData(TypedDict):
    """A warning of the student's code; ``bases`` as in `ErrorData`."""

    category: str
    bases: list[str]
    message: str


class Outcome(TypedDict):
    """What one call did.

    ``refused`` is None, or names what was returned if that is no data: ``a set``.
    ``mutated`` holds positions and names of the arguments that were changed.
    """

    value: Any
    error: ErrorData | None
    refused: str | None
    warnings: list[WarningData]
    mutated: list[int | str]
    stdout: str


class Provider(Protocol):
    """What `neuronbook.checking.submission` asks for the student's code."""

    def lookup(self, name: str) -> Kind:
        """Say what the student's notebook has under this name."""

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        """Call the student's function on copies of the arguments."""

    def value(self, name: str) -> Outcome:
        """Fetch a value that is no function."""


class _TimeIsUp(BaseException):
    """Ends student code that runs too long; ``except Exception`` does not stop it."""


class _Printed(io.StringIO):
    """Keeps the beginning of what is written and drops the rest."""

    def write(self, text: str) -> int:
        room = MAX_PRINTED - self.tell()
        if room > 0:
            super().write(str.__str__(text)[:room])
        return len(text)


class LocalProvider:
    """Runs the student's code here, in the notebook's own process.

    Parameters
    ----------
    namespace
        Where the student's names are; the notebook's (or ``__main__``'s) by default.
    seconds
        Time limit of one call, where the system offers one (not on Windows).
    """

    def __init__(
        self, namespace: dict[str, Any] | None = None, seconds: float = 10.0
    ) -> None:
        self.names = watch() if namespace is None else names_of(namespace)
        self.seconds = seconds

    def lookup(self, name: str) -> Kind:
        """Say what the notebook has under this name."""
        target = self.names.find(name)
        if target is MISSING:
            return "missing"
        return "callable" if callable(target) else "value"

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        """Call the student's function on copies of the arguments."""
        return self._call(self.names.find(name), tuple(args), dict(kwargs))

    def value(self, name: str) -> Outcome:
        """Fetch a value that is no function."""
        outcome = _nothing()
        self._store(outcome, self.names.find(name))
        return outcome

    def _call(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        sent = plain((args, kwargs), self._callback)
        given_args, given_kwargs = plain(sent, lambda function: function)
        outcome = _nothing()
        with self.names.showing("student"), self._watching(outcome):
            self._store(outcome, function(*given_args, **given_kwargs))
        outcome["mutated"] = [
            *(i for i, one in enumerate(given_args) if not same(one, sent[0][i])),
            *(k for k, one in given_kwargs.items() if not same(one, sent[1][k])),
        ]
        return outcome

    def _store(self, outcome: Outcome, result: object) -> None:
        try:
            outcome["value"] = plain(result, self._returned)
        except NotData as error:
            outcome["refused"] = str(error)

    def _returned(self, function: Callable[..., Any]) -> Callable[..., Outcome]:
        def call(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
            return self._call(function, tuple(args), dict(kwargs))

        return call

    def _callback(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function of the test: the student's code hands it data only."""

        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                seen_args, seen_kwargs = plain((args, kwargs), self._bare)
            except NotData as error:
                raise TypeError(f"expected arrays or numbers, got {error}") from None
            with self.names.showing("test"):
                result = function(*seen_args, **seen_kwargs)
            return plain(result, self._callback)

        call.__name__ = str(getattr(function, "__name__", "f"))
        return call

    def _bare(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function of the student that is passed to a function of the test."""

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.names.showing("student"):
                return plain(function(*args, **kwargs), self._bare)

        return call

    @contextlib.contextmanager
    def _watching(self, outcome: Outcome) -> Iterator[None]:
        """Catch what the student's code raises, warns and prints."""
        printed = _Printed()
        with (
            warnings.catch_warnings(record=True) as caught,
            contextlib.ExitStack() as on,
        ):
            warnings.simplefilter("always")
            on.enter_context(contextlib.redirect_stdout(printed))
            on.enter_context(contextlib.redirect_stderr(printed))
            on.enter_context(np.errstate(all="warn", under="ignore"))
            try:
                with _time_limit(self.seconds):
                    yield
            except KeyboardInterrupt:  # the kernel's own interrupt and time limit
                raise
            except BaseException as error:
                outcome["error"] = self._error(error)
        outcome["warnings"] = [_warning(message) for message in caught]
        outcome["stdout"] = printed.getvalue()

    def _error(self, error: BaseException) -> ErrorData:
        late = isinstance(error, _TimeIsUp)
        message = f"still running after {self.seconds:g} s" if late else _message(error)
        return {
            "type": TIME_LIMIT if late else type_name(type(error)),
            "bases": _bases(type(error)),
            "message": message,
            "traceback": self._student_frames(error.__traceback__),
        }

    def _student_frames(
        self, trace: types.TracebackType | None
    ) -> list[tuple[str, int, str]]:
        frames: list[tuple[str, int, str]] = []
        while trace is not None:
            frame, line = trace.tb_frame, trace.tb_lineno
            if frame.f_globals is self.names.namespace:
                frames.append(_frame(frame.f_code, line))
            elif frame.f_globals is globals() and frames:
                break  # deeper frames are the test's own functions
            trace = trace.tb_next
        return frames


def _nothing() -> Outcome:
    return {
        "value": None,
        "error": None,
        "refused": None,
        "warnings": [],
        "mutated": [],
        "stdout": "",
    }


def _bases(cls: type) -> list[str]:
    return [type_name(base) for base in type.__dict__["__mro__"].__get__(cls)]


def _message(error: BaseException) -> str:
    try:
        text = str.__str__(str(error))
    except Exception:
        text = "(an error without a readable message)"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " ..."


def _warning(caught: warnings.WarningMessage) -> WarningData:
    message = caught.message
    text = _message(message) if isinstance(message, Warning) else str(message)
    return {
        "category": type_name(caught.category),
        "bases": _bases(caught.category),
        "message": text,
    }


def _frame(code: types.CodeType, line: int) -> tuple[str, int, str]:
    source = linecache.getline(code.co_filename, line).strip()
    return code.co_name, line - code.co_firstlineno + 1, source


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the body after so many seconds, if this thread can be interrupted."""
    free = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    )
    if not free:
        yield
        return

    def stop(number: int, frame: types.FrameType | None) -> None:
        if not Names.switching:
            raise _TimeIsUp
        signal.setitimer(signal.ITIMER_REAL, 0.01)  # half a switch would mix the views

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
