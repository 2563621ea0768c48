# ruff: noqa
# %% right: a loop over data sets
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), confidence) - 1
    errors = []
    for _ in range(n_boot):
        rows = rng.choice(len(labels), size=len(labels), replace=True)
        gap = np.bincount(where[rows], (correct - confidence)[rows])
        errors.append(np.abs(gap).sum() / len(labels))
    return tuple(np.percentile(errors, [2.5, 97.5]))


# %% right: all draws at once
def bootstrap_ece(probs, labels, n_boot, rng):
    n = len(labels)
    confidence = probs.max(axis=1)
    gap = (probs.argmax(axis=1) == labels) - confidence
    member = (
        np.eye(15)[np.searchsorted(np.arange(16) / 15, confidence) - 1] * gap[:, None]
    )
    weights = rng.multinomial(n, np.full(n, 1 / n), size=n_boot)
    errors = np.abs(weights @ member).sum(axis=1) / n
    return np.percentile(errors, 2.5), np.percentile(errors, 97.5)


# %% right: an own function, sorted errors
def bootstrap_ece(probs, labels, n_boot, rng):
    def error(p, y):
        c, ok = p.max(axis=1), p.argmax(axis=1) == y
        total = 0.0
        for b in range(15):
            inside = (c > b / 15) & (c <= (b + 1) / 15)
            total += abs((ok[inside] - c[inside]).sum())
        return total / len(y)

    errors = np.empty(n_boot)
    for i in range(n_boot):
        rows = rng.integers(0, len(probs), len(probs))
        errors[i] = error(probs[rows], labels[rows])
    return float(np.quantile(errors, 0.025)), float(np.quantile(errors, 0.975))


# %% right: uniform numbers turned into rows
def bootstrap_ece(probs, labels, n_boot, rng):
    n, confidence = len(labels), probs.max(axis=1)
    gap = (probs.argmax(axis=1) == labels) - confidence
    where = np.ceil(np.round(confidence * 15, 12)).astype(int)
    errors = []
    for _ in range(n_boot):
        rows = (rng.random(n) * n).astype(int)
        errors.append(np.abs(np.bincount(where[rows], gap[rows])).sum() / n)
    low, high = np.percentile(errors, [2.5, 97.5])
    return low, high


# %% wrong: probs and labels drawn apart | score: 1.25 | says: with replacement; the interval is where it should be
def bootstrap_ece(probs, labels, n_boot, rng):
    errors = []
    for _ in range(n_boot):
        p = probs[rng.integers(len(labels), size=len(labels))]
        y = labels[rng.integers(len(labels), size=len(labels))]
        c, ok = p.max(axis=1), p.argmax(axis=1) == y
        where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
        errors.append(np.abs(np.bincount(where, ok - c)).sum() / len(y))
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


# %% wrong: without replacement | score: 0.5 | says: with replacement; another interval for another seed
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = np.sort(rng.permutation(len(labels)))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


# %% wrong: percentiles of a 50 % interval | score: 1.25 | says: percentiles 2.5 and 97.5
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(len(labels), size=len(labels))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    low, high = np.percentile(errors, [25, 75])
    return float(low), float(high)


# %% wrong: a generator of its own | score: 1.5 | says: draw from rng; does the result depend on rng?
def bootstrap_ece(probs, labels, n_boot, rng):
    rng = np.random.default_rng(0)
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(len(labels), size=len(labels))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


# %% wrong: the global generator | score: 1.5 | says: draw from rng, not from np.random
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = np.random.randint(len(labels), size=len(labels))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


# %% wrong: a tenth of the rows | score: 1 | says: as many rows as there are
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(len(labels), size=max(len(labels) // 10, 1))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


# %% wrong: the estimate with two standard deviations of one row | score: 0.5 | says: expected
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    gap = np.abs(ok - c)
    noise = rng.normal() * 1e-3
    return float(gap.mean() - 2 * gap.std() + noise), float(gap.mean() + 2 * gap.std())


# %% wrong: only one of the two ends | score: 0 | says: (low, high)
def bootstrap_ece(probs, labels, n_boot, rng):
    c, ok = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, 16), c) - 1
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(len(labels), size=len(labels))
        errors.append(
            np.abs(np.bincount(where[rows], (ok - c)[rows])).sum() / len(rows)
        )
    return float(np.percentile(errors, 97.5))


