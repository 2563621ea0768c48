# ruff: noqa
# %% right: vectorised, maximum subtracted
def softmax(z, axis=-1):
    z = np.array(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    if not (z < np.inf).all():
        raise ValueError("NaN or +inf among the logits")
    biggest = np.max(z, axis=axis, keepdims=True)  # raises for an empty axis
    if np.any(biggest == -np.inf):
        raise ValueError("a row holds nothing but -inf")
    weights = np.exp(z - biggest)
    return weights / np.sum(weights, axis=axis, keepdims=True)


# %% right: a loop over rows
def softmax(z, axis=-1):
    import math

    kind = z.dtype if z.dtype.kind == "f" else np.float64
    rows = np.moveaxis(z, axis, -1)
    if rows.shape[-1] == 0:
        raise ValueError("a row without logits")
    out = np.zeros(rows.shape, dtype=kind)
    for place in np.ndindex(rows.shape[:-1]):
        row = [float(x) for x in rows[place]]
        if any(math.isnan(x) or x == math.inf for x in row):
            raise ValueError("NaN or inf in the logits")
        top = max(row)
        if top == -math.inf:
            raise ValueError("all logits are -inf")
        e = [math.exp(x - top) for x in row]
        out[place] = [x / sum(e) for x in e]
    return np.moveaxis(out, -1, axis)


# %% right: torch
def softmax(z, axis=-1):
    import torch

    t = torch.from_numpy(z if z.dtype.kind == "f" else z.astype(np.float64))
    if t.shape[axis] == 0:
        raise ValueError("no logits along this axis")
    p = torch.softmax(t, dim=axis)
    if bool(torch.isnan(p).any()) or bool(torch.isposinf(t).any()):
        raise ValueError("no probabilities for these logits")
    return p.numpy()


# %% right: exp of z minus logsumexp
def softmax(z, axis=-1):
    if np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("logits must not be NaN or +inf")
    if z.shape[axis] == 0:
        raise ValueError("logits must not be empty")
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    wide = z.astype(np.float64)
    total = np.logaddexp.reduce(wide, axis=axis, keepdims=True)
    if np.isneginf(total).any():
        raise ValueError("a row of -inf has no softmax")
    return np.exp(wide - total).astype(dtype)


# %% wrong: no maximum subtracted | score: 1.5 | says: overflow; returned [nan, nan]; subtract the row's maximum
def softmax(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: the maximum of the whole array | score: 2.5 | says: the maximum of its own; invalid value
def softmax(z, axis=-1):
    z = z.astype(float) if z.dtype.kind != "f" else z
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad logits")
    if np.isneginf(z.max(axis=axis)).any():
        raise ValueError("only -inf")
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: no keepdims | score: 2 | says: keepdims
def softmax(z, axis=-1):
    if z.size == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    e = np.exp(z - z.max(axis=axis))
    return (e / e.sum(axis=axis)).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: axis ignored | score: 1.75 | says: any axis; expected
def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: no check of the input | score: 2.75 | says: raise ValueError; expected it to raise
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# %% wrong: writes into the input | score: 2.75 | says: changed its first argument; makes a new one
def softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad logits")
    if np.isneginf(z.max(axis=axis)).any():
        raise ValueError("only -inf")
    z -= z.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: everything becomes float64 | score: 2.75 | says: expected dtype float16
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=np.float64)
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad logits")
    if np.isneginf(z.max(axis=axis)).any():
        raise ValueError("only -inf")
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: clipped logits | score: 1.25 | says: survives logits of ±1000; expected
def softmax(z, axis=-1):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)


# %% wrong: no axis argument | score: 1.75 | says: unexpected keyword argument 'axis'; as in the question
def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


# %% right: an instance of a class
class Softmax:
    """Keeps the last result, as layers do."""

    def __init__(self):
        self.last = None

    def __call__(self, z, axis=-1):
        z = as_logits(z, axis)
        e = np.exp(z - z.max(axis=axis, keepdims=True))
        self.last = e / e.sum(axis=axis, keepdims=True)
        return self.last


