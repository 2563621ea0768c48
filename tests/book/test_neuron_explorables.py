"""The neuron chapter's explorables, moved by keyboard."""

import pytest

from .browser import needs_chromium, visit

PAGE = "book/01_neuron.html"
pytestmark = [pytest.mark.browser, pytest.mark.built]


@needs_chromium
@pytest.mark.parametrize(
    ("number", "slider", "keys", "before", "after"),
    [
        (0, 2, ["ArrowLeft"] * 2, "AND: 2 of 4 right", "AND: 4 of 4 right"),
        (1, 0, ["ArrowRight"] * 3, "hidden units 1,", "hidden units 8,"),
    ],
)
def test_a_slider_moves_by_keyboard(browser, book, number, slider, keys, before, after):
    with visit(browser, book, PAGE) as seen:
        figure = seen.page.locator("figure.explorable").nth(number)
        assert before in figure.text_content()
        handle = figure.locator("input[type=range]").nth(slider)
        handle.focus()
        for key in keys:
            handle.press(key)
        seen.page.wait_for_timeout(200)
        assert after in figure.text_content()
