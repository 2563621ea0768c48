"""Shapes of activation functions, against values known in closed form or to mpmath."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import scipy.special

from neuronbook.functions.activation_measures import (
    extremes,
    saturated_fraction,
    shape_of,
)
from neuronbook.functions.activations import ACTIVATIONS, sigmoid_grad, tanh_grad

SHAPES = {
    name: shape_of(a.function, a.derivative)
    for name, a in ACTIVATIONS.items()
    if a.elementwise
}
RANGES = {
    "relu": (0, math.inf),
    "leaky_relu": (-math.inf, math.inf),
    "elu": (-1, math.inf),
    "sigmoid": (0, 1),
    "tanh": (-1, 1),
    "softplus": (0, math.inf),
    "hard_swish": (-0.375, math.inf),
}


def mp_minimum(f, start):
    """Where mpmath finds the derivative's zero, and the value there."""
    z = mpmath.findroot(lambda x: mpmath.diff(f, x), start)
    return float(z), float(f(z))


@pytest.mark.parametrize("name", RANGES)
def test_ranges_are_those_of_the_formulas(name):
    assert (SHAPES[name].low, SHAPES[name].high) == pytest.approx(RANGES[name])


@pytest.mark.parametrize(
    ("name", "f", "start"),
    [
        ("gelu", lambda z: z * mpmath.ncdf(z), -0.7),
        ("silu", lambda z: z / (1 + mpmath.exp(-z)), -1.2),
        ("mish", lambda z: z * mpmath.tanh(mpmath.log(1 + mpmath.exp(z))), -1.2),
    ],
)
def test_minima_are_where_mpmath_finds_them(name, f, start):
    z, value = mp_minimum(f, start)
    assert SHAPES[name].lowest.z == pytest.approx(z, abs=1e-6)
    assert SHAPES[name].low == pytest.approx(value, abs=1e-12)
    assert SHAPES[name].high == math.inf


def test_slopes_reach_their_known_bounds():
    assert SHAPES["sigmoid"].slope_high == pytest.approx((0, 0.25), abs=1e-9)
    assert SHAPES["tanh"].slope_high == pytest.approx((0, 1), abs=1e-9)
    at = math.sqrt(2)  # GELU'' = φ(z) (2 - z²)
    steepest = scipy.special.ndtr(at) + at * math.exp(-1) / math.sqrt(2 * math.pi)
    assert SHAPES["gelu"].slope_high == pytest.approx((at, steepest), abs=1e-6)
    assert SHAPES["gelu"].slope_low == pytest.approx((-at, 1 - steepest), abs=1e-6)
    assert SHAPES["relu"].slope_low.value == 0
    assert SHAPES["leaky_relu"].slope_low.value == 0.01


def test_what_is_monotone_and_what_is_zero_centered():
    bent = {name for name, shape in SHAPES.items() if not shape.monotone}
    assert bent == {"gelu", "silu", "mish", "hard_swish"}
    centered = {name for name, shape in SHAPES.items() if shape.zero_centered}
    assert centered == {"tanh", "leaky_relu"}


def test_extremes_at_the_ends_of_the_span():
    assert extremes(lambda z: 2.0 * z, span=3) == ((-3, -6), (3, 6))


def test_the_saturated_share_is_the_share_beyond_a_known_point():
    z = np.linspace(-10, 10, 20_001)
    # σ' < 0.01 where σ (1 - σ) < 0.01, that is, beyond the logit of (1 + √0.96) / 2.
    edge = scipy.special.logit((1 + math.sqrt(0.96)) / 2)
    expected = np.mean(np.abs(z) > edge)
    assert saturated_fraction(z, sigmoid_grad) == pytest.approx(expected, abs=1e-9)
    assert saturated_fraction(z, tanh_grad, threshold=2) == 1.0


def test_negative_slopes_are_not_saturated():
    assert saturated_fraction(np.ones(4), lambda z: -z) == 0.0


def test_nothing_has_no_saturated_share():
    with pytest.raises(ValueError, match="at least one entry"):
        saturated_fraction(np.zeros((0, 3)), sigmoid_grad)
