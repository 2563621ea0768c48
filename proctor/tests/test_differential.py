"""Stock nbgrader and proctor give an honest class the same gradebook, row by row."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests import courses
from tests.courses import RIGHT_APPLY, RIGHT_SQUARE, answered

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]

HALF = "def square(x):\n    if x.__class__.__name__ == 'ndarray': return None\n"
HALF += "    return x * x"
NOISY = "import sys\nprint('to stderr', file=sys.stderr)\ndef square(x): return x ** 2"
CLASS = {
    "blank": {},
    "half": {"square": HALF, "apply": "def apply(f, x): return 1005"},
    "noisy": {"square": NOISY, "apply": "def apply(f, x): return 1 / 0"},
    "right": {"square": RIGHT_SQUARE, "apply": RIGHT_APPLY, "essay": "Because."},
    "syntax": {"square": "def square(x:", "apply": RIGHT_APPLY},
}


def grade_class(root: Path, notebook, *command: str) -> list:
    course = courses.make_course(root, notebook)
    for student, answers in CLASS.items():
        folder = course.submit(student, answered(notebook, **answers))
        day = 3 if student == "half" else 1
        (folder / "timestamp.txt").write_text(f"2024-01-0{day} 12:00:00 UTC")
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2024-01-02 00:00:00 UTC")
    with (root / "nbgrader_config.py").open("a") as config:
        config.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=root, env=os.environ | {"PATH": path}, capture_output=True,
        text=True, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = all_rows(course.db_url)
    shutil.rmtree(root)
    return rows


def all_rows(db_url: str) -> list:
    """Return every grade, comment and submission, without the random identifiers."""
    rows: list = []
    with Gradebook(db_url, "test") as gradebook:
        for one in gradebook.assignment_submissions("ps1"):
            who = one.student.id
            rows.append((who, one.timestamp, one.score, one.needs_manual_grade))
            for notebook in one.notebooks:
                rows.append((who, notebook.name, notebook.late_submission_penalty))
                for g in notebook.grades:
                    marks = g.auto_score, g.manual_score, g.extra_credit
                    rows.append((who, g.name, *marks, g.needs_manual_grade))
                for c in notebook.comments:
                    rows.append((who, c.name, c.auto_comment, c.manual_comment))
    return sorted(rows, key=repr)


@pytest.mark.parametrize(
    "mode", ["split", pytest.param("plain", marks=pytest.mark.nightly)]
)
def test_stock_and_proctor_give_the_same_gradebook(tmp_path, mode):
    notebook = {"split": courses.source_notebook, "plain": courses.plain_notebook}[
        mode
    ]()
    stock = grade_class(tmp_path / "stock", notebook, "nbgrader", "autograde", "ps1")
    command = (sys.executable, "-m", "proctor", "autograde", "ps1", "--workers", "2")
    assert grade_class(tmp_path / "proctor", notebook, *command) == stock
    assert len({row for row in stock if row[0] == "right"}) > 3
