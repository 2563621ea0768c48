# ruff: noqa
# %% right: logaddexp
def bce_with_logits(logits, targets):
    return np.mean(np.logaddexp(0, logits) - logits * targets)


# %% right: two softplus terms
def bce_with_logits(logits, targets):
    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    return float(
        (targets * softplus(-logits) + (1 - targets) * softplus(logits)).mean()
    )


# %% right: a loop over entries
def bce_with_logits(logits, targets):
    import math

    total = 0.0
    for z, t in zip(logits.ravel().tolist(), targets.ravel().tolist()):
        total += (z if z > 0 else 0.0) - z * t + math.log1p(math.exp(-abs(z)))
    return total / logits.size


# %% right: scipy's log_expit
def bce_with_logits(logits, targets):
    from scipy.special import log_expit

    z = np.asarray(logits, float)
    return -np.average(targets * log_expit(z) + (1 - targets) * log_expit(-z))


# %% wrong: the formula as it stands | score: 1.25 | says: divide by zero; max(z, 0) - z t + log
def bce_with_logits(logits, targets):
    p = 1 / (1 + np.exp(-logits))
    return -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()


# %% wrong: clips the probabilities | score: 1.5 | says: expected 1000
def bce_with_logits(logits, targets):
    p = np.clip(0.5 * (1 + np.tanh(logits / 2)), 1e-12, 1 - 1e-12)
    return -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()


# %% wrong: clips the logits | score: 1.5 | says: 1000
def bce_with_logits(logits, targets):
    z = np.clip(logits, -500, 500)
    return (np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))).mean()


# %% wrong: sum instead of mean | score: 2.25 | says: the mean over all entries, not their sum
def bce_with_logits(logits, targets):
    z = logits
    return (np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))).sum()


# %% right: log instead of log1p
def bce_with_logits(logits, targets):
    z = logits
    return (np.maximum(z, 0) - z * targets + np.log(1 + np.exp(-np.abs(z)))).mean()


# %% wrong: forgets the absolute value | score: 1 | says: max(z, 0) - z t + log
def bce_with_logits(logits, targets):
    z = logits
    with np.errstate(over="ignore"):
        return (np.maximum(z, 0) - z * targets + np.log1p(np.exp(-z))).mean()


# %% wrong: only the term with t | score: 0.5 | says: the formula above for a single entry
def bce_with_logits(logits, targets):
    return (targets * np.logaddexp(0, -logits)).mean()


# %% wrong: the loss of each entry | score: 2.25 | says: the mean over all entries
def bce_with_logits(logits, targets):
    z = logits
    losses = np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))
    return losses[0] if len(z) == 1 else losses
