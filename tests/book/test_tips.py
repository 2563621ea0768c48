"""Tips on the words of the glossary: on hover, on focus, and never in the way."""

import functools
import re

import pytest
from bs4 import BeautifulSoup

from _ext.tips import definitions

from .browser import HTML, PHONE, needs_chromium, pages, visit
from .test_pages_in_browser import violations

CHAPTER = "book/07_stable_softmax.html"


def in_a_browser(test):
    return pytest.mark.built(pytest.mark.browser(needs_chromium(test)))


def test_a_definition_keeps_its_words_and_formulas_but_no_links():
    page = """<dl class="simple glossary">
    <dt id="term-a">a</dt><dt id="term-b">b</dt>
    <dd><p id="here">Like <a href="#term-c">c</a>, but <span class="math">x</span>.</p>
    </dd>
    <dt id="term-c">c</dt><dd><p>Else.</p></dd></dl>"""
    like = '<p>Like c, but <span class="math">x</span>.</p>'
    assert definitions(page) == {
        "term-a": like,
        "term-b": like,
        "term-c": "<p>Else.</p>",
    }


@functools.cache
def meanings():
    return definitions((HTML / "book" / "glossary.html").read_text("utf-8"))


@pytest.mark.built
def test_every_reference_to_a_word_has_a_meaning_to_show():
    link = re.compile(r'<a class="reference internal" href="[^"#]*#(term-[^"]+)"')
    used = {word for page in pages() for word in link.findall(text_of(page))}
    assert len(used) > 50
    assert used <= {word for word, meaning in meanings().items() if meaning}


def text_of(page):
    return (HTML / page).read_text("utf-8")


def word_of(page, anchor):
    return page.locator(f"article p a[href$='#{anchor}']").first


@in_a_browser
@pytest.mark.parametrize(
    "theme", ["light", pytest.param("dark", marks=pytest.mark.nightly)]
)
def test_pointer_and_keyboard_show_it_and_escape_closes_it(browser, book, theme):
    with visit(browser, book, CHAPTER, theme=theme) as seen:
        page = seen.page
        tip = page.locator(".tippy-box")
        assert page.evaluate("window.tippy === undefined"), "loaded at once"

        word = word_of(page, "term-logit")
        word.hover()
        tip.wait_for()
        expected = BeautifulSoup(meanings()["term-logit"], "html.parser")
        assert expected.get_text()[:30] in tip.inner_text()
        described = word.get_attribute("aria-describedby")
        assert page.locator(f"[id='{described}'] .tippy-box").count() == 1
        tip.hover()  # to read it at leisure
        page.wait_for_timeout(400)
        assert tip.is_visible()
        assert violations(page, f"'#{described}'") == []
        page.keyboard.press("Escape")
        tip.wait_for(state="detached")

        page.mouse.move(0, 0)
        word_of(page, "term-temperature").focus()
        tip.locator("mjx-container").first.wait_for()  # its formula is typeset
        page.keyboard.press("Escape")
        tip.wait_for(state="detached")
        assert word_of(page, "term-temperature").evaluate(
            "word => word === document.activeElement"
        )
        assert seen.outside == []
        assert seen.errors == []


@in_a_browser
def test_a_finger_follows_the_link(browser, book):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(book + CHAPTER)
    word_of(page, "term-logit").tap()
    page.wait_for_url("**/glossary.html#term-logit")
    context.close()
