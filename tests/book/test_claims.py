"""The page of claims: a row has a number that a chapter measures, or says why not."""

import csv
import re

import nbformat
import pytest

from tools.chapters import glued_values

from .browser import ROOT

with (ROOT / "book" / "claims.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
VERDICTS = {"true", "false", "imprecise", "depends", "not checked"}


def test_no_claim_stands_twice():
    names = [row["claim"] for row in ROWS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"C\d{3}", name) for name in names)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_a_claim_has_words_a_verdict_a_source_and_a_number(row):
    bibliography = (ROOT / "book" / "references.bib").read_text("utf-8")
    assert row["quote"]
    assert row["verdict"] in VERDICTS
    assert f"@misc{{{row['source']}," in bibliography
    names = re.findall(r"\{([\w-]+)\}", row["said"])
    assert names or row["verdict"] == "not checked", "no number of a chapter"
    numbers = re.sub(r"\{[\w-]+\}|C\d+|log 2|Python 3\.\d+", "", row["said"])
    assert not re.search(r"\d\.\d", numbers), "a number typed by hand"


def glued_by(chapter):
    """Name what a chapter hands to the prose: by its notebook, or by its source."""
    path = ROOT / "book" / "notebooks" / f"{chapter}.ipynb"
    if not path.is_file():  # the review problems have no notebook to download
        source = (ROOT / "book" / f"{chapter}.md").read_text("utf-8")
        return set(re.findall(r'glue\("([\w-]+)"', source))
    cells = nbformat.read(path, nbformat.NO_CONVERT).cells
    return {
        name
        for cell in cells
        if cell.cell_type == "code"
        for name in glued_values(cell.outputs)
    }


def test_every_number_of_a_claim_is_glued_by_its_chapter():
    numbers = {chapter: glued_by(chapter) for chapter in {r["chapter"] for r in ROWS}}
    missing = [
        (row["claim"], name)
        for row in ROWS
        for name in re.findall(r"\{([\w-]+)\}", row["said"])
        if name not in numbers[row["chapter"]]
    ]
    assert missing == []


def test_the_review_problems_borrow_only_numbers_that_are_glued():
    text = (ROOT / "book" / "review.md").read_text("utf-8")
    uses = re.findall(r"\{glue:text\}`(?:(\w+)\.md::)?([\w-]+)(?::s)?`", text)
    assert len(uses) == text.count("{glue:text}")
    numbers = {chapter: glued_by(chapter or "review") for chapter, _ in uses}
    assert [use for use in uses if use[1] not in numbers[use[0]]] == []
