"""The explorables on losses and descent say what NumPy and PyTorch compute."""

import json
import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neuronbook.pages.explorables.losses import (
    BINARY,
    FRAMES,
    PLAIN,
    SQUARED,
    START,
    WIDEST,
    descent_explorer,
    loss_explorer,
)

from .drawing import made, texts

pytestmark = pytest.mark.slow

LOSSES = {
    BINARY: F.binary_cross_entropy_with_logits,
    SQUARED: lambda z, y: (torch.sigmoid(z) - y) ** 2,
    PLAIN: lambda z, y: (z - y) ** 2 / 2,
}


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("logit", [-6.0, -0.5, 0.0, 3.2, 6.0])
@pytest.mark.parametrize("name", LOSSES)
def test_the_readout_gives_pytorchs_loss_and_gradient(name, logit, label):
    z = torch.tensor(logit, dtype=torch.float64, requires_grad=True)
    loss = LOSSES[name](z, torch.tensor(float(label), dtype=torch.float64))
    (slope,) = torch.autograd.grad(loss, z)
    drawn = " ".join(texts(made(loss_explorer), loss=name, y=label, z0=logit))
    assert f"p = {torch.sigmoid(z).item():.3f},  y = {label}" in drawn
    found = re.search(r"loss ([\d.]+),  slope ([+-][\d.]+)", drawn)
    assert float(found[1]) == pytest.approx(loss.item(), abs=5.1e-4)
    assert float(found[2]) == pytest.approx(slope.item(), abs=5.1e-5)


def descent(rate, kappa, steps):
    """Walk down ½(x²/κ + y²) step by step; return the share of the distance left."""
    w, curvature = np.array(START), np.array([1 / kappa, 1.0])
    for _ in range(steps):
        w = w - rate * curvature * w
    return np.linalg.norm(w) / np.linalg.norm(START)


@pytest.mark.parametrize(("rate", "kappa"), [(1.0, 10), (0.1, 100), (1.9, 3), (1, 1)])
def test_the_readout_counts_the_steps_of_a_descent(rate, kappa):
    drawn = " ".join(texts(made(descent_explorer), rate=rate, kappa=kappa, steps=20))
    left = re.search(r"after 20 steps: ([\d.]+)%", drawn)
    expected = 100 * descent(rate, kappa, 20)
    assert float(left[1]) == pytest.approx(expected, abs=0.051)
    steps = int(re.search(r"until 1% is left: (\d+) steps", drawn)[1])
    assert descent(rate, kappa, steps) < 0.01 <= descent(rate, kappa, steps - 1)


@pytest.mark.parametrize("rate", [2.0, 2.2])
def test_at_twice_the_safe_rate_it_never_arrives(rate):
    drawn = texts(made(descent_explorer), rate=rate, kappa=10, steps=60)
    assert "until 1% is left: never" in drawn


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("name", LOSSES)
def test_the_point_stays_in_the_frame_at_both_ends_of_the_slider(name, label):
    ends = torch.tensor([-WIDEST, WIDEST])
    low, high = json.loads(FRAMES[name])
    for z in ends:
        assert low < LOSSES[name](z, torch.tensor(label)).item() < high


def test_both_are_small_and_ask_for_nothing():
    for explorable in (made(loss_explorer), made(descent_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 20_000
        assert '"url"' not in spec
