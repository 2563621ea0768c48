"""Variances are those of the papers; the theory of scales is what networks do."""

import numpy as np
import pytest
import torch
from scipy import integrate, stats
from torch import nn

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.networks.initialization import (
    flow_through_depth,
    he_normal,
    lecun_normal,
    mean_squares,
    xavier_uniform,
)

THEIRS = {
    lecun_normal: lambda W: nn.init.kaiming_normal_(W, nonlinearity="linear"),
    he_normal: lambda W: nn.init.kaiming_normal_(W, nonlinearity="relu"),
    xavier_uniform: nn.init.xavier_uniform_,
}


@pytest.mark.parametrize("ours", THEIRS)
@pytest.mark.parametrize(("fan_in", "fan_out"), [(400, 900), (900, 400)])
def test_weights_have_the_spread_of_pytorchs_rule(ours, fan_in, fan_out):
    W = ours(fan_in, fan_out, np.random.default_rng(0))
    assert W.shape == (fan_in, fan_out)
    torch.manual_seed(0)
    theirs = THEIRS[ours](torch.empty(fan_out, fan_in)).numpy()
    for level in (1, 5, 25, 75, 95, 99):
        found, expected = np.percentile(W, level), np.percentile(theirs, level)
        assert found == pytest.approx(expected, rel=0.02)
    assert abs(W.mean()) < 4 * W.std() / np.sqrt(W.size)


def test_xavier_is_uniform_within_its_limit():
    W = xavier_uniform(30, 60, np.random.default_rng(0))
    limit = np.sqrt(6 / 90)
    assert 0.99 * limit < np.abs(W).max() <= limit


def test_the_generator_makes_the_weights():
    first, again, other = (he_normal(3, 4, np.random.default_rng(s)) for s in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "silu", "relu", "elu"])
@pytest.mark.parametrize("z_square", [0.25, 1.0, 4.0])
def test_mean_squares_are_those_of_adaptive_quadrature(name, z_square):
    f = ACTIVATIONS[name]
    density = stats.norm(scale=np.sqrt(z_square)).pdf

    def mean(function):
        def integrand(z):
            return float(function(np.float64(z))) ** 2 * density(z)

        halves = [integrate.quad(integrand, *ends) for ends in ((-40, 0), (0, 40))]
        return sum(value for value, _ in halves)

    found = mean_squares(f.function, f.derivative, z_square)
    expected = mean(f.function), mean(f.derivative)
    assert found == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("gain", [0.5, 1.0, np.sqrt(2), 3.0])
def test_relu_halves_mean_squares_exactly(gain):
    relu = ACTIVATIONS["relu"]
    flow = flow_through_depth(relu.function, relu.derivative, gain, 6)
    layers = np.arange(6)
    np.testing.assert_allclose(flow.size, gain * (gain / np.sqrt(2)) ** layers)
    np.testing.assert_allclose(flow.gradient, (gain / np.sqrt(2)) ** layers[::-1])


@pytest.mark.parametrize(
    ("name", "gain"), [("sigmoid", 1.0), ("sigmoid", 4.0), ("tanh", 1.3), ("gelu", 1.5)]
)
def test_a_wide_network_does_what_the_theory_says(name, gain):
    f, width, depth = ACTIVATIONS[name], 800, 5
    rng = np.random.default_rng(1)
    weights = [
        rng.normal(0, gain / np.sqrt(width), (width, width)) for _ in range(depth)
    ]
    A, sizes, slopes = rng.standard_normal((20, width)), [], []
    for W in weights:
        Z = A @ W
        A = f.function(Z)
        sizes.append(np.sqrt(np.mean(Z**2)))
        slopes.append(f.derivative(Z))
    dZ = rng.standard_normal((20, width))
    back = [np.sqrt(np.mean(dZ**2))]
    for W, slope in zip(weights[:0:-1], slopes[-2::-1], strict=True):
        dZ = (dZ @ W.T) * slope
        back.append(np.sqrt(np.mean(dZ**2)))
    flow = flow_through_depth(f.function, f.derivative, gain, depth)
    np.testing.assert_allclose(flow.size, sizes, rtol=0.1)
    np.testing.assert_allclose(flow.gradient, np.array(back[::-1]) / back[0], rtol=0.1)
