"""A class of two hundred, twenty of it hostile, on a bad day of the grading machine.

The zygote is killed twice, the disk is full once, and once somebody holds the
gradebook's lock. In the end each honest student has the marks that the answers deserve,
and each hostile one what an honest grader gives, with words that say why.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from proctor.confine.limits import MEGABYTE, Limits
from proctor.course.folders import load_course
from proctor.grading.autograde import Autograder
from proctor.grading.local import LocalBackend
from proctor.record.gradebook import Recorder

from tests.attacks.catalogue import ATTACKS
from tests.courses import RIGHT_APPLY, RIGHT_SQUARE, answered, source_notebook

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
LIMITS = Limits(
    cell=10, call=5, notebook=30, grace=3, memory=512 * MEGABYTE, disk=64 * MEGABYTE
)
NUMBERS_ALONE = "def square(x):\n    return float(x) ** 2"  # no array: half of two
HONEST = [  # answers, and what they deserve
    ({"square": RIGHT_SQUARE, "apply": RIGHT_APPLY}, 4.0),
    ({"square": RIGHT_SQUARE}, 2.0),
    ({"apply": RIGHT_APPLY}, 2.0),
    ({"square": NUMBERS_ALONE, "apply": RIGHT_APPLY}, 3.0),
    ({"square": "def square(x):\n    return 2 * x"}, 0.0),
    ({}, 0.0),
]
HOSTILE = ATTACKS[:: len(ATTACKS) // 20][:20]
LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("begin immediate")
print("locked", flush=True)
time.sleep(5)
"""


def submit_all(course):
    """Hand in for everybody; return what each deserves."""
    deserved = {}
    for i in range(180):
        answers, worth = HONEST[i % len(HONEST)]
        course.submit(f"s{i:03d}", answered(source_notebook(), **answers))
        deserved[f"s{i:03d}"] = worth
    for i, attack in enumerate(HOSTILE):
        name = f"s{9 * i:03d}-hostile"  # spread over the class
        folder = course.submit(name, attack.submission())
        for file, content in attack.files.items():
            (folder / file).write_bytes(content)
        deserved[name] = attack.deserved
    return deserved


def grade_all(course, backend, on_outcome=lambda count: None):
    app = load_course(course.root)
    recorder = Recorder(app.coursedir, app.config)
    try:
        grader = Autograder(app.coursedir, recorder, "ps1", LIMITS)
        outcomes = {}
        for one in grader.run(backend):
            outcomes[one.student] = one
            on_outcome(len(outcomes))
        return outcomes
    finally:
        recorder.close()


def words_of_tests(notebook):
    """Return what the tests themselves print: what does not work."""
    return "".join(
        output.get("text", "")
        for cell in nbformat.reads(notebook, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test-")
        for output in cell.outputs
    )


def test_a_class_on_a_bad_day(course, monkeypatch):
    deserved = submit_all(course)
    assert len(deserved) == 200
    backend = LocalBackend(2)
    full, holders = [], []
    real = Path.write_text

    def write_text(self, *args, **kwargs):
        if "s100" in str(self) and self.suffix == ".ipynb" and not full:
            full.append(self)
            raise OSError(28, "No space left on device")
        return real(self, *args, **kwargs)

    def misfortune(count):
        if count in (40, 120):
            os.kill(backend._zygote.pid, signal.SIGKILL)
        if count == 80:
            command = [sys.executable, "-c", LOCK, str(course.root / "gradebook.db")]
            holders.append(subprocess.Popen(command, stdout=subprocess.PIPE))
            assert holders[0].stdout.readline() == b"locked\n"

    monkeypatch.setattr(Path, "write_text", write_text)
    first = grade_all(course, backend, misfortune)
    assert len(full) == len(holders) == 1
    with holders[0]:
        assert holders[0].wait() == 0
    # What failed was ours, is said, and is taken up by the next run.
    failed = {name for name, one in first.items() if one.status == "failed"}
    assert "s100" in failed
    assert all(first[name].reason for name in failed)
    second = grade_all(course, backend)
    backend.close()
    expected = {n: "graded" if n in failed else "skipped" for n in deserved}
    assert {name: one.status for name, one in second.items()} == expected

    with Gradebook(course.db_url, "test") as gradebook:
        scores = {
            name: gradebook.find_submission("ps1", name).score for name in deserved
        }
    assert {n: s for n, s in scores.items() if s != deserved[n]} == {}
    hostile = (name for name in deserved if "hostile" in name)
    for name, attack in zip(hostile, HOSTILE, strict=True):
        (result,) = (second if name in failed else first)[name].results.values()
        told = [result.reason, *result.repairs, *result.suspicious]
        assert any(told) or words_of_tests(result.notebook), (attack.name, result)
        if result.state != "scored":
            assert result.reason, attack.name
    states = Counter(
        next(iter(one.results.values())).state
        for name, one in first.items()
        if one.results and "hostile" not in name
    )
    assert set(states) == {"scored"}
