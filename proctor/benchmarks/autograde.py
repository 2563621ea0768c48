"""Autograding, stock and proctor side by side: notebooks a minute, and where they go.

    python proctor/benchmarks/autograde.py [--students 40] [--csv FILE] [--otter FILE]

All grade the same submissions on the same machine, one after the other. The *bare
limit* is what the notebooks' cells themselves cost: exec'd in warm forks, with no
Jupyter, no sandbox and no gradebook. With ``--otter``, the command of an otter-grader 7
that has an environment of its own (with NumPy and ipykernel), the NumPy notebooks are
graded by it, too.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from proctor.confine.limits import Limits  # noqa: E402
from proctor.course.assignment import text  # noqa: E402
from proctor.forks.client import Zygote  # noqa: E402
from proctor.grading.tasks import Task  # noqa: E402

from tests import courses, test_inert  # noqa: E402

PATHS = [*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT / "src")]
ENVIRONMENT = os.environ | {
    "OMP_NUM_THREADS": "1",
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    "PYTHONPATH": os.pathsep.join(PATHS),
}
PLUG_IN = "from proctor.nbgrader_plugin import configure\nconfigure(c)\n"
Kind = tuple[str, str, str]  # stub, right answer, test

NUMPY: Kind = (
    "def softmax(z): ...",
    """
import numpy as np

def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
    """
f = submission("softmax")
score = 0.0
if np.allclose(f(np.array([1000.0, 1000.0])), 0.5):
    score += 1
if np.allclose(f(np.random.default_rng(0).normal(size=(50, 9))).sum(-1), 1):
    score += 1
score
""",
)
TORCH: Kind = (
    "def train(x, y, steps): ...",
    """
import torch

def train(x, y, steps):
    torch.manual_seed(0)
    model = torch.nn.Linear(x.shape[1], 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x)[:, 0], y)
        loss.backward()
        optimizer.step()
    return loss.detach()
""",
    """
import torch

f = submission("train")
x = torch.eye(4).repeat(8, 1)
score = 0.0
if f(x, x[:, 0], 40) < 0.2:
    score += 1
if f(x, x[:, 0], 1) > f(x, x[:, 0], 20):
    score += 1
score
""",
)


def notebook(kind: Kind) -> dict[str, Any]:
    """Return an instructor's notebook with two questions of this kind."""
    stub, _, test = kind
    code = courses.nbgrader_cell
    cells = [code("code", courses.SETUP, "setup", locked=True)]
    for n in (1, 2):
        cells.append(code("code", stub, f"answer-{n}", solution=True))
        cells.append(code("code", test, f"test-{n}", 2.0, grade=True, locked=True))
    return courses.as_notebook(cells)


def submission(kind: Kind) -> dict[str, Any]:
    """Return a notebook that deserves full marks."""
    answers = {"answer-1": kind[1], "answer-2": kind[1]}
    return courses.answered(notebook(kind), **answers)


def make_class(root: Path, kind: Kind, students: int) -> courses.Course:
    """Write a course with so many right submissions."""
    course = courses.make_course(root, notebook(kind))
    for number in range(students):
        course.submit(f"s{number:03d}", submission(kind))
    return course


def fresh(course: courses.Course, to: Path) -> Path:
    """Copy a course that is not graded yet."""
    shutil.copytree(course.root, to)
    config = courses.CONFIG.format(db_url=f"sqlite:///{to / 'gradebook.db'}")
    (to / "nbgrader_config.py").write_text(config)
    return to


def run(command: list[str], folder: Path, given: str = "") -> tuple[float, str]:
    """Run a command that must succeed; return its seconds and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        input=given,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return seconds, done.stdout


def stock(folder: Path) -> float:
    """Grade by ``nbgrader autograde``; return the seconds."""
    return run(["nbgrader", "autograde", "ps1"], folder)[0]


def proctor(folder: Path) -> float:
    """Grade by ``proctor autograde`` from a cold start; return the seconds."""
    return run([sys.executable, "-m", "proctor", "autograde", "ps1"], folder)[0]


STEADY = """
import sys, time
from pathlib import Path
from proctor.grading.autograde import Autograder
from proctor.grading.local import LocalBackend
from proctor.course.folders import load_course
from proctor.record.gradebook import Recorder
from proctor.confine.limits import Limits
app = load_course(Path())
recorder = Recorder(app.coursedir, app.config)
grader = Autograder(app.coursedir, recorder, "ps1", Limits())
backend = LocalBackend(int(sys.argv[1]))
backend.ready()
started = time.perf_counter()
outcomes = list(grader.run(backend))
print(time.perf_counter() - started)
assert all(one.status == "graded" for one in outcomes), outcomes
backend.close()
"""

BARE = """
import gc, json, os, sys, time
import IPython.core.interactiveshell, numpy, torch._dynamo, matplotlib.pyplot
gc.collect(); gc.freeze(); gc.disable()
notebooks = json.load(sys.stdin)
started = time.perf_counter()
for cells in notebooks:
    pid = os.fork()
    if pid == 0:
        names = {}
        for cell in cells:
            exec(cell, names)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
