"""Cross-entropy from logits; readers find it in `neuronbook.functions.softmax`."""

from __future__ import annotations

from typing import Any

from neuronbook.arrays import (
    Array,
    as_namespace_float,
    checked_targets,
    normalize_axis,
    quiet,
    round_to,
)
from neuronbook.functions._rows import (
    by_rows,
    maximum_and_rest,
    reject_impossible_rows,
    softmax_rows,
)


def cross_entropy(logits: Array, targets: Array, label_smoothing: float = 0.0) -> Array:
    """Compute the mean cross-entropy of integer targets, from logits.

    -Σ t log(softmax(logits)), averaged over the batch; with label smoothing ε the
    target is t = (1 - ε)·one-hot + ε/classes (Szegedy et al., CVPR 2016).

    Parameters
    ----------
    logits
        Shape (batch, classes).
    targets
        Class indices from 0 to classes - 1, shape (batch,), any integer dtype.
    label_smoothing
        ε, from 0 to 1.

    Returns
    -------
    Array
        A scalar (tensor) of the dtype of `logits`, in nats. Within 4 ulp of the result;
        inf if a target has the logit -inf.

    Raises
    ------
    ValueError
        For an empty batch, NaN, +inf, a row of nothing but -inf, or if `targets` or
        `label_smoothing` are not as described.
    """
    xp, logits, targets = _checked_batch(logits, targets, label_smoothing)
    if logits.shape[0] == 0:
        raise ValueError("expected at least one example, got an empty batch")
    maximum, rest = maximum_and_rest(xp, logits, 1)
    reject_impossible_rows(xp, maximum)
    below = _distance_to_target(xp, logits, targets, maximum, label_smoothing)
    return round_to(xp.mean(below + xp.log1p(rest[:, 0])), logits.dtype)


def cross_entropy_grad(
    logits: Array, targets: Array, label_smoothing: float = 0.0
) -> Array:
    """Compute the gradient of `cross_entropy` with respect to the logits.

    (p - t) / batch, with p = softmax(logits) and t the (smoothed) target. At the target
    p - 1 is computed as minus the sum of the other probabilities: what is left to
    learn when p is all but 1 does not round to nothing.

    Parameters
    ----------
    logits, targets, label_smoothing
        As for `cross_entropy`.

    Returns
    -------
    Array
        Shape (batch, classes), dtype of `logits`. Within 4 ulp of the result without
        smoothing, else of max(p, t) / batch (at the target max(1 - p, ε) / batch).

    Raises
    ------
    ValueError
        As `cross_entropy`, but an empty batch gives an empty gradient.
    """
    xp, logits, targets = _checked_batch(logits, targets, label_smoothing)
    batch, classes = logits.shape
    probs = by_rows(softmax_rows, logits, 1, dtype=xp.float64)
    indices = xp.arange(classes, device=targets.device)
    is_target = targets[:, None] == indices[None, :]
    others = xp.sum(xp.where(is_target, 0.0, probs), axis=1, keepdims=True)
    share = label_smoothing / classes
    rest = label_smoothing * (classes - 1) / classes
    residual = xp.where(is_target, rest - others, probs - share)
    return round_to(residual / max(batch, 1), logits.dtype)


def _checked_batch(
    logits: Array, targets: Array, label_smoothing: float
) -> tuple[Any, Array, Array]:
    xp, logits = as_namespace_float(logits)
    if logits.ndim != 2:
        got = tuple(logits.shape)
        raise ValueError(f"expected logits of shape (batch, classes), got {got}")
    normalize_axis(logits.shape, 1)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"expected label_smoothing in [0, 1], got {label_smoothing}")
    return xp, logits, checked_targets(logits, targets)


def _distance_to_target(
    xp: Any, logits: Array, targets: Array, maximum: Array, label_smoothing: float
) -> Array:
    """Mean of max(z) - z under the smoothed target: not one term is negative."""
    with quiet():
        below = maximum - xp.astype(logits, xp.float64)
        distance = xp.take_along_axis(below, targets[:, None], axis=1)[:, 0]
        if label_smoothing == 0:
            return distance
        smooth = label_smoothing * xp.mean(below, axis=1)
        # With ε = 1 the target itself no longer counts, not even as 0·inf.
        if label_smoothing < 1:
            smooth = smooth + (1 - label_smoothing) * distance
        return smooth
