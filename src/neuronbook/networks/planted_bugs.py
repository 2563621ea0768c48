"""Backward passes with one mistake each, to see which test finds them.

Every entry of `BUGS` has the signature of
`neuronbook.networks.backprop.loss_and_grads` and differs from it in one line. All of
them run without an error.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit

from neuronbook.arrays import Array
from neuronbook.networks.backprop import GradsOf
from neuronbook.networks.gradients import unbroadcast
from neuronbook.networks.neurons import Params, layer_outputs

__all__ = ["BUGS", "backward_pass"]


def backward_pass(
    *,
    error: Callable[[Array, Array], Array] = lambda z, y: expit(z) - y,
    send_back: Callable[[Array], Array] = lambda W: W.mT,
    gate: Callable[[Array], Array] = lambda A: A > 0,
    hand_over: Callable[[Params, int], Params] = lambda grads, n: grads,
) -> GradsOf:
    """Build a `loss_and_grads` of replaceable parts; the defaults are right.

    Parameters
    ----------
    error : callable
        Derivative of one example's loss by its logit, from logits and labels.
    send_back : callable
        What the gradient is multiplied by on its way to the layer before, from the
        weights.
    gate : callable
        Derivative of ReLU, from its output.
    hand_over : callable
        Last change to the gradients, from them and the number of examples.

    Returns
    -------
    callable
        Function of ``(params, X, y)``.
    """

    def grads_of(params: Params, X: Array, y: Array) -> tuple[Array, Params]:
        *hidden, logits = layer_outputs(params, X)
        loss = np.logaddexp(0, np.where(y == 1, -1, 1) * logits[..., 0]).mean(axis=-1)
        dZ = error(logits[..., 0], y)[..., None] / len(y)
        grads: Params = []
        for (W, b), A in zip(params[::-1], [X, *hidden][::-1], strict=True):
            grads.insert(0, (A.mT @ dZ, unbroadcast(dZ, b.shape)))
            if len(grads) < len(params):
                dZ = (dZ @ send_back(W)) * gate(A)
        return loss, hand_over(grads, len(y))

    return grads_of


def _random_matrix(W: Array) -> Array:
    """Return a fixed random matrix of the shape of the transposed weights."""
    n_in, n_out = W.shape[-2:]
    rng = np.random.default_rng((n_out, n_in))
    fixed: Array = rng.standard_normal((n_out, n_in)) * np.sqrt(2.0 / n_in)
    return fixed


def _zeros(grads: Params) -> Params:
    return [(0 * dW, 0 * db) for dW, db in grads]


BUGS: dict[str, GradsOf] = {
    # What happens to the finished gradients; n is the number of examples.
    "mean taken twice": backward_pass(
        hand_over=lambda grads, n: [(dW / n, db / n) for dW, db in grads]
    ),
    "mean forgotten": backward_pass(
        hand_over=lambda grads, n: [(n * dW, n * db) for dW, db in grads]
    ),
    "bias gradient not averaged": backward_pass(
        hand_over=lambda grads, n: [(dW, n * db) for dW, db in grads]
    ),
    "bias gradient forgotten": backward_pass(
        hand_over=lambda grads, n: [(dW, 0 * db) for dW, db in grads]
    ),
    "first layer never updated": backward_pass(
        hand_over=lambda grads, n: _zeros(grads[:1]) + grads[1:]
    ),
    "only the last layer updated": backward_pass(
        hand_over=lambda grads, n: _zeros(grads[:-1]) + grads[-1:]
    ),
    # The way from one layer to the one before.
    "weights not transposed": backward_pass(
        send_back=lambda W: W if W.shape[-1] == W.shape[-2] else W.mT
    ),
    "random feedback": backward_pass(send_back=_random_matrix),
    "ReLU derivative always 1": backward_pass(gate=np.ones_like),
    # The derivative that starts the pass.
    "gradient of the squared error": backward_pass(
        error=lambda z, y: (expit(z) - y) * expit(z) * expit(-z)
    ),
    "sigmoid applied twice": backward_pass(error=lambda z, y: expit(expit(z)) - y),
    "sign of the error flipped": backward_pass(error=lambda z, y: y - expit(z)),
}
"""Name of the mistake to a `loss_and_grads` that makes it."""
