"""Chapters as plain notebooks, for Colab, for download and for nbval.

A chapter is written for Sphinx: it has directives, references and glued numbers. A
notebook viewer knows none of these, so the notebook gets plain Markdown: glued
numbers become the numbers, boxes become quotations, references become their words.
Outputs are kept as text, so that they can be compared with those of another run.
"""

from __future__ import annotations

import ast
import copy
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbval.plugin import coalesce_streams
from pybtex.database import parse_file

from _ext.execution import KERNEL_ARGUMENTS
from tools.way_in import costs

ROOT = Path(__file__).resolve().parent.parent
GLUE = "application/papermill.record/"
IGNORE = "nbval-ignore-output"
KERNEL = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
NEEDED = ("altair", "myst_nb", "neuronbook", "sklearn", "torch", "torchmetrics")
"""The modules by which a chapter knows that ``neuronbook[chapters]`` is there."""

SETUP = """\
# Where something is missing (on Colab, say), this installs what chapters need:
# PyTorch, scikit-learn, Altair. From nothing, with JupyterLab, that is
# {fetched} MB to download and {installed} MB on the disk, with PyTorch for the CPU.
# Where the default package index serves PyTorch with CUDA, it takes gigabytes:
# there, first set PIP_EXTRA_INDEX_URL to an index that has the CPU build.
import importlib.util

needed = "{needed}".split()
if any(importlib.util.find_spec(name) is None for name in needed):
    %pip install -q "neuronbook[chapters] @ git+{repository}"
"""


def read_chapter(source: Path) -> NotebookNode:
    """Read a chapter's cells, with stable ids."""
    notebook = jupytext.read(source, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(KERNEL)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    setup = nbformat.v4.new_code_cell(setup_code())
    setup.metadata["tags"] = [IGNORE]
    notebook.cells.insert(1, setup)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:03d}"
    return notebook


def setup_code() -> str:
    """Write the cell that installs what a chapter needs."""
    cost = costs()["chapters"]
    return SETUP.format(
        fetched=cost["fetched_mb"],
        installed=cost["installed_mb"],
        needed=" ".join(NEEDED),
        repository=repository(),
    )


def run_chapter(
    source: Path, environment: dict[str, str] | None = None
) -> list[list[NotebookNode]]:
    """Run a chapter in a fresh kernel; return the outputs of each code cell."""
    notebook = read_chapter(source)
    NotebookClient(
        notebook,
        timeout=300,
        extra_arguments=[*KERNEL_ARGUMENTS],
        resources={"metadata": {"path": str(source.parent)}},
    ).execute(env=os.environ | (environment or {}))
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


@dataclass(frozen=True)
class Difference:
    """What a code cell printed or glued in two runs; cells count from 0."""

    chapter: str
    cell: int
    begins: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"{self.chapter}, code cell {self.cell} ({self.begins}), {self.what}:\n"
            f"  expected {self.expected}\n"
            f"  got      {self.got}"
        )


def differences(
    source: Path, expected: list[list[NotebookNode]], got: list[list[NotebookNode]]
) -> list[Difference]:
    """Compare the text of two runs of a chapter, but where its author says not to."""
    code = [cell for cell in read_chapter(source).cells if cell.cell_type == "code"]
    found = []
    for number, (cell, old, new) in enumerate(zip(code, expected, got, strict=True)):
        if IGNORE in cell.metadata.get("tags", []):
            continue
        lines = cell.source.strip().splitlines()
        begins = next((line for line in lines if line[:1] not in ("#", "")), "")
        was, now = printed(old), printed(new)
        for what in sorted(was.keys() | now.keys()):
            texts = was.get(what, ""), now.get(what, "")
            if not same(*texts):
                lines = first_difference(*texts)
                found.append(Difference(source.stem, number, begins, what, *lines))
    return found


