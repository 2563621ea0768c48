# ruff: noqa
# %% right: ndtr in float64, clipped to ±50
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(z.dtype)


# %% right: erf
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    wide = np.asarray(z, dtype=np.float64)
    return (0.5 * wide * (1 + special.erf(wide / np.sqrt(2)))).astype(dtype)


def gelu_grad(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.asarray(z, dtype=np.float64)
    phi = 0.3989422804014327 * np.exp(-0.5 * w * w)
    return (0.5 * (1 + special.erf(w / np.sqrt(2))) + w * phi).astype(dtype)


# %% right: loops with math.erfc
def gelu(z):
    import math

    values = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in map(float, z.flat)]
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.array(values, dtype=dtype).reshape(z.shape)


def gelu_grad(z):
    import math

    def one(x):
        cdf = math.erfc(-x / math.sqrt(2)) / 2
        return cdf + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.array([one(float(x)) for x in z.flat], dtype=dtype).reshape(z.shape)


# %% right: torch
def gelu(z):
    import torch

    z = as_float(z)
    return torch.nn.functional.gelu(torch.tensor(z).double()).numpy().astype(z.dtype)


def gelu_grad(z):
    import torch

    z = as_float(z)
    t = torch.tensor(z.astype(np.float64), requires_grad=True)
    (t * torch.special.ndtr(t)).sum().backward()
    return t.grad.numpy().astype(z.dtype)


# %% wrong: the approximation by tanh | score: 2.25 | says: approximations
def gelu(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    inner = np.sqrt(2 / np.pi) * (w + 0.044715 * w**3)
    return (0.5 * z * (1 + np.tanh(inner))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(z.dtype)


# %% wrong: the approximation by a sigmoid | score: 0.75 | says: and 1.702 z in a sigmoid are approximations; without an approximation
def gelu(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -300, 300)
    return (z / (1 + np.exp(-1.702 * w))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -300, 300)
    s = 1 / (1 + np.exp(-1.702 * w))
    return (s + 1.702 * w * s * (1 - s)).astype(z.dtype)


# %% wrong: no root of 2 | score: 1.75 | says: erf takes z / sqrt(2)
def gelu(z):
    z = as_float(z)
    w = z.astype(np.float64)
    return (0.5 * w * (1 + special.erf(w))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(z.dtype)


# %% wrong: Φ alone | score: 1.5 | says: z times Φ(z)
def gelu(z):
    z = as_float(z)
    return special.ndtr(z.astype(float)).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(z.dtype)


# %% wrong: everything becomes float64 | score: 2.5 | says: expected dtype float16; widen float16
def gelu(z):
    z = np.asarray(z, dtype=np.float64)
    return z * special.ndtr(z)


def gelu_grad(z):
    w = np.asarray(z, dtype=np.float64)
    return special.ndtr(w) + w * np.exp(-w * w / 2) / np.sqrt(2 * np.pi)


# %% wrong: the product rule forgotten | score: 1.75 | says: both terms of the product rule
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    return special.ndtr(z.astype(np.float64)).astype(z.dtype)


# %% wrong: the square in float16 | score: 2.75 | says: overflow; z**2 overflows
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(z) + z * density).astype(z.dtype)


# %% wrong: a central difference | score: 2.25 | says: without steps h
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = z.astype(np.float64)
    up, down = w + 1e-4, w - 1e-4
    slope = (up * special.ndtr(up) - down * special.ndtr(down)) / 2e-4
    return slope.astype(z.dtype)


# %% wrong: the density without its constant | score: 1.75 | says: expected [-0.083315
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    return (special.ndtr(w) + w * np.exp(-(w**2) / 2)).astype(z.dtype)


# %% wrong: the sign of the second term | score: 1.75 | says: expected [-0.083315
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    phi = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) - w * phi).astype(z.dtype)


# %% wrong: clipped in the array of the caller | score: 2.75 | says: changed its first argument; unless you pass out=
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    wide = z.astype(np.float64, copy=False)
    if wide.ndim:
        np.clip(wide, -50, 50, out=wide)
    density = np.exp(-(wide**2) / 2) / np.sqrt(2 * np.pi)
    dtype = z.dtype if z.dtype.kind == "f" else float
    return (special.ndtr(wide) + wide * density).astype(dtype)


# %% wrong: a function of one number | score: 1.5 | says: raised
import math


def gelu(z):
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


def gelu_grad(z):
    z = as_float(z)
    w = np.clip(z.astype(np.float64), -50, 50)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return (special.ndtr(w) + w * density).astype(z.dtype)


# %% wrong: the slope of ReLU | score: 1.75 | says: both terms
def gelu(z):
    z = as_float(z)
    return (z * special.ndtr(z.astype(np.float64))).astype(z.dtype)


def gelu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)
