"""Every catalogued answer gets what it deserves, and is told why.

By day a plain process runs each answer and its test cell, and nbgrader grades a
sample of two assignments; by night nbgrader grades all.
"""

import ast
import re
import subprocess
import sys
from collections import Counter

import pytest

from neuronbook.checking import LocalProvider
from neuronbook.checking.providers import PROVIDER_NAME
from tests.catalogue import (
    ROOT,
    UNSOLVED,
    answers,
    assignments,
    fill,
    grade_id,
    points,
    read_answers,
    release,
    source,
    squeeze,
    students,
)
from tests.stock_nbgrader import grade

ALL = assignments()
EVERY_ANSWER = [answer for name in ALL for answer in answers(name)]


SAMPLE = (UNSOLVED, "right00", "wrong00")
BY_DAY = ("05_gradient_flow", "07_stable_softmax")  # with PyTorch, without


def grade_students(folder, assignment, names=None):
    """Let stock nbgrader grade some students' notebooks, or everybody's."""
    shares = {
        student: given
        for student, given in students(assignment).items()
        if names is None or student in names
    }
    notebooks = {
        student: fill(release(assignment), given) for student, given in shares.items()
    }
    return shares, grade(folder, assignment, notebooks)


def check_answer(answer, graded):
    """Compare what a test cell gave and printed with what the answer deserves."""
    deserved = graded.points if answer.right else answer.score
    assert graded.errors == "", answer
    assert graded.score == pytest.approx(deserved, abs=1e-9), (answer, graded.report)
    missing = [
        word for word in answer.says if squeeze(word) not in squeeze(graded.report)
    ]
    assert not missing, (answer, graded.report)


