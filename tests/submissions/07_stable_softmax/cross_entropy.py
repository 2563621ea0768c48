# ruff: noqa
# %% right: log-softmax, then pick
def cross_entropy(logits, targets, label_smoothing=0.0):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    one_hot = np.eye(logits.shape[1])[targets]
    smooth = (1 - label_smoothing) * one_hot + label_smoothing / logits.shape[1]
    return -(smooth * log_p).sum(axis=1).mean()


# %% right: a loop over the batch
def cross_entropy(logits, targets, label_smoothing=0.0):
    total = 0.0
    for z, y in zip(logits, targets):
        top = max(z)
        lse = top + np.log(sum(np.exp(value - top) for value in z))
        hard = lse - z[y]
        soft = sum(lse - value for value in z) / len(z)
        total += (1 - label_smoothing) * hard + label_smoothing * soft
    return total / len(targets)


# %% right: torch
def cross_entropy(logits, targets, label_smoothing=0.0):
    import torch

    return torch.nn.functional.cross_entropy(
        torch.from_numpy(logits),
        torch.from_numpy(targets),
        label_smoothing=label_smoothing,
    ).item()


# %% right: logsumexp minus the expected logit
def cross_entropy(logits, targets, label_smoothing=0.0):
    lse = np.logaddexp.reduce(logits, axis=-1)
    picked = np.take_along_axis(logits, targets[:, None], axis=-1)[:, 0]
    e = label_smoothing
    return np.mean(lse - (1 - e) * picked - e * logits.mean(axis=-1))


# %% wrong: naive softmax, then log | score: 1.75 | says: overflow; compute log_softmax from the logits
def cross_entropy(logits, targets, label_smoothing=0.0):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    t = np.eye(logits.shape[1])[targets]
    t = (1 - label_smoothing) * t + label_smoothing / logits.shape[1]
    return -(t * np.log(p)).sum(axis=1).mean()


# %% wrong: stable softmax, then log | score: 2 | says: divide by zero; returned nan; expected 1000.0
def cross_entropy(logits, targets, label_smoothing=0.0):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    log_p = np.log(e / e.sum(axis=1, keepdims=True))
    hard = -log_p[np.arange(len(targets)), targets]
    soft = -log_p.mean(axis=1)
    return ((1 - label_smoothing) * hard + label_smoothing * soft).mean()


# %% wrong: probabilities clipped at 1e-12 | score: 2 | says: returned 27.6; clipped probability; hide how wrong
def cross_entropy(logits, targets, label_smoothing=0.0):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 1e-12, 1.0)
    t = np.eye(logits.shape[1])[targets]
    t = (1 - label_smoothing) * t + label_smoothing / logits.shape[1]
    return -(t * np.log(p)).sum(axis=1).mean()


# %% wrong: sum instead of mean | score: 1.75 | says: mean, not the sum
def cross_entropy(logits, targets, label_smoothing=0.0):
    lse = np.logaddexp.reduce(logits, axis=1)
    t = np.eye(logits.shape[1])[targets]
    t = (1 - label_smoothing) * t + label_smoothing / logits.shape[1]
    return (lse - (t * logits).sum(axis=1)).sum()


# %% wrong: label smoothing ignored | score: 2.25 | says: every class gets ε/C
def cross_entropy(logits, targets, label_smoothing=0.0):
    lse = np.logaddexp.reduce(logits, axis=1)
    return (lse - logits[np.arange(len(targets)), targets]).mean()


# %% wrong: smoothing shared among the other classes | score: 2.25 | says: every class gets ε/C
def cross_entropy(logits, targets, label_smoothing=0.0):
    classes = logits.shape[1]
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    t = np.full(logits.shape, label_smoothing / (classes - 1))
    t[np.arange(len(targets)), targets] = 1 - label_smoothing
    return -(t * log_p).sum(axis=1).mean()


# %% wrong: sign forgotten | score: 0 | says: minus the log-probability; returned -0.417
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    t = np.eye(logits.shape[1])[targets]
    t = (1 - label_smoothing) * t + label_smoothing / logits.shape[1]
    return (t * log_p).sum(axis=1).mean()


# %% wrong: softmax applied twice | score: 0 | says: expected 0.417
def cross_entropy(logits, targets, label_smoothing=0.0):
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    log_p = p - np.logaddexp.reduce(p, axis=1)[:, None]
    t = np.eye(logits.shape[1])[targets]
    t = (1 - label_smoothing) * t + label_smoothing / logits.shape[1]
    return -(t * log_p).sum(axis=1).mean()


