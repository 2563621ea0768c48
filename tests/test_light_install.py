"""What an install is said to hold is enough: exercises and chapters run with it.

Nothing is fetched. In a process where every other package is hidden, the code runs as
after ``pip install neuronbook`` or one of its extras; ``benchmarks/install.py`` makes
the real install, and measures it.
"""

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from _ext.execution import KERNEL_ARGUMENTS
from tests.catalogue import ROOT, assignments, source
from tools.chapters import NEEDED
from tools.generate import sources
from tools.way_in import HIDDEN, needs_torch

HIDE = """
from importlib.machinery import PathFinder

HIDDEN = frozenset({hidden!r})
find = PathFinder.find_spec


def find_spec(name, path=None, target=None):
    return None if name in HIDDEN else find(name, path, target)


PathFinder.find_spec = find_spec
"""

RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for code in json.load(sys.stdin):
    done = shell.run_cell(code)
    assert done.success, code
print("STANDING", done.result)
"""


def installed_with(extra):
    """Name the distributions that come with ``neuronbook[extra]``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = project["optional-dependencies"] | {"": []}
    waiting = [*project["dependencies"], *ours[extra]]
    found, seen = set(), set()
    while waiting:
        wanted = Requirement(waiting.pop())
        name = canonicalize_name(wanted.name)
        if name == "neuronbook":
            waiting += [line for one in wanted.extras for line in ours[one]]
            continue
        for one in {"", *wanted.extras} - {e for n, e in seen if n == name}:
            seen.add((name, one))
            try:
                needed = map(Requirement, requires(name) or [])
            except PackageNotFoundError:  # for another system, say
                continue
            found.add(name)
            for line in needed:
                if line.marker is None or line.marker.evaluate({"extra": one}):
                    waiting.append(str(line))
    return found


def hidden_without(extra):
    """Name the modules of this environment that such an install would lack."""
    kept = installed_with(extra)
    return {
        module
        for module, names in packages_distributions().items()
        if not kept & set(map(canonicalize_name, names)) and module != "neuronbook"
    }


@pytest.fixture
def light(tmp_path):
    """Make an environment in which all but one extra is hidden."""

    def environment(extra):
        hidden = hidden_without(extra)
        (tmp_path / "sitecustomize.py").write_text(HIDE.format(hidden=sorted(hidden)))
        path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
        return os.environ | {"PYTHONPATH": path, "MPLBACKEND": "agg"}

    return environment


def test_the_light_install_is_light():
    assert {"torch", "sklearn", "altair", "pandas", "nbgrader"} <= hidden_without("")
    assert not {"numpy", "scipy", "matplotlib", "IPython"} & hidden_without("")
    assert "torch" not in hidden_without("torch")
    assert {"jupyter_book", "nbgrader"} <= hidden_without("chapters")


def test_a_chapters_notebook_asks_for_each_package_that_it_installs():
    """An install for the exercises has only some of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        canonicalize_name(Requirement(line).name)
        for line in extras["torch"] + extras["chapters"]
    }
    owners = packages_distributions()
    asked = {canonicalize_name(owners.get(name, [name])[0]) for name in NEEDED}
    assert asked == wanted


@pytest.mark.nightly
@pytest.mark.parametrize("assignment", assignments())
def test_an_exercise_runs_with_what_it_installs(assignment, light, tmp_path):
    notebook = source(assignment)
    code = [HIDDEN.sub("", c.source) for c in notebook.cells if c.cell_type == "code"]
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(code),
        env=light("torch" if needs_torch(notebook) else ""),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "✗" not in done.stdout
    standing = done.stdout.partition("STANDING")[2]
    assert "points so far" in standing
    assert "not run" not in standing


@pytest.mark.nightly
@pytest.mark.parametrize("chapter", [path.stem for path in sources("book")])
def test_a_chapters_notebook_runs_with_what_it_installs(chapter, light, tmp_path):
    """Away from the repository, as on Colab."""
    path = ROOT / "book" / "notebooks" / f"{chapter}.ipynb"
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    setup = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert "neuronbook[chapters]" in setup.source
    client = NotebookClient(
        notebook,
        timeout=300,
        extra_arguments=[*KERNEL_ARGUMENTS],
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute(env=light("chapters"))
