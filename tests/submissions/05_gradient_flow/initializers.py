# ruff: noqa
# %% right: rng.normal with a scale, limits passed by name
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0.0, (2 / fan_in) ** 0.5, size=(fan_in, fan_out))


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6) / np.sqrt(fan_in + fan_out)
    return rng.uniform(low=-limit, high=limit, size=(fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.normal(scale=fan_in**-0.5, size=(fan_in, fan_out))


# %% right: column after column, nested lists
def he_normal(fan_in, fan_out, rng):
    columns = [
        rng.standard_normal(fan_in) * np.sqrt(2.0 / fan_in) for _ in range(fan_out)
    ]
    return np.array(columns).T


def xavier_uniform(fan_in, fan_out, rng):
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return [
        [limit * (2 * rng.random() - 1) for _ in range(fan_out)] for _ in range(fan_in)
    ]


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_out, fan_in)).T / np.sqrt(fan_in)


# %% right: normal numbers made of uniform ones, float32
def he_normal(fan_in, fan_out, rng):
    u = 1 - rng.random((fan_in, fan_out))
    angle = 2 * np.pi * rng.random((fan_in, fan_out))
    return np.sqrt(2 / fan_in) * np.sqrt(-2 * np.log(u)) * np.cos(angle)


def xavier_uniform(fan_in, fan_out, rng):
    from scipy import stats

    limit = np.sqrt(6 / (fan_in + fan_out))
    return stats.uniform(-limit, 2 * limit).rvs((fan_in, fan_out), random_state=rng)


def lecun_normal(fan_in, fan_out, rng):
    weights = rng.standard_normal((fan_in, fan_out), dtype=np.float32)
    return weights * np.float32(np.sqrt(1 / fan_in))


# %% wrong: He with 1/fan_in | score: 2.5 | says: the variance is 2 / fan_in
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out))


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out))


# %% wrong: the variance as the scale | score: 2 | says: which rng.normal calls scale, is its root
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0, 2 / fan_in, (fan_in, fan_out))


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.normal(0, 1 / fan_in, (fan_in, fan_out))


# %% wrong: fan_out in the place of fan_in | score: 2 | says: the variance is 2 / fan_in
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_out)


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_out)


# %% wrong: the standard deviation as the limit | score: 2.5 | says: the limit is the root of 6 /
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in)


# %% wrong: Xavier normal | score: 2.25 | says: every tenth of the range
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / (fan_in + fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in)


# %% wrong: uniform from zero | score: 2.5 | says: on both sides of 0
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    return rng.random((fan_in, fan_out)) * np.sqrt(6 / (fan_in + fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in)


# %% wrong: PyTorch's shape | score: 2.75 | says: size=(fan_in, fan_out); is it transposed?
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_out, fan_in)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_out, fan_in))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_out, fan_in)) * np.sqrt(1 / fan_in)


# %% wrong: draws from np.random | score: 2.75 | says: draw from rng, not from np.random
def he_normal(fan_in, fan_out, rng):
    return np.random.randn(fan_in, fan_out) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return np.random.randn(fan_in, fan_out) * np.sqrt(1 / fan_in)


# %% wrong: a generator of its own | score: 2.75 | says: make no generator of your own
def he_normal(fan_in, fan_out, rng=None):
    rng = np.random.default_rng(42)
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng=None):
    rng = np.random.default_rng(42)
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng=None):
    rng = np.random.default_rng(42)
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in)


# %% wrong: one row, repeated | score: 1.25 | says: no row or column is repeated
def he_normal(fan_in, fan_out, rng):
    return np.tile(rng.normal(0, np.sqrt(2 / fan_in), fan_out), (fan_in, 1))


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return np.tile(rng.uniform(-limit, limit, fan_out), (fan_in, 1))


def lecun_normal(fan_in, fan_out, rng):
    return np.tile(rng.normal(0, np.sqrt(1 / fan_in), fan_out), (fan_in, 1))


# %% wrong: tails cut at two deviations | score: 2.25 | says: is not cut off
def he_normal(fan_in, fan_out, rng):
    z = rng.standard_normal((fan_in, fan_out))
    while (np.abs(z) > 2).any():
        z = np.where(np.abs(z) > 2, rng.standard_normal(z.shape), z)
    return z * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in)


# %% wrong: one of three is written | score: 0.5 | says: xavier_uniform is not written yet
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def xavier_uniform(fan_in, fan_out, rng):
    raise NotImplementedError()


def lecun_normal(fan_in, fan_out, rng):
    raise NotImplementedError()


# %% wrong: weights and biases | score: 2.75 | says: an array of shape (200, 300): is there a
def he_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in), np.zeros(
        fan_out
    )


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out)), np.zeros(fan_out)


def lecun_normal(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in), np.zeros(
        fan_out
    )


# %% wrong: prints the weights | score: 0 | says: is there a `return`
def he_normal(fan_in, fan_out, rng):
    print(rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in))


def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    print(rng.uniform(-limit, limit, (fan_in, fan_out)))


def lecun_normal(fan_in, fan_out, rng):
    print(rng.standard_normal((fan_in, fan_out)) * np.sqrt(1 / fan_in))


# %% wrong: remembers its results | score: 2.75 | says: make no generator of your own
from functools import lru_cache


@lru_cache
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0.0, np.sqrt(2 / fan_in), (fan_in, fan_out))


@lru_cache
def xavier_uniform(fan_in, fan_out, rng):
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


@lru_cache
def lecun_normal(fan_in, fan_out, rng):
    return rng.normal(0.0, np.sqrt(1 / fan_in), (fan_in, fan_out))


# %% wrong: always a tenth | score: 1.75 | says: the root of 2 / fan_in, whatever fan_out is
def he_normal(fan_in, fan_out, rng):
    return rng.normal(0.0, 0.1, size=(fan_in, fan_out))


def xavier_uniform(fan_in, fan_out, rng):
    c = 0.1
    return rng.uniform(-c, c, size=(fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng):
    return rng.normal(0.0, 0.1, size=(fan_in, fan_out))
