"""Softmax and its relatives against mpmath, SciPy, PyTorch and mathematics."""

import math

import mpmath
import numpy as np
import pytest
import scipy.special
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from neuronbook.functions.softmax import (
    entropy,
    log_softmax,
    logsumexp,
    masked_softmax,
    softmax,
    softmax_jacobian,
    softmax_temperature,
    softmax_vjp,
)
from tests.strategies import (
    DTYPES,
    assert_accurate,
    exact,
    log_softmax_row,
    probabilities,
    rows,
    softmax_row,
)

ELEMENTWISE = [softmax, log_softmax]
ROWWISE = [*ELEMENTWISE, logsumexp]
dtypes = st.sampled_from(DTYPES)


def close(actual, expected, rtol=1e-12):
    np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol, 0)


# Accuracy, against mpmath with sixty digits.


@settings(deadline=None, max_examples=200)
@given(rows(), dtypes)
def test_softmax_is_accurate_relative_to_each_probability(row, dtype):
    z = np.array(row, dtype)
    assert_accurate(softmax(z), softmax_row(exact(z)))


@settings(deadline=None, max_examples=200)
@given(rows(), dtypes)
def test_log_softmax_is_accurate_relative_to_one_or_more(row, dtype):
    z = np.array(row, dtype)
    expected = log_softmax_row(exact(z))
    scale = [max(abs(value), 1) for value in expected]
    assert_accurate(log_softmax(z), expected, scale)


@settings(deadline=None, max_examples=200)
@given(rows(), dtypes)
def test_logsumexp_is_accurate_relative_to_its_larger_term_or_one(row, dtype):
    z = np.array(row, dtype)
    entries = exact(z)
    lse = max(entries) - max(log_softmax_row(entries))
    assert_accurate(logsumexp(z), [lse], [max(abs(lse), abs(max(entries)), 1)])


@settings(deadline=None, max_examples=100)
@given(st.data(), probabilities(), dtypes)
def test_vjp_jacobian_and_entropy_are_accurate(data, row, dtype):
    size = len(row)
    upstream = data.draw(st.lists(st.floats(-50, 50), min_size=size, max_size=size))
    p, g = np.array(row, dtype), np.array(upstream, dtype)
    P, G = exact(p), exact(g)
    mean = mpmath.fsum(a * b for a, b in zip(P, G, strict=True))
    scale = [a * max(abs(b) for b in G) for a in P]
    vjp = [a * (b - mean) for a, b in zip(P, G, strict=True)]
    assert_accurate(softmax_vjp(p, g), vjp, scale)
    jacobian = [P[i] * ((i == j) - P[j]) for i in range(size) for j in range(size)]
    assert_accurate(softmax_jacobian(p), jacobian)
    assert_accurate(entropy(p), [-mpmath.fsum(a * mpmath.log(a) for a in P if a)])


@settings(deadline=None, max_examples=100)
@given(rows(), dtypes, st.floats(-2, 2).map(lambda exponent: 10.0**exponent))
def test_temperature_divides_the_logits(row, dtype, T):
    z = np.array(row, dtype)
    expected = softmax_row([v / mpf(T) for v in exact(z)])
    assert_accurate(softmax_temperature(z, T), expected)


# Shapes, axes and dtypes.

