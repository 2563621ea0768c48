# ruff: noqa
# %% right: differences of indices
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    seen = j <= i
    return seen if window is None else seen & (i - j < window)


# %% right: lists of truth values
def causal_mask(n, window=None):
    window = n if window is None else window
    return [[0 <= i - j < window for j in range(n)] for i in range(n)]


# %% right: two triangles
def causal_mask(n, window=None):
    mask = np.tril(np.ones((n, n), dtype=bool))
    if window is not None:
        mask &= ~np.tril(mask, -window)
    return mask


# %% right: torch
def causal_mask(n, window=None):
    import torch

    mask = torch.ones(n, n, dtype=torch.bool).tril()
    return mask if window is None else mask.triu(1 - window)


# %% right: slices
def causal_mask(n, window=None):
    mask = np.full((n, n), False)
    for i in range(n):
        start = 0 if window is None else max(0, i - window + 1)
        mask[i, start : i + 1] = True
    return mask


# %% right: np.tri, with a print
def causal_mask(n, window=None):
    mask = np.tri(n, dtype=bool)
    print(mask.sum(), "places")
    return (
        mask
        if window is None
        else np.logical_xor(mask, np.tri(n, k=-window, dtype=bool))
    )


# %% wrong: numbers | score: 1.75 | says: True and False
def causal_mask(n, window=None):
    mask = np.tril(np.ones((n, n)))
    return mask if window is None else mask - np.tril(mask, -window)


# %% wrong: True where it may not look | score: 0.25 | says: row i is about
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    return j > i if window is None else (j > i) | (i - j >= window)


# %% wrong: the upper triangle | score: 0.25 | says: row i is about
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    return j >= i if window is None else (j >= i) & (j - i < window)


# %% wrong: not itself | score: 0.25 | says: row i is about
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    return j < i if window is None else (j < i) & (i - j < window)


# %% wrong: a window too wide by one | score: 1.25 | says: itself included
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    return j <= i if window is None else (j <= i) & (i - j <= window)


# %% wrong: the window is ignored | score: 1.25 | says: as many as window says
def causal_mask(n, window=None):
    return np.tril(np.full((n, n), True))


# %% wrong: the window looks ahead, too | score: 1 | says: i - window + 1
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    return j <= i if window is None else abs(i - j) < window


# %% wrong: a window counted from the end | score: 1.75 | says: negative index
def causal_mask(n, window=None):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        start = 0 if window is None else i + 1 - window
        if start < 0 and window < n:
            start = 0
        mask[i, start : i + 1] = True
    return mask


# %% wrong: minus infinity where it may not look | score: 0 | says: True
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    seen = j <= i if window is None else (j <= i) & (i - j < window)
    return np.where(seen, 0.0, -np.inf)


# %% wrong: printed | score: 0 | says: is there a `return`
def causal_mask(n, window=None):
    print(np.tri(n, dtype=bool))


# %% wrong: for three positions only | score: 0.25 | says: shape
def causal_mask(n, window=None):
    return np.array(
        [
            [True, False, False],
            [window == 2 or True, True, False],
            [window is None, True, True],
        ]
    )


# %% wrong: a window is needed | score: 1 | says: window
def causal_mask(n, window):
    i, j = np.indices((n, n))
    return (j <= i) & (i - j < window)


# %% right: toeplitz
from scipy import linalg


def causal_mask(n, window=None):
    w = n if window is None else min(window, n)
    column = np.arange(n) < w
    row = np.zeros(n, dtype=bool)
    row[0] = True
    return linalg.toeplitz(column, row)


# %% wrong: a window too narrow by one | score: 1 | says: as many as window says
def causal_mask(n, window=None):
    i, j = np.indices((n, n))
    m = j <= i
    return m if window is None else m & (i - j < window - 1)
