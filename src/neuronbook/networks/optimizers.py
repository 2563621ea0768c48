"""Steps of descent: momentum, Adam, clipped gradients.

Parameters, gradients and what an optimizer remembers are lists of arrays of equal
shapes. Each function returns new arrays and leaves those that it was given alone.

References
----------
Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964.
Kingma and Ba, *Adam: a method for stochastic optimization*, ICLR 2015.
Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*,
ICML 2013 (clipping by norm).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, as_float

__all__ = [
    "AdamState",
    "adam_step",
    "clip_by_global_norm",
    "momentum_step",
]

Arrays = list[Array]


def momentum_step(
    params: Sequence[ArrayLike],
    grads: Sequence[ArrayLike],
    velocity: Sequence[ArrayLike] | None,
    lr: float,
    momentum: float = 0.9,
) -> tuple[Arrays, Arrays]:
    """Take a step of gradient descent that remembers its direction.

    ``v = momentum v + g``, then ``p = p - lr v``, as PyTorch's SGD does it.

    Parameters
    ----------
    params, grads : sequence of array_like
        Parameters and their gradients.
    velocity : sequence of array_like or None
        What the step before returned; None at first.
    lr : float
        Learning rate.
    momentum : float
        Share of the velocity that is kept, from 0 to below 1.

    Returns
    -------
    params, velocity : list of ndarray
        After the step.

    Raises
    ------
    ValueError
        If the lists differ in length or in shapes.
    """
    p, g = _pairs(params, grads)
    v = [np.zeros_like(a) for a in p] if velocity is None else _pairs(p, velocity)[1]
    v = [momentum * old + grad for old, grad in zip(v, g, strict=True)]
    return [a - lr * new for a, new in zip(p, v, strict=True)], v


class AdamState(NamedTuple):
    """What Adam remembers between steps.

    Attributes
    ----------
    steps : int
        How many were taken.
    mean : list of ndarray
        Running mean of the gradients.
    square : list of ndarray
        Running mean of their squares.
    """

    steps: int
    mean: Arrays
    square: Arrays


def adam_step(
    params: Sequence[ArrayLike],
    grads: Sequence[ArrayLike],
    state: AdamState | None,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> tuple[Arrays, AdamState]:
    """Take a step of Adam: a mean gradient over its own size.

    Parameters
    ----------
    params, grads : sequence of array_like
        Parameters and their gradients.
    state : AdamState or None
        What the step before returned; None at first.
    lr : float
        Learning rate: about the length of a step, for each parameter.
    betas : pair of float
        Share of the running means of gradient and square that is kept.
    eps : float
        Added to the size, so that nothing is divided by 0.

    Returns
    -------
    params : list of ndarray
        After the step.
    state : AdamState
        For the next one.

    Raises
    ------
    ValueError
        If the lists differ in length or in shapes.
    """
    p, g = _pairs(params, grads)
    if state is None:
        state = AdamState(0, *([np.zeros_like(a) for a in p] for _ in range(2)))
    (keep, keep_square), t = betas, state.steps + 1
    m = [keep * old + (1 - keep) * a for old, a in zip(state.mean, g, strict=True)]
    v = [
        keep_square * old + (1 - keep_square) * a**2
        for old, a in zip(state.square, g, strict=True)
    ]
    # Both began at 0 and would be too small at first: after t steps the weights of
    # all gradients seen sum to 1 - beta^t only.
    new = [
        a - lr * (mean / (1 - keep**t)) / (np.sqrt(square / (1 - keep_square**t)) + eps)
        for a, mean, square in zip(p, m, v, strict=True)
    ]
    return new, AdamState(t, m, v)


def clip_by_global_norm(
    grads: Sequence[ArrayLike], max_norm: float
) -> tuple[Arrays, float]:
    """Shorten a gradient that is longer than `max_norm`, and keep its direction.

    Parameters
    ----------
    grads : sequence of array_like
        All gradients of a model: together they are one vector.
    max_norm : float
        The largest length, above 0.

    Returns
    -------
    clipped : list of ndarray
        The gradients, scaled if they were too long.
    norm : float
        Their length before.

    Raises
    ------
    ValueError
        If a gradient is inf or NaN, which no factor mends, or `max_norm` not above 0.
    """
    if not max_norm > 0:
        raise ValueError(f"expected max_norm above 0, got {max_norm}")
    arrays = [as_float(g) for g in grads]
    norm = math.sqrt(sum(float(np.sum(g.astype(np.float64) ** 2)) for g in arrays))
    if not math.isfinite(norm):
        raise ValueError(f"expected finite gradients, got the norm {norm}")
    factor = min(1.0, max_norm / norm) if norm else 1.0
    return [(g * factor).astype(g.dtype) for g in arrays], norm


def _pairs(
    first: Sequence[ArrayLike], second: Sequence[ArrayLike]
) -> tuple[Arrays, Arrays]:
    """Return two lists as arrays, or refuse them if their shapes differ."""
    a, b = [as_float(x) for x in first], [as_float(x) for x in second]
    shapes = [x.shape for x in a], [x.shape for x in b]
    if shapes[0] != shapes[1]:
        raise ValueError(f"expected gradients of shapes {shapes[0]}, got {shapes[1]}")
    return a, b
