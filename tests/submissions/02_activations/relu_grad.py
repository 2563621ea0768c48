# ruff: noqa
# %% right: a mask
def relu_grad(z):
    z = np.asarray(z)
    return (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)


# %% right: np.heaviside with 0 at 0
def relu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    return np.heaviside(z, 0).astype(z.dtype)


# %% right: the sign, cut at 0
def relu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    return np.maximum(np.sign(z), 0)


# %% right: a loop
def relu_grad(z):
    out = np.zeros_like(z, dtype=z.dtype if z.dtype.kind == "f" else np.float64)
    for i in range(z.size):
        out.flat[i] = 1.0 if z.flat[i] > 0 else 0.0
    return out


# %% wrong: booleans | score: 0.0 | says: (z > 0) is boolean
def relu_grad(z):
    return z > 0


# %% wrong: 1 at 0 | score: 0.75 | says: z > 0, not z >= 0
def relu_grad(z):
    return (z >= 0).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: the sign | score: 0.25 | says: (np.sign is -1 there)
def relu_grad(z):
    return np.sign(z).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: the value divided by z | score: 0.75 | says: is not a number at 0; invalid value
def relu_grad(z):
    return np.maximum(z, 0) / z


# %% wrong: ReLU itself | score: 0.25 | says: returned [0., 3.]; whatever the size
def relu_grad(z):
    return np.maximum(z if z.dtype.kind == "f" else z.astype(float), 0)


# %% wrong: a half at 0 | score: 0.75 | says: expected [0., 0.]
def relu_grad(z):
    return np.heaviside(z, 0.5).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument
def relu_grad(z):
    z[z <= 0] = 0
    z[z > 0] = 1
    return z if z.dtype.kind == "f" else z.astype(float)


# %% wrong: a central difference | score: 0.0 | says: 0 at 0
def relu_grad(z):
    return (np.maximum(z + 0.5, 0) - np.maximum(z - 0.5, 0)) * 0.5


# %% wrong: float64 whatever comes in | score: 0.75 | says: expected dtype float16
def relu_grad(z):
    return np.where(z > 0, 1.0, 0.0)
