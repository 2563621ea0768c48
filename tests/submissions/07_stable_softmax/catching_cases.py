# ruff: noqa
# %% right: one case is enough
def catching_cases():
    z = np.array([[1000.0, 999.0, 0.0, 0.0], [-1001.0, -1000.0, -5000.0, -5000.0]])
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [(z, e / e.sum(axis=-1, keepdims=True))]


# %% right: by hand, one for each
def catching_cases():
    half = [0.5, 0.5]
    third = [1 / 3] * 3
    return [
        (np.array([[1000.0, 1000.0], [0.0, 0.0]]), np.array([half, half])),
        (np.array([0.0, 0.0, 0.0, 4000.0]), np.array([0.0, 0.0, 0.0, 1.0])),
        (np.array([900.0, 0.0]), np.array([1.0, 0.0])),
        (np.array([600.0, 700.0]), np.array([0.0, 1.0])),
        ([[1.0, 1.0, 1.0]] * 2, [third, third]),
        ([-500.0, -500.0], half),
    ]


# %% right: a generator of lists in a tuple
def catching_cases():
    rows = [[1e4, 9999.0, -1e4], [-1e4, -9999.0, -1e4], [1.0, 2.0, 3.0]]
    cases = []
    for z in (rows, [rows[0]], rows[:2]):
        z = np.array(z)
        p = [np.exp(row - np.logaddexp.reduce(row)) for row in z]
        cases.append([z, np.array(p)])
    print(len(cases), "cases")
    return tuple(cases)


# %% right: a dict for each case
def catching_cases():
    z = np.random.default_rng(0).uniform(-3000, 3000, (40, 3))
    z[::2] -= 9000
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [{"logits": z, "expected": e / e.sum(axis=-1, keepdims=True)}]


# %% wrong: small logits only | score: 0.75 | says: no case tells
def catching_cases():
    z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]])
    e = np.exp(z)
    return [(z, e / e.sum(axis=-1, keepdims=True))]


# %% wrong: one row only | score: 1.5 | says: no case tells
def catching_cases():
    cases = [[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -1000.0], [0.0, 0.0, 0.0, 4000.0]]
    return [(np.array(z), np.exp(z - np.logaddexp.reduce(z))) for z in cases]


# %% wrong: expected by the naive formula | score: 1.5 | says: returned
def catching_cases():
    z = np.array([[1000.0, 999.0, 0.0, 0.0], [-1001.0, -1000.0, -5000.0, -5000.0]])
    with np.errstate(all="ignore"):
        return [(z, np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))]


# %% wrong: expected to two decimals | score: 1.75 | says: six decimals
def catching_cases():
    z = np.array([[1000.0, 999.0, 0.0, 0.0], [-1001.0, -1000.0, -5000.0, -5000.0]])
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [(z, np.round(e / e.sum(axis=-1, keepdims=True), 2))]


# %% wrong: nothing below 0 | score: 1.75 | says: no case tells
def catching_cases():
    z = np.array(
        [[1000.0, 999.0, 0.0, 0.0], [0.0, 1.0, 0.0, 4000.0], [1.0, 2.0, 3.0, 4.0]]
    )
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [(z, e / e.sum(axis=-1, keepdims=True))]


# %% wrong: logits without expected values | score: 0 | says: pairs
def catching_cases():
    return [
        np.array([[1000.0, 999.0, 0.0, 0.0], [-1001.0, -1000.0, -5000.0, -5000.0]]),
        np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0]]),
        np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0]]),
    ]


# %% wrong: infinite logits | score: 0 | says: finite
def catching_cases():
    return [(np.array([[np.inf, 0.0], [0.0, 0.0]]), np.array([[1.0, 0.0], [0.5, 0.5]]))]


# %% wrong: the two of a pair exchanged | score: 0.25 | says: to 1
def catching_cases():
    z = np.array([[1000.0, 999.0, 0.0, 0.0], [-1001.0, -1000.0, -5000.0, -5000.0]])
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [(e / e.sum(axis=-1, keepdims=True), z)]


# %% wrong: a hundred cases | score: 1.75 | says: at most six
def catching_cases():
    cases = []
    for seed in range(100):
        z = np.random.default_rng(seed).uniform(-3000, 3000, (4, 3)) - 4000
        z[0] += 9000
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        cases.append((z, e / e.sum(axis=-1, keepdims=True)))
    return cases


# %% wrong: printed | score: 0 | says: is there a `return`
def catching_cases():
    print([1000.0, 1000.0], [0.5, 0.5])


# %% right: logits and expected values in one array
def catching_cases():
    z = np.array([[0.0, 3000.0], [-1000.0, -1001.0], [900.0, 899.0]])
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return [np.stack([z, e / e.sum(axis=-1, keepdims=True)])]


# %% right: all in one array, typed in
def catching_cases():
    return np.array(
        [
            [[[1000, 1001], [-1000, -1000]], [[0.268941, 0.731059], [0.5, 0.5]]],
            [[[0, 3000], [600, 601]], [[0, 1], [0.268941, 0.731059]]],
        ]
    )


# %% right: logits in float32
def catching_cases():
    z = np.array([[0.0, 300.0], [600.0, 601.0], [-1000.0, -1001.0]], np.float32)
    p = [[0.0, 1.0], [0.268941, 0.731059], [0.731059, 0.268941]]
    return [(z, p)]


# %% wrong: two rows of logits, taken for a pair | score: 0 | says: pairs
def catching_cases():
    return [np.array([[1000.0, 1001.0], [-1000.0, -1000.0]])]


# %% wrong: softmax along the wrong axis expected | score: 1 | says: sum to 1
def catching_cases():
    z = [[1000.0, 1000.0], [-1000.0, -1000.0]]
    return [(z, [[1.0, 1.0], [0.0, 0.0]])]
