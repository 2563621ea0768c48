"""What an exercise says of itself: its first lines, and the table at its end.

All of it is derived: points and titles from the cells, hours from the points, PyTorch
from the imports, megabytes and minutes from ``book/install.csv``, which
``benchmarks/install.py`` measures.
"""

from __future__ import annotations

import csv
import json
import math
import re
import textwrap
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from neuronbook.pages.teaching import hours_for

ROOT = Path(__file__).resolve().parent.parent
COSTS = ROOT / "book" / "install.csv"
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.S)
HEADING = re.compile(r"^## (.+?)(?: \([\d.]+ points?.*\))?$", re.M)

HEAD = """\
**Before you start.** {points} points, about {hours}. {decided} The last code cell shows
where you stand.

The first code cell installs what is missing. From nothing, with JupyterLab, {packages},
that is {megabytes} MB to download and {disk} MB on the disk: {minutes} where we
measured it. After that you need no network."""

LIGHT = "NumPy, SciPy and matplotlib"
TORCH = (
    "NumPy, SciPy, matplotlib, scikit-learn and PyTorch (for the CPU; with CUDA it is "
    "far larger)"
)

STANDING = """\
## Where you stand

Run the next cell whenever you like. For each question it shows the points that its test
cell gave when it last ran, and what is decided later: by checks that run when you hand
in, or by a person. After a restart of the kernel, run the test cells again first."""

PROGRESS = """\
from neuronbook.checking import progress

progress([
{questions}
])"""

RESET = """\
**To start one question over**, save the notebook, run these two lines in a new cell,
and reload the notebook (in JupyterLab: *File*, *Reload Notebook from Disk*; if it says
that the file has changed, choose *Revert*):

```python
from neuronbook.reset import reset
reset("{question}")
```

In a terminal, this does the same:

```bash
python -m neuronbook.reset {file} {question}
```

What you had written, as the notebook was last saved, is kept in `{kept}`,
beside the notebook; changes that were not saved are lost. {names}"""


def needs_torch(notebook: NotebookNode) -> bool:
    """Whether the student sees a cell that imports PyTorch."""
    code = [HIDDEN.sub("", c.source) for c in notebook.cells if c.cell_type == "code"]
    return any(re.search(r"^(import|from) torch\b", cell, re.M) for cell in code)


def questions(notebook: NotebookNode) -> list[tuple[str, str | None, float]]:
    """List title, name (None if a person reads it) and points of each question."""
    found, title = [], ""
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and not graded:
            title = (HEADING.findall(cell.source) or [title])[-1]
        if graded.get("grade"):
            name = None if graded["solution"] else graded["grade_id"]
            points = float(f"{graded['points']:g}")
            found.append((title, name and name.removeprefix("test-"), points))
    return found


def head(notebook: NotebookNode) -> str:
    """Write what a student wants to know before the first question."""
    listed = questions(notebook)
    tested = sum(points for _, name, points in listed if name)
    by_hand = sum(points for _, name, points in listed if not name)
    decided = "Tests decide all of them, some only when you hand in."
    if by_hand:
        decided = (
            f"Tests decide {tested:g} of them, some only when you hand in; "
            f"a person reads what the other {by_hand:g} are for."
        )
    hours = hours_for(tested + by_hand)
    torch = needs_torch(notebook)
    cost = costs()["torch" if torch else ""]
    minutes = math.ceil(float(cost["seconds"]) / 60)
    text = HEAD.format(
        points=f"{tested + by_hand:g}",
        hours=f"{hours:g} hours, in two sittings" if hours > 3 else f"{hours:g} hours",
        decided=decided,
        packages=TORCH if torch else LIGHT,
        megabytes=cost["fetched_mb"],
        disk=cost["installed_mb"],
        minutes="a minute" if minutes == 1 else f"{minutes} minutes",
    )
    return "\n\n".join(textwrap.fill(part, 88) for part in text.split("\n\n"))


def costs() -> dict[str, dict[str, str]]:
    """Read what an install costs, by the extra that is installed."""
    with COSTS.open(encoding="utf-8") as file:
        return {row["extra"]: row for row in csv.DictReader(file)}


def last_cells(notebook: NotebookNode, file: str) -> list[NotebookNode]:
    """Make the cells that end an exercise: where one stands, and how to start over."""
    lines = [
        f"    ({json.dumps(title, ensure_ascii=False)}, "
        f"{json.dumps(name) if name else None}, {points:g}),"
        for title, name, points in questions(notebook)
    ]
    names = [
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    reset = RESET.format(
        question=names[0],
        file=file,
        kept=f"{Path(file).stem}.kept.md",
        names=f"The questions are called {', '.join(f'`{name}`' for name in names)}.",
    )
    *above, below = reset.split("\n\n")
    below = textwrap.fill(below, 88, break_on_hyphens=False)
    cells = [
        nbformat.v4.new_markdown_cell(STANDING, id="standing"),
        nbformat.v4.new_code_cell(
            PROGRESS.format(questions="\n".join(lines)), id="given-progress"
        ),
        nbformat.v4.new_markdown_cell("\n\n".join([*above, below]), id="reset"),
    ]
    cells[1].metadata["nbgrader"] = nbformat.from_dict(
        {
            "grade": False,
            "grade_id": "given-progress",
            "locked": True,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
    )
    return cells
