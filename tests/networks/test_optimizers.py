"""Steps agree with PyTorch's optimizers, clipping and schedules with formulas."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuronbook.networks.optimizers import (
    adam_step,
    clip_by_global_norm,
    momentum_step,
)

SHAPES = (3, 2), (2,), ()


def drawn(rng, scale=1.0):
    return [scale * rng.standard_normal(shape) for shape in SHAPES]


def follow(optimizer, start, gradients):
    """Let PyTorch take the steps, in float64."""
    params = [torch.tensor(p, requires_grad=True) for p in start]
    stepper = optimizer(params)
    for grads in gradients:
        for p, g in zip(params, grads, strict=True):
            p.grad = torch.tensor(g)
        stepper.step()
    return [p.detach().numpy() for p in params]


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_is_that_of_pytorchs_sgd(momentum):
    rng = np.random.default_rng(0)
    start, gradients = drawn(rng), [drawn(rng) for _ in range(7)]
    params, velocity = start, None
    for grads in gradients:
        params, velocity = momentum_step(params, grads, velocity, 0.1, momentum)
    theirs = follow(
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=momentum), start, gradients
    )
    for ours, expected in zip(params, theirs, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 1e-8, 1e6])
@pytest.mark.parametrize(
    ("betas", "eps"), [((0.9, 0.999), 1e-8), ((0.5, 0.9), 1e-3), ((0.0, 0.0), 1e-8)]
)
def test_adam_is_pytorchs(betas, eps, scale):
    rng = np.random.default_rng(0)
    start, gradients = drawn(rng), [drawn(rng, scale) for _ in range(7)]
    params, state = start, None
    for grads in gradients:
        params, state = adam_step(params, grads, state, 0.01, betas, eps)
    theirs = follow(
        lambda p: torch.optim.Adam(p, lr=0.01, betas=betas, eps=eps), start, gradients
    )
    for ours, expected in zip(params, theirs, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-9)
    assert state.steps == 7


def test_steps_leave_what_they_are_given_alone():
    params, grads = [np.ones(3)], [np.full(3, 2.0)]
    _, velocity = momentum_step(params, grads, None, 0.1)
    _, state = adam_step(params, grads, None, 0.1)
    kept = velocity[0].copy(), state.mean[0].copy(), state.square[0].copy()
    momentum_step(params, grads, velocity, 0.1)
    adam_step(params, grads, state, 0.1)
    assert (params[0] == 1).all()
    assert (grads[0] == 2).all()
    for array, before in zip((velocity[0], *state[1:]), kept, strict=True):
        assert np.array_equal(np.ravel(array), before)


def test_gradients_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"shapes \[\(3,\)\], got \[\(2,\)\]"):
        momentum_step([np.ones(3)], [np.ones(2)], None, 0.1)
    with pytest.raises(ValueError, match="shapes"):
        adam_step([np.ones(3)], [np.ones(3), np.ones(3)], None, 0.1)


finite = arrays(float, (4,), elements=st.floats(-1e6, 1e6))


@given(finite, finite, st.floats(1e-3, 1e3))
def test_clipping_by_norm_is_pytorchs_and_keeps_the_direction(a, b, max_norm):
    clipped, norm = clip_by_global_norm([a, b], max_norm)
    whole, short = np.concatenate([a, b]), np.concatenate(clipped)
    assert norm == pytest.approx(np.linalg.norm(whole))
    assert np.linalg.norm(short) <= max_norm * (1 + 1e-12) or norm <= max_norm
    size = np.linalg.norm(whole) * np.linalg.norm(short)
    assert whole @ short == pytest.approx(size, rel=1e-9, abs=1e-300)
    params = [torch.zeros(4, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    for p, g in zip(params, (a, b), strict=True):
        p.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_(params, max_norm)
    theirs = np.concatenate([p.grad.numpy() for p in params])
    # PyTorch adds 1e-6 to the norm before it divides.
    np.testing.assert_allclose(short, theirs, rtol=2e-6 / max_norm + 1e-12, atol=1e-300)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_no_factor_mends_inf_or_nan(bad):
    with pytest.raises(ValueError, match="finite gradients"):
        clip_by_global_norm([np.array([1.0, bad])], 1.0)


def test_clipping_keeps_dtype_where_float16_squares_overflow():
    grads = [np.full(4, 1000, dtype=np.float16)]
    (clipped,), norm = clip_by_global_norm(grads, 1.0)
    assert clipped.dtype == np.float16
    assert norm == 2000
    np.testing.assert_allclose(clipped, 0.5, rtol=1e-3)


@pytest.mark.parametrize("max_norm", [0.0, -1.0, np.nan])
def test_a_largest_norm_is_above_zero(max_norm):
    with pytest.raises(ValueError, match="max_norm above 0"):
        clip_by_global_norm([np.ones(2)], max_norm)


def test_a_zero_gradient_stays_zero():
    (clipped,), norm = clip_by_global_norm([np.zeros(3)], 1.0)
    assert norm == 0
    assert clipped.tolist() == [0, 0, 0]
