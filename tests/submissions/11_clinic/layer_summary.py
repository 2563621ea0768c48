# ruff: noqa
# %% right: as arrays
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% right: plain Python
def layer_summary(A, limits=None):
    flat = [float(a) for row in A for a in row]
    mean = sum(flat) / len(flat)
    std = (sum((a - mean) ** 2 for a in flat) / len(flat)) ** 0.5
    units = list(zip(*[list(row) for row in A]))
    dead = sum(all(a == 0 for a in unit) for unit in units) / len(units)
    saturated = 0
    if limits:
        low, high = limits
        near = 0.01 * (high - low)
        saturated = sum(a - low < near or high - a < near for a in flat) / len(flat)
    return dict(mean=mean, std=std, dead=dead, saturated=saturated)


# %% right: by the square's mean, and np.any
def layer_summary(A, limits=None):
    A = np.asarray(A, dtype=np.float64)
    result = {"mean": np.mean(A), "std": np.sqrt(np.mean((A - np.mean(A)) ** 2))}
    result["dead"] = 1 - np.any(A != 0, axis=0).sum() / A.shape[1]
    if limits is None:
        result["saturated"] = 0
    else:
        position = (A - limits[0]) / (limits[1] - limits[0])
        result["saturated"] = np.mean(np.abs(position - 0.5) > 0.49)
    return result


# %% right: counts, arrays without axes
def layer_summary(A, limits=None):
    examples, units = A.shape
    zeros = (A == 0).sum(axis=0)
    dead = np.count_nonzero(zeros == examples) / units
    if limits is None:
        limits = (-np.inf, np.inf)
        margin = 0.0
    else:
        margin = 0.01 * (limits[1] - limits[0])
    close = (A < limits[0] + margin).sum() + (A > limits[1] - margin).sum()
    return {
        "saturated": np.array(close / A.size),
        "dead": np.array(dead),
        "std": np.array(np.std(A)),
        "mean": np.array(np.mean(A)),
    }


# %% right: the largest magnitude of a unit
def layer_summary(A, limits=None):
    dead = np.mean(np.max(np.abs(A), axis=0) == 0)
    saturated = 0.0
    if limits is not None:
        lo, hi = limits[0], limits[1]
        middle, half = (lo + hi) / 2, (hi - lo) / 2
        saturated = float(np.mean(np.abs(A - middle) > 0.98 * half))
    return {
        "mean": np.mean(A),
        "std": np.var(A) ** 0.5,
        "dead": dead,
        "saturated": saturated,
    }


# %% right: tensors
import torch


def layer_summary(A, limits=None):
    T = torch.tensor(np.array(A))
    s = torch.tensor(0.0)
    if limits:
        lo, hi = limits
        s = ((T < lo + 0.01 * (hi - lo)) | (T > hi - 0.01 * (hi - lo))).float().mean()
    return dict(
        mean=T.mean(),
        std=T.std(unbiased=False),
        dead=(T == 0).all(0).float().mean(),
        saturated=s,
    )


# %% wrong: ddof=1 | score: 2.25 | says: neither ddof=1
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std(ddof=1)
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: the mean of the units' deviations | score: 2.5 | says: nor the mean of the units' deviations
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std(axis=0).mean()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: the variance | score: 2.5 | says: nor the variance
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.var()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: zeros are dead | score: 2.5 | says: not the share of zeros
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: dead examples | score: 2 | says: a column is a unit
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=1).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: zero on some example | score: 2.5 | says: zero on some example
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).any(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: not positive is dead | score: 2.75 | says: not by sign
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A <= 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: the sum is zero | score: 2.75 | says: not by sign, size or sum
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A.sum(axis=0) == 0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: tiny is dead | score: 2.75 | says: compare with 0 exactly
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = np.isclose(A, 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: beyond 0.99, whatever the limits | score: 2.25 | says: the margin is 0.02; both limits count
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = (np.abs(A) > 0.99).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: the upper limit only | score: 2.25 | says: the margin is 0.02
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = (A > high - margin).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: a margin of 0.01, whatever the range | score: 2.25 | says: the margin is 0.01 (high - low)
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: nothing for None | score: 2.75 | says: the share is 0
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = None
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: limits of tanh in the place of None | score: 2.75 | says: if limits is None, the share is 0
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = (np.abs(A) > 0.98).mean()
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: shares in percent | score: 1.25 | says: so the margin is 0.02
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = 100 * (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = 100 * ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: a tuple | score: 2.25 | says: expected
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return mean, std, dead, saturated


# %% wrong: centers the given array | score: 2.75 | says: do not write into A
def layer_summary(A, limits=None):
    mean = A.mean()
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    A -= A.mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: a mean for each unit | score: 2.25 | says: expected
def layer_summary(A, limits=None):
    mean = A.mean(axis=0)
    std = A.std()
    dead = (A == 0).all(axis=0).mean()
    saturated = 0.0
    if limits is not None:
        low, high = limits
        margin = 0.01 * (high - low)
        saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {"mean": mean, "std": std, "dead": dead, "saturated": saturated}


# %% wrong: limits that are None are not expected | score: 1.75 | says: expected
def layer_summary(A, limits=None):
    low, high = limits
    margin = 0.01 * (high - low)
    saturated = ((A < low + margin) | (A > high - margin)).mean()
    return {
        "mean": A.mean(),
        "std": A.std(),
        "dead": (A == 0).all(axis=0).mean(),
        "saturated": saturated,
    }


# %% wrong: without the saturated share | score: 1.75 | says: saturated
def layer_summary(A, limits=None):
    return {"mean": A.mean(), "std": A.std(), "dead": (A == 0).all(axis=0).mean()}
