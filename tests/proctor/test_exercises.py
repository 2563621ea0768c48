"""This course's own exercises: proctor gives every catalogued answer what it deserves.

The same answers are graded by stock nbgrader in ``tests/test_submissions.py``: the
expected scores and words are one list, so the two graders agree, answer by answer.
Proctor alone withholds the words of a student's error in a hidden check, for they may
quote what the check passes in.
"""

import json
import subprocess
import sys

import nbformat
import pytest

from tests import catalogue
from tests.stock_nbgrader import hand_in
from tools.generate import make_course

pytestmark = pytest.mark.slow
WITHHELD = "its words are not shown for a hidden check"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade an assignment once: score and printed words of each answer."""
    known = {}

    def ask(assignment):
        if assignment not in known:
            folder = tmp_path_factory.mktemp(assignment)
            known[assignment] = grade_catalogue(folder, assignment)
        return known[assignment]

    return ask


def grade_catalogue(folder, assignment):
    make_course(folder, assignment)
    released = catalogue.release(assignment)
    (path,) = sorted((folder / "exercises" / assignment).glob("*.ipynb"))
    students = catalogue.students(assignment)
    for student, given in students.items():
        notebook = catalogue.fill(released, given)
        hand_in(folder, assignment, student, path.name, notebook)
    done = subprocess.run(
        [sys.executable, "-m", "proctor", "autograde", assignment, "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answers = {}
    for one in json.loads(done.stdout):
        (result,) = one["notebooks"].values()
        assert (one["status"], result["state"]) == ("graded", "scored"), one
        assert (result["mode"], result["sandbox"] != "none") == ("split", True)
        assert result["repairs"] == result["suspicious"] == []
        scores = {cell["grade_id"]: cell["score"] for cell in result["cells"]}
        where = folder / "class" / "autograded" / one["student"] / assignment
        printed = printed_words(where / path.name)
        for answer in students[one["student"]]:
            test = f"test-{answer.question}"
            answers[answer] = scores[test], printed[test]
    return answers


def printed_words(path):
    """Return what each cell of an autograded notebook printed, by its grade id."""
    return {
        catalogue.grade_id(cell): "".join(
            output.text for output in cell.outputs if output.output_type == "stream"
        )
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    }


@pytest.mark.parametrize("assignment", catalogue.assignments())
def test_every_answer_gets_what_it_deserves(assignment, graded):
    worth = catalogue.points(assignment)
    wrong = {}
    for answer, (score, report) in graded(assignment).items():
        deserved = worth[answer.question] if answer.right else answer.score
        told = catalogue.squeeze(report)
        missing = [word for word in answer.says if catalogue.squeeze(word) not in told]
        missing = [] if WITHHELD in told else missing
        if score != pytest.approx(deserved, abs=1e-9) or missing:
            wrong[str(answer)] = score, deserved, missing, report
    assert len(graded(assignment)) == len(catalogue.answers(assignment))
    assert not wrong
