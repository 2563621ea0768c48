# ruff: noqa
# %% right: e over (1 + e) squared
def sigmoid_grad(z):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    e = np.exp(-np.abs(z))
    return e / ((1 + e) * (1 + e))


# %% right: sigmoid of z times sigmoid of -z
def sigmoid_grad(z):
    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    z = z.astype(np.float64)

    def s(x):
        e = np.exp(-np.abs(x))
        return np.where(x < 0, e, 1) / (1 + e)

    return (s(z) * s(-z)).astype(dtype)


# %% right: a hyperbolic cosine
def sigmoid_grad(z):
    z = as_float(z)
    half = np.abs(z.astype(np.float64)) / 2
    small = np.exp(-half)
    part = small / (1 + np.exp(-2 * half))
    return (part * part).astype(z.dtype)


# %% right: a loop with math.exp
def sigmoid_grad(z):
    import math

    z = as_float(z)
    out = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        e = math.exp(-abs(float(z[i])))
        out[i] = e / (1 + e) ** 2
    return out.astype(z.dtype)


# %% right: ready-made, both sides
def sigmoid_grad(z):
    z = as_float(z)
    return (special.expit(z) * special.expit(-z)).astype(z.dtype)


# %% wrong: s times (1 - s) | score: 1.25 | says: 1 - sigmoid(40) is 0 after rounding; tiny far out
def sigmoid_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    s = np.where(z < 0, e, 1) / (1 + e)
    return s * (1 - s)


# %% wrong: the textbook formula without care | score: 1.25 | says: overflow; the same at z and -z; inf / inf is no number
def sigmoid_grad(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% wrong: the value instead of the slope | score: 0 | says: expected [0.10499
def sigmoid_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: takes z for the sigmoid of z | score: 0 | says: is 1/4 at 0
def sigmoid_grad(z):
    z = as_float(z)
    return z * (1 - z)


# %% wrong: a central difference | score: 1 | says: expected [4.2484; tiny far out
def sigmoid_grad(z):
    def s(x):
        e = np.exp(-np.abs(x))
        return np.where(x < 0, e, 1) / (1 + e)

    z = as_float(z)
    return (s(z + 1e-5) - s(z - 1e-5)) / 2e-5


# %% wrong: everything becomes float64 | score: 1.75 | says: expected dtype float16
def sigmoid_grad(z):
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


# %% wrong: the square forgotten | score: 0.25 | says: expected [0.10499
def sigmoid_grad(z):
    e = np.exp(-np.abs(as_float(z)))
    return e / (1 + e)


# %% wrong: an if for one number | score: 0.5 | says: the truth value of an array
def sigmoid_grad(z):
    e = np.exp(-z) if z > 0 else np.exp(z)
    return e / (1 + e) ** 2


# %% wrong: no return | score: 0 | says: returned None
def sigmoid_grad(z):
    e = np.exp(-np.abs(z))
    g = e / (1 + e) ** 2


# %% wrong: writes into the input | score: 1.75 | says: changed its first argument
def sigmoid_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z, out=z if z.ndim else None))
    return e / (1 + e) ** 2


# %% wrong: z must have a dtype | score: 1.75 | says: as_float makes an array of it
def sigmoid_grad(z):
    e = np.exp(-abs(z.astype(np.float64)))
    return (e / (1 + e) ** 2).astype(z.dtype if z.dtype.kind == "f" else float)


# %% wrong: the value, too | score: 0 | says: comma too many
def sigmoid_grad(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e), e / (1 + e) ** 2
