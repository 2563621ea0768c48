# ruff: noqa
# %% right: np.maximum
def relu(z):
    z = np.asarray(z)
    return np.maximum(z if z.dtype.kind == "f" else z.astype(float), 0)


# %% right: a product with a mask
def relu(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return z * (z > 0)


# %% right: half of z plus its magnitude
def relu(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return (np.abs(z) + z) / 2


# %% right: a loop
def relu(z):
    out = np.zeros(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    for place in np.ndindex(z.shape):
        if z[place] > 0:
            out[place] = z[place]
    return out


# %% wrong: np.max of the whole array | score: 0.0 | says: np.maximum compares entry by entry
def relu(z):
    return np.max(z, 0)


# %% wrong: Python's max | score: 0.0 | says: np.maximum compares entry by entry; truth value
def relu(z):
    return max(0, z)


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument; writes into the array
def relu(z):
    z[z < 0] = 0
    return z.astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: integers stay integers | score: 0.75 | says: integers become float64
def relu(z):
    return np.maximum(z, 0)


# %% wrong: float64 whatever comes in | score: 0.75 | says: expected dtype float16
def relu(z):
    return np.where(z > 0, z, 0.0).astype(np.float64)


# %% wrong: ReLU6 | score: 0.5 | says: nothing is cut off above
def relu(z):
    return np.clip(z.astype(float) if z.dtype.kind != "f" else z, 0, 6)


# %% wrong: the absolute value | score: 0.0 | says: expected [0., 0., 3.]
def relu(z):
    return np.abs(z)


# %% wrong: leaks below 0 | score: 0.0 | says: returned [-0.02, 0., 3.]
def relu(z):
    return np.maximum(z, 0.01 * z)


# %% wrong: min instead of max | score: 0.0 | says: returned [-2., 0., 0.]
def relu(z):
    return np.minimum(z, 0)
