"""A chapter as it is printed: whole, open, and without what belongs to the screen."""

import pytest

from .browser import needs_chromium, visit

pytestmark = [pytest.mark.browser, pytest.mark.built, needs_chromium]

CHAPTER = "book/07_stable_softmax.html"
PAPER = {"width": 658, "height": 960}  # A4 within its margins
SCREEN_ONLY = """details.hide, button, .vega-host, dialog, .bd-sidebar-primary,
    .bd-sidebar-secondary, .bd-header-article, .prev-next-footer, .headerlink"""
TOO_WIDE = """width => [...document.querySelectorAll(
    'article :is(p, pre, table, figure, svg, img, mjx-container, li, h2)')]
    .filter(one => one.checkVisibility())
    .filter(one => one.getBoundingClientRect().right > width + 1
        || one.scrollWidth > one.clientWidth + 1 && one.matches('pre, figure'))
    .map(one => one.outerHTML.slice(0, 200))"""
SHOWN = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility(
        {visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true}))
    .filter(one => one.getBoundingClientRect().height > 4)
    .map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def printed(browser, book):
    """The chapter in the dark, on paper, before a printer has been chosen."""
    with visit(browser, book, CHAPTER, viewport=PAPER, theme="dark") as seen:
        seen.page.emulate_media(media="print")
        yield seen.page


def all_shown(page, selector):
    count = page.locator(selector).count()
    return count > 0 and len(page.evaluate(SHOWN, selector)) == count


def test_paper_shows_nothing_of_the_screen_and_cuts_nothing(printed):
    assert printed.evaluate(SHOWN, SCREEN_ONLY) == []
    assert printed.evaluate(TOO_WIDE, PAPER["width"]) == []


def test_answers_are_open_even_where_no_script_runs(printed):
    assert all_shown(printed, "ol.quiz details > p")
    assert all_shown(printed, ".admonition.dropdown > p")


def test_explorables_are_still_pictures_with_their_words(printed):
    stills = printed.locator("figure.explorable img.still")
    assert stills.count() == printed.locator("figure.explorable").count() > 0
    assert all_shown(printed, "figure.explorable .still")
    for still in stills.all():
        still.scroll_into_view_if_needed()
        still.evaluate("image => image.decode()")
        assert still.evaluate("image => image.naturalWidth") > 300


def test_printing_moves_the_answers_to_the_end_and_back(printed):
    quiz = "ol.quiz details > p"
    closed = printed.locator("article details:not([open])").count()
    printed.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert printed.evaluate("document.documentElement.dataset.theme") == "light"
    assert printed.evaluate(SHOWN, quiz) == []
    assert printed.locator("article > :last-child.quiz-answers").count() == 1
    assert printed.locator(".quiz-answers .right").count() == (
        printed.locator("ol.quiz > li").count()
    )
    assert printed.locator(".quiz-answers :is(p, li li)").count() == (
        printed.locator(quiz).count()
    )
    printed.evaluate("dispatchEvent(new Event('afterprint'))")
    assert printed.locator(".quiz-answers").count() == 0
    assert printed.evaluate("document.documentElement.dataset.theme") == "dark"
    assert printed.locator("article details:not([open])").count() == closed
