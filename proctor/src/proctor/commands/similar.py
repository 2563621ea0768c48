"""``proctor similar``."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from proctor.errors import CourseError
from proctor.terminal import (
    NO_COURSE,
    AsJson,
    Assignment,
    CoursePath,
    fail,
    out,
    shown,
)

if TYPE_CHECKING:
    from proctor.course.similar import Comparison

MOST_ROWS = 20


def similar(
    assignment: Assignment,
    share: Annotated[
        float, typer.Option(min=0, max=1, help="Name pairs from this share on.")
    ] = 0.35,
    page: Annotated[
        Path | None, typer.Option("--html", help="Where to write the page.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Where to write all pairs.")
    ] = None,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Show whose code is alike, whatever the names in it; the solution is compared."""
    if find_spec("copydetect") is None:
        fail("copydetect is missing; run `pip install 'proctor[similar]'`", NO_COURSE)
    from proctor.course.folders import load_course
    from proctor.course.similar import compare_course
    from proctor.record.side_by_side import write_page
    from proctor.record.tables import Value, write_csv

    try:
        found = compare_course(load_course(course).coursedir, assignment, share)
    except CourseError as error:
        fail(str(error), NO_COURSE)
    path = page or Path(f"{assignment}-similar.html")
    write_page(found, assignment, path)
    if table:
        head = ("first", "second", "share_of_first", "share_of_second", "tokens")
        rows: list[list[Value]] = [
            [*one.names, *one.shares, one.tokens] for one in found.pairs
        ]
        write_csv(table, head, rows)
    if as_json:
        data = {"pairs": [asdict(one) for one in found.pairs]}
        out.print_json(json.dumps(data | {"left_out": found.left_out}))
    else:
        _print_pairs(found, share)
        out.print(shown(f"Side by side they are in {path}"))


def _print_pairs(found: Comparison, share: float) -> None:
    table = Table("one", "other")
    for name in ("of the one", "of the other", "tokens"):
        table.add_column(name, justify="right")
    for pair in found.pairs[:MOST_ROWS]:
        shares = [f"{value:.0%}" for value in pair.shares]
        table.add_row(*map(shown, pair.names), *shares, str(pair.tokens))
    if found.pairs:
        out.print(table)
    more = len(found.pairs) - MOST_ROWS
    if more > 0:
        out.print(f"And {more} more; --csv writes them all.", highlight=False)
    out.print(
        f"{len(found.codes)} compared, {len(found.pairs)} pairs with {share:.0%} or "
        "more in common",
        highlight=False,
    )
    for name, reason in found.left_out.items():
        out.print(shown(f"{name}: {reason}"))
