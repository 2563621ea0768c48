"""Run the chapters as other processors would, and compare: ``make test-portable``.

A library chooses its code by what the processor can do, and a sum in another order
ends in other digits. So every chapter runs again under some profiles, as an old and a
recent processor would run it, with one and with two threads. What it prints and glues
must be what the build of the book on this machine printed and glued, and its own
assertions must hold. Cells that are tagged ``nbval-ignore-output`` (timings, courses
of training) are run, but not compared.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from nbclient.exceptions import CellExecutionError
from rich.console import Console

from _ext.execution import built_outputs
from tools.chapters import ROOT, differences, run_chapter
from tools.generate import sources


def numpy_extensions() -> str:
    """Name all that this NumPy can use of a processor beyond what it needs anywhere.

    A name that the processor lacks does no harm. Each version has names of its own.
    """
    known = np.show_config(mode="dicts")["SIMD Extensions"]
    names = [*known.get("found", []), *known.get("not found", [])]
    return ",".join(sorted(names))


PROFILES = {
    # Before AVX: what every x86-64 processor can.
    "oldest": {
        "ATEN_CPU_CAPABILITY": "default",
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": numpy_extensions(),
        "OMP_NUM_THREADS": "1",
    },
    "avx2": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "OPENBLAS_CORETYPE": "Haswell",
        "OMP_NUM_THREADS": "1",
    },
    "two threads": {
        "ATEN_CPU_CAPABILITY": "default",
        "OPENBLAS_CORETYPE": "Haswell",
        "OMP_NUM_THREADS": "2",
    },
}


def compare(profile: str, chapter: Path) -> tuple[list[str], float]:
    """Run a chapter under a profile; say what differs from the build, and the time."""
    started = time.perf_counter()
    try:
        got = run_chapter(chapter, PROFILES[profile])
    except CellExecutionError as error:
        return [f"{chapter.stem} fails: {error}"], time.perf_counter() - started
    seconds = time.perf_counter() - started
    expected = [[], *built_outputs(chapter, ROOT)]  # the notebook's own setup cell
    return [str(one) for one in differences(chapter, expected, got)], seconds


def main(
    only: Annotated[str, typer.Argument(help="part of a name, e.g. 07")] = "",
    profile: Annotated[str, typer.Option(help=f"one of {', '.join(PROFILES)}")] = "",
    workers: Annotated[int, typer.Option(help="chapters at once")] = os.cpu_count()
    or 1,
    environment: Annotated[
        bool, typer.Option(help="only print the settings of the one profile")
    ] = False,
) -> None:
    """Run each chapter under each profile; exit with 1 if anything differs."""
    if environment:
        print("\n".join(f"{key}={value}" for key, value in PROFILES[profile].items()))
        return
    profiles = [name for name in PROFILES if profile in ("", name)]
    if not profiles:
        raise typer.BadParameter(f"expected one of {', '.join(PROFILES)}")
    console = Console(soft_wrap=True, highlight=False)
    chapters = sources("book", only)
    for chapter in chapters:
        built_outputs(chapter, ROOT)  # before an hour is spent on it
    jobs = [(name, chapter) for chapter in chapters for name in profiles]
    bad = 0
    with ThreadPoolExecutor(workers) as pool:
        results = pool.map(lambda job: compare(*job), jobs)
        for (name, chapter), (found, seconds) in zip(jobs, results, strict=True):
            verdict = f"{len(found)} differences" if found else "the same"
            console.print(f"{chapter.stem}, {name}: {verdict}, {seconds:.0f} s")
            for one in found:
                console.print(one, markup=False)
            bad += len(found)
    console.print(f"{len(jobs)} runs, {bad} differences")
    sys.exit(min(bad, 1))


if __name__ == "__main__":
    typer.run(main)
