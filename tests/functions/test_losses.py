import math

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from torch.nn import functional as F

from neuronbook.functions import losses
from tests.strategies import KINDS, assert_within_ulp, exact, finite_logits, make

kinds = st.sampled_from(sorted(KINDS))
shares = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))


def columns(first, second):
    """Two lists of one length, of at least one entry."""
    pairs = st.lists(st.tuples(first, second), min_size=1, max_size=8)
    return pairs.map(lambda rows: list(zip(*rows, strict=True)))


@settings(deadline=None, max_examples=200)
@given(columns(finite_logits, shares), kinds)
def test_bce_is_accurate_to_four_ulp_of_itself(pair, kind):
    z, t = make(pair[0], kind), make(pair[1], kind)
    terms = []
    for logit, target in zip(exact(z), exact(t), strict=True):
        size = abs(logit)
        wrong = 1 - target if logit > 0 else target
        terms.append(wrong * size + mpmath.log1p(mpmath.exp(-size)))
    expected = mpmath.fsum(terms) / len(terms)
    assert_within_ulp(losses.bce_with_logits(z, t), [expected])


@settings(deadline=None, max_examples=200)
@given(columns(finite_logits, finite_logits), kinds)
def test_mse_is_accurate_to_four_ulp_of_itself(pair, kind):
    a, b = make(pair[0], kind), make(pair[1], kind)
    squares = [(x - y) ** 2 for x, y in zip(exact(a), exact(b), strict=True)]
    expected = mpmath.fsum(squares) / len(squares)
    if expected > float(np.finfo(float).max if "64" in kind else 6e4):
        return
    assert_within_ulp(losses.mse(a, b), [expected])


@pytest.mark.parametrize("shape", [(), (5,), (4, 3), (2, 3, 4)])
def test_bce_and_mse_agree_with_torch_in_value_and_gradient(shape):
    z = 10 * torch.randn(shape, dtype=torch.float64)
    # PyTorch's own loss is smooth at 0; a formula of abs(z) need not be.
    z = torch.where(torch.rand(shape) < 0.3, 0.0, z).requires_grad_()
    t = torch.rand(shape, dtype=torch.float64)
    for ours, theirs in (
        (losses.bce_with_logits, F.binary_cross_entropy_with_logits),
        (losses.mse, F.mse_loss),
    ):
        mine, reference = ours(z, t), theirs(z, t)
        torch.testing.assert_close(mine, reference)
        grads = [torch.autograd.grad(value, z)[0] for value in (mine, reference)]
        torch.testing.assert_close(*grads)
        numpy_value = ours(z.detach().numpy(), t.numpy())
        assert isinstance(numpy_value, np.float64)
        assert numpy_value == pytest.approx(reference.item(), rel=1e-14)


def test_bce_at_ten_thousand_is_the_logit_itself():
    with np.errstate(all="raise"):
        for dtype in (np.float16, np.float32, np.float64):
            z = np.array([1e4, -1e4], dtype)
            assert losses.bce_with_logits(z, [0, 1]) == z[0]
            assert losses.bce_with_logits(z, [1, 0]) == 0


@pytest.mark.parametrize("function", [losses.bce_with_logits, losses.mse])
@pytest.mark.parametrize(
    ("pred", "target", "message"),
    [
        (np.zeros(32), np.zeros((32, 1)), r"of shape \(32,\), got \(32, 1\)"),
        (torch.zeros(3), torch.zeros(()), r"of shape \(3,\), got \(\)"),
        ([], [], r"at least one entry, got shape \(0,\)"),
        ([np.nan], [0.0], "finite predictions, got NaN"),
        ([-np.inf], [0.0], "finite predictions, got inf"),
        ([0.0], [np.nan], "finite targets?, got NaN"),
        (["a"], [0.0], "expected numbers"),
    ],
)
def test_what_does_not_fit_is_refused(function, pred, target, message):
    with pytest.raises(ValueError, match=message):
        function(pred, target)


def test_bce_refuses_targets_that_are_no_probability():
    for bad in (-0.1, 1.5, 2):
        with pytest.raises(ValueError, match=r"targets in \[0, 1\]"):
            losses.bce_with_logits([0.0], [bad])


def test_an_array_and_a_tensor_meet_as_tensors():
    z, t = torch.tensor([2.0, -1.0]), np.array([1, 0])
    value = losses.bce_with_logits(z, t)
    assert value.dtype == torch.float32
    torch.testing.assert_close(
        value, F.binary_cross_entropy_with_logits(z, (z > 0).float())
    )


@pytest.mark.parametrize("classes", [1, 2, 10, 1000])
def test_the_floor_is_the_loss_of_a_perfect_prediction_given_as_logits(classes):
    perfect = F.one_hot(torch.arange(classes), classes).double()
    reference = F.cross_entropy(perfect, torch.arange(classes)).item()
    assert losses.double_softmax_floor(classes) == pytest.approx(reference, rel=1e-14)


def test_no_prediction_gets_below_the_floor():
    p = torch.softmax(50 * torch.randn(500, 10), dim=1)
    assert F.cross_entropy(p, p.argmax(1)).item() >= losses.double_softmax_floor(10)


def test_a_floor_needs_classes():
    with pytest.raises(ValueError, match="at least one class, got 0"):
        losses.double_softmax_floor(0)


def test_clipping_agrees_with_cross_entropy_where_nothing_is_clipped():
    logits = torch.randn(6, 4, dtype=torch.float64)
    targets = torch.arange(6) % 4
    ours = losses.clipped_cross_entropy(logits, targets)
    torch.testing.assert_close(ours, F.cross_entropy(logits, targets))
    as_numpy = losses.clipped_cross_entropy(logits.numpy(), targets.numpy())
    assert as_numpy == pytest.approx(ours.item(), rel=1e-14)


def test_clipping_caps_the_loss_and_kills_the_gradient():
    logits = torch.tensor([[30.0, 0.0]], dtype=torch.float64, requires_grad=True)
    loss = losses.clipped_cross_entropy(logits, [1], epsilon=1e-6)
    assert loss.item() == pytest.approx(-math.log(1e-6), rel=1e-14)
    (grad,) = torch.autograd.grad(loss, logits)
    assert grad.tolist() == [[0, 0]]
    assert losses.cross_entropy(logits.detach(), [1]).item() == pytest.approx(30)


def test_clipping_never_reports_a_loss_of_zero():
    value = losses.clipped_cross_entropy([[40.0, 0.0]], [0], epsilon=1e-3)
    assert value == pytest.approx(float(-mpmath.log(1 - mpf("1e-3"))), rel=1e-14)


@pytest.mark.parametrize("epsilon", [0, -1e-7, 0.5, 1])
def test_clipping_needs_a_small_epsilon(epsilon):
    with pytest.raises(ValueError, match=r"epsilon between 0 and 0\.5, got"):
        losses.clipped_cross_entropy([[0.0]], [0], epsilon)


def test_clipping_checks_its_input_like_cross_entropy():
    with pytest.raises(ValueError, match="targets from 0 to 1, got 2"):
        losses.clipped_cross_entropy([[0.0, 1.0]], [2])
