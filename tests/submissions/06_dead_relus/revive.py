# ruff: noqa
# %% right: lift the bias, unit by unit
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    for unit in range(len(b)):
        z = A @ W[:, unit] + b[unit]
        if not (z > 0).any():
            b[unit] = b[unit] - z.max() + 0.5
    return new


# %% right: fresh weights that fire on the first example
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    dead = (A @ W + b).max(axis=0) <= 0
    W[:, dead] = A[:1].T * 0.1
    b[dead] = 0.1
    return new


# %% right: no weights and a positive bias
def revive(params, layer, X):
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    alive = (np.maximum(A @ W + b, 0) > 0).any(axis=0)
    W = np.where(alive, W, 0).astype(W.dtype)
    b = np.where(alive, b, 1).astype(b.dtype)
    new = list(params)
    new[layer] = (W, b)
    return new


# %% right: torch
def revive(params, layer, X):
    A = torch.from_numpy(X)
    for W, b in params[:layer]:
        A = torch.relu(A @ torch.from_numpy(W) + torch.from_numpy(b))
    W, b = (torch.from_numpy(part).clone() for part in params[layer])
    top = (A @ W + b).amax(0)
    b += torch.where(top <= 0, 2 - top, torch.zeros_like(top))
    return [*params[:layer], (W.numpy(), b.numpy()), *params[layer + 1 :]]


# %% wrong: the bias becomes 0 | score: 1.5 | says: how far is the largest pre-activation
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    b[(A @ W + b).max(axis=0) <= 0] = 0
    return new


# %% wrong: a fixed lift | score: 1.75 | says: the largest activation of each unit to be above 0
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    b[(A @ W + b).max(axis=0) <= 0] += 60
    return new


# %% wrong: every unit is lifted | score: 1.75 | says: change only the columns of dead units
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    b += 1 - (A @ W + b).max(axis=0)
    return new


# %% wrong: X instead of the activations before | score: 2.25 | says: the activations of the layer before, not x
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    W, b = new[layer]
    if X.shape[1] != len(W):
        X = np.resize(X, (len(X), len(W)))
    z = (X @ W + b).max(axis=0)
    b[z <= 0] += 1 - z[z <= 0]
    return new


# %% wrong: lifted exactly to zero | score: 1 | says: and a little more
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    z = (A @ W + b).max(axis=0)
    b[z <= 0] -= z[z <= 0]
    return new


