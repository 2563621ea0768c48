"""What a fork of the zygote does before and around the code it is for."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from proctor.confine import syscalls as sc
from proctor.confine.limits import Limits
from proctor.confine.sandbox import HOME, WORK, Sandbox
from proctor.protocol.channel import close_all_but

_WATCH_SECONDS = 0.1


def confine_and_run(
    sandbox: Sandbox, request: dict[str, Any], descriptors: list[int]
) -> None:
    """Be process 1 of one candidate or examiner; does not return.

    Parameters
    ----------
    sandbox
        How to confine it.
    request
        ``role`` (``"candidate"``, ``"examiner"`` or ``"reader"``), ``limits``, and for
        a run without a sandbox ``folder``, the working folder.
    descriptors
        The connection with the grader, the lifeline, and one connection for each
        test cell. The process ends when the lifeline closes.
    """
    limits = Limits.from_dict(request["limits"])
    tests = len(descriptors) - 2  # each takes a connection and a process
    limits = replace(
        limits,
        processes=limits.processes + tests,
        open_files=limits.open_files + tests,
    )
    try:
        _quiet_descriptors(descriptors)
        if sandbox.kind == "none":
            sc.prctl(sc.PR_SET_CHILD_SUBREAPER, 1)
            os.setsid()
        else:
            sandbox.build_root(limits)
        if request["role"] == "candidate":
            _be_init(sandbox, request, descriptors, limits)
        else:
            os.close(descriptors[1])
            _be_inmate(sandbox, request, descriptors, limits)
    except BaseException as error:
        _tell(descriptors[1], event="broken", reason=f"{error}"[:500])
    os._exit(0)


def _quiet_descriptors(kept: list[int]) -> None:
    """Leave nothing open of the zygote's, and nothing of its caller's."""
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    close_all_but(set(kept))


def _be_init(
    sandbox: Sandbox, request: dict[str, Any], descriptors: list[int], limits: Limits
) -> None:
    """Start the inmate, and watch over it until the lifeline closes."""
    inmate = os.fork()
    if inmate == 0:
        os.close(descriptors[1])
        _be_inmate(sandbox, request, descriptors, limits)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sc.prctl(sc.PR_SET_DUMPABLE, 0)
    for descriptor in (descriptors[0], *descriptors[2:]):
        os.close(descriptor)
    lifeline = socket.socket(fileno=descriptors[1])
    with contextlib.suppress(OSError):
        _watch(inmate, lifeline, limits)
    if sandbox.kind == "none":
        _end_descendants()


def _watch(inmate: int, lifeline: socket.socket, limits: Limits) -> None:
    """Pass on interrupts, report the inmate's end, and enforce the memory limit."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN)
    poll.register(pidfd := os.pidfd_open(inmate), select.POLLIN)
    usual, buffer = _resident(os.getpid()), _buffer()
    last_resort = time.monotonic() + 4 * limits.notebook + 60
    while time.monotonic() < last_resort:
        ready = dict(poll.poll(_WATCH_SECONDS * 1000))
        if lifeline.fileno() in ready:
            order = lifeline.recv(16)
            if not order:
                return
            if order == b"count":
                _tell(lifeline.fileno(), event="processes", number=_living())
                continue
            with contextlib.suppress(ProcessLookupError):
                number = signal.SIGINT if order == b"interrupt" else signal.SIGKILL
                os.kill(inmate, number)
        if pidfd in ready:
            poll.unregister(pidfd)
            status = os.waitpid(inmate, 0)[1]
            reason = os.waitstatus_to_exitcode(status)
            _tell(lifeline.fileno(), event="exit", reason=reason)
        _reap(inmate)
        left = limits.memory - _sockets() * buffer
        if _resident_beyond(usual) > left and _own_memory() > left:
            _tell(lifeline.fileno(), event="memory", reason=limits.memory >> 20)
            return


def _tell(descriptor: int, **news: Any) -> None:
    with contextlib.suppress(OSError):
        os.write(descriptor, json.dumps(news).encode())


def _reap(inmate: int) -> None:
    """Collect the dead that were orphaned here; the inmate is collected above."""
    with contextlib.suppress(ChildProcessError):
        while dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if dead.si_pid == inmate:
                return
            os.waitpid(dead.si_pid, 0)


def _resident(pid: int | str) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    return 0


def _processes() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _living() -> int:
    """Return how many processes and threads there are beside this one."""
    if os.getpid() != 1:  # no namespace, so all the machine's are here
        return 1 << 20
    tasks = (f"/proc/{pid}/task" for pid in _processes())
    number = 0
    for path in tasks:
        with contextlib.suppress(OSError):
            number += len(os.listdir(path))
    return number


def _resident_beyond(usual: int) -> int:
    """Return what the processes here have beyond what a fresh fork has, in bytes.

    Quickly read, and too much: a page that forks share counts for each of them.
    """
    if os.getpid() != 1:
        return 0
    return sum(max(0, _resident(pid) - usual) for pid in _processes())


def _own_memory() -> int:
    """Return what the processes here have together, each page counted once."""
    return sum(map(_proportional, _processes()))


def _proportional(pid: str) -> int:
    """Return a process's share of its pages: a page of two counts half for each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except FileNotFoundError:  # it has ended
        return 0
    except OSError:
        return _resident(pid)
    kilobytes = (line.split()[1] for line in lines if line.startswith("Pss:"))
    return 1024 * int(next(kilobytes, "0"))


def _buffer() -> int:
    """Return what one socket may hold, in bytes: the kernel's, and no process's."""
    with socket.socket(socket.AF_UNIX) as sock:
        return sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def _sockets() -> int:
    """Return how many sockets were made in this sandbox and are not closed."""
    if os.getpid() != 1:
        return 0
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path("/proc/net/sockstat").read_text().split(maxsplit=3)[2])
    return 0


def _end_descendants() -> None:
    """Kill what is left, where no pid namespace does it."""
    for _ in range(100):
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        if not children:
            return
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, 0):
                pass


def _be_inmate(
    sandbox: Sandbox, request: dict[str, Any], descriptors: list[int], limits: Limits
) -> None:
    """Give up all rights, then be the candidate or the examiner; does not return."""
    code = 1
    try:
        with contextlib.suppress(PermissionError):  # process 1 leads already
            os.setsid()
        folder = request.get("folder") or WORK
        os.chdir(folder)
        _environment(HOME if sandbox.kind != "none" else folder)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sandbox.drop_rights(limits)
        _converse(request["role"], descriptors, limits)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)


def _environment(home: str) -> None:
    """Replace the environment by what a notebook may know."""
    os.environ.clear()
    os.environ |= {
        "HOME": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "TMPDIR": "/tmp",
        "TZ": "UTC",
        "USER": "student",
    }


def _converse(role: str, descriptors: list[int], limits: Limits) -> None:
    from proctor.inside.candidate import prepare_process, run_candidate
    from proctor.inside.examiner import run_examiner
    from proctor.inside.reader import run_reader

    gc.enable()
    prepare_process()
    control = socket.socket(fileno=descriptors[0])
    questions = [socket.socket(fileno=number) for number in descriptors[2:]]
    run = {"candidate": run_candidate, "examiner": run_examiner, "reader": run_reader}
    run[role](control, questions, limits)
