# ruff: noqa
# %% right: lists
def predict(logits, task):
    if task == "regression":
        return logits.tolist()
    if task == "binary":
        return [1 if z > 0 else 0 for z in logits]
    if task == "multiclass":
        return [max(range(len(row)), key=lambda c: row[c]) for row in logits]
    if task == "multilabel":
        return [[int(z > 0) for z in row] for row in logits]
    raise ValueError(task)


# %% right: booleans, and a dict of functions
def predict(logits, task):
    ways = {
        "regression": lambda z: z,
        "binary": lambda z: z > 0,
        "multilabel": lambda z: z > 0,
        "multiclass": lambda z: np.argmax(z, axis=-1),
    }
    if task not in ways:
        raise ValueError(f"unknown task {task}")
    return ways[task](logits)


# %% right: a stable sigmoid first
def predict(logits, task):
    def sigmoid(z):
        return 0.5 * (1 + np.tanh(z / 2))

    if task == "regression":
        return logits.copy()
    if task in ("binary", "multilabel"):
        return np.where(sigmoid(logits) >= 0.5, 1.0, 0.0)
    if task == "multiclass":
        return logits.argmax(1)
    raise ValueError("task?")


# %% wrong: threshold 0.5 on the logits | score: 1 | says: a logit is no probability
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (logits > 0.5).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1)
    raise ValueError(task)


# %% wrong: argmax over the wrong axis | score: 1.25 | says: the place of the largest score of each row
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=0)
    raise ValueError(task)


# %% wrong: one-hot instead of the class | score: 1.25 | says: shape
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    if task == "multiclass":
        return np.eye(logits.shape[1])[logits.argmax(axis=1)]
    raise ValueError(task)


# %% wrong: unknown tasks return None | score: 1.75 | says: returned None; expected it to raise ValueError
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1)


# %% wrong: multilabel takes the largest | score: 1.5 | says: each entry is decided for itself
def predict(logits, task):
    if task == "regression":
        return logits
    if task == "binary":
        return (logits > 0).astype(int)
    if task == "multilabel":
        return (logits == logits.max(axis=1, keepdims=True)).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1)
    raise ValueError(task)


# %% wrong: probabilities where labels are asked | score: 1 | says: expected [1
def predict(logits, task):
    def sigmoid(z):
        return 0.5 * (1 + np.tanh(z / 2))

    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return sigmoid(logits)
    if task == "multiclass":
        return logits.argmax(axis=1)
    raise ValueError(task)


# %% wrong: a sigmoid that overflows | score: 1.75 | says: overflow
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (1 / (1 + np.exp(-logits)) > 0.5).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1)
    raise ValueError(task)


# %% wrong: regression rounds | score: 1.5 | says: regression: the scores as they are
def predict(logits, task):
    if task == "regression":
        return np.round(logits)
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1)
    raise ValueError(task)


# %% wrong: classes from 1 | score: 1.25 | says: expected
def predict(logits, task):
    if task == "regression":
        return logits
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    if task == "multiclass":
        return logits.argmax(axis=1) + 1
    raise ValueError(task)
