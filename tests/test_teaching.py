"""What the instructor's page offers beside nbgrader: late points, dates, own data."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import nbformat
import numpy as np
import pytest
from nbgrader.api import Gradebook
from scipy.special import log_softmax
from traitlets.config import PyFileConfigLoader
from typer.testing import CliRunner

from teaching import gradebook as dates
from teaching import whose
from teaching.late import PointsPerDay
from tests.catalogue import grade_id
from tests.stock_nbgrader import grade
from tools.generate import ROOT, blank_gradebook, solution_notebook, write

DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [
        (1, None),
        (15 * 60, None),
        (15 * 60 + 1, 3),
        (DAY, 3),
        (DAY + 15 * 60, 3),
        (DAY + 15 * 60 + 1, 6),
        (3 * DAY, 9),
        (40 * DAY, 9),
    ],
)
def test_each_started_day_costs_points_after_the_grace(seconds, taken):
    assert PointsPerDay().late_submission_penalty("ada", 20.0, seconds) == taken


def test_the_late_policy_is_configurable():
    policy = PointsPerDay(points=1.5, grace=0.0, most=2.0)
    taken = [policy.late_submission_penalty("ada", 9, days * DAY) for days in (1, 2)]
    assert taken == [1.5, 2.0]


def settings_of(folder):
    path = str(folder)
    return PyFileConfigLoader("nbgrader_config.py", path=path).load_config()


def test_the_exchange_is_the_one_that_the_terminal_names(tmp_path, monkeypatch):
    """For every command, and for the formgrader's buttons, which take no option."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.delenv("EXCHANGE", raising=False)
    assert "Exchange" not in settings_of(tmp_path)
    monkeypatch.setenv("EXCHANGE", "/srv/nbgrader/exchange")
    assert settings_of(tmp_path).Exchange.root == "/srv/nbgrader/exchange"


def test_a_class_has_settings_of_its_own(tmp_path):
    """In a file that Git ignores; a slip in it is an error and not passed over."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    settings = tmp_path / "class" / "settings.py"
    settings.parent.mkdir()
    settings.write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 7\n")
    assert settings_of(tmp_path).ExecutePreprocessor.timeout == 7
    settings.write_text("import nothing_of_that_name\n")
    with pytest.raises(ModuleNotFoundError):
        settings_of(tmp_path)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of three assignments, in the current folder; nothing is graded yet."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for name in ("01_neuron", "02_activations", "07_stable_softmax"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "gradebook.db").write_bytes(blank_gradebook())
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'class' / 'gradebook.db'}"
    with Gradebook(url, "neurons") as gradebook:
        gradebook.add_student("ada")
        yield gradebook


def call(*words):
    return CliRunner().invoke(dates.app, words)


@pytest.mark.slow
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
class TestDates:
    def test_due_dates_keep_their_hour_when_summer_begins(self, course):
        zone = ("--zone", "Europe/Berlin")
        done = call("plan", "--first", "2027-03-19", "--days", "7", *zone)
        assert done.exit_code == 0, done.output
        due = {a.name: a.duedate for a in course.assignments}
        assert due == {
            "01_neuron": datetime(2027, 3, 19, 22, 59),
            "02_activations": datetime(2027, 3, 26, 22, 59),
            "07_stable_softmax": datetime(2027, 4, 2, 21, 59),
        }
        assert "07_stable_softmax  due Friday 2027-04-02 23:59" in done.output

    def test_more_time_for_one_student_and_taken_back(self, course):
        call("plan", "--first", "2027-01-15")
        due = datetime(2027, 1, 15, 23, 59)
        for days in (2, 3.5, 0):  # each replaces the one before
            done = call("extend", "01_neuron", "ada", "--days", str(days))
            assert done.exit_code == 0, done.output
            submission = course.find_submission("01_neuron", "ada")
            course.db.refresh(submission)
            assert submission.duedate == due + timedelta(days=days)

    def test_a_copy_has_what_still_stands_in_the_log(self, course, tmp_path):
        """In write-ahead mode the file alone lacks what came last."""
        path = tmp_path / "class" / "gradebook.db"
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("INSERT INTO student (id) VALUES ('zoe')")
            other.commit()
            shutil.copy(path, tmp_path / "file.db")
            done = call("backup", str(tmp_path / "copy.db"))
        assert done.exit_code == 0, done.output
        found = {}
        for name in ("file", "copy"):
            with closing(sqlite3.connect(tmp_path / f"{name}.db")) as one:
                rows = one.execute("SELECT id FROM student").fetchall()
            found[name] = {student for (student,) in rows}
        assert found == {"file": {"ada"}, "copy": {"ada", "zoe"}}

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("01_neuron", "bob"), "bob"),
            (("03_losses", "ada"), "03_losses"),
            (("01_neuron", "ada"), "no due date"),
        ],
    )
    def test_a_slip_is_named(self, course, words, said):
        course.update_or_create_assignment("01_neuron")
        done = call("extend", *words, "--days", "1")
        assert done.exit_code != 0
        assert said in done.output


def answers(login, loss=None, row=None):
    """Write what a student writes; their numbers may be somebody else's."""
    code = f"def answers():\n    logits, targets = own_batch({login!r})\n"
    code += "    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
    code += "    losses = -np.log(p[np.arange(6), targets])\n"
    loss = "losses.mean()" if loss is None else loss
    row = "losses.argmax()" if row is None else row
    return code + f"    return {login!r}, {loss}, {row}\n"


