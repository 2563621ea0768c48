# ruff: noqa
# %% right: exp of minus the magnitude
def silu(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


# %% right: two masks
def silu(z):
    out = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    up, down = out >= 0, out < 0
    out[up] = out[up] / (1 + np.exp(-out[up]))
    grown = np.exp(out[down])
    out[down] = out[down] * grown / (1 + grown)
    return out


# %% right: a loop
def silu(z):
    import math

    def one(x):
        if x >= 0:
            return x / (1 + math.exp(-x))
        return x * math.exp(x) / (1 + math.exp(x))

    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


# %% right: from logaddexp
def silu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = z.astype(np.float64)
    return (w * np.exp(-np.logaddexp(0, -w))).astype(dtype)


# %% wrong: the naive sigmoid | score: 0.5 | says: overflow; needs its stable form
def silu(z):
    return z / (1 + np.exp(-z))


# %% wrong: both branches of np.where | score: 0.5 | says: overflow
def silu(z):
    s = np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    return z * s


# %% wrong: the sigmoid alone | score: 0.0 | says: z times sigmoid(z)
def silu(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: 1.702 in it, as for GELU | score: 0.25 | says: expected [-0.26894
def silu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    e = np.exp(-np.abs(1.702 * z.astype(float)))
    return (z * np.where(z < 0, e, 1) / (1 + e)).astype(dtype)


# %% wrong: times tanh | score: 0.0 | says: expected [-0.26894
def silu(z):
    return z * np.tanh(z)


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def silu(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return z * np.where(z < 0, e, 1) / (1 + e)


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument
def silu(z):
    z = z if z.dtype.kind == "f" else z.astype(float)
    e = np.exp(-np.abs(z))
    s = np.where(z < 0, e, 1) / (1 + e)
    z *= s
    return z


# %% wrong: an if for one number | score: 0.0 | says: truth value
def silu(z):
    if z >= 0:
        return z / (1 + np.exp(-z))
    return z * np.exp(z) / (1 + np.exp(z))


# %% wrong: 0 below 0 | score: 0.25 | says: expected [-0.26894
def silu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.maximum(z.astype(float), 0)
    return (w / (1 + np.exp(-w))).astype(dtype)
