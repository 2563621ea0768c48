# ruff: noqa
# %% right: np.where
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return np.where(z > 0, z, z * alpha)


# %% right: the larger of z and alpha z, for alpha up to 1
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    return np.maximum(z, alpha * z)


# %% right: positive and negative part
def leaky_relu(z, alpha=0.01):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)


# %% right: a copy, changed by a mask
def leaky_relu(z, alpha=0.01):
    out = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    out[out < 0] *= alpha
    return out


# %% wrong: alpha typed in | score: 0.5 | says: use the argument alpha
def leaky_relu(z, alpha=0.01):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.where(z > 0, z, 0.01 * z)


# %% wrong: minus alpha | score: 0.0 | says: which is negative
def leaky_relu(z, alpha=0.01):
    return np.where(z > 0, z, -alpha * z)


# %% wrong: alpha instead of alpha z | score: 0.0 | says: below 0 the result is alpha * z
def leaky_relu(z, alpha=0.01):
    return np.where(z > 0, z, alpha)


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument
def leaky_relu(z, alpha=0.01):
    z[z < 0] *= alpha
    return z


# %% wrong: ReLU | score: 0.0 | says: expected [-0.02
def leaky_relu(z, alpha=0.01):
    return np.maximum(z, 0)


# %% wrong: the smaller one | score: 0.0 | says: expected [-0.02
def leaky_relu(z, alpha=0.01):
    return np.minimum(z, alpha * z)


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, alpha * z)


# %% wrong: cut to integers | score: 0.75 | says: or -0.02 is cut to 0
def leaky_relu(z, alpha=0.01):
    return np.where(z > 0, z, alpha * z).astype(z.dtype)


# %% wrong: no alpha argument | score: 0.5 | says: unexpected keyword argument 'alpha'
def leaky_relu(z):
    z = z.astype(z.dtype if z.dtype.kind == "f" else float)
    return np.where(z > 0, z, 0.01 * z)
