"""Time of the book's softmax and its relatives, as ratios to `scipy.special`.

Both libraries take turns in one process, so that a busy machine slows both; a ratio is
the median over those turns. The shapes are those of the chapters: one row of three
logits, a small batch, and a batch of a thousand classes.
"""

import statistics
import timeit
from typing import Annotated

import numpy as np
import scipy.special
import typer
from rich.console import Console
from rich.table import Table

from neuronbook.functions import softmax

FUNCTIONS = ("softmax", "log_softmax", "logsumexp")
SHAPES = ((3,), (32, 10), (128, 1000))


def ratio(function: str, z: np.ndarray, turns: int) -> tuple[float, float]:
    """Return the book's time as a multiple of SciPy's, and its microseconds."""
    theirs, ours = getattr(scipy.special, function), getattr(softmax, function)
    calls = 100 if z.size < 1000 else 4
    pairs = [
        [timeit.timeit(lambda f=f: f(z, axis=-1), number=calls) for f in (theirs, ours)]
        for _ in range(turns + 1)
    ][1:]
    middle = statistics.median(own / scipys for scipys, own in pairs)
    return middle, statistics.median(own for _, own in pairs) / calls * 1e6


def main(
    turns: Annotated[int, typer.Option(help="how often both are timed")] = 25,
) -> None:
    """Print a table."""
    table = Table(title=f"SciPy {scipy.__version__}, NumPy {np.__version__}")
    for name in ("function", "dtype", "shape", "book µs", "ratio to SciPy"):
        table.add_column(name, justify="left" if name == "function" else "right")
    rng = np.random.default_rng(0)
    for dtype in ("float64", "float32"):
        for shape in SHAPES:
            z = (5 * rng.standard_normal(shape)).astype(dtype)
            for function in FUNCTIONS:
                times, micro = ratio(function, z, turns)
                size = "×".join(map(str, shape))
                table.add_row(function, dtype, size, f"{micro:.1f}", f"{times:.2f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
