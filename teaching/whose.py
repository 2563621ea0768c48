"""Whose data stands in whose submission: ``python -m teaching.whose 90_own_data``.

An exercise whose data hang on a login has its test print ``login: ...``; that line
stands in the graded notebook. Where the data are somebody else's, so is the answer:
talk to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import nbformat
import typer

from teaching.gradebook import course_here

LINE = re.compile(r"^login: ([\w.@-]{1,40})$", re.M)


def logins(path: Path) -> Iterator[str]:
    """Yield the logins that the tests of a graded notebook printed."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            text = "".join(o.get("text", "") for o in cell.outputs)
            yield from LINE.findall(text)


def main(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
) -> None:
    """Print the submissions whose data belong to somebody else."""
    course = course_here()
    graded = Path(course.root) / course.autograded_directory
    paths = sorted(graded.glob(f"*/{assignment}/*.ipynb"))
    if not paths:
        raise SystemExit(f"error: nothing is graded in {graded}/*/{assignment}")
    silent = []
    for path in paths:
        student = path.relative_to(graded).parts[0]
        found = set(logins(path))
        silent += [] if found else [student]
        for other in sorted(found - {student}):
            print(f"{student} answered for {other}'s data")
    print(f"{len(paths)} looked at", end="")
    print(f"; no login in: {', '.join(silent)}" if silent else "")


if __name__ == "__main__":
    typer.run(main)
