"""Dates, lateness, extra credit, grading again: the commands of the page as printed.

Ada and Bob hand in the same right answers: Ada two days late, then with two days more;
Bob on time. Both get marks and extra credit by hand, and a test turns out to be wrong.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests import catalogue
from tests.formgrader import formgrader
from tests.stock_nbgrader import hand_in
from tools.generate import ROOT, blank_gradebook

ASSIGNMENT, NOTEBOOK = "07_stable_softmax", "stable_softmax"
BIN = Path(sys.executable).parent
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.slow,
    pytest.mark.nbgrader,
    pytest.mark.skipif(sys.platform == "win32", reason="the page's commands are POSIX"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]


def documented(heading: str, language: str = "bash") -> str:
    """Return what stands in the blocks of a section of the page."""
    page = (ROOT / "book" / "instructors.md").read_text("utf-8")
    section = re.search(rf"^## {heading}\n(.*?)^## ", page, re.M | re.S)[1]
    return "".join(re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S))


class Course:
    """A copy of the course with two submissions, and the page's commands in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        names = ("solutions", "exercises", "tests/submissions")
        for name in names:
            shutil.copytree(ROOT / name / ASSIGNMENT, root / name / ASSIGNMENT)
        for name in ("teaching", "tools", "_ext", "src"):
            shutil.copytree(ROOT / name, root / name)
        for name in ("nbgrader_config.py", "_config.yml", "constraints.txt"):
            shutil.copy(ROOT / name, root)
        (root / "book").mkdir()
        shutil.copy(ROOT / "book" / "install.csv", root / "book")
        (root / "class").mkdir()
        (root / "class" / "gradebook.db").write_bytes(blank_gradebook())
        released = catalogue.release(ASSIGNMENT)
        answers = {
            catalogue.grade_id(cell): cell.source
            for cell in catalogue.source(ASSIGNMENT).cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
        for cell in released.cells:
            cell.source = answers.get(catalogue.grade_id(cell), cell.source)
        for student, at in {"ada": "01-17 12:00:00", "bob": "01-15 12:00:00"}.items():
            hand_in(root, ASSIGNMENT, student, f"{NOTEBOOK}.ipynb", released)
            folder = root / "class" / "submitted" / student / ASSIGNMENT
            (folder / "timestamp.txt").write_text(f"2027-{at} UTC\n")

    def run(self, commands: str) -> str:
        """Run commands as they are printed."""
        done = subprocess.run(
            ["bash", "-e", "-c", commands],
            cwd=self.root,
            env={
                **os.environ,
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": f"{self.root}/src",
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def scores(self) -> dict[str, tuple[float, float]]:
        """Return each student's points and the late penalty to be taken from them."""
        url = f"sqlite:///{self.root / 'class' / 'gradebook.db'}"
        with Gradebook(url, "neurons") as gradebook:
            return {
                one.student.id: (one.score, one.late_submission_penalty)
                for one in gradebook.assignment_submissions(ASSIGNMENT)
            }

    def mark_by_hand(self) -> None:
        """Give one point for each written answer, and half a point extra for one."""
        with formgrader(self.root) as served:
            path = f"api/submitted_notebooks/{ASSIGNMENT}/{NOTEBOOK}"
            for notebook in served.ask(path):
                extra = 0.5
                for grade in served.ask(f"api/grades?submission_id={notebook['id']}"):
                    if grade["needs_manual_grade"]:
                        marks = {"manual_score": 1, "extra_credit": extra}
                        served.ask(f"api/grade/{grade['id']}", marks)
                        extra = None


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """Go through the sections of the page, and note the scores after each."""
    course = Course(tmp_path_factory.mktemp("course"))
    settings = course.root / "class" / "settings.py"
    settings.write_text(documented("Late submissions", "python"), "utf-8")
    plan, extend = documented("Due dates").splitlines()
    course.run(f"nbgrader generate_assignment {ASSIGNMENT} --force")
    seen = {"plan": course.run(plan)}
    course.run(f"nbgrader autograde {ASSIGNMENT}")
    seen["late"] = course.scores()
    course.mark_by_hand()
    seen["marked"] = course.scores()
    course.run("nbgrader export --to class/grades.csv")
    with (course.root / "class" / "grades.csv").open() as table:
        seen["exported"] = list(csv.DictReader(table))
    seen["extend"] = course.run(extend)
    course.run(f"nbgrader autograde {ASSIGNMENT} --student ada --force")
    seen["extended"] = course.scores()
    mistake_in_a_test(course.root / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.md")
    course.run(documented("A student asks for a regrade"))
    seen["again"] = course.scores()
    return course, seen


def mistake_in_a_test(source: Path) -> None:
    """Let a question's last check give no points: grading again is to see it."""
    text = source.read_text("utf-8")
    test = "{grade_id: test-softmax,"
    before, after = text.split(test)
    source.write_text(before + test + after.replace("card.score", "1.0", 1), "utf-8")


def worth() -> dict[str, float]:
    return catalogue.points(ASSIGNMENT)


def written() -> int:
    """Count the questions that are marked by hand."""
    return sum(
        bool(cell.metadata.get("nbgrader", {}).get("grade"))
        and bool(cell.metadata.nbgrader.solution)
        for cell in catalogue.source(ASSIGNMENT).cells
    )


def test_the_plan_gives_each_assignment_its_date(term):
    _, seen = term
    assert seen["plan"].split() == (
        f"{ASSIGNMENT} due Friday 2027-01-15 23:59 Europe/Berlin".split()
    )


def test_two_started_days_cost_the_late_student_alone(term):
    _, seen = term
    tested = sum(worth().values())
    assert seen["late"] == {"ada": (tested, 6), "bob": (tested, 0)}


def test_marks_by_hand_and_extra_credit_are_added(term):
    _, seen = term
    tested, extra = sum(worth().values()), 0.5
    assert seen["marked"]["bob"] == (tested + written() + extra, 0)
    assert seen["marked"]["ada"] == (tested + written() + extra, 6)


def test_more_time_takes_the_penalty_back_and_nothing_else(term):
    _, seen = term
    assert "ada: 07_stable_softmax is due 2027-01-17 22:59:00 UTC" in seen["extend"]
    assert seen["extended"] == dict.fromkeys(("ada", "bob"), seen["marked"]["bob"])


def test_a_mended_test_counts_for_everyone_and_what_is_by_hand_stays(term):
    _, seen = term
    expected = sum(worth().values()) - worth()["softmax"] + 1 + written() + 0.5
    assert seen["again"] == {"ada": (expected, 0), "bob": (expected, 0)}


def test_feedback_is_made_anew(term):
    course, _ = term
    folder = course.root / "class" / "feedback"
    pages = sorted(folder.glob(f"*/{ASSIGNMENT}/{NOTEBOOK}.html"))
    assert [page.parts[-3] for page in pages] == ["ada", "bob"]


def test_the_export_has_taken_the_penalty(term):
    _, seen = term
    (ada, bob) = sorted(seen["exported"], key=lambda row: row["student_id"])
    points = seen["marked"]["bob"][0]
    assert (float(ada["raw_score"]), float(ada["score"])) == (points, points - 6)
    assert float(bob["raw_score"]) == float(bob["score"]) == points


def test_data_of_their_own_become_an_assignment(term):
    """The page's commands; the last one is for when somebody has handed in."""
    course, _ = term
    lines = documented("The solutions are public").splitlines()
    *commands, whose = [line for line in lines if line]
    course.run("\n".join(commands))
    assert (course.root / "exercises" / "90_own_data" / "own_data.ipynb").exists()
    assert "nothing is graded" in course.run(f"{whose} || true")


def test_who_leaves_is_gone_everywhere(term):
    course, seen = term
    assert seen["again"].keys() == {"ada", "bob"}
    course.run(documented("A student leaves, or has another id"))
    assert course.scores().keys() == {"bob"}
    feedback = f"nbgrader generate_feedback {ASSIGNMENT} --force"
    course.run(feedback)
    assert not list((course.root / "class").glob("*/ada"))


def test_the_generated_notebooks_are_notebooks(term):
    course, _ = term
    for folder in ("solutions", "exercises"):
        path = course.root / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        nbformat.validate(nbformat.read(path, as_version=4))
