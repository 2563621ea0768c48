# ruff: noqa
# %% right: exp of minus the magnitude
def sigmoid(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% right: two masks
def sigmoid(z):
    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    out = np.empty(z.shape, dtype=dtype)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up].astype(dtype)))
    grown = np.exp(z[~up].astype(dtype))
    out[~up] = grown / (1 + grown)
    return out


# %% right: a loop over the entries, with math.exp
def sigmoid(z):
    import math

    def one(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.array([one(float(x)) for x in z.ravel()], dtype).reshape(z.shape)


# %% right: from logaddexp
def sigmoid(z):
    z = as_float(z)
    return np.exp(-np.logaddexp(0, -z.astype(np.float64))).astype(z.dtype)


# %% right: torch
def sigmoid(z):
    import torch

    z = as_float(z)
    return (1 / (1 + torch.exp(-torch.tensor(z).double()))).numpy().astype(z.dtype)


# %% right: ready-made
def sigmoid(z):
    z = as_float(z)
    return special.expit(z).astype(z.dtype)


# %% right: lru_cache on a helper for one number
from functools import lru_cache
from math import exp


@lru_cache(maxsize=None)
def one(x):
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


def sigmoid(z):
    z = as_float(z)
    flat = [one(float(x)) for x in z.reshape(-1)]
    return np.asarray(flat, dtype=z.dtype).reshape(z.shape)


# %% wrong: the formula as it stands | score: 2 | says: overflow; an exponent that is never positive
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %% wrong: both branches of np.where | score: 2 | says: overflow; the branch of np.where that is not taken
def sigmoid(z):
    z = as_float(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


# %% wrong: an if for one number | score: 0.25 | says: an `if` decides for one number
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    e = np.exp(z)
    return e / (1 + e)


# %% wrong: clipped to ±500 | score: 2 | says: a clipped z is another z
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


# %% wrong: clipped to ±30 | score: 2 | says: a clipped z is another z
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


# %% wrong: from tanh | score: 2 | says: has no digits left
def sigmoid(z):
    z = as_float(z)
    return 0.5 * (1 + np.tanh(0.5 * z))


# %% wrong: the sign forgotten | score: 0 | says: expected [0.1192; far to the left the result is 0
def sigmoid(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, 1, e) / (1 + e)


# %% wrong: writes into the input | score: 2.75 | says: changed its first argument
def sigmoid(z):
    e = np.asarray(z)
    if e.dtype.kind != "f":
        e = e.astype(float)
    sign = e >= 0
    np.abs(e, out=e) if e.ndim else None
    e = np.exp(-np.abs(e))
    return np.where(sign, 1, e) / (1 + e)


# %% wrong: everything becomes float64 | score: 2.75 | says: expected dtype float16
def sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: warnings silenced, and an epsilon | score: 2 | says: has no digits left
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z)) + 1e-12


# %% wrong: warnings silenced | score: 2 | says: far to the left the result is 0; invalid value
def sigmoid(z):
    with np.errstate(over="ignore"):
        return np.exp(as_float(z)) / (1 + np.exp(as_float(z)))


# %% wrong: np.vectorize | score: 2.75 | says: size 0
import math


@np.vectorize
def one(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def sigmoid(z):
    z = as_float(z)
    return one(z).astype(z.dtype)


# %% wrong: an epsilon below | score: 2 | says: to nine decimals
def sigmoid(z):
    z = as_float(z)
    u = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + u + 1e-8), u / (1 + u + 1e-8)).astype(z.dtype)


# %% wrong: rounded | score: 1.5 | says: to nine decimals; a clipped z is another z
def sigmoid(z):
    z = as_float(z)
    u = np.exp(-np.abs(z).astype(np.float64))
    return np.round(np.where(z >= 0, 1, u) / (1 + u), 6).astype(z.dtype)


# %% wrong: prints | score: 0 | says: returned None; your code printed
def sigmoid(z):
    e = np.exp(-np.abs(as_float(z)))
    print(np.where(z >= 0, 1, e) / (1 + e))


# %% wrong: a matrix | score: 2 | says: axis of length 1
def sigmoid(z):
    z = np.matrix(as_float(z))
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: only the examples | score: 0.75 | says: expected
def sigmoid(z):
    known = {
        -2.0: 0.119203,
        0.0: 0.5,
        2.0: 0.880797,
        -1000.0: 0.0,
        1000.0: 1.0,
        -100.0: 3.7200760e-44,
    }
    z = as_float(z)
    return np.array([known.get(float(x), 0.5) for x in z.flat]).reshape(z.shape)
