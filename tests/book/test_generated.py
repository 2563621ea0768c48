"""Generated files are committed, so each must be what its source makes of it."""

import csv
import re
from pathlib import Path

import nbformat
import pytest

from tools.chapters import IGNORE, chapter_notebook
from tools.generate import ROOT, release_notebooks, solution_notebook, sources

SOLUTIONS = sources("solutions")
CHAPTERS = sources("book")
REMEDY = "is not what its source makes: run `make exercises`"


def name(path: Path) -> str:
    return path.stem


def on_disk(path: Path):
    assert path.is_file(), f"{path.relative_to(ROOT)} is missing: run `make exercises`"
    return nbformat.read(path, nbformat.NO_CONVERT)


@pytest.mark.parametrize("source", SOLUTIONS, ids=name)
def test_solution_notebook_is_in_step(source):
    notebook = source.with_suffix(".ipynb")
    assert on_disk(notebook) == solution_notebook(source), f"{notebook.name} {REMEDY}"


@pytest.mark.nbgrader
@pytest.mark.parametrize("source", SOLUTIONS, ids=name)
def test_release_is_in_step(source):
    assignment = source.parent.name
    folder = ROOT / "exercises" / assignment
    assert sorted(p.name for p in folder.iterdir()) == [f"{source.stem}.ipynb"]
    for file, released in release_notebooks(assignment).items():
        assert on_disk(folder / file) == released, f"{assignment}/{file} {REMEDY}"


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_chapter_notebook_is_in_step(source):
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    outputs = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    expected = chapter_notebook(source, outputs)
    for cell, wanted in zip(notebook.cells, expected.cells, strict=True):
        assert cell.source == wanted.source, f"{source.stem} {REMEDY}"
        tags = set(cell.metadata.get("tags", [])) - {IGNORE}
        assert tags == set(wanted.metadata.get("tags", [])) - {IGNORE}


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_chapter_notebook_compares_most_of_its_cells(source):
    """Ignoring outputs is for figures and timings, not a way to be always green."""
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    printing = [
        IGNORE in cell.metadata.get("tags", [])
        for cell in notebook.cells
        if cell.cell_type == "code"
        and any(o.output_type == "stream" for o in cell.outputs)
    ]
    assert printing
    assert sum(printing) <= len(printing) / 3


def test_no_generated_notebook_is_left_without_a_source():
    generated = {p.stem for p in (ROOT / "book" / "notebooks").glob("*.ipynb")}
    assert generated == {p.stem for p in CHAPTERS}
    released = {p.parent.name for p in (ROOT / "exercises").glob("*/*.ipynb")}
    assert released == {p.parent.name for p in SOLUTIONS}


def labels() -> set[str]:
    pages = "\n".join(p.read_text("utf-8") for p in (ROOT / "book").glob("*.md"))
    return set(re.findall(r"^\(([\w-]+)\)=$", pages, re.M))


def test_every_covered_item_names_a_section_that_exists():
    with open(ROOT / "book" / "coverage.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["line"]) for row in rows] == list(range(1, 229))
    named = {label for row in rows for label in row["where"].split()}
    assert named
    assert named - labels() == set()
    for source in CHAPTERS:
        own = set(re.findall(r"^\(([\w-]+)\)=$", source.read_text("utf-8"), re.M))
        assert own & named, f"{source.name} treats nothing of the articles"


def test_every_glued_name_is_made_in_its_chapter():
    for source in CHAPTERS:
        text = source.read_text("utf-8")
        made = set(re.findall(r"glue\(\s*f?[\"']([^\"']+)[\"']", text))
        patterns = [re.sub(r"\\\{[^}]*\\\}", ".+", re.escape(n)) for n in made]
        for used in re.findall(r"\{glue:\w*\}`([^`:]+)", text):
            assert any(re.fullmatch(p, used) for p in patterns), (source.name, used)
