"""Feedback that names checks and reasons, and quotes no hidden test."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from proctor.inside.examiner import BEGIN_HIDDEN, END_HIDDEN
from proctor.protocol.outputs import inert_html

Resources = dict[str, Any]
# Errors that proctor itself reports in the place of a test.
_OWN_WORDS = ("Unreadable", "NotReached", "CellTimeoutError", "ScoreError")
REPLACEMENT = "# Some checks are not shown."


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]
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


class InertOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes HTML harmless, and drops what can act in a page."""

    _kept = ("text/plain", "text/latex", "image/png", "image/jpeg", "image/gif")

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, index: int
    ) -> tuple[NotebookNode, Resources]:
        """Return the cell with inert outputs and text."""
        if cell.cell_type == "code":
            for output in cell.outputs:
                if "data" in output:
                    output.data = self._inert(output.data)
        else:
            cell.source = _inert_text(cell.source)
        return cell, resources

    def _inert(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = {mime: data[mime] for mime in self._kept if mime in data}
        for mime in ("text/html", "text/markdown"):
            if mime in data:
                kept[mime] = _inert_text("".join(data[mime]))
        return kept


def _inert_text(text: str) -> str:
    return inert_html(text) if "<" in text else text
