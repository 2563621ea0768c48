# ruff: noqa
# %% right: logsumexp minus the label's logit
def nll(logits, labels):
    top = logits.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return np.mean(total - logits[np.arange(len(labels)), labels])


# %% right: scipy
def nll(logits, labels):
    from scipy.special import logsumexp

    own = np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    return float((logsumexp(logits, axis=1) - own).mean())


# %% right: torch
def nll(logits, labels):
    import torch

    z, y = torch.as_tensor(logits, dtype=torch.float64), torch.as_tensor(labels)
    return torch.nn.functional.cross_entropy(z, y).item()


# %% right: logaddexp in a loop
def nll(logits, labels):
    total = 0.0
    for row, y in zip(logits, labels):
        total += np.logaddexp.reduce(row) - row[y]
    return total / len(labels)


# %% wrong: logarithm of a naive softmax | score: 1.25 | says: overflow; subtract the row's maximum
def nll(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())


# %% wrong: logarithm of a stable softmax | score: 1.5 | says: divide by zero; never take the logarithm of a probability
def nll(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())


# %% wrong: clipped probability | score: 1.5 | says: expected 1000; never take the logarithm
def nll(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 1e-15, 1)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())


# %% wrong: takes the logits for probabilities | score: 0 | says: these are logits; -0.69
def nll(logits, labels):
    with np.errstate(all="ignore"):
        return float(-np.log(logits[np.arange(len(labels)), labels]).mean())


# %% wrong: sum instead of mean | score: 0.5 | says: mean over the examples
def nll(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].sum())


# %% wrong: the maximum of the whole batch | score: 1.75 | says: each row has its own maximum
def nll(logits, labels):
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean())


# %% wrong: all labels of every row | score: 0.75 | says: one term for each
def nll(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[:, labels].mean())


# %% wrong: sign forgotten | score: 0 | says: returned -0.126; expected 0.1269
def nll(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(log_p[np.arange(len(labels)), labels].mean())


# %% wrong: base two | score: 0 | says: returned 0.183; expected 0.1269
def nll(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean() / np.log(2))


# %% wrong: shifts the input in place | score: 1.75 | says: changed its first argument
def nll(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean())


# %% wrong: the maxima without keepdims | score: 0.5 | says: keepdims=True
def nll(logits, labels):
    z = logits - logits.max(axis=1)
    log_total = np.log(np.exp(z).sum(axis=1))
    return np.mean(log_total - z[np.arange(len(labels)), labels])


# %% right: log-softmax of SciPy, by a decorated function
def as_number(function):
    def wrapped(*given):
        return function(*given).item()

    return wrapped


@as_number
def nll(logits, labels):
    from scipy.special import log_softmax

    picked = log_softmax(logits.astype(float), axis=1)[np.arange(len(labels)), labels]
    return -picked.mean()


# %% right: an own logsumexp, a plot and a print beside it
def own_logsumexp(z):
    top = max(z)
    return top + np.log(sum(np.exp(v - top) for v in z))


def nll(logits, labels):
    rows = [own_logsumexp(z) - z[y] for z, y in zip(logits.tolist(), labels)]
    return np.float64(sum(rows) / len(rows))


plt.plot([nll(np.array([[lead, 0.0]]), np.array([1])) for lead in range(5)])
plt.close()
print("plotted")


# %% wrong: float16 on the way | score: 0.5 | says: returned
def nll(logits, labels):
    z = (logits - logits.max(axis=1, keepdims=True)).astype(np.float16)
    log_total = np.log(np.exp(z).sum(axis=1))
    return float((log_total - z[np.arange(len(labels)), labels]).mean())


# %% wrong: one number for each example | score: 0.5 | says: shape
def nll(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]


# %% wrong: a batch of integers is filled | score: 1.75 | says: integers
def nll(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = np.zeros_like(z)
    log_p[:] = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean())


# %% wrong: the probabilities are returned, too | score: 1.5 | says: several results
def nll(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean()), np.exp(log_p)


# %% wrong: the first row only | score: 0.5 | says: returned
def nll(logits, labels):
    z = logits[0] - logits[0].max()
    return float(np.log(np.exp(z).sum()) - z[labels[0]])


# %% wrong: the maximum is forgotten once | score: 0 | says: expected
def nll(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(z).sum(axis=1))
    return float((log_total - logits[np.arange(len(labels)), labels]).mean())


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def nll(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    print(
        np.log(np.exp(z).sum(axis=1)).mean() - z[np.arange(len(labels)), labels].mean()
    )
