"""nbgrader's gradebook, read once and written fast: one engine, one transaction.

What is written is what nbgrader's own `SaveAutoGrades` and `AssignLatePenalties`
write, plus one table of proctor's own with the state and the reasons of each
submission. The late penalty comes from the course's nbgrader plug-in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import nbformat
from nbgrader import api, utils
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from proctor.assignment import SourceCell, SourceNotebook, arrange
from proctor.course import original_notebook
from proctor.errors import CourseError
from proctor.grading import Result

_metadata = MetaData()
results_table = Table(
    "proctor_result",
    _metadata,
    Column("assignment", String(128), primary_key=True),
    Column("notebook", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("state", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("sandbox", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("graded_at", DateTime, nullable=False),
    Column("details", Text, nullable=False),
)


class Recorder:
    """Reads assignments from a gradebook and writes results into it.

    Parameters
    ----------
    course
        nbgrader's course directory; says where the gradebook is.
    config
        nbgrader's configuration; says which plug-in decides on late penalties.
    """

    def __init__(self, course: Any, config: Any = None) -> None:
        self.course = course
        self.gradebook = api.Gradebook(course.db_url, course.course_id)
        self.engine = self.gradebook.engine
        if self.engine.dialect.name == "sqlite":
            _tune_sqlite(self.engine)
        _metadata.create_all(self.engine)
        penalties = AssignLatePenalties(config=config)
        penalties.init_plugin()
        self._penalties = penalties
        self._assignments: dict[str, _Assignment] = {}

    def close(self) -> None:
        """Close all connections."""
        self.gradebook.close()

    def sources(self, assignment: str) -> dict[str, SourceNotebook]:
        """Return the assignment's notebooks by name.

        Raises
        ------
        CourseError
            If nbgrader has no such assignment.
        """
        known = self._assignment(assignment)
        return {
            name: self._source(assignment, nb) for name, nb in known.notebooks.items()
        }

    def _source(self, assignment: str, notebook: _Notebook) -> SourceNotebook:
        original = original_notebook(self.course, assignment, notebook.name)
        return arrange(notebook.name, notebook.cells, notebook.kernelspec, original)

    def _assignment(self, name: str) -> _Assignment:
        if name not in self._assignments:
            with Session(self.engine) as session:
                self._assignments[name] = _load(session, name)
        return self._assignments[name]

    def record(
        self,
        assignment: str,
        student: str,
        timestamp: str | None,
        results: dict[str, Result],
        digest: str,
    ) -> None:
        """Write all results of a submission in one transaction.

        ``results`` are keyed by notebook; notebooks of the assignment that are not
        among them count as not handed in: 0 points.
        """
        known = self._assignment(assignment)
        with Session(self.engine) as session, session.begin():
            submission = self._submission(session, known, student, timestamp)
            for name, notebook in known.notebooks.items():
                row = submission.notebooks[name]
                if name in results:
                    _write_scores(session, notebook, row, results[name])
                else:
                    _write_zeros(session, row)
            session.flush()
            self._write_penalties(session, known, student, submission)
            _write_results(session, known, student, results, digest)

    def _submission(
        self, session: Session, known: _Assignment, student: str, timestamp: str | None
    ) -> _Submitted:
        if session.get(api.Student, student) is None:
            session.execute(insert(api.Student).values(id=student))
        when = parsed_timestamp(timestamp)
        found = session.execute(
            select(api.SubmittedAssignment.id).where(
                api.SubmittedAssignment.assignment_id == known.id,
                api.SubmittedAssignment.student_id == student,
            )
        ).scalar()
        if found is None:
            found = _create_submission(session, known, student, when)
        elif when is not None:
            session.execute(
                update(api.SubmittedAssignment)
                .where(api.SubmittedAssignment.id == found)
                .values(timestamp=when)
            )
        return _Submitted(session, known, found)

    def _write_penalties(
        self, session: Session, known: _Assignment, student: str, submitted: _Submitted
    ) -> None:
        late = submitted.seconds_late(known)
        for row in submitted.notebooks.values():
            penalty = None
            if late > 0:
                score = _notebook_score(session, row)
                plugin = self._penalties.plugin_inst
                penalty = plugin.late_submission_penalty(student, score, late)
                if penalty is not None:
                    penalty = min(max(penalty, 0), score)
            session.execute(
                update(api.SubmittedNotebook)
                .where(api.SubmittedNotebook.id == row)
                .values(late_submission_penalty=penalty)
            )

    def digests(self, assignment: str) -> dict[str, str]:
        """Return the digest under which each student was graded."""
        table = results_table.c
        query = select(table.student, table.digest)
        with Session(self.engine) as session:
            rows = session.execute(query.where(table.assignment == assignment)).all()
        return {row.student: row.digest for row in rows}

    def results(
        self, assignment: str, student: str | None = None
    ) -> list[dict[str, Any]]:
        """Return what proctor recorded, one dictionary a notebook and student."""
        query = select(results_table).where(results_table.c.assignment == assignment)
        if student is not None:
            query = query.where(results_table.c.student == student)
        order = results_table.c.student, results_table.c.notebook
        with Session(self.engine) as session:
            rows = session.execute(query.order_by(*order)).mappings().all()
        return [dict(row) | {"details": json.loads(row["details"])} for row in rows]


class _Notebook:
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


class _Assignment:
    """An assignment in the gradebook; read once."""

    def __init__(self, row: Any) -> None:
        self.id = row.id
        self.name = row.name
        self.duedate = row.duedate
        self.notebooks = {nb.name: _Notebook(nb) for nb in row.notebooks}


def _load(session: Session, name: str) -> _Assignment:
    row = session.execute(
        select(api.Assignment).where(api.Assignment.name == name)
    ).scalar()
    if row is None or not row.notebooks:
        raise CourseError(
            f"nbgrader knows no assignment {name!r}; "
            f"run `nbgrader generate_assignment {name}` first"
        )
    return _Assignment(row)


class _Submitted:
    """The rows of one submission."""

    def __init__(self, session: Session, known: _Assignment, submission: str) -> None:
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

    def seconds_late(self, known: _Assignment) -> float:
        """Return by how much the deadline, with any extension, was missed."""
        if self.timestamp is None or known.duedate is None:
            return 0.0
        due = known.duedate + (self.extension or dt.timedelta())
        return float(max(0.0, (self.timestamp - due).total_seconds()))


def _create_submission(
    session: Session, known: _Assignment, student: str, when: dt.datetime | None
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


def _write_scores(
    session: Session, notebook: _Notebook, row: str, result: Result
) -> None:
    """Write what nbgrader's SaveAutoGrades would write for this notebook."""
    graded = nbformat.from_dict(json.loads(result.notebook))
    scores: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    for cell in graded.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_grade(cell):
            score = utils.determine_grade(cell)[0]
            key = {"b_cell": notebook.grade_ids[name], "b_nb": row}
            scores.append(key | {"b_score": score, "b_none": score is None})
        if utils.is_solution(cell) or utils.is_task(cell):
            same = utils.compute_checksum(cell) == cell.metadata.nbgrader["checksum"]
            words = "No response." if same and not utils.is_task(cell) else None
            key = {"b_cell": notebook.comment_ids[name], "b_nb": row}
            comments.append(key | {"b_words": words})
    if scores:
        session.connection().execute(_UPDATE_GRADE, scores)
    if comments:
        session.connection().execute(_UPDATE_COMMENT, comments)


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
        needs_manual_grade=or_(
            _grade.c.manual_score.isnot(None), bindparam("b_none", type_=Boolean)
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


def _write_zeros(session: Session, row: str) -> None:
    session.execute(
        update(_grade)
        .where(_grade.c.notebook_id == row)
        .values(auto_score=0.0, needs_manual_grade=False)
    )


def _notebook_score(session: Session, row: str) -> float:
    query = select(func.sum(api.Grade.score)).where(api.Grade.notebook_id == row)
    return float(session.execute(query).scalar() or 0.0)


def _write_results(
    session: Session,
    known: _Assignment,
    student: str,
    results: dict[str, Result],
    digest: str,
) -> None:
    table = results_table
    session.execute(
        delete(table).where(
            table.c.assignment == known.name, table.c.student == student
        )
    )
    rows = [
        _result_row(known, name, student, result, digest)
        for name, result in results.items()
    ]
    if rows:
        session.execute(insert(table), rows)


def _result_row(
    known: _Assignment, name: str, student: str, result: Result, digest: str
) -> dict[str, Any]:
    details = {
        "cells": [asdict(cell) for cell in result.cells],
        "repairs": result.repairs,
        "suspicious": result.suspicious,
    }
    return {
        "assignment": known.name,
        "notebook": name,
        "student": student,
        "state": result.state,
        "reason": result.reason,
        "mode": result.mode,
        "sandbox": result.sandbox,
        "seconds": result.seconds,
        "score": result.score,
        "max_score": sum(cell.points for cell in result.cells),
        "digest": digest,
        "graded_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
        "details": json.dumps(details),
    }


def parsed_timestamp(text: str | None) -> dt.datetime | None:
    """Return a time of submission in UTC, or None if the text is none."""
    if text is None:
        return None
    with contextlib.suppress(ValueError, OverflowError):
        parsed: dt.datetime = utils.parse_utc(text)
        return parsed
    return None


def _tune_sqlite(engine: Any) -> None:
    """Let readers and the writer work at once, and wait for a lock."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA busy_timeout=30000")

    engine.dispose()


@contextlib.contextmanager
def open_recorder(course: Any, config: Any = None) -> Iterator[Recorder]:
    """Open a recorder and close it at the end."""
    recorder = Recorder(course, config)
    try:
        yield recorder
    finally:
        recorder.close()
