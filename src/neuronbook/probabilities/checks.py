"""Checking what the modules on calibration and decisions take: probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Floats, as_float, as_labels, require_same_shape

ROW_SUM_SLACK = 5e-3
"""How far from one a row of float16 or rounded probabilities may sum."""


def as_probs(probs: ArrayLike) -> Floats:
    """Return `probs` as float64 of shape (batch, classes), checked.

    Raises
    ------
    ValueError
        If the shape is another, there is no entry, one is outside [0, 1], or a row does
        not sum to one.
    """
    probs = as_float(probs).astype(np.float64)
    if probs.ndim != 2 or probs.size == 0:
        raise ValueError(f"expected probs of shape (batch, classes), got {probs.shape}")
    require_unit_interval("probs", probs)
    sums = probs.sum(axis=1)
    worst = sums[np.abs(sums - 1).argmax()]
    if abs(worst - 1) > ROW_SUM_SLACK:
        raise ValueError(f"expected rows that sum to 1, got one that sums to {worst}")
    return probs


def checked_probs(
    probs: ArrayLike, labels: ArrayLike
) -> tuple[Floats, NDArray[np.int64]]:
    """Return float64 probabilities and int64 labels, checked.

    Raises
    ------
    ValueError
        As `as_probs`, or if `labels` are not class indices of shape (batch,).
    """
    probs = as_probs(probs)
    return probs, as_labels(labels, *probs.shape)


def checked_confidence(
    confidence: ArrayLike, correct: ArrayLike
) -> tuple[Floats, Floats]:
    """Return both as float64 of shape (batch,), checked.

    Raises
    ------
    ValueError
        If the shapes differ or are not 1-D, there is no example, a confidence is
        outside [0, 1], or `correct` holds anything but 0, 1 and booleans.
    """
    confidence = as_float(confidence).astype(np.float64)
    correct = np.asarray(correct)
    if confidence.ndim != 1 or confidence.size == 0:
        got = confidence.shape
        raise ValueError(f"expected confidence of shape (batch,), got {got}")
    require_same_shape("correct", correct, confidence)
    require_unit_interval("confidence", confidence)
    if not ((correct == 0) | (correct == 1)).all():
        raise ValueError("expected correct to be booleans, or 0 and 1")
    return confidence, correct.astype(np.float64)


def require_unit_interval(name: str, x: Floats) -> None:
    """Raise ValueError unless every entry of `x` is in [0, 1]; NaN is not."""
    outside = x[~((x >= 0) & (x <= 1))]
    if outside.size:
        raise ValueError(f"expected {name} in [0, 1], got {outside[0]}")
