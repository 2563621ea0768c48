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
import torch


def forward(params, X):
    A, cache = torch.from_numpy(X), []
    for k, (W, b) in enumerate(params):
        cache.append(A.numpy())
        A = A @ torch.from_numpy(W) + torch.from_numpy(b)
        if k + 1 < len(params):
            A = torch.relu(A)
    return A.numpy(), cache


def backward(params, cache, dlogits):
    d, grads = torch.from_numpy(dlogits), []
    for (W, _), A in zip(params[::-1], cache[::-1]):
        A = torch.from_numpy(A)
        grads.append(((A.T @ d).numpy(), d.sum(0).numpy()))
        d = (d @ torch.from_numpy(W).T) * (A > 0)
    return grads[::-1]


# %% right: the cache is an object of a class
class _Layer:
    def __init__(self, W, b, last):
        self.W, self.b, self.last = W, b, last

    def forward(self, A):
        self.A = A
        self.Z = A @ self.W + self.b
        return (
            self.Z if self.last else np.where(self.Z > 0, self.Z, np.zeros_like(self.Z))
        )

    def backward(self, dA):
        dZ = dA if self.last else dA * (self.Z > 0)
        self.grads = (np.transpose(self.A) @ dZ, dZ.sum(0))
        return dZ @ np.transpose(self.W)


def forward(params, X):
    layers = [_Layer(W, b, k == len(params) - 1) for k, (W, b) in enumerate(params)]
    for layer in layers:
        X = layer.forward(X)
    return X, layers


def backward(params, cache, dlogits):
    for layer in reversed(cache):
        dlogits = layer.backward(dlogits)
    return [layer.grads for layer in cache]


# %% right: the cache is a function, the way back
def forward(params, X):
    steps = []
    for k, (W, b) in enumerate(params):
        open_ = X > 0 if k else None
        steps.append((X, W, open_))
        X = X @ W + b
        if k < len(params) - 1:
            X = X * (X > 0)

    def pull(d):
        out = []
        for A, W, open_ in steps[::-1]:
            out += [[A.T @ d, d.sum(axis=0)]]
            if open_ is not None:
                d = d @ W.T * open_
        return out[::-1]

    return [X, pull]


def backward(params, cache, dlogits):
    return cache(dlogits)


# %% right: the cache is the input, and the way back computes again
def forward(params, X):
    A = X
    for W, b in params[:-1]:
        A = np.clip(A @ W + b, 0, None)
    return A @ params[-1][0] + params[-1][1], X


def backward(params, cache, dlogits):
    inputs = [cache]
    for W, b in params[:-1]:
        inputs.append(np.clip(inputs[-1] @ W + b, 0, None))
    out, d = [], dlogits
    while inputs:
        A = inputs.pop()
        W, b = params[len(inputs)]
        out = [(np.tensordot(A, d, axes=(0, 0)), np.add.reduce(d))] + out
        d = (d @ W.T) * np.heaviside(A, np.zeros_like(A))
    return tuple(out)


# %% wrong: divided by the batch size again | score: 3.5 | says: do not divide by the batch size again; dW of layer 1
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


# %% wrong: ReLU after the last layer too | score: 5 | says: the last none; last layer: linear, without ReLU; expected [[6.5], [-1.]]
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


# %% wrong: no ReLU at all | score: 3 | says: hidden layers: maximum of X @ W + b and 0
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


# %% wrong: ReLU's derivative left out on the way back | score: 4.25 | says: by 1 where that hidden unit was positive; dW of layer 0
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


# %% wrong: gradients last layer first | score: 5.5 | says: dW of layer; expected shape
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


# %% wrong: weights not transposed on the way back | score: 3 | says: multiply dZ by Wᵀ; raised ValueError
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


# %% wrong: bias gradient keeps the batch | score: 4.25 | says: db of layer 0; expected shape (2,)
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


# %% wrong: bias gradient averaged | score: 4.75 | says: db of layer 1; the sum of dZ over the batch
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


# %% wrong: written for two layers only | score: 3.25 | says: too many values to unpack; three layers
def forward(params, X):
    (W1, b1), (W2, b2) = params
    A = np.maximum(X @ W1 + b1, 0)
    return A @ W2 + b2, (X, A)


def backward(params, cache, dlogits):
    X, A = cache
    dZ = (dlogits @ params[1][0].T) * (A > 0)
    return [(X.T @ dZ, dZ.sum(axis=0)), (A.T @ dlogits, dlogits.sum(axis=0))]


# %% wrong: gate of the wrong layer | score: 4.25 | says: by 1 where that hidden unit was positive; the ReLU of the layer below it
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


# %% wrong: all in float64 | score: 5.75 | says: expected dtype float32; float32 stays float32
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


# %% wrong: writes into what it is given | score: 5.5 | says: changed its third argument; makes a new one
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


# %% wrong: no cache returned | score: 2.25 | says: the number of results of forward is 1; expected 2
def forward(params, X):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    return A @ params[-1][0] + params[-1][1]


def backward(params, cache, dlogits):
    return [(W, b) for W, b in params]


