"""The same class on Dask workers and in PostgreSQL gives the same gradebook."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from proctor.confine.limits import Limits
from proctor.course.folders import load_course
from proctor.grading.autograde import Autograder
from proctor.grading.local import LocalBackend
from proctor.record.gradebook import Recorder

from tests import courses
from tests.courses import answered, honest, source_notebook

pytestmark = pytest.mark.slow
LIMITS = Limits(cell=5, call=2, grace=3)
ANSWERS = {
    "ada": honest,
    "bob": lambda: answered(source_notebook()),
    "cyd": lambda: answered(
        source_notebook(), square="def square(x): return x ** 2", essay="Because."
    ),
}


def grade_all(course, backend):
    app = load_course(course.root)
    recorder = Recorder(app.coursedir, app.config)
    try:
        grader = Autograder(app.coursedir, recorder, "ps1", LIMITS)
        return {one.student: one.status for one in grader.run(backend)}
    finally:
        recorder.close()


def rows(course):
    """Return all grades and comments, without the random identifiers."""
    with Gradebook(course.db_url, "test") as gradebook:
        found = [
            (s.student.id, grade.name, grade.auto_score, grade.needs_manual_grade)
            for s in gradebook.assignment_submissions("ps1")
            for notebook in s.notebooks
            for grade in notebook.grades
        ]
        found += [
            (s.student.id, comment.name, comment.auto_comment)
            for s in gradebook.assignment_submissions("ps1")
            for notebook in s.notebooks
            for comment in notebook.comments
        ]
    return sorted(found, key=repr)


def submit_all(course):
    for student, notebook in ANSWERS.items():
        course.submit(student, notebook())


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What one local worker and SQLite give."""
    course = courses.make_course(tmp_path_factory.mktemp("expected"))
    submit_all(course)
    backend = LocalBackend(1)
    grade_all(course, backend)
    backend.close()
    return rows(course)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A Dask scheduler and two workers, processes of their own on loopback."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    base = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen(
            [*base, "--scheduler-file", str(file), "--host", "127.0.0.1", "--port", "0",
             "--no-dashboard"],
            **quiet,
        )
    ]  # fmt: skip
    processes.append(
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker",
             "--scheduler-file", str(file), "--nworkers", "2", "--nthreads", "1",
             "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(folder)],
            **quiet,
        )
    )  # fmt: skip
    from distributed import Client

    with Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        yield client.scheduler.address
    for process in processes[::-1]:
        process.terminate()
        process.wait(20)


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_dask_workers_give_the_same_gradebook(course, scheduler, expected):
    from proctor.grading.cluster import DaskBackend

    submit_all(course)
    backend = DaskBackend(scheduler)
    assert backend.workers == 2
    assert backend.ready() in ("root", "user")
    statuses = grade_all(course, backend)
    backend.close()
    assert set(statuses.values()) == {"graded"}
    assert rows(course) == expected


def _postgres_tool(name: str) -> str | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = (folder / name for folder in folders if (folder / name).exists())
    return str(next(found, None) or shutil.which(name) or "") or None


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A PostgreSQL server of this test's own, on loopback."""
    initdb, control = _postgres_tool("initdb"), _postgres_tool("pg_ctl")
    if initdb is None or control is None:
        required = os.environ.get("REQUIRE_POSTGRESQL") == "1"
        (pytest.fail if required else pytest.skip)("PostgreSQL is not installed")
    folder = Path("/tmp" if os.geteuid() == 0 else tmp_path_factory.mktemp("pg"))
    folder = folder / f"proctor-postgres-{os.getpid()}"
    folder.mkdir(mode=0o700)
    become = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(*command):
        subprocess.run(
            [*become, *command], check=True, cwd="/", stdout=subprocess.DEVNULL,
            timeout=120,
        )  # fmt: skip

    data = str(folder / "data")
    call(initdb, "-D", data, "-U", "nbgrader", "--auth=trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -F"
    call(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield f"postgresql+psycopg://nbgrader@127.0.0.1:{port}/postgres"
    call(control, "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_postgresql_gives_the_same_gradebook(tmp_path, postgres, expected):
    course = courses.make_course(tmp_path / "course", db_url=postgres)
    submit_all(course)
    backend = LocalBackend(2)
    statuses = grade_all(course, backend)
    assert set(statuses.values()) == {"graded"}
    assert rows(course) == expected
    assert set(grade_all(course, backend).values()) == {"skipped"}
    backend.close()
