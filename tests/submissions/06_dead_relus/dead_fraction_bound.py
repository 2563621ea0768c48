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


# %% wrong: p to the power of n | score: 0 | says: silent on one example: 1 - p
def dead_fraction_bound(n_examples, p):
    return p**n_examples


# %% wrong: the probability of firing | score: 0 | says: independent examples multiply
def dead_fraction_bound(n_examples, p):
    return 1 - (1 - p) ** n_examples


# %% wrong: the union bound | score: 0.5 | says: only approximations
def dead_fraction_bound(n_examples, p):
    return max(0.0, 1 - n_examples * p)


# %% wrong: Poisson's approximation | score: 0 | says: binomial; only approximations
def dead_fraction_bound(n_examples, p):
    return float(np.exp(-n_examples * p))


# %% wrong: one example too few | score: 0 | says: expected
def dead_fraction_bound(n_examples, p):
    return (1 - p) ** (n_examples - 1)


# %% wrong: arguments swapped | score: 0 | says: expected
def dead_fraction_bound(n_examples, p):
    return abs(1 - n_examples) ** p


# %% wrong: a percentage | score: 0.0 | says: expected
def dead_fraction_bound(n_examples, p):
    return 100 * (1 - p) ** n_examples


# %% wrong: log of zero | score: 1.5 | says: one that always does
def dead_fraction_bound(n_examples, p):
    return np.exp(n_examples * np.log(1 - p))


# %% wrong: rounded | score: 0.5 | says: binomial probability of no success
def dead_fraction_bound(n_examples, p):
    return round((1 - p) ** n_examples, 4)


# %% wrong: the rule of three | score: 0 | says: expected
def dead_fraction_bound(n_examples, p):
    return 3 / n_examples
