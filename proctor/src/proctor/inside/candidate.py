"""The process that runs what the student wrote, and answers questions about it.

It executes the notebook's cells in order. Wherever a test cell stands it forks
a *snapshot* of itself, which waits. When the notebook has ended and its outputs
are out of reach, the examiner's calls go to these snapshots: so nothing that a
test passes in can appear in an output, and no test disturbs another.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import os
import signal
import socket
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from proctor.confine.limits import Limits
from proctor.inside.clock import Stopwatch, TimeIsUp
from proctor.inside.shared import share_by_files
from proctor.inside.shell import CapturingShell, make_shell
from proctor.inside.threads import (
    compute_in_one_thread,
    end_with_children,
    renew_pools,
)
from proctor.protocol.channel import Channel, ChannelClosed
from proctor.protocol.codec import CodecError, Decoder, Encoder
from proctor.protocol.outcome import (
    MAX_WARNINGS,
    Outcome,
    Printed,
    error_data,
    fingerprint,
    report,
    running_places,
    student_frames,
    warning_data,
)
from proctor.protocol.results import ResultEncoder

MAX_QUESTIONS = 100
_SPARE = 1.0
_ATTEMPTS = 10


def run_candidate(
    control: socket.socket, questions: list[socket.socket], limits: Limits
) -> None:
    """Execute cells as the grader asks, until it closes the connection."""
    channel = Channel(control, limits.frame)
    shell = make_shell()
    builtins.input = NOBODY.types
    share_by_files()
    given: dict[str, Given] = {}
    with contextlib.suppress(ChannelClosed):
        while True:
            message = channel.receive()
            if message["type"] == "files":
                write_files(message["files"])
                channel.send({"type": "written"})
            elif message["type"] == "run":
                reply = _run(shell, message["source"], limits)
                if message.get("given"):
                    given |= _functions(shell.user_ns, message, reply["failed"])
                channel.send(reply)
            elif message["type"] == "snapshot":
                answering = Snapshot(shell, channel, questions, limits, given)
                channel.send(answering.take(message["index"]))


class Nobody:
    """Is ``input()`` where nobody types: the cell goes on with a zero, and says so.

    What goes on asking, as a debugger does, is told that there is no more.
    """

    def __init__(self) -> None:
        self.asked = 0

    def types(self, prompt: object = "", /) -> str:
        """Answer one question."""
        self.asked += 1
        if self.asked > MAX_QUESTIONS:
            raise EOFError("nobody types while this is graded")
        print(f"{prompt}0  [nobody types while this is graded]")
        return "0"


NOBODY = Nobody()


@dataclass(frozen=True)
class Given:
    """A function of the instructor's, as it was when its cell had run."""

    function: types.FunctionType
    code: types.CodeType
    defaults: tuple[Any, ...] | None
    named_defaults: dict[str, Any] | None

    def restored(self) -> types.FunctionType:
        """Return it as it was."""
        self.function.__code__ = self.code
        self.function.__defaults__ = self.defaults
        self.function.__kwdefaults__ = self.named_defaults
        return self.function


def _functions(
    namespace: dict[str, Any], message: dict[str, Any], failed: bool
) -> dict[str, Given]:
    """Keep the functions that a cell of the instructor's has defined.

    If it failed, which code above it can bring about, they come from its source.
    """
    found = {name: namespace.get(name) for name in message["given"]}
    if failed:
        found |= _from_source(message["source"], namespace)
    return {
        name: Given(one, one.__code__, one.__defaults__, one.__kwdefaults__)
        for name, one in found.items()
        if isinstance(one, types.FunctionType) and name in message["given"]
    }


