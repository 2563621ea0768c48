"""The command line: what it prints, and what it exits with."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from proctor.commands.autograde import packages_for
from proctor.grading import cluster
from typer.testing import CliRunner

from proctor import cli, terminal
from tests import courses
from tests.courses import answered, code_cell, honest

pytestmark = pytest.mark.slow


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course with three graded submissions, and what the command printed."""
    root = tmp_path_factory.mktemp("course")
    course = courses.make_course(root)
    course.submit("ada", honest())
    raised = answered(courses.source_notebook())
    raised["cells"][2]["metadata"]["nbgrader"]["points"] = 50
    course.submit("bob", raised)
    crash = honest()
    crash["cells"].insert(0, code_cell("import os; os._exit(1)"))
    course.submit("cyd", crash)
    return course, run("autograde", "ps1", "--course", root, "--workers", 2)


def test_autograde_ends_with_a_table(graded):
    _, done = graded
    assert done.exit_code == 0, done.output
    assert "3 graded, 0 skipped, 0 failed, 1 crashed, 1 suspicious" in done.output
    assert "claimed 50 points" in " ".join(done.output.split())


def test_autograde_again_skips_and_speaks_json(graded):
    course, _ = graded
    done = run("autograde", "ps1", "--course", course.root, "--json")
    assert [one["status"] for one in json.loads(done.stdout)] == ["skipped"] * 3


def test_explain_says_why(graded):
    course, _ = graded
    done = run("explain", "cyd", "ps1", "--course", course.root)
    assert done.exit_code == 0
    words = " ".join(done.output.split())
    assert "ps1: the tests gave 0 of 4 points (crashed)" in words
    assert "ended by itself (1)" in words
    assert "In the gradebook: 0 of 7 points." in words
    done = run("explain", "bob", "ps1", "--course", course.root, "--json")
    (row,) = json.loads(done.stdout)
    assert row["details"]["suspicious"]


def test_report_draws_a_picture(graded, tmp_path):
    course, _ = graded
    picture = tmp_path / "report.png"
    table = tmp_path / "report.csv"
    done = run("report", "ps1", "--course", course.root, "--png", picture,
               "--csv", table)  # fmt: skip
    assert done.exit_code == 0
    assert "3 students, 7 points: mean 1.33" in done.output
    assert "Without 1 whose notebook did not run to the end" in done.output
    assert table.read_text().startswith("question,check,points")
    assert picture.read_bytes().startswith(b"\x89PNG")
    done = run("report", "ps1", "--course", course.root, "--png", picture, "--json")
    summary = json.loads(done.stdout)
    assert summary["scores"] == {"ada": 4.0, "bob": 0.0, "cyd": 0.0}
    shares = {one["name"]: one["mean"] for one in summary["questions"]}
    assert shares == {"test-square": 0.5, "test-apply": 0.5, "essay": 0}
    assert set(summary["flagged"]) == {"bob", "cyd"}


HOSTILE = "[/x] [link=http://evil]\x1b[2J\x1b]0;mine\x07 \x9b31m \u202e $\\frac$"


def test_nothing_that_a_submission_says_acts_on_the_terminal(tmp_path):
    """Points, an error's name and a print that hold markup and escape sequences."""
    course = courses.make_course(tmp_path)
    submitted = answered(
        courses.source_notebook(),
        square=f"def square(x):\n    raise type({HOSTILE!r}, (Exception,), {{}})()",
    )
    submitted["cells"][2]["metadata"]["nbgrader"]["points"] = HOSTILE
    submitted["cells"].append(code_cell(f"print({HOSTILE!r} * 9000)"))
    course.submit("ada", submitted)
    picture = tmp_path / "a.png"
    for command in (
        ("autograde", "ps1"),
        ("explain", "ada", "ps1"),
        ("report", "ps1", "--png", picture),
    ):
        done = run(*command, "--course", tmp_path)
        assert done.exit_code == 0, (command, done.output, done.exception)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", done.output)
        assert "[/x]" in done.output, command
    assert picture.stat().st_size > 1000


