"""Nothing of a solution is in the release, and the scan that says so would notice."""

import copy
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.catalogue import ROOT
from tools.generate import generate
from tools.leaks import find_leaks, imported_answers

NOTEBOOKS = sorted((ROOT / "exercises").glob("*/*.ipynb"))

ANSWER = "return np.exp(z - z.max()) / np.exp(z - z.max()).sum()"


def nbgrader_cell(make, source, grade_id, **roles):
    cell = make(source)
    meta = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata.nbgrader = meta | roles | {"grade_id": grade_id, "schema_version": 3}
    return cell


def honest():
    """A source notebook with one question of each kind and no slip."""
    solution = (
        "def softmax(z):\n"
        '    """Probabilities."""\n'
        f"    ### BEGIN SOLUTION\n    {ANSWER}\n    ### END SOLUTION"
    )
    test = (
        "print('a visible check')\n### BEGIN HIDDEN TESTS\n"
        "print('a hidden check of some kind')\n### END HIDDEN TESTS"
    )
    return new_notebook(
        cells=[
            nbgrader_cell(new_code_cell, "import numpy as np", "setup", locked=True),
            new_markdown_cell("`softmax(z)` returns probabilities."),
            nbgrader_cell(new_code_cell, solution, "softmax", solution=True),
            nbgrader_cell(
                new_code_cell, test, "test-softmax", grade=True, locked=True, points=2
            ),
            nbgrader_cell(
                new_markdown_cell,
                "Because the exponential overflows.\n\n**Rubric**: one point for that.",
                "explain",
                grade=True,
                solution=True,
                points=1,
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def replace(cell, old, new):
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


def second_region(begin, end):
    """Leave a second region in the solution cell, between markers with a slip."""

    def plant(notebook):
        region = f"def other(z):\n    {begin}\n    return z.argmax()\n    {end}\n\n\n"
        notebook.cells[2].source = region + notebook.cells[2].source

    return plant


def hidden_tests(begin, end):
    def plant(notebook):
        cell = notebook.cells[3]
        cell.source += f"\n{begin}\nassert softmax(0) == 1\n{end}"

    return plant


def unmarked_cell(notebook):
    notebook.cells.append(new_code_cell(f"def softmax(z):\n    {ANSWER}"))


def unmarked_scratch(notebook):
    notebook.cells.append(new_code_cell("np.exp(800.0)"))


def locked_answer(notebook):
    source = "def softmax(z):\n    return z"
    notebook.cells.append(
        nbgrader_cell(new_code_cell, source, "given-softmax", locked=True)
    )


def locked_by_mistake(notebook):
    cell = nbgrader_cell(new_code_cell, "2 + 2", "entropy", locked=True)
    notebook.cells.append(cell)


def no_region(notebook):
    replace(notebook.cells[2], "### BEGIN SOLUTION", "### BEGIN SOLUTION\n    pass")
    notebook.cells[2].source += "\n\nprobabilities = softmax(np.zeros(3))"


def start_outside_of_the_region(notebook):
    replace(notebook.cells[2], "    ### BEGIN", "    shifted = z\n    ### BEGIN")


def cell_metadata(notebook):
    notebook.cells[1].metadata.answer = ANSWER


def tag(notebook):
    notebook.cells[1].metadata.tags = ["raises-exception", ANSWER]


def nbgrader_metadata(notebook):
    notebook.cells[0].metadata.nbgrader.remark = ANSWER


def notebook_metadata(notebook):
    notebook.metadata.jupytext = {"notebook_metadata": ANSWER}


def attachment(notebook):
    cell = notebook.cells[1]
    cell.source += "\n![](attachment:a.txt)"
    cell.attachments = {"a.txt": {"text/plain": ANSWER}}


def quoted_in_the_statement(notebook):
    notebook.cells[1].source += f"\n\n```python\n{ANSWER}\n```"


def quoted_rubric(notebook):
    notebook.cells[1].source += "\n\nThe exponential overflows, you know.\n\n"
    notebook.cells[1].source += "Because the exponential overflows."


def quoted_hidden_check(notebook):
    notebook.cells[1].source += "\n\nprint('a hidden check of some kind')"


def imported_by_a_test(notebook):
    cell = notebook.cells[3]
    cell.source = f"from scipy.special import softmax as oracle\n{cell.source}"


def imported_by_a_given_cell(notebook):
    notebook.cells[0].source += "\nimport neuronbook.functions.softmax as oracle"


PLANTED = [
    (second_region("### Begin solution", "### End solution"), "'### Begin solution'"),
    (second_region("#begin  solution", "#end  solution"), "'#begin  solution'"),
    (second_region("# BEGIN SOLUTOIN", "# END SOLUTOIN"), "'# BEGIN SOLUTOIN'"),
    (second_region("# BEGINSOLUTION", "# ENDSOLUTION"), "has a marker"),
    (second_region("### BEGIN-SOLUTION", "### END-SOLUTION"), "has a marker"),
    (second_region("# my answer", "# that was it"), "the body of other is more than"),
    (hidden_tests("### BEGIN HIDDEN TEST", "### END HIDDEN TEST"), "HIDDEN TEST'"),
    (hidden_tests("### Begin Hidden Tests", "### End Hidden Tests"), "Hidden Tests'"),
    (hidden_tests("### BEGIN_HIDDEN_TESTS", "### END_HIDDEN_TESTS"), "has a marker"),
    (unmarked_cell, "is a code cell that nobody marked"),
    (unmarked_cell, "defines softmax, which is an answer"),
    (unmarked_cell, "a line that was to be removed from softmax: 'return np.exp("),
    (unmarked_scratch, "is a code cell that nobody marked"),
    (locked_answer, "given-softmax defines softmax, which is an answer"),
    (locked_by_mistake, "entropy is a code cell that nobody marked"),
    (no_region, "softmax has code outside of a function: 'probabilities = softmax("),
    (start_outside_of_the_region, "the body of softmax is more than the stub"),
    (cell_metadata, "has metadata 'answer'"),
    (cell_metadata, "a line that was to be removed from softmax"),
    (tag, f"has tags: {ANSWER}"),
    (notebook_metadata, "the notebook has metadata 'jupytext'"),
    (attachment, "has attachments: a.txt"),
    (quoted_in_the_statement, "a line that was to be removed from softmax"),
    (quoted_rubric, "a line that was to be removed from explain"),
    (quoted_hidden_check, "a line that was to be removed from test-softmax"),
    (imported_by_a_test, "test-softmax imports softmax from scipy.special"),
    (imported_by_a_given_cell, "setup imports neuronbook.functions.softmax, which has"),
]

SOFTMAX = "neuronbook.functions.softmax"
SPELLINGS = [
    f"from {SOFTMAX} import softmax",
    f"from {SOFTMAX} import softmax as oracle",
    f"from {SOFTMAX} import (\n    log_softmax,\n    softmax as oracle,\n)",
    f"from {SOFTMAX} import log_softmax, \\\n    softmax",
    f"from {SOFTMAX} import *",
    f"def check():\n    from {SOFTMAX} import softmax",
    "from scipy.special import softmax",
    f"import {SOFTMAX}",
    f"import {SOFTMAX} as oracle",
    "from neuronbook.functions import softmax as module",
    "from neuronbook import functions\nfunctions.softmax.softmax(z)",
    "import neuronbook.functions as f\ng = f.softmax\ng.softmax(z)",
    "import neuronbook",
    f"import importlib\nimportlib.import_module('{SOFTMAX}')",
    f"from importlib import import_module as load\nload('{SOFTMAX}')",
    "import importlib\nimportlib.import_module('neuronbook.' + 'functions.softmax')",
    "import importlib\nimportlib.import_module('.softmax', 'neuronbook.functions')",
    f"import importlib\nname = '{SOFTMAX}'\nimportlib.import_module(name)",
    f"__import__('{SOFTMAX}')",
    f"import pkgutil\npkgutil.resolve_name('{SOFTMAX}:softmax')",
    f"import sys\nsys.modules['{SOFTMAX}']",
    f"from sys import modules\nmodules['{SOFTMAX}'].softmax",
    f"import sys\nm = sys.modules\nm['{SOFTMAX}'].softmax",
    "log_softmax.__globals__['softmax']",
    f"__builtins__['__import__']('{SOFTMAX}')",
    "from neuronbook.functions.activations import ACTIVATIONS\nACTIVATIONS['softmax']",
    "getattr(module, 'softmax')",
    "getattr(module, 'soft' + 'max')",
    "getattr(module, name)",
    "import operator\noperator.attrgetter('functions.softmax')(package)",
    "vars(module)['softmax']",
    "module.__dict__['softmax']",
    "module.__dict__.get('softmax')",
    f"exec('from {SOFTMAX} import softmax')",
    "eval(code)",
    f"%run -m {SOFTMAX}",
]


@pytest.mark.parametrize("code", SPELLINGS)
def test_an_answer_that_is_imported_is_found_in_every_spelling(code):
    assert list(imported_answers(code, {"softmax"}))


@pytest.mark.parametrize(
    "code",
    [
        "from neuronbook.checking import Scorecard, submission",
        "import neuronbook.checking",
        "softmax = submission('softmax')\ncard = Scorecard('softmax', points=1)",
        f"from {SOFTMAX} import log_softmax",
        "from neuronbook.networks import datasets",
        "import torch\ntorch.softmax(z, 0)",
        "getattr(module, 'shape')",
        "[one for one in model.modules() if one is not model]",
        "import sys\nfound = 'torch' in sys.modules",
        "modules = list(net)\nmodules[0]",
        "results['softmax']",
    ],
)
def test_what_is_no_answer_may_be_imported(code):
    assert list(imported_answers(code, {"softmax"})) == []


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Release a notebook for each planted leak, and an honest one, by nbgrader."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    source = folder / "solutions" / "01_leaks"
    source.mkdir(parents=True)
    nbformat.write(honest(), source / "honest.ipynb")
    for number, (plant, _) in enumerate(PLANTED):
        notebook = honest()
        plant(notebook)
        nbformat.write(notebook, source / f"planted{number:02d}.ipynb")
    (source / "notes.txt").write_text(ANSWER, encoding="utf-8")
    (source / "data").mkdir()
    (source / "data" / "solution.json").write_text("{}", encoding="utf-8")
    generate(folder, "01_leaks")
    return folder


@pytest.fixture(scope="module")
def leaks(planted):
    return find_leaks(planted / "solutions", planted / "exercises")


def test_the_release_shows_nothing_of_a_solution():
    assert find_leaks(ROOT / "solutions", ROOT / "exercises") == []


@pytest.mark.slow
@pytest.mark.nbgrader
@pytest.mark.parametrize(
    ("number", "said"),
    [(number, said) for number, (_, said) in enumerate(PLANTED)],
    ids=[f"{plant.__name__}-{said}" for plant, said in PLANTED],
)
def test_a_planted_leak_is_found(number, said, leaks):
    mine = [leak for leak in leaks if f"planted{number:02d}" in leak]
    assert any(said in leak for leak in mine), mine


@pytest.mark.slow
@pytest.mark.nbgrader
def test_an_honest_release_is_not_accused(leaks):
    assert [leak for leak in leaks if "honest" in leak] == []


@pytest.mark.slow
@pytest.mark.nbgrader
def test_files_beside_the_notebooks_are_found(leaks):
    strays = [leak for leak in leaks if leak.endswith("a stray file")]
    assert len(strays) == 2
    assert "notes.txt" in strays[1]
    assert "solution.json" in strays[0]


def put(folder, kind, notebook):
    target = folder / kind / "01_leaks"
    target.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target / "name.ipynb")


def released(notebook):
    """What nbgrader makes of the honest notebook."""
    notebook = copy.deepcopy(notebook)
    stub = "    # YOUR CODE HERE\n    raise NotImplementedError()"
    notebook.cells[2].source = f'def softmax(z):\n    """Probabilities."""\n{stub}'
    notebook.cells[3].source = "print('a visible check')"
    notebook.cells[4].source = "YOUR ANSWER HERE"
    return notebook


def with_output(notebook):
    output = new_output("stream", name="stdout", text="0.5")
    notebook.cells[2].outputs = [output]


def with_answer(notebook):
    replace(notebook.cells[2], "raise NotImplementedError()", "return 1 / len(z)")


def with_written_answer(notebook):
    notebook.cells[4].source = "YOUR ANSWER HERE: it overflows"


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (with_output, "softmax has outputs"),
        (nbgrader_metadata, "setup has metadata 'remark'"),
        (with_answer, "softmax has no stub"),
        (with_answer, "the body of softmax is more than the stub"),
        (with_written_answer, "explain is more than 'YOUR ANSWER HERE'"),
    ],
)
def test_a_release_that_was_changed_by_hand_is_found(plant, said, tmp_path):
    put(tmp_path, "solutions", honest())
    notebook = released(honest())
    put(tmp_path, "exercises", notebook)
    assert find_leaks(tmp_path / "solutions", tmp_path / "exercises") == []
    plant(notebook)
    put(tmp_path, "exercises", notebook)
    leaks = find_leaks(tmp_path / "solutions", tmp_path / "exercises")
    assert any(said in leak for leak in leaks), leaks


