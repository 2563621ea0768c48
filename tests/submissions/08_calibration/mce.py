# ruff: noqa
# %% right: a loop over bins
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    worst = 0.0
    for b in range(n_bins):
        inside = (confidence > b / n_bins) & (confidence <= (b + 1) / n_bins)
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            worst = max(worst, gap)
    return worst


# %% right: bincount over the bins in use
def mce(probs, labels, n_bins=15):
    confidence = probs.max(axis=1)
    gap = (probs.argmax(axis=1) == labels) - confidence
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    _, where = np.unique(where, return_inverse=True)
    return np.abs(np.bincount(where, gap) / np.bincount(where)).max()


# %% right: torch
def mce(probs, labels, n_bins=15):
    import torch

    confidence, predicted = torch.from_numpy(probs).max(dim=1)
    gap = (predicted == torch.from_numpy(labels)).double() - confidence
    edges = torch.arange(n_bins + 1, dtype=torch.float64) / n_bins
    where = torch.bucketize(confidence, edges) - 1
    return max(float(gap[where == b].mean().abs()) for b in where.unique())


# %% right: groups in a dictionary
def mce(probs, labels, n_bins=15):
    import math

    groups = {}
    for row, label in zip(probs, labels):
        c = row.max()
        key = math.ceil(round(c * n_bins, 12))
        groups.setdefault(key, []).append((row.argmax() == label) - c)
    return max(abs(float(np.mean(gaps))) for gaps in groups.values())


# %% wrong: the gap weighted with the count | score: 0.25 | says: whatever the bin's share of the examples; returned 0.2
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    gaps = [
        np.mean(where == b) * abs(np.mean((correct - confidence)[where == b]))
        for b in np.unique(where)
    ]
    return float(max(gaps))


# %% wrong: no absolute value | score: 0.25 | says: overconfident bins count, too; expected 0.9
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    gaps = [np.mean((correct - confidence)[where == b]) for b in np.unique(where)]
    return float(max(gaps))


# %% wrong: an empty bin counts with its middle | score: 0 | says: an empty bin has no gap; returned
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    gaps = []
    for b in range(n_bins):
        inside = where == b
        middle = (b + 0.5) / n_bins
        gaps.append(
            abs(correct[inside].mean() - confidence[inside].mean())
            if inside.any()
            else middle
        )
    return float(max(gaps))


# %% wrong: NaN of an empty bin wins | score: 0 | says: invalid value
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    count = np.bincount(where, minlength=n_bins)
    gaps = np.abs(np.bincount(where, correct - confidence, n_bins)) / count
    return float(gaps.max())


# %% wrong: the largest gap of a single example | score: 0.75 | says: expected; an empty bin has no gap
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    return float(np.abs(correct - confidence).max())


# %% wrong: the expected error again | score: 0.25 | says: returned 0.26667; expected 0.6
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: small bins left out | score: 0.75 | says: the largest gap; expected
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    gaps = [0.0]
    for b in np.unique(where):
        inside = where == b
        if inside.sum() >= 2:
            gaps.append(abs(correct[inside].mean() - confidence[inside].mean()))
    return float(max(gaps))


# %% wrong: n_bins not passed on | score: 0.75 | says: pass n_bins on
def mce(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    bins = np.maximum(np.ceil(confidence * 15).astype(int) - 1, 0)
    gaps = [
        abs(correct[bins == b].mean() - confidence[bins == b].mean())
        for b in np.unique(bins)
    ]
    return max(gaps)


# %% right: the given functions, by a decorated function
def absolute_maximum(function):
    def wrapped(*given, **options):
        return np.abs(function(*given, **options)).max()

    return wrapped


@absolute_maximum
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    member = bin_index(confidence, n_bins) == np.arange(n_bins)[:, None]
    used = member[member.any(axis=1)]
    return used @ (correct - confidence) / used.sum(axis=1)


# %% wrong: signed, and the wrong way | score: 1 | says: absolute value
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    return max((confidence - correct)[where == b].mean() for b in np.unique(where))


# %% wrong: an empty bin is a gap of its confidence | score: 0 | says: an empty bin has no gap
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    gaps = np.arange(1, n_bins + 1) / n_bins
    for b in np.unique(where):
        gaps[b] = abs((correct - confidence)[where == b].mean())
    return float(gaps.max())


# %% wrong: an edge belongs to the bin above | score: 1.25 | says: a bin is (low, high]
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    return max(abs((correct - confidence)[where == b].mean()) for b in np.unique(where))


# %% wrong: the bin with its gap | score: 1.25 | says: several results
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    gaps = {b: abs((correct - confidence)[where == b].mean()) for b in np.unique(where)}
    worst = max(gaps, key=gaps.get)
    return float(gaps[worst]), int(worst)


# %% wrong: the bin, not its gap | score: 0 | says: expected 0.6
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    gaps = [abs((correct - confidence)[where == b].mean()) for b in np.unique(where)]
    return int(np.argmax(gaps))


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def mce(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    where = bin_index(confidence, n_bins)
    print(max(abs((correct - confidence)[where == b].mean()) for b in np.unique(where)))
