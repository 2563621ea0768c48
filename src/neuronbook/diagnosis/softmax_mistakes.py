"""A softmax that is applied twice, or along the wrong axis: seen from its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.functions.losses import double_softmax_floor

__all__ = ["loss_log_verdict", "normalized_axes"]


def normalized_axes(p: ArrayLike, tolerance: float = 1e-2) -> tuple[int, ...]:
    """Find the axes along which an array holds probabilities.

    Parameters
    ----------
    p : array_like
        Numbers of any shape.
    tolerance : float
        How far a sum may be from 1.

    Returns
    -------
    tuple of int
        The axes along which all sums are 1, empty if an entry is outside [0, 1] or
        NaN. More than one axis is possible: a permutation matrix has two.
    """
    values = np.asarray(p, dtype=float)
    if not ((values >= 0) & (values <= 1 + tolerance)).all():
        return ()
    return tuple(
        axis
        for axis in range(values.ndim)
        if values.size and np.allclose(values.sum(axis), 1, rtol=0, atol=tolerance)
    )


def loss_log_verdict(losses: Sequence[float], num_classes: int) -> str:
    """Say at what height a log of cross-entropy losses stands still, if it does.

    Two heights are landmarks. log C is what a model pays that gives each class the
    same probability. log(1 + (C-1)/e) is the least that a model can pay whose
    softmax is applied twice.

    Parameters
    ----------
    losses : sequence of float
        Training losses in the order of time, in nats.
    num_classes : int
        C, at least 2.

    Returns
    -------
    str
        "chance" if the last fifth lies within a tenth of the landmarks' distance from
        log C, or above; "double softmax" if it lies that near to the floor and no
        loss is clearly below; otherwise "learning".

    Raises
    ------
    ValueError
        If there are no losses or one is not finite.
    """
    values = np.asarray(losses, dtype=float)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"expected finite losses, got {losses!r:.80}")
    floor, chance = double_softmax_floor(num_classes), math.log(num_classes)
    near = (chance - floor) / 10
    last = float(np.median(values[-max(1, len(values) // 5) :]))
    if last >= chance - near:
        return "chance"
    if abs(last - floor) <= near and values.min() >= floor - near:
        return "double softmax"
    return "learning"
