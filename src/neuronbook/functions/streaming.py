"""Log-sum-exp and attention in one pass over data that comes in chunks.

What was summed up relative to an old maximum is scaled down when a larger logit turns
up, so one pass needs to remember the maximum and the sum, and no logits.

References
----------
Milakov and Gimelshein, *Online normalizer calculation for softmax*,
arXiv:1805.02867 (2018).
Dao et al., *FlashAttention: Fast and Memory-Efficient Exact Attention with
IO-Awareness*, NeurIPS 2022.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, Floats, as_float, require_finite


def streaming_logsumexp(chunks: Iterable[ArrayLike]) -> float:
    """Compute log Σ exp(z) in one pass over chunks, holding one at a time.

    Parameters
    ----------
    chunks : iterable of array_like, each of shape (n,)
        Logits; a generator, perhaps.

    Returns
    -------
    float
        As `logsumexp` of all chunks joined and in float64.

    Raises
    ------
    ValueError
        If there is not one entry, a chunk is not 1-D, or an entry is NaN or +inf.
    """
    maximum, total, empty = -math.inf, 0.0, True
    for chunk in chunks:
        z = _logits(chunk)
        empty = empty and z.size == 0
        new = max(maximum, _maximum(z))
        if new > -math.inf:
            total = total * math.exp(maximum - new) + float(np.exp(z - new).sum())
            maximum = new
        # A generator makes the next chunk while the loop still names this one.
        del chunk, z
    if empty:
        raise ValueError("expected at least one entry, got nothing at all")
    return maximum + math.log(total) if total else -math.inf


def streaming_attention(chunks: Iterable[tuple[ArrayLike, ArrayLike]]) -> Floats:
    """Compute softmax(scores) @ values in one pass, never knowing all the scores.

    The idea of FlashAttention (Dao et al., 2022): beside the sum of the weights, the
    weighted sum of the values is rescaled whenever a larger score turns up.

    Parameters
    ----------
    chunks : iterable of pairs of array_like
        Scores of shape (k,) and values of shape (k, d).

    Returns
    -------
    ndarray, shape (d,)
        The weighted mean of the values, float64.

    Raises
    ------
    ValueError
        If there is not one score above -inf, shapes do not match, or a score is NaN or
        +inf, or a value is not finite.
    """
    maximum, total, weighted, width = -math.inf, 0.0, np.zeros(()), None
    for scores, values in chunks:
        z = _logits(scores)
        v = _values(values, len(z), width)
        width = v.shape[1]
        new = max(maximum, _maximum(z))
        if new > -math.inf:
            shrink, weights = math.exp(maximum - new), np.exp(z - new)
            total = total * shrink + float(weights.sum())
            weighted = weighted * shrink + weights @ v
            maximum = new
    if not total:
        raise ValueError("expected at least one score above -inf")
    return weighted / total


def _logits(chunk: ArrayLike) -> Floats:
    """Return a chunk in float64, checked for its shape."""
    z = as_float(chunk)
    if z.ndim != 1:
        raise ValueError(f"expected chunks of shape (n,), got {z.shape}")
    return z.astype(np.float64)


def _maximum(z: Floats) -> float:
    """Return the largest logit, -inf if there is none."""
    maximum = float(z.max(initial=-math.inf))
    if not maximum < math.inf:
        found = "NaN" if math.isnan(maximum) else "+inf"
        raise ValueError(f"expected logits below +inf, got {found}")
    return maximum


def _values(values: ArrayLike, rows: int, width: int | None) -> Array:
    """Return a chunk's values, checked for their shape and for being finite."""
    v = as_float(values)
    expected = (rows, v.shape[-1] if width is None and v.ndim else width)
    if v.shape != expected:
        named = f"({rows}, {'d' if width is None else width})"
        raise ValueError(f"expected values of shape {named}, got {v.shape}")
    require_finite("values", v)
    return v
