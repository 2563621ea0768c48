# ruff: noqa
# %% right: logaddexp of the signed logit
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    sign = (2 * y - 1).astype(z.dtype)
    loss = np.logaddexp(0, -sign * z).mean()
    dZ = (-sign * expit(-sign * z) / len(y))[:, None].astype(z.dtype)
    grads = []
    for k in range(len(params) - 1, -1, -1):
        grads = [(A[k].T @ dZ, dZ.sum(axis=0))] + grads
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% right: one example at a time
def loss_and_grads(params, X, y):
    total = 0.0
    grads = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    for x, t in zip(X, y):
        acts = [x]
        for W, b in params[:-1]:
            acts.append(np.maximum(acts[-1] @ W + b, 0))
        z = (acts[-1] @ params[-1][0] + params[-1][1])[0]
        total += max(z, 0) - z * t + np.log1p(np.exp(-abs(z)))
        delta = np.array([expit(z) - t], dtype=x.dtype)
        for k in reversed(range(len(params))):
            grads[k][0][...] += np.outer(acts[k], delta)
            grads[k][1][...] += delta
            delta = (params[k][0] @ delta) * (acts[k] > 0)
    n = len(y)
    return total / n, [(dW / n, db / n) for dW, db in grads]


# %% right: labels as a column of the logits' type
def loss_and_grads(params, X, y):
    inputs, masks, A = [], [], X
    for W, b in params[:-1]:
        Z = A @ W + b
        inputs.append(A)
        masks.append((Z > 0).astype(Z.dtype))
        A = Z * masks[-1]
    inputs.append(A)
    z = A @ params[-1][0] + params[-1][1]
    t = y.reshape(-1, 1).astype(z.dtype)
    loss = np.mean(
        np.logaddexp(np.zeros_like(z), z) * (1 - t)
        + np.logaddexp(np.zeros_like(z), -z) * t
    )
    d = (expit(z) - t) / np.asarray(len(y), dtype=z.dtype)
    out = [None] * len(params)
    for k in reversed(range(len(params))):
        out[k] = (inputs[k].T @ d, np.sum(d, 0))
        if k > 0:
            d = masks[k - 1] * (d @ params[k][0].T)
    return loss, out


# %% right: an object that is called, the labels as signs
class _Loss:
    def __call__(self, params, X, y):
        inputs, A = [], X
        for W, b in params:
            inputs.append(A)
            Z = A @ W + b
            A = np.maximum(Z, 0)
        sign = np.where(y > 0, 1, -1).astype(Z.dtype)[:, None]
        margin = Z * sign
        e = np.exp(-np.abs(margin))
        loss = np.mean(np.log1p(e) + np.maximum(-margin, 0))
        d = -sign * np.where(margin > 0, e, np.ones_like(e)) / (1 + e) / sign.size
        return loss, self.back(params, inputs, d)

    def back(self, params, inputs, d):
        (W, _), A = params[-1], inputs[-1]
        last = [(A.T @ d, d.sum(0))]
        if len(params) == 1:
            return last
        return self.back(params[:-1], inputs[:-1], (d @ W.T) * (A > 0)) + last


loss_and_grads = _Loss()


# %% right: an array without axes, and lists
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1]).ravel()
    t = np.asarray(y, dtype=z.dtype)
    losses = t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)
    d = (expit(z) - t)[:, None] / t.size
    grads = [None] * len(params)
    for k in range(len(params))[::-1]:
        grads[k] = [A[k].T @ d, d.sum(axis=0)]
        d = (d @ params[k][0].T) * np.sign(A[k])
    return [np.array(losses.sum() / len(losses)), grads]


