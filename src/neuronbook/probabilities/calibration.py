"""How far probabilities may be believed: measures of calibration, and temperature.

Probabilities are `probs (batch, classes)`, with rows that sum to one; `labels (batch,)`
are integer class indices. Where only the predicted class matters, `top_label` turns
them into `confidence (batch,)` and `correct (batch,)`. Everything is computed in
float64.

The other maps from logits to probabilities (Platt, isotonic, vector scaling) are in
`neuronbook.probabilities.recalibration`, what to do with a probability in
`neuronbook.probabilities.decisions`.

References
----------
Guo, Pleiss, Sun and Weinberger, *On calibration of modern neural networks*, ICML 2017.
Naeini, Cooper and Hauskrecht, *Obtaining well calibrated probabilities using Bayesian
binning*, AAAI 2015.
Kumar, Liang and Ma, *Verified uncertainty calibration*, NeurIPS 2019.
Błasiok and Nakkiran, *Smooth ECE*, ICLR 2024.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import dct, idct
from scipy.optimize import brentq
from scipy.stats import binomtest

from neuronbook.arrays import Floats, as_float, as_labels, require_finite
from neuronbook.functions.losses import cross_entropy
from neuronbook.probabilities.checks import (
    as_probs,
    checked_confidence,
    checked_probs,
)

Integers = NDArray[np.int64]

BOOTSTRAP_BINS = 15
"""Bins of `bootstrap_ece`, the number that Guo et al. (2017) use."""


SMOOTH_CELLS = 2000
"""Cells on [0, 1] that `smooth_ece` counts in before it smooths."""


class BrierParts(NamedTuple):
    """What `brier_decomposition` returns; the three sum to the Brier score."""

    calibration: float
    refinement: float
    within: float


class ReliabilityBins(TypedDict):
    """What `reliability_bins` returns, one entry a bin (`edges` has one more)."""

    count: Integers
    confidence: Floats
    accuracy: Floats
    edges: Floats


def top_label(probs: ArrayLike, labels: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the largest probability of each row, and whether its class is the label.

    Parameters
    ----------
    probs : array_like (batch, classes)
        Probabilities, shape (batch, classes). Of equal ones the first counts.
    labels : array_like of int, shape (batch,)
        Class indices, shape (batch,).

    Raises
    ------
    ValueError
        If an entry is outside [0, 1], a row does not sum to one (logits, perhaps), the
        batch is empty, or `labels` are not class indices of shape (batch,).
    """
    probs, labels = checked_probs(probs, labels)
    return probs.max(axis=1), probs.argmax(axis=1) == labels


def bin_index(confidence: Floats, n_bins: int) -> NDArray[np.int64]:
    """Return the number of each confidence's bin among `n_bins` of equal width.

    Bin i is (i/n, (i+1)/n]: a confidence on an edge belongs to the bin below it, and 0
    to the first bin. The shape is that of `confidence`, which is not checked; an
    `n_bins` below 1 raises ValueError.
    """
    return np.maximum(np.searchsorted(_edges(n_bins), confidence) - 1, 0)


def reliability_bins(
    confidence: ArrayLike, correct: ArrayLike, n_bins: int = 15
) -> ReliabilityBins:
    """Compare confidence with accuracy in bins of equal width on [0, 1].

    `bin_index` says what belongs to which bin.

    Parameters
    ----------
    confidence : array_like (batch,)
        Numbers in [0, 1], shape (batch,).
    correct : array_like (batch,)
        Booleans, or 0 and 1, shape (batch,).
    n_bins : int
        Number of bins, at least 1.

    Returns
    -------
    ReliabilityBins
        `count`, mean `confidence` and `accuracy`, each of shape (n_bins,), and the
        `edges`, shape (n_bins + 1,). In an empty bin the two means are NaN.

    Raises
    ------
    ValueError
        If the shapes differ, there is no example, or an entry is out of its range.
    """
    confidence, correct = checked_confidence(confidence, correct)
    edges = _edges(n_bins)
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    with np.errstate(invalid="ignore"):
        return {
            "count": count.astype(np.int64),
            "confidence": np.bincount(index, confidence, n_bins) / count,
            "accuracy": np.bincount(index, correct, n_bins) / count,
            "edges": edges,
        }


