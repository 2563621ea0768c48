# ruff: noqa
# %% right: probabilities minus targets
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t) / batch


# %% right: a loop over the batch
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    grad = []
    for z, y in zip(logits, targets):
        e = [np.exp(v - max(z)) for v in z]
        row = [v / sum(e) - label_smoothing / len(z) for v in e]
        row[y] -= 1 - label_smoothing
        grad.append([v / len(logits) for v in row])
    return np.array(grad)


# %% right: torch autograd
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    import torch

    z = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(
        z, torch.tensor(targets), label_smoothing=label_smoothing
    )
    loss.backward()
    return z.grad.numpy()


# %% right: softmax by logaddexp, targets by put_along_axis
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    t = np.full_like(logits, label_smoothing / logits.shape[1])
    rows = targets.reshape(-1, 1)
    np.put_along_axis(t, rows, t[0, 0] + 1 - label_smoothing, axis=1)
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    return (p - t) / len(targets)


# %% wrong: not divided by the batch | score: 1.75 | says: divide by the number of rows
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return p - t


# %% wrong: naive softmax | score: 2.5 | says: overflow; stable softmax
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t) / batch


# %% wrong: label smoothing ignored | score: 2.5 | says: (1 - ε) one-hot + ε/C
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(targets)), targets] -= 1
    return p / len(targets)


# %% wrong: sign turned round | score: 0 | says: probabilities minus the one-hot target
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (t - p) / batch


# %% wrong: gradient with respect to the probabilities | score: 0 | says: probabilities minus the one-hot target; expected
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.eye(classes)[targets] / p / batch


# %% wrong: writes into the logits | score: 2.75 | says: changed its first argument
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (logits - t) / batch


# %% wrong: divided by the number of entries | score: 1.5 | says: expected [[-0.341, 0.2424, 0.0986]]
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t) / logits.size


# %% wrong: one subtracted from whole columns | score: 0.5 | says: example with two rows; expected [[-0.25, 0.25]
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[:, targets] -= 1 - label_smoothing
    return (p - label_smoothing / logits.shape[1]) / len(targets)


# %% wrong: softmax over the batch axis | score: 0.25 | says: the example with one row; expected
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=0))
    p = e / e.sum(axis=0)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t) / batch


# %% right: a softmax of its own, partial
import functools


def _grad(softmax, logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    p = softmax(logits)
    y = np.full((batch, classes), label_smoothing / classes)
    for row, target in zip(y, targets):
        row[target] += 1 - label_smoothing
    return (p - y) / batch


def _softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


cross_entropy_grad = functools.partial(_grad, _softmax)


# %% right: a list of lists
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    print("batch of", len(logits))
    batch, classes = logits.shape
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return ((p - t) / batch).tolist()


# %% wrong: the maximum of the whole array | score: 2.75 | says: row's own maximum
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max())
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t) / batch


# %% wrong: by finite differences | score: 2.5 | says: p - y
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    def loss(z):
        log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
        hard = log_p[np.arange(len(targets)), targets]
        e = label_smoothing
        return -((1 - e) * hard + e * log_p.mean(axis=1)).mean()

    grad = np.zeros(logits.shape)
    for place in np.ndindex(logits.shape):
        step = np.zeros(logits.shape)
        step[place] = 1e-5
        grad[place] = (loss(logits + step) - loss(logits - step)) / 2e-5
    return grad


# %% wrong: through a clipped probability | score: 2.75 | says: unclipped
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    lost = p[np.arange(batch), targets] < 1e-12
    return np.where(lost[:, None], 0.0, p - t) / batch


# %% wrong: smoothing without taking away from the target | score: 2.5 | says: (1 - ε) one-hot + ε/C
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - np.eye(classes)[targets] - label_smoothing / classes) / batch


# %% wrong: squeezed | score: 2.75 | says: only an axis of length 1 differs
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    batch, classes = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return np.squeeze((p - t) / batch)


# %% wrong: the first row only | score: 0.5 | says: expected shape (2, 2)
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    p = np.exp(logits[:1] - np.logaddexp.reduce(logits[0]))
    t = np.full(p.shape, label_smoothing / p.shape[1])
    t[0, targets[0]] += 1 - label_smoothing
    return p - t


# %% wrong: a generator of rows | score: 2.75 | says: an iterator over
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    for z, y in zip(logits, targets):
        row = np.exp(z - np.logaddexp.reduce(z)) - label_smoothing / len(z)
        row[y] -= 1 - label_smoothing
        yield row / len(logits)


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    p[np.arange(len(targets)), targets] -= 1
    print(p / len(targets))


# %% wrong: the mean of the gradient over the batch | score: 0.25 | says: expected shape
def cross_entropy_grad(logits, targets, label_smoothing=0.0):
    classes = logits.shape[1]
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    t = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return (p - t).mean(axis=0)
