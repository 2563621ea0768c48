"""Graded sample answers, to be published once feedback is out.

For each question that a person marks, ``teaching/samples/NN_name.md`` has an answer
that earns about half of the points and one that earns none, each with a sentence of
why; the full answer is the one of the solution. ``python -m teaching.samples
07_stable_softmax`` makes a notebook of them, ``class/samples/``: give it to the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import nbformat
import typer
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from teaching.gradebook import course_here

SAMPLES = Path(__file__).resolve().parent / "samples"
HEAD = re.compile(r"(half|none), ([\d.]+) points?\n")

INTRODUCTION = """\
# {title}: answers, and how they were marked

For each question that a person marked: an answer with all points, one with about half
of them, and one with none. Other answers were as good; what counts is the rubric."""


class Sample(NamedTuple):
    """An answer, its points, and why it gets them."""

    kind: str
    points: float
    text: str
    why: str


def read_samples(path: Path) -> dict[str, list[Sample]]:
    """Read the samples of one exercise, by the question's grade id.

    Raises
    ------
    ValueError
        If a part is neither ``## half, 2 points`` nor ``## none, 0 points``, or does
        not end with a paragraph that begins with ``**Why:**``.
    """
    parts = re.split(r"^# (.+)\n", path.read_text("utf-8"), flags=re.M)
    return {
        name: [_sample(f"{path.name}, {name}", one) for one in _sections(text)]
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _sections(text: str) -> list[str]:
    return re.split(r"^## ", text, flags=re.M)[1:]


def _sample(where: str, section: str) -> Sample:
    head = HEAD.match(section)
    text, _, why = section.partition("\n**Why:** ")
    if not (head and why.strip()):
        raise ValueError(
            f"{where}: expected '## half, 2 points' or '## none, 0 points', and "
            f"'**Why:** ' at the end; got {section.splitlines()[0]!r}"
        )
    return Sample(head[1], float(head[2]), text[head.end() :].strip(), why.strip())


class Question(NamedTuple):
    """A question that a person marks, from an exercise's solution."""

    grade_id: str
    points: float
    statement: str
    full: str
    rubric: str


def questions(solution: NotebookNode) -> Iterator[Question]:
    """Yield the questions of a solution that a person marks."""
    statement = ""
    for cell in solution.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and not marks:
            statement = cell.source
        if marks.get("grade") and marks.get("solution"):
            text, bold, rubric = cell.source.partition("**Rubric")
            text = text.replace("**A full answer.**", "").strip()
            if cell.cell_type == "code":
                code = re.sub(r"^### (BEGIN|END) SOLUTION\n?", "", text, flags=re.M)
                text = f"```python\n{code.strip()}\n```"
            yield Question(
                marks.grade_id, marks.points, statement, text, (bold + rubric).strip()
            )


def page(solution: NotebookNode, samples: dict[str, list[Sample]]) -> NotebookNode:
    """Make the notebook that is published.

    Raises
    ------
    ValueError
        If a question has no samples, or a sample no question.
    """
    asked = list(questions(solution))
    if {one.grade_id for one in asked} != samples.keys():
        raise ValueError(
            f"expected samples of {[one.grade_id for one in asked]}, "
            f"got those of {[*samples]}"
        )
    title = solution.cells[0].source.splitlines()[0].removeprefix("# ")
    texts = [INTRODUCTION.format(title=title)]
    for one in asked:
        texts += [one.statement, _answer("All points", one.points, one)]
        texts += [one.full] + ([one.rubric] if one.rubric else [])
        for sample in samples[one.grade_id]:
            words = {"half": "About half of the points", "none": "No points"}
            texts += [_answer(words[sample.kind], sample.points, one), sample.text]
            texts += [f"**Why {sample.points:g} of {one.points:g}:** {sample.why}"]
    cells = [new_markdown_cell(t, id=f"cell-{i:03d}") for i, t in enumerate(texts)]
    return new_notebook(cells=cells)


def _answer(words: str, points: float, question: Question) -> str:
    return f"### {words} ({points:g} of {question.points:g})"


def main(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    before: Annotated[
        bool, typer.Option("--before-feedback", help="do not wait for the feedback")
    ] = False,
) -> None:
    """Write the samples of an exercise as a notebook."""
    course = course_here()
    root = Path(course.root)
    path = SAMPLES / f"{assignment}.md"
    if not path.is_file():
        raise SystemExit(f"error: there are no samples of {assignment!r}: {path}")
    feedback = root / course.feedback_directory
    if not before and not [*feedback.glob(f"*/{assignment}/*.html")]:
        raise SystemExit(
            f"error: no feedback in {feedback}/*/{assignment}: whoever hands in after "
            f"you have published them has seen the answers"
        )
    (source,) = (root / course.source_directory / assignment).glob("*.ipynb")
    solution = nbformat.read(source, as_version=4)
    target = root / "class" / "samples" / f"{assignment}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(page(solution, read_samples(path)), target)
    print(f"{target}: give it to the class")


if __name__ == "__main__":
    typer.run(main)
