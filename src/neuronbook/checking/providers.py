"""Who runs the student's code: the protocol, and the provider for a notebook.

A *provider* is an object with the three methods of `Provider`. What goes in and comes
out is data only: numbers, strings, None, lists, tuples, dicts, NumPy arrays and
scalars, torch tensors, all of exact base types, and functions of those.

* A function among the arguments is a plain Python function of the caller. The provider
  calls it with data and hands its data back to the student's code.
* A function inside ``Outcome["value"]`` is called as ``f(args, kwargs)`` and returns an
  `Outcome` again.
* An iterator inside ``Outcome["value"]`` gives data, item by item; what it raises is a
  `RuntimeError` that says so.

A result that means data is taken for it: a `Fraction` or `Decimal` for a float, a set
for the sorted list of its items, a DataFrame of pandas for a dict of arrays, a Series
for an array, a date for its ISO text.

The arguments reach the student's code as copies; ``mutated`` says which copies differ
after the call.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import re
import signal
import sys
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NotRequired, Protocol, TextIO, TypedDict

import numpy as np

from .names import MISSING, Names, names_of, watch
from .plain_data import NotData, plain, same, type_name

PROVIDER_NAME: Final = "__submission_provider__"
TIME_LIMIT: Final = "TimeLimit"
MAX_PRINTED: Final = 4000
MAX_MESSAGE: Final = 400
MAX_WARNINGS: Final = 50
PATIENCE: Final = 3  # seconds of the clock for one of the processor

Kind = Literal["callable", "value", "missing"]


_Place = tuple[types.FrameType, int | None]
Frame = tuple[str, int, str]  # function, line counted from its ``def``, source


class ErrorData(TypedDict):
    """An exception of the student's code.

    ``type`` is the class name (`TIME_LIMIT` if the call took too long), ``bases`` the
    names of all its base classes, ``traceback`` one entry for each frame of the
    student's own code, and ``empty``, which a provider may leave out, the variables in
    the last line that are None.
    """

    type: str
    bases: list[str]
    message: str
    traceback: list[Frame]
    empty: NotRequired[list[str]]


class WarningData(TypedDict):
    """A warning of the student's code; a provider may leave its frames out."""

    category: str
    bases: list[str]
    message: str
    traceback: NotRequired[list[Frame]]


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
        Time limit of one call in seconds of the processor, where the system offers one
        (not on Windows). Code that waits is stopped after `PATIENCE` times as many.
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
            outcome["value"] = plain(result, self._returned, unroll=True)
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

        def note(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if len(outcome["warnings"]) < MAX_WARNINGS:
                frames = self._student_frames(_running_frames())
                outcome["warnings"].append(_warning(message, category, frames))

        with warnings.catch_warnings(), contextlib.ExitStack() as on:
            warnings.simplefilter("always")
            warnings.showwarning = note
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
        outcome["stdout"] = printed.getvalue()

    def _error(self, error: BaseException) -> ErrorData:
        late = isinstance(error, _TimeIsUp)
        frames: list[_Place] = list(traceback.walk_tb(error.__traceback__))
        message = f"still running after {self.seconds:g} s" if late else _message(error)
        return {
            "type": TIME_LIMIT if late else type_name(type(error)),
            "bases": _bases(type(error)),
            "message": message,
            "traceback": self._student_frames(frames),
            "empty": _empty_names(frames, self.names.namespace),
        }

    def _student_frames(self, frames: Iterable[_Place]) -> list[Frame]:
        found: list[Frame] = []
        known: dict[str, types.CodeType] = {}
        for frame, line in frames:
            if frame.f_globals is self.names.namespace:
                known[frame.f_code.co_qualname] = frame.f_code
                owner = self._owner(frame.f_code, known)
                found.append(_frame(frame.f_code, line, owner))
            elif frame.f_globals is globals() and found:
                break  # deeper frames are the test's own functions
        return found

    def _owner(
        self, code: types.CodeType, known: Mapping[str, types.CodeType]
    ) -> types.CodeType:
        """Return the function that a comprehension or a lambda was written in."""
        name = code.co_qualname
        while name.rpartition(".")[2].startswith("<"):
            name = name.rpartition(".<locals>.")[0]
        function = self.names.namespace.get(name)
        owner = known.get(name) or getattr(function, "__code__", None)
        inside = isinstance(owner, types.CodeType) and (
            owner.co_filename == code.co_filename
            and owner.co_firstlineno <= code.co_firstlineno
        )
        return owner if inside else code  # type: ignore[return-value]


def _running_frames() -> list[_Place]:
    """Return the frames from the running call of student code inwards."""
    frames: list[_Place] = []
    for frame, line in traceback.walk_stack(sys._getframe()):
        if frame.f_code is LocalProvider._call.__code__:
            break
        frames.insert(0, (frame, line))
    return frames


def _empty_names(frames: list[_Place], namespace: dict[str, Any]) -> list[str]:
    """Name the variables in the student's last line that are None."""
    own = [place for place in frames if place[0].f_globals is namespace]
    if not own:
        return []
    frame, line = own[-1]
    words = set(re.findall(r"\w+", _frame(frame.f_code, line, frame.f_code)[2]))
    empty = sorted(name for name, value in frame.f_locals.items() if value is None)
    return [name for name in empty if name in words or not words]


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


def _warning(
    message: Warning | str, category: type[Warning], frames: list[Frame]
) -> WarningData:
    text = _message(message) if isinstance(message, Warning) else str(message)
    return {
        "category": type_name(category),
        "bases": _bases(category),
        "message": text,
        "traceback": frames,
    }


def _frame(code: types.CodeType, line: int | None, owner: types.CodeType) -> Frame:
    """Describe a frame; some instructions, such as a loop's jump, have no line."""
    line = code.co_firstlineno if line is None else line
    source = linecache.getline(code.co_filename, line).strip()
    return owner.co_name, line - owner.co_firstlineno + 1, source


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the body after so many seconds, if this thread can be interrupted.

    They are seconds of the processor: a busy machine stops no right answer. Code that
    waits is stopped by the clock, after `PATIENCE` times as many.
    """
    free = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    )
    if not free:
        yield
        return

    due, latest = time.thread_time() + seconds, time.monotonic() + PATIENCE * seconds

    def stop(number: int, frame: types.FrameType | None) -> None:
        left = 0.0 if time.monotonic() >= latest else due - time.thread_time()
        if Names.switching:  # half a switch would mix the views
            left = max(left, 0.01)
        if left <= 0:
            raise _TimeIsUp
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
