"""The activation functions against mpmath, PyTorch and mathematics."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from neuronbook.functions.activations import (
    ACTIVATIONS,
    elu,
    elu_grad,
    gelu_tanh,
    leaky_relu,
    leaky_relu_grad,
    relu,
    sigmoid,
    sigmoid_grad,
)
from tests.strategies import DTYPES, assert_accurate, exact

ELEMENTWISE = [name for name, a in ACTIVATIONS.items() if a.elementwise]


def mp_sigmoid(z):
    return 1 / (1 + mpmath.exp(-z))


def mp_normal(z):
    if abs(z) > 1e4:  # mpmath has no number as small as the tail there
        return mpmath.mpf(z > 0)
    return mpmath.erfc(-z / mpmath.sqrt(2)) / 2


def mp_softplus(z):
    return mpmath.log1p(mpmath.exp(z)) if z < 0 else z + mpmath.log1p(mpmath.exp(-z))


ORACLE = {
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: max(z, mpmath.mpf(0.01) * z),
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "gelu": lambda z: z * mp_normal(z),
    "sigmoid": mp_sigmoid,
    "tanh": mpmath.tanh,
    "silu": lambda z: z * mp_sigmoid(z),
    "softplus": mp_softplus,
    "mish": lambda z: z * mpmath.tanh(mp_softplus(z)),
    "hard_swish": lambda z: z * min(max(z + 3, 0), 6) / 6,
}


def mp_mish_grad(z):
    t = mpmath.tanh(mp_softplus(z))
    return t + z * mpmath.sech(mp_softplus(z)) ** 2 * mp_sigmoid(z)


ORACLE_GRAD = {
    "relu": lambda z: mpmath.mpf(z > 0),
    "leaky_relu": lambda z: mpmath.mpf(1 if z > 0 else 0.01),
    "elu": lambda z: mpmath.mpf(1) if z > 0 else mpmath.exp(z),
    "gelu": lambda z: mp_normal(z) + (z * mpmath.npdf(z) if abs(z) < 1e4 else 0),
    "sigmoid": lambda z: mp_sigmoid(z) * mp_sigmoid(-z),
    "tanh": lambda z: mpmath.sech(z) ** 2,
    "silu": lambda z: mp_sigmoid(z) * (1 + z * mp_sigmoid(-z)),
    "softplus": mp_sigmoid,
    "mish": mp_mish_grad,
    "hard_swish": lambda z: mpmath.mpf(
        0 if z <= -3 else 1 if z >= 3 else (2 * z + 3) / 6
    ),
}
FIRST_TERM = {
    "gelu": mp_normal,
    "silu": mp_sigmoid,
    "mish": lambda z: mpmath.tanh(mp_softplus(z)),
}
"""The first of the two terms that cancel where these derivatives cross zero."""


def larger_term(name, z, exact):
    first = FIRST_TERM[name](z)
    return max(abs(first), abs(exact - first))


def inputs(dtype, count=300):
    """Both tails down to the smallest results, the middle, and the edges."""
    rng = np.random.default_rng(0)
    widest = 800 if dtype == np.float64 else 120 if dtype == np.float32 else 24
    z = np.concatenate(
        [
            rng.uniform(-widest, widest, count),
            rng.normal(0, 3, count),
            rng.uniform(-40, -30, count // 4),
            rng.normal(0, 1, count // 4) * 10.0 ** rng.integers(-7, 0, count // 4),
            [
                0.0,
                -0.0,
                1e-6,
                -3.0,
                3.0,
                np.finfo(dtype).max / 4,
                -np.finfo(dtype).max / 4,
            ],
        ]
    )
    return z.astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("kind", ["function", "derivative"])
def test_as_accurate_as_promised_and_without_a_warning(kind, name, dtype):
    z = inputs(dtype)
    before = z.copy()
    got = getattr(ACTIVATIONS[name], kind)(z)
    oracle = (ORACLE if kind == "function" else ORACLE_GRAD)[name]
    numbers = exact(z)
    expected = [oracle(v) for v in numbers]
    scale = expected
    if kind == "derivative" and name in FIRST_TERM:
        pairs = zip(numbers, expected, strict=True)
        scale = [max(abs(e), larger_term(name, v, e)) for v, e in pairs]
    if name == "gelu" and dtype == np.float64:
        scale = [5 * size for size in scale]
    assert got.dtype == dtype
    assert got.shape == z.shape
    assert_accurate(got, expected, scale)
    np.testing.assert_array_equal(z, before)


TORCH = {
    "relu": torch.nn.functional.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "gelu": torch.nn.functional.gelu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": torch.nn.functional.silu,
    "softplus": lambda z: torch.nn.functional.softplus(z, threshold=1000),
    "mish": torch.nn.functional.mish,
    "hard_swish": torch.nn.functional.hardswish,
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_and_derivatives_are_pytorchs(name):
    z = torch.linspace(-20, 20, 4001, dtype=torch.float64)
    z = z[(z + 3).abs() > 1e-9].requires_grad_()
    expected = TORCH[name](z)
    (slope,) = torch.autograd.grad(expected.sum(), z)
    z, activation = z.detach(), ACTIVATIONS[name]
    close = {"rtol": 1e-9, "atol": 1e-14}
    ours = activation.function(z.numpy()), activation.derivative(z.numpy())
    np.testing.assert_allclose(ours[0], expected.detach(), **close)
    np.testing.assert_allclose(ours[1], slope, **close)


def test_conventions_at_the_kinks_are_pytorchs_left_derivatives():
    at_zero = {
        name: float(a.derivative(0.0))
        for name, a in ACTIVATIONS.items()
        if a.elementwise
    }
    assert at_zero["relu"] == 0.0
    assert at_zero["leaky_relu"] == 0.01
    for alpha in (0.5, 2.0):
        z = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        torch.nn.functional.elu(z, alpha).backward()
        assert elu_grad(0.0, alpha) == z.grad.item() == alpha
    np.testing.assert_array_equal(
        ACTIVATIONS["hard_swish"].derivative(np.array([-3.0, 3.0])), [0.0, 1.0]
    )


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.__name__)
def test_nan_stays_nan_and_infinity_gives_the_limit(name, dtype):
    a = ACTIVATIONS[name]
    z = np.array([np.nan, -np.inf, np.inf], dtype)
    lower = {"leaky_relu": -np.inf, "elu": -1.0, "tanh": -1.0}.get(name, 0.0)
    upper = 1.0 if name in ("sigmoid", "tanh") else np.inf
    np.testing.assert_array_equal(
        a.function(z), np.array([np.nan, lower, upper], dtype)
    )
    low_slope = 0.01 if name == "leaky_relu" else 0.0
    high_slope = 0.0 if name in ("sigmoid", "tanh") else 1.0
    slopes = a.derivative(z)[1:]
    np.testing.assert_array_equal(slopes, np.array([low_slope, high_slope], dtype))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_numbers_lists_integers_and_empty_arrays(name):
    f = ACTIVATIONS[name].function
    assert isinstance(f(2), np.float64)
    assert f(np.float16(2)).dtype == np.float16
    np.testing.assert_array_equal(f([[1, 2]]), f(np.array([[1.0, 2.0]])))
    assert f(np.zeros((0, 3), np.float32)).shape == (0, 3)


@pytest.mark.parametrize("bad", ["abc", np.array([1j]), None])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(ValueError, match="expected"):
        relu(bad)


@given(st.floats(-700, 700))
def test_sigmoid_is_symmetric(z):
    total = sigmoid(z) + sigmoid(-z)
    np.testing.assert_allclose(total, 1.0, rtol=4e-16)
    assert sigmoid_grad(z) == sigmoid_grad(-z)


@given(st.floats(-1e6, 1e6), st.floats(0.0, 4.0))
@example(-2.2e-309, 1.049978851000406)
def test_slopes_below_zero(z, alpha):
    assert leaky_relu(z, alpha) == (z if z > 0 else alpha * z)
    assert leaky_relu_grad(z, alpha) == (1.0 if z > 0 else alpha)
    expected = z if z > 0 else float(alpha * mpmath.expm1(z))
    # Below 2.2e-308 numbers lose digits; there mpmath's float rounds a second time.
    np.testing.assert_allclose(elu(z, alpha), expected, rtol=1e-15, atol=1e-323)


def test_softmax_comes_with_its_jacobian():
    z = torch.tensor([2.0, 1.0, 0.1], dtype=torch.float64)
    expected = torch.autograd.functional.jacobian(lambda x: torch.softmax(x, -1), z)
    activation = ACTIVATIONS["softmax"]
    np.testing.assert_allclose(activation.derivative(z.numpy()), expected, atol=1e-15)
    assert not activation.elementwise


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=5))
@example([0.0, -1e4, 1e4, -1e30, 1e30])
def test_the_approximation_of_gelu_by_tanh_is_pytorchs(z):
    z = np.array(z)
    want = torch.nn.functional.gelu(torch.tensor(z), approximate="tanh")
    # PyTorch's 1 + tanh has lost the digits of the lower tail.
    np.testing.assert_allclose(
        gelu_tanh(z), want, rtol=1e-12, atol=1e-15 * (1 + np.abs(z).max())
    )


def test_the_approximation_of_gelu_has_a_lower_tail():
    z = mpmath.mpf(-12)
    u = mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)
    want = z * mp_sigmoid(2 * u)
    assert gelu_tanh(-12.0) == pytest.approx(float(want), rel=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_approximation_of_gelu_ends_as_gelu_does(dtype):
    ends = np.array([-np.inf, np.inf, np.nan], dtype=dtype)
    got = gelu_tanh(ends)
    assert got.dtype == dtype
    np.testing.assert_array_equal(got, np.array([0, np.inf, np.nan], dtype=dtype))
