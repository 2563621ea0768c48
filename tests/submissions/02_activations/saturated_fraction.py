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

    slopes = torch.as_tensor(np.asarray(grad(z)))
    return (slopes.abs() < threshold).double().mean().item()


# %% right: a Fraction inside
def saturated_fraction(z, grad, threshold=0.01):
    from fractions import Fraction

    slopes = np.ravel(np.abs(grad(z)))
    return float(sum(Fraction(int(s < threshold), len(slopes)) for s in slopes))


# %% wrong: no magnitude | score: 1.5 | says: a slope of -1 is not small
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(grad(z) < threshold))


# %% wrong: z instead of its slope | score: 0.25 | says: the share of True; call grad(z)
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(z) < threshold))


# %% wrong: threshold typed in | score: 1.5 | says: compare with the argument threshold
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) < 0.01))


# %% wrong: the share that is not saturated | score: 0.25 | says: expected 0.75
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) >= threshold))


# %% wrong: a count | score: 0.25 | says: the share of True
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.sum(np.abs(grad(z)) < threshold))


# %% wrong: one share for each column | score: 1.5 | says: not one for each row or column
def saturated_fraction(z, grad, threshold=0.01):
    return np.mean(np.abs(grad(z)) < threshold, axis=0)


# %% wrong: at most the threshold | score: 1.75 | says: means <, not <=
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(np.abs(grad(z)) <= threshold))


# %% wrong: divided by the rows | score: 1.5 | says: the share of all entries
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.sum(np.abs(grad(z)) < threshold) / len(z))


# %% wrong: the mask | score: 0 | says: the share of True
def saturated_fraction(z, grad, threshold=0.01):
    return np.abs(grad(z)) < threshold


# %% wrong: grad is ignored | score: 1 | says: call grad(z) and compare
def saturated_fraction(z, grad, threshold=0.01):
    slope = 1 - np.tanh(z) ** 2
    return float(np.mean(np.abs(slope) < threshold))


# %% right: a Fraction
def saturated_fraction(z, grad, threshold=0.01):
    from fractions import Fraction

    small = np.abs(grad(z)) < threshold
    return Fraction(int(np.sum(small)), small.size)


# %% wrong: the magnitude taken too early | score: 1.25 | says: it is z itself that goes into it; a slope of -1 is not small
def saturated_fraction(z, grad, threshold=0.01):
    return float(np.mean(grad(np.abs(z)) < threshold))


# %% wrong: in percent | score: 1 | says: expected 0.5; not in percent
def saturated_fraction(z, grad, threshold=0.01):
    return 100 * np.mean(np.abs(grad(z)) < threshold)


# %% wrong: a percentage in words | score: 0 | says: returned
def saturated_fraction(z, grad, threshold=0.01):
    return f"{np.mean(np.abs(grad(z)) < threshold):.0%}"
