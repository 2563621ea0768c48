"""What can be measured of an activation function: its shape, not its formula.

Range, turning points and monotonicity are found numerically, so that a table of them
needs nobody's word. All functions here work in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy.optimize
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, as_float

Function = Callable[[ArrayLike], Array]

SPAN = 60.0
"""Beyond ±60 every activation here is within 1e-24 of its asymptote."""

FAR = 1e9
"""Where a function that grows without bound has long passed any finite range."""


class Point(NamedTuple):
    """A point of a graph."""

    z: float
    value: float


@dataclass(frozen=True)
class Shape:
    """How a function looks.

    Attributes
    ----------
    low, high : float
        Infimum and supremum, ±inf where it is unbounded.
    lowest, highest : Point
        The points of the graph on [-60, 60] where these are found.
    slope_low, slope_high : Point
        Smallest and largest derivative, with their places.
    monotone : bool
        Whether the derivative is nowhere negative.
    zero_centered : bool
        Whether low = -high: an output is as likely to be negative as positive if
        inputs are.
    """

    low: float
    high: float
    lowest: Point
    highest: Point
    slope_low: Point
    slope_high: Point
    monotone: bool
    zero_centered: bool


def saturated_fraction(z: ArrayLike, grad: Function, threshold: float = 0.01) -> float:
    """Compute the share of pre-activations with hardly any derivative.

    Parameters
    ----------
    z : array_like
        Pre-activations of any shape.
    grad : callable
        The derivative of the activation function.
    threshold : float
        A derivative below this in magnitude counts as saturated.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If `z` is empty.
    """
    z = as_float(z)
    if z.size == 0:
        raise ValueError(f"expected at least one entry, got shape {z.shape}")
    return float((np.abs(grad(z)) < threshold).mean())


def extremes(f: Function, span: float = SPAN) -> tuple[Point, Point]:
    """Find the lowest and the highest point of `f` on [-span, span].

    The best point of a fine grid, refined between its neighbors by Brent's method.
    """
    grid = np.linspace(-span, span, 24_001)
    values = np.asarray(f(grid), dtype=np.float64)
    return _refine(f, grid, values, 1.0), _refine(f, grid, values, -1.0)


def _refine(f: Function, grid: Array, values: Array, sign: float) -> Point:
    best = int(np.argmin(sign * values))
    start = Point(float(grid[best]), float(values[best]))
    if best in (0, len(grid) - 1):
        return start
    found = scipy.optimize.minimize_scalar(
        lambda z: sign * float(f(z)),
        bounds=(grid[best - 1], grid[best + 1]),
        method="bounded",
        options={"xatol": 1e-10},
    )
    refined = Point(float(found.x), sign * float(found.fun))
    # Rounding makes a flat top rough: what gains less than that is no better place.
    better = sign * (start.value - refined.value) > 1e-15
    return refined if better else start


def shape_of(f: Function, derivative: Function) -> Shape:
    """Measure range, turning points and monotonicity of an elementwise function.

    Parameters
    ----------
    f, derivative : callable
        The function and its derivative, both of arrays of any shape.

    Returns
    -------
    Shape
        Bounds are accurate to 1e-9, places of turning points to 1e-6.
    """
    lowest, highest = extremes(f)
    slope_low, slope_high = extremes(derivative)
    low = -np.inf if float(f(-FAR)) < -1e3 else lowest.value
    high = np.inf if float(f(FAR)) > 1e3 else highest.value
    return Shape(
        low=float(low),
        high=float(high),
        lowest=lowest,
        highest=highest,
        slope_low=slope_low,
        slope_high=slope_high,
        monotone=slope_low.value >= 0,
        zero_centered=bool(low == -high or np.isclose(low, -high, rtol=1e-9, atol=0)),
    )
