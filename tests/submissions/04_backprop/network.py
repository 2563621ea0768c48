# ruff: noqa
# %% right: pre-activations and activations in a dict
def forward(params, X):
    cache = {"A0": X}
    A = X
    for k, (W, b) in enumerate(params, 1):
        Z = A @ W + b
        A = np.where(Z > 0, Z, np.zeros_like(Z)) if k < len(params) else Z
        cache[f"Z{k}"], cache[f"A{k}"] = Z, A
    return A, cache


def backward(params, cache, dlogits):
    grads = {}
    dZ = dlogits
    for k in range(len(params), 0, -1):
        grads[k] = (cache[f"A{k - 1}"].T @ dZ, dZ.sum(axis=0))
        if k > 1:
            dZ = (dZ @ params[k - 1][0].T) * (cache[f"Z{k - 1}"] > 0)
    return [grads[k] for k in sorted(grads)]


# %% right: loops over examples
def forward(params, X):
    rows, cache = [], []
    for x in X:
        acts = [x]
        for k, (W, b) in enumerate(params):
            z = W.T @ acts[-1] + b
            acts.append(z if k == len(params) - 1 else np.maximum(z, 0))
        rows.append(acts[-1])
        cache.append(acts)
    return np.array(rows), cache


def backward(params, cache, dlogits):
    grads = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]
    for acts, delta in zip(cache, dlogits):
        for k in reversed(range(len(params))):
            grads[k][0] += np.outer(acts[k], delta)
            grads[k][1] += delta
            if k:
                delta = (params[k][0] @ delta) * (acts[k] > 0)
    return [tuple(pair) for pair in grads]


# %% right: recursion over the layers, with einsum
def forward(params, X):
    (W, b), rest = params[0], params[1:]
    Z = np.einsum("ni,io->no", X, W) + b
    if not rest:
        return Z, [X]
    logits, cache = forward(rest, Z.clip(min=0))
    return logits, [X] + cache


def backward(params, cache, dlogits):
    grads = [(np.einsum("ni,no->io", cache[-1], dlogits), np.einsum("no->o", dlogits))]
    if len(params) == 1:
        return grads
    dA = np.einsum("no,io->ni", dlogits, params[-1][0])
    dZ = np.where(cache[-1] > 0, dA, np.zeros_like(dA))
    return backward(params[:-1], cache[:-1], dZ) + grads


# %% right: torch tensors and the rules by hand
def forward(params, X):
    import torch

    A, cache = torch.from_numpy(X), []
    for k, (W, b) in enumerate(params):
        cache.append(A.numpy())
        A = A @ torch.from_numpy(W) + torch.from_numpy(b)
        if k + 1 < len(params):
            A = torch.relu(A)
    return A.numpy(), cache


def backward(params, cache, dlogits):
    import torch

    d, grads = torch.from_numpy(dlogits), []
    for (W, _), A in zip(params[::-1], cache[::-1]):
        A = torch.from_numpy(A)
        grads.append(((A.T @ d).numpy(), d.sum(0).numpy()))
        d = (d @ torch.from_numpy(W).T) * (A > 0)
    return grads[::-1]


# %% wrong: divided by the batch size again | score: 2 | says: do not divide by the batch size again; dW of layer 1
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        n = np.float32(len(dZ))
        grads.insert(0, ((cache[k].T @ dZ) / n, dZ.sum(axis=0) / n))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: ReLU after the last layer too | score: 4.25 | says: the last none; last layer: linear, without ReLU; expected [[6.5], [-1.]]
def forward(params, X):
    cache = [X]
    for W, b in params:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1], cache[:-1]


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: no ReLU at all | score: 0.75 | says: hidden layers: maximum of X @ W + b and 0
def forward(params, X):
    cache = [X]
    for W, b in params:
        cache.append(cache[-1] @ W + b)
    return cache[-1], cache[:-1]


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ params[k][0].T
    return grads


# %% wrong: ReLU's derivative left out on the way back | score: 3.25 | says: by 1 where that hidden unit was positive; dW of layer 0
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ params[k][0].T
    return grads


# %% wrong: gradients last layer first | score: 2.25 | says: dW of layer; expected shape
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.append((cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: weights not transposed on the way back | score: 1.75 | says: multiply dZ by Wᵀ; raised ValueError
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        if k:
            dZ = (dZ @ params[k][0]) * (cache[k] > 0)
    return grads


# %% wrong: bias gradient keeps the batch | score: 2 | says: db of layer 1; expected shape (1,)
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: bias gradient averaged | score: 2 | says: db of layer 1; the sum of dZ over the batch
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.mean(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: written for two layers only | score: 3.5 | says: too many values to unpack; three layers
def forward(params, X):
    (W1, b1), (W2, b2) = params
    A = np.maximum(X @ W1 + b1, 0)
    return A @ W2 + b2, (X, A)


def backward(params, cache, dlogits):
    X, A = cache
    dZ = (dlogits @ params[1][0].T) * (A > 0)
    return [(X.T @ dZ, dZ.sum(axis=0)), (A.T @ dlogits, dlogits.sum(axis=0))]


# %% wrong: gate of the wrong layer | score: 2.75 | says: by 1 where that hidden unit was positive; the ReLU of the layer below it
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        if k:
            dZ = (dZ @ params[k][0].T) * (cache[k - 1] > 0)
    return grads


# %% wrong: all in float64 | score: 5.5 | says: expected dtype float32; float32 stays float32
def forward(params, X):
    cache = [np.asarray(X, dtype=float)]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], np.asarray(dlogits, dtype=float)
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: writes into what it is given | score: 5.75 | says: changed its third argument; makes a new one
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        if k:
            back = (dZ @ params[k][0].T) * (cache[k] > 0)
            dZ *= 0
            dZ = back
    return grads


# %% wrong: no cache returned | score: 0 | says: expected 2 results (logits, cache)
def forward(params, X):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    return A @ params[-1][0] + params[-1][1]


def backward(params, cache, dlogits):
    return [(W, b) for W, b in params]


# %% wrong: the last layer's gradient is cut off where its logit is negative | score: 2 | says: dlogits is dZ of the last layer as it stands; dW of layer 1
def forward(params, X):
    cache = [X]
    for k, (W, b) in enumerate(params):
        Z = cache[-1] @ W + b
        cache.append(Z if k == len(params) - 1 else np.maximum(Z, 0))
    return cache[-1], cache


def backward(params, cache, dlogits):
    grads, dA = [], dlogits
    for k in reversed(range(len(params))):
        dZ = dA * (cache[k + 1] > 0)
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dA = dZ @ params[k][0].T
    return grads
