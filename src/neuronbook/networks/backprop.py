"""Backpropagation for a multilayer perceptron, from scratch, and how to check it.

Parameters are a list of ``(W, b)``, one pair a layer: ``W (n_in, n_out)``,
``b (n_out,)``. Hidden layers are ReLU layers, the last layer is linear. All functions
also take a *stack* of networks, ``W (S, n_in, n_out)`` and ``b (S, 1, n_out)``, and
then compute all S of them at once: that is how the book trains 200 seeds in a second.

Source: Goodfellow, Bengio and Courville, *Deep Learning*, section 6.5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from neuronbook.networks.datasets import xor
from neuronbook.networks.gradients import (
    gradient_check,
    gradient_descent,
    numerical_gradient,
    unbroadcast,
)
from neuronbook.networks.tape import tape_gradients

__all__ = [
    "XOR_X",
    "XOR_Y",
    "backward",
    "check_network",
    "flatten",
    "forward",
    "gradient_check",
    "gradient_descent",
    "init_mlp",
    "loss_and_grads",
    "numerical_gradient",
    "solves_xor",
    "tape_gradients",
    "train",
    "train_xor",
    "unbroadcast",
    "unflatten",
]

Array: TypeAlias = NDArray[Any]
Layer: TypeAlias = tuple[Array, Array]
GradsOf: TypeAlias = Callable[
    [Sequence[Layer], Array, Array], tuple[Array, list[Layer]]
]

XOR_X: Array = xor()[0].astype(np.float64)
"""The four inputs of exclusive or."""

XOR_Y: Array = xor()[1]
"""Their labels: 1 where exactly one input is 1."""

MAX_RESTARTS = 100


def init_mlp(
    sizes: Sequence[int], rng: np.random.Generator, stack: int | None = None
) -> list[Layer]:
    """Draw normal weights with standard deviation sqrt(2 / fan_in), biases zero.

    Parameters
    ----------
    sizes : units per layer, inputs first: ``(2, 8, 1)`` has one hidden layer
    rng : source of the weights
    stack : number of networks to draw side by side; None draws one

    Returns
    -------
    params : list of ``(W, b)``, see the module's docstring for the shapes

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


def forward(params: Sequence[Layer], X: Array) -> tuple[Array, list[Array]]:
    """Compute the logits, and keep what the backward pass needs.

    Parameters
    ----------
    params : list of ``(W, b)``
    X : inputs (batch, n_in)

    Returns
    -------
    logits : (batch, n_out)
    cache : the input of each layer, `X` first; a hidden unit's own output says where
        its ReLU was open, so the pre-activations need not be kept

    Raises
    ------
    ValueError
        If there is no layer, or a layer's weights do not fit what comes in.
    """
    if not params:
        raise ValueError("expected one layer or more, got none")
    cache = [np.asarray(X)]
    for W, b in params[:-1]:
        _require_fit(cache[-1], W)
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    W, b = params[-1]
    _require_fit(cache[-1], W)
    return cache[-1] @ W + b, cache


def backward(
    params: Sequence[Layer], cache: Sequence[Array], dlogits: Array
) -> list[Layer]:
    """Turn the gradient with respect to the logits into those of all parameters.

    Parameters
    ----------
    params : list of ``(W, b)``
    cache : what `forward` returned
    dlogits : gradient of the loss with respect to the logits (batch, n_out)

    Returns
    -------
    grads : list of ``(dW, db)`` in the order and the shapes of `params`

    Notes
    -----
    ReLU counts as constant at 0 (derivative 0), as in PyTorch.
    """
    grads: list[Layer] = []
    dZ = np.asarray(dlogits)
    for (W, b), A in zip(reversed(params), reversed(cache), strict=True):
        grads.insert(0, (np.swapaxes(A, -1, -2) @ dZ, unbroadcast(dZ, b.shape)))
        if len(grads) < len(params):
            dZ = (dZ @ np.swapaxes(W, -1, -2)) * (A > 0)
    return grads


def loss_and_grads(
    params: Sequence[Layer], X: Array, y: ArrayLike
) -> tuple[Array, list[Layer]]:
    """Compute the mean binary cross-entropy and its gradients.

    Parameters
    ----------
    params : list of ``(W, b)``; the last layer has one unit
    X : inputs (batch, n_in)
    y : labels in {0, 1} (batch,)

    Returns
    -------
    loss : mean over the batch, in nats; one number a network for a stack
    grads : list of ``(dW, db)`` in the order of `params`

    Raises
    ------
    ValueError
        If there is not one logit for each label, or a label is neither 0 nor 1.
    """
    logits, cache = forward(params, X)
    labels = _binary_labels(y, logits)
    z = logits[..., 0]
    # log(1 + e^z) for y = 0, log(1 + e^-z) for y = 1: no exponential overflows.
    loss = np.logaddexp(0, np.where(labels == 1, -z, z)).mean(axis=-1)
    dlogits = (expit(z) - labels)[..., None] / labels.size
    return loss, backward(params, cache, dlogits)


