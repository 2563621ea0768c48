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


# %% wrong: no maximum subtracted | score: 0.5 | says: overflow; subtract the maximum of each row
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


# %% wrong: sum over the whole batch | score: 0.5 | says: reduce along the last axis
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
