"""Feedback that names checks and reasons, and quotes no hidden test."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import List, Unicode

from proctor.inside.examiner import BEGIN_HIDDEN, END_HIDDEN
from proctor.protocol.inert import make_inert
from proctor.protocol.outputs import checked_outputs

Resources = dict[str, Any]
# Errors that proctor itself reports in the place of a test.
_OWN_WORDS = ("Unreadable", "NotReached", "CellTimeoutError", "ScoreError")
REPLACEMENT = "# Some checks are not shown."


class Quiet(NbGraderPreprocessor):  # type: ignore[misc]
    """A preprocessor that takes the one setting which nbconvert's exporters give all.

    nbgrader's own base class does not, so each notebook would bring a warning.
    """

    display_data_priority = List(Unicode()).tag(config=True)


class HideTests(Quiet):
    """Takes hidden tests, and what quotes them, out of a notebook.

    What remains of a test cell: its visible source, what it printed (the checks,
    their points and reasons), and for an error its name.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, index: int
    ) -> tuple[NotebookNode, Resources]:
        """Return the cell without its hidden part."""
        hidden = BEGIN_HIDDEN in cell.source
        if hidden:
            cell.source = visible(cell.source)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            cell.outputs = [_discreet(output, hidden) for output in cell.outputs]
        return cell, resources


def visible(source: str) -> str:
    """Return a test cell's source without the parts between the marks.

    A part that is not closed ends with the cell.
    """
    lines, hidden = [], False
    for line in source.splitlines():
        if BEGIN_HIDDEN in line:
            hidden = True
            lines.append(REPLACEMENT)
        if not hidden:
            lines.append(line)
        hidden = hidden and END_HIDDEN not in line
    return "\n".join(lines)


def _discreet(output: NotebookNode, hidden: bool) -> NotebookNode:
    """Return an output that quotes nothing of the test.

    Tracebacks show lines around the failing one, so they go in any case; the
    message goes if the cell has a hidden part, for it may be that part's.
    """
    if output.output_type == "error":
        quotes = hidden and output.ename not in _OWN_WORDS
        words = "a check failed" if quotes else output.evalue
        output.evalue = words
        output.traceback = [f"{output.ename}: {words}"]
    return output


class InertOutputs(Quiet):
    """Makes inert what could act in a page, whoever graded the notebook.

    One that proctor graded is inert already, and stays as it is.
    """

    def preprocess(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Return the notebook with inert outputs and texts."""
        for cell in nb.cells:
            if "outputs" in cell:
                shown = checked_outputs(cell.outputs)
                cell.outputs = [nbformat.from_dict(one) for one in shown]
        make_inert(nb, set())
        return nb, resources
