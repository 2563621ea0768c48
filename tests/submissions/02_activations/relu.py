# ruff: noqa
# %% right: np.maximum and a mask
def relu(z):
    z = np.asarray(z)
    return np.maximum(z if z.dtype.kind == "f" else z.astype(float), 0)


def relu_grad(z):
    z = np.asarray(z)
    return (z > 0).astype(z.dtype if z.dtype.kind == "f" else float)


# %% right: a product with a mask, and np.heaviside
def relu(z):
    z = as_float(z)
    return z * (z > 0)


def relu_grad(z):
    z = as_float(z)
    return np.heaviside(z, 0).astype(z.dtype)


# %% right: halves that are added, and the sign cut at 0
def relu(z):
    half = as_float(z) / 2
    return half + np.abs(half)


def relu_grad(z):
    return np.maximum(np.sign(as_float(z)), 0)


# %% right: loops over the entries
def relu(z):
    out = np.zeros(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    for place in np.ndindex(z.shape):
        if z[place] > 0:
            out[place] = z[place]
    return out


def relu_grad(z):
    out = np.zeros_like(z, dtype=z.dtype if z.dtype.kind == "f" else np.float64)
    for i in range(z.size):
        out.flat[i] = 1.0 if z.flat[i] > 0 else 0.0
    return out


# %% right: a class whose objects are called, and a lambda
class Hinge:
    def __call__(self, z):
        return np.where(np.asarray(z) > 0, as_float(z), as_float(z) * 0)


relu = Hinge()
relu_grad = lambda z: np.where(as_float(z) > 0, as_float(z) * 0 + 1, as_float(z) * 0)


# %% wrong: np.max of the whole array | score: 1 | says: np.maximum compares entry by entry
def relu(z):
    return np.max(z, 0)


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: Python's max and an if | score: 0 | says: np.maximum compares entry by entry; truth value
def relu(z):
    return max(0, z)


def relu_grad(z):
    return 1.0 if z > 0 else 0.0


# %% wrong: writes into the input | score: 1.5 | says: changed its first argument; writes into the array
def relu(z):
    z = as_float(z)
    z[z < 0] = 0
    return z


def relu_grad(z):
    z = as_float(z)
    up = z > 0
    z[...] = 0
    z[up] = 1
    return z


# %% wrong: integers stay integers | score: 1.5 | says: integers become float64
def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return (z > 0).astype(z.dtype)


# %% wrong: float64 whatever comes in | score: 1.5 | says: expected dtype float16
def relu(z):
    return np.where(z > 0, z, 0.0).astype(np.float64)


def relu_grad(z):
    return np.where(z > 0, 1.0, 0.0)


# %% wrong: ReLU6 | score: 1.5 | says: a positive one stays as it is; a large positive entry comes back
def relu(z):
    return np.clip(as_float(z), 0, 6)


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: the absolute value, and its slope | score: 0.25 | says: negative numbers become 0; 0 where it is below
def relu(z):
    return np.abs(as_float(z))


def relu_grad(z):
    return np.sign(as_float(z))


# %% wrong: half of z plus its magnitude | score: 1.75 | says: overflow encountered in add; a large positive entry
def relu(z):
    z = as_float(z)
    return (z + np.abs(z)) / 2


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: truth values as slope | score: 1.75 | says: (z > 0) holds truth values
def relu(z):
    return np.maximum(as_float(z), 0)


def relu_grad(z):
    return z > 0


# %% wrong: 1 at 0 | score: 1.75 | says: z > 0, not z >= 0
def relu(z):
    return np.maximum(as_float(z), 0)


def relu_grad(z):
    z = as_float(z)
    return (z >= 0).astype(z.dtype)


# %% wrong: the value divided by z | score: 1.75 | says: is no number at 0; invalid value
def relu(z):
    return np.maximum(as_float(z), 0)


def relu_grad(z):
    z = as_float(z)
    return np.maximum(z, 0) / z


# %% wrong: prints instead of returning | score: 0 | says: returned None; is there a `return`; your code printed
def relu(z):
    print(np.maximum(as_float(z), 0))


def relu_grad(z):
    print((z > 0).astype(float))


# %% wrong: the results as lists | score: 1.5 | says: expected dtype float16
def relu(z):
    return np.maximum(as_float(z), 0).tolist()


def relu_grad(z):
    return (as_float(z) > 0).astype(float).tolist()


# %% wrong: the mask is returned, too | score: 1 | says: comma too many
def relu(z):
    z = as_float(z)
    return np.maximum(z, 0), z > 0


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: lru_cache on a function of arrays | score: 1 | says: unhashable
from functools import lru_cache


@lru_cache
def relu(z):
    return np.maximum(as_float(z), 0)


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: a generator of entries | score: 1.25 | says: an iterator; keeps what it gives
def relu(z):
    for x in as_float(z).flat:
        yield max(x, 0)


def relu_grad(z):
    z = as_float(z)
    return (z > 0).astype(z.dtype)


# %% wrong: loops over z itself | score: 1.5 | says: see rows where z has two axes
def relu(z):
    z = as_float(z)
    return np.array([v if v > 0 else 0 for v in z], dtype=z.dtype)


def relu_grad(z):
    z = as_float(z)
    return np.array([1 if v > 0 else 0 for v in z], dtype=z.dtype)
