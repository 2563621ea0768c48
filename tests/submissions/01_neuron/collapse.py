# ruff: noqa
# %% right: recursion from the back
def collapse(layers):
    (W, b), rest = layers[0], layers[1:]
    if not rest:
        return W, b
    W_rest, b_rest = collapse(rest)
    return W @ W_rest, b @ W_rest + b_rest


# %% right: homogeneous coordinates
def collapse(layers):
    def lifted(W, b):
        column = np.zeros((W.shape[0] + 1, 1))
        column[-1] = 1
        return np.hstack([np.vstack([W, b]), column])

    total = np.eye(layers[0][0].shape[0] + 1)
    for W, b in layers:
        total = total @ lifted(W, b)
    return total[:-1, :-1], total[-1, :-1]


# %% right: probing with zero and the unit vectors
def collapse(layers):
    n = layers[0][0].shape[0]
    probes = np.vstack([np.zeros((1, n)), np.eye(n)])
    for W, b in layers:
        probes = probes @ W + b
    return probes[1:] - probes[0], probes[0]


# %% right: reduce
def collapse(layers):
    from functools import reduce

    return reduce(lambda f, g: (f[0] @ g[0], f[1] @ g[0] + g[1]), layers)


# %% wrong: biases only added up | score: 0.5 | says: multiply out, bias included; b is [4.]
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W = W @ W_next
        b = b + b_next
    return W, b


# %% wrong: no biases | score: 0 | says: b is [0.]; expected [8.]
def collapse(layers):
    W = layers[0][0]
    for W_next, _ in layers[1:]:
        W = W @ W_next
    return W, np.zeros(W.shape[1])


# %% wrong: product in the wrong order | score: 1.5 | says: matmul; X passes the first W first
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = W_next @ W, b @ W_next + b_next
    return W, b


# %% wrong: weights added | score: 0.5 | says: W is [[7.]]; expected [[10.]]
def collapse(layers):
    return sum(W for W, _ in layers), sum(b for _, b in layers)


# %% wrong: the first two layers only | score: 2 | says: list index out of range; a list of one layer is an ordinary case
def collapse(layers):
    (W1, b1), (W2, b2) = layers[0], layers[1]
    return W1 @ W2, b1 @ W2 + b2


# %% wrong: empties the list | score: 3.5 | says: changed its first argument; layers.pop
def collapse(layers):
    W, b = layers.pop(0)
    while layers:
        W_next, b_next = layers.pop(0)
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


# %% wrong: bias multiplied by the product so far | score: 0.5 | says: b is; expected [8.]
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W = W @ W_next
        b = b @ W + b_next
    return W, b


# %% wrong: only the weights come back | score: 0 | says: expected 2 results (W, b)
def collapse(layers):
    W = layers[0][0]
    for W_next, _ in layers[1:]:
        W = W @ W_next
    return W


# %% wrong: ReLU in between | score: 1.5 | says: X @ W + b
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = np.maximum(W, 0) @ W_next, np.maximum(b, 0) @ W_next + b_next
    return W, b


# %% wrong: b as a row of shape (1, n) | score: 3 | says: expected shape (1,); take it as it was meant
def collapse(layers):
    W, b = layers[0][0], layers[0][1].reshape(1, -1)
    for W_next, b_next in layers[1:]:
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


# %% wrong: bias first | score: 3 | says: W is [8.], shape (1,); expected shape (1, 1); take it as it was meant
def collapse(layers):
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = W @ W_next, b @ W_next + b_next
    return b, W


# %% wrong: the visible example, written down | score: 0 | says: b is [8.]; expected [7.]
def collapse(layers):
    return np.array([[10.0]]), np.array([8.0])
