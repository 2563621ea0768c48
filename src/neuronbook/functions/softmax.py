"""Softmax and its relatives, without overflow and to the last digits.

Every function takes NumPy arrays (lists and numbers too) or PyTorch tensors, of
float16, bfloat16, float32 or float64, and returns the same kind; integers become
float64. Everything is computed in float64 and rounded once. Input is never modified,
finite input never causes a warning, and PyTorch's autograd can pass through.

*Accuracy.* "Within 4 ulp of `s`" means: the error is at most four times the distance
from the number `s` to the next larger one in the dtype of the result. Each function
names its scale `s`; where it is the result itself, small results are as accurate as
large ones, down to the subnormal numbers of float16, bfloat16 and float32. In float64
that holds down to 1e-277: below, `s` is 1e-277. The tests compare with mpmath.

References
----------
Blanchard, Higham and Higham, *Accurately computing the log-sum-exp and softmax
functions*, IMA Journal of Numerical Analysis 41 (2021).
"""

from __future__ import annotations

import math
from typing import Any

from neuronbook.arrays import (
    Array,
    as_array,
    as_float_pair,
    as_namespace_float,
    normalize_axis,
    plain,
    quiet,
    require_finite,
    require_same_shape,
    round_to,
)
from neuronbook.functions._cross_entropy import cross_entropy, cross_entropy_grad
from neuronbook.functions._rows import (
    by_rows,
    log_softmax_rows,
    maximum_and_rest,
    reject_impossible_rows,
    reject_nan_and_inf,
    softmax_rows,
)
from neuronbook.functions.streaming import (
    OnlineLogSumExp,
    streaming_attention,
    streaming_logsumexp,
)

__all__ = [
    "OnlineLogSumExp",
    "cross_entropy",
    "cross_entropy_grad",
    "entropy",
    "log_softmax",
    "logsumexp",
    "masked_softmax",
    "softmax",
    "softmax_jacobian",
    "softmax_temperature",
    "softmax_vjp",
    "streaming_attention",
    "streaming_logsumexp",
]


def logsumexp(z: Array, axis: int = -1, keepdims: bool = False) -> Array:
    """Compute log Σ exp(z) along an axis, without overflow.

    The largest entry `m` leaves the sum: log Σ exp(z) = m + log1p(rest), where `rest`
    is the sum of exp(z - m) over the other entries, however small.

    Parameters
    ----------
    z
        Logits of any shape, also (). An entry of -inf adds nothing.
    axis
        The axis to sum over.
    keepdims
        Keep that axis, with length 1.

    Returns
    -------
    Array
        Shape of `z` without `axis`; -inf for a row of nothing but -inf. Within 4 ulp of
        max(abs(result), abs(m)): near zero the two terms cancel, and no formula can
        know the result better than it knows `m`.

    Raises
    ------
    ValueError
        For NaN, +inf, a missing axis or one without entries.
    """
    xp, z = as_namespace_float(z)
    axis = normalize_axis(z.shape, axis)
    maximum, rest = maximum_and_rest(xp, z, axis)
    result = round_to(maximum + xp.log1p(rest), z.dtype)
    if z.ndim == 0:
        return plain(xp.reshape(result, ()))
    return result if keepdims else plain(xp.squeeze(result, axis=axis))


def softmax(z: Array, axis: int = -1) -> Array:
    """Turn logits into probabilities, exp(z) / Σ exp(z), along an axis.

    Adding a constant to a row changes nothing, so the row is shifted until exp cannot
    overflow. The shift is a whole number, and none at all where none is needed: so
    hardly a digit is lost in the subtraction, where z - max(z) rounds.

    Parameters
    ----------
    z
        Logits of any shape, also (). An entry of -inf gets probability 0.
    axis
        The axis along which the probabilities sum to one.

    Returns
    -------
    Array
        Shape and dtype of `z`. Within 4 ulp of the result.

    Raises
    ------
    ValueError
        For NaN, +inf, a row of nothing but -inf, a missing axis or one without entries.
    """
    xp, z = as_namespace_float(z)
    axis = normalize_axis(z.shape, axis)
    return plain(xp.reshape(by_rows(softmax_rows, z, axis), z.shape))


def log_softmax(z: Array, axis: int = -1) -> Array:
    """Compute log(softmax(z)), finite wherever `z` is.

    (z - m) - log1p(rest), with `m` and `rest` as in `logsumexp`. Neither term is
    positive, so nothing cancels, and the log-probability of a class that is all but
    certain keeps its digits: -2e-9, not 0.

    Parameters
    ----------
    z
        Logits of any shape, also (). An entry of -inf gets -inf.
    axis
        The axis along which the probabilities sum to one.

    Returns
    -------
    Array
        Shape and dtype of `z`. Within 4 ulp of the result.

    Raises
    ------
    ValueError
        For NaN, +inf, a row of nothing but -inf, a missing axis or one without entries.
    """
    xp, z = as_namespace_float(z)
    axis = normalize_axis(z.shape, axis)
    return plain(xp.reshape(by_rows(log_softmax_rows, z, axis), z.shape))


