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


# %% wrong: no maximum subtracted | score: 1 | says: overflow; returned [nan, nan]; subtract the row's maximum
def softmax(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: the maximum of the whole array | score: 2.25 | says: the row's own maximum; invalid value
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


# %% wrong: axis ignored | score: 2 | says: any axis; expected
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


# %% wrong: clipped logits | score: 1 | says: survives logits of ±1000; expected
def softmax(z, axis=-1):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)


# %% wrong: no axis argument | score: 2 | says: unexpected keyword argument 'axis'; as in the question
def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
