# ruff: noqa
# %% right: a power
def dead_fraction_bound(n_examples, p):
    return (1 - p) ** n_examples


# %% right: exp and log1p
def dead_fraction_bound(n_examples, p):
    if p == 1:
        return 1.0 if n_examples == 0 else 0.0
    return float(np.exp(n_examples * np.log1p(-p)))


# %% right: a product in a loop
def dead_fraction_bound(n_examples, p):
    probability = 1.0
    for _ in range(n_examples):
        probability *= 1 - p
    return probability


# %% right: the binomial distribution
def dead_fraction_bound(n_examples, p):
    from scipy.stats import binom

    return float(binom.pmf(0, n_examples, p))


# %% wrong: p to the power of n | score: 0.25 | says: silent on one example: 1 - p
def dead_fraction_bound(n_examples, p):
    return p**n_examples


# %% wrong: the probability of firing | score: 0 | says: independent examples multiply
def dead_fraction_bound(n_examples, p):
    return 1 - (1 - p) ** n_examples


# %% wrong: the union bound | score: 0.75 | says: only approximations
def dead_fraction_bound(n_examples, p):
    return max(0.0, 1 - n_examples * p)


# %% wrong: Poisson's approximation | score: 0.5 | says: only approximations
def dead_fraction_bound(n_examples, p):
    return float(np.exp(-n_examples * p))


# %% wrong: one example too few | score: 0.25 | says: expected
def dead_fraction_bound(n_examples, p):
    return (1 - p) ** (n_examples - 1)


# %% wrong: arguments swapped | score: 0.5 | says: expected
def dead_fraction_bound(n_examples, p):
    return abs(1 - n_examples) ** p


# %% wrong: a percentage | score: 0.25 | says: expected
def dead_fraction_bound(n_examples, p):
    return 100 * (1 - p) ** n_examples


# %% wrong: log of zero | score: 1.75 | says: a unit that always fires
def dead_fraction_bound(n_examples, p):
    return np.exp(n_examples * np.log(1 - p))


# %% wrong: rounded | score: 0.75 | says: neither rounded
def dead_fraction_bound(n_examples, p):
    return round((1 - p) ** n_examples, 4)


# %% wrong: the rule of three | score: 0 | says: expected
def dead_fraction_bound(n_examples, p):
    return 3 / n_examples


# %% right: NumPy's power
def dead_fraction_bound(n_examples, p):
    return np.power(1.0 - p, n_examples)


# %% right: a fraction turned into a float
def dead_fraction_bound(n_examples, p):
    from decimal import Decimal

    return float((1 - Decimal(p)) ** n_examples)


# %% right: a partial
from functools import partial


def silent(base, n_examples, p):
    return (base - p) ** n_examples


dead_fraction_bound = partial(silent, 1)


# %% right: an array with one entry
def dead_fraction_bound(n_examples, p):
    return np.prod(np.full(n_examples, 1 - p))


# %% wrong: a list with one number | score: 1.5 | says: shape
def dead_fraction_bound(n_examples, p):
    return [(1 - p) ** n_examples]


# %% wrong: printed | score: 0 | says: is there a `return`
def dead_fraction_bound(n_examples, p):
    print((1 - p) ** n_examples)


# %% wrong: the percentage is returned, too | score: 1.5 | says: the first two examples
def dead_fraction_bound(n_examples, p):
    chance = (1 - p) ** n_examples
    return chance, f"{chance:.1%}"


# %% wrong: a simulation | score: 0.75 | says: few examples
def dead_fraction_bound(n_examples, p):
    rng = np.random.default_rng(0)
    return float(np.mean(rng.binomial(n_examples, p, 100_000) == 0))


# %% wrong: zero examples are an error | score: 1.75 | says: raised
def dead_fraction_bound(n_examples, p):
    if n_examples < 1:
        raise ValueError("no examples")
    return (1 - p) ** n_examples


# %% wrong: only the examples of the table | score: 1 | says: few examples
def dead_fraction_bound(n_examples, p):
    return {10: 0.000977, 300: 0.0490, 0: 1.0}.get(n_examples, 0.0)


# %% wrong: at least one silent | score: 0.5 | says: independent examples multiply
def dead_fraction_bound(n_examples, p):
    return 1 - p**n_examples


# %% wrong: from the smaller of p and its complement | score: 1.25 | says: few examples
def dead_fraction_bound(n_examples, p):
    return (1 - min(p, 1 - p)) ** n_examples