def softmax_vjp(p: Array, g: Array) -> Array:
    """Pull an upstream gradient back through a softmax along the last axis.

    The vector-Jacobian product p·(g - Σ p g), in O(C) time and memory instead of the
    O(C²) of the Jacobian (Goodfellow, Bengio and Courville, *Deep Learning*, 6.5).

    Parameters
    ----------
    p
        Probabilities, the output of `softmax`, shape (..., C).
    g
        Gradient of the loss with respect to `p`, same shape.

    Returns
    -------
    Array
        Gradient with respect to the logits, shape and dtype of `p`. Within 4 ulp of
        p·max(abs(g)), the maximum over the row.

    Raises
    ------
    ValueError
        If the shapes differ, the last axis is empty, or an entry is not finite.
    """
    xp, p, g = as_float_pair(p, g)
    require_same_shape("g", g, p)
    normalize_axis(p.shape, -1)
    require_finite("p", p)
    require_finite("g", g)
    wide, upstream = xp.astype(p, xp.float64), xp.astype(g, xp.float64)
    axis = -1 if p.ndim else None
    with quiet():
        mean = xp.sum(wide * upstream, axis=axis, keepdims=True)
        return round_to(wide * (upstream - mean), p.dtype)


def softmax_jacobian(p: Array) -> Array:
    """Build the Jacobian of softmax at the output `p`: diag(p) - p pᵀ.

    Parameters
    ----------
    p
        Probabilities, the output of `softmax`, shape (..., C).

    Returns
    -------
    Array
        Entry (i, j) is the derivative of probability i with respect to logit j, shape
        (..., C, C), dtype of `p`. Within 4 ulp of the result.

    Raises
    ------
    ValueError
        If `p` has no axis or an empty last one, or an entry is not finite.
    """
    xp, p = as_namespace_float(p)
    if p.ndim == 0:
        raise ValueError("expected probabilities of shape (..., classes), got ()")
    normalize_axis(p.shape, -1)
    require_finite("p", p)
    wide = xp.astype(p, xp.float64)
    identity = xp.eye(p.shape[-1], dtype=xp.float64, device=p.device)
    # p_i (1 - p_i) on the diagonal: 1 - p is exact where p - p² would cancel.
    with quiet():
        return round_to(wide[..., :, None] * (identity - wide[..., None, :]), p.dtype)


def softmax_temperature(z: Array, T: float, axis: int = -1) -> Array:
    """Compute softmax(z / T): T > 1 flattens the distribution, T < 1 sharpens it.

    Parameters
    ----------
    z
        Logits of any shape, also ().
    T
        Temperature, positive and finite (Hinton, Vinyals and Dean, arXiv:1503.02531).
    axis
        The axis along which the probabilities sum to one.

    Returns
    -------
    Array
        Shape and dtype of `z`. Within 4 ulp of the result; for float64, of
        max(1, (max(z) - z) / T)·result, as z / T must be rounded.

    Raises
    ------
    ValueError
        If T is not positive and finite; else as `softmax`.
    """
    temperature = float(T)
    if not 0 < temperature < math.inf:
        raise ValueError(f"expected a positive, finite temperature, got {T}")
    xp, z = as_namespace_float(z)
    axis = normalize_axis(z.shape, axis)
    wide = xp.astype(z, xp.float64)
    maximum = xp.max(wide, axis=axis, keepdims=True) if z.ndim else wide
    reject_nan_and_inf(xp, maximum)
    reject_impossible_rows(xp, maximum)
    with quiet():
        return round_to(softmax((wide - maximum) / temperature, axis=axis), z.dtype)


def masked_softmax(z: Array, mask: Array) -> Array:
    """Apply softmax along the last axis to the entries that the mask allows.

    Parameters
    ----------
    z
        Logits, shape (..., n). What the mask excludes may be anything, also NaN.
    mask
        Booleans that broadcast to the shape of `z`; True takes part.

    Returns
    -------
    Array
        Shape and dtype of `z`: 0 where the mask is False, also in a row where it is
        False everywhere. Accuracy as for `softmax`.

    Raises
    ------
    ValueError
        If `mask` is not boolean or does not broadcast to `z`; else as `softmax`.
    """
    xp, z = as_namespace_float(z)
    normalize_axis(z.shape, -1)
    mask = _checked_mask(xp, z, mask)
    wholly_masked = ~xp.any(mask, axis=-1 if z.ndim else None, keepdims=True)
    allowed = xp.where(mask, z, xp.where(wholly_masked, 0.0, -math.inf))
    allowed = xp.astype(allowed, z.dtype)
    return plain(xp.where(mask, softmax(allowed), xp.zeros_like(z)))


def entropy(p: Array, axis: int = -1) -> Array:
    """Compute the Shannon entropy -Σ p log p in nats, with 0 log 0 = 0.

    Parameters
    ----------
    p
        Probabilities of any shape, also (). That they sum to one is not checked.
    axis
        The axis over which they sum to one.

    Returns
    -------
    Array
        Shape of `p` without `axis`. From 0 to log(n). Within 4 ulp of the result.

    Raises
    ------
    ValueError
        For an entry outside [0, 1], NaN, a missing axis or one without entries.
    """
    xp, p = as_namespace_float(p)
    axis = normalize_axis(p.shape, axis)
    if not bool(xp.all((p >= 0) & (p <= 1))):
        raise ValueError("expected probabilities in [0, 1]")
    wide = xp.astype(p, xp.float64)
    terms = -wide * xp.log(xp.where(wide > 0, wide, 1.0))
    return round_to(xp.sum(terms, axis=axis if p.ndim else None), p.dtype)


def _checked_mask(xp: Any, z: Array, mask: Array) -> Array:
    mask = xp.asarray(as_array(mask)[1], device=z.device)
    if not xp.isdtype(mask.dtype, "bool"):
        raise ValueError(f"expected a boolean mask, got dtype {mask.dtype}")
    try:
        return xp.broadcast_to(mask, z.shape)
    except (ValueError, RuntimeError):
        expected = f"expected a mask that broadcasts to {tuple(z.shape)}"
        raise ValueError(f"{expected}, got {tuple(mask.shape)}") from None