print(time.perf_counter() - started)
"""


def steady(folder: Path, workers: int) -> float:
    """Grade in a process that is warm, as in the midst of a large class."""
    return float(run([sys.executable, "-c", STEADY, str(workers)], folder)[1])


def bare_limit(course: courses.Course) -> float:
    """Exec the same cells in warm forks; return the seconds."""
    notebooks = []
    for path in sorted((course.root / "submitted").glob("*/ps1/ps1.ipynb")):
        cells = json.loads(path.read_text())["cells"]
        notebooks.append([text(c["source"]) for c in cells if c["cell_type"] == "code"])
    command = [sys.executable, "-c", BARE]
    return float(run(command, course.root, json.dumps(notebooks))[1])


def dask(folder: Path) -> float:
    """Grade on two Dask workers that are warm; return the seconds."""
    from distributed import LocalCluster
    from proctor.course.folders import load_course
    from proctor.grading.autograde import Autograder
    from proctor.grading.cluster import DaskBackend
    from proctor.record.gradebook import Recorder

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options) as cluster:
        backend = DaskBackend(cluster.scheduler_address)
        backend.ready()
        app = load_course(folder)
        recorder = Recorder(app.coursedir, app.config)
        grader = Autograder(app.coursedir, recorder, "ps1", Limits())
        started = time.perf_counter()
        outcomes = list(grader.run(backend))
        seconds = time.perf_counter() - started
        assert all(one.status == "graded" for one in outcomes)
        recorder.close()
        backend.close()
    return seconds


OTTER_SETTINGS = """# ASSIGNMENT CONFIG
name: ps1
run_tests: false
solutions_pdf: false
template_pdf: false
export_cell: false
check_all_cell: false
tests:
  files: false