# %% wrong: written into the given arrays | score: 2.75 | says: copy w and b before you write
def revive(params, layer, X):
    A = X
    for W, b in params[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = params[layer]
    z = (A @ W + b).max(axis=0)
    b[z <= 0] += 1 - z[z <= 0]
    return params


# %% wrong: only the weights are drawn afresh | score: 1 | says: raise the bias
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    dead = (A @ W + b).max(axis=0) <= 0
    W[:, dead] = np.random.default_rng(0).normal(size=(len(W), dead.sum()))
    return new


# %% wrong: everything starts afresh | score: 1.75 | says: the live unit is unchanged
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    W, b = new[layer]
    W[:] = 0
    b[:] = 1
    return new


# %% wrong: silent on some example counts as dead | score: 2.25 | says: the live units' biases
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    z = (A @ W + b).min(axis=0)
    b[z <= 0] += 1 - z[z <= 0]
    return new


# %% wrong: a leaky layer | score: 0 | says: expected
def revive(params, layer, X):
    return lambda Z: np.where(Z > 0, Z, 0.01 * Z)


# %% wrong: the bias loses its sign | score: 1.5 | says: may be dead for its weights
def revive(params, layer, X):
    new = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in new[:layer]:
        A = np.maximum(0, A @ W + b)
    W, b = new[layer]
    dead = (A @ W + b).max(axis=0) <= 0
    b[dead] = np.abs(b[dead])
    return new


# %% right: an outgoing weight of zero, fresh weights along an example
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    for unit in np.flatnonzero(~(A @ W + b > 0).any(axis=0)):
        W[:, unit] = A[0] / max(1.0, float((A[0] ** 2).sum()))
        b[unit] = 0.01
        params[layer + 1][0][unit] = 0
    return params


# %% right: weights zero and a bias of one, as a tuple of lists
def revive(params, layer, X):
    A = X
    for k, (W, b) in enumerate(params):
        Z = A @ W + b
        if k == layer:
            silent = Z.max(axis=0) <= 0
            W, b = W.copy(), b.copy()
            W[:, silent], b[silent] = 0, 1
            return tuple([*map(list, params[:k]), [W, b], *map(list, params[k + 1 :])])
        A = Z.clip(0)


# %% right: doubled lifts until it fires
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    for unit in range(len(b)):
        start, lift = b[unit], 0.5
        while (A @ W[:, unit] + b[unit]).max() <= 0:
            b[unit], lift = start + lift, 2 * lift
    plt.plot(b)
    plt.close()
    return params


# %% wrong: any positive bias | score: 1.75 | says: may be dead for its weights
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    b[(A @ W + b).max(axis=0) <= 0] = 1
    return params


# %% wrong: the layers before are revived, too | score: 2.75 | says: they stay as they are
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[: layer + 1]:
        top = (A @ W + b).max(axis=0)
        b[top <= 0] += 1 - top[top <= 0]
        A = np.maximum(A @ W + b, 0)
    return params


# %% wrong: always the first layer | score: 2.25 | says: its inputs are the activations of the layer before
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[0]
    top = (X @ W + b).max(axis=0)
    b[top <= 0] += 1 - top[top <= 0]
    return params


# %% wrong: printed | score: 0 | says: is there a `return`
def revive(params, layer, X):
    W, b = params[layer]
    print((X @ W + b).max(axis=0))


# %% wrong: only the first dead unit | score: 1.5 | says: the largest activation of each unit
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    top = (A @ W + b).max(axis=0)
    if (top <= 0).any():
        unit = np.argmax(top <= 0)
        b[unit] += 1 - top[unit]
    return params


# %% wrong: no ReLU on the way to the layer | score: 2.75 | says: give 0 to the layer that you revive
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = A @ W + b
    W, b = params[layer]
    top = (A @ W + b).max(axis=0)
    b[top <= 0] += 1 - top[top <= 0]
    return params


# %% wrong: the first example must fire | score: 2.5 | says: the live units' biases
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X[:1]
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    z = (A @ W + b)[0]
    b[z <= 0] += 1 - z[z <= 0]
    return params


# %% wrong: the revived units are returned, too | score: 2.5 | says: expected
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    top = (A @ W + b).max(axis=0)
    b[top <= 0] += 1 - top[top <= 0]
    return params, np.flatnonzero(top <= 0)


# %% wrong: everything becomes float64 | score: 2.75 | says: float32 in, float32 out
def revive(params, layer, X):
    params = [(W.astype(float), b.astype(float)) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    top = (A @ W + b).max(axis=0)
    b[top <= 0] += 1 - top[top <= 0]
    return params


# %% wrong: the signs of dead weights turn | score: 1 | says: largest activation
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    dead = (A @ W + b).max(axis=0) <= 0
    W[:, dead] *= -1
    return params


# %% wrong: the magnitudes of dead weights and biases | score: 2.25 | says: inputs that are all negative; far is the largest
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    dead = (A @ W + b).max(axis=0) <= 0
    W[:, dead], b[dead] = np.abs(W[:, dead]), np.abs(b[dead])
    return params


# %% wrong: lifted to 1e-9 | score: 1.25 | says: by more than 1e-6
def revive(params, layer, X):
    params = [(W.copy(), b.copy()) for W, b in params]
    A = X
    for W, b in params[:layer]:
        A = np.maximum(A @ W + b, 0)
    W, b = params[layer]
    highest = (A @ W + b).max(axis=0)
    dead = highest <= 0
    b[dead] += 1e-9 - highest[dead]
    return params
