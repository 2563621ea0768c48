"""nbgrader's gradebook, read once and written fast: one engine, one transaction.

What is written is what nbgrader's own `SaveAutoGrades` and `AssignLatePenalties`
write, plus one table of proctor's own with the state and the reasons of each
submission. The late penalty comes from the course's nbgrader plug-in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbgrader import api, utils
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import (
    Column,
    DateTime,
    Float,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Session

from proctor.course.assignment import SourceNotebook, arrange
from proctor.course.folders import original_notebook
from proctor.grading.tasks import Result
from proctor.record.rows import (
    KnownAssignment,
    KnownNotebook,
    SubmittedRows,
    Written,
    create_submission,
    load_assignment,
    notebook_score,
    read_auto_scores,
    read_marks,
    write_scores,
    write_zeros,
)

EARLIER = 5  # graded notebooks of which a digest is kept
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
        self._assignments: dict[str, KnownAssignment] = {}

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

    def _source(self, assignment: str, notebook: KnownNotebook) -> SourceNotebook:
        original = original_notebook(self.course, assignment, notebook.name)
        return arrange(notebook.name, notebook.cells, notebook.kernelspec, original)

    def _assignment(self, name: str) -> KnownAssignment:
        if name not in self._assignments:
            with Session(self.engine) as session:
                self._assignments[name] = load_assignment(session, name)
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
        written: dict[str, Written] = {}
        with Session(self.engine) as session, session.begin():
            submission = self._submission(session, known, student, timestamp)
            before = _details(session, assignment, student)
            for name, notebook in known.notebooks.items():
                row = submission.notebooks[name]
                if name in results:
                    marked = before.get(name, {}).get("marked", {})
                    written[name] = write_scores(
                        session, notebook, row, results[name], marked
                    )
                else:
                    write_zeros(session, row)
            session.flush()
            self._write_penalties(session, known, student, submission)
            earlier = {name: _earlier(details) for name, details in before.items()}
            _write_results(session, known, student, results, written, earlier, digest)

    def _submission(
        self,
        session: Session,
        known: KnownAssignment,
        student: str,
        timestamp: str | None,
    ) -> SubmittedRows:
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
            found = create_submission(session, known, student, when)
        elif when is not None:
            session.execute(
                update(api.SubmittedAssignment)
                .where(api.SubmittedAssignment.id == found)
                .values(timestamp=when)
            )
        return SubmittedRows(session, known, found)

    def _write_penalties(
        self,
        session: Session,
        known: KnownAssignment,
        student: str,
        submitted: SubmittedRows,
    ) -> None:
        late = submitted.seconds_late(known)
        for row in submitted.notebooks.values():
            penalty = None
            if late > 0:
                score = notebook_score(session, row)
                plugin = self._penalties.plugin_inst
                penalty = plugin.late_submission_penalty(student, score, late)
                if penalty is not None:
                    penalty = min(max(penalty, 0), score)
            session.execute(
                update(api.SubmittedNotebook)
                .where(api.SubmittedNotebook.id == row)
                .values(late_submission_penalty=penalty)
            )

    def students(self) -> set[str]:
        """Return the ids of the students that the gradebook knows."""
        with Session(self.engine) as session:
            return set(session.execute(select(api.Student.id)).scalars())

    def digests(self, assignment: str) -> dict[str, str]:
        """Return the digest under which each student was graded."""
        table = results_table.c
        query = select(table.student, table.digest)
        with Session(self.engine) as session:
            rows = session.execute(query.where(table.assignment == assignment)).all()
        return {row.student: row.digest for row in rows}

    def standing(self, assignment: str, student: str) -> str:
        """Say what the gradebook has: by tests and by hand, and what is to come."""
        try:
            found = self.gradebook.find_submission(assignment, student)
        except api.MissingEntry:
            return "The gradebook has no such submission any more."
        words = f"In the gradebook: {found.score:g} of {found.max_score:g} points"
        if found.late_submission_penalty:
            words += f", less {found.late_submission_penalty:g} for lateness"
        if found.needs_manual_grade:
            words += "; there are answers that wait to be marked by hand"
        return f"{words}."

    def graded_elsewhere(
        self, assignment: str, student: str | None = None
    ) -> dict[str, str]:
        """Return whose marks are not those that proctor recorded, with the reason.

        Another program graded them since: `nbgrader autograde` without the plug-in,
        say, which runs a submission's code as whoever calls it. Where the reason is
        empty, proctor was stopped before it put the graded notebook into its place.
        """
        known = self._assignment(assignment)
        with Session(self.engine) as session:
            auto = read_auto_scores(session, known, student)
        found: dict[str, str] = {}
        for row in self.results(assignment, student):
            whose, name = row["student"], row["notebook"]
            recorded = row["details"].get("scores", {})
            now = auto.get(whose, {})
            both = [(s, now[name, cell]) for cell, s in recorded.items()
                    if (name, cell) in now]  # fmt: skip
            if any(not _same_score(one, other) for one, other in both):
                was, there = (
                    sum(filter(None, side)) for side in zip(*both, strict=True)
                )
                words = f"the gradebook's tests gave {there:g} points, not {was:g}"
                words = f"another program than proctor graded it: {words}"
            else:
                there_is = self._notebook_digest(row)
                if there_is in (None, row["details"].get("notebook", there_is)):
                    continue
                words = ""
                if there_is not in row["details"].get("earlier", []):
                    words = f"another program than proctor wrote {name}.ipynb"
            found[whose] = found.get(whose) or words
        return found

    def _notebook_digest(self, row: dict[str, Any]) -> str | None:
        """Return the digest of a graded notebook; None if it is gone."""
        step = self.course.autograded_directory
        folder = self.course.format_path(step, row["student"], row["assignment"])
        try:
            return digest_of(Path(folder, f"{row['notebook']}.ipynb").read_bytes())
        except OSError:
            return None

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

    def marks(self, assignment: str) -> dict[str, dict[tuple[str, str], Any]]:
        """Return what each student has for each graded cell, before extra credit.

        The keys are a notebook and a grade id; None stands where a person has still to
        mark, and a person's mark overrules the test's.
        """
        with Session(self.engine) as session:
            return read_marks(session, self._assignment(assignment))

    def by_hand(self, assignment: str) -> dict[tuple[str, str], float]:
        """Return the points of each cell that a person marks."""
        return {
            (name, cell.grade_id): cell.points
            for name, notebook in self._assignment(assignment).notebooks.items()
            for cell in notebook.cells.values()
            if (cell.grade or cell.task) and not cell.is_test and cell.points > 0
        }


def _details(
    session: Session, assignment: str, student: str
) -> dict[str, dict[str, Any]]:
    """Return the details that are recorded of each notebook."""
    table = results_table.c
    query = select(table.notebook, table.details).where(
        table.assignment == assignment, table.student == student
    )
    return {row.notebook: json.loads(row.details) for row in session.execute(query)}


def _earlier(details: dict[str, Any]) -> list[str]:
    """Return digests of notebooks that stay if the next one is not put into place."""
    known = [*details.get("earlier", []), details.get("notebook", "")]
    return [digest for digest in known if digest][-EARLIER:]


def digest_of(content: bytes) -> str:
    """Return a digest of a file."""
    return hashlib.sha256(content).hexdigest()


def _same_score(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-9


def _write_results(
    session: Session,
    known: KnownAssignment,
    student: str,
    results: dict[str, Result],
    written: dict[str, Written],
    earlier: dict[str, list[str]],
    digest: str,
) -> None:
    table = results_table
    session.execute(
        delete(table).where(
            table.c.assignment == known.name, table.c.student == student
        )
    )
    rows = [
        _result_row(
            known,
            name,
            student,
            result,
            written[name],
            earlier.get(name, []),
            digest,
        )
        for name, result in results.items()
    ]
    if rows:
        session.execute(insert(table), rows)


def _result_row(
    known: KnownAssignment,
    name: str,
    student: str,
    result: Result,
    written: Written,
    earlier: list[str],
    digest: str,
) -> dict[str, Any]:
    details = {
        "cells": [asdict(cell) for cell in result.cells],
        "repairs": result.repairs,
        "suspicious": result.suspicious,
        "scores": written.scores,
        "marked": written.marked,
        "notebook": digest_of(result.notebook.encode()),
        "earlier": earlier,
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


def was_graded(course: Any, assignment: str) -> bool:
    """Whether proctor has graded a submission of an assignment; writes nothing."""
    engine = create_engine(course.db_url)
    query = select(results_table.c.student).where(
        results_table.c.assignment == assignment
    )
    try:
        if not inspect(engine).has_table(results_table.name):
            return False
        with Session(engine) as session:
            return session.execute(query.limit(1)).first() is not None
    finally:
        engine.dispose()


def students_in_state(engine: Any, assignment: str, state: str) -> set[str]:
    """Return the students of whom a notebook ended in a state, as proctor recorded."""
    table = results_table.c
    query = select(table.student).where(
        table.assignment == assignment, table.state == state
    )
    if not inspect(engine).has_table(results_table.name):
        return set()
    with Session(engine) as session:
        return set(session.execute(query).scalars())


@contextlib.contextmanager
def open_recorder(course: Any, config: Any = None) -> Iterator[Recorder]:
    """Open a recorder and close it at the end."""
    recorder = Recorder(course, config)
    try:
        yield recorder
    finally:
        recorder.close()
