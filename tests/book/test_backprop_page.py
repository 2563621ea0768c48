"""The backpropagation chapter's explorables, moved by keyboard in a browser."""

import re

import pytest
import torch

from neuronbook.pages.explorables.backprop import NEURON_START

from .browser import needs_chromium, visit

PAGE = "book/04_backprop.html"
pytestmark = [pytest.mark.browser, needs_chromium]


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


def test_the_learning_rate_moves_by_keyboard(browser, book):
    with visit(browser, book, PAGE) as seen:
        before = " ".join(words(seen.page, "Learning rate"))
        press(seen.page, "Learning rate", "End", 1)
        after = " ".join(words(seen.page, "Learning rate"))
    assert "= 0.70creeps down one side" in before  # two lines, joined
    assert "= -1.40diverges" in after  # 1 - 1.2 · 2


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
