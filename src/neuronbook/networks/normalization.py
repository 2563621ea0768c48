"""Batch and layer normalization, forward and backward.

A batch of pre-activations is ``Z (batch, units)``. Batch norm standardizes each column,
over the examples; layer norm each row, over the units. Both then stretch by a learned
`gamma` and shift by a learned `beta`, one of each for every unit.

References
----------
Ioffe and Szegedy, *Batch normalization*, ICML 2015.
Ba, Kiros and Hinton, *Layer normalization*, 2016.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import as_float
from neuronbook.networks.neurons import Array

__all__ = ["batch_norm", "batch_norm_backward", "layer_norm", "layer_norm_backward"]

EXAMPLES, UNITS = 0, 1


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
    return _forward(Z, gamma, beta, eps, EXAMPLES)


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
    return _backward(dA, Z, gamma, eps, EXAMPLES)


def layer_norm(
    Z: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> Array:
    """Standardize each example over its units: `batch_norm` on the other axis.

    No example depends on another one, so there is one mode for training and use.
    """
    return _forward(Z, gamma, beta, eps, UNITS)


def layer_norm_backward(
    dA: ArrayLike, Z: ArrayLike, gamma: ArrayLike, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Do for `layer_norm` what `batch_norm_backward` does for `batch_norm`."""
    return _backward(dA, Z, gamma, eps, UNITS)


def _forward(
    Z: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float, axis: int
) -> Array:
    hat, _, scale = _standardized(Z, gamma, eps, axis)
    shift = _per_unit("beta", beta, hat)
    out: Array = scale * hat + shift
    return out


def _backward(
    dA: ArrayLike, Z: ArrayLike, gamma: ArrayLike, eps: float, axis: int
) -> tuple[Array, Array, Array]:
    hat, deviation, scale = _standardized(Z, gamma, eps, axis)
    upstream = as_float(dA)
    if upstream.shape != hat.shape:
        raise ValueError(f"expected dA of shape {hat.shape}, got {upstream.shape}")
    dhat = scale * upstream
    # Moving all of Z, or stretching it, changes nothing: these two parts of the
    # gradient are taken out.
    mean = dhat.mean(axis=axis, keepdims=True)
    along = (dhat * hat).mean(axis=axis, keepdims=True)
    dZ = (dhat - mean - hat * along) / deviation
    return dZ, (upstream * hat).sum(axis=EXAMPLES), upstream.sum(axis=EXAMPLES)


def _standardized(
    Z: ArrayLike, gamma: ArrayLike, eps: float, axis: int
) -> tuple[Array, Array, Array]:
    Z = as_float(Z)
    if Z.ndim != 2 or not Z.size:
        raise ValueError(f"expected Z of shape (batch, units), got {Z.shape}")
    deviation = np.sqrt(Z.var(axis=axis, keepdims=True) + eps)
    hat = (Z - Z.mean(axis=axis, keepdims=True)) / deviation
    return hat, deviation, _per_unit("gamma", gamma, hat)


def _per_unit(name: str, values: ArrayLike, like: Array) -> Array:
    array = as_float(values)
    if array.shape != like.shape[1:]:
        raise ValueError(
            f"expected {name} of shape {like.shape[1:]}, got {array.shape}"
        )
    return array
