# ruff: noqa
# %% right: one tuple of axes, then reshape
def unbroadcast(grad, shape):
    added = grad.ndim - len(shape)
    axes = tuple(range(added)) + tuple(
        added + i for i, n in enumerate(shape) if n != grad.shape[added + i]
    )
    return grad.sum(axis=axes).reshape(shape)


# %% right: one axis after the other
def unbroadcast(grad, shape):
    out = grad
    while out.ndim > len(shape):
        out = out.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            out = out.sum(axis=axis, keepdims=True)
    return out


# %% right: np.add.at on broadcast indices
def unbroadcast(grad, shape):
    out = np.zeros(shape, dtype=grad.dtype)
    places = np.broadcast_to(np.arange(out.size).reshape(shape), grad.shape)
    flat = out.reshape(-1)
    np.add.at(flat, places.ravel(), grad.ravel())
    return flat.reshape(shape)


# %% right: padded shape
def unbroadcast(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    for i in range(grad.ndim):
        if padded[i] == 1 and grad.shape[i] > 1:
            grad = np.add.reduce(grad, axis=i, keepdims=True)
    return np.reshape(grad, shape).copy()


# %% wrong: always the batch axis | score: 1 | says: an axis of length 1 that was stretched
def unbroadcast(grad, shape):
    return grad.sum(axis=0) if grad.shape != tuple(shape) else grad


# %% wrong: mean over the batch | score: 0.25 | says: sum over axis 0; expected [4., 6.]
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.mean(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.mean(axis=axis, keepdims=True)
    return grad.astype(np.float64)


# %% wrong: missing axes taken from the right | score: 1.25 | says: lined up from the right
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return np.asarray(grad, dtype=grad.dtype)


# %% wrong: stretched axes are dropped | score: 1.25 | says: with keepdims=True; expected shape (2, 1)
def unbroadcast(grad, shape):
    added = grad.ndim - len(shape)
    axes = [added + i for i, n in enumerate(shape) if n != grad.shape[added + i]]
    return grad.sum(axis=tuple(range(added)) + tuple(axes))


# %% wrong: only the added axes | score: 1.25 | says: stretched is summed and stays
def unbroadcast(grad, shape):
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))


# %% wrong: first entry instead of the sum | score: 0.25 | says: sum over axis 0; expected [4., 6.]
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad[0]
    for axis, n in enumerate(shape):
        if n == 1:
            grad = np.take(grad, [0], axis=axis)
    return grad


# %% wrong: everything summed and spread out again | score: 0.5 | says: sum over axis 0
def unbroadcast(grad, shape):
    if grad.shape == tuple(shape):
        return grad
    return np.full(shape, grad.sum())


# %% wrong: reshape only | score: 0.25 | says: cannot reshape
def unbroadcast(grad, shape):
    return grad.reshape(shape)


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
