"""A question that is started over: its released cell is back, and nothing is lost."""

import json
import re
import subprocess
import sys

import nbformat
import pytest

from neuronbook.reset import CannotReset, reset, restore
from tests.catalogue import ROOT, grade_id, release

MINE = "def softmax(z, axis=-1):\n    return '```' + z  # é\n"


@pytest.fixture
def notebook(tmp_path):
    """A student's notebook, under the name that a browser gave it."""
    path = tmp_path / "stable_softmax (1).ipynb"
    handed_out = release("07_stable_softmax")
    cell(handed_out, "softmax").source = MINE
    cell(handed_out, "softmax").execution_count = 7
    cell(handed_out, "explain-clipping").source = "It *clips*."
    nbformat.write(handed_out, path)
    return path


def cell(notebook, name):
    return next(one for one in notebook.cells if grade_id(one) == name)


def test_the_cell_is_as_released_and_no_other_has_changed(notebook):
    restore(notebook, "softmax")
    wanted = release("07_stable_softmax")
    cell(wanted, "explain-clipping").source = "It *clips*."
    assert nbformat.read(notebook, nbformat.NO_CONVERT) == wanted


def test_the_file_is_written_as_jupyter_writes_it(notebook):
    restore(notebook, "softmax")
    text = notebook.read_text("utf-8")
    assert nbformat.writes(nbformat.read(notebook, nbformat.NO_CONVERT)) + "\n" == text


def test_what_was_written_is_kept_each_time(notebook):
    kept = restore(notebook, "softmax")
    assert kept.parent == notebook.parent
    restore(notebook, "explain-clipping")
    assert restore(notebook, "softmax") == kept
    text = kept.read_text("utf-8")
    assert re.findall(r"^## (\S+),", text, re.M) == [
        "softmax",
        "explain-clipping",
        "softmax",
    ]
    assert f"\n````python\n{MINE}\n````\n" in text
    assert "\n```markdown\nIt *clips*.\n```\n" in text


def test_a_name_that_several_exercises_have_is_that_of_the_notebook(tmp_path):
    for exercise in ("08_calibration", "06_dead_relus"):
        path = tmp_path / f"{exercise}.ipynb"
        mine = release(exercise)
        cell(mine, "catching_cases").source = "mine"
        nbformat.write(mine, path)
        restore(path, "catching_cases")
        assert nbformat.read(path, nbformat.NO_CONVERT) == release(exercise)


@pytest.mark.parametrize("question", ["sotfmax", "test-softmax", "setup", ""])
def test_an_unknown_question_changes_nothing(notebook, question):
    before = notebook.read_bytes()
    with pytest.raises(CannotReset, match="no cell called"):
        restore(notebook, question)
    assert notebook.read_bytes() == before
    assert [*notebook.parent.iterdir()] == [notebook]


def test_a_copied_cell_and_a_broken_file_change_nothing(notebook, capsys):
    content = json.loads(notebook.read_text("utf-8"))
    twice = [one for one in content["cells"] for _ in range(2)]
    for broken in (json.dumps(content | {"cells": twice}), "[]", "{", "{}"):
        notebook.write_text(broken, "utf-8")
        reset("softmax", notebook)
        assert "Nothing was changed" in capsys.readouterr().out
        assert notebook.read_text("utf-8") == broken
    assert [*notebook.parent.iterdir()] == [notebook]


def test_in_a_notebook_it_finds_its_own_file(notebook, monkeypatch, capsys):
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setenv("JPY_SESSION_NAME", f"course/{notebook.name}")
    reset("softmax")
    assert "reload the notebook" in capsys.readouterr().out
    found = cell(nbformat.read(notebook, nbformat.NO_CONVERT), "softmax")
    assert found == cell(release("07_stable_softmax"), "softmax")


def test_where_the_file_is_unknown_the_cell_is_printed(monkeypatch, capsys):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    reset("softmax")
    assert cell(release("07_stable_softmax"), "softmax").source in (
        capsys.readouterr().out
    )
    reset("sotfmax")
    assert "does not know 'sotfmax'" in capsys.readouterr().out


def test_the_command_does_the_same(notebook):
    def run(*words):
        command = [sys.executable, "-m", "neuronbook.reset", *words]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    done = run(str(notebook), "softmax")
    assert done.returncode == 0, done.stderr
    assert "stable_softmax (1).kept.md" in done.stdout
    failed = run(str(notebook), "sotfmax")
    assert failed.returncode == 1
    assert "no cell called 'sotfmax'" in failed.stderr
