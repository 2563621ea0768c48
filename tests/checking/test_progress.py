"""The table of all questions: what it adds up, and what it never does."""

import json
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from neuronbook.checking import Scorecard, expect_close, progress, standing
from tests.catalogue import ROOT, assignments, grade_id, points, release, source

QUESTIONS = [
    ("1. Neurons", "neuron", 2),
    ("2. Layers & <b>", "dense", 3),
    ("3. XOR", "xor", 1),
    ("4. In words", None, 4),
]


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    """Nothing has run yet, and nobody grades."""
    monkeypatch.setattr(standing, "_GIVEN", {})
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def run_test_cell(name, points, *values):
    """Check these values against 1, for one point each."""
    card = Scorecard(name, points=points)
    for value in values:
        with card.check(f"{value} is 1", points=1):
            expect_close(value, 1.0)
    return card.score


def table(shown):
    """Read the rows of the table as a browser would."""
    soup = BeautifulSoup(shown._repr_html_(), "html.parser")
    return [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in soup.tbody.find_all("tr")
    ]


def test_it_tells_what_is_earned_open_by_hand_and_not_run():
    run_test_cell("neuron", 2, 1.0, 0.0)
    run_test_cell("dense", 3, 1.0)
    shown = progress(QUESTIONS)
    assert table(shown) == [
        ["1. Neurons", "1", "2", ""],
        ["2. Layers & <b>", "1", "3", "2, when you hand in"],
        ["3. XOR", "not run", "1", ""],
        ["4. In words", "", "4", "all, by a person"],
    ]
    assert shown.summary() == (
        "2 of 10 points so far. 2 points of the questions that ran are decided when "
        "you hand in, 4 by a person. 1 test cell was not run since the kernel started."
    )


def test_when_all_test_cells_ran_what_is_decided_later_is_all():
    for name, worth in (("neuron", 2), ("dense", 3), ("xor", 1)):
        run_test_cell(name, worth, 1.0)
    assert progress(QUESTIONS).summary() == (
        "3 of 10 points so far. 3 points are decided when you hand in, 4 by a person."
    )


def test_a_cell_that_runs_again_replaces_what_it_gave():
    run_test_cell("neuron", 2, 0.0, 0.0)
    run_test_cell("neuron", 2, 1.0, 1.0)
    assert table(progress(QUESTIONS))[0] == ["1. Neurons", "2", "2", ""]
    run_test_cell("neuron", 2, 0.0, 1.0)
    assert table(progress(QUESTIONS))[0] == ["1. Neurons", "1", "2", ""]


def test_an_invented_card_shows_no_more_points_than_there_are():
    run_test_cell("neuron", 3, 1.0, 1.0, 1.0)
    run_test_cell("of my own", 1, 1.0)
    shown = progress(QUESTIONS)
    assert table(shown)[0] == ["1. Neurons", "2", "2", ""]
    assert shown.summary().startswith("2 of 10 points so far.")


def test_the_words_say_what_the_table_says():
    run_test_cell("neuron", 2, 1.0)
    shown = progress(QUESTIONS)
    lines = repr(shown).splitlines()
    assert lines[-1] == shown.summary()
    for row, line in zip(table(shown), lines[1:], strict=False):
        assert line.split() == " ".join(row).split()


def test_the_table_has_a_caption_and_heads_of_rows_and_columns():
    soup = BeautifulSoup(progress(QUESTIONS)._repr_html_(), "html.parser")
    assert soup.caption.get_text()
    assert [th["scope"] for th in soup.thead.find_all("th")] == ["col"] * 4
    assert all(row.th["scope"] == "row" for row in soup.tbody.find_all("tr"))


def test_nothing_is_shown_while_the_notebook_is_graded(monkeypatch):
    run_test_cell("neuron", 2, 1.0)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert progress(QUESTIONS) is None


@pytest.mark.parametrize("assignment", assignments())
def test_the_list_that_an_exercise_carries_is_that_of_its_cells(assignment):
    """All points of the exercise, and the names that its test cells give."""
    last = next(c for c in release(assignment).cells if grade_id(c) == "given-progress")
    listed = []
    exec(last.source.split("\n", 1)[1], {"progress": listed.extend})
    assert {name: worth for _, name, worth in listed if name} == points(assignment)
    graded = [c for c in source(assignment).cells if c.metadata.get("nbgrader", {})]
    worth = sum(c.metadata.nbgrader.get("points", 0) for c in graded)
    assert sum(points for *_, points in listed) == worth
    for title, name, _ in listed:
        assert title
        cells = {grade_id(c): c for c in graded}
        assert name is None or f'Scorecard("{name}"' in cells[f"test-{name}"].source


NOTEBOOK = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
cells = json.loads(sys.stdin.read())
results = [shell.run_cell(cell) for cell in cells]
assert all(one.success for one in results), results
print("RESULT", json.dumps(repr(results[-1].result)))
"""


@pytest.mark.slow
def test_a_whole_notebook_shows_the_points_of_its_test_cells():
    """With the model answers, all that is visible is earned."""
    cells = [c.source for c in source("01_neuron").cells if c.cell_type == "code"]
    cells.sort(key=lambda text: "import progress" in text)
    done = subprocess.run(
        [sys.executable, "-c", "import matplotlib as m; m.use('agg')\n" + NOTEBOOK],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    shown = json.loads(done.stdout.rpartition("RESULT ")[2])
    assert "21 of 30 points so far. 9 points are decided by a person." in shown
    assert "not run" not in shown
