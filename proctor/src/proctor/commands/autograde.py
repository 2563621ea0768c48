"""``proctor autograde``."""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from proctor.confine.limits import MEGABYTE
from proctor.confine.sandbox import SandboxError
from proctor.errors import CourseError
from proctor.forks.zygote import packages_named
from proctor.grading.local import LocalBackend
from proctor.terminal import (
    INTERRUPTED,
    NO_COURSE,
    NO_SANDBOX,
    PAGE,
    SOME_FAILED,
    AsJson,
    Assignment,
    CoursePath,
    err,
    fail,
    inert,
    open_course,
    out,
    shown,
)

if TYPE_CHECKING:
    from proctor.grading.autograde import Outcome

CellSeconds = Annotated[
    float | None,
    typer.Option(help="Seconds of the processor for a cell; else as configured, or 30"),
]
CallSeconds = Annotated[
    float | None,
    typer.Option(help="Seconds of the processor for a call; else as configured, or 10"),
]
Memory = Annotated[
    int | None,
    typer.Option(help="Megabytes for a student's code; else as configured, or 2048"),
]


def autograde(
    assignment: Assignment,
    student: Annotated[
        str, typer.Option(help="Only this student (or a * pattern).")
    ] = "*",
    workers: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 1,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, tcp://host:port.")
    ] = "",
    force: Annotated[bool, typer.Option(help="Grade again what is graded.")] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run student code unconfined.")
    ] = False,
    cell_seconds: CellSeconds = None,
    call_seconds: CallSeconds = None,
    memory: Memory = None,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Grade all submissions of an assignment that are new or changed."""
    chosen = {"cell": cell_seconds, "call": call_seconds, "memory": memory}
    sandbox = "none" if no_sandbox else "best"
    with ExitStack() as stack:
        backend = open_backend(stack, scheduler, workers, sandbox, course, assignment)
        nbgrader, recorder = open_course(stack, course)
        from proctor.course.settings import limits_of
        from proctor.grading.autograde import FAILED, Autograder

        given = {name: value for name, value in chosen.items() if value is not None}
        try:
            limits = limits_of(nbgrader.config, assignment, given)
            grader = Autograder(nbgrader.coursedir, recorder, assignment, limits)
            backend.ready()
            outcomes = _grade(grader, backend, student, force)
        except SandboxError as error:
            fail(f"{error}, or give --no-sandbox", NO_SANDBOX)
        except CourseError as error:
            fail(str(error), NO_COURSE)
        except KeyboardInterrupt:
            err.print(
                "Stopped; what is recorded stays. Run the command again to go on."
            )
            raise typer.Exit(INTERRUPTED) from None
    if as_json:
        out.print_json(json.dumps([_outcome_data(one) for one in outcomes]))
    else:
        _print_outcomes(outcomes)
    raise typer.Exit(SOME_FAILED if any(o.status == FAILED for o in outcomes) else 0)


def open_backend(
    stack: ExitStack,
    scheduler: str,
    workers: int,
    sandbox: str,
    course: Path,
    assignment: str,
) -> Any:
    """Start local workers first of all: they warm up while the course is read."""
    if scheduler:
        from proctor.grading.cluster import DaskBackend

        try:
            backend: Any = DaskBackend(scheduler, sandbox)
        except OSError as error:
            fail(f"no Dask scheduler at {scheduler} ({error}); start one by "
                  "`dask scheduler`", NO_COURSE)  # fmt: skip
    else:
        backend = LocalBackend(workers, sandbox, packages_for(course, assignment))
    stack.callback(backend.close)
    return backend


def packages_for(course: Path, assignment: str) -> tuple[str, ...] | None:
    """Return the slow packages that an assignment's notebooks name, and submissions.

    Before nbgrader's settings are read: folders of its name hold them, up to
    ``class/submitted/ada/NAME``. Where there is none, all are imported; a wrong guess
    costs time and nothing else.
    """
    name = glob.escape(assignment)
    levels = ("*", "*/*", "*/*/*")
    paths = [p for level in levels for p in course.glob(f"{level}/{name}/*.ipynb")]
    texts = [_beginning(path) for path in paths if not path.is_symlink()]
    return packages_named("\n".join(texts)) if texts else None


def _beginning(path: Path) -> str:
    """Return the first megabyte of a file that is an ordinary one."""
    if path.is_file():
        with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MEGABYTE)
    return ""


def _grade(grader: Any, backend: Any, student: str, force: bool) -> list[Outcome]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    outcomes = []
    with Progress(*columns, console=err, transient=True) as progress:
        bar = progress.add_task("grading", total=None, rate="")
        begin: Callable[[int], None] = lambda total: progress.update(bar, total=total)  # noqa: E731
        for outcome in grader.run(backend, student, force=force, started=begin):
            outcomes.append(outcome)
            speed = progress.tasks[0].speed
            rate = f"{60 * speed:.0f} a minute" if speed else ""
            progress.update(bar, advance=1, rate=rate)
    if not outcomes:
        raise CourseError(
            "there are no submissions to grade; run `nbgrader collect`, or look at "
            "CourseDirectory.submitted_directory"
        )
    return outcomes


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    results = {name: asdict(result) for name, result in outcome.results.items()}
    for result in results.values():
        del result["notebook"]
    fields = {"student": outcome.student, "status": outcome.status}
    return fields | {"reason": outcome.reason, "notebooks": results}


def notes_of(outcome: Outcome) -> list[str]:
    """Return what to know of an outcome, each thing once."""
    more = [note for note in outcome.suspicious if note not in outcome.reason]
    notes = [outcome.reason, *(f"suspicious: {note}" for note in more)]
    return [note for note in notes if note]


def _print_outcomes(outcomes: list[Outcome]) -> None:
    from proctor.grading.autograde import ARRIVING, FAILED, GRADED, SKIPPED

    table = Table("submission", "status", "points", "seconds", "what to know")
    for one in outcomes:
        notes = notes_of(one)
        results = one.results.values()
        points = f"{sum(r.score for r in results):g}" if one.results else ""
        seconds = f"{sum(r.seconds for r in results):.2f}" if one.results else ""
        if notes and one.status != SKIPPED:
            table.add_row(
                shown(one.student),
                one.status,
                points,
                seconds,
                shown("\n".join(inert(note) for note in notes), PAGE),
            )
    if table.row_count:
        out.print(table)
    counts = Counter(one.status for one in outcomes)
    flagged = sum(bool(one.suspicious) for one in outcomes)
    states = Counter(r.state for one in outcomes for r in one.results.values())
    words = [f"{counts[s]} {s}" for s in (GRADED, SKIPPED, FAILED)]
    words += [f"{counts[ARRIVING]} {ARRIVING}"] if counts[ARRIVING] else []
    words += [f"{n} {state}" for state, n in states.items() if state != "scored"]
    out.print(", ".join([*words, f"{flagged} suspicious"]), highlight=False)
    if any(r.mode == "plain" for one in outcomes for r in one.results.values()):
        out.print(
            "The tests do not use submission(): they share a process with the "
            "student's code, which can change what they find."
        )
