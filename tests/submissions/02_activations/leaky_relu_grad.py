# ruff: noqa
# %% right: np.where
def leaky_relu_grad(z, alpha=0.01):
    z = np.asarray(z)
    return np.where(z > 0, 1, alpha).astype(z.dtype if z.dtype.kind == "f" else float)


# %% right: filled, then masked
def leaky_relu_grad(z, alpha=0.01):
    out = np.full(z.shape, alpha, dtype=z.dtype if z.dtype.kind == "f" else float)
    out[z > 0] = 1
    return out


# %% right: alpha plus a step
def leaky_relu_grad(z, alpha=0.01):
    step = (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)
    return alpha * (1 - step) + step


# %% right: a loop
def leaky_relu_grad(z, alpha=0.01):
    values = [1.0 if x > 0 else alpha for x in z.ravel()]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% wrong: 1 at 0 | score: 0.75 | says: z > 0, not z >= 0
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z >= 0, 1, alpha).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: 0 at 0 | score: 0.75 | says: alpha at 0
def leaky_relu_grad(z, alpha=0.01):
    slope = np.where(z > 0, 1, np.where(z < 0, alpha, 0))
    return slope.astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: alpha z below 0 | score: 0.0 | says: below 0 the slope is alpha
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1, alpha * z)


# %% wrong: the derivative of ReLU | score: 0.0 | says: expected [0.01, 1.]
def leaky_relu_grad(z, alpha=0.01):
    return (z > 0).astype(float)


# %% wrong: alpha typed in | score: 0.5 | says: use the argument alpha
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1, 0.01).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: an array of the type of integers | score: 0.75 | says: 0.01 is cut to 0
def leaky_relu_grad(z, alpha=0.01):
    out = np.ones_like(z)
    out[z <= 0] = alpha
    return out


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1.0, alpha)


# %% wrong: the value divided by z | score: 0.75 | says: invalid value
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, z, alpha * z) / z


# %% wrong: minus alpha | score: 0.0 | says: returned [-0.01, 1.
def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1, -alpha)
