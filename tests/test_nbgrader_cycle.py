"""A term in one test: the instructor's page, run as it is printed.

The commands are read from ``book/instructors.md``, so the page cannot promise what
does not work. Two students take part: Ada, whose answers are the model solution, and
Bob, whose softmax overflows.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from proctor.record.feedback import visible

from tests.formgrader import formgrader

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT, NOTEBOOK = "07_stable_softmax", "stable_softmax"
BIN = Path(sys.executable).parent
NAIVE = """
import numpy as np


def softmax(z, axis=-1):
    e = np.exp(np.asarray(z, dtype=float))
    return e / e.sum(axis=axis, keepdims=True)
"""

pytestmark = [
    pytest.mark.nbgrader,
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="nbgrader's exchange needs a POSIX system"
    ),
]


def documented(role: str) -> list[str]:
    """Read the commands of a role ("you", "a student") from the instructor's page."""
    page = (ROOT / "book" / "instructors.md").read_text("utf-8")
    cycle = page.split("## A cycle, command by command")[1]
    block = re.search(r"```bash\n(.*?)```", cycle, re.S)[1]
    commands, current = [], None
    for line in block.splitlines():
        if line.startswith("# "):
            current = line[2:].split(":")[0].split(",")[0]
        elif line.startswith("nbgrader") and current == role:
            commands.append(line.split("  #")[0].strip())
    return commands


@dataclass
class Class:
    """A course folder, an exchange, and what its commands printed."""

    root: Path
    exchange: Path
    validated: dict[str, str] = field(default_factory=dict)
    desks: dict[str, Path] = field(default_factory=dict)
    by_hand: list[dict] = field(default_factory=list)

    def run(self, command: str, folder: Path | None = None, student: str = "") -> str:
        """Run a documented command; here all are one user, so name the student."""
        command = command.replace("$EXCHANGE", str(self.exchange))
        if student and " validate " not in command:
            command += f" --student={student}"
        if " collect " in command:
            command += " --ExchangeCollect.check_owner=False"
        done = subprocess.run(
            command.split(),
            cwd=folder or self.root,
            env={
                **os.environ,
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(folder or self.root.parent),  # nbgrader's cache is there
                "EXCHANGE": str(self.exchange),
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def answer(released: Path, replaced: dict[str, str]) -> None:
    """Fill a released notebook in: the model solution, but for some cells."""
    source = nbformat.read(
        ROOT / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", nbformat.NO_CONVERT
    )
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    } | replaced
    notebook = nbformat.read(released, nbformat.NO_CONVERT)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell.source = answers[grade_id]
    nbformat.write(notebook, released)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """Run the documented cycle up to the hand-graded question."""
    root = tmp_path_factory.mktemp("course")
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name / ASSIGNMENT, root / name / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    course = Class(root, exchange)
    teacher = documented("you")
    collect = next(i for i, c in enumerate(teacher) if " collect " in c)
    feedback = next(i for i, c in enumerate(teacher) if "generate_feedback" in c)
    for student in ("ada", "bob"):
        course.run(f"nbgrader db student add {student}")
    for command in teacher[:collect]:
        course.run(command)
    *hand_in, fetch_feedback = documented("a student")
    for student, replaced in {"ada": {}, "bob": {"softmax": NAIVE}}.items():
        desk = course.desks[student] = tmp_path_factory.mktemp(student)
        for command in hand_in:
            printed = course.run(command, desk, student)
            if "fetch" in command:
                answer(desk / ASSIGNMENT / f"{NOTEBOOK}.ipynb", replaced)
            if "validate" in command:
                course.validated[student] = printed
    for command in teacher[collect:feedback]:
        course.run(command)
    course.by_hand = grade_by_hand(course)
    for command in teacher[feedback:]:
        course.run(command)
    for student, desk in course.desks.items():
        course.run(fetch_feedback, desk, student)
    return course


def grade_by_hand(course: Class) -> list[dict]:
    """Give one point for each written answer through the formgrader's own server."""
    marked = []
    with formgrader(course.root) as served:
        assert "formgrader" in served.ask("manage_assignments")
        for notebook in served.ask(f"api/submitted_notebooks/{ASSIGNMENT}/{NOTEBOOK}"):
            for grade in served.ask(f"api/grades?submission_id={notebook['id']}"):
                if grade["needs_manual_grade"]:
                    url = f"api/grade/{grade['id']}"
                    served.ask(url, {"manual_score": 1, "extra_credit": None})
                    marked.append({"student": notebook["student"], **grade})
    return marked


def exported(course: Class) -> dict[str, dict[str, str]]:
    with open(course.root / "class" / "grades.csv", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_page_documents_each_step():
    steps = [c.split()[1] for c in documented("you") + documented("a student")]
    assert sorted(steps) == [
        "autograde",
        "collect",
        "export",
        "fetch_assignment",
        "fetch_feedback",
        "generate_assignment",
        "generate_feedback",
        "release_assignment",
        "release_feedback",
        "submit",
        "validate",
    ]


def test_the_right_answers_get_full_marks_and_the_wrong_one_loses_its_own(term):
    marks = exported(term)
    best, other = float(marks["ada"]["score"]), float(marks["bob"]["score"])
    by_hand = [m for m in term.by_hand if m["student"] == "ada"]
    written = sum(m["max_score"] - 1 for m in by_hand)
    assert by_hand
    assert best == float(marks["ada"]["max_score"]) - written
    assert best - 5 < other < best


def test_validate_tells_the_student_before_handing_in(term):
    assert "Success" in term.validated["ada"]
    assert "softmax" in term.validated["bob"]
    assert "overflow" in term.validated["bob"]


def test_feedback_reaches_the_student_and_names_the_reason(term):
    pages = {
        student: [p.read_text("utf-8") for p in desk.rglob("feedback/**/*.html")]
        for student, desk in term.desks.items()
    }
    assert {student: len(found) for student, found in pages.items()} == {
        "ada": 1,
        "bob": 1,
    }
    assert "overflow encountered" in pages["bob"][0]


def test_feedback_quotes_no_hidden_test(term):
    source = ROOT / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    cells = nbformat.read(source, 4).cells
    marks = "### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS"
    hidden = [part for c in cells for part in re.findall(marks, c.source, re.S)]
    lines = {line.strip() for part in hidden for line in part.splitlines()}
    shown = {line.strip() for c in cells for line in visible(c.source).splitlines()}
    telling = {line for line in lines - shown if len(line) > 20}
    assert len(telling) > 20
    for desk in term.desks.values():
        (page,) = desk.rglob("feedback/**/*.html")
        words = BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text()
        assert [line for line in telling if line in words] == []


def test_nothing_of_the_class_lies_outside_its_folder(term):
    assert {p.name for p in term.root.iterdir() if not p.name.startswith(".")} == {
        "class",
        "exercises",
        "nbgrader_config.py",
        "solutions",
    }
    assert {p.name for p in (term.root / "class").iterdir()} >= {
        "autograded",
        "feedback",
        "gradebook.db",
        "submitted",
    }


def test_a_release_made_anew_is_the_committed_one(term):
    made = term.root / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    committed = ROOT / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert nbformat.read(made, 4) == nbformat.read(committed, 4)
