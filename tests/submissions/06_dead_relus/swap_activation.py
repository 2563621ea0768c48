# ruff: noqa
# %% right: autograd
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y, dtype=torch.tensor(X).dtype)
    losses = np.zeros(steps)
    for step in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = (F.softplus(z) - t * z).mean()
        losses[step] = float(loss)
        loss.backward()
        for w in weights:
            w.data -= lr * w.grad
            w.grad = None
    return losses


# %% right: NumPy by hand
def swap_activation(params, X, y, activation, lr, steps, seed):
    from scipy.special import erf, expit

    def f(z):
        if activation == "relu":
            return np.maximum(z, 0), (z > 0) * 1.0
        if activation == "leaky_relu":
            return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)
        if activation == "elu":
            e = np.exp(np.minimum(z, 0))
            return np.where(z > 0, z, e - 1), np.where(z > 0, 1.0, e)
        phi = 0.5 * (1 + erf(z / np.sqrt(2)))
        return z * phi, phi + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

    layers = [(W.copy(), b.copy()) for W, b in params]
    losses = []
    for _ in range(steps):
        inputs, slopes, A = [], [], X
        for W, b in layers[:-1]:
            inputs.append(A)
            A, slope = f(A @ W + b)
            slopes.append(slope)
        inputs.append(A)
        z = (A @ layers[-1][0] + layers[-1][1])[:, 0]
        losses.append(np.mean(np.logaddexp(0, z) - y * z))
        delta = ((expit(z) - y) / len(y))[:, None]
        new = []
        for k in reversed(range(len(layers))):
            W, b = layers[k]
            new.insert(0, (W - lr * inputs[k].T @ delta, b - lr * delta.sum(axis=0)))
            if k:
                delta = (delta @ W.T) * slopes[k - 1]
        layers = new
    return np.array(losses)


# %% right: a torch module and SGD
def swap_activation(params, X, y, activation, lr, steps, seed):
    torch.manual_seed(seed)
    kinds = {
        "relu": nn.ReLU,
        "leaky_relu": nn.LeakyReLU,
        "elu": nn.ELU,
        "gelu": nn.GELU,
    }
    modules = []
    for W, b in params:
        linear = nn.Linear(W.shape[0], W.shape[1]).double()
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W).T)
            linear.bias.copy_(torch.tensor(b))
        modules += [linear, kinds[activation]()]
    model = nn.Sequential(*modules[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    target = torch.tensor(y, dtype=torch.float64)
    losses = []
    for _ in range(steps):
        loss = nn.BCEWithLogitsLoss()(model(torch.tensor(X)).flatten(), target)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return np.array(losses)


# %% wrong: the loss after the step | score: 2.25 | says: entry 0 belongs to the params as they came
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()

    def loss_now():
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        return F.binary_cross_entropy_with_logits(z, t)

    losses = []
    for _ in range(steps):
        gradients = torch.autograd.grad(loss_now(), weights)
        for w, g in zip(weights, gradients):
            w.data -= lr * g
        losses.append(loss_now().item())
    return np.array(losses)


# %% wrong: always ReLU | score: 1.75 | says: leaky relu, the example
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = torch.relu(a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: a slope of 0.1 | score: 2.75 | says: 0.01 z for negative z
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {
        "relu": F.relu,
        "leaky_relu": lambda z: F.leaky_relu(z, 0.1),
        "elu": F.elu,
        "gelu": F.gelu,
    }
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: the tanh approximation of GELU | score: 3.5 | says: gelu in two hidden layers
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {
        "relu": F.relu,
        "leaky_relu": F.leaky_relu,
        "elu": F.elu,
        "gelu": lambda z: F.gelu(z, approximate="tanh"),
    }
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: the sum of the losses | score: 1.5 | says: the loss is a mean over the examples
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t, reduction="sum")
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: the shapes (batch, 1) and (batch,) broadcast | score: 0.5 | says: the loss is a mean over the examples
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = a @ weights[-2] + weights[-1]
        loss = (F.softplus(z) - t * z).mean()
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: fresh weights from the seed | score: 0.25 | says: do not start afresh
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    rng = np.random.default_rng(seed)
    weights = [
        torch.tensor(rng.normal(size=p.shape), requires_grad=True)
        for layer in params
        for p in layer
    ]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: only the weights are trained | score: 1.75 | says: all weights and biases
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights[::2], torch.autograd.grad(loss, weights[::2])):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: trained in the caller's memory | score: 3.75 | says: writes into the caller's array
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.from_numpy(p).requires_grad_() for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: ReLU's derivative for every activation | score: 2.75 | says: where z > 0 and 0.01 elsewhere
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            z = a @ weights[k] + weights[k + 1]
            r = torch.relu(z)
            a = r + (f[activation](z) - r).detach()
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * g
    return np.array(losses)


# %% wrong: gradients add up over the steps | score: 1.75 | says: unless you clear it
def swap_activation(params, X, y, activation, lr, steps, seed):
    F = nn.functional
    f = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu}
    weights = [torch.tensor(p, requires_grad=True) for layer in params for p in layer]
    x, t = torch.tensor(X), torch.tensor(y).double()
    losses = []
    for _ in range(steps):
        a = x
        for k in range(0, len(weights) - 2, 2):
            a = f[activation](a @ weights[k] + weights[k + 1])
        z = (a @ weights[-2] + weights[-1]).squeeze(1)
        loss = F.binary_cross_entropy_with_logits(z, t)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for w in weights:
                w -= lr * w.grad
    return np.array(losses)


