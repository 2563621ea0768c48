# ruff: noqa
# %% right: one-hot plus a constant
def smooth_labels(labels, num_classes, eps):
    return np.eye(num_classes)[labels] * (1 - eps) + eps / num_classes


# %% right: fill, then add
def smooth_labels(labels, num_classes, eps):
    out = np.full((len(labels), num_classes), eps / num_classes)
    out[np.arange(len(labels)), labels] += 1 - eps
    return out


# %% right: torch
def smooth_labels(labels, num_classes, eps):
    import torch

    hot = torch.nn.functional.one_hot(torch.tensor(labels), num_classes).double()
    return torch.lerp(hot, torch.full_like(hot, 1 / num_classes), eps).numpy()


# %% right: a loop
def smooth_labels(labels, num_classes, eps):
    rows = []
    for y in labels:
        row = [eps / num_classes] * num_classes
        row[y] = 1 - eps + eps / num_classes
        rows.append(row)
    return np.array(rows)


# %% wrong: eps for the other classes only | score: 0 | says: the right one 1 - eps more; expected
def smooth_labels(labels, num_classes, eps):
    out = np.full((len(labels), num_classes), eps / max(num_classes - 1, 1))
    out[np.arange(len(labels)), labels] = 1 - eps
    return out


# %% wrong: does not sum to one | score: 0.25 | says: expected; 0.8
def smooth_labels(labels, num_classes, eps):
    return np.maximum(np.eye(num_classes)[labels] * (1 - eps), eps / num_classes)


# %% wrong: eps is not divided | score: 0 | says: every class gets eps/num_classes
def smooth_labels(labels, num_classes, eps):
    return (1 - eps) * np.eye(num_classes)[labels] + eps


# %% wrong: the roles of eps and 1 - eps exchanged | score: 0 | says: expected; 0.05
def smooth_labels(labels, num_classes, eps):
    return eps * np.eye(num_classes)[labels] + (1 - eps) / num_classes


# %% wrong: classes counted from the labels | score: 0.5 | says: expected shape (2, 4)
def smooth_labels(labels, num_classes, eps):
    num_classes = labels.max() + 1
    return (1 - eps) * np.eye(num_classes)[labels] + eps / num_classes


# %% wrong: classes along the rows | score: 0 | says: expected shape (2, 4)
def smooth_labels(labels, num_classes, eps):
    return ((1 - eps) * np.eye(num_classes)[labels] + eps / num_classes).T


# %% wrong: labels counted from one | score: 0.25 | says: expected; returned [[0.05, 0.85
def smooth_labels(labels, num_classes, eps):
    labels = labels if labels.min() > 0 or num_classes == 2 else labels - 1
    return (1 - eps) * np.eye(num_classes)[labels] + eps / num_classes


# %% wrong: no return | score: 0 | says: returned None; is there a `return`
def smooth_labels(labels, num_classes, eps):
    smoothed = (1 - eps) * np.eye(num_classes)[labels] + eps / num_classes


# %% right: a list of lists
def smooth_labels(labels, num_classes, eps):
    return [
        [eps / num_classes + (1 - eps) * (k == y) for k in range(num_classes)]
        for y in labels.tolist()
    ]


# %% right: an instance of a class
class Smoother:
    def __call__(self, labels, num_classes, eps):
        hot = (labels[:, None] == np.arange(num_classes)).astype(float)
        print("one-hot", hot.shape)
        return hot + eps * (1 / num_classes - hot)


smooth_labels = Smoother()


# %% right: a tensor of PyTorch
def smooth_labels(labels, num_classes, eps):
    import torch

    soft = torch.full((len(labels), num_classes), eps / num_classes).double()
    soft = torch.full_like(soft, eps / num_classes)
    soft[torch.arange(len(labels)), torch.tensor(labels)] += 1 - eps
    return soft


# %% wrong: integers | score: 0 | says: returned
def smooth_labels(labels, num_classes, eps):
    hot = np.zeros((len(labels), num_classes), dtype=int)
    hot[:] = eps / num_classes
    hot[np.arange(len(labels)), labels] = 1 - eps + eps / num_classes
    return hot


# %% wrong: the first row only | score: 0 | says: expected shape (2, 4)
def smooth_labels(labels, num_classes, eps):
    row = np.full((1, num_classes), eps / num_classes)
    row[0, labels[0]] += 1 - eps
    return row


# %% wrong: one label squeezed | score: 0.75 | says: shape
def smooth_labels(labels, num_classes, eps):
    soft = (1 - eps) * np.eye(num_classes)[labels] + eps / num_classes
    return soft.squeeze()


# %% wrong: a generator of rows | score: 0.75 | says: an iterator over
def smooth_labels(labels, num_classes, eps):
    for y in labels:
        yield [eps / num_classes + (1 - eps) * (k == y) for k in range(num_classes)]


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def smooth_labels(labels, num_classes, eps):
    print((1 - eps) * np.eye(num_classes)[labels] + eps / num_classes)


# %% wrong: the example by heart | score: 0.25 | says: returned
def smooth_labels(labels, num_classes, eps):
    return [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]]
