"""Run chapters side by side, before Sphinx reads its pages one after another.

MyST-NB takes a chapter's results from jupyter-cache and runs it only if they are
missing. So every chapter whose results are missing is run here, by as many stock
kernels at once as there are processors, and put into that cache. A chapter that fails
is left to MyST-NB, which runs it again and reports the cell.
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbformat import NotebookNode

try:  # in Sphinx this folder is on the path, in tools and tests its parent is
    from freshness import FINGERPRINTS, fingerprint
except ImportError:
    from _ext.freshness import FINGERPRINTS, fingerprint

# Only errors: a kernel warns at each start that it talks through ports of this machine.
KERNEL_ARGUMENTS = ["--IPKernelApp.log_level=40"]


def read(chapter: Path) -> NotebookNode | None:
    """Read a chapter as MyST-NB does; nothing if it is a page without code."""
    text = chapter.read_text("utf-8")
    if not is_myst_markdown_notebook(text):
        return None
    return read_myst_markdown_notebook(text, add_source_map=True, path=chapter)


def is_cached(cache: JupyterCacheAbstract, notebook: NotebookNode) -> bool:
    """Say whether the results of exactly these cells are kept."""
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def built_outputs(chapter: Path, root: Path) -> list[list[NotebookNode]]:
    """Return what the last build's run of a chapter gave, a list for each code cell.

    Raises
    ------
    LookupError
        If the book has not been built since the chapter, or something that it
        imports, changed.
    """
    try:
        store = root / "_build" / ".doctrees" / FINGERPRINTS
        name = chapter.relative_to(root).with_suffix("").as_posix()
        if json.loads(store.read_text())[name] != fingerprint(chapter, root):
            raise KeyError(name)
        cache = get_cache(root / "_build" / ".jupyter_cache")
        _, done = cache.merge_match_into_notebook(read(chapter))
    except (KeyError, FileNotFoundError):
        raise LookupError(f"{chapter.name} is not built: run `make book`") from None
    return [cell.outputs for cell in done.cells if cell.cell_type == "code"]


def run_together(
    chapters: list[Path], cache_path: Path, timeout: int, workers: int | None = None
) -> None:
    """Run the chapters that are not cached, cache them, print how long each took."""
    cache = get_cache(cache_path)
    read_ones = {chapter: read(chapter) for chapter in chapters}
    todo = {
        chapter: notebook
        for chapter, notebook in read_ones.items()
        if notebook is not None and not is_cached(cache, notebook)
    }
    if not todo:
        return
    workers = min(workers or os.cpu_count() or 1, len(todo))
    started = time.perf_counter()
    print(f"Running {len(todo)} chapters, {workers} at a time", flush=True)
    longest_first = [*todo.items()][::-1]  # later chapters train more
    with ThreadPoolExecutor(workers) as pool:
        running = {
            pool.submit(run, notebook, chapter.parent, timeout): chapter
            for chapter, notebook in longest_first
        }
        for future in as_completed(running):
            chapter, result = running[future], future.result()
            if result.err is None:
                data = {"execution_seconds": result.time}
                bundle = CacheBundleIn(result.nb, str(chapter), data=data)
                cache.cache_notebook_bundle(bundle, False, overwrite=True)
            end = "failed after" if result.err else "ran in"
            print(f"{chapter.stem} {end} {result.time:.1f} s", flush=True)
    print(f"All of them: {time.perf_counter() - started:.1f} s", flush=True)


def run(notebook: NotebookNode, folder: Path, timeout: int) -> ExecutionResult:
    """Run a notebook; whatever stops it is part of the result."""
    started = time.perf_counter()
    try:
        return single_nb_execution(
            notebook,
            cwd=str(folder),
            timeout=timeout,
            allow_errors=False,
            extra_arguments=[*KERNEL_ARGUMENTS],
        )
    except Exception as error:  # a kernel that died or did not start
        seconds = time.perf_counter() - started
        return ExecutionResult(notebook, str(folder), seconds, error, str(error))
