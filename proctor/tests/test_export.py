"""Marks for Canvas and Moodle, read back by the rules of those that import them.

The readers below follow Canvas' ``gradebook_importer.rb`` and Moodle's
``grade/import/csv/classes/load_data.php``: what they check, skip, and look up.
"""

import csv
import logging
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from proctor.export import CanvasExporter, CsvExporter, MoodleExporter
from proctor.record.gradebook import open_recorder, results_table
from traitlets.config import Config

from tests import courses

GOLDEN = Path(__file__).parent / "golden"
# id, names, email, number at the other system
STUDENTS = [
    ("ada", "Ada", "Lovelace", "ada@example.org", "101"),
    ("bob", "Bob", "=1+1, O'Hara", "bob@example.org", "102"),
    ("cyd", None, None, None, None),
    ("dan", "D\u00e1n", "\u014ce", "dan@example.org", "104"),
    ("eve", "Eve", "Late", "eve@example.org", "105"),
]
# by student: points of two tests and the essay by hand, extra credit, penalty
MARKS = {
    "ada": (2.0, 2.0, 3.0, 1.25, None),
    "bob": (1.0, 0.5, 1.0, None, 0.75),
    "cyd": (2.0, 0.0, None, None, None),
    "eve": (0.5, 0.0, 0.0, None, 4.0),
}
EXPECTED = {"ada": 8.25, "bob": 1.75, "eve": 0.0}
ROSTER = """\ufeffStudent;ID;SIS User ID;SIS Login ID;Section;ps1 (4711);Final Score
    Points Possible;;;;;7;(read only)
"Lovelace, Ada";101;U1;ada.l;Group A;3;
"Hara, Bob";9102;U2;bob;Group B;;
"Late, Eve";105;U5;eve;Group A;;
"Student, Test";999;;;Group A;;
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A gradebook with five students: one marked in part, one without a submission."""
    url = f"sqlite:///{tmp_path_factory.mktemp('marks') / 'gradebook.db'}"
    courses.fill_gradebook(url, "ps1", courses.source_notebook())
    courses.fill_gradebook(url, "ps2", courses.source_notebook())
    with Gradebook(url, "test") as gradebook:
        for name, first, last, email, number in STUDENTS:
            fields = {"first_name": first, "last_name": last, "email": email}
            gradebook.add_student(name, lms_user_id=number, **fields)
        with gradebook.db.no_autoflush:
            for name, marks in MARKS.items():
                _enter(gradebook, name, *marks)
        gradebook.db.commit()
    return url


def _enter(gradebook, student, square, apply, essay, extra, penalty):
    gradebook.add_submission("ps1", student)
    where = ("ps1", "ps1", student)
    for name, points in (("test-square", square), ("test-apply", apply)):
        grade = gradebook.find_grade(name, *where)
        grade.auto_score, grade.needs_manual_grade = points, False
    grade = gradebook.find_grade("essay", *where)
    grade.manual_score, grade.needs_manual_grade = essay, essay is None
    grade = gradebook.find_grade("test-square", *where)
    grade.extra_credit = extra
    notebook = gradebook.find_submission_notebook(*where)
    notebook.late_submission_penalty = penalty


def export(kind, database, path, **settings):
    """Write a file; return what was said about who is left out."""
    assignment = settings.pop("assignment", ["ps1"])
    own = kind.class_own_traits(config=True)
    config = Config()  # what both share is set for both
    for name, value in settings.items():
        config[kind.__name__ if name in own else "LmsExporter"][name] = value
    plugin = kind(config=config, to=str(path), assignment=assignment)
    said = []
    plugin.left_out = lambda student, why: said.append(f"{student}: {why}")
    with Gradebook(database, "test") as gradebook:
        plugin.export(gradebook)
    return said


