"""A question that is started over: its released cell is back, and nothing is lost."""

import copy
import json
import os
import re
import subprocess
import sys
import time

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
    again = nbformat.read(notebook, nbformat.NO_CONVERT)
    cell(again, "softmax").source = MINE
    nbformat.write(again, notebook)
    assert restore(notebook, "softmax") == kept
    text = kept.read_text("utf-8")
    assert re.findall(r"^## (\S+),", text, re.M) == [
        "softmax",
        "explain-clipping",
        "softmax",
    ]
    assert f"\n````python\n{MINE}\n````\n" in text
    assert "\n```markdown\nIt *clips*.\n```\n" in text


def test_a_cell_that_is_as_released_is_not_kept(notebook):
    restore(notebook, "softmax")
    before = sorted(notebook.parent.iterdir())
    assert restore(notebook, "softmax") is None
    assert restore(notebook, "logsumexp") is None
    assert sorted(notebook.parent.iterdir()) == before


@pytest.mark.parametrize("name", ["softmax", "explain-clipping"])
def test_a_cell_that_was_turned_into_another_kind_is_turned_back(notebook, name):
    content = json.loads(notebook.read_text("utf-8"))
    one = next(
        c for c in content["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    )  # fmt: skip
    if one["cell_type"] == "code":
        del one["outputs"], one["execution_count"]
        one |= {"cell_type": "markdown", "attachments": {}}
    else:
        one |= {"cell_type": "code", "outputs": [], "execution_count": None}
    notebook.write_text(json.dumps(content), "utf-8")
    restore(notebook, name)
    found = nbformat.read(notebook, nbformat.NO_CONVERT)
    nbformat.validate(found)
    assert cell(found, name) == cell(release("07_stable_softmax"), name)


def test_it_says_when_the_notebook_was_saved_and_what_to_do(notebook, capsys):
    saved = time.mktime((2026, 11, 26, 9, 5, 0, 0, 0, -1))
    os.utime(notebook, (saved, saved))
    reset("softmax", notebook)
    said = capsys.readouterr().out
    assert "as it was last saved, at 09:05, is in stable_softmax (1).kept.md" in said
    assert "changes that were not saved are not in it" in said
    assert "choose Revert" in said
    assert said.endswith("Then run the cell, and its test.\n")


def test_of_a_split_cell_it_says_how_to_merge_the_parts(notebook):
    content = nbformat.read(notebook, nbformat.NO_CONVERT)
    at = next(i for i, c in enumerate(content.cells) if grade_id(c) == "softmax")
    content.cells.insert(at, copy.deepcopy(content.cells[at]))
    content.cells[at].id = "half"
    nbformat.write(content, notebook)
    with pytest.raises(CannotReset, match="Merge Selected Cells"):
        restore(notebook, "softmax")


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
    with pytest.raises(CannotReset, match="not one of: breaking_inputs, softmax, "):
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
    assert "'sotfmax' is not one of: breaking_inputs, softmax, " in failed.stderr
    failed = run("nothing.ipynb", "softmax")
    assert failed.returncode == 1
    assert "there is no file nothing.ipynb" in failed.stderr
