# ruff: noqa
# %% right: the deviation replaced where it is zero
def standardize(train, *others):
    mean = train.mean(axis=0)
    std = train.std(axis=0)
    std[std == 0] = 1
    return tuple((a - mean) / std for a in [train, *others])


# %% right: a tiny number in the denominator
def standardize(train, *others):
    m, s = np.mean(train, 0), np.std(train, 0)
    out = [((a - m) / (s + 1e-8)).astype(a.dtype) for a in (train,) + others]
    return tuple(out)


# %% right: a feature at a time
def standardize(train, *others):
    results = tuple(np.zeros_like(a) for a in (train, *others))
    for j in range(train.shape[1]):
        column = train[:, j]
        m = column.sum() / len(column)
        s = np.sqrt(((column - m) ** 2).sum() / len(column))
        if s > 0:
            for out, a in zip(results, (train, *others)):
                out[:, j] = (a[:, j] - m) / s
    return results


# %% right: scikit-learn
def standardize(train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return tuple(scaler.transform(a) for a in (train, *others))


# %% wrong: a constant feature gives NaN | score: 3 | says: invalid value; divide by 1
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return tuple((a - mean) / std for a in (train, *others))


# %% wrong: each set with its own numbers | score: 1.5 | says: compute mean and deviation once, from train
def standardize(train, *others):
    def scaled(a):
        std = a.std(axis=0)
        return (a - a.mean(axis=0)) / np.where(std == 0, np.ones_like(std), std)

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


# %% wrong: divided by the variance | score: 0 | says: the deviation of each feature
def standardize(train, *others):
    mean, var = train.mean(axis=0), train.var(axis=0)
    var = np.where(var == 0, np.ones_like(var), var)
    return tuple((a - mean) / var for a in (train, *others))


# %% wrong: scaled to the range 0 to 1 | score: 0 | says: the mean of each feature
def standardize(train, *others):
    low, high = train.min(axis=0), train.max(axis=0)
    width = np.where(high == low, np.ones_like(low), high - low)
    return tuple((a - low) / width for a in (train, *others))


# %% wrong: only the training set comes back | score: 0 | says: expected 2 results (train, test)
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / np.where(std == 0, np.ones_like(std), std)


# %% wrong: works inside the input | score: 3.5 | says: changed its first argument
def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std == 0] = 1
    for a in (train, *others):
        a -= mean
        a /= std
    return (train, *others)


# %% wrong: only centred | score: 0 | says: the deviation of each feature
def standardize(train, *others):
    mean = train.mean(axis=0)
    return tuple(a - mean for a in (train, *others))


# %% wrong: mean and deviation of all sets together | score: 1.5 | says: compute mean and deviation once, from train
def standardize(train, *others):
    everything = np.concatenate([train, *others])
    mean, std = everything.mean(axis=0), everything.std(axis=0)
    std[std == 0] = 1
    return tuple((a - mean) / std for a in (train, *others))