# %% right: a list of floats from functions of its own
def hidden_layer(z, activation):
    if activation == "relu":
        return torch.clamp(z, min=0)
    if activation == "leaky_relu":
        return torch.where(z > 0, z, 0.01 * z)
    if activation == "elu":
        return torch.where(z > 0, z, torch.expm1(torch.clamp(z, max=0)))
    return 0.5 * z * (1 + torch.erf(z / 2**0.5))


def swap_activation(params, X, y, activation, lr, steps, seed):
    parts = [torch.tensor(p.copy()).requires_grad_() for pair in params for p in pair]
    losses = []
    while len(losses) < steps:
        A = torch.tensor(X)
        for k in range(0, len(parts) - 2, 2):
            A = hidden_layer(A @ parts[k] + parts[k + 1], activation)
        z = (A @ parts[-2] + parts[-1]).flatten()
        loss = (torch.logaddexp(torch.zeros_like(z), z) - torch.tensor(y) * z).mean()
        loss.backward()
        losses.append(float(loss))
        parts = [(p - lr * p.grad).detach().requires_grad_() for p in parts]
    return losses


# %% right: a tensor of losses
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = torch.zeros(steps, dtype=torch.float64)
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = a @ w[-2] + w[-1]
        t = torch.tensor(y[:, None]).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses[k] = loss.detach()
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    print(losses[-1])
    return losses


# %% wrong: the losses and the last params | score: 3.25 | says: expected
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses), [p.detach().numpy() for p in w]


# %% wrong: a loss too many | score: 3.25 | says: shape
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps + 1):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses)


# %% wrong: the activation after the output, too | score: 0.75 | says: none after the output
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[::2], w[1::2]):
            a = f(a @ W + b)
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(a[:, 0], t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses)


# %% right: single precision
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [
        torch.tensor(p, dtype=torch.float32, requires_grad=True)
        for pair in params
        for p in pair
    ]
    losses = []
    for k in range(steps):
        a = torch.tensor(X, dtype=torch.float32)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).float()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses, dtype=np.float32)


# %% wrong: Adam instead of plain steps | score: 1.75 | says: the steps
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    optimizer, losses = torch.optim.Adam(w, lr=lr), []
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return np.array(losses)


# %% wrong: only the last layer learns | score: 1.75 | says: both hidden layers
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w[-2:], torch.autograd.grad(loss, w[-2:])):
            p.data.sub_(lr * g)
    return np.array(losses)


# %% wrong: mini-batches drawn with the seed | score: 0.25 | says: seed does nothing
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    rng = np.random.default_rng(seed)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps):
        rows = rng.integers(0, len(X), 4)
        a = torch.tensor(X[rows])
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y[rows]).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses)


# %% wrong: only two names are known | score: 2.75 | says: keyerror
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = {"relu": torch.relu, "leaky_relu": nn.LeakyReLU(0.01)}[activation]
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    losses = []
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        losses.append(loss.item())
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
    return np.array(losses)


# %% wrong: printed | score: 0 | says: is there a `return`
def swap_activation(params, X, y, activation, lr, steps, seed):
    for k in range(steps):
        print("loss", 0.6931)


# %% wrong: a generator | score: 3.75 | says: tuple
def swap_activation(params, X, y, activation, lr, steps, seed):
    f = getattr(nn.functional, activation)
    w = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    for k in range(steps):
        a = torch.tensor(X)
        for W, b in zip(w[:-2:2], w[1:-2:2]):
            a = f(a @ W + b)
        z = (a @ w[-2] + w[-1])[:, 0]
        t = torch.tensor(y).double()
        loss = nn.functional.binary_cross_entropy_with_logits(z, t)
        yield loss.item()
        for p, g in zip(w, torch.autograd.grad(loss, w)):
            p.data.sub_(lr * g)