def read_canvas(path, students):
    """Import as Canvas does; ``students`` are their logins by ID.

    Returns points possible by title, and marks by ID and title.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = [
            line
            for line in csv.reader(file)
            if not re.fullmatch("[;, ]*", ",".join(line))
        ]
    head, *rows = lines
    assert len(head) > 4
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    numbers = {login: number for number, login in students.items()}
    possible, marks = {}, {}
    for row in rows:
        assert len(row) == len(head)
        values = dict(zip(head[5:], row[5:], strict=True))
        if "Points Possible" in row[0]:
            possible = {title: float(value) for title, value in values.items()}
            continue
        number = row[1] if row[1] in students else numbers.get(row[3])
        assert number is not None, f"Canvas would ask who {row} is"
        assert number not in marks
        # What is blank takes away what was there; a number has a point or a comma.
        assert all(re.fullmatch(r"[0-9.]+", value) for value in values.values()), row
        marks[number] = {title: float(value) for title, value in values.items()}
    return possible, marks


def read_moodle(path, users, column):
    """Import as Moodle does: the name of a row stays that of the next if it has none.

    Returns marks by user and column; no mark is None, which takes away what was there.
    """
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert all(len(row) == len(head) for row in rows), "csvweirdcolumns"
    place = [name.strip() for name in head].index(column)
    user, marks = None, {}
    for row in rows:
        if row[place].strip():
            user = users.get(row[place].strip())
        assert user is not None, "usermappingerror: nothing is imported"
        found = marks.setdefault(user, {})
        for title, value in zip(head, row, strict=True):
            if title != column:
                value = value.strip()
                assert title not in found, "the mark of another"
                found[title] = None if value in ("", "-") else float(value)
    return marks


def test_canvas_without_a_roster(database, tmp_path):
    said = export(CanvasExporter, database, tmp_path / "a.csv")
    written = (tmp_path / "a.csv").read_bytes()
    assert written == (GOLDEN / "canvas.csv").read_bytes()
    logins = {"101": "ada", "102": "bob", "105": "eve"}
    possible, marks = read_canvas(tmp_path / "a.csv", logins)
    assert possible == {"ps1": 7}
    assert {logins[n]: found["ps1"] for n, found in marks.items()} == EXPECTED
    assert said == ["cyd: ps1 has still to be marked by hand"]


def test_canvas_names_students_and_assignments_as_its_own_export(database, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    said = export(CanvasExporter, database, tmp_path / "a.csv", unfinished=True,
                  roster=str(tmp_path / "roster.csv"))  # fmt: skip
    assert (tmp_path / "a.csv").read_bytes() == (
        GOLDEN / "canvas-roster.csv"
    ).read_bytes()
    logins = {"101": "ada.l", "9102": "bob", "105": "eve", "999": ""}
    _, marks = read_canvas(tmp_path / "a.csv", logins)
    title = "ps1 (4711)"
    assert marks == {"101": {title: 8.25}, "9102": {title: 1.75}, "105": {title: 0.0}}
    assert said == ["cyd: not in Canvas' export"]


def test_moodle(database, tmp_path):
    said = export(MoodleExporter, database, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == (GOLDEN / "moodle.csv").read_bytes()
    users = {name: name for name, *_ in STUDENTS}
    marks = read_moodle(tmp_path / "a.csv", users, "username")
    assert {name: found["ps1"] for name, found in marks.items()} == EXPECTED
    assert said == ["cyd: ps1 has still to be marked by hand"]


@pytest.mark.parametrize(("match", "place"), [("email", 3), ("idnumber", 4)])
def test_moodle_gives_nobody_the_mark_of_another(database, tmp_path, match, place):
    """Cyd has neither: a row without a name would go to the student before."""
    said = export(MoodleExporter, database, tmp_path / "a.csv", match=match,
                  unfinished=True)  # fmt: skip
    users = {one[place]: one[0] for one in STUDENTS}
    marks = read_moodle(tmp_path / "a.csv", users, match)
    assert {name: found["ps1"] for name, found in marks.items()} == EXPECTED
    assert said == [f"cyd: the gradebook has no {match}"]


@pytest.mark.parametrize("kind", [CanvasExporter, MoodleExporter])
def test_logins_that_differ(database, tmp_path, kind):
    ids = tmp_path / "ids.csv"
    ids.write_text("student,login\nada,Ada.L\nbob,b2\n")
    export(kind, database, tmp_path / "a.csv", ids=str(ids), missing_is_zero=True)
    text = (tmp_path / "a.csv").read_text("utf-8")
    names = {"ada": "Ada.L", "bob": "b2", "dan": "dan", "eve": "eve"}
    if kind is CanvasExporter:
        numbers = {one[4]: names[one[0]] for one in STUDENTS if one[0] in names}
        _, marks = read_canvas(tmp_path / "a.csv", numbers)
        assert marks["104"] == {"ps1": 0}
        assert "Ada.L" in text
    else:
        users = {login.lower(): name for name, login in names.items()}
        marks = read_moodle(tmp_path / "a.csv", users, "username")
        assert marks["dan"] == {"ps1": 0}
    ids.write_text("student,login\nada,eve\n")
    with pytest.raises(SystemExit, match="two students"):
        export(MoodleExporter, database, tmp_path / "a.csv", ids=str(ids))
    ids.write_text("a,b\n")
    with pytest.raises(SystemExit, match="columns student and login"):
        export(kind, database, tmp_path / "a.csv", ids=str(ids))


def test_titles_and_several_assignments(database, tmp_path):
    export(MoodleExporter, database, tmp_path / "a.csv", assignment=["ps1", "ps2"],
           titles={"ps2": "Second set"})  # fmt: skip
    marks = read_moodle(tmp_path / "a.csv", {n: n for n in EXPECTED}, "username")
    assert marks["ada"] == {"ps1": 8.25, "Second set": None}
    with pytest.raises(SystemExit, match="no assignment 'ps9'"):
        export(MoodleExporter, database, tmp_path / "a.csv", assignment=["ps9"])


def test_no_export_of_canvas_is_said(database, tmp_path):
    (tmp_path / "roster.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SystemExit, match="not an export of Canvas"):
        export(CanvasExporter, database, tmp_path / "a.csv",
               roster=str(tmp_path / "roster.csv"))  # fmt: skip


def test_the_table_for_a_spreadsheet_is_nbgraders_own_with_names_quoted(
    database, tmp_path
):
    """Where no name has a comma, both have the same rows."""
    tables = []
    for kind, name in ((CsvExporter, "a.csv"), (CsvExportPlugin, "b.csv")):
        with Gradebook(database, "test") as gradebook:
            kind(to=str(tmp_path / name), assignment=["ps1"]).export(gradebook)
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        tables.append((head, {row[3]: row for row in rows}))
    (head, ours), (same, stock) = tables
    assert head == same
    assert ours.keys() == stock.keys() == {one[0] for one in STUDENTS}
    for student, row in ours.items():
        assert len(row) == len(head)
        numbers = [float(value) for value in row[7:]]
        assert numbers == [float(value) for value in stock[student][-4:]]
        if student != "bob":
            assert row[:7] == stock[student][:7]
    assert ours["bob"][4] == "'=1+1, O'Hara"
    assert len(stock["bob"]) > len(head)  # what nbgrader does with a comma


def test_what_could_not_be_read_is_no_final_mark(database, tmp_path):
    """A damaged upload gets 0 points, and a person has to ask for another."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    shutil.copy(database.removeprefix("sqlite:///"), tmp_path)
    course = SimpleNamespace(db_url=url, course_id="test")
    with open_recorder(course) as recorder, recorder.engine.begin() as connection:
        words = dict.fromkeys(("reason", "mode", "sandbox", "digest"), "")
        row = words | {"assignment": "ps1", "notebook": "ps1", "state": "unreadable"}
        row |= {"seconds": 0, "score": 0, "max_score": 4, "details": "{}"}
        row |= {"graded_at": datetime(2027, 1, 1)}
        rows = [row | {"student": name} for name in ("ada", "fay")]
        connection.execute(results_table.insert(), rows)
    with Gradebook(url, "test") as gradebook:
        gradebook.add_student("fay")
        with gradebook.db.no_autoflush:
            _enter(gradebook, "fay", 0.0, 0.0, None, None, None)
        grade = gradebook.find_grade("essay", "ps1", "ps1", "fay")
        grade.auto_score, grade.needs_manual_grade = 0.0, False
        gradebook.db.commit()
    said = export(MoodleExporter, url, tmp_path / "a.csv")
    users = {name: name for name in ("ada", "bob", "eve", "fay")}
    marks = read_moodle(tmp_path / "a.csv", users, "username")
    assert marks.keys() == {"ada", "bob", "eve"}  # ada's essay was marked by hand
    assert "fay: what was handed in of ps1 is no notebook" in said[1]
    export(MoodleExporter, url, tmp_path / "a.csv", unfinished=True)
    users["cyd"] = "cyd"
    marks = read_moodle(tmp_path / "a.csv", users, "username")
    assert marks["fay"] == {"ps1": 0}


