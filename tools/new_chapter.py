"""Lay out a new chapter, or say what is left to write.

``python -m tools.new_chapter 12_attention "Attention"`` writes a page, an exercise
with its catalogue of answers, an explorable with its test, and the entry of the table
of contents: a small chapter that builds and passes, on a subject to be replaced. Each
place that wants an author's work has a comment that begins with ``write:``, and
``python -m tools.new_chapter`` lists those that are left.
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Annotated

import typer
from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "chapter_template"
WRITE = re.compile(r"^\s*(?:%|#|<!--) write: (.*?)(?: -->)?$", re.M)
READ = (
    "book/*.md",
    "solutions/*/*.md",
    "src/neuronbook/pages/explorables/*.py",
    "tests/pages/*.py",
    "tests/submissions/*/*.py",
)
REMINDERS = (
    "book/glossary.md: each term that the chapter defines",
    "book/notation.md: each symbol that it uses first",
    "book/references.bib: its sources",
    "tests/book/coverage.csv: the items of the articles that it treats, by section",
    "book/claims.csv: the claims that it measures and does not box",
    "book/review.md: two problems for pen and paper, with links both ways",
)


class ChapterTemplate(Template):
    """Text with places like ``§{name}``: a sign that neither TeX nor Python uses."""

    delimiter = "§"


def lay_out(folder: str, title: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new chapter and enter it into the table of contents.

    Parameters
    ----------
    folder : str
        Number and name, ``12_attention``: of the page, the exercise and the catalogue.
    title : str
        What the table of contents says, without the number.
    root : Path
        The repository.

    Returns
    -------
    made : list of Path
        The new files.

    Raises
    ------
    ValueError
        If the name has another form, or its number is taken.
    """
    form = re.fullmatch(r"(\d\d)_([a-z][a-z0-9_]*)", folder)
    if not form:
        raise ValueError(f"expected a name like 12_attention, got {folder!r}")
    number, name = form.groups()
    taken = [p.stem for p in sorted((root / "book").glob(f"{number}_*.md"))]
    taken += [p.name for p in sorted((root / "solutions").glob(f"{number}_*"))]
    if taken:
        raise ValueError(f"expected a number that is free, got that of {taken[0]}")
    places = {
        "chapter.md": f"book/{folder}.md",
        "exercise.md": f"solutions/{folder}/{name}.md",
        "answers.py.txt": f"tests/submissions/{folder}/mean_square.py",
        "explorable.py.txt": f"src/neuronbook/pages/explorables/{name}.py",
        "test_explorable.py.txt": f"tests/pages/test_explorables_{name}.py",
    }
    present = [place for place in places.values() if (root / place).exists()]
    if present:
        raise ValueError(f"expected a name that is free: there is {present[0]}")
    words = {
        "folder": folder,
        "label": name.replace("_", "-"),
        "name": name,
        "number": number,
        "ordinal": str(int(number)),
        "title": title,
        "words": name.replace("_", " "),
    }
    for template, place in places.items():
        text = (TEMPLATES / template).read_text("utf-8")
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(ChapterTemplate(text).substitute(words), "utf-8")
    toc = root / "_toc.yml"
    toc.write_text(with_chapter(toc.read_text("utf-8"), folder, title), "utf-8")
    return [root / place for place in places.values()]


def with_chapter(toc: str, folder: str, title: str) -> str:
    """Enter a chapter, with its exercise, at its number's place."""
    number, _, name = folder.partition("_")
    entry = (
        f"      - file: book/{folder}\n"
        f'        title: "{int(number)}. {title}"\n'
        "        sections:\n"
        f"          - file: exercises/{folder}/{name}\n"
        "            title: Exercises\n"
    )
    later = [
        match.start()
        for match in re.finditer(r"^      - file: book/(\d\d)_", toc, re.M)
        if match[1] > number
    ]
    start = toc.index("  - caption: Chapters")
    end = toc.find("  - caption:", start + 1)
    place = later[0] if later else end if end > 0 else len(toc)
    return toc[:place] + entry + toc[place:]


def unwritten(root: Path = ROOT) -> list[str]:
    """List what is left to write, as ``file:line: what``."""
    left = []
    for path in sorted(path for pattern in READ for path in root.glob(pattern)):
        text = path.read_text("utf-8")
        for match in WRITE.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            left.append(f"{path.relative_to(root)}:{line}: write {match[1]}")
    return left


def main(
    folder: Annotated[str, typer.Argument(help="number and name: 12_attention")] = "",
    title: Annotated[str, typer.Argument(help="of the page")] = "",
) -> None:
    """Lay out a new chapter, or say what is left to write."""
    console = Console(soft_wrap=True, highlight=False)
    if folder:
        if not title:
            raise typer.BadParameter('expected a title, as in 12_attention "Attention"')
        try:
            made = lay_out(folder, title)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        for path in made:
            console.print("made    ", path.relative_to(ROOT), markup=False)
        for reminder in REMINDERS:
            console.print("think of", reminder, markup=False)
        number = folder.partition("_")[0]
        console.print(f"now run  python -m tools.generate {number}", markup=False)
        return
    left = unwritten()
    console.print("\n".join(left) or "nothing is left to write", markup=False)
    raise typer.Exit(bool(left))


if __name__ == "__main__":
    typer.run(main)
