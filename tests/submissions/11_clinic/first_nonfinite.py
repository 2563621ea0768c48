# ruff: noqa
# %% right: loops
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer


# %% right: all in one row per step
def first_nonfinite(log):
    A, G = log["activations"], log["gradients"]
    order = np.hstack([A, np.reshape(log["loss"], (-1, 1)), G[:, ::-1]])
    bad = np.argwhere(~np.isfinite(order))
    if len(bad) == 0:
        return None
    step, place = bad[0]
    layers = A.shape[1]
    if place < layers:
        return (step, "activations", place)
    if place == layers:
        return (step, "loss", None)
    return (step, "gradients", 2 * layers - place)


# %% right: a list of what was computed
def first_nonfinite(log):
    layers = len(log["activations"][0])
    for t in range(len(log["loss"])):
        done = [("activations", k, log["activations"][t][k]) for k in range(layers)]
        done += [("loss", None, log["loss"][t])]
        done += [("gradients", k, log["gradients"][t][k]) for k in range(layers)[::-1]]
        for what, layer, value in done:
            if value != value or abs(value) == float("inf"):
                return [t, what, layer]
    return None


# %% right: the first bad step first
def first_nonfinite(log):
    broken = np.zeros(len(log["loss"]), dtype=bool)
    for values in log.values():
        bad = ~np.isfinite(values)
        broken |= bad if bad.ndim == 1 else bad.any(axis=1)
    if not broken.any():
        return None
    t = int(np.argmax(broken))
    forward = np.flatnonzero(~np.isfinite(log["activations"][t]))
    if forward.size:
        return t, "activations", int(forward.min())
    if not np.isfinite(log["loss"][t]):
        return t, "loss", None
    return t, "gradients", int(np.flatnonzero(~np.isfinite(log["gradients"][t])).max())


# %% right: the smallest key
def first_nonfinite(log):
    found = []
    for rank, (what, sign) in enumerate((("activations", 1), ("gradients", -1))):
        for t, k in zip(*np.nonzero(~np.isfinite(log[what]))):
            found.append(((t, 2 * rank, sign * k), (int(t), what, int(k))))
    for t in np.flatnonzero(~np.isfinite(log["loss"])):
        found.append(((t, 1, 0), (int(t), "loss", None)))
    return min(found)[1] if found else None


# %% right: concatenated, NumPy numbers
def first_nonfinite(log):
    L = log["activations"].shape[1]
    row = np.concatenate(
        [log["activations"], log["loss"][:, None], log["gradients"][:, ::-1]], axis=1
    )
    bad = np.argwhere(~np.isfinite(row))
    if len(bad) == 0:
        return None
    s, c = bad[0]
    if c < L:
        return (s, "activations", c)
    if c == L:
        return (s, "loss", None)
    return (s, "gradients", 2 * L - c)


# %% wrong: gradients from the first layer on | score: 2.5 | says: back-propagation computes the last; begins at the last layer
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in range(layers):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: activations of all steps before losses | score: 2.5 | says: go through the steps
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
    for step in range(steps):
        if not np.isfinite(L[step]):
            return step, "loss", None
    for step in range(steps):
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: NaN only | score: 2.5 | says: is False for all three
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not (lambda v: not np.isnan(v))(A[step, layer]):
                return step, "activations", layer
        if not (lambda v: not np.isnan(v))(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not (lambda v: not np.isnan(v))(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: the loss before the activations | score: 2.5 | says: the forward pass, the loss
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: gradients before the loss | score: 2.5 | says: then the backward pass
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
        if not np.isfinite(L[step]):
            return step, "loss", None
    return None


# %% wrong: layers counted from 1 | score: 2 | says: layer 1
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer + 1
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer + 1
    return None


# %% wrong: no layer beside the loss | score: 2.75 | says: (step, what, layer)
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        if not np.isfinite(L[step]):
            return step, "loss"
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: -1 in the place of None | score: 2.75 | says: None in the place of the layer
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        if not np.isfinite(L[step]):
            return step, "loss", -1
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: three times None | score: 2.5 | says: None, when the last step is through
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activations", layer
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradients", layer
    return None, None, None


# %% wrong: the step alone | score: 0.5 | says: expected
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step
        if not np.isfinite(L[step]):
            return step
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step
    return None


# %% wrong: large numbers are broken | score: 2.5 | says: a large number is finite
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not (lambda v: abs(v) < 1e100)(A[step, layer]):
                return step, "activations", layer
        if not (lambda v: abs(v) < 1e100)(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not (lambda v: abs(v) < 1e100)(G[step, layer]):
                return step, "gradients", layer
    return None


# %% wrong: quantity first | score: 2.5 | says: expected (1, 'activations', 1)
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return "activations", step, layer
        if not np.isfinite(L[step]):
            return "loss", step, None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return "gradients", step, layer
    return None


# %% wrong: singular names | score: 2.5 | says: expected (1, 'activations', 1)
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step, "activation", layer
        if not np.isfinite(L[step]):
            return step, "loss", None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step, "gradient", layer
    return None


# %% wrong: a dict | score: 2.5 | says: expected (1, 'activations', 1)
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return {"step": step, "what": "activations", "layer": layer}
        if not np.isfinite(L[step]):
            return {"step": step, "what": "loss", "layer": None}
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return {"step": step, "what": "gradients", "layer": layer}
    return None


# %% wrong: steps counted from 1 | score: 2 | says: expected (1, 'activations', 1)
def first_nonfinite(log):
    A, L, G = log["activations"], log["loss"], log["gradients"]
    steps, layers = A.shape
    for step in range(steps):
        for layer in range(layers):
            if not np.isfinite(A[step, layer]):
                return step + 1, "activations", layer
        if not np.isfinite(L[step]):
            return step + 1, "loss", None
        for layer in reversed(range(layers)):
            if not np.isfinite(G[step, layer]):
                return step + 1, "gradients", layer
    return None


# %% wrong: always None | score: 0 | says: expected
def first_nonfinite(log):
    return None
