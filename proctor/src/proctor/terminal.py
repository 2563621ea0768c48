"""What the commands share: words for a terminal, options, and the course."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from proctor.errors import CourseError

out = Console()
err = Console(stderr=True)

SOME_FAILED, NO_SANDBOX, NO_COURSE, INTERRUPTED = 1, 3, 4, 130

CoursePath = Annotated[
    Path, typer.Option("--course", help="The folder with nbgrader_config.py.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Assignment = Annotated[str, typer.Argument(help="Name of the assignment.")]


# Control characters but tab and newline, those that turn the order of letters, and what
# stands for bytes of a name that are no text.
_ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
NOTE, PAGE = 500, 20_000


def inert(words: str, most: int = NOTE) -> str:
    """Return words without escape sequences, and cut where they do not end."""
    plain = _ACTING.sub("\N{REPLACEMENT CHARACTER}", words)
    return plain if len(plain) <= most else f"{plain[:most]} ..."


def shown(words: str, most: int = NOTE, style: str = "") -> Text:
    """Return words for a terminal, whoever wrote them: no markup is read in them."""
    return Text(inert(words, most), style)


def fail(message: str, code: int) -> NoReturn:
    """Print a sentence and end with an exit code."""
    err.print(Text("error: ", "bold red") + shown(message))
    raise typer.Exit(code)


def open_course(stack: ExitStack, path: Path) -> tuple[Any, Any]:
    """Open the course and its gradebook, or end with a sentence and a remedy."""
    from proctor.course.folders import load_course
    from proctor.record.gradebook import open_recorder

    try:
        nbgrader = load_course(path)
        opened = open_recorder(nbgrader.coursedir, nbgrader.config)
        return nbgrader, stack.enter_context(opened)
    except CourseError as error:
        fail(str(error), NO_COURSE)
    except SystemExit:
        fail("nbgrader_config.py could not be read; see the message above", NO_COURSE)
    except Exception as error:
        fail(f"the gradebook cannot be opened ({error}); check db_url", NO_COURSE)
