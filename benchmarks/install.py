"""What a student's install costs: seconds, megabytes, and the exercises that run.

The course, or one of its extras, is fetched and installed with JupyterLab into an empty
environment, with the versions of constraints.txt. ``--csv book/install.csv`` keeps what
it cost: the heads of the exercises quote that table. Then each exercise's solution runs
there as its student sees it: the visible tests without the hidden ones. An exercise
whose packages are missing is named. (Python runs with -I: a checkout on PYTHONPATH does
not count.)
"""

import csv
import json
import re
import subprocess
import tempfile
import time
import venv
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import json, sys
import matplotlib
from IPython.core.interactiveshell import InteractiveShell
matplotlib.use("agg")
for code in json.load(sys.stdin):
    done = InteractiveShell.instance().run_cell(code)
    if not done.success:
        sys.exit(repr(done.error_in_exec))
"""
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.S)


class Cost(NamedTuple):
    """Megabytes and seconds of one install."""

    fetched: float
    installed: float
    seconds_to_fetch: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.fetched:.0f} MB fetched in {self.seconds_to_fetch:.0f} s, "
            f"{self.installed:.0f} MB installed, {self.seconds:.0f} s in all"
        )


def megabytes(folder: Path) -> float:
    """Size of all files below a folder."""
    files = (path for path in folder.rglob("*") if not path.is_symlink())
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def install(place: Path, target: str, constraints: Path) -> Cost:
    """Fetch and install into the environment at `place`; return what it cost."""
    pip = [place / "bin" / "python", "-I", "-m", "pip"]
    wheels, before, start = place / "wheels", megabytes(place), time.perf_counter()
    fetch = ["wheel", "-q", "-w", wheels, "-c", constraints, target, "jupyterlab"]
    subprocess.run([*pip, *fetch], check=True)
    fetched, seconds = megabytes(wheels), time.perf_counter() - start
    subprocess.run(
        [*pip, "install", "-q", "--no-index", *wheels.glob("*.whl")], check=True
    )
    total = time.perf_counter() - start
    return Cost(fetched, megabytes(place) - before - fetched, seconds, total)


def visible_code(source: Path) -> list[str]:
    """List an exercise's code cells, solutions in and hidden tests out."""
    cells = json.loads(source.read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return [HIDDEN.sub("", cell) for cell in code]


def verdict(python: Path, source: Path, folder: Path) -> str:
    """Run an exercise and say how many of its visible checks hold."""
    run = subprocess.run(
        [python, "-I", "-c", RUN],
        input=json.dumps(visible_code(source)),
        capture_output=True,
        text=True,
        cwd=folder,
    )
    if run.returncode:
        return run.stderr.strip().splitlines()[-1]
    marks = run.stdout.count("✓"), run.stdout.count("✗")
    return f"{marks[0]} visible checks hold, {marks[1]} do not"


def keep(path: Path, extra: str, cost: Cost) -> None:
    """Write one row of the table, and leave those of other extras as they are."""
    rows = {}
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            rows = {row["extra"]: row for row in csv.DictReader(file)}
    rows[extra] = {
        "extra": extra,
        "fetched_mb": round(cost.fetched),
        "installed_mb": round(cost.installed),
        "seconds": round(cost.seconds),
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[extra].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[one] for one in sorted(rows))


def main(
    extra: Annotated[str, typer.Argument(help="e.g. torch; none by default")] = "",
    course: Annotated[Path, typer.Option(help="a checkout to install")] = ROOT,
    table: Annotated[Path | None, typer.Option("--csv", help="keep the cost")] = None,
) -> None:
    """Print seconds, megabytes, and which exercises run."""
    console = Console()
    course = course.resolve()
    target = f"{course}[{extra}]" if extra else str(course)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place, with_pip=True)
        cost = install(place, target, course / "constraints.txt")
        console.print(str(cost))
        if table is not None:
            keep(table, extra, cost)
        for source in sorted((course / "solutions").glob("*/*.ipynb")):
            start = time.perf_counter()
            words = verdict(place / "bin" / "python", source, place)
            seconds = time.perf_counter() - start
            console.print(f"{source.parent.name:20} {seconds:5.1f} s  {words}")


if __name__ == "__main__":
    typer.run(main)
