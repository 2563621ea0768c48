"""``proctor explain``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from proctor.terminal import (
    NO_COURSE,
    PAGE,
    AsJson,
    Assignment,
    CoursePath,
    fail,
    open_course,
    out,
    shown,
)


def explain(
    student: Annotated[str, typer.Argument(help="Name of the student.")],
    assignment: Assignment,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Say why a student has this score: each check, repairs, and times."""
    with ExitStack() as stack:
        nbgrader, recorder = open_course(stack, course)
        rows = recorder.results(assignment, student)
        if not rows:
            fail(
                f"proctor has not graded {assignment!r} for {student!r}; run "
                f"`proctor autograde {assignment} --student {student}`",
                NO_COURSE,
            )
        words = [_printed(nbgrader.coursedir, assignment, row) for row in rows]
    if as_json:
        out.print_json(json.dumps(rows, default=str))
        return
    for row, printed in zip(rows, words, strict=True):
        _print_row(row, printed)


def _printed(course: Any, assignment: str, row: dict[str, Any]) -> dict[str, str]:
    """Return what each test cell printed, from the autograded notebook."""
    folder = course.format_path(course.autograded_directory, row["student"], assignment)
    path = Path(folder, f"{row['notebook']}.ipynb")
    if not path.exists():
        return {}
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(map(_words, cell["outputs"]))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
        and cell["metadata"].get("nbgrader", {}).get("grade")
    }


def _words(output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}\n"
    return str(output.get("text", ""))


def _print_row(row: dict[str, Any], printed: dict[str, str]) -> None:
    title = (
        f"{row['student']}, {row['notebook']}: {row['score']:g} of {row['max_score']:g}"
    )
    out.print(shown(title, style="bold") + f" ({row['state']})")
    confined = "no sandbox" if row["sandbox"] == "none" else "sandboxed"
    out.print(
        f"{row['mode']} mode, {confined}, {row['seconds']:.2f} s", highlight=False
    )
    if row["reason"]:
        out.print(shown(f"because {row['reason']}"))
    for label in ("repairs", "suspicious"):
        for note in row["details"][label]:
            out.print(shown(f"{label}: {note}"))
    for cell in row["details"]["cells"]:
        head = f"{cell['grade_id']}: {cell['score']:g} of {cell['points']:g}"
        out.print(shown(f"\n{head}", style="bold") + f" ({cell['seconds']:.2f} s)")
        words = cell["problem"] or printed.get(cell["grade_id"], "")
        out.print(shown(words.rstrip() or "(it printed nothing)", PAGE))
