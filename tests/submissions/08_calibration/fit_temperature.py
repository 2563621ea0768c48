# ruff: noqa
# %% right: scipy's bounded minimiser in the logarithm
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels]

    def loss(log_T):
        T = np.exp(log_T)
        return (logsumexp(logits / T, axis=1) - own / T).mean()

    found = minimize_scalar(
        loss, bounds=(-5, 6), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% right: golden section
def fit_temperature(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    rows = np.arange(len(labels))

    def loss(b):
        s = np.exp(b) * z
        return np.mean(np.log(np.exp(s).sum(axis=1)) - s[rows, labels])

    ratio = (5**0.5 - 1) / 2
    low, high = np.log(0.005), np.log(200)
    for _ in range(80):
        one, two = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, two) if loss(one) < loss(two) else (one, high)
    return float(np.exp(-(low + high) / 2))


# %% right: safeguarded Newton in 1/T
def fit_temperature(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    own = z[np.arange(len(labels)), labels].mean()
    low, high = 1e-4, 1e4
    beta = 1 / max(z.std(), 1e-3)
    for _ in range(200):
        p = np.exp(beta * z)
        p /= p.sum(axis=1, keepdims=True)
        mean = (p * z).sum(axis=1)
        slope = mean.mean() - own
        curvature = ((p * z**2).sum(axis=1) - mean**2).mean()
        low, high = (low, beta) if slope > 0 else (beta, high)
        step = beta - slope / curvature if curvature > 0 else 0.0
        beta = step if low < step < high else (low * high) ** 0.5
    return 1 / beta


# %% right: torch with LBFGS over the logarithm
def fit_temperature(logits, labels):
    import torch

    z = torch.tensor(logits, dtype=torch.float64)
    y = torch.tensor(labels)
    best = None
    for start in np.linspace(np.log(0.02), np.log(100), 6):
        log_T = torch.tensor(float(start), dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.LBFGS(
            [log_T],
            max_iter=200,
            tolerance_grad=1e-12,
            tolerance_change=1e-14,
            line_search_fn="strong_wolfe",
        )

        def closure():
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(z / log_T.exp(), y)
            loss.backward()
            return loss

        optimizer.step(closure)
        loss = closure().item()
        if best is None or loss < best[0]:
            best = loss, log_T.exp().item()
    return best[1]


# %% wrong: one over T | score: 0 | says: minimize over T, not over 1/T; returned 0.693
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels]

    def loss(b):
        return (logsumexp(np.exp(b) * logits, axis=1) - np.exp(b) * own).mean()

    found = minimize_scalar(
        loss, bounds=(-5, 6), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% wrong: coarse grid | score: 0.25 | says: the example; search in log T
def fit_temperature(logits, labels):
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels]
    grid = np.linspace(0.1, 10, 100)
    losses = [(logsumexp(logits / T, axis=1) - own / T).mean() for T in grid]
    return float(grid[int(np.argmin(losses))])


# %% wrong: gradient descent with a fixed learning rate | score: 1.5 | says: search in log T; expected
def fit_temperature(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    rows, T = np.arange(len(labels)), 1.0
    for _ in range(2000):
        p = np.exp(z / T)
        p /= p.sum(axis=1, keepdims=True)
        slope = (z[rows, labels] - (p * z).sum(axis=1)).mean() / T**2
        T = max(T - 0.1 * slope, 1e-2)
    return float(T)


# %% wrong: bracket from 0.5 to 5 | score: 1.5 | says: with a bracket from 0.05 to 50; expected
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels]

    def loss(T):
        return (logsumexp(logits / T, axis=1) - own / T).mean()

    found = minimize_scalar(
        loss, bounds=(0.5, 5), method="bounded", options={"xatol": 1e-8}
    )
    return float(found.x)


# %% wrong: the ECE is minimised instead | score: 0.25 | says: returned; the mean of
def fit_temperature(logits, labels):
    from scipy.special import softmax

    best = (np.inf, 1.0)
    for T in np.exp(np.linspace(np.log(0.04), np.log(60), 200)):
        p = softmax(logits / T, axis=1)
        c, ok = p.max(axis=1), p.argmax(axis=1) == labels
        where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
        best = min(best, (np.abs(np.bincount(where, ok - c)).sum(), T))
    return float(best[1])


# %% wrong: mean confidence equals accuracy | score: 1.5 | says: for the smallest NLL; 400 examples
def fit_temperature(logits, labels):
    from scipy.optimize import brentq
    from scipy.special import softmax

    accuracy = (logits.argmax(axis=1) == labels).mean()

    def gap(log_T):
        return softmax(logits / np.exp(log_T), axis=1).max(axis=1).mean() - accuracy

    return float(np.exp(brentq(gap, -6, 8, xtol=1e-12)))


# %% wrong: exp without the maximum | score: 2.25 | says: overflow; exp overflows above 709
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))

    def loss(log_T):
        e = np.exp(logits / np.exp(log_T))
        return -np.log(e[rows, labels] / e.sum(axis=1)).mean()

    found = minimize_scalar(
        loss, bounds=(-4, 5), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% wrong: temperature of the probabilities | score: 0 | says: the example; divide the logits by T
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp, softmax

    z = softmax(logits, axis=1)
    own = z[np.arange(len(labels)), labels]

    def loss(b):
        T = np.exp(b)
        return (logsumexp(z / T, axis=1) - own / T).mean()

    found = minimize_scalar(
        loss, bounds=(-5, 6), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% wrong: minimum to three digits only | score: 2.25 | says: expected 1.442; search finer
def fit_temperature(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    own = z[np.arange(len(labels)), labels].mean()
    low, high = -7.0, 7.0
    while high - low > 0.01:
        middle = (low + high) / 2
        e = np.exp(np.exp(middle) * z)
        slope = ((e * z).sum(axis=1) / e.sum(axis=1)).mean() - own
        low, high = (low, middle) if slope > 0 else (middle, high)
    return float(np.exp(-low))


# %% right: the root of the derivative, in a list of one row a class
def fit_temperature(logits, labels):
    from scipy.optimize import brentq
    from scipy.special import softmax

    z = logits - logits.max(axis=1, keepdims=True).astype(float)
    own = z[np.arange(len(labels)), labels]

    def slope(log_beta):
        return float(
            ((softmax(np.exp(log_beta) * z, axis=1) * z).sum(axis=1) - own).mean()
        )

    return np.array(np.exp(-brentq(slope, -9, 9, xtol=1e-12)))


# %% right: bisection with a decorated loss, partial
def fit(nll_of, logits, labels, steps=100):
    low, high = -6.0, 6.0
    for _ in range(steps):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if nll_of(logits / np.exp(a), labels) < nll_of(logits / np.exp(b), labels):
            high = b
        else:
            low = a
    return np.exp((low + high) / 2)


def loss_of(z, y):
    top = z.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]
    return (log_total - z[np.arange(len(y)), y]).mean()


import functools

fit_temperature = functools.partial(fit, loss_of)


# %% wrong: logarithm of a clipped probability | score: 2.75 | says: no clip
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import softmax

    rows = np.arange(len(labels))

    def loss(log_T):
        p = softmax(logits / np.exp(log_T), axis=1)[rows, labels]
        return -np.log(np.clip(p, 1e-12, 1)).mean()

    found = minimize_scalar(
        loss, bounds=(-4, 5), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% wrong: a fine grid, to 0.17 % | score: 2.25 | says: search finer
def fit_temperature(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    own = z[np.arange(len(labels)), labels].mean()
    grid = np.exp(np.arange(np.log(0.03), np.log(80), 0.0034))
    losses = [np.log(np.exp(z / T).sum(axis=1)).mean() - own / T for T in grid]
    return float(grid[int(np.argmin(losses))])


# %% wrong: SciPy's default tolerance, in T | score: 2.25 | says: log T
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels].mean()
    found = minimize_scalar(
        lambda T: logsumexp(logits / T, axis=1).mean() - own / T,
        bounds=(1, 100),
        method="bounded",
    )
    return float(found.x)


# %% wrong: the first row only | score: 0 | says: returned
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    z, y = logits[0], labels[0]
    found = minimize_scalar(
        lambda b: logsumexp(z / np.exp(b)) - z[y] / np.exp(b),
        bounds=(-4, 5),
        method="bounded",
    )
    return float(np.exp(found.x))


# %% wrong: writes into the logits | score: 2.75 | says: changed its first argument
def fit_temperature(logits, labels):
    from scipy.optimize import brentq
    from scipy.special import softmax

    if logits.dtype.kind != "f":
        logits = logits.astype(float)
    logits -= logits.max(axis=1, keepdims=True)
    own = logits[np.arange(len(labels)), labels].mean()

    def slope(b):
        p = softmax(np.exp(b) * logits, axis=1)
        return float((p * logits).sum(axis=1).mean() - own)

    return float(np.exp(-brentq(slope, -9, 9, xtol=1e-12)))


# %% wrong: the loss is returned, too | score: 2.5 | says: several results
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    own = logits[np.arange(len(labels)), labels].mean()

    def loss(b):
        return logsumexp(logits / np.exp(b), axis=1).mean() - own / np.exp(b)

    found = minimize_scalar(
        loss, bounds=(-4, 5), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x)), float(found.fun)


# %% wrong: integers stay integers | score: 2.75 | says: integers
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    def loss(b):
        z = np.empty_like(logits)
        z[:] = logits / np.exp(b)
        return (logsumexp(z, axis=1) - z[np.arange(len(labels)), labels]).mean()

    found = minimize_scalar(
        loss, bounds=(-4, 5), method="bounded", options={"xatol": 1e-9}
    )
    return float(np.exp(found.x))


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def fit_temperature(logits, labels):
    print(2 / np.log(4))


# %% wrong: always 1 | score: 0.25 | says: expected
def fit_temperature(logits, labels):
    return 1.0


# %% wrong: two classes only, by the accuracy | score: 1 | says: returned
def fit_temperature(logits, labels):
    right = (logits.argmax(axis=1) == labels).mean()
    top = np.sort(logits, axis=1)
    lead = (top[:, -1] - top[:, -2]).mean()
    return float(lead / np.log(right / (1 - right)))


# %% wrong: a search that leaves T > 0 | score: 0 | says: tries t = 0 and below; divide by zero
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    rows = np.arange(len(labels))

    def loss(T):
        z = logits / T
        return (logsumexp(z, axis=1) - z[rows, labels]).mean()

    return minimize_scalar(loss).x
