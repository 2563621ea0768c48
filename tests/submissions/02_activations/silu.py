# ruff: noqa
# %% right: exp of minus the magnitude
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% right: masks, and s times (1 + z (1 - s)) in float64
def silu(z):
    out = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    up, down = out >= 0, out < 0
    out[up] = out[up] / (1 + np.exp(-out[up]))
    grown = np.exp(out[down])
    out[down] = out[down] * grown / (1 + grown)
    return out


def silu_grad(z):
    z = as_float(z)
    w = z.astype(np.float64)
    s = np.exp(-np.logaddexp(0, -w))
    return (s * (1 + w * (1 - s))).astype(z.dtype)


# %% right: loops
def silu(z):
    import math

    def one(x):
        if x >= 0:
            return x / (1 + math.exp(-x))
        return x * math.exp(x) / (1 + math.exp(x))

    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


def silu_grad(z):
    import math

    def one(x):
        e = math.exp(-abs(x))
        s = 1 / (1 + e) if x >= 0 else e / (1 + e)
        return s + x * e / (1 + e) ** 2

    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


# %% right: torch
def silu(z):
    import torch

    z = as_float(z)
    return torch.nn.functional.silu(torch.tensor(z).double()).numpy().astype(z.dtype)


def silu_grad(z):
    import torch

    z = as_float(z)
    t = torch.tensor(z.astype(np.float64), requires_grad=True)
    (t * torch.sigmoid(t)).sum().backward()
    return t.grad.numpy().astype(z.dtype)


# %% wrong: the naive sigmoid | score: 1.5 | says: overflow; needs its stable form
def silu(z):
    return z / (1 + np.exp(-z))


def silu_grad(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s * (1 - s)


# %% wrong: both branches of np.where | score: 1.5 | says: overflow
def silu(z):
    z = as_float(z)
    return z * np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def silu_grad(z):
    z = as_float(z)
    s = np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    return s + z * s * (1 - s)


# %% wrong: the sigmoid alone | score: 1 | says: z times sigmoid(z)
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% wrong: 1.702 in it, as for GELU | score: 1.25 | says: expected [-0.26894
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(1.702 * z.astype(float)))
    return (z * np.where(z < 0, e, 1) / (1 + e)).astype(z.dtype)


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% wrong: everything becomes float64 | score: 1.5 | says: expected dtype float16
def silu(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return z * np.where(z < 0, e, 1) / (1 + e)


def silu_grad(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * e / (1 + e) ** 2


# %% wrong: writes into the input | score: 1.75 | says: changed its first argument
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    z *= np.where(z < 0, e, 1) / (1 + e)
    return z


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% wrong: an if for one number | score: 1 | says: truth value
def silu(z):
    if z >= 0:
        return z / (1 + np.exp(-z))
    return z * np.exp(z) / (1 + np.exp(z))


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% wrong: 0 below 0 | score: 1.25 | says: expected [-0.26894
def silu(z):
    z = as_float(z)
    w = np.maximum(z.astype(float), 0)
    return (w / (1 + np.exp(-w))).astype(z.dtype)


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + z * (e / (1 + e) ** 2)


# %% wrong: the second term forgotten | score: 1.25 | says: both terms
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: no z before the slope of the sigmoid | score: 1.25 | says: expected [-0.090784
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) + e / (1 + e) ** 2


# %% wrong: a central difference | score: 1.75 | says: a difference quotient has fewer digits
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    z = as_float(z)
    w = z.astype(np.float64)

    def f(x):
        e = np.exp(-np.abs(x))
        return x * np.where(x < 0, e, 1) / (1 + e)

    return ((f(w + 1e-4) - f(w - 1e-4)) / 2e-4).astype(z.dtype)


# %% wrong: the sign of the second term | score: 1.25 | says: expected [-0.090784
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e) - z * (e / (1 + e) ** 2)


# %% wrong: the textbook quotient | score: 1.75 | says: overflow encountered in exp
def silu(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return z * (np.where(z < 0, e, 1) / (1 + e))


def silu_grad(z):
    e = np.exp(as_float(z))
    return (e * (1 + as_float(z)) + e**2) / (1 + e) ** 2


# %% wrong: prints | score: 0 | says: is there a `return`
def silu(z):
    print(z * special.expit(z))


def silu_grad(z):
    print(special.expit(z) * (1 + z * special.expit(-z)))
