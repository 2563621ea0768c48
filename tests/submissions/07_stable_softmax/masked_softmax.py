# ruff: noqa
# %% right: masked places become -inf
def masked_softmax(z, mask):
    filled = np.where(mask, z, -np.inf).astype(z.dtype)
    top = filled.max(axis=-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(filled - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total


# %% right: a loop over rows
def masked_softmax(z, mask):
    out = np.zeros_like(z)
    for place in np.ndindex(z.shape[:-1]):
        keep = mask[place]
        if keep.any():
            kept = z[place][keep]
            e = np.exp(kept - kept.max())
            out[place][keep] = e / e.sum()
    return out


# %% right: torch
def masked_softmax(z, mask):
    import torch

    t = torch.from_numpy(z).masked_fill(~torch.from_numpy(mask), -torch.inf)
    return torch.softmax(t, dim=-1).nan_to_num(0.0).numpy()


# %% right: divide only where there is something
def masked_softmax(z, mask):
    top = np.max(z, axis=-1, keepdims=True, where=mask, initial=np.finfo(z.dtype).min)
    e = np.zeros_like(z)
    np.exp(z - np.maximum(top, -6e4), out=e, where=mask)
    total = e.sum(axis=-1, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0)


# %% wrong: softmax first, then the mask | score: 0.5 | says: sum to 1
def masked_softmax(z, mask):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask


# %% wrong: masked logits set to 0 | score: 0 | says: sum to 1; expected [0.2689, 0.7311, 0.]
def masked_softmax(z, mask):
    z = z * mask
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: a fully masked row gives NaN | score: 1.5 | says: [nan, nan]; divide by 1 instead
def masked_softmax(z, mask):
    filled = np.where(mask, z, -np.inf).astype(z.dtype)
    e = np.exp(filled - filled.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: a fully masked row becomes uniform | score: 1.5 | says: a fully masked row is all zeros; returned [[0.5, 0.5]
def masked_softmax(z, mask):
    filled = np.where(mask, z, np.finfo(z.dtype).min).astype(z.dtype)
    e = np.exp(filled - filled.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: masked with -1e9, NaN replaced | score: 1.25 | says: a fully masked row is all zeros
def masked_softmax(z, mask):
    z = np.where(mask, z, -1e9)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: the maximum of all entries | score: 1 | says: maximum over the unmasked entries only
def masked_softmax(z, mask):
    e = np.exp(z - z.max(axis=-1, keepdims=True)) * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total).astype(z.dtype)


# %% wrong: no maximum subtracted | score: 1 | says: overflow; subtract that maximum
def masked_softmax(z, mask):
    e = np.where(mask, np.exp(z), 0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


# %% wrong: mask turned round | score: 0 | says: probabilities of the unmasked entries; expected [0.2689, 0.7311, 0.]
def masked_softmax(z, mask):
    filled = np.where(mask, -np.inf, z).astype(z.dtype)
    top = filled.max(axis=-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(filled - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total


# %% wrong: returns the unmasked entries only | score: 0 | says: shape (2,); expected shape (3,)
def masked_softmax(z, mask):
    kept = z[mask]
    e = np.exp(kept - kept.max()) if kept.size else kept
    return e / e.sum()


# %% wrong: writes -inf into the input | score: 1.75 | says: changed its first argument
def masked_softmax(z, mask):
    z[~mask] = -np.inf
    top = z.max(axis=-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(z - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total
