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


# %% wrong: the output is in the list | score: 1.5 | says: leave out the last layer
def relu_network_forward(params, X):
    hidden = []
    for W, b in params:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: pre-activations | score: 0.25 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        Z = X @ W + b
        hidden.append(Z)
        X = np.maximum(Z, 0)
    return hidden


# %% wrong: no ReLU on the way | score: 1 | says: not its pre-activations
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = X @ W + b
        hidden.append(np.maximum(X, 0))
    return hidden


# %% wrong: each layer takes X | score: 1 | says: starting with A = X
def relu_network_forward(params, X):
    return [np.maximum(X @ W + b, 0) for W, b in params[:-1]]


# %% wrong: no bias | score: 0.25 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W, 0)
        hidden.append(X)
    return hidden


# %% wrong: transposed weights | score: 0.25 | says: max(0, A W + b)
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W.T + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: everything becomes float64 | score: 1.75 | says: np.maximum(z, 0) keeps float32
def relu_network_forward(params, X):
    hidden, A = [], np.array(X, dtype=float)
    for W, b in params[:-1]:
        A = np.maximum(A @ W.astype(float) + b.astype(float), 0)
        hidden.append(A)
    return hidden


# %% wrong: only the last hidden layer | score: 0.25 | says: expected
def relu_network_forward(params, X):
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
    return X


# %% wrong: X is the first item | score: 1.5 | says: expected
def relu_network_forward(params, X):
    hidden = [X]
    for W, b in params[:-1]:
        hidden.append(np.maximum(hidden[-1] @ W + b, 0))
    return hidden


# %% right: a tuple
def relu_network_forward(params, X):
    hidden = ()
    for k in range(len(params) - 1):
        X = np.clip(X @ params[k][0] + params[k][1], 0, None)
        hidden += (X,)
    return hidden


# %% right: accumulate
from itertools import accumulate


def relu_network_forward(params, X):
    def step(A, layer):
        return np.where(A @ layer[0] + layer[1] > 0, A @ layer[0] + layer[1], 0)

    return list(accumulate(params[:-1], step, initial=X))[1:]


# %% right: nested lists
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(np.einsum("ij,jk->ik", X, W) + b, 0)
        print(X.shape)
        hidden.append(X)
    return hidden


# %% right: tensors in the list
def relu_network_forward(params, X):
    A, hidden = torch.tensor(X), []
    for W, b in params[:-1]:
        A = (A @ torch.tensor(W) + torch.tensor(b)).relu()
        hidden.append(A)
    return hidden


# %% wrong: printed | score: 0 | says: is there a `return`
def relu_network_forward(params, X):
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        print(X)


# %% wrong: a generator | score: 1.75 | says: tuple
def relu_network_forward(params, X):
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        yield X


# %% wrong: a dict | score: 1.5 | says: a list or tuple
def relu_network_forward(params, X):
    hidden = {}
    for k, (W, b) in enumerate(params[:-1]):
        hidden[k] = X = np.maximum(X @ W + b, 0)
    return hidden


# %% wrong: the first row only | score: 0.5 | says: shape
def relu_network_forward(params, X):
    hidden, X = [], X[:1]
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: the last layer first | score: 1 | says: the first hidden layer
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        hidden.insert(0, X)
    return hidden


# %% wrong: the last layer is taken away from the given list | score: 1.75 | says: params.pop() takes a layer away
def relu_network_forward(params, X):
    params.pop()
    hidden = []
    for W, b in params:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden


# %% wrong: a leaky ReLU | score: 0.25 | says: the first hidden layer
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        Z = X @ W + b
        X = np.where(Z > 0, Z, 0.01 * Z)
        hidden.append(X)
    return hidden


# %% wrong: a list of one layer comes as the array | score: 1.5 | says: expected
def relu_network_forward(params, X):
    hidden = []
    for W, b in params[:-1]:
        X = np.maximum(X @ W + b, 0)
        hidden.append(X)
    return hidden[0] if len(hidden) == 1 else hidden
