"""Gradients of any function: estimate them, check them, follow them, reduce them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, as_float

__all__ = [
    "gradient_check",
    "gradient_descent",
    "numerical_gradient",
    "unbroadcast",
]


def unbroadcast(grad: ArrayLike, shape: Sequence[int]) -> Array:
    """Sum a gradient over the axes along which a value was repeated.

    Broadcasting copies a value; the gradient of a value that was used several times is
    the sum over its uses.

    Parameters
    ----------
    grad : array_like
        Gradient of the broadcast result.
    shape : sequence of int
        Shape before broadcasting.

    Returns
    -------
    ndarray
        Of that shape; integers become float64.

    Raises
    ------
    ValueError
        If `shape` does not broadcast to the shape of `grad`.
    """
    grad, shape = as_float(grad), tuple(shape)
    new = grad.ndim - len(shape)
    pairs = list(zip(grad.shape[max(new, 0) :], shape, strict=False))
    if new < 0 or any(n not in (1, have) for have, n in pairs):
        raise ValueError(
            f"expected a shape that broadcasts to {grad.shape}, got {shape}"
        )
    stretched = [new + i for i, (have, n) in enumerate(pairs) if n != have]
    summed = grad.sum(axis=(*range(new), *stretched), dtype=grad.dtype)
    return np.asarray(summed).reshape(shape)


def numerical_gradient(
    f: Callable[[Array], Any], x: ArrayLike, h: float = 1e-5, *, central: bool = True
) -> Array:
    """Estimate the gradient of a function of many numbers, one number at a time.

    Parameters
    ----------
    f : callable
        Scalar function of an array like `x`.
    x : array_like
        Where; integers become float64, a floating dtype is kept.
    h : float
        Step, in units of x.
    central : bool
        Take ``(f(x + h) - f(x - h)) / 2h`` with an error of order h² or, if False,
        ``(f(x + h) - f(x)) / h`` with an error of order h.

    Returns
    -------
    ndarray
        Shape and dtype of `x`.

    Notes
    -----
    Calls `f` twice per entry (central), or once per entry and once more.
    """
    point = as_float(x).copy()
    slopes = np.empty_like(point)
    here = None if central else f(point)
    for index in np.ndindex(point.shape):
        kept = point[index]
        point[index] = kept + h
        above, step = f(point), point[index] - kept
        point[index] = kept - h if central else kept
        below = f(point) if central else here
        step += kept - point[index]  # the step that rounding left, not 2h
        point[index] = kept
        slopes[index] = (above - below) / step
    return slopes


def gradient_check(
    f: Callable[[Array], Any],
    grad: Callable[[Array], ArrayLike],
    x: ArrayLike,
    h: float = 1e-5,
) -> float:
    """Compare a gradient with central differences.

    Parameters
    ----------
    f : callable
        Scalar function of an array.
    grad : callable
        The gradient to check, a function of the same array.
    x : array_like
        Where to compare; taken in float64.
    h : float
        Step of the differences.

    Returns
    -------
    float
        Largest ``|a - n| / max(1e-8, |a| + |n|)`` over the entries, between 0 (equal)
        and 1 (opposite sign, or one of the two is zero).

    Raises
    ------
    ValueError
        If `grad` returns another shape than that of `x`.
    """
    point = np.asarray(x, dtype=np.float64)
    analytic = np.asarray(grad(point.copy()))
    if analytic.shape != point.shape:
        raise ValueError(
            f"expected a gradient of shape {point.shape}, got {analytic.shape}"
        )
    numeric = numerical_gradient(f, point, h)
    scale = np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))
    return float(np.max(np.abs(analytic - numeric) / scale, initial=0.0))


def gradient_descent(
    grad: Callable[[Array], ArrayLike], x0: ArrayLike, lr: float, steps: int
) -> Array:
    """Follow the negative gradient with a fixed learning rate.

    Parameters
    ----------
    grad : callable
        Gradient of what is minimized, of the shape of `x0`.
    x0 : array_like
        Start, a number or an array; integers become float64.
    lr : float
        Learning rate.
    steps : int
        Number of updates.

    Returns
    -------
    ndarray (steps + 1, ...)
        All iterates, the start first.

    Raises
    ------
    ValueError
        If `steps` is negative.
    """
    if steps < 0:
        raise ValueError(f"expected steps of at least 0, got {steps}")
    start = as_float(x0)
    path = np.empty((steps + 1, *start.shape), dtype=start.dtype)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - lr * np.asarray(grad(path[k].copy()))
    return path
