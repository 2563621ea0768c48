# ruff: noqa
# %% right: a fine grid
def gelu_gap():
    z = np.linspace(-10, 10, 100001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.max(np.abs(tanh - z * special.ndtr(z)))


# %% right: steps of 0.1, by erf, as a Python number
def gelu_gap():
    gaps = []
    for z in np.arange(-10, 10.05, 0.1):
        exact = 0.5 * z * (1 + special.erf(z / 2**0.5))
        tanh = 0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))
        gaps.append(abs(float(tanh - exact)))
    return max(gaps)


# %% right: torch
def gelu_gap():
    import torch
    from torch.nn.functional import gelu

    z = torch.linspace(-10, 10, 4001, dtype=torch.float64)
    return (gelu(z) - gelu(z, approximate="tanh")).abs().max()


# %% right: minimized
def gelu_gap():
    from scipy.optimize import minimize_scalar

    def gap(z):
        tanh = 0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))
        return -abs(tanh - z * special.ndtr(z))

    return -min(
        minimize_scalar(gap, bounds=b, method="bounded").fun for b in ((0, 2), (2, 10))
    )


# %% right: the number, rounded
def gelu_gap():
    return 0.000473


# %% wrong: the other bound of the difference | score: 0.25 | says: on both sides
def gelu_gap():
    z = np.linspace(-10, 10, 10001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.max(z * special.ndtr(z) - tanh)


# %% wrong: the mean | score: 0.25 | says: not its mean
def gelu_gap():
    z = np.linspace(-10, 10, 10001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.mean(np.abs(tanh - z * special.ndtr(z)))


# %% wrong: relative to the exact one | score: 0.25 | says: not relative
def gelu_gap():
    z = np.linspace(-10, 10, 10001) + 1e-3
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return float(np.max(np.abs(tanh / (z * special.ndtr(z)) - 1))) * 0.5


# %% wrong: negative | score: 0 | says: between 0 and 1
def gelu_gap():
    z = np.linspace(-10, 10, 10001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.min(tanh - z * special.ndtr(z))


# %% wrong: where it is | score: 0 | says: between 0 and 1
def gelu_gap():
    z = np.linspace(-10, 10, 10001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return z[np.argmax(np.abs(tanh - z * special.ndtr(z)))]


# %% wrong: the gap of 1.702 | score: 0.25 | says: look into your gelu_tanh
def gelu_gap():
    z = np.linspace(-10, 10, 10001)
    return np.max(np.abs(z * special.expit(1.702 * z) - z * special.ndtr(z)))


# %% wrong: a coarse grid | score: 0.25 | says: the largest
def gelu_gap():
    z = np.arange(-10, 11)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.max(np.abs(tanh - z * special.ndtr(z)))


# %% wrong: all the gaps | score: 0 | says: shape
def gelu_gap():
    z = np.linspace(-10, 10, 2001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.abs(tanh - z * special.ndtr(z))


# %% wrong: squared | score: 0.25 | says: the largest absolute error
def gelu_gap():
    z = np.linspace(-10, 10, 2001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return np.max((tanh - z * special.ndtr(z)) ** 2)


# %% wrong: the place, too | score: 0.75 | says: several results
def gelu_gap():
    z = np.linspace(-10, 10, 2001)
    tanh = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    gap = np.abs(tanh - z * special.ndtr(z))
    return gap.max(), z[gap.argmax()]


# %% right: a loop with math
import math


def gelu_gap():
    worst = 0
    for k in range(-1000, 1001):
        z = k / 100
        t = z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
        worst = max(worst, abs(t - z / 2 * (1 + math.erf(z / math.sqrt(2)))))
    return worst
