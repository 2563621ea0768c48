"""Small courses to grade: built by hand, so that no other package is involved."""

from __future__ import annotations

import functools
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from proctor.course.folders import make_tools_findable

HIDDEN = 271828  # appears in the hidden test and must appear nowhere else

SETUP = """
import numpy as np

def submission(name):
    provider = globals().get("__submission_provider__")

    def call(*args, **kwargs):
        if provider is None:
            return globals()[name](*args, **kwargs)
        outcome = provider.call(name, args, kwargs)
        problem = outcome["error"] or outcome["refused"]
        if problem:
            raise AssertionError(f"{name} failed: {problem}")
        return outcome["value"]

    return call
"""

STUB = "def square(x):\n    raise NotImplementedError()"

TEST = f"""
f = submission("square")
score = 0.0
try:
    if f(3) == 9 and f(-2.5) == 6.25:
        score += 1
    else:
        print("square gives another number")
except Exception as error:
    print("square does not work:", type(error).__name__)
### BEGIN HIDDEN TESTS
try:
    x = np.array([{HIDDEN}.0, 2.0])
    if np.array_equal(f(x), [{HIDDEN}.0**2, 4.0]):
        score += 1
    else:
        print("square gives another array")
except Exception as error:
    print("square fails for an array:", type(error).__name__)
### END HIDDEN TESTS
score
"""

APPLY_STUB = "def apply(f, x):\n    raise NotImplementedError()"

APPLY_TEST = """
g = submission("apply")
score = 0.0
try:
    seen = []

    def secret(x):
        seen.append(x)
        return x + 1000

    if g(secret, 5) == 1005 and seen == [5]:
        score = 2.0
    else:
        print("apply does not give what the function gives")
except Exception as error:
    print("apply does not work:", type(error).__name__)
score
"""

RIGHT_SQUARE = "def square(x):\n    return x * x"
RIGHT_APPLY = "def apply(f, x):\n    return f(x)"


def nbgrader_cell(
    kind: str, source: str, grade_id: str, points: float | None = None, **flags: bool
) -> dict[str, Any]:
    """Return a cell with nbgrader metadata."""
    metadata = {"grade": False, "solution": False, "locked": False, "task": False}
    metadata |= flags | {"grade_id": grade_id, "schema_version": 3}
    if points is not None:
        metadata["points"] = points
    cell = {"cell_type": kind, "source": source.strip(), "id": grade_id}
    cell["metadata"] = {"nbgrader": metadata}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def source_notebook() -> dict[str, Any]:
    """Return the instructor's notebook of the assignment ``ps1``."""
    code, locked = "code", {"locked": True}
    cells = [
        nbgrader_cell(code, SETUP, "setup", locked=True),
        nbgrader_cell(code, STUB, "square", solution=True),
        nbgrader_cell(code, TEST, "test-square", 2.0, grade=True, **locked),
        nbgrader_cell(code, APPLY_STUB, "apply", solution=True),
        nbgrader_cell(code, APPLY_TEST, "test-apply", 2.0, grade=True, **locked),
        nbgrader_cell("markdown", "Why?", "essay", 3.0, grade=True, solution=True),
    ]
    return as_notebook(cells)


def plain_notebook() -> dict[str, Any]:
    """Return a notebook whose tests share the process with the student's code."""
    test = "assert square(3) == 9\nassert square(-1) == 1"
    half = "(square(3) == 9) * 1.5 + 0.5"
    cells = [
        nbgrader_cell("code", STUB, "square", solution=True),
        nbgrader_cell("code", test, "test-1", 2.0, grade=True, locked=True),
        nbgrader_cell("code", half, "test-2", 2.0, grade=True, locked=True),
    ]
    return as_notebook(cells)


def as_notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of these cells."""
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": spec}}
    return notebook | {"nbformat": 4, "nbformat_minor": 5}


def code_cell(source: str) -> dict[str, Any]:
    """Return a cell of the student's own."""
    cell: dict[str, Any] = {"cell_type": "code", "source": source, "metadata": {}}
    return cell | {"outputs": [], "execution_count": None}


