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


# %% wrong: mean taken twice | score: 0.5 | says: divided by the batch size once; dW of layer 0
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


# %% wrong: mean forgotten in the gradient | score: 0.5 | says: divided by the batch size once; dW of layer 0
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


# %% wrong: sum instead of mean in the loss | score: 1.25 | says: the mean over the batch
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


# %% wrong: logarithm of a probability | score: 2.5 | says: log(0) for a confident mistake
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


# %% wrong: probability clipped | score: 2.5 | says: logits of ±1000; compute the loss from the logit
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


# %% wrong: gradient of the squared error | score: 0.5 | says: (sigmoid(z) - y) / batch; dW of layer 0
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


# %% wrong: only the loss | score: 0 | says: expected 2 results (loss, grads)
def loss_and_grads(params, X, y):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    z = (A @ params[-1][0] + params[-1][1])[:, 0]
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean()
