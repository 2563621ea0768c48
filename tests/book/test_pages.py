"""Every built page, as a reader meets it."""

import functools
import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup

from .browser import HTML, PHONE, ROOT, needs_chromium, pages, visit

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js"))
PAGES = pages()
CHAPTER = re.compile(r"book/\d\d_\w+\.html")
CHAPTERS = [page for page in PAGES if CHAPTER.fullmatch(page)]
INNARDS = (".highlight pre", "mjx-container", "article svg")
CONTRAST = {"runOnly": ["color-contrast"]}
pytestmark = [pytest.mark.browser, pytest.mark.built]


def test_the_book_has_pages():
    assert "book/index.html" in PAGES
    assert any(p.startswith("exercises/") for p in PAGES)


def grave(page, where="document", options=None):
    """Let axe look at a part of a page; list what is serious."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        f"options => axe.run({where}, options).then(result => result.violations)",
        options or {},
    )
    return [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_page_is_accessible_and_asks_the_network_for_nothing(
    browser, book, address, theme
):
    """In the dark only colors differ; innards are looked at in the next test."""
    with visit(browser, book, address, theme=theme) as seen:
        assert seen.page.evaluate("document.documentElement.dataset.theme") == theme
        assert seen.errors == []
        assert seen.outside == []
        options = CONTRAST if theme == "dark" else {}
        outside = {"exclude": [[part] for part in INNARDS]}
        assert grave(seen.page, json.dumps(outside), options) == []


@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_formulas_and_drawings_have_readable_colors(browser, book, theme):
    """One block of code with all kinds of words, all formulas and drawings of a page.

    What axe cannot see through (a drawing's text over shapes) it reports as no
    violation, so the code's colors are what is checked most strictly here.
    """
    kinds = sorted({kind for page in CHAPTERS for kind in kinds_of_words(page)})
    assert len(kinds) > 10
    with visit(browser, book, CHAPTERS[0], theme=theme) as seen:
        seen.page.evaluate(
            "kinds => document.querySelector('.highlight pre').innerHTML = kinds"
            ".map(kind => `<span class=\"${kind}\">word</span>`).join(' ')",
            kinds,
        )
        for part in INNARDS:
            assert seen.page.locator(part).count(), part
            inside = {"include": [[part]]}
            assert grave(seen.page, json.dumps(inside), CONTRAST) == []


def kinds_of_words(address):
    """List the classes that highlighted code has on a page."""
    soup = BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
    return {
        kind
        for word in soup.select(".highlight pre span")
        for kind in word.get("class", ())
    }


@needs_chromium
@pytest.mark.nightly
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_whole_page_passes_every_rule_in_both_themes(browser, book, address, theme):
    with visit(browser, book, address, theme=theme) as seen:
        assert grave(seen.page) == []


@needs_chromium
@pytest.mark.parametrize("address", PAGES)
def test_page_fits_a_phone(browser, book, address):
    with visit(browser, book, address, viewport=PHONE) as seen:
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        wide = seen.page.evaluate(
            "[...document.querySelectorAll('article svg.marks')]"
            ".map(svg => svg.getBoundingClientRect().right)"
        )
    assert width <= PHONE["width"]
    assert all(right <= PHONE["width"] for right in wide)


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_has_words(address):
    soup = BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
    for image in soup.select("article img"):
        assert image.get("alt", "").strip(), image
        assert not image["alt"].endswith((".png", ".svg")), image
    for drawing in soup.select("article svg"):
        holder = drawing.find_parent(attrs={"aria-label": True})
        assert holder is not None, str(drawing)[:200]
        assert len(holder["aria-label"]) >= 20
    for figure in soup.select("figure.measured"):
        assert len(figure.figcaption.get_text()) >= 20


@pytest.mark.parametrize("address", PAGES)
def test_every_link_inside_the_book_leads_somewhere(address):
    here = HTML / address
    soup = BeautifulSoup(here.read_text("utf-8"), "html.parser")
    for link in soup.select("main a[href], nav a[href]"):
        target, _, anchor = link["href"].partition("#")
        if ":" in target or target.startswith("//"):
            continue
        file = (here.parent / target).resolve() if target else here
        assert file.is_file(), link["href"]
        if anchor and file.suffix == ".html":
            assert anchor in ids_of(file), link["href"]


@functools.cache
def ids_of(page):
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return {tag["id"] for tag in soup.find_all(id=True)}


def test_no_page_shows_a_traceback():
    for address in PAGES:
        soup = BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
        for output in soup.select(".output"):
            assert "Traceback (most recent call last)" not in output.get_text(), address


def test_exercise_page_can_be_downloaded_and_launched():
    for address in (p for p in PAGES if p.startswith("exercises/")):
        soup = BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
        links = [a["href"] for a in soup.select("a[href]")]
        assert any(href.endswith(".ipynb") and "_sources" in href for href in links)
        assert any("colab" in href for href in links)


def test_chapter_is_launched_as_its_plain_notebook():
    for address in (p for p in PAGES if CHAPTER.fullmatch(p)):
        soup = BeautifulSoup((HTML / address).read_text("utf-8"), "html.parser")
        name = Path(address).stem
        [colab] = [a["href"] for a in soup.select("a[href*=colab]")]
        assert colab.endswith(f"/book/notebooks/{name}.ipynb")
        committed = ROOT / "book" / "notebooks" / f"{name}.ipynb"
        download = HTML / "_sources" / "book" / f"{name}.ipynb"
        assert download.read_text("utf-8") == committed.read_text("utf-8")
