"""One neuron, a layer of neurons, a network, and what a single neuron can do.

Batch first: inputs ``X (batch, n_in)``, weights ``W (n_in, n_out)``, biases
``b (n_out,)``. A network is a list of ``(W, b)``, first layer first. Floating dtypes
are kept, integers become float64, and no function modifies its input.

References
----------
Goodfellow, Bengio and Courville, *Deep Learning* (2016), chapter 6.
Rosenblatt, *The perceptron*, Psychological Review 65 (1958).
Novikoff, *On convergence proofs for perceptrons* (1962).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, as_float
from neuronbook.functions.activations import relu

__all__ = [
    "Activation",
    "Layer",
    "Params",
    "collapse",
    "dense",
    "feed_forward",
    "layer_outputs",
    "neuron",
    "perceptron",
    "perceptron_epochs",
    "xor_network",
]

Activation: TypeAlias = Callable[[Array], Array]
Layer: TypeAlias = tuple[Array, Array]
"""Weights ``W (n_in, n_out)`` and biases ``b (n_out,)``."""

Params: TypeAlias = list[Layer]
"""All parameters of a network, first layer first."""


def neuron(
    x: ArrayLike, w: ArrayLike, b: ArrayLike, activation: Activation
) -> tuple[Any, Any]:
    """Compute one neuron: a weighted sum, then a bend.

    Parameters
    ----------
    x : array_like (n,)
        Inputs.
    w : array_like (n,)
        Weights.
    b : float
        Bias.
    activation : callable
        Function of the pre-activation.

    Returns
    -------
    z : float
        Pre-activation ``x · w + b``.
    a : float
        Activation ``activation(z)``.

    Raises
    ------
    ValueError
        If `x` is no vector, `w` has another shape, or `b` is not one number.
    """
    x, w = as_float(x), as_float(w)
    _require_ndim("x", x, 1, "(n,)")
    _require_shape("w", w, x.shape)
    if np.ndim(b):
        raise ValueError(f"expected one number as b, got shape {np.shape(b)}")
    z = x @ w + b
    return z, activation(z)


def dense(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, activation: Activation
) -> tuple[Array, Array]:
    """Compute a layer of neurons for a batch of examples.

    Parameters
    ----------
    X : array_like (batch, n_in)
        Inputs, one example per row.
    W : array_like (n_in, n_out)
        Weights, one neuron per column.
    b : array_like (n_out,)
        Biases, added to every row.
    activation : callable
        Elementwise function.

    Returns
    -------
    Z : ndarray (batch, n_out)
        Pre-activations ``X W + b``.
    A : ndarray (batch, n_out)
        Activations.

    Raises
    ------
    ValueError
        If the shapes do not fit. A bias of shape (batch, 1) or (n_out, 1) would
        broadcast to something else without a word.

    Notes
    -----
    A stack of S layers is computed side by side: ``W (S, n_in, n_out)`` and
    ``b (S, 1, n_out)`` for inputs ``(batch, n_in)`` or ``(S, batch, n_in)``.
    """
    X, W, b = as_float(X), as_float(W), as_float(b)
    _require_layer(W, b)
    if X.ndim not in (2, W.ndim):
        raise ValueError(f"expected X of shape (batch, n_in), got {X.shape}")
    _require_shape("X", X, (*X.shape[:-1], W.shape[-2]))
    Z = X @ W + b
    return Z, activation(Z)


def layer_outputs(
    params: Params, X: ArrayLike, activation: Activation = relu
) -> list[Array]:
    """Compute a network and keep what each layer returns.

    Parameters
    ----------
    params : list of (W, b)
        The network; stacks of networks as in `dense`.
    X : array_like (batch, n_in)
        Inputs.
    activation : callable
        Elementwise function after each layer but the last, which is linear.

    Returns
    -------
    list of ndarray
        One array (batch, n_out) per layer: the activations of the hidden layers, then
        the network's output.

    Raises
    ------
    ValueError
        If there is no layer, or shapes do not fit.
    """
    _require_layers(params)
    outputs: list[Array] = []
    A = as_float(X)
    for W, b in params[:-1]:
        A = dense(A, W, b, activation)[1]
        outputs.append(A)
    Z, _ = dense(A, *params[-1], activation=_identity)
    return [*outputs, Z]


def feed_forward(params: Params, X: ArrayLike, activation: Activation = relu) -> Array:
    """Compute a network's output.

    Parameters and errors are those of `layer_outputs`.

    Returns
    -------
    ndarray (batch, n_out)
        What the last layer, which is linear, returns.
    """
    return layer_outputs(params, X, activation)[-1]


def collapse(params: Params) -> Layer:
    """Fold layers without an activation between them into one that computes the same.

    (X W1 + b1) W2 + b2 = X (W1 W2) + (b1 W2 + b2).

    Parameters
    ----------
    params : list of (W, b)
        The layers.

    Returns
    -------
    W : ndarray (n_in of the first, n_out of the last)
        Weights of the one layer.
    b : ndarray (n_out,)
        Its biases.

    Raises
    ------
    ValueError
        If there is no layer, or neighbors do not fit.
    """
    _require_layers(params)
    layers = [(as_float(W), as_float(b)) for W, b in params]
    for W, b in layers:
        _require_ndim("W", W, 2, "(n_in, n_out)")
        _require_layer(W, b)
    W, b = reduce(_fold, layers)
    return W.copy(), b.copy()


def _fold(first: Layer, second: Layer) -> Layer:
    (W1, b1), (W2, b2) = first, second
    _require_shape("the next W", W2, (W1.shape[1], W2.shape[1]))
    return W1 @ W2, b1 @ W2 + b2


def xor_network() -> Params:
    """Return a network of two hidden ReLU units that computes XOR exactly.

    With s = x1 + x2 the output is relu(s) - 2 relu(s - 1): 0, 1, 0 at s = 0, 1, 2
    (Goodfellow, Bengio and Courville 2016, section 6.1).

    Returns
    -------
    list of (W, b)
        Of shapes (2, 2), (2,) and (2, 1), (1,), for `feed_forward`.
    """
    hidden = np.ones((2, 2)), np.array([0.0, -1.0])
    output = np.array([[1.0], [-2.0]]), np.zeros(1)
    return [hidden, output]


def perceptron_epochs(X: ArrayLike, y: ArrayLike) -> Iterator[tuple[Array, Any, int]]:
    """Run Rosenblatt's rule, one pass over the data at a time, for ever.

    An example that is classified wrongly moves the boundary towards it:
    ``w += (y - prediction) x``, ``b += y - prediction``, where the prediction is 1 if
    ``x · w + b > 0``. On separable data the number of mistakes ever made is at most
    (R/γ)² (Novikoff 1962).

    Parameters
    ----------
    X : array_like (n, features)
        Examples.
    y : array_like (n,)
        Labels, 0 or 1.

    Yields
    ------
    w : ndarray (features,)
        Weights after the pass.
    b : float
        Bias after the pass.
    mistakes : int
        How many predictions of the pass were wrong.

    Raises
    ------
    ValueError
        If the shapes do not fit or a label is neither 0 nor 1.
    """
    X, y = as_float(X), np.asarray(y)
    _require_ndim("X", X, 2, "(n, features)")
    _require_shape("y", y, X.shape[:1])
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"expected labels 0 and 1, got {np.unique(y)}")
    w, b = np.zeros(X.shape[1], X.dtype), X.dtype.type(0)
    while True:
        mistakes = 0
        for x, target in zip(X, y.astype(X.dtype), strict=True):
            step = target - (x @ w + b > 0)
            w, b = w + step * x, b + step
            mistakes += int(step != 0)
        yield w, b, mistakes


def perceptron(X: ArrayLike, y: ArrayLike, epochs: int = 50) -> tuple[Array, Any]:
    """Find a hyperplane by Rosenblatt's rule.

    Parameters
    ----------
    X : array_like (n, features)
        Examples.
    y : array_like (n,)
        Labels, 0 or 1.
    epochs : int
        The most passes over the data; a pass without a mistake is the last.

    Returns
    -------
    w : ndarray (features,)
        Weights.
    b : float
        Bias: label 1 where ``X @ w + b > 0``.

    Raises
    ------
    ValueError
        If there is no epoch, the shapes do not fit or a label is neither 0 nor 1.
    """
    if epochs < 1:
        raise ValueError(f"expected one epoch or more, got {epochs}")
    passes = perceptron_epochs(X, y)
    for _ in range(epochs):
        w, b, mistakes = next(passes)
        if not mistakes:
            break
    return w, b


def _identity(Z: Array) -> Array:
    return Z


def _require_layers(params: Params) -> None:
    if not params:
        raise ValueError("expected one layer or more, got none")


def _require_layer(W: Array, b: Array) -> None:
    if W.ndim not in (2, 3):
        raise ValueError(f"expected W of shape (n_in, n_out), got {W.shape}")
    *stack, _, n_out = W.shape
    _require_shape("b", b, (*stack, 1, n_out) if stack else (n_out,))


def _require_shape(name: str, array: Array, expected: tuple[int, ...]) -> None:
    if array.shape != expected:
        raise ValueError(f"expected {name} of shape {expected}, got {array.shape}")


def _require_ndim(name: str, array: Array, ndim: int, axes: str) -> None:
    if array.ndim != ndim:
        raise ValueError(f"expected {name} of shape {axes}, got {array.shape}")
