"""A class is graded once, whole, and into the gradebook; whatever interrupts it."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from proctor.confine.limits import Limits
from proctor.course import folders
from proctor.course.folders import (
    find_submissions,
    load_course,
    read_files,
    read_submission,
)
from proctor.errors import CourseError
from proctor.forks.client import Zygote
from proctor.grading.autograde import Autograder
from proctor.grading.local import LocalBackend
from proctor.grading.notebook import grade_surely
from proctor.record.gradebook import Recorder

from tests.courses import (
    RIGHT_APPLY,
    RIGHT_SQUARE,
    STUB,
    answered,
    code_cell,
    honest,
    source_notebook,
)

pytestmark = pytest.mark.slow
LIMITS = Limits(cell=5, call=2, patience=1.5, grace=3)


@pytest.fixture(scope="module")
def backend():
    backend = LocalBackend(2)
    yield backend
    backend.close()


def grade_all(course, backend, **options):
    app = load_course(course.root)
    recorder = Recorder(app.coursedir, app.config)
    try:
        grader = Autograder(app.coursedir, recorder, "ps1", LIMITS)
        return {one.student: one for one in grader.run(backend, **options)}
    finally:
        recorder.close()


def score(course, student):
    with Gradebook(course.db_url, "test") as gradebook:
        return gradebook.find_submission("ps1", student).score


def results(course):
    app = load_course(course.root)
    recorder = Recorder(app.coursedir, app.config)
    try:
        return recorder.results("ps1")
    finally:
        recorder.close()


def statuses(outcomes):
    return {name: one.status for name, one in outcomes.items()}


def test_a_class_is_graded_and_then_left_alone(course, backend):
    course.submit("ada", honest())
    course.submit("bob", answered(source_notebook()))
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "graded", "bob": "graded"}
    assert (score(course, "ada"), score(course, "bob")) == (4.0, 0.0)
    assert set(statuses(grade_all(course, backend)).values()) == {"skipped"}
    again = grade_all(course, backend, force=True, student="a*")
    assert statuses(again) == {"ada": "graded"}


def test_a_changed_submission_is_graded_again(course, backend):
    course.submit("ada", answered(source_notebook()))
    grade_all(course, backend)
    course.submit("ada", honest())
    assert statuses(grade_all(course, backend)) == {"ada": "graded"}
    assert score(course, "ada") == 4.0


def test_marks_and_comments_given_by_hand_survive(course, backend):
    course.submit("ada", honest())
    grade_all(course, backend)
    with Gradebook(course.db_url, "test") as gradebook:
        essay = gradebook.find_grade("essay", "ps1", "ps1", "ada")
        assert essay.needs_manual_grade is False  # untouched: no response
        essay.manual_score = 2.5
        square = gradebook.find_grade("test-square", "ps1", "ps1", "ada")
        square.extra_credit = 1.0
        gradebook.find_comment("essay", "ps1", "ps1", "ada").manual_comment = "good"
        gradebook.db.commit()
    grade_all(course, backend, force=True)
    with Gradebook(course.db_url, "test") as gradebook:
        essay = gradebook.find_grade("essay", "ps1", "ps1", "ada")
        assert (essay.manual_score, essay.needs_manual_grade) == (2.5, False)
        comment = gradebook.find_comment("essay", "ps1", "ps1", "ada")
        assert (comment.manual_comment, comment.auto_comment) == (
            "good",
            "No response.",
        )
        assert gradebook.find_submission("ps1", "ada").score == 4.0 + 1.0 + 2.5


def test_late_penalties_are_the_courses_own(course, backend):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2024-01-01 00:00:00 UTC")
    for student, day in (("ada", "2023-12-31"), ("bob", "2024-01-02")):
        folder = course.submit(student, honest())
        (folder / "timestamp.txt").write_text(f"{day} 12:00:00 UTC")
    grade_all(course, backend)
    with Gradebook(course.db_url, "test") as gradebook:
        ada, bob = (gradebook.find_submission("ps1", s) for s in ("ada", "bob"))
        assert (ada.total_seconds_late, bob.total_seconds_late) == (0, 36 * 3600)
        penalties = [s.notebooks[0].late_submission_penalty for s in (ada, bob)]
    assert penalties == [None, 4.0]


def test_every_submission_ends_in_a_definite_state(course, backend):
    other = course.root / "elsewhere"
    shutil.copytree(course.submit("good", honest()), other)
    course.submit("broken", b"{")
    crash = honest()
    crash["cells"].insert(0, code_cell("import os; os._exit(1)"))
    course.submit("crash", crash)
    slow = honest()
    slow["cells"].insert(0, code_cell("import time; time.sleep(100)"))
    course.submit("slow", slow)
    (course.root / "submitted/link").mkdir()
    (course.root / "submitted/link/ps1").symlink_to(other)
    pipe = course.submit("pipe", honest())
    os.mkfifo(pipe / "data.txt")
    (pipe / "link.txt").symlink_to(course.root / "gradebook.db")
    course.submit("renamed", honest(), name="my homework (2)")
    (course.root / "submitted/empty/ps1").mkdir(parents=True)
    odd = course.submit("odd <b>name", honest())
    (odd / "timestamp.txt").write_text("yesterday, I think")
    outcomes = grade_all(course, backend)
    assert set(statuses(outcomes).values()) == {"graded"}
    states = {name: one.results["ps1"].state for name, one in outcomes.items()}
    assert states == {
        "broken": "unreadable", "crash": "crashed", "empty": "unreadable",
        "good": "scored", "link": "unreadable", "odd <b>name": "scored",
        "pipe": "scored", "renamed": "scored", "slow": "timed out",
    }  # fmt: skip
    full = {"good", "pipe", "renamed", "slow", "odd <b>name"}
    assert {name for name in states if score(course, name) == 4.0} == full
    with Gradebook(course.db_url, "test") as gradebook:
        for name in states:
            for grade in gradebook.find_submission("ps1", name).notebooks[0].grades:
                assert grade.auto_score is not None, (name, grade.name)
    assert not (course.root / "autograded/pipe/ps1/link.txt").exists()
    notes = outcomes["pipe"].results["ps1"].repairs
    assert len([note for note in notes if "no regular file" in note]) == 2
    assert any("renamed" in n for n in outcomes["renamed"].results["ps1"].repairs)


def test_a_new_essay_waits_for_a_person(course, backend):
    submitted = honest()
    submitted["cells"][-1]["source"] = "Because."
    course.submit("ada", submitted)
    grade_all(course, backend)
    with Gradebook(course.db_url, "test") as gradebook:
        essay = gradebook.find_grade("essay", "ps1", "ps1", "ada")
        assert (essay.auto_score, essay.needs_manual_grade) == (None, True)


def test_the_autograded_folder_is_as_nbgrader_leaves_it(course, backend):
    (course.root / "source/ps1/data.csv").write_text("1")
    (course.root / "source/ps1/notes.txt").write_text("### BEGIN SOLUTION")
    folder = course.submit("ada", honest())
    (folder / "data.csv").write_text("2")
    (folder / "helper.py").write_text("x = 1")
    (folder / "timestamp.txt").write_text("2024-01-01 00:00:00 UTC")
    grade_all(course, backend)
    written = course.root / "autograded/ada/ps1"
    names = {path.name: path for path in written.iterdir()}
    assert set(names) == {"ps1.ipynb", "data.csv", "helper.py", "timestamp.txt"}
    assert names["data.csv"].read_text() == "1"
    assert {oct(path.stat().st_mode & 0o777) for path in names.values()} == {"0o444"}


class Failing(LocalBackend):
    """Workers that die."""

    def submit(self, task):
        return self._pool.submit(self._die)

    def _die(self):
        raise ConnectionError("the worker died")


def test_a_worker_that_dies_is_no_students_zero(course, backend):
    course.submit("ada", honest())
    failing = Failing(1)
    outcomes = grade_all(course, failing)
    failing.close()
    assert statuses(outcomes) == {"ada": "failed"}
    assert "the worker died" in outcomes["ada"].reason
    assert results(course) == []
    assert statuses(grade_all(course, backend)) == {"ada": "graded"}
    assert score(course, "ada") == 4.0


def test_a_killed_zygote_is_replaced(course):
    backend = LocalBackend(1)
    assert backend.ready() in ("root", "user")
    os.kill(backend._zygote.pid, signal.SIGKILL)
    course.submit("ada", honest())
    course.submit("bob", honest())
    outcomes = grade_all(course, backend)
    backend.close()
    assert statuses(outcomes) == {"ada": "graded", "bob": "graded"}
    assert (score(course, "ada"), score(course, "bob")) == (4.0, 4.0)


SLOW = "import time\ndef square(x):\n    time.sleep(0.7)\n    return x * x"


@pytest.mark.parametrize("role", ["examiner", "candidate"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_killed_process_of_ours_is_no_students_zero(
    course, backend, monkeypatch, role, times
):
    """Once, it is graded again; twice, it is left for the next run, and said aloud."""
    course.submit("ada", answered(source_notebook(), square=SLOW, apply=RIGHT_APPLY))
    kills = []
    fork = Zygote.fork

    def killing(self, asked, *rest):
        made = fork(self, asked, *rest)
        if asked == role and len(kills) < times:
            end = signal.pidfd_send_signal, (made.handle, signal.SIGKILL)
            kills.append(threading.Timer(0.4, *end))
            kills[-1].start()
        return made

    monkeypatch.setattr(Zygote, "fork", killing)
    outcomes = grade_all(course, backend)
    monkeypatch.undo()
    if times == 2:
        assert statuses(outcomes) == {"ada": "failed"}
        assert "ended" in outcomes["ada"].reason
        assert results(course) == []
        outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "graded"}
    assert score(course, "ada") == 4.0


def test_a_file_whose_name_is_no_text_is_left_out(course, backend):
    folder = course.submit("ada", honest())
    (folder / os.fsdecode(b"table\xff.txt")).write_text("x")
    outcomes = grade_all(course, backend)
    (result,) = outcomes["ada"].results.values()
    assert (result.state, result.score) == ("scored", 4.0)
    assert [note for note in result.repairs if "no text in UTF-8" in note]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("data", "data/x.csv"), ("data/x.csv", "data"), ("ps1.ipynb/x.csv", "y.csv")],
)
def test_a_file_in_the_place_of_a_folder_is_left_out(course, backend, theirs, ours):
    given = course.root / "source/ps1" / ours
    given.parent.mkdir(exist_ok=True)
    given.write_text("ours")
    folder = course.submit("ada", honest())
    if theirs.startswith("ps1"):
        (folder / "ps1.ipynb").unlink()
    (folder / theirs).parent.mkdir(exist_ok=True)
    (folder / theirs).write_text("theirs")
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "graded"}
    (result,) = outcomes["ada"].results.values()
    assert result.score == (0.0 if theirs.startswith("ps1") else 4.0)
    assert [note for note in result.repairs if theirs in note]
    assert (course.root / "autograded/ada/ps1" / ours).read_text() == "ours"


def test_a_file_with_a_very_long_name_is_left_out(course, backend):
    """It may be too long for the folder of what is graded."""
    deep = course.submit("ada", honest()).joinpath(*["d" * 200] * 6)
    deep.mkdir(parents=True)
    (deep / "x").write_text("x")
    (result,) = grade_all(course, backend)["ada"].results.values()
    assert (result.state, result.score) == ("scored", 4.0)
    assert [note for note in result.repairs if "more than 1000 bytes" in note]


@pytest.mark.parametrize("closed", ["ps1.ipynb", "x.csv", "data", "."])
def test_what_may_not_be_read_is_no_students_zero(course, backend, monkeypatch, closed):
    folder = course.submit("ada", honest())
    course.submit("bob", honest())
    (folder / "x.csv").write_text("1")
    (folder / "data").mkdir()
    path = str((folder / closed).resolve())

    def refusing(do):
        def done(what=".", *args, **kwargs):
            if str(what) == path:
                raise PermissionError(13, "Permission denied", path)
            return do(what, *args, **kwargs)

        return done

    for name in ("open", "scandir", "listdir"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "failed", "bob": "graded"}
    assert "Permission denied" in outcomes["ada"].reason
    monkeypatch.undo()
    assert statuses(grade_all(course, backend))["ada"] == "graded"
    assert score(course, "ada") == 4.0


def test_a_notebook_that_is_still_being_written_is_left_for_the_next_run(
    course, backend
):
    whole = json.dumps(honest()).encode()
    folder = course.submit("ada", whole[: len(whole) // 2])
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "arriving"}
    assert results(course) == []
    with (folder / "ps1.ipynb").open("ab") as file:
        file.write(whole[len(whole) // 2 :])
    assert statuses(grade_all(course, backend)) == {"ada": "graded"}
    assert score(course, "ada") == 4.0


def test_a_notebook_that_stays_torn_is_unreadable(course, backend):
    whole = json.dumps(honest()).encode()
    folder = course.submit("ada", whole[: len(whole) // 2])
    os.utime(folder / "ps1.ipynb", (1e9, 1e9))
    (result,) = grade_all(course, backend)["ada"].results.values()
    assert (result.state, result.score) == ("unreadable", 0.0)


class Busy(LocalBackend):
    """Workers of a machine that gives a notebook time only if it is alone."""

    def __init__(self, workers):
        super().__init__(workers)
        self.running = 0

    def submit(self, task):
        self.running += 1
        return self._pool.submit(self._grade, task)

    def _grade(self, task):
        busy = self.running > 1
        limits = replace(task.limits, call=0.05, patience=1.0) if busy else task.limits
        result = grade_surely(replace(task, limits=limits), self._zygote)
        self.running -= 1
        return result


def test_what_the_clock_stopped_among_others_is_graded_alone(course):
    slow = answered(source_notebook(), square=SLOW, apply=RIGHT_APPLY)
    for student in ("ada", "bob", "cyd"):
        course.submit(student, slow)
    backend = Busy(2)
    outcomes = grade_all(course, backend)
    backend.close()
    assert statuses(outcomes) == dict.fromkeys(("ada", "bob", "cyd"), "graded")
    assert {score(course, name) for name in outcomes} == {4.0}


BUSY_BESIDE = """
import os, time
def square(x):
    for _ in range(50):
        if os.fork() == 0:
            os.setsid()
            while True: pass
    time.sleep(600)
