"""Regenerate what is derived from the Markdown sources: ``make exercises``.

======================================  =======================================
source                                  derived
======================================  =======================================
``solutions/NN_name/name.md``           ``solutions/NN_name/name.ipynb``
``solutions/NN_name/name.ipynb``        ``exercises/NN_name/name.ipynb``
``exercises/*/*.ipynb``                 ``src/neuronbook/released.json``
``book/NN_name.md``                     ``book/notebooks/NN_name.ipynb``
======================================  =======================================

Each derived file depends on its source alone (cell ids included), so that running
this twice changes nothing and a test can compare.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import jupytext
import nbformat
import typer
from nbformat import NotebookNode
from rich.console import Console
from traitlets.config import PyFileConfigLoader

from _ext.execution import built_outputs
from tools import way_in
from tools.chapters import KERNEL, chapter_notebook, repository, run_chapter

if TYPE_CHECKING:
    from nbgrader.apps import NbGraderAPI

ROOT = Path(__file__).resolve().parent.parent
RELEASED = ROOT / "src" / "neuronbook" / "released.json"

GOES_ON = "raises-exception"
"""The tag by which Jupyter does not stop at a cell that fails."""

INSTALL = """\
import importlib.util
import subprocess
import sys

if {missing}:  # on Colab, say
    package = "{package} @ git+{repository}"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", package], check=True)

"""


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as every tool of the Jupyter family would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.validate(notebook)
    nbformat.write(notebook, path, version=nbformat.NO_CONVERT)


def sources(folder: str, only: str = "") -> list[Path]:
    """List the Markdown sources below a folder, in reading order."""
    pattern = "[0-9][0-9]_*/*.md" if folder == "solutions" else "[0-9][0-9]_*.md"
    found = sorted((ROOT / folder).glob(pattern))
    return [p for p in found if only in p.relative_to(ROOT).as_posix()]


def full_nbgrader_metadata(short: dict[str, Any]) -> dict[str, Any]:
    """Fill in what nbgrader wants to see spelled out in a cell's metadata."""
    full = {
        "grade": False,
        "solution": False,
        "task": False,
        "schema_version": 3,
        **short,
    }
    full.setdefault("locked", not full["solution"])
    return full


