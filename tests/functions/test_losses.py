"""Losses and gradients against mpmath, PyTorch and mathematics."""

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from torch.nn import functional as F

from neuronbook.functions.losses import (
    bce_grad,
    bce_with_logits,
    cross_entropy,
    cross_entropy_grad,
    double_softmax_floor,
    mse,
    mse_grad,
    smooth_labels,
)
from tests.strategies import (
    DTYPES,
    assert_accurate,
    batches,
    exact,
    finite_logits,
    log_softmax_row,
    softmax_row,
)

dtypes = st.sampled_from(DTYPES)
shares = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
smoothings = st.sampled_from([0.0, 0.1, 1.0])


def columns(first, second):
    """Two lists of one length, of at least one entry."""
    pairs = st.lists(st.tuples(first, second), min_size=1, max_size=8)
    return pairs.map(lambda rows: list(zip(*rows, strict=True)))


@settings(deadline=None, max_examples=100)
@given(columns(finite_logits, shares), dtypes)
def test_bce_is_accurate_relative_to_itself(pair, dtype):
    z, t = np.array(pair[0], dtype), np.array(pair[1], dtype)
    terms = []
    for logit, target in zip(exact(z), exact(t), strict=True):
        size = abs(logit)
        wrong = 1 - target if logit > 0 else target
        terms.append(wrong * size + mpmath.log1p(mpmath.exp(-size)))
    assert_accurate(bce_with_logits(z, t), [mpmath.fsum(terms) / len(terms)])


@settings(deadline=None, max_examples=100)
@given(columns(finite_logits, finite_logits), dtypes)
def test_mse_is_accurate_relative_to_itself(pair, dtype):
    a, b = np.array(pair[0], dtype), np.array(pair[1], dtype)
    squares = [(x - y) ** 2 for x, y in zip(exact(a), exact(b), strict=True)]
    expected = mpmath.fsum(squares) / len(squares)
    if expected < float(np.finfo(dtype).max):
        assert_accurate(mse(a, b), [expected])


@settings(deadline=None, max_examples=100)
@given(batches(), dtypes, smoothings)
def test_cross_entropy_is_accurate_relative_to_one_or_more(batch, dtype, smoothing):
    logits, targets, epsilon = np.array(batch[0], dtype), batch[1], mpf(smoothing)
    losses = []
    for row, target in zip(logits, targets, strict=True):
        log_p = log_softmax_row(exact(row))
        uniform = mpmath.fsum(log_p) / len(row)
        losses.append(-(1 - epsilon) * log_p[target] - epsilon * uniform)
    mean = mpmath.fsum(losses) / len(targets)
    scale = [max(mean, 1)]
    assert_accurate(cross_entropy(logits, targets, smoothing), [mean], scale)


@settings(deadline=None, max_examples=100)
@given(batches(), dtypes, smoothings)
def test_cross_entropy_grad_is_accurate_relative_to_its_terms(batch, dtype, smoothing):
    logits, targets, epsilon = np.array(batch[0], dtype), batch[1], mpf(smoothing)
    expected, scale = [], []
    for row, target in zip(logits, targets, strict=True):
        for k, p in enumerate(softmax_row(exact(row))):
            t = (1 - epsilon) * (k == target) + epsilon / len(row)
            expected.append((p - t) / len(targets))
            scale.append(max(p, t) / len(targets))
    grad = cross_entropy_grad(logits, targets, smoothing)
    assert grad.shape == logits.shape
    assert_accurate(grad, expected, scale)


PAIRS = [
    (bce_with_logits, bce_grad, F.binary_cross_entropy_with_logits),
    (mse, mse_grad, F.mse_loss),
]


