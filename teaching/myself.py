"""Grade your own notebook with all checks: ``python -m teaching.myself 01_neuron``.

Who learns alone hands in to nobody, yet many points are decided by checks that the
released notebook does not have. This puts a copy of your notebook into a course of its
own, in a temporary folder, lets nbgrader grade it there, and prints the report of each
question. Your notebook stays as it is. The code runs as you: grade other people's
notebooks with proctor.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Annotated, NamedTuple

import nbformat
import typer
from nbformat import NotebookNode
from rich.console import Console

from tools.generate import ROOT, make_course, succeed


class Question(NamedTuple):
    """A question that tests decide: its points, and what its test cell printed."""

    earned: float
    points: float
    report: str


def grade(assignment: str, notebook: Path) -> tuple[list[Question], float]:
    """Let nbgrader grade a notebook in a course of its own.

    Parameters
    ----------
    assignment : str
        The exercise, for example ``01_neuron``.
    notebook : Path
        What you wrote. It is only read.

    Returns
    -------
    list of Question, float
        The questions that tests decide, and the points that a person gives.

    Raises
    ------
    RuntimeError
        If nbgrader cannot grade it; the message is nbgrader's own.
    """
    (released,) = (ROOT / "exercises" / assignment).glob("*.ipynb")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own
        root = Path(folder)
        course = make_course(root, assignment)
        submitted, graded = (
            root / "class" / step / "me" / assignment / released.name
            for step in ("submitted", "autograded")
        )
        submitted.parent.mkdir(parents=True)
        shutil.copyfile(notebook, submitted)
        succeed(course.autograde(assignment, "me"), str(notebook))
        return questions(nbformat.read(graded, as_version=4))


def questions(graded: NotebookNode) -> tuple[list[Question], float]:
    """Read the questions of an autograded notebook, and the points for a person."""
    from nbgrader.utils import determine_grade

    found, by_hand = [], 0.0
    for cell in graded.cells:
        about = cell.metadata.get("nbgrader", {})
        if not about.get("grade"):
            continue
        if about["solution"]:
            by_hand += about["points"]
            continue
        earned, points = determine_grade(cell)
        found.append(Question(earned or 0.0, points, report(cell)))
    return found, by_hand


def report(cell: NotebookNode) -> str:
    """Return what a test cell printed, or the error that ended it."""
    texts = [o.text for o in cell.outputs if o.get("name") == "stdout"]
    errors = [o for o in cell.outputs if o.output_type == "error"]
    texts += [f"{error.ename}: {error.evalue}\n" for error in errors]
    return "".join(texts).strip()


def main(
    assignment: Annotated[str, typer.Argument(help="for example 07_stable_softmax")],
    notebook: Annotated[
        Path | None, typer.Argument(help="your notebook; else the one in exercises/")
    ] = None,
) -> None:
    """Print the report of each question, and what it adds up to."""
    known = sorted(path.name for path in (ROOT / "exercises").iterdir())
    if assignment not in known:
        raise SystemExit(f"error: {assignment!r} is not one of: {', '.join(known)}")
    if notebook is None:
        (notebook,) = (ROOT / "exercises" / assignment).glob("*.ipynb")
    if not notebook.is_file():
        raise SystemExit(f"error: there is no file {notebook}")
    console = Console(highlight=False, markup=False, soft_wrap=True)
    try:
        with console.status("nbgrader runs your notebook"):
            found, by_hand = grade(assignment, notebook)
    except RuntimeError as error:
        raise SystemExit(f"error: nbgrader could not grade {error}") from None
    for question in found:
        console.print(f"{question.report}\n")
    earned, points = (sum(getattr(q, of) for q in found) for of in ("earned", "points"))
    console.print(f"{earned:g} of {points:g} points that tests decide.")
    console.print(
        f"A person gives the other {by_hand:g}: compare your answers with those that\n"
        f"python -m teaching.samples {assignment} --before-feedback\n"
        "writes into class/samples/."
    )


if __name__ == "__main__":
    typer.run(main)
