# ruff: noqa
# %% right: log1p
def double_softmax_floor(num_classes):
    return float(np.log1p((num_classes - 1) / np.e))


# %% right: a softmax of the row
def double_softmax_floor(num_classes):
    e = np.exp(np.eye(num_classes)[0])
    return -np.log(e[0] / e.sum())


# %% right: logaddexp
def double_softmax_floor(num_classes):
    z = np.zeros(num_classes)
    z[0] = 1
    return np.logaddexp.reduce(z) - z[0]


# %% right: the math module
def double_softmax_floor(num_classes):
    import math

    return math.log(math.e + (num_classes - 1)) - 1


# %% wrong: C instead of C - 1 | score: 0 | says: e / (e + 1)
def double_softmax_floor(num_classes):
    return np.log(np.e + num_classes) - 1


# %% wrong: the loss of guessing | score: 0 | says: the softmax of (1, 0)
def double_softmax_floor(num_classes):
    return np.log(num_classes)


# %% wrong: forgets to subtract the target's logit | score: 0 | says: minus its logarithm
def double_softmax_floor(num_classes):
    return np.log(np.e + num_classes - 1)


# %% wrong: only two classes | score: 0.25 | says: each of the C - 1 others
def double_softmax_floor(num_classes):
    return 0.31326168751822286


# %% wrong: zero | score: 0 | says: expected 0.3133
def double_softmax_floor(num_classes):
    return 0.0


# %% wrong: base 2 | score: 0 | says: expected 0.3133
def double_softmax_floor(num_classes):
    return np.log2(np.e + num_classes - 1) - np.log2(np.e)


# %% wrong: the probability, not its logarithm | score: 0 | says: minus its logarithm
def double_softmax_floor(num_classes):
    return np.e / (np.e + num_classes - 1)