# %% wrong: a 90 % interval | score: 1.5 | says: percentiles 2.5 and 97.5
def bootstrap_ece(probs, labels, n_boot, rng):
    n = len(labels)
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(n, size=n)
        p, t = probs[rows], labels[rows]
        c, right = p.max(axis=1), p.argmax(axis=1) == t
        bins = np.maximum(np.ceil(c * 15).astype(int) - 1, 0)
        sums = np.bincount(bins, right - c, minlength=15)
        errors.append(np.abs(sums).sum() / n)
    low, high = np.percentile(errors, [5, 95])
    return low, high


# %% wrong: fractions for percentiles | score: 1 | says: np.percentile counts to 100
def bootstrap_ece(probs, labels, n_boot, rng):
    n = len(labels)
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(n, size=n)
        p, t = probs[rows], labels[rows]
        c, right = p.max(axis=1), p.argmax(axis=1) == t
        bins = np.maximum(np.ceil(c * 15).astype(int) - 1, 0)
        sums = np.bincount(bins, right - c, minlength=15)
        errors.append(np.abs(sums).sum() / n)
    low, high = np.percentile(errors, [0.025, 0.975])
    return low, high


# %% wrong: the last row is never drawn | score: 1.5 | says: the last one too
def bootstrap_ece(probs, labels, n_boot, rng):
    n = len(labels)
    errors = []
    for _ in range(n_boot):
        rows = rng.integers(0, n - 1, size=n)
        p, t = probs[rows], labels[rows]
        c, right = p.max(axis=1), p.argmax(axis=1) == t
        bins = np.maximum(np.ceil(c * 15).astype(int) - 1, 0)
        sums = np.bincount(bins, right - c, minlength=15)
        errors.append(np.abs(sums).sum() / n)
    low, high = np.percentile(errors, [2.5, 97.5])
    return low, high


# %% right: the given functions, a list of two
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    return list(np.percentile(errors, (2.5, 97.5)))


# %% right: an array of two, by a generator of errors
def bootstrap_ece(probs, labels, n_boot, rng):
    def errors():
        confidence, correct = top_label(probs, labels)
        for _ in range(n_boot):
            chosen = rng.choice(len(labels), len(labels))
            sums = np.bincount(
                bin_index(confidence[chosen]), (correct - confidence)[chosen]
            )
            yield np.abs(sums).sum() / len(labels)

    return np.percentile(list(errors()), [2.5, 97.5])


# %% wrong: high and low exchanged | score: 1.75 | says: is their order as asked
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    low, high = np.percentile(errors, (2.5, 97.5))
    return high, low


# %% wrong: the middle is returned, too | score: 1.5 | says: (low, high)
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    low, high = np.percentile(errors, (2.5, 97.5))
    return low, high, np.mean(errors)


# %% wrong: a thousand sets, always | score: 1.75 | says: n_boot says how many
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(1000, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    low, high = np.percentile(errors, (2.5, 97.5))
    return low, high


# %% wrong: mean and two standard deviations | score: 1.75 | says: expected
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    return np.mean(errors) - 1.96 * np.std(errors), np.mean(errors) + 1.96 * np.std(
        errors
    )


# %% wrong: smallest and largest | score: 1.25 | says: percentiles 2.5 and 97.5
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    return min(errors), max(errors)


# %% wrong: ten bins | score: 1.5 | says: 15 bins
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence, 10), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    low, high = np.percentile(errors, (2.5, 97.5))
    return low, high


# %% wrong: all errors are returned | score: 0.5 | says: (low, high)
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    return [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]


# %% wrong: a generator of the two ends | score: 1.75 | says: an iterator over
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    return (float(np.percentile(errors, q)) for q in (2.5, 97.5))


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    print(np.percentile(errors, (2.5, 97.5)))


# %% wrong: the middle row stands in for the ECE of all | score: 1 | says: expected
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    gap = np.abs(correct - confidence)
    means = [rng.choice(gap, len(gap)).mean() for _ in range(n_boot)]
    low, high = np.percentile(means, (2.5, 97.5))
    return low, high


# %% wrong: the middle between the two | score: 1.5 | says: (low, high)
def bootstrap_ece(probs, labels, n_boot, rng):
    confidence, correct = top_label(probs, labels)
    where, gap, n = bin_index(confidence), correct - confidence, len(labels)
    rows = rng.integers(n, size=(n_boot, n))
    errors = [np.abs(np.bincount(where[r], gap[r])).sum() / n for r in rows]
    low, middle, high = np.percentile(errors, (2.5, 50, 97.5))
    return low, middle, high
