"""Losses computed stably from logits, and two mistakes to be measured.

Cross-entropy itself is in `neuronbook.functions.softmax`, from where it is repeated
here. What is said there about input, dtypes and accuracy holds here too.
"""

from __future__ import annotations

import math
import operator

from neuronbook.arrays import (
    Array,
    as_float_pair,
    as_namespace_float,
    checked_targets,
    quiet,
    require_finite,
    require_same_shape,
    round_to,
)
from neuronbook.functions.softmax import cross_entropy, cross_entropy_grad, softmax

__all__ = [
    "bce_with_logits",
    "clipped_cross_entropy",
    "cross_entropy",
    "cross_entropy_grad",
    "double_softmax_floor",
    "mse",
]


def clipped_cross_entropy(
    logits: Array, targets: Array, epsilon: float = 1e-7
) -> Array:
    """Compute -log(max(p, ε)) of the target: **a mistake**, kept to be measured.

    Clipping the probability before the logarithm does prevent -log(0) = inf, but it
    caps the loss of an example at -log(ε), however wrong it is, and where it does, the
    gradient is exactly 0: the worst mistakes are the ones nothing is learned from.
    Use `cross_entropy`, which needs no ε.

    Parameters
    ----------
    logits
        Shape (batch, classes).
    targets
        Class indices, shape (batch,).
    epsilon
        The smallest probability that reaches the logarithm, between 0 and 1. As in
        Keras, 1 - ε is the largest.

    Returns
    -------
    Array
        The mean over the batch, a scalar (tensor) of the dtype of `logits`. PyTorch's
        autograd passes through, and shows the lost gradient.

    Raises
    ------
    ValueError
        As `cross_entropy`, or if `epsilon` is not between 0 and 0.5.
    """
    if not 0 < epsilon < 0.5:
        raise ValueError(f"expected epsilon between 0 and 0.5, got {epsilon}")
    xp, logits = as_namespace_float(logits)
    # The stable loss is asked first, because it checks the input.
    cross_entropy(logits, targets)
    targets = checked_targets(logits, targets)
    probs = softmax(xp.astype(logits, xp.float64), axis=1)
    chosen = xp.take_along_axis(probs, targets[:, None], axis=1)
    clipped = xp.clip(chosen, epsilon, 1 - epsilon)
    return round_to(xp.mean(-xp.log(clipped)), logits.dtype)


def double_softmax_floor(num_classes: int) -> float:
    """Compute the lowest cross-entropy reachable when softmax was already applied.

    A loss that takes logits but is given probabilities applies softmax once more. Even
    the perfect prediction, 1 for the target and 0 for the others, then costs
    log(e + C - 1) - 1 = log(1 + (C - 1)/e).

    Parameters
    ----------
    num_classes
        C, at least 1.

    Returns
    -------
    float
        In nats: 1.4612 for ten classes.

    Raises
    ------
    ValueError
        If there is not at least one class.
    """
    if operator.index(num_classes) < 1:
        raise ValueError(f"expected at least one class, got {num_classes}")
    return math.log1p((num_classes - 1) / math.e)


def bce_with_logits(logits: Array, targets: Array) -> Array:
    """Compute the mean binary cross-entropy, from logits.

    -t log σ(z) - (1 - t) log(1 - σ(z)), rearranged as (1 - t)·max(z, 0) + t·max(-z, 0)
    + log1p(exp(-abs(z))). No term is negative, so nothing cancels, and no exponent is
    positive, so nothing overflows.

    Parameters
    ----------
    logits
        Any shape, also ().
    targets
        Probabilities of class 1, from 0 to 1, of the same shape: nothing is broadcast.

    Returns
    -------
    Array
        A scalar (tensor) of the dtype of `logits`, in nats. Within 4 ulp of the result.

    Raises
    ------
    ValueError
        If the shapes differ, there is no entry, a logit is not finite or a target is
        outside [0, 1].
    """
    logits, targets, xp, dtype = _checked_pair("targets", targets, logits)
    if not bool(xp.all((targets >= 0) & (targets <= 1))):
        raise ValueError("expected targets in [0, 1]")
    zero = xp.zeros_like(logits)
    with quiet():
        # One of the two is 0. At z = 0 autograd takes half of each: σ(0) - t.
        too_high = (1 - targets) * xp.maximum(logits, zero)
        too_low = targets * xp.maximum(-logits, zero)
        rest = xp.log1p(xp.exp(-xp.abs(logits)))
        return round_to(xp.mean(too_high + too_low + rest), dtype)


def mse(pred: Array, target: Array) -> Array:
    """Compute the mean squared error.

    Parameters
    ----------
    pred
        Any shape, also ().
    target
        The same shape: (n,) against (n, 1) would broadcast to n² wrong differences.

    Returns
    -------
    Array
        A scalar (tensor) of the dtype of `pred`, the square of its unit. Within 4 ulp
        of the result.

    Raises
    ------
    ValueError
        If the shapes differ, there is no entry, or an entry is not finite.
    """
    pred, target, xp, dtype = _checked_pair("target", target, pred)
    with quiet():
        return round_to(xp.mean((pred - target) ** 2), dtype)


def _checked_pair(
    name: str, target: Array, pred: Array
) -> tuple[Array, Array, Array, Array]:
    xp, pred, target = as_float_pair(pred, target)
    require_same_shape(name, target, pred)
    require_finite("predictions", pred)
    require_finite(name, target)
    if math.prod(pred.shape) == 0:
        raise ValueError(f"expected at least one entry, got shape {tuple(pred.shape)}")
    pred64, target64 = xp.astype(pred, xp.float64), xp.astype(target, xp.float64)
    return pred64, target64, xp, pred.dtype
