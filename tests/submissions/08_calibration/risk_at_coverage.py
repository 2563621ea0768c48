# ruff: noqa
# %% right: sort from the top
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(len(confidence) * coverage))
    best = np.argsort(-confidence, kind="stable")[:n]
    return np.mean(correct[best] == 0)


# %% right: lexsort, positions break ties
def risk_at_coverage(confidence, correct, coverage):
    n = len(confidence)
    order = np.lexsort((np.arange(n), -confidence))
    errors = np.cumsum(1 - np.asarray(correct, dtype=int)[order])
    answered = -int(-coverage * n // 1)
    return errors[answered - 1] / answered


# %% right: Python's sorted
def risk_at_coverage(confidence, correct, coverage):
    import math

    rows = sorted(zip(confidence, correct), key=lambda row: row[0], reverse=True)
    kept = rows[: math.ceil(coverage * len(rows))]
    return sum(not ok for _, ok in kept) / len(kept)


# %% right: torch
def risk_at_coverage(confidence, correct, coverage):
    import torch

    order = torch.argsort(torch.tensor(confidence), descending=True, stable=True)
    answered = int(np.ceil(coverage * len(order)))
    return 1 - torch.tensor(correct)[order[:answered]].double().mean().item()


# %% wrong: the least confident first | score: 0 | says: from the most confident down
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(confidence, kind="stable")[:n]
    return float(1 - correct[order].mean())


# %% wrong: rounded down | score: 1 | says: rounded up; expected
def risk_at_coverage(confidence, correct, coverage):
    n = max(int(coverage * len(confidence)), 1)
    order = np.argsort(-confidence, kind="stable")[:n]
    return float(1 - correct[order].mean())


# %% wrong: divided by all examples | score: 0 | says: divide the errors by the number answered
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:n]
    return float((~correct.astype(bool))[order].sum() / len(confidence))


# %% wrong: accuracy instead of risk | score: 0.25 | says: returned 1; expected 0
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:n]
    return float(correct[order].mean())


# %% wrong: ascending order turned around | score: 1.5 | says: turns the ties around
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(confidence, kind="stable")[::-1][:n]
    return float(1 - correct[order].mean())


# %% wrong: a threshold on the confidence | score: 0.25 | says: sort from the most confident down
def risk_at_coverage(confidence, correct, coverage):
    answered = confidence >= 1 - coverage
    return float(1 - correct[answered].mean()) if answered.any() else 0.0


# %% wrong: a quantile takes all ties | score: 1.5 | says: ties are answered in the order given
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    limit = np.sort(confidence)[::-1][n - 1]
    return float(1 - correct[confidence >= limit].mean())


# %% wrong: the first rows, not the most confident | score: 0.25 | says: sort from the most confident down
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    return float(1 - correct[:n].mean())


# %% wrong: sorts the input in place | score: 0.25 | says: changed its first argument
def risk_at_coverage(confidence, correct, coverage):
    n = int(np.ceil(coverage * len(confidence)))
    confidence[::-1].sort()
    return float(1 - correct[:n].mean())


# %% wrong: a sort that is not stable | score: 1.5 | says: kind="stable"
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="heapsort")[:answered]
    return 1 - np.mean(correct[order])


# %% wrong: numbers negated as if they were booleans | score: 1 | says: ~correct is for booleans only
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:answered]
    return np.mean((~correct)[order])


# %% right: an instance of a class, one after another
class Selector:
    def __call__(self, confidence, correct, coverage):
        left, wrong = list(confidence), 0
        answered = int(np.ceil(coverage * len(left)))
        for _ in range(answered):
            best = left.index(max(left))
            left[best] = -1.0
            wrong += 1 - int(correct[best])
        return wrong / answered


risk_at_coverage = Selector()


# %% wrong: ties with the right ones first | score: 1.75 | says: the right ones last
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.lexsort((1 - correct, -confidence))[:answered]
    return 1 - correct[order].mean()


# %% wrong: rounded to the nearest | score: 1.25 | says: rounded up
def risk_at_coverage(confidence, correct, coverage):
    answered = max(int(round(coverage * len(confidence))), 1)
    order = np.argsort(-confidence, kind="stable")[:answered]
    return 1 - correct[order].mean()


# %% wrong: one more is answered | score: 0 | says: expected
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence))) + 1
    order = np.argsort(-confidence, kind="stable")[:answered]
    return 1 - correct[order].mean()


# %% wrong: numbers only | score: 1 | says: the right ones last
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:answered]
    return float(
        np.mean([wrong == 0 and wrong is not np.False_ for wrong in correct[order]])
    )


# %% wrong: the number answered is returned, too | score: 1.5 | says: several results
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:answered]
    return float(1 - correct[order].mean()), answered


# %% wrong: the number of errors | score: 0 | says: expected
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:answered]
    return float((1 - correct[order]).sum())


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    order = np.argsort(-confidence, kind="stable")[:answered]
    print(1 - correct[order].mean())


# %% wrong: correct is sorted by itself | score: 0.75 | says: take correct along
def risk_at_coverage(confidence, correct, coverage):
    answered = int(np.ceil(coverage * len(confidence)))
    return float(1 - np.sort(correct)[::-1][:answered].mean())