def test_a_notebook_that_is_missing_or_too_many_is_found(tmp_path):
    put(tmp_path, "solutions", honest())
    (tmp_path / "exercises").mkdir()
    leaks = find_leaks(tmp_path / "solutions", tmp_path / "exercises")
    assert leaks == ["01_leaks/name.ipynb: is not released"]
    put(tmp_path, "exercises", released(honest()))
    shutil.rmtree(tmp_path / "solutions")
    leaks = find_leaks(tmp_path / "solutions", tmp_path / "exercises")
    assert leaks == ["01_leaks/name.ipynb: a stray file"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_mark_has_a_heading_that_states_it(path):
    """A statement that slips into an answer cell disappears from the release."""
    stated = None
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^## .*\(([\d.]+) points?\b.*\)", cell.source, re.M)
            stated = found[-1] if found else stated
        if cell.metadata.get("nbgrader", {}).get("grade"):
            where = cell.metadata.nbgrader["grade_id"]
            assert stated is not None, f"{where} follows no heading with points"
            assert float(stated) == cell.metadata.nbgrader["points"], where
            stated = None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_text_is_markdown_that_jupyter_shows(path):
    """MyST's definition lists and directives are for the book's pages only."""
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "markdown":
            odd = re.findall(r"^(?:: |:::|```\{).*", cell.source, re.MULTILINE)
            assert not odd, odd
