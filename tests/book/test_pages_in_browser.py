"""Every built page, as a reader meets it: its colors, its width, its explorables.

A chapter takes seconds to open, so a page is opened once, and its tests find it as the
test before left it: each brings about what it needs.
"""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest

from tools.generate import sources
from tools.serve import sent

from .browser import HTML, PHONE, WIDE, needs_chromium, pages, visit

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js"))
PAGES = pages()
# From their sources: tests are collected where there is no built book, too.
CHAPTERS = [f"book/{path.stem}.html" for path in sources("book")]
WITH_SLIDERS = [
    p for p in PAGES if 'class="vega-spec"' in (HTML / p).read_text("utf-8")
]
# Few kinds of page, one stylesheet: the night lets axe look at all pages.
IN_THE_DARK = [
    "book/claims.html",
    "book/index.html",
    CHAPTERS[-1],
    "exercises/07_stable_softmax/stable_softmax.html",
    "search.html",
]
OF_EACH_KIND = [
    *IN_THE_DARK,
    "book/glossary.html",
    "book/instructors.html",
    "book/references.html",
]
LANDING, CHAPTER = 350_000, 900_000  # bytes, as they travel
INNARDS = (".highlight pre", "mjx-container", "article figure svg")
CONTRAST = {"runOnly": ["color-contrast"]}
pytestmark = [pytest.mark.browser, pytest.mark.built, needs_chromium]


@pytest.fixture(scope="module")
def opened(browser, book, request):
    """A page that is open for all tests of its address."""
    with visit(browser, book, request.param) as seen:
        seen.page.add_style_tag(content="* { transition: none !important }")
        yield seen


every_page = pytest.mark.parametrize("opened", PAGES, indirect=True)
every_explorable = pytest.mark.parametrize("opened", WITH_SLIDERS, indirect=True)
# By day every third page: what moves a slider is the same script on each.
third_of_explorables = pytest.mark.parametrize(
    "opened",
    [
        pytest.param(page, marks=[pytest.mark.nightly] if number % 3 else [])
        for number, page in enumerate(WITH_SLIDERS)
    ],
    indirect=True,
)

EMPTY = """innards => document.querySelectorAll(innards).forEach(one => {
    one.kept = [...one.childNodes];
    one.replaceChildren();
})"""
FILL = """innards => document.querySelectorAll(innards).forEach(one => {
    one.replaceChildren(...one.kept);
})"""


