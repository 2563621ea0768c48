# ruff: noqa
# %% right: layer by layer, backward
def gradient_norms(weights, X, activation, activation_grad):
    inputs, slopes, A = [], [], X
    for k, W in enumerate(weights):
        inputs.append(A)
        Z = A @ W
        if k < len(weights) - 1:
            slopes.append(activation_grad(Z))
            A = activation(Z)
    delta = np.ones_like(Z, dtype=float)
    norms = []
    for k in range(len(weights) - 1, -1, -1):
        norms.append(np.linalg.norm(inputs[k].T @ delta))
        if k > 0:
            delta = (delta @ weights[k].T) * slopes[k - 1]
    return np.array(norms[::-1])


# %% right: recursion, a list
def gradient_norms(weights, X, activation, activation_grad):
    def visit(k, A):
        Z = A @ weights[k]
        if k == len(weights) - 1:
            delta, later = np.ones(Z.shape), []
        else:
            upstream, later = visit(k + 1, activation(Z))
            delta = upstream * activation_grad(Z)
        dW = A.T @ delta
        return delta @ weights[k].T, [float(np.sqrt((dW**2).sum())), *later]

    return visit(0, X)[1]


# %% right: one example at a time, outer products
def gradient_norms(weights, X, activation, activation_grad):
    totals = [np.zeros(W.shape) for W in weights]
    for x in X:
        states, sums = [x], []
        for W in weights[:-1]:
            sums.append(states[-1] @ W)
            states.append(activation(sums[-1]))
        delta = np.ones(weights[-1].shape[1])
        for k in reversed(range(len(weights))):
            totals[k] = totals[k] + np.outer(states[k], delta)
            if k:
                delta = activation_grad(sums[k - 1]) * (weights[k] @ delta)
    return tuple(np.linalg.norm(total) for total in totals)


# %% right: the Jacobian of the rest of the network, carried forward
def gradient_norms(weights, X, activation, activation_grad):
    A, inputs, zs = X, [], []
    for W in weights:
        inputs.append(A)
        zs.append(A @ W)
        A = activation(zs[-1])
    norms = []
    for k in range(len(weights)):
        sensitivity = np.ones((len(X), weights[-1].shape[1]))
        for later in range(len(weights) - 1, k, -1):
            sensitivity = np.einsum("bj,ij->bi", sensitivity, weights[later])
            sensitivity = sensitivity * activation_grad(zs[later - 1])
        dW = np.einsum("bi,bj->ij", inputs[k], sensitivity)
        norms.append(np.sqrt(np.vdot(dW, dW)))
    return norms


# %% right: long doubles
def gradient_norms(weights, X, activation, activation_grad):
    weights = [W.astype(np.longdouble) for W in weights]
    inputs, slopes = [X.astype(np.longdouble)], []
    for W in weights[:-1]:
        Z = (inputs[-1] @ W).astype(float)
        slopes.append(activation_grad(Z))
        inputs.append(np.asarray(activation(Z), dtype=np.longdouble))
    delta = np.ones((len(X), weights[-1].shape[1]), dtype=np.longdouble)
    norms = np.zeros(len(weights), dtype=np.longdouble)
    for k in range(len(weights) - 1, -1, -1):
        norms[k] = np.sqrt(((inputs[k].T @ delta) ** 2).sum())
        if k:
            delta = (delta @ weights[k].T) * slopes[k - 1]
    return norms


# %% wrong: the last layer first | score: 2.5 | says: the first layer's norm comes first
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.append(np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: no square root | score: 2.25 | says: expected [26.833, 4.]
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.insert(0, ((A[k].T @ delta) ** 2).sum())
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: the mean of the outputs | score: 1.75 | says: the sum over the batch is no mean
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape) / zs[-1].size, []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: the largest singular value | score: 2.25 | says: finite differences
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta, 2))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: an activation after the last layer, too | score: 1.25 | says: no activation after the last layer
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = activation_grad(zs[-1]), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: the slope at the activation | score: 1 | says: the slope is taken at the pre-activation z
def gradient_norms(weights, X, activation, activation_grad):
    A = [X]
    for W in weights[:-1]:
        A.append(activation(A[-1] @ W))
    delta, norms = np.ones((len(X), weights[-1].shape[1])), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(A[k])
    return norms


