"""Time and memory of `neuronbook.functions.softmax`, as ratios to `scipy.special`.

Run it with `make bench`, or alone with `--json` for numbers to process further. The two
libraries take turns in one process, so that a busy machine slows both; a ratio is the
median over those turns.
"""

import argparse
import json
import math
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import scipy.special

from neuronbook.functions import softmax

FUNCTIONS = ("softmax", "log_softmax", "logsumexp")
MAX_TIME_RATIO = 1.3
MAX_MEMORY_RATIO = 1.5


@dataclass(frozen=True)
class Case:
    function: str
    dtype: str
    shape: tuple[int, ...]
    axis: int


@dataclass(frozen=True)
class Measurement:
    """Seconds and bytes of SciPy and of the book, and the book's as a multiple."""

    case: Case
    scipy_seconds: float
    book_seconds: float
    time_ratio: float
    scipy_bytes: int
    book_bytes: int
    memory_ratio: float

    @property
    def within_bounds(self) -> bool:
        fast = self.time_ratio <= MAX_TIME_RATIO
        return fast and self.memory_ratio <= MAX_MEMORY_RATIO


def clock() -> float:
    """Seconds of this process, where that clock is fine enough: others do not count."""
    fine = time.get_clock_info("process_time").resolution < 1e-4
    return time.process_time() if fine else time.perf_counter()


def seconds(work: Callable[[], object]) -> float:
    start = clock()
    work()
    return clock() - start


def peak_bytes(work: Callable[[], object]) -> int:
    """Most memory that was allocated at one time beyond what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def interleaved(
    first: Callable[[], object], second: Callable[[], object], repeats: int
) -> list[tuple[float, float]]:
    """Seconds of both, run in turns, after one run each that does not count."""
    first(), second()
    return [(seconds(first), seconds(second)) for _ in range(repeats)]


def median_ratio(pairs: list[tuple[float, float]]) -> float:
    """Median of second to first."""
    return statistics.median(second / first for first, second in pairs)


def measure(case: Case, repeats: int) -> Measurement:
    rng = np.random.default_rng(0)
    z = (5 * rng.standard_normal(case.shape)).astype(case.dtype)

    def run(module):
        return lambda: getattr(module, case.function)(z, axis=case.axis)

    theirs, ours = run(scipy.special), run(softmax)
    pairs = interleaved(theirs, ours, repeats)
    peaks = peak_bytes(theirs), peak_bytes(ours)
    return Measurement(
        case=case,
        scipy_seconds=statistics.median(pair[0] for pair in pairs),
        book_seconds=statistics.median(pair[1] for pair in pairs),
        time_ratio=median_ratio(pairs),
        scipy_bytes=peaks[0],
        book_bytes=peaks[1],
        memory_ratio=peaks[1] / peaks[0],
    )


def cases(rows: int, columns: int) -> list[Case]:
    layouts = [((rows, columns), -1), ((rows, columns), 0), ((rows * columns,), 0)]
    layouts.append(((rows * columns // 10, 10), -1))
    return [
        Case(function, dtype, shape, axis)
        for shape, axis in layouts
        for dtype in ("float32", "float64")
        for function in FUNCTIONS
    ]


def table(results: list[Measurement]) -> str:
    lines = [
        f"{'function':12}{'dtype':9}{'shape':15}{'axis':>4}"
        f"{'SciPy ms':>11}{'book ms':>9}{'ratio':>7}"
        f"{'SciPy MiB':>11}{'book MiB':>10}{'ratio':>7}"
    ]
    for m in results:
        shape = "×".join(map(str, m.case.shape))
        lines.append(
            f"{m.case.function:12}{m.case.dtype:9}{shape:15}{m.case.axis:4}"
            f"{m.scipy_seconds * 1e3:11.1f}{m.book_seconds * 1e3:9.1f}"
            f"{m.time_ratio:7.2f}{m.scipy_bytes / 2**20:11.1f}"
            f"{m.book_bytes / 2**20:10.1f}{m.memory_ratio:7.2f}"
            + ("" if m.within_bounds else "  above the bound")
        )
    worst = max(m.time_ratio for m in results), max(m.memory_ratio for m in results)
    lines.append(
        f"largest ratios: time {worst[0]:.2f} (bound {MAX_TIME_RATIO}), "
        f"memory {worst[1]:.2f} (bound {MAX_MEMORY_RATIO})"
    )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--columns", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    options = parser.parse_args(arguments)
    todo = cases(options.rows, options.columns)
    results = [measure(case, options.repeats) for case in todo]
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    else:
        print(f"SciPy {scipy.__version__}, NumPy {np.__version__}, one thread")
        print(f"{math.prod((options.rows, options.columns)):,} entries")
        print(table(results))


if __name__ == "__main__":
    main()
