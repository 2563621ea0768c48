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


# %% right: nested lists of Python numbers
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z) * 1.0
    return ((f(z + h) - f(z - h)) / (h + h)).tolist() if z.size else z


# %% wrong: forward difference | score: 1 | says: is the forward difference; the central one
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z)) / h


# %% wrong: divided by h | score: 0.25 | says: divided by 2h
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)) / h


# %% wrong: h typed in | score: 1.5 | says: use the argument h
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


# %% wrong: precedence of the division | score: 0.25 | says: multiplies by h
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)) / 2 * h


# %% wrong: the step far too small | score: 1.25 | says: rounding errors rule
def numerical_grad(f, z, h=1e-12):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z - h)) / (2 * h)


# %% wrong: the step far too large | score: 1.5 | says: with a larger one h squared
def numerical_grad(f, z, h=1e-2):
    z = np.asarray(z, dtype=float)
    return (f(z + h) - f(z - h)) / (2 * h)


# %% wrong: writes into the input | score: 1.75 | says: changed its second argument; writes into z
def numerical_grad(f, z, h=1e-5):
    z = z.astype(float) if z.dtype.kind != "f" else z
    z += h
    up = f(z)
    z -= 2 * h
    return (up - f(z)) / (2 * h)


# %% wrong: there and back in the input | score: 1.75 | says: changed its second argument; going back leaves rounding errors
def numerical_grad(f, z, h=1e-5):
    z = as_float(z)
    z += h
    up = f(z)
    z -= 2 * h
    down = f(z)
    z += h
    return (up - down) / (2 * h)


# %% wrong: the sum over all entries | score: 0 | says: expected
def numerical_grad(f, z, h=1e-5):
    return (f(z + h) - f(z - h)).sum() / (2 * h)


# %% wrong: np.gradient | score: 0.25 | says: how much f grows
def numerical_grad(f, z, h=1e-5):
    return np.gradient(f(z), h)


# %% wrong: the sign turned round | score: 0.25 | says: from z - h to z + h
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    return (f(z - h) - f(z + h)) / (2 * h)


# %% wrong: cast back to the type of z | score: 1.75 | says: integers become float64
def numerical_grad(f, z, h=1e-5):
    return ((f(z + h) - f(z - h)) / (2 * h)).astype(z.dtype)


# %% wrong: a step for each, and the error returned, too | score: 1.5 | says: comma too many
def numerical_grad(f, z, h=1e-5):
    z = np.asarray(z, dtype=float)
    central = (f(z + h) - f(z - h)) / (2 * h)
    return central, np.abs(central - (f(z + h) - f(z)) / h)


# %% wrong: an endless loop | score: 0 | says: still running; took too long before
def numerical_grad(f, z, h=1e-5):
    z, last = np.asarray(z, dtype=float), None
    while last is None or np.abs(now - last).max() > 1e-12:
        now = (f(z + h) - f(z - h)) / (2 * h)
        h = max(h / 2, 1e-12)  # and last is never set
    return now
