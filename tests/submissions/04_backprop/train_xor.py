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


# %% right: torch and Adam
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    import torch

    torch.set_num_threads(1)
    X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = torch.tensor([[0.0], [1], [1], [0]])
    generator = torch.Generator().manual_seed(seed)
    while True:
        shapes = ((2, hidden), (hidden,), (hidden, 1), (1,))
        params = [torch.randn(s, generator=generator).requires_grad_() for s in shapes]
        W1, b1, W2, b2 = params
        optimizer = torch.optim.Adam(params, lr=0.03)
        for _ in range(300):
            z = torch.relu(X @ W1 + b1) @ W2 + b2
            loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        z = torch.relu(X @ W1 + b1) @ W2 + b2
        if ((2 * y - 1) * z > 0).all():
            W1, b1, W2, b2 = (p.detach().numpy() for p in params)
            return [(W1, b1), (W2, b2)]


# %% wrong: one start, whatever comes of it | score: 2 | says: begin again, from new weights; sign of the logits for seed 1, hidden=3
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


# %% wrong: a start at zero | score: 0.5 | says: is the loss ln 2; look at your start
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


# %% wrong: no hidden ReLU while training | score: 0.5 | says: sign of the logits for seed 0
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


# %% wrong: uphill | score: 0.5 | says: sign of the logits for seed 0
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


# %% wrong: the width is fixed | score: 2.5 | says: expected shape (2, 5)
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


# %% wrong: column convention | score: 0 | says: w1 (2, hidden), b1 (hidden,); expected shape (2, 5)
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


# %% wrong: restarts with the same weights | score: 2 | says: from new weights
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    for _ in range(20):
        rng = np.random.default_rng(seed)
        W1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
        W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), np.zeros(1)
        for _ in range(500):
            A = np.maximum(X @ W1 + b1, 0)
            d = (expit(A @ W2 + b2) - y) / 4
            dA = (d @ W2.T) * (A > 0)
            W2, b2 = W2 - lr * A.T @ d, b2 - lr * d.sum(0)
            W1, b1 = W1 - lr * X.T @ dA, b1 - lr * dA.sum(0)
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        if np.all(z * (2 * y - 1) > 0):
            break
    return [(W1, b1), (W2, b2)]


# %% wrong: only the weights of the first layer are returned | score: 0 | says: expected 2 results (W, b), one pair a layer
def train_xor(seed, hidden=8, lr=0.5, steps=4000):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(2, hidden)), np.zeros(hidden))]
