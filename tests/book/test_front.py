"""The front page: where its doors lead, whether its numbers and its map are true."""

import csv
import re

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from .browser import HTML, PHONE, ROOT, needs_chromium, visit
from .markup import soup_of

pytestmark = pytest.mark.built
CHAPTERS = {int(path.stem[:2]): path.stem for path in ROOT.glob("book/[0-9][0-9]_*.md")}


@pytest.fixture(scope="module")
def front():
    """The front page's own text."""
    return soup_of("book/index.html").select_one("article")


def words(tag):
    return " ".join(tag.get_text().split())


def test_each_door_leads_to_one_first_step(front):
    doors = front.select(".doors .sd-card")
    assert [words(door.select_one(".sd-card-title")) for door in doors] == [
        "Read",
        "Learn by doing",
        "Teach",
    ]
    steps = [door.select_one("a.sd-btn")["href"] for door in doors]
    assert steps == [
        "01_neuron.html",
        "../exercises/01_neuron/neuron.html",
        "instructors.html#set-up-a-class",
    ]


def test_the_readme_begins_with_the_same_words(front):
    readme = (ROOT / "README.md").read_text("utf-8").split("\n\n")[1:3]
    said = [front.select_one(".front-lead"), front.select_one(".front-lead ~ p")]
    plain = [" ".join(paragraph.replace("**", "").split()) for paragraph in readme]
    assert [words(tag) for tag in said] == plain


def test_the_map_and_the_list_name_each_chapter_once(front):
    for links in (".chapter-map a", ".chapter-list li p:first-child a"):
        addresses = [link["href"] for link in front.select(links)]
        assert addresses == [f"{name}.html" for _, name in sorted(CHAPTERS.items())]


@pytest.mark.parametrize("number", CHAPTERS)
def test_the_list_says_what_the_chapter_says_it_builds_on(front, number):
    """The chapter's own page: its links to other chapters, and "chapter 3"."""
    page = (HTML / "book" / f"{CHAPTERS[number]}.html").read_text("utf-8")
    _, begin, rest = page.partition('<section id="what-you-will-be-able-to-do">')
    assert begin
    section = BeautifulSoup(rest.partition("</section>")[0], "html.parser")
    named = {
        int(name[:2])
        for link in section.select("a[href]")
        for name in [link["href"].removeprefix("../book/")]
        if re.match(r"\d\d_\w+\.html", name)
    }
    named |= {int(n) for n in re.findall(r"chapter (\d+)", words(section))}
    if "all chapters before it" in words(section):
        named = set(range(1, number))
    entry = front.select_one(f".chapter-list li[value='{number}'] .facts")
    said = words(entry).partition(" · ")[0]
    numbers = [int(n) for n in re.findall(r"\d+", said)]
    if " to " in said:
        numbers = list(range(numbers[0], numbers[1] + 1))
    assert set(numbers) == named - {number}
    assert bool(numbers) != (said == "needs no other")


def test_its_hours_are_the_sum_of_the_chapters_and_the_exercises(front):
    facts = [words(entry) for entry in front.select(".chapter-list .facts")]
    reading, work = (
        sum(float(re.search(rf"{kind} ([\d.]+) h", fact)[1]) for fact in facts)
        for kind in ("chapter", "exercise")
    )
    said = re.search(
        r"About ([\d.]+) hours: ([\d.]+) for the chapters, .* and ([\d.]+) for the",
        words(front),
    )
    assert [float(number) for number in said.groups()] == [
        reading + work,
        reading,
        work,
    ]


def test_its_numbers_are_those_of_the_files(front):
    cells = [
        cell
        for path in ROOT.glob("exercises/*/*.ipynb")
        for cell in nbformat.read(path, 4).cells
    ]
    graded = [c.metadata.get("nbgrader", {}).get("points") for c in cells]
    points = [number for number in graded if number]
    with open(ROOT / "book" / "claims.csv", encoding="utf-8") as file:
        claims = len(list(csv.DictReader(file)))
    answers = soup_of("book/review.html").select("article .admonition.dropdown")
    said = words(front)
    assert f"{len(CHAPTERS)} chapters" in said
    assert f"{len(points)} questions with {sum(points):g} points" in said
    assert f"holds {claims} of their" in said
    assert f"{len(answers)} review problems" in said


def test_it_is_cited_as_the_citation_file_says(front):
    about = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    [block] = (b for b in front.select(".highlight pre") if "@misc" in b.get_text())
    [entry] = parse_string(block.get_text(), "bibtex").entries.values()
    assert entry.fields["title"].strip("{}") == about["title"]
    assert entry.fields["year"] == str(about["date-released"].year)
    assert about["version"] in entry.fields["note"]
    assert about["version"] in words(front.select_one("#cite-it-use-it p"))
    for author in about["authors"]:
        assert author["name"] in block.get_text()


def test_nothing_is_said_of_articles_before_the_first_heading(front):
    until = str(front).partition("<h2")[0]
    assert "chapters, with figures" in until
    assert "article" not in BeautifulSoup(until, "html.parser").get_text()


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("size", [PHONE, {"width": 1440, "height": 900}])
def test_the_doors_are_on_the_first_screen(browser, book, size):
    with visit(browser, book, "book/index.html", viewport=size) as seen:
        bottoms = seen.page.evaluate(
            "[...document.querySelectorAll('.doors a')]"
            ".map(door => door.getBoundingClientRect().bottom)"
        )
        assert len(bottoms) == 4
        assert max(bottoms) <= size["height"]
