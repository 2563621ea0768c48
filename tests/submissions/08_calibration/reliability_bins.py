# ruff: noqa
# %% right: searchsorted and bincount
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.arange(n_bins + 1) / n_bins
    where = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, None)
    count = np.bincount(where, minlength=n_bins)
    mean = np.full((2, n_bins), np.nan)
    full = count > 0
    for row, values in zip(mean, (confidence, correct)):
        row[full] = np.bincount(where, values, n_bins)[full] / count[full]
    return dict(count=count, confidence=mean[0], accuracy=mean[1], edges=edges)


# %% right: a loop over bins
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    result = {key: [] for key in ("count", "confidence", "accuracy")}
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if low == 0:
            inside |= confidence == 0
        some = inside.any()
        result["count"].append(inside.sum())
        result["confidence"].append(confidence[inside].mean() if some else np.nan)
        result["accuracy"].append(correct[inside].mean() if some else np.nan)
    return {key: np.array(values) for key, values in result.items()} | {"edges": edges}


# %% right: digitize, one example after the other
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    count = np.zeros(n_bins, dtype=int)
    total, hits = np.zeros(n_bins), np.zeros(n_bins)
    for c, ok in zip(confidence, correct):
        b = max(int(np.digitize(c, edges, right=True)) - 1, 0)
        count[b] += 1
        total[b] += c
        hits[b] += ok
    with np.errstate(invalid="ignore"):
        return {
            "edges": edges,
            "count": count,
            "confidence": total / count,
            "accuracy": hits / count,
        }


# %% right: torch
def reliability_bins(confidence, correct, n_bins=15):
    import torch

    edges = torch.linspace(0, 1, n_bins + 1, dtype=torch.float64)
    c = torch.as_tensor(np.array(confidence, dtype=float))
    ok = torch.as_tensor(np.array(correct, dtype=float))
    member = torch.nn.functional.one_hot(
        (torch.bucketize(c, edges) - 1).clamp(min=0), n_bins
    ).double()
    count = member.sum(0)
    return {
        "count": count.long().numpy(),
        "confidence": (member.T @ c / count).numpy(),
        "accuracy": (member.T @ ok / count).numpy(),
        "edges": edges.numpy(),
    }


# %% wrong: edges belong to the bin above | score: 2.25 | says: expected [1, 1, 1, 1]; np.digitize needs right=True
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.minimum(np.digitize(confidence, edges) - 1, n_bins - 1)
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: full confidence falls out | score: 2.25 | says: shape (5,); expected
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.digitize(confidence, edges) - 1
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: zero goes into the last bin | score: 2.25 | says: bin -1 is Python's last one
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = (np.searchsorted(edges, confidence) - 1) % n_bins
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: an empty bin holds zero | score: 2 | says: expected [nan, 0.9]; an empty bin holds NaN
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    count = np.bincount(where, minlength=n_bins)
    safe = np.maximum(count, 1)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: zero divided by zero | score: 2.25 | says: invalid value; 0/0 warns
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    count = np.bincount(where, minlength=n_bins)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / count,
        "accuracy": np.bincount(where, correct, n_bins) / count,
        "edges": edges,
    }


# %% wrong: only the bins in use | score: 0.75 | says: shape (2,); expected shape (4,)
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    used = np.unique(where)
    return {
        "count": np.array([np.sum(where == b) for b in used]),
        "confidence": np.array([confidence[where == b].mean() for b in used]),
        "accuracy": np.array([correct[where == b].mean() for b in used]),
        "edges": edges,
    }


# %% wrong: bins from the smallest to the largest confidence | score: 0.25 | says: 'count'] is [2, 0, 0, 2]; expected [0, 2, 0, 2]
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(confidence.min(), confidence.max(), n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: the middle of the bin for the mean confidence | score: 1.75 | says: is [nan, 0.375, nan, 0.875]; expected [nan, 0.35, nan, 0.93]
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.where(count > 0, (edges[:-1] + edges[1:]) / 2, np.nan),
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: sorts the input in place | score: 1.75 | says: changed its first argument
def reliability_bins(confidence, correct, n_bins=15):
    confidence.sort()
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    count = np.bincount(where, minlength=n_bins)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(where, confidence, n_bins) / safe,
        "accuracy": np.bincount(where, correct, n_bins) / safe,
        "edges": edges,
    }


