# ruff: noqa
# %% right: one for each, by hand
def catching_cases():
    return [
        ([0.9, 0.8], [1, 0], 0.6, 0.5),
        ([0.8, 0.8], [1, 0], 0.5, 0.0),
        ([0.7, 0.7, 0.7], [0, 1, 1], 0.3, 1.0),
        ([0.9, 0.6, 0.5], [0, 0, 1], 0.5, 1.0),
        ([0.9, 0.2], [0, 1], 0.5, 1.0),
        ([0.51, 0.54, 0.1], [1, 0, 0], 0.3, 1.0),
    ]


# %% right: computed by an own function
def catching_cases():
    def risk(confidence, correct, coverage):
        rows = sorted(zip(-confidence, range(len(confidence))))
        kept = [i for _, i in rows[: int(np.ceil(coverage * len(rows)))]]
        return float(1 - correct[kept].mean())

    rng = np.random.default_rng(0)
    cases = []
    for coverage in (0.13, 0.37, 0.52, 0.71):
        confidence = np.round(rng.uniform(0.3, 1, 20), 2)
        confidence[::3] = confidence[0]
        correct = rng.integers(0, 2, 20)
        cases.append(
            (confidence, correct, coverage, risk(confidence, correct, coverage))
        )
    return tuple(cases)


# %% right: booleans, dicts, zero-dimensional arrays
def catching_cases():
    print("two cases")
    return [
        dict(
            confidence=np.array([0.74, 0.71, 0.72, 0.72]),
            correct=np.array([True, False, False, True]),
            coverage=np.float64(0.4),
            expected=np.array(0.5),
        ),
        {
            "confidence": [0.71, 0.74, 0.74],
            "correct": [True, False, True],
            "coverage": 0.3,
            "expected": 1,
        },
        {
            "confidence": [0.71, 0.74, 0.74],
            "correct": [False, True, False],
            "coverage": 0.5,
            "expected": 0.5,
        },
    ]


# %% wrong: whole numbers only | score: 1.5 | says: no case tells
def catching_cases():
    return [
        ([0.8, 0.8], [1, 0], 0.5, 0.0),
        ([0.8, 0.8], [0, 1], 0.5, 1.0),
        ([0.71, 0.74, 0.1, 0.1], [0, 1, 0, 0], 0.25, 0.0),
    ]


# %% wrong: no ties | score: 1.5 | says: of two equal confidences
def catching_cases():
    return [
        ([0.9, 0.8, 0.4], [0, 1, 1], 0.5, 0.5),
        ([0.71, 0.74, 0.1], [0, 1, 0], 0.3, 0.0),
    ]


# %% wrong: the example again | score: 0.5 | says: no case tells
def catching_cases():
    confidence, correct = np.array([0.9, 0.6, 0.8, 0.7]), np.array([1, 0, 1, 0])
    return [(confidence, correct, 0.5, 0.0), (confidence, correct, 0.75, 1 / 3)]


# %% wrong: expected is the accuracy | score: 0.75 | says: the errors among those answered; mend the expected values first
def catching_cases():
    return [
        ([0.9, 0.8], [1, 0], 0.6, 0.5),
        ([0.8, 0.8], [1, 0], 0.5, 1.0),
        ([0.7, 0.7, 0.7], [0, 1, 1], 0.3, 0.0),
        ([0.9, 0.6, 0.5], [0, 0, 1], 0.5, 0.0),
        ([0.9, 0.2], [0, 1], 0.5, 0.0),
        ([0.51, 0.54, 0.1], [1, 0, 0], 0.3, 0.0),
    ]


# %% wrong: expected by the first wrong function | score: 1.5 | says: returned; catches nothing
def catching_cases():
    return [
        ([0.9, 0.8], [1, 0], 0.6, 0.0),
        ([0.8, 0.8], [1, 0], 0.5, 0.0),
        ([0.7, 0.7, 0.7], [0, 1, 1], 0.3, 1.0),
        ([0.9, 0.6, 0.5], [0, 0, 1], 0.5, 1.0),
        ([0.51, 0.54, 0.1], [1, 0, 0], 0.3, 1.0),
    ]