def accuracy_band(bins: ReliabilityBins, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the Wilson interval of the accuracy in each bin, NaN where it is empty.

    Parameters
    ----------
    bins : ReliabilityBins
        From `reliability_bins`.
    level : float
        The probability with which the interval covers the true accuracy.
    """
    low, high = np.full((2, len(bins["count"])), np.nan)
    for i in np.flatnonzero(bins["count"]):
        n = int(bins["count"][i])
        test = binomtest(round(bins["accuracy"][i] * n), n)
        low[i], high[i] = test.proportion_ci(level, method="wilson")
    return low, high


def ece(probs: ArrayLike, labels: ArrayLike, n_bins: int = 15) -> float:
    """Compute the expected calibration error of the predicted class.

    The absolute gap between accuracy and confidence, averaged over bins of equal width
    with their counts as weights (Naeini et al., 2015; Guo et al., 2017). It depends on
    the bins, and is above 0 also for a perfectly calibrated model
    (`ece_if_calibrated`).

    Parameters
    ----------
    probs, labels : array_like
        As for `top_label`, which also says what raises.
    n_bins : int
        Number of bins on [0, 1]. The result is in that interval, too.
    """
    return _ece(*top_label(probs, labels), n_bins)


def mce(probs: ArrayLike, labels: ArrayLike, n_bins: int = 15) -> float:
    """Return the largest gap between accuracy and confidence of a bin with examples.

    The maximum calibration error of Naeini et al. (2015); arguments as for `ece`. One
    example in a bin can decide it.
    """
    bins = reliability_bins(*top_label(probs, labels), n_bins)
    return float(np.nanmax(np.abs(bins["accuracy"] - bins["confidence"])))


def adaptive_ece(probs: ArrayLike, labels: ArrayLike, n_bins: int = 15) -> float:
    """Compute the calibration error over bins that hold equally many examples.

    The examples are sorted by confidence (stable) and split as `numpy.array_split`
    does (Nguyen and O'Connor, EMNLP 2015); arguments as for `ece`.
    """
    confidence, correct = top_label(probs, labels)
    order = np.argsort(confidence, kind="stable")
    # Σ (count/batch)·|mean gap| is Σ |summed gap| / batch: empty parts add nothing.
    parts = np.array_split((correct - confidence)[order], _checked_bins(n_bins))
    return float(sum(abs(part.sum()) for part in parts) / len(order))


def classwise_ece(probs: ArrayLike, labels: ArrayLike, n_bins: int = 15) -> float:
    """Average the calibration error of every class's probability over the classes.

    Each column of `probs` is held against "the label is this class", so that a model
    cannot hide a class that it never predicts (Kull et al., NeurIPS 2019; called static
    calibration error by Nixon et al., 2019). Arguments as for `ece`.
    """
    probs, labels = checked_probs(probs, labels)
    columns = enumerate(probs.T)
    return float(np.mean([_ece(p, labels == k, n_bins) for k, p in columns]))


def brier(probs: ArrayLike, labels: ArrayLike) -> float:
    """Compute the mean squared distance of the probabilities to the one-hot label.

    Summed over classes, as Brier (1950) did: from 0 to 2. A proper score: nobody
    expects a lower one by reporting other probabilities than the true ones.

    Parameters
    ----------
    probs, labels : array_like
        As for `top_label`, which also says what raises.
    """
    probs, labels = checked_probs(probs, labels)
    distance = probs - np.eye(probs.shape[1])[labels]
    return float(np.square(distance).sum(axis=1).mean())


def brier_decomposition(
    probs: ArrayLike, labels: ArrayLike, n_bins: int = 15
) -> BrierParts:
    """Split the Brier score into calibration, refinement and a rest (Murphy, 1973).

    Each class's probability is sorted into bins, as in `classwise_ece`. With a bin's
    mean probability p and the share a of its labels, the parts are, weighted with the
    counts and summed over classes,

    - calibration, (p - a)²: what a better map from these bins to numbers would save;
    - refinement, a (1 - a): what is left when every number is right, because examples
      of both outcomes share a bin;
    - within: what is due to probabilities that differ inside of a bin. It is 0 if
      none do, and may be negative.

    Parameters
    ----------
    probs, labels : array_like
        As for `top_label`, which also says what raises.
    n_bins : int
        Number of bins on [0, 1].
    """
    probs, labels = checked_probs(probs, labels)
    calibration = refinement = 0.0
    for k, p in enumerate(probs.T):
        bins = reliability_bins(p, labels == k, n_bins)
        share, a = bins["count"] / len(labels), bins["accuracy"]
        calibration += float(np.nansum(share * (bins["confidence"] - a) ** 2))
        refinement += float(np.nansum(share * a * (1 - a)))
    return BrierParts(
        calibration, refinement, brier(probs, labels) - calibration - refinement
    )


def debiased_squared_error(
    confidence: ArrayLike, correct: ArrayLike, n_bins: int = 15
) -> float:
    """Estimate the mean squared gap of the bins, less what chance adds to it.

    The accuracy a of n_b examples has the variance a (1 - a) / n_b, of which
    a (1 - a) / (n_b - 1), with the accuracy found, is an unbiased estimate: so much is
    subtracted from each squared gap (Kumar et al., 2019). A calibrated model gets 0 on
    average, and a negative number about every other time. Bins of one example, for
    which the variance cannot be estimated, are left out.

    Parameters
    ----------
    confidence, correct : array_like
        As for `reliability_bins`, which also says what raises.
    n_bins : int
        Number of bins on [0, 1].
    """
    bins = reliability_bins(confidence, correct, n_bins)
    some = bins["count"] > 1
    n, a = bins["count"][some], bins["accuracy"][some]
    gap = a - bins["confidence"][some]
    return float(np.sum(n * (gap**2 - a * (1 - a) / (n - 1))) / bins["count"].sum())


def smooth_ece(confidence: ArrayLike, correct: ArrayLike) -> float:
    """Compute the calibration error without bins (Błasiok and Nakkiran, 2024).

    The gaps `correct - confidence` are smoothed over the confidence with a Gaussian of
    width s, reflected at 0 and 1, and their absolute value is integrated. A larger s
    gives a smaller error; s is chosen such that the error is s itself.

    Parameters
    ----------
    confidence, correct : array_like
        As for `reliability_bins`, which also says what raises.
    """
    confidence, correct = checked_confidence(confidence, correct)
    cell = np.minimum(confidence * SMOOTH_CELLS, SMOOTH_CELLS - 1).astype(np.int64)
    gap = np.bincount(cell, correct - confidence, SMOOTH_CELLS) / len(confidence)
    # Reflection at both ends leaves cosines; a Gaussian fades each of them.
    waves, number = dct(gap, norm="ortho"), np.arange(SMOOTH_CELLS)

    def excess(width: float) -> float:
        faded = waves * np.exp(-0.5 * (np.pi * width * number) ** 2)
        return float(np.abs(idct(faded, norm="ortho")).sum()) - width

    low = 1 / SMOOTH_CELLS
    return low if excess(low) <= 0 else float(brentq(excess, low, 1.0, xtol=1e-6))


def nll(logits: ArrayLike, labels: ArrayLike) -> float:
    """Compute the mean negative log-likelihood in nats; a proper score, from logits.

    Parameters
    ----------
    logits : array_like (batch, classes)
        Shape (batch, classes). Not probabilities: their softmax would be taken.
    labels : array_like of int, shape (batch,)
        Class indices, shape (batch,).

    Raises
    ------
    ValueError
        As `neuronbook.functions.losses.cross_entropy`, whose float64 value this is.
    """
    return float(cross_entropy(as_float(logits).astype(np.float64), labels))


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """Find the temperature T that minimises the NLL of softmax(logits / T).

    The NLL is convex in β = 1/T. Its derivative is the mean over examples of (expected
    logit under the softmax - logit of the label), so T is where that crosses zero:
    bracketed by doubling, then found by Brent's method, from whatever scale the logits
    have (Guo et al., 2017). Fit it on examples that the model was not trained on.

    Parameters
    ----------
    logits : array_like (batch, classes)
        Shape (batch, classes), finite.
    labels : array_like of int, shape (batch,)
        Class indices, shape (batch,).

    Returns
    -------
    float
        T, with a relative error below 1e-9.

    Raises
    ------
    ValueError
        If no T is best: every example is classified right (the NLL falls for ever as
        T → 0), or the logits do no better than uniform (it falls as T → ∞).
    """
    logits = as_float(logits).astype(np.float64)
    if logits.ndim != 2 or logits.size == 0:
        raise ValueError(
            f"expected logits of shape (batch, classes), got {logits.shape}"
        )
    require_finite("logits", logits)
    labels = as_labels(labels, *logits.shape)
    # One row a class: sums over classes then add long rows, which is faster.
    z = np.ascontiguousarray((logits - logits.max(axis=1, keepdims=True)).T)
    target_mean = float(z[labels, np.arange(len(labels))].mean())
    _require_best_temperature(target_mean, float(z.mean()))
    scale = -float(z.min())
    z /= scale

    def slope(log_beta: float) -> float:
        return _mean_expected_logit(z, math.exp(log_beta)) - target_mean / scale

    low = high = 0.0
    while slope(low) > 0:
        low -= math.log(4)
    while slope(high) < 0:
        high += math.log(4)
    return scale / math.exp(float(brentq(slope, low, high, xtol=1e-10)))


def bootstrap_ece(
    probs: ArrayLike, labels: ArrayLike, n_boot: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of the ECE over resampled examples.

    A percentile interval (Efron and Tibshirani, 1993) shows how much the estimate
    varies; it inherits the estimate's bias upwards, and does not remove it.

    Parameters
    ----------
    probs, labels : array_like
        As for `top_label`, which also says what raises.
    n_boot : int
        How many times the rows are drawn with replacement.
    rng : numpy.random.Generator
        Source of the draws.
    """
    confidence, correct = top_label(probs, labels)
    n, bins = len(confidence), bin_index(confidence, BOOTSTRAP_BINS)
    gap = correct - confidence
    draws = (rng.integers(n, size=n) for _ in range(n_boot))
    errors = [_mean_gap(bins[i], gap[i]) for i in draws]
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


def ece_if_calibrated(
    confidence: ArrayLike, n_draws: int, rng: np.random.Generator, n_bins: int = 15
) -> Floats:
    """Draw the ECE that a perfectly calibrated model with these confidences would show.

    Each example is right with the probability that its confidence states, so the true
    calibration error is zero and whatever comes out is chance: consistency resampling
    (Bröcker and Smith, 2007).

    Parameters
    ----------
    confidence : array_like (batch,)
        Numbers in [0, 1], shape (batch,).
    n_draws : int
        How many times the outcomes are drawn.
    rng : numpy.random.Generator
        Source of the draws.
    n_bins : int
        Number of bins on [0, 1].

    Returns
    -------
    Floats
        One ECE a draw, shape (n_draws,).
    """
    confidence, _ = checked_confidence(confidence, np.zeros(np.shape(confidence)))
    bins = bin_index(confidence, n_bins)
    draws = (rng.random(confidence.shape) < confidence for _ in range(n_draws))
    return np.array([_mean_gap(bins, correct - confidence) for correct in draws])


def classwise_ece_if_calibrated(
    probs: ArrayLike, n_draws: int, rng: np.random.Generator, n_bins: int = 15
) -> Floats:
    """Draw the classwise ECE that perfectly calibrated probabilities would show.

    As `ece_if_calibrated`, with labels drawn from each row of probabilities.

    Parameters
    ----------
    probs : array_like (batch, classes)
        Probabilities, shape (batch, classes).
    n_draws, rng, n_bins
        As for `ece_if_calibrated`.

    Returns
    -------
    Floats
        One classwise ECE a draw, shape (n_draws,).
    """
    probs = as_probs(probs)
    below = probs.cumsum(axis=1)[:, :-1]
    draws = ((rng.random((len(probs), 1)) > below).sum(1) for _ in range(n_draws))
    return np.array([classwise_ece(probs, labels, n_bins) for labels in draws])


def _ece(confidence: ArrayLike, correct: ArrayLike, n_bins: int) -> float:
    confidence, correct = checked_confidence(confidence, correct)
    return _mean_gap(bin_index(confidence, n_bins), correct - confidence)


def _mean_gap(bins: NDArray[np.int64], gap: Floats) -> float:
    """Return the ECE of examples, from their bins and each one's correct − confidence.

    A bin's share of the examples, times the distance of its means, is the size of its
    sum of gaps over the number of all examples: count/n · |Σ gap| / count.
    """
    return float(np.abs(np.bincount(bins, gap)).sum() / len(gap))


def _edges(n_bins: int) -> Floats:
    # Not linspace, whose k-th edge is k·(1/n), rounded twice: 0.2 must meet 3/15.
    return np.arange(_checked_bins(n_bins) + 1) / n_bins


def _checked_bins(n_bins: int) -> int:
    if n_bins < 1:
        raise ValueError(f"expected n_bins of at least 1, got {n_bins}")
    return n_bins


def _require_best_temperature(target_mean: float, mean: float) -> None:
    """Raise unless the NLL has a minimum; both means are of (logit - row's maximum)."""
    if target_mean == 0:
        raise ValueError(
            "expected an example that is classified wrong, got none: the NLL falls for "
            "ever as T goes to 0, and no temperature is best"
        )
    if target_mean <= mean:
        raise ValueError(
            "expected logits that are higher for the labels than on average: the NLL "
            "falls for ever as T grows, and no temperature is best"
        )


def _mean_expected_logit(z: Floats, beta: float) -> float:
    """Average Σ p z over the columns, p = softmax(βz); each column's maximum is 0."""
    e = np.exp(beta * z)
    return float(((e * z).sum(axis=0) / e.sum(axis=0)).mean())
