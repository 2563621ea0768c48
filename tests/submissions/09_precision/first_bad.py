# ruff: noqa
# %% right: next of a generator
def first_bad(record):
    bad = ((n, a) for n, a in record if not np.all(np.isfinite(a)))
    name, array = next(bad, (None, None))
    if name is None:
        return None
    return (name, "nan" if np.any(np.isnan(array)) else "inf")


# %% right: comparisons only, as a list
def first_bad(record):
    for name, array in record:
        values = np.asarray(array, dtype=np.float64).ravel()
        if (values != values).any():
            return [name, "nan"]
        if (abs(values) == float("inf")).any():
            return [name, "inf"]
    return None


# %% right: math, number by number
def first_bad(record):
    import math

    for pair in record:
        kinds = set()
        for value in np.ravel(pair[1]).tolist():
            if math.isnan(value):
                kinds.add("nan")
            elif math.isinf(value):
                kinds.add("inf")
        if kinds:
            return pair[0], max(kinds)


# %% right: from behind
def first_bad(record):
    found = None
    for name, array in reversed(record):
        if np.isnan(np.min(array)):
            found = (name, "nan")
        elif np.max(np.abs(array)) == np.inf:
            found = (name, "inf")
    return found


# %% wrong: NaN only | score: 0.75 | says: be it NaN or infinite
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"


# %% wrong: NaN anywhere, before infinities | score: 1.25 | says: return at the first array that is not finite
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"
    for name, array in record:
        if np.isinf(array).any():
            return name, "inf"


# %% wrong: asks for infinities first | score: 1.75 | says: ask for NaN first
def first_bad(record):
    for name, array in record:
        if np.isinf(array).any():
            return name, "inf"
        if np.isnan(array).any():
            return name, "nan"


# %% wrong: positive infinities only | score: 1.5 | says: both signs
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"
        if np.any(array == np.inf):
            return name, "inf"


# %% wrong: the last one | score: 1.25 | says: return at the first array
def first_bad(record):
    found = None
    for name, array in record:
        if np.isnan(array).any():
            found = name, "nan"
        elif np.isinf(array).any():
            found = name, "inf"
    return found


# %% wrong: the name alone | score: 0.75 | says: expected
def first_bad(record):
    for name, array in record:
        if not np.isfinite(array).all():
            return name


# %% wrong: by the sum | score: 1.5 | says: a sum of them need not be
def first_bad(record):
    for name, array in record:
        total = np.sum(array)
        if np.isnan(total):
            return name, "nan"
        if np.isinf(total):
            return name, "inf"


# %% wrong: kind first | score: 1.5 | says: ('hidden', 'inf')
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return "nan", name
        if np.isinf(array).any():
            return "inf", name


# %% wrong: the first entry of each array | score: 0.25 | says: return at the first array
def first_bad(record):
    for name, array in record:
        value = np.ravel(array)[0]
        if np.isnan(value):
            return name, "nan"
        if np.isinf(value):
            return name, "inf"


# %% wrong: a word in the place of None | score: 1.75 | says: expected None
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"
        if np.isinf(array).any():
            return name, "inf"
    return "all finite"


# %% wrong: the index in the place of the name | score: 1 | says: ('hidden', 'inf')
def first_bad(record):
    for k, (name, array) in enumerate(record):
        if np.isnan(array).any():
            return k, "nan"
        if np.isinf(array).any():
            return k, "inf"


# %% wrong: capital letters | score: 1.5 | says: ('hidden', 'inf')
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "NaN"
        if np.isinf(array).any():
            return name, "Inf"


# %% wrong: one-dimensional arrays only | score: 1 | says: arrays of any shape
def first_bad(record):
    for name, array in record:
        for value in array:
            if np.isnan(value):
                return name, "nan"
        for value in array:
            if np.isinf(value):
                return name, "inf"


# %% wrong: list of all bad | score: 1.25 | says: expected ('hidden', 'inf')
def first_bad(record):
    bad = []
    for name, array in record:
        if np.isnan(array).any():
            bad.append((name, "nan"))
        elif np.isinf(array).any():
            bad.append((name, "inf"))
    return bad


# %% right: by the largest magnitude
def first_bad(record):
    for name, array in record:
        top = np.max(np.abs(array), initial=0)
        if top != top:
            return name, "nan"
        if top == np.inf:
            return name, "inf"


# %% right: a loop with two questions
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"
        if np.isinf(array).any():
            return name, "inf"


# %% wrong: gives up after the first array | score: 0.75 | says: go on to the second
def first_bad(record):
    for name, array in record:
        if np.isnan(array).any():
            return name, "nan"
        elif np.isinf(array).any():
            return name, "inf"
        else:
            return None