@pytest.mark.parametrize("words", ["[/x]", "a" * 10_000, "\x1b[31mred", "tab\tline\n"])
def test_words_for_the_terminal_are_text(words):
    text = terminal.shown(words)
    assert not text.spans
    assert len(text.plain) <= terminal.NOTE + 4
    assert text.plain.replace("\N{REPLACEMENT CHARACTER}", "\x1b")[:9] == words[:9]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["autograde", "nope"], 4, "generate_assignment nope"),
        (["explain", "zoe", "ps1"], 4, "proctor autograde ps1 --student zoe"),
        (["report", "nope"], 4, "proctor autograde nope"),
        (["autograde", "ps1", "--student", "zoe"], 4, "nbgrader collect"),
        (["autograde", "ps1", "--scheduler", "tcp://127.0.0.1:1"], 4, "dask scheduler"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_are_one_sentence_and_a_remedy(
    graded, monkeypatch, arguments, code, words
):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    course, _ = graded
    done = run(*arguments, "--course", course.root)
    assert done.exit_code == code
    assert words in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_no_course_is_said(tmp_path):
    done = run("autograde", "ps1", "--course", tmp_path)
    assert done.exit_code == 4
    assert "no nbgrader_config.py" in " ".join(done.output.split())


def test_no_sandbox_is_refused(graded, monkeypatch):
    from proctor.confine.sandbox import SandboxError

    def refuse(self):
        raise SandboxError("this machine does not let proctor confine a process")

    monkeypatch.setattr("proctor.grading.local.LocalBackend.ready", refuse)
    done = run("autograde", "ps1", "--course", graded[0].root)
    assert done.exit_code == 3
    assert "--no-sandbox" in done.output


def test_doctor_finds_what_the_sandbox_needs():
    done = run("doctor", "--json")
    findings = {one["name"]: one for one in json.loads(done.stdout)}
    assert findings["sandbox"]["fine"] == (done.exit_code == 0)
    assert all(one["fine"] or one["remedy"] for one in findings.values())


def test_a_simulated_class_is_graded_as_the_catalogue_says(tmp_path):
    course = courses.make_course(tmp_path / "course")
    answers = tmp_path / "answers" / "ps1"
    answers.mkdir(parents=True)
    (answers / "square.py").write_text(
        f"# %% right: product\n{courses.RIGHT_SQUARE}\n"
        "# %% wrong: scalars only | score: 1 | says: array\n"
        "def square(x):\n    return x * x if x.__class__ is not __import__('numpy')"
        ".ndarray else 0\n"
    )
    (answers / "apply.py").write_text(f"# %% right: call\n{courses.RIGHT_APPLY}\n")
    where = ["--course", course.root]
    made = run("simulate", "ps1", "--answers", tmp_path / "answers", "--students", 8,
               *where)  # fmt: skip
    assert made.exit_code == 0, made.output
    done = run("autograde", "ps1", *where, "--json")
    scores = {
        one["student"]: sum(c["score"] for c in one["notebooks"]["ps1"]["cells"])
        for one in json.loads(done.stdout)
    }
    assert len(scores) == 8
    assert set(scores.values()) == {3.0, 4.0}
    again = run("simulate", "ps1", "--answers", tmp_path / "answers", "--students", 2,
                *where)  # fmt: skip
    assert again.exit_code == 4
    shutil.rmtree(course.root)


def test_what_submissions_import_is_imported_once_for_all(tmp_path):
    for folder, text in (("source", "numpy"), ("class/submitted/ada", "import torch")):
        (tmp_path / folder / "ps1").mkdir(parents=True)
        (tmp_path / folder / "ps1" / "ps1.ipynb").write_text(text)
    assert packages_for(tmp_path, "ps1") == ("torch",)
    assert packages_for(tmp_path, "ps2") is None


def test_a_folder_whose_name_is_no_text_stops_nobody(course):
    course.submit("ada", honest())
    odd = os.fsencode(course.root / "submitted") + b"/\xff/ps1"
    os.makedirs(odd)
    Path(os.fsdecode(odd), "ps1.ipynb").write_text(json.dumps(honest()))
    done = run("autograde", "ps1", "--course", course.root)
    assert done.exit_code == 1
    assert "no text in UTF-8" in " ".join(done.output.split())
    assert "1 graded" in done.output


def test_what_is_no_text_can_be_printed():
    assert terminal.inert("\udcff\x1b[2J").encode() == "\ufffd\ufffd[2J".encode()


LONG = "a reason in more words than a terminal of eighty columns has room for, " * 3


def test_a_reason_is_one_line_and_what_is_to_come_is_said(tmp_path):
    """The report and the explanation give the same totals, and say what waits."""
    course = courses.make_course(tmp_path)
    written = answered(courses.source_notebook(), square=f"print({LONG!r})")
    written["cells"][-1]["source"] = "Because."
    test = written["cells"][2]["source"]
    assert "square does not work" in test
    course.submit("ada", written)
    course.submit("bob", written)
    course.submit("hal", b"no notebook")
    done = run("autograde", "ps1", "--course", tmp_path)
    assert " ".join(done.output.split()).count("no JSON") == 1
    done = run("explain", "hal", "ps1", "--course", tmp_path)
    assert done.output.count("because the file is not a notebook") == 1
    assert "suspicious" not in done.output
    done = run("explain", "ada", "ps1", "--course", tmp_path)
    assert "gave 0 of 4 points" in done.output
    waits = "In the gradebook: 0 of 7 points; there are answers that wait to be marked"
    assert waits in done.output  # and in one line
    picture = ("--png", tmp_path / "a.png")
    done = run("report", "ps1", "--course", tmp_path, *picture)
    words = " ".join(done.output.split())
    assert "3 students, 4 of 7 points (answers for the other 3 wait" in words
    assert words.count("no JSON") == 1
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.remove_student("bob")
        grade = gradebook.find_grade("test-square", "ps1", "ps1", "ada")
        grade.auto_score = 2.0
        gradebook.db.commit()
    done = run("report", "ps1", "--course", tmp_path, *picture)
    words = " ".join(done.output.split())
    assert "2 students" in words
    assert "bob" not in words
    assert "another program than proctor graded it" in words
    done = run("explain", "ada", "ps1", "--course", tmp_path)
    assert "the gradebook's tests gave 2 points, not 0" in done.output
