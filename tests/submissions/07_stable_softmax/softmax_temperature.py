# ruff: noqa
# %% right: divide, shift, exponentiate
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError(f"the temperature must be positive, got {T}")
    z = z / T
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% right: a loop over rows
def softmax_temperature(z, T):
    if not T > 0:
        raise ValueError("T must be positive")
    out = np.zeros_like(z)
    for place in np.ndindex(z.shape[:-1]):
        row = z[place]
        e = np.exp((row - row.max()) / T)
        out[place] = e / e.sum()
    return out


# %% right: torch
def softmax_temperature(z, T):
    import torch

    if T <= 0:
        raise ValueError("T must be positive")
    return torch.softmax(torch.from_numpy(z) / T, dim=-1).numpy()


# %% right: logsumexp form
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    return np.exp(z / T - np.logaddexp.reduce(z / T, axis=-1, keepdims=True))


# %% wrong: multiplies by T | score: 0.25 | says: divide the logits by T; expected [0.1863, 0.3072, 0.5065]
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp(T * (z - z.max(axis=-1, keepdims=True)))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: divides the probabilities | score: 0.25 | says: divide the logits by T before anything else
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) / T


# %% wrong: no check of T | score: 0.75 | says: expected it to raise ValueError; if T <= 0
def softmax_temperature(z, T):
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / T)
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: no maximum subtracted | score: 0.75 | says: overflow; subtract the maximum of each row
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp(z / T)
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: maximum subtracted before dividing only half | score: 0.25 | says: divide the logits by T before anything else
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp(z - z.max(axis=-1, keepdims=True)) / T
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: sum over the whole batch | score: 0.75 | says: reduce along the last axis
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp((z - z.max()) / T)
    return e / e.sum()


# %% wrong: returns an error instead of raising it | score: 0.75 | says: expected it to raise ValueError
def softmax_temperature(z, T):
    if T <= 0:
        return "T must be positive"
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / T)
    return e / e.sum(axis=-1, keepdims=True)


# %% right: partial of a function with a keyword, and a plot
import functools

import matplotlib.pyplot as plt


def _tempered(z, T, axis):
    if not T > 0:
        raise ValueError("a temperature is above 0")
    z = (z - z.max(axis=axis, keepdims=True)) / T
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


softmax_temperature = functools.partial(_tempered, axis=-1)
for T in (0.5, 1.0, 2.0):
    plt.plot(softmax_temperature(np.arange(5.0), T), label=f"T = {T}")
plt.legend()
plt.show()


# %% wrong: only a temperature of 0 raises | score: 0.75 | says: expected it to raise ValueError
def softmax_temperature(z, T):
    if T == 0:
        raise ValueError("T must not be 0")
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / T)
    if T < 0:
        e = np.ones_like(z)
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: T is ignored | score: 0.25 | says: expected [0.1863, 0.3072, 0.5065]
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: everything becomes float64 | score: 0.75 | says: expected dtype float16
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    z = (z - z.max(axis=-1, keepdims=True)).astype(np.float64) / T
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


# %% wrong: a large T gives equal shares | score: 0.75 | says: evens
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    if T > 100:
        return np.full_like(z, 1 / z.shape[-1])
    e = np.exp((z - z.max(axis=-1, keepdims=True)) / T)
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: writes into the logits | score: 0.75 | says: changed its first argument
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    z -= z.max(axis=-1, keepdims=True)
    z /= T
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


# %% wrong: whole division | score: 0.25 | says: expected [0.1863, 0.3072, 0.5065]
def softmax_temperature(z, T):
    if T <= 0:
        raise ValueError("T must be positive")
    z = (z - z.max(axis=-1, keepdims=True)) // T
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
