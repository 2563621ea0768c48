"""Each thing that the articles contain has a section, and this section speaks of it.

coverage.csv is the table: an item of an article, the labels of the sections that treat
it, and a pattern that each of these must contain.
"""

import csv
import re

import pytest

from .browser import ROOT

BOOK = ROOT / "book"
TABLE = ROOT / "tests" / "book" / "coverage.csv"


def table(path):
    with path.open(encoding="utf-8") as file:
        return {int(row["line"]): row for row in csv.DictReader(file)}


def sections(text):
    """Split a page by its labels: each with the text up to the next such heading.

    A section ends at a heading of its own level or a higher one, so that what stands
    in its subsections belongs to it. A comment in code is no heading.
    """
    lines = text.split("\n")
    headings, starts, labels, fenced = [], {}, [], False
    for number, line in enumerate(lines):
        fenced ^= line.startswith("```")
        if fenced:
            continue
        if label := re.fullmatch(r"\(([\w-]+)\)=", line):
            labels.append(label[1])
        elif heading := re.match(r"(#+) ", line):
            headings.append((number, len(heading[1])))
            starts |= dict.fromkeys(labels, headings[-1])
            labels = []
    return {
        label: "\n".join(
            lines[
                at : next(
                    (n for n, other in headings if n > at and other <= level), None
                )
            ]
        )
        for label, (at, level) in starts.items()
    }


ITEMS = table(TABLE)
SECTIONS = {
    label: text
    for page in sorted(BOOK.glob("*.md"))
    for label, text in sections(page.read_text("utf-8")).items()
}


def test_a_section_ends_at_the_next_heading_of_its_level():
    page = "(a)=\n# A\none\n(b)=\n## B\n```\n# code\n```\n### C\ntwo\n(d)=\n## D\nthree"
    found = sections(page)
    assert found["b"] == "## B\n```\n# code\n```\n### C\ntwo\n(d)="
    assert found["a"].endswith("three")
    assert found["d"] == "## D\nthree"


def test_each_item_has_its_place_and_a_word():
    assert len(ITEMS) == 228
    without = [n for n, row in ITEMS.items() if not (row["where"] and row["word"])]
    assert without == []


@pytest.mark.parametrize("line", ITEMS)
def test_the_sections_of_an_item_speak_of_it(line):
    for label in ITEMS[line]["where"].split():
        assert label in SECTIONS, f"no section ({label})="
        word = ITEMS[line]["word"]
        assert re.search(word, SECTIONS[label], re.I), f"({label})= has no {word!r}"
