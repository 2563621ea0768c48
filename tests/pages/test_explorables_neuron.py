"""The neuron chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.special import expit

from neuronbook.networks.datasets import spiral
from neuronbook.networks.neurons import feed_forward, xor_network
from neuronbook.pages.explorables.neuron import (
    GATES,
    SPIRAL_POINTS,
    fold_explorer,
    neuron_explorer,
    spiral_explorer,
    spiral_networks,
)

from .drawing import draw, made, moved, texts

pytestmark = pytest.mark.slow

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
BLUE, RED = "#0072B2", "#D55E00"


@pytest.mark.parametrize("weights", [(1.0, 1.0, 0.5), (-2.0, 3.5, 1.0), (0, 0, 0)])
def test_the_corners_show_the_activation_of_the_weighted_sum(weights):
    w1, w2, b = weights
    z = CORNERS @ [w1, w2] + b
    for bend, a in {
        "sigmoid": expit(z), "step": (z > 0) * 1.0, "ReLU": np.maximum(z, 0)
    }.items():  # fmt: skip
        drawn = texts(made(neuron_explorer), w1=w1, w2=w2, b=b, bend=bend)
        assert [f"{value:.2f}" in drawn for value in a] == [True] * 4


@pytest.mark.parametrize(
    ("gate", "b", "right"), [("AND", -1.5, 4), ("OR", -0.5, 4), ("XOR", -0.5, 3)]
)
def test_the_readout_counts_right_corners(gate, b, right):
    drawn = texts(made(neuron_explorer), w1=1, w2=1, b=b, gate=gate)
    assert f"{gate}: {right} of 4 right" in drawn


def test_the_readout_says_how_far_the_boundary_is():
    assert "boundary 0.80 from the origin" in texts(
        made(neuron_explorer), w1=3, w2=-4, b=-4
    )
    assert "no boundary: both weights are 0" in texts(made(neuron_explorer), w1=0, w2=0)


def test_no_slider_position_computes_xor_and_each_corner_stays_on_the_bend():
    params = {p["name"]: p for p in moved(made(neuron_explorer))["params"]}
    ends = [params[name]["bind"] for name in ("w1", "w2", "b")]
    steps = [np.arange(e["min"], e["max"] + e["step"], e["step"]) for e in ends]
    w1, w2, b = np.meshgrid(*steps, indexing="ij")
    z = np.array([w1 * x + w2 * y + b for x, y in CORNERS])
    wanted = np.array(GATES["XOR"], dtype=bool)
    assert ((z > 0) == wanted[:, None, None, None]).sum(axis=0).max() == 3
    assert np.abs(z).max() <= 12


def test_the_boundary_runs_where_the_preactivation_is_zero():
    svg = draw(made(neuron_explorer), w1=2.0, w2=0.0, b=-1.0)  # x1 = 0.5
    path = re.findall(r'aria-roledescription="line mark"[^>]*d="([^"]*)"', svg)[0]
    xs = [float(x) for x in re.findall(r"[ML]\s*(-?[\d.]+),", path)]
    point = r'aria-roledescription="point"[^>]*transform="translate\(([\d.]+),'
    corners = [float(x) for x in re.findall(point, svg)][:4]  # two at 0, two at 1
    assert len(xs) > 10
    np.testing.assert_allclose(xs, np.mean(corners), atol=0.01)


def small_networks():
    single = [(np.ones((2, 1)), np.array([-0.5])), (np.ones((1, 1)), np.zeros(1))]
    hidden, (v, _) = xor_network()
    return {1: single, 2: [hidden, (v, np.array([-0.5]))]}


def test_the_width_slider_shows_each_networks_share_of_training_and_of_new_points():
    y = np.array([0, 1, 1, 0])
    explorable = fold_explorer(small_networks(), (CORNERS, y), (CORNERS[:2], y[:2]))
    assert "right: training 75.0%, new points 100.0%" in texts(explorable, h=1)
    assert "right: training 100.0%, new points 100.0%" in texts(explorable, h=2)
    assert "1: 75.0% and 100.0%; 2: 100.0% and 100.0%" in explorable.alt


def test_the_plane_is_colored_by_the_networks_sign():
    always = [(np.zeros((2, 1)), np.ones(1)), (np.ones((1, 1)), np.zeros(1))]
    never = [(np.zeros((2, 2)), np.ones(2)), (np.zeros((2, 1)), np.array([-1.0]))]
    data = CORNERS, np.array([0, 1, 1, 0])
    explorable = fold_explorer({1: always, 2: never}, data, data)
    counts = {h: draw(explorable, h=h).count(BLUE) for h in (1, 2)}
    assert counts[1] - counts[2] == 72 * 36
    assert draw(explorable, h=2).count(RED) >= 72 * 36


@pytest.mark.parametrize("widths", [(2,), (1,), (1, 3)])
def test_a_width_that_is_missing_is_refused(widths):
    data = CORNERS, np.array([0, 1, 1, 0])
    with pytest.raises(ValueError, match="widths 1, 2, 4"):
        fold_explorer(dict.fromkeys(widths, xor_network()), data, data)


def test_up_to_16_units_help_on_training_and_on_new_points_and_32_do_no_harm():
    shares = []
    for X, y in (spiral(SPIRAL_POINTS, seed=0), spiral(1000, seed=1)):
        share = [
            ((feed_forward(params, X)[:, 0] > 0) == y).mean()
            for params in spiral_networks().values()
        ]
        assert np.diff(share)[:-1].min() > 0.03
        assert abs(np.diff(share)[-1]) < 0.005
        shares.append(share)
    assert shares[0][0] < 0.75
    assert min(shares[0][-1], shares[1][-1]) > 0.95


def test_the_spiral_shows_its_widest_network_at_the_end_of_the_slider():
    at_the_ends = [texts(made(spiral_explorer), h=h)[-2:] for h in (1, 32)]
    assert "hidden units 1, each a dashed line" in at_the_ends[0]
    assert "hidden units 32, each a dashed line" in at_the_ends[1]
