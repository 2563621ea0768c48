"""Dead ReLU units: what they are, and how sure you can be.

A ReLU unit outputs max(0, z). It is *silent* on an example if its output is 0 there,
and then nothing that it did on this example reaches its weights. It is *dead* on a
data set if it is silent on every example of it. Samples bound how often a silent unit
fires elsewhere; bounds on the inputs can prove that it never does.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Array
from neuronbook.networks.neurons import Params

__all__ = [
    "certified_dead",
    "dead_fraction_bound",
    "dead_units",
    "examples_needed",
    "firing_rate_bound",
    "firing_rates",
    "preactivation_bounds",
]


def firing_rates(A: ArrayLike) -> NDArray[np.float64]:
    """Return for each unit the share of examples on which it is not zero.

    Parameters
    ----------
    A : array_like (examples, units)
        Activations.

    Returns
    -------
    ndarray (units,)
        Numbers from 0 to 1.

    Raises
    ------
    ValueError
        If there are no examples, or the axes are not two.
    """
    A = np.asarray(A)
    if A.ndim != 2 or not len(A):
        raise ValueError(
            f"expected activations of shape (examples, units), got {A.shape}"
        )
    rates: NDArray[np.float64] = np.mean(A != 0, axis=0)
    return rates


def dead_units(A: ArrayLike) -> NDArray[np.bool_]:
    """Return for each unit whether it is zero on every example.

    Parameters and errors are those of `firing_rates`.

    Returns
    -------
    bool ndarray (units,)
        True for the dead ones.
    """
    dead: NDArray[np.bool_] = firing_rates(A) == 0
    return dead


def dead_fraction_bound(n_examples: int, p: float) -> float:
    """Return the probability that a unit with firing rate `p` is silent on a sample.

    Parameters
    ----------
    n_examples : int
        Number n of independent examples, 0 or more.
    p : float
        Firing rate, from 0 to 1.

    Returns
    -------
    float
        (1 - p)^n, exact to rounding also where 1 - p is not.

    Raises
    ------
    ValueError
        If `n_examples` is negative or `p` is not a probability.
    """
    _require(n_examples >= 0, "a number of examples from 0 on", n_examples)
    _require(0 <= p <= 1, "a firing rate from 0 to 1", p)
    if p == 1:
        return float(n_examples == 0)
    return math.exp(n_examples * math.log1p(-p))


def examples_needed(p: float, miss: float = 0.05) -> int:
    """Return how many examples make a unit of rate `p` look dead with chance `miss`.

    Parameters
    ----------
    p : float
        Firing rate, between 0 and 1.
    miss : float
        Probability that the unit is silent on all of them, between 0 and 1.

    Returns
    -------
    int
        The smallest n with (1 - p)^n ≤ `miss`.

    Raises
    ------
    ValueError
        If `p` or `miss` is not above 0 and below 1.
    """
    _require(0 < p < 1, "a firing rate between 0 and 1", p)
    _require(0 < miss < 1, "a probability between 0 and 1", miss)
    n = max(0, math.floor(math.log(miss) / math.log1p(-p)) - 1)
    while dead_fraction_bound(n, p) > miss:
        n += 1
    return n


def firing_rate_bound(
    n_examples: int, confidence: float = 0.95, units: int = 1
) -> float:
    """Return the firing rate that silent units stay below, with this confidence.

    A unit was silent on all of `n_examples` independent examples. Were its rate above
    1 - (1 - `confidence`)^(1/n), that would have happened with a probability below
    1 - `confidence`. For 95 % this is about 3/n, the rule of three: the logarithm of
    0.05 is -3.00, and 1 - e^(-3/n) is about 3/n (Hanley and Lippman-Hand, JAMA 249,
    1983).

    Parameters
    ----------
    n_examples : int
        Examples on which the units were silent, at least 1.
    confidence : float
        Between 0 and 1.
    units : int
        Number of units that were looked at, if the bound is to hold for all silent
        ones among them at the same time (Bonferroni's correction).

    Returns
    -------
    float
        The firing rate.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _require(n_examples >= 1, "at least one example", n_examples)
    _require(0 < confidence < 1, "a confidence between 0 and 1", confidence)
    _require(units >= 1, "at least one unit", units)
    return -math.expm1(math.log((1 - confidence) / units) / n_examples)


def preactivation_bounds(
    params: Params, low: ArrayLike, high: ArrayLike
) -> list[tuple[Array, Array]]:
    """Bound the pre-activations of each hidden layer over a box of inputs.

    Interval arithmetic: each weight takes the end of its input's interval that makes
    the sum smallest, or largest. For the first layer the bounds are reached; further
    on, where inputs are not independent of each other, they are too wide. A slack for
    rounding makes them hold for sums in the weights' own dtype, in any order.

    Parameters
    ----------
    params : list of (W, b)
        The network, with ReLU after each layer but the last.
    low, high : array_like (n_in,) or float
        Ends of each input's interval; they may be infinite.

    Returns
    -------
    list of (low, high)
        One pair of ndarrays (units,) per hidden layer.

    Raises
    ------
    ValueError
        If an interval's low end is above its high end.

    References
    ----------
    Gowal et al., *On the effectiveness of interval bound propagation for training
    verifiably robust models*, arXiv:1810.12715.
    """
    n_in = len(params[0][0])
    low, high = (np.broadcast_to(np.asarray(e, float), n_in) for e in (low, high))
    _require(bool(np.all(low <= high)), "low ends up to the high ends", (low, high))
    bounds = []
    for W, b in params[:-1]:
        ends = _largest(W, b, low, high)
        smallest = -_largest(-W, -b, low, high)
        bounds.append((smallest, ends))
        low, high = np.maximum(smallest, 0), np.maximum(ends, 0)
    return bounds


def _largest(W: Array, b: Array, low: Array, high: Array) -> Array:
    """Return the largest Σ W x + b over the box, rounded up."""
    with np.errstate(invalid="ignore"):  # 0 · inf, replaced below
        terms = np.where(W > 0, W * high[:, None], W * low[:, None])
    terms = np.where(W == 0, 0.0, terms)
    steps = (len(W) + 2) * float(np.finfo(W.dtype).eps)
    size = np.abs(terms).sum(axis=0) + np.abs(b)
    with np.errstate(invalid="ignore"):  # inf - inf: no bound
        total = terms.sum(axis=0) + b + np.where(np.isfinite(size), steps * size, 0)
    return np.where(np.isnan(total), np.inf, total)


def certified_dead(
    params: Params, low: ArrayLike, high: ArrayLike
) -> list[NDArray[np.bool_]]:
    """Return for each hidden unit whether it is proved silent on a whole box of inputs.

    The proof is a largest possible pre-activation of at most 0. A unit without a proof
    may be silent all the same, unless it is in the first layer. Parameters and errors
    are those of `preactivation_bounds`.

    Returns
    -------
    list of bool ndarray (units,)
        One per hidden layer.
    """
    return [top <= 0 for _, top in preactivation_bounds(params, low, high)]


def _require(holds: bool, expected: str, got: object) -> None:
    if not holds:
        raise ValueError(f"expected {expected}, got {got}")
