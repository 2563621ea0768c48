"""Operations on the hidden units of a ReLU network: wake them, renew them, remove them.

Each returns a new network. Hidden layers are counted from 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.networks.neurons import Params, feed_forward

__all__ = ["prune_units", "reinitialize_units", "revive"]


def revive(params: Params, layer: int, X: ArrayLike, top: float = 1.0) -> Params:
    """Return a network in which no unit of a layer is dead on the data.

    Each dead unit's bias is raised until its largest pre-activation is `top`. Live
    units are as before.

    Parameters
    ----------
    params : list of (W, b)
        The network.
    layer : int
        The hidden layer.
    X : array_like (examples, n_in)
        The data, inputs of the network.
    top : float
        Largest pre-activation of a revived unit, above 0.

    Returns
    -------
    list of (W, b)
        The new network.

    Raises
    ------
    ValueError
        If there is no such hidden layer.
    """
    revived = _copied(params, layer)
    # The last layer of a network is linear: cut here, it returns pre-activations.
    highest = feed_forward(params[: layer + 1], X).max(axis=0)
    bias = revived[layer][1]
    bias += np.where(highest <= 0, top - highest, 0).astype(bias.dtype)
    return revived


def reinitialize_units(
    params: Params, layer: int, units: Sequence[int], rng: np.random.Generator
) -> Params:
    """Return a network in which these units start afresh.

    Incoming weights are drawn from He's normal distribution, the bias is 0. Outgoing
    weights become 0: if the units were dead, the outputs are as before.

    Parameters
    ----------
    params : list of (W, b)
        The network.
    layer : int
        The hidden layer.
    units : sequence of int
        Its units to renew.
    rng : numpy.random.Generator
        Source of the weights.

    Returns
    -------
    list of (W, b)
        The new network.

    Raises
    ------
    ValueError
        If there is no such hidden layer.

    References
    ----------
    Sokar et al., *The dormant neuron phenomenon in deep reinforcement learning*,
    ICML 2023.
    """
    fresh = _copied(params, layer)
    (W, b), (outgoing, _) = fresh[layer], fresh[layer + 1]
    fan_in = len(W)
    W[:, units] = rng.normal(0, math.sqrt(2 / fan_in), (fan_in, len(units)))
    b[units] = 0
    outgoing[units] = 0
    return fresh


def prune_units(params: Params, layer: int, units: Sequence[int]) -> Params:
    """Return a smaller network without these units.

    Its outputs are those of the whole network wherever the units are silent.

    Parameters
    ----------
    params : list of (W, b)
        The network.
    layer : int
        The hidden layer.
    units : sequence of int
        Its units to remove.

    Returns
    -------
    list of (W, b)
        The new network.

    Raises
    ------
    ValueError
        If there is no such hidden layer.
    """
    pruned = _copied(params, layer)
    (W, b), (outgoing, bias) = pruned[layer], pruned[layer + 1]
    pruned[layer] = np.delete(W, units, axis=1), np.delete(b, units)
    pruned[layer + 1] = np.delete(outgoing, units, axis=0), bias
    return pruned


def _copied(params: Params, layer: int) -> Params:
    hidden = len(params) - 1
    if not 0 <= layer < hidden:
        raise ValueError(f"expected a hidden layer from 0 to {hidden - 1}, got {layer}")
    return [(W.copy(), b.copy()) for W, b in params]
