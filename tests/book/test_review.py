"""The review problems: each with an answer, each chapter with links both ways."""

import re

import pytest

from .browser import ROOT

REVIEW = (ROOT / "book" / "review.md").read_text("utf-8")
GROUPS = {
    number: (label, body)
    for label, number, body in re.findall(
        r"^\((review-[\w-]+)\)=\n## Chapter (\d+): [^\n]*\n(.*?)(?=^\(review-|\Z)",
        REVIEW,
        re.M | re.S,
    )
}
CHAPTERS = {str(int(p.stem[:2])): p for p in (ROOT / "book").glob("[0-9][0-9]_*.md")}


@pytest.mark.parametrize("number", GROUPS)
def test_problems_are_numbered_in_order_and_each_is_followed_by_its_answer(number):
    body = GROUPS[number][1]
    found = re.findall(
        rf"^\*\*{number}\.(\d+) |^:::\{{admonition\}} (Answer)$", body, re.M
    )
    problems = [str(k) for k in range(1, len(found) // 2 + 1)]
    assert found == [pair for k in problems for pair in ((k, ""), ("", "Answer"))]
    assert body.count(":class: dropdown\n") == len(problems)


@pytest.mark.parametrize("number", GROUPS)
def test_a_chapter_has_two_problems_for_pen_and_paper(number):
    assert GROUPS[number][1].count("*(pen and paper)*") >= 2


def test_each_chapter_has_its_group_of_problems():
    assert list(GROUPS) == sorted(CHAPTERS, key=int)


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_chapter_and_its_review_problems_link_to_each_other(number):
    label, body = GROUPS[number]
    chapter = CHAPTERS[number]
    check = chapter.read_text("utf-8").partition("\n## Check yourself\n")[2]
    assert f"<{label}>`" in check, f"{chapter.name}: link {label} in Check yourself"
    assert f"{{doc}}`{chapter.stem}`" in body, f"review.md: link {chapter.stem}"
