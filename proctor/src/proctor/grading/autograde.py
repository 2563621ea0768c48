"""Grade many submissions: stateless workers, and one writer.

A submission is complete when its transaction is committed and its folder in
``autograded/`` was renamed into place, in this order. Whatever stops the program
between the two, the submission is graded again and nothing is counted twice.

A fault of the grader's own (a worker, a zygote, an examiner, the disk, the database)
is no student's zero: such a submission is reported as failed, nothing is recorded, and
the next run takes it up again. A file that is still being written is left for it, too.

Something that the clock stopped while others were graded, is graded once more when
nothing else is: it may have been the machine that was slow.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, InvalidStateError, wait
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from proctor.confine.limits import Limits
from proctor.course.assignment import SourceNotebook
from proctor.course.folders import (
    MAX_NOTES,
    Submission,
    find_submissions,
    instructor_files,
    read_submission,
)
from proctor.course.repair import claimed_ids
from proctor.grading.tasks import Result, Task
from proctor.record.gradebook import Recorder

GRADED, SKIPPED, FAILED, ARRIVING = "graded", "skipped", "failed", "arriving"
SETTLED = 60.0  # seconds after which a torn file is not being written any more


@dataclass
class Outcome:
    """What became of one submission."""

    student: str
    status: str
    results: dict[str, Result] = field(default_factory=dict)
    reason: str = ""

    @property
    def suspicious(self) -> list[str]:
        """All that a person should look at."""
        return [note for r in self.results.values() for note in r.suspicious]


@dataclass(frozen=True)
class Job:
    """The tasks of one submission, one a notebook."""

    student: str
    timestamp: str | None
    digest: str
    tasks: dict[str, Task]
    files: dict[str, bytes]
    notes: list[str]
    suspicious: list[str] = field(default_factory=list)


class Backend(Protocol):
    """Runs tasks somewhere."""

    workers: int

    def submit(self, task: Task) -> Future[Result]:
        """Start grading a task; an exception of the future is no fact about it."""

    def close(self) -> None:
        """Stop."""


class Autograder:
    """Grades the submissions of one assignment.

    Parameters
    ----------
    course
        nbgrader's course directory.
    recorder
        The one writer.
    assignment
        Its name.
    limits
        What each notebook may use.
    own
        Files of which the student's version counts, and not the instructor's.
    """

    def __init__(
        self,
        course: Any,
        recorder: Recorder,
        assignment: str,
        limits: Limits,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.course = course
        self.recorder = recorder
        self.assignment = assignment
        self.limits = limits
        self.sources = recorder.sources(assignment)
        self.instructor_files = instructor_files(course, assignment)
        self._overwriting = {
            name: data
            for name, data in self.instructor_files.items()
            if name not in own
        }
        self._digests = recorder.digests(assignment)

    def run(
        self,
        backend: Backend,
        student: str = "*",
        *,
        force: bool = False,
        started: Callable[[int], None] = lambda total: None,
    ) -> Iterator[Outcome]:
        """Grade, yielding what became of each submission as soon as it is recorded."""
        folders = find_submissions(self.course, self.assignment, student)
        started(len(folders))
        one = next(iter(folders)) if len(folders) == 1 else None
        self._elsewhere = self.recorder.graded_elsewhere(self.assignment, one)
        waiting: dict[Future[dict[str, Result]], Job] = {}
        self._alone: list[Job] = []
        for name, folder in folders.items():
            job = self._job(name, folder, force)
            if isinstance(job, Outcome):
                yield job
                continue
            waiting[_all_of(backend, job)] = job
            # Two in advance keep the workers busy and the memory small.
            while len(waiting) > backend.workers + 2:
                yield from self._collect(waiting, again=backend.workers > 1)
        while waiting:
            yield from self._collect(waiting, again=backend.workers > 1)
        for job in self._alone:
            yield from self._collect({_all_of(backend, job): job}, again=False)

    def _job(self, student: str, folder: Path, force: bool) -> Job | Outcome:
        try:
            submission = read_submission(self.course, student, folder, self.limits)
            if _arriving(submission):
                words = "its notebook is still being written; the next run takes it up"
                return Outcome(student, ARRIVING, reason=words)
            job = self.job(submission)
        except Exception as error:
            return Outcome(student, FAILED, reason=f"{type(error).__name__}: {error}")
        same = self._digests.get(student) == job.digest
        elsewhere = self._elsewhere.get(student)
        if elsewhere is not None:
            notes = [f"{elsewhere}; graded anew by proctor"] if elsewhere else []
            return replace(job, suspicious=notes)
        if same and not force and self._destination(student).exists():
            return Outcome(student, SKIPPED, reason="graded already, and unchanged")
        return job

    def job(self, submission: Submission) -> Job:
        """Match a submission's notebooks with the assignment's."""
        notes = [*submission.notes]
        matched = self._match(submission, notes)
        own = self._in_nobodys_place(submission.files, notes)
        files = own | self._overwriting
        given = {name: data for name, data in files.items() if name != "timestamp.txt"}
        tasks = {
            name: Task(source, matched[name], given, self.instructor_files, self.limits)
            for name, source in self.sources.items()
            if name in matched
        }
        if not tasks:  # a notebook without content: 0 points, with the reason
            first = next(iter(self.sources))
            words = submission.problem or "no notebook of this assignment is there"
            notes.append(words)
            tasks = {first: Task(self.sources[first], b"", limits=self.limits)}
        digest = _digest(submission, self.sources, self.limits)
        when = submission.timestamp
        return Job(submission.student, when, digest, tasks, own, notes)

    def _in_nobodys_place(
        self, files: dict[str, bytes], notes: list[str]
    ) -> dict[str, bytes]:
        """Leave out a file where the instructor has a folder, and the other way round.

        No folder can hold both.
        """
        given = {*self._overwriting, *(f"{name}.ipynb" for name in self.sources)}
        folders = {folder for name in given for folder in _folders_of(name)}
        wrong = {
            name: f"left out {name!r}: something of the assignment's has its place"
            for name in files
            if name in folders or not given.isdisjoint(_folders_of(name))
        }
        notes += [*wrong.values()][:MAX_NOTES]
        return {name: data for name, data in files.items() if name not in wrong}

    def _match(self, submission: Submission, notes: list[str]) -> dict[str, bytes]:
        """Return contents by notebook name; renamed ones are known by their cells."""
        contents = {
            name.removesuffix(".ipynb"): content
            for name, content in submission.notebooks.items()
        }
        matched = {name: contents[name] for name in self.sources if name in contents}
        strangers = {n: c for n, c in contents.items() if n not in self.sources}
        for name, source in self.sources.items():
            if name in matched:
                continue
            best = _best_match(source, strangers)
            if best is not None:
                matched[name] = strangers.pop(best)
                notes.append(f"the notebook {name!r} had been renamed to {best!r}")
        return matched

    def _collect(
        self, waiting: dict[Future[dict[str, Result]], Job], *, again: bool
    ) -> Iterator[Outcome]:
        """Record what is done; keep for later what the clock stopped among others."""
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            job = waiting.pop(future)
            if again and _stopped_by_clock(future):
                self._alone.append(job)
            else:
                yield self._finish(job, future)

    def _finish(self, job: Job, future: Future[dict[str, Result]]) -> Outcome:
        try:
            results = future.result()
            for result in results.values():
                result.repairs = [*job.notes, *result.repairs]
                result.suspicious = [*job.suspicious, *result.suspicious]
            self._record(job, results)
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            return Outcome(job.student, FAILED, reason=words)
        return Outcome(job.student, GRADED, results, _summary(results))

    def _record(self, job: Job, results: dict[str, Result]) -> None:
        """Write the folder aside, commit, and rename: in this order."""
        destination = self._destination(job.student)
        destination.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".proctor-", dir=destination.parent))
        try:
            self._write_folder(aside, job, results)
            arguments = (self.assignment, job.student, job.timestamp, results)
            self.recorder.record(*arguments, job.digest)
            _replace(destination, aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _write_folder(self, folder: Path, job: Job, results: dict[str, Result]) -> None:
        for name, content in (job.files | self._overwriting).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o444)
        for name, result in results.items():
            path = folder / f"{name}.ipynb"
            path.write_text(result.notebook, "utf-8")
            path.chmod(0o444)
        folder.chmod(0o755)

    def _destination(self, student: str) -> Path:
        step = self.course.autograded_directory
        return Path(self.course.format_path(step, student, self.assignment))


def _folders_of(name: str) -> list[str]:
    """Return the folders in which a file of a submission is."""
    return [str(folder) for folder in PurePosixPath(name).parents[:-1]]


def _all_of(backend: Backend, job: Job) -> Future[dict[str, Result]]:
    """Return a future of all the notebooks of a submission."""
    whole: Future[dict[str, Result]] = Future()
    parts = {name: backend.submit(task) for name, task in job.tasks.items()}

    def check(_: Future[Result]) -> None:
        if not all(part.done() for part in parts.values()):
            return
        faults = [error for part in parts.values() if (error := part.exception())]
        with contextlib.suppress(InvalidStateError):  # two parts ended at one moment
            if faults:
                whole.set_exception(faults[0])
            else:
                whole.set_result({name: part.result() for name, part in parts.items()})

    for part in parts.values():
        part.add_done_callback(check)
    return whole


def _stopped_by_clock(future: Future[dict[str, Result]]) -> bool:
    if future.exception() is not None:
        return False
    return any(result.by_clock for result in future.result().values())


def _arriving(submission: Submission) -> bool:
    """Whether a notebook is written to at this moment: it has begun, and not ended."""
    for name, content in submission.notebooks.items():
        torn = b'"cells"' in content[:4096] and not content.rstrip().endswith(b"}")
        if torn:
            written = (submission.folder / name).lstat().st_mtime
            if abs(time.time() - written) < SETTLED:
                return True
    return False


def _best_match(source: SourceNotebook, candidates: dict[str, bytes]) -> str | None:
    wanted = {cell.grade_id for cell in source.cells}
    shares = {
        name: len(wanted & claimed_ids(content)) / max(1, len(wanted))
        for name, content in candidates.items()
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= 0.5 else None


def _digest(
    submission: Submission, sources: dict[str, SourceNotebook], limits: Limits
) -> str:
    """Return a digest of all that the result depends on."""
    digest = hashlib.sha256(repr((sorted(sources.items()), limits)).encode())
    files = submission.notebooks | submission.files
    for name in sorted(files):
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def _summary(results: dict[str, Result]) -> str:
    reasons = [f"{r.state}: {r.reason}" for r in results.values() if r.reason]
    return "; ".join(reasons)


def _replace(destination: Path, aside: Path) -> None:
    if destination.exists():
        old = aside.with_name(f"{aside.name}-old")
        os.rename(destination, old)
        os.rename(aside, destination)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(aside, destination)
