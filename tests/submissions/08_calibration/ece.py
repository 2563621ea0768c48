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


# %% wrong: mean of the distance instead of distance of the means | score: 1 | says: mean first, then the difference; expected 0.35
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    return float(np.abs(correct - confidence).mean())


# %% wrong: bins not weighted | score: 1 | says: weight each gap with count
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    used = np.unique(where)
    gaps = [
        abs(correct[where == b].mean() - confidence[where == b].mean()) for b in used
    ]
    return float(np.mean(gaps))


# %% wrong: the probability of the label as confidence | score: 0.5 | says: the largest probability, whether it is that of the label or not
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


# %% wrong: full confidence has no bin | score: 2 | says: with one class every confidence is 1; raised
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.digitize(confidence, np.linspace(0, 1, n_bins + 1)) - 1
    sums = np.zeros(n_bins)
    for b, gap in zip(where, correct - confidence):
        sums[b] += gap
    return float(np.abs(sums).sum() / len(labels))


# %% wrong: an edge belongs to the bin above | score: 2.25 | says: confidences on an edge; expected 0.505
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: an empty bin makes it NaN | score: 0.25 | says: mean of empty slice
def ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    total = 0.0
    for b in range(n_bins):
        inside = where == b
        total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


# %% wrong: n_bins ignored | score: 1.5 | says: n_bins is passed on; returned 0.45; expected 0.35
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


# %% right: the given functions, a zero-dimensional array
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    gaps = [
        (where == b).sum()
        * abs(correct[where == b].mean() - confidence[where == b].mean())
        for b in set(where.tolist())
    ]
    return np.array(sum(gaps) / len(labels))


# %% right: partial, over bins that an own function makes
def bins_of(confidence, correct, n_bins):
    where = bin_index(confidence, n_bins)
    count = np.bincount(where, minlength=n_bins)
    with np.errstate(all="ignore"):
        return {
            "n": count,
            "conf": np.bincount(where, confidence, n_bins) / count,
            "acc": np.bincount(where, correct, n_bins) / count,
        }


def calibration_error(make_bins, probs, labels, n_bins=15):
    bins = make_bins(*top_label(probs, labels), n_bins)
    return np.nansum(bins["n"] * np.abs(bins["acc"] - bins["conf"])) / bins["n"].sum()


import functools

ece = functools.partial(calibration_error, bins_of)


# %% wrong: the last of equal maxima | score: 2.25 | says: the first is the prediction
def ece(probs, labels, n_bins=15):
    predicted = probs.shape[1] - 1 - probs[:, ::-1].argmax(axis=1)
    confidence = probs.max(axis=1)
    where = bin_index(confidence, n_bins)
    return np.abs(np.bincount(where, (predicted == labels) - confidence)).sum() / len(
        where
    )


# %% wrong: the label's probability is the largest, so it is right | score: 2.25 | says: is not enough
def ece(probs, labels, n_bins=15):
    confidence = probs.max(axis=1)
    correct = probs[np.arange(len(labels)), labels] == confidence
    where = bin_index(confidence, n_bins)
    return np.abs(np.bincount(where, correct - confidence)).sum() / len(labels)


# %% wrong: the bins are returned, too | score: 2.25 | says: several results
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    sums = np.bincount(bin_index(confidence, n_bins), correct - confidence)
    return float(np.abs(sums).sum() / len(labels)), sums


# %% wrong: in percent | score: 0 | says: returned 15
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    sums = np.bincount(bin_index(confidence, n_bins), correct - confidence)
    return float(100 * np.abs(sums).sum() / len(labels))


# %% wrong: the middle of the bin for the mean confidence | score: 0 | says: expected
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    sums = np.bincount(where, correct - (where + 0.5) / n_bins)
    return float(np.abs(sums).sum() / len(labels))


# %% wrong: the gap is squared | score: 0 | says: expected 0.15
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    total = 0.0
    for b in np.unique(where):
        gap = (correct - confidence)[where == b].mean()
        total += (where == b).mean() * gap**2
    return total


# %% wrong: ten bins by default | score: 2.25 | says: 15 bins
def ece(probs, labels, n_bins=10):
    confidence, correct = top_label(probs, labels)
    sums = np.bincount(bin_index(confidence, n_bins), correct - confidence)
    return float(np.abs(sums).sum() / len(labels))


# %% wrong: in a list | score: 2.25 | says: a single number
def ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    sums = np.bincount(bin_index(confidence, n_bins), correct - confidence)
    return [float(np.abs(sums).sum() / len(labels))]


# %% wrong: sorts the labels in place | score: 1 | says: changed its second argument
def ece(probs, labels, n_bins=15):
    labels.sort()
    confidence, correct = top_label(probs, labels)
    sums = np.bincount(bin_index(confidence, n_bins), correct - confidence)
    return float(np.abs(sums).sum() / len(labels))
