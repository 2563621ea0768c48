# ruff: noqa
# %% right: a loop over examples
def killing_rate(X, w, b, grad_w, grad_b):
    low, high = 0.0, np.inf
    for x in X:
        z, fall = x @ w + b, x @ grad_w + grad_b
        if fall > 0:
            low = max(low, z / fall)
        elif fall < 0:
            high = min(high, z / fall)
        elif z > 0:
            return np.inf
    return low if low <= high else np.inf


# %% right: every candidate is tried
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    candidates = [0.0] + [zi / f for zi, f in zip(z, fall) if f != 0 and zi / f > 0]
    for rate in sorted(candidates):
        if (z - rate * fall <= 1e-12).all():
            return rate
    return float("inf")


# %% right: np.where without warnings
def killing_rate(X, w, b, grad_w, grad_b):
    z, d = X.dot(w) + b, X.dot(grad_w) + grad_b
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(d > 0, z / d, np.where((d == 0) & (z > 0), np.inf, 0)).max()
        high = np.where(d < 0, z / d, np.inf).min()
    low = max(low, 0)
    return np.array(low if low <= high and high >= 0 else np.inf)


# %% right: torch, and a decorator
def number(f):
    return lambda *args: f(*map(torch.as_tensor, args))


@number
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    low = torch.cat([torch.zeros(1), (z / fall)[fall > 0]]).max()
    wrong = (z[fall == 0] > 0).any() or (z[fall < 0] > low * fall[fall < 0]).any()
    return torch.tensor(torch.inf) if wrong else low


# %% wrong: the first example only | score: 0.75 | says: the last one decides
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X[0] @ w + b, X[0] @ grad_w + grad_b
    if z <= 0:
        return 0.0
    return z / fall if fall > 0 else np.inf


# %% wrong: the smallest rate of all examples | score: 0.5 | says: all rows must have got there
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    if (z <= 0).all():
        return 0.0
    if ((z > 0) & (fall <= 0)).any():
        return np.inf
    return (z[z > 0] / fall[z > 0]).min()


# %% wrong: no bias | score: 1 | says: x·grad_w + grad_b
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w, X @ grad_w
    if ((z > 0) & (fall <= 0)).any():
        return np.inf
    rates = [zi / f for zi, f in zip(z, fall) if zi > 0]
    rate = max(rates, default=0.0)
    return rate if (z - rate * fall <= 1e-12).all() else np.inf


# %% wrong: silent examples are forgotten | score: 1.75 | says: is silent before the step
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    fires = z > 0
    if (fall[fires] <= 0).any():
        return np.inf
    return (z[fires] / fall[fires]).max(initial=0.0)


# %% wrong: negative for a silent unit | score: 1.75 | says: the smallest rate is 0 then
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    low = (z[fall > 0] / fall[fall > 0]).max(initial=-np.inf)
    high = (z[fall < 0] / fall[fall < 0]).min(initial=np.inf)
    if (z[fall == 0] > 0).any() or low > high or high < 0:
        return np.inf
    return low


# %% wrong: a division by zero | score: 1.5 | says: divide
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    rates = z / fall
    low = max(rates[fall > 0].max(initial=0), 0.0)
    high = rates[fall < 0].min(initial=np.inf)
    return np.inf if (z[fall == 0] > 0).any() or low > high else low


# %% wrong: None if there is no rate | score: 1.5 | says: returned none; will do, and the result is np.inf
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    low = (z[fall > 0] / fall[fall > 0]).max(initial=0.0)
    high = (z[fall < 0] / fall[fall < 0]).min(initial=np.inf)
    if (z[fall == 0] > 0).any() or low > high:
        return None
    return low


# %% wrong: a grid of rates | score: 0.75 | says: the last one decides
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    for rate in np.arange(0, 10, 0.001):
        if (z - rate * fall <= 0).all():
            return float(rate)
    return np.inf


# %% wrong: the step goes uphill | score: 0.5 | says: all rows must have got there
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, -(X @ grad_w + grad_b)
    low = (z[fall > 0] / fall[fall > 0]).max(initial=0.0)
    high = (z[fall < 0] / fall[fall < 0]).min(initial=np.inf)
    return np.inf if (z[fall == 0] > 0).any() or low > high else low


# %% wrong: printed | score: 0 | says: is there a `return`
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    print((z / fall).max())


# %% wrong: a list with one number | score: 1.75 | says: shape
def killing_rate(X, w, b, grad_w, grad_b):
    z, fall = X @ w + b, X @ grad_w + grad_b
    low = (z[fall > 0] / fall[fall > 0]).max(initial=0.0)
    high = (z[fall < 0] / fall[fall < 0]).min(initial=np.inf)
    return [np.inf if (z[fall == 0] > 0).any() or low > high else low]


# %% wrong: minus infinity for what only rises | score: 1.5 | says: returned -inf; expected inf.
def killing_rate(X, w, b, grad_w, grad_b):
    low, high = -np.inf, np.inf
    for z, fall in zip(X @ w + b, X @ grad_w + grad_b):
        if fall > 0:
            low = max(low, z / fall)
        elif fall < 0:
            high = min(high, z / fall)
        elif z > 0:
            return np.inf
    return low if low <= high else np.inf
