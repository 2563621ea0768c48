"""``proctor explain``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

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
        standing = recorder.standing(assignment, student)
        elsewhere = recorder.graded_elsewhere(assignment, student).get(student, "")
    if as_json:
        out.print_json(json.dumps(rows, default=str))
        return
    for row, printed in zip(rows, words, strict=True):
        _print_row(row, printed)
    say(shown(f"\n{standing}", style="bold"))
    if elsewhere:
        say(shown(f"suspicious: {elsewhere}; run `proctor autograde {assignment}`"))


def say(words: Text) -> None:
    """Print a text and leave its lines as they are: a terminal wraps them itself."""
    out.print(words, highlight=False, soft_wrap=True)


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
    gave = f"the tests gave {row['score']:g} of {row['max_score']:g} points"
    say(shown(f"{row['student']}, {row['notebook']}: {gave}", style="bold")
        + f" ({row['state']})")  # fmt: skip
    confined = "no sandbox" if row["sandbox"] == "none" else "sandboxed"
    say(Text(f"{row['mode']} mode, {confined}, {row['seconds']:.2f} s"))
    if row["reason"]:
        say(shown(f"because {row['reason']}"))
    for label in ("repairs", "suspicious"):
        for note in row["details"][label]:
            if not (row["reason"] and note.endswith(row["reason"])):  # said above
                say(shown(f"{label}: {note}"))
    for cell in row["details"]["cells"]:
        head = f"{cell['grade_id']}: {cell['score']:g} of {cell['points']:g}"
        say(shown(f"\n{head}", style="bold") + f" ({cell['seconds']:.2f} s)")
        words = cell["problem"] or printed.get(cell["grade_id"], "")
        say(shown(words.rstrip() or "(it printed nothing)", PAGE))
