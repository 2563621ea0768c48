"""The grader's side of the zygote: start it, and ask it for forks."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import dataclass, field
from typing import Any

from proctor.confine.limits import Limits
from proctor.confine.sandbox import SandboxError
from proctor.errors import Fault
from proctor.forks.zygote import WHEN_NAMED
from proctor.protocol.channel import (
    Channel,
    allow_many_descriptors,
    receive_descriptors,
    send_descriptors,
)
from proctor.protocol.codec import PlainDecoder

_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_START_SECONDS = 120.0
MAX_ITEMS = 1_000_000  # in what a fork answers: outputs, notes, a score


@dataclass(eq=False)
class Fork:
    """A confined process.

    Attributes
    ----------
    channel
        The conversation with it.
    lifeline
        Closing it ends the process and all that it started.
    news
        What its init process reported: ``exit``, ``memory`` or ``broken``.
    handle
        A pidfd of process 1.
    """

    channel: Channel
    lifeline: socket.socket
    handle: int
    folder: str | None = None
    news: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether process 1 has ended, and all others with it."""
        return _readable(self.handle, 0.0)

    def interrupt(self) -> None:
        """Send SIGINT to the code that runs."""
        self._order(b"interrupt")

    def kill(self) -> None:
        """Kill the process that runs cells; a candidate's snapshots stay."""
        self._order(b"kill")

    def _order(self, order: bytes) -> None:
        try:
            self.lifeline.send(order)
        except OSError:  # the examiner has no init that listens
            number = signal.SIGINT if order == b"interrupt" else signal.SIGKILL
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, number)

    def stop(self) -> None:
        """End the process from another thread; its owner finds that it ended."""
        for sock in (self.channel.sock, self.lifeline):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        if self.folder is None:  # otherwise init has to end the others
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def end(self) -> None:
        """End the process and everything that it started."""
        self.channel.close()
        self.lifeline.close()
        if self.folder is not None:
            # Without a pid namespace, init itself has to end the others.
            _readable(self.handle, 20.0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def processes(self) -> int | None:
        """Return how many processes run in it; None if its init process has ended.

        That one counts them. If it is about to end, it answers no more.
        """
        self.news = [one for one in self.news if "number" not in one]
        self._order(b"count")
        for _ in range(200):
            for one in self.read_news(0.1):
                if "number" in one:
                    return int(one["number"])
        return None

    def read_news(self, seconds: float = 0.0) -> list[dict[str, Any]]:
        """Return what was reported so far, waiting so long for the first report."""
        wait = seconds
        with contextlib.suppress(OSError):
            while _readable(self.lifeline.fileno(), wait):
                chunk = self.lifeline.recv(4096)
                if not chunk:
                    break
                self.news.append(json.loads(chunk))
                wait = 0.0
        return self.news


def _readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read; `select` stops at descriptor 1024."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


class Zygote:
    """A zygote process; one that has ended is replaced at the next fork.

    It ends by itself when nothing was asked of it for long, and whatever else ends it
    is no fact about a submission.

    Parameters
    ----------
    sandbox
        ``"best"``, or ``"none"`` to run without one.
    packages
        Which of the slow ones (keys of `zygote.WHEN_NAMED`) it imports beforehand;
        all if None. Never the course's own modules, which change.
    idle
        Seconds without a request after which it ends.

    Raises
    ------
    SandboxError
        If this machine offers no sandbox.
    """

    def __init__(
        self,
        sandbox: str = "best",
        packages: tuple[str, ...] | None = None,
        idle: float = 3600.0,
    ) -> None:
        chosen = WHEN_NAMED if packages is None else packages
        self._settings = {"sandbox": sandbox, "packages": list(chosen), "idle": idle}
        self._lock = threading.Lock()
        # Processes that are kept for the next notebook: whatever has an `end`.
        self.kept: list[Any] = []
        self._forks: weakref.WeakSet[Fork] = weakref.WeakSet()
        self._stopped = False
        self._learned: set[tuple[str, ...]] = set()
        allow_many_descriptors()
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = str(theirs.fileno())
        module = [sys.executable, "-P", "-m", "proctor.forks.zygote"]
        # No pipe: who writes much into one that nobody reads waits for ever.
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the zygote)
        self._process = subprocess.Popen(
            [*module, number, json.dumps(self._settings)],
            pass_fds=[theirs.fileno()],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        self._sock = ours
        self._ready: dict[str, Any] | None = None

    @property
    def sandbox(self) -> str:
        """The kind of sandbox in use; waits until the zygote is ready."""
        with self._lock:
            return str(self._report()["sandbox"])

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def _report(self) -> dict[str, Any]:
        """Return what the zygote said when it was ready; called with the lock held."""
        if self._ready is None:
            self._ready = self._first_report()
        return self._ready

    def _first_report(self) -> dict[str, Any]:
        self._sock.settimeout(_START_SECONDS)
        data = self._sock.recv(65536)
        if not data:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            self._words.seek(0)
            words = self._words.read().decode(errors="replace")[-2000:]
            raise SandboxError(f"the zygote did not start: {words.strip()}")
        report: dict[str, Any] = json.loads(data)
        if "error" in report:
            raise SandboxError(report["error"])
        return report

    def fork(
        self, role: str, limits: Limits, questions: list[socket.socket] | None = None
    ) -> Fork:
        """Start a confined process.

        Parameters
        ----------
        role
            ``"candidate"``, ``"examiner"`` or ``"reader"``.
        questions
            One connection for each test cell; the caller's copies are closed.

        Raises
        ------
        Fault
            If the zygote ended, and so did the one that replaced it, or if the machine
            allows no more processes.
        """
        ours, theirs = socket.socketpair()
        # Orders sent shortly after one another must not arrive as one.
        lifeline, their_lifeline = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET
        )
        none = self._settings["sandbox"] == "none"
        folder = tempfile.mkdtemp(prefix="proctor-") if none else None
        request = {"role": role, "limits": limits.to_dict(), "folder": folder}
        passed = [theirs, their_lifeline, *(questions or [])]
        try:
            handle = self._ask(json.dumps(request).encode(), passed)
        except BaseException:
            ours.close()
            lifeline.close()
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            for sock in passed:
                sock.close()
        channel = Channel(ours, limits.frame)
        channel.decode = PlainDecoder(most=MAX_ITEMS)
        fork = Fork(channel, lifeline, handle, folder)
        self._forks.add(fork)
        if self._stopped:
            fork.stop()
        return fork

    def _ask(self, request: bytes, passed: list[socket.socket]) -> int:
        """Return the handle of a new fork; a zygote that has ended is replaced once."""
        numbers = [sock.fileno() for sock in passed]
        with self._lock:
            for _ in range(2):
                if self._stopped:
                    raise Fault("the grader was stopped")
                self._report()
                with contextlib.suppress(OSError):
                    send_descriptors(self._sock, request, numbers)
                    answer, handles = receive_descriptors(self._sock)
                    if handles:
                        return handles[0]
                    if answer:
                        words = answer.decode(errors="replace")
                        raise Fault(f"no process could be started ({words})")
                self.close()
                self._start()
        raise Fault("the zygote ended, and its successor, too")

    def learn(self, statements: list[str]) -> None:
        """Have it import what an instructor's import statements bring with them.

        Without it, each fork would import that again: it saves time, and changes no
        result. A zygote that replaces another is not asked again, for what it was asked
        may be what ended that one.
        """
        with self._lock:
            if tuple(statements) in self._learned or self._stopped:
                return
            self._report()
            self._learned.add(tuple(statements))
            request = {"role": "learn", "statements": statements}
            with contextlib.suppress(OSError):
                send_descriptors(self._sock, json.dumps(request).encode(), [])
                if receive_descriptors(self._sock)[0]:
                    return
            self.close()  # it ended, or did not answer: a new one knows less
            self._start()

    def end_kept(self) -> None:
        """End the processes that are kept."""
        while self.kept:
            self.kept.pop().end()

    def stop(self) -> None:
        """End all forks, also those that other threads hold, and make no more."""
        self._stopped = True
        for fork in list(self._forks):
            fork.stop()

    def close(self) -> None:
        """End the zygote and what it keeps; forks that are still held go on."""
        self.end_kept()
        self._sock.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._words.close()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def environment() -> dict[str, str]:
    """Return the zygote's environment: an allow-list, and one thread for each library.

    The folders of PYTHONPATH are made absolute, for the zygote lives in ``/``.
    """
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    if "PYTHONPATH" in kept:
        folders = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in folders)
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    settings = {"HOME": "/nonexistent", "MPLCONFIGDIR": _font_cache()}
    settings |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    return kept | one | settings


def _font_cache() -> str:
    """Return a folder of the user's for matplotlib's list of fonts."""
    cache = os.path.join(os.path.expanduser("~"), ".cache", "proctor", "matplotlib")
    with contextlib.suppress(OSError):
        os.makedirs(cache, exist_ok=True)
        if os.access(cache, os.W_OK):
            return cache
    return tempfile.gettempdir()