def violations(page, where="document", options=None):
    """Let axe look at a part of a page; list what it finds, serious or not."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        f"options => axe.run({where}, options).then(result => result.violations)",
        {"resultTypes": ["violations"], "preload": False, **(options or {})},
    )
    return [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary']}"
        for v in found
        for node in v["nodes"]
    ]


def violations_outside_of_innards(page, options=None):
    """Look at a page without the ten thousand parts of its formulas and drawings."""
    innards = ", ".join(INNARDS)
    page.evaluate(EMPTY, innards)
    outside = {"exclude": [[part] for part in INNARDS]}
    try:
        return violations(page, json.dumps(outside), options)
    finally:
        page.evaluate(FILL, innards)


@every_page
def test_page_opens_without_errors_and_asks_the_network_for_nothing(opened):
    assert opened.page.evaluate("document.documentElement.dataset.theme") == "light"
    assert opened.errors == []
    assert opened.outside == []


@every_page
def test_page_is_light(opened):
    address = opened.page.url.rpartition("/")[2]
    weight = sum(len(sent(file)) for file in opened.first_view)
    assert weight <= (LANDING if address == "index.html" else CHAPTER)


@pytest.mark.parametrize("opened", OF_EACH_KIND, indirect=True)
def test_page_is_accessible(opened):
    assert violations_outside_of_innards(opened.page) == []


@pytest.mark.parametrize("opened", IN_THE_DARK, indirect=True)
def test_page_has_readable_colors_in_the_dark(opened):
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    found = violations_outside_of_innards(opened.page, CONTRAST)
    opened.page.emulate_media(color_scheme="light")
    opened.page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    assert found == []


@every_page
def test_formulas_fit_a_wide_screen(opened):
    """There nobody should have to scroll one, and by keyboard not everybody can."""
    wide = opened.page.evaluate(
        "[...document.querySelectorAll('mjx-container[display=true]')]"
        ".filter(formula => formula.scrollWidth > formula.clientWidth + 1)"
        ".map(formula => formula.textContent)"
    )
    assert wide == []


@every_page
def test_page_fits_a_phone(opened):
    opened.page.set_viewport_size(PHONE)
    opened.page.wait_for_timeout(100)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    wide = opened.page.evaluate(
        "[...document.querySelectorAll('article svg.marks')]"
        ".map(svg => svg.getBoundingClientRect().right)"
    )
    opened.page.set_viewport_size(WIDE)
    assert width <= PHONE["width"]
    assert all(right <= PHONE["width"] for right in wide)


@pytest.mark.parametrize(
    "theme", [pytest.param("light", marks=pytest.mark.nightly), "dark"]
)
def test_code_formulas_and_drawings_have_readable_colors(browser, book, theme):
    """One block of code with all kinds of words, all formulas and drawings of a page.

    What axe cannot see through (a drawing's text over shapes) it reports as no
    violation, so the code's colors are what is checked most strictly here.
    """
    kinds = sorted({kind for page in CHAPTERS for kind in kinds_of_words(page)})
    assert len(kinds) > 10
    shortest = min(CHAPTERS, key=lambda page: (HTML / page).stat().st_size)
    with visit(browser, book, shortest, theme=theme) as seen:
        seen.page.evaluate(
            "kinds => document.querySelector('.highlight pre').innerHTML = kinds"
            ".map(kind => `<span class=\"${kind}\">word</span>`).join(' ')",
            kinds,
        )
        for part in INNARDS:
            assert seen.page.locator(part).count(), part
            inside = {"include": [[part]]}
            assert violations(seen.page, json.dumps(inside), CONTRAST) == []


def kinds_of_words(address):
    """List the classes that highlighted code has on a page."""
    blocks = re.findall(
        r'<div class="highlight"><pre>(.*?)</pre>',
        (HTML / address).read_text("utf-8"),
        re.DOTALL,
    )
    return set(re.findall(r'<span class="(\w+)">', "".join(blocks)))


@pytest.mark.nightly
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_whole_page_passes_every_rule_in_both_themes(browser, book, address, theme):
    with visit(browser, book, address, theme=theme) as seen:
        assert violations(seen.page) == []


def drawing(host):
    """Return what the explorable shows, as text and shapes."""
    return host.locator("svg").first.inner_html()


@every_explorable
def test_each_control_has_a_name_and_changes_its_figure_by_keyboard(opened):
    hosts = opened.page.locator(".vega-host")
    assert hosts.count()
    for host in hosts.all():
        controls = host.locator("input, select")
        assert controls.count(), "an explorable without a control"
        for control in controls.all():
            assert control.get_attribute("aria-label")
            before = drawing(host)
            for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
                control.focus()
                opened.page.keyboard.press(key)
                opened.page.wait_for_timeout(60)
                if drawing(host) != before:
                    break
            if drawing(host) == before:  # a checkbox
                opened.page.keyboard.press("Space")
                opened.page.wait_for_timeout(60)
            assert drawing(host) != before, control.get_attribute("aria-label")
    assert opened.errors == []


NARROW = {"width": 360, "height": 740}
CUT_OFF = """svg => {
    const frame = svg.getBoundingClientRect();
    const drawn = [...svg.querySelectorAll('text')];
    return drawn.filter(text => !text.closest('[clip-path]')).filter(text => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (
            box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
}"""
MOVE = """(handle, end) => {
    handle.value = end === null ? handle.dataset.start : handle[end];
    handle.dispatchEvent(new Event('input', {bubbles: true}));
}"""


@third_of_explorables
def test_each_slider_goes_to_both_ends_with_every_word_inside_a_phone(opened):
    opened.page.set_viewport_size(NARROW)
    opened.page.wait_for_timeout(200)
    for host in opened.page.locator(".vega-host").all():
        svg = host.locator("svg.marks")
        size = svg.bounding_box()
        assert size["width"] > 0.85 * host.bounding_box()["width"]
        for handle in host.locator("input[type=range]").all():
            handle.evaluate("handle => { handle.dataset.start = handle.value; }")
            for end in ("min", "max", None):
                handle.evaluate(MOVE, end)
                opened.page.wait_for_timeout(60)
                where = f"{handle.get_attribute('aria-label')}: {end}"
                assert svg.evaluate(CUT_OFF) == [], where
                assert svg.bounding_box()["height"] == size["height"], where
    assert opened.errors == []


def test_a_higher_temperature_raises_the_entropy(browser, book):
    with visit(browser, book, "book/07_stable_softmax.html", viewport=PHONE) as seen:
        host = seen.page.locator(".vega-host").first

        def entropy():
            return float(re.search(r"entropy ([\d.]+)", host.inner_text())[1])

        before = entropy()
        host.get_by_label("Temperature T").focus()
        for _ in range(5):
            seen.page.keyboard.press("ArrowRight")
        seen.page.wait_for_timeout(100)
        assert entropy() > before
