"""The process from which all others are forked.

It is executed on its own, imports what notebooks import, checks that it has one
thread, and then does nothing but fork. It never runs a computation: a fork of a
process that once ran an OpenMP region hangs in its first one.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import re
import select
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Callable
from typing import Any

from proctor.protocol.channel import (
    allow_many_descriptors,
    receive_descriptors,
    send_descriptors,
)

# What every notebook needs; found by looking at what a first cell and a first error
# import lazily.
ALWAYS = [
    "numpy",
    "numpy.random",
    "numpy.testing",
    "IPython.core.interactiveshell",
    "IPython.core.completer",
    "IPython.core.magics",
    "IPython.core.profiledir",
    "IPython.display",
    "asyncio",
    "proctor.inside.candidate",
    "proctor.inside.examiner",
    "proctor.inside.shell",
    "proctor.inside.inmate",
    "proctor.inside.reader",
    "msgpack",
    "html.parser",
    "multiprocessing",
    "concurrent.futures",
    "unittest.mock",
    "stack_data",
    "executing",
    "asttokens",
    "pure_eval",
]
# What takes long to import: only for notebooks that name it.
WHEN_NAMED = {
    "torch": [
        "torch",
        "torch.nn",
        "torch.nn.functional",
        "torch.optim",
        "torch.utils.data",
        "torch._dynamo",  # an optimizer imports it when it is made: 1.2 s
    ],
    "matplotlib": [
        "matplotlib.pyplot",
        "matplotlib_inline.backend_inline",
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
        "PIL.PngImagePlugin",
    ],
    "scipy": ["scipy.special"],
    "pandas": ["pandas"],
    "sklearn": ["sklearn"],
}


SECONDS_IN_A_FORK = 30.0

# What a first use imports beyond the packages themselves.
FIRST_TRAINING = """
import torch
weights = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(weights.parameters(), lr=0.1)
weights(torch.ones(1, 2)).sum().backward()
optimizer.step()
"""
FIRST_FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.title('$x$')"


def packages_named(text: str) -> tuple[str, ...]:
    """Return which of the slow packages a text names; it may be a whole notebook."""
    return tuple(name for name in WHEN_NAMED if re.search(rf"\b{name}\b", text))


def preload(modules: list[str]) -> list[str]:
    """Import modules and return the names of those that are not installed."""
    missing = []
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    return missing


def threads() -> int:
    """Return the number of threads of this process."""
    return len(os.listdir("/proc/self/task"))


def warm_up() -> None:
    """Make the shell, and fill the caches that a first cell and error would fill.

    Pure Python only. Figures and tensors are made in throw-away forks, and only the
    modules that this imported are imported here.
    """
    from proctor.inside.shell import make_shell

    shell = make_shell()
    shell.run("1/0", 1 << 16)
    shell.run("print(1)\n1", 1 << 16)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    if "matplotlib" in sys.modules:
        preload(imported_by(FIRST_FIGURE))
    if "torch" in sys.modules:
        preload(imported_by(FIRST_TRAINING))


def imported_by(source: str) -> list[str]:
    """Return the modules that a cell imports, having run it in a throw-away fork."""
    from proctor.inside.shell import make_shell

    shell, before = make_shell(), set(sys.modules)

    def look() -> list[str]:
        with contextlib.suppress(BaseException):
            shell.run(source, 1 << 20)
        return [name for name in sys.modules if name not in before]

    return in_a_fork(look)


def in_a_fork(look: Callable[[], list[str]]) -> list[str]:
    """Return what a function returns in a throw-away fork.

    Nothing if it fails or takes too long; what it says meanwhile, nobody hears.
    """
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException), os.fdopen(write_end, "w") as pipe:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            pipe.write(json.dumps(look()) + "\n")
        os._exit(0)
    os.close(write_end)
    answer = _line_from(read_end, SECONDS_IN_A_FORK)
    os.close(read_end)
    if answer.endswith(b"\n"):
        return list(json.loads(answer))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return []


def _line_from(descriptor: int, seconds: float) -> bytes:
    """Return what comes up to the end of a line, or of the time."""
    line = b""
    poll, deadline = select.poll(), time.monotonic() + seconds
    poll.register(descriptor, select.POLLIN)
    while not line.endswith(b"\n"):
        left = max(0.0, deadline - time.monotonic())
        part = os.read(descriptor, 1 << 16) if poll.poll(1000 * left) else b""
        if not part:
            break
        line += part
    return line


def learn(statements: list[str]) -> None:
    """Import what an instructor's import statements bring with them, once for all.

    They are tried in a throw-away fork. Only installed modules are imported here, never
    the course's own, which change; and none if there are threads afterwards: a process
    that has any cannot be forked.
    """
    before = set(sys.modules)
    folders = tuple(f"{path}/" for path in sysconfig.get_paths().values())

    def look() -> list[str]:
        for statement in statements:
            with contextlib.suppress(Exception):
                exec(statement, {})
        new = {name: sys.modules[name] for name in sys.modules if name not in before}
        files = {name: getattr(new[name], "__file__", None) or "" for name in new}
        installed = [name for name in files if files[name].startswith(folders)]
        return installed if threads() == 1 else []

    preload(in_a_fork(look))
    gc.freeze()


def serve(sock: socket.socket, sandbox: Any, idle: float) -> None:
    """Fork on request until the connection closes or nothing came for a while."""
    from proctor.inside.inmate import confine_and_run

    poll = select.poll()
    poll.register(sock, select.POLLIN)
    while poll.poll(idle * 1000):
        data, descriptors = receive_descriptors(sock)
        if not data:
            return
        request = json.loads(data)
        if request["role"] == "learn":
            learn(request["statements"])
            send_descriptors(sock, b"learned", [])
            continue
        try:
            pid = sandbox.fork()
        except OSError as error:  # too many processes, or too little memory
            send_descriptors(sock, f"{error}".encode(), [])
        else:
            if pid == 0:
                confine_and_run(sandbox, request, descriptors)
            handle = os.pidfd_open(pid)
            send_descriptors(sock, b"forked", [handle])
            os.close(handle)
        for descriptor in descriptors:
            os.close(descriptor)


def _sandbox(kind: str) -> Any:
    from proctor.confine.sandbox import Sandbox, host_sandbox

    return Sandbox("none") if kind == "none" else host_sandbox()


def main(descriptor: int, settings: dict[str, Any]) -> None:
    """Start up, report readiness or the reason against it, and serve."""
    from proctor.confine.sandbox import SandboxError

    allow_many_descriptors()
    gc.disable()  # for good: a collection would copy what forks share
    sock = socket.socket(fileno=descriptor)
    started = time.monotonic()
    try:
        sandbox = _sandbox(settings["sandbox"])
        chosen = [
            module for name in settings["packages"] for module in WHEN_NAMED[name]
        ]
        missing = preload([*ALWAYS, *chosen])
        # Dead children are nobody's business here: the kernel collects them.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        warm_up()
    except SandboxError as error:
        sock.send(json.dumps({"error": str(error)}).encode())
        return
    if threads() != 1:
        problem = f"the zygote has {threads()} threads; it must have one to be forked"
        sock.send(json.dumps({"error": problem}).encode())
        return
    gc.freeze()
    ready = {"sandbox": sandbox.kind, "missing": missing}
    ready |= {"seconds": time.monotonic() - started}
    sock.send(json.dumps(ready).encode())
    serve(sock, sandbox, settings["idle"])


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