"""
OTTER_TESTS = """
import numpy as np
assert np.allclose(softmax(np.array([1000.0, 1000.0])), 0.5)
assert np.allclose(softmax(np.random.default_rng(0).normal(size=(50, 9))).sum(-1), 1)
"""


def otter_notebook() -> dict[str, Any]:
    """Return the NumPy notebook as an assignment of Otter's."""

    def cell(kind: str, source: str) -> dict[str, Any]:
        made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
        return made | (
            {"outputs": [], "execution_count": None} if kind == "code" else {}
        )

    cells = [cell("raw", OTTER_SETTINGS)]
    for n in (1, 2):
        cells += [
            cell("raw", f"# BEGIN QUESTION\nname: q{n}\npoints: 2"),
            cell("raw", "# BEGIN SOLUTION"),
            cell("code", NUMPY[1].strip()),
            cell("raw", "# END SOLUTION"),
            cell("raw", "# BEGIN TESTS"),
            cell("code", OTTER_TESTS.strip()),
            cell("raw", "# END TESTS"),
            cell("raw", "# END QUESTION"),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def otter(command: Path, folder: Path, students: int) -> float:
    """Grade right notebooks by ``otter run``, one by one; return the seconds."""
    folder.mkdir()
    (folder / "ps1.ipynb").write_text(json.dumps(otter_notebook()))
    own = {"PATH": os.pathsep.join([str(command.parent), os.environ["PATH"]])}
    own |= {"OMP_NUM_THREADS": "1", "HOME": os.environ["HOME"]}

    def call(*words: str | Path) -> None:
        subprocess.run(
            [command, *words], cwd=folder, env=own, capture_output=True, check=True
        )

    call("assign", "ps1.ipynb", "dist")
    (archive,) = (folder / "dist" / "autograder").glob("*.zip")
    solved = folder / "dist" / "autograder" / "ps1.ipynb"
    started = time.perf_counter()
    for number in range(students):
        out = folder / f"s{number:03d}"
        out.mkdir()
        call("run", "--no-logo", "-a", archive, "-o", out, shutil.copy(solved, out))
    seconds = time.perf_counter() - started
    for path in folder.glob("s*/results.json"):
        tests = json.loads(path.read_text())["tests"]
        assert sum(test.get("score", 0) for test in tests) == 4, path
    return seconds


def sanitizing(repeats: int = 20) -> float:
    """Return the milliseconds of reading a notebook and making it inert.

    An honest one: tables, formulas, links and comparison signs, and a picture.
    """
    from proctor.grading.reading import Reader

    source = courses.source_of(notebook(NUMPY))
    handed_in = submission(NUMPY)
    words = {"cell_type": "markdown", "metadata": {}, "source": test_inert.HONEST}
    handed_in["cells"].append(words)
    picture = {"image/png": test_inert.png((600, 400)), "text/plain": "<Figure>"}
    shown = {"output_type": "display_data", "metadata": {}, "data": picture}
    handed_in["cells"].append(courses.code_cell("plt.show()") | {"outputs": [shown]})
    task = Task(source, json.dumps(handed_in).encode())
    seconds = []
    with Zygote() as zygote:
        for _ in range(repeats + 1):  # the first would wait for the start
            with Reader.of(zygote, task.limits) as reader:
                started = time.perf_counter()
                repaired = reader.read(task)
                reader.make_inert(json.dumps(repaired.notebook), task)
                seconds.append(time.perf_counter() - started)
        zygote.end_kept()
    return 1000 * sum(seconds[1:]) / repeats


def sandbox_share(repeats: int = 20) -> float:
    """Return the milliseconds that confining both processes of a notebook takes.

    From the request for a process to its first word, with a sandbox and without; how
    they end is left out, for without one each process has to be hunted down.
    """
    message = {"type": "files", "files": {}}
    with Zygote("best") as confined, Zygote("none") as free:
        seconds = {confined: 0.0, free: 0.0}
        for turn in range(repeats + 1):  # the first would wait for the start
            for zygote in seconds:
                for role in ("candidate", "examiner"):
                    started = time.perf_counter()
                    fork = zygote.fork(role, Limits())
                    fork.channel.send(message)
                    fork.channel.receive(time.monotonic() + 60)
                    seconds[zygote] += (time.perf_counter() - started) * (turn > 0)
                    fork.end()
    return 1000 * (seconds[confined] - seconds[free]) / repeats


def memory_of_candidates(count: int = 20) -> float:
    """Return the proportional set size of so many torch candidates, in GB."""
    source = f"{TORCH[1]}\ntrain(torch.eye(4), torch.ones(4), 9)"
    with Zygote() as zygote:
        forks = [zygote.fork("candidate", Limits()) for _ in range(count)]
        for fork in forks:
            fork.channel.send({"type": "run", "source": source})
            assert not fork.channel.receive(time.monotonic() + 60)["failed"]
        total = sum(proportional(pid) for pid in [zygote.pid, *descendants(zygote.pid)])
        for fork in forks:
            fork.end()
    return total / (1 << 20)


def proportional(pid: int) -> int:
    """Return the proportional set size of a process in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def descendants(pid: int) -> list[int]:
    """Return all processes below one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [p for child in children for p in [int(child), *descendants(int(child))]]


def measure(
    students: int, base: Path, otters: Path | None
) -> dict[str, tuple[float, str]]:
    """Return each figure and what it should be."""
    figures: dict[str, tuple[float, str]] = {}
    seconds: dict[str, float] = {}
    classes = {}
    for name, kind, least in (("torch", TORCH, "≥ 25"), ("numpy", NUMPY, "≥ 15")):
        course = classes[name] = make_class(base / name, kind, students)
        seconds[name] = stock(fresh(course, base / f"{name}-stock"))
        ours = proctor(fresh(course, base / f"{name}-proctor"))
        rate = 60 * students / seconds[name]
        figures[f"{name}: stock, notebooks a minute"] = rate, ""
        figures[f"{name}: proctor, notebooks a minute"] = 60 * students / ours, ""
        figures[f"{name}: proctor, one worker ÷ stock"] = seconds[name] / ours, least
    if otters is not None:
        theirs = otter(otters.absolute(), base / "otter", students)
        figures["numpy: otter run, notebooks a minute"] = 60 * students / theirs, ""
    torch = classes["torch"]
    plugged = fresh(torch, base / "plug-in")
    with (plugged / "nbgrader_config.py").open("a") as config:
        config.write(PLUG_IN)
    ratio = seconds["torch"] / stock(plugged)
    figures["torch: nbgrader autograde with proctor ÷ stock"] = ratio, "≥ 5"
    bare = bare_limit(torch)
    one = steady(fresh(torch, base / "one"), 1)
    two = steady(fresh(torch, base / "two"), 2)
    far = dask(fresh(torch, base / "dask"))
    figures["bare limit, ms a notebook"] = 1000 * bare / students, ""
    figures["proctor warm, ms a notebook"] = 1000 * one / students, ""
    figures["wall time ÷ bare limit, one worker"] = one / bare, "< 2"
    figures["two workers ÷ one"] = one / two, "≥ 1.7"
    figures["Dask, two workers ÷ two local"] = two / far, "≥ 0.9"
    figures["sandbox, ms a notebook"] = sandbox_share(), "< 20"
    figures["sanitizing, ms a notebook"] = sanitizing(), "< 10"
    single = make_class(base / "single", TORCH, 1)
    figures["first result, cold, s"] = proctor(single.root), "≤ 3"
    figures["20 candidates, GB"] = memory_of_candidates(), "< 1.5"
    return figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--csv", type=Path, help="where to write the table")
    parser.add_argument("--otter", type=Path, help="the command of otter-grader 7")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures = measure(options.students, Path(folder), options.otter)
    rows = [(f"figure ({options.students} submissions)", "measured", "goal")]
    rows += [(name, f"{value:.2f}", goal) for name, (value, goal) in figures.items()]
    for row in rows:
        print(" | ".join(row))
    if options.csv:
        with options.csv.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
