# ruff: noqa
# %% right: all of a comparison
def dead_units(A):
    return (A == 0).all(axis=0)


# %% right: not any
def dead_units(A):
    return ~np.any(A, axis=0)


# %% right: a loop over units
def dead_units(A):
    dead = []
    for unit in range(A.shape[1]):
        dead.append(all(a == 0 for a in A[:, unit]))
    return np.array(dead)


# %% right: largest magnitude in torch
def dead_units(A):
    return (torch.as_tensor(A).abs().amax(dim=0) == 0).numpy()


# %% wrong: zero on some example | score: 0.25 | says: on every example, not on some
def dead_units(A):
    return np.any(A == 0, axis=0)


# %% wrong: the other axis | score: 0.5 | says: a column of A is a unit
def dead_units(A):
    return np.all(A == 0, axis=1)


# %% wrong: more than 30 % zeros | score: 0.25 | says: half of the activations are zero
def dead_units(A):
    return np.mean(A == 0, axis=0) > 0.3


# %% wrong: a threshold on the share | score: 1.5 | says: fires once in a thousand; no threshold
def dead_units(A):
    return np.mean(A == 0, axis=0) > 0.99


# %% wrong: close to zero | score: 1.5 | says: however small
def dead_units(A):
    return np.isclose(A, 0, atol=1e-5).all(axis=0)


# %% wrong: the sum is zero | score: 1.75 | says: not whether the sum is 0
def dead_units(A):
    return np.isclose(A.sum(axis=0), 0, atol=0) if (A >= 0).all() else A.sum(0) <= 0


# %% wrong: nothing above zero | score: 1.75 | says: as of a leaky relu
def dead_units(A):
    return A.max(axis=0) <= 0


# %% wrong: indices instead of a mask | score: 0 | says: expected
def dead_units(A):
    return np.where((A == 0).all(axis=0))[0]


# %% wrong: integers instead of booleans | score: 0 | says: bool
def dead_units(A):
    return (A == 0).all(axis=0).astype(int)