def flatten(params: Sequence[Layer]) -> Array:
    """Join all parameters, or all gradients, to one vector."""
    return np.concatenate([p.ravel() for pair in params for p in pair])


def unflatten(vector: Array, like: Sequence[Layer]) -> list[Layer]:
    """Undo `flatten`.

    Parameters
    ----------
    vector : as many numbers as `like` holds
    like : gives the shapes

    Raises
    ------
    ValueError
        If the number of parameters is another.
    """
    sizes = [p.size for pair in like for p in pair]
    if vector.shape != (sum(sizes),):
        raise ValueError(f"expected {sum(sizes)} numbers, got shape {vector.shape}")
    parts = iter(np.split(vector, np.cumsum(sizes)[:-1]))
    return [
        (next(parts).reshape(W.shape), next(parts).reshape(b.shape)) for W, b in like
    ]


def check_network(
    grads_of: GradsOf,
    params: Sequence[Layer],
    X: Array,
    y: Array,
    h: float = 1e-5,
) -> float:
    """Run `gradient_check` over all parameters of a network.

    Parameters
    ----------
    grads_of : what to check, a function like `loss_and_grads`
    params, X, y : where to check it
    h : step of the differences

    Returns
    -------
    error : see `gradient_check`

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
    params: Sequence[Layer],
    X: Array,
    y: Array,
    lr: Any,
    steps: int,
    grads_of: GradsOf = loss_and_grads,
) -> tuple[list[Layer], Array]:
    """Train by gradient descent on the whole batch.

    Parameters
    ----------
    params : list of ``(W, b)``; left as they are
    X, y : inputs (batch, n_in) and labels (batch,)
    lr : learning rate; for a stack of S networks also an array (S, 1, 1)
    steps : number of updates
    grads_of : computes loss and gradients like `loss_and_grads`

    Returns
    -------
    params : after the last update
    losses : (steps, ...), the loss before each update
    """
    params, losses = list(params), []
    for _ in range(steps):
        loss, grads = grads_of(params, X, y)
        losses.append(loss)
        params = [
            (W - lr * dW, b - lr * db)
            for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
    return params, np.array(losses)


def solves_xor(params: Sequence[Layer], X: Array = XOR_X) -> Array:
    """Say whether the sign of the logit is right on all four points.

    Parameters
    ----------
    params : list of ``(W, b)``, or a stack of networks
    X : the four points, if the network wants them scaled

    Returns
    -------
    solved : boolean; one a network for a stack
    """
    z = forward(params, X)[0][..., 0]
    return np.asarray(np.where(XOR_Y == 1, z > 0, z < 0).all(axis=-1))


def train_xor(
    seed: int, hidden: int = 8, lr: float = 0.5, steps: int = 4000
) -> list[Layer]:
    """Train a network with one hidden layer until it computes exclusive or.

    Some starts end with dead units and a loss that no longer moves. Such a run is
    given up and a new one begun.

    Parameters
    ----------
    seed : of all starts
    hidden : width of the hidden layer
    lr, steps : of each run

    Returns
    -------
    params : ``[(W1, b1), (W2, b2)]``; the sign of the logit is right on all four points

    Raises
    ------
    ValueError
        If `hidden` is below 2: one ReLU unit cannot compute exclusive or.
    RuntimeError
        If no run of a hundred succeeds (learning rate or number of steps are unfit).
    """
    if hidden < 2:
        raise ValueError(f"expected 2 hidden units or more, got {hidden}")
    rng = np.random.default_rng(seed)
    for _ in range(MAX_RESTARTS):
        start = init_mlp((2, hidden, 1), rng)
        params, _ = train(start, XOR_X, XOR_Y, lr, steps)
        if solves_xor(params):
            return params
    raise RuntimeError(f"no run of {MAX_RESTARTS} solved XOR with lr={lr}, {steps=}")


def _require_fit(A: Array, W: Array) -> None:
    if A.ndim < 2 or A.shape[-1] != W.shape[-2]:
        raise ValueError(
            f"expected inputs of shape (batch, {W.shape[-2]}), got {A.shape}"
        )


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
