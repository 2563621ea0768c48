# ruff: noqa
# %% right: sets of allowed labels
def check_labels(y, task, num_classes):
    allowed = set(range(num_classes)) if task == "multiclass" else {0, 1}
    shape = (len(y), num_classes) if task == "multilabel" else (len(y),)
    if y.shape != shape:
        raise ValueError(f"expected shape {shape}, got {y.shape}")
    if not set(np.ravel(y).tolist()) <= allowed:
        raise ValueError(f"expected labels among {sorted(allowed)}")
    return y.astype(np.int64)


# %% right: np.isin
def check_labels(y, task, num_classes):
    y = np.asarray(y)
    ndim = 2 if task == "multilabel" else 1
    if y.ndim != ndim or (ndim == 2 and y.shape[1] != num_classes):
        raise ValueError(f"shape {y.shape}")
    classes = num_classes if task == "multiclass" else 2
    if not np.isin(y, np.arange(classes)).all():
        raise ValueError(f"labels {np.unique(y)}")
    return y.astype("int32")


# %% right: entry by entry
def check_labels(y, task, num_classes):
    def one(v, top):
        if not (v == v and abs(v) < 1e9 and int(v) == v and 0 <= v <= top):
            raise ValueError(f"the label {v} does not fit")
        return int(v)

    if task == "multilabel":
        if y.ndim != 2 or y.shape[1] != num_classes:
            raise ValueError(f"shape {y.shape} does not fit")
        return [[one(v, 1) for v in row] for row in y]
    if y.ndim != 1:
        raise ValueError(f"shape {y.shape} does not fit")
    return np.array([one(v, 1 if task == "binary" else num_classes - 1) for v in y])


# %% wrong: only converts | score: 1 | says: expected it to raise ValueError; the smallest label is 0; num_classes - 1
def check_labels(y, task, num_classes):
    return y.astype(int)


# %% wrong: looks at the largest label only | score: 2.25 | says: the smallest label is 0
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if not (y == np.round(y)).all() or not np.isfinite(y).all():
        raise ValueError("whole numbers")
    if y.max() > (num_classes - 1 if task == "multiclass" else 1):
        raise ValueError("too large")
    return y.astype(int)


# %% wrong: refuses floats | score: 2 | says: compare each label with its rounded value
def check_labels(y, task, num_classes):
    if y.dtype.kind not in "iub":
        raise ValueError("integers, please")
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if y.min() < 0 or y.max() > (num_classes - 1 if task == "multiclass" else 1):
        raise ValueError("range")
    return y.astype(int)


# %% wrong: NaN slips through | score: 2.5 | says: every comparison with NaN is False
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    y = y.astype(float)
    top = num_classes - 1 if task == "multiclass" else 1
    if (y < 0).any() or (y > top).any() or (np.abs(y - np.floor(y)) > 0).any():
        raise ValueError("labels")
    return np.nan_to_num(y).astype(int)


# %% wrong: squeezes a column | score: 2.75 | says: the wrong shape raises; one axis
def check_labels(y, task, num_classes):
    if task == "multilabel":
        if y.ndim != 2 or y.shape[1] != num_classes:
            raise ValueError("shape")
    else:
        y = y.squeeze()
    if not np.isin(y, np.arange(num_classes if task == "multiclass" else 2)).all():
        raise ValueError("labels")
    return y.astype(int)


# %% wrong: floats come back | score: 2.75 | says: the result has an integer type
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if not np.isin(y, np.arange(num_classes if task == "multiclass" else 2)).all():
        raise ValueError("labels")
    return y * 1.0


# %% wrong: every class must occur | score: 2.5 | says: need not occur
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if task == "multilabel":
        if not np.isin(y, [0, 1]).all():
            raise ValueError("labels")
    elif set(y.tolist()) != set(range(num_classes)):
        raise ValueError("labels")
    return y.astype(int)


# %% wrong: repairs -1 and 1..C by itself | score: 2 | says: expected it to raise ValueError
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if task == "binary":
        y = np.where(y == -1, 0, y)
    if task == "multiclass" and y.min() == 1:
        y = y - 1
    if not np.isin(y, np.arange(num_classes if task == "multiclass" else 2)).all():
        raise ValueError("labels")
    return y.astype(int)


# %% wrong: returns True | score: 1 | says: expected
def check_labels(y, task, num_classes):
    if y.ndim != (2 if task == "multilabel" else 1):
        raise ValueError("shape")
    if y.ndim == 2 and y.shape[1] != num_classes:
        raise ValueError("shape")
    if not np.isin(y, np.arange(num_classes if task == "multiclass" else 2)).all():
        raise ValueError("labels")
    return True