# %% wrong: no slopes | score: 0.75 | says: times the slope at z
def gradient_norms(weights, X, activation, activation_grad):
    A = [X]
    for W in weights[:-1]:
        A.append(activation(A[-1] @ W))
    delta, norms = np.ones((len(X), weights[-1].shape[1])), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        delta = delta @ weights[k].T
    return norms


# %% wrong: the gradient of the pre-activations | score: 0 | says: backward from the output
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms


# %% wrong: norms of the weights | score: 0 | says: backward from the output
def gradient_norms(weights, X, activation, activation_grad):
    return [np.linalg.norm(W) for W in weights]


# %% wrong: coarse finite differences | score: 2 | says: the backward pass is exact where differences drown in rounding
def gradient_norms(weights, X, activation, activation_grad):
    def total(weights):
        A = X
        for W in weights[:-1]:
            A = activation(A @ W)
        return (A @ weights[-1]).sum()

    base, norms = total(weights), []
    for k, W in enumerate(weights):
        dW = np.zeros(W.shape)
        for index in np.ndindex(W.shape):
            moved = W.copy()
            moved[index] += 1e-4
            dW[index] = (total([*weights[:k], moved, *weights[k + 1 :]]) - base) / 1e-4
        norms.append(np.linalg.norm(dW))
    return norms


# %% wrong: turns the list of weights around in place | score: 2.75 | says: expected the input as it was before
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    weights.reverse()
    for k, W in enumerate(weights):
        at = len(weights) - 1 - k
        norms.insert(0, np.linalg.norm(A[at].T @ delta))
        if at:
            delta = delta @ W.T * activation_grad(zs[at - 1])
    return norms


# %% wrong: a generator of norms | score: 2.5 | says: `tuple(...)` around it
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return (norm for norm in norms)


# %% wrong: the output is returned, too | score: 2.5 | says: is there a comma too many
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta, norms = np.ones(zs[-1].shape), []
    for k in reversed(range(len(weights))):
        norms.insert(0, np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])
    return norms, zs[-1]


# %% wrong: prints the norms | score: 0 | says: is there a `return`
def gradient_norms(weights, X, activation, activation_grad):
    A, zs = [X], []
    for W in weights:
        zs.append(A[-1] @ W)
        A.append(activation(zs[-1]))
    delta = np.ones(zs[-1].shape)
    for k in reversed(range(len(weights))):
        print(np.linalg.norm(A[k].T @ delta))
        if k:
            delta = delta @ weights[k].T * activation_grad(zs[k - 1])


# %% wrong: the gradients, not their norms | score: 2.25 | says: expected an array [26.833, 4.]
def gradient_norms(weights, X, activation, activation_grad):
    A, Zs = [X], []
    for k, W in enumerate(weights):
        Zs.append(A[-1] @ W)
        if k < len(weights) - 1:
            A.append(activation(Zs[-1]))
    d = np.ones_like(Zs[-1], dtype=float)
    norms = []
    for k in reversed(range(len(weights))):
        norms.append(A[k].T @ d)
        if k > 0:
            d = (d @ weights[k].T) * activation_grad(Zs[k - 1])
    return norms[::-1]


# %% wrong: the largest entry | score: 1 | says: its norm is the root of the sum of all squares
def gradient_norms(weights, X, activation, activation_grad):
    A, Zs = [X], []
    for k, W in enumerate(weights):
        Zs.append(A[-1] @ W)
        if k < len(weights) - 1:
            A.append(activation(Zs[-1]))
    d = np.ones_like(Zs[-1], dtype=float)
    norms = []
    for k in reversed(range(len(weights))):
        norms.append(np.abs(A[k].T @ d).max())
        if k > 0:
            d = (d @ weights[k].T) * activation_grad(Zs[k - 1])
    return np.array(norms[::-1])


# %% wrong: four decimals | score: 2 | says: the backward pass is exact
def gradient_norms(weights, X, activation, activation_grad):
    A, Zs = [X], []
    for k, W in enumerate(weights):
        Zs.append(A[-1] @ W)
        if k < len(weights) - 1:
            A.append(activation(Zs[-1]))
    d = np.ones_like(Zs[-1], dtype=float)
    norms = []
    for k in reversed(range(len(weights))):
        norms.append(np.sqrt(np.sum((A[k].T @ d) ** 2)))
        if k > 0:
            d = (d @ weights[k].T) * activation_grad(Zs[k - 1])
    return np.round(norms[::-1], 4)
