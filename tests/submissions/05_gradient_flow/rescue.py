# ruff: noqa
# %% right: ReLU, He, Adam
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[32] * 15, 1]
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        params += [rng.standard_normal((n, m)) * np.sqrt(2 / n), np.zeros(m)]
    params[-2] *= 0.1
    X, X_test = X.astype(np.float32), X_test.astype(np.float32)
    params = [p.astype(np.float32) for p in params]
    first = [np.zeros_like(p) for p in params]
    second = [np.zeros_like(p) for p in params]

    def logits(A, keep=None):
        for k in range(0, 32, 2):
            if keep is not None:
                keep.append(A)
            A = A @ params[k] + params[k + 1]
            if k < 30:
                A = np.maximum(A, 0)
        return A[:, 0]

    t, epochs, batch = 0, 10, 100
    steps = epochs * (len(X) // batch)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X) - batch + 1, batch):
            rows = order[start : start + batch]
            inputs, t = [], t + 1
            z = logits(X[rows], inputs)
            delta = ((1 / (1 + np.exp(-np.clip(z, -50, 50))) - y[rows]) / batch)[
                :, None
            ]
            delta = delta.astype(np.float32)
            rate = 2e-3 * min(1, 2 * (1 - (t - 1) / steps))
            for k in range(30, -1, -2):
                grads = inputs[k // 2].T @ delta, delta.sum(axis=0)
                if k:
                    delta = (delta @ params[k].T) * (inputs[k // 2] > 0)
                for j, g in zip((k, k + 1), grads):
                    first[j] += 0.1 * (g - first[j])
                    second[j] += 0.001 * (g * g - second[j])
                    size = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                    params[j] -= (size * first[j] / (np.sqrt(second[j]) + 1e-8)).astype(
                        np.float32
                    )
    return 1 / (1 + np.exp(-np.clip(logits(X_test), -50, 50)))


# %% right: tanh, Xavier, momentum with clipping
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1]] + [24] * 15 + [1]
    limits = [np.sqrt(6 / (n + m)) for n, m in zip(sizes, sizes[1:])]
    W = [rng.uniform(-a, a, (n, m)) for a, n, m in zip(limits, sizes, sizes[1:])]
    b = [np.zeros(m) for m in sizes[1:]]
    params = W + b
    velocity = [np.zeros_like(p) for p in params]

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.tanh(states[-1] @ params[k] + params[16 + k]))
        z = states[-1] @ params[15] + params[31]
        return states, 0.5 * (1 + np.tanh(z / 2))

    batch, epochs = 75, 8
    total = epochs * (len(X) // batch)
    count = 0
    for epoch in range(epochs):
        for rows in np.array_split(rng.permutation(len(X)), len(X) // batch):
            states, p = forward(X[rows])
            delta = (p - y[rows, None]) / len(rows)
            grads = [None] * 32
            for k in reversed(range(16)):
                grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
                delta = delta @ params[k].T * (1 - states[k] ** 2)
            norm = np.sqrt(sum((g**2).sum() for g in grads))
            rate = 0.05 * min(1.0, 2 - 2 * count / total) / max(1, norm)
            count += 1
            velocity = [0.9 * v + g for v, g in zip(velocity, grads)]
            params = [q - rate * v for q, v in zip(params, velocity)]
    return forward(X_test)[1][:, 0]


# %% right: sigmoid layers, with batch normalization in between
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    width, depth, eps = 24, 15, 1e-5
    sizes = [X.shape[1]] + [width] * depth
    W = [rng.standard_normal((n, width)) * np.sqrt(2 / (n + width)) for n in sizes[:-1]]
    gamma = [np.ones(width) * 2 for _ in range(depth)]
    beta = [np.zeros(width) for _ in range(depth)]
    out = [rng.standard_normal((width, 1)) / np.sqrt(width), np.zeros(1)]
    params = W + gamma + beta + out
    m = [np.zeros_like(p) for p in params]
    v = [np.zeros_like(p) for p in params]

    def sigmoid(z):
        return 0.5 * (1 + np.tanh(0.5 * z))

    def forward(A, stats=None):
        memory = []
        for k in range(depth):
            Z = A @ params[k]
            mean, var = stats[k] if stats else (Z.mean(axis=0), Z.var(axis=0))
            hat = (Z - mean) / np.sqrt(var + eps)
            S = sigmoid(params[depth + k] * hat + params[2 * depth + k])
            memory.append((A, hat, np.sqrt(var + eps), S, (mean, var)))
            A = S - 0.5
        return memory, A, (A @ params[-2] + params[-1])[:, 0]

    epochs, batch, t = 5, 125, 0
    total = epochs * (len(X) // batch)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for s in range(len(X) // batch):
            rows = order[s * batch : (s + 1) * batch]
            memory, A, z = forward(X[rows])
            delta = ((sigmoid(z) - y[rows]) / batch)[:, None]
            grads = [None] * len(params)
            grads[-2], grads[-1] = A.T @ delta, delta.sum(axis=0)
            dA = delta @ params[-2].T
            for k in reversed(range(depth)):
                A, hat, root, S, _ = memory[k]
                dN = dA * S * (1 - S)
                dg, db = (dN * hat).sum(axis=0), dN.sum(axis=0)
                dZ = params[depth + k] / root * (dN - db / batch - hat * dg / batch)
                grads[k], grads[depth + k], grads[2 * depth + k] = A.T @ dZ, dg, db
                dA = dZ @ params[k].T
            t += 1
            rate = 5e-3 * (1 - (t - 1) / total)
            for j, g in enumerate(grads):
                m[j] = 0.9 * m[j] + 0.1 * g
                v[j] = 0.999 * v[j] + 0.001 * g**2
                params[j] = params[j] - rate * m[j] / (1 - 0.9**t) / (
                    np.sqrt(v[j] / (1 - 0.999**t)) + 1e-8
                )
    stats = [one[-1] for one in forward(X)[0]]
    return sigmoid(forward(X_test, stats)[2])


# %% right: PyTorch, blocks that are added, momentum
import torch
from torch import nn


def rescue(X, y, X_test, seed):
    class Deep(nn.Module):
        def __init__(self, features, width=32):
            super().__init__()
            self.first = nn.Linear(features, width)
            self.blocks = nn.ModuleList(
                nn.Sequential(
                    nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width)
                )
                for _ in range(7)
            )
            self.last = nn.Linear(width, 1)

        def forward(self, x):
            x = self.first(x).relu()
            for block in self.blocks:
                x = x + 0.5 * block(x)
            return self.last(x)[:, 0]

    torch.manual_seed(seed)
    model = Deep(X.shape[1])
    X, X_test = (torch.tensor(a, dtype=torch.float32) for a in (X, X_test))
    y = torch.tensor(y, dtype=torch.float32)
    velocity = [torch.zeros_like(p) for p in model.parameters()]
    for epoch in range(8):
        rate = 0.03 * (1 - epoch / 8)
        for rows in torch.randperm(len(X)).split(90):
            loss = nn.functional.binary_cross_entropy_with_logits(
                model(X[rows]), y[rows]
            )
            grads = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for p, v, g in zip(model.parameters(), velocity, grads):
                    v.mul_(0.9).add_(g)
                    p.sub_(rate * v)
    with torch.no_grad():
        return torch.sigmoid(model(X_test))


# %% right: PyTorch's own Adam and batch normalization
def rescue(X, y, X_test, seed):
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers, width = [], X.shape[1]
    for _ in range(15):
        layers += [nn.Linear(width, 32), nn.BatchNorm1d(32), nn.ReLU()]
        width = 32
    network = nn.Sequential(*layers, nn.Linear(32, 1), nn.Flatten(0))
    X, y, X_test = (torch.tensor(a, dtype=torch.float32) for a in (X, y, X_test))
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(6):
        for rows in torch.randperm(len(X)).split(90):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits
            loss(network(X[rows]), y[rows]).backward()
            optimizer.step()
    network.eval()
    with torch.no_grad():
        return torch.sigmoid(network(X_test))


# %% wrong: the sigmoids of the first page | score: 1.25 | says: do the gradients reach the first layer?
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.uniform(-1, 1, p) / np.sqrt(p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(1 / (1 + np.exp(-(states[-1] @ params[k] + params[16 + k]))))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * states[k] * (1 - states[k])
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: one layer | score: 1.5 | says: do the gradients reach the first layer?; other probabilities for the seeds 0 and 5
def rescue(X, y, X_test, seed):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(300):
        p = 0.5 * (1 + np.tanh((X @ w + b) / 2))
        w = w - X.T @ (p - y) / len(y)
        b = b - (p - y).mean()
    return 0.5 * (1 + np.tanh((X_test @ w + b) / 2))


# %% wrong: the seed is ignored | score: 4.75 | says: draw the weights, and the rows of each batch, with seed
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(0)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: another seed at each call | score: 4.5 | says: one generator from seed for weights and batches
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng()
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: logits | score: 4.25 | says: expected numbers between 0 and 1
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    p = forward(X_test)[1]
    return np.log(p / (1 - p))


# %% wrong: labels, no probabilities | score: 4.5 | says: return what the sigmoid gives, before it is compared with 0.5
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return (forward(X_test)[1] > 0.5).astype(float)


# %% wrong: the probability of an honest payment | score: 1.75 | says: the answer is learned from y
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return 1 - forward(X_test)[1]


# %% wrong: the test rows are scaled by their own mean | score: 4.5 | says: never from other test rows
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    X_test = (X_test - X_test.mean(axis=0)) / (X_test.std(axis=0) + 1e-9)
    return forward(X_test)[1]


# %% wrong: half of the answers are fraud | score: 4.5 | says: the difference of two probabilities of the same row
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    p = forward(X_test)[1]
    return p.argsort().argsort() / len(p)


# %% wrong: changes the given table | score: 4.75 | says: X -= 1 changes the given one
def rescue(X, y, X_test, seed):
    X -= X.mean(axis=0)
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: a dozen steps | score: 1.25 | says: are rate and number of steps large enough?
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 12
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: never trained | score: 1.25 | says: are rate and number of steps large enough?
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 0
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1]


# %% wrong: longer than the budget | score: 0 | says: still running after; was not tried
def rescue(X, y, X_test, seed):
    weights = np.zeros(X.shape[1])
    while True:  # stands for a million steps
        weights = weights * 0.999


# %% wrong: a guess for each row | score: 0.75 | says: the answer is learned from y
def rescue(X, y, X_test, seed):
    return np.random.default_rng(seed).random(len(X_test))


# %% wrong: returns the parameters, too | score: 4.75 | says: one probability for each test row (0 of 0.25 points)
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1], params


# %% wrong: a column | score: 4.75 | says: only an axis of length 1 differs
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    return forward(X_test)[1][:, None]


# %% wrong: prints the accuracy | score: 0 | says: is there a `return`
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], *[24] * 15, 1]
    params = [rng.standard_normal(p) * np.sqrt(2 / p[0]) for p in zip(sizes, sizes[1:])]
    params += [np.zeros(n) for n in sizes[1:]]
    first, second = ([np.zeros_like(p) for p in params] for _ in range(2))

    def forward(A):
        states = [A]
        for k in range(15):
            states.append(np.maximum(states[-1] @ params[k] + params[16 + k], 0))
        return states, 0.5 * (
            1 + np.tanh((states[-1] @ params[15] + params[31])[:, 0] / 2)
        )

    steps = 400
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(X), 100)
        states, p = forward(X[rows])
        delta, grads = (p - y[rows])[:, None] / 100, [None] * 32
        for k in reversed(range(16)):
            grads[k], grads[16 + k] = states[k].T @ delta, delta.sum(axis=0)
            delta = delta @ params[k].T * (states[k] > 0)
        rate = 3e-3 * (1 - t / steps) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for j, g in enumerate(grads):
            first[j] = 0.9 * first[j] + 0.1 * g
            second[j] = 0.999 * second[j] + 0.001 * g**2
            params[j] = params[j] - rate * first[j] / (np.sqrt(second[j]) + 1e-8)
    print(((forward(X)[1] > 0.5) == y).mean())


