# ruff: noqa
# %% right: two thirds, rounded down
def swiglu_width(d, hidden):
    return hidden * 2 // 3


# %% right: counted
def swiglu_width(d, hidden):
    h = 0
    while 3 * d * (h + 1) <= 2 * d * hidden:
        h += 1
    return h


# %% right: divmod, as a NumPy integer
def swiglu_width(d, hidden):
    return np.int64(divmod(2 * d * hidden, 3 * d)[0])


# %% right: math.floor of a fraction
import math
from fractions import Fraction


def swiglu_width(d, hidden):
    return math.floor(Fraction(2, 3) * hidden)


# %% right: a float without decimals
def swiglu_width(d, hidden):
    return np.floor(2 * hidden / 3)


# %% wrong: rounded | score: 0.75 | says: round down
def swiglu_width(d, hidden):
    return round(2 * hidden / 3)


# %% wrong: not rounded | score: 0.75 | says: rounds down
def swiglu_width(d, hidden):
    return 2 * hidden / 3


# %% wrong: half | score: 0 | says: three matrices
def swiglu_width(d, hidden):
    return hidden // 2


# %% wrong: three halves | score: 0 | says: three matrices
def swiglu_width(d, hidden):
    return 3 * hidden // 2


# %% wrong: rounded up | score: 0.75 | says: round down
def swiglu_width(d, hidden):
    return -(-2 * hidden // 3)


# %% wrong: forgets d on one side | score: 0 | says: three matrices
def swiglu_width(d, hidden):
    return 2 * d * hidden // 3


# %% wrong: to a multiple of eight | score: 0 | says: three matrices
def swiglu_width(d, hidden):
    return 8 * (2 * hidden // 24)


# %% wrong: printed | score: 0 | says: is there a `return`
def swiglu_width(d, hidden):
    print(2 * hidden // 3)


# %% wrong: as a word | score: 0 | says: '4'
def swiglu_width(d, hidden):
    return str(2 * hidden // 3)


# %% right: hidden less a third, rounded up
import math


def swiglu_width(d, hidden):
    return hidden - math.ceil(hidden / 3)


# %% wrong: in a tuple with the number of weights | score: 0.75 | says: (4, 120)
def swiglu_width(d, hidden):
    h = 2 * hidden // 3
    return h, 3 * d * h


# %% wrong: strictly fewer | score: 0.5 | says: as many weights are allowed
def swiglu_width(d, hidden):
    h = 0
    while 3 * d * (h + 1) < 2 * d * hidden:
        h += 1
    return h
