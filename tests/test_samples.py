"""Sample answers: one of each kind for each question, true, and never in a release."""

import json
import re
import subprocess
import sys

import nbformat
import pytest

from teaching import samples
from teaching.samples import page, questions, read_samples
from tests.catalogue import ROOT, assignments, grade_id, release, source
from tools.leaks import TELLING

ALL = assignments()
CODE = re.compile(r"```python\n(.*?)```", re.S)


def samples_of(assignment):
    return read_samples(samples.SAMPLES / f"{assignment}.md")


@pytest.mark.parametrize("assignment", ALL)
def test_each_question_marked_by_hand_has_half_an_answer_and_none(assignment):
    given = samples_of(assignment)
    asked = {one.grade_id: one for one in questions(source(assignment))}
    assert given.keys() == asked.keys()
    for name, (half, none) in given.items():
        assert (half.kind, none.kind, none.points) == ("half", "none", 0), name
        assert half.points == asked[name].points / 2, name
        is_code = asked[name].full.startswith("```python")
        assert all(bool(CODE.match(one.text)) is is_code for one in (half, none)), name


@pytest.mark.parametrize("assignment", ALL)
def test_nothing_of_a_sample_is_released(assignment):
    released = "\n".join(cell.source for cell in release(assignment).cells)
    lines = [
        line
        for given in samples_of(assignment).values()
        for one in given
        for line in f"{one.text}\n{one.why}".splitlines()
        if len(line) >= 2 * TELLING
    ]
    assert lines
    assert not [line for line in lines if line in released]


def test_the_page_shows_each_question_with_all_three_and_their_points():
    asked = [*questions(source("01_neuron"))]
    made = page(source("01_neuron"), samples_of("01_neuron"))
    nbformat.validate(made)
    text = "\n\n".join(cell.source for cell in made.cells)
    assert "## 7. Why the bend is needed" in text
    for kind in ("All points (4 of 4)", "half of the points (2 of 4)", "(0 of 4)"):
        assert kind in text
    assert text.count("### All points") == text.count("### No points") == len(asked)
    assert "SOLUTION" not in text
    assert text.index("All points (3 of 3)") < text.index("penguins()\n(scaled,)")


def test_samples_without_a_question_are_refused():
    with pytest.raises(ValueError, match="expected samples of"):
        page(source("01_neuron"), samples_of("02_activations"))


@pytest.mark.parametrize(
    "text",
    [
        "# a\n\n## half, 2 points\n\nAnswer.\n",
        "# a\n\n## good, 2 points\n\nAnswer.\n\n**Why:** So.\n",
        "# a\n\n## half\n\nAnswer.\n\n**Why:** So.\n",
    ],
)
def test_a_slip_in_the_samples_is_an_error(text, tmp_path):
    path = tmp_path / "01_a.md"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"01_a\.md, a: expected"):
        read_samples(path)


def test_they_are_written_after_the_feedback_and_not_before(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_bytes(
        (ROOT / "nbgrader_config.py").read_bytes()
    )
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    target = tmp_path / "class" / "samples" / "01_neuron.ipynb"
    with pytest.raises(SystemExit, match="no feedback"):
        samples.main("01_neuron")
    assert not target.exists()
    samples.main("01_neuron", before=True)  # who learns alone waits for nobody
    target.unlink()
    feedback = tmp_path / "class" / "feedback" / "ada" / "01_neuron"
    feedback.mkdir(parents=True)
    (feedback / "neuron.html").write_text("x")
    samples.main("01_neuron")
    expected = page(source("01_neuron"), samples_of("01_neuron"))
    assert nbformat.read(target, nbformat.NO_CONVERT) == expected
    with pytest.raises(SystemExit, match="no samples of '01_nueron'"):
        samples.main("01_nueron")


RUN = """
import json, sys
import matplotlib
matplotlib.use("agg")
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for name, code in json.load(sys.stdin):
    done = shell.run_cell(code)
    assert done.success, name
"""


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("assignment", ALL)
def test_code_of_the_samples_runs(assignment):
    """After the model answers of the functions that it calls."""
    cells = [
        (grade_id(cell), cell.source)
        for cell in source(assignment).cells
        if cell.cell_type == "code"
        and not cell.metadata.nbgrader.get("grade")
        and grade_id(cell) != "given-progress"
    ]
    cells += [
        (f"{name}, {one.kind}", code)
        for name, given in samples_of(assignment).items()
        for one in given
        for code in CODE.findall(one.text)
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
