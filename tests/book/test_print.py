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
    assert all_shown(printed, ".admonition.dropdown:not(.on-screen) > p")


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
    folds = printed.locator(".admonition.dropdown:not(.on-screen)").count()
    moved = printed.locator(".worked-answers > .admonition.dropdown")
    assert moved.count() == folds > 0
    titles = moved.locator(".admonition-title").all_text_contents()
    assert [title.strip() for title in titles] == ["Problem 1", "Problem 2"]
    lines = printed.locator(".whereabouts a")
    assert lines.count() == folds + printed.locator("ol.quiz").count()
    for line in lines.all():
        assert printed.locator(line.get_attribute("href")).count() == 1
    printed.evaluate("dispatchEvent(new Event('afterprint'))")
    assert printed.locator(".quiz-answers, .worked-answers, .whereabouts").count() == 0
    assert (
        printed.locator("section > .admonition.dropdown:not(.on-screen)").count()
        == folds
    )
    assert printed.evaluate("document.documentElement.dataset.theme") == "dark"
    assert printed.locator("article details:not([open])").count() == closed


def test_letters_of_a_figure_are_large_enough_and_an_exercise_has_its_address(printed):
    printed.evaluate("dispatchEvent(new Event('beforeprint'))")
    scales = printed.locator("figure.measured > div > svg").evaluate_all(
        """all => all.map(svg => Math.min(
            svg.getBoundingClientRect().width * 0.75 / svg.viewBox.baseVal.width,
            svg.getBoundingClientRect().height * 0.75 / svg.viewBox.baseVal.height))"""
    )
    assert 11 * min(scales) > 7.5  # points: the letters are drawn with 11
    assert printed.locator("figure.tall").count() > 0
    address = printed.locator("a[data-address]").get_attribute("data-address")
    assert address.startswith("https://")
    assert address.endswith("exercises/07_stable_softmax/stable_softmax.html")
    assert printed.evaluate(TOO_WIDE, PAPER["width"]) == []
    printed.evaluate("dispatchEvent(new Event('afterprint'))")
    assert printed.locator("figure.tall, a[data-address]").count() == 0
