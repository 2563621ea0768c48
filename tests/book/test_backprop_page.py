"""The backpropagation chapter's explorables, moved by keyboard in a browser."""

import re

import pytest
import torch

from neuronbook.pages.explorables.backprop import NEURON_START

from .browser import needs_chromium, visit

PAGE = "book/04_backprop.html"
pytestmark = [pytest.mark.browser, pytest.mark.built, needs_chromium]


def words(page, label):
    """Read the texts of the chart that has a slider of this name."""
    figure = page.locator("figure.explorable", has=page.get_by_label(label, exact=True))
    texts = figure.locator("svg text").all_text_contents()
    return [re.sub("\u2212", "-", text) for text in texts]


def press(page, label, key, times):
    slider = page.get_by_label(label, exact=True)
    slider.focus()
    for _ in range(times):
        slider.press(key)


def test_the_step_of_the_check_moves_by_keyboard(browser, book):
    with visit(browser, book, PAGE) as seen:
        before = " ".join(words(seen.page, "Step h, log scale"))
        press(seen.page, "Step h, log scale", "Home", 1)
        after = " ".join(words(seen.page, "Step h, log scale"))

    def error(text):
        return float(re.search(r"central [\d.]+, error ([\de.-]+)", text)[1])

    assert error(before) < 1e-9
    assert error(after) > 1e-6


def test_the_graph_follows_its_inputs_by_keyboard(browser, book):
    with visit(browser, book, PAGE) as seen:
        press(seen.page, "w", "ArrowRight", 3)
        drawn = words(seen.page, "w")
    start = NEURON_START | {"w": NEURON_START["w"] + 0.3}
    x, w, b, y = (torch.tensor(v, requires_grad=True) for v in start.values())
    loss = (torch.tanh(w * x + b) - y) ** 2
    loss.backward()
    assert f"{loss.item():.3f}" in drawn
    assert f"{w.grad.item():+.3f}" in drawn


def test_next_goes_forward_and_then_backward_node_by_node(browser, book):
    with visit(browser, book, PAGE, theme="dark") as seen:
        choice = seen.page.get_by_label("Graph", exact=True)
        choice.select_option(label="used twice: w · w")
        said = []
        for _ in range(12):  # from the end to the beginning, then all steps
            seen.page.get_by_role("button", name="Next: Step").click()
            seen.page.wait_for_timeout(50)
            said.append(" ".join(words(seen.page, "w")))
    assert "the inputs are given" in said[0]
    assert "forward: u = w · w" in said[1]
    assert "backward: L by itself is 1" in said[6]
    assert "backward through L = r · r" in said[7]
    assert "backward through u = w · w" in said[11]
