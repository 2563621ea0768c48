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


# %% right: a lambda with a plot and prints in the cell
A = np.array([[0.0, 1.0], [2.0, 0.0]])
print("zeros:", np.count_nonzero(A == 0), "of", A.size)
plt.hist(A.ravel())
plt.close()
zero_fraction = lambda A: float(1 - np.count_nonzero(A) / np.size(A))


# %% right: an array with no axes
def zero_fraction(A):
    return np.array(np.sum(A == 0) / A.size)


# %% right: a callable class
class Share:
    def __call__(self, A):
        flat = A.reshape(-1).tolist()
        return flat.count(0.0) / len(flat)


zero_fraction = Share()


# %% right: a tensor
def zero_fraction(A):
    return (torch.tensor(A) == 0).double().mean()


# %% wrong: printed | score: 0 | says: is there a `return`
def zero_fraction(A):
    print(np.mean(A == 0))


# %% wrong: the first row only | score: 0.25 | says: the number of all entries
def zero_fraction(A):
    return np.mean(A[0] == 0)


# %% wrong: rounded to two digits | score: 0.25 | says: the example
def zero_fraction(A):
    return round(float(np.mean(A == 0)), 2)


# %% wrong: the count is returned, too | score: 0.75 | says: the example
def zero_fraction(A):
    zeros = int(np.sum(A == 0))
    return zeros / A.size, zeros


# %% wrong: the numbers of the example | score: 0.25 | says: any number of examples
def zero_fraction(A):
    return 0.3333


# %% wrong: zeros are marked in the given array | score: 0.75 | says: do not write into A
def zero_fraction(A):
    share = np.mean(A == 0)
    A[A == 0] = np.nan
    return share
