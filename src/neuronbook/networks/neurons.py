"""One neuron, a layer of neurons, and what a single one can and cannot do.

Batch first: inputs `X (batch, n_in)`, weights `W (n_in, n_out)`, biases `b (n_out,)`.
A network is a list of `(W, b)`. Floating dtypes are kept, integers become float64, and
no function modifies its input.

References
----------
Goodfellow, Bengio and Courville, *Deep Learning* (2016), chapter 6.
Rosenblatt, *The perceptron*, Psychological Review 65 (1958).
Novikoff, *On convergence proofs for perceptrons* (1962).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Activation",
    "Layer",
    "collapse",
    "dense",
    "feed_forward",
    "neuron",
    "perceptron",
    "perceptron_epochs",
    "standardize",
    "xor_network",
]

Array: TypeAlias = NDArray[Any]
Activation: TypeAlias = Callable[[Array], Array]
Layer: TypeAlias = tuple[Array, Array]
"""Weights (n_in, n_out) and biases (n_out,)."""


def as_float(values: ArrayLike) -> Array:
    """Return an array of a floating dtype: integers and booleans become float64."""
    array = np.asarray(values)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _require_shape(name: str, array: Array, expected: tuple[int, ...]) -> None:
    if array.shape != expected:
        raise ValueError(f"expected {name} of shape {expected}, got {array.shape}")


def _require_ndim(name: str, array: Array, ndim: int, axes: str) -> None:
    if array.ndim != ndim:
        raise ValueError(f"expected {name} of shape {axes}, got {array.shape}")


def neuron(
    x: ArrayLike, w: ArrayLike, b: ArrayLike, activation: Activation
) -> tuple[Any, Any]:
    """Compute one neuron: a weighted sum, then a bend.

    Parameters
    ----------
    x
        Inputs (n,).
    w
        Weights (n,).
    b
        Bias, a single number.
    activation
        Function of the pre-activation.

    Returns
    -------
    z, a
        Pre-activation `x · w + b` and activation `activation(z)`, both scalars.

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
    X
        Inputs (batch, n_in), an example a row.
    W
        Weights (n_in, n_out), a neuron a column.
    b
        Biases (n_out,), added to every row.
    activation
        Elementwise function.

    Returns
    -------
    Z, A
        Pre-activations and activations, both (batch, n_out).

    Raises
    ------
    ValueError
        If the shapes do not fit. A bias of shape (batch, 1) or (n_out, 1) would
        broadcast to something else without a word.
    """
    X, W, b = as_float(X), as_float(W), as_float(b)
    _require_ndim("X", X, 2, "(batch, n_in)")
    _require_ndim("W", W, 2, "(n_in, n_out)")
    _require_shape("X", X, (X.shape[0], W.shape[0]))
    _require_shape("b", b, (W.shape[1],))
    Z = X @ W + b
    return Z, activation(Z)


def feed_forward(
    layers: Sequence[Layer], X: ArrayLike, activation: Activation
) -> Array:
    """Compute a network: `activation` after each layer but the last, which is linear.

    Parameters
    ----------
    layers
        `(W, b)` of each layer, first layer first.
    X
        Inputs (batch, n_in).
    activation
        Elementwise function of the hidden layers.

    Returns
    -------
    Array
        Outputs (batch, n_out).

    Raises
    ------
    ValueError
        If there is no layer, or shapes do not fit.
    """
    if not layers:
        raise ValueError("expected one layer or more, got none")
    A = as_float(X)
    for W, b in layers[:-1]:
        A = dense(A, W, b, activation)[1]
    return dense(A, *layers[-1], activation)[0]


def collapse(layers: Sequence[Layer]) -> Layer:
    """Fold layers without an activation between them into one that computes the same.

    (X W1 + b1) W2 + b2 = X (W1 W2) + (b1 W2 + b2).

    Parameters
    ----------
    layers
        `(W, b)` of each layer, first layer first.

    Returns
    -------
    W, b
        Weights (n_in of the first, n_out of the last) and biases (n_out,).

    Raises
    ------
    ValueError
        If there is no layer, or neighbours do not fit.
    """
    if not layers:
        raise ValueError("expected one layer or more, got none")
    checked = [(as_float(W), as_float(b)) for W, b in layers]
    for W, b in checked:
        _require_ndim("W", W, 2, "(n_in, n_out)")
        _require_shape("b", b, (W.shape[1],))
    W, b = reduce(_fold, checked)
    return W.copy(), b.copy()


def _fold(first: Layer, second: Layer) -> Layer:
    (W1, b1), (W2, b2) = first, second
    _require_shape("the next W", W2, (W1.shape[1], W2.shape[1]))
    return W1 @ W2, b1 @ W2 + b2


def xor_network() -> list[Layer]:
    """Return a network of two hidden ReLU units that computes XOR exactly.

    With s = x1 + x2 the output is relu(s) - 2 relu(s - 1): 0, 1, 0 at s = 0, 1, 2
    (Goodfellow, Bengio and Courville 2016, section 6.1).

    Returns
    -------
    layers
        `[(W1, b1), (W2, b2)]` of shapes (2, 2), (2,), (2, 1), (1,), for `feed_forward`.
    """
    hidden = np.ones((2, 2)), np.array([0.0, -1.0])
    output = np.array([[1.0], [-2.0]]), np.zeros(1)
    return [hidden, output]


def perceptron_epochs(X: ArrayLike, y: ArrayLike) -> Iterator[tuple[Array, Any, int]]:
    """Run Rosenblatt's rule, one pass over the data at a time, for ever.

    An example that is classified wrongly moves the boundary towards it:
    `w += (y - prediction) x`, `b += y - prediction`, where the prediction is 1 if
    `x · w + b > 0`. On separable data the number of mistakes ever made is at most
    (R/γ)² (Novikoff 1962).

    Parameters
    ----------
    X
        Examples (n, features).
    y
        Labels (n,) in {0, 1}.

    Yields
    ------
    w, b, mistakes
        Weights (features,) and bias after the pass, and how often it was wrong.

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
    X
        Examples (n, features).
    y
        Labels (n,) in {0, 1}.
    epochs
        The most passes over the data; a pass without a mistake is the last.

    Returns
    -------
    w, b
        Weights (features,) and bias: label 1 where `X @ w + b > 0`.

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