def released(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return what students get: no hidden tests."""
    notebook = json.loads(json.dumps(notebook))
    for cell in notebook["cells"]:
        head, mark, rest = cell["source"].partition("### BEGIN HIDDEN TESTS\n")
        if mark:
            cell["source"] = head + rest.partition("### END HIDDEN TESTS\n")[2]
    return notebook


def answered(notebook: dict[str, Any], **answers: str) -> dict[str, Any]:
    """Return a released notebook with these sources in its solution cells."""
    notebook = released(notebook)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    return notebook


def honest() -> dict[str, Any]:
    """Return a submission that deserves full marks."""
    return answered(source_notebook(), square=RIGHT_SQUARE, apply=RIGHT_APPLY)


@dataclass
class Course:
    """A course folder with a gradebook, as ``generate_assignment`` leaves it."""

    root: Path
    db_url: str
    notebooks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def submit(
        self, student: str, notebook: Any, name: str = "ps1", assignment: str = "ps1"
    ) -> Path:
        """Write a submission; a notebook may also be bytes."""
        folder = self.root / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        raw = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        (folder / f"{name}.ipynb").write_bytes(raw)
        return folder

    def graded(self, student: str, assignment: str = "ps1", name: str = "ps1") -> Any:
        """Return the autograded notebook."""
        folder = self.root / "autograded" / student / assignment
        return json.loads((folder / f"{name}.ipynb").read_text())


CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "test"
c.CourseDirectory.db_url = {db_url!r}
"""


def make_course(
    root: Path,
    notebook: dict[str, Any] | None = None,
    db_url: str | None = None,
    assignment: str = "ps1",
) -> Course:
    """Create a course with one assignment of one notebook, both of the same name."""
    notebook = notebook or source_notebook()
    db_url = db_url or f"sqlite:///{root / 'gradebook.db'}"
    for step, content in (("source", notebook), ("release", released(notebook))):
        folder = root / step / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{assignment}.ipynb").write_text(json.dumps(content))
    (root / "nbgrader_config.py").write_text(CONFIG.format(db_url=db_url))
    (root / "submitted").mkdir(exist_ok=True)
    fill_gradebook(db_url, assignment, notebook)
    return Course(root, db_url, {assignment: notebook})


@functools.cache
def blank_gradebook() -> bytes:
    """Return a gradebook without assignments: making one takes nbgrader seconds."""
    make_tools_findable()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{path}", "test"):
            pass
        return path.read_bytes()


def fill_gradebook(db_url: str, assignment: str, notebook: dict[str, Any]) -> None:
    """Put the assignment's cells into the gradebook, as nbgrader's SaveCells does."""
    import nbformat
    from nbgrader.utils import compute_checksum

    make_tools_findable()
    kind, _, path = db_url.partition(":///")
    if kind == "sqlite" and not Path(path).exists():
        Path(path).write_bytes(blank_gradebook())
    where = (assignment, assignment)
    with Gradebook(db_url, "test") as gradebook:
        gradebook.add_assignment(assignment)
        spec = json.dumps(notebook["metadata"]["kernelspec"])
        gradebook.add_notebook(assignment, assignment, kernelspec=spec)
        for cell in nbformat.from_dict(notebook).cells:
            meta = cell.metadata.nbgrader
            name, kind = meta.grade_id, cell.cell_type
            if meta.grade:
                points = {"max_score": meta.points, "cell_type": kind}
                gradebook.add_grade_cell(name, *where, **points)
            if meta.solution:
                gradebook.add_solution_cell(name, *where)
            values = {"cell_type": kind, "source": cell.source}
            locked = meta.locked or (meta.grade and not meta.solution)
            values |= {"checksum": compute_checksum(cell), "locked": locked}
            gradebook.add_source_cell(name, *where, **values)


def source_of(notebook: dict[str, Any], name: str = "ps1") -> Any:
    """Return what proctor knows of a notebook, without a gradebook."""
    import nbformat
    from nbgrader.utils import compute_checksum
    from proctor.course.assignment import SourceCell, arrange

    known = {}
    for cell in nbformat.from_dict(notebook).cells:
        meta = cell.metadata.get("nbgrader")
        if meta is None:
            continue
        known[meta.grade_id] = SourceCell(
            meta.grade_id,
            cell.cell_type,
            cell.source,
            compute_checksum(cell),
            locked=bool(meta.locked),
            grade=bool(meta.grade),
            solution=bool(meta.solution),
            points=float(meta.get("points", 0)),
        )
    return arrange(name, known, notebook["metadata"]["kernelspec"], notebook)
