"""Grade notebooks with nbgrader as it is, in a course folder of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tests.catalogue import ROOT, grade_id


@dataclass(frozen=True)
class Graded:
    """What nbgrader made of one test cell: its points, and what the cell printed."""

    score: float
    points: float
    report: str
    errors: str


def make_course(folder: Path, assignment: str) -> None:
    """Set up a course that offers one assignment: settings, source and release."""
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions" / assignment, folder / "solutions" / assignment)
    nbgrader(folder, "generate_assignment", assignment)


def nbgrader(folder: Path, *command: str) -> None:
    """Run an nbgrader command in a course folder; an exit code but 0 is an error."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"nbgrader {' '.join(command)}\n{done.stdout}{done.stderr}")


def hand_in(
    folder: Path, assignment: str, student: str, name: str, notebook: NotebookNode
) -> None:
    """Put a notebook where nbgrader collects submissions."""
    target = folder / "class" / "submitted" / student / assignment
    target.mkdir(parents=True)
    nbformat.write(notebook, target / name)


def grade(
    folder: Path, assignment: str, submissions: dict[str, NotebookNode]
) -> dict[str, dict[str, Graded]]:
    """Autograde submissions in one go; return test cells by student and grade id."""
    (path,) = sorted((folder / "exercises" / assignment).glob("*.ipynb"))
    for student, notebook in submissions.items():
        hand_in(folder, assignment, student, path.name, notebook)
    nbgrader(folder, "autograde", assignment)
    return {
        student: _graded(folder, assignment, student, path.name)
        for student in submissions
    }


def _graded(
    folder: Path, assignment: str, student: str, name: str
) -> dict[str, Graded]:
    from nbgrader.api import Gradebook

    path = folder / "class" / "autograded" / student / assignment / name
    cells = {grade_id(c): c for c in nbformat.read(path, as_version=4).cells}
    database = f"sqlite:///{folder / 'class' / 'gradebook.db'}"
    with Gradebook(database, "neurons") as gradebook:
        submission = gradebook.find_submission(assignment, student)
        (notebook,) = submission.notebooks
        return {
            grade.name: Graded(
                grade.auto_score or 0.0,
                grade.max_score,
                _printed(cells[grade.name], "stdout"),
                _printed(cells[grade.name], "stderr") + _errors(cells[grade.name]),
            )
            for grade in notebook.grades
            if grade.name.startswith("test-")
        }


def _printed(cell: NotebookNode, stream: str) -> str:
    return "".join(o.text for o in cell.outputs if o.get("name") == stream)


def _errors(cell: NotebookNode) -> str:
    errors = [o for o in cell.outputs if o.output_type == "error"]
    return "".join(f"{error.ename}: {error.evalue}" for error in errors)
