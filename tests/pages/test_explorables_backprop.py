"""The backpropagation chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from neuronbook.networks.tape import tape_values
from neuronbook.pages.explorables.backprop import (
    NEURON_START,
    NEURON_TAPE,
    descent_explorer,
    graph_explorer,
)

from .drawing import texts


def neuron(x, w, b, y):
    leaves = [
        torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, w, b, y)
    ]
    x, w, b, y = leaves
    product = w * x
    z = product + b
    a = torch.tanh(z)
    rest = a - y
    nodes = [*leaves, product, z, a, rest, rest**2]
    for node in nodes:
        node.retain_grad()
    nodes[-1].backward()
    return [n.item() for n in nodes], [n.grad.item() for n in nodes]


@pytest.mark.parametrize(
    "inputs", [NEURON_START, {"x": -2.0, "w": 1.5, "b": 0.3, "y": 0.9}]
)
def test_the_graph_shows_autograds_values_and_gradients(inputs):
    drawn = texts(graph_explorer(), **{f"p_{n}": v for n, v in inputs.items()})
    values, grads = neuron(**inputs)
    for value, grad in zip(values, grads, strict=True):
        assert f"{value:.3f}" in drawn
        assert f"{grad:+.3f}" in drawn
    assert len(drawn) == 3 * len(values)


def test_the_tape_of_the_neuron_is_the_neuron():
    values, _ = neuron(**NEURON_START)
    np.testing.assert_allclose(
        tape_values(NEURON_TAPE, list(NEURON_START.values())), values
    )


@pytest.mark.parametrize(
    ("lr", "curvature", "says"),
    [
        (0.1, 2.0, "creeps down one side"),
        (0.5, 2.0, "arrives in one step"),
        (0.9, 2.0, "jumps across, arrives"),
        (1.0, 2.0, "cycles for ever"),
        (1.1, 2.0, "diverges"),
        (0.5, 4.0, "cycles for ever"),
        (0.0, 2.0, "stands still"),
    ],
)
def test_the_descent_says_what_happens(lr, curvature, says):
    drawn = texts(descent_explorer(), lr=lr, curvature=curvature)
    assert f"1 − rate · curvature = {1 - lr * curvature:.2f}".replace("−", "-") in drawn
    assert says in drawn
    w = torch.tensor(-3.0, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=lr)
    for _ in range(20):
        sgd.zero_grad()
        (curvature / 2 * (w - 2) ** 2).backward()
        sgd.step()
    (last,) = [line for line in drawn if line.startswith("w after step 20: ")]
    assert float(last.split(": ")[1]) == pytest.approx(w.item(), rel=1e-3)


def test_the_descent_can_be_followed_step_by_step():
    drawn = texts(descent_explorer(), lr=0.25, curvature=2, k=1)
    assert "w after step 1: -0.5" in drawn


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (descent_explorer(), graph_explorer()):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
