# ruff: noqa
# %% right: the formula
def gelu_tanh(z):
    z = as_float(z)
    return z / 2 * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))


# %% right: by a sigmoid, in float64
def gelu_tanh(z):
    wide = np.asarray(z, dtype=np.float64)
    u = np.sqrt(2 / np.pi) * (wide + 0.044715 * np.power(wide, 3))
    result = wide * special.expit(2 * u)
    return result.astype(z.dtype) if z.dtype == np.float32 else result


# %% right: torch
def gelu_tanh(z):
    import torch

    z = torch.as_tensor(as_float(z))
    return torch.nn.functional.gelu(z, approximate="tanh")


# %% right: entry by entry, as lists
import math


def one(v):
    v = float(v)
    return (
        0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v * v * v)))
    )


def gelu_tanh(z):
    out = np.empty(z.shape, dtype=as_float(z).dtype)
    for place in np.ndindex(z.shape):
        out[place] = one(z[place])
    return out


# %% right: factored out, with a print
def gelu_tanh(z):
    z = z.astype(float) if z.dtype.kind != "f" else z.copy()
    u = z * (1 + 0.044715 * z * z)
    u *= float(np.sqrt(2 / np.pi))
    print("shape", z.shape)
    return 0.5 * z + 0.5 * z * np.tanh(u)


# %% right: np.vectorize of one number
def gelu_tanh(z):
    def single(v):
        return v * (0.5 + 0.5 * np.tanh(0.7978845608028654 * (v + 0.044715 * v**3)))

    z = as_float(z)
    return np.vectorize(single, otypes=[z.dtype])(z.astype(float))


# %% wrong: np.sqrt widens float32 | score: 1.75 | says: expected dtype float32
def gelu_tanh(z):
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


# %% wrong: the exact GELU | score: 1 | says: another function
def gelu_tanh(z):
    z = as_float(z)
    return (z * special.ndtr(z)).astype(z.dtype)


# %% wrong: the sigmoid approximation | score: 1 | says: the root of 2/pi
def gelu_tanh(z):
    z = as_float(z)
    return z * special.expit(1.702 * z)


# %% wrong: squared instead of cubed | score: 0.75 | says: 0.044715 z^3
def gelu_tanh(z):
    z = as_float(z)
    return 0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**2)))


# %% wrong: without the factor ½ | score: 0.5 | says: z/2 times
def gelu_tanh(z):
    z = as_float(z)
    return z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))


# %% wrong: the constants rounded | score: 1 | says: neither of them rounded
def gelu_tanh(z):
    z = as_float(z)
    return 0.5 * z * (1 + np.tanh(0.8 * (z + 0.045 * z**3)))


# %% wrong: writes into its input | score: 1.75 | says: changed its first argument
def gelu_tanh(z):
    z = as_float(z)
    u = (2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)
    z *= 0.5 * (1 + np.tanh(u))
    return z


# %% wrong: a tanh of exponentials | score: 1.75 | says: overflow; np.exp not
def gelu_tanh(z):
    z = as_float(z)
    u = (2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)
    return z * (1 - 1 / (1 + np.exp(2 * u)))


# %% wrong: integers stay integers | score: 1.75 | says: integers become float64
def gelu_tanh(z):
    out = np.empty_like(z)
    out[...] = 0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))
    return out


# %% wrong: for one axis only | score: 1.5 | says: entry by entry
def gelu_tanh(z):
    s = (2 / np.pi) ** 0.5
    z = as_float(z)
    return np.array(
        [0.5 * v * (1 + np.tanh(s * (v + 0.044715 * v**3))) for v in z if v.ndim < 1],
        dtype=z.dtype,
    )


# %% wrong: printed | score: 0 | says: is there a `return`
def gelu_tanh(z):
    print(0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3))))


# %% wrong: pi / 2 for 2 / pi | score: 1 | says: the root of 2/pi
def gelu_tanh(z):
    z = as_float(z)
    return 0.5 * z * (1 + np.tanh((np.pi / 2) ** 0.5 * (z + 0.044715 * z**3)))


# %% right: z expit(2u)
def gelu_tanh(z):
    z = as_float(z)
    u = 0.7978845608028654 * (z + 0.044715 * np.power(z, 3))
    return z * special.expit(2 * u)


# %% right: in place on a copy
def gelu_tanh(z):
    z = as_float(z)
    u = z.copy()
    u = u * u * u
    u *= 0.044715
    u += z
    u *= (2 / np.pi) ** 0.5
    u = np.tanh(u)
    u += 1
    u *= z
    u /= 2
    return u


# %% wrong: a digit slipped, 0.44715 | score: 1 | says: neither of them rounded
def gelu_tanh(z):
    z = as_float(z)
    return z / 2 * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.44715 * z**3)))


# %% wrong: clips z first | score: 1.75 | says: far to the right z
def gelu_tanh(z):
    z = np.clip(as_float(z), -20, 20)
    return z / 2 * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))
