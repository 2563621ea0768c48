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


# %% wrong: Jacobian of a single row | score: 0.5 | says: raised ValueError; each row has its own sum
def softmax_vjp(p, g):
    return g @ (np.diag(p) - np.outer(p, p))


# %% wrong: sum over the whole batch | score: 1.0 | says: axis=-1, keepdims=True
def softmax_vjp(p, g):
    return p * (g - (p * g).sum())


# %% wrong: no keepdims | score: 1.0 | says: could not be broadcast; keepdims=True
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
