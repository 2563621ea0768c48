# ruff: noqa
# %% right: a mask
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.ones(len(labels), dtype=bool)
    judged[fit_rows] = False
    T = fit(logits[fit_rows], labels[fit_rows])
    z, y = logits[judged], labels[judged]
    return T, measure(z, y), measure(z / T, y)


# %% right: np.delete, a list
def judge_split(fit, measure, logits, labels, fit_rows):
    T = fit(logits[fit_rows], labels[fit_rows])
    z, y = np.delete(logits, fit_rows, axis=0), np.delete(labels, fit_rows)
    return [T] + [measure(z / divisor, y) for divisor in (1.0, T)]


# %% right: row by row, an array
class Judge:
    def __call__(self, fit, measure, logits, labels, fit_rows):
        chosen = set(fit_rows.tolist())
        rest = [i for i in range(len(labels)) if i not in chosen]
        T = fit(np.array([logits[i] for i in fit_rows]), labels[fit_rows])
        print("fitted on", len(chosen), "judged on", len(rest))
        return np.array(
            [
                T,
                measure(logits[rest], labels[rest]),
                measure(logits[rest] / T, labels[rest]),
            ]
        )


judge_split = Judge()


# %% right: the rest in reverse order, zero-dimensional arrays
def judge_split(fit, measure, logits, labels, fit_rows):
    rest = [i for i in reversed(range(len(labels))) if not (fit_rows == i).any()]
    T = fit(logits.take(fit_rows, axis=0), labels.take(fit_rows))
    scaled = logits[rest] * (1 / T)
    before, after = measure(logits[rest], labels[rest]), measure(scaled, labels[rest])
    return np.asarray(T), np.asarray(before), np.asarray(after)


# %% wrong: fitted on all rows | score: 1 | says: fit sees the rows of fit_rows
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits, labels)
    z, y = logits[judged], labels[judged]
    return T, measure(z, y), measure(z / T, y)


# %% wrong: judged on the rows of the fit | score: 0.5 | says: measure sees the rows that fit did not see
def judge_split(fit, measure, logits, labels, fit_rows):
    z, y = logits[fit_rows], labels[fit_rows]
    T = fit(z, y)
    return T, measure(z, y), measure(z / T, y)


# %% wrong: judged on all rows | score: 0.5 | says: all rows that fit_rows does not name
def judge_split(fit, measure, logits, labels, fit_rows):
    T = fit(logits[fit_rows], labels[fit_rows])
    return T, measure(logits, labels), measure(logits / T, labels)


# %% wrong: the two parts exchanged | score: 0.25 | says: measure sees the rows that fit did not see
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[judged], labels[judged])
    z, y = logits[fit_rows], labels[fit_rows]
    return T, measure(z, y), measure(z / T, y)


# %% wrong: times T | score: 1 | says: divided by T
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    z, y = logits[judged], labels[judged]
    return T, measure(z, y), measure(z * T, y)


# %% wrong: the measure is divided, not the logits | score: 1.5 | says: their logits divided by T
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    before = measure(logits[judged], labels[judged])
    return T, before, before / T


# %% wrong: the first rows, as many as there are | score: 0 | says: in any order
def judge_split(fit, measure, logits, labels, fit_rows):
    n = len(fit_rows)
    T = fit(logits[:n], labels[:n])
    z, y = logits[n:], labels[n:]
    return T, measure(z, y), measure(z / T, y)


# %% wrong: sorted rows, labels left | score: 1.25 | says: belong together
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[np.sort(fit_rows)], labels[fit_rows])
    z, y = logits[judged], labels[judged]
    return T, measure(z, y), measure(z / T, y)


# %% wrong: divides in place, before measuring twice | score: 1 | says: the logits as they are
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    logits /= T
    return (
        T,
        measure(logits[judged], labels[judged]),
        measure(logits[judged], labels[judged]),
    )


# %% wrong: divides the given array | score: 1.75 | says: changed
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    before = measure(logits[judged], labels[judged])
    logits /= T
    return T, before, measure(logits[judged], labels[judged])


# %% wrong: after only | score: 0 | says: (T, before, after)
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    return T, measure(logits[judged] / T, labels[judged])


# %% wrong: the rows are returned, too | score: 1.5 | says: (T, before, after)
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    z, y = logits[judged], labels[judged]
    return T, measure(z, y), measure(z / T, y), judged


# %% wrong: a dict | score: 1.5 | says: (T, before, after)
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    z, y = logits[judged], labels[judged]
    return {"T": T, "before": measure(z, y), "after": measure(z / T, y)}


# %% wrong: a generator of the three | score: 1.75 | says: an iterator over
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    yield T
    yield measure(logits[judged], labels[judged])
    yield measure(logits[judged] / T, labels[judged])


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    T = fit(logits[fit_rows], labels[fit_rows])
    print(T, measure(logits[judged], labels[judged]))


# %% wrong: a new T for the judging part | score: 1.25 | says: their logits divided by T
def judge_split(fit, measure, logits, labels, fit_rows):
    judged = np.setdiff1d(np.arange(len(labels)), fit_rows)
    z, y = logits[judged], labels[judged]
    T = fit(logits[fit_rows], labels[fit_rows])
    return T, measure(z, y), measure(z / fit(z, y), y)
