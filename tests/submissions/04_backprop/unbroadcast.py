# ruff: noqa
# %% right: one tuple of axes, then reshape
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    added = grad.ndim - len(shape)
    axes = tuple(range(added)) + tuple(
        added + i for i, n in enumerate(shape) if n != grad.shape[added + i]
    )
    return grad.sum(axis=axes).reshape(shape)


# %% right: one axis after the other
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    out = grad
    while out.ndim > len(shape):
        out = out.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            out = out.sum(axis=axis, keepdims=True)
    return out


# %% right: np.add.at on broadcast indices
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    out = np.zeros(shape, dtype=grad.dtype)
    places = np.broadcast_to(np.arange(out.size).reshape(shape), grad.shape)
    flat = out.reshape(-1)
    np.add.at(flat, places.ravel(), grad.ravel())
    return flat.reshape(shape)


# %% right: padded shape
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    for i in range(grad.ndim):
        if padded[i] == 1 and grad.shape[i] > 1:
            grad = np.add.reduce(grad, axis=i, keepdims=True)
    return np.reshape(grad, shape).copy()


# %% right: an object that is called
class _Unbroadcast:
    def __call__(self, grad, shape):
        result = np.zeros(shape, dtype=np.result_type(grad.dtype, np.float32))
        if grad.dtype.kind in "iub":
            result = result.astype(np.float64)
        offset = grad.ndim - len(shape)
        for index in np.ndindex(grad.shape):
            kept = index[offset:]
            place = tuple(0 if n == 1 else i for i, n in zip(kept, shape))
            result[place] += grad[index]
        return result


unbroadcast = _Unbroadcast()


# %% right: in long double, rounded in the end
def unbroadcast(grad, shape):
    kind = grad.dtype if grad.dtype.kind == "f" else np.dtype(float)
    wide = np.asarray(grad, dtype=np.longdouble)
    wide = wide.reshape((-1,) + wide.shape[wide.ndim - len(shape) :]).sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            wide = wide.sum(axis=axis, keepdims=True)
    return wide.astype(kind)


# %% right: nested lists come back
def unbroadcast(grad, shape):
    if grad.dtype.kind != "f":
        grad = grad * 1.0
    letters = "abcdefgh"[: grad.ndim]
    kept = letters[grad.ndim - len(shape) :]
    out = "".join(c for c, n in zip(kept, shape) if n > 1)
    total = np.einsum(f"{letters}->{out}", grad).reshape(shape)
    return total if total.dtype == np.float32 else total.tolist()


# %% wrong: always the batch axis | score: 0.75 | says: an axis of length 1 that was stretched
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    return grad.sum(axis=0) if grad.shape != tuple(shape) else grad


# %% wrong: mean over the batch | score: 1.5 | says: sum over axis 0; expected [4., 6.]
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    while grad.ndim > len(shape):
        grad = grad.mean(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.mean(axis=axis, keepdims=True)
    return grad


# %% wrong: missing axes taken from the right | score: 1.5 | says: lined up from the right
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return np.asarray(grad, dtype=grad.dtype)


# %% wrong: stretched axes are dropped | score: 2 | says: with keepdims=True; expected shape (2, 1)
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    added = grad.ndim - len(shape)
    axes = [added + i for i, n in enumerate(shape) if n != grad.shape[added + i]]
    return grad.sum(axis=tuple(range(added)) + tuple(axes))


# %% wrong: only the added axes | score: 1.5 | says: stretched is summed and stays
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))


# %% wrong: first entry instead of the sum | score: 0.5 | says: sum over axis 0; expected [4., 6.]
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    while grad.ndim > len(shape):
        grad = grad[0]
    for axis, n in enumerate(shape):
        if n == 1:
            grad = np.take(grad, [0], axis=axis)
    return grad


# %% wrong: everything summed and spread out again | score: 0.75 | says: sum over axis 0
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    if grad.shape == tuple(shape):
        return grad
    return np.full(shape, grad.sum())


# %% wrong: reshape only | score: 0.25 | says: cannot reshape
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    return grad.reshape(shape)


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)


# %% wrong: prints instead of returning | score: 0 | says: returned None; is there a `return`
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    print(grad)


# %% wrong: the visible examples, written down | score: 0.75 | says: raised KeyError
def unbroadcast(grad, shape):
    return {
        (2,): np.array([4.0, 6.0]),
        (2, 1): np.array([[3.0], [7.0]]),
        (): np.float64(15.0),
    }[tuple(shape)]


# %% wrong: integers stay integers | score: 2.75 | says: integers become float64; expected dtype float64
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


# %% wrong: everything becomes float64 | score: 2.75 | says: expected dtype float32
def unbroadcast(grad, shape):
    grad = np.asarray(grad, dtype=np.float64)
    added = grad.ndim - len(shape)
    axes = [i for i in range(grad.ndim) if i < added or shape[i - added] == 1]
    return grad.sum(axis=tuple(axes), keepdims=True).reshape(shape)


# %% wrong: a value too many | score: 2.75 | says: are these several results
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    added = grad.ndim - len(shape)
    axes = [i for i in range(grad.ndim) if i < added or shape[i - added] == 1]
    return grad.sum(axis=tuple(axes), keepdims=True).reshape(shape), axes


# %% wrong: a generator of rows | score: 2.5 | says: an iterator over
def unbroadcast(grad, shape):
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    added = grad.ndim - len(shape)
    axes = [i for i in range(grad.ndim) if i < added or shape[i - added] == 1]
    yield from grad.sum(axis=tuple(axes), keepdims=True).reshape(shape)


# %% wrong: np.matrix | score: 0.5 | says: expected
def unbroadcast(grad, shape):
    grad = np.matrix(grad)
    if len(shape) < 2:
        return grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis)
    return grad


# %% wrong: lru_cache over arrays | score: 0 | says: unhashable
from functools import lru_cache


@lru_cache
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


# %% wrong: writes into the gradient | score: 2.75 | says: changed its first argument
def unbroadcast(grad, shape):
    if grad.dtype.kind != "f":
        grad = grad.astype(float)
    while grad.ndim > len(shape):
        for row in grad[1:]:
            grad[0] += row
        grad = grad[0]
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return np.array(grad)


# %% wrong: an endless loop where an axis was added | score: 0 | says: is there a loop that never ends
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
