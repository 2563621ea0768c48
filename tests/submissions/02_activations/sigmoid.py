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
    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.exp(-np.logaddexp(0, -z.astype(np.float64))).astype(dtype)


# %% right: torch
def sigmoid(z):
    import torch

    z = np.asarray(z)
    t = torch.from_numpy(z if z.dtype.kind == "f" else z.astype(np.float64))
    return (1 / (1 + torch.exp(-t.double()))).numpy().astype(t.numpy().dtype)


# %% wrong: the formula as it stands | score: 1.5 | says: overflow
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %% wrong: both branches of np.where | score: 1.5 | says: overflow; the branch of np.where that is not taken
def sigmoid(z):
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


# %% wrong: an if for one number | score: 0.0 | says: an `if` decides for one number
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    e = np.exp(z)
    return e / (1 + e)


# %% wrong: clipped to ±500 | score: 2.0 | says: a clipped z is another z
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


# %% wrong: clipped to ±30 | score: 1.5 | says: a clipped z is another z
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


# %% wrong: from tanh | score: 1.5 | says: has no digits left
def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


# %% wrong: the sign forgotten | score: 0.0 | says: expected [0.1192
def sigmoid(z):
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, 1, e) / (1 + e)


# %% wrong: writes into the input | score: 2.5 | says: changed its first argument
def sigmoid(z):
    e = np.asarray(z)
    if e.dtype.kind != "f":
        e = e.astype(float)
    sign = e >= 0
    np.abs(e, out=e) if e.ndim else None
    e = np.exp(-np.abs(e))
    return np.where(sign, 1, e) / (1 + e)


# %% wrong: everything becomes float64 | score: 2.5 | says: expected dtype float16
def sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: warnings silenced with an epsilon | score: 1.5 | says: accurate in both tails
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z)) + 1e-12
