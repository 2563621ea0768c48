"""The explorables of the chapter on activations, by keyboard in a browser."""

import math

import pytest
import torch

from .browser import needs_chromium, visit

PAGE = "book/02_activations.html"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.built,
    pytest.mark.slow,
    needs_chromium,
]


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
    change = (torch.sigmoid(z + 0.1) - value).item()
    lines = (
        "sigmoid at 2.0",
        f"value {value.item():.4f}, slope {z.grad.item():.4f}",
        f"0.1 more changes it by {change:.4f}",
    )
    expected = "".join(lines)  # the lines of a text mark, as the browser joins them
    page.wait_for_function(
        "word => [...document.querySelectorAll('.vega-host svg text')]"
        ".some(text => text.textContent === word)",
        arg=expected,
    )
    assert said(page, 0, "slope") == expected


def test_output_and_derivative_follow_the_layer_that_is_read(page):
    press(page, "Read layer n", "ArrowLeft", 12, nth=1)  # from 15 to 3
    page.wait_for_function(
        "[...document.querySelectorAll('.vega-host svg text')]"
        ".some(text => text.textContent.startsWith('3 layers'))"
    )
    product, a = 1.0, 0.5
    for _ in range(3):
        a = 1 / (1 + math.exp(-a))
        product *= a * (1 - a)
    lines = (
        f"3 layers, output {a:.4g}",
        f"derivative {product:.2e}",
        f"(a quarter to the power of 3: {0.25**3:.2e})",
    )
    assert said(page, 1, "layers").replace("e-0", "e-") == "".join(lines).replace(
        "e-0", "e-"
    )


def test_a_chain_that_passes_nothing_on_is_drawn_at_the_edge(page):
    press(page, "Activation", "ArrowDown", 2, nth=1)  # sigmoid, tanh, ReLU
    press(page, "Input x", "ArrowLeft", 10, nth=1)  # from 0.5 to -0.5
    page.wait_for_function(
        "[...document.querySelectorAll('.vega-host svg text')]"
        ".some(text => text.textContent.includes('derivative exactly 0'))"
    )
    assert "output 0" in said(page, 1, "layers")