# %% wrong: the last layer's gradient is cut off where its logit is negative | score: 3.5 | says: dlogits is dZ of the last layer as it stands; dW of layer 1
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


# %% wrong: a global cache | score: 5.75 | says: a variable outside of the functions
KEPT = []


def forward(params, X):
    KEPT.clear()
    KEPT.append(X)
    for W, b in params[:-1]:
        KEPT.append(np.maximum(KEPT[-1] @ W + b, 0))
    return KEPT[-1] @ params[-1][0] + params[-1][1], None


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (KEPT[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (KEPT[k] > 0)
    return grads


# %% wrong: slope 1 at 0 | score: 5.75 | says: compare with > 0, not with >= 0
def forward(params, X):
    A, cache = X, []
    for k, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return Z, cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k][0].T @ dZ, dZ.sum(axis=0)))
        if k:
            dZ = (dZ @ params[k][0].T) * (cache[k - 1][1] >= 0)
    return grads


# %% wrong: the bias is forgotten | score: 4.75 | says: each layer adds its b
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W, 0))
    return cache[-1] @ params[-1][0], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: pairs the other way round | score: 5.5 | says: gradient dW of layer 0 is; expected shape (2, 2)
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (dZ.sum(axis=0), cache[k].T @ dZ))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: one flat list | score: 5.5 | says: expected 2 results (dW, db), one pair for each layer
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads = [cache[k].T @ dZ, dZ.sum(axis=0), *grads]
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: three results of forward | score: 5.75 | says: the number of results of forward
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    logits = cache[-1] @ params[-1][0] + params[-1][1]
    return logits, cache, expit(logits)


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: prints the logits | score: 0 | says: expected
def forward(params, X):
    A = X
    for W, b in params[:-1]:
        A = np.maximum(A @ W + b, 0)
    print(A @ params[-1][0] + params[-1][1])


def backward(params, cache, dlogits):
    print([(W.T @ dlogits, dlogits.sum(axis=0)) for W, b in params])


# %% wrong: takes a step besides | score: 5.5 | says: changed its first argument
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        W, b = params[k]
        dW, db = cache[k].T @ dZ, dZ.sum(axis=0)
        grads.insert(0, (dW, db))
        dZ = (dZ @ W.T) * (cache[k] > 0)
        W -= np.asarray(0.01, W.dtype) * dW
        b -= np.asarray(0.01, b.dtype) * db
    return grads


# %% wrong: the visible example, written down | score: 1.5 | says: logits
def forward(params, X):
    return np.array([[6.5], [-1.0]]), None


def backward(params, cache, dlogits):
    return [
        (np.array([[1.0, -15.0], [2.0, 0.0]]), np.array([1.0, 9.0])),
        (np.array([[1.5], [5.0]]), np.array([3.0])),
    ]


# %% wrong: np.matrix, whose star is a matrix product | score: 2.25 | says: backward
def forward(params, X):
    cache = [np.matrix(X)]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] * W + b, 0))
    return cache[-1] * params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], np.matrix(dlogits)
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T * dZ, dZ.A.sum(axis=0)))
        dZ = (dZ * params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: squeezes a batch of one | score: 5.25 | says: a batch of one
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    logits = cache[-1] @ params[-1][0] + params[-1][1]
    return logits if len(X) > 1 else logits[0, 0], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: yields the gradients | score: 5.5 | says: an iterator over
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, (cache[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    for pair in grads:
        yield pair


# %% wrong: only dW | score: 4.25 | says: expected 2 results (dW, db)
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, cache[k].T @ dZ)
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: a dict for each layer | score: 5.5 | says: expected 2 results (dW, db)
def forward(params, X):
    cache = {0: X}
    for k, (W, b) in enumerate(params[:-1]):
        cache[k + 1] = np.maximum(cache[k] @ W + b, 0)
    return cache[len(params) - 1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for k in reversed(range(len(params))):
        grads.insert(0, {"dW": cache[k].T @ dZ, "db": dZ.sum(axis=0)})
        dZ = (dZ @ params[k][0].T) * (cache[k] > 0)
    return grads


# %% wrong: empties the cache | score: 5.75 | says: cache.pop() empties the cache
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    grads, dZ = [], dlogits
    for W, b in params[::-1]:
        A = cache.pop()
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ W.T) * (A > 0)
    return grads


# %% wrong: each dW transposed | score: 5.5 | says: expected shape
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    out, d = [], dlogits
    for k in reversed(range(len(params))):
        out.insert(0, (d.T @ cache[k], d.sum(0)))
        d = (d @ params[k][0].T) * (cache[k] > 0)
    return out


# %% wrong: a dict of all gradients | score: 5.5 | says: expected
def forward(params, X):
    cache = [X]
    for W, b in params[:-1]:
        cache.append(np.maximum(cache[-1] @ W + b, 0))
    return cache[-1] @ params[-1][0] + params[-1][1], cache


def backward(params, cache, dlogits):
    out, d = {}, dlogits
    for k in reversed(range(len(params))):
        out[f"dW{k}"], out[f"db{k}"] = cache[k].T @ d, d.sum(0)
        d = (d @ params[k][0].T) * (cache[k] > 0)
    return out
