"""Every built page, as its HTML says it."""

import functools
import re
from pathlib import Path

import pytest

from .browser import HTML, ROOT, pages
from .markup import soup_of

PAGES = pages()
CHAPTER = re.compile(r"book/\d\d_\w+\.html")
pytestmark = pytest.mark.built


def test_the_book_has_pages():
    assert "book/index.html" in PAGES
    assert any(p.startswith("exercises/") for p in PAGES)


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_has_words(address):
    soup = soup_of(address)
    for image in soup.select("article img"):
        assert image.get("alt", "").strip(), image
        assert not image["alt"].endswith((".png", ".svg")), image
    for drawing in soup.select("article svg"):
        holder = drawing.find_parent(attrs={"aria-label": True})
        assert holder is not None, str(drawing)[:200]
        assert len(holder["aria-label"]) >= 20
    for figure in soup.select("figure.measured"):
        assert len(figure.figcaption.get_text()) >= 20


MARKUP = re.compile(r"\$|\\\w|\*\*|\*\w|\]\(|:::|\{(?:ref|doc|glue|term|cite)")


@pytest.mark.parametrize("address", PAGES)
def test_no_markup_is_left_in_the_words(address):
    found = [
        text
        for article in soup_of(address).select("article")
        for text in article.find_all(string=MARKUP)
        if not text.find_parent(["script", "style", "pre", "code", "svg"])
        and not text.find_parent(class_="math")
    ]
    assert found == []


@pytest.mark.parametrize("address", PAGES)
def test_every_link_inside_the_book_leads_somewhere(address):
    here = HTML / address
    for link in soup_of(address).select("main a[href], nav a[href]"):
        target, _, anchor = link["href"].partition("#")
        if ":" in target or target.startswith("//"):
            continue
        file = (here.parent / target).resolve() if target else here
        assert file.is_file(), link["href"]
        if anchor and file.suffix == ".html":
            assert anchor in ids_of(file.relative_to(HTML).as_posix()), link["href"]


@functools.cache
def ids_of(address):
    return {tag["id"] for tag in soup_of(address).find_all(id=True)}


def test_the_index_is_linked_from_the_front_and_leads_to_every_chapter():
    front = soup_of("book/index.html")
    assert front.select("article a[href$='genindex.html']")
    entries = soup_of("genindex.html").select("main a[href*='#index-']")
    reached = {entry["href"].partition("#")[0] for entry in entries}
    assert {p for p in PAGES if CHAPTER.fullmatch(p)} <= reached


def test_no_page_shows_a_traceback():
    for address in PAGES:
        soup = soup_of(address)
        for output in soup.select(".output"):
            assert "Traceback (most recent call last)" not in output.get_text(), address


def test_exercise_page_can_be_downloaded_and_launched():
    for address in (p for p in PAGES if p.startswith("exercises/")):
        soup = soup_of(address)
        links = [a["href"] for a in soup.select("a[href]")]
        assert any(href.endswith(".ipynb") and "_sources" in href for href in links)
        assert any("colab" in href for href in links)


def test_chapter_is_launched_as_its_plain_notebook():
    for address in (p for p in PAGES if CHAPTER.fullmatch(p)):
        soup = soup_of(address)
        name = Path(address).stem
        [colab] = [a["href"] for a in soup.select("a[href*=colab]")]
        assert colab.endswith(f"/book/notebooks/{name}.ipynb")
        committed = ROOT / "book" / "notebooks" / f"{name}.ipynb"
        download = HTML / "_sources" / "book" / f"{name}.ipynb"
        assert download.read_text("utf-8") == committed.read_text("utf-8")
