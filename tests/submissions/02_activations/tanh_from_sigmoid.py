# ruff: noqa
# %% right: with a sigmoid of its own
def tanh_from_sigmoid(z):
    z = np.asarray(z)
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    z = z.astype(np.float64)
    e = np.exp(-np.abs(2 * z))
    s = np.where(z < 0, e, 1) / (1 + e)
    return (2 * s - 1).astype(dtype)


# %% right: the difference of two sigmoids
def tanh_from_sigmoid(z):
    def sigmoid(x):
        return np.exp(-np.logaddexp(0, -x))

    z = as_float(z)
    wide = z.astype(np.float64)
    return (sigmoid(2 * wide) - sigmoid(-2 * wide)).astype(z.dtype)


# %% right: a loop
def tanh_from_sigmoid(z):
    import math

    def sigmoid(x):
        return 1 / (1 + math.exp(-x)) if x > -700 else 0.0

    z = as_float(z)
    values = [2 * sigmoid(2 * float(x)) - 1 for x in z.flat]
    return np.array(values, dtype=z.dtype).reshape(z.shape)


# %% right: ready-made
def tanh_from_sigmoid(z):
    return np.tanh(as_float(z))


# %% wrong: not stretched | score: 0.25 | says: stretch it
def tanh_from_sigmoid(z):
    z = as_float(z)
    e = np.exp(-np.abs(z))
    return 2 * np.where(z < 0, e, 1) / (1 + e) - 1


# %% wrong: steep, but from 0 to 1 | score: 0 | says: [-0.76159, 0., 0.76159]
def tanh_from_sigmoid(z):
    z = np.clip(as_float(z), -500, 500)
    e = np.exp(-np.abs(2 * z))
    return np.where(z < 0, e, 1) / (1 + e)


# %% wrong: the textbook formula of tanh | score: 0.5 | says: overflow
def tanh_from_sigmoid(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% wrong: the naive sigmoid | score: 0.5 | says: overflow; does not fit into float16
def tanh_from_sigmoid(z):
    return 2 / (1 + np.exp(-2 * z)) - 1


# %% wrong: twice z in float16 | score: 0.75 | says: overflow; does not fit into float16
def tanh_from_sigmoid(z):
    z = as_float(z)
    e = np.exp(-2 * np.abs(z))
    return 2 * np.where(z < 0, e, z.dtype.type(1)) / (1 + e) - 1


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def tanh_from_sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(2 * z))
    return 2 * np.where(z < 0, e, 1) / (1 + e) - 1


# %% wrong: 1 minus 2 sigmoid | score: 0 | says: [-0.76159, 0., 0.76159]
def tanh_from_sigmoid(z):
    z = np.clip(as_float(z), -500, 500)
    e = np.exp(-np.abs(2 * z))
    return 1 - 2 * np.where(z < 0, e, 1) / (1 + e)


# %% wrong: writes into the input | score: 0.75 | says: changed its first argument; unless you pass out=
def tanh_from_sigmoid(z):
    z = as_float(z)
    if z.ndim:
        np.clip(z, -500, 500, out=z)
    e = np.exp(-2 * np.abs(z))
    return 2 * np.where(z < 0, e, 1) / (1 + e) - 1


# %% wrong: clipped where it still matters | score: 0.5 | says: expected
def tanh_from_sigmoid(z):
    z = np.clip(as_float(z), -4, 4)
    e = np.exp(-2 * np.abs(z))
    return 2 * np.where(z < 0, e, 1) / (1 + e) - 1


# %% wrong: a list of strings | score: 0 | says: returned
def tanh_from_sigmoid(z):
    return [f"{x:.4f}" for x in np.tanh(as_float(z)).flat]
