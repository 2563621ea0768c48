"""A daemon that has imported what kernels import, and forks a kernel on request.

For trusted content only: these kernels are as unconfined as stock ones. The daemon
belongs to one user and one set of package versions, and ends when it is idle.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import select
import signal
import socket
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from proctor.channel import close_all_but, receive_descriptors, send_descriptors
from proctor.zygote import preload, threads

# Not the inline backend: it looks for the running kernel when it is imported.
PRELOAD = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.inprocess",
    "IPython.core.completer",
    "jedi",
    "debugpy",
    "comm",
    "numpy",
    "torch",
    "torch.utils.data",
    "torch._dynamo",  # an optimizer imports it when it is made: 1.2 s
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "scipy.special",
    "sklearn",
    "pandas",
    "altair",
)
IDLE_SECONDS = 1800.0
_PACKAGES = (
    "ipykernel",
    "ipython",
    "numpy",
    "torch",
    "matplotlib",
    "scipy",
    "neuronbook",
)


def socket_path() -> Path:
    """Return where the daemon of this user, interpreter and environment listens."""
    versions = []
    for name in _PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions.append(f"{name}={metadata.version(name)}")
    sources = [str(Path(__file__).stat().st_mtime_ns), os.environ.get("PYTHONPATH", "")]
    parts = [sys.executable, sys.prefix, sys.version, *versions, *PRELOAD, *sources]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    base = os.environ.get("XDG_RUNTIME_DIR") or "/tmp"
    return Path(base, f"proctor-{os.getuid()}", f"{key}.sock")


def private_folder(path: Path) -> None:
    """Create the folder of the socket, or refuse one that others could have made.

    Raises
    ------
    PermissionError
        If the folder belongs to somebody else or others may enter it.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or path.is_symlink():
        raise PermissionError(f"{path} must be a folder of your own with mode 700")


class _Daemon:
    """Accepts requests, forks kernels, and reports how they ended."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._kernels: dict[int, tuple[int, socket.socket]] = {}  # by pidfd
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)

    def serve(self) -> None:
        """Work until nothing was asked for a while and no kernel lives."""
        while True:
            ready = self._poll.poll(IDLE_SECONDS * 1000)
            if not ready and not self._kernels:
                return
            for descriptor, _ in ready:
                self._handle(descriptor)

    def _handle(self, descriptor: int) -> None:
        if descriptor == self._listener.fileno():
            self._launch(self._listener.accept()[0])
        elif descriptor in self._kernels:
            self._ended(descriptor)
        else:
            self._abandoned(descriptor)

    def _launch(self, client: socket.socket) -> None:
        data, descriptors = receive_descriptors(client)
        if not data:
            client.close()
            return
        pid = os.fork()
        if pid == 0:
            _become_kernel(json.loads(data), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        send_descriptors(client, json.dumps({"pid": pid}).encode(), [handle])
        self._kernels[handle] = (pid, client)
        self._poll.register(handle, select.POLLIN)
        self._poll.register(client, select.POLLIN)

    def _ended(self, handle: int) -> None:
        """Collect a dead kernel and tell whoever asked for it."""
        pid, client = self._kernels.pop(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self._poll.unregister(handle)
        self._poll.unregister(client)
        os.close(handle)
        with contextlib.suppress(OSError):
            client.send(json.dumps({"exit": code}).encode())
        client.close()

    def _abandoned(self, descriptor: int) -> None:
        """End a kernel whose owner has gone, as a stock kernel ends itself then."""
        for pid, client in self._kernels.values():
            if client.fileno() == descriptor:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                self._poll.modify(client, 0)
                return


def _become_kernel(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Run a kernel in this fork, and end as an interpreter does."""
    code = 1
    try:
        _settle(request, descriptors)
        from ipykernel.kernelapp import IPKernelApp

        # It ends when the daemon does, which ends it when its owner does.
        parent = f"--IPKernelApp.parent_handle={os.getppid()}"
        IPKernelApp.launch_instance(argv=[*request["argv"], parent])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        _exit(code)
    raise AssertionError("unreachable")


def _settle(request: dict[str, Any], descriptors: list[int]) -> None:
    """Make the fork what a freshly started interpreter would be."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
    close_all_but(set())
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.argv = ["ipykernel_launcher", *request["argv"]]
    sys.path[:0] = ["", *(p for p in request["path"] if p not in sys.path)]
    gc.unfreeze()
    gc.enable()
    _reseed()
    _restore_threads()
    _choose_backend()


def _reseed() -> None:
    import random
    import tempfile

    tempfile.tempdir = None
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _restore_threads() -> None:
    """Give the numerical libraries the threads that they would have started with."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    count = int(wanted) if wanted.isdigit() else len(os.sched_getaffinity(0))
    with contextlib.suppress(ImportError):
        import threadpoolctl

        threadpoolctl.threadpool_limits(count)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(count)


def _choose_backend() -> None:
    """Let matplotlib read its environment again, as if imported only now."""
    backend = os.environ.get("MPLBACKEND")
    if "matplotlib" in sys.modules and backend:
        sys.modules["matplotlib"].rcParams["backend"] = backend


def _exit(code: int) -> NoReturn:
    """Wait for threads and run exit handlers, without the long tear-down."""
    import atexit
    import threading

    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(code)


def main(path: Path) -> None:
    """Import, listen, and serve; the listening socket appears when all is ready."""
    preload(list(PRELOAD))
    if threads() != 1:
        sys.exit(f"the kernel daemon has {threads()} threads; it cannot be forked")
    gc.collect()
    gc.freeze()
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    private_folder(path.parent)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    listener.listen(64)
    try:
        _Daemon(listener).serve()
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
