# ruff: noqa
# %% right: one line
def softmax_vjp(p, g):
    return p * (g - np.sum(p * g, axis=-1, keepdims=True))


# %% right: a loop over rows
def softmax_vjp(p, g):
    out = np.empty_like(p)
    for place in np.ndindex(p.shape[:-1]):
        inner = np.dot(p[place], g[place])
        out[place] = p[place] * g[place] - p[place] * inner
    return out


# %% right: torch
def softmax_vjp(p, g):
    import torch

    p, g = torch.from_numpy(p), torch.from_numpy(g)
    return (p * g - p * (p * g).sum(dim=-1, keepdim=True)).numpy()


# %% right: einsum
def softmax_vjp(p, g):
    inner = np.einsum("...i,...i->...", p, g)
    return p * g - p * inner[..., None]


# %% wrong: the elementwise derivative p(1 - p) | score: 0 | says: each row has its own sum; expected
def softmax_vjp(p, g):
    return p * (1 - p) * g


# %% wrong: builds the Jacobian | score: 1.5 | says: its memory, in multiples of p; np.outer and np.diag
def softmax_vjp(p, g):
    J = (
        np.eye(p.shape[-1], dtype=p.dtype) * p[..., None]
        - p[..., :, None] * p[..., None, :]
    )
    return np.einsum("...ij,...i->...j", J, g)


# %% wrong: Jacobian of a single row | score: 1 | says: raised ValueError; each row has its own sum
def softmax_vjp(p, g):
    return g @ (np.diag(p) - np.outer(p, p))


# %% wrong: sum over the whole batch | score: 1.5 | says: axis=-1, keepdims=True
def softmax_vjp(p, g):
    return p * (g - (p * g).sum())


# %% wrong: no keepdims | score: 1.5 | says: could not be broadcast; keepdims=True
def softmax_vjp(p, g):
    return p * (g - (p * g).sum(axis=-1))


# %% wrong: sign turned round | score: 0 | says: returned [-0.1875, 0.1875]; expected [0.1875, -0.1875]
def softmax_vjp(p, g):
    return p * ((p * g).sum(axis=-1, keepdims=True) - g)


# %% wrong: subtracts the mean of g | score: 0 | says: p * (g - the sum of p * g); expected [0.1875, -0.1875]
def softmax_vjp(p, g):
    return p * (g - g.mean(axis=-1, keepdims=True))


# %% wrong: writes into the upstream gradient | score: 1.75 | says: changed its second argument
def softmax_vjp(p, g):
    g -= (p * g).sum(axis=-1, keepdims=True)
    return p * g


# %% right: an instance of a class
class VJP:
    def __call__(self, p, g):
        weighted = p * g
        return weighted - p * weighted.sum(axis=-1, keepdims=True)


softmax_vjp = VJP()


# %% right: behind a decorator that prints
import functools


def traced(function):
    @functools.wraps(function)
    def inner(*args):
        print("called with", [a.shape for a in args])
        return function(*args)

    return inner


@traced
def softmax_vjp(p, g):
    mean = (p[..., None, :] @ g[..., :, None])[..., 0]
    return (g - mean) * p


# %% wrong: the first row only | score: 1.5 | says: expected shape
def softmax_vjp(p, g):
    p = p.reshape(-1, p.shape[-1])[0]
    g = g.reshape(-1, g.shape[-1])[0]
    return p * (g - p @ g)


# %% wrong: the sum is forgotten | score: 0 | says: returned [0.25, 0.]
def softmax_vjp(p, g):
    return p * g


# %% wrong: by way of the logarithm | score: 1.5 | says: divide by zero
def softmax_vjp(p, g):
    inner = (p * g).sum(axis=-1, keepdims=True)
    return np.exp(np.log(p)) * g - np.exp(np.log(p) + np.log(np.abs(inner))) * np.sign(
        inner
    )


# %% wrong: everything becomes float64 | score: 1.75 | says: expected dtype float32
def softmax_vjp(p, g):
    p, g = p.astype(np.float64), g.astype(np.float64)
    return p * (g - (p * g).sum(axis=-1, keepdims=True))


# %% wrong: squeezed | score: 1.5 | says: only an axis of length 1 differs
def softmax_vjp(p, g):
    return np.squeeze(p * (g - (p * g).sum(axis=-1, keepdims=True)))


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def softmax_vjp(p, g):
    print(p * (g - (p * g).sum(axis=-1, keepdims=True)))


# %% wrong: softmax taken once more | score: 0 | says: expected [0.1875, -0.1875]
def softmax_vjp(p, g):
    e = np.exp(p - p.max(axis=-1, keepdims=True))
    q = e / e.sum(axis=-1, keepdims=True)
    return q * (g - (q * g).sum(axis=-1, keepdims=True))


# %% wrong: a Jacobian for each row in turn | score: 1.5 | says: np.outer and np.diag
def softmax_vjp(p, g):
    out = np.empty_like(p)
    for place in np.ndindex(p.shape[:-1]):
        row = p[place]
        out[place] = (np.diag(row) - np.outer(row, row)) @ g[place]
    return out


# %% wrong: the sum of g | score: 0 | says: p * (g - the sum of p * g)
def softmax_vjp(p, g):
    return p * (g - g.sum(axis=-1, keepdims=True))
