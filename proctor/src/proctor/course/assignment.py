"""What the instructor says an assignment is: cells, points and their order."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

_HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*$|\Z)", re.M | re.S
)


@dataclass(frozen=True)
class SourceCell:
    """One cell that nbgrader knows, as the gradebook has it.

    ``source`` contains hidden tests and no solutions. ``points`` is 0 for cells
    that are not graded.
    """

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool = False
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def is_test(self) -> bool:
        """Whether this is an autograded test cell."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def metadata(self) -> dict[str, Any]:
        """The cell's nbgrader metadata, schema version 3."""
        metadata: dict[str, Any] = {
            "grade": self.grade,
            "grade_id": self.grade_id,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": self.task,
            "checksum": self.checksum,
            "cell_type": self.cell_type,
        }
        return metadata | ({"points": self.points} if self.grade or self.task else {})


@dataclass(frozen=True)
class SourceNotebook:
    """One notebook of an assignment, in the instructor's order.

    ``preparations`` are instructor's cells that the examiner runs before the test
    of the same index (or after the last test), ``texts`` the instructor's Markdown.
    """

    name: str
    cells: list[SourceCell]
    kernelspec: dict[str, Any] = field(default_factory=dict)
    preparations: dict[int, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    @property
    def tests(self) -> list[SourceCell]:
        """The autograded test cells in order."""
        return [cell for cell in self.cells if cell.is_test]

    @property
    def split(self) -> bool:
        """Whether a test asks by ``submission()``; then the examiner runs them all."""
        return any(uses_submission(cell.source) for cell in self.tests)

    @property
    def given(self) -> set[str]:
        """Names of functions that students are given in read-only cells.

        One that a solution cell defines, too, is the student's.
        """
        locked = [cell for cell in self.cells if cell.locked and not cell.grade]
        own = [cell for cell in self.cells if cell.solution]
        given = {name for cell in locked for name in defined(cell.source)}
        return given - {name for cell in own for name in defined(cell.source)}

    @cached_property
    def imports(self) -> list[str]:
        """The import statements of the instructor's cells, each once.

        Not those of hidden tests: what is imported beforehand, every process can see.
        """
        sources = [cell.source for cell in self.cells if cell.cell_type == "code"]
        sources += [one for many in self.preparations.values() for one in many]
        shown = [_HIDDEN.sub("", one) for one in sources]
        return list(dict.fromkeys(one for text in shown for one in imports(text)))

    @property
    def points(self) -> float:
        """What all autograded and hand-graded cells are worth."""
        return sum(cell.points for cell in self.cells)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SourceNotebook:
        """Build from what `to_dict` returned."""
        cells = [SourceCell(**cell) for cell in data["cells"]]
        return cls(**(data | {"cells": cells}))


def arrange(
    name: str,
    known: dict[str, SourceCell],
    kernelspec: dict[str, Any],
    original: dict[str, Any] | None,
) -> SourceNotebook:
    """Put the gradebook's cells into the order of the instructor's notebook.

    Parameters
    ----------
    known
        The gradebook's cells by grade id; the gradebook has no order.
    original
        The instructor's notebook (source or release) as JSON, if there is one.
    """
    if original is None:
        return SourceNotebook(name, list(known.values()), kernelspec, {})
    ordered: list[SourceCell] = []
    preparations: dict[int, list[str]] = {}
    tests = 0
    for cell in original.get("cells", []):
        grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        spec = known.get(grade_id)
        if spec is not None and spec not in ordered:
            ordered.append(spec)
        if spec is not None and spec.is_test:
            tests += 1
        elif prepares(cell, spec):
            source = spec.source if spec is not None else text(cell["source"])
            preparations.setdefault(tests, []).append(source)
    rest = [cell for cell in known.values() if cell not in ordered]
    cells = [*ordered, *rest]
    texts = [
        text(cell.get("source", ""))
        for cell in original.get("cells", [])
        if cell.get("cell_type") == "markdown"
    ]
    return SourceNotebook(name, cells, kernelspec, preparations, texts)


def prepares(cell: dict[str, Any], spec: SourceCell | None) -> bool:
    """Whether the examiner runs this instructor's cell before the tests.

    It runs read-only cells, and cells of nothing but imports.
    """
    if cell.get("cell_type") != "code":
        return False
    if spec is not None:
        return spec.locked and not spec.grade
    return only_imports(text(cell.get("source", "")))


def only_imports(source: str) -> bool:
    """Whether a cell holds import statements and nothing else but magics."""
    lines = [line for line in source.splitlines() if not line.startswith(("%", "!"))]
    try:
        body = ast.parse("\n".join(lines)).body
    except SyntaxError:
        return False
    kinds = (ast.Import, ast.ImportFrom)
    return bool(body) and all(isinstance(node, kinds) for node in body)


def imports(source: str) -> list[str]:
    """Return the import statements of a cell, those within functions, too."""
    try:
        nodes = [*ast.walk(ast.parse(source))]
    except SyntaxError:
        return []
    kinds = (ast.Import, ast.ImportFrom)
    return [ast.unparse(node) for node in nodes if isinstance(node, kinds)]


def defined(source: str) -> list[str]:
    """Return the names of the functions that a cell defines."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return re.findall(r"^def (\w+)", source, re.MULTILINE)
    return [node.name for node in body if isinstance(node, ast.FunctionDef)]


def text(source: Any) -> str:
    """Return a cell's source, which JSON may hold as a list of lines."""
    return source if isinstance(source, str) else "".join(map(str, source))


def uses_submission(source: str) -> bool:
    """Whether a test cell asks for the student's objects by ``submission(...)``."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "submission"
        for node in ast.walk(tree)
    )