def batch_of(login):
    """Draw a student's batch by the cell that the exercise prints."""
    notebook = solution_notebook(ROOT / "teaching" / "own_data" / "own_data.md")
    (cell,) = (c for c in notebook.cells if grade_id(c) == "adapter-own-batch")
    names = {"np": np}
    exec(cell.source, names)
    return names["own_batch"](login)


def test_each_login_has_a_batch_of_its_own():
    (one, _), (same, _), (other, _) = map(batch_of, ("ada", "ada", "bob"))
    assert np.array_equal(one, same)
    assert (one != other).mean() > 0.9


@pytest.mark.slow
@pytest.mark.nbgrader
def test_copied_numbers_earn_nothing_and_a_copied_login_is_named(
    tmp_path, monkeypatch, capsys
):
    from tools import generate as tool

    solutions = tmp_path / "solutions" / "own_data"
    solutions.mkdir(parents=True)
    source = ROOT / "teaching" / "own_data" / "own_data.md"
    write(solution_notebook(source), solutions / "own_data.ipynb")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    root = tmp_path / "course"
    root.mkdir()
    logits, targets = batch_of("ada")
    losses = -log_softmax(logits, axis=1)[np.arange(6), targets]
    copied = round(losses.mean(), 4), losses.argmax()
    given = {
        "ada": answers("ada"),
        "bob": answers("ada"),
        "cleo": answers("cleo", *copied),
        "dan-2": answers("dan-2"),
    }
    submissions = {s: filled(solutions, code) for s, code in given.items()}
    graded = grade(root, "own_data", submissions)
    scores = {student: one["test-answers"].score for student, one in graded.items()}
    assert scores == {"ada": 3, "bob": 3, "cleo": 0.5, "dan-2": 3}
    monkeypatch.chdir(root)
    whose.main("own_data")
    printed = capsys.readouterr().out
    assert printed == "bob answered for ada's data\n4 looked at\n"
    with pytest.raises(SystemExit, match="nothing is graded"):
        whose.main("own_dat")


def test_a_name_without_a_source_is_no_success():
    from tools import generate

    with pytest.raises(SystemExit, match="no source of 'own_data'"):
        generate.main("own_data")


def filled(folder, code):
    """Return the exercise as a student hands it in."""
    notebook = nbformat.read(folder / "own_data.ipynb", as_version=4)
    for cell in notebook.cells:
        if grade_id(cell) == "answers":
            cell.source = code
    return notebook
