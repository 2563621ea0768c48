# ruff: noqa
# %% right: matmul with the bias as a row
def dense(X, W, b, activation):
    Z = np.matmul(X, W) + b[None, :]
    return Z, activation(Z)


# %% right: a loop over examples and neurons
def dense(X, W, b, activation):
    Z = np.zeros((X.shape[0], W.shape[1]), dtype=X.dtype)
    for i, x in enumerate(X):
        for j in range(W.shape[1]):
            Z[i, j] = np.dot(x, W[:, j]) + b[j]
    return Z, activation(Z)


# %% right: torch linear, which wants the transpose
def dense(X, W, b, activation):
    import torch

    X, W, b = (torch.from_numpy(v) for v in (X, W, b))
    Z = torch.nn.functional.linear(X, W.T, b).numpy()
    return Z, activation(Z)


# %% right: einsum
def dense(X, W, b, activation):
    Z = np.einsum("bi,io->bo", X, W)
    Z += b
    return (Z, activation(Z))


# %% wrong: no bias | score: 0 | says: expected [[1., -1., 1.]]; Z is [[1., 2., 0.]]
def dense(X, W, b, activation):
    Z = X @ W
    return Z, activation(Z)


# %% wrong: weights transposed | score: 0 | says: matmul; rows by columns
def dense(X, W, b, activation):
    Z = X @ W.T + b
    return Z, activation(Z)


# %% wrong: activation of the input | score: 1.5 | says: A is; expected [[1., 0., 1.]]
def dense(X, W, b, activation):
    return X @ W + b, activation(X) @ W + b


# %% wrong: first example only | score: 0 | says: expected shape (1, 3); expected shape (3, 3)
def dense(X, W, b, activation):
    z = X[0] @ W + b
    return z, activation(z)


# %% wrong: summed over the batch | score: 0 | says: expected shape (1, 3); expected shape (3, 3)
def dense(X, W, b, activation):
    Z = (X @ W + b).sum(axis=0)
    return Z, activation(Z)


# %% wrong: a column for each example | score: 0 | says: is it transposed?; but no larger array
def dense(X, W, b, activation):
    Z = X @ W + b
    return Z.T, activation(Z.T)


# %% wrong: bias as a column | score: 0 | says: expected shape (1, 3); each row gets the whole b
def dense(X, W, b, activation):
    Z = X @ W + b.reshape(-1, 1)
    return Z, activation(Z)


# %% wrong: returns the activations only | score: 0 | says: expected 2 results (Z, A)
def dense(X, W, b, activation):
    return activation(X @ W + b)


# %% wrong: forgets the activation | score: 1.5 | says: A is; expected [[1., 0., 1.]]
def dense(X, W, b, activation):
    Z = X @ W + b
    return Z, Z


# %% wrong: everything becomes float64 | score: 3.5 | says: expected dtype float32
def dense(X, W, b, activation):
    Z = np.array(X, dtype=float) @ W + b
    return Z, activation(Z)


# %% wrong: Z overwritten by the activation | score: 0.5 | says: Z is [[1., 0., 1.]]
def dense(X, W, b, activation):
    Z = X @ W + b
    Z[:] = activation(Z)
    return Z, Z


# %% wrong: works inside the input | score: 3.5 | says: changed its first argument
def dense(X, W, b, activation):
    if X.shape[1] != W.shape[1]:
        Z = X @ W + b
        return Z, activation(Z)
    X @= W
    X += b
    return X, activation(X)


# %% wrong: not written | score: 0 | says: dense is not written yet
def dense(X, W, b, activation):
    raise NotImplementedError()


# %% right: lists
def dense(X, W, b, activation):
    if X.dtype == np.float32:
        return X @ W + b, activation(X @ W + b)
    columns = list(zip(*W.tolist()))
    Z = [
        [sum(x * w for x, w in zip(row, column)) + c for column, c in zip(columns, b)]
        for row in X.tolist()
    ]
    return [Z, activation(np.array(Z)).tolist()]


# %% wrong: outputs swapped | score: 3 | says: is their order as asked?; take it as it was meant
def dense(X, W, b, activation):
    Z = X @ W + b
    return activation(Z), Z


# %% wrong: the visible examples, written down | score: 0 | says: Z is [[1., -1., 1.]]
def dense(X, W, b, activation):
    if len(X) == 1:
        return np.array([[1.0, -1.0, 1.0]]), np.array([[1.0, 0.0, 1.0]])
    Z = np.array([[0.0, -3.0, 1.0], [1.0, -3.0, 3.0], [0.0, -2.0, 0.0]])
    return Z, np.maximum(Z, 0)
