# ruff: noqa
# %% right: masked places become -inf
def masked_softmax(z, mask):
    z = as_float(z)
    filled = np.where(mask, z, -np.inf).astype(z.dtype)
    top = filled.max(axis=-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(filled - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total


# %% right: a loop over rows
def masked_softmax(z, mask):
    out = np.zeros(z.shape, z.dtype if z.dtype.kind == "f" else float)
    for place in np.ndindex(z.shape[:-1]):
        keep = mask[place]
        if keep.any():
            kept = z[place][keep].astype(out.dtype)
            e = np.exp(kept - kept.max())
            out[place][keep] = e / e.sum()
    return out


# %% right: torch
def masked_softmax(z, mask):
    import torch

    t = torch.from_numpy(as_float(z)).masked_fill(~torch.from_numpy(mask), -torch.inf)
    return torch.softmax(t, dim=-1).nan_to_num(0.0).numpy()


# %% right: divide only where there is something
def masked_softmax(z, mask):
    z = z + 0.0 if z.dtype.kind in "iu" else z
    top = np.max(z, axis=-1, keepdims=True, where=mask, initial=np.finfo(z.dtype).min)
    e = np.zeros_like(z)
    np.exp(z - np.maximum(top, -6e4), out=e, where=mask)
    total = e.sum(axis=-1, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0)


# %% wrong: softmax first, then the mask | score: 0.25 | says: sum to 1
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


# %% wrong: masked with -1e9, NaN replaced | score: 1.5 | says: a fully masked row is all zeros
def masked_softmax(z, mask):
    z = np.where(mask, z, -1e9)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: the maximum of all entries | score: 1.25 | says: the maximum and the sum over the unmasked entries only
def masked_softmax(z, mask):
    z = as_float(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True)) * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total).astype(z.dtype)


# %% wrong: no maximum subtracted | score: 1.25 | says: overflow; subtract that maximum
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
    z = as_float(z)
    z[~mask] = -np.inf
    top = z.max(axis=-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(z - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total


# %% right: an instance of a class
class Masked:
    def __call__(self, z, mask):
        z = np.where(mask, as_float(z), -np.inf).astype(as_float(z).dtype)
        some = mask.any(axis=-1, keepdims=True)
        e = np.exp(z - np.where(some, z.max(axis=-1, keepdims=True), 0).astype(z.dtype))
        return e / np.where(some, e.sum(axis=-1, keepdims=True), 1).astype(z.dtype)


masked_softmax = Masked()


# %% right: np.ma, with a print
def masked_softmax(z, mask):
    z = as_float(z)
    kept = np.ma.masked_array(z, ~mask)
    e = np.exp(np.ma.filled(kept - kept.max(axis=-1, keepdims=True), -np.inf))
    print("masked:", int((~mask).sum()))
    return (e / np.maximum(e.sum(axis=-1, keepdims=True), 1)).astype(z.dtype)


# %% wrong: integers stay integers | score: 1.75 | says: integers become float64
def masked_softmax(z, mask):
    out = np.zeros_like(z)
    for place in np.ndindex(z.shape[:-1]):
        keep = mask[place]
        if keep.any():
            e = np.exp(z[place][keep] - z[place][keep].max())
            out[place][keep] = e / e.sum()
    return out


# %% wrong: finfo of integers | score: 1.75 | says: raised ValueError; integers become float64
def masked_softmax(z, mask):
    low = np.finfo(z.dtype).min
    top = np.where(mask, z, low).max(axis=-1, keepdims=True)
    e = np.exp(np.where(mask, z, top) - top) * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(z.dtype)


# %% wrong: the maximum of the whole batch | score: 1.75 | says: maximum of its own
def masked_softmax(z, mask):
    z = as_float(z)
    filled = np.where(mask, z, -np.inf).astype(z.dtype)
    e = np.exp(filled - filled.max())
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(z.dtype)


# %% wrong: everything becomes float64 | score: 1.75 | says: expected dtype float16
def masked_softmax(z, mask):
    filled = np.where(mask, z, -np.inf).astype(np.float64)
    top = filled.max(axis=-1, keepdims=True)
    e = np.exp(filled - np.where(np.isinf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


# %% wrong: ten is subtracted where masked | score: 0.25 | says: sum to 1
def masked_softmax(z, mask):
    z = as_float(z) - 10 * ~mask
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) * mask.any(axis=-1, keepdims=True)


# %% wrong: the first row only | score: 1 | says: expected shape
def masked_softmax(z, mask):
    z, mask = z.reshape(-1, z.shape[-1])[0], mask.reshape(-1, z.shape[-1])[0]
    out = np.zeros_like(as_float(z))
    if mask.any():
        e = np.exp(z[mask] - z[mask].max())
        out[mask] = e / e.sum()
    return out


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def masked_softmax(z, mask):
    e = np.exp(np.where(mask, z, -np.inf))
    print(e / e.sum(axis=-1, keepdims=True))


# %% wrong: one row at a time only | score: 1.25 | says: truth value; mask.any(axis=-1
def masked_softmax(z, mask):
    z = as_float(z)
    out = np.zeros_like(z)
    if mask.sum(axis=-1) > 0:
        e = np.exp(z[mask] - z[mask].max())
        out[mask] = e / e.sum()
    return out
