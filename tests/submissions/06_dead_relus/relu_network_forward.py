# ruff: noqa
# %% right: a loop with maximum
def relu_network_forward(params, X):
    activations = []
    A = X
    for W, b in params[:-1]:
        A = np.maximum(0, A @ W + b)
        activations.append(A)
    return activations


# %% right: recursion
def relu_network_forward(params, X):
    if len(params) < 2:
        return []
    W, b = params[0]
    Z = X.dot(W) + b
    A = Z * (Z > 0)
    return [A] + relu_network_forward(params[1:], A)


# %% right: torch
def relu_network_forward(params, X):
    t, out = torch.from_numpy(X), []
    for W, b in params[:-1]:
        t = torch.relu(torch.addmm(torch.from_numpy(b), t, torch.from_numpy(W)))
        out.append(t.numpy())
    return out


# %% wrong: the output is in the list | score: 0 | says: leave out the last layer
def relu_network_forward(params, X):
    hidden = []
    for W, b in params:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: pre-activations | score: 0.5 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        Z = X @ W + b
        hidden.append(Z)
        X = np.maximum(Z, 0)
    return hidden


# %% wrong: no ReLU on the way | score: 0.5 | says: not its pre-activations
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = X @ W + b
        hidden.append(np.maximum(X, 0))
    return hidden


# %% wrong: each layer takes X | score: 0 | says: starting with A = X
def relu_network_forward(params, X):
    return [np.maximum(X @ W + b, 0) for W, b in params[:-1]]


# %% wrong: no bias | score: 0.5 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W, 0)
        hidden.append(X)
    return hidden


# %% wrong: transposed weights | score: 0 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W.T + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: everything becomes float64 | score: 1.5 | says: np.maximum(z, 0) keeps float32
def relu_network_forward(params, X):
    hidden, A = [], np.array(X, dtype=float)
    for W, b in params[:-1]:
        A = np.maximum(A @ W.astype(float) + b.astype(float), 0)
        hidden.append(A)
    return hidden


# %% wrong: only the last hidden layer | score: 0 | says: expected
def relu_network_forward(params, X):
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
    return X


# %% wrong: X is the first item | score: 0 | says: expected
def relu_network_forward(params, X):
    hidden = [X]
    for W, b in params[:-1]:
        hidden.append(np.maximum(hidden[-1] @ W + b, 0))
    return hidden
