"""Scaled dot-product attention: a mean of values, weighted by how well keys fit.

References
----------
Vaswani et al., *Attention is all you need*, NeurIPS 2017.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Array, as_float, require_finite
from neuronbook.functions.softmax import masked_softmax


def causal_mask(n: int) -> NDArray[np.bool_]:
    """Return a mask (n, n) that lets each position look at itself and at earlier ones.

    Row t is the query: its entry s is True for s ≤ t.
    """
    return np.tril(np.ones((n, n), dtype=np.bool_))


def attention_weights(
    Q: ArrayLike, K: ArrayLike, mask: ArrayLike | None = None
) -> Array:
    """Compute the shares softmax(Q Kᵀ / √d), row by row.

    Parameters
    ----------
    Q : array_like (..., n, d)
        Queries.
    K : array_like (..., m, d)
        Keys; leading axes broadcast.
    mask : array_like of bool, optional
        Broadcasts to (..., n, m); True where a query may look.

    Returns
    -------
    ndarray (..., n, m)
        Each row sums to 1, or is all zeros if its query may look nowhere; dtype of `Q`.

    Raises
    ------
    ValueError
        If shapes do not match, an entry is not finite or the mask is not boolean.
    """
    Q, K = as_float(Q), as_float(K)
    if min(Q.ndim, K.ndim) < 2 or Q.shape[-1] != K.shape[-1] or not Q.shape[-1]:
        expected = "queries (..., n, d) and keys (..., m, d)"
        raise ValueError(f"expected {expected}, got {Q.shape} and {K.shape}")
    require_finite("queries", Q)
    require_finite("keys", K)
    wide = Q.astype(np.float64)
    scores = wide @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    mask = np.ones(scores.shape[-2:], dtype=np.bool_) if mask is None else mask
    return masked_softmax(scores, mask).astype(Q.dtype)


def attention(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, mask: ArrayLike | None = None
) -> Array:
    """Compute softmax(Q Kᵀ / √d) V (Vaswani et al., 2017).

    Parameters
    ----------
    Q : array_like (..., n, d)
        Queries.
    K : array_like (..., m, d)
        Keys.
    V : array_like (..., m, e)
        Values.
    mask : array_like of bool, optional
        Broadcasts to (..., n, m); True where a query may look.

    Returns
    -------
    ndarray (..., n, e)
        Each row is a mean of values, or zeros if its query may look nowhere; dtype of
        `Q`.

    Raises
    ------
    ValueError
        As `attention_weights`, and for values that are not finite or do not match.
    """
    V = as_float(V)
    weights = attention_weights(np.asarray(Q).astype(np.float64), K, mask)
    if V.ndim < 2 or V.shape[-2] != weights.shape[-1]:
        expected = f"values of shape (..., {weights.shape[-1]}, e)"
        raise ValueError(f"expected {expected}, got {V.shape}")
    require_finite("values", V)
    return (weights @ V).astype(as_float(Q).dtype)
