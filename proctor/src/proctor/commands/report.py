"""``proctor report``."""

from __future__ import annotations

import json
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
    summary = summarize(rows, marks, by_hand)
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
    scores = sorted(summary.scores.values())
    mean, median = sum(scores) / len(scores), scores[len(scores) // 2]
    out.print(
        f"{len(scores)} students, {summary.max_score:g} points: mean {mean:.2f}, "
        f"median {median:g}, lowest {scores[0]:g}, highest {scores[-1]:g}",
        highlight=False,
    )
    table = Table("question", title="Questions", title_justify="left")
    for name in ("points", "mean", "all", "none", "discrimination", "seconds"):
        table.add_column(name, justify="right")
    table.add_column("look at")
    for one in summary.questions:
        table.add_row(shown(one.name), f"{one.points:g}", f"{one.mean:.0%}",
                      f"{one.full:.0%}", f"{one.none:.0%}", _discrimination(one),
                      _seconds(one), shown("\n".join(one.look), PAGE))  # fmt: skip
    out.print(table)
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


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _discrimination(one: Question) -> str:
    words = _number(one.discrimination)
    return words if one.low is None else f"{words} ({one.low:.2f} to {one.high:.2f})"


def _seconds(one: Question) -> str:
    if one.seconds is None:
        return "by hand"
    return f"{one.seconds:.2f} ({one.long_seconds:.2f})"
