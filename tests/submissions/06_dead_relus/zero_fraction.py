# ruff: noqa
# %% right: mean of a comparison
def zero_fraction(A):
    return (A == 0).mean()


# %% right: a loop
def zero_fraction(A):
    zeros = 0
    for row in A:
        for a in row:
            if a == 0:
                zeros += 1
    return zeros / (A.shape[0] * A.shape[1])


# %% right: torch
def zero_fraction(A):
    t = torch.as_tensor(A)
    return 1 - torch.count_nonzero(t).item() / t.numel()


# %% wrong: everything up to zero | score: 0.75 | says: tiny and negative; not <= 0
def zero_fraction(A):
    return np.mean(A <= 0)


# %% wrong: the share of units with a zero | score: 0.25 | says: the number of all entries
def zero_fraction(A):
    return np.mean((A == 0).any(axis=0))


# %% wrong: one share a unit | score: 0 | says: expected a single number
def zero_fraction(A):
    return np.mean(A == 0, axis=0)


# %% wrong: a count | score: 0 | says: divide by
def zero_fraction(A):
    return np.sum(A == 0)


# %% wrong: close to zero | score: 0.75 | says: not np.isclose
def zero_fraction(A):
    return np.isclose(A, 0).mean()


# %% wrong: divided by the examples | score: 0 | says: any number of examples and units
def zero_fraction(A):
    return np.sum(A == 0) / len(A)


# %% wrong: a percentage | score: 0 | says: returned 33
def zero_fraction(A):
    return 100 * np.mean(A == 0)


# %% wrong: the share that fires | score: 0 | says: count the zeros
def zero_fraction(A):
    return np.mean(A > 0)
