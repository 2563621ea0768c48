# ruff: noqa
# %% right: the product rule with exp of minus the magnitude
def silu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    s = np.where(z < 0, e, 1) / (1 + e)
    return s + z * (e / (1 + e) ** 2)


# %% right: s times (1 + z (1 - s)), in float64
def silu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = z.astype(np.float64)
    s = np.exp(-np.logaddexp(0, -w))
    return (s * (1 + w * (1 - s))).astype(dtype)


# %% right: a loop
def silu_grad(z):
    import math

    def one(x):
        e = math.exp(-abs(x))
        s = 1 / (1 + e) if x >= 0 else e / (1 + e)
        return s + x * e / (1 + e) ** 2

    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


# %% right: autograd
def silu_grad(z):
    import torch

    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    t = torch.tensor(z.astype(np.float64), requires_grad=True)
    (t * torch.sigmoid(t)).sum().backward()
    return t.grad.numpy().astype(dtype)


# %% wrong: the naive sigmoid | score: 1.0 | says: overflow; needs its stable form
def silu_grad(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s * (1 - s)


# %% wrong: the textbook quotient | score: 1 | says: overflow; inf times 0 is NaN
def silu_grad(z):
    e = np.exp(z)
    return (e * (1 + z) + e**2) / (1 + e) ** 2


# %% wrong: the second term forgotten | score: 0.5 | says: both terms
def silu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: no z before the derivative of the sigmoid | score: 0.5 | says: expected [-0.090784
def silu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + e / (1 + e) ** 2


# %% wrong: the derivative of z taken for z | score: 0.0 | says: expected [-0.090784
def silu_grad(z):
    e = np.exp(-np.abs(z))
    s = np.where(z < 0, e, 1) / (1 + e)
    return z * s + s * (1 - s)


# %% wrong: everything becomes float64 | score: 1.5 | says: expected dtype float16
def silu_grad(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * e / (1 + e) ** 2


# %% wrong: a central difference | score: 1 | says: an analytic derivative
def silu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = z.astype(np.float64)

    def f(x):
        e = np.exp(-np.abs(x))
        return x * np.where(x < 0, e, 1) / (1 + e)

    return ((f(w + 1e-4) - f(w - 1e-4)) / 2e-4).astype(dtype)


# %% wrong: an approximation by ReLU's derivative | score: 0.5 | says: expected [-0.090784
def silu_grad(z):
    return (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: the sign of the second term | score: 0.5 | says: expected [-0.090784
def silu_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    s = np.where(z < 0, e, 1) / (1 + e)
    return s - z * (e / (1 + e) ** 2)