def printed(outputs: list[NotebookNode]) -> dict[str, str]:
    """Name the texts among a cell's outputs: streams, results, captions, glue."""
    texts: dict[str, str] = {}
    for output in coalesce_streams(copy.deepcopy(outputs)):  # it writes into them
        if output.output_type == "stream":
            texts[output.name] = texts.get(output.name, "") + output.text
            continue
        data = output.get("data", {})
        scrap = output.get("metadata", {}).get("scrapbook")
        if scrap and f"{GLUE}text/plain" in data:
            texts[f"glued {scrap['name']}"] = data[f"{GLUE}text/plain"]
        elif "text/plain" in data:
            texts["result"] = texts.get("result", "") + data["text/plain"] + "\n"
    return texts


# A number with a decimal point or an exponent: digits, fraction, exponent.
ROUNDED = re.compile(r"(?<![\w.])(-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?)(?![\w.]*\d)")


def same(old: str, new: str) -> bool:
    """Whether two texts agree, rounded numbers to one unit of their last digit.

    A value on the boundary of a rounding, 1.305, is 1.30 on one machine and 1.31 on
    another, however few digits are shown. Whole numbers and words must be equal.
    """
    if ROUNDED.sub("#", old) != ROUNDED.sub("#", new):
        return False
    pairs = zip(ROUNDED.finditer(old), ROUNDED.finditer(new), strict=True)
    return all(
        a[0] == b[0] or abs(float(a[0]) - float(b[0])) <= 1.001 * min(unit(a), unit(b))
        for a, b in pairs
    )


def unit(number: re.Match[str]) -> float:
    """Return what one step of the last digit is worth; nothing for a whole number."""
    _, fraction, exponent = number.groups()
    if fraction is None and exponent is None:
        return 0.0
    return float(10.0 ** (int(exponent or 0) - len(fraction or "")))


def first_difference(old: str, new: str) -> tuple[str, str]:
    """Return the first lines that differ, or the whole texts if one has more."""
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    return next(((a, b) for a, b in pairs if not same(a, b)), (repr(old), repr(new)))


def chapter_notebook(source: Path, outputs: list[list[NotebookNode]]) -> NotebookNode:
    """Join a chapter's source and the outputs of a run into a plain notebook."""
    notebook = read_chapter(source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if len(code) != len(outputs):
        raise ValueError(f"expected outputs of {len(code)} cells, got {len(outputs)}")
    glued: dict[str, Any] = {}
    for number, (cell, results) in enumerate(zip(code, outputs, strict=True), 1):
        glued |= glued_values(results)
        cell.outputs, rich = text_only(results, number)
        cell.execution_count = number  # nbval asks whether the cell was run
        if rich and IGNORE not in cell.metadata.get("tags", []):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), IGNORE]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain_markdown(cell.source, glued)
    return notebook


def glued_values(outputs: list[NotebookNode]) -> dict[str, Any]:
    """Collect what ``glue`` recorded among a cell's outputs."""
    found = {}
    for output in outputs:
        scrap = output.get("metadata", {}).get("scrapbook")
        text = output.get("data", {}).get(f"{GLUE}text/plain")
        if scrap and text is not None:
            try:
                found[scrap["name"]] = ast.literal_eval(text)
            except (ValueError, SyntaxError):  # a figure, say
                found[scrap["name"]] = text
    return found


def text_only(
    outputs: list[NotebookNode], number: int
) -> tuple[list[NotebookNode], bool]:
    """Keep text and glued values; say whether anything richer was left out."""
    kept, rich = [], False
    for output in outputs:
        if output.output_type == "stream":
            kept.append(output)
            continue
        data = output.get("data", {})
        keep = {
            k: v for k, v in data.items() if k == "text/plain" or k.startswith(GLUE)
        }
        rich = rich or len(keep) < len(data)
        output = nbformat.from_dict({**output, "data": keep})
        if output.output_type == "execute_result":
            output.execution_count = number
        kept.append(output)
    return kept, rich