def _from_source(source: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the functions of a cell, of which nothing else is executed."""
    made: dict[str, Any] = {}
    with contextlib.suppress(BaseException):
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                text = compile(ast.Module([node], []), "<given>", "exec")
                exec(text, namespace, made)
    return made


def write_files(files: dict[str, bytes]) -> None:
    """Add to files of the working folder; their names were checked before.

    A large file comes in parts.
    """
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(content)


def _run(shell: CapturingShell, source: str, limits: Limits) -> dict[str, Any]:
    started, watch = time.monotonic(), Stopwatch()
    NOBODY.asked = 0
    try:
        with watch.limit(limits.cell, limits.grace, KeyboardInterrupt):
            outputs, result = shell.run(source, limits.output)
        count, failed = result.execution_count, not result.success
    except KeyboardInterrupt:  # the interrupt came between two statements of ours
        outputs, count, failed = shell.collector.outputs, None, True
    seconds = time.monotonic() - started
    try:
        Encoder()(outputs)
    except CodecError as error:
        text = f"[an output could not be kept: {error}]"
        outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
    reply = {"type": "ran", "outputs": outputs, "execution_count": count}
    return reply | {"failed": failed, "seconds": seconds, "late": watch.fired}


class Snapshot:
    """Makes copies of the process that wait for the examiner's questions."""

    def __init__(
        self,
        shell: CapturingShell,
        channel: Channel,
        questions: list[socket.socket],
        limits: Limits,
        given: dict[str, Given],
    ) -> None:
        self.shell, self.channel, self.questions = shell, channel, questions
        self.limits, self.given = limits, given

    def take(self, index: int) -> dict[str, Any]:
        """Fork one for a test; say so if there is no room for a process."""
        reply: dict[str, Any] = {"type": "taken", "refused": None}
        threads = threading.active_count() > 1
        for attempt in range(_ATTEMPTS):
            try:
                if os.fork() == 0:
                    self._wait_for_questions(index, threads)
            except OSError as error:
                reply["refused"] = f"{error}"[:100]
                time.sleep(0.02 * attempt)
            else:
                self.questions[index].close()
                return reply | {"refused": None}
        return reply

    def _wait_for_questions(self, index: int, threads: bool) -> None:
        with contextlib.suppress(BaseException):
            self.channel.close()
            for other in self.questions[:index] + self.questions[index + 1 :]:
                other.close()
            os.setsid()
            compute_in_one_thread()
            channel = Channel(self.questions[index], self.limits.frame)
            answering = Answering(channel, self.shell, self.limits, self.given)
            answering.serve(renew_pools if threads else lambda: None)
        end_with_children()


class _CallbackFailed(Exception):
    """A function of the test failed; the name and message are all that cross."""


class Answering:
    """Answers the examiner's questions about one state of the notebook."""

    def __init__(
        self,
        channel: Channel,
        shell: CapturingShell,
        limits: Limits,
        given: dict[str, Given],
    ) -> None:
        self.channel = channel
        self.shell = shell
        self.limits = limits
        self.given = given
        self.nonce = b""
        self.returned: list[Any] = []
        self.watch = Stopwatch()
        self.results = ResultEncoder(self._publish)
        channel.encode = Encoder(self._publish)
        channel.decode = Decoder(self._stand_in)

    def serve(self, first: Callable[[], None]) -> None:
        """Answer until the examiner closes the connection; ``first`` if it asks."""
        with contextlib.suppress(ChannelClosed):
            message = self.channel.receive()
            first()
            while True:
                self._serve(message)
                message = self.channel.receive()

    def _serve(self, message: dict[str, Any]) -> None:
        outer, self.nonce = self.nonce, message["nonce"]
        if not outer:
            NOBODY.asked = 0
            # The examiner waits no longer: who goes on burns the processor for nothing.
            signal.setitimer(signal.ITIMER_REAL, self.limits.call_clock + _SPARE)
        try:
            self._reply(getattr(self, f"_{message['type']}")(message))
        finally:
            self.nonce = outer
        if not outer:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _reply(self, answer: Any) -> None:
        reply = {"type": "return", "nonce": self.nonce}
        try:
            self.channel.send(reply | {"answer": answer})
        except CodecError as error:
            refused = answer | {"value": None, "refused": str(error)}
            self.channel.send(reply | {"answer": refused})

    def _lookup(self, message: dict[str, Any]) -> str:
        missing = object()
        target = self._find(message["name"], missing)
        if target is missing:
            return "missing"
        return "callable" if callable(target) else "value"

    def _find(self, name: str, default: Any) -> Any:
        """Return what the notebook has under a name; what was given, as it was given.

        A cell below may have put something else in its place.
        """
        if name in self.given:
            return self.given[name].restored()
        return self.shell.user_ns.get(name, default)

    def _value(self, message: dict[str, Any]) -> Outcome:
        outcome = report()
        with self._watching(outcome):
            self._store(outcome, self.shell.user_ns[message["name"]])
        return outcome

    def _call(self, message: dict[str, Any]) -> Outcome:
        target = self._find(message["name"], None)
        return self._outcome(target, message["args"], message["kwargs"])

    def _call_returned(self, message: dict[str, Any]) -> Outcome:
        target = self.returned[message["handle"]]
        return self._outcome(target, message["args"], message["kwargs"])

    def _next(self, message: dict[str, Any]) -> Outcome:
        return self._outcome(self.returned[message["handle"]].__next__, (), {})

    def _outcome(self, target: Any, args: Any, kwargs: dict[str, Any]) -> Outcome:
        outcome = report()
        with self._watching(outcome):
            self._store(outcome, target(*args, **kwargs))
        outcome["after"] = [fingerprint(one) for one in (*args, *kwargs.values())]
        return outcome

    def _store(self, outcome: Outcome, value: Any) -> None:
        """Make data of a result while it is watched: an iterator may raise or hang."""
        try:
            outcome["value"] = self.results.ready(value)
        except CodecError as error:
            outcome["refused"] = str(error)

    @contextlib.contextmanager
    def _watching(self, outcome: Outcome) -> Iterator[None]:
        """Collect what the student's code raises, warns and prints."""
        printed = Printed()
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = self._noting(outcome)
            try:
                with (
                    contextlib.redirect_stdout(printed),
                    contextlib.redirect_stderr(printed),
                    np.errstate(all="warn", under="ignore"),
                    self.watch.limit(self.limits.call, self.limits.grace),
                ):
                    yield
            except TimeIsUp:
                outcome["late"] = True
            except BaseException as error:
                outcome["error"] = error_data(error, self.shell.user_ns)
        outcome["stdout"] = printed.getvalue()

    def _noting(self, outcome: Outcome) -> Callable[..., None]:
        """Return what takes the place of `warnings.showwarning` during a call."""

        def note(
            message: Warning | str, category: type[Warning], *_: Any, **__: Any
        ) -> None:
            if len(outcome["warnings"]) < MAX_WARNINGS:
                places = running_places(Answering._outcome.__code__)
                frames = student_frames(places, self.shell.user_ns)
                outcome["warnings"].append(warning_data(message, category, frames))

        return note

    def _publish(self, value: Any, kind: str) -> int:
        self.returned.append(value)
        return len(self.returned) - 1

    def _stand_in(self, number: int, kind: str) -> Any:
        if kind == "iterator":
            return _BorrowedIterator(self._ask, number)

        def borrowed(*args: Any, **kwargs: Any) -> Any:
            return self._ask(number, "call", args, kwargs)

        return borrowed

    def _ask(self, number: int, step: str, args: Any, kwargs: Any) -> Any:
        """Have the examiner run one of its own functions and return the result."""
        request = {"type": "callback", "nonce": self.nonce, "handle": number}
        request |= {"step": step, "args": args, "kwargs": kwargs}
        encode, self.channel.encode = self.channel.encode, Encoder()
        self.watch.held = True
        try:
            self.channel.send(request)
            reply = self.channel.receive()
            while reply["type"] != "answer":
                # The test's function uses one of ours meanwhile.
                self.channel.encode, self.watch.held = encode, False
                self._serve(reply)
                self.watch.held = True
                reply = self.channel.receive()
        except CodecError as error:
            raise TypeError(f"expected arrays or numbers, got {error}") from None
        finally:
            self.channel.encode, self.watch.held = encode, False
        if reply["error"] is not None:
            raise _exception(*reply["error"])
        return reply["value"]


def _exception(name: str, message: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(TypeError):
            return kind(message)
    return _CallbackFailed(f"{name}: {message}")


class _BorrowedIterator:
    """An iterator of the test, as the student's code sees it."""

    def __init__(self, ask: Callable[..., Any], number: int) -> None:
        self._ask = ask
        self._number = number

    def __iter__(self) -> _BorrowedIterator:
        return self

    def __next__(self) -> Any:
        return self._ask(self._number, "next", (), {})


def prepare_process() -> None:
    """Make the fork look like a fresh interpreter in the working folder."""
    import random
    import tempfile

    tempfile.tempdir = None
    sys.path.insert(0, "")
    random.seed()
    np.random.seed()  # noqa: NPY002 (the global generator is a fork's of the zygote)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.seed()  # the others are not initialised
