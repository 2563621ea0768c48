# ruff: noqa
# %% right: a dict as the state
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    if state is None:
        zeros = [np.zeros(np.shape(p)) for p in params]
        state = {"t": 0, "m": zeros, "v": zeros}
    t, (b1, b2) = state["t"] + 1, betas
    m = [b1 * m + (1 - b1) * g for m, g in zip(state["m"], grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(state["v"], grads)]
    moved = [
        p - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    moved = [
        n.astype(p.dtype if p.dtype.kind == "f" else float)
        for n, p in zip(moved, params)
    ]
    return moved, {"t": t, "m": m, "v": v}


# %% right: a class of its own as the state, changed in place, PyTorch's order of operations
class AdamState:
    def __init__(self, params):
        self.t = 0
        self.exp_avg = [np.zeros_like(p, dtype=np.float64) for p in params]
        self.exp_avg_sq = [np.zeros_like(p, dtype=np.float64) for p in params]


def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    if state is None:
        state = AdamState(params)
    state.t += 1
    new = []
    for p, g, m, v in zip(params, grads, state.exp_avg, state.exp_avg_sq):
        m *= betas[0]
        m += (1 - betas[0]) * g
        v *= betas[1]
        v += (1 - betas[1]) * g * g
        c1, c2 = 1 - betas[0] ** state.t, 1 - betas[1] ** state.t
        denominator = np.sqrt(v) / np.sqrt(c2) + eps
        step = (lr / c1) * m / denominator
        new.append(
            (p - step).astype(
                np.result_type(p, np.float32) if p.dtype.kind == "f" else float
            )
        )
    return tuple(new), state


# %% right: a closure as the state
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    history = [] if state is None else state()
    history = history + [grads]
    n = len(history)
    new = []
    for k, p in enumerate(params):
        m, v = 0.0, 0.0
        for old in history:
            m = b1 * m + (1 - b1) * old[k]
            v = b2 * v + (1 - b2) * np.square(old[k])
        m, v = m / (1 - b1**n), v / (1 - b2**n)
        step = lr * m / (np.sqrt(v) + eps)
        new.append(
            np.asarray(p - step, dtype=p.dtype if p.dtype.kind == "f" else float)
        )
    return [new, lambda: history]


# %% right: a generator is kept in the state
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    def corrected(beta):
        average, weight = None, 1.0
        new = yield
        while True:
            average = (
                (1 - beta) * new
                if average is None
                else beta * average + (1 - beta) * new
            )
            weight = weight * beta
            new = yield average / (1 - weight)

    if state is None:
        state = [(corrected(betas[0]), corrected(betas[1])) for _ in params]
        for one, other in state:
            next(one)
            next(other)
    moved = []
    for p, g, (m, v) in zip(params, grads, state):
        moved.append(p - lr * m.send(g) / (np.sqrt(v.send(g**2)) + eps))
    return moved, state


# %% wrong: no bias correction | score: 2.5 | says: divide m by 1 - beta1**t
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    m, v = state or ([0.0] * len(params), [0.0] * len(params))
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [p - lr * m / (np.sqrt(v) + eps) for p, m, v in zip(params, m, v)]
    return moved, (m, v)


# %% wrong: only the first average is corrected | score: 2.5 | says: after the correction
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / (np.sqrt(v) + eps) for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: the step is counted from 0 for ever | score: 2.5 | says: t is 2 in the second step
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    m, v = state or ([0.0] * len(params), [0.0] * len(params))
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1) / (np.sqrt(v / (1 - b2)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (m, v)


# %% wrong: eps inside the root | score: 3.5 | says: inside of the root, eps is compared with the gradient's square
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / np.sqrt(v / (1 - b2**t) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: eps is added before the correction | score: 3.5 | says: a gradient as large as eps moves by half of lr
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    rate = lr * np.sqrt(1 - b2**t) / (1 - b1**t)
    return [p - rate * m / (np.sqrt(v) + eps) for p, m, v in zip(params, m, v)], (
        t,
        m,
        v,
    )


# %% wrong: no average of the gradients | score: 2.5 | says: m averages the gradients
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    t, v = state or (0, [0.0] * len(params))
    t = t + 1
    v = [betas[1] * v + (1 - betas[1]) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * g / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
        for p, g, v in zip(params, grads, v)
    ]
    return moved, (t, v)


# %% wrong: no division by the root of the squares | score: 1.5 | says: the first step is lr long, whatever the gradient
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    t, m = state or (0, [0.0] * len(params))
    t = t + 1
    m = [betas[0] * m + (1 - betas[0]) * g for m, g in zip(m, grads)]
    return [p - lr * m / (1 - betas[0] ** t) for p, m in zip(params, m)], (t, m)


# %% wrong: one number for a whole array | score: 2.75 | says: entry by entry
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * np.mean(g**2) for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: betas exchanged | score: 2.5 | says: each has its own beta
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b2, b1 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: betas and eps are ignored | score: 2.5 | says: m averages the gradients
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2, eps = 0.9, 0.999, 1e-8
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: climbs | score: 1.5 | says: against the sign of each entry's own gradient
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p + lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: the averages are global | score: 3.75 | says: what a training remembers belongs into its state
ADAM = {"t": 0}


def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if state is None:
        ADAM.update(t=0, m=[0.0] * len(params), v=[0.0] * len(params))
    ADAM["t"] += 1
    ADAM["m"] = [b1 * m + (1 - b1) * g for m, g in zip(ADAM["m"], grads)]
    ADAM["v"] = [b2 * v + (1 - b2) * g**2 for v, g in zip(ADAM["v"], grads)]
    c1, c2 = 1 - b1 ** ADAM["t"], 1 - b2 ** ADAM["t"]
    moved = [
        p - lr * m / c1 / (np.sqrt(v / c2) + eps)
        for p, m, v in zip(params, ADAM["m"], ADAM["v"])
    ]
    return moved, True


# %% wrong: writes into the parameters | score: 3.25 | says: p -= step changes the one that you were given
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    for k in range(len(params)):
        step = lr * m[k] / (1 - b1**t) / (np.sqrt(v[k] / (1 - b2**t)) + eps)
        params[k] -= step.astype(params[k].dtype)
    return params, (t, m, v)


# %% wrong: the parameters alone | score: 2 | says: the kind of result is
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    m = [(1 - betas[0]) * g for g in grads]
    v = [(1 - betas[1]) * g**2 for g in grads]
    return [
        p - lr * m / (1 - betas[0]) / (np.sqrt(v / (1 - betas[1])) + eps)
        for p, m, v in zip(params, m, v)
    ]


# %% wrong: weight decay, as AdamW | score: 1.75 | says: after the correction
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8, decay=0.01):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p * (1 - lr * decay) - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: no eps, zero divided by zero | score: 3.25 | says: eps keeps the denominator above 0
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / np.sqrt(v / (1 - b2**t))
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v)


# %% wrong: the number of steps is returned, too | score: 3.75 | says: the kind of result is
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    t, m, v = state or (0, [0.0] * len(params), [0.0] * len(params))
    t = t + 1
    m = [b1 * m + (1 - b1) * g for m, g in zip(m, grads)]
    v = [b2 * v + (1 - b2) * g**2 for v, g in zip(v, grads)]
    moved = [
        p - lr * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)
        for p, m, v in zip(params, m, v)
    ]
    return moved, (t, m, v), t


# %% wrong: prints the parameters | score: 0 | says: is there a `return`
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    print([p - lr * np.sign(g) for p, g in zip(params, grads)])


# %% wrong: the memory is an attribute of the function, never emptied | score: 1 | says: where state is None, a new training begins
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    state = getattr(adam_step, "state", None)
    if state is None:
        state = [0 * g for g in grads], [0 * g for g in grads], 0
    m, v, t = state
    t = t + 1
    m = [b1 * a + (1 - b1) * g for a, g in zip(m, grads)]
    v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads)]
    new = []
    for p, a, b in zip(params, m, v):
        mh = a / (1 - b1**t)
        vh = b / (1 - b2**t)
        new.append(p - lr * mh / (np.sqrt(vh) + eps))
    adam_step.state = (m, v, t)
    return new, (m, v, t)