"""
COMPUTES = """
import time
def square(x):
    end = time.process_time() + 0.4
    while time.process_time() < end: pass
    return x * x
"""


@pytest.mark.nightly
def test_fifty_busy_processes_beside_an_honest_student_cost_nothing(course):
    course.submit(
        "ada", answered(source_notebook(), square=COMPUTES, apply=RIGHT_APPLY)
    )
    course.submit("mallory", answered(source_notebook(), square=BUSY_BESIDE))
    backend = LocalBackend(2)
    app = load_course(course.root)
    recorder = Recorder(app.coursedir, app.config)
    limits = Limits(cell=5, call=2, patience=2.0, grace=1)
    grader = Autograder(app.coursedir, recorder, "ps1", limits)
    outcomes = {one.student: one for one in grader.run(backend)}
    recorder.close()
    backend.close()
    assert statuses(outcomes) == {"ada": "graded", "mallory": "graded"}
    assert (score(course, "ada"), score(course, "mallory")) == (4.0, 0.0)


def test_a_full_disk_loses_nothing(course, backend, monkeypatch):
    for student in ("ada", "bob"):
        course.submit(student, honest())
    real = Path.write_text

    def full(self, *args, **kwargs):
        if "ada" in str(self) and self.suffix == ".ipynb":
            raise OSError(28, "No space left on device")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full)
    outcomes = grade_all(course, backend)
    monkeypatch.undo()
    assert statuses(outcomes) == {"ada": "failed", "bob": "graded"}
    assert not (course.root / "autograded/ada/ps1").exists()
    assert list((course.root / "autograded/ada").iterdir()) == []
    assert statuses(grade_all(course, backend)) == {"ada": "graded", "bob": "skipped"}
    assert score(course, "ada") == 4.0


def test_a_locked_database_is_waited_for(course, backend):
    course.submit("ada", honest())
    grade_all(course, backend)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sqlite3, sys\n"
            "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "c.execute('begin immediate'); print('locked', flush=True)\n"
            "sys.stdin.read()",
            str(course.root / "gradebook.db"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    holder.stdout.readline()
    told = []

    def let_go():
        told.append("let go")
        holder.stdin.close()

    threading.Timer(1.5, let_go).start()
    assert statuses(grade_all(course, backend, force=True)) == {"ada": "graded"}
    assert told == ["let go"]
    holder.wait()
    holder.stdout.close()


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("write", marks=pytest.mark.nightly),
        "commit",
        pytest.param("rename", marks=pytest.mark.nightly),
    ],
)
def test_killed_at_any_stage_and_started_again(course, backend, stage):
    for student in ("ada", "bob", "cyd"):
        course.submit(student, honest())
    code = f"""
