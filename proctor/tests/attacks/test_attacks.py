"""Every attack of the catalogue, and that nothing of what it tries happens."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from proctor.confine.limits import MEGABYTE
from proctor.forks.client import Zygote
from proctor.grading.notebook import grade
from proctor.grading.tasks import Task

from tests.attacks.catalogue import ATTACKS, LEAKS, LIMITS, Attack
from tests.attacks.listener import Listener
from tests.courses import honest, source_notebook, source_of
from tests.test_sandbox import as_ordinary_user

SOURCE = source_of(source_notebook())


@pytest.fixture(scope="module")
def zygote():
    os.environ["PROCTOR_CANARY"] = "CANARY-secret"
    with bystander(), Zygote() as zygote:
        assert zygote.sandbox in ("root", "user")  # it is ready: no test waits for it
        yield zygote
    del os.environ["PROCTOR_CANARY"]


@contextlib.contextmanager
def bystander():
    """Somebody's process, with a secret in its command line and its environment."""
    code = "import sys; sys.stdin.read()"
    secret = os.environ | {"PROCTOR_CANARY": "CANARY-secret"}
    with subprocess.Popen(
        [sys.executable, "-c", code, "CANARY"], stdin=subprocess.PIPE, env=secret
    ) as process:
        yield
        process.stdin.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Files that no submission may read or change, and a listener."""
    root = tmp_path_factory.mktemp("course")
    for name in (
        "gradebook.db",
        "source/ps1/ps1.ipynb",
        "submitted/next/ps1/ps1.ipynb",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("CANARY " + name)
    listener = Listener(root)
    yield root, listener
    listener.close()


def contents(root: Path) -> dict[str, str]:
    return {
        str(path): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def processes_of(zygote: Zygote) -> list[int]:
    """Return the living descendants of the zygote."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(entry)] = int(parent)
    found, new = set(), {zygote.pid}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new}
        found |= new
    return sorted(found)


def no_process_left(zygote: Zygote) -> list[int]:
    for _ in range(600):
        left = processes_of(zygote)
        if not left:
            return []
        time.sleep(0.05)
    return left


def student_output(notebook: str) -> str:
    """Return all outputs, and the sources of test cells without their hidden part."""
    cells = json.loads(notebook)["cells"]
    return json.dumps([cell.get("outputs", []) for cell in cells])


ACTIVE = re.compile(r"<[^>]*(script|onerror|onload|iframe|svg|javascript:)", re.I)


def active_markup(notebook: str) -> list[str]:
    """Return HTML that would act in a page that shows outputs and texts."""
    cells = json.loads(notebook)["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    texts = [cell["source"] for cell in cells if cell["cell_type"] != "code"]
    assert not any(cell["cell_type"] == "raw" for cell in cells)
    pages = [markdown2html_mistune(text) for text in texts]
    shown = [
        text
        for output in outputs
        for mime, text in output.get("data", {}).items()
        if mime != "text/plain"
    ]
    return [text for text in [*shown, *pages] if ACTIVE.search(text)]


def run(attack: Attack, zygote: Zygote, files: dict[str, bytes]):
    content = attack.submission()
    task = Task(SOURCE, content, files | attack.files, {}, LIMITS)
    return grade(task, zygote)


SAMPLE = ATTACKS[::6]


def sampled(attack: Attack):
    """Leave most of the attacks to the night: one takes a second."""
    marks = () if attack in SAMPLE else pytest.mark.nightly
    return pytest.param(attack, id=attack.name, marks=marks)


@pytest.mark.slow
@pytest.mark.parametrize("attack", map(sampled, ATTACKS))
def test_attack_gains_nothing_and_harms_nobody(attack, zygote, course):
    root, listener = course
    before = contents(root)
    files = {"root.txt": str(root).encode(), "path.txt": listener.path.encode()}
    files["port.txt"] = str(listener.port).encode()
    result = run(attack, zygote, files)

    assert result.score == attack.deserved, result.cells
    assert {cell.grade_id for cell in result.cells} == {"test-square", "test-apply"}
    if attack.state is not None:
        assert (result.state, result.reason) == (attack.state, result.reason)
    if result.state != "scored":
        assert result.reason
    shown = student_output(result.notebook)
    assert [word for word in LEAKS if word in shown] == []
    assert active_markup(result.notebook) == []
    assert len(result.notebook) < 20 * MEGABYTE
    assert contents(root) == before
    assert listener.reached == []
    zygote.end_kept()
    assert no_process_left(zygote) == []

    task = Task(SOURCE, json.dumps(honest()).encode(), limits=LIMITS)
    following = grade(task, zygote)
    assert (following.state, following.score) == ("scored", 4.0), following


def test_there_are_at_least_sixty_attacks_and_their_names_differ():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60


@pytest.mark.parametrize(
    "name",
    [
        "the course folder, gradebook and home",
        pytest.param("the network and other sockets", marks=pytest.mark.nightly),
        pytest.param("secrets of the environment", marks=pytest.mark.nightly),
    ],
)
def test_these_succeed_without_a_sandbox(name, tmp_path):
    """What the checks above look for is there to be found."""
    (attack,) = (one for one in ATTACKS if one.name == name)
    (tmp_path / "gradebook.db").write_text("CANARY")
    listener = Listener(tmp_path)
    files = {"root.txt": str(tmp_path).encode(), "path.txt": listener.path.encode()}
    files["port.txt"] = str(listener.port).encode()
    with bystander(), Zygote("none") as free:
        shown = student_output(run(attack, free, files).notebook)
    listener.close()
    harmed = not (tmp_path / "gradebook.db").exists()
    assert harmed or listener.reached or any(word in shown for word in LEAKS)


AGAIN = """
import os, sys, tempfile
sys.path.insert(0, os.getcwd())
import pytest
assert os.geteuid() != 0
own = ["-p", "no:cacheprovider", "--basetemp", tempfile.mkdtemp() + "/tests"]
chosen = ["-k", "test_attack_gains_nothing", "-q", sys.argv[1]]
sys.exit(pytest.main([*own, *chosen]))
"""


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="this user is an ordinary one")
def test_all_attacks_as_an_ordinary_user():
    """Then the student's code and what watches over it are one user's."""
    done = subprocess.run(
        [*as_ordinary_user(AGAIN), __file__],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
