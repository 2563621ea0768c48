"""What nbgrader has no command for: due dates of a term, more time for one, a copy.

::

    python -m teaching.gradebook plan --first 2027-01-15
    python -m teaching.gradebook extend 07_stable_softmax ada --days 2
    python -m teaching.gradebook backup class/backup.db
"""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

app = typer.Typer(help=__doc__, add_completion=False)


def course_here() -> CourseDirectory:
    """Return the course whose nbgrader_config.py lies in the current folder."""
    settings = NbGrader()
    settings.load_config_file()
    return CourseDirectory(config=settings.config)


def open_gradebook() -> Gradebook:
    """Open that course's gradebook."""
    course = course_here()
    return Gradebook(course.db_url, course.course_id)


@app.command()
def plan(
    first: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Due date of the first one.")
    ],
    days: Annotated[int, typer.Option(help="From one due date to the next.")] = 7,
    at: Annotated[str, typer.Option(help="Time of the day.")] = "23:59",
    zone: Annotated[str, typer.Option(help="Time zone, as Europe/Berlin.")] = "UTC",
) -> None:
    """Give the assignments due dates in the order of their names."""
    course = course_here()
    folder = Path(course.root) / course.source_directory
    hour, minute = map(int, at.split(":"))
    due = first.replace(hour=hour, minute=minute, tzinfo=ZoneInfo(zone))
    with open_gradebook() as gradebook:
        for number, assignment in enumerate(sorted(p.name for p in folder.iterdir())):
            local = due + timedelta(days=days * number)  # the same hour in summer
            utc = local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
            gradebook.update_or_create_assignment(assignment, duedate=utc)
            print(f"{assignment}  due {local:%A %Y-%m-%d %H:%M} {zone}")


@app.command()
def extend(
    assignment: str,
    student: str,
    days: Annotated[float, typer.Option(help="More time; 0 takes it back.")],
) -> None:
    """Give one student more time, before or after they hand in."""
    with open_gradebook() as gradebook:
        try:
            gradebook.find_student(student)
            due = gradebook.find_assignment(assignment).duedate
        except MissingEntry as error:
            raise typer.BadParameter(str(error)) from None
        if due is None:
            raise typer.BadParameter(f"{assignment} has no due date")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # about nbgrader's own code
            gradebook.update_or_create_submission(assignment, student)
        gradebook.grant_extension(assignment, student, days=days)
        submission = gradebook.find_submission(assignment, student)
        print(f"{student}: {assignment} is due {submission.duedate} UTC")


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="Where to write the copy.")],
) -> None:
    """Copy the gradebook, whole, also while somebody writes into it."""
    kind, _, database = course_here().db_url.partition(":///")
    if kind != "sqlite" or not Path(database).is_file():
        raise typer.BadParameter("the gradebook is no SQLite file; see its server")
    source, copy = sqlite3.connect(database), sqlite3.connect(path)
    with closing(source), closing(copy):
        source.backup(copy)
    print(f"{path}: {path.stat().st_size >> 10} kB")


if __name__ == "__main__":
    app()
