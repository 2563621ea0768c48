"""A learner alone grades a notebook with all checks, by one command."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.catalogue import ROOT, points, release, source

EXERCISE = "01_neuron"


def grade(notebook, tmp_path, name="mine.ipynb"):
    path = tmp_path / name
    nbformat.write(notebook, path)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "teaching.myself", EXERCISE, str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert path.read_bytes() == before
    return done


@pytest.mark.slow
@pytest.mark.nbgrader
def test_a_solved_notebook_gets_all_points_that_tests_decide(tmp_path):
    done = grade(source(EXERCISE), tmp_path)
    assert done.returncode == 0, done.stderr
    worth = points(EXERCISE)
    for question, number in worth.items():
        assert f"{question}: {number:g} of {number:g} points" in done.stdout
    total = sum(worth.values())
    assert f"{total:g} of {total:g} points that tests decide" in done.stdout
    assert "A person gives the other 9" in done.stdout
    assert f"python -m teaching.samples {EXERCISE} --before-feedback" in done.stdout


@pytest.mark.slow
@pytest.mark.nbgrader
def test_a_blank_notebook_gets_none_and_hears_of_the_hidden_checks(tmp_path):
    done = grade(release(EXERCISE), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0 of 21 points that tests decide" in done.stdout
    assert "✗ other numbers of inputs (0 of 0.5 points)" in done.stdout
    assert "other numbers of inputs" not in str(release(EXERCISE))


def test_what_cannot_be_graded_is_said():
    from teaching.myself import main

    with pytest.raises(SystemExit, match="'softmax' is not one of: 01_neuron, "):
        main("softmax")
    with pytest.raises(SystemExit, match=r"there is no file nothing\.ipynb"):
        main(EXERCISE, Path("nothing.ipynb"))
