"""The course at a glance: its chapters, and what each of them says of itself.

Nothing is typed twice. Which chapters there are stands in ``_toc.yml``, what a reader
of one will be able to do in the front matter of its Markdown (``able``). The hours that
it takes and the chapters that it needs are read from its section "What you will be able
to do", points and hours of its exercise from the exercise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neuronbook.pages.teaching import Unit, units

__all__ = ["Chapter", "chapters", "direct_needs", "everything_needed", "ground"]

ENTRY = re.compile(
    r'- file: book/(\d\d_\w+)\n +title: "\d+\. (.+)"\n'
    r" +sections:\n +- file: (exercises/\S+)"
)
SECTION = re.compile(
    r"What you will be able to do\n(.*?)(?=^\([\w-]+\)=$)", re.M | re.S
)
TORCH = re.compile(r"^(import|from) torch\b", re.M)
ALLOWED = re.compile(r"Allow (half an|an|\w+)(?: (and a half))? hours?\b")
WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
HOURS = {"half an": 0.5, "an": 1.0} | {w: float(n) for n, w in enumerate(WORDS, 1)}


@dataclass(frozen=True)
class Chapter:
    """A chapter, and its exercise.

    Attributes
    ----------
    number : int
        Its place in the course.
    name, title : str
        Of its file, and of its page.
    able : str
        What a reader will be able to do, as an infinitive.
    needs : tuple of int
        The chapters that it says it builds on.
    hours : float
        What it says it takes, with its questions and problems.
    exercise : Unit
        Its questions and points, and the hours that these let expect.
    exercise_page : str
        The exercise's page in the book, without a suffix.
    torch, shows_torch : bool
        Whether a student needs PyTorch for the exercise; whether the chapter's own
        cells use it.
    """

    number: int
    name: str
    title: str
    able: str
    needs: tuple[int, ...]
    hours: float
    exercise: Unit
    exercise_page: str
    torch: bool
    shows_torch: bool


def chapters(
    toc: Path, pages: Iterable[Path], exercises: Iterable[Path]
) -> list[Chapter]:
    """Return the chapters of the table of contents, in its order.

    Parameters
    ----------
    toc : Path
        ``_toc.yml``, in the root of the repository.
    pages : iterable of Path
        The chapters' Markdown files.
    exercises : iterable of Path
        nbgrader's source notebooks.

    Raises
    ------
    ValueError
        If a chapter does not say what it teaches, how long it takes, or what it needs.
    """
    pages, exercises = list(pages), list(exercises)
    texts = {page.stem: page.read_text("utf-8") for page in pages}
    labels = {
        label: int(name[:2])
        for name, text in texts.items()
        for label in re.findall(r"^\(([\w-]+)\)=$", text, re.M)
    }
    work = {unit.name: unit for unit in units(exercises, pages)}
    return [
        Chapter(
            number=int(name[:2]),
            name=name,
            title=title,
            able=_able(name, texts[name]),
            needs=needs_of(name, texts[name], labels),
            hours=hours_of(name, texts[name]),
            exercise=work[name],
            exercise_page=exercise,
            torch=_needs_torch(toc.parent / f"{exercise}.ipynb"),
            shows_torch=bool(TORCH.search(texts[name])),
        )
        for name, title, exercise in ENTRY.findall(toc.read_text("utf-8"))
    ]


def _able(name: str, text: str) -> str:
    found = re.search(r"\A---\n.*?^able: (.+?)\n(?=\S)", text, re.M | re.S)
    if not found:
        raise ValueError(f"expected a line `able: …` in the front matter of {name}.md")
    return found[1].removeprefix(">-").strip().replace("\n ", "").strip('"')


def _said(name: str, text: str) -> str:
    """Return what a chapter says of its aims, its time and what it builds on."""
    found = SECTION.search(text)
    if not found:
        raise ValueError(f"expected {name}.md to say what you will be able to do")
    return " ".join(found[1].split())


def hours_of(name: str, text: str) -> float:
    """Read how many hours a chapter asks its reader to allow.

    Parameters
    ----------
    name : str
        For the message.
    text : str
        The chapter's Markdown.

    Raises
    ------
    ValueError
        If it does not say it in a form like "Allow two and a half hours".
    """
    found = ALLOWED.search(_said(name, text))
    if not found or found[1] not in HOURS:
        raise ValueError(f"expected {name}.md to say: Allow two and a half hours")
    return HOURS[found[1]] + 0.5 * bool(found[2])


def needs_of(name: str, text: str, labels: Mapping[str, int]) -> tuple[int, ...]:
    """Read which chapters a chapter says it builds on.

    Parameters
    ----------
    name : str
        Its file's, ``07_stable_softmax``.
    text : str
        Its Markdown.
    labels : mapping of str to int
        The number of the chapter in which each label stands.

    Raises
    ------
    ValueError
        If it names a later chapter, or none and does not say that it needs none.
    """
    said, own = _said(name, text), int(name[:2])
    if "all chapters before it" in said:
        return tuple(sorted({n for n in labels.values() if n < own}))
    linked = re.findall(r"\{ref\}`[^`]*<([\w-]+)>`", said)
    found = {labels[label] for label in linked if label in labels}
    found |= {int(number) for number in re.findall(r"chapter (\d+)", said)}
    found -= {own}
    none = re.search(r"(Nothing from|needs no) other chapter", said)
    if bool(found) == bool(none) or any(number > own for number in found):
        raise ValueError(
            f"expected {name}.md to name the earlier chapters that it builds on, or to "
            f"say that it needs no other chapter, got {sorted(found)}"
        )
    return tuple(sorted(found))


def _needs_torch(release: Path) -> bool:
    """Whether a cell that a student gets imports PyTorch."""
    cells = json.loads(release.read_text("utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    return bool(TORCH.search(code))


def everything_needed(course: Iterable[Chapter]) -> dict[int, set[int]]:
    """Return, by chapter, all that has to be read before it: the needs of its needs.

    Parameters
    ----------
    course : iterable of Chapter
        In the order of the course.
    """
    found: dict[int, set[int]] = {}
    for chapter in course:
        found[chapter.number] = set(chapter.needs).union(
            *(found[number] for number in chapter.needs)
        )
    return found


def direct_needs(course: Sequence[Chapter]) -> dict[int, list[int]]:
    """Return, by chapter, what it needs and no other of its needs needs.

    These are the lines of a map: who follows them has read all that a chapter needs.

    Parameters
    ----------
    course : sequence of Chapter
        In the order of the course.
    """
    before = everything_needed(course)
    return {
        chapter.number: [
            number
            for number in chapter.needs
            if not any(number in before[other] for other in chapter.needs)
        ]
        for chapter in course
    }


def ground(course: Sequence[Chapter]) -> list[int]:
    """List the chapters at the beginning that all later chapters need.

    Parameters
    ----------
    course : sequence of Chapter
        In the order of the course.
    """
    before = everything_needed(course)
    found: list[int] = []
    for place, chapter in enumerate(course):
        if not all(chapter.number in before[c.number] for c in course[place + 1 :]):
            break
        found.append(chapter.number)
    return found
