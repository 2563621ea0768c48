"""Log-sum-exp and attention in one pass over data that comes in chunks.

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
from dataclasses import dataclass

from neuronbook.arrays import Array, as_float_pair, as_namespace_float, require_finite
from neuronbook.functions._rows import by_rows, maximum_and_rest, softmax_rows


@dataclass(frozen=True)
class OnlineLogSumExp:
    """What one pass must remember of the logits it has seen: three numbers.

    The state of the online softmax of Milakov and Gimelshein (2018). States can be
    merged in any order, so parts of a row may be visited by different processors.

    Attributes
    ----------
    maximum
        The largest logit so far.
    rest
        Σ exp(z - maximum) over all logits but one largest; -1 when there is none yet.
    lost
        What rounding has taken from `rest` (compensated summation, Neumaier 1974).
    """

    maximum: float = -math.inf
    rest: float = -1.0
    lost: float = 0.0

    @classmethod
    def of(cls, chunk: Array) -> OnlineLogSumExp:
        """Summarise a 1-D array of logits; an empty one changes nothing."""
        xp, chunk = as_namespace_float(chunk)
        if chunk.ndim != 1:
            raise ValueError(f"expected chunks of shape (n,), got {tuple(chunk.shape)}")
        if chunk.shape[0] == 0:
            return cls()
        maximum, rest = maximum_and_rest(xp, chunk, 0)
        return cls(float(maximum[0]), float(rest[0]))

    def merge(self, other: OnlineLogSumExp) -> OnlineLogSumExp:
        """Return the state after the logits of both."""
        high, low = (self, other) if self.maximum >= other.maximum else (other, self)
        if low.maximum == -math.inf:
            return high
        weight = math.exp(low.maximum - high.maximum)
        added = (1 + low.rest) * weight
        rest = high.rest + added
        larger, smaller = max(high.rest, added), min(high.rest, added)
        lost = high.lost + low.lost * weight + (smaller - (rest - larger))
        return OnlineLogSumExp(high.maximum, rest, lost)

    @property
    def value(self) -> float:
        """The log Σ exp(z) of everything seen."""
        if self.maximum == -math.inf:
            return -math.inf
        return self.maximum + math.log1p(self.rest + self.lost)


def streaming_logsumexp(chunks: Iterable[Array]) -> float:
    """Compute log Σ exp(z) in one pass over chunks, holding one at a time.

    Parameters
    ----------
    chunks
        An iterable, also a generator, of 1-D arrays of logits.

    Returns
    -------
    float
        As `logsumexp` of all chunks joined and in float64, with the same accuracy,
        however many they are.

    Raises
    ------
    ValueError
        If there is not one entry, a chunk is not 1-D, or an entry is NaN or +inf.
    """
    state, empty = OnlineLogSumExp(), True
    for chunk in chunks:
        state = state.merge(OnlineLogSumExp.of(chunk))
        empty = empty and len(chunk) == 0
        # A generator makes the next chunk while the loop still names this one.
        del chunk
    if empty:
        raise ValueError("expected at least one entry, got nothing at all")
    return state.value


def streaming_attention(chunks: Iterable[tuple[Array, Array]]) -> Array:
    """Compute softmax(scores) @ values in one pass, never knowing all the scores.

    The idea of FlashAttention (Dao et al., 2022): what was summed up relative to an old
    maximum is scaled down when a larger score turns up.

    Parameters
    ----------
    chunks
        An iterable of pairs: scores of shape (k,) and values of shape (k, d).

    Returns
    -------
    Array
        The weighted mean of the values, shape (d,), float64.

    Raises
    ------
    ValueError
        If there is not one score above -inf, shapes do not match, or a score is NaN or
        +inf, or a value is not finite.
    """
    state, mean = OnlineLogSumExp(), None
    for scores, values in chunks:
        part = OnlineLogSumExp.of(scores)
        values = _matching_values(scores, values, mean)
        if part.maximum == -math.inf:
            continue
        chunk_mean = _weighted_mean(scores, values)
        state = state.merge(part)
        share = math.exp(part.value - state.value)
        mean = chunk_mean if mean is None else mean + share * (chunk_mean - mean)
    if mean is None:
        raise ValueError("expected at least one score above -inf")
    return mean


def _matching_values(scores: Array, values: Array, mean: Array | None) -> Array:
    _, scores, values = as_float_pair(scores, values)
    width = "d" if mean is None else mean.shape[0]
    fits = values.ndim == 2 and values.shape[0] == scores.shape[0]
    if not fits or (mean is not None and values.shape[1] != width):
        expected = f"expected values of shape ({scores.shape[0]}, {width})"
        raise ValueError(f"{expected}, got {tuple(values.shape)}")
    require_finite("values", values)
    return values


def _weighted_mean(scores: Array, values: Array) -> Array:
    xp, scores, values = as_float_pair(scores, values)
    return by_rows(softmax_rows, scores, 0, dtype=xp.float64) @ xp.astype(
        values, xp.float64
    )
