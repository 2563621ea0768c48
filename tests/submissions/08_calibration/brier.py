# ruff: noqa
# %% right: one-hot labels from the identity
def brier(probs, labels):
    return np.mean(np.sum((probs - np.eye(probs.shape[1])[labels]) ** 2, axis=1))


# %% right: expanded square
def brier(probs, labels):
    own = probs[np.arange(len(labels)), labels]
    return float(np.mean((probs**2).sum(axis=1) - 2 * own + 1))


# %% right: torch
def brier(probs, labels):
    import torch

    p = torch.tensor(probs)
    target = torch.nn.functional.one_hot(torch.tensor(labels), p.shape[1])
    return float((p - target).square().sum(dim=1).mean())


# %% right: a loop
def brier(probs, labels):
    total = 0.0
    for p, y in zip(probs, labels):
        for k in range(len(p)):
            total += (p[k] - (1.0 if k == y else 0.0)) ** 2
    return total / len(probs)


# %% wrong: mean over classes, too | score: 0 | says: sum over classes; returned 0.09
def brier(probs, labels):
    return float(((probs - np.eye(probs.shape[1])[labels]) ** 2).mean())


# %% wrong: only the label's probability | score: 0 | says: the probabilities of the wrong classes count
def brier(probs, labels):
    return float(((1 - probs[np.arange(len(labels)), labels]) ** 2).mean())


# %% wrong: half of it, as for two classes | score: 0 | says: expected 0.18; returned 0.09
def brier(probs, labels):
    return float(((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1).mean() / 2)


# %% wrong: distance instead of its square | score: 0 | says: expected 0.18; returned 0.6
def brier(probs, labels):
    return float(np.abs(probs - np.eye(probs.shape[1])[labels]).sum(axis=1).mean())


# %% wrong: square root at the end | score: 0 | says: expected 0.18; returned 0.42
def brier(probs, labels):
    squared = ((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1)
    return float(np.sqrt(squared).mean())


# %% wrong: classes counted from the labels | score: 1 | says: number of classes is probs.shape[1]; returned 0.58
def brier(probs, labels):
    one_hot = np.eye(labels.max() + 1)[labels]
    return float(((probs - one_hot) ** 2).sum(axis=1).mean())


# %% wrong: predicted class instead of the label | score: 0.25 | says: expected 2; returned 0
def brier(probs, labels):
    one_hot = np.eye(probs.shape[1])[probs.argmax(axis=1)]
    return float(((probs - one_hot) ** 2).sum(axis=1).mean())


# %% wrong: writes into the input | score: 1.25 | says: changed its first argument
def brier(probs, labels):
    probs[np.arange(len(labels)), labels] -= 1
    return float((probs**2).sum(axis=1).mean())


# %% right: a mask instead of one-hot labels, a zero-dimensional array
def brier(probs, labels):
    target = labels[:, None] == np.arange(probs.shape[1])
    return np.asarray(np.square(probs - target).sum() / len(probs))


# %% right: partial, with a norm
def mean_square(power, probs, labels):
    target = np.zeros_like(probs)
    target[np.arange(len(labels)), labels] = 1
    return (np.linalg.norm(probs - target, axis=1) ** power).mean()


import functools

brier = functools.partial(mean_square, 2)


# %% wrong: one number for each example | score: 0 | says: shape
def brier(probs, labels):
    return ((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1)


# %% wrong: the sum over examples | score: 0.5 | says: mean over examples
def brier(probs, labels):
    return float(((probs - np.eye(probs.shape[1])[labels]) ** 2).sum())


# %% wrong: the first row only | score: 0.5 | says: one row for each example
def brier(probs, labels):
    one_hot = np.eye(probs.shape[1])[labels[0]]
    return float(((probs[0] - one_hot) ** 2).sum())


# %% wrong: two classes only | score: 0.5 | says: the probabilities of the wrong classes count
def brier(probs, labels):
    own = probs[np.arange(len(labels)), labels]
    return float(2 * ((1 - own) ** 2).mean())


# %% wrong: the parts are returned, too | score: 1.25 | says: several results
def brier(probs, labels):
    parts = ((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1)
    return float(parts.mean()), parts


# %% wrong: in a list | score: 1.25 | says: a single number
def brier(probs, labels):
    return [float(((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1).mean())]


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def brier(probs, labels):
    print(float(((probs - np.eye(probs.shape[1])[labels]) ** 2).sum(axis=1).mean()))


# %% wrong: rounded to two digits | score: 0.25 | says: expected
def brier(probs, labels):
    one_hot = np.eye(probs.shape[1])[labels]
    return round(float(((probs - one_hot) ** 2).sum(axis=1).mean()), 2)
