# ruff: noqa
# %% right: ndtr in float64
def gelu(z):
    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return (z * special.ndtr(z.astype(np.float64))).astype(dtype)


# %% right: erf
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    wide = np.asarray(z, dtype=np.float64)
    return (0.5 * wide * (1 + special.erf(wide / np.sqrt(2)))).astype(dtype)


# %% right: erfc, accurate in the tail
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    wide = np.asarray(z, dtype=np.float64)
    return (wide * special.erfc(-wide * np.sqrt(0.5)) / 2).astype(dtype)


# %% right: a loop with math.erf
def gelu(z):
    import math

    values = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in map(float, z.flat)]
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% wrong: the approximation by tanh | score: 0.25 | says: approximations
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(np.asarray(z, dtype=np.float64), -50, 50)
    inner = np.sqrt(2 / np.pi) * (w + 0.044715 * w**3)
    return (0.5 * z * (1 + np.tanh(inner))).astype(dtype)


# %% wrong: the approximation by a sigmoid | score: 0.25 | says: nor 1.702 z in a sigmoid
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.clip(np.asarray(z, dtype=np.float64), -300, 300)
    return (z / (1 + np.exp(-1.702 * w))).astype(dtype)


# %% wrong: no root of 2 | score: 0.25 | says: erf takes z / sqrt(2)
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    w = np.asarray(z, dtype=np.float64)
    return (0.5 * w * (1 + special.erf(w))).astype(dtype)


# %% wrong: Φ alone | score: 0.0 | says: z times Φ(z)
def gelu(z):
    return special.ndtr(z)


# %% wrong: the half forgotten | score: 0.0 | says: expected [-0.15865
def gelu(z):
    return z * (1 + special.erf(z / np.sqrt(2)))


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def gelu(z):
    z = np.asarray(z, dtype=np.float64)
    return z * special.ndtr(z)


# %% wrong: float16 becomes float32 | score: 0.75 | says: turn float16 into float32
def gelu(z):
    return z * special.ndtr(z)


# %% wrong: the density instead of the distribution | score: 0.0 | says: expected [-0.15865
def gelu(z):
    return z * np.exp(-(np.clip(z, -30, 30) ** 2) / 2) / np.sqrt(2 * np.pi)


# %% wrong: ReLU times Φ | score: 0.25 | says: expected [-0.15865
def gelu(z):
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    return (np.maximum(z, 0) * special.ndtr(z.astype(float))).astype(dtype)
