# ruff: noqa
# %% right: a table filled row by row
def gradient_descent(grad, x0, lr, steps):
    x0 = np.asarray(x0)
    if not np.issubdtype(x0.dtype, np.floating):
        x0 = x0.astype(float)
    path = np.zeros((steps + 1,) + x0.shape, dtype=x0.dtype)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad(path[k])
    return path


# %% right: a list and np.stack
def gradient_descent(grad, x0, lr, steps):
    kind = (
        x0.dtype if isinstance(x0, np.ndarray) and x0.dtype.kind == "f" else np.float64
    )
    x = np.asarray(x0, dtype=kind)
    path = [x]
    while len(path) <= steps:
        x = x - np.asarray(lr * grad(x), dtype=kind)
        path.append(x)
    return np.stack(path)


# %% right: in place, on copies
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0)
    if x.dtype.kind != "f":
        x = x.astype(float)
    path = [x.copy()]
    for _ in range(steps):
        x -= lr * np.asarray(grad(x.copy()))
        path.append(x.copy())
    return np.array(path)


# %% right: accumulate
def gradient_descent(grad, x0, lr, steps):
    from itertools import accumulate

    start = np.array(x0)
    if start.dtype.kind in "iub":
        start = start.astype(np.float64)
    step = lambda x, _: x - lr * grad(x)
    return np.array(
        list(accumulate(range(steps), step, initial=start)), dtype=start.dtype
    )


# %% wrong: uphill | score: 0.25 | says: against the gradient
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x + lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: the start is missing | score: 0 | says: the start belongs to the result
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = []
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: only the last iterate | score: 0 | says: a single number; expected shape (3,)
def gradient_descent(grad, x0, lr, steps):
    x = x0
    for _ in range(steps):
        x = x - lr * grad(x)
    return x


# %% wrong: the same array in every row | score: 1 | says: writes into x0; changed its second argument
def gradient_descent(grad, x0, lr, steps):
    x = np.asarray(x0)
    path = [x]
    for _ in range(steps):
        if x.ndim:
            x -= lr * grad(x)
        else:
            x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: whole numbers are cut off | score: 1.75 | says: an array of integers cuts off the fractions
def gradient_descent(grad, x0, lr, steps):
    x0 = np.asarray(x0)
    path = np.empty((steps + 1, *x0.shape), dtype=x0.dtype)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad(path[k])
    return path


# %% wrong: one step too many | score: 0 | says: expected shape (3,)
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps + 1):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: the gradient at the start every time | score: 0.25 | says: x - lr * grad(x); expected [-3., -2., -1.2]
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    g = grad(x)
    return np.array([x - k * lr * g for k in range(steps + 1)], dtype=x.dtype)


# %% wrong: everything becomes float64 | score: 1.75 | says: expected dtype float32
def gradient_descent(grad, x0, lr, steps):
    path = [np.array(x0, dtype=np.float64)]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


# %% wrong: numbers only | score: 0.75 | says: stack the iterates
def gradient_descent(grad, x0, lr, steps):
    path = np.zeros(steps + 1)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad(path[k])
    return path
