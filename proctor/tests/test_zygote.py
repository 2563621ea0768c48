"""A process that the machine does not allow is a fault of the grader's."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from proctor.confine.limits import Limits
from proctor.errors import Fault
from proctor.forks import zygote as forks
from proctor.forks.client import Zygote
from proctor.forks.zygote import serve

from tests.test_sandbox import as_ordinary_user


class Full:
    """A machine on which nothing can be started: `ulimit -u` is reached."""

    def fork(self):
        raise BlockingIOError(11, "Resource temporarily unavailable")


class FullZygote(Zygote):
    """A zygote that serves from a thread of this process."""

    def _start(self):
        self._sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ready = {"sandbox": "root"}
        self.starts = getattr(self, "starts", 0) + 1
        self.thread = threading.Thread(target=serve, args=(theirs, Full(), 60.0))
        self.thread.start()
        self.theirs = theirs


def test_a_fork_that_fails_is_a_fault_and_ends_no_zygote():
    zygote = FullZygote()
    for _ in range(2):
        with pytest.raises(Fault, match=r"no process could be started.*unavailable"):
            zygote.fork("candidate", Limits(), [])
    assert zygote.starts == 1
    zygote._sock.close()
    zygote.thread.join()
    zygote.theirs.close()


def test_orders_that_wait_for_a_busy_process_arrive_one_by_one():
    """A candidate is killed, and then its processes are counted."""
    with Zygote(packages=()) as zygote:
        fork = zygote.fork("candidate", Limits())
        signal.pidfd_send_signal(fork.handle, signal.SIGSTOP)
        fork.kill()
        goes_on = threading.Timer(
            0.2, signal.pidfd_send_signal, (fork.handle, signal.SIGCONT)
        )
        goes_on.start()
        assert fork.processes() is not None
        goes_on.join()
        fork.end()


def imported(zygote, names):
    """Return which of some modules a fork has from the beginning."""
    source = f"import sys; print([n for n in {names} if n in sys.modules])"
    fork = zygote.fork("candidate", Limits())
    fork.channel.send({"type": "run", "source": source, "given": []})
    (output,) = fork.channel.receive(time.monotonic() + 30)["outputs"]
    fork.end()
    return eval(output["text"])


def test_what_an_instructor_imports_is_imported_once_but_not_the_courses_own(
    tmp_path, monkeypatch
):
    (tmp_path / "of_the_course.py").write_text("import wave\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    names = ["of_the_course", "wave", "nbgrader.utils"]
    statements = [
        "import of_the_course",
        "import nothing",
        "from nbgrader import utils",
    ]
    with Zygote(packages=()) as zygote:
        assert imported(zygote, names) == []
        zygote.learn(statements)
        assert imported(zygote, names) == ["wave", "nbgrader.utils"]
        started = zygote.pid
        zygote.learn(statements)
        assert zygote.pid == started


def test_what_starts_a_thread_is_not_imported(tmp_path, monkeypatch):
    """A process with threads cannot be forked."""
    (tmp_path / "busy.py").write_text(
        "import threading, time, wave\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with Zygote(packages=()) as zygote:
        zygote.learn(["import busy"])
        assert imported(zygote, ["busy", "wave"]) == []


def test_an_import_that_ends_its_process_costs_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "ends.py").write_text("import os\nos._exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with Zygote(packages=()) as zygote:
        zygote.learn(["import ends"])
        assert imported(zygote, ["sys", "ends"]) == ["sys"]


def test_an_import_that_says_much_or_never_ends_stops_nobody(tmp_path, monkeypatch):
    """Into a pipe that nobody reads, 64 kB fit: the third notebook waited for ever."""
    talks = "import sys, wave\nsys.stderr.write('x' * 40_000)\n"
    (tmp_path / "talks.py").write_text(talks)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with Zygote(packages=()) as zygote:
        started = zygote.pid
        for number in range(4):
            zygote.learn(["import talks", f"import n{number}"])
        assert imported(zygote, ["wave"]) == ["wave"]
        assert zygote.pid == started
    monkeypatch.setattr(forks, "SECONDS_IN_A_FORK", 0.2)
    assert forks.in_a_fork(lambda: time.sleep(60)) == []
    assert forks.in_a_fork(lambda: ["wave"] * 30_000) == ["wave"] * 30_000


FEW = """
import json, resource
from proctor.confine.limits import Limits
from proctor.errors import Fault
from proctor.forks.client import Zygote
from proctor.grading.notebook import grade
from proctor.grading.tasks import Task
from tests.courses import honest, source_notebook, source_of

task = Task(source_of(source_notebook()), json.dumps(honest()).encode())
found = []
with Zygote(packages=()) as zygote:
    assert zygote.sandbox == "user"
    for most in range(2, 10):
        hard = resource.prlimit(zygote.pid, resource.RLIMIT_NPROC)[1]
        resource.prlimit(zygote.pid, resource.RLIMIT_NPROC, (most, hard))
        try:
            found.append(grade(task, zygote).score)
        except Fault:
            found.append("fault")
print(json.dumps(found))
"""


@pytest.mark.nightly
def test_few_processes_are_a_fault_or_enough_and_no_students_zero():
    """Whatever it is that cannot be started: an examiner, a snapshot, a student's."""
    done = subprocess.run(
        as_ordinary_user(FEW),
        cwd=Path(__file__).parents[1],  # whose `tests` is meant
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"fault", 4.0}, found
