"""The backpropagation chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch

from neuronbook.networks.tape import tape_values
from neuronbook.pages.explorables.backprop import (
    GRAPHS,
    LAST_STEP,
    NEURON_START,
    NEURON_TAPE,
    difference_explorer,
    graph_explorer,
)

from .drawing import made, texts

pytestmark = pytest.mark.slow

PLACES = [NEURON_START, {"w": -1.2, "b": 0.7}]


def autograd(key, inputs):
    """Return all nodes' values and gradients, inputs first."""
    x, y = (
        torch.tensor(NEURON_START[name], dtype=torch.float64, requires_grad=True)
        for name in "xy"
    )
    w, b = (
        torch.tensor(inputs[name], dtype=torch.float64, requires_grad=True)
        for name in "wb"
    )
    if key == "gates":
        product, total = w * b, w + b
        middle = [product, total, torch.maximum(product, total)]
        leaves = [w, b, y]
    else:
        product = w * (x if key == "neuron" else w)
        z = product + b
        middle = [product, z, torch.tanh(z)]
        leaves = [x, w, b, y] if key == "neuron" else [w, b, y]
    rest = middle[-1] - y
    nodes = [*leaves, *middle, rest, rest * rest]
    for node in nodes:
        node.retain_grad()
    nodes[-1].backward()
    return [n.item() for n in nodes], [n.grad.item() for n in nodes]


def drawn(key, inputs, step=LAST_STEP):
    where = {"p_w": inputs["w"], "p_b": inputs["b"]}
    return texts(made(graph_explorer), graph=key, step=step, **where)


@pytest.mark.parametrize("key", GRAPHS)
@pytest.mark.parametrize("inputs", PLACES)
def test_the_graph_shows_autograds_values_and_gradients(key, inputs):
    shown = drawn(key, inputs)
    values, grads = autograd(key, inputs)
    for value, grad in zip(values, grads, strict=True):
        assert f"{value:.3f}" in shown
        assert (f"{grad:+.3f}" if abs(grad) >= 5e-4 else "0.000") in shown


@pytest.mark.parametrize("key", GRAPHS)
def test_the_tapes_are_what_the_steps_say(key):
    graph, values = GRAPHS[key], autograd(key, NEURON_START)[0]
    inputs = [
        NEURON_START[name] if number is None else number
        for name, number in graph.inputs.items()
    ]
    np.testing.assert_allclose(tape_values(graph.tape, inputs), values)
    assert len(graph.tape) == len(graph.steps) == (LAST_STEP - 1) / 2
    assert len(graph.places) == len(graph.names) == len(values)


def test_the_tape_of_the_neuron_is_the_neuron():
    values, _ = autograd("neuron", NEURON_START)
    np.testing.assert_allclose(
        tape_values(NEURON_TAPE, list(NEURON_START.values())), values
    )


def test_forward_computes_one_node_at_each_step_and_no_gradient():
    values, _ = autograd("neuron", NEURON_START)
    signed = re.compile(r"[+-]\d\.\d{3}|0\.000")
    for step in (0, 2, 5):
        shown = drawn("neuron", NEURON_START, step)
        numbers = [float(t) for t in shown if re.fullmatch(r"-?\d+\.\d{3}", t)]
        np.testing.assert_allclose(
            sorted(numbers), sorted(values[: 4 + step]), atol=5e-4
        )
        assert not [t for t in shown if signed.fullmatch(t) and t[0] == "+"]
    assert "forward: z = u + b = 0.700" in drawn("neuron", NEURON_START, 2)


def test_backward_adds_up_what_arrives():
    """In r = a − y, L = r · r: both uses of r arrive in one step; w · w likewise."""
    values, grads = autograd("square", NEURON_START)
    assert "+1.000" in drawn("square", NEURON_START, 6)
    shown = drawn("square", NEURON_START, 7)
    assert "backward through L = r · r" in shown
    r = values[-2]
    assert shown.count(f"r gets 1.000 · {r:.3f} = {r:+.3f}") == 2
    assert f"{2 * r:+.3f}" in shown
    assert f"{grads[0]:+.3f}" not in drawn("square", NEURON_START, 10)
    assert f"{grads[0]:+.3f}" in drawn("square", NEURON_START, 11)


def test_a_maximum_routes_and_a_tie_is_shared():
    grads = autograd("gates", {"w": 2.0, "b": 2.0})[1]  # 2 · 2 = 2 + 2
    assert grads[3] == grads[4] != 0
    shown = drawn("gates", {"w": 2.0, "b": 2.0}, 9)
    assert shown.count(f"{grads[3]:+.3f}") == 2
    shown = drawn("gates", {"w": 1.0, "b": 0.5}, 9)  # 0.5 < 1.5
    m = autograd("gates", {"w": 1.0, "b": 0.5})[1][5]
    assert f"u gets {m:.3f} · 0.000 = 0.000" in shown
    assert f"s gets {m:.3f} · 1.000 = {m:+.3f}" in shown


def error_of(shown, way):
    (line,) = [t for t in shown if t.startswith(f"{way} ") and "error" in t]
    return float(line.split("error ")[1])


def check(estimate, slope):
    return abs(estimate - slope) / (abs(estimate) + abs(slope))


def test_the_difference_shows_the_error_of_the_formula():
    w, h = -1.5, 10**-2.0
    shown = texts(made(difference_explorer), w=w, step=h)
    f = np.exp
    forward, central = (f(w + h) - f(w)) / h, (f(w + h) - f(w - h)) / (2 * h)
    assert error_of(shown, "forward") == pytest.approx(check(forward, f(w)), rel=0.05)
    assert error_of(shown, "central") == pytest.approx(check(central, f(w)), rel=0.05)


@pytest.mark.parametrize("digits", ["float64", "float16"])
def test_rounding_takes_over_at_small_steps(digits):
    """With w and w + h rounded to equal numbers the difference is nothing."""
    epsilon = float(torch.finfo(getattr(torch, digits)).eps)
    good = 10 ** (round(4 * np.log10(epsilon ** (1 / 3))) / 4)
    errors = {
        h: error_of(
            texts(
                made(difference_explorer), format_=digits, step=h, f="log(1 + exp(w))"
            ),
            "central",
        )
        for h in (1.0, good, max(1e-13, 10 ** (round(4 * np.log10(epsilon)) / 4)))
    }
    large, best, small = errors.values()
    assert best < min(large, small) / 3
    assert best < 10 * epsilon ** (2 / 3)


def test_a_step_across_a_kink_is_a_false_alarm():
    """(0.02 + 0.1) / 0.2 = 0.6 in place of 1."""
    shown = texts(made(difference_explorer), f="max(0, w)", w=0.02, step=0.1)
    assert error_of(shown, "central") == pytest.approx(0.25)
    shown = texts(made(difference_explorer), f="max(0, w)", w=0.02, step=0.01)
    assert error_of(shown, "central") < 1e-12


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (made(difference_explorer), made(graph_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
