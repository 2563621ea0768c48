"""Explorables under the reader's fingers: the keyboard moves every control."""

import re

import pytest

from .browser import HTML, PHONE, needs_chromium, pages, visit

WITH_SLIDERS = [
    p for p in pages() if 'class="vega-spec"' in (HTML / p).read_text("utf-8")
]
pytestmark = [pytest.mark.browser, needs_chromium]


def drawing(host):
    """Return what the explorable shows, as text and shapes."""
    return host.locator("svg").first.inner_html()


@pytest.mark.parametrize("address", WITH_SLIDERS)
def test_each_control_has_a_name_and_changes_its_figure_by_keyboard(
    browser, book, address
):
    with visit(browser, book, address) as seen:
        hosts = seen.page.locator(".vega-host")
        assert hosts.count()
        for host in (hosts.nth(i) for i in range(hosts.count())):
            controls = host.locator("input, select")
            assert controls.count(), "an explorable without a control"
            for control in (controls.nth(i) for i in range(controls.count())):
                assert control.get_attribute("aria-label")
                before = drawing(host)
                for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
                    control.focus()
                    seen.page.keyboard.press(key)
                    seen.page.wait_for_timeout(60)
                    if drawing(host) != before:
                        break
                if drawing(host) == before:  # a checkbox
                    seen.page.keyboard.press("Space")
                    seen.page.wait_for_timeout(60)
                assert drawing(host) != before, control.get_attribute("aria-label")
        assert seen.errors == []


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


@pytest.mark.parametrize("address", WITH_SLIDERS)
def test_each_slider_goes_to_both_ends_with_every_word_inside_a_phone(
    browser, book, address
):
    with visit(browser, book, address, viewport=NARROW) as seen:
        for host in seen.page.locator(".vega-host").all():
            svg = host.locator("svg.marks")
            size = svg.bounding_box()
            assert size["width"] > 0.85 * host.bounding_box()["width"]
            for handle in host.locator("input[type=range]").all():
                handle.evaluate("handle => { handle.dataset.start = handle.value; }")
                for end in ("min", "max", None):
                    handle.evaluate(MOVE, end)
                    seen.page.wait_for_timeout(60)
                    where = f"{handle.get_attribute('aria-label')}: {end}"
                    assert svg.evaluate(CUT_OFF) == [], where
                    assert svg.bounding_box()["height"] == size["height"], where
        assert seen.errors == []


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
