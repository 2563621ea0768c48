# ruff: noqa
# %% right: a loop over bins
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    total = 0.0
    for b in range(n_bins):
        inside = (confidence > b / n_bins) & (confidence <= (b + 1) / n_bins)
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            total += inside.mean() * gap
    return total


# %% right: summed gaps, no division by the count
def ece(probs, labels, n_bins=15):
    confidence, predicted = np.max(probs, 1), np.argmax(probs, 1)
    where = np.searchsorted(np.arange(n_bins + 1) / n_bins, confidence) - 1
    gaps = np.bincount(where, (predicted == labels) - confidence)
    return np.abs(gaps).sum() / len(labels)


# %% right: torch
def ece(probs, labels, n_bins=15):
    import torch

    confidence, predicted = torch.tensor(probs).max(dim=1)
    gap = (predicted == torch.tensor(labels)).double() - confidence
    edges = torch.linspace(0, 1, n_bins + 1, dtype=torch.float64)
    where = torch.bucketize(confidence, edges) - 1
    sums = torch.zeros(n_bins, dtype=torch.float64).index_add(0, where, gap)
    return float(sums.abs().sum() / len(gap))


# %% right: one example after the other
def ece(probs, labels, n_bins=15):
    bins = {}
    for row, label in zip(probs.tolist(), labels.tolist()):
        c = max(row)
        b = max(i for i in range(n_bins) if i / n_bins < c)
        n, total, hits = bins.get(b, (0, 0.0, 0))
        bins[b] = (n + 1, total + c, hits + (row.index(c) == label))
    return sum(abs(hits - total) for n, total, hits in bins.values()) / len(labels)


# %% wrong: mean of the distance instead of distance of the means | score: 1.0 | says: mean first, then the difference; expected 0.35
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    return float(np.abs(correct - confidence).mean())


# %% wrong: bins not weighted | score: 1.0 | says: weight each gap with count
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    used = np.unique(where)
    gaps = [
        abs(correct[where == b].mean() - confidence[where == b].mean()) for b in used
    ]
    return float(np.mean(gaps))


# %% wrong: the probability of the label as confidence | score: 0.75 | says: the largest probability, whether it is that of the label or not
def ece(probs, labels, n_bins=15):
    confidence = probs[np.arange(len(labels)), labels]
    correct = probs.argmax(axis=1) == labels
    where = np.maximum(
        np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1, 0
    )
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: signed gaps cancel | score: 0.25 | says: returned -0.15; expected 0.15
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    return float(confidence.mean() - correct.mean())


# %% wrong: full confidence has no bin | score: 2.25 | says: with one class every confidence is 1; raised
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.digitize(confidence, np.linspace(0, 1, n_bins + 1)) - 1
    sums = np.zeros(n_bins)
    for b, gap in zip(where, correct - confidence):
        sums[b] += gap
    return float(np.abs(sums).sum() / len(labels))


# %% wrong: an edge belongs to the bin above | score: 2.25 | says: confidence on an edge; expected 0.505
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: an empty bin makes it NaN | score: 0 | says: mean of empty slice
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    total = 0.0
    for b in range(n_bins):
        inside = where == b
        total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


# %% wrong: n_bins ignored | score: 1.0 | says: in 1, 10 and 15 bins; returned 0.45; expected 0.35
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), confidence) - 1
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: the largest bin only | score: 0.75 | says: weight each gap with count; expected 0.13
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    return float(np.abs(np.bincount(where, correct - confidence)).max() / len(labels))


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    result = np.abs(np.bincount(where, correct - confidence)).sum() / len(labels)
