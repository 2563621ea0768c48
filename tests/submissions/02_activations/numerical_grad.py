# ruff: noqa
# %% right: central difference
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=np.float64)
    return (f(z + h) - f(z - h)) / (2 * h)


# %% right: divided by the step that was really taken
def numerical_grad(f, z, h=1e-5):
    up, down = np.asarray(z, float) + h, np.asarray(z, float) - h
    return (f(up) - f(down)) / (up - down)


# %% right: the mean of a forward and a backward difference
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    here = f(z)
    return ((f(z + h) - here) / h + (here - f(z - h)) / h) / 2


# %% right: a loop over the entries
def numerical_grad(f, z, h=1e-5):
    out = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        ends = f(np.array([float(z[i]) - h, float(z[i]) + h]))
        out[i] = (ends[1] - ends[0]) / (2 * h)
    return out


# %% wrong: forward difference | score: 1.0 | says: is the forward difference
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z)) / h


# %% wrong: divided by h | score: 0.0 | says: divided by 2h
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)) / h


# %% wrong: h typed in | score: 1.5 | says: use the argument h
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


# %% wrong: precedence of the division | score: 0.0 | says: returned; multiplies by h
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)) / 2 * h


# %% wrong: the step far too small | score: 1.5 | says: rounding errors rule
def numerical_grad(f, z, h=1e-12):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z - h)) / (2 * h)


# %% wrong: the step far too large | score: 1.5 | says: with a larger one h squared
def numerical_grad(f, z, h=1e-2):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z - h)) / (2 * h)


# %% wrong: writes into the input | score: 1.5 | says: changed its second argument
def numerical_grad(f, z, h=1e-5):
    z = z.astype(float) if z.dtype.kind != "f" else z
    z += h
    up = f(z)
    z -= 2 * h
    return (up - f(z)) / (2 * h)


# %% wrong: all entries at once, as for one number | score: 0.0 | says: expected
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)).sum() / (2 * h)


# %% wrong: np.gradient | score: 0.0 | says: how much f grows
def numerical_grad(f, z, h=1e-5):
    return np.gradient(f(z), h)


# %% wrong: the sign turned round | score: 0.0 | says: from z - h to z + h
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z - h) - f(z + h)) / (2 * h)
