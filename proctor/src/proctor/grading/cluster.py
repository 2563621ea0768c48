"""Grade on the workers of a Dask cluster.

Each worker process starts one zygote of its own and grades what it is sent: bytes in,
bytes out, so nothing of a submission is ever unpickled.
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import Future, InvalidStateError
from typing import Any

from distributed import Client

from proctor.forks.client import Zygote
from proctor.grading.notebook import grade_surely
from proctor.grading.tasks import Result, Task
from proctor.protocol.codec import CodecError

CONNECT_SECONDS = 10
_zygotes: dict[str, Zygote] = {}
_lock = threading.Lock()


def grade_here(task: bytes, sandbox: str) -> bytes:
    """Grade a task in a Dask worker; its zygote starts with the first one."""
    return grade_surely(Task.from_bytes(task), _zygote(sandbox)).to_bytes()


def end_here() -> None:
    """End this worker's zygotes."""
    with _lock:
        for zygote in _zygotes.values():
            zygote.close()
        _zygotes.clear()


def _zygote(sandbox: str) -> Zygote:
    with _lock:
        if sandbox not in _zygotes:
            _zygotes[sandbox] = Zygote(sandbox)
        return _zygotes[sandbox]


def _warm(sandbox: str) -> str:
    return _zygote(sandbox).sandbox


class DaskBackend:
    """Sends tasks to a Dask scheduler.

    Parameters
    ----------
    address
        ``tcp://host:port`` of the scheduler.
    sandbox
        ``"best"`` or ``"none"``.

    Raises
    ------
    OSError
        If there is no scheduler, or it has no workers.
    """

    def __init__(self, address: str, sandbox: str = "best") -> None:
        self._client = Client(address, timeout=CONNECT_SECONDS)
        self._sandbox = sandbox
        threads = self._client.nthreads()
        if not threads:
            self._client.close()
            raise OSError("it has no workers; start some by `dask worker`")
        self.workers = sum(threads.values())

    def ready(self) -> str:
        """Wait for the zygotes of all workers; return the kind of sandbox."""
        kinds = self._client.run(_warm, self._sandbox)
        return ",".join(sorted(set(kinds.values())))

    def submit(self, task: Task) -> Future[Result]:
        """Send a task; a worker that dies is replaced by another one, up to 3 times."""
        local: Future[Result] = Future()
        try:
            data = task.to_bytes()
        except CodecError as error:
            local.set_exception(error)
            return local
        remote = self._client.submit(
            grade_here, data, self._sandbox, pure=False, retries=3
        )

        def hand_over(done: Any) -> None:
            try:
                error = done.exception()
                result = Result.from_bytes(done.result()) if error is None else None
            except Exception as problem:
                error, result = problem, None
            with contextlib.suppress(InvalidStateError):
                if result is not None:
                    local.set_result(result)
                else:
                    local.set_exception(error)

        remote.add_done_callback(hand_over)
        return local

    def close(self) -> None:
        """Leave the cluster, and end the zygotes on its workers."""
        with contextlib.suppress(Exception):
            self._client.run(end_here)
        self._client.close()
