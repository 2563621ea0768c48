# ruff: noqa
# %% right: dot product
def neuron(x, w, b, activation):
    z = np.dot(w, x) + b
    return z, activation(z)


# %% right: a loop over inputs
def neuron(x, w, b, activation):
    total = b
    for i in range(len(x)):
        total = total + w[i] * x[i]
    return total, activation(total)


# %% right: bias as the weight of a constant input
def neuron(x, w, b, activation):
    z = np.append(w, b) @ np.append(x, 1.0)
    return [z, activation(z)]


# %% right: torch
def neuron(x, w, b, activation):
    import torch

    z = torch.dot(torch.from_numpy(x), torch.from_numpy(w)).item() + b
    return z, activation(z)


# %% wrong: no bias | score: 0 | says: expected -1.0; add b once
def neuron(x, w, b, activation):
    z = x @ w
    return z, activation(z)


# %% wrong: no sum | score: 0 | says: expected a single number; one neuron has one z
def neuron(x, w, b, activation):
    z = x * w + b
    return z, activation(z)


# %% wrong: bias added for every input | score: 0 | says: z is 0.0; add b once
def neuron(x, w, b, activation):
    z = sum(xi * wi + b for xi, wi in zip(x, w))
    return z, activation(z)


# %% wrong: bias after the activation | score: 0 | says: before the activation; z is -2.0
def neuron(x, w, b, activation):
    z = x @ w
    return z, activation(z) + b


# %% wrong: only the activation | score: 0 | says: expected 2 results (z, a)
def neuron(x, w, b, activation):
    return activation(x @ w + b)


# %% wrong: always ReLU | score: 1 | says: call the function that you are given
def neuron(x, w, b, activation):
    z = x @ w + b
    return z, np.maximum(z, 0)


# %% wrong: pair the other way round | score: 1.5 | says: z is 0.0; expected -1.0; is their order as asked?; take it as it was meant
def neuron(x, w, b, activation):
    z = x @ w + b
    return activation(z), z


# %% wrong: bias subtracted | score: 0 | says: z is -3.0; expected -1.0
def neuron(x, w, b, activation):
    z = x @ w - b
    return z, activation(z)


# %% right: an array of two numbers
def neuron(x, w, b, activation):
    z = (x * w).sum() + b
    return np.array([z, activation(z)])


# %% wrong: writes into x | score: 1.5 | says: changed its first argument; `x *= w` writes into the array
def neuron(x, w, b, activation):
    x *= w
    z = x.sum() + b
    return z, activation(z)


# %% wrong: the visible example, written down | score: 0 | says: z is -1.0
def neuron(x, w, b, activation):
    return -1.0, 0.0


# %% wrong: the visible examples, looked up | score: 0 | says: z is -1.0
def neuron(x, w, b, activation):
    return (2.0, activation(2.0)) if b == 4.0 else (-1.0, 0.0)
