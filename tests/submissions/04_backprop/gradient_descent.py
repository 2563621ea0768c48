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


# %% right: an object that is called, a list of lists
class _Descent:
    def __call__(self, grad, x0, lr, steps):
        self.x = (
            x0 if getattr(x0, "dtype", None) == np.float32 else np.multiply(x0, 1.0)
        )
        self.path = [self.x]
        for _ in range(steps):
            self.step(lr, grad(self.x))
        if self.x.dtype == np.float32:
            return np.array(self.path)
        return [np.asarray(x).tolist() for x in self.path]

    def step(self, lr, slope):
        self.x = self.x - lr * slope
        self.path.append(self.x)


gradient_descent = _Descent()


# %% right: a generator inside, in long double until the end
def gradient_descent(grad, x0, lr, steps):
    kind = x0.dtype if getattr(x0, "dtype", None) == np.float32 else np.float64

    def iterates():
        x = np.asarray(x0, dtype=kind)
        yield x
        for _ in range(steps):
            moved = x.astype(np.longdouble) - np.longdouble(lr) * grad(x)
            x = moved.astype(kind)
            yield x

    return np.array(list(iterates()))


# %% wrong: uphill | score: 0.25 | says: against the gradient
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x + lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: the start is missing | score: 1.5 | says: the start belongs to the result
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


# %% wrong: the same array in every row | score: 0.75 | says: writes into x0; changed its second argument
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


# %% wrong: one step too many | score: 1.75 | says: expected shape (3,)
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


# %% wrong: stops early | score: 1.75 | says: do not stop earlier
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        g = grad(x)
        if np.max(np.abs(g)) < 1e-8:
            break
        x = x - lr * g
        path.append(x)
    return np.array(path)


# %% wrong: momentum | score: 0.25 | says: two steps on a parabola
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path, v = [x], 0.0
    for _ in range(steps):
        v = 0.9 * v + grad(x)
        x = x - lr * v
        path.append(x)
    return np.array(path)


# %% wrong: a rate that decays | score: 0.25 | says: two steps on a parabola
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for k in range(steps):
        x = x - lr / (1 + k) * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: the gradient's sign only | score: 0.25 | says: two steps on a parabola
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - lr * np.sign(grad(x))
        path.append(x)
    return np.array(path)


# %% wrong: prints instead of returning | score: 0 | says: returned None
def gradient_descent(grad, x0, lr, steps):
    x = x0
    print(x)
    for _ in range(steps):
        x = x - lr * grad(x)
        print(x)


# %% wrong: a value too many | score: 1.75 | says: the path
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path), x


# %% wrong: an iterator over the iterates | score: 1.75 | says: an iterator over
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return iter(path)


# %% wrong: lru_cache, for numbers only | score: 0.75 | says: unhashable
from functools import lru_cache


@lru_cache(maxsize=None)
def gradient_descent(grad, x0, lr, steps):
    path = [float(x0)]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


# %% wrong: until it stands still | score: 0 | says: one iterate for each step
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    while np.max(np.abs(grad(x))) > 1e-6:
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: steps along the last axis | score: 0.75 | says: stack the iterates
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.stack(path, axis=-1)


# %% wrong: starts at zero | score: 0 | says: the start
def gradient_descent(grad, x0, lr, steps):
    x = np.zeros(np.shape(x0))
    path = [x]
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


# %% wrong: the visible examples, written down | score: 0.5 | says: stack the iterates
def gradient_descent(grad, x0, lr, steps):
    return np.array([-3.0, -2.0, -1.2])


# %% wrong: stops early and repeats the last iterate | score: 1.75 | says: do not stop earlier
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) if np.asarray(x0).dtype.kind == "f" else np.array(x0, dtype=float)
    path = [x]
    while len(path) <= steps:
        g = grad(path[-1])
        path.append(path[-1] - lr * g if np.max(np.abs(g)) > 1e-4 else path[-1])
    return np.array(path)


# %% wrong: yields the iterates | score: 1.75 | says: an iterator over
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0)
    x = x if x.dtype.kind == "f" else x * 1.0
    yield x
    for _ in range(steps):
        x = x - lr * grad(x)
        yield x


# %% wrong: one step too few | score: 1.75 | says: one iterate for each step
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) * 1.0
    p = [x]
    for _ in range(steps - 1):
        x = x - lr * grad(x)
        p.append(x)
    return np.array(p)


# %% wrong: the gradients instead of the iterates | score: 0 | says: the start
def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0) * 1.0
    p = [grad(x)]
    for _ in range(steps):
        x = x - lr * grad(x)
        p.append(grad(x))
    return np.array(p)