def check_blank(assignment, graded):
    """An untouched release scores nothing, and each report says what to do."""
    assert {name.removeprefix("test-") for name in graded} == set(points(assignment))
    for name, one in graded.items():
        assert one.score == 0.0, name
        assert one.errors == "", name
        assert "is not written yet: put your code" in squeeze(one.report), one.report


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ALL)
def test_every_answer_gets_what_it_deserves(assignment):
    """In a process of its own: what an answer breaks, no other test meets."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.catalogue", assignment],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    bad = re.findall(r"^BAD .*(?:\n    .*)*", done.stdout, re.MULTILINE)
    assert not bad, "\n".join(bad)
    assert done.returncode == 0, done.stderr
    count = len(answers(assignment))
    assert f"{count} answers to {assignment}, 0 not marked" in done.stdout


def test_the_report_of_one_question_is_whole_and_a_slip_is_named():
    def ask(*words):
        command = [sys.executable, "-m", "tests.catalogue", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    done = ask("07", "softmax")
    printed = re.findall(r"^ok  .*: ", done.stdout, re.MULTILINE)
    wanted = [one for one in answers("07_stable_softmax") if one.question == "softmax"]
    assert len(printed) == len(wanted)
    assert "'77' names 0 of" in ask("77").stderr
    assert "no answers to 'sotfmax'" in ask("07", "sotfmax").stderr


def test_a_notebook_older_than_its_text_is_refused(monkeypatch):
    """Else a mended test is not what is tried."""
    from tests import catalogue

    old = catalogue.source("07_stable_softmax")
    assert not catalogue.stale("07_stable_softmax")
    old.cells[-1].source += "\nmore"
    monkeypatch.setattr(catalogue, "source", lambda name: old)
    with pytest.raises(SystemExit, match=r"tools.generate 07_stable_softmax"):
        catalogue.main("07")


@pytest.mark.slow
@pytest.mark.nbgrader
@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(name, marks=() if name in BY_DAY else pytest.mark.nightly)
        for name in ALL
    ],
)
def test_stock_nbgrader_gives_a_sample_what_it_deserves(assignment, tmp_path):
    """One right, one wrong, one blank notebook."""
    shares, graded = grade_students(tmp_path, assignment, SAMPLE)
    assert shares.keys() == set(SAMPLE)
    check_blank(assignment, graded[UNSOLVED])
    for student, given in shares.items():
        for answer in given:
            check_answer(answer, graded[student][f"test-{answer.question}"])


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """Let stock nbgrader grade a whole assignment once, when first asked for it."""
    known = {}

    def ask(assignment):
        if assignment not in known:
            folder = tmp_path_factory.mktemp(assignment)
            shares, graded = grade_students(folder, assignment)
            known[assignment] = {
                answer: graded[student][f"test-{answer.question}"]
                for student, given in shares.items()
                for answer in given
            }
        return known[assignment]

    return ask


@pytest.mark.nightly
@pytest.mark.nbgrader
@pytest.mark.parametrize(
    "answer", EVERY_ANSWER, ids=lambda answer: f"{answer.assignment}-{answer}"
)
def test_an_answer_gets_from_stock_nbgrader_what_it_deserves(answer, gradebook):
    check_answer(answer, gradebook(answer.assignment)[answer])


def run_test_cell(code):
    """Run a test cell where nothing of the notebook is known; return its score."""
    *body, last = ast.parse(code).body
    names = {}
    exec(compile(ast.Module(body, []), "<test>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<score>", "eval"), names)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ALL)
def test_the_solution_gets_all_points_from_tests_that_see_only_data(
    assignment, monkeypatch
):
    candidate = {}
    tests = []
    for cell in source(assignment).cells:
        if grade_id(cell).startswith("test-"):
            tests.append(cell)
        elif cell.cell_type == "code":
            exec(cell.source, candidate)
    main = vars(sys.modules["__main__"])
    monkeypatch.setitem(main, PROVIDER_NAME, LocalProvider(candidate))
    scores = {grade_id(cell): run_test_cell(cell.source) for cell in tests}
    assert scores == {
        f"test-{name}": worth for name, worth in points(assignment).items()
    }


@pytest.mark.parametrize("assignment", ALL)
def test_each_graded_question_has_enough_answers(assignment):
    counts = Counter((one.question, one.right) for one in answers(assignment))
    assert {question for question, _ in counts} == set(points(assignment))
    for question in points(assignment):
        assert counts[question, True] >= 3, question
        assert counts[question, False] >= 6, question


@pytest.mark.parametrize("assignment", ALL)
def test_answers_differ_and_wrong_ones_lose_points_with_a_reason(assignment):
    given = answers(assignment)
    assert len({(one.question, one.title) for one in given}) == len(given)
    assert len({(one.question, one.code) for one in given}) == len(given)
    for answer in given:
        if not answer.right:
            assert 0 <= answer.score < points(assignment)[answer.question], answer
            assert answer.says, answer


@pytest.mark.parametrize("assignment", ALL)
def test_each_assignment_has_a_question_marked_by_hand_with_a_rubric(assignment):
    cells = [
        cell
        for cell in source(assignment).cells
        if cell.cell_type == "markdown" and grade_id(cell)
    ]
    assert cells
    for cell in cells:
        assert cell.metadata.nbgrader.grade
        assert cell.metadata.nbgrader.points > 0
        assert "Rubric" in cell.source


@pytest.mark.parametrize(
    "text",
    [
        "def f(): pass\n# %% right: a\ndef f(): pass\n",
        "# %% rihgt: a\n",
        "# %% right: a | score: 1\n",
        "# %% wrong: a\n",
        "# %% wrong: a | score: 1\n",
        "# %% wrong: | score: 1 | says: b\n",
    ],
)
def test_a_slip_in_the_catalogue_is_an_error(text, tmp_path):
    path = tmp_path / "question.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"question\.py: expected"):
        read_answers(path)


def test_a_catalogue_file_is_read(tmp_path):
    path = tmp_path / "01_name" / "f.py"
    path.parent.mkdir()
    path.write_text(
        "# ruff: noqa\n# %% right: short\nf = 1\n\n\n"
        "# %% wrong: off | score: 0.5 | says: one; two\nf = 2\n",
        encoding="utf-8",
    )
    right, wrong = read_answers(path)
    assert (right.assignment, right.question) == ("01_name", "f")
    assert (right.title, right.code, right.right, right.says) == (
        "short",
        "f = 1",
        True,
        (),
    )
    assert (wrong.code, wrong.score, wrong.says) == ("f = 2", 0.5, ("one", "two"))