def solution_notebook(source: Path) -> NotebookNode:
    """Make nbgrader's source notebook of an exercise's Markdown."""
    notebook = jupytext.read(source, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(KERNEL)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
        if "nbgrader" in cell.metadata:
            full = full_nbgrader_metadata(dict(cell.metadata.nbgrader))
            cell.metadata.nbgrader = nbformat.from_dict(full)
            if cell.cell_type == "code" and full["solution"] and full["grade"]:
                # A person reads it. *Run All* goes on while it is not written yet.
                cell.metadata.tags = [*cell.metadata.get("tags", []), GOES_ON]
            cell.id = re.sub(r"[^\w-]", "-", full["grade_id"])
            if full["grade_id"] == "setup":
                cell.source = install_lines(notebook) + cell.source.lstrip("\n")
    title, _, text = notebook.cells[0].source.partition("\n")
    before = way_in.head(notebook)
    notebook.cells += way_in.last_cells(notebook, f"{source.stem}.ipynb")
    notebook.cells[0].source = f"{title}\n\n{before}\n{text}"
    return notebook


def install_lines(notebook: NotebookNode) -> str:
    """Write the lines that install what a student needs for this exercise.

    PyTorch is large: only those exercises bring it that show it to the student.
    """
    torch = way_in.needs_torch(notebook)
    one = 'importlib.util.find_spec("neuronbook") is None'
    needed = '("neuronbook", "sklearn", "torch")'
    all_three = f"any(importlib.util.find_spec(n) is None for n in {needed})"
    return INSTALL.format(
        missing=all_three if torch else one,
        package="neuronbook[torch]" if torch else "neuronbook",
        repository=repository(),
    )


@functools.cache
def blank_gradebook() -> bytes:
    """Return a gradebook without assignments: making one takes five seconds."""
    from nbgrader.api import Gradebook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{path}", "neurons"):
            pass
        return path.read_bytes()


def make_course(root: Path, assignment: str) -> NbGraderAPI:
    """Set up a course that offers one assignment: settings, source, release."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / assignment, root / "solutions" / assignment)
    return generate(root, assignment)


def generate(root: Path, assignment: str) -> NbGraderAPI:
    """Generate an assignment, with the settings that lie in the course's folder."""
    from nbgrader.apps import NbGraderAPI

    settings = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    settings.CourseDirectory.root = str(root)
    settings.NbGrader.logfile = ""
    course = NbGraderAPI(config=settings)
    database = Path(course.coursedir.db_url.removeprefix("sqlite:///"))
    database.write_bytes(blank_gradebook())
    succeed(course.generate_assignment(assignment), assignment)
    return course


def succeed(outcome: dict[str, Any], what: str) -> None:
    """Raise what a step of nbgrader's says of its failure."""
    if not outcome["success"]:
        raise RuntimeError(f"{what}: {outcome.get('log') or outcome['error']}")


def release_notebooks(assignment: str) -> dict[str, NotebookNode]:
    """Generate an assignment in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_course(root, assignment)
        released = sorted((root / "exercises" / assignment).rglob("*"))
        strays = [p.name for p in released if p.suffix != ".ipynb" and p.is_file()]
        if strays:
            raise RuntimeError(f"{assignment}: the release would contain {strays}")
        return {p.name: nbformat.read(p, nbformat.NO_CONVERT) for p in released}


def released_cells() -> str:
    """Collect the cells that students fill in: `neuronbook.reset` puts them back."""
    cells = {
        path.parent.name: {
            cell.metadata.nbgrader.grade_id: {
                "cell_type": cell.cell_type,
                "source": cell.source,
            }
            for cell in nbformat.read(path, nbformat.NO_CONVERT).cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
        for path in sorted((ROOT / "exercises").glob("*/*.ipynb"))
    }
    return json.dumps(cells, indent=1, ensure_ascii=False) + "\n"


def outputs_of(source: Path) -> list[list[NotebookNode]]:
    """Take a chapter's outputs from the built book, or run it if that is old."""
    try:
        return [[], *built_outputs(source, ROOT)]  # first the notebook's own set-up
    except LookupError:
        return run_chapter(source)


def main(
    only: Annotated[str, typer.Argument(help="part of a name, e.g. 07")] = "",
    notebooks: Annotated[bool, typer.Option(help="chapters, too")] = True,
) -> None:
    """Regenerate solutions, exercises and the chapters' notebooks."""
    console = Console()
    folders = ("solutions", "book") if notebooks else ("solutions",)
    if not any(sources(folder, only) for folder in folders):
        raise SystemExit(
            f"error: no source of {only!r}: an exercise is solutions/NN_name/name.md, "
            "a chapter book/NN_name.md, and NN two digits"
        )
    assignments = set()
    for source in sources("solutions", only):
        write(solution_notebook(source), source.with_suffix(".ipynb"))
        assignments.add(source.parent.name)
        console.print("solution", source.with_suffix(".ipynb").relative_to(ROOT))
    for assignment in sorted(assignments):
        target = ROOT / "exercises" / assignment
        shutil.rmtree(target, ignore_errors=True)
        for name, notebook in release_notebooks(assignment).items():
            write(notebook, target / name)
            console.print("exercise", (target / name).relative_to(ROOT))
    if assignments:
        RELEASED.write_text(released_cells(), encoding="utf-8")
        console.print("answers ", RELEASED.relative_to(ROOT))
    for source in sources("book", only) if notebooks else []:
        target = ROOT / "book" / "notebooks" / f"{source.stem}.ipynb"
        write(chapter_notebook(source, outputs_of(source)), target)
        console.print("chapter ", target.relative_to(ROOT))


if __name__ == "__main__":
    typer.run(main)
