"""Proctor within nbgrader's own commands and the formgrader's button.

In ``nbgrader_config.py``::

    from proctor.nbgrader_plugin import configure
    configure(c)

Then ``nbgrader autograde`` reads, grades and records as ``proctor autograde`` does, by
the same code; and ``nbgrader generate_feedback`` hides what hidden tests are.

A course that has proctor without these lines can say `refuse_unconfined` and
`configure_feedback`: nbgrader then refuses to run submissions unconfined that proctor
has graded, and shows no hidden test.
"""

from __future__ import annotations

import atexit
import glob
import sys
from concurrent.futures import Future
from typing import Any

from nbgrader import preprocessors as stock
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde as StockAutograde
from nbgrader.converters import NbGraderException
from traitlets import Bool, Float, Integer
from traitlets.config import LoggingConfigurable

from proctor.confine.limits import MEGABYTE, Limits
from proctor.confine.sandbox import SandboxError
from proctor.course.assignment import SourceNotebook
from proctor.course.folders import find_submissions
from proctor.course.settings import limits_of
from proctor.errors import CourseError
from proctor.forks.client import Zygote
from proctor.forks.zygote import packages_named
from proctor.grading.autograde import ARRIVING, FAILED, Autograder, Outcome
from proctor.grading.notebook import grade_surely
from proctor.grading.tasks import PLAIN, Result, Task
from proctor.record.feedback import HideTests, InertOutputs
from proctor.record.gradebook import Recorder, open_recorder, was_graded
from proctor.terminal import inert

