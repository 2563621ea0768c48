"""What a student's install costs: seconds, megabytes, and the exercises that run.

The course, or one of its extras, is fetched and installed into an empty environment
with the versions of constraints.txt. Then each exercise's solution runs there as its
student sees it: the visible tests without the hidden ones. An exercise whose packages
are missing is named. (Python runs with -I: a checkout on PYTHONPATH does not count.)
"""

import re
import subprocess
import tempfile
import time
import venv
from pathlib import Path
from typing import Annotated

import jupytext
import typer
from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.S)


def megabytes(folder: Path) -> float:
    """Size of all files below a folder."""
    files = (path for path in folder.rglob("*") if not path.is_symlink())
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def install(place: Path, target: str, constraints: Path) -> str:
    """Fetch and install into the environment at `place`; return what it cost."""
    pip = [place / "bin" / "python", "-I", "-m", "pip"]
    wheels, before, start = place / "wheels", megabytes(place), time.perf_counter()
    fetch = ["wheel", "-q", "-w", wheels, "-c", constraints, target]
    subprocess.run([*pip, *fetch], check=True)
    fetched, seconds = megabytes(wheels), time.perf_counter() - start
    subprocess.run(
        [*pip, "install", "-q", "--no-index", *wheels.glob("*.whl")], check=True
    )
    total = time.perf_counter() - start
    installed = megabytes(place) - before - fetched
    return (
        f"{fetched:.0f} MB fetched in {seconds:.0f} s, {installed:.0f} MB installed, "
        f"{total:.0f} s in all"
    )


def visible_code(source: Path) -> str:
    """Join an exercise's code cells, solutions in and hidden tests out."""
    cells = jupytext.read(source, fmt="md:myst").cells
    code = [HIDDEN.sub("", c.source) for c in cells if c.cell_type == "code"]
    return "\n".join(code)


def verdict(python: Path, source: Path, folder: Path) -> str:
    """Run an exercise and say how many of its visible checks hold."""
    run = subprocess.run(
        [python, "-I", "-c", visible_code(source)],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    if run.returncode:
        return run.stderr.strip().splitlines()[-1]
    marks = run.stdout.count("✓"), run.stdout.count("✗")
    return f"{marks[0]} visible checks hold, {marks[1]} do not"


def main(
    extra: Annotated[str, typer.Argument(help="e.g. torch; none by default")] = "",
    course: Annotated[Path, typer.Option(help="a checkout to install")] = ROOT,
) -> None:
    """Print seconds, megabytes, and which exercises run."""
    console = Console()
    course = course.resolve()
    target = f"{course}[{extra}]" if extra else str(course)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place, with_pip=True)
        console.print(install(place, target, course / "constraints.txt"))
        for source in sorted((course / "solutions").glob("*/*.md")):
            start = time.perf_counter()
            words = verdict(place / "bin" / "python", source, place)
            seconds = time.perf_counter() - start
            console.print(f"{source.parent.name:20} {seconds:5.1f} s  {words}")


if __name__ == "__main__":
    typer.run(main)
