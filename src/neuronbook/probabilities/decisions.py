"""Acting on probabilities: when to abstain, and which action costs least.

References
----------
El-Yaniv and Wiener, *On the foundations of noise-free selective classification*,
Journal of Machine Learning Research 11 (2010).
Elkan, *The foundations of cost-sensitive learning*, IJCAI 2001.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Floats, as_float, require_finite
from neuronbook.probabilities.checks import as_probs, checked_confidence


def risk_at_coverage(
    confidence: ArrayLike, correct: ArrayLike, coverage: float
) -> float:
    """Return the error rate among the most confident examples, the rest abstained from.

    Parameters
    ----------
    confidence : array_like (batch,)
        Numbers in [0, 1], shape (batch,).
    correct : array_like (batch,)
        Booleans, or 0 and 1, shape (batch,).
    coverage : float
        The share to answer, above 0 and at most 1: ⌈coverage·batch⌉ examples, ties in
        the order given.

    Raises
    ------
    ValueError
        If `coverage` is out of its range, or the arrays are not as described.
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"expected coverage in (0, 1], got {coverage}")
    _, risk = risk_coverage_curve(confidence, correct)
    # 0.07 · 100 is 7.000000000000001 in floating point, and means seven.
    return float(risk[math.ceil(round(coverage * len(risk), 9)) - 1])


def risk_coverage_curve(
    confidence: ArrayLike, correct: ArrayLike
) -> tuple[Floats, Floats]:
    """Return coverage and error rate as one example after another is answered.

    Parameters
    ----------
    confidence, correct : array_like
        As for `risk_at_coverage`.

    Returns
    -------
    tuple
        `coverage` (1/batch to 1) and `risk`, each of shape (batch,), the most confident
        example first. The order is all that matters: any increasing function of the
        confidence gives the same curve.
    """
    confidence, correct = checked_confidence(confidence, correct)
    errors = 1 - correct[np.argsort(-confidence, kind="stable")]
    answered = np.arange(1, len(errors) + 1)
    return answered / len(errors), np.cumsum(errors) / answered


def cost_threshold(false_positive: float, false_negative: float) -> float:
    """Return the probability above which acting costs less than not acting.

    Acting without need costs `false_positive`, not acting in need `false_negative`,
    being right nothing: act when p > fp / (fp + fn) (Elkan, 2001).

    Raises
    ------
    ValueError
        If a cost is not positive and finite.
    """
    for cost in (false_positive, false_negative):
        if not 0 < cost < math.inf:
            raise ValueError(f"expected positive, finite costs, got {cost}")
    return false_positive / (false_positive + false_negative)


def least_cost_action(probs: ArrayLike, costs: ArrayLike) -> NDArray[np.int64]:
    """Choose for each row the action with the lowest expected cost.

    Parameters
    ----------
    probs : array_like (batch, classes)
        Probabilities, shape (batch, classes).
    costs : array_like (classes, actions)
        Entry (k, a) is the cost of action a when the class is k, shape (classes,
        actions), in any unit. The actions need not be the classes: "ask a person" can
        be one.

    Returns
    -------
    NDArray
        Index of the action, shape (batch,); of equal ones the first.

    Raises
    ------
    ValueError
        If `probs` are not probabilities or `costs` have another number of classes.
    """
    probs, costs = as_probs(probs), as_float(costs)
    if costs.ndim != 2 or len(costs) != probs.shape[1]:
        expected = f"expected costs of shape ({probs.shape[1]}, actions)"
        raise ValueError(f"{expected}, got {costs.shape}")
    require_finite("costs", costs)
    return np.argmin(probs @ costs, axis=1)
