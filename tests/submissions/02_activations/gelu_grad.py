# ruff: noqa
# %% right: clipped to ±50
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(dtype)


# %% right: erf, in float64
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.asarray(z, dtype=np.float64)
    phi = 0.3989422804014327 * np.exp(-0.5 * w * w)
    return (0.5 * (1 + special.erf(w / np.sqrt(2))) + w * phi).astype(dtype)


# %% right: a loop with math
def gelu_grad(z):
    import math

    def one(x):
        cdf = math.erfc(-x / math.sqrt(2)) / 2
        return cdf + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


# %% right: autograd
def gelu_grad(z):
    import torch

    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    t = torch.tensor(z.astype(np.float64), requires_grad=True)
    (t * torch.special.ndtr(t)).sum().backward()
    return t.grad.numpy().astype(dtype)


# %% wrong: the product rule forgotten | score: 0.5 | says: both terms of the product rule
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return special.ndtr(z.astype(np.float64)).astype(dtype)


# %% wrong: no z before the density | score: 0.5 | says: z times the density
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -50, 50)
    return (special.ndtr(w) + np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)).astype(dtype)


# %% wrong: the square in float16 | score: 1.0 | says: overflow; turn float16 into float32
def gelu_grad(z):
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return special.ndtr(z) + z * density


# %% wrong: the density without its constant | score: 0.5 | says: expected [-0.083315
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -50, 50)
    return (special.ndtr(w) + w * np.exp(-(w**2) / 2)).astype(dtype)


# %% wrong: a central difference | score: 0.5 | says: without steps h
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = z.astype(np.float64)
    up, down = w + 1e-4, w - 1e-4
    slope = (up * special.ndtr(up) - down * special.ndtr(down)) / 2e-4
    return slope.astype(dtype)


# %% wrong: everything becomes float64 | score: 1.5 | says: expected dtype float16
def gelu_grad(z):
    w = np.asarray(z, dtype=np.float64)
    return special.ndtr(w) + w * np.exp(-w * w / 2) / np.sqrt(2 * np.pi)


# %% wrong: the derivative of the approximation by a sigmoid | score: 0.5 | says: expected [-0.083315
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -300, 300)
    s = 1 / (1 + np.exp(-1.702 * w))
    return (s + 1.702 * w * s * (1 - s)).astype(dtype)


# %% wrong: the sign of the second term | score: 0.5 | says: expected [-0.083315
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -50, 50)
    phi = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) - w * phi).astype(dtype)


# %% wrong: the half in the exponent forgotten | score: 0.5 | says: both terms
def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(z.astype(np.float64), -50, 50)
    phi = np.exp(-(w**2)) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * phi).astype(dtype)