SHAPES = [(), (1,), (7,), (0, 3), (3, 0, 2), (5, 1), (6, 100), (3, 7, 5), (2, 3, 4, 5)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_shape_and_axis_agrees_with_scipy(shape, dtype):
    z = (np.random.default_rng(1).normal(size=shape) * 5).astype(dtype)
    eps = np.finfo(dtype).eps
    for axis in range(-max(1, len(shape)), max(1, len(shape))):
        if shape and shape[axis] == 0:
            continue
        for ours in ROWWISE:
            result = ours(z, axis=axis)
            theirs = getattr(scipy.special, ours.__name__)
            expected = theirs(z.astype(float), axis=axis if shape else None)
            assert result.dtype == dtype
            assert result.shape == np.shape(expected)
            np.testing.assert_allclose(result, expected, 4 * eps, 4 * eps)


@pytest.mark.parametrize("ours", ROWWISE)
def test_views_with_strides_agree_with_copies(ours):
    z = np.random.default_rng(2).normal(size=(6, 8, 10))
    for view in (z.T, z[::2, ::-1], np.broadcast_to(z[:, :1], z.shape)):
        for axis in range(3):
            close(ours(view, axis=axis), ours(view.copy(), axis=axis), 1e-14)


def test_keepdims_keeps_the_axis():
    assert logsumexp(np.zeros((2, 3, 4)), axis=1, keepdims=True).shape == (2, 1, 4)


def test_numbers_and_lists_are_taken():
    assert softmax(3) == 1.0
    assert log_softmax(-2.5) == 0.0
    assert logsumexp(-2.5) == -2.5
    close(softmax([0, math.log(3)]), [0.25, 0.75])


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.bool_])
def test_integers_become_float64(dtype):
    result = softmax(np.array([1, 0], dtype))
    assert result.dtype == np.float64
    close(result, [1 / (1 + math.exp(-1)), 1 / (1 + math.e)])


def test_input_is_not_modified():
    z = np.random.default_rng(0).normal(size=(5, 9))
    p, mask = softmax(z), z > 0
    for array in (z, p, mask):
        array.flags.writeable = False
    for function in ROWWISE:
        function(z)
    softmax_vjp(p, z)
    softmax_jacobian(p)
    softmax_temperature(z, 3.0)
    masked_softmax(z, mask)
    entropy(p)


# Extremes. pytest turns each warning into an error.


@pytest.mark.parametrize("dtype", DTYPES)
def test_logits_of_ten_thousand_neither_overflow_nor_warn(dtype):
    z = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4]], dtype)
    top = float(z[0, 0])
    assert softmax(z)[0].tolist() == [1, 0, 0]
    assert logsumexp(z)[0] == top
    assert log_softmax(z)[0].tolist() == [0, -2 * top, -top]
    close(softmax(z)[1], [1 / 3] * 3, 2 * np.finfo(dtype).eps)
    assert softmax_temperature(z, 1e-300)[0, 0] == 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_impossible_entries_get_probability_zero(dtype):
    z = np.array([[-np.inf, 1.0, 1.0], [-np.inf, -np.inf, -1e4]], dtype)
    assert softmax(z).tolist() == [[0, 0.5, 0.5], [0, 0, 1]]
    log_p = log_softmax(z)
    assert log_p[0, 0] == log_p[1, 0] == log_p[1, 1] == -math.inf
    assert log_p[1, 2] == 0
    assert logsumexp(z)[1] == z[1, 2]


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_row_of_nothing_but_minus_infinity(dtype):
    z = np.array([[0.0] * 4, [-np.inf] * 4], dtype)
    for axis, view in ((1, z), (0, z.T)):
        assert logsumexp(view, axis=axis)[1] == -math.inf
        for function in ELEMENTWISE:
            with pytest.raises(ValueError, match="above -inf in each row"):
                function(view, axis=axis)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("function", [*ROWWISE, lambda z: softmax_temperature(z, 2.0)])
def test_nan_and_infinity_are_refused(function, bad):
    z = np.zeros((5, 7))
    z[4, 3] = bad
    with pytest.raises(ValueError, match=r"below \+inf, got (NaN|\+inf)"):
        function(z)


@pytest.mark.parametrize("function", ROWWISE)
@pytest.mark.parametrize(
    ("z", "axis", "message"),
    [
        ([], -1, r"entries along axis -1, got shape \(0,\)"),
        (np.zeros((2, 0)), 1, r"entries along axis 1, got shape \(2, 0\)"),
        (np.zeros((0, 3)), 0, r"entries along axis 0, got shape \(0, 3\)"),
        ([1.0], 1, "axis 1 is out of bounds"),
        (["a"], -1, "expected real numbers"),
        ([1j], -1, "expected real numbers"),
    ],
)
def test_what_is_not_a_row_of_numbers_is_refused(function, z, axis, message):
    with pytest.raises(ValueError, match=message):
        function(z, axis=axis)


