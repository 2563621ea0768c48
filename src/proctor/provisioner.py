"""Warm kernels for Jupyter's tools: a kernel provisioner that forks a daemon.

Chosen by ``JUPYTER_DEFAULT_PROVISIONER_NAME=proctor-warm``; the kernel's name stays
``python3``. nbclient, nbconvert, nbval, jupyter-book and nbgrader's Validate run
unchanged. Where a warm kernel cannot be had, a stock kernel starts and says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if sys.platform == "linux":
    import fcntl

    from proctor.channel import receive_descriptors, send_descriptors
    from proctor.forks import environment
    from proctor.kernels import private_folder, socket_path

START_SECONDS = 60.0


class WarmProcess:
    """A forked kernel, with what `LocalProvisioner` uses of `subprocess.Popen`."""

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(self, connection: socket.socket, pid: int, handle: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection
        self._handle = handle
        connection.setblocking(False)

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel lives."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                self._end(self._connection.recv(4096))
        return self.returncode

    def _end(self, data: bytes) -> None:
        # The daemon says how the kernel ended; its own end is the kernel's, too.
        self.returncode = json.loads(data)["exit"] if data else -signal.SIGKILL
        self._connection.close()
        os.close(self._handle)

    def wait(self) -> int:
        """Wait for the kernel's end; return its exit code."""
        while (code := self.poll()) is None:
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Launches IPython kernels by forking a process that is warm."""

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        """Fork a kernel, or start a stock one and say why."""
        process, why = _warm_process(cmd, kwargs)
        if process is None:
            self.log.warning("starting a stock kernel, because %s", why)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


def _warm_process(
    cmd: list[str], kwargs: dict[str, Any]
) -> tuple[WarmProcess | None, str]:
    """Return a warm kernel, or None and the reason."""
    if sys.platform != "linux":
        return None, "warm kernels need Linux"
    arguments = kernel_arguments(cmd)
    if arguments is None:
        return None, f"{cmd[0]} is not this interpreter's ipykernel"
    try:
        streams, opened = _streams(kwargs)
        env = {str(k): str(v) for k, v in (kwargs.get("env") or os.environ).items()}
        request = {"argv": arguments, "env": env, "path": _python_path(env)}
        request["cwd"] = str(kwargs.get("cwd") or Path.cwd())
        try:
            return fork_kernel(request, streams), ""
        finally:
            for descriptor in opened:
                os.close(descriptor)
    except (OSError, ValueError, TimeoutError) as error:
        return None, str(error)


def kernel_arguments(cmd: list[str]) -> list[str] | None:
    """Return the arguments of a command that starts this interpreter's ipykernel."""
    for place in range(1, len(cmd) - 1):
        if cmd[place] == "-m" and cmd[place + 1] in ("ipykernel_launcher", "ipykernel"):
            options = [part for part in cmd[1:place] if part != "-Xfrozen_modules=off"]
            mine = os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
            named = cmd[0] in ("python", "python3")
            return cmd[place + 2 :] if (mine or named) and not options else None
    return None


def _python_path(env: dict[str, str]) -> list[str]:
    """Return the folders of the kernel's PYTHONPATH."""
    return [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]


def _streams(kwargs: dict[str, Any]) -> tuple[list[int], list[int]]:
    """Return the kernel's stdin, stdout and stderr, and what to close afterwards.

    Raises
    ------
    ValueError
        If the caller asks for a pipe, which only a process of its own can have.
    """
    null = os.open(os.devnull, os.O_RDWR)
    found = [null]
    for name, usual in (("stdout", 1), ("stderr", 2)):
        wanted = kwargs.get(name)
        if wanted in (subprocess.PIPE, subprocess.STDOUT):
            os.close(null)
            raise ValueError(f"{name} is to be a pipe")
        if wanted is None:
            found.append(usual)
        elif wanted == subprocess.DEVNULL:
            found.append(null)
        else:
            found.append(wanted if isinstance(wanted, int) else wanted.fileno())
    return found, [null]


def fork_kernel(request: dict[str, Any], streams: list[int]) -> WarmProcess:
    """Ask the daemon for a kernel; start the daemon if there is none.

    Raises
    ------
    OSError, TimeoutError
        If there is no daemon and none can be started.
    """
    connection = _connect()
    try:
        send_descriptors(connection, json.dumps(request).encode(), streams)
        data, handles = receive_descriptors(connection)
        if not data:
            raise ConnectionError("the kernel daemon has ended")
    except BaseException:
        connection.close()
        raise
    return WarmProcess(connection, json.loads(data)["pid"], handles[0])


def _connect() -> socket.socket:
    path = socket_path()
    private_folder(path.parent)
    connection = _try_to_connect(path)
    if connection is not None:
        return connection
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of many tools starts it
        return _try_to_connect(path) or _start(path)


def _try_to_connect(path: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        return None
    return connection


def _start(path: Path) -> socket.socket:
    daemon = subprocess.Popen(
        [sys.executable, "-P", "-m", "proctor.kernels", str(path)],
        env=environment() | {"HOME": os.path.expanduser("~")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and daemon.poll() is None:
        connection = _try_to_connect(path)
        if connection is not None:
            daemon.returncode = 0  # it outlives this process: no warning about that
            return connection
        time.sleep(0.02)
    daemon.kill()
    daemon.wait()
    raise TimeoutError("the kernel daemon did not start")
