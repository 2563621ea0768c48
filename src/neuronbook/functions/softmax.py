"""Softmax and its relatives, without overflow.

Subtracting the maximum of a row changes no probability, and the largest exponential
becomes 1: that is the whole idea. Every function takes logits of any shape, as an array
or whatever `numpy.asarray` takes, and returns the dtype of a floating input; integers
become float64. It computes in float64 and rounds once at the end.

*Accuracy.* Relative errors are about 1e-13 in float64, and one or two units in the
last place in float32 and float16. A logarithm near 0 has that accuracy relative to 1.

PyTorch has functions of its own for its tensors: `torch.softmax`, `torch.logsumexp`.

References
----------
Blanchard, Higham and Higham, *Accurately computing the log-sum-exp and softmax
functions*, IMA Journal of Numerical Analysis 41 (2021).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import (
    Array,
    Floats,
    as_float,
    require_finite,
    require_same_shape,
)


def softmax(z: ArrayLike, axis: int = -1) -> Array:
    """Turn logits into probabilities, exp(z) / Σ exp(z), along an axis.

    Parameters
    ----------
    z : array_like
        Logits of any shape. An entry of -inf gets probability 0.
    axis : int
        The axis along which the probabilities sum to one.

    Returns
    -------
    ndarray
        Shape and dtype of `z`.

    Raises
    ------
    ValueError
        For NaN, +inf, a row of nothing but -inf, a missing axis or one without entries.
    """
    z = as_float(z)
    e = np.exp(_below_the_maximum(z, axis))
    e /= e.sum(axis=axis, keepdims=True)
    return e.astype(z.dtype, copy=False)


def log_softmax(z: ArrayLike, axis: int = -1) -> Array:
    """Compute log(softmax(z)) as z - logsumexp(z), finite wherever `z` is.

    Parameters
    ----------
    z : array_like
        Logits of any shape. An entry of -inf gets -inf.
    axis : int
        The axis along which the probabilities sum to one.

    Returns
    -------
    ndarray
        Shape and dtype of `z`.

    Raises
    ------
    ValueError
        For the same input as `softmax`.
    """
    z = as_float(z)
    shifted = _below_the_maximum(z, axis)
    shifted -= np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return shifted.astype(z.dtype, copy=False)


def logsumexp(z: ArrayLike, axis: int = -1, keepdims: bool = False) -> Array:
    """Compute log Σ exp(z) along an axis, as m + log Σ exp(z - m), m the maximum.

    Parameters
    ----------
    z : array_like
        Logits of any shape. An entry of -inf adds nothing.
    axis : int
        The axis to sum over.
    keepdims : bool
        Keep that axis, with length 1.

    Returns
    -------
    ndarray
        Shape of `z` without `axis`; -inf for a row of nothing but -inf.

    Raises
    ------
    ValueError
        For NaN, +inf, a missing axis or one without entries.
    """
    z = as_float(z)
    m = _row_maximum(z, axis)
    m = np.where(m == -np.inf, 0.0, m)  # -inf - (-inf) would be NaN
    with np.errstate(divide="ignore"):  # log(0), where all of a row is -inf
        result = m + np.log(np.exp(z - m).sum(axis=axis, keepdims=True))
    return (result if keepdims else result.squeeze(axis)).astype(z.dtype)


def _below_the_maximum(z: Array, axis: int) -> Floats:
    """Return z - max(z) in float64, or raise where no probabilities exist."""
    m = _row_maximum(z, axis)
    if (m == -np.inf).any():
        raise ValueError("expected a logit above -inf in each row, got only -inf")
    return z - m


def _row_maximum(z: Array, axis: int) -> Floats:
    """Return the maximum of each row in float64, or raise for NaN, +inf and no row."""
    m = z.max(axis=axis, keepdims=True, initial=-np.inf)
    if z.ndim and z.shape[axis] == 0:
        raise ValueError(f"expected entries along axis {axis}, got shape {z.shape}")
    if not (m < np.inf).all():
        found = "NaN" if np.isnan(m).any() else "+inf"
        raise ValueError(f"expected logits below +inf, got {found}")
    return m.astype(np.float64)


def softmax_vjp(p: ArrayLike, g: ArrayLike) -> Array:
    """Pull an upstream gradient back through a softmax along the last axis.

    The vector-Jacobian product p·(g - Σ p g), in O(C) time and memory instead of the
    O(C²) of the Jacobian (Goodfellow, Bengio and Courville, *Deep Learning*, 6.5).

    Parameters
    ----------
    p : array_like (..., C)
        Probabilities, the output of `softmax`.
    g : array_like (..., C)
        Gradient of the loss with respect to `p`.

    Returns
    -------
    ndarray, shape (..., C)
        Gradient with respect to the logits, dtype of `p`.

    Raises
    ------
    ValueError
        If the shapes differ or an entry is not finite.
    """
    p, g = as_float(p), as_float(g)
    require_same_shape("g", g, p)
    require_finite("p", p)
    require_finite("g", g)
    wide = p.astype(np.float64)
    mean = (wide * g).sum(axis=-1, keepdims=True)
    return (wide * (g - mean)).astype(p.dtype)


def softmax_jacobian(p: ArrayLike) -> Array:
    """Build the Jacobian of softmax at the output `p`: diag(p) - p pᵀ.

    Parameters
    ----------
    p : array_like (..., C)
        Probabilities, the output of `softmax`.

    Returns
    -------
    ndarray, shape (..., C, C)
        Entry (i, j) is the derivative of probability i with respect to logit j; dtype
        of `p`.

    Raises
    ------
    ValueError
        If `p` has no axis or an entry is not finite.
    """
    p = as_float(p)
    if p.ndim == 0:
        raise ValueError("expected probabilities of shape (..., classes), got ()")
    require_finite("p", p)
    wide = p.astype(np.float64)
    # p_i (1 - p_i) on the diagonal, where p_i - p_i² would cancel.
    jacobian = wide[..., :, None] * (np.eye(p.shape[-1]) - wide[..., None, :])
    return jacobian.astype(p.dtype)


def softmax_temperature(z: ArrayLike, T: float, axis: int = -1) -> Array:
    """Compute softmax(z / T): T > 1 flattens the distribution, T < 1 sharpens it.

    Parameters
    ----------
    z : array_like
        Logits of any shape.
    T : float
        Temperature, positive and finite (Hinton, Vinyals and Dean, arXiv:1503.02531).
    axis : int
        The axis along which the probabilities sum to one.

    Returns
    -------
    ndarray
        Shape and dtype of `z`.

    Raises
    ------
    ValueError
        If T is not positive and finite; else as `softmax`.
    """
    if not 0 < T < math.inf:
        raise ValueError(f"expected a positive, finite temperature, got {T}")
    z = as_float(z)
    # Shifted first: z / T itself may overflow.
    return softmax(_below_the_maximum(z, axis) / T, axis).astype(z.dtype)


def masked_softmax(z: ArrayLike, mask: ArrayLike) -> Array:
    """Apply softmax along the last axis to the entries that the mask allows.

    Parameters
    ----------
    z : array_like (..., n)
        Logits. What the mask excludes may be anything, also NaN.
    mask : array_like of bool
        Broadcasts to the shape of `z`; True takes part.

    Returns
    -------
    ndarray
        Shape and dtype of `z`: 0 where the mask is False, also in a row where it is
        False everywhere.

    Raises
    ------
    ValueError
        If `mask` is not boolean or does not broadcast to `z`; else as `softmax`.
    """
    z, mask = as_float(z), np.asarray(mask)
    if mask.dtype != np.bool_:
        raise ValueError(f"expected a boolean mask, got dtype {mask.dtype}")
    mask = np.broadcast_to(mask, z.shape)
    allowed = np.where(mask, z, -np.inf)
    nothing = ~mask.any(axis=-1, keepdims=True)
    return np.where(mask, softmax(np.where(nothing, 0.0, allowed)), 0.0)


def entropy(p: ArrayLike, axis: int = -1) -> Array:
    """Compute the Shannon entropy -Σ p log p in nats, with 0 log 0 = 0.

    Parameters
    ----------
    p : array_like
        Probabilities of any shape. That they sum to one is not checked.
    axis : int
        The axis over which they sum to one.

    Returns
    -------
    ndarray
        Shape of `p` without `axis`; from 0 to log(n), n the number of entries.

    Raises
    ------
    ValueError
        For an entry outside [0, 1], NaN or a missing axis.
    """
    p = as_float(p)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("expected probabilities in [0, 1]")
    wide = p.astype(np.float64)
    terms = -wide * np.log(np.where(wide > 0, wide, 1.0))
    return terms.sum(axis=axis).astype(p.dtype)
