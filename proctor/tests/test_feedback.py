"""Feedback names checks and reasons; it quotes no hidden test and cannot act."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from proctor.protocol.outputs import checked_outputs
from proctor.record.feedback import HideTests, InertOutputs, visible

from tests.courses import HIDDEN, TEST, answered, code_cell, nbgrader_cell
from tests.courses import source_notebook as source


def hidden_cell(outputs):
    cell = nbgrader_cell("code", TEST, "t", 2.0, grade=True, locked=True)
    return nbformat.from_dict(cell | {"outputs": outputs})


def test_hidden_tests_go_from_the_source():
    assert str(HIDDEN) not in visible(TEST)
    assert visible(TEST).endswith("# Some checks are not shown.\nscore")
    assert visible("a\n### BEGIN HIDDEN TESTS\nsecret") == (
        "a\n# Some checks are not shown."
    )


def test_tracebacks_and_messages_of_hidden_tests_go():
    error = {
        "output_type": "error",
        "ename": "AssertionError",
        "evalue": f"expected {HIDDEN}",
        "traceback": [f"----> 7 assert f({HIDDEN})"],
    }
    shown = {"output_type": "stream", "name": "stdout", "text": "✗ arrays (0 of 1)"}
    cell, _ = HideTests().preprocess_cell(hidden_cell([error, shown]), {}, 0)
    assert str(HIDDEN) not in str(cell)
    assert "AssertionError: a check failed" in str(cell)
    assert "✗ arrays" in str(cell)


def test_tracebacks_of_students_stay():
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["tb"]}
    cell = nbformat.from_dict(code_cell("1/0") | {"outputs": [error]})
    cell, _ = HideTests().preprocess_cell(cell, {}, 0)
    assert cell.outputs[0].traceback == ["tb"]


def test_outputs_that_act_are_dropped():
    outputs = checked_outputs(
        [
            {
                "output_type": "display_data",
                "data": {
                    "application/javascript": "evil()",
                    "image/svg+xml": "<svg onload=evil()>",
                    "text/plain": "x",
                    "image/png": "x onerror=evil()",
                },
                "metadata": {"evil": 1},
            },
            {"output_type": "update", "evil": 1},
            "evil",
            {"output_type": "stream", "name": "evil", "text": "x"},
        ]
    )
    assert outputs == [
        {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
    ]


def test_a_page_is_inert_whoever_graded():
    cells = [
        nbformat.v4.new_markdown_cell("# Hi\n\n<script>evil()</script> 1 < 2"),
        nbformat.v4.new_markdown_cell("It holds that $a<b$, and 1 < 2."),
    ]
    notebook, _ = InertOutputs().preprocess(nbformat.v4.new_notebook(cells=cells), {})
    assert "<script>" not in notebook.cells[0].source
    assert "<h1>Hi</h1>" in notebook.cells[0].source
    assert notebook.cells[1].source == "It holds that $a<b$, and 1 < 2."


@pytest.mark.slow
@pytest.mark.nbgrader
def test_the_pages_that_students_get(course):
    """The whole way by nbgrader's own commands: autograde, then feedback."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(
            "from proctor.nbgrader_plugin import configure\nconfigure(c)\n"
            "c.Proctor.timeout = 5\n"
        )
    evil = "from IPython.display import HTML\nHTML('<script>evil()</script>')"
    submitted = answered(source(), square="def square(x): return x", essay="<b>x")
    submitted["cells"].append(code_cell(evil))
    submitted["cells"].append(
        {"cell_type": "markdown", "source": "<script>evil()</script>", "metadata": {}}
    )
    course.submit("ada", submitted)
    course.submit("bad", b"{")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in ("autograde", "generate_feedback"):
        done = subprocess.run(
            ["nbgrader", command, "ps1"],
            cwd=course.root,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
    page = (course.root / "feedback/ada/ps1/ps1.html").read_text("utf-8")
    assert str(HIDDEN) not in page
    assert "<script>evil" not in page
    assert "Some checks are not shown" in page
    bad = (course.root / "feedback/bad/ps1/ps1.html").read_text("utf-8")
    assert "not a notebook" in bad