POLICY = (
    "img-src 'self' data:; media-src 'none'; object-src 'none'; frame-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)
"""What the formgrader's pages may load, besides their scripts and styles."""

zygotes: dict[tuple[str, tuple[str, ...]], Zygote] = {}
"""This process's zygotes; each is started at the first notebook that needs it."""


def shared_zygote(sandbox: str, packages: tuple[str, ...]) -> Zygote:
    """Return the zygote that has imported these packages."""
    if (sandbox, packages) not in zygotes:
        zygote = zygotes[sandbox, packages] = Zygote(sandbox, packages)
        atexit.register(zygote.close)
    return zygotes[sandbox, packages]


class Proctor(LoggingConfigurable):
    """What a submission may use, in nbgrader's configuration."""

    timeout = Integer(30, help="seconds of the processor for a cell").tag(config=True)
    call_timeout = Float(10.0, help="seconds of the processor for a call").tag(
        config=True
    )
    notebook_timeout = Float(300.0, help="seconds by the clock for the notebook").tag(
        config=True
    )
    memory = Integer(2048, help="megabytes for the student's processes").tag(
        config=True
    )
    sandbox = Bool(True, help="refuse to run anything without a sandbox").tag(
        config=True
    )

    def limits(self, assignment: str) -> Limits:
        """Return the limits that are configured; `ProctorLimits` come first."""
        usual = Limits(
            cell=float(self.timeout),
            call=self.call_timeout,
            notebook=self.notebook_timeout,
            memory=self.memory * MEGABYTE,
        )
        return limits_of(self.config, assignment, usual=usual)

    def backend(self, sources: dict[str, SourceNotebook]) -> Here:
        """Return what grades these notebooks' submissions."""
        cells = [cell.source for one in sources.values() for cell in one.cells]
        packages = packages_named("\n".join(cells))
        return Here(shared_zygote("best" if self.sandbox else "none", packages))


class Here:
    """Grades one notebook after the other, by a zygote that lives on."""

    workers = 1

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote

    def submit(self, task: Task) -> Future[Result]:
        """Grade a task, now."""
        done: Future[Result] = Future()
        try:
            done.set_result(grade_surely(task, self._zygote))
        except Exception as error:
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Leave the zygote to those that come."""


class Autograde(StockAutograde):  # type: ignore[misc]
    """nbgrader's converter with another grader in it; its preprocessors do not run.

    What it keeps of nbgrader's settings: students that are not to be created, files
    that are not to be overwritten, hooks, and permissions.
    """

    use_proctor = Bool(False, help="set by `configure`").tag(config=True)
    unconfined = Bool(
        False, help="run unconfined, all the same, what proctor has graded"
    ).tag(config=True)

    def start(self) -> None:
        """Grade the submissions that nbgrader was asked to grade."""
        if not self.use_proctor:
            self._refuse_unconfined()
            super().start()
            return
        if self.coursedir.notebook_id != "*":
            self.log.warning("proctor grades a submission's notebooks together")
        try:
            with open_recorder(self.coursedir, self.config) as recorder:
                self._grade(recorder)
        except (CourseError, SandboxError) as error:
            raise self._failure(str(error)) from error

    def _failure(self, message: str) -> NbGraderException:
        """Log what went wrong: nbgrader's command ends without a word."""
        self.log.error(message)
        return NbGraderException(message)

    def _refuse_unconfined(self) -> None:
        """Refuse an assignment that proctor has graded: it has been distrusted."""
        name = self.coursedir.assignment_id
        if self.unconfined or not was_graded(self.coursedir, name):
            return
        raise self._failure(
            f"proctor graded {name!r}, and nbgrader alone would run the submissions "
            f"unconfined, as you; run `proctor autograde {name}` (--force grades all "
            "anew), or have nbgrader use proctor by `configure(c)`; "
            "--Autograde.unconfined=True runs them all the same"
        )

    def _grade(self, recorder: Recorder) -> None:
        assignment = self.coursedir.assignment_id
        found = find_submissions(self.coursedir, assignment, self.coursedir.student_id)
        if not found:
            raise self._failure(f"no submissions of {assignment!r} were found")
        settings = Proctor(parent=self)
        own = frozenset(self.exclude_overwriting.get(assignment, ()))
        limits = settings.limits(assignment)
        grader = Autograder(self.coursedir, recorder, assignment, limits, own)
        backend = settings.backend(grader.sources)
        self.run_pre_convert_hook()
        known = None if self.create_student else recorder.students()
        failed = []
        for student in found:
            if known is not None and student not in known:
                self.log.error("No student with ID '%s' exists", inert(student))
                failed.append(student)
                continue
            name = glob.escape(student)
            for outcome in grader.run(backend, name, force=self.force):
                self._report(outcome)
                if outcome.status == FAILED:
                    failed.append(student)
                elif outcome.status != ARRIVING:
                    self.set_permissions(assignment, student)
        self.run_post_convert_hook()
        if failed:
            names = ", ".join(inert(student) for student in failed)
            raise self._failure(f"these submissions could not be graded: {names}")

    def _report(self, outcome: Outcome) -> None:
        student, reason = inert(outcome.student), inert(outcome.reason)
        known = {FAILED: self.log.error, ARRIVING: self.log.warning}
        level = known.get(outcome.status, self.log.info)
        level("%s: %s. %s", student, outcome.status, reason)
        for note in outcome.suspicious:
            self.log.warning("%s: suspicious: %s", student, inert(note))
        if any(result.mode == PLAIN for result in outcome.results.values()):
            self.log.warning(
                "the tests do not use submission(): they share a process with the "
                "student's code, which can change what they find"
            )


def configure(c: Any) -> None:
    """Have nbgrader use proctor; ``c`` is the configuration object."""
    c.Autograde.use_proctor = True
    refuse_unconfined()
    _guard_formgrader()
    configure_feedback(c)


def refuse_unconfined() -> None:
    """Have nbgrader ask before it runs unconfined what proctor has graded.

    Who graded a class by ``proctor autograde`` does not trust it; nbgrader's own
    ``autograde --force`` would run that class's code as whoever calls it, and give the
    points that the code asks for.
    """
    # nbgrader names the class in these two places, and no setting changes it.
    for module in (api, autogradeapp):
        module.Autograde = Autograde


def _guard_formgrader() -> None:
    """Have the formgrader's pages load nothing from elsewhere but their scripts.

    And a file that was handed in runs none: it is served from the same place.

    What proctor graded is inert already; this is for what was graded before, too.
    Inline scripts stay allowed: the formgrader's own pages are made of them.
    """
    place = "nbgrader.server_extensions.formgrader"
    if f"{place}.handlers" not in sys.modules:  # no formgrader runs in this process
        return
    pages = sys.modules[f"{place}.base"].BaseHandler
    files = sys.modules[f"{place}.handlers"].SubmissionFilesHandler
    for kind, words in ((pages, POLICY), (files, "sandbox")):
        kind.content_security_policy = _policy(kind, words)


def _policy(kind: Any, words: str) -> property:
    """Return a handler's policy: that of its base, and these words."""
    return property(
        lambda self: f"{super(kind, self).content_security_policy}; {words}"
    )


def configure_feedback(c: Any) -> None:
    """Have feedback show no hidden test, whoever graded; ``c`` is the configuration."""
    c.GenerateFeedback.preprocessors = [
        stock.GetGrades,
        HideTests,
        InertOutputs,
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.sanitize_html = True
