# ruff: noqa
# %% right: the draft repaired, and the value plus alpha
def elu(z, alpha=1.0):
    out = np.array(as_float(z))
    left = alpha * (np.exp(np.minimum(out, 0)) - 1)
    out[out <= 0] = left[out <= 0]
    return out


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    below = alpha * np.expm1(np.minimum(z.astype(np.float64), 0))
    return np.where(z > 0, 1, below + alpha).astype(z.dtype)


# %% right: expm1 of the negative part, and np.where
def elu(z, alpha=1.0):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% right: positive plus negative part, and masks
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


def elu_grad(z, alpha=1.0):
    out = np.ones(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    below = z <= 0
    out[below] = alpha * np.exp(z[below].astype(out.dtype))
    return out


# %% right: loops
def elu(z, alpha=1.0):
    import math

    values = [x if x > 0 else alpha * math.expm1(x) for x in map(float, z.ravel())]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


def elu_grad(z, alpha=1.0):
    import math

    values = [1.0 if x > 0 else alpha * math.exp(x) for x in map(float, z.ravel())]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% wrong: the draft as it was | score: 1 | says: the whole bracket; where z is large; expected dtype float16; as_float does not copy
def elu(z, alpha=1.0):
    out = as_float(z)
    left = alpha * np.exp(out) - 1
    out[out <= 0] = left[out <= 0]
    return np.array(out, dtype=np.float64)


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: both branches of np.where | score: 1.5 | says: overflow; also where z is large
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * (np.exp(z) - 1))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, 1, alpha * np.exp(z)).astype(z.dtype)


# %% wrong: alpha forgotten | score: 1.5 | says: alpha multiplies the whole bracket; below 0 alpha multiplies
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), np.exp(np.minimum(z, 0)))


# %% wrong: no minus 1 | score: 0.75 | says: expected [-0.63212; the whole bracket
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: alpha inside the exponential | score: 1.75 | says: the whole bracket exp(z) - 1, not z
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, np.expm1(alpha * np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: still writes into the input | score: 1.75 | says: changed its first argument; as_float does not copy
def elu(z, alpha=1.0):
    out = as_float(z)
    below = out <= 0
    out[below] = alpha * np.expm1(out[below])
    return out


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: everything becomes float64 | score: 1.5 | says: expected dtype float16
def elu(z, alpha=1.0):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


# %% wrong: Python's min and max | score: 0.75 | says: truth value
def elu(z, alpha=1.0):
    return max(z, 0) + alpha * (np.exp(min(z, 0)) - 1)


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: 0 below -20 | score: 1.75 | says: far below it is -alpha
def elu(z, alpha=1.0):
    z = as_float(z)
    low = np.where(z > -20, alpha * np.expm1(np.minimum(z, 0)), 0)
    return np.where(z > 0, z, low)


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: cut where float64 would overflow | score: 1.75 | says: overflow; where z is large
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 700)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% wrong: the value instead of the slope | score: 1.25 | says: which is exp(z)
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, 1, alpha * np.expm1(np.minimum(z, 0))).astype(z.dtype)


# %% wrong: 1 at 0, whatever alpha | score: 1.75 | says: at 0 this is alpha
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    z = as_float(z)
    slope = alpha * np.exp(np.minimum(z, 0))
    return np.where(z >= 0, 1, slope).astype(z.dtype)


# %% wrong: no return in the slope | score: 1.25 | says: returned None
def elu(z, alpha=1.0):
    z = as_float(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))
