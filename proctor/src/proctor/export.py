"""Marks for Canvas, Moodle and spreadsheets, by nbgrader's own ``nbgrader export``.

::

    nbgrader export --exporter=proctor.export.CanvasExporter --to canvas.csv
    nbgrader export --exporter=proctor.export.MoodleExporter --to moodle.csv
    nbgrader export --exporter=proctor.export.CsvExporter --to grades.csv

A mark is what nbgrader's own export gives: the points, by tests or by hand, with extra
credit, less the penalty for lateness, and never below 0. An empty cell would take away
a mark that stands there already, so who has none is left out.
"""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin, ExportPlugin
from traitlets import Bool, Dict, Enum, Unicode

from proctor.errors import CourseError
from proctor.grading.tasks import UNREADABLE
from proctor.record.gradebook import students_in_state
from proctor.record.tables import Value, write_csv
from proctor.terminal import inert

Table = list[list[Value]]


@dataclass
class Party:
    """A student with marks by assignment; ``login`` is the name at the other system."""

    student: Any
    login: str
    marks: dict[str, float] = field(default_factory=dict)


class LmsExporter(ExportPlugin):  # type: ignore[misc]
    """What both exports share: whose marks, and under which name."""

    default_file = ""
    more_rows = 0  # that are no student's

    ids = Unicode(
        "", help="a CSV file with the columns student and login, where they differ"
    ).tag(config=True)
    titles = Dict(
        {}, help="the other system's name of an assignment, by nbgrader's"
    ).tag(config=True)
    missing_is_zero = Bool(
        False, help="write 0 for who handed nothing in, in place of nothing"
    ).tag(config=True)
    unfinished = Bool(
        False, help="write marks, too, of which a part has still to be given by hand"
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, and say who is left out; end with a sentence if it fails."""
        try:
            self._export(gradebook)
        except (CourseError, OSError) as error:
            raise SystemExit(f"error: {error}") from None

    def _export(self, gradebook: Gradebook) -> None:
        self._known_unreadable: dict[str, set[str]] = {}
        known = {one.name: one for one in gradebook.assignments}
        names = [str(name) for name in self.assignment] or list(known)
        if unknown := [name for name in names if name not in known]:
            raise CourseError(f"the gradebook has no assignment {unknown[0]!r}")
        parties = self.parties(gradebook, names)
        worth = {name: float(known[name].max_score) for name in names}
        marked = [party for party in parties if party.marks]
        head, *rows = self.table(marked, worth)
        path = Path(self.to or self.default_file)
        write_csv(path, [str(name) for name in head], rows)
        count = len(rows) - self.more_rows
        self.log.info("%s: marks of %d of %d students", path, count, len(parties))

    def parties(self, gradebook: Gradebook, names: list[str]) -> list[Party]:
        """Return all students who are to be exported, with their marks."""
        logins = self._logins()
        chosen = {str(student) for student in self.student}
        found = [
            Party(student, logins.get(student.id, student.id))
            for student in gradebook.students
            if not chosen or student.id in chosen
        ]
        for party in found:
            for name in names:
                mark = self.mark(gradebook, name, party.student.id)
                if mark is not None:
                    party.marks[name] = mark
        return found

    def mark(self, gradebook: Gradebook, assignment: str, student: str) -> float | None:
        """Return a mark; None if there is none to tell."""
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return 0.0 if self.missing_is_zero else None
        if not self.unfinished:
            if submission.needs_manual_grade:
                self.left_out(student, f"{assignment} has still to be marked by hand")
                return None
            if student in self._unreadable(gradebook, assignment) and not any(
                grade.manual_score is not None
                for notebook in submission.notebooks
                for grade in notebook.grades
            ):
                self.left_out(student, f"what was handed in of {assignment} is no "
                              "notebook; ask for it, or mark it by hand")  # fmt: skip
                return None
        penalty = submission.late_submission_penalty or 0.0
        return max(0.0, float(submission.score - penalty))

    def _unreadable(self, gradebook: Gradebook, assignment: str) -> set[str]:
        if assignment not in self._known_unreadable:
            found = students_in_state(gradebook.engine, assignment, UNREADABLE)
            self._known_unreadable[assignment] = found
        return self._known_unreadable[assignment]

    def left_out(self, student: str, why: str) -> None:
        """Say that a student, or a mark, is not in the file."""
        self.log.warning("left out %s: %s", inert(student), inert(why))

    def table(self, parties: list[Party], worth: dict[str, float]) -> Table:
        """Return the head and the rows."""
        raise NotImplementedError

    def _logins(self) -> dict[str, str]:
        if not self.ids:
            return {}
        head, rows = read_csv(Path(self.ids))
        if not {"student", "login"} <= set(head):
            raise CourseError(f"{self.ids} needs the columns student and login")
        return {row["student"].strip(): row["login"].strip() for row in rows}

    def _once(self, names: list[str]) -> None:
        """Refuse to write two students under one name."""
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise CourseError(f"two students would be {twice[0]!r} there; see --ids")


class CanvasExporter(LmsExporter):
    """Writes what Canvas' gradebook imports.

    Canvas finds a student by its own ID, else by the login. With ``roster``, the file
    that Canvas' gradebook exports, each student has the ID, the name and the section
    that Canvas gave, and an assignment the column that it has there.
    """

    default_file = "canvas.csv"
    more_rows = 1  # the points possible
    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")

    roster = Unicode("", help="the file that Canvas' gradebook exports").tag(
        config=True
    )

    def table(self, parties: list[Party], worth: dict[str, float]) -> Table:
        """Return the head, the points possible, and a row for each student."""
        columns, known = self._roster()
        if self.roster:
            rows = {id(p): self._found(p, known) for p in parties}
        else:
            rows = {id(p): _own_row(p) for p in parties}
        kept = [party for party in parties if rows[id(party)] is not None]
        identities = [list((rows[id(p)] or {}).values()) for p in kept]
        self._once([f"{row[1]} {row[3]}".strip() for row in identities])
        titles = [self._title(name, columns) for name in worth]
        table: Table = [[*self.head, *titles]]
        table.append(["    Points Possible", "", "", "", "", *worth.values()])
        for party, row in zip(kept, identities, strict=True):
            table.append([*row, *(party.marks.get(name) for name in worth)])
        return table

    def _roster(self) -> tuple[list[str], dict[tuple[str, str], dict[str, str]]]:
        """Return Canvas' columns, and its rows by each name that a student has."""
        if not self.roster:
            return [], {}
        columns, rows = read_csv(Path(self.roster))
        if not {"Student", "ID", "Section"} <= set(columns):
            raise CourseError(f"{self.roster} is not an export of Canvas' gradebook")
        students = [row for row in rows if row["ID"].strip()]
        keys = self.head[1:4]
        known = {(key, row[key].strip()): row
                 for row in students for key in keys if row.get(key)}  # fmt: skip
        return columns, known

    def _found(
        self, party: Party, known: dict[tuple[str, str], dict[str, str]]
    ) -> dict[str, str] | None:
        wanted = [
            ("ID", party.student.lms_user_id or ""),
            ("SIS Login ID", party.login),
        ]
        for key in [*wanted, ("SIS User ID", party.login)]:
            if key in known:
                return {name: known[key].get(name) or "" for name in self.head}
        self.left_out(party.student.id, "not in Canvas' export")
        return None

    def _title(self, name: str, columns: list[str]) -> str:
        """Return Canvas' name of an assignment, with its number where it is known."""
        title = str(self.titles.get(name, name))
        numbered = re.compile(rf"{re.escape(title)} \(\d+\)")
        return next((one for one in columns if numbered.fullmatch(one)), title)


def _own_row(party: Party) -> dict[str, str]:
    student = party.student
    names = [name for name in (student.last_name, student.first_name) if name]
    row = {"Student": ", ".join(names) or student.id, "ID": student.lms_user_id or ""}
    return row | {"SIS User ID": "", "SIS Login ID": party.login, "Section": ""}


class MoodleExporter(LmsExporter):
    """Writes what Moodle's "Import, CSV file" reads.

    One column names the student: in Moodle, map it to the field of the same name.
    Moodle gives the marks of a row without a name to the student before, so there is
    no such row.
    """

    default_file = "moodle.csv"

    match = Enum(
        ("username", "email", "idnumber"),
        "username",
        help="what Moodle knows a student by: the login, the email, or lms_user_id",
    ).tag(config=True)

    def table(self, parties: list[Party], worth: dict[str, float]) -> Table:
        """Return the head and a row for each student."""
        rows: Table = []
        for party in parties:
            name = self._name(party)
            if name:
                rows.append([name, *(party.marks.get(key) for key in worth)])
            else:
                self.left_out(party.student.id, f"the gradebook has no {self.match}")
        self._once([str(row[0]) for row in rows])
        return [[self.match, *(str(self.titles.get(n, n)) for n in worth)], *rows]

    def _name(self, party: Party) -> str:
        student = party.student
        if self.match == "username":
            return party.login.lower()  # Moodle's are
        return str(
            (student.email if self.match == "email" else student.lms_user_id) or ""
        )


class CsvExporter(CsvExportPlugin):  # type: ignore[misc]
    """Writes nbgrader's own table, with commas quoted, and formulas made text.

    nbgrader joins the fields by commas as they are: a name with a comma moves the
    points into another column.
    """

    head = (
        "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name",
        "email", "raw_score", "late_submission_penalty", "score", "max_score",
    )  # fmt: skip

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each assignment and student."""
        names = {str(name) for name in self.assignment}
        students = {str(name) for name in self.student}
        rows = [
            self._row(gradebook, assignment, student)
            for assignment in gradebook.assignments
            if not names or assignment.name in names
            for student in gradebook.students
            if not students or student.id in students
        ]
        path = Path(self.to or "grades.csv")
        write_csv(path, self.head, rows)
        self.log.info("Exported grades to %s", path)

    def _row(self, gradebook: Gradebook, assignment: Any, student: Any) -> list[Value]:
        when, raw, penalty = None, 0.0, 0.0
        with suppress(MissingEntry):
            found = gradebook.find_submission(assignment.name, student.id)
            when, raw = found.timestamp, float(found.score)
            penalty = float(found.late_submission_penalty)
        row: list[Value] = [assignment.name, _time(assignment.duedate), _time(when)]
        row += [student.id, student.last_name, student.first_name, student.email]
        score = max(0.0, raw - penalty)
        return [*row, raw, penalty, score, float(assignment.max_score)]


def _time(when: Any) -> str:
    return "" if when is None else str(when)


def read_csv(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns and rows of a CSV file, also of one with semicolons."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        semicolons = first.count(";") > first.count(",")
        reader = csv.DictReader(file, delimiter=";" if semicolons else ",", restval="")
        return list(reader.fieldnames or []), list(reader)
