"""Proctor within nbgrader's own commands and the formgrader's button.

In ``nbgrader_config.py``::

    from proctor.nbgrader_plugin import configure
    configure(c)

Then ``nbgrader autograde`` repairs a submission as data, has it executed by
proctor in place of a Jupyter kernel, and records it as always; and ``nbgrader
generate_feedback`` hides what hidden tests are.
"""

from __future__ import annotations

import atexit
import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader import preprocessors as stock
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Float, Integer, Unicode

from proctor.confine.limits import MEGABYTE, Limits
from proctor.course.assignment import SourceNotebook
from proctor.course.folders import read_files
from proctor.course.repair import Unreadable, repair
from proctor.forks.client import Zygote
from proctor.forks.zygote import packages_named
from proctor.grading.notebook import grade_surely, unreadable_result
from proctor.grading.tasks import PLAIN, Result, Task
from proctor.record.feedback import HideTests, InertOutputs
from proctor.record.gradebook import open_recorder

Resources = dict[str, Any]


zygotes: dict[tuple[str, tuple[str, ...]], Zygote] = {}
"""This process's zygotes; each is started at the first notebook that needs it."""


def shared_zygote(sandbox: str, packages: tuple[str, ...]) -> Zygote:
    """Return the zygote that has imported these packages."""
    if (sandbox, packages) not in zygotes:
        zygote = zygotes[sandbox, packages] = Zygote(sandbox, packages)
        atexit.register(zygote.close)
    return zygotes[sandbox, packages]


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds a submission around the instructor's cells.

    Takes the place of nbgrader's sanitizing preprocessors, which stop at the first
    malformed cell.
    """

    def preprocess(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Return the repaired notebook."""
        source = source_of(self, resources)
        content = nb.metadata.pop("proctor_content", None)
        raw = json.dumps(nb).encode() if content is None else content.encode()
        try:
            repaired = repair(raw, source)
        except Unreadable as error:
            self.log.error("%s: %s", resources["nbgrader"]["student"], error)
            repaired = repair(b'{"cells": []}', source)
            repaired.notebook["metadata"]["proctor"] = {"unreadable": str(error)}
        for note in repaired.repairs:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return nbformat.from_dict(repaired.notebook), resources


class Proctor(NbGraderPreprocessor):  # type: ignore[misc]
    """Executes a submission by proctor; takes the place of nbgrader's `Execute`."""

    timeout = Integer(30, help="seconds that a cell may take").tag(config=True)
    call_timeout = Float(10.0, help="seconds that a call from a test may take").tag(
        config=True
    )
    notebook_timeout = Float(300.0, help="seconds for the notebook").tag(config=True)
    memory = Integer(2048, help="megabytes for the student's processes").tag(
        config=True
    )
    sandbox = Bool(True, help="refuse to run anything without a sandbox").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Return the executed notebook, with scores as nbgrader reads them."""
        source = source_of(self, resources)
        packages = packages_named("\n".join(cell.source for cell in source.cells))
        zygote = shared_zygote("best" if self.sandbox else "none", packages)
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        files, left_out = read_files(folder, ["*.ipynb", "timestamp.txt"], public=True)
        for note in left_out:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        unreadable = nb.metadata.get("proctor", {}).get("unreadable")
        content = json.dumps(nb).encode()
        task = Task(source, content, files, {}, self.limits())
        if unreadable:
            result = unreadable_result(task, unreadable)
        else:
            result = grade_surely(task, zygote)
        self._report(resources["nbgrader"]["student"], result)
        executed = nbformat.from_dict(json.loads(result.notebook))
        executed.metadata["proctor"] = {"state": result.state, "mode": result.mode}
        executed.metadata["proctor"]["sandbox"] = result.sandbox
        return executed, resources

    def limits(self) -> Limits:
        """Return the limits that are configured."""
        return Limits(
            cell=float(self.timeout),
            call=self.call_timeout,
            notebook=self.notebook_timeout,
            memory=self.memory * MEGABYTE,
        )

    def _report(self, student: str, result: Result) -> None:
        if result.reason:
            self.log.warning("%s: %s (%s)", student, result.state, result.reason)
        for note in result.suspicious:
            self.log.warning("%s: suspicious: %s", student, note)
        if result.mode == PLAIN:
            self.log.warning(
                "the tests do not use submission(): they share a process with the "
                "student's code, which can change what they find"
            )


class TolerantExporter(NotebookExporter):
    """Reads files that are no notebooks, too: `Repair` says what they are."""

    output_mimetype = Unicode("application/json")
    default_config_overrides = Dict({})

    def from_filename(
        self, filename: str, resources: Any = None, **kw: Any
    ) -> tuple[Any, Any]:
        """Export a file, whatever is in it."""
        path = Path(filename)
        content = path.read_bytes().decode("utf-8", "replace")
        notebook = nbformat.v4.new_notebook()
        try:
            notebook = nbformat.reads(content, as_version=4)
        except Exception:
            notebook.metadata["proctor_content"] = content
        resources = {} if resources is None else resources
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        exported: tuple[Any, Any] = self.from_notebook_node(  # type: ignore[no-untyped-call]
            notebook, resources=resources, **kw
        )
        return exported


def source_of(step: NbGraderPreprocessor, resources: Resources) -> SourceNotebook:
    """Return the instructor's notebook, as it is now, for nbgrader's resources.

    The course is that of the command which runs this step: its folders may have
    other names than nbgrader's own.
    """
    course = step.parent.parent.coursedir
    known = resources["nbgrader"]
    with open_recorder(course, step.config) as recorder:
        return recorder.sources(known["assignment"])[known["notebook"]]


def configure(c: Any) -> None:
    """Have nbgrader use proctor; ``c`` is the configuration object."""
    c.Autograde.sanitize_preprocessors = [Repair, stock.CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [
        Proctor,
        stock.IgnorePattern,
        stock.LimitOutput,
        stock.SaveAutoGrades,
        stock.AssignLatePenalties,
        stock.CheckCellMetadata,
    ]
    c.Autograde.exporter_class = TolerantExporter
    configure_feedback(c)


def configure_feedback(c: Any) -> None:
    """Have feedback show no hidden test, whoever graded; ``c`` is the configuration."""
    c.GenerateFeedback.preprocessors = [
        stock.GetGrades,
        HideTests,
        InertOutputs,
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.sanitize_html = True
