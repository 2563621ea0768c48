"""Start one question of an exercise over: its released cell comes back.

In the notebook, ``reset("softmax")``; in a terminal::

    python -m neuronbook.reset stable_softmax.ipynb softmax

What the student had written is not lost: as the notebook was last saved, it is added to
a file beside it, ``stable_softmax.kept.md``, before the notebook is touched. The
released cells come with the package (``released.json``), so no network is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, TypedDict

RELEASED = Path(__file__).with_name("released.json")


class Released(TypedDict):
    """What a cell of the release was."""

    cell_type: str
    source: str


class CannotReset(Exception):
    """A sentence for the student: why nothing was changed."""


def reset(question: str, notebook: str | Path | None = None) -> None:
    """Put the released cell of a question back, and say what to do next.

    Parameters
    ----------
    question : str
        The name of the function that is to be written, as in the notebook's table.
    notebook : str or Path, optional
        The notebook's file. By default the one that this runs in, if its file is known:
        on Colab it is not, and the released cell is printed, to be pasted.
    """
    path = own_file() if notebook is None else Path(notebook)
    try:
        if path is None:
            cell = released_anywhere(question)
            print(
                f"This notebook's file is unknown here. Paste this into the cell of "
                f"{question}:\n\n{cell}"
            )
            return
        print(restored(path, question))
    except CannotReset as error:
        print(f"Nothing was changed: {error}")


def restored(path: Path, question: str) -> str:
    """Put a released cell back, and say what was kept and what to do next.

    Raises
    ------
    CannotReset
        As `restore` does.
    """
    if not path.is_file():
        raise CannotReset(f"there is no file {path}")
    saved = time.strftime("%H:%M", time.localtime(path.stat().st_mtime))
    kept = restore(path, question)
    if kept is None:
        what = f"So it was when the notebook was last saved, at {saved}."
    else:
        what = (
            f"What you had written, as it was last saved, at {saved}, is in "
            f"{kept.name}; changes that were not saved are not in it."
        )
    return (
        f"{question} in {path.name} is as it was released. {what} Now reload the "
        f"notebook: in JupyterLab, File, Reload Notebook from Disk (if it says that "
        f"the file has changed, choose Revert). Then run the cell, and its test."
    )


def restore(path: Path, question: str) -> Path | None:
    """Put a released cell back into a notebook's file.

    Parameters
    ----------
    path : Path
        The notebook.
    question : str
        The grade id of the cell.

    Returns
    -------
    Path or None
        The file that holds what the student had written; None if that was nothing.

    Raises
    ------
    CannotReset
        If the notebook cannot be read, or has no such cell, or more than one.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if _answers(cell)]
        names = [grade_id(cell) for cell in cells]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CannotReset(f"{path} is not a notebook that can be read") from error
    if question not in names:
        known = ", ".join(dict.fromkeys(names))
        raise CannotReset(
            f"{question!r} is not one of: {known}"
            if known
            else f"{path.name} has no question"
        )
    if names.count(question) > 1:
        raise CannotReset(
            f"{path.name} has {names.count(question)} cells called {question!r}. If "
            f"you split the cell, select its parts and merge them (in JupyterLab: "
            f"Edit, Merge Selected Cells). If you pasted a copy, delete it. Then save "
            f"the notebook, and try again"
        )
    cell = cells[names.index(question)]
    released = _released_cell(names, question)
    kept = None
    if _source(cell) != released["source"]:
        kept = _keep(path, question, cell)
    _put_back(cell, released)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
    return kept


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _put_back(cell: dict[str, Any], released: Released) -> None:
    """Make a cell what it was, also where it was turned into Markdown or code."""
    cell["source"] = released["source"].splitlines(keepends=True)  # as Jupyter does
    cell["cell_type"] = released["cell_type"]
    if cell["cell_type"] == "code":
        cell.pop("attachments", None)
        cell["outputs"], cell["execution_count"] = [], None
    else:
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)


def grade_id(cell: dict[str, Any]) -> str:
    """Return a cell's name, or nothing."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _answers(cell: dict[str, Any]) -> bool:
    return bool(cell.get("metadata", {}).get("nbgrader", {}).get("solution"))


def _exercises() -> dict[str, dict[str, Released]]:
    found: dict[str, dict[str, Released]] = json.loads(RELEASED.read_text("utf-8"))
    return found


def _released_cell(names: list[str], question: str) -> Released:
    """Find the exercise that shares most questions with a notebook."""
    exercises = [cells for cells in _exercises().values() if question in cells]
    if not exercises:
        raise CannotReset(f"this version of neuronbook does not know {question!r}")
    return max(exercises, key=lambda cells: len(cells.keys() & set(names)))[question]


def released_anywhere(question: str) -> str:
    """Return the released cells of this name, of whichever exercise.

    Raises
    ------
    CannotReset
        If there is none.
    """
    found = [
        cells[question]["source"]
        for cells in _exercises().values()
        if question in cells
    ]
    if not found:
        raise CannotReset(f"this version of neuronbook does not know {question!r}")
    return "\n\n".join(dict.fromkeys(found))


def _keep(path: Path, question: str, cell: dict[str, Any]) -> Path:
    """Add what stands in a cell to the file of what was kept."""
    text = _source(cell)
    language = "python" if cell["cell_type"] == "code" else "markdown"
    fence = "`" * max(3, 1 + _longest_run_of_backticks(text))
    when = time.strftime("%Y-%m-%d %H:%M:%S")
    kept = path.with_name(f"{path.stem}.kept.md")
    with kept.open("a", encoding="utf-8") as file:
        file.write(f"## {question}, {when}\n\n{fence}{language}\n{text}\n{fence}\n\n")
    return kept


def _longest_run_of_backticks(text: str) -> int:
    longest = run = 0
    for letter in text:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    return longest


def own_file() -> Path | None:
    """Return the file of the notebook that runs this, if its server told its name."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()  # VS Code puts the file's name among the notebook's
        name = name or (shell.user_ns.get("__vsc_ipynb_file__", "") if shell else "")
    path = Path(name)
    # A server gives the path below its root; the kernel runs in the notebook's folder.
    return next((one for one in (path, Path(path.name)) if one.is_file()), None)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m neuronbook.reset",
        description="Put the released cell of one question back into a notebook.",
    )
    parser.add_argument("notebook", type=Path)
    parser.add_argument("question", help="for example softmax")
    given = parser.parse_args()
    try:
        print(restored(given.notebook, given.question))
    except CannotReset as error:
        sys.exit(f"Nothing was changed: {error}")


if __name__ == "__main__":
    main()