import os, signal, sys
from pathlib import Path
from proctor.grading import autograde
from proctor.record import gradebook
from proctor.course.folders import load_course
from proctor.confine.limits import Limits
from proctor.grading.local import LocalBackend
from proctor.grading.notebook import grade_surely
def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)
count = 0
def second(real):
    def wrapped(*a, **k):
        global count
        count += 1
        return die() if count == 2 else real(*a, **k)
    return wrapped
stage = {stage!r}
if stage == "write":
    autograde.Autograder._write_folder = second(autograde.Autograder._write_folder)
if stage == "commit":
    gradebook._write_results = second(gradebook._write_results)
if stage == "rename":
    autograde._replace = second(autograde._replace)
app = load_course(Path({str(course.root)!r}))
recorder = gradebook.Recorder(app.coursedir, app.config)
limits = {LIMITS!r}
grader = autograde.Autograder(app.coursedir, recorder, "ps1", limits)
list(grader.run(LocalBackend(1)))
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=120)
    assert done.returncode == -signal.SIGKILL
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "skipped", "bob": "graded", "cyd": "graded"}
    assert {score(course, name) for name in outcomes} == {4.0}
    for name in outcomes:
        json.loads((course.root / f"autograded/{name}/ps1/ps1.ipynb").read_text())
    rows = sqlite3.connect(course.root / "gradebook.db").execute(
        "select count(*) from grade"
    )
    assert rows.fetchone()[0] == 3 * 3