def test_the_count_is_of_the_rows(database, tmp_path, caplog):
    for kind, match, count in (("Moodle", "email", 3), ("Canvas", "", 4)):
        exporter = {"Moodle": MoodleExporter, "Canvas": CanvasExporter}[kind]
        config = Config({"MoodleExporter": {"match": match}} if match else {})
        config.LmsExporter.unfinished = True
        path = tmp_path / "a.csv"
        plugin = exporter(config=config, to=str(path), assignment=["ps1"])
        plugin.log = logging.getLogger(kind)
        with caplog.at_level("INFO"), Gradebook(database, "test") as gradebook:
            plugin.export(gradebook)
        assert f"marks of {count} of 5 students" in caplog.messages[-1]


@pytest.mark.slow
@pytest.mark.nbgrader
def test_nbgrader_runs_it_from_the_command_line(database, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(courses.CONFIG.format(db_url=database))
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "m.csv",
               "--exporter=proctor.export.MoodleExporter", "--assignment", "['ps1']",
               "--MoodleExporter.match=email"]  # fmt: skip
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    assert "left out cyd: ps1 has still to be marked by hand" in done.stderr
    users = {one[3]: one[0] for one in STUDENTS}
    marks = read_moodle(tmp_path / "m.csv", users, "email")
    assert {name: found["ps1"] for name, found in marks.items()} == EXPECTED
