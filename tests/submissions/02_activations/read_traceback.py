# ruff: noqa
# %% right: read and tried
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), 50.0)


# %% right: lists
def read_traceback():
    return [3, 13, [4]]


def find_inputs():
    return [[[1.0], [2.0], [3.0]], [[1.0, 2.0]], [[100.0]]]


# %% right: random numbers, and a slope lost in float32
def read_traceback():
    raised, called = 3, 13
    return raised, called, np.arange(24.0).reshape(6, 4)[0].shape


def find_inputs():
    rng = np.random.default_rng(0)
    works = rng.standard_normal((10, 1))
    return works, rng.standard_normal((1, 2)), np.array([[0.0], [20.0]], np.float32)


# %% right: one lost among many
def read_traceback():
    return 3, 13, 4


def find_inputs():
    lost = np.linspace(-50, 50, 11)[:, None]
    return np.arange(5)[:, np.newaxis], np.array([[1, -1]]), lost


# %% right: dicts with the names
def read_traceback():
    return {"raised": 3, "called": 13, "shape": (4,)}


def find_inputs():
    works, lost = np.zeros((3, 1)), np.full((1, 1), 50.0)
    return {"works": works, "lost": lost, "crashes": np.zeros((1, 2))}


# %% wrong: the line of the test | score: 1.5 | says: the last arrow; the arrow before the last
def read_traceback():
    return 13, 2, (4,)


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), 50.0)


# %% wrong: the shape of the batch | score: 1.75 | says: z is one row
def read_traceback():
    return 3, 13, (6, 4)


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), 50.0)


# %% wrong: two rows for crashes | score: 1.75 | says: two rows of one number each work
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones((3, 1)), np.ones((2, 1)), np.full((2, 1), 50.0)


# %% wrong: so large that the slope is 0 in truth | score: 1.5 | says: returned [[0.], [0.]]; expected a slope of 0 where the type; Beyond 745
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), 800.0)


# %% wrong: negative instead of positive | score: 1.5 | says: s is rounded to 1
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), -40.0)


# %% wrong: one axis | score: 0.75 | says: two axes
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones(3), np.ones(2), np.full(2, 50.0)


# %% wrong: one row that works | score: 1.5 | says: how long may a row be
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    return np.ones((1, 3)), np.ones((1, 2)), np.full((2, 1), 50.0)


# %% wrong: only the traceback | score: 0.75 | says: find_inputs is not written yet
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    raise NotImplementedError()


# %% wrong: words | score: 1.25 | says: shape of z
def read_traceback():
    return "sigmoid_if", "row_slopes", "(4,)"


def find_inputs():
    return np.ones((3, 1)), np.ones((1, 2)), np.full((2, 1), 50.0)


# %% wrong: yields them | score: 1.5 | says: keeps what it gives
def read_traceback():
    return 3, 13, (4,)


def find_inputs():
    yield np.ones((3, 1))
    yield np.ones((1, 2))
    yield np.full((2, 1), 50.0)
