# ruff: noqa
# %% right: the logit of the root
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return np.log(f) - np.log(1 - f)


# %% right: special.logit
def forget_bias(steps, keep=0.5):
    return special.logit(np.exp(np.log(keep) / steps))


# %% right: by expm1, in an array without axes
def forget_bias(steps, keep=0.5):
    return np.array(-np.log(np.expm1(-np.log(keep) / steps)))


# %% right: a search
def forget_bias(steps, keep=0.5):
    from scipy.optimize import brentq

    return brentq(
        lambda z: steps * special.log_expit(z) - np.log(keep), -60, 60, xtol=1e-13
    )


# %% right: fractions of math
import math


def forget_bias(steps, keep=0.5):
    gate = math.pow(keep, 1.0 / steps)
    return -math.log(1.0 / gate - 1.0)


# %% right: bisection, by hand
def forget_bias(steps, keep=0.5):
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        if steps * -np.log1p(np.exp(-middle)) < np.log(keep):
            low = middle
        else:
            high = middle
    return (low + high) / 2


# %% wrong: the gate itself | score: 0 | says: what the sigmoid makes f of
def forget_bias(steps, keep=0.5):
    return keep ** (1 / steps)


# %% wrong: keep is always one half | score: 0.5 | says: keep may be any share
def forget_bias(steps, keep=0.5):
    f = 0.5 ** (1 / steps)
    return np.log(f / (1 - f))


# %% wrong: the sign | score: 0 | says: solve f
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return np.log((1 - f) / f)


# %% wrong: divided by the steps | score: 0 | says: the share f^n is left
def forget_bias(steps, keep=0.5):
    f = 1 - keep / steps
    return np.log(f / (1 - f))


# %% wrong: logarithm to base 10 | score: 0 | says: solve f
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return np.log10(f / (1 - f))


# %% wrong: one step too many | score: 0 | says: the share f^n is left
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / (steps + 1))
    return np.log(f / (1 - f))


# %% wrong: the share that is lost | score: 0.5 | says: keep may be any share
def forget_bias(steps, keep=0.5):
    f = (1 - keep) ** (1 / steps)
    return np.log(f / (1 - f))


# %% wrong: a rule of thumb for many steps | score: 0 | says: solve f
def forget_bias(steps, keep=0.5):
    return np.log(steps / np.log(1 / keep))


# %% wrong: found by a search that ends at 5 | score: 0.75 | says: close to 1
def forget_bias(steps, keep=0.5):
    low, high = -5.0, 5.0
    for _ in range(100):
        middle = (low + high) / 2
        keeps = (1 / (1 + np.exp(-middle))) ** steps
        low, high = (middle, high) if keeps < keep else (low, middle)
    return low


# %% wrong: printed | score: 0 | says: is there a `return`
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    print(np.log(f / (1 - f)))


# %% wrong: the gate, too, and first | score: 0.5 | says: is their order as asked
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return f, np.log(f / (1 - f))


# %% wrong: rounded to two decimals | score: 0 | says: 2.63
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return round(float(np.log(f / (1 - f))), 2)


# %% wrong: the gate comes second | score: 0.75 | says: several results
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return np.log(f / (1 - f)), f


# %% right: arctanh
def forget_bias(steps, keep=0.5):
    f = np.power(keep, 1.0 / steps)
    return 2 * np.arctanh(2 * f - 1)


# %% wrong: rounded to four decimals | score: 0.75 | says: nothing is rounded
def forget_bias(steps, keep=0.5):
    f = keep ** (1 / steps)
    return round(float(np.log(f / (1 - f))), 4)


# %% wrong: in float32 | score: 0.5 | says: right to the precision of float32
def forget_bias(steps, keep=0.5):
    f = np.float32(keep) ** np.float32(1 / steps)
    return np.log(f / (1 - f))