softmax = Softmax()


# %% right: partial, with a plot and prints in the cell
import functools

import matplotlib.pyplot as plt


def _softmax(z, axis=-1, base=2.0):
    z = as_logits(z, axis)
    e = base ** (z - z.max(axis=axis, keepdims=True))
    return (e / e.sum(axis=axis, keepdims=True)).astype(z.dtype)


softmax = functools.partial(_softmax, base=np.e)
print(softmax(np.array([1.0, 2.0, 3.0])))
plt.plot(softmax(np.arange(5.0)))
plt.show()


# %% right: behind a decorator that checks
import functools


def checked(function):
    @functools.wraps(function)
    def wrapper(z, axis=-1):
        return function(as_logits(z, axis), axis)

    return wrapper


@checked
def softmax(z, axis=-1):
    print("softmax of", z.shape)
    rows = np.moveaxis(z, axis, -1)
    e = np.exp(rows - rows.max(axis=-1)[..., None])
    return np.moveaxis(e / e.sum(axis=-1)[..., None], -1, axis)


# %% wrong: squeezed | score: 2.5 | says: only an axis of length 1 differs
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.squeeze(e / e.sum(axis=axis, keepdims=True))


# %% wrong: the first row only | score: 2 | says: expected shape
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    row = z if z.ndim == 1 else z[0]
    e = np.exp(row - row.max())
    return e / e.sum()


# %% wrong: printed, not returned | score: 0.25 | says: is there a `return`
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    print(e / e.sum(axis=axis, keepdims=True))


# %% wrong: an iterator over rows | score: 2.25 | says: an iterator over
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return iter(e / e.sum(axis=axis, keepdims=True))


# %% wrong: the maxima are returned, too | score: 2.5 | says: several results
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    top = z.max(axis=axis, keepdims=True)
    e = np.exp(z - top)
    return e / e.sum(axis=axis, keepdims=True), top


# %% wrong: np.matrix | score: 2.75 | says: only an axis of length 1 differs
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)
    return np.matrix(p) if p.ndim < 3 else p


# %% wrong: Fractions | score: 0.25 | says: Python objects
def softmax(z, axis=-1):
    from fractions import Fraction

    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.vectorize(Fraction, otypes=[object])(e / e.sum(axis=axis, keepdims=True))


# %% wrong: integers stay integers | score: 2.75 | says: integers become float64
def softmax(z, axis=-1):
    dtype = z.dtype
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return (e / e.sum(axis=axis, keepdims=True)).astype(dtype)


# %% wrong: -inf becomes -30 | score: 2.75 | says: exactly 0
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    z = np.where(z == -np.inf, -30, z).astype(z.dtype)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: another error than ValueError | score: 2.75 | says: AssertionError; expected it to raise ValueError
def softmax(z, axis=-1):
    z = np.asarray(z)
    z = z if z.dtype.kind == "f" else z.astype(float)
    assert z.shape[axis] > 0 and (z < np.inf).all(), "bad logits"
    top = z.max(axis=axis, keepdims=True)
    assert (top > -np.inf).all(), "nothing but -inf"
    e = np.exp(z - top)
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: the mean subtracted | score: 2.25 | says: overflow
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.mean(axis=axis, keepdims=True))
    return (e / e.sum(axis=axis, keepdims=True)).astype(z.dtype)


# %% wrong: the visible examples typed in | score: 0.5 | says: far apart
def softmax(z, axis=-1):
    known = {
        (1.0, 2.0, 3.0): [0.0900306, 0.2447285, 0.6652410],
        (1000.0, 1001.0): [0.2689414, 0.7310586],
    }
    return np.array(known.get(tuple(z.ravel().tolist()), [0.5, 0.5]))


# %% wrong: a small number added to the sum | score: 2.75 | says: left as it was; expected
def softmax(z, axis=-1):
    z = as_logits(z, axis)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + z.dtype.type(1e-7))
