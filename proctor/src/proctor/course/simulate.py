"""Make a class of simulated students from a catalogue of right and wrong answers.

``FOLDER/ASSIGNMENT/QUESTION.py`` holds the answers to one question, where QUESTION is
the grade id of its solution cell, in sections that begin ``# %% right: title`` or
``# %% wrong: title | score: number | says: words``.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proctor.course.assignment import text
from proctor.course.folders import find_submissions
from proctor.errors import CourseError

_SECTION = re.compile(r"^# %% (right|wrong): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One answer to one question."""

    right: bool
    title: str
    code: str


def read_catalogue(folder: Path) -> dict[str, list[Answer]]:
    """Return the answers to each question.

    Raises
    ------
    CourseError
        If there are none.
    """
    catalogue = {path.stem: _answers(path) for path in sorted(folder.glob("*.py"))}
    found = {question: answers for question, answers in catalogue.items() if answers}
    if not found:
        raise CourseError(f"no answers in {folder}; name the folder by --answers")
    return found


def _answers(path: Path) -> list[Answer]:
    parts = _SECTION.split(path.read_text("utf-8"))[1:]
    return [
        Answer(kind == "right", title.split("|")[0].strip(), code.strip())
        for kind, title, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def simulate(
    course: Any,
    assignment: str,
    catalogue: dict[str, list[Answer]],
    students: int,
    seed: int = 0,
) -> list[str]:
    """Write the submissions of so many students; return their names.

    Abilities differ: each student has a probability of answering a question rightly,
    drawn evenly between 0.2 and 1.

    Raises
    ------
    CourseError
        If the assignment was not released, or there are submissions of others.
    """
    folder = Path(course.format_path(course.release_directory, ".", assignment))
    releases = sorted(folder.glob("*.ipynb"))
    if not releases:
        raise CourseError(
            f"{assignment!r} has no released notebook; "
            f"run `nbgrader generate_assignment {assignment}` first"
        )
    names = [f"student{number:04d}" for number in range(1, students + 1)]
    others = set(find_submissions(course, assignment)) - set(names)
    if others:
        raise CourseError(
            f"there are submissions of others ({sorted(others)[0]}, ...); "
            "simulate a class in a course folder of its own"
        )
    rng = random.Random(seed)
    for name in names:
        target = Path(course.format_path(course.submitted_directory, name, assignment))
        target.mkdir(parents=True, exist_ok=True)
        for release in releases:
            notebook = json.loads(release.read_text("utf-8"))
            answered = _answer(notebook, catalogue, rng)
            (target / release.name).write_text(json.dumps(answered), "utf-8")
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        (target / "timestamp.txt").write_text(now)
    return names


def _answer(
    notebook: dict[str, Any], catalogue: dict[str, list[Answer]], rng: random.Random
) -> dict[str, Any]:
    answered = copy.deepcopy(notebook)
    ability = rng.uniform(0.2, 1.0)
    for cell in answered["cells"]:
        question = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if question not in catalogue:
            continue
        right = rng.random() < ability
        fitting = [a for a in catalogue[question] if a.right == right]
        chosen = rng.choice(fitting or catalogue[question])
        cell["source"] = chosen.code or text(cell["source"])
    return answered
