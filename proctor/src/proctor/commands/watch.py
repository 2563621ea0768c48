"""``proctor watch``."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from proctor.commands.autograde import notes_of, open_backend
from proctor.confine.sandbox import SandboxError
from proctor.errors import CourseError
from proctor.terminal import (
    INTERRUPTED,
    NO_COURSE,
    NO_SANDBOX,
    Assignment,
    CoursePath,
    err,
    fail,
    open_course,
    out,
    shown,
)

if TYPE_CHECKING:
    from proctor.grading.autograde import Outcome


def watch(
    assignment: Assignment,
    collect: Annotated[
        bool, typer.Option("--collect", help="Collect from nbgrader's exchange, too.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 1,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run student code unconfined.")
    ] = False,
    course: CoursePath = Path(),
) -> None:
    """Grade each submission as it arrives and write its feedback, until stopped."""
    stop = _stopped_by_signals()
    sandbox = "none" if no_sandbox else "best"
    with ExitStack() as stack:
        backend = open_backend(stack, "", workers, sandbox, course, assignment)
        with ExitStack() as closing:
            nbgrader, recorder = open_course(closing, course)
            try:
                recorder.sources(assignment)
            except CourseError as error:
                fail(str(error), NO_COURSE)
        from proctor.course.settings import limits_of
        from proctor.grading.autograde import ARRIVING, SKIPPED, Autograder
        from proctor.grading.watch import Watcher

        try:
            limits = limits_of(nbgrader.config, assignment)
            watcher = Watcher(
                nbgrader,
                assignment,
                backend,
                lambda recorder: Autograder(
                    nbgrader.coursedir, recorder, assignment, limits
                ),
                collect=collect,
            )
            backend.ready()
            out.print(shown(f"Watching {watcher.inbound or watcher.submitted}"))
            for outcome in watcher.run(stop):
                if outcome.status not in (SKIPPED, ARRIVING):
                    out.print(_line(outcome))
        except SandboxError as error:
            fail(f"{error}, or give --no-sandbox", NO_SANDBOX)
        except (CourseError, OSError) as error:
            fail(str(error), NO_COURSE)
        err.print("Stopped; what is recorded stays.")
        raise typer.Exit(INTERRUPTED)


def _stopped_by_signals() -> threading.Event:
    """Return an event that a signal sets: what is in work is finished first.

    An exception could come anywhere, also where nbgrader swallows it. The second
    signal is one.
    """
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)
    return stop


def _line(outcome: Outcome) -> Text:
    results = outcome.results.values()
    words = f"{time.strftime('%H:%M:%S')}  {outcome.student}  {outcome.status}"
    if results:
        most = sum(cell.points for result in results for cell in result.cells)
        words += f"  {sum(result.score for result in results):g} of {most:g}"
    return shown("  ".join([words, *notes_of(outcome)]))
