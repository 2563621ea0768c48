"""Submissions graded as they arrive: whose, when again, and the same as in a batch."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from proctor.confine.limits import Limits
from proctor.course.folders import load_course
from proctor.grading.autograde import FAILED, GRADED, SKIPPED, Autograder, Outcome
from proctor.grading.local import LocalBackend
from proctor.grading.watch import Watcher
from proctor.record.gradebook import open_recorder
from sqlalchemy.exc import OperationalError

from tests.courses import HIDDEN, answered, honest, source_notebook

PATIENCE = 120  # seconds until a test gives up; nothing is measured by it


def watcher(course, backend=None, grader=None, **settings):
    nbgrader = load_course(course.root)

    def autograder(recorder):
        return Autograder(nbgrader.coursedir, recorder, "ps1", Limits())

    return Watcher(nbgrader, "ps1", backend, grader or autograder, **settings)


@pytest.mark.parametrize("name", ["ada", "a*", "[b]", "cy d"])
def test_a_change_concerns_its_student_alone(course, name):
    for student in (name, "another"):
        course.submit(student, honest())
    one = watcher(course)
    folder = one.submitted / name / "ps1"
    assert one.concerned([folder / "ps1.ipynb"]) == [name]
    assert one.concerned([folder]) == [name]
    assert one.concerned([folder.parent]) == [name]
    assert one.concerned([one.submitted / "zoe" / "ps1", Path("/elsewhere")]) == []
    assert one.concerned([]) == []


def test_a_folder_without_a_notebook_has_still_to_arrive(course):
    folder = course.submit("ada", honest())
    (folder / "ps1.ipynb").rename(folder / "data.csv")
    one = watcher(course)
    assert one.concerned([folder]) == []


class Scripted:
    """A grader that does to each student what a list says, and notes whom it met."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.asked = []

    def __call__(self, recorder):
        return self

    def run(self, backend, student):
        self.asked.append(student)
        status = self.statuses.pop(0)
        if isinstance(status, Exception):
            raise status
        yield Outcome(student, status)


def test_what_failed_is_tried_again_and_what_is_graded_is_not(course, monkeypatch):
    course.submit("ada", honest())
    locked = OperationalError("select", {}, Exception("database is locked"))
    grader = Scripted(locked, FAILED, GRADED)
    one = watcher(course, grader=grader)
    written = []
    monkeypatch.setattr(one, "_write_feedback", lambda o: written.append(o.student))
    clock = iter(range(0, 1000, 100))
    monkeypatch.setattr("proctor.grading.watch.time.monotonic", lambda: next(clock))
    (outcome,) = one.grade(["ada"])
    assert (outcome.status, "locked" in outcome.reason) == (FAILED, True)
    (outcome,) = one.grade(one.concerned([]))
    assert (outcome.status, written) == (FAILED, [])
    (outcome,) = one.grade(one.concerned([]))
    assert (outcome.status, written) == (GRADED, ["ada"])
    assert one.concerned([]) == []
    assert grader.asked == ["ada"] * 3


def test_feedback_that_is_missing_is_written(course, monkeypatch):
    """A watch that ended between the marks and the feedback."""
    one = watcher(course, grader=Scripted(SKIPPED, SKIPPED))
    written = []
    monkeypatch.setattr(one, "_write_feedback", lambda o: written.append(o.student))
    list(one.grade(["ada"]))
    (course.root / "feedback" / "ada" / "ps1").mkdir(parents=True)
    list(one.grade(["ada"]))
    assert written == ["ada"]


def test_a_missing_exchange_is_said(course):
    with pytest.raises(OSError, match=r"set Exchange\.root"):
        watcher(course, collect=True)


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def marks(course):
    """Return points by student and cell, and the state that is recorded."""
    nbgrader = load_course(course.root)
    with open_recorder(nbgrader.coursedir) as recorder:
        found = recorder.marks("ps1")
        rows = recorder.results("ps1")
    return found, {row["student"]: (row["state"], row["score"]) for row in rows}


