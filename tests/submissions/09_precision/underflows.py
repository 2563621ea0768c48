# ruff: noqa
# %% right: two conditions
def underflows(x, dtype):
    x = np.asarray(x)
    return (x != 0) & (x.astype(dtype) == 0)


# %% right: magnitudes, no warning
def underflows(x, dtype):
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        cast = np.abs(x).astype(dtype)
    return np.logical_and(np.abs(x) > 0, np.logical_not(cast.astype(bool)))


# %% right: half of the smallest number, in Python floats
def underflows(x, dtype):
    border = float(np.finfo(dtype).smallest_subnormal) / 2
    size = np.abs(np.asarray(x, dtype=np.float64))
    return (size > 0) & (size <= border)


# %% right: one number after the other, nested lists
def underflows(x, dtype):
    def of(value):
        if isinstance(value, list):
            return [of(one) for one in value]
        return value != 0 and bool(dtype(value) == 0)

    if isinstance(x, np.ndarray):
        return of(x.tolist())
    return of(float(x))


# %% right: counts with xor
def underflows(x, dtype):
    x = np.array(x, copy=True)
    cast = np.array(x, dtype=dtype)
    return np.not_equal(x, 0) ^ np.not_equal(cast, 0)


# %% right: fills a table of truth values
def underflows(x, dtype):
    given = np.asarray(x)
    result = np.zeros(given.shape, dtype=bool)
    for index in np.ndindex(given.shape):
        value = given[index]
        result[index] = value != 0 and given[index].astype(dtype) == 0
    return result


# %% right: np.where on the sign
def underflows(x, dtype):
    x = np.asarray(x)
    return np.where(np.sign(x) == 0, False, x.astype(np.dtype(dtype)) == 0)


# %% wrong: zeros underflow, too | score: 2.25 | says: x != 0
def underflows(x, dtype):
    return np.asarray(x).astype(dtype) == 0


# %% wrong: below the smallest normal number | score: 1.25 | says: the smallest *normal* number
def underflows(x, dtype):
    x = np.abs(np.asarray(x, dtype=float))
    return (x > 0) & (x < np.finfo(dtype).tiny)


# %% wrong: below the smallest number of all | score: 2.25 | says: half of the smallest number
def underflows(x, dtype):
    x = np.abs(np.asarray(x, dtype=float))
    return (x > 0) & (x < float(np.finfo(dtype).smallest_subnormal))


# %% wrong: always float16 | score: 2.5 | says: use the argument dtype
def underflows(x, dtype):
    x = np.asarray(x)
    return (x != 0) & (x.astype(np.float16) == 0)


# %% wrong: the sign is forgotten | score: 2.25 | says: the sign does not matter
def underflows(x, dtype):
    x = np.asarray(x)
    return (x > 0) & (x.astype(dtype) == 0)


# %% wrong: and in the place of & | score: 0.25 | says: `and` does not
def underflows(x, dtype):
    x = np.asarray(x)
    return x != 0 and x.astype(dtype) == 0


# %% wrong: arrays only | score: 2.75 | says: np.asarray(x) makes an array
def underflows(x, dtype):
    return (x != 0) & (x.astype(dtype) == 0)


# %% wrong: where anything is lost | score: 0.5 | says: x != 0, and the cast x == 0
def underflows(x, dtype):
    x = np.asarray(x)
    return x.astype(dtype) != x


# %% wrong: indices | score: 0 | says: expected shape (5,)
def underflows(x, dtype):
    x = np.asarray(x)
    return np.flatnonzero((x != 0) & (x.astype(dtype) == 0))


# %% wrong: zeros and ones | score: 2.25 | says: bool
def underflows(x, dtype):
    x = np.asarray(x)
    return ((x != 0) & (x.astype(dtype) == 0)).astype(int)


# %% wrong: what is left | score: 0 | says: x != 0, and the cast x == 0
def underflows(x, dtype):
    x = np.asarray(x)
    return ~((x != 0) & (x.astype(dtype) == 0))


# %% wrong: overflow counts, too | score: 2.75 | says: neither is zero
def underflows(x, dtype):
    x = np.asarray(x)
    cast = x.astype(dtype)
    return (x != 0) & ((cast == 0) | np.isinf(cast))


# %% wrong: flattens | score: 2.75 | says: the result has the shape of x
def underflows(x, dtype):
    x = np.ravel(x)
    return (x != 0) & (x.astype(dtype) == 0)


# %% wrong: removes the zeros in the given array | score: 2.75 | says: expected the input as it was before
def underflows(x, dtype):
    x = np.asarray(x)
    result = (x != 0) & (x.astype(dtype) == 0)
    if x.ndim:
        x[result] = 0
    return result


# %% wrong: any entry | score: 0.25 | says: shape
def underflows(x, dtype):
    x = np.asarray(x)
    return bool(((x != 0) & (x.astype(dtype) == 0)).any())


# %% wrong: printed | score: 0 | says: is there a `return`
def underflows(x, dtype):
    print((x != 0) & (np.asarray(x).astype(dtype) == 0))


# %% wrong: returns the cast too | score: 2.25 | says: several results
def underflows(x, dtype):
    x = np.asarray(x)
    c = x.astype(dtype)
    return (x != 0) & (c == 0), c


# %% wrong: dtype compared as a word | score: 0.5 | says: two conditions at once
def underflows(x, dtype):
    if dtype == "float16":
        limit = 2.0**-25
    else:
        limit = 2.0**-150
    x = np.abs(np.asarray(x, dtype=float))
    return (x > 0) & (x <= limit)


# %% right: vectorize
def underflows(x, dtype):
    f = np.vectorize(lambda v: bool(v != 0 and dtype(v) == 0), otypes=[bool])
    return f(x)


# %% right: truth of the number and of its cast
def underflows(x, dtype):
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        return x.astype(bool) & ~x.astype(dtype).astype(bool)


# %% wrong: large numbers replaced in the given array | score: 2.75 | says: makes a copy to write into
def underflows(x, dtype):
    x = np.asarray(x)
    if x.ndim:
        x[~np.isfinite(x)] = 1
        x[np.abs(x) > 1] = 1
    return (x != 0) & (x.astype(dtype) == 0)
