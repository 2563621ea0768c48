"""The explorables on gradient flow draw what networks and PyTorch's SGD do."""

import json
import math
import re

import numpy as np
import pytest
import torch

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.pages.explorables.gradient_flow import (
    DEPTH,
    HIGHEST,
    LOWEST,
    NAMES,
    POWERS,
    START,
    STEPS,
    gain_explorer,
    momentum_explorer,
    steps_of_momentum,
)

from .drawing import texts

pytestmark = pytest.mark.slow

GAIN = gain_explorer()
MOMENTUM = momentum_explorer()


def said(explorable, pattern, **to):
    return re.search(pattern, " ".join(texts(explorable, **to)))


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0, 8.0])
def test_relus_gradient_is_a_power_of_its_gain_over_the_root_of_two(gain):
    factor = said(GAIN, r"× ([\d.]+) in the last", activation="ReLU", gain=gain)
    # The slider stops at every 0.05 powers of ten, 12 % apart.
    assert float(factor[1]) == pytest.approx(gain / math.sqrt(2), rel=0.07)
    through = said(GAIN, r"× ([\d.e+-]+) through", activation="ReLU", gain=gain)
    per_layer = float(through[1]) ** (1 / (DEPTH - 1))
    assert per_layer == pytest.approx(float(factor[1]), rel=0.01, abs=0.006)


def test_the_drawn_gradient_is_that_of_a_wide_tanh_network():
    rng, width = np.random.default_rng(0), 500
    A, weights, slopes = torch.tensor(rng.standard_normal((8, width))), [], []
    for _ in range(DEPTH):
        weights.append(torch.tensor(rng.normal(0, 1 / width**0.5, (width, width))))
        Z = A @ weights[-1]
        A = torch.tanh(Z)
        slopes.append(1 - A**2)
    G = torch.tensor(rng.standard_normal((8, width)))
    first = G.norm()
    for W, slope in zip(weights[:0:-1], slopes[-2::-1], strict=True):
        G = (G @ W.T) * slope
    drawn = said(GAIN, r"× ([\d.e+-]+) through", activation="tanh", gain=1.0)
    assert float(drawn[1]) == pytest.approx((G.norm() / first).item(), rel=0.1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gain", [LOWEST, HIGHEST])
def test_both_lines_stay_in_the_frame_at_both_ends(name, gain):
    frame = {"activation": ACTIVATIONS[name].name, "gain": gain}
    found = said(GAIN, r"× ([\d.e+-]+) through", **frame)
    assert POWERS[0] < math.log10(float(found[1])) < POWERS[1]


def walk(rate, momentum, kappa, steps):
    """Let PyTorch's SGD walk down ½(x²/κ + y²); return the share of the way left."""
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    curvature = torch.tensor([1 / kappa, 1.0], dtype=torch.float64)
    stepper = torch.optim.SGD([w], lr=rate, momentum=momentum)
    left = []
    for _ in range(steps):
        stepper.zero_grad()
        (curvature * w**2).sum().div(2).backward()
        stepper.step()
        left.append((w.norm() / math.hypot(*START)).item())
    return np.array(left)


SETTINGS = [
    (1.0, 0.0, 30.0),
    (1.0, 0.5, 30.0),
    (1.0, 0.9, 30.0),
    (0.1, 0.95, 100.0),
    (2.5, 0.5, 3.0),
    (1.0, 0.0, 1.0),
    (0.5, 0.25, 1.0),
]


@pytest.mark.parametrize(("rate", "momentum", "kappa"), SETTINGS)
def test_the_readout_is_where_pytorchs_sgd_stands(rate, momentum, kappa):
    to = {"rate": rate, "momentum": momentum, "kappa": kappa}
    steps = steps_of_momentum(rate, momentum, kappa)
    left = walk(rate, momentum, kappa, 2 * steps + STEPS)
    drawn = said(MOMENTUM, r"after 60 steps: ([\d.]+)%", **to)
    assert float(drawn[1]) == pytest.approx(100 * left[STEPS - 1], abs=0.051)
    told = said(MOMENTUM, r"until 1% is left: (\d+) steps", **to)
    assert int(told[1]) == steps
    assert (left[steps - 1 :] < 0.01).all()
    assert steps == 1 or left[steps - 2] >= 0.01


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_beyond_two_and_twice_the_momentum_it_never_arrives(momentum):
    to = {"rate": 2.1 + 2 * momentum, "momentum": momentum, "kappa": 10}
    assert "until 1% is left: never" in texts(MOMENTUM, **to)
    assert steps_of_momentum(*to.values(), most=400) is None
    assert walk(*to.values(), 400)[-1] > 1
    assert walk(1.9 + 2 * momentum, momentum, 10, 400)[-1] < 0.01


def test_both_ask_for_nothing():
    for explorable, most in ((GAIN, 60_000), (MOMENTUM, 20_000)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < most
        assert '"url"' not in spec
