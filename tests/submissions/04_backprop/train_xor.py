# ruff: noqa
# %% right: restarts until all four points are right
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% right: thirty starts side by side, the best one wins
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.RandomState(seed)
    W1, b1 = rng.randn(30, 2, hidden), np.zeros((30, 1, hidden))
    W2, b2 = rng.randn(30, hidden, 1) / np.sqrt(hidden), np.zeros((30, 1, 1))
    for _ in range(min(steps, 3000)):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.transpose(0, 2, 1)) * (A > 0)
        W2 = W2 - lr * A.transpose(0, 2, 1) @ d
        b2 = b2 - lr * d.sum(1, keepdims=True)
        W1 = W1 - lr * X.T @ dA
        b1 = b1 - lr * dA.sum(1, keepdims=True)
    z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    best = np.argmax(np.min(z * (2 * y - 1), axis=(1, 2)))
    return [(W1[best], b1[best, 0]), (W2[best], b2[best, 0])]


# %% right: a start near the solution, and noise from the seed
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1 = 0.1 * rng.normal(size=(2, hidden)), np.zeros(hidden)
    W2, b2 = 0.1 * rng.normal(size=(hidden, 1)), np.zeros(1)
    W1[:, :2] += 1
    b1[1] -= 1
    W2[:2, 0] += (1, -2)
    for _ in range(steps):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.T) * (A > 0)
        W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% right: Adam, from starts in float32
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    y = np.array([[0.0], [1], [1], [0]], dtype=np.float32)
    rng = np.random.default_rng(seed)
    while True:
        shapes = ((2, hidden), (hidden,), (hidden, 1), (1,))
        p = [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
        m, v = [0.0] * 4, [0.0] * 4
        for k in range(1, min(steps, 400) + 1):
            A = np.maximum(X @ p[0] + p[1], 0)
            d = (expit(A @ p[2] + p[3]) - y) / 4
            dA = (d @ p[2].T) * (A > 0)
            for i, g in enumerate((X.T @ dA, dA.sum(0), A.T @ d, d.sum(0))):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                size = np.sqrt(v[i] / (1 - 0.999**k)) + 1e-8
                p[i] = p[i] - 0.1 * lr * m[i] / (1 - 0.9**k) / size
        z = np.maximum(X @ p[0] + p[1], 0) @ p[2] + p[3]
        if ((2 * y - 1) * z > 0).all():
            return [(p[0], p[1]), (p[2], p[3])]


# %% right: stops each start as soon as all four points are right
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    for attempt in range(1000):
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            z = A @ W2 + b2
            if np.all(z * (2 * y - 1) > 0):
                return [(W1, b1), (W2, b2)]
            d = (expit(z) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% right: remembers what it has trained, momentum, all starts from the seed
from functools import lru_cache


@lru_cache(maxsize=None)
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    for attempt in range(200):
        rng = np.random.default_rng([seed, attempt])
        shapes = ((2, hidden), (hidden,), (hidden, 1), (1,))
        p = [rng.normal(0, 0.8, shape) for shape in shapes]
        v = [np.zeros(shape) for shape in shapes]
        for _ in range(min(steps, 1500)):
            A = np.maximum(X @ p[0] + p[1], 0)
            d = (expit(A @ p[2] + p[3]) - y) / 4
            dA = (d @ p[2].T) * (A > 0)
            g = (X.T @ dA, dA.sum(0), A.T @ d, d.sum(0))
            for k in range(4):
                v[k] = 0.9 * v[k] + g[k]
                p[k] = p[k] - lr * v[k] / 5
        z = np.maximum(X @ p[0] + p[1], 0) @ p[2] + p[3]
        if np.all(z * (2 * y - 1) > 0):
            return ((p[0], p[1]), (p[2], p[3]))
    raise RuntimeError("no luck")


# %% wrong: one start, whatever comes of it | score: 2.25 | says: begin again, from new weights; sign of the logits for seed 1, hidden=3
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
    for _ in range(steps):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.T) * (A > 0)
        W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% wrong: a start at zero | score: 0.25 | says: is the loss log 2; look at your start
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    W1, b1, W2, b2 = (
        np.zeros((2, hidden)),
        np.zeros(hidden),
        np.zeros((hidden, 1)),
        np.zeros(1),
    )
    for _ in range(steps):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.T) * (A > 0)
        W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% wrong: no hidden ReLU while training | score: 1.5 | says: sign of the logits for seed 0
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
    for _ in range(steps):
        A = X @ W1 + b1
        d = (expit(A @ W2 + b2) - y) / 4
        dA = d @ W2.T
        W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% wrong: uphill | score: 0.75 | says: sign of the logits for seed 0
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
    for _ in range(20):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.T) * (A > 0)
        W2, b2 = W2 + lr * A.T @ d, b2 + lr * d.sum(0)
        W1, b1 = W1 + lr * X.T @ dA, b1 + lr * dA.sum(0)
    return [(W1, b1), (W2, b2)]


