"""Grade notebooks with nbgrader as it is, in a course folder of their own."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tests.catalogue import grade_id
from tools.generate import make_course, succeed


@dataclass(frozen=True)
class Graded:
    """What nbgrader made of one test cell: its points, and what the cell printed."""

    score: float
    points: float
    report: str
    errors: str


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
    """Autograde submissions; return test cells by student and grade id.

    nbgrader runs in this process, as from its formgrader: a command of its own would
    take four seconds to start.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own
        course = make_course(folder, assignment)
        (path,) = sorted((folder / "exercises" / assignment).glob("*.ipynb"))
        for student, notebook in submissions.items():
            hand_in(folder, assignment, student, path.name, notebook)
            succeed(course.autograde(assignment, student), f"{assignment} {student}")
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