@pytest.mark.parametrize("shape", [(), (5,), (4, 3), (2, 3, 4)])
@pytest.mark.parametrize(("loss", "grad", "theirs"), PAIRS)
def test_bce_mse_and_their_gradients_agree_with_torch(loss, grad, theirs, shape):
    z = 10 * torch.randn(shape, dtype=torch.float64)
    z = torch.where(torch.rand(shape) < 0.3, 0.0, z).requires_grad_()
    t = torch.rand(shape, dtype=torch.float64)
    reference = theirs(z, t)
    (expected,) = torch.autograd.grad(reference, z)
    inputs = z.detach().numpy(), t.numpy()
    assert loss(*inputs) == pytest.approx(reference.item(), rel=1e-14)
    np.testing.assert_allclose(grad(*inputs), expected, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_cross_entropy_and_its_gradient_agree_with_torch(smoothing):
    logits = torch.randn(8, 5, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(5, (8,))
    reference = F.cross_entropy(logits, targets, label_smoothing=smoothing)
    (expected,) = torch.autograd.grad(reference, logits)
    z, t = logits.detach().numpy(), targets.numpy()
    assert cross_entropy(z, t, smoothing) == pytest.approx(reference.item(), rel=1e-14)
    grad = cross_entropy_grad(z, t.astype(np.uint8), smoothing)
    np.testing.assert_allclose(grad, expected, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("dtype", DTYPES)
def test_ten_thousand_neither_overflows_nor_warns(dtype):
    z = np.array([1e4, -1e4], dtype)
    assert bce_with_logits(z, [0, 1]) == z[0]
    assert bce_with_logits(z, [1, 0]) == 0
    assert bce_grad(z, [0, 1]).tolist() == [0.5, -0.5]
    assert cross_entropy([z], [1]) == 2 * z[0]
    assert cross_entropy_grad([z], [1]).tolist() == [[1, -1]]


@pytest.mark.parametrize("dtype", DTYPES)
def test_results_have_the_dtype_of_the_prediction(dtype):
    z, t = np.zeros((2, 3), dtype), np.ones((2, 3))
    results = [f(z, t) for f in (mse, mse_grad, bce_with_logits, bce_grad)]
    results += [f(z, [0, 2]) for f in (cross_entropy, cross_entropy_grad)]
    assert {result.dtype for result in results} == {np.dtype(dtype)}


@pytest.mark.parametrize("function", [bce_with_logits, bce_grad, mse, mse_grad])
@pytest.mark.parametrize(
    ("pred", "target", "message"),
    [
        (np.zeros(32), np.zeros((32, 1)), r"of shape \(32,\), got \(32, 1\)"),
        (np.zeros(3), 0.0, r"of shape \(3,\), got \(\)"),
        ([], [], r"at least one entry, got shape \(0,\)"),
        ([np.nan], [0.0], "finite predictions, got NaN"),
        ([-np.inf], [0.0], "finite predictions, got inf"),
        ([0.0], [np.nan], "finite targets?, got NaN"),
        (["a"], [0.0], "expected real numbers"),
    ],
)
def test_what_does_not_fit_is_refused(function, pred, target, message):
    with pytest.raises(ValueError, match=message):
        function(pred, target)


@pytest.mark.parametrize("function", [bce_with_logits, bce_grad])
@pytest.mark.parametrize("bad", [-1, 1.5, 2])
def test_bce_refuses_targets_that_are_no_probability(function, bad):
    with pytest.raises(ValueError, match=rf"targets in \[0, 1\], got {float(bad)}"):
        function([0.0], [bad])


def test_an_impossible_class_costs_nothing_unless_it_is_the_target():
    z = [[-np.inf, 1.0, 1.0], [-np.inf, -np.inf, -1e4]]
    expected = float(mpmath.log(2)) / 2
    assert cross_entropy(z, [1, 2]) == pytest.approx(expected, rel=1e-14)
    assert cross_entropy(z, [0, 2]) == np.inf
    assert cross_entropy(z, [1, 2], 0.1) == np.inf
    assert cross_entropy(z, [1, 2], 1.0) == np.inf
    assert cross_entropy_grad(z, [1, 2])[1].tolist() == [0, 0, 0]


def test_an_empty_batch_has_an_empty_gradient_but_no_mean():
    assert cross_entropy_grad(np.zeros((0, 3)), []).shape == (0, 3)
    with pytest.raises(ValueError, match="at least one example"):
        cross_entropy(np.zeros((0, 3)), [])


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_grad])
@pytest.mark.parametrize(
    ("logits", "targets", "smoothing", "message"),
    [
        (np.zeros((2, 3)), [0, 3], 0.0, "labels from 0 to 2, got 3"),
        (np.zeros((2, 3)), [0, -1], 0.0, "labels from 0 to 2, got -1"),
        (np.zeros((2, 3)), [0], 0.0, r"labels of shape \(2,\), got \(1,\)"),
        (np.zeros((2, 3)), [[0], [1]], 0.0, r"shape \(2,\), got \(2, 1\)"),
        (np.zeros((2, 3)), [0.0, 1.0], 0.0, "integer labels, got dtype float64"),
        (np.zeros((2, 3)), [True, False], 0.0, "integer labels, got dtype bool"),
        (np.zeros(3), [0], 0.0, r"shape \(batch, classes\), got \(3,\)"),
        (np.zeros((2, 0)), [0, 0], 0.0, r"shape \(batch, classes\), got \(2, 0\)"),
        (np.zeros((2, 3)), [0, 1], 1.5, r"label smoothing in \[0, 1\], got 1.5"),
        (np.zeros((2, 3)), [0, 1], np.nan, "label smoothing in"),
        (np.full((1, 3), -np.inf), [0], 0.0, "above -inf in each row"),
        ([[0.0, np.nan]], [0], 0.0, r"below \+inf, got NaN"),
    ],
)
def test_bad_batches_are_refused(function, logits, targets, smoothing, message):
    with pytest.raises(ValueError, match=message):
        function(logits, targets, smoothing)


@pytest.mark.parametrize("eps", [0.0, 0.1, 1.0])
def test_smoothed_labels_are_the_targets_that_pytorch_uses(eps):
    logits = torch.randn(6, 4, dtype=torch.float64)
    labels = torch.randint(4, (6,))
    targets = smooth_labels(labels.numpy(), 4, eps)
    expected = F.cross_entropy(logits, labels, label_smoothing=eps)
    ours = F.cross_entropy(logits, torch.tensor(targets))
    torch.testing.assert_close(ours, expected)
    np.testing.assert_allclose(targets.sum(axis=1), 1.0, rtol=1e-15)


def test_smooth_labels_refuses_what_is_out_of_range():
    for labels, eps in (([0], 1.5), ([2], 0.1), ([[0]], 0.1)):
        with pytest.raises(ValueError, match="expected"):
            smooth_labels(labels, 2, eps)


@pytest.mark.parametrize("classes", [1, 2, 10, 1000])
def test_the_floor_is_the_loss_of_a_perfect_prediction_given_as_logits(classes):
    perfect = F.one_hot(torch.arange(classes), classes).double()
    reference = F.cross_entropy(perfect, torch.arange(classes)).item()
    assert double_softmax_floor(classes) == pytest.approx(reference, rel=1e-14)


def test_no_prediction_gets_below_the_floor():
    p = torch.softmax(50 * torch.randn(500, 10), dim=1)
    assert F.cross_entropy(p, p.argmax(1)).item() >= double_softmax_floor(10)


def test_a_floor_needs_classes():
    with pytest.raises(ValueError, match="at least one class, got 0"):
        double_softmax_floor(0)