def plain_markdown(text: str, glued: dict[str, Any]) -> str:
    """Rewrite MyST's directives and roles for a viewer that knows only Markdown."""
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.M)
    text = re.sub(r"^%.*\n?", "", text, flags=re.M)
    text = re.sub(r"^(`{3,}|:{3,})\{index\}.*\n\1(?:\n+|\Z)", "", text, flags=re.M)
    text = _boxes(text)
    text = re.sub(
        r"\{glue:(?:text)?\}`([^`:]+)(?::([^`]*))?`",
        lambda m: f"**{_formatted(glued[m[1]], m[2])}**",
        text,
    )
    text = re.sub(
        r"\{cite:([pt])\}`([^`]+)`", lambda m: _citation(m[2], m[1] == "p"), text
    )
    text = re.sub(r"^\{download\}`[^`]+`\n*", "", text, flags=re.M)
    text = re.sub(r"\{[\w:]*\}`([^`<]+?)\s+<[^`>]+>`", r"\1", text)
    text = re.sub(r"\{term\}`([^`]+)`", r"\1", text)
    return re.sub(r"\{(?:ref|doc|numref|prf:ref)\}`([^`]+)`", _bare, text)


def _bare(match: re.Match[str]) -> str:
    return match[1].rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")


def _formatted(value: Any, spec: str | None) -> str:
    return format(value, spec) if spec else str(value)


def _boxes(text: str) -> str:
    """Turn fenced directives into quotations with a bold title."""
    fence = re.compile(
        r"^(?P<f>:{3,}|`{3,})\{(?P<kind>[\w:-]+)\} ?(?P<title>[^\n]*)\n"
        r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<body>.*?)^(?P=f)[ \t]*$",
        flags=re.M | re.S,
    )

    def quoted(match: re.Match[str]) -> str:
        if match["kind"] == "math":
            return f"$$\n{match['body']}$$"
        if match["kind"] == "button-ref":  # leads to another page of the book
            return f"[{match['body'].strip()}]({_on_github(match['title'])})"
        title = match["title"].strip() or match["kind"].capitalize()
        text = _formulas_on_one_line(match["body"].strip("\n"))
        body = [f"**{title}**", "", *text.splitlines()]
        return "\n".join(f"> {line}".rstrip() for line in body)

    return fence.sub(quoted, text)


# Code, in which a dollar is a dollar, or a formula, which no empty line divides.
CODE_OR_FORMULA = re.compile(
    r"(?P<ticks>`+).+?(?P=ticks)"
    r"|(?<!\\)(?P<dollars>\${1,2})(?:[^$\n]|\n(?!\s*\n))+(?P=dollars)",
    re.S,
)


def _formulas_on_one_line(text: str) -> str:
    """Join the lines of each formula: a quotation's `>` would stand within it."""

    def joined(match: re.Match[str]) -> str:
        return " ".join(match[0].split("\n")) if match["dollars"] else match[0]

    return CODE_OR_FORMULA.sub(joined, text)


def _on_github(page: str) -> str:
    """Return the address of an exercise's notebook: a reader may have nothing else."""
    return f"{repository()}/blob/main{page.strip()}.ipynb"


@cache
def _bibliography() -> Any:
    return parse_file(str(ROOT / "book" / "references.bib")).entries


def _citation(keys: str, parenthesised: bool) -> str:
    words = []
    for key in keys.split(","):
        entry = _bibliography()[key.strip()]
        people = [" ".join(p.last_names) for p in entry.persons["author"]]
        name = people[0] if len(people) == 1 else f"{people[0]} et al."
        if len(people) == 2:
            name = " and ".join(people)
        year = entry.fields["year"]
        words.append(f"{name}, {year}" if parenthesised else f"{name} ({year})")
    return f"({'; '.join(words)})" if parenthesised else ", ".join(words)


@cache
def repository() -> str:
    """Read the address of the course's repository from the book's settings."""
    config = (ROOT / "_config.yml").read_text("utf-8")
    found = re.search(r"^repository:\n  url: (\S+)", config, re.M)
    if not found:
        raise ValueError("expected a repository url in _config.yml, found none")
    return found[1]
