# ruff: noqa
# %% right: the mean of a mask
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) < threshold))


# %% right: counted
def saturated_fraction(z, grad, threshold=0.01):
    small = np.abs(grad(z)) < threshold
    return np.count_nonzero(small) / z.size


# %% right: a loop
def saturated_fraction(z, grad, threshold=0.01):
    count = 0
    for slope in np.ravel(grad(z)):
        if -threshold < slope < threshold:
            count += 1
    return count / np.asarray(z).size


# %% right: torch
def saturated_fraction(z, grad, threshold=0.01):
    import torch

    return (torch.from_numpy(grad(z)).abs() < threshold).double().mean().item()


# %% wrong: no magnitude | score: 1.5 | says: a slope of -1 is not small
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(grad(z) < threshold))


# %% wrong: z instead of its derivative | score: 0.0 | says: the share of True
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(z) < threshold))


# %% wrong: threshold typed in | score: 1.0 | says: compare with the argument threshold
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) < 0.01))


# %% wrong: the share that is not saturated | score: 0.5 | says: expected 0.75
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) >= threshold))


# %% wrong: a count | score: 0 | says: the share of True
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.sum(np.abs(grad(z)) < threshold))


# %% wrong: one share for each column | score: 1.5 | says: not one for each row or column
def saturated_fraction(z, grad, threshold=0.01):
    return np.mean(np.abs(grad(z)) < threshold, axis=0)


# %% wrong: at most the threshold | score: 1.5 | says: the derivative decides; means <, not <=
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) <= threshold))


# %% wrong: divided by the rows | score: 1.5 | says: the share of all entries
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.sum(np.abs(grad(z)) < threshold) / len(z))


# %% wrong: the mask | score: 0.0 | says: the mean of a boolean array
def saturated_fraction(z, grad, threshold=0.01):
    return np.abs(grad(z)) < threshold
