"""Grade what arrives: watch a folder, grade each new submission, write its feedback.

What is graded is graded by the same code as in a batch, with the same limits, and
recorded in the same way; a batch afterwards skips it.
"""

from __future__ import annotations

import glob
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from sqlalchemy.exc import SQLAlchemyError
from watchfiles import watch

from proctor.course.folders import find_submissions
from proctor.errors import CourseError
from proctor.grading.autograde import (
    FAILED,
    GRADED,
    SKIPPED,
    Autograder,
    Backend,
    Outcome,
)
from proctor.nbgrader_plugin import configure_feedback
from proctor.record.gradebook import open_recorder

QUIET = 400  # milliseconds without a change, after which a submission is read
MOST_QUIET = 4000
TICK = 1000
AGAIN = 10.0  # seconds after which what could not be graded is tried again


class Watcher:
    """Grades the submissions of one assignment as they arrive.

    Parameters
    ----------
    nbgrader
        The configured application of a course.
    assignment
        Its name.
    backend
        Where notebooks are graded.
    autograder
        Makes the grader of a batch from a recorder. It is made anew for each arrival:
        a mended test counts from then on.
    collect
        Whether to collect from nbgrader's exchange what arrives there.
    """

    def __init__(
        self,
        nbgrader: Any,
        assignment: str,
        backend: Backend,
        autograder: Callable[[Any], Autograder],
        *,
        collect: bool = False,
    ) -> None:
        if "preprocessors" not in nbgrader.config.GenerateFeedback:
            configure_feedback(nbgrader.config)
        self._nbgrader = nbgrader
        self._assignment = assignment
        self._backend = backend
        self._autograder = autograder
        self._api = NbGraderAPI(nbgrader.coursedir, parent=nbgrader)
        course = nbgrader.coursedir
        step = course.submitted_directory
        self.submitted = Path(course.format_path(step, ".", ".")).resolve()
        self.submitted.mkdir(parents=True, exist_ok=True)
        self.inbound = self._inbound() if collect else None
        self._waiting: dict[str, float] = {}

    def _inbound(self) -> Path:
        course = self._nbgrader.coursedir.course_id
        path = Path(self._api.exchange_root, course, "inbound").resolve()
        if not course or not path.is_dir():
            raise OSError(f"there is no exchange at {path}; set Exchange.root")
        return path

    def run(self, stop: threading.Event) -> Iterator[Outcome]:
        """Grade all that is new, and then what arrives, until the event is set."""
        folders = [self.submitted, *([self.inbound] if self.inbound else [])]
        first = True
        # The first turn comes when the watch stands: nothing falls between.
        for changes in watch(
            *folders, watch_filter=None, debounce=MOST_QUIET, step=QUIET,
            rust_timeout=TICK, yield_on_timeout=True, stop_event=stop,
        ):  # fmt: skip
            paths = [Path(path) for _, path in changes]
            if self.inbound and (first or _any_below(self.inbound, paths)):
                yield from self._collect()
            for outcome in self.grade(self._all() if first else self.concerned(paths)):
                yield outcome
                if stop.is_set():
                    return
            first = False

    def _all(self) -> dict[str, Path]:
        return find_submissions(self._nbgrader.coursedir, self._assignment)

    def concerned(self, paths: list[Path]) -> list[str]:
        """Return the students whose submissions changed, or are due once more.

        A folder in which no notebook is yet has still to arrive.
        """
        now = time.monotonic()
        due = {name for name, when in self._waiting.items() if when <= now}
        if not paths and not due:
            return []
        folders = self._all()
        changed = {
            student
            for student, folder in folders.items()
            if any(_same_branch(path, folder) for path in paths)
            and any(folder.glob("*.ipynb"))
        }
        return sorted(changed | (due & folders.keys()))

    def grade(self, students: Iterable[str]) -> Iterator[Outcome]:
        """Grade these students where something is new; a fault is tried again."""
        names = list(students)
        if not names:
            return
        course = self._nbgrader.coursedir
        try:
            with open_recorder(course, self._nbgrader.config) as recorder:
                # Several are graded at a time; what is unchanged is skipped.
                pattern = glob.escape(names[0]) if len(names) == 1 else "*"
                autograder = self._autograder(recorder)
                for outcome in autograder.run(self._backend, pattern):
                    yield self._after(outcome)
        except (CourseError, OSError, SQLAlchemyError) as error:
            for name in names:
                self._waiting[name] = time.monotonic() + AGAIN
            yield Outcome(", ".join(names[:5]), FAILED, reason=str(error))

    def _after(self, outcome: Outcome) -> Outcome:
        student = outcome.student
        self._waiting.pop(student, None)
        skipped = outcome.status == SKIPPED
        if outcome.status == GRADED or (skipped and not self._has_feedback(student)):
            self._write_feedback(outcome)
        elif not skipped:
            self._waiting[student] = time.monotonic() + AGAIN
        return outcome

    def _has_feedback(self, student: str) -> bool:
        course = self._nbgrader.coursedir
        step = course.feedback_directory
        return Path(course.format_path(step, student, self._assignment)).is_dir()

    def _write_feedback(self, outcome: Outcome) -> None:
        name = glob.escape(outcome.student)
        done = self._api.generate_feedback(self._assignment, name, force=True)
        if not done["success"]:
            reason = f"its feedback could not be written: {_last_line(done)}"
            outcome.reason = "; ".join(filter(None, [outcome.reason, reason]))

    def _collect(self) -> Iterator[Outcome]:
        done = self._api.collect(self._assignment, update=True)
        if not done["success"]:
            yield Outcome("the exchange", FAILED, reason=_last_line(done))


def _any_below(folder: Path, paths: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for path in paths)


def _same_branch(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) or folder.is_relative_to(path)


def _last_line(done: dict[str, Any]) -> str:
    return (str(done.get("error", "")).strip().splitlines() or [""])[-1]