# %% wrong: a hundred cases | score: 1.75 | says: at most six
def catching_cases():
    return [
        ([0.8, 0.8], [1, 0], 0.5, 0.0),
        ([0.7, 0.7, 0.7], [0, 1, 1], 0.3, 1.0),
        ([0.9, 0.6, 0.5], [0, 0, 1], 0.5, 1.0),
        ([0.9, 0.8], [1, 0], 0.6, 0.5),
        ([0.51, 0.54, 0.1], [1, 0, 0], 0.3, 1.0),
    ] * 20


# %% wrong: no expected values | score: 0 | says: four parts
def catching_cases():
    return [([0.9, 0.8], [1, 0], 0.6), ([0.8, 0.8], [1, 0], 0.5)]


# %% wrong: a coverage in percent | score: 0 | says: a coverage above 0 and at most 1
def catching_cases():
    return [([0.9, 0.8], [1, 0], 60, 0.5), ([0.8, 0.8], [1, 0], 50, 0.0)]


# %% wrong: a single case without a list | score: 1 | says: no case tells
def catching_cases():
    return np.array([0.9, 0.8]), np.array([1, 0]), 0.6, 0.5


# %% wrong: ties at the end only | score: 1.5 | says: no case tells
def catching_cases():
    return [
        ([0.9, 0.8, 0.8], [0, 1, 0], 1.0, 2 / 3),
        ([0.71, 0.74, 0.1], [0, 1, 0], 0.3, 0.0),
        ([0.9, 0.8], [0, 1], 0.5, 1.0),
        ([0.9, 0.8], [1, 0], 0.6, 0.5),
    ]


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def catching_cases():
    print(([0.9, 0.8], [1, 0], 0.6, 0.5))


# %% wrong: one case with a coverage of 0 | score: 1.75 | says: a coverage above 0
def catching_cases():
    return [
        ([0.9, 0.8], [1, 0], 0.6, 0.5),
        ([0.8, 0.8], [1, 0], 0.5, 0.0),
        ([0.9, 0.6, 0.5], [0, 0, 1], 0.5, 1.0),
        ([0.51, 0.54, 0.1], [1, 0, 0], 0.3, 1.0),
        ([0.9], [1], 0.0, 0.0),
    ]


# %% wrong: the accuracy, for all of them | score: 0.25 | says: mend the expected values first
def catching_cases():
    return [
        ([0.9, 0.6, 0.8, 0.7], [1, 0, 1, 0], 0.6, 2 / 3),
        ([0.5, 0.5], [1, 0], 0.5, 1.0),
        ([0.9, 0.8], [0, 1], 0.5, 0.0),
        ([0.81, 0.84], [0, 1], 0.5, 1.0),
    ]


# %% wrong: expected to two digits | score: 1.75 | says: to four decimals
def catching_cases():
    return [
        ([0.9, 0.6, 0.8, 0.7], [1, 0, 1, 0], 0.6, 0.33),
        ([0.5, 0.5], [1, 0], 0.5, 0.0),
        ([0.9, 0.8], [0, 1], 0.5, 1.0),
        ([0.81, 0.84], [0, 1], 0.5, 0.0),
    ]


# %% wrong: one expected value turned around | score: 1.5 | says: the sixth fails
def catching_cases():
    return [
        ([0.9, 0.6, 0.8, 0.7], [1, 0, 1, 0], 0.6, 0.3333),
        ([0.5, 0.5], [1, 0], 0.5, 0.0),
        ([0.9, 0.8], [0, 1], 0.5, 1.0),
        ([0.81, 0.84], [0, 1], 0.5, 1.0),
    ]
