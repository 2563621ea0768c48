"""This course's own exercises: proctor gives every catalogued answer what it deserves.

The same answers are graded by stock nbgrader in ``tests/test_submissions.py``: the
expected scores and words are one list, so the two graders agree, answer by answer.
Proctor alone withholds the words of a student's error in a hidden check, for they may
quote what the check passes in.
"""

import json

import nbformat
import pytest

from proctor.grading import grade
from proctor.tasks import Task
from tests import catalogue
from tests.proctor import courses

pytestmark = pytest.mark.slow
WITHHELD = "its words are not shown for a hidden check"


@pytest.fixture(scope="module")
def graded(zygote):
    """Grade an assignment once: score and printed words of each answer."""
    known = {}

    def ask(assignment):
        if assignment not in known:
            known[assignment] = grade_catalogue(zygote, assignment)
        return known[assignment]

    return ask


def grade_catalogue(zygote, assignment):
    source = courses.source_of(catalogue.source(assignment), assignment)
    released = catalogue.release(assignment)
    answers = {}
    for given in catalogue.students(assignment).values():
        notebook = catalogue.fill(released, given)
        content = nbformat.writes(notebook).encode()
        result = grade(Task(source, content), zygote)
        assert (result.state, result.mode) == ("scored", "split"), result.reason
        assert result.repairs == result.suspicious == []
        scores = {cell.grade_id: cell.score for cell in result.cells}
        cells = json.loads(result.notebook)["cells"]
        printed = {
            cell["metadata"].get("nbgrader", {}).get("grade_id"): words(cell)
            for cell in cells
            if cell["cell_type"] == "code"
        }
        for answer in given:
            test = f"test-{answer.question}"
            answers[answer] = scores[test], printed[test]
    return answers


def words(cell):
    return "".join(o["text"] for o in cell["outputs"] if o["output_type"] == "stream")


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
