"""What a student's install costs: seconds, megabytes, and an exercise that runs.

The course, or one of its extras, is installed into an empty environment with the
versions of constraints.txt. Then each exercise's solution runs there as its student
sees it: the visible tests without the hidden ones, in one process each. An exercise
whose packages are missing is named.
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


def installed_bytes(folder: Path) -> int:
    """Bytes of all files below a folder; what is linked twice counts once."""
    files = (path for path in folder.rglob("*") if not path.is_symlink())
    sizes = {s.st_ino: s.st_size for s in (p.stat() for p in files if p.is_file())}
    return sum(sizes.values())


def visible_code(source: Path) -> str:
    """Join an exercise's code cells, solutions in and hidden tests out."""
    cells = jupytext.read(source, fmt="md:myst").cells
    code = [HIDDEN.sub("", c.source) for c in cells if c.cell_type == "code"]
    return "\n".join(code)


def main(
    extra: Annotated[str, typer.Argument(help="e.g. torch; none by default")] = "",
    course: Annotated[Path, typer.Option(help="a checkout to install")] = ROOT,
) -> None:
    """Print seconds, megabytes, and which exercises run."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place, with_pip=True)
        python = place / "bin" / "python"
        before, start = installed_bytes(place), time.perf_counter()
        target = f"{course}[{extra}]" if extra else str(course)
        pinned = ["-c", str(course / "constraints.txt")]
        install = [python, "-m", "pip", "install", "-q", *pinned, target]
        subprocess.run(install, check=True)
        seconds = time.perf_counter() - start
        megabytes = (installed_bytes(place) - before) / 1e6
        console.print(f"pip install: {seconds:.0f} s, {megabytes:.0f} MB")
        for source in sorted((course / "solutions").glob("*/*.md")):
            start = time.perf_counter()
            run = subprocess.run(
                [python, "-c", visible_code(source)],
                capture_output=True,
                text=True,
                cwd=folder,
            )
            seconds = time.perf_counter() - start
            words = run.stderr.strip().splitlines()[-1] if run.returncode else "runs"
            console.print(f"{source.parent.name:20} {seconds:5.1f} s  {words}")


if __name__ == "__main__":
    typer.run(main)
