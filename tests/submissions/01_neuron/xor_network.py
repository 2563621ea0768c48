# ruff: noqa
# %% right: a kink at one
def xor_network():
    return [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[1.0], [-2.0]]), np.zeros(1)),
    ]


# %% right: the two differences
def xor_network():
    W1 = np.array([[1.0, -1.0], [-1.0, 1.0]])
    return (W1, np.zeros(2)), (np.ones((2, 1)), np.zeros(1))


# %% right: one minus a valley
def xor_network():
    W1 = np.array([[1, -1], [1, -1]])
    b1 = np.array([-1, 1])
    W2 = np.array([[-1], [-1]])
    b2 = np.array([1])
    return [(W1, b1), (W2, b2)]


# %% right: solved for the output weights
def xor_network():
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    W1, b1 = np.array([[2.0, 3.0], [2.0, 3.0]]), np.array([0.0, -3.0])
    H = np.column_stack([np.maximum(X @ W1 + b1, 0), np.ones(4)])
    solution = np.linalg.lstsq(H, np.array([0.0, 1.0, 1.0, 0.0]), rcond=None)[0]
    return [(W1, b1), (solution[:2, None], solution[2:])]


# %% wrong: AND | score: 1 | says: an output above 0.5 for 01 and 10
def xor_network():
    return [
        (np.ones((2, 2)), np.array([-1.0, -1.0])),
        (np.array([[1.0], [0.0]]), np.zeros(1)),
    ]


# %% wrong: OR | score: 1 | says: an output above 0.5 for 01 and 10
def xor_network():
    return [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[1.0], [-1.0]]), np.zeros(1)),
    ]


# %% wrong: XNOR | score: 1 | says: expected [0., 1., 1., 0.]
def xor_network():
    return [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[-1.0], [2.0]]), np.ones(1)),
    ]


# %% wrong: right sign, wrong scale | score: 2 | says: scale and shift
def xor_network():
    return [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[4.0], [-8.0]]), np.zeros(1)),
    ]


# %% wrong: nearly exact, as if trained | score: 2 | says: expected [0., 1., 1., 0.]
def xor_network():
    W1 = np.array([[1.01, 0.99], [0.99, 1.02]])
    return [
        (W1, np.array([0.01, -1.0])),
        (np.array([[0.98], [-1.97]]), np.array([0.01])),
    ]


# %% wrong: rows are units | score: 2 | says: W2; expected shape (2, 1); take it as it was meant
def xor_network():
    return [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[1.0, -2.0]]), np.zeros(1)),
    ]


# %% wrong: three hidden units | score: 1 | says: the number of hidden units is 3; expected 2
def xor_network():
    W1 = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    return [
        (W1, np.array([0.0, 0.0, -1.0])),
        (np.array([[1.0], [1.0], [-2.0]]), np.zeros(1)),
    ]


# %% wrong: biases as rows | score: 2 | says: b1; expected shape (2,)
def xor_network():
    return [
        (np.ones((2, 2)), np.array([[0.0, -1.0]])),
        (np.array([[1.0], [-2.0]]), np.zeros((1, 1))),
    ]


# %% wrong: the answers instead of a network | score: 0 | says: expected 2 results
def xor_network():
    return np.array([0.0, 1.0, 1.0, 0.0])


# %% wrong: one layer | score: 0 | says: expected 2 results [(W1, b1), (W2, b2)]
def xor_network():
    return [(np.array([[1.0], [-1.0]]), np.zeros(1))]
