# ruff: noqa
# %% right: one flag, tuples, the given arrays handed back
def scaled_step(grads16, scale, params, lr):
    unscaled, bad = [], False
    for g in grads16:
        wide = np.float32(g) / np.float32(scale)
        bad = bad or bool(np.isnan(wide).any()) or bool(np.isinf(wide).any())
        unscaled.append(wide)
    if bad:
        return params, True
    moved = (p - np.float32(lr) * u for p, u in zip(params, unscaled))
    return tuple(moved), np.False_


# %% right: the factor of PyTorch's unscale_, one long vector
def scaled_step(grads16, scale, params, lr):
    flat = np.concatenate([g.ravel() for g in grads16]).astype(np.float32)
    flat = flat * np.float32(1.0 / scale)
    skipped = not np.isfinite(flat).all()
    if skipped:
        flat = np.zeros_like(flat)
    new, start = [], 0
    for p in params:
        step = flat[start : start + p.size].reshape(p.shape)
        new.append((p - lr * step).astype(np.float32))
        start += p.size
    return [new, skipped]


# %% right: float64 inside, rounded once
def scaled_step(grads16, scale, params, lr):
    grads = [g.astype(float) for g in grads16]
    if any(not np.isfinite(g.sum()) for g in grads):
        return list(params), True
    moved = [p.astype(float) - lr * g / scale for p, g in zip(params, grads)]
    return [m.astype(np.float32) for m in moved], np.array(False)


# %% right: entries one by one
def scaled_step(grads16, scale, params, lr):
    import math

    new = [np.array(p, dtype=np.float32) for p in params]
    values = [g.astype(np.float32).ravel().tolist() for g in grads16]
    if any(math.isnan(v) or math.isinf(v) for one in values for v in one):
        return new, 1
    for p, one in zip(new, values):
        for k, v in enumerate(one):
            p.flat[k] -= lr * v / scale
    return new, 0


# %% wrong: unscaled in float16 | score: 3 | says: first g.astype(np.float32), then divide
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p - lr * (g / scale).astype(np.float32) for p, g in zip(params, grads16)
    ], False


# %% wrong: the scale is forgotten | score: 2.25 | says: down by lr times g over scale
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    return [p - lr * g.astype(np.float32) for p, g in zip(params, grads16)], False


# %% wrong: never skips | score: 2.5 | says: look at all gradients before any parameter moves
def scaled_step(grads16, scale, params, lr):
    with np.errstate(all="ignore"):
        moved = [
            p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
        ]
    return moved, False


# %% wrong: skips the bad arrays only | score: 3.5 | says: the other arrays
def scaled_step(grads16, scale, params, lr):
    new, skipped = [], False
    for p, g in zip(params, grads16):
        if np.isfinite(g).all():
            new.append(p - lr * (g.astype(np.float32) / scale))
        else:
            new.append(p.copy())
            skipped = True
    return new, skipped


# %% wrong: sets the bad entries to 0 | score: 3 | says: one bad entry skips the whole step
def scaled_step(grads16, scale, params, lr):
    new, skipped = [], False
    for p, g in zip(params, grads16):
        g = np.nan_to_num(g.astype(np.float32), nan=0, posinf=0, neginf=0)
        new.append(p - lr * (g / scale))
    skipped = not all(np.isfinite(g).all() for g in grads16)
    return new, skipped


# %% wrong: infinities only | score: 3.25 | says: every comparison with NaN is False
def scaled_step(grads16, scale, params, lr):
    if any(np.isinf(g).any() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: NaN only | score: 2.75 | says: both signs
def scaled_step(grads16, scale, params, lr):
    if any(np.isnan(g).any() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: looks at the first array only | score: 3 | says: look at every array
def scaled_step(grads16, scale, params, lr):
    if not np.isfinite(grads16[0]).all():
        return [p.copy() for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: writes into the given arrays | score: 3.75 | says: expected the input as it was before
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return params, True
    for p, g in zip(params, grads16):
        p -= lr * (g.astype(np.float32) / scale)
    return params, False


# %% wrong: float64 comes back | score: 3.75 | says: float32 in, float32 out
def scaled_step(grads16, scale, params, lr):
    params = [p.astype(np.float64) for p in params]
    if not all(np.isfinite(g).all() for g in grads16):
        return params, True
    return [
        p - lr * g.astype(np.float64) / scale for p, g in zip(params, grads16)
    ], False


# %% wrong: climbs | score: 2.25 | says: p - lr * g / scale
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p + lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: whether it was taken | score: 2.5 | says: expected
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], False
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], True


# %% wrong: the parameters alone | score: 2.5 | says: 2 results (params, skipped)
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params]
    return [p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)]


