"""Backpropagation for a multilayer perceptron, from scratch, and how to check it.

Hidden layers are ReLU layers, the last layer is linear. All functions also take a
*stack* of networks, ``W (S, n_in, n_out)`` and ``b (S, 1, n_out)``, and then compute
all S of them at once: that is how the book trains 200 seeds in a second.

Source: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from neuronbook.arrays import Array
from neuronbook.networks.datasets import xor
from neuronbook.networks.gradients import gradient_check, unbroadcast
from neuronbook.networks.neurons import Params, feed_forward, layer_outputs

__all__ = [
    "XOR_X",
    "XOR_Y",
    "GradsOf",
    "backward",
    "check_network",
    "flatten",
    "init_mlp",
    "loss_and_grads",
    "solves_xor",
    "train",
    "unflatten",
]

GradsOf: TypeAlias = Callable[[Params, Array, Array], tuple[Array, Params]]
"""What computes loss and gradients from parameters, inputs and labels."""

XOR_X: Array = xor()[0].astype(np.float64)
"""The four inputs of exclusive or."""

XOR_Y: Array = xor()[1]
"""Their labels: 1 where exactly one input is 1."""


def init_mlp(
    sizes: Sequence[int], rng: np.random.Generator, stack: int | None = None
) -> Params:
    """Draw normal weights with standard deviation sqrt(2 / fan_in), biases zero.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer, inputs first: ``(2, 8, 1)`` has one hidden layer.
    rng : numpy.random.Generator
        Source of the weights.
    stack : int, optional
        Number of networks to draw side by side; None draws one.

    Returns
    -------
    list of (W, b)
        The network, or the stack.

    Notes
    -----
    He et al., "Delving Deep into Rectifiers", 2015.
    """
    lead, one = ((), ()) if stack is None else ((stack,), (1,))
    return [
        (
            rng.standard_normal((*lead, fan_in, fan_out)) * np.sqrt(2.0 / fan_in),
            np.zeros((*lead, *one, fan_out)),
        )
        for fan_in, fan_out in pairwise(sizes)
    ]


def backward(params: Params, inputs: Sequence[Array], dlogits: ArrayLike) -> Params:
    """Turn the gradient with respect to the logits into those of all parameters.

    Parameters
    ----------
    params : list of (W, b)
        The network.
    inputs : list of ndarray
        The input of each layer: ``X``, then the hidden layers' `layer_outputs`. A
        hidden unit's output says where its ReLU was open, so the pre-activations need
        not be kept.
    dlogits : array_like (batch, n_out)
        Gradient of the loss with respect to the logits.

    Returns
    -------
    list of (dW, db)
        In the order and the shapes of `params`.

    Notes
    -----
    ReLU counts as constant at 0 (derivative 0), as in PyTorch.
    """
    grads: Params = []
    dZ = np.asarray(dlogits)
    for (W, b), A in zip(reversed(params), reversed(inputs), strict=True):
        grads.insert(0, (A.mT @ dZ, unbroadcast(dZ, b.shape)))
        if len(grads) < len(params):
            dZ = (dZ @ W.mT) * (A > 0)
    return grads


def loss_and_grads(params: Params, X: ArrayLike, y: ArrayLike) -> tuple[Array, Params]:
    """Compute the mean binary cross-entropy and its gradients.

    Parameters
    ----------
    params : list of (W, b)
        A network whose last layer has one unit.
    X : array_like (batch, n_in)
        Inputs.
    y : array_like (batch,)
        Labels, 0 or 1.

    Returns
    -------
    loss : float
        Mean over the batch, in nats; one number per network for a stack.
    grads : list of (dW, db)
        In the order of `params`.

    Raises
    ------
    ValueError
        If there is not one logit for each label, or a label is neither 0 nor 1.
    """
    *hidden, logits = layer_outputs(params, X)
    labels = _binary_labels(y, logits)
    z = logits[..., 0]
    # log(1 + e^z) for y = 0, log(1 + e^-z) for y = 1: no exponential overflows.
    loss = np.logaddexp(0, np.where(labels == 1, -z, z)).mean(axis=-1)
    dlogits = (expit(z) - labels)[..., None] / labels.size
    return loss, backward(params, [np.asarray(X), *hidden], dlogits)


def flatten(params: Params) -> Array:
    """Join all parameters, or all gradients, to one vector."""
    return np.concatenate([p.ravel() for layer in params for p in layer])


def unflatten(vector: Array, like: Params) -> Params:
    """Undo `flatten`.

    Parameters
    ----------
    vector : ndarray (n,)
        As many numbers as `like` holds.
    like : list of (W, b)
        Gives the shapes.

    Returns
    -------
    list of (W, b)
        The same numbers in those shapes.

    Raises
    ------
    ValueError
        If the number of parameters is another.
    """
    sizes = [p.size for layer in like for p in layer]
    if vector.shape != (sum(sizes),):
        raise ValueError(f"expected {sum(sizes)} numbers, got shape {vector.shape}")
    parts = iter(np.split(vector, np.cumsum(sizes)[:-1]))
    return [
        (next(parts).reshape(W.shape), next(parts).reshape(b.shape)) for W, b in like
    ]


def check_network(
    grads_of: GradsOf, params: Params, X: Array, y: Array, h: float = 1e-5
) -> float:
    """Run `gradient_check` over all parameters of a network.

    Parameters
    ----------
    grads_of : callable
        What to check, a function like `loss_and_grads`.
    params : list of (W, b)
        Where to check it: the network,
    X : ndarray (batch, n_in)
        its inputs,
    y : ndarray (batch,)
        and their labels.
    h : float
        Step of the differences.

    Returns
    -------
    float
        See `gradient_check`.

    Raises
    ------
    ValueError
        If there are not as many gradients as parameters.
    """
    return gradient_check(
        lambda v: grads_of(unflatten(v, params), X, y)[0],
        lambda v: flatten(grads_of(unflatten(v, params), X, y)[1]),
        flatten(params),
        h,
    )


def train(
    params: Params,
    X: Array,
    y: Array,
    lr: Any,
    steps: int,
    grads_of: GradsOf = loss_and_grads,
) -> tuple[Params, Array]:
    """Train by gradient descent on the whole batch.

    Parameters
    ----------
    params : list of (W, b)
        The network; it is left as it is.
    X : ndarray (batch, n_in)
        Inputs.
    y : ndarray (batch,)
        Labels.
    lr : float
        Learning rate; for a stack of S networks also an array (S, 1, 1).
    steps : int
        Number of updates.
    grads_of : callable
        Computes loss and gradients like `loss_and_grads`.

    Returns
    -------
    params : list of (W, b)
        The network after the last update.
    losses : ndarray (steps, ...)
        The loss before each update.
    """
    losses = []
    for _ in range(steps):
        loss, grads = grads_of(params, X, y)
        losses.append(loss)
        params = [
            (W - lr * dW, b - lr * db)
            for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
    return params, np.array(losses)


def solves_xor(params: Params, X: ArrayLike = XOR_X) -> Array:
    """Say whether the sign of the logit is right on all four points.

    Parameters
    ----------
    params : list of (W, b)
        A network, or a stack of networks.
    X : array_like (4, 2)
        The four points, if the network wants them scaled.

    Returns
    -------
    bool
        One per network for a stack.
    """
    z = feed_forward(params, X)[..., 0]
    return np.asarray(np.where(XOR_Y == 1, z > 0, z < 0).all(axis=-1))


def _binary_labels(y: ArrayLike, logits: Array) -> Array:
    labels = np.asarray(y)
    batch, units = logits.shape[-2:]
    if units != 1:
        raise ValueError(f"expected one logit per example, got {units}")
    if labels.shape != (batch,):
        raise ValueError(f"expected labels of shape ({batch},), got {labels.shape}")
    if not np.isin(labels, (0, 1)).all():
        raise ValueError("expected labels 0 or 1, got others")
    return labels.astype(logits.dtype)
