"""``proctor simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from proctor.errors import CourseError
from proctor.terminal import NO_COURSE, Assignment, CoursePath, fail, out


def simulate(
    assignment: Assignment,
    answers: Annotated[Path, typer.Option(help="Folder of the answers' catalogue.")],
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the random choices.")] = 0,
    course: CoursePath = Path(),
) -> None:
    """Make a class of simulated students from right and wrong answers."""
    from proctor.course.folders import load_course
    from proctor.course.simulate import read_catalogue
    from proctor.course.simulate import simulate as make

    try:
        nbgrader = load_course(course)
        catalogue = read_catalogue(answers / assignment)
        names = make(nbgrader.coursedir, assignment, catalogue, students, seed)
    except CourseError as error:
        fail(str(error), NO_COURSE)
    out.print(f"{len(names)} submissions of {assignment} are ready.", highlight=False)
