"""What the results of an assignment look like: numbers, and one picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """The results of an assignment.

    Attributes
    ----------
    scores
        Autograded points of each student, and ``max_score``, what there was to earn.
    failing
        For each check (or test cell without checks) the share of students who did
        not get all of its points, the hardest first.
    slowest
        Students by seconds, the slowest first.
    flagged
        Students a person should look at, with the reasons.
    states
        How many notebooks ended in which state.
    """

    scores: dict[str, float]
    max_score: float
    failing: dict[str, float]
    slowest: dict[str, float]
    flagged: dict[str, list[str]]
    states: dict[str, int]


def summarize(rows: list[Row]) -> Summary:
    """Summarize what proctor recorded for an assignment."""
    scores: dict[str, float] = {}
    seconds: dict[str, float] = {}
    worth: dict[str, float] = {}
    flagged: dict[str, list[str]] = {}
    for row in rows:
        student = row["student"]
        scores[student] = scores.get(student, 0.0) + row["score"]
        worth[student] = worth.get(student, 0.0) + row["max_score"]
        seconds[student] = seconds.get(student, 0.0) + row["seconds"]
        reasons = _reasons(row)
        if reasons:
            flagged.setdefault(student, []).extend(reasons)
    slowest = sorted(seconds, key=lambda name: -seconds[name])[:10]
    return Summary(
        scores,
        max(worth.values(), default=0.0),
        _failing(rows),
        {name: seconds[name] for name in slowest},
        flagged,
        dict(Counter(row["state"] for row in rows)),
    )


def _reasons(row: Row) -> list[str]:
    notes = list(row["details"]["suspicious"])
    if row["state"] != "scored":
        notes.append(f"{row['state']}: {row['reason']}")
    if row["sandbox"] == "none":
        notes.append("graded without a sandbox")
    problems = (cell["problem"] for cell in row["details"]["cells"])
    return notes + [problem for problem in problems if problem and not notes]


def _failing(rows: list[Row]) -> dict[str, float]:
    failed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for row in rows:
        for cell in row["details"]["cells"]:
            checks = cell["checks"] or [["", cell["score"] >= cell["points"]]]
            for name, passed in checks:
                key = f"{cell['grade_id']}: {name}" if name else cell["grade_id"]
                tried[key] += 1
                failed[key] += not passed
    shares = {key: failed[key] / tried[key] for key in tried}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def draw(summary: Summary, assignment: str, path: Path) -> None:
    """Write a PNG with the distribution of scores and the hardest checks."""
    from matplotlib.figure import Figure

    hardest = list(summary.failing.items())[:12][::-1]
    figure = Figure(figsize=(11, 4 + 0.12 * len(hardest)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    left.hist(summary.scores.values(), bins=20, range=(0, summary.max_score or 1))
    left.set(
        xlabel="autograded points", ylabel="students", title=f"{assignment}: scores"
    )
    names = [name if len(name) < 60 else f"{name[:57]}..." for name, _ in hardest]
    places = range(len(names))
    right.barh(places, [100 * share for _, share in hardest], color="C1")
    # Names may be a student's: no mathematics is read in them.
    right.set_yticks(places, names, parse_math=False)
    right.set(xlabel="students who fail it (%)", xlim=(0, 100), title="Hardest checks")
    right.tick_params(axis="y", labelsize=8)
    figure.savefig(path, dpi=150)
