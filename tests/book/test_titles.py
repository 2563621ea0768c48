"""A chapter has its number in its title, and the sidebar says the same."""

import re

import pytest
import yaml

from .browser import ROOT

PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
LISTED = {
    entry["file"]: entry
    for part in PARTS
    for entry in part["chapters"]
    if re.match(r"book/\d\d_", entry["file"])
}
CHAPTERS = sorted(
    p.relative_to(ROOT).with_suffix("").as_posix()
    for p in (ROOT / "book").glob("[0-9][0-9]_*.md")
)


def title_of(page):
    """Return a page's first heading; a comment in a cell is none."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    return re.search(r"^# (.+)$", text, re.M)[1]


@pytest.mark.parametrize("file", CHAPTERS)
def test_a_chapter_has_its_number_in_page_and_sidebar(file):
    title = title_of(ROOT / f"{file}.md")
    assert title.startswith(f"{int(file.removeprefix('book/')[:2])}. ")
    assert LISTED[file]["title"] == title


def test_chapters_are_listed_in_the_order_of_their_numbers():
    assert list(LISTED) == CHAPTERS
