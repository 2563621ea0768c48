"""What a fork of a process with threads needs: they are not in it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import Pool, ThreadPool
from typing import Any


def compute_in_one_thread() -> None:
    """Have torch use no threads but this one: what its others did hangs in a fork."""
    torch = sys.modules.get("torch")
    with contextlib.suppress(Exception):
        if torch is not None and torch.get_num_threads() > 1:
            torch.set_num_threads(1)


def renew_pools() -> None:
    """Give a notebook's pools, whose threads a fork does not have, new ones."""
    for one in gc.get_objects():
        kind = type(one)
        for pool, renew in _RENEW.items():
            if issubclass(kind, pool):
                with contextlib.suppress(Exception):  # one that was half made, or ended
                    renew(one)
                break


def _thread_executor(one: Any) -> None:
    settings = one._max_workers, one._thread_name_prefix, one._initializer
    if not one._shutdown:
        ThreadPoolExecutor.__init__(one, *settings, one._initargs)


def _process_executor(one: Any) -> None:
    settings = one._max_workers, one._mp_context, one._initializer, one._initargs
    if not one._shutdown_thread:
        ProcessPoolExecutor.__init__(
            one, *settings, max_tasks_per_child=one._max_tasks_per_child
        )


def _thread_pool(one: Any) -> None:
    if one._state == "RUN":
        ThreadPool.__init__(one, one._processes, one._initializer, one._initargs)


def _process_pool(one: Any) -> None:
    settings = one._processes, one._initializer, one._initargs, one._maxtasksperchild
    if one._state == "RUN":
        Pool.__init__(one, *settings, one._ctx)


# A `ThreadPool` is a `Pool`, too.
_RENEW: dict[type, Callable[[Any], None]] = {
    ThreadPoolExecutor: _thread_executor,
    ProcessPoolExecutor: _process_executor,
    ThreadPool: _thread_pool,
    Pool: _process_pool,
}


def end_with_children() -> None:
    """End this process, which leads a group of its own, and those that it started."""
    with contextlib.suppress(OSError):
        os.killpg(0, 9)
    os._exit(0)
