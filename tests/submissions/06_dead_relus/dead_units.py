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


# %% wrong: zero on some example | score: 0 | says: on every example, not on some
def dead_units(A):
    return np.any(A == 0, axis=0)


# %% wrong: the other axis | score: 0.25 | says: a column of A is a unit
def dead_units(A):
    return np.all(A == 0, axis=1)


# %% wrong: more than 30 % zeros | score: 0 | says: many zeros, no unit is dead
def dead_units(A):
    return np.mean(A == 0, axis=0) > 0.3


# %% wrong: a threshold on the share | score: 1.75 | says: fires once in a thousand; no threshold
def dead_units(A):
    return np.mean(A == 0, axis=0) > 0.99


# %% wrong: close to zero | score: 1.75 | says: however small
def dead_units(A):
    return np.isclose(A, 0, atol=1e-5).all(axis=0)


# %% wrong: the sum is zero | score: 1.75 | says: or the sum is 0
def dead_units(A):
    return np.isclose(A.sum(axis=0), 0, atol=0) if (A >= 0).all() else A.sum(0) <= 0


# %% wrong: nothing above zero | score: 1.75 | says: as of a leaky relu
def dead_units(A):
    return A.max(axis=0) <= 0


# %% wrong: indices instead of a mask | score: 1.5 | says: expected
def dead_units(A):
    return np.where((A == 0).all(axis=0))[0]


# %% wrong: integers instead of booleans | score: 1.75 | says: bool
def dead_units(A):
    return (A == 0).all(axis=0).astype(int)


# %% right: the share of zeros is one
def dead_units(A):
    zeros = (A == 0).sum(axis=0)
    return zeros == A.shape[0]


# %% right: a list of truth values
def dead_units(A):
    return [not any(unit) for unit in zip(*A.tolist())]


# %% right: np.matrix on the way
def dead_units(A):
    fires = np.asmatrix(A != 0)
    return np.asarray(~fires.any(axis=0)).ravel()


# %% right: a decorator that prints shapes
from functools import wraps


def logged(f):
    @wraps(f)
    def inner(A):
        print(f.__name__, np.shape(A))
        return f(A)

    return inner


@logged
def dead_units(A):
    return np.logical_and.reduce(A == 0)


# %% right: a tensor of truth values
def dead_units(A):
    return ~torch.as_tensor(A).bool().any(dim=0)


# %% wrong: an axis too many | score: 1.75 | says: shape
def dead_units(A):
    return np.all(A == 0, axis=0, keepdims=True)


# %% wrong: squeezed | score: 1.75 | says: shape
def dead_units(A):
    return np.squeeze(np.expand_dims((A == 0).all(axis=0), 0)).reshape(-1, 1)


# %% wrong: the first row only | score: 0.5 | says: axis 0 counts the examples
def dead_units(A):
    return A[0] == 0


# %% wrong: one answer for all | score: 0 | says: shape
def dead_units(A):
    return bool(np.all(A == 0))


# %% wrong: printed | score: 0 | says: is there a `return`
def dead_units(A):
    print(np.all(A == 0, axis=0))


# %% wrong: the mask and the share | score: 1.75 | says: expected
def dead_units(A):
    dead = np.all(A == 0, axis=0)
    return dead, dead.mean()


# %% wrong: a generator | score: 1.75 | says: tuple
def dead_units(A):
    return iter([not A[:, k].any() for k in range(A.shape[1])])


# %% wrong: the live ones | score: 0 | says: a column of A is a unit
def dead_units(A):
    return np.any(A != 0, axis=0)


# %% wrong: the largest is zero | score: 1.75 | says: not whether the largest or the sum is 0
def dead_units(A):
    return A.max(axis=0) == 0


# %% wrong: the sum is exactly zero | score: 1.5 | says: fires weakly
def dead_units(A):
    return np.round(A, 6).sum(axis=0) == 0


# %% wrong: rectified in place first | score: 1.75 | says: do not write into A
def dead_units(A):
    np.abs(A, out=A)
    return (A == 0).all(axis=0)
