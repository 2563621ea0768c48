"""Gates: numbers from 0 to 1 that decide how much of a signal passes.

An LSTM cell has three of them and keeps its state by a sum; a gated feed-forward block
multiplies one half of its hidden layer by the other. Weights come in the forms in which
they are published: an LSTM's as PyTorch keeps them, a feed-forward block's as Shazeer
writes it. Results have the dtype of `x`, and are computed in float64.

References
----------
Hochreiter and Schmidhuber, *Long short-term memory*, Neural Computation 9 (1997).
Gers, Schmidhuber and Cummins, *Learning to forget*, Neural Computation 12 (2000).
Shazeer, *GLU variants improve transformer*, arXiv:2002.05202 (2020).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, Floats, as_float
from neuronbook.functions.activations import sigmoid, silu

LSTM_KEYS = "weight_ih", "weight_hh", "bias_ih", "bias_hh"
"""Names of an LSTM cell's parameters, PyTorch's."""


def lstm_step(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, params: Mapping[str, ArrayLike]
) -> tuple[Array, Array]:
    """Take one step of an LSTM cell.

    The gates i, f, o = σ(·) and the candidate g = tanh(·) read the input and the last
    output; then c' = f c + i g and h' = o tanh(c').

    Parameters
    ----------
    x : array_like (..., n_in)
        Input of this step.
    h, c : array_like (..., hidden)
        Output and cell state of the step before.
    params : mapping
        ``weight_ih (4 hidden, n_in)``, ``weight_hh (4 hidden, hidden)``, ``bias_ih``
        and ``bias_hh (4 hidden,)``: four blocks of rows in the order i, f, g, o, as in
        the `state_dict` of `torch.nn.LSTMCell`.

    Returns
    -------
    h, c : ndarray (..., hidden)
        New output and state, in the dtype of `x`.

    Raises
    ------
    ValueError
        If a key is missing or shapes do not match.
    """
    x, h, c = as_float(x), as_float(h), as_float(c)
    missing = [key for key in LSTM_KEYS if key not in params]
    if missing:
        raise ValueError(f"expected parameters {list(LSTM_KEYS)}, got no {missing[0]}")
    W, U, b, b_hidden = (as_float(params[key]).astype(np.float64) for key in LSTM_KEYS)
    _require_lstm_shapes(x, h, c, W, U, b, b_hidden)
    z = x @ W.T + b + h @ U.T + b_hidden
    i, f, g, o = np.split(z, 4, axis=-1)
    new_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    new_h = sigmoid(o) * np.tanh(new_c)
    return new_h.astype(x.dtype), new_c.astype(x.dtype)


def _require_lstm_shapes(x: Array, h: Array, c: Array, *parameters: Floats) -> None:
    """Raise ValueError unless states and parameters fit one another."""
    hidden = h.shape[-1] if h.ndim else 0
    if not x.ndim or h.shape != c.shape or h.shape[:-1] != x.shape[:-1]:
        expected = "h and c of one shape (..., hidden) beside x (..., n_in)"
        raise ValueError(f"expected {expected}, got {h.shape}, {c.shape}, {x.shape}")
    wanted = [(4 * hidden, x.shape[-1]), (4 * hidden, hidden), *2 * [(4 * hidden,)]]
    for key, array, shape in zip(LSTM_KEYS, parameters, wanted, strict=True):
        if array.shape != shape:
            raise ValueError(f"expected {key} of shape {shape}, got {array.shape}")


def swiglu(x: ArrayLike, W: ArrayLike, V: ArrayLike, W2: ArrayLike) -> Array:
    """Compute Shazeer's gated feed-forward block, (SiLU(xW) ⊙ xV) W2.

    Parameters
    ----------
    x : array_like (..., d)
        Input.
    W, V : array_like (d, hidden)
        Weights of the gate, and of what it lets through.
    W2 : array_like (hidden, d_out)
        Weights of the output.

    Returns
    -------
    ndarray (..., d_out)
        In the dtype of `x`.

    Raises
    ------
    ValueError
        If shapes do not match.
    """
    x, W, V, W2 = as_float(x), as_float(W), as_float(V), as_float(W2)
    fit = x.ndim and W.ndim == W2.ndim == 2 and W.shape == V.shape
    if not fit or x.shape[-1] != W.shape[0] or W.shape[1] != W2.shape[0]:
        expected = "x (..., d), W and V (d, hidden), W2 (hidden, d_out)"
        got = ", ".join(str(array.shape) for array in (x, W, V, W2))
        raise ValueError(f"expected {expected}, got {got}")
    wide = x.astype(np.float64)
    return (silu(wide @ W) * (wide @ V) @ W2).astype(x.dtype)
