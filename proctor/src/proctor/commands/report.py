"""``proctor report``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

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


def report(
    assignment: Assignment,
    picture: Annotated[
        Path | None, typer.Option("--png", help="Where to write the picture.")
    ] = None,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Show scores, the hardest checks, the slowest and the flagged submissions."""
    from proctor.record.report import draw, summarize

    with ExitStack() as stack:
        _, recorder = open_course(stack, course)
        rows = recorder.results(assignment)
    if not rows:
        fail(f"proctor has not graded {assignment!r}; run `proctor autograde "
              f"{assignment}`", NO_COURSE)  # fmt: skip
    summary = summarize(rows)
    path = picture or Path(f"{assignment}-report.png")
    draw(summary, assignment, path)
    if as_json:
        out.print_json(json.dumps(asdict(summary)))
    else:
        _print_summary(summary)
        out.print(f"The picture is in {path}", highlight=False)


def _print_summary(summary: Any) -> None:
    scores = sorted(summary.scores.values())
    mean, median = sum(scores) / len(scores), scores[len(scores) // 2]
    out.print(
        f"{len(scores)} students, {summary.max_score:g} points: mean {mean:.2f}, "
        f"median {median:g}, lowest {scores[0]:g}, highest {scores[-1]:g}",
        highlight=False,
    )
    checks = Table("check", "students who fail it")
    for name, share in list(summary.failing.items())[:15]:
        checks.add_row(shown(name), f"{share:.0%}")
    out.print(checks)
    slow = Table("slowest", "seconds")
    for name, seconds in list(summary.slowest.items())[:5]:
        slow.add_row(shown(name), f"{seconds:.2f}")
    out.print(slow)
    flagged = Table("to look at", "why")
    for name, reasons in summary.flagged.items():
        flagged.add_row(shown(name), shown("\n".join(reasons), PAGE))
    if summary.flagged:
        out.print(flagged)