# What each function means.


def test_vjp_is_the_product_with_the_jacobian_that_autograd_finds():
    z = torch.randn(4, 5, dtype=torch.float64, requires_grad=True)
    g = torch.randn(4, 5, dtype=torch.float64)
    p = torch.softmax(z, -1)
    (expected,) = torch.autograd.grad(p, z, g)
    ours = softmax_vjp(p.detach().numpy(), g.numpy())
    np.testing.assert_allclose(ours, expected, atol=1e-15)
    row = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, -1), z[0])
    jacobian = softmax_jacobian(p.detach().numpy())[0]
    np.testing.assert_allclose(jacobian, row, atol=1e-15)


@pytest.mark.parametrize(
    ("p", "g", "message"),
    [
        ([0.5, 0.5], [1.0], r"g of shape \(2,\), got \(1,\)"),
        ([0.5, np.nan], [1.0, 2.0], "finite p, got NaN"),
        ([0.5, 0.5], [np.inf, 2.0], "finite g, got inf"),
    ],
)
def test_vjp_refuses_what_does_not_fit(p, g, message):
    with pytest.raises(ValueError, match=message):
        softmax_vjp(p, g)


def test_jacobian_refuses_a_scalar():
    with pytest.raises(ValueError, match=r"\(..., classes\)"):
        softmax_jacobian(0.5)


def test_temperature_agrees_with_scipy_along_any_axis():
    z = np.random.default_rng(0).normal(size=(3, 4))
    for axis in (0, 1):
        expected = scipy.special.softmax(z / 2.5, axis=axis)
        close(softmax_temperature(z, 2.5, axis=axis), expected)


@pytest.mark.parametrize("T", [0, -1.0, np.nan, np.inf])
def test_temperature_must_be_positive(T):
    with pytest.raises(ValueError, match="positive, finite temperature, got"):
        softmax_temperature([1.0, 2.0], T)


@pytest.mark.parametrize("dtype", DTYPES)
def test_masked_entries_do_not_exist(dtype):
    z = np.array([[1.0, np.nan, 3.0, -np.inf], [np.inf, 1.0, 2.0, 3.0]], dtype)
    p = masked_softmax(z, [[True, False, True, True], [False] * 4])
    assert p.dtype == dtype
    assert_accurate(p[0, :3:2], softmax_row([mpf(1), mpf(3)]))
    assert p[0, 1] == p[0, 3] == 0
    assert p[1].tolist() == [0, 0, 0, 0]


def test_one_mask_serves_many_rows():
    scores = np.random.default_rng(0).normal(size=(2, 3, 4, 4))
    causal = np.tril(np.ones((4, 4), dtype=bool))
    expected = scipy.special.softmax(np.where(causal, scores, -np.inf), axis=-1)
    close(masked_softmax(scores, causal), expected)


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([1, 0, 1], "boolean mask, got dtype int64"),
        ([True, False], r"\(2,\).* requested shape \(2,\s?3\)"),
        (np.ones((4, 2, 3), dtype=bool), "more dimensions than allowed"),
    ],
)
def test_masks_that_do_not_fit_are_refused(mask, message):
    with pytest.raises(ValueError, match=message):
        masked_softmax(np.zeros((2, 3)), mask)


def test_entropy_agrees_with_scipy_and_refuses_what_is_no_probability():
    p = scipy.special.softmax(np.random.default_rng(0).normal(size=(3, 4)), axis=0)
    close(entropy(p, axis=0), scipy.special.entr(p).sum(axis=0))
    for bad in ([-0.1, 1.1], [np.nan], [2.0]):
        with pytest.raises(ValueError, match=r"probabilities in \[0, 1\]"):
            entropy(bad)
