"""The page's script over an explorable, without a book around it."""

import re

import pytest
import vl_convert

from neuronbook.pages.explorables import ON_PAGE, menu, readout, show, slider
from tests.book.browser import CHROMIUM, FLAGS, ROOT, needs_chromium

from .drawing import VEGA_LITE

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 700})
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(ON_PAGE, "1")
            page.set_content(body())
        static = ROOT / "_static"
        page.add_style_tag(content=(static / "course.css").read_text("utf-8"))
        bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
        page.add_script_tag(content=f"(() => {{{bundle}\n}})();")
        page.add_script_tag(content=(static / "explorables.js").read_text("utf-8"))
        page.wait_for_function(
            "document.querySelector('.vega-host').dataset.state === 'ready'"
        )
        yield page
        browser.close()


def body():
    controls = [
        slider("rate", "Rate", 0.1, 0.001, 10, log=True, unit="per step"),
        slider("gain", "Gain", 1, 0.25, 4, log=True),
        slider("k", "Step", 0, 0, 3, 1, play=True),
        slider("n", "Node", 0, 0, 2, 1, step_button=True),
        menu("f", "Function", ["sine", "cosine"]),
    ]
    line = readout("'rate ' + format(rate, '.3f') + ', step ' + k", "f", "'node ' + n")
    words = {
        "caption": "Two numbers and a word that follow the controls.",
        "alt_text": "Two lines of text above an empty frame that controls change.",
    }
    shown = show(line, controls=controls, height=80, **words)
    return f"<div>{shown._repr_mimebundle_()['text/html']}</div>"


def readings(page):
    return page.locator("svg .readout_marks").text_content()


def test_each_control_is_called_by_its_label(page):
    for name in ("Rate, log scale", "Step", "Node", "Function"):
        assert page.get_by_label(name, exact=True).count() == 1


def test_a_logarithmic_slider_says_the_quantity_not_its_exponent(page):
    rate = page.get_by_label("Rate, log scale")
    assert rate.get_attribute("aria-valuetext") == "0.1 per step"
    rate.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert rate.get_attribute("aria-valuetext") == "1 per step"
    assert page.get_by_text("1 per step", exact=True).is_visible()
    page.wait_for_timeout(50)
    assert "rate 1.000" in readings(page)
    page.keyboard.press("Home")
    assert rate.get_attribute("aria-valuetext") == "0.001 per step"


def test_the_ends_of_a_logarithmic_slider_are_reached(page):
    gain = page.get_by_label("Gain, log scale")
    gain.focus()
    for key, quantity in (("Home", "0.25"), ("End", "4")):
        page.keyboard.press(key)
        assert gain.get_attribute("aria-valuetext") == quantity


def test_what_the_readout_says_is_spoken_line_by_line(page):
    page.get_by_label("Function").select_option("cosine")
    page.wait_for_timeout(50)
    assert re.fullmatch(
        r"rate [\d.]+, step \d; cosine; node \d",
        page.get_by_role("status").text_content(),
    )


def test_play_takes_a_slider_to_its_end_and_again_from_the_start(page):
    step = page.get_by_label("Step", exact=True)
    for _ in range(2):
        page.get_by_role("button", name="Play: Step").click()
        assert step.input_value() == "0"
        page.get_by_role("button", name="Stop: Step").wait_for()
        page.get_by_role("button", name="Play: Step").wait_for(timeout=5000)
        assert step.input_value() == "3"
        assert "step 3" in readings(page)


def test_next_takes_a_slider_by_one_step_and_from_its_end_to_its_start(page):
    node = page.get_by_label("Node", exact=True)
    for value in "1", "2", "0":
        page.get_by_role("button", name="Next: Node").click()
        assert node.input_value() == value
        page.wait_for_timeout(50)
        assert f"node {value}" in readings(page)
        assert f"node {value}" in page.get_by_role("status").text_content()


def test_nothing_is_wider_than_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    card = page.locator("figure").bounding_box()
    drawing = page.locator("svg.marks").bounding_box()
    assert drawing["width"] > 0.85 * card["width"]
    for handle in page.locator("input[type=range]").all():
        assert handle.bounding_box()["width"] > 150