# %% wrong: the width is fixed | score: 2.75 | says: expected shape (2, 5)
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (2, 8)), np.zeros(8)
        W2, b2 = rng.normal(0, 0.5, (8, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: column convention | score: 2.75 | says: w1 (2, hidden), b1 (hidden,); expected shape (2, 5)
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    y = np.array([[0.0, 1, 1, 0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (hidden, 2)), np.zeros((hidden, 1))
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (1, hidden)), np.zeros((1, 1))
        for _ in range(steps):
            A = np.maximum(W1 @ X + b1, 0)
            d = (expit(W2 @ A + b2) - y) / 4
            dA = (W2.T @ d) * (A > 0)
            W2, b2 = W2 - lr * d @ A.T, b2 - lr * d.sum(1, keepdims=True)
            W1, b1 = W1 - lr * dA @ X.T, b1 - lr * dA.sum(1, keepdims=True)
        z = W2 @ np.maximum(W1 @ X + b1, 0) + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: restarts with the same weights | score: 2.25 | says: from new weights
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    for _ in range(3):
        rng = np.random.default_rng(seed)
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            break
    return [(W1, b1), (W2, b2)]


# %% wrong: only the weights of the first layer are returned | score: 0 | says: expected 2 results (W, b), one pair for each layer
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(2, hidden)), np.zeros(hidden))]


# %% wrong: a constant | score: 0.25 | says: depend neither on seed nor on steps; draw the start from
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    W1, b1 = np.zeros((2, hidden)), np.zeros(hidden)
    W2, b2 = np.zeros((hidden, 1)), np.array([-1.0])
    W1[:, :2], b1[1] = 1, -1
    W2[:2, 0] = 2, -4
    return [(W1, b1), (W2, b2)]


# %% wrong: a constant and a little noise | score: 1.5 | says: one step gives other
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    rng = np.random.default_rng(seed)
    W1, b1 = 0.01 * rng.normal(size=(2, hidden)), np.zeros(hidden)
    W2, b2 = 0.01 * rng.normal(size=(hidden, 1)), np.array([-1.0])
    W1[:, :2] += 1
    b1[1] -= 1
    W2[:2, 0] += (2, -4)
    return [(W1, b1), (W2, b2)]


# %% wrong: random search | score: 1.5 | says: one step gives other
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(size=(2, hidden)), rng.normal(size=hidden)
        W2, b2 = rng.normal(size=(hidden, 1)), rng.normal(size=1)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: the seed is ignored | score: 2.5 | says: draw the start from np.random.default_rng(seed)
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(0)
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: no seed at all | score: 2.5 | says: the same parameters for the same seed
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng()
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: steps are ignored | score: 1.5 | says: train by `steps` steps from a start
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(3000):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return [(W1, b1), (W2, b2)]


# %% wrong: four arrays in a row | score: 2.75 | says: (W, b), one pair for each layer
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            return W1, b1, W2, b2


# %% wrong: a value too many | score: 2.75 | says: are these several results
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    while True:
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            loss = np.logaddexp(0, z * (1 - 2 * y)).mean()
            return [(W1, b1), (W2, b2)], loss


# %% wrong: squared error without a sigmoid | score: 1.5 | says: sign of the logits for seed 0
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    for attempt in range(50):
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = 0.2 * (A @ W2 + b2 - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all((z > 0.5) == (y > 0.5)):
            break
    return [(W1, b1), (W2, b2)]


# %% wrong: prints instead of returning | score: 0 | says: returned None
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
    for _ in range(steps):
        A = np.maximum(X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - y) / 4
        dA = (d @ W2.T) * (A > 0)
        W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
        W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
    print(W1, b1, W2, b2)


# %% wrong: learns OR | score: 1.5 | says: sign of the logits for seed 0
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [1]])
    rng = np.random.default_rng(seed)
    for attempt in range(50):
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(steps):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            break
    return [(W1, b1), (W2, b2)]


# %% wrong: steps ignored, trained until right | score: 1.5 | says: mend the check of the steps first
def _start(rng, hidden):
    return [
        rng.normal(size=(2, hidden)),
        np.zeros(hidden),
        rng.normal(size=(hidden, 1)),
        np.zeros(1),
    ]


_X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
_y = np.array([[0.0], [1], [1], [0]])


def _fit(p, lr, steps, until=False):
    W1, b1, W2, b2 = p
    for _ in range(steps):
        A = np.maximum(_X @ W1 + b1, 0)
        d = (expit(A @ W2 + b2) - _y) / 4
        e = d @ W2.T * (A > 0)
        W2, b2, W1, b1 = (
            W2 - lr * A.T @ d,
            b2 - lr * d.sum(0),
            W1 - lr * _X.T @ e,
            b1 - lr * e.sum(0),
        )
    return W1, b1, W2, b2


def _ok(p):
    W1, b1, W2, b2 = p
    return np.all((np.maximum(_X @ W1 + b1, 0) @ W2 + b2 > 0) == _y)


def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    rng = np.random.default_rng(seed)
    while True:
        p = _start(rng, hidden)
        for _ in range(20):
            p = _fit(p, lr, 100)
            if _ok(p):
                return [(p[0], p[1]), (p[2], p[3])]
