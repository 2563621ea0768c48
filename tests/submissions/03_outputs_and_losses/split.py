# ruff: noqa
# %% right: shuffle in place, slices
def split(n, fractions, rng):
    if abs(1 - sum(fractions)) > 1e-9:
        raise ValueError("fractions must sum to 1")
    rows = np.arange(n)
    rng.shuffle(rows)
    parts, start, total = [], 0, 0.0
    for fraction in fractions:
        total += fraction
        end = int(round(total * n))
        parts.append(rows[start:end])
        start = end
    return tuple(parts)


# %% wrong: what rounding leaves over goes to the last part | score: 1.75 | says: cut at the rounded running sums
def split(n, fractions, rng):
    if not np.isclose(np.sum(fractions), 1, rtol=0, atol=1e-9):
        raise ValueError("fractions must sum to 1")
    rows = np.argsort(rng.random(n)).tolist()
    parts = []
    for fraction in fractions[:-1]:
        size = int(fraction * n)
        parts.append(rows[:size])
        rows = rows[size:]
    parts.append(rows)
    return parts if len(parts) < 3 else tuple(parts)


# %% right: random keys, lists of lists
def split(n, fractions, rng):
    if not np.isclose(np.sum(fractions), 1, rtol=0, atol=1e-9):
        raise ValueError("fractions must sum to 1")
    rows = np.argsort(rng.random(n)).tolist()
    ends = [int(np.sum(fractions[: k + 1]) * n + 0.5) for k in range(len(fractions))]
    return [rows[start:end] for start, end in zip([0, *ends[:-1]], ends)]


# %% right: draws each part without replacement
def split(n, fractions, rng):
    import math

    if abs(math.fsum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    left, parts, done, total = np.arange(n), [], 0, 0.0
    for fraction in fractions:
        total += fraction
        size = round(total * n) - done
        part = rng.choice(left, size=size, replace=False)
        left = np.setdiff1d(left, part)
        done += size
        parts.append(part)
    return tuple(parts)


# %% wrong: draws from np.random | score: 1.75 | says: draw from rng
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    ends = np.round(np.cumsum(fractions)[:-1] * n).astype(int)
    return tuple(np.split(np.random.permutation(n), ends))


# %% wrong: not shuffled | score: 1.5 | says: shuffle all rows before you cut
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    ends = np.round(np.cumsum(fractions)[:-1] * n).astype(int)
    return tuple(np.split(np.arange(n), ends))


# %% wrong: with replacement | score: 1.25 | says: rng.permutation(n)
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    ends = np.round(np.cumsum(fractions)[:-1] * n).astype(int)
    return tuple(np.split(rng.integers(n, size=n), ends))


# %% wrong: loses the rows that rounding leaves over | score: 1.75 | says: rounding each size by itself loses rows
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    rows, parts, start = rng.permutation(n), [], 0
    for fraction in fractions:
        size = int(fraction * n + 1e-9)
        parts.append(rows[start : start + size])
        start += size
    return tuple(parts)


# %% wrong: compares the sum exactly | score: 1.75 | says: off by more than 1e-9
def split(n, fractions, rng):
    if sum(fractions) != 1:
        raise ValueError("fractions must sum to 1")
    ends = np.round(np.cumsum(fractions)[:-1] * n).astype(int)
    return tuple(np.split(rng.permutation(n), ends))


# %% wrong: no check of the sum | score: 1.75 | says: expected it to raise ValueError; compare sum(fractions) with 1
def split(n, fractions, rng):
    ends = np.round(np.cumsum(fractions)[:-1] * n).astype(int)
    return tuple(np.split(rng.permutation(n), ends))


# %% wrong: a generator of its own | score: 1.5 | says: make no generator of your own
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    rows = np.random.default_rng(0).permutation(n)
    return tuple(np.split(rows, np.round(np.cumsum(fractions)[:-1] * n).astype(int)))


# %% wrong: sizes instead of rows | score: 0.5 | says: row
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    return tuple(int(round(f * n)) for f in fractions)


# %% wrong: each part drawn from all rows | score: 1.25 | says: rng.permutation(n)
def split(n, fractions, rng):
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions must sum to 1")
    sizes = np.diff(np.round(np.cumsum([0, *fractions]) * n).astype(int))
    return tuple(rng.choice(n, size=size, replace=False) for size in sizes)
