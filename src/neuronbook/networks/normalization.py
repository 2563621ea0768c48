"""Batch normalization, forward and backward.

A batch of pre-activations is ``Z (batch, units)``. Batch norm standardizes each column,
over the examples, then stretches it by a learned `gamma` and shifts it by a learned
`beta`, one of each for every unit.

References
----------
Ioffe and Szegedy, *Batch normalization*, ICML 2015.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, as_float

__all__ = ["batch_norm", "batch_norm_backward"]


def batch_norm(
    Z: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> Array:
    """Standardize each unit over the batch, then stretch and shift: training mode.

    Parameters
    ----------
    Z : array_like (batch, units)
        Pre-activations.
    gamma, beta : array_like (units,)
        The learned scale and shift.
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray (batch, units)
        ``gamma (Z - mean) / sqrt(variance + eps) + beta``.

    Raises
    ------
    ValueError
        If `Z` is no matrix or has no row, or `gamma` or `beta` has another shape.
    """
    hat, _ = _standardized(Z, eps)
    out: Array = _per_unit("gamma", gamma, hat) * hat + _per_unit("beta", beta, hat)
    return out


def batch_norm_backward(
    dA: ArrayLike, Z: ArrayLike, gamma: ArrayLike, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Turn the gradient of batch norm's output into those of its inputs.

    Parameters
    ----------
    dA : array_like (batch, units)
        Gradient of the loss with respect to the output.
    Z, gamma, eps
        As they were given to `batch_norm`.

    Returns
    -------
    dZ : ndarray (batch, units)
        Gradient with respect to the pre-activations.
    dgamma, dbeta : ndarray (units,)
        Gradients with respect to the learned scale and shift.

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    hat, deviation = _standardized(Z, eps)
    upstream = as_float(dA)
    if upstream.shape != hat.shape:
        raise ValueError(f"expected dA of shape {hat.shape}, got {upstream.shape}")
    d = _per_unit("gamma", gamma, hat) * upstream
    # Moving all of a column, or stretching it, changes nothing: these two parts of the
    # gradient are taken out.
    dZ = (d - d.mean(axis=0) - hat * (d * hat).mean(axis=0)) / deviation
    return dZ, (upstream * hat).sum(axis=0), upstream.sum(axis=0)


def _standardized(Z: ArrayLike, eps: float) -> tuple[Array, Array]:
    """Return each column with mean 0 and deviation 1, and what it was divided by."""
    Z = as_float(Z)
    if Z.ndim != 2 or not Z.size:
        raise ValueError(f"expected Z of shape (batch, units), got {Z.shape}")
    deviation = np.sqrt(Z.var(axis=0) + eps)
    return (Z - Z.mean(axis=0)) / deviation, deviation


def _per_unit(name: str, values: ArrayLike, like: Array) -> Array:
    array = as_float(values)
    if array.shape != like.shape[1:]:
        raise ValueError(
            f"expected {name} of shape {like.shape[1:]}, got {array.shape}"
        )
    return array