# %% wrong: mean taken twice | score: 1.75 | says: divided by the batch size once; dW of layer 0
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean()
    dZ = ((expit(z) - y) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ / len(y), dZ.mean(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: mean forgotten in the gradient | score: 1.75 | says: divided by the batch size once; dW of layer 0
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean()
    dZ = (expit(z) - y)[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: sum instead of mean in the loss | score: 2 | says: the mean over the batch
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).sum()
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: logarithm of a probability | score: 2.75 | says: log(0) for a confident mistake
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    p = expit(z)
    loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
    dZ = ((p - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: probability clipped | score: 2.75 | says: logits of ±1000; compute the loss from the logit
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    p = np.clip(expit(z), 1e-15, 1 - 1e-15)
    loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: logits and labels broadcast to a square | score: 0 | says: broadcast (batch, 1) with (batch,) to a square
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = A[-1] @ params[-1][0] + params[-1][1]
    loss = (np.logaddexp(0, z) - y * z).mean()
    dZ = (expit(z) - y) / len(y)
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: gradient of the squared error | score: 1.25 | says: (sigmoid(z) - y) / batch; dW of layer 0
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean()
    p = expit(z)
    dZ = ((p - y) * p * (1 - p) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: float64 by the labels | score: 2.75 | says: float32 minus int64 is float64; expected dtype float32
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean()
    dZ = ((expit(z) - y) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: only the loss | score: 0.75 | says: expected 2 results (loss, grads)
def loss_and_grads(params, X, y):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    z = (A @ params[-1][0] + params[-1][1])[:, 0]
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean()


# %% wrong: changes the labels | score: 2.75 | says: changed its third argument; write into the labels
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    y *= 2
    y -= 1
    s = y.astype(z.dtype)
    loss = np.logaddexp(0, -s * z).mean()
    dZ = (-s * expit(-s * z) / len(y))[:, None].astype(z.dtype)
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: gradients first | score: 2.75 | says: loss
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return grads, np.logaddexp(0, np.where(y == 1, -z, z)).mean()


# %% wrong: a value too many | score: 2.75 | says: expected 2 results (loss, grads)
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean(), grads, z


# %% wrong: uphill | score: 1.5 | says: in this order
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    dZ = ((t - expit(z)) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean(), grads


# %% wrong: last layer first | score: 2 | says: first layer first
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.append((A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean(), grads


# %% wrong: the loss of each example | score: 2 | says: the mean over the batch
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    dZ = ((expit(z) - t) / len(y))[:, None]
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return np.logaddexp(0, np.where(y == 1, -z, z)), grads


# %% wrong: prints instead of returning | score: 0 | says: returned None
def loss_and_grads(params, X, y):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    z = (A @ params[-1][0] + params[-1][1])[:, 0]
    print("loss", np.logaddexp(0, np.where(y == 1, -z, z)).mean())


# %% wrong: labels taken for signs | score: 0.5 | says: log(1 + e^-z) for label 1
def loss_and_grads(params, X, y):
    A = [X]
    for W, b in params[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    z = (A[-1] @ params[-1][0] + params[-1][1])[:, 0]
    t = y.astype(z.dtype)
    loss = np.logaddexp(0, -t * z).mean()
    dZ = (-t * expit(-t * z) / len(y))[:, None].astype(z.dtype)
    grads = []
    for k in reversed(range(len(params))):
        grads.insert(0, (A[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (A[k] > 0)
    return loss, grads


# %% wrong: finite differences | score: 2.25 | says: difference quotients are not exact
def loss_and_grads(params, X, y):
    def loss(params):
        A = X
        for W, b in params[:-1]:
            A = np.maximum(A @ W + b, 0)
        z = (A @ params[-1][0] + params[-1][1])[:, 0]
        return np.logaddexp(0, np.where(y == 1, -z, z)).mean()

    moved = [[p.astype(float) for p in pair] for pair in params]
    grads = [[np.zeros(p.shape) for p in pair] for pair in params]
    for k, pair in enumerate(moved):
        for which, p in enumerate(pair):
            for i in np.ndindex(p.shape):
                kept = p[i]
                p[i] = kept + 1e-5
                above = loss(moved)
                p[i] = kept - 1e-5
                grads[k][which][i] = (above - loss(moved)) / 2e-5
                p[i] = kept
    return loss(params), [tuple(pair) for pair in grads]


# %% wrong: the visible example, written down | score: 0.75 | says: loss
def loss_and_grads(params, X, y):
    return 2.2519, [(np.array([[1.1448], [-0.6225]]), np.array([0.1741]))]


# %% wrong: a dict of both | score: 2.75 | says: loss
def _f(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def _b(params, cache, dlogits):
    out, d = [], dlogits
    for k in reversed(range(len(params))):
        out.insert(0, (cache[k].T @ d, d.sum(0)))
        d = (d @ params[k][0].T) * (cache[k] > 0)
    return out


def loss_and_grads(params, X, y):
    L, c = _f(params, X)
    z = L[:, 0]
    t = y.astype(z.dtype)
    return {
        "loss": np.logaddexp(0, np.where(y == 1, -z, z)).mean(),
        "grads": _b(params, c, ((expit(z) - t) / len(t))[:, None]),
    }


# %% wrong: only the gradients | score: 2 | says: expected 2 results (loss, grads)
def _f(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def _b(params, cache, dlogits):
    out, d = [], dlogits
    for k in reversed(range(len(params))):
        out.insert(0, (cache[k].T @ d, d.sum(0)))
        d = (d @ params[k][0].T) * (cache[k] > 0)
    return out


def loss_and_grads(params, X, y):
    L, c = _f(params, X)
    z = L[:, 0]
    t = y.astype(z.dtype)
    return _b(params, c, ((expit(z) - t) / len(t))[:, None])


# %% wrong: one flat list of gradients | score: 2.5 | says: expected 2 results (dW, db)
def _f(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def _b(params, cache, dlogits):
    out, d = [], dlogits
    for k in reversed(range(len(params))):
        out.insert(0, (cache[k].T @ d, d.sum(0)))
        d = (d @ params[k][0].T) * (cache[k] > 0)
    return out


def loss_and_grads(params, X, y):
    L, c = _f(params, X)
    z = L[:, 0]
    t = y.astype(z.dtype)
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean(), [
        g for p in _b(params, c, ((expit(z) - t) / len(t))[:, None]) for g in p
    ]
