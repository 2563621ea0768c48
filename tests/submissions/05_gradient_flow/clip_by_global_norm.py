# ruff: noqa
# %% right: one factor, at most 1
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in grads))
    if not np.isfinite(norm):
        raise ValueError("a gradient is NaN or infinite")
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    clipped = []
    for g in grads:
        dtype = g.dtype if g.dtype.kind == "f" else float
        clipped.append((g * factor).astype(dtype))
    return clipped, norm


# %% right: the norm of one long vector
def clip_by_global_norm(grads, max_norm):
    flat = np.concatenate([np.ravel(g) for g in grads])
    if np.isnan(flat).any() or np.isinf(flat).any():
        raise ValueError("NaN or inf")
    norm = np.linalg.norm(flat)
    if norm <= max_norm:
        return [g * 1.0 for g in grads], norm
    return [g / (norm / max_norm) for g in grads], norm


# %% right: PyTorch's formula, a tuple
def clip_by_global_norm(grads, max_norm):
    norms = [np.linalg.norm(g.ravel()) for g in grads]
    total = np.linalg.norm(norms)
    if not total < np.inf:
        raise ValueError(f"the norm is {total}")
    coef = min(float(max_norm / (total + 1e-6)), 1.0)
    return tuple(g * coef for g in grads), total


# %% right: loops over entries
def clip_by_global_norm(grads, max_norm):
    import math

    total = 0.0
    for g in grads:
        for value in np.asarray(g, dtype=float).flat:
            if math.isnan(value) or math.isinf(value):
                raise ValueError("not a number")
            total += value**2
    norm = math.sqrt(total)
    clipped = [
        np.array(g, dtype=g.dtype if g.dtype.kind == "f" else float) for g in grads
    ]
    if norm > max_norm:
        for g in clipped:
            g *= max_norm / norm
    return [clipped, norm]


# %% wrong: clips by value | score: 1 | says: cutting each entry or each array by itself turns the direction
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    return [np.clip(g, -max_norm, max_norm) for g in grads], norm


# %% wrong: each array by its own norm | score: 1.25 | says: cutting each entry or each array by itself turns the direction
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    clipped = []
    for g in grads:
        own = np.linalg.norm(g.ravel())
        clipped.append(g * (max_norm / own) if own > max_norm else g * 1.0)
    return clipped, norm


# %% wrong: always scales | score: 1.75 | says: scale only if the norm is above max_norm
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    return [g * max_norm / max(norm, 1e-12) for g in grads], norm


# %% wrong: the norm after | score: 1.75 | says: before anything is scaled
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], min(norm, max_norm)


# %% wrong: the norm comes first | score: 1.75 | says: a list or tuple of 2 items.
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return norm, [g * factor for g in grads]


# %% wrong: nothing raises | score: 1.75 | says: a NaN or an infinity anywhere makes the norm
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


# %% wrong: divides by a norm of zero | score: 1.75 | says: divide only if the norm is above max_norm
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = np.minimum(1, max_norm / norm)
    return [g * factor for g in grads], norm


# %% wrong: scales the given arrays | score: 1.75 | says: expected the input as it was before
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g.astype(float) ** 2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    grads = [g if g.dtype.kind == "f" else g.astype(float) for g in grads]
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads, norm


# %% wrong: the largest entry as the norm | score: 0.75 | says: the root of the sum of all squares
def clip_by_global_norm(grads, max_norm):
    norm = max(np.abs(g).max() for g in grads)
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


# %% wrong: the norms added up | score: 0.75 | says: of all arrays together
def clip_by_global_norm(grads, max_norm):
    norm = sum(np.linalg.norm(g.ravel()) for g in grads)
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


# %% wrong: no square root | score: 0.75 | says: the root of the sum of all squares
def clip_by_global_norm(grads, max_norm):
    norm = sum((g**2).sum() for g in grads)
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


# %% wrong: the list alone | score: 1.5 | says: 2 results (clipped, norm)
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads]


# %% wrong: a generator of arrays | score: 1.75 | says: a list or tuple of 2 items: `tuple(...)`
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return (g * factor for g in grads), norm


# %% wrong: integers stay integers | score: 1.75 | says: integers become float64
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(g * factor).astype(g.dtype) for g in grads], norm


# %% wrong: the factor is returned, too | score: 1.75 | says: 2 results (clipped, norm).
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm, factor


# %% wrong: one long array | score: 1.5 | says: a list or tuple of 2 items
def clip_by_global_norm(grads, max_norm):
    norm = float(np.sqrt(sum(np.sum(np.asarray(g, dtype=float) ** 2) for g in grads)))
    if not np.isfinite(norm):
        raise ValueError("gradients must be finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return np.concatenate([np.ravel(g) * factor for g in grads]), norm


# %% wrong: shrinks while True, for ever with NaN | score: 1.5 | says: still running after
def clip_by_global_norm(grads, max_norm):
    before = norm = np.sqrt(sum((g**2).sum() for g in grads))
    while True:
        if norm <= max_norm * (1 + 1e-9):
            return grads, before
        grads = [g * float(max_norm / norm) for g in grads]
        norm = np.sqrt(sum((g**2).sum() for g in grads))