# %% wrong: two columns | score: 4.75 | says: expected shape (1500,)
def rescue(X, y, X_test, seed):
    rng = np.random.default_rng(seed)
    width, depth, lr, steps = 32, 15, 3e-3, 400
    sizes = [X.shape[1]] + [width] * depth + [1]
    P = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        P += [rng.normal(0, np.sqrt(2 / a), (a, b)), np.zeros(b)]

    def forward(X):
        A = [X]
        for k in range(depth + 1):
            Z = A[-1] @ P[2 * k] + P[2 * k + 1]
            A.append(np.maximum(Z, 0) if k < depth else Z)
        return A

    m, v = [0 * p for p in P], [0 * p for p in P]
    for t in range(1, steps + 1):
        idx = rng.integers(0, len(X), 128)
        A = forward(X[idx])
        p = 1 / (1 + np.exp(-A[-1][:, 0]))
        d = ((p - y[idx]) / len(idx))[:, None]
        G = [None] * len(P)
        for k in reversed(range(depth + 1)):
            G[2 * k], G[2 * k + 1] = A[k].T @ d, d.sum(axis=0)
            if k > 0:
                d = (d @ P[2 * k].T) * (A[k] > 0)
        for j, g in enumerate(G):
            m[j] = 0.9 * m[j] + 0.1 * g
            v[j] = 0.999 * v[j] + 0.001 * g**2
            P[j] = P[j] - lr * m[j] / (1 - 0.9**t) / (
                np.sqrt(v[j] / (1 - 0.999**t)) + 1e-8
            )
    logit = forward(X_test)[-1][:, 0]
    p = 1 / (1 + np.exp(-logit))
    return np.c_[1 - p, p]
