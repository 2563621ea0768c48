# ruff: noqa
# %% right: a loop over parts
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    order = np.argsort(confidence, kind="stable")
    total = 0.0
    for part in np.array_split(order, n_bins):
        if len(part):
            gap = abs(correct[part].mean() - confidence[part].mean())
            total += len(part) / len(order) * gap
    return total


# %% right: cumulative sums at the borders
def adaptive_ece(probs, labels, n_bins=15):
    n = len(labels)
    confidence = probs.max(axis=1)
    gap = (probs.argmax(axis=1) == labels) - confidence
    running = np.concatenate(
        [[0.0], np.cumsum(gap[np.argsort(confidence, kind="stable")])]
    )
    sizes = np.full(n_bins, n // n_bins)
    sizes[: n % n_bins] += 1
    borders = np.concatenate([[0], np.cumsum(sizes)])
    return float(np.abs(np.diff(running[borders])).sum() / n)


# %% right: torch
def adaptive_ece(probs, labels, n_bins=15):
    import torch

    confidence, predicted = torch.tensor(probs).max(dim=1)
    confidence, order = torch.sort(confidence, stable=True)
    gap = (predicted == torch.tensor(labels))[order].double() - confidence
    return sum(abs(float(p.sum())) for p in gap.tensor_split(n_bins)) / len(gap)


# %% right: Python's sorted
def adaptive_ece(probs, labels, n_bins=15):
    rows = [(max(p), int(np.argmax(p)) == y) for p, y in zip(probs.tolist(), labels)]
    rows.sort(key=lambda row: row[0])
    total, start = 0.0, 0
    for b in range(n_bins):
        stop = start + len(rows) // n_bins + (b < len(rows) % n_bins)
        total += abs(sum(ok - c for c, ok in rows[start:stop]))
        start = stop
    return total / len(rows)


# %% wrong: correct is not sorted along | score: 0.75 | says: in the same order, then split both
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = np.sort(probs.max(axis=1)), probs.argmax(axis=1) == labels
    total = 0.0
    for c, ok in zip(
        np.array_split(confidence, n_bins), np.array_split(correct, n_bins)
    ):
        total += abs(ok.sum() - c.sum())
    return float(total / len(labels))


# %% wrong: not sorted at all | score: 0.5 | says: expected 0.4; sort confidence and correct
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    gap = correct - confidence
    return float(
        sum(abs(part.sum()) for part in np.array_split(gap, n_bins)) / len(gap)
    )


# %% wrong: equal weight for every part | score: 1 | says: each bin counts by its own size
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    order = np.argsort(confidence, kind="stable")
    gaps = [
        abs(correct[part].mean() - confidence[part].mean())
        for part in np.array_split(order, n_bins)
        if len(part)
    ]
    return float(np.mean(gaps))


# %% wrong: mean of an empty part | score: 1.75 | says: mean of empty slice; leave it out
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    order = np.argsort(confidence, kind="stable")
    total = 0.0
    for part in np.array_split(order, n_bins):
        gap = abs(correct[part].mean() - confidence[part].mean())
        total += len(part) / len(order) * gap
    return float(total)


# %% wrong: np.split, which wants equal parts | score: 0.75 | says: equal division; expected
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    gap = (correct - confidence)[np.argsort(confidence, kind="stable")]
    return float(sum(abs(part.sum()) for part in np.split(gap, n_bins)) / len(gap))


# %% wrong: equal width again | score: 0.5 | says: sort confidence and correct; returned 0.25; expected 0.4
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    where = np.searchsorted(np.linspace(0, 1, n_bins + 1), confidence) - 1
    return float(np.abs(np.bincount(where, correct - confidence)).sum() / len(labels))


# %% wrong: sorted from the top | score: 1 | says: expected; each bin counts by its own size
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    gap = (correct - confidence)[np.argsort(-confidence, kind="stable")]
    return float(
        sum(abs(part.sum()) for part in np.array_split(gap, n_bins)) / len(gap)
    )


# %% wrong: ties in another order | score: 1.5 | says: stable; returned
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = probs.max(axis=1), probs.argmax(axis=1) == labels
    tie_break = np.arange(len(labels)) * 7 % 11
    gap = (correct - confidence)[np.lexsort((tie_break, confidence))]
    return float(
        sum(abs(part.sum()) for part in np.array_split(gap, n_bins)) / len(gap)
    )


# %% wrong: equal confidences in reverse order | score: 1.5 | says: kind="stable"
def adaptive_ece(probs, labels, n_bins=15):
    confidence = probs.max(axis=1)
    gap = (probs.argmax(axis=1) == labels) - confidence
    order = len(gap) - 1 - np.argsort(confidence[::-1], kind="stable")
    return sum(abs(part.sum()) for part in np.array_split(gap[order], n_bins)) / len(
        gap
    )


# %% right: a class with a function for one part
class EqualMass:
    def gap(self, part):
        return abs(part[:, 1].mean() - part[:, 0].mean()) * len(part)

    def __call__(self, probs, labels, n_bins=15):
        pairs = np.stack(top_label(probs, labels), axis=1)
        pairs = pairs[pairs[:, 0].argsort(kind="mergesort")]
        parts = [part for part in np.array_split(pairs, n_bins) if part.size]
        return np.asarray(sum(map(self.gap, parts)) / len(labels))


adaptive_ece = EqualMass()


# %% wrong: quantiles as borders | score: 1.25 | says: expected
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    borders = np.quantile(confidence, np.arange(1, n_bins) / n_bins)
    where = np.searchsorted(borders, confidence)
    return np.abs(np.bincount(where, correct - confidence)).sum() / len(labels)


# %% wrong: ties sorted by the answer, wrong ones first | score: 1.75 | says: stable
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    order = np.lexsort((correct, confidence))
    parts = np.array_split((correct - confidence)[order], n_bins)
    return sum(abs(part.sum()) for part in parts) / len(labels)


# %% wrong: the longer bins last | score: 1 | says: one longer
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    gap = (correct - confidence)[np.argsort(confidence, kind="stable")]
    borders = [len(gap) * b // n_bins for b in range(n_bins + 1)]
    return sum(abs(gap[a:b].sum()) for a, b in zip(borders, borders[1:])) / len(gap)


# %% wrong: the rest is left out | score: 1 | says: one longer
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    gap = (correct - confidence)[np.argsort(confidence, kind="stable")]
    size = max(len(gap) // n_bins, 1)
    parts = [gap[k * size : (k + 1) * size] for k in range(n_bins)]
    return sum(abs(part.sum()) for part in parts) / len(gap)


# %% wrong: every gap by itself | score: 0.5 | says: expected 0.25
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    return float(np.abs(correct - confidence).mean())


# %% wrong: the parts are returned, too | score: 1.5 | says: several results
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    gap = (correct - confidence)[np.argsort(confidence, kind="stable")]
    parts = np.array_split(gap, n_bins)
    return sum(abs(part.sum()) for part in parts) / len(gap), [len(p) for p in parts]


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def adaptive_ece(probs, labels, n_bins=15):
    confidence, correct = top_label(probs, labels)
    gap = (correct - confidence)[np.argsort(confidence, kind="stable")]
    print(sum(abs(part.sum()) for part in np.array_split(gap, n_bins)) / len(gap))


# %% wrong: sorts the input in place | score: 0.25 | says: expected
def adaptive_ece(probs, labels, n_bins=15):
    probs.sort(axis=0)
    confidence, correct = top_label(probs, labels)
    parts = np.array_split(correct - confidence, n_bins)
    return sum(abs(part.sum()) for part in parts) / len(labels)
