"""The explorables of the chapter on activations, by keyboard in a browser."""

import math

import pytest
import torch

from .browser import needs_chromium, visit

PAGE = "book/02_activations.html"
pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.fixture
def page(browser, book):
    with visit(browser, book, PAGE) as seen:
        yield seen.page


def press(page, label, key, times, nth=0):
    """Focus a control of the nth explorable and press a key."""
    host = page.locator(".vega-host").nth(nth)
    host.get_by_label(label, exact=True).focus()
    for _ in range(times):
        page.keyboard.press(key)


def said(page, nth, word):
    """Read the text mark that contains a word."""
    host = page.locator(".vega-host").nth(nth)
    return host.locator("svg text", has_text=word).first.text_content()


def test_the_tangent_follows_menu_and_slider(page):
    press(page, "Activation", "ArrowDown", 1)  # GELU, then the sigmoid
    press(page, "Input z", "ArrowRight", 10)  # from 1 to 2
    z = torch.tensor(2.0, requires_grad=True)
    value = torch.sigmoid(z)
    value.backward()
    lines = "sigmoid at 2.0", f"value {value.item():.4f}, slope {z.grad.item():.4f}"
    expected = "".join(lines)  # the lines of a text mark, as the browser joins them
    page.wait_for_function(
        "word => [...document.querySelectorAll('.vega-host svg text')]"
        ".some(text => text.textContent === word)",
        arg=expected,
    )
    assert said(page, 0, "slope") == expected


def test_the_product_follows_the_number_of_layers(page):
    before = said(page, 1, "layers:")
    press(page, "Layers n", "ArrowLeft", 12, nth=1)  # from 15 to 3
    page.wait_for_function(
        "[...document.querySelectorAll('.vega-host svg text')]"
        ".some(text => text.textContent.startsWith('3 layers'))"
    )
    product, a = 1.0, 0.5
    for _ in range(3):
        a = 1 / (1 + math.exp(-a))
        product *= a * (1 - a)
    after = said(page, 1, "layers:")
    assert before != after
    lines = f"3 layers: {product:.2e}", f"a quarter to the power of 3: {0.25**3:.2e}"
    assert after == "".join(lines).replace("e-0", "e-")
