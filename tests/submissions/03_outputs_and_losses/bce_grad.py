# ruff: noqa
# %% right: tanh form
def bce_grad(logits, targets):
    z = (
        logits.astype(np.result_type(logits.dtype, np.float32))
        if logits.dtype.kind == "f"
        else logits.astype(float)
    )
    half = z.dtype.type(0.5)
    p = half * (1 + np.tanh(half * z))
    return ((p - targets) / z.size).astype(z.dtype)


# %% right: scipy's expit
def bce_grad(logits, targets):
    from scipy.special import expit

    return (expit(logits) - targets) / logits.size


# %% right: a loop with two branches
def bce_grad(logits, targets):
    import math

    out = np.zeros(logits.shape, logits.dtype if logits.dtype.kind == "f" else float)
    for k in np.ndindex(logits.shape):
        z = float(logits[k])
        p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        out[k] = (p - targets[k]) / logits.size
    return out


# %% right: logaddexp
def bce_grad(logits, targets):
    return (np.exp(-np.logaddexp(0, -logits)) - targets) / targets.size


# %% wrong: the naive sigmoid | score: 1.5 | says: overflow; never above 1
def bce_grad(logits, targets):
    return (1 / (1 + np.exp(-logits)) - targets) / logits.size


# %% wrong: not divided | score: 1.5 | says: divide by the number of entries
def bce_grad(logits, targets):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    return p - targets


# %% wrong: divides by the rows | score: 1.75 | says: rows × columns
def bce_grad(logits, targets):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    return (p - targets) / len(logits)


# %% wrong: the sign | score: 0.25 | says: probability minus target
def bce_grad(logits, targets):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    return (targets - p) / logits.size


# %% wrong: times the slope of the sigmoid | score: 0.25 | says: probability minus target
def bce_grad(logits, targets):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    return (p - targets) * p * (1 - p) / logits.size


# %% wrong: always float64 | score: 1.75 | says: float32 in, float32 out
def bce_grad(logits, targets):
    z = logits.astype(float)
    e = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1, e) / (1 + e)
    return (p - targets) / z.size


# %% wrong: writes into the logits | score: 1.75 | says: changed its first argument
def bce_grad(logits, targets):
    z = logits if logits.dtype.kind == "f" else logits.astype(float)
    e = np.exp(-np.abs(z))
    z[...] = np.where(z >= 0, 1, e) / (1 + e) - targets
    return z / z.size


# %% wrong: one number | score: 1.25 | says: shape
def bce_grad(logits, targets):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    grad = (p - targets) / logits.size
    return grad if grad.size == 1 and grad.dtype == float else grad.mean()
