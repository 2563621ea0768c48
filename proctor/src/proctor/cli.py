"""The command ``proctor``."""

from __future__ import annotations

import glob
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from proctor.confine.limits import MEGABYTE, Limits
from proctor.confine.sandbox import SandboxError
from proctor.errors import CourseError
from proctor.forks.zygote import packages_named
from proctor.grading.local import LocalBackend

if TYPE_CHECKING:
    from proctor.grading.autograde import Outcome

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console()
err = Console(stderr=True)

SOME_FAILED, NO_SANDBOX, NO_COURSE, INTERRUPTED = 1, 3, 4, 130

CoursePath = Annotated[
    Path, typer.Option("--course", help="The folder with nbgrader_config.py.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Assignment = Annotated[str, typer.Argument(help="Name of the assignment.")]


# Control characters but tab and newline, and those that turn the order of letters.
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NOTE, PAGE = 500, 20_000


def inert(words: str, most: int = NOTE) -> str:
    """Return words without escape sequences, and cut where they do not end."""
    plain = _ACTING.sub("\N{REPLACEMENT CHARACTER}", words)
    return plain if len(plain) <= most else f"{plain[:most]} ..."


def shown(words: str, most: int = NOTE, style: str = "") -> Text:
    """Return words for a terminal, whoever wrote them: no markup is read in them."""
    return Text(inert(words, most), style)


def _fail(message: str, code: int) -> NoReturn:
    err.print(Text("error: ", "bold red") + shown(message))
    raise typer.Exit(code)


def _recorder(stack: ExitStack, path: Path) -> tuple[Any, Any]:
    """Open the course and its gradebook, or end with a sentence and a remedy."""
    from proctor.course.folders import load_course
    from proctor.record.gradebook import open_recorder

    try:
        nbgrader = load_course(path)
        recorder = open_recorder(nbgrader.coursedir, nbgrader.config)
        return nbgrader, stack.enter_context(recorder)
    except CourseError as error:
        _fail(str(error), NO_COURSE)
    except SystemExit:
        _fail("nbgrader_config.py could not be read; see the message above", NO_COURSE)
    except Exception as error:
        _fail(f"the gradebook cannot be opened ({error}); check db_url", NO_COURSE)


@app.command()
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
    cell_seconds: Annotated[float, typer.Option(help="Time limit of a cell.")] = 30.0,
    call_seconds: Annotated[float, typer.Option(help="Time limit of a call.")] = 10.0,
    memory: Annotated[int, typer.Option(help="Megabytes for a student's code.")] = 2048,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Grade all submissions of an assignment that are new or changed."""
    limits = Limits(cell=cell_seconds, call=call_seconds, memory=memory * MEGABYTE)
    sandbox = "none" if no_sandbox else "best"
    with ExitStack() as stack:
        backend = _backend(stack, scheduler, workers, sandbox, course, assignment)
        nbgrader, recorder = _recorder(stack, course)
        from proctor.grading.autograde import FAILED, Autograder

        try:
            grader = Autograder(nbgrader.coursedir, recorder, assignment, limits)
            backend.ready()
            outcomes = _grade(grader, backend, student, force)
        except SandboxError as error:
            _fail(f"{error}, or give --no-sandbox", NO_SANDBOX)
        except CourseError as error:
            _fail(str(error), NO_COURSE)
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


def _backend(
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
            _fail(f"no Dask scheduler at {scheduler} ({error}); start one by "
                  "`dask scheduler`", NO_COURSE)  # fmt: skip
    else:
        backend = LocalBackend(workers, sandbox, _packages(course, assignment))
    stack.callback(backend.close)
    return backend


def _packages(course: Path, assignment: str) -> tuple[str, ...] | None:
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


def _print_outcomes(outcomes: list[Outcome]) -> None:
    from proctor.grading.autograde import FAILED, GRADED, SKIPPED

    table = Table("submission", "status", "points", "seconds", "what to know")
    for one in outcomes:
        notes = [one.reason, *(f"suspicious: {note}" for note in one.suspicious)]
        notes = [note for note in notes if note]
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
    words += [f"{n} {state}" for state, n in states.items() if state != "scored"]
    out.print(", ".join([*words, f"{flagged} suspicious"]), highlight=False)
    if any(r.mode == "plain" for one in outcomes for r in one.results.values()):
        out.print(
            "The tests do not use submission(): they share a process with the "
            "student's code, which can change what they find."
        )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what this machine offers for confining student code, and what is missing."""
    from proctor.confine.doctor import examine

    findings = examine()
    if as_json:
        out.print_json(json.dumps([finding.to_dict() for finding in findings]))
    else:
        for one in findings:
            mark = (
                "[green]✓[/]"
                if one.fine
                else "[red]✗[/]"
                if one.needed
                else "[yellow]-[/]"
            )
            out.print(f"{mark} {one.name}: {one.found}", highlight=False)
            if one.remedy:
                out.print(f"    {one.remedy}", highlight=False)
    working = next(finding.fine for finding in findings if finding.name == "sandbox")
    raise typer.Exit(0 if working else NO_SANDBOX)


@app.command()
def explain(
    student: Annotated[str, typer.Argument(help="Name of the student.")],
    assignment: Assignment,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Say why a student has this score: each check, repairs, and times."""
    with ExitStack() as stack:
        nbgrader, recorder = _recorder(stack, course)
        rows = recorder.results(assignment, student)
        if not rows:
            _fail(
                f"proctor has not graded {assignment!r} for {student!r}; run "
                f"`proctor autograde {assignment} --student {student}`",
                NO_COURSE,
            )
        words = [_printed(nbgrader.coursedir, assignment, row) for row in rows]
    if as_json:
        out.print_json(json.dumps(rows, default=str))
        return
    for row, printed in zip(rows, words, strict=True):
        _print_row(row, printed)


def _printed(course: Any, assignment: str, row: dict[str, Any]) -> dict[str, str]:
    """Return what each test cell printed, from the autograded notebook."""
    folder = course.format_path(course.autograded_directory, row["student"], assignment)
    path = Path(folder, f"{row['notebook']}.ipynb")
    if not path.exists():
        return {}
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(map(_words, cell["outputs"]))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
        and cell["metadata"].get("nbgrader", {}).get("grade")
    }


def _words(output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}\n"
    return str(output.get("text", ""))


def _print_row(row: dict[str, Any], printed: dict[str, str]) -> None:
    title = (
        f"{row['student']}, {row['notebook']}: {row['score']:g} of {row['max_score']:g}"
    )
    out.print(shown(title, style="bold") + f" ({row['state']})")
    confined = "no sandbox" if row["sandbox"] == "none" else "sandboxed"
    out.print(
        f"{row['mode']} mode, {confined}, {row['seconds']:.2f} s", highlight=False
    )
    if row["reason"]:
        out.print(shown(f"because {row['reason']}"))
    for label in ("repairs", "suspicious"):
        for note in row["details"][label]:
            out.print(shown(f"{label}: {note}"))
    for cell in row["details"]["cells"]:
        head = f"{cell['grade_id']}: {cell['score']:g} of {cell['points']:g}"
        out.print(shown(f"\n{head}", style="bold") + f" ({cell['seconds']:.2f} s)")
        words = cell["problem"] or printed.get(cell["grade_id"], "")
        out.print(shown(words.rstrip() or "(it printed nothing)", PAGE))


@app.command()
def report(
    assignment: Assignment,
    picture: Annotated[
        Path | None, typer.Option("--png", help="Where to write the picture.")
    ] = None,
    course: CoursePath = Path(),
    as_json: AsJson = False,
) -> None:
    """Show scores, the hardest checks, the slowest and the flagged submissions."""
    from proctor.record.report import draw, summarize

    with ExitStack() as stack:
        _, recorder = _recorder(stack, course)
        rows = recorder.results(assignment)
    if not rows:
        _fail(f"proctor has not graded {assignment!r}; run `proctor autograde "
              f"{assignment}`", NO_COURSE)  # fmt: skip
    summary = summarize(rows)
    path = picture or Path(f"{assignment}-report.png")
    draw(summary, assignment, path)
    if as_json:
        out.print_json(json.dumps(asdict(summary)))
    else:
        _print_summary(summary)
        out.print(f"The picture is in {path}", highlight=False)


def _print_summary(summary: Any) -> None:
    scores = sorted(summary.scores.values())
    mean, median = sum(scores) / len(scores), scores[len(scores) // 2]
    out.print(
        f"{len(scores)} students, {summary.max_score:g} points: mean {mean:.2f}, "
        f"median {median:g}, lowest {scores[0]:g}, highest {scores[-1]:g}",
        highlight=False,
    )
    checks = Table("check", "students who fail it")
    for name, share in list(summary.failing.items())[:15]:
        checks.add_row(shown(name), f"{share:.0%}")
    out.print(checks)
    slow = Table("slowest", "seconds")
    for name, seconds in list(summary.slowest.items())[:5]:
        slow.add_row(shown(name), f"{seconds:.2f}")
    out.print(slow)
    flagged = Table("to look at", "why")
    for name, reasons in summary.flagged.items():
        flagged.add_row(shown(name), shown("\n".join(reasons), PAGE))
    if summary.flagged:
        out.print(flagged)


@app.command()
def simulate(
    assignment: Assignment,
    answers: Annotated[Path, typer.Option(help="Folder of the answers' catalogue.")],
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the random choices.")] = 0,
    course: CoursePath = Path(),
) -> None:
    """Make a class of simulated students from right and wrong answers."""
    from proctor.course.folders import load_course
    from proctor.course.simulate import read_catalogue
    from proctor.course.simulate import simulate as make

    try:
        nbgrader = load_course(course)
        catalogue = read_catalogue(answers / assignment)
        names = make(nbgrader.coursedir, assignment, catalogue, students, seed)
    except CourseError as error:
        _fail(str(error), NO_COURSE)
    out.print(f"{len(names)} submissions of {assignment} are ready.", highlight=False)


def main() -> None:
    """Run the command."""
    if sys.platform != "linux":
        _fail_on_platform()
    app()


def _fail_on_platform() -> None:
    print("error: proctor grades on Linux only; use a container there", file=sys.stderr)
    sys.exit(NO_SANDBOX)


if __name__ == "__main__":
    main()
