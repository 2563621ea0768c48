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
