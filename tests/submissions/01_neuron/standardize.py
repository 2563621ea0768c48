# ruff: noqa
# %% right: the deviation replaced where it is small
def standardize(train, *others):
    mean = train.mean(axis=0)
    std = train.std(axis=0)
    std[std <= 1e-6 * np.abs(train).max(axis=0)] = 1
    return tuple((a - mean) / std for a in [train, *others])


# %% right: a list, a feature at a time
def standardize(train, *others):
    results = [np.array(a) for a in (train, *others)]
    for j in range(train.shape[1]):
        column = train[:, j]
        m = column.sum() / len(column)
        s = np.sqrt(((column - m) ** 2).sum() / len(column))
        for out in results:
            out[:, j] -= m
            if s > 1e-6 * max(abs(column)):
                out[:, j] /= s
    return results


# %% right: scikit-learn
def standardize(train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return tuple(scaler.transform(a) for a in (train, *others))


# %% right: the largest minus the smallest tells what is constant
def standardize(train, *others):
    spread = train.max(axis=0) - train.min(axis=0)
    same = spread <= 1e-6 * abs(train).max(axis=0)
    std = np.where(same, train.dtype.type(1), train.std(axis=0))
    return tuple((a - train.mean(axis=0)) / std for a in (train, *others))


# %% wrong: constant only where the deviation is exactly 0 | score: 3.75 | says: 1e-6 times the largest absolute value
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std == 0] = 1
    return tuple((a - mean) / std for a in [train, *others])


# %% wrong: a tiny number in the denominator | score: 2.75 | says: expected [[3., 2.]]; not by a tiny number
def standardize(train, *others):
    m, s = np.mean(train, 0), np.std(train, 0)
    out = [((a - m) / (s + 1e-8)).astype(a.dtype) for a in (train,) + others]
    return tuple(out)


# %% wrong: a constant feature is 0 everywhere | score: 2.75 | says: test is [[3., 0.]]; the other sets are not 0 there
def standardize(train, *others):
    results = tuple(np.zeros_like(a) for a in (train, *others))
    mean, std = train.mean(axis=0), train.std(axis=0)
    live = std > 1e-6 * np.abs(train).max(axis=0)
    for out, a in zip(results, (train, *others)):
        out[:, live] = (a - mean)[:, live] / std[live]
    return results


# %% wrong: NaN turned into numbers, quietly | score: 2.75 | says: expected [[3., 2.]]
def standardize(train, *others):
    with np.errstate(all="ignore"):
        mean, std = train.mean(axis=0), train.std(axis=0)
        return tuple(np.nan_to_num((a - mean) / std) for a in (train, *others))


# %% wrong: a constant feature gives NaN | score: 2.75 | says: invalid value; divide by 1
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return tuple((a - mean) / std for a in (train, *others))


# %% wrong: n - 1 in the denominator | score: 3 | says: with n in the denominator
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
    std[std <= 1e-6 * np.abs(train).max(axis=0)] = 1
    return tuple((a - mean) / std for a in [train, *others])


# %% wrong: a generator | score: 3.5 | says: an iterator over 2 items; `tuple(...)` around it; take it as it was meant
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std <= 1e-6 * np.abs(train).max(axis=0)] = 1
    return ((a - mean) / std for a in [train, *others])


# %% wrong: a single set comes back bare | score: 3.5 | says: as a tuple, `return train,`; take it as it was meant
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std <= 1e-6 * np.abs(train).max(axis=0)] = 1
    results = tuple((a - mean) / std for a in [train, *others])
    return results if others else results[0]


# %% wrong: each set with its own numbers | score: 1.5 | says: compute mean and deviation once, from train
def standardize(train, *others):
    def scaled(a):
        std = a.std(axis=0)
        std[std <= 1e-6 * np.abs(a).max(axis=0)] = 1
        return (a - a.mean(axis=0)) / std

    return tuple(scaled(a) for a in (train, *others))


# %% wrong: one mean for all features | score: 0 | says: axis=0 runs over the examples
def standardize(train, *others):
    return tuple((a - train.mean()) / train.std() for a in (train, *others))


# %% wrong: along the rows | score: 0 | says: axis=0 runs over the examples
def standardize(train, *others):
    def scaled(a):
        std = a.std(axis=1, keepdims=True)
        std = np.where(std == 0, np.ones_like(std), std)
        return (a - a.mean(axis=1, keepdims=True)) / std

    return tuple(scaled(a) for a in (train, *others))


# %% wrong: divided by the variance | score: 1.5 | says: not by the variance
def standardize(train, *others):
    mean, var = train.mean(axis=0), train.var(axis=0)
    var = np.where(var == 0, np.ones_like(var), var)
    return tuple((a - mean) / var for a in (train, *others))


# %% wrong: scaled to the range 0 to 1 | score: 0 | says: the mean of each feature
def standardize(train, *others):
    low, high = train.min(axis=0), train.max(axis=0)
    width = np.where(high == low, np.ones_like(low), high - low)
    return tuple((a - low) / width for a in (train, *others))


# %% wrong: only the training set comes back | score: 0.5 | says: expected 2 results (train, test)
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / np.where(std == 0, np.ones_like(std), std)


# %% wrong: works inside the input | score: 3.5 | says: changed its first argument; `train -= mean` changes
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std <= 1e-6 * np.abs(train).max(axis=0)] = 1
    for a in (train, *others):
        a -= mean
        a /= std
    return (train, *others)


# %% wrong: only centered | score: 1.75 | says: the deviation of each feature
def standardize(train, *others):
    mean = train.mean(axis=0)
    return tuple(a - mean for a in (train, *others))


# %% wrong: mean and deviation of all sets together | score: 1 | says: compute mean and deviation once, from train
def standardize(train, *others):
    everything = np.concatenate([train, *others])
    mean, std = everything.mean(axis=0), everything.std(axis=0)
    std[std <= 1e-6 * np.abs(everything).max(axis=0)] = 1
    return tuple((a - mean) / std for a in (train, *others))


# %% wrong: the visible example, written down | score: 0 | says: train is
def standardize(train, *others):
    return np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([[3.0, 2.0]])
