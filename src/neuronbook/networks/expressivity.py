"""What width and depth can represent: networks with weights written down, not learned.

All are functions of one variable with ReLU hidden units, for
`neuronbook.networks.neurons.feed_forward`.

References
----------
Cybenko, *Approximation by superpositions of a sigmoidal function* (1989).
Leshno, Lin, Pinkus and Schocken, *Multilayer feedforward networks with a nonpolynomial
activation function can approximate any function* (1993).
Telgarsky, *Benefits of depth in neural networks* (2016).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array
from neuronbook.networks.neurons import Params

__all__ = ["interpolating_network", "linear_pieces", "tent_network"]


def interpolating_network(
    f: Callable[[Array], Array], low: float, high: float, width: int
) -> Params:
    """Build one hidden layer of ReLU units that joins points of a curve by lines.

    Unit k has its kink at the k-th of `width` evenly spaced knots and changes the slope
    there; a second derivative bounded by M bounds the error by M (high - low)² /
    (8 width²). This is the constructive half of universal approximation on an interval.

    Parameters
    ----------
    f : callable
        The function, elementwise.
    low, high : float
        Ends of the interval. Below `low` the network is constant, above `high` it
        goes on as a straight line.
    width : int
        Hidden units.

    Returns
    -------
    list of (W, b)
        Of shapes (1, width), (width,) and (width, 1), (1,).

    Raises
    ------
    ValueError
        If there is no unit or no interval.
    """
    if width < 1 or not low < high:
        got = f"width {width} on [{low}, {high}]"
        raise ValueError(f"expected one unit or more and low < high, got {got}")
    knots = np.linspace(low, high, width + 1)
    values = np.asarray(f(knots), dtype=np.float64)
    slopes = np.diff(values) / np.diff(knots)
    bends = np.diff(slopes, prepend=0.0)
    hidden = np.ones((1, width)), -knots[:-1]
    return [hidden, (bends[:, None], values[:1])]


def tent_network(depth: int) -> Params:
    """Build a sawtooth of 2**depth straight pieces from `depth` layers of two units.

    Each layer folds the interval [0, 1] once: x → 2 relu(x) - 4 relu(x - 1/2) goes from
    0 up to 1 and back to 0, and a fold of a fold doubles the teeth (Telgarsky 2016).

    Parameters
    ----------
    depth : int
        Hidden layers.

    Returns
    -------
    list of (W, b)
        depth + 1 layers: hidden layers of two units, one linear output.

    Raises
    ------
    ValueError
        If there is no layer.
    """
    if depth < 1:
        raise ValueError(f"expected one layer or more, got depth {depth}")
    thresholds, fold = np.array([0.0, -0.5]), np.array([[2.0], [-4.0]])
    first = np.ones((1, 2)), thresholds
    between = fold @ np.ones((1, 2)), thresholds
    return [first, *[between] * (depth - 1), (fold, np.zeros(1))]


def linear_pieces(x: ArrayLike, y: ArrayLike, rtol: float = 1e-6) -> int:
    """Count the straight pieces of a curve that is sampled at its kinks or finer.

    Parameters
    ----------
    x : array_like (n,)
        Places, increasing, the kinks among them.
    y : array_like (n,)
        Values.
    rtol : float
        Slopes that differ by less than this part of the steepest count as equal.

    Returns
    -------
    int
        Pieces, one or more.

    Raises
    ------
    ValueError
        If there are fewer than two places, or they do not increase.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2 or not (np.diff(x) > 0).all():
        got = f"shapes {x.shape} and {y.shape}"
        raise ValueError(
            f"expected two or more increasing places and values, got {got}"
        )
    slopes = np.diff(y) / np.diff(x)
    change = np.abs(np.diff(slopes))
    return 1 + int((change > rtol * np.abs(slopes).max()).sum())
