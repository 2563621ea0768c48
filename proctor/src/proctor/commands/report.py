"""``proctor report``."""

from __future__ import annotations

import json
import statistics
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

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

if TYPE_CHECKING:
    from proctor.record.report import Question, Summary

MOST_CHECKS, MOST_SLOW = 15, 5
WIDE = 130  # letters, from which on a table shows intervals


def report(
    assignment: Assignment,
    picture: Annotated[
        Path | None, typer.Option("--png", help="Where to write the picture.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Where to write the table.")
    ] = None,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Show which question to mend: points, discrimination, checks, and time."""
    from proctor.record.picture import draw
    from proctor.record.report import summarize, write_table

    with ExitStack() as stack:
        _, recorder = open_course(stack, course)
        rows = recorder.results(assignment)
        if not rows:
            fail(f"proctor has not graded {assignment!r}; run `proctor autograde "
                 f"{assignment}`", NO_COURSE)  # fmt: skip
        marks, by_hand = recorder.marks(assignment), recorder.by_hand(assignment)
        elsewhere = recorder.graded_elsewhere(assignment)
        rows = [row for row in rows if row["student"] in marks]  # who left is not here
        if not rows:
            fail(f"the gradebook has no submissions of {assignment!r}", NO_COURSE)
    summary = summarize(rows, marks, by_hand)
    for student, why in elsewhere.items():
        if why and student in marks:
            again = f"{why}; run `proctor autograde {assignment}`"
            summary.flagged.setdefault(student, []).append(again)
    path = picture or Path(f"{assignment}-report.png")
    draw(summary, assignment, path)
    if table:
        write_table(summary, table)
    if as_json:
        out.print_json(json.dumps(asdict(summary)))
        return
    _print_summary(summary)
    out.print(shown(f"The picture is in {path}"))
    if table:
        out.print(shown(f"The table is in {table}"))


def _print_summary(summary: Summary) -> None:
    scores = list(summary.scores.values())
    mean, median = statistics.mean(scores), statistics.median(scores)
    points = f"{summary.max_score:g} points"
    if summary.waiting:
        all_points = summary.max_score + summary.waiting
        points = (f"{summary.max_score:g} of {all_points:g} points (answers for the "
                  f"other {summary.waiting:g} wait to be marked by hand)")  # fmt: skip
    out.print(
        f"{len(scores)} students, {points}: mean {mean:.2f}, "
        f"median {median:g}, lowest {min(scores):g}, highest {max(scores):g}",
        highlight=False,
    )
    out.print(_questions(summary, wide=out.width >= WIDE))
    if left_out := len(scores) - summary.counted:
        out.print(f"Without {left_out} whose notebook did not run to the end.")
    for name, count in summary.unmarked.items():
        out.print(shown(f"Not in the table: {name}, to be marked for {count}"))
    checks = Table("check", title="Hardest checks", title_justify="left")
    checks.add_column("students who fail it", justify="right")
    checks.add_column("discrimination", justify="right")
    for question, check in summary.hardest[:MOST_CHECKS]:
        checks.add_row(shown(f"{question.name}: {check.name}"), f"{check.failing:.0%}",
                       _number(check.discrimination))  # fmt: skip
    if checks.row_count:
        out.print(checks)
    slow = Table("slowest", "seconds")
    for name, seconds in list(summary.slowest.items())[:MOST_SLOW]:
        slow.add_row(shown(name), f"{seconds:.2f}")
    out.print(slow)
    flagged = Table("to look at", "why")
    for name, reasons in summary.flagged.items():
        flagged.add_row(shown(name), shown("\n".join(reasons), PAGE))
    if summary.flagged:
        out.print(flagged)


def _questions(summary: Summary, *, wide: bool) -> Table:
    """Return the table of the questions; names are whole in a narrow window, too."""
    table = Table(title="Questions", title_justify="left")
    table.add_column("question", overflow="fold", no_wrap=True)
    names = ("points", "mean", "all", "none", "discrimination", "seconds")
    short = {"points": "of", "discrimination": "disc.", "seconds": "s"}
    for name in names:
        table.add_column(name if wide else short.get(name, name), justify="right")
    table.add_column("look at")
    for one in summary.questions:
        table.add_row(
            shown(one.name),
            f"{one.points:g}",
            *(f"{share:.0%}" for share in (one.mean, one.full, one.none)),
            _discrimination(one, wide),
            _seconds(one, wide),
            shown("\n".join(one.look), PAGE),
        )
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _discrimination(one: Question, wide: bool) -> str:
    words = _number(one.discrimination)
    if one.low is None or not wide:
        return words
    return f"{words} ({one.low:.2f} to {one.high:.2f})"


def _seconds(one: Question, wide: bool) -> str:
    if one.seconds is None:
        return "by hand" if wide else "–"
    return f"{one.seconds:.2f}" + (f" ({one.long_seconds:.2f})" if wide else "")