def standardize(train: ArrayLike, *others: ArrayLike) -> tuple[Array, ...]:
    """Give each feature mean 0 and standard deviation 1 on the training set.

    The others (validation, test) are moved and scaled by the training set's numbers:
    at prediction time there is no other set to take a mean of.

    Parameters
    ----------
    train
        Training examples (n, features).
    *others
        More examples, each (m, features).

    Returns
    -------
    scaled
        `train` and the others. A feature that is constant in `train` becomes 0.

    Raises
    ------
    ValueError
        If `train` has no rows or the numbers of features differ.
    """
    arrays = [as_float(array) for array in (train, *others)]
    _require_ndim("train", arrays[0], 2, "(n, features)")
    if not len(arrays[0]):
        raise ValueError(f"expected training rows, got shape {arrays[0].shape}")
    for other in arrays[1:]:
        _require_shape("others", other, (len(other), arrays[0].shape[1]))
    # float64 inside: the sum of a few thousand float16 numbers is already infinite.
    reference = arrays[0].astype(np.float64)
    mean, std = reference.mean(axis=0), reference.std(axis=0)
    # Rounding leaves a constant 0.1 with a standard deviation of 1e-17, not 0.
    constant = reference.min(axis=0) == reference.max(axis=0)
    scale = np.where(constant, 0.0, 1.0 / np.where(constant, 1.0, std))
    return tuple(((a - mean) * scale).astype(a.dtype) for a in arrays)
