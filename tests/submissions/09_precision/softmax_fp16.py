# ruff: noqa
# %% right: SciPy, in float64
def softmax_fp16(z):
    from scipy.special import softmax

    return np.float16(softmax(z.astype(np.float64), axis=-1))


# %% right: logsumexp
def softmax_fp16(z):
    wide = np.asarray(z, dtype=np.float64)
    return np.exp(wide - np.logaddexp.reduce(wide, axis=-1, keepdims=True)).astype(
        "float16"
    )


# %% right: row by row
def softmax_fp16(z):
    rows = z.reshape(-1, z.shape[-1])
    result = np.empty(rows.shape, dtype=np.float16)
    for k, row in enumerate(rows):
        top = float(row.max())
        e = np.exp(row.astype(np.float32) - top)
        result[k] = e / e.sum(dtype=np.float64)
    return result.reshape(z.shape)


# %% right: differences in float32, exponentials in float16, the sum in float32
def softmax_fp16(z):
    gap = np.subtract(z, np.max(z, axis=-1, keepdims=True), dtype=np.float32)
    e = np.exp(np.maximum(gap, -20)).astype(np.float16)
    total = e.sum(axis=-1, keepdims=True, dtype=np.float32)
    return (e.astype(np.float32) / total).astype(np.float16)


# %% wrong: float16 all the way | score: 2.75 | says: widen first, then subtract
def softmax_fp16(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: float16 all the way, warnings turned off | score: 3.5 | says: keep the sum in a wider type
def softmax_fp16(z):
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)


# %% wrong: no maximum subtracted | score: 2.75 | says: subtract the maximum
def softmax_fp16(z):
    e = np.exp(z.astype(np.float32))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: no maximum subtracted, in float16 | score: 2.75 | says: exp(11.1) is above 65504
def softmax_fp16(z):
    e = np.exp(z)
    return (e / e.sum(axis=-1, keepdims=True, dtype=np.float32)).astype(np.float16)


# %% wrong: the maximum of everything | score: 3.5 | says: each row has its own maximum
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max())
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: along the first axis | score: 1.75 | says: along the last axis
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=0))
    return (e / e.sum(axis=0)).astype(np.float16)


# %% wrong: along axis 1 | score: 2.25 | says: axis=-1 is the last axis
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float16)


# %% wrong: a running sum in float16 | score: 3.25 | says: gets stuck at 2048
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True)).astype(np.float16)
    total = np.cumsum(e, axis=-1, dtype=np.float16)[..., -1:]
    return (e.astype(np.float32) / total.astype(np.float32)).astype(np.float16)


# %% wrong: clipped logits | score: 3 | says: exp(11.1)
def softmax_fp16(z):
    e = np.exp(np.clip(z.astype(np.float32), -10, 10))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: float32 comes back | score: 3.75 | says: astype(np.float16), as the last thing
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: writes into the given array | score: 3.75 | says: z - top is a new array
def softmax_fp16(z):
    wide = z.astype(np.float32)
    e = np.exp(wide - wide.max(axis=-1, keepdims=True))
    z[...] = e / e.sum(axis=-1, keepdims=True)
    return z


# %% wrong: log-softmax | score: 0.25 | says: expected
def softmax_fp16(z):
    z = z.astype(np.float32)
    z = z - z.max(axis=-1, keepdims=True)
    return (z - np.log(np.exp(z).sum(axis=-1, keepdims=True))).astype(np.float16)


# %% wrong: divides by the sum of everything | score: 2.5 | says: divide by the sum of the row
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return (e / e.sum()).astype(np.float16)


# %% wrong: no sum | score: 1.25 | says: over the sum of its row
def softmax_fp16(z):
    z = z.astype(np.float32)
    return np.exp(z - z.max(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: rounded to two places | score: 1.75 | says: the sum of each row
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.round(e / e.sum(axis=-1, keepdims=True), 2).astype(np.float16)


# %% wrong: keepdims forgotten | score: 2 | says: keepdims=True
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1))
    return (e / e.sum(axis=-1)).astype(np.float16)


# %% right: apply_along_axis
def softmax_fp16(z):
    def one(r):
        r = r.astype(float)
        e = np.exp(r - r.max())
        return e / e.sum()

    return np.apply_along_axis(one, -1, z).astype(np.float16)


# %% wrong: returns the sum, too | score: 3.25 | says: expected
def softmax_fp16(z):
    z = z.astype(float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    t = e.sum(axis=-1, keepdims=True)
    return (e / t).astype(np.float16), t


# %% right: differences in float16, quietly, then wider
def softmax_fp16(z):
    with np.errstate(over="ignore"):
        d = z - z.max(axis=-1, keepdims=True)
    e = np.exp(d.astype(np.float32))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% right: halves of the logits, and squares
def softmax_fp16(z):
    h = z / np.float16(2)
    e = np.exp((h - h.max(axis=-1, keepdims=True)).astype(np.float32))
    return (e * e / (e * e).sum(axis=-1, keepdims=True)).astype(np.float16)


# %% right: float32 inside
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: the mean in the place of the maximum | score: 2.75 | says: subtract the maximum of the row
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.mean(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float16)


# %% wrong: NumPy's sum, kept in float16 | score: 3.5 | says: keep the sum in a wider type
def softmax_fp16(z):
    z = z.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True)).astype(np.float16)
    return e / e.sum(axis=-1, keepdims=True)