# %% wrong: a list of rows | score: 0 | says: expected a dict
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    where = np.maximum(np.searchsorted(edges, confidence) - 1, 0)
    return [
        (
            int(np.sum(where == b)),
            confidence[where == b].sum(),
            correct[where == b].sum(),
        )
        for b in range(n_bins)
    ]


# %% right: lists in the dict, from the given function
def reliability_bins(confidence, correct, n_bins=15):
    where = bin_index(confidence, n_bins)
    groups = [np.flatnonzero(where == b) for b in range(n_bins)]
    return {
        "accuracy": [correct[g].mean() if len(g) else float("nan") for g in groups],
        "confidence": [
            confidence[g].mean() if len(g) else float("nan") for g in groups
        ],
        "edges": [b / n_bins for b in range(n_bins)] + [1.0],
        "count": [len(g) for g in groups],
    }


# %% right: an instance of a class, a histogram turned around
class Binner:
    def __call__(self, confidence, correct, n_bins=15):
        edges = np.arange(n_bins + 1) / n_bins
        where = n_bins - np.digitize(1 - confidence, 1 - edges[::-1])
        where = np.searchsorted(edges, confidence, side="left").clip(1) - 1
        sums = np.zeros((3, n_bins))
        np.add.at(sums, (slice(None), where), [correct * 0 + 1, confidence, correct])
        with np.errstate(all="ignore"):
            return {
                "count": sums[0],
                "confidence": sums[1] / sums[0],
                "accuracy": sums[2] / sums[0],
                "edges": edges,
            }


reliability_bins = Binner()
print("ready")


# %% wrong: other key names | score: 2.25 | says: sorted
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    return {
        "counts": count,
        "mean_confidence": np.bincount(index, confidence, n_bins) / divisor,
        "acc": np.bincount(index, correct, n_bins) / divisor,
        "bin_edges": np.linspace(0, 1, n_bins + 1),
    }


# %% wrong: a tuple instead of a dict | score: 2.25 | says: expected a dict
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    return (
        count,
        np.bincount(index, confidence, n_bins) / divisor,
        np.bincount(index, correct, n_bins) / divisor,
        np.linspace(0, 1, n_bins + 1),
    )


# %% wrong: one key more | score: 2.25 | says: sorted
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    result = {
        "count": count,
        "confidence": np.bincount(index, confidence, n_bins) / divisor,
        "accuracy": np.bincount(index, correct, n_bins) / divisor,
        "edges": np.linspace(0, 1, n_bins + 1),
    }
    result["gap"] = result["accuracy"] - result["confidence"]
    return result


# %% wrong: no edges | score: 2 | says: 'edges'
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(index, confidence, n_bins) / divisor,
        "accuracy": np.bincount(index, correct, n_bins) / divisor,
    }


# %% wrong: zero falls out | score: 2.25 | says: first bin
def reliability_bins(confidence, correct, n_bins=15):
    edges = np.linspace(0, 1, n_bins + 1)
    inside = (confidence > edges[:-1, None]) & (confidence <= edges[1:, None])
    count = inside.sum(axis=1)
    safe = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": (inside * confidence).sum(axis=1) / safe,
        "accuracy": (inside * correct).sum(axis=1) / safe,
        "edges": edges,
    }


# %% wrong: sums instead of means | score: 2 | says: the mean of the confidences
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    return {
        "count": count,
        "confidence": np.where(count, np.bincount(index, confidence, n_bins), np.nan),
        "accuracy": np.where(count, np.bincount(index, correct, n_bins), np.nan),
        "edges": np.linspace(0, 1, n_bins + 1),
    }


# %% wrong: only the left borders | score: 2.25 | says: n_bins + 1 borders
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    count = np.bincount(index, minlength=n_bins)
    divisor = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(index, confidence, n_bins) / divisor,
        "accuracy": np.bincount(index, correct, n_bins) / divisor,
        "edges": np.arange(n_bins) / n_bins,
    }


# %% wrong: printed, not returned | score: 0 | says: a dict
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence, n_bins)
    print(np.bincount(index, minlength=n_bins))


# %% wrong: fifteen bins, always | score: 0.5 | says: shape (15,)
def reliability_bins(confidence, correct, n_bins=15):
    index = bin_index(confidence)
    count = np.bincount(index, minlength=15)
    divisor = np.where(count > 0, count, np.nan)
    return {
        "count": count,
        "confidence": np.bincount(index, confidence, 15) / divisor,
        "accuracy": np.bincount(index, correct, 15) / divisor,
        "edges": np.linspace(0, 1, 16),
    }
