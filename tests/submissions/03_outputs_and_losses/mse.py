# ruff: noqa
# %% right: einsum and a float
def mse(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError("shapes differ")
    d = np.ravel(pred - target)
    return float(d @ d) / d.size


def mse_grad(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError("shapes differ")
    return (pred - target) * np.asarray(2 / pred.size, (pred - target + 0.0).dtype)


# %% right: loops over entries
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError(f"{pred.shape} is not {target.shape}")
    return sum((p - t) ** 2 for p, t in zip(pred.flat, target.flat)) / pred.size


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError(f"{pred.shape} is not {target.shape}")
    kind = pred.dtype if pred.dtype.kind == "f" else float
    out = np.empty(pred.shape, kind)
    for place in np.ndindex(pred.shape):
        out[place] = 2 * (pred[place] - target[place]) / pred.size
    return out


# %% right: np.mean and np.square
def mse(pred, target):
    if not pred.shape == target.shape:
        raise ValueError("one shape, please")
    return np.mean(np.square(np.subtract(target, pred)))


def mse_grad(pred, target):
    if not pred.shape == target.shape:
        raise ValueError("one shape, please")
    return -2 / pred.size * (target - pred)


# %% wrong: sums instead of means | score: 0.5 | says: take the mean; the mean divides by the number of entries
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return ((pred - target) ** 2).sum()


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return 2.0 * (pred - target)


# %% wrong: the gradient forgets the two | score: 1 | says: the derivative of (p - t)² is 2 (p - t)
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return ((pred - target) ** 2).mean()


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return (pred - target) / pred.size


# %% wrong: shapes are not compared | score: 1.5 | says: expected it to raise ValueError; compare pred.shape with target.shape
def mse(pred, target):
    return ((pred - target) ** 2).mean()


def mse_grad(pred, target):
    return 2 * (pred - target) / pred.size


# %% wrong: the mean of each column | score: 1.5 | says: the mean over all entries
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return ((pred - target) ** 2).mean(axis=0)


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (pred - target) / pred.size


# %% wrong: the gradient divides by the rows | score: 1.25 | says: change one entry of pred by a little
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return ((pred - target) ** 2).mean()


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (pred - target) / len(pred)


# %% wrong: writes into pred | score: 1.75 | says: changed its first argument
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    pred -= target
    return (pred**2).mean()


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    pred -= target
    return 2 * pred / pred.size


# %% wrong: asserts | score: 1.5 | says: AssertionError; expected it to raise ValueError
def mse(pred, target):
    assert pred.shape == target.shape
    return ((pred - target) ** 2).mean()


def mse_grad(pred, target):
    assert pred.shape == target.shape
    return 2 * (pred - target) / pred.size


# %% wrong: always float64 | score: 1.75 | says: float32 in, float32 out
def mse(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return ((pred - target) ** 2).mean()


def mse_grad(pred, target):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (pred.astype(float) - target) / pred.size


# %% wrong: only the example | score: 0.5 | says: expected
def mse(pred, target):
    return 2.5


def mse_grad(pred, target):
    return np.array([1.0, -2.0])
