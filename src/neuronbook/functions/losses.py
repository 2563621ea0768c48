"""Losses and their gradients, stable because they are computed from logits.

A loss is the mean over the batch, and its gradient has the same factor of one over the
number of examples (of entries, for `mse` and `bce_with_logits`). Accuracy, dtypes and
PyTorch are as in `neuronbook.functions.softmax`.
"""

from __future__ import annotations

import math
import operator

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import (
    Array,
    Floats,
    as_float,
    as_labels,
    require_finite,
    require_same_shape,
)
from neuronbook.functions.activations import sigmoid
from neuronbook.functions.softmax import log_softmax, softmax


def mse(pred: ArrayLike, target: ArrayLike) -> Array:
    """Compute the mean squared error.

    Parameters
    ----------
    pred : array_like
        Any shape.
    target : array_like
        The same shape: (n,) against (n, 1) would broadcast to n² wrong differences.

    Returns
    -------
    scalar
        In the dtype of `pred` and the square of its unit.

    Raises
    ------
    ValueError
        If the shapes differ, there is no entry, or an entry is not finite.
    """
    pred = as_float(pred)
    difference = pred.astype(np.float64) - _matching(pred, target, "target")
    return (difference**2).mean().astype(pred.dtype)


def mse_grad(pred: ArrayLike, target: ArrayLike) -> Array:
    """Compute the gradient of `mse` in `pred`, 2 (pred - target) / n.

    Parameters
    ----------
    pred, target : array_like
        As for `mse`, which also says what raises.

    Returns
    -------
    ndarray
        Shape and dtype of `pred`.
    """
    pred = as_float(pred)
    difference = pred.astype(np.float64) - _matching(pred, target, "target")
    return (2 * difference / pred.size).astype(pred.dtype)


def bce_with_logits(logits: ArrayLike, targets: ArrayLike) -> Array:
    """Compute the mean binary cross-entropy, from logits.

    -t log σ(z) - (1 - t) log(1 - σ(z)), where -log σ(z) = log(1 + exp(-z)) and
    -log(1 - σ(z)) = log(1 + exp(z)): `numpy.logaddexp` computes both without overflow.

    Parameters
    ----------
    logits : array_like
        Any shape.
    targets : array_like
        Probabilities of class 1, from 0 to 1, of the same shape: nothing is broadcast.

    Returns
    -------
    scalar
        In nats, in the dtype of `logits`.

    Raises
    ------
    ValueError
        If the shapes differ, there is no entry, a logit is not finite or a target is
        outside [0, 1].
    """
    logits = as_float(logits)
    t, z = _probabilities(logits, targets), logits.astype(np.float64)
    losses = t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)
    return losses.mean().astype(logits.dtype)


def bce_grad(logits: ArrayLike, targets: ArrayLike) -> Array:
    """Compute the gradient of `bce_with_logits` in the logits, (p - t) / n.

    Parameters
    ----------
    logits, targets : array_like
        As for `bce_with_logits`, which also says what raises.

    Returns
    -------
    ndarray
        Shape and dtype of `logits`.
    """
    logits = as_float(logits)
    t, p = _probabilities(logits, targets), sigmoid(logits.astype(np.float64))
    return ((p - t) / logits.size).astype(logits.dtype)


def cross_entropy(
    logits: ArrayLike, targets: ArrayLike, label_smoothing: float = 0.0
) -> Array:
    """Compute the mean cross-entropy, from logits: -Σ t log(softmax(z)) per example.

    Parameters
    ----------
    logits : array_like (batch, classes)
    targets : array_like of int, shape (batch,)
        Class indices from 0 to classes - 1.
    label_smoothing : float
        ε, from 0 to 1: the target is t = (1 - ε)·one-hot + ε/classes.

    Returns
    -------
    scalar
        In nats, in the dtype of `logits`; inf if a target has the logit -inf.

    Raises
    ------
    ValueError
        For an empty batch, NaN, +inf, a row of nothing but -inf, or if `targets` or
        `label_smoothing` are not as described.
    """
    logits, t = _checked_batch(logits, targets, label_smoothing)
    if len(logits) == 0:
        raise ValueError("expected at least one example, got an empty batch")
    log_p = log_softmax(logits.astype(np.float64), axis=1)
    # Where t is 0, even log p = -inf counts for nothing.
    losses = (t * np.where(t > 0, -log_p, 0.0)).sum(axis=1)
    return losses.mean().astype(logits.dtype)


def cross_entropy_grad(
    logits: ArrayLike, targets: ArrayLike, label_smoothing: float = 0.0
) -> Array:
    """Compute the gradient of `cross_entropy` in the logits, (p - t) / batch.

    Parameters
    ----------
    logits, targets, label_smoothing
        As for `cross_entropy`, which also says what raises; but an empty batch has an
        empty gradient.

    Returns
    -------
    ndarray, shape (batch, classes)
        Dtype of `logits`.
    """
    logits, t = _checked_batch(logits, targets, label_smoothing)
    p = softmax(logits.astype(np.float64), axis=1)
    return ((p - t) / max(len(logits), 1)).astype(logits.dtype)


def smooth_labels(labels: ArrayLike, num_classes: int, eps: float) -> Floats:
    """Return (1 - ε)·one-hot + ε/classes (Szegedy et al., CVPR 2016).

    Parameters
    ----------
    labels : array_like of int, shape (batch,)
        Class indices.
    num_classes : int
        Number of classes, at least 1.
    eps : float
        ε, from 0 to 1.

    Returns
    -------
    ndarray, shape (batch, num_classes)

    Raises
    ------
    ValueError
        If `eps` or a label is out of its range, or `labels` are no 1-D integers.
    """
    if not 0 <= eps <= 1:
        raise ValueError(f"expected a label smoothing in [0, 1], got {eps}")
    classes = as_labels(labels, np.size(labels), num_classes)
    return np.asarray((1 - eps) * np.eye(num_classes)[classes] + eps / num_classes)


def double_softmax_floor(num_classes: int) -> float:
    """Compute the lowest cross-entropy reachable when softmax was already applied.

    A loss that takes logits but is given probabilities applies softmax once more. Even
    the perfect prediction, 1 for the target and 0 for the others, then costs
    log(e + C - 1) - 1 = log(1 + (C - 1)/e).

    Parameters
    ----------
    num_classes : int
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


def _matching(pred: Array, target: ArrayLike, name: str) -> Floats:
    """Return the target in float64, if it and the prediction fit each other."""
    target = as_float(target)
    require_same_shape(name, target, pred)
    if pred.size == 0:
        raise ValueError(f"expected at least one entry, got shape {pred.shape}")
    require_finite("predictions", pred)
    require_finite(name, target)
    return target.astype(np.float64)


def _probabilities(logits: Array, targets: ArrayLike) -> Floats:
    """Return the targets of a binary cross-entropy in float64, checked."""
    t = _matching(logits, targets, "targets")
    outside = t[(t < 0) | (t > 1)]
    if outside.size:
        raise ValueError(f"expected targets in [0, 1], got {outside.flat[0]}")
    return t


def _checked_batch(
    logits: ArrayLike, targets: ArrayLike, label_smoothing: float
) -> tuple[Array, Floats]:
    """Return logits, and the distribution over classes that each example aims at."""
    logits = as_float(logits)
    if logits.ndim != 2 or logits.shape[1] == 0:
        got = logits.shape
        raise ValueError(f"expected logits of shape (batch, classes), got {got}")
    batch, classes = logits.shape
    return logits, smooth_labels(
        as_labels(targets, batch, classes), classes, label_smoothing
    )
