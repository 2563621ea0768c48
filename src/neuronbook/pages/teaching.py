"""What an instructor plans with: points and hours, counted in the course's own files.

Points stand in nbgrader's metadata of the solutions, words in the chapters; hours are
estimated from both, and no class has been timed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MINUTES_PER_POINT", "WORDS_PER_MINUTE", "Unit", "hours_for", "units"]

MINUTES_PER_POINT = 6
"""An estimate; the first lines of each exercise say the hours that come of it."""

WORDS_PER_MINUTE = 50
"""Slow reading: half of the time is for cells, figures and pen and paper."""


@dataclass(frozen=True)
class Unit:
    """A chapter with its exercise.

    Attributes
    ----------
    name, title : str
        The assignment's name, and what its exercise is called.
    questions : int
        Cells that give points.
    tested, by_hand : float
        Points for what is tested, and for what is marked by hand.
    words : int
        Of the chapter, without code.
    """

    name: str
    title: str
    questions: int
    tested: float
    by_hand: float
    words: int

    @property
    def points(self) -> float:
        """All points of the exercise."""
        return self.tested + self.by_hand

    @property
    def work(self) -> float:
        """Estimated hours for the exercise, to half an hour."""
        return hours_for(self.points)

    @property
    def reading(self) -> float:
        """Estimated hours for the chapter, to half an hour."""
        return _halves(self.words / WORDS_PER_MINUTE / 60)


def hours_for(points: float) -> float:
    """Estimate the hours that an exercise of so many points takes, to half an hour."""
    return _halves(points * MINUTES_PER_POINT / 60)


def units(exercises: Iterable[Path], chapters: Iterable[Path]) -> list[Unit]:
    """Return the course's units, in the order of the exercises.

    Parameters
    ----------
    exercises
        nbgrader's source notebooks; the folder of each has the assignment's name.
    chapters
        Their Markdown files, of the same names.
    """
    words = {p.stem: count_words(p.read_text("utf-8")) for p in chapters}
    return [_unit(path, words.get(path.parent.name, 0)) for path in exercises]


def _unit(path: Path, words: int) -> Unit:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "".join("".join(cell["source"]) + "\n" for cell in cells)
    title = re.search(r"^# (?:Exercise \d+: )?(.+)$", text, re.M)
    marked = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    marked = [cell for cell in marked if cell.get("grade") or cell.get("task")]
    hand = [c["points"] for c in marked if c.get("solution") or c.get("task")]
    name, total = path.parent.name, float(sum(cell["points"] for cell in marked))
    return Unit(
        name=name,
        title=title[1] if title else name,
        questions=len(marked),
        tested=total - sum(hand),
        by_hand=float(sum(hand)),
        words=words,
    )


def count_words(chapter: str) -> int:
    """Count a chapter's words outside of its head, cells and displayed formulas."""
    body = re.sub(r"\A---\n.*?\n---\n", "", chapter, flags=re.S)
    body = re.sub(r"^(`{3,})\{code-cell\}.*?^\1\s*$", "", body, flags=re.M | re.S)
    body = re.sub(r"\$\$.*?\$\$", "", body, flags=re.S)
    return len(re.findall(r"\b[A-Za-z][\w'’-]*", body))


def _halves(hours: float) -> float:
    return max(0.5, round(2 * hours) / 2)
