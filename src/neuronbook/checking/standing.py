"""Where a student stands: all questions of a notebook in one table.

A `Scorecard` notes here what it gave whenever its score is asked for. The last cell of
an exercise carries the list of its questions and calls `progress`. What is noted lives
in the kernel and nowhere else: it is shown, and never graded.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from . import wording


class Given(NamedTuple):
    """What a test cell gave when it last ran, and what its visible checks are worth."""

    earned: float
    available: float


_GIVEN: Final[dict[str, Given]] = {}


def note(name: str, earned: float, available: float) -> None:
    """Keep what the test cell of a question has just given."""
    _GIVEN[name] = Given(earned, available)


def progress(questions: Iterable[tuple[str, str | None, float]]) -> Progress | None:
    """Show each question: points so far, points decided later, or "not run".

    Parameters
    ----------
    questions : iterable of tuple
        For each question its title, the name of its `Scorecard` (None if a person
        reads the answer), and its points.

    Returns
    -------
    Progress or None
        A table. Nothing while the notebook is graded: tests may then run elsewhere,
        and the points stand in the feedback.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return None
    return Progress([_row(*question) for question in questions])


@dataclass(frozen=True)
class Row:
    """One question: ``earned`` is None where no test cell has given anything."""

    title: str
    earned: float | None
    points: float
    later: float
    by_hand: bool

    def cells(self) -> tuple[str, str, str, str]:
        """Write the row."""
        if self.by_hand:
            return self.title, "", f"{self.points:g}", wording.BY_HAND
        if self.earned is None:
            return self.title, wording.NOT_RUN, f"{self.points:g}", ""
        later = wording.HANDED_IN.format(points=self.later) if self.later else ""
        return self.title, f"{self.earned:g}", f"{self.points:g}", later


def _row(title: str, name: str | None, points: float) -> Row:
    given = None if name is None else _GIVEN.get(name)
    if given is None:
        return Row(title, None, points, 0.0, name is None)
    later = max(round(points - given.available, 9), 0.0)
    return Row(title, min(given.earned, points), points, later, False)


class Progress:
    """A table in words, which a notebook shows as a table."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def summary(self) -> str:
        """Say in a sentence or two what the table adds up to."""
        earned = sum(row.earned or 0.0 for row in self.rows)
        missing = sum(row.earned is None and not row.by_hand for row in self.rows)
        return wording.standing(
            round(earned, 9),
            sum(row.points for row in self.rows),
            later=round(sum(row.later for row in self.rows), 9),
            by_hand=sum(row.points for row in self.rows if row.by_hand),
            missing=missing,
        )

    def __repr__(self) -> str:
        table = [wording.PROGRESS_HEAD, *(row.cells() for row in self.rows)]
        a, b, c, _ = (max(map(len, column)) for column in zip(*table, strict=True))
        lines = [
            f"{title:{a}}  {earned:>{b}}  {points:>{c}}  {later}"
            for title, earned, points, later in table
        ]
        return "\n".join([*(line.rstrip() for line in lines), "", self.summary()])

    def _repr_html_(self) -> str:
        left = 'style="text-align: left"'
        head = "".join(
            f'<th scope="col" {left}>{html.escape(word)}</th>'
            for word in wording.PROGRESS_HEAD
        )
        body = ""
        for title, *cells in (row.cells() for row in self.rows):
            body += f'<tr><th scope="row" {left}>{html.escape(title)}</th>'
            body += "".join(f"<td {left}>{html.escape(cell)}</td>" for cell in cells)
            body += "</tr>\n"
        return (
            f"<table>\n<caption {left}>{html.escape(self.summary())}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        )
