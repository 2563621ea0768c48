"""Generated files are committed, so each must be what its source makes of it."""

import re
from pathlib import Path

import nbformat
import pytest

from _ext.execution import built_outputs
from tools.chapters import (
    CODE_OR_FORMULA,
    IGNORE,
    chapter_notebook,
    differences,
    glued_values,
    printed,
    read_chapter,
    text_only,
)
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


@pytest.mark.parametrize("source", SOLUTIONS, ids=name)
def test_run_all_goes_on_at_cells_that_a_person_marks_and_at_no_other(source):
    released = on_disk(ROOT / "exercises" / source.parent.name / f"{source.stem}.ipynb")
    code = [cell for cell in released.cells if cell.cell_type == "code"]
    about = [cell.metadata.get("nbgrader", {}) for cell in code]
    by_hand = [bool(one.get("grade") and one.get("solution")) for one in about]
    assert any(by_hand)
    goes_on = ["raises-exception" in cell.metadata.get("tags", []) for cell in code]
    assert goes_on == by_hand


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_chapter_notebook_is_in_step(source):
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    outputs = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    expected = chapter_notebook(source, outputs)
    for cell, wanted in zip(notebook.cells, expected.cells, strict=True):
        assert cell.source == wanted.source, f"{source.stem} {REMEDY}"
        tags = set(cell.metadata.get("tags", [])) - {IGNORE}
        assert tags == set(wanted.metadata.get("tags", [])) - {IGNORE}


@pytest.mark.built
@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_chapter_notebook_shows_what_the_build_computed(source):
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    kept = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    built = [text_only(outputs, 0)[0] for outputs in built_outputs(source, ROOT)]
    found = differences(source, kept, [[], *built])  # first the notebook's own set-up
    assert not found, "\n".join(map(str, found)) + f"\n{source.stem} {REMEDY}"


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_chapter_compares_most_of_its_cells(source):
    """Ignoring outputs is for timings and training, not a way to be always green."""
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    code = [c for c in read_chapter(source).cells if c.cell_type == "code"]
    outputs = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    ignored = [
        IGNORE in cell.metadata.get("tags", [])
        for cell, shown in zip(code, outputs, strict=True)
        if printed(shown)
    ]
    assert ignored
    assert sum(ignored) <= len(ignored) / 3


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_what_is_glued_has_no_more_digits_than_the_prose_shows(source):
    """Digits that nobody reads differ between processors."""
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    glued = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            glued |= glued_values(cell.outputs)
    uses = re.findall(
        r"\{glue:text\}`([^`:]+)(?::([^`]*))?`", source.read_text("utf-8")
    )
    long = [
        f"{name} = {glued[name]!r}, shown as {form or 'it is'}"
        for name, form in uses
        if isinstance(glued[name], float)
        and (
            float(format(glued[name], form)) != glued[name]
            if form
            else float(f"{glued[name]:.6g}") != glued[name]
        )
    ]
    assert long == [], "give glue the form: see neuronbook.pages.numbers"


@pytest.mark.parametrize("source", CHAPTERS, ids=name)
def test_no_formula_of_a_quotation_holds_its_mark(source):
    """A viewer finds formulas first, and would show the `>` of the next line."""
    notebook = on_disk(ROOT / "book" / "notebooks" / f"{source.stem}.ipynb")
    broken = [
        found[0]
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for found in CODE_OR_FORMULA.finditer(cell.source)
        if found["dollars"] and "\n>" in found[0]
    ]
    assert broken == []


def test_no_generated_notebook_is_left_without_a_source():
    generated = {p.stem for p in (ROOT / "book" / "notebooks").glob("*.ipynb")}
    assert generated == {p.stem for p in CHAPTERS}
    released = {p.parent.name for p in (ROOT / "exercises").glob("*/*.ipynb")}
    assert released == {p.parent.name for p in SOLUTIONS}
