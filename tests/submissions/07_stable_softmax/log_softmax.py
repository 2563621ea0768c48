# ruff: noqa
# %% right: shifted minus the log of the sum
def log_softmax(z, axis=-1):
    if z.dtype.kind != "f":
        z = z.astype(float)
    if z.shape[axis] == 0 or np.isnan(z).any() or (z == np.inf).any():
        raise ValueError("NaN, +inf or no logits at all")
    m = z.max(axis=axis, keepdims=True)
    if (m == -np.inf).any():
        raise ValueError("a row of nothing but -inf")
    return z - m - np.log(np.exp(z - m).sum(axis=axis, keepdims=True))


# %% right: a loop over rows
def log_softmax(z, axis=-1):
    def one(row):
        row = row.astype(float)
        if len(row) == 0 or np.isnan(row).any() or row.max() in (np.inf, -np.inf):
            raise ValueError("bad row")
        shifted = row - max(row)
        return shifted - np.log(sum(np.exp(shifted)))

    dtype = z.dtype if z.dtype.kind == "f" else float
    rows = np.moveaxis(z, axis, -1)
    flat = [one(row) for row in rows.reshape(-1, rows.shape[-1])] if rows.size else []
    if rows.shape[-1] == 0:
        raise ValueError("an empty row")
    return np.moveaxis(np.array(flat).reshape(rows.shape), -1, axis).astype(dtype)


# %% right: torch
def log_softmax(z, axis=-1):
    import torch

    t = torch.as_tensor(z.astype(np.float64))
    if t.size(axis) == 0:
        raise ValueError("empty")
    out = torch.log_softmax(t, dim=axis).numpy()
    if np.isnan(out).any() or np.isposinf(z).any():
        raise ValueError("NaN or infinite logits")
    return out.astype(z.dtype if z.dtype.kind == "f" else np.float64)


# %% right: minus the logarithm of the sum of ratios
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or not (z < np.inf).all():
        raise ValueError("bad logits")
    dtype = z.dtype if z.dtype.kind == "f" else float
    total = np.logaddexp.reduce(z.astype(float), axis=axis, keepdims=True)
    if (total == -np.inf).any():
        raise ValueError("only -inf")
    return (z - total).astype(dtype)


# %% wrong: logarithm of a stable softmax | score: 1 | says: divide by zero; never take the log of a probability
def log_softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True))


# %% wrong: logarithm of a naive softmax | score: 1 | says: overflow; expected [0., -2000.]
def log_softmax(z, axis=-1):
    e = np.exp(z)
    return np.log(e / e.sum(axis=axis, keepdims=True))


# %% wrong: logarithm with an epsilon | score: 0.75 | says: never take the log of a probability; expected [0., -2000.]
def log_softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True) + 1e-12)


# %% wrong: maximum subtracted only once | score: 0.25 | says: z - logsumexp(z)
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    m = z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z - m).sum(axis=axis, keepdims=True))


# %% wrong: naive logsumexp | score: 1.25 | says: overflow; never take the log
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


# %% wrong: axis ignored | score: 1.25 | says: reduce with axis=axis
def log_softmax(z, axis=-1):
    if z.shape[-1] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=-1)).any():
        raise ValueError("bad logits")
    shifted = z - z.max(axis=-1, keepdims=True)
    return (
        (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
        .astype(z.dtype if z.dtype.kind == "f" else float)
        .reshape(z.shape)
    )


# %% wrong: returns the probabilities | score: 0 | says: returned [0.090031, 0.24473, 0.66524]; expected
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: positive sign | score: 0 | says: returned [2.4076, 1.4076, 0.40761]; expected [-2.4076, -1.4076, -0.4076]
def log_softmax(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m - z


# %% wrong: no check of the input | score: 1.75 | says: expected it to raise ValueError
def log_softmax(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=axis, keepdims=True))


# %% right: a log-sum-exp of its own behind a decorator
import functools


def stable(function):
    @functools.wraps(function)
    def inner(z, axis=-1):
        z = as_logits(z, axis)
        return function(z - z.max(axis=axis, keepdims=True), axis)

    return inner


@stable
def log_softmax(z, axis=-1):
    def lse(shifted):
        return np.log(np.exp(shifted).sum(axis=axis, keepdims=True))

    print("shape", z.shape)
    return z - lse(z)


# %% wrong: the maximum of the whole array | score: 1.5 | says: divide by zero; maximum of its own
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    shifted = z - z.max() if z.size else z
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


# %% wrong: squeezed | score: 1.75 | says: only an axis of length 1 differs
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    shifted = z - z.max(axis=axis, keepdims=True)
    return np.squeeze(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))


# %% wrong: the first row only | score: 1.25 | says: expected shape
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    row = z if z.ndim == 1 else z[0]
    shifted = row - row.max()
    return shifted - np.log(np.exp(shifted).sum())


# %% wrong: the logarithm of the sum is forgotten | score: 0.25 | says: expected [-2.4076, -1.4076, -0.4076]
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    return z - z.max(axis=axis, keepdims=True)


# %% wrong: writes into the input | score: 1.75 | says: changed its first argument
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    z -= z.max(axis=axis, keepdims=True)
    z -= np.log(np.exp(z).sum(axis=axis, keepdims=True))
    return z


# %% wrong: everything becomes float64 | score: 1.75 | says: expected dtype float16
def log_softmax(z, axis=-1):
    z = as_logits(z, axis).astype(np.float64)
    return z - np.logaddexp.reduce(z, axis=axis, keepdims=True)


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    print(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))


# %% wrong: base ten | score: 0 | says: returned [-1.0456
def log_softmax(z, axis=-1):
    z = as_logits(z, axis)
    return (z - np.logaddexp.reduce(z, axis=axis, keepdims=True)) / np.log(10)