# %% wrong: skipped comes first | score: 3.25 | says: expected
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return True, [p.copy() for p in params]
    return False, [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ]


# %% wrong: large gradients are skipped, too | score: 3.75 | says: 65504 is a number
def scaled_step(grads16, scale, params, lr):
    if not all((np.abs(g) < 65504).all() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: the scale as float16 | score: 3.75 | says: float16 ends at 65504
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    with np.errstate(over="ignore"):
        small = np.float32(np.float16(scale))
    return [
        p - lr * (g.astype(np.float32) / small) for p, g in zip(params, grads16)
    ], False


# %% wrong: clips in the place of skipping | score: 2.75 | says: nothing moves
def scaled_step(grads16, scale, params, lr):
    grads = [g.astype(np.float32) / scale for g in grads16]
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    with np.errstate(all="ignore"):
        grads = [g * min(1.0, float(1e6 / norm)) if norm > 0 else g for g in grads]
        return [p - lr * g for p, g in zip(params, grads)], bool(norm > 1e6)


# %% wrong: one array in the place of a list | score: 2.75 | says: list
def scaled_step(grads16, scale, params, lr):
    g = grads16.astype(np.float32) / scale
    if not np.isfinite(g).all():
        return params, True
    return params - lr * g, False


# %% wrong: one concatenated array | score: 3.25 | says: a list or tuple of 1
def scaled_step(grads16, scale, params, lr):
    g = np.concatenate([g.ravel() for g in grads16]).astype(np.float32) / scale
    p = np.concatenate([p.ravel() for p in params])
    if not np.isfinite(g).all():
        return p, True
    return p - lr * g, False


# %% right: lists of arrays or a single array
def scaled_step(grads16, scale, params, lr):
    single = isinstance(grads16, np.ndarray)
    G = [grads16] if single else list(grads16)
    P = [params] if single else list(params)
    G = [g.astype(np.float32) / np.float32(scale) for g in G]
    if any(np.isnan(g).any() or np.isinf(g).any() for g in G):
        return params, True
    new = [(p - lr * g).astype(p.dtype) for p, g in zip(P, G)]
    return (new[0] if single else new), False


# %% right: looks first, then moves
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: lr scaled too in float16 | score: 2.5 | says: keep their digits
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [p.copy() for p in params], True
    return [p - np.float16(lr / scale) * g for p, g in zip(params, grads16)], False


# %% wrong: zeros on a skip | score: 3 | says: nothing moves
def scaled_step(grads16, scale, params, lr):
    if not all(np.isfinite(g).all() for g in grads16):
        return [np.zeros_like(p) for p in params], True
    return [
        p - lr * (g.astype(np.float32) / scale) for p, g in zip(params, grads16)
    ], False


# %% wrong: moves the first array only | score: 2 | says: expected a list or tuple of 3 items
def scaled_step(grads16, scale, params, lr):
    if not np.isfinite(grads16[0]).all():
        return params, True
    return [params[0] - lr * grads16[0].astype(np.float32) / scale], False


# %% wrong: looks at float16 sums of the gradients | score: 3.75 | says: 65504 is a number
def scaled_step(grads16, scale, params, lr):
    with np.errstate(all="ignore"):
        bad = any(not np.isfinite(g.sum()) for g in grads16)
    if bad:
        return params, True
    return [
        p - lr * g.astype(np.float32) / scale for p, g in zip(params, grads16)
    ], False
