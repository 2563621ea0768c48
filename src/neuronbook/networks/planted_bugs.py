"""Backward passes with one mistake each, to see which test finds them.

Every entry of `BUGS` has the signature of
`neuronbook.networks.backprop.loss_and_grads` and differs from it in one
line. All of them run without an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from scipy.special import expit

from neuronbook.networks.backprop import (
    Array,
    GradsOf,
    Layer,
    forward,
    loss_and_grads,
    unbroadcast,
)

__all__ = ["BUGS", "backward_pass"]

Grads: TypeAlias = list[Layer]


def _transposed(A: Array) -> Array:
    return np.swapaxes(A, -1, -2)


def _error(z: Array, y: Array) -> Array:
    return np.asarray(expit(z) - y)


def _open(A: Array) -> Array:
    return A > 0


def _as_they_are(grads: Grads, batch: int) -> Grads:
    return grads


def backward_pass(
    *,
    error: Callable[[Array, Array], Array] = _error,
    send_back: Callable[[Array], Array] = _transposed,
    gate: Callable[[Array], Array] = _open,
    finish: Callable[[Grads, int], Grads] = _as_they_are,
) -> GradsOf:
    """Build a `loss_and_grads` of replaceable parts; the defaults are right.

    Parameters
    ----------
    error : derivative of one example's loss by its logit, from logits and labels
    send_back : what the gradient is multiplied by on its way to the layer before,
        from the weights
    gate : derivative of ReLU, from its output
    finish : last change to the gradients, from them and the number of examples

    Returns
    -------
    loss_and_grads : function of ``(params, X, y)``
    """

    def faulty(params: Sequence[Layer], X: Array, y: Array) -> tuple[Array, Grads]:
        loss = loss_and_grads(params, X, y)[0]
        logits, cache = forward(params, X)
        dZ = error(logits[..., 0], y)[..., None] / len(y)
        grads: Grads = []
        for (W, b), A in zip(reversed(params), reversed(cache), strict=True):
            grads.insert(0, (_transposed(A) @ dZ, unbroadcast(dZ, b.shape)))
            if len(grads) < len(params):
                dZ = (dZ @ send_back(W)) * gate(A)
        return loss, finish(grads, len(y))

    return faulty


def _scaled(weights: float, biases: float) -> Callable[[Grads, int], Grads]:
    """Multiply the gradients by powers of the batch size."""

    def finish(grads: Grads, batch: int) -> Grads:
        return [(dW * batch**weights, db * batch**biases) for dW, db in grads]

    return finish


def _only(kept: slice) -> Callable[[Grads, int], Grads]:
    """Zero the gradients of all layers but some."""

    def finish(grads: Grads, batch: int) -> Grads:
        live = range(len(grads))[kept]
        return [
            (dW, db) if i in live else (0 * dW, 0 * db)
            for i, (dW, db) in enumerate(grads)
        ]

    return finish


def _random_feedback(W: Array) -> Array:
    """Return a fixed random matrix instead of the transposed weights."""
    shape = (W.shape[-1], W.shape[-2])
    scale = np.sqrt(2.0 / W.shape[-2])
    fixed: Array = np.random.default_rng(shape).standard_normal(shape) * scale
    return fixed


BUGS: dict[str, GradsOf] = {
    "mean taken twice": backward_pass(finish=_scaled(-1, -1)),
    "mean forgotten": backward_pass(finish=_scaled(1, 1)),
    "bias gradient not averaged": backward_pass(finish=_scaled(0, 1)),
    "bias gradient forgotten": backward_pass(
        finish=lambda grads, batch: [(dW, 0 * db) for dW, db in grads]
    ),
    "weights not transposed": backward_pass(
        send_back=lambda W: W if W.shape[-1] == W.shape[-2] else _transposed(W)
    ),
    "random feedback": backward_pass(send_back=_random_feedback),
    "ReLU derivative always 1": backward_pass(gate=np.ones_like),
    "first layer never updated": backward_pass(finish=_only(slice(1, None))),
    "only the last layer updated": backward_pass(finish=_only(slice(-1, None))),
    "gradient of the squared error": backward_pass(
        error=lambda z, y: (expit(z) - y) * expit(z) * expit(-z)
    ),
    "sigmoid applied twice": backward_pass(error=lambda z, y: expit(expit(z)) - y),
    "sign of the error flipped": backward_pass(error=lambda z, y: y - expit(z)),
}
"""Name of the mistake to a `loss_and_grads` that makes it."""
