"""The process that runs the instructor's test cells and decides on the score.

It never imports, unpickles or executes anything that came from the student: all
that it knows of the submission are the outcomes of calls, rebuilt as plain data.
"""

from __future__ import annotations

import builtins
import contextlib
import numbers
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from proctor.confine.limits import Limits
from proctor.inside.candidate import write_files
from proctor.inside.shell import CapturingShell, Output, make_shell
from proctor.protocol.channel import (
    Channel,
    ChannelClosed,
    ChannelTimeout,
    ProtocolError,
)
from proctor.protocol.codec import CodecError, Decoder, Encoder
from proctor.protocol.outcome import (
    PROCESS_ENDED,
    TIME_LIMIT,
    Outcome,
    failed,
    fingerprint,
    readable,
)

PROVIDER_NAME = "__submission_provider__"
_WITHHELD = "its words are not shown for a hidden check"
MAX_CALLBACKS = 1_000_000
MAX_LINE = 300  # a number of a line beyond it may be an argument that is told
_OWN = (TIME_LIMIT, PROCESS_ENDED)
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


def run_examiner(
    control: socket.socket, questions: list[socket.socket], limits: Limits
) -> None:
    """Run test cells as the grader asks, until it closes the connection."""
    channel = Channel(control, limits.frame)
    shell = make_shell()
    answers = [Channel(sock, limits.frame) for sock in questions]
    with contextlib.suppress(ChannelClosed):
        while True:
            message = channel.receive()
            if message["type"] == "files":
                write_files(message["files"])
                channel.send({"type": "written"})
            elif message["type"] == "prepare":
                _prepare(shell, message["source"])
                channel.send({"type": "prepared"})
            elif message["type"] == "test":
                provider = Provider(answers[message["index"]], limits)
                channel.send(_test(shell, provider, message, limits))


def _prepare(shell: CapturingShell, source: str) -> None:
    """Run an instructor's cell for its imports and definitions.

    What it needs of the student's is not here; such a cell ends early.
    """
    with contextlib.suppress(KeyboardInterrupt), _undrawn(shell):
        shell.run(source, 1)


@contextlib.contextmanager
def _undrawn(shell: CapturingShell) -> Iterator[None]:
    """Make no pictures of figures: here nobody sees them, and one takes 0.2 s."""
    module = sys.modules.get("matplotlib_inline.config")
    if module is None:
        yield
        return
    backend = module.InlineBackend.instance(parent=shell)
    formats, backend.figure_formats = backend.figure_formats, set()
    try:
        yield
    finally:
        backend.figure_formats = formats


def _test(
    shell: CapturingShell, provider: Provider, message: dict[str, Any], limits: Limits
) -> dict[str, Any]:
    """Run one test cell and return its outputs and its score."""
    provider.hidden = hidden_lines(message["source"])
    shell.user_ns[PROVIDER_NAME] = provider
    reply: dict[str, Any] = {"type": "tested", "nonce": message["nonce"]}
    try:
        outputs, result = shell.run(message["source"], limits.output)
    except KeyboardInterrupt:
        return reply | {"outputs": [], "score": 0.0, "problem": None}
    score, problem = judge(outputs, result, message["points"])
    line = error_line(result)
    reply |= {"outputs": outputs, "score": score, "problem": problem}
    reply |= {"hidden": line in provider.hidden, "calls": provider.calls}
    return reply | {"by_clock": provider.by_clock, "closed": provider.closed}


def judge(
    outputs: list[Output], result: Any, points: float
) -> tuple[float, str | None]:
    """Return the score of a test cell, and what is wrong with the test, if anything.

    The rules are nbgrader's: an error or anything on stderr is no points, a number
    as the last expression is the score, nothing is full marks. A number that is not
    within [0, ``points``] is an error of the test and gives no points.
    """
    if not result.success or any(o.get("name") == "stderr" for o in outputs):
        return 0.0, None
    value = result.result
    if value is None:
        return points, None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        kind = type(value).__name__
        return 0.0, f"the test cell ends in a {kind}; expected a number of points"
    score = float(value)
    if not 0 <= score <= points:  # NaN is not either
        return 0.0, f"the test gave {score} points; expected 0 to {points:g}"
    return score, None


