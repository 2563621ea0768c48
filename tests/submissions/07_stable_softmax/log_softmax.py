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


# %% wrong: logarithm of a stable softmax | score: 0.5 | says: divide by zero; never take the log of a probability
def log_softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True))


# %% wrong: logarithm of a naive softmax | score: 0.5 | says: overflow; expected [0., -2000.]
def log_softmax(z, axis=-1):
    e = np.exp(z)
    return np.log(e / e.sum(axis=axis, keepdims=True))


# %% wrong: logarithm with an epsilon | score: 0.5 | says: never take the log of a probability; expected [0., -2000.]
def log_softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True) + 1e-12)


# %% wrong: maximum subtracted only once | score: 0.25 | says: z - logsumexp(z)
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    m = z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z - m).sum(axis=axis, keepdims=True))


# %% wrong: naive logsumexp | score: 0.75 | says: overflow; never take the log
def log_softmax(z, axis=-1):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isinf(z.max(axis=axis)).any():
        raise ValueError("bad logits")
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


# %% wrong: axis ignored | score: 1.5 | says: reduce with axis=axis
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
