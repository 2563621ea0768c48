"""What the results of an assignment say about its questions: numbers, one picture."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from proctor.grading.tasks import SCORED
from proctor.record.tables import Value, write_csv

Row = dict[str, Any]
Key = tuple[str, str]  # notebook, grade id
Marks = dict[str, dict[Key, float | None]]  # of each student; None: not marked yet

ENOUGH = 20
"""From so many students on, a correlation is judged and not only shown."""
WEAK = 0.2
EASY, HARD = 0.95, 0.3
ENDED = "(the test ended before its checks)"


@dataclass(frozen=True)
class Check:
    """One check of a question.

    Attributes
    ----------
    failing
        The share of students who fail it.
    discrimination
        Correlation of passing it with the points of all other questions.
    """

    name: str
    failing: float
    discrimination: float | None


@dataclass(frozen=True)
class Question:
    """What an assignment's students made of one graded cell.

    Attributes
    ----------
    mean, full, none
        The mean share of its points, and the shares of students with all points and
        with none.
    discrimination, low, high
        The correlation of its points with those of all other questions (item-rest),
        and its 95 % interval by Fisher's transformation. None where all students have
        the same points, here or in the rest.
    seconds, long_seconds
        The time that its test took: median, and 95th percentile. None by hand.
    look
        Why an instructor should look at it.
    """

    name: str
    points: float
    by_hand: bool
    mean: float
    full: float
    none: float
    discrimination: float | None
    low: float | None
    high: float | None
    seconds: float | None
    long_seconds: float | None
    look: list[str]
    checks: list[Check]


@dataclass(frozen=True)
class Summary:
    """The results of an assignment.

    Attributes
    ----------
    scores
        Points of each student, before penalties for lateness and extra credit, and
        ``max_score``, what there was to earn.
    counted
        How many students the questions' figures are of: those whose notebooks ran to
        the end.
    questions
        In the order of the notebook.
    unmarked
        Questions that a person still has to mark, and for how many students.
    waiting
        What these questions are worth together.
    slowest
        Students by seconds, the slowest first.
    flagged
        Students a person should look at, with the reasons.
    states
        How many notebooks ended in which state.
    """

    scores: dict[str, float]
    max_score: float
    counted: int
    questions: list[Question]
    unmarked: dict[str, int]
    waiting: float
    slowest: dict[str, float]
    flagged: dict[str, list[str]]
    states: dict[str, int]

    @property
    def hardest(self) -> list[tuple[Question, Check]]:
        """All checks that somebody fails, those that most fail first."""
        pairs = [(q, check) for q in self.questions for check in q.checks]
        failed = [pair for pair in pairs if pair[1].failing > 0]
        return sorted(failed, key=lambda pair: -pair[1].failing)


@dataclass
class _Item:
    """One question while it is gathered: points and more by student."""

    points: float
    by_hand: bool = False
    scores: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    checks: dict[str, dict[str, float]] = field(default_factory=dict)

    def tried(self) -> set[str]:
        """Return the students of whom there is a check."""
        return {student for values in self.checks.values() for student in values}


def summarize(
    rows: list[Row], marks: Marks | None = None, by_hand: dict[Key, float] | None = None
) -> Summary:
    """Summarize what proctor recorded for an assignment.

    Parameters
    ----------
    rows
        Of the recorder's results.
    marks
        The gradebook's points, which overrule: a person may have changed them.
    by_hand
        The points of each question that is marked by hand.
    """
    marks = marks or {}
    seconds: Counter[str] = Counter()
    flagged: dict[str, list[str]] = {}
    unfinished = {row["student"] for row in rows if row["state"] != SCORED}
    for row in rows:
        seconds[row["student"]] += row["seconds"]
        if reasons := _reasons(row):
            flagged.setdefault(row["student"], []).extend(reasons)
    items = _items(rows, marks)
    students = {row["student"]: None for row in rows}
    unmarked = _add_marked(items, by_hand or {}, marks, students)
    totals = {s: sum(i.scores.get(s, 0.0) for i in items.values()) for s in students}
    counted = [student for student in students if student not in unfinished]
    names = {notebook for notebook, _ in [*items, *unmarked]}
    label = {key: key[1] if len(names) == 1 else ": ".join(key)
             for key in [*items, *unmarked]}  # fmt: skip
    return Summary(
        totals,
        sum(item.points for item in items.values()),
        len(counted),
        [_question(label[key], i, totals, counted) for key, i in items.items()],
        {label[key]: count for key, count in unmarked.items()},
        sum((by_hand or {})[key] for key in unmarked),
        dict(seconds.most_common(10)),
        flagged,
        dict(Counter(row["state"] for row in rows)),
    )


def _reasons(row: Row) -> list[str]:
    notes = list(row["details"]["suspicious"])
    if row["state"] != SCORED:
        notes.append(f"{row['state']}: {row['reason']}")
    if row["sandbox"] == "none":
        notes.append("graded without a sandbox")
    notes = [*dict.fromkeys(notes)]  # why it was not read is among both
    problems = (cell["problem"] for cell in row["details"]["cells"])
    return notes + [problem for problem in problems if problem and not notes]


def _items(rows: list[Row], marks: Marks) -> dict[Key, _Item]:
    items: dict[Key, _Item] = {}
    for row in rows:
        student = row["student"]
        for cell in row["details"]["cells"]:
            key = (row["notebook"], cell["grade_id"])
            item = items.setdefault(key, _Item(cell["points"]))
            mark = marks.get(student, {}).get(key)
            item.scores[student] = cell["score"] if mark is None else mark
            if row["state"] != SCORED:
                continue
            item.seconds.append(cell["seconds"])
            found = cell["checks"] or ([[ENDED, False]] if cell["problem"] else [])
            for name, passed in found:
                item.checks.setdefault(name, {})[student] = float(passed)
    return items


def _add_marked(
    items: dict[Key, _Item],
    by_hand: dict[Key, float],
    marks: Marks,
    students: Iterable[str],
) -> dict[Key, int]:
    """Add the questions that a person has marked for all; count those to be marked."""
    unmarked = {}
    for key, points in by_hand.items():
        found = {student: marks.get(student, {}).get(key) for student in students}
        given = {student: mark for student, mark in found.items() if mark is not None}
        if len(given) == len(found):
            items[key] = _Item(points, by_hand=True, scores=given)
        else:
            unmarked[key] = len(found) - len(given)
    return unmarked


def _question(
    name: str, item: _Item, totals: dict[str, float], counted: list[str]
) -> Question:
    earned = np.array([item.scores.get(student, 0.0) for student in counted])
    rest = np.array([totals[student] for student in counted]) - earned
    shares = earned / item.points if item.points else np.ones(len(earned))
    correlation = correlate(earned, rest)
    low, high = interval(correlation, len(counted))
    checks = [
        _check(name, item, values, totals) for name, values in item.checks.items()
    ]
    numbers = {
        "mean": _mean(shares),
        "full": _mean(shares >= 1 - 1e-9),
        "none": _mean(shares <= 1e-9),
    }
    return Question(
        name,
        item.points,
        item.by_hand,
        **numbers,
        discrimination=correlation,
        low=low,
        high=high,
        seconds=float(np.median(item.seconds)) if item.seconds else None,
        long_seconds=float(np.quantile(item.seconds, 0.95)) if item.seconds else None,
        look=_look(item, numbers["mean"], correlation, checks, len(counted)),
        checks=checks,
    )


def _check(
    name: str, item: _Item, values: dict[str, float], totals: dict[str, float]
) -> Check:
    if name == ENDED:  # who has other checks in its place is well
        values = dict.fromkeys(item.tried(), 1.0) | values
    rest = [totals[student] - item.scores[student] for student in values]
    passed = list(values.values())
    return Check(name, 1 - _mean(passed), correlate(passed, rest))


def _mean(values: Any) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def correlate(one: Any, other: Any) -> float | None:
    """Return Pearson's correlation, or None where one of the two does not vary."""
    if len(one) < 3 or np.ptp(one) < 1e-9 or np.ptp(other) < 1e-9:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def interval(correlation: float | None, count: int) -> tuple[Any, Any]:
    """Return the 95 % interval of a correlation of so many pairs."""
    if correlation is None or count <= 3:
        return None, None
    place = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, correlation)))
    reach = 1.96 / math.sqrt(count - 3)
    return math.tanh(place - reach), math.tanh(place + reach)


