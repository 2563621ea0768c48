"""nbgrader's own tables: what an assignment holds, and the rows of a submission.

What is written is what nbgrader's `SaveAutoGrades` writes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbgrader import api, utils
from sqlalchemy import (
    Boolean,
    Float,
    Text,
    bindparam,
    case,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from proctor.course.assignment import SourceCell
from proctor.errors import CourseError
from proctor.grading.tasks import Result


class KnownNotebook:
    """One notebook of an assignment in the gradebook."""

    def __init__(self, row: Any) -> None:
        self.id = row.id
        self.name = row.name
        self.kernelspec = json.loads(row.kernelspec) if row.kernelspec else {}
        self.grade_ids = {c.name: c.id for c in [*row.grade_cells, *row.task_cells]}
        self.comment_ids = {
            c.name: c.id for c in [*row.solution_cells, *row.task_cells]
        }
        points = {cell.name: float(cell.max_score) for cell in row.grade_cells}
        tasks = {cell.name: float(cell.max_score) for cell in row.task_cells}
        solutions = {cell.name for cell in row.solution_cells}
        self.cells = {
            cell.name: SourceCell(
                cell.name,
                cell.cell_type,
                cell.source or "",
                cell.checksum or "",
                locked=bool(cell.locked),
                grade=cell.name in points,
                solution=cell.name in solutions,
                task=cell.name in tasks,
                points=points.get(cell.name, tasks.get(cell.name, 0.0)),
            )
            for cell in row.source_cells
        }


class KnownAssignment:
    """An assignment in the gradebook; read once."""

    def __init__(self, row: Any) -> None:
        self.id = row.id
        self.name = row.name
        self.duedate = row.duedate
        self.notebooks = {nb.name: KnownNotebook(nb) for nb in row.notebooks}


def load_assignment(session: Session, name: str) -> KnownAssignment:
    """Read an assignment.

    Raises
    ------
    CourseError
        If the gradebook does not have it.
    """
    row = session.execute(
        select(api.Assignment).where(api.Assignment.name == name)
    ).scalar()
    if row is None or not row.notebooks:
        raise CourseError(
            f"nbgrader knows no assignment {name!r}; "
            f"run `nbgrader generate_assignment {name}` first "
            "(with --force, if it was released before)"
        )
    return KnownAssignment(row)


class SubmittedRows:
    """The rows of one submission."""

    def __init__(
        self, session: Session, known: KnownAssignment, submission: str
    ) -> None:
        columns = api.SubmittedAssignment.timestamp, api.SubmittedAssignment.extension
        where = api.SubmittedAssignment.id == submission
        self.timestamp, self.extension = session.execute(
            select(*columns).where(where)
        ).one()
        names = {notebook.id: name for name, notebook in known.notebooks.items()}
        rows = session.execute(
            select(api.SubmittedNotebook.id, api.SubmittedNotebook.notebook_id).where(
                api.SubmittedNotebook.assignment_id == submission
            )
        )
        self.notebooks = {names[of]: row for row, of in rows}

    def seconds_late(self, known: KnownAssignment) -> float:
        """Return by how much the deadline, with any extension, was missed."""
        if self.timestamp is None or known.duedate is None:
            return 0.0
        due = known.duedate + (self.extension or dt.timedelta())
        return float(max(0.0, (self.timestamp - due).total_seconds()))


def create_submission(
    session: Session, known: KnownAssignment, student: str, when: dt.datetime | None
) -> str:
    """Create a submission with all its grades and comments, as nbgrader does."""
    submission = api.new_uuid()
    session.execute(
        insert(api.SubmittedAssignment).values(
            id=submission, assignment_id=known.id, student_id=student, timestamp=when
        )
    )
    grades, comments = [], []
    for notebook in known.notebooks.values():
        row = api.new_uuid()
        values = {"id": row, "assignment_id": submission, "notebook_id": notebook.id}
        session.execute(insert(api.SubmittedNotebook).values(values))
        ids = notebook.grade_ids.values(), notebook.comment_ids.values()
        grades += [{"cell_id": cell, "notebook_id": row} for cell in ids[0]]
        comments += [{"cell_id": cell, "notebook_id": row} for cell in ids[1]]
    for kind, rows in ((api.Grade, grades), (api.Comment, comments)):
        if rows:
            session.execute(insert(kind), rows)
    return str(submission)


@dataclass
class Written:
    """What was written for a notebook, by grade id.

    Attributes
    ----------
    scores
        The score that the tests gave; None where a person has to mark.
    marked
        A digest of what a person's mark is about.
    """

    scores: dict[str, float | None] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)


def write_scores(
    session: Session,
    notebook: KnownNotebook,
    row: str,
    result: Result,
    before: dict[str, str],
) -> Written:
    """Write what nbgrader's SaveAutoGrades would write for this notebook.

    But for one thing: a mark that a person has given and confirmed does not wait for
    that person again where what it was given for is as it was ``before``.
    """
    graded = nbformat.from_dict(json.loads(result.notebook))
    written = Written()
    work = _work(graded)
    scores: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    for cell in graded.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_grade(cell):
            score = utils.determine_grade(cell)[0]
            written.scores[name] = score
            written.marked[name] = _marked(cell, work, score)
            key = {"b_cell": notebook.grade_ids[name], "b_nb": row}
            key |= {"b_score": score, "b_none": score is None}
            same = before.get(name) == written.marked[name]
            scores.append(key | {"b_same": same})
        if utils.is_solution(cell) or utils.is_task(cell):
            same = utils.compute_checksum(cell) == cell.metadata.nbgrader["checksum"]
            words = "No response." if same and not utils.is_task(cell) else None
            key = {"b_cell": notebook.comment_ids[name], "b_nb": row}
            comments.append(key | {"b_words": words})
    if scores:
        session.connection().execute(_UPDATE_GRADE, scores)
    if comments:
        session.connection().execute(_UPDATE_COMMENT, comments)
    return written


def _work(graded: Any) -> str:
    """Return a digest of the student's code: that of a test is not among it."""
    code = [
        cell.source
        for cell in graded.cells
        if cell.cell_type == "code"
        and not (utils.is_grade(cell) and utils.is_locked(cell))
    ]
    return hashlib.sha256(repr(code).encode("utf-8", "replace")).hexdigest()