# %% wrong: picks whole columns | score: 1.75 | says: pick log_p[i, targets[i]] for each row
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    picked = log_p[:, targets]
    e = label_smoothing
    return -((1 - e) * picked.mean() + e * log_p.mean())


# %% wrong: one loss for each example | score: 1.5 | says: shape (1,); expected a single number
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    e = label_smoothing
    return -(1 - e) * log_p[np.arange(len(targets)), targets] - e * log_p.mean(axis=1)


# %% right: an instance of a class, with a log-softmax of its own, a plot and prints
import matplotlib.pyplot as plt


class CrossEntropy:
    def _log_softmax(self, z):
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def __call__(self, logits, targets, label_smoothing=0.0):
        log_p = self._log_softmax(logits)
        hard = log_p[range(len(targets)), targets].mean()
        return -(1 - label_smoothing) * hard - label_smoothing * log_p.mean()


cross_entropy = CrossEntropy()
leads = np.linspace(0, 2000, 5)
losses = [cross_entropy(np.array([[lead, 0.0]]), np.array([1])) for lead in leads]
print(losses)
plt.plot(leads, losses)
plt.show()


# %% right: partial, a zero-dimensional array
import functools


def _loss(reduce, logits, targets, label_smoothing=0.0):
    lse = np.logaddexp.reduce(logits, axis=1)
    y = (1 - label_smoothing) * np.eye(logits.shape[1])[targets]
    y += label_smoothing / logits.shape[1]
    return np.array(reduce(lse - (y * logits).sum(axis=1)))


cross_entropy = functools.partial(_loss, np.mean)


# %% wrong: the first row only | score: 1.75 | says: expected 1.3283
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits[0] - np.logaddexp.reduce(logits[0])
    e = label_smoothing
    return -(1 - e) * log_p[targets[0]] - e * log_p.mean()


# %% wrong: the gradient is returned, too | score: 2.25 | says: several results
def cross_entropy(logits, targets, label_smoothing=0.0):
    classes = logits.shape[1]
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    y = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return -(y * log_p).sum(axis=1).mean(), (np.exp(log_p) - y) / len(targets)


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    print(-log_p[range(len(targets)), targets].mean())


# %% wrong: the maximum of the whole array | score: 2.5 | says: divide by zero; maximum of its own
def cross_entropy(logits, targets, label_smoothing=0.0):
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    e = label_smoothing
    picked = log_p[np.arange(len(targets)), targets]
    return -((1 - e) * picked + e * log_p.mean(axis=1)).mean()


# %% wrong: the mean over all entries | score: 0 | says: expected 0.417
def cross_entropy(logits, targets, label_smoothing=0.0):
    classes = logits.shape[1]
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    y = (1 - label_smoothing) * np.eye(classes)[targets] + label_smoothing / classes
    return -(y * log_p).mean()


# %% wrong: smoothing adds without taking away | score: 2.25 | says: every class gets ε/C
def cross_entropy(logits, targets, label_smoothing=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    y = np.eye(logits.shape[1])[targets] + label_smoothing / logits.shape[1]
    return -(y * log_p).sum(axis=1).mean()


# %% wrong: writes into the logits | score: 2.75 | says: changed its first argument
def cross_entropy(logits, targets, label_smoothing=0.0):
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    e = label_smoothing
    picked = logits[np.arange(len(targets)), targets]
    return -((1 - e) * picked + e * logits.mean(axis=1)).mean()


# %% wrong: the sigmoid's loss of the target | score: 0 | says: expected 0.417
def cross_entropy(logits, targets, label_smoothing=0.0):
    e = label_smoothing
    hard = np.logaddexp(0, -logits[np.arange(len(targets)), targets])
    return ((1 - e) * hard + e * np.logaddexp(0, -logits).mean(axis=1)).mean()


# %% wrong: a list of losses | score: 1.5 | says: expected a single number
def cross_entropy(logits, targets, label_smoothing=0.0):
    losses = []
    for z, y in zip(logits, targets):
        log_p = z - np.logaddexp.reduce(z)
        e = label_smoothing
        losses.append(float(-(1 - e) * log_p[y] - e * log_p.mean()))
    return losses


# %% wrong: the visible examples typed in | score: 0.75 | says: expected
def cross_entropy(logits, targets, label_smoothing=0.0):
    known = {2.0: 0.4170, 1000.0: 1000.0}
    return 1.3283 if len(logits) == 2 else known.get(logits[0, 0], 0.0)
