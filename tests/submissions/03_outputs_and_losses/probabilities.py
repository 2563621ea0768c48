# ruff: noqa
# %% right: tanh and log-sum-exp
def probabilities(logits, task):
    kind = logits.dtype if logits.dtype.kind == "f" else float
    z = logits.astype(float)
    if task in ("binary", "multilabel"):
        return (0.5 * (1 + np.tanh(z / 2))).astype(kind)
    if task == "multiclass":
        lse = np.logaddexp.reduce(z, axis=1, keepdims=True)
        return np.exp(z - lse).astype(kind)
    raise ValueError(f"no probabilities for {task}")


# %% right: row by row
def probabilities(logits, task):
    if task == "multiclass":
        out = np.zeros(
            logits.shape, logits.dtype if logits.dtype.kind == "f" else float
        )
        for i, row in enumerate(logits):
            e = np.exp(row - row.max())
            out[i] = e / e.sum()
        return out
    if task == "binary" or task == "multilabel":
        e = np.exp(-abs(logits))
        return np.where(logits < 0, e / (1 + e), 1 / (1 + e))
    raise ValueError(task)


# %% right: scipy
def probabilities(logits, task):
    from scipy import special

    if task == "multiclass":
        return special.softmax(logits, axis=-1)
    if task in {"binary", "multilabel"}:
        return special.expit(logits)
    raise ValueError(task)


# %% wrong: softmax for the labels, too | score: 1.25 | says: each entry for itself
def probabilities(logits, task):
    if task in ("multiclass", "multilabel"):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    if task == "binary":
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: one maximum for the whole array | score: 1.25 | says: each row has its own largest logit
def probabilities(logits, task):
    if task == "multiclass":
        e = np.exp(logits - logits.max())
        return e / e.sum(axis=1, keepdims=True)
    if task in ("binary", "multilabel"):
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: nothing subtracted | score: 1.25 | says: overflow
def probabilities(logits, task):
    if task == "multiclass":
        e = np.exp(logits)
        return e / e.sum(axis=1, keepdims=True)
    if task in ("binary", "multilabel"):
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: the naive sigmoid | score: 1.5 | says: is at most 1
def probabilities(logits, task):
    if task == "multiclass":
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    if task in ("binary", "multilabel"):
        return 1 / (1 + np.exp(-logits))
    raise ValueError(task)


# %% wrong: regression gets its scores | score: 1.75 | says: expected it to raise ValueError
def probabilities(logits, task):
    if task == "regression":
        return logits
    if task == "multiclass":
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    if task in ("binary", "multilabel"):
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: the columns sum to one | score: 1 | says: divide by the sum of the row
def probabilities(logits, task):
    if task == "multiclass":
        e = np.exp(logits - logits.max(axis=0, keepdims=True))
        return e / e.sum(axis=0, keepdims=True)
    if task in ("binary", "multilabel"):
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: writes into the logits | score: 1.75 | says: changed its first argument
def probabilities(logits, task):
    z = logits if logits.dtype.kind == "f" else logits.astype(float)
    if task == "multiclass":
        z -= z.max(axis=1, keepdims=True)
        e = np.exp(z)
        return e / e.sum(axis=1, keepdims=True)
    if task in ("binary", "multilabel"):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) / (1 + e)
    raise ValueError(task)


# %% wrong: labels instead of probabilities | score: 0.25 | says: expected
def probabilities(logits, task):
    if task == "multiclass":
        return logits.argmax(axis=1)
    if task in ("binary", "multilabel"):
        return (logits > 0).astype(int)
    raise ValueError(task)


# %% wrong: sigmoids that are normalized | score: 1 | says: exponentiate, then divide
def probabilities(logits, task):
    e = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, e) / (1 + e)
    if task == "multiclass":
        return p / np.maximum(p.sum(axis=1, keepdims=True), 1e-30)
    if task in ("binary", "multilabel"):
        return p
    raise ValueError(task)