def _marked(cell: Any, work: str, score: float | None) -> str:
    """Return a digest of what a person's mark for a cell is about.

    An answer is its text; the mark of a test overrules what the test found in the
    code. nbgrader's checksum has the points in it.
    """
    parts = [utils.compute_checksum(cell)]
    if not utils.is_solution(cell):
        parts += [work, repr(score)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


_grade = api.Grade.__table__
_comment = api.Comment.__table__
_UPDATE_GRADE = (
    update(_grade)
    .where(
        _grade.c.cell_id == bindparam("b_cell"),
        _grade.c.notebook_id == bindparam("b_nb"),
    )
    .values(
        auto_score=bindparam("b_score", type_=Float),
        needs_manual_grade=case(
            (
                _grade.c.manual_score.isnot(None),
                or_(
                    _grade.c.needs_manual_grade,
                    not_(bindparam("b_same", type_=Boolean)),
                ),
            ),
            else_=bindparam("b_none", type_=Boolean),
        ),
    )
)
_UPDATE_COMMENT = (
    update(_comment)
    .where(
        _comment.c.cell_id == bindparam("b_cell"),
        _comment.c.notebook_id == bindparam("b_nb"),
    )
    .values(auto_comment=bindparam("b_words", type_=Text))
)


def write_zeros(session: Session, row: str) -> None:
    """Give 0 to every cell of a notebook that was not handed in."""
    session.execute(
        update(_grade)
        .where(_grade.c.notebook_id == row)
        .values(auto_score=0.0, needs_manual_grade=False)
    )


def notebook_score(session: Session, row: str) -> float:
    """Sum the points of a notebook, also those given by hand."""
    query = select(func.sum(api.Grade.score)).where(api.Grade.notebook_id == row)
    return float(session.execute(query).scalar() or 0.0)


def read_marks(
    session: Session, known: KnownAssignment
) -> dict[str, dict[tuple[str, str], float | None]]:
    """Return each student's points for each graded cell; None if still to be marked."""
    cells = _cells(known)
    tests = {
        (name, cell.grade_id)
        for name, notebook in known.notebooks.items()
        for cell in notebook.cells.values()
        if cell.is_test
    }
    marks: dict[str, dict[tuple[str, str], float | None]] = {}
    for student, cell, manual, auto, waiting in _grades(session, known):
        key = cells.get(cell)
        if key is None:  # a question of an earlier release
            continue
        mark = auto if manual is None else manual
        settled = key in tests or not waiting
        marks.setdefault(student, {})[key] = mark if settled else None
    return marks


def read_auto_scores(
    session: Session, known: KnownAssignment, student: str | None = None
) -> dict[str, dict[tuple[str, str], float | None]]:
    """Return what the tests gave each student, or one, for each graded cell."""
    cells = _cells(known)
    scores: dict[str, dict[tuple[str, str], float | None]] = {}
    for whose, cell, _, auto, _ in _grades(session, known, student):
        if cell in cells:
            scores.setdefault(whose, {})[cells[cell]] = auto
    return scores


def _cells(known: KnownAssignment) -> dict[str, tuple[str, str]]:
    """Return notebook and grade id of each graded cell by its row."""
    return {
        row: (name, cell)
        for name, notebook in known.notebooks.items()
        for cell, row in notebook.grade_ids.items()
    }


def _grades(
    session: Session, known: KnownAssignment, student: str | None = None
) -> Any:
    """Return the grades of an assignment: whose, of what, by hand, by test, waiting."""
    query = (
        select(
            api.SubmittedAssignment.student_id,
            _grade.c.cell_id,
            _grade.c.manual_score,
            _grade.c.auto_score,
            _grade.c.needs_manual_grade,
        )
        .join(api.SubmittedNotebook, _grade.c.notebook_id == api.SubmittedNotebook.id)
        .join(
            api.SubmittedAssignment,
            api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id,
        )
        .where(api.SubmittedAssignment.assignment_id == known.id)
    )
    if student is not None:
        query = query.where(api.SubmittedAssignment.student_id == student)
    return session.execute(query)
