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


# %% wrong: no maximum subtracted | score: 1.5 | says: overflow; subtract the row's maximum before exp
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


# %% wrong: always keeps the axis | score: 1.75 | says: only an axis of length 1 differs
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


# %% wrong: sums everything | score: 1.5 | says: a single number; expected shape (2,)
def logsumexp(z, axis=-1, keepdims=False):
    if z.size == 0 or np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("bad input")
    m = z.max()
    return m + np.log(np.exp(z - m).sum())


# %% right: an instance of a class
class LogSumExp:
    def __call__(self, z, axis=-1, keepdims=False):
        z = as_logits(z, axis, nothing=True)
        top = z.max(axis=axis, keepdims=True)
        top[np.isneginf(top)] = 0
        with np.errstate(divide="ignore"):
            out = np.log(np.exp(z - top).sum(axis=axis, keepdims=True)) + top
        return out if keepdims else out.squeeze(axis)


logsumexp = LogSumExp()


# %% right: partial of a fold, with prints
import functools


def fold(step, z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    out = functools.reduce(step, np.moveaxis(z, axis, 0))
    return np.expand_dims(out, axis) if keepdims else out


logsumexp = functools.partial(fold, np.logaddexp)
print(logsumexp(np.zeros(3)))


# %% wrong: every axis of length 1 is dropped | score: 2.5 | says: expected shape (1,)
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    top = z.max(axis=axis, keepdims=True)
    top = np.where(top == -np.inf, 0, top).astype(z.dtype)
    with np.errstate(divide="ignore"):
        out = np.log(np.exp(z - top).sum(axis=axis, keepdims=True)) + top
    return out if keepdims else np.squeeze(out)


# %% wrong: the first row only | score: 1.5 | says: a single number; expected shape
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    row = z.reshape(-1, z.shape[-1])[0] if z.size else z
    return row.max() + np.log(np.exp(row - row.max()).sum())


# %% wrong: the maximum of the whole array | score: 2.5 | says: divide by zero; maximum of its own
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    top = z.max() if z.size and z.max() > -np.inf else z.dtype.type(0)
    return np.log(np.exp(z - top).sum(axis=axis, keepdims=keepdims)) + top


# %% wrong: just the maximum | score: 0.5 | says: returned 3.0; expected 3.4076
def logsumexp(z, axis=-1, keepdims=False):
    return as_logits(z, axis, nothing=True).max(axis=axis, keepdims=keepdims)


# %% wrong: writes into the input | score: 2.75 | says: changed its first argument
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    top = z.max(axis=axis, keepdims=True)
    top[top == -np.inf] = 0
    z -= top
    with np.errstate(divide="ignore"):
        out = np.log(np.exp(z).sum(axis=axis, keepdims=True)) + top
    return out if keepdims else out.squeeze(axis)


# %% wrong: everything becomes float64 | score: 2.75 | says: expected dtype float16
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True).astype(np.float64)
    with np.errstate(divide="ignore"):
        return np.logaddexp.reduce(z, axis=axis, keepdims=keepdims)


# %% wrong: printed, not returned | score: 0.25 | says: is there a `return`
def logsumexp(z, axis=-1, keepdims=False):
    print(np.logaddexp.reduce(as_logits(z, axis), axis=axis, keepdims=keepdims))


# %% wrong: a constant shift of 1000 | score: 0.25 | says: expected 3.4076
def logsumexp(z, axis=-1, keepdims=False):
    z = as_logits(z, axis, nothing=True)
    return np.log(np.exp(z - 1000).sum(axis=axis, keepdims=keepdims)) + 1000