def test_an_unknown_assignment_is_said_to_be_that(course):
    app = load_course(course.root)
    recorder = Recorder(app.coursedir)
    with pytest.raises(CourseError, match="generate_assignment nope"):
        recorder.sources("nope")
    recorder.close()


def test_links_are_never_followed(course):
    secret = course.root / "secret.txt"
    secret.write_text("secret")
    folder = course.submit("ada", honest())
    (folder / "a.txt").symlink_to(secret)
    (folder / "deep").symlink_to(course.root)
    (folder / "ps1.ipynb").unlink()
    (folder / "ps1.ipynb").symlink_to(course.root / "source/ps1/ps1.ipynb")
    app = load_course(course.root)
    (found,) = find_submissions(app.coursedir, "ps1").items()
    submission = read_submission(app.coursedir, *found)
    assert submission.files == submission.notebooks == {}
    assert len(submission.notes) == 3


def test_what_is_too_much_is_left_out_by_name_and_the_notebook_read(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(folders, "MAX_NOTES", 3)
    limits = Limits(beside_file=1000, beside_total=1500)
    for name, size in {"a": 900, "b": 1200, "c": 700, "d": 200, "z.ipynb": 300}.items():
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", 2 << 30)  # two gigabytes that take no room
    files, notes = read_files(tmp_path, [], limits=limits)
    assert sorted(files) == ["a", "d", "z.ipynb"]
    assert notes == [
        "left out 'b': larger than 0 MB",
        "left out 'c': more than 0 MB together",
        "left out 'huge': larger than 0 MB",
    ]
    for name in ("k", "l"):
        (tmp_path / name).write_bytes(b"x" * 1200)
    _, notes = read_files(tmp_path, [], limits=limits)
    assert notes[3:] == ["left out 2 more"]


def test_no_sandbox_is_recorded_in_the_gradebook(course):
    course.submit("ada", honest())
    backend = LocalBackend(1, "none")
    grade_all(course, backend)
    backend.close()
    app = load_course(course.root)
    recorder = Recorder(app.coursedir)
    (row,) = recorder.results("ps1")
    recorder.close()
    assert (row["sandbox"], row["score"], row["state"]) == ("none", 4.0, "scored")


FOREVER = "import time\nwhile True:\n    time.sleep(0.1)"


def session(leader):
    """Return the living processes that a process and its children started."""
    found = {leader}
    for _ in range(10):
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                state, parent = (
                    (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                )
                if int(parent) in found and state != "Z":
                    found.add(int(entry.name))
    return found


def alive(process):
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.nightly
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_program_leaves_nothing_behind(course, number):
    """No process, no half-written folder, and no waiting for what still runs."""
    course.submit("ada", honest())
    slow = answered(source_notebook(), square=STUB, apply=RIGHT_APPLY)
    slow["cells"].insert(0, code_cell(FOREVER))
    for name in ("bob", "cyd", "dan"):
        course.submit(name, slow)
    command = [sys.executable, "-m", "proctor", "autograde", "ps1", "--workers", "2"]
    options = ["--cell-seconds", "600", "--course", str(course.root)]
    program = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
    graded = course.root / "autograded" / "ada" / "ps1" / "ps1.ipynb"
    while not graded.exists():
        assert program.poll() is None
        time.sleep(0.1)
    processes = session(program.pid)
    assert len(processes) > 3
    program.send_signal(number)
    words = program.communicate(timeout=120)[1]
    assert program.returncode == 130
    assert "what is recorded stays" in words
    for _ in range(600):
        if not any(map(alive, processes)):
            break
        time.sleep(0.1)
    assert not any(map(alive, processes))
    assert list(course.root.rglob(".proctor-*")) == []
    assert score(course, "ada") == 4.0


def essay_of(course, student):
    with Gradebook(course.db_url, "test") as gradebook:
        essay = gradebook.find_grade("essay", "ps1", "ps1", student)
        return essay.manual_score, essay.needs_manual_grade


def write_essay(course, student, words, square=RIGHT_SQUARE):
    submitted = answered(source_notebook(), square=square, apply=RIGHT_APPLY)
    submitted["cells"][-1]["source"] = words
    return course.submit(student, submitted)


def confirm(course, student, cell, score):
    """Give a mark as the formgrader does."""
    with Gradebook(course.db_url, "test") as gradebook:
        grade = gradebook.find_grade(cell, "ps1", "ps1", student)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def test_a_confirmed_mark_waits_again_only_if_its_answer_changed(course, backend):
    write_essay(course, "ada", "Because.")
    write_essay(course, "bob", "Because.")
    grade_all(course, backend)
    confirm(course, "ada", "essay", 2.0)  # bob's waits
    grade_all(course, backend, force=True)
    assert essay_of(course, "ada") == (2.0, False)
    assert essay_of(course, "bob") == (None, True)
    write_essay(course, "ada", "Because.", square=STUB)  # another answer changed
    grade_all(course, backend)
    assert (essay_of(course, "ada"), score(course, "ada")) == ((2.0, False), 4.0)
    write_essay(course, "ada", "Therefore.")
    grade_all(course, backend)
    assert essay_of(course, "ada") == (2.0, True)
    grade_all(course, backend, force=True)  # nobody has confirmed it meanwhile
    assert essay_of(course, "ada") == (2.0, True)


def test_a_mark_that_overrules_a_test_waits_if_the_test_finds_anything_new(
    course, backend
):
    def waits():
        with Gradebook(course.db_url, "test") as gradebook:
            grade = gradebook.find_grade("test-square", "ps1", "ps1", "ada")
            return grade.needs_manual_grade

    course.submit("ada", answered(source_notebook()))
    grade_all(course, backend)
    confirm(course, "ada", "test-square", 1.0)
    grade_all(course, backend, force=True)
    assert not waits()
    course.submit("ada", honest())
    grade_all(course, backend)
    assert waits()


def test_new_points_for_an_answer_ask_for_its_mark_again(course, backend):
    write_essay(course, "ada", "Because.")
    grade_all(course, backend)
    confirm(course, "ada", "essay", 2.0)
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.find_graded_cell("essay", "ps1", "ps1").max_score = 6
        gradebook.db.commit()
    grade_all(course, backend)
    assert essay_of(course, "ada") == (2.0, True)


@pytest.mark.parametrize("by", ["score", "file"])
def test_what_another_program_graded_is_graded_anew_and_flagged(course, backend, by):
    course.submit("ada", honest())
    course.submit("mal", answered(source_notebook()))
    grade_all(course, backend)
    path = course.root / "autograded" / "mal" / "ps1" / "ps1.ipynb"
    if by == "score":
        with Gradebook(course.db_url, "test") as gradebook:
            grade = gradebook.find_grade("test-square", "ps1", "ps1", "mal")
            grade.auto_score = 2.0
            gradebook.db.commit()
        assert score(course, "mal") == 2.0
    else:
        path.unlink()
        path.write_text(json.dumps(course.graded("ada")))
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "skipped", "mal": "graded"}
    (note,) = outcomes["mal"].suspicious
    assert "another program than proctor" in note
    assert score(course, "mal") == 0.0
    assert course.graded("mal") != course.graded("ada")
    assert set(statuses(grade_all(course, backend)).values()) == {"skipped"}
    (row,) = (row for row in results(course) if row["student"] == "mal")
    assert row["details"]["suspicious"] == [note]


def test_a_person_who_changes_a_mark_is_no_other_program(course, backend):
    course.submit("ada", honest())
    grade_all(course, backend)
    confirm(course, "ada", "test-square", 0.5)
    confirm(course, "ada", "essay", 3.0)
    assert statuses(grade_all(course, backend)) == {"ada": "skipped"}


def test_who_was_stopped_before_the_notebook_stood_in_its_place_accuses_nobody(
    course, backend
):
    """The transaction is committed, the folder is still the one before."""
    course.submit("ada", answered(source_notebook()))
    grade_all(course, backend)
    folder = course.root / "autograded" / "ada" / "ps1"
    shutil.copytree(folder, course.root / "before")
    for answers in (STUB, RIGHT_SQUARE):  # and once more
        course.submit("ada", answered(source_notebook(), square=answers + "\n"))
        grade_all(course, backend)
        shutil.rmtree(folder)
        shutil.copytree(course.root / "before", folder)
    outcomes = grade_all(course, backend)
    assert statuses(outcomes) == {"ada": "graded"}
    assert outcomes["ada"].suspicious == []
    assert any(RIGHT_SQUARE in one["source"] for one in course.graded("ada")["cells"])
    assert statuses(grade_all(course, backend)) == {"ada": "skipped"}
