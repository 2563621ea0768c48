# ruff: noqa
# %% right: one case is enough
def catching_cases():
    A = np.zeros((20, 5))
    A[3, 1] = 1.0
    A[:, 2] = -0.1
    A[4, 3], A[5, 3] = 1.0, -1.0
    A[:, 4] = 1e-12
    return [(A, np.array([True, False, False, False, False]))]


# %% right: one for each, lists
def catching_cases():
    return [
        ([[0.0], [1.0]], [False]),
        ([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0]], [True, False]),
        ([[0.0]] * 30 + [[5.0]], [False]),
        ([[-1.0, 2.0], [-2.0, 1.0]], [False, False]),
        ([[1.0], [-1.0]], [False]),
        ([[1e-20], [1e-20]], [False]),
    ]


# %% right: expected values from a loop
def catching_cases():
    rng = np.random.default_rng(0)
    cases = []
    for size in (1.0, 1e-11):
        A = size * rng.integers(-1, 2, (12, 30)).astype(float)
        A[:, :5], A[:, 6] = 0, -size
        A[1:, 7], A[0, 7] = 0, size
        cases.append((A, np.array([not A[:, k].any() for k in range(30)])))
    A = np.array([[0.0, 1.0], [0.0, -1.0], [1e-300, 0.0]])
    print(len(cases))
    return (*cases, [A, np.array([False, False])])


# %% right: a dict for each case
def catching_cases():
    A = np.zeros((40, 3))
    A[7] = [1e-10, -2.0, 3.0]
    A[8, 2] = -3.0
    return [{"A": A, "dead": np.zeros(3, dtype=bool)}]


# %% wrong: ReLU's outputs only | score: 1.5 | says: all negative
def catching_cases():
    A = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1e-12]])
    B = np.zeros((30, 2))
    B[3, 1] = 1.0
    return [(A, np.array([True, False, False])), (B, np.array([True, False]))]


# %% wrong: the harmless case | score: 0.5 | says: no case tells
def catching_cases():
    return [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([False, False]))]


# %% wrong: expected from the fourth function | score: 1.75 | says: negative is not silent
def catching_cases():
    A = np.zeros((20, 4))
    A[3, 1], A[:, 2], A[4, 3], A[5, 3] = 1e-12, -0.1, 1.0, -1.0
    return [(A, A.max(axis=0) <= 0)]


# %% wrong: seven cases, and the last one tells | score: 0.25 | says: at most six; among the first six
def catching_cases():
    plain = (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([False, False]))
    A = np.zeros((20, 4))
    A[3, 1], A[:, 2], A[4, 3], A[5, 3] = 1e-12, -0.1, 1.0, -1.0
    return [plain] * 6 + [(A, np.array([True, False, False, False]))]


# %% wrong: places instead of True and False | score: 1.5 | says: one entry for each unit
def catching_cases():
    A = np.zeros((20, 4))
    A[3, 1], A[:, 2], A[4, 3], A[5, 3] = 1e-12, -0.1, 1.0, -1.0
    return [(A, np.array([0]))]


# %% wrong: 0 and 1 | score: 1.75 | says: true and false
def catching_cases():
    A = np.zeros((20, 4))
    A[3, 1], A[:, 2], A[4, 3], A[5, 3] = 1e-12, -0.1, 1.0, -1.0
    return [(A, np.array([1, 0, 0, 0]))]


# %% wrong: activations without answers | score: 0 | says: pairs (A, dead)
def catching_cases():
    return [np.zeros((3, 2)), np.ones((3, 2)), -np.ones((2, 3))]


# %% wrong: printed | score: 0 | says: is there a `return`
def catching_cases():
    print([(np.zeros((2, 1)), np.array([True]))])


# %% wrong: all cases square | score: 1.75 | says: an A that is not square
def catching_cases():
    A = np.eye(12)
    A[0, 0], A[:, 1] = 1e-12, -1.0
    A[2, 2], A[3, 2] = 1.0, -1.0
    return [(A, np.zeros(12, dtype=bool))]


# %% wrong: one axis | score: 0 | says: two axes
def catching_cases():
    return [(np.array([0.0, -1.0, 1e-12]), np.array([True, False, False]))]


# %% wrong: answers transposed | score: 1.5 | says: one entry for each unit
def catching_cases():
    A = np.zeros((20, 4))
    A[3, 1], A[:, 2], A[4, 3], A[5, 3] = 1e-12, -0.1, 1.0, -1.0
    return [(A, (A == 0).all(axis=1))]


# %% wrong: one case of five has one axis | score: 1.75 | says: A is [0., -1.]; finite numbers with two axes
def catching_cases():
    rare = np.zeros((20, 1))
    rare[7] = 2.0
    return [
        (np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 3.0]]), np.array([True, False])),
        (rare, np.array([False])),
        (np.array([0.0, -1.0]), np.array([False])),
        (np.array([[-0.1, -0.5], [-0.2, 0.5]]), np.array([False, False])),
        (np.array([[1e-12]]), np.array([False])),
    ]


# %% wrong: the only case against the fourth has one axis | score: 1.5 | says: two axes; all negative
def catching_cases():
    rare = np.zeros((20, 1))
    rare[7] = 2.0
    return [
        (np.array([[0.0, 1.0], [0.0, 0.0], [0.0, 3.0]]), np.array([True, False])),
        (rare, np.array([False])),
        (np.array([0.0, -1.0]), np.array([False])),
        (np.array([[-0.5], [0.5]]), np.array([False])),
        (np.array([[1e-12]]), np.array([False])),
    ]
