"""This course's own exercises: proctor gives every catalogued answer what it deserves.

By day it grades three notebooks of each exercise, by night all. The same answers are
graded without it in ``tests/test_submissions.py``: the expected scores and words are
one list, so the graders agree, answer by answer.
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


SAMPLE = (catalogue.UNSOLVED, "right00", "wrong00")


def grade_catalogue(folder, assignment, names):
    """Grade the notebooks of these names: score and printed words of each answer."""
    make_course(folder, assignment)
    released = catalogue.release(assignment)
    (path,) = sorted((folder / "exercises" / assignment).glob("*.ipynb"))
    students = {name: catalogue.students(assignment)[name] for name in names}
    for student, given in students.items():
        notebook = catalogue.fill(released, given)
        hand_in(folder, assignment, student, path.name, notebook)
    graded = [answer for given in students.values() for answer in given]
    seconds = max(map(catalogue.seconds_of_a_call, graded), default=3.0)
    order = ["autograde", assignment, "--json", "--call-seconds", str(seconds)]
    done = subprocess.run(
        [sys.executable, "-m", "proctor", *order],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert {one["student"] for one in results} == students.keys()
    answers = {}
    for one in results:
        (result,) = one["notebooks"].values()
        assert (one["status"], result["state"]) == ("graded", "scored"), one
        assert (result["mode"], result["sandbox"] != "none") == ("split", True)
        assert result["repairs"] == result["suspicious"] == []
        scores = {cell["grade_id"]: cell["score"] for cell in result["cells"]}
        where = folder / "class" / "autograded" / one["student"] / assignment
        printed = printed_words(where / path.name)
        assert shown_by(where / path.name, "given-progress") == []
        for answer in students[one["student"]]:
            test = f"test-{answer.question}"
            answers[answer] = scores[test], printed[test]
    return answers


def shown_by(path, name):
    """Return the outputs of one cell of an autograded notebook."""
    cells = nbformat.read(path, as_version=4).cells
    (cell,) = (cell for cell in cells if catalogue.grade_id(cell) == name)
    return cell.outputs


def printed_words(path):
    """Return what each cell of an autograded notebook printed, by its grade id."""
    return {
        catalogue.grade_id(cell): "".join(
            output.text for output in cell.outputs if output.output_type == "stream"
        )
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    }


def check(assignment, graded):
    """Compare scores and words with what each answer deserves."""
    worth = catalogue.points(assignment)
    wrong = {}
    for answer, (score, report) in graded.items():
        deserved = worth[answer.question] if answer.right else answer.score
        told = catalogue.squeeze(report)
        missing = [word for word in answer.says if catalogue.squeeze(word) not in told]
        missing = [] if WITHHELD in told else missing
        if score != pytest.approx(deserved, abs=1e-9) or missing:
            wrong[str(answer)] = score, deserved, missing, report
    assert not wrong


@pytest.mark.parametrize("assignment", catalogue.assignments())
def test_some_answers_of_each_kind_get_what_they_deserve(assignment, tmp_path):
    graded = grade_catalogue(tmp_path, assignment, SAMPLE)
    kinds = {(answer.question, answer.right) for answer in graded}
    assert kinds == {(q, kind) for q in catalogue.points(assignment) for kind in (0, 1)}
    check(assignment, graded)


@pytest.mark.nightly
@pytest.mark.parametrize("assignment", catalogue.assignments())
def test_every_answer_gets_what_it_deserves(assignment, tmp_path):
    everybody = catalogue.students(assignment)
    graded = grade_catalogue(tmp_path, assignment, everybody)
    assert len(graded) == len(catalogue.answers(assignment))
    check(assignment, graded)
