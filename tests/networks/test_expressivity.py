"""Networks with written-down weights against interpolation and counting."""

import numpy as np
import pytest
from scipy.interpolate import interp1d

from neuronbook.networks.expressivity import (
    interpolating_network,
    linear_pieces,
    tent_network,
)
from neuronbook.networks.neurons import feed_forward


def relu(z):
    return np.maximum(z, 0)


@pytest.mark.parametrize("width", [1, 2, 7, 64])
def test_interpolating_network_is_linear_interpolation(width):
    x = np.linspace(0, 2 * np.pi, 501)
    knots = np.linspace(0, 2 * np.pi, width + 1)
    expected = interp1d(knots, np.sin(knots))(x)
    layers = interpolating_network(np.sin, 0, 2 * np.pi, width)
    got = feed_forward(layers, x[:, None], relu)[:, 0]
    np.testing.assert_allclose(got, expected, atol=1e-12)


@pytest.mark.parametrize("width", [4, 16, 256])
def test_interpolating_network_keeps_the_bound_of_its_docstring(width):
    x = np.linspace(0, 2 * np.pi, 4001)
    layers = interpolating_network(np.sin, 0, 2 * np.pi, width)
    error = np.abs(feed_forward(layers, x[:, None], relu)[:, 0] - np.sin(x)).max()
    assert error <= (2 * np.pi) ** 2 / (8 * width**2) + 1e-12


@pytest.mark.parametrize("depth", range(1, 11))
def test_tent_network_is_the_iterated_tent_with_two_to_the_depth_pieces(depth):
    x = np.arange(2 ** (depth + 1) + 1) / 2 ** (depth + 1)
    expected = x
    for _ in range(depth):
        expected = 1 - np.abs(1 - 2 * expected)
    layers = tent_network(depth)
    got = feed_forward(layers, x[:, None], relu)[:, 0]
    assert (got == expected).all()
    assert sum(W.shape[1] for W, _ in layers[:-1]) == 2 * depth
    assert linear_pieces(x, got) == 2**depth


def test_linear_pieces_counts_kinks():
    x = np.linspace(-1, 1, 9)
    assert linear_pieces(x, 3 * x + 1) == 1
    assert linear_pieces(x, np.abs(x)) == 2
    assert linear_pieces(x, np.zeros(9)) == 1


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="one unit or more"):
        interpolating_network(np.sin, 0, 1, 0)
    with pytest.raises(ValueError, match="depth 0"):
        tent_network(0)
    with pytest.raises(ValueError, match="increasing"):
        linear_pieces([1, 0], [0, 0])