@pytest.mark.slow
@pytest.mark.nbgrader
def test_what_arrives_in_the_exchange_is_collected(course, tmp_path, monkeypatch):
    inbound = tmp_path / "exchange" / "test" / "inbound"
    inbound.mkdir(parents=True)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    grader = Scripted(*[GRADED] * 9)
    one = watcher(course, grader=grader, collect=True)
    monkeypatch.setattr(one, "_write_feedback", lambda outcome: None)
    stop = threading.Event()
    thread = threading.Thread(target=lambda: list(one.run(stop)))
    thread.start()
    try:
        arrived = inbound / "ada+ps1+2026-11-26 10:00:00.000000 UTC+x"
        arrived.mkdir()
        (arrived / "ps1.ipynb").write_text(json.dumps(honest()))
        (arrived / "timestamp.txt").write_text("2026-11-26 10:00:00.000000 UTC")
        eventually(lambda: "ada" in grader.asked)
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert (one.submitted / "ada" / "ps1" / "ps1.ipynb").exists()


@pytest.mark.slow
def test_what_arrives_is_graded_as_in_a_batch_and_has_feedback(course, tmp_path):
    """One is there, one arrives, one is handed in again, one is no notebook."""
    batch = tmp_path / "batch"
    half = answered(source_notebook(), square="def square(x):\n    return x * x")
    course.submit("ada", honest())
    stop = threading.Event()
    outcomes = []
    with_backend = LocalBackend(1, packages=())
    one = watcher(course, with_backend)
    thread = threading.Thread(target=lambda: outcomes.extend(one.run(stop)))
    thread.start()
    feedback = course.root / "feedback"
    try:
        eventually((feedback / "ada" / "ps1" / "ps1.html").exists)
        course.submit("bob", half)
        course.submit("cyd", b"no notebook")
        page = feedback / "bob" / "ps1" / "ps1.html"
        eventually(page.exists)
        before = page.stat().st_mtime_ns
        course.submit("bob", honest())
        os.utime(course.root / "submitted" / "cyd" / "ps1" / "ps1.ipynb", (1e9, 1e9))
        eventually(lambda: page.exists() and page.stat().st_mtime_ns > before)
        eventually((feedback / "cyd" / "ps1" / "ps1.html").exists)
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
    words = page.read_text("utf-8")
    assert str(HIDDEN) not in words
    assert "some checks are not shown" in words.lower()
    watched = marks(course)
    assert watched[1]["bob"] == ("scored", 4.0)
    assert watched[1]["cyd"][0] == "unreadable"

    shutil.copytree(course.root, batch)
    shutil.rmtree(batch / "autograded")
    config = (batch / "nbgrader_config.py").read_text()
    (batch / "nbgrader_config.py").write_text(
        config.replace(str(course.root), str(batch))
    )
    nbgrader = load_course(batch)
    with open_recorder(nbgrader.coursedir) as recorder:
        grader = Autograder(nbgrader.coursedir, recorder, "ps1", Limits())
        again = list(grader.run(with_backend, force=True))
    with_backend.close()
    assert [outcome.status for outcome in again] == [GRADED] * 3
    assert marks(type(course)(batch, "")) == watched


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_watches_until_it_is_stopped(course, number):
    course.submit("ada", honest())
    command = [sys.executable, "-m", "proctor", "watch", "ps1"]
    log = course.root / "log.txt"
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, "--course", str(course.root)], stdout=file, stderr=file,
            env=os.environ | {"COLUMNS": "200"},
        )  # fmt: skip
    try:
        eventually(lambda: "graded  4 of 4" in log.read_text())
        process.send_signal(number)
        assert process.wait(PATIENCE) == 130
    finally:
        process.kill()
    assert "Stopped; what is recorded stays" in log.read_text()
    assert "Traceback" not in log.read_text()
