"""The book without a mouse: every stop can be seen and named, and the way goes on."""

import pytest

from .browser import PHONE, needs_chromium, pages, visit

pytestmark = [pytest.mark.browser, pytest.mark.built, needs_chromium]

EXERCISE = "exercises/01_neuron/neuron.html"
BY_DAY = ["book/index.html", EXERCISE, "book/claims.html", "search.html"]

# What has the focus, how it shows, and whether it was reached before.
STOP = """() => {
    const stop = document.activeElement;
    if (stop === document.body) return null;
    const visited = (window.visited ??= new Set());
    const again = visited.has(stop);
    visited.add(stop);
    const drawn = stop.querySelector(':scope > :is(.toctree-toggle, circle)') ?? stop;
    const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
    return {
        again,
        html: stop.outerHTML.slice(0, 120),
        text: stop.textContent.trim(),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== 'none'
            || drawn.localName === 'circle' && parseFloat(style.strokeWidth) >= 5,
        seen: style.visibility === 'visible' && box.width > 1 && box.height > 1
            && box.bottom > 0 && box.top < innerHeight,
    };
}"""


def stops(page, most=900):
    """Press Tab until the page's last stop is left."""
    page.add_style_tag(content="* { transition: none !important }")
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            return
        yield stop
    pytest.fail("the stops have no end")


def nameless(page):
    """List what Chromium offers a screen reader to operate, but cannot name."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    operated = {"button", "checkbox", "combobox", "link", "searchbox", "slider",
                "textbox", "DisclosureTriangle"}  # fmt: skip
    return [
        node
        for node in tree
        if not node["ignored"]
        and node["role"]["value"] in operated
        and not node["name"]["value"].strip()
    ]


def check(browser, book, address):
    with visit(browser, book, address) as seen:
        found = list(stops(seen.page))
        assert found[0]["text"] == "Skip to main content"
        assert len(found) > 20
        assert [one["html"] for one in found if not one["seen"]] == []
        assert [one["html"] for one in found if not one["ring"]] == []
        assert nameless(seen.page) == []


@pytest.mark.parametrize("address", BY_DAY)
def test_each_stop_is_seen_ringed_and_named(browser, book, address):
    check(browser, book, address)


@pytest.mark.nightly
@pytest.mark.parametrize("address", [page for page in pages() if page not in BY_DAY])
def test_each_stop_of_the_other_pages_is_seen_ringed_and_named(browser, book, address):
    check(browser, book, address)


def test_a_notebook_is_downloaded_by_keyboard_alone(browser, book):
    """The first link skips what stands on every page."""
    with visit(browser, book, EXERCISE) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        texts = []
        for stop in stops(page, 60):
            texts.append(stop["text"])
            if stop["text"] == "Download the notebook":
                break
        assert texts[-2:] == ["Open in Colab", "Download the notebook"]
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        assert waiting.value.suggested_filename.endswith(".ipynb")


@pytest.mark.parametrize("name", ["primary-toggle", "secondary-toggle"])
def test_a_sidebar_that_is_closed_on_a_phone_gives_the_focus_back(browser, book, name):
    with visit(browser, book, EXERCISE, viewport=PHONE) as seen:
        toggle = seen.page.locator(f".{name}:visible").first
        toggle.focus()
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("dialog[open]")
        seen.page.keyboard.press("Tab")
        seen.page.keyboard.press("Escape")
        seen.page.wait_for_selector("dialog[open]", state="detached")
        back = f"document.activeElement.classList.contains('{name}')"
        seen.page.wait_for_function(back, timeout=2000)
