"""What a page loads late, and what it does without a server."""

import pytest

from .browser import HTML, WIDE, needs_chromium

CHAPTER = "book/07_stable_softmax.html"
pytestmark = [pytest.mark.browser, pytest.mark.built, needs_chromium]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.asked_for = []
    page.errors = []
    page.on("request", lambda request: page.asked_for.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


def asked_for(page, name):
    return any(url.endswith(name) for url in page.asked_for)


@pytest.mark.parametrize("address", ["book/index.html", CHAPTER])
def test_an_explorable_is_drawn_when_its_reader_comes(page, book, address):
    page.goto(book + address, wait_until="networkidle")
    host = page.locator(".vega-host").first
    assert asked_for(page, "vega.js") == (address == CHAPTER)
    assert page.evaluate("'vegaEmbed' in window") is False
    assert host.locator("svg").count() == 0
    host.scroll_into_view_if_needed()
    host.locator("input").first.wait_for()
    assert asked_for(page, "vega.js")
    assert page.errors == []


def test_a_script_that_comes_late_draws_as_well(page, book):
    """It waits for nothing, so it may run before the page's text, or after it."""
    held = []
    page.route("**/explorables.js*", lambda route: held.append(route))
    page.goto(book + CHAPTER, wait_until="domcontentloaded")
    page.locator(".vega-host").first.scroll_into_view_if_needed()
    (route,) = held
    route.continue_()
    page.locator(".vega-host input").first.wait_for()
    assert page.errors == []


def test_formulas_out_of_view_are_set_while_the_reader_is_at_the_top(page, book):
    page.goto(book + CHAPTER)
    page.wait_for_function("document.querySelector('article mjx-container > mjx-math')")
    shown = "[...document.querySelectorAll('mjx-lazy')].filter(one => one.offsetParent)"
    page.wait_for_function(f"{shown}.length === 0")
    assert page.locator("mjx-container > mjx-math").count() > 100
    assert page.evaluate("scrollY") == 0
    assert page.locator("mjx-assistive-mml math").count() > 100
    assert page.errors == []


def test_search_finds_a_word_without_a_server(page):
    page.goto(f"file://{HTML}/{CHAPTER}")
    page.goto(f"file://{HTML}/search.html?q=softmax")
    found = page.locator("#search-results li")
    found.first.wait_for()
    assert found.filter(has_text="Softmax, stably").count()


def test_each_icon_has_its_drawing(page, book):
    page.goto(book + CHAPTER)
    blank = page.evaluate(
        """() => [...document.querySelectorAll("[class*=' fa-']")]
            .map(icon => [icon.className, getComputedStyle(icon, "::before")])
            .filter(([name, drawn]) => drawn.content === "none"
                || !drawn.fontFamily.includes("Awesome"))
            .map(([name]) => name)"""
    )
    assert blank == []
    page.wait_for_function("document.fonts.check('900 16px \"Font Awesome 6 Free\"')")
