"""The neuron chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import copy
import json
import re

import altair as alt
import numpy as np
import pytest
import vl_convert
from scipy.special import expit

from neuronbook.networks.neurons import xor_network
from neuronbook.pages.explorables import Explorable
from neuronbook.pages.explorables.neuron import (
    GATES,
    neuron_explorer,
    width_explorer,
    xor_explorer,
)

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def draw(explorable: Explorable, **params: object) -> str:
    """Draw with these slider positions."""
    spec = copy.deepcopy(explorable.spec) | {"width": 320}
    for param in spec["params"]:
        param["value"] = params.pop(param["name"], param["value"])
    assert not params, f"no slider is called {list(params)}"
    return vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("weights", [(1.0, 1.0, 0.5), (-2.0, 3.5, 1.0), (0, 0, 0)])
def test_the_corners_show_the_sigmoid_of_the_weighted_sum(weights):
    w1, w2, b = weights
    drawn = texts(draw(neuron_explorer(), w1=w1, w2=w2, b=b))
    for a in expit(CORNERS @ [w1, w2] + b):
        assert f"{a:.2f}" in drawn


@pytest.mark.parametrize(
    ("gate", "b", "right"), [("AND", -1.5, 4), ("OR", -0.5, 4), ("XOR", -0.5, 3)]
)
def test_the_readout_counts_right_corners(gate, b, right):
    drawn = texts(draw(neuron_explorer(), w1=1, w2=1, b=b, gate=gate))
    assert f"{gate}: {right} of 4 right" in drawn


def test_no_slider_position_computes_xor():
    steps = np.arange(-6, 6.5, 0.5)
    w1, w2, b = np.meshgrid(steps, steps, steps, indexing="ij")
    fires = [w1 * x + w2 * y + b > 0 for x, y in CORNERS]
    right = sum(f == bool(t) for f, t in zip(fires, GATES["XOR"], strict=True))
    assert right.max() == 3


def test_the_boundary_runs_where_the_preactivation_is_zero():
    svg = draw(neuron_explorer(), w1=2.0, w2=0.0, b=-1.0)  # x1 = 0.5
    (path,) = re.findall(r'aria-roledescription="line mark"[^>]*d="([^"]*)"', svg)
    xs = [float(x) for x in re.findall(r"[ML]\s*(-?[\d.]+),", path)]
    point = r'aria-roledescription="point"[^>]*transform="translate\(([\d.]+),'
    corners = [float(x) for x in re.findall(point, svg)]  # two at 0, two at 1
    assert len(corners) == 4
    np.testing.assert_allclose(xs, np.mean(corners), atol=0.01)


@pytest.mark.parametrize(("v", "t"), [(0.0, 1.0), (-2.0, 1.0), (-1.5, 0.5)])
def test_the_xor_readout_says_the_outputs(v, t):
    s = CORNERS.sum(axis=1)
    out = np.maximum(s, 0) + v * np.maximum(s - t, 0)
    right = ((out > 0.5) == np.array(GATES["XOR"])).sum()
    shown = ", ".join(f"{value:.2f}".replace("-", "−") for value in out)
    drawn = [text for text in texts(draw(xor_explorer(), v=v, t=t)) if "right" in text]
    assert drawn == [f"outputs {shown}: {right} of 4 right"]


def test_the_width_slider_shows_each_networks_score():
    X, y = CORNERS, np.array([0, 1, 1, 0])
    single = [(np.ones((2, 1)), np.array([-0.5])), (np.ones((1, 1)), np.zeros(1))]
    hidden, (v, _) = xor_network()
    networks = {1: single, 2: [hidden, (v, np.array([-0.5]))]}
    explorable = width_explorer(networks, X, y)
    assert "hidden units 1: 75% of the points right" in texts(draw(explorable, h=1))
    assert "hidden units 2: 100% of the points right" in texts(draw(explorable, h=2))
    assert "1: 75%, 2: 100%" in explorable.alt


def test_the_width_field_is_coloured_by_the_networks_sign():
    y = np.array([0, 1, 1, 0])
    always = [(np.zeros((2, 1)), np.ones(1)), (np.ones((1, 1)), np.zeros(1))]
    never = [(np.zeros((2, 2)), np.ones(2)), (np.zeros((2, 1)), np.array([-1.0]))]
    explorable = width_explorer({1: always, 2: never}, CORNERS, y)
    blue, red = "#0072B2", "#D55E00"
    counts = [draw(explorable, h=h).count(blue) for h in (1, 2)]
    assert counts[0] - counts[1] == 1600
    assert draw(explorable, h=2).count(red) >= 1600


def test_a_width_that_is_missing_is_refused():
    with pytest.raises(ValueError, match="widths from 1 to 1"):
        width_explorer({2: xor_network()}, CORNERS, np.array([0, 1, 1, 0]))
