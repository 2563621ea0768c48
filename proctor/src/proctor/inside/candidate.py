"""The process that runs what the student wrote, and answers questions about it.

It executes the notebook's cells in order. Wherever a test cell stands it forks
a *snapshot* of itself, which waits. When the notebook has ended and its outputs
are out of reach, the examiner's calls go to these snapshots: so nothing that a
test passes in can appear in an output, and no test disturbs another.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from proctor.confine.limits import Limits
from proctor.inside.shell import CapturingShell, make_shell
from proctor.protocol.channel import Channel, ChannelClosed
from proctor.protocol.codec import CodecError, Decoder, Encoder
from proctor.protocol.outcome import (
    MAX_WARNINGS,
    Outcome,
    Printed,
    error_data,
    nothing,
    running_places,
    student_frames,
    warning_data,
)


def run_candidate(
    control: socket.socket, questions: list[socket.socket], limits: Limits
) -> None:
    """Execute cells as the grader asks, until it closes the connection."""
    channel = Channel(control, limits.frame)
    shell = make_shell()
    with contextlib.suppress(ChannelClosed):
        while True:
            message = channel.receive()
            if message["type"] == "files":
                write_files(message["files"])
                channel.send({"type": "written"})
            elif message["type"] == "run":
                channel.send(_run(shell, message["source"], limits))
            elif message["type"] == "snapshot":
                _snapshot(shell, channel, questions, message["index"], limits)
                channel.send({"type": "taken"})


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
    started = time.monotonic()
    try:
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
    return reply | {"failed": failed, "seconds": seconds}


def _snapshot(
    shell: CapturingShell,
    channel: Channel,
    questions: list[socket.socket],
    index: int,
    limits: Limits,
) -> None:
    if os.fork():
        questions[index].close()
        return
    with contextlib.suppress(BaseException):
        channel.close()
        for other in questions[:index] + questions[index + 1 :]:
            other.close()
        os.setsid()
        Answering(Channel(questions[index], limits.frame), shell, limits).serve()
    os._exit(0)


class _CallbackFailed(Exception):
    """A function of the test failed; the name and message are all that cross."""


class Answering:
    """Answers the examiner's questions about one state of the notebook."""

    def __init__(self, channel: Channel, shell: CapturingShell, limits: Limits) -> None:
        self.channel = channel
        self.shell = shell
        self.limits = limits
        self.nonce = b""
        self.returned: list[Any] = []
        channel.encode = Encoder(self._publish)
        channel.decode = Decoder(self._stand_in)

    def serve(self) -> None:
        """Answer until the examiner closes the connection."""
        with contextlib.suppress(ChannelClosed):
            while True:
                self._serve(self.channel.receive())

    def _serve(self, message: dict[str, Any]) -> None:
        outer, self.nonce = self.nonce, message["nonce"]
        try:
            self._reply(getattr(self, f"_{message['type']}")(message))
        finally:
            self.nonce = outer

    def _reply(self, answer: Any) -> None:
        reply = {"type": "return", "nonce": self.nonce}
        try:
            self.channel.send(reply | {"answer": answer})
        except CodecError as error:
            refused = answer | {"value": None, "refused": str(error)}
            self.channel.send(reply | {"answer": refused})

    def _lookup(self, message: dict[str, Any]) -> str:
        missing = object()
        target = self.shell.user_ns.get(message["name"], missing)
        if target is missing:
            return "missing"
        return "callable" if callable(target) else "value"

    def _value(self, message: dict[str, Any]) -> Outcome:
        return nothing() | {"value": self.shell.user_ns[message["name"]]}

    def _call(self, message: dict[str, Any]) -> Outcome:
        target = self.shell.user_ns.get(message["name"])
        return self._outcome(target, message["args"], message["kwargs"])

    def _call_returned(self, message: dict[str, Any]) -> Outcome:
        target = self.returned[message["handle"]]
        return self._outcome(target, message["args"], message["kwargs"])

    def _next(self, message: dict[str, Any]) -> Outcome:
        return self._outcome(self.returned[message["handle"]].__next__, (), {})

    def _outcome(self, target: Any, args: Any, kwargs: dict[str, Any]) -> Outcome:
        outcome = nothing()
        before = [_fingerprint(one) for one in (*args, *kwargs.values())]
        with self._watching(outcome):
            outcome["value"] = target(*args, **kwargs)
        after = [_fingerprint(one) for one in (*args, *kwargs.values())]
        places = [*range(len(args)), *kwargs]
        changed = zip(places, before, after, strict=True)
        outcome["mutated"] = [place for place, old, new in changed if old != new]
        return outcome

    @contextlib.contextmanager
    def _watching(self, outcome: Outcome) -> Iterator[None]:
        """Collect what the student's code raises, warns and prints."""
        printed = Printed()
        # Code that never ends must not burn the processor until the notebook ends.
        signal.setitimer(signal.ITIMER_REAL, self.limits.call + self.limits.grace)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = self._noting(outcome)
            try:
                with (
                    contextlib.redirect_stdout(printed),
                    contextlib.redirect_stderr(printed),
                    np.errstate(all="warn", under="ignore"),
                ):
                    yield
            except BaseException as error:
                outcome["error"] = error_data(error, self.shell.user_ns)
        signal.setitimer(signal.ITIMER_REAL, 0)
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
        try:
            self.channel.send(request)
        except CodecError as error:
            raise TypeError(f"expected arrays or numbers, got {error}") from None
        finally:
            self.channel.encode = encode
        reply = self.channel.receive()
        while reply["type"] != "answer":
            self._serve(reply)  # the test's function uses one of ours meanwhile
            reply = self.channel.receive()
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


class _Fingerprint(Encoder):
    """Encodes data to the bit, and all that has a state as a constant."""

    def _generator(self, value: np.random.Generator, depth: int) -> Any:
        return "generator"


def _fingerprint(value: Any) -> bytes:
    try:
        return _Fingerprint(lambda *_: 0)(value)
    except CodecError:
        return b"not data"


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
