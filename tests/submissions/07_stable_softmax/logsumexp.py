# ruff: noqa
# %% right: vectorised, maximum subtracted
def logsumexp(z, axis=-1, keepdims=False):
    z = z.astype(np.float64) if z.dtype.kind in "iub" else z
    if z.shape[axis] == 0:
        raise ValueError("an empty row")
    m = np.amax(z, axis=axis, keepdims=True)
    if not (m < np.inf).all():
        raise ValueError("NaN or +inf")
    m = np.maximum(m, np.finfo(z.dtype).min)
    with np.errstate(divide="ignore"):
        s = np.log(np.sum(np.exp(z - m), axis=axis, keepdims=keepdims))
    return s + (m if keepdims else m.squeeze(axis))


# %% right: logaddexp in a loop
def logsumexp(z, axis=-1, keepdims=False):
    if np.isnan(z).any() or (z == np.inf).any():
        raise ValueError("NaN or +inf in the input")
    if z.shape[axis] == 0:
        raise ValueError("nothing to add")
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    parts = np.moveaxis(z.astype(dtype), axis, 0)
    total = parts[0]
    for part in parts[1:]:
        total = np.logaddexp(total, part)
    return np.expand_dims(total, axis) if keepdims else total


# %% right: torch
def logsumexp(z, axis=-1, keepdims=False):
    import torch

    t = torch.tensor(z, dtype=None if z.dtype.kind == "f" else torch.float64)
    if t.shape[axis] == 0 or torch.isnan(t).any() or torch.isposinf(t).any():
        raise ValueError("bad input")
    return torch.logsumexp(t, dim=axis, keepdim=keepdims).numpy()


# %% right: maximum plus log1p of the others
def logsumexp(z, axis=-1, keepdims=False):
    dtype = z.dtype if z.dtype.kind == "f" else np.dtype(float)
    if z.shape[axis] == 0 or not np.all(z < np.inf):
        raise ValueError("expected finite numbers (or -inf), at least one in a row")
    rows = np.sort(np.moveaxis(z.astype(float), axis, -1), axis=-1)
    top, rest = rows[..., -1], rows[..., :-1]
    out = np.full(top.shape, -np.inf)
    some = top > -np.inf
    out[some] = top[some] + np.log1p(np.exp(rest[some] - top[some][..., None]).sum(-1))
    out = out.astype(dtype)
    return np.expand_dims(out, axis) if keepdims else out


# %% wrong: no maximum subtracted | score: 1.0 | says: overflow; subtract the row's maximum before exp
def logsumexp(z, axis=-1, keepdims=False):
    return np.log(np.sum(np.exp(z), axis=axis, keepdims=keepdims))


# %% wrong: the maximum is not added again | score: 0.25 | says: expected 3.4076; add it again
def logsumexp(z, axis=-1, keepdims=False):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max(axis=axis, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=axis, keepdims=keepdims))


# %% wrong: keepdims ignored | score: 2.5 | says: keepdims; any axis
def logsumexp(z, axis=-1, keepdims=False):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isinf(m), 0, m).astype(m.dtype)
    s = np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m
    return s.squeeze(axis)


# %% wrong: always keeps the axis | score: 1 | says: only an axis of length 1 differs
def logsumexp(z, axis=-1, keepdims=True):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isinf(m), 0, m).astype(m.dtype)
    return np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m


# %% wrong: a row of -inf gives NaN | score: 2.75 | says: expected [-inf; give such a row 0
def logsumexp(z, axis=-1, keepdims=False):
    if z.shape[axis] == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max(axis=axis, keepdims=True)
    s = np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m
    return s if keepdims else s.squeeze(axis)


# %% wrong: base two | score: 0 | says: natural logarithm; returned array(3.58
def logsumexp(z, axis=-1, keepdims=False):
    m = z.max(axis=axis, keepdims=True)
    s = np.log2(np.exp(z - m).sum(axis=axis, keepdims=True)) + m
    return s if keepdims else s.squeeze(axis)


# %% wrong: no check of the input | score: 2.75 | says: expected it to raise ValueError
def logsumexp(z, axis=-1, keepdims=False):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(m == -np.inf, 0, m).astype(z.dtype)
    s = np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m
    return s if keepdims else s.squeeze(axis)


# %% wrong: sums everything | score: 0.75 | says: a single number; expected shape (2,)
def logsumexp(z, axis=-1, keepdims=False):
    if z.size == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max()
    return m + np.log(np.exp(z - m).sum())
