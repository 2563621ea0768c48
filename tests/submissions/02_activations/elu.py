# ruff: noqa
# %% right: expm1 of the negative part
def elu(z, alpha=1.0):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


# %% right: positive plus negative part
def elu(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


# %% right: masks
def elu(z, alpha=1.0):
    out = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    below = out <= 0
    out[below] = alpha * np.expm1(out[below])
    return out


# %% right: a loop
def elu(z, alpha=1.0):
    import math

    values = [x if x > 0 else alpha * math.expm1(x) for x in map(float, z.ravel())]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% wrong: both branches of np.where | score: 0.5 | says: overflow; also where z is large
def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1))


# %% wrong: alpha forgotten | score: 0.75 | says: alpha multiplies exp(z) - 1
def elu(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


# %% wrong: no minus 1 | score: 0.0 | says: expected [-0.63212
def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)))


# %% wrong: the sign turned round | score: 0.0 | says: alpha * (exp(z) - 1) below 0
def elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * (1 - np.exp(np.minimum(z, 0))))


# %% wrong: alpha inside the exponential | score: 0.75 | says: alpha multiplies exp(z) - 1, not z
def elu(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.where(z > 0, z, np.expm1(alpha * np.minimum(z, 0)))


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument
def elu(z, alpha=1.0):
    z = z if z.dtype.kind == "f" else z.astype(float)
    z[z < 0] = alpha * np.expm1(z[z < 0])
    return z


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def elu(z, alpha=1.0):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


# %% wrong: Python's min and max | score: 0.0 | says: truth value
def elu(z, alpha=1.0):
    return max(z, 0) + alpha * (np.exp(min(z, 0)) - 1)


# %% wrong: 0 below -20 | score: 0.5 | says: expected [-1., 1000.]
def elu(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    low = np.where(z > -20, alpha * np.expm1(np.minimum(z, 0)), 0)
    return np.where(z > 0, z, low)
