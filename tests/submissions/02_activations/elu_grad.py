# ruff: noqa
# %% right: np.where
def elu_grad(z, alpha=1.0):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return np.where(z > 0, z.dtype.type(1), alpha * np.exp(np.minimum(z, 0)))


# %% right: masks
def elu_grad(z, alpha=1.0):
    out = np.ones(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    below = z <= 0
    out[below] = alpha * np.exp(z[below].astype(out.dtype))
    return out


# %% right: the value plus alpha
def elu_grad(z, alpha=1.0):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    below = alpha * np.expm1(np.minimum(z.astype(np.float64), 0))
    return np.where(z > 0, 1, below + alpha).astype(dtype)


# %% right: a loop
def elu_grad(z, alpha=1.0):
    import math

    values = [1.0 if x > 0 else alpha * math.exp(x) for x in map(float, z.ravel())]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% wrong: both branches of np.where | score: 0.5 | says: overflow; also where z is large
def elu_grad(z, alpha=1.0):
    return np.where(z > 0, 1, alpha * np.exp(z)).astype(
        z.dtype if z.dtype.kind == "f" else float
    )


# %% wrong: alpha forgotten | score: 0.75 | says: below 0 alpha multiplies
def elu_grad(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.where(z > 0, z.dtype.type(1), np.exp(np.minimum(z, 0)))


# %% wrong: the value instead of the derivative | score: 0.0 | says: the derivative of exp(z) - 1 is exp(z)
def elu_grad(z, alpha=1.0):
    return np.where(z > 0, 1, alpha * np.expm1(np.minimum(z, 0)))


# %% wrong: the derivative of leaky ReLU | score: 0.0 | says: expected [0.36788
def elu_grad(z, alpha=1.0):
    return np.where(z > 0, 1, alpha)


# %% wrong: alpha above 0, too | score: 0.75 | says: above 0 the slope is 1
def elu_grad(z, alpha=1.0):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return alpha * np.exp(np.minimum(z, 0))


# %% wrong: z above 0 | score: 0.0 | says: returned [0.36788, 1., 2.]
def elu_grad(z, alpha=1.0):
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)))


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def elu_grad(z, alpha=1.0):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


# %% wrong: exp of minus the magnitude on both sides | score: 0.0 | says: expected [0.36788
def elu_grad(z, alpha=1.0):
    return alpha * np.exp(-np.abs(z))


# %% wrong: no return | score: 0.0 | says: returned None
def elu_grad(z, alpha=1.0):
    np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


# %% wrong: 1 at 0, whatever alpha | score: 0.75 | says: alpha at 0
def elu_grad(z, alpha=1.0):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    slope = alpha * np.exp(np.minimum(z, 0))
    return np.where(z >= 0, 1, slope).astype(z.dtype)
