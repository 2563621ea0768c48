# ruff: noqa
# %% right: np.where twice
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    return np.where(z > 0, z, z * alpha)


def leaky_relu_grad(z, alpha=0.01):
    z = np.asarray(z)
    return np.where(z > 0, 1, alpha).astype(z.dtype if z.dtype.kind == "f" else float)


# %% right: the larger of z and alpha z, and a filled array
def leaky_relu(z, alpha=0.01):
    return np.maximum(as_float(z), alpha * as_float(z))


def leaky_relu_grad(z, alpha=0.01):
    out = np.full(np.shape(z), alpha, dtype=as_float(z).dtype)
    out[z > 0] = 1
    return out


# %% right: positive and negative part, and alpha plus a step
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)


def leaky_relu_grad(z, alpha=0.01):
    step = (z > 0).astype(as_float(z).dtype)
    return alpha * (1 - step) + step


# %% right: a copy changed by a mask, and a loop
def leaky_relu(z, alpha=0.01):
    out = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    out[out < 0] *= alpha
    return out


def leaky_relu_grad(z, alpha=0.01):
    values = [1.0 if x > 0 else alpha for x in z.ravel()]
    dtype = z.dtype if z.dtype.kind == "f" else float
    return np.array(values, dtype=dtype).reshape(z.shape)


# %% right: z times its own slope
def leaky_relu(z, alpha=0.01):
    return as_float(z) * leaky_relu_grad(z, alpha)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.choose(z > 0, [alpha, 1.0]).astype(z.dtype)


# %% wrong: alpha typed in | score: 1.5 | says: use the argument alpha
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, z, 0.01 * z)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, 0.01).astype(z.dtype)


# %% wrong: no alpha argument | score: 1.5 | says: unexpected keyword argument 'alpha'; use the argument alpha
def leaky_relu(z):
    z = as_float(z)
    return np.where(z > 0, z, 0.01 * z)


def leaky_relu_grad(z):
    z = as_float(z)
    return np.where(z > 0, 1, 0.01).astype(z.dtype)


# %% wrong: minus alpha | score: 0 | says: which is negative; below 0 the slope is alpha
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, z, -alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, -alpha).astype(z.dtype)


# %% wrong: alpha for value and alpha z for slope | score: 0 | says: below 0 the result is alpha * z; below 0 the slope is alpha
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, z, alpha).astype(z.dtype)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, alpha * z)


# %% wrong: the last entry is forgotten | score: 1.25 | says: the last one too
def leaky_relu(z, alpha=0.01):
    out = np.array(as_float(z))
    for i in range(out.size - 1):
        if out.flat[i] < 0:
            out.flat[i] *= alpha
    return out


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, alpha).astype(z.dtype)


# %% wrong: writes into the input | score: 1.5 | says: changed its first argument
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    z[z < 0] *= alpha
    return z


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    up = z > 0
    z[up], z[~up] = 1, alpha
    return z


# %% wrong: ReLU and its slope | score: 0 | says: expected [-0.02; expected [0.01, 1.]
def leaky_relu(z, alpha=0.01):
    return np.maximum(as_float(z), 0)


def leaky_relu_grad(z, alpha=0.01):
    return (z > 0).astype(as_float(z).dtype)


# %% wrong: everything becomes float64 | score: 1.5 | says: expected dtype float16
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, 1.0, alpha)


# %% wrong: cut to integers | score: 1.5 | says: or -0.02 is cut to 0; in an array of integers 0.01 is cut to 0
def leaky_relu(z, alpha=0.01):
    return np.where(z > 0, z, alpha * z).astype(z.dtype)


def leaky_relu_grad(z, alpha=0.01):
    out = np.ones_like(z)
    out[z <= 0] = alpha
    return out


# %% wrong: 1 at 0 | score: 1.75 | says: z > 0, not z >= 0
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z >= 0, 1, alpha).astype(z.dtype)


# %% wrong: 0 at 0 | score: 1.75 | says: expected [0.2, 1., 0.2]
def leaky_relu(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, z, alpha * z)


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, np.where(z < 0, alpha, 0)).astype(z.dtype)


# %% wrong: long double | score: 1.5 | says: expected dtype float16
def leaky_relu(z, alpha=0.01):
    z = np.asarray(z, dtype=np.longdouble)
    return np.where(z > 0, z, z * np.longdouble(alpha))


def leaky_relu_grad(z, alpha=0.01):
    return np.where(z > 0, np.longdouble(1), np.longdouble(alpha))


# %% wrong: Fractions | score: 1 | says: an array of Python objects
from fractions import Fraction


def leaky_relu(z, alpha=0.01):
    share = Fraction(alpha).limit_denominator(10**6)
    exact = [Fraction(float(x)) * (1 if x > 0 else share) for x in np.ravel(z)]
    return np.array(exact).reshape(np.shape(z))


def leaky_relu_grad(z, alpha=0.01):
    z = as_float(z)
    return np.where(z > 0, 1, alpha).astype(z.dtype)
