"""Batch norm agrees with PyTorch, forward and backward."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neuronbook.networks.normalization import batch_norm, batch_norm_backward

rng = np.random.default_rng(0)
Z, dA = rng.normal(3, 2, (7, 5)), rng.standard_normal((7, 5))
GAMMA, BETA = rng.normal(1, 0.5, 5), rng.standard_normal(5)


@pytest.mark.parametrize("eps", [1e-5, 1.0])
def test_output_and_gradients_are_pytorchs(eps):
    leaves = [torch.tensor(a, requires_grad=True) for a in (Z, GAMMA, BETA)]
    out = F.batch_norm(leaves[0], None, None, *leaves[1:], training=True, eps=eps)
    np.testing.assert_allclose(
        batch_norm(Z, GAMMA, BETA, eps), out.detach().numpy(), rtol=1e-12, atol=1e-12
    )
    expected = torch.autograd.grad(out, leaves, torch.tensor(dA))
    for ours, grad in zip(
        batch_norm_backward(dA, Z, GAMMA, eps), expected, strict=True
    ):
        np.testing.assert_allclose(ours, grad.numpy(), rtol=1e-10, atol=1e-12)


def test_the_gradient_has_no_part_along_what_normalization_removes():
    dZ, _, _ = batch_norm_backward(dA, Z, GAMMA, 0.0)
    np.testing.assert_allclose(dZ.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((dZ * Z).sum(axis=0), 0, atol=1e-12)


def test_scale_and_shift_are_the_new_deviation_and_mean():
    out = batch_norm(Z, np.full(5, 3.0), np.full(5, 7.0), eps=0.0)
    np.testing.assert_allclose(out.mean(axis=0), 7)
    np.testing.assert_allclose(out.std(axis=0), 3)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(batch, units\), got \(5,\)"):
        batch_norm(Z[0], GAMMA, BETA)
    with pytest.raises(ValueError, match=r"\(batch, units\), got \(0, 5\)"):
        batch_norm(Z[:0], GAMMA, BETA)
    with pytest.raises(ValueError, match=r"gamma of shape \(5,\), got \(7,\)"):
        batch_norm(Z, np.ones(7), BETA)
    with pytest.raises(ValueError, match=r"beta of shape \(5,\), got \(1,\)"):
        batch_norm(Z, GAMMA, np.ones(1))
    with pytest.raises(ValueError, match=r"dA of shape \(7, 5\), got \(6, 5\)"):
        batch_norm_backward(dA[1:], Z, GAMMA)
