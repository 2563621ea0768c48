"""Dead ReLU units: what they are, how sure you can be, and what changes them.

A ReLU unit outputs max(0, z). It is *silent* on an example if its output is 0 there,
and then nothing that it did on this example reaches its weights. It is *dead* on a
data set if it is silent on every example of it.

Networks are lists of ``(W, b)`` in forward order, ``W (n_in, n_out)`` and
``b (n_out,)``: ReLU after each but the last. Hidden layers are counted from 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

__all__ = [
    "Params",
    "certified_dead",
    "dead_by_layer",
    "dead_fraction_bound",
    "dead_units",
    "examples_needed",
    "firing_rate_bound",
    "firing_rates",
    "kill_units",
    "load_params",
    "network_output",
    "params_of",
    "preactivation_bounds",
    "prune_units",
    "reinitialize_units",
    "relu_network_forward",
    "revive",
    "zero_fraction",
]

Floats: TypeAlias = NDArray[np.floating[Any]]
Params: TypeAlias = list[tuple[Floats, Floats]]


def zero_fraction(A: ArrayLike) -> float:
    """Return the share of exact zeros among activations ``(examples, units)``.

    Raises
    ------
    ValueError
        If there is no activation.
    """
    A = np.asarray(A)
    if not A.size:
        raise ValueError(f"expected at least one activation, got shape {A.shape}")
    return float(np.mean(A == 0))


def firing_rates(A: ArrayLike) -> NDArray[np.float64]:
    """Return for each unit the share of examples on which it is not zero.

    Parameters
    ----------
    A : activations (examples, units)

    Returns
    -------
    (units,) numbers from 0 to 1

    Raises
    ------
    ValueError
        If there are no examples, or more axes or fewer than two.
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

    Parameters and errors are those of `firing_rates`; the result is boolean
    ``(units,)``.
    """
    dead: NDArray[np.bool_] = firing_rates(A) == 0
    return dead


def dead_by_layer(activations: Mapping[str, ArrayLike]) -> dict[str, float]:
    """Return the dead share of each layer, from its activations ``(examples, units)``.

    Raises
    ------
    ValueError
        As in `firing_rates`.
    """
    return {name: float(dead_units(A).mean()) for name, A in activations.items()}


def dead_fraction_bound(n_examples: int, p: float) -> float:
    """Return the probability that a unit with firing rate `p` is silent on a sample.

    It is (1 - p)^n for `n_examples` independent examples, and exact to rounding also
    where 1 - p is not.

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
    1 - `confidence`. For 95 % this is about 3/n, the rule of three (Hanley and
    Lippman-Hand, JAMA 249, 1983).

    Parameters
    ----------
    n_examples : examples on which the units were silent, at least 1
    confidence : between 0 and 1
    units : number of silent units for which the bound is to hold at the same time
        (Bonferroni's correction)

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _require(n_examples >= 1, "at least one example", n_examples)
    _require(0 < confidence < 1, "a confidence between 0 and 1", confidence)
    _require(units >= 1, "at least one unit", units)
    return -math.expm1(math.log((1 - confidence) / units) / n_examples)


def _require(holds: bool, expected: str, got: object) -> None:
    if not holds:
        raise ValueError(f"expected {expected}, got {got}")


def params_of(model: nn.Module) -> Params:
    """Return copies of a network's linear layers as ``(W, b)``, ``W (n_in, n_out)``.

    Raises
    ------
    ValueError
        If the module is not a chain of linear layers with biases and activations.
    """
    linear = _linear_layers(model)
    return [
        (m.weight.detach().numpy().T.copy(), m.bias.detach().numpy().copy())
        for m in linear
    ]


@torch.no_grad()
def load_params(model: nn.Module, params: Params) -> None:
    """Copy ``(W, b)`` pairs into a network's linear layers, the inverse of `params_of`.

    Raises
    ------
    ValueError
        If number or shapes of the layers differ.
    """
    linear = _linear_layers(model)
    got = [W.shape[::-1] for W, _ in params]
    wanted = [tuple(m.weight.shape) for m in linear]
    _require(got == wanted, f"weights (n_out, n_in) {wanted}", got)
    for module, (W, b) in zip(linear, params, strict=True):
        module.weight.copy_(torch.as_tensor(np.ascontiguousarray(W.T)))
        module.bias.copy_(torch.as_tensor(b))


def _linear_layers(model: nn.Module) -> list[nn.Linear]:
    leaves = [m for m in model.modules() if not list(m.children())]
    other = [m for m in leaves if list(m.parameters()) and not isinstance(m, nn.Linear)]
    linear = [m for m in leaves if isinstance(m, nn.Linear)]
    bare = [m for m in linear if m.bias is None]
    _require(
        bool(linear) and not other and not bare,
        "a chain of linear layers with biases",
        model,
    )
    return linear


def relu_network_forward(params: Params, X: Floats) -> list[Floats]:
    """Return the activations ``(examples, units)`` of each hidden layer."""
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden


def network_output(params: Params, X: Floats) -> Floats:
    """Return the linear output of the last layer, ``(examples, outputs)``."""
    W, b = params[-1]
    out: Floats = [X, *relu_network_forward(params, X)][-1] @ W + b
    return out


def preactivation_bounds(
    params: Params, low: ArrayLike, high: ArrayLike
) -> list[tuple[Floats, Floats]]:
    """Bound the pre-activations of each hidden layer over a box of inputs.

    Interval arithmetic: each weight takes the end of its input's interval that makes
    the sum smallest, or largest. For the first layer the bounds are reached; further
    on, where inputs are not independent of each other, they are too wide. A slack for
    rounding makes them hold for sums in the weights' own dtype, in any order.

    Parameters
    ----------
    params : the network
    low, high : ends of each input's interval, numbers or (n_in,); may be infinite

    Returns
    -------
    list of (low, high), each (units,), one pair a hidden layer

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


def _largest(W: Floats, b: Floats, low: Floats, high: Floats) -> Floats:
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

    The proof is a largest possible pre-activation of at most 0, see
    `preactivation_bounds`. A unit without a proof may be silent all the same, unless
    it is in the first layer.

    Returns
    -------
    list of boolean (units,), one a hidden layer
    """
    return [top <= 0 for _, top in preactivation_bounds(params, low, high)]


def kill_units(params: Params, layer: int, units: Sequence[int]) -> Params:
    """Return a network in which these units are silent on every input.

    Their incoming weights become 0 and their biases -1. All else is as before.

    Raises
    ------
    ValueError
        If there is no such hidden layer.
    """
    W, b = _hidden_copy(params, layer)
    W[:, units], b[units] = 0, -1
    return _replaced(params, layer, W, b)


def revive(params: Params, layer: int, X: Floats, top: float = 1.0) -> Params:
    """Return a network in which no unit of a layer is dead on `X`.

    Each dead unit's bias is raised until its largest pre-activation on `X` is `top`.
    Live units are as before.

    Raises
    ------
    ValueError
        If there is no such hidden layer.
    """
    W, b = _hidden_copy(params, layer)
    Z = [X, *relu_network_forward(params[: layer + 1], X)][-1] @ W + b
    lift = np.where(Z.max(axis=0) <= 0, top - Z.max(axis=0), 0)
    return _replaced(params, layer, W, (b + lift).astype(b.dtype))


def reinitialize_units(
    params: Params, layer: int, units: Sequence[int], rng: np.random.Generator
) -> Params:
    """Return a network in which these units start afresh, and its outputs as before.

    Incoming weights are drawn from He's normal distribution, the bias is 0. Outgoing
    weights become 0, so that the new units disturb nothing before they have learned.

    Raises
    ------
    ValueError
        If there is no such hidden layer.

    References
    ----------
    Sokar et al., *The dormant neuron phenomenon in deep reinforcement learning*,
    ICML 2023.
    """
    W, b = _hidden_copy(params, layer)
    fan_in, count = len(W), len(W[0, units])
    W[:, units] = rng.normal(0, math.sqrt(2 / fan_in), (fan_in, count))
    b[units] = 0
    fresh = _replaced(params, layer, W, b)
    fresh[layer + 1][0][units] = 0
    return fresh


def prune_units(params: Params, layer: int, units: Sequence[int]) -> Params:
    """Return a smaller network without these units.

    Its outputs are those of the whole network wherever the units are silent.

    Raises
    ------
    ValueError
        If there is no such hidden layer.
    """
    W, b = _hidden_copy(params, layer)
    pruned = _replaced(params, layer, np.delete(W, units, 1), np.delete(b, units))
    outgoing, bias = params[layer + 1]
    pruned[layer + 1] = np.delete(outgoing, units, axis=0), bias.copy()
    return pruned


def _hidden_copy(params: Params, layer: int) -> tuple[Floats, Floats]:
    hidden = len(params) - 1
    _require(0 <= layer < hidden, f"a hidden layer from 0 to {hidden - 1}", layer)
    W, b = params[layer]
    return W.copy(), b.copy()


def _replaced(params: Params, layer: int, W: Floats, b: Floats) -> Params:
    copies = [(W_.copy(), b_.copy()) for W_, b_ in params]
    copies[layer] = W, b
    return copies