def hidden_lines(source: str) -> set[int]:
    """Return the numbers of the lines between nbgrader's hidden-test marks."""
    hidden, lines = False, set()
    for number, line in enumerate(source.splitlines(), start=1):
        hidden = hidden or BEGIN_HIDDEN in line
        if hidden:
            lines.add(number)
        hidden = hidden and END_HIDDEN not in line
    return lines


def error_line(result: Any) -> int | None:
    """Return the line of the cell in which it failed."""
    error = result.error_in_exec or result.error_before_exec
    trace = getattr(error, "__traceback__", None)
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_name.startswith("<module>"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class Provider:
    """Asks the candidate's snapshot: the provider that ``submission()`` finds."""

    def __init__(self, channel: Channel, limits: Limits) -> None:
        self._channel = channel
        self._limits = limits
        self._ended: Outcome | None = None
        self._lent: dict[int, tuple[Any, str]] = {}
        self._numbers = 0  # given out to what was lent; none is used twice
        self._borrowed = 0
        self._deadline = 0.0
        self._nonce = b""
        self._callbacks = 0
        self._late: dict[Any, Outcome] = {}
        self._told = False  # something of a hidden check
        self.calls = 0
        self.by_clock = False
        self.closed = False
        self.hidden: set[int] = set()
        channel.encode = Encoder(self._publish)
        channel.decode = Decoder(self._adopt)

    def lookup(self, name: str) -> str:
        """Say whether the notebook has a function, a value or nothing of the name."""
        if self._ended is not None:
            return "callable"  # so that a call tells what ended the process
        answer = self._ask({"type": "lookup", "name": name})
        if answer in ("missing", "callable", "value"):
            return str(answer)
        return "callable"

    def call(self, name: str, args: Any, kwargs: Any) -> Outcome:
        """Call the student's function."""
        request = {"type": "call", "name": name}
        return self._outcome(request | {"args": tuple(args), "kwargs": dict(kwargs)})

    def value(self, name: str) -> Outcome:
        """Fetch a value that is no function."""
        return self._outcome({"type": "value", "name": name})

    def _outcome(self, request: dict[str, Any]) -> Outcome:
        """Ask for what the student's code did, and see to the rest here.

        Which arguments were changed is compared on this side, and a failure of the call
        as a whole is worded on this side: no name or word of the student's code can
        pass for one of ours.
        """
        self.calls += 1
        self._told |= self._asked_from_hidden()
        what = request["type"], request.get("name", request.get("handle"))
        if what in self._late:
            return dict(self._late[what])
        before = {
            place: fingerprint(one)
            for place, one in (
                *enumerate(request.get("args", ())),
                *request.get("kwargs", {}).items(),
            )
        }
        answer = self._ask(request)
        if self._ended is not None:
            return dict(self._ended)
        try:
            if answer["late"]:
                return self._note_late(what)
            outcome = checked_outcome(answer, before)
        except (KeyError, TypeError, ValueError) as error:
            return dict(self._end(PROCESS_ENDED, f"the answer was malformed ({error})"))
        return self._discreet(outcome) if self._told else outcome

    def _note_late(self, what: Any) -> Outcome:
        """Ask no more for what took too long; the notebook's other functions go on."""
        seconds = self._limits.call
        words = f"still running after {seconds:g} s of the processor's time"
        self._late[what] = failed(TIME_LIMIT, words)
        if len(self._late) * seconds >= self._limits.cell:
            self._end(TIME_LIMIT, words)
        return dict(self._late[what])

    def _discreet(self, outcome: Outcome) -> Outcome:
        """Withhold the words through which code could tell what a hidden test does."""
        outcome["stdout"] = ""
        if outcome["refused"] is not None:
            outcome["refused"] = "something that is no data"
        for one in outcome["warnings"]:
            usual = _is_usual(one["message"])
            one |= {"category": _known(one["bases"]), "traceback": []}
            one |= {} if usual else {"message": _WITHHELD}
        error = outcome["error"]
        if error is not None:
            lines = [line for _, line, _ in error["traceback"][-1:]]
            frames = [("your function", n, "") for n in lines if 0 < n <= MAX_LINE]
            error |= {"message": _WITHHELD, "type": _known(error["bases"])}
            error |= {"traceback": frames, "empty": []}
        return outcome

    def _asked_from_hidden(self) -> bool:
        frame = sys._getframe()
        while frame is not None and not frame.f_code.co_name.startswith("<module>"):
            frame = frame.f_back  # type: ignore[assignment]
        return frame is not None and frame.f_lineno in self.hidden

    def _ask(self, request: dict[str, Any]) -> Any:
        """Send a question and return the answer; serve callbacks meanwhile."""
        if self._ended is not None:
            return self._ended
        outer = self._nonce, self._deadline
        first, borrowed = self._numbers, self._borrowed
        self._nonce = secrets.token_bytes(16)
        if not outer[0]:
            self._deadline = time.monotonic() + self._limits.call_clock
        try:
            self._channel.send(request | {"nonce": self._nonce}, self._deadline)
            return self._answer()
        except ChannelTimeout:
            self.by_clock = True
            clock = self._limits.call_clock
            self._end(TIME_LIMIT, f"still running after {clock:g} s by the clock")
        except ChannelClosed:
            self.closed = True
            self._end(PROCESS_ENDED, "the notebook's process ended")
        except ProtocolError as error:
            self._end(PROCESS_ENDED, f"what came back was no data ({error})")
        finally:
            self._nonce, self._deadline = outer
            # A function or an iterator in the answer may call what was lent later.
            if self._borrowed == borrowed:
                for number in range(first, self._numbers):
                    self._lent.pop(number, None)
        return self._ended

    def _answer(self) -> Any:
        while True:
            message = self._channel.receive(self._deadline)
            if message.get("nonce") != self._nonce:
                raise ProtocolError("an answer to another question")
            if message["type"] == "return":
                return message.get("answer")
            if message["type"] != "callback":
                raise ProtocolError("an unknown type of message")
            self._call_back(message)

    def _call_back(self, message: dict[str, Any]) -> None:
        """Run a function of the test for the student's code: data in, data out."""
        self._callbacks += 1
        number, step = message.get("handle"), message.get("step")
        args, kwargs = message.get("args"), message.get("kwargs")
        if type(number) is not int or number not in self._lent:
            raise ProtocolError("a callback that was not offered")
        if type(args) is not tuple or type(kwargs) is not dict:
            raise ProtocolError("a callback without arguments")
        if self._callbacks > MAX_CALLBACKS:
            raise ProtocolError("too many callbacks")
        target, kind = self._lent[number]
        if step != ("call" if kind == "function" else "next"):
            raise ProtocolError("a callback of another kind")
        reply: dict[str, Any] = {"type": "answer", "value": None, "error": None}
        try:
            reply["value"] = next(target) if step == "next" else target(*args, **kwargs)
            self._channel.send(reply, self._deadline)
        except (ChannelClosed, ChannelTimeout, ProtocolError):
            raise
        except Exception as error:
            # What a KeyError says is the repr of its key: said again, it gets quotes.
            known = isinstance(error, KeyError) and [type(a) for a in error.args] == [
                str
            ]
            words = readable(error.args[0] if known else error)
            reply |= {"value": None, "error": [type(error).__name__, words]}
            self._channel.send(reply, self._deadline)

    def _end(self, kind: str, message: str) -> Outcome:
        """Give up on this snapshot: whatever it sends later is never read."""
        self._channel.close()
        self._ended = failed(kind, message)
        return self._ended

    def _publish(self, value: Any, kind: str) -> int:
        number, self._numbers = self._numbers, self._numbers + 1
        self._lent[number] = value, kind
        return number

    def _adopt(self, number: int, kind: str) -> Any:
        """Return the stand-in of a function or iterator that the student returned."""
        self._borrowed += 1
        if kind == "iterator":
            return _ReturnedIterator(self, number)

        def returned(args: Any, kwargs: Any) -> Outcome:
            request = {"type": "call_returned", "handle": number}
            request |= {"args": tuple(args), "kwargs": dict(kwargs)}
            return self._outcome(request)

        return returned


class _ReturnedIterator:
    """An iterator of the student's, one bounded call for each item."""

    def __init__(self, provider: Provider, number: int) -> None:
        self._provider = provider
        self._number = number

    def __iter__(self) -> _ReturnedIterator:
        return self

    def __next__(self) -> Any:
        outcome = self._provider._outcome({"type": "next", "handle": self._number})
        error = outcome["error"]
        if error is None:
            return outcome["value"]
        if "StopIteration" in error["bases"]:
            raise StopIteration
        raise RuntimeError(f"{error['type']}: {error['message']}")


def _is_usual(message: str) -> bool:
    """Whether a warning is one of NumPy's own, about one of its functions."""
    what, found, where = message.partition(" encountered in ")
    ufunc = getattr(np, where.removeprefix("scalar "), None)
    usual = ("overflow", "underflow", "divide by zero", "invalid value")
    return bool(found) and what in usual and isinstance(ufunc, np.ufunc)


def _known(bases: list[str]) -> str:
    """Return the first of these classes that Python itself has."""
    kinds = (getattr(builtins, name, None) for name in bases)
    found = (kind for kind in kinds if isinstance(kind, type))
    return next((kind.__name__ for kind in found), "Exception")


def checked_outcome(answer: Any, before: dict[int | str, bytes]) -> Outcome:
    """Return an outcome of the promised shape, built anew.

    ``before`` are digests of the arguments, by place; those after the call that differ
    are of arguments that were changed.

    Raises
    ------
    CodecError, KeyError, TypeError, ValueError
        If the answer has another shape.
    """
    if type(answer) is not dict:
        raise CodecError(f"a {type(answer).__name__} in place of an outcome")
    refused = answer["refused"]
    return {
        "value": answer["value"],
        "error": None if answer["error"] is None else _checked_error(answer["error"]),
        "refused": None if refused is None else _text(refused),
        "warnings": [_checked_warning(one) for one in _list(answer["warnings"])],
        "mutated": [
            place
            for place, digest in zip(before, _list(answer["after"]), strict=True)
            if digest != before[place]
        ],
        "stdout": _text(answer["stdout"], 4000),
    }


def _checked_error(error: Any) -> dict[str, Any]:
    name, bases = _text(error["type"]), [_text(one) for one in _list(error["bases"])]
    return {
        "type": _known(bases) if name in _OWN else name,
        "bases": [one for one in bases if one not in _OWN],
        "message": _text(error["message"]),
        "traceback": [_frame(frame) for frame in _list(error["traceback"])],
        "empty": [_text(name) for name in _list(error["empty"])],
    }


def _checked_warning(warning: Any) -> dict[str, Any]:
    return {
        "category": _text(warning["category"]),
        "bases": [_text(name) for name in _list(warning["bases"])],
        "message": _text(warning["message"]),
        "traceback": [_frame(frame) for frame in _list(warning["traceback"])],
    }


def _frame(frame: Any) -> tuple[str, int, str]:
    function, line, source = frame
    if type(line) is not int:
        raise CodecError("a line number that is none")
    return _text(function), line, _text(source)


def _list(value: Any) -> list[Any]:
    if type(value) is not list or len(value) > 1000:
        raise CodecError("expected a short list")
    return value


def _text(value: Any, most: int = 500) -> str:
    if type(value) is not str:
        raise CodecError(f"expected text, got a {type(value).__name__}")
    return value[:most]