# %% wrong: the state comes first | score: 3.75 | says: the kind of result is 'state, params'
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if state is None:
        state = [0 * g for g in grads], [0 * g for g in grads], 0
    m, v, t = state
    t = t + 1
    m = [b1 * a + (1 - b1) * g for a, g in zip(m, grads)]
    v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads)]
    new = []
    for p, a, b in zip(params, m, v):
        mh = a / (1 - b1**t)
        vh = b / (1 - b2**t)
        new.append(p - lr * mh / (np.sqrt(vh) + eps))
    return (m, v, t), new


# %% wrong: divides by 1 - beta**0 | score: 1 | says: t is 1 then, not 0
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if state is None:
        state = [0 * g for g in grads], [0 * g for g in grads], 0
    m, v, t = state
    m = [b1 * a + (1 - b1) * g for a, g in zip(m, grads)]
    v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads)]
    new = []
    for p, a, b in zip(params, m, v):
        mh = a / (1 - b1**t)
        vh = b / (1 - b2**t)
        new.append(p - lr * mh / (np.sqrt(vh) + eps))
    return new, (m, v, t + 1)


# %% wrong: begins anew in each step | score: 2.25 | says: a fourth step that remembers the first
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if True:
        state = [0 * g for g in grads], [0 * g for g in grads], 0
    m, v, t = state
    t = t + 1
    m = [b1 * a + (1 - b1) * g for a, g in zip(m, grads)]
    v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads)]
    new = []
    for p, a, b in zip(params, m, v):
        mh = a / (1 - b1**t)
        vh = b / (1 - b2**t)
        new.append(p - lr * mh / (np.sqrt(vh) + eps))
    return new, (m, v, t)


# %% wrong: averages in whole numbers | score: 3.75 | says: the same from integers as from the same numbers as floats
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if state is None:
        state = [np.zeros_like(g) for g in grads], [np.zeros_like(g) for g in grads], 0
    m, v, t = state
    t = t + 1
    m = [(b1 * a + (1 - b1) * g).astype(g.dtype) for a, g in zip(m, grads)]
    v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads)]
    new = []
    for p, a, b in zip(params, m, v):
        mh = a / (1 - b1**t)
        vh = b / (1 - b2**t)
        new.append(p - lr * mh / (np.sqrt(vh) + eps))
    return new, (m, v, t)