def _look(
    item: _Item,
    mean: float,
    correlation: float | None,
    checks: list[Check],
    count: int,
) -> list[str]:
    notes = []
    if mean == 0:
        test = "" if item.by_hand else ": is the test right?"
        notes.append(f"nobody earns a point{test}")
    elif mean < HARD:
        notes.append("few earn its points")
    elif mean > EASY:
        notes.append("nearly all earn it")
    if correlation is not None and count >= ENOUGH and correlation < WEAK:
        notes.append("who does well elsewhere fails here" if correlation < 0
                     else "says little about the rest")  # fmt: skip
    if mean > 0:
        notes += [f"nobody passes: {one.name}" for one in checks if one.failing == 1]
    return notes


HEAD = (
    "question", "check", "points", "by_hand", "students", "mean_share", "all_points",
    "no_points", "failing", "discrimination", "low", "high", "seconds_median",
    "seconds_95", "look_at",
)  # fmt: skip


def write_table(summary: Summary, path: Path) -> None:
    """Write a row for each question, followed by one for each of its checks."""
    rows: list[dict[str, Value]] = []
    for one in summary.questions:
        row: dict[str, Value] = {
            "question": one.name,
            "points": one.points,
            "students": summary.counted,
        }
        row |= {"by_hand": "yes" if one.by_hand else "no", "mean_share": one.mean}
        row |= {"all_points": one.full, "no_points": one.none, "low": one.low}
        row |= {"discrimination": one.discrimination, "high": one.high}
        row |= {"seconds_median": one.seconds, "seconds_95": one.long_seconds}
        row["look_at"] = "; ".join(one.look)
        rows.append(row)
        for check in one.checks:
            row = {"question": one.name, "check": check.name}
            row |= {"failing": check.failing, "discrimination": check.discrimination}
            rows.append(row)
    write_csv(path, HEAD, ([row.get(name) for name in HEAD] for row in rows))
