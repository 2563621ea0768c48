"""Grade on this computer.

A module of its own, which imports little: the zygote starts before all else.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from proctor.forks.client import Zygote
from proctor.grading.notebook import grade_surely
from proctor.grading.tasks import Result, Task


class LocalBackend:
    """Workers of this computer: threads that each talk to their own two forks.

    Parameters
    ----------
    workers
        Notebooks at a time.
    sandbox
        ``"best"`` or ``"none"``.
    packages
        What the zygote imports beforehand; see `Zygote`.
    """

    def __init__(
        self,
        workers: int = 1,
        sandbox: str = "best",
        packages: tuple[str, ...] | None = None,
    ) -> None:
        self.workers = workers
        self._zygote = Zygote(sandbox, packages)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="proctor")

    def submit(self, task: Task) -> Future[Result]:
        """Grade a task in a thread."""
        return self._pool.submit(grade_surely, task, self._zygote)

    def ready(self) -> str:
        """Wait for the zygote; return the kind of sandbox."""
        return self._zygote.sandbox

    def close(self) -> None:
        """End the workers and the zygote; what is being graded is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._zygote.stop()
        self._pool.shutdown()
        self._zygote.close()
