# ruff: noqa
# %% right: all four in one product
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% right: one example at a time, block by block
def gate(k, x, h, p, H):
    rows = slice(k * H, (k + 1) * H)
    return (
        p["weight_ih"][rows] @ x
        + p["bias_ih"][rows]
        + p["weight_hh"][rows] @ h
        + p["bias_hh"][rows]
    )


def lstm_step(x, h, c, params):
    if x.ndim == 2:
        both = [lstm_step(*one, params) for one in zip(x, h, c)]
        return [np.array([one[k] for one in both]) for k in (0, 1)]
    i, f, g, o = (as_float(gate(k, x, h, params, len(h))) for k in range(4))
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(c), c


# %% right: torch
def lstm_step(x, h, c, params):
    import torch

    D, H = x.shape[-1], h.shape[-1]
    x, h, c = (torch.from_numpy(as_float(one)) for one in (x, h, c))
    cell = torch.nn.LSTMCell(D, H, dtype=x.dtype)
    cell.load_state_dict({k: torch.from_numpy(as_float(v)) for k, v in params.items()})
    with torch.no_grad():
        return cell(x, (h, c))


# %% right: einsum, sigmoid by a tanh, in one array
def lstm_step(x, h, c, params):
    H = h.shape[-1]
    z = np.einsum("kd,...d->...k", params["weight_ih"], x) + params["bias_ih"]
    z = z + np.einsum("kd,...d->...k", params["weight_hh"], h) + params["bias_hh"]
    z = as_float(z)
    s = 0.5 * (1 + np.tanh(0.5 * z))
    c = s[..., H : 2 * H] * c + s[..., :H] * np.tanh(z[..., 2 * H : 3 * H])
    return np.stack([s[..., 3 * H :] * np.tanh(c), c])


# %% right: joined weights, a sigmoid in two branches, with a print
def squash(z):
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    out[~up] = e / (1 + e)
    return out


def lstm_step(x, h, c, params):
    xh = as_float(np.concatenate([x, h], axis=-1))
    W = np.hstack([params["weight_ih"], params["weight_hh"]])
    z = xh @ W.T + (params["bias_ih"] + params["bias_hh"])
    H = np.shape(h)[-1]
    z = z.reshape(*z.shape[:-1], 4, H)
    i, f, o = (squash(z[..., k, :]) for k in (0, 1, 3))
    c = f * c + i * np.tanh(z[..., 2, :])
    print("cell", c.shape)
    return (o * np.tanh(c), c)


# %% right: lists of numbers, float64 only where nothing else is asked for
def lstm_step(x, h, c, params):
    single = x.ndim == 1
    X, Hs, C = (np.atleast_2d(one) for one in (x, h, c))
    dtype = as_float(x).dtype
    n, H = Hs.shape
    outs, cells = np.zeros((n, H), dtype), np.zeros((n, H), dtype)
    for b in range(n):
        z = params["weight_ih"].dot(X[b]) + params["weight_hh"].dot(Hs[b])
        z = z + params["bias_ih"] + params["bias_hh"]
        for u in range(H):
            i, f, o = (special.expit(float(z[k * H + u])) for k in (0, 1, 3))
            cells[b, u] = f * C[b, u] + i * np.tanh(z[2 * H + u])
            outs[b, u] = o * np.tanh(cells[b, u])
    return (outs[0], cells[0]) if single else (outs, cells)


# %% wrong: the order i, f, o, g | score: 3.5 | says: the order is i, f, g, o
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, o, g = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: the order f, i, g, o | score: 3.75 | says: the order is i, f, g, o
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    f, i, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: a sigmoid for g | score: 3 | says: g from tanh
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = special.expit(as_float(z + params["bias_ih"] + params["bias_hh"]))
    i, f, g, o = np.split(z, 4, axis=-1)
    new = f * c + i * g
    return o * np.tanh(new), new


# %% wrong: no tanh around the cell state | score: 3.75 | says: through tanh
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * new, new


# %% wrong: the old cell state in h | score: 3.75 | says: with the new c'
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(as_float(c)), new


# %% wrong: one bias only | score: 3.75 | says: the cell state with bias_hh
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: weight_hh not transposed | score: 4.25 | says: weight_hh.T
def lstm_step(x, h, c, params):
    H = h.shape[-1]
    z = x @ params["weight_ih"].T + params["bias_ih"] + params["bias_hh"]
    blocks = [h @ params["weight_hh"][k * H : (k + 1) * H] for k in range(4)]
    z = as_float(z + np.concatenate(blocks, axis=-1))
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: exp overflows | score: 4.5 | says: overflow; special.expit does not
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    i, f, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-o))
    new = f * c + i * np.tanh(g)
    return o * np.tanh(new), new


# %% wrong: a batch only | score: 4 | says: split along
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: one example only | score: 3 | says: shape
def lstm_step(x, h, c, params):
    z = params["weight_ih"] @ x + params["weight_hh"] @ h
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: one example as a batch of one | score: 4.5 | says: shape
def lstm_step(x, h, c, params):
    x, h, c = np.atleast_2d(x), np.atleast_2d(h), np.atleast_2d(c)
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: the cell state comes first | score: 4.25 | says: is their order as asked
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return new, special.expit(o) * np.tanh(new)


# %% wrong: the gates are returned, too | score: 4.25 | says: 2 results (h, c)
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new, (i, f, g, o)


# %% wrong: the hidden state alone | score: 0 | says: 2 results (h, c)
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new)


# %% wrong: in a dict | score: 4.25 | says: 2 results (h, c)
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return {"h": special.expit(o) * np.tanh(new), "c": new}


# %% wrong: writes into c | score: 4.75 | says: changed its third argument
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    c = as_float(c)
    c *= special.expit(f)
    c += special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(c), c


# %% wrong: writes into the biases | score: 4.75 | says: changed its fourth argument
def lstm_step(x, h, c, params):
    bias = params["bias_ih"] = params["bias_ih"] + params["bias_hh"]
    params["bias_hh"] = 0 * bias
    z = as_float(x @ params["weight_ih"].T + h @ params["weight_hh"].T + bias)
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    params["last"] = new
    return special.expit(o) * np.tanh(new), new


# %% wrong: zeros of float64 | score: 4.75 | says: expected dtype float32
def lstm_step(x, h, c, params):
    z = np.zeros(h.shape[:-1] + (4 * h.shape[-1],))
    z += x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z += params["bias_ih"] + params["bias_hh"]
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: integers stay integers | score: 4.75 | says: need not be whole
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new, shown = np.empty_like(c), np.empty_like(h)
    new[...] = special.expit(f) * c + special.expit(i) * np.tanh(g)
    shown[...] = special.expit(o) * np.tanh(new)
    return shown, new


# %% wrong: no forget gate | score: 2.5 | says: f c + i g
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: a GRU's balance, 1 - f for i | score: 2.75 | says: f c + i g
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    f = special.expit(f)
    new = f * c + (1 - f) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: the hidden state is ignored | score: 2.75 | says: f c + i g
def lstm_step(x, h, c, params):
    z = as_float(x @ params["weight_ih"].T + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: other names of the parameters | score: 0 | says: KeyError
def lstm_step(x, h, c, params):
    z = x @ params["W_ih"].T + h @ params["W_hh"].T
    z = as_float(z + params["b_ih"] + params["b_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), new


# %% wrong: printed | score: 0 | says: is there a `return`
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    print(np.split(z, 4, axis=-1))


# %% wrong: as nn.LSTM returns it | score: 4.25 | says: h
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    h = special.expit(o) * np.tanh(c)
    return h, (h, c)


# %% wrong: the blocks interleaved | score: 3 | says: i, f, g, o
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = (z[..., k::4] for k in range(4))
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(c), c


# %% wrong: ReLU for tanh | score: 2 | says: g from tanh
def lstm_step(x, h, c, params):
    z = x @ params["weight_ih"].T + h @ params["weight_hh"].T
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.split(z, 4, axis=-1)
    c = special.expit(f) * c + special.expit(i) * np.maximum(g, 0)
    return special.expit(o) * np.maximum(c, 0), c


# %% right: reshape into four blocks, moveaxis
def lstm_step(x, h, c, params):
    z = np.matmul(x, np.transpose(params["weight_ih"])) + np.matmul(
        h, np.transpose(params["weight_hh"])
    )
    z = as_float(z + params["bias_ih"] + params["bias_hh"])
    i, f, g, o = np.moveaxis(z.reshape(*z.shape[:-1], 4, -1), -2, 0)
    c2 = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(c2), c2


# %% right: overflow suppressed, sections of np.split
def lstm_step(x, h, c, params):
    x, h, c = as_float(x), as_float(h), as_float(c)

    def sigmoid(z):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-z))

    H = c.shape[-1]
    z = x @ as_float(params["weight_ih"]).T
    z = z + h @ as_float(params["weight_hh"]).T
    z = z + (as_float(params["bias_ih"]) + as_float(params["bias_hh"]))
    parts = np.split(z, [H, 2 * H, 3 * H], axis=z.ndim - 1)
    c = sigmoid(parts[1]) * c + sigmoid(parts[0]) * np.tanh(parts[2])
    return [sigmoid(parts[3]) * np.tanh(c), c]


# %% right: a named tuple, blocks by slices
from collections import namedtuple

State = namedtuple("State", "h c")


def lstm_step(x, h, c, params):
    p = {k: as_float(v) for k, v in params.items()}
    x, h, c = as_float(x), as_float(h), as_float(c)
    H = h.shape[-1]
    z = x @ p["weight_ih"].T + p["bias_ih"] + h @ p["weight_hh"].T + p["bias_hh"]
    i, f, g, o = (z[..., k * H : (k + 1) * H] for k in range(4))
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return State(special.expit(o) * np.tanh(c), c)


# %% wrong: split along the first axis | score: 3 | says: into four along the last axis
def lstm_step(x, h, c, params):
    x, h, c = as_float(x), as_float(h), as_float(c)
    z = (
        x @ params["weight_ih"].T
        + params["bias_ih"]
        + h @ params["weight_hh"].T
        + params["bias_hh"]
    )
    i, f, g, o = np.split(z, 4)
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(c), c


# %% wrong: the old c is returned | score: 2 | says: c' = f c + i g
def lstm_step(x, h, c, params):
    x, h, c = as_float(x), as_float(h), as_float(c)
    z = (
        x @ params["weight_ih"].T
        + params["bias_ih"]
        + h @ params["weight_hh"].T
        + params["bias_hh"]
    )
    i, f, g, o = np.split(z, 4, axis=-1)
    new = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return special.expit(o) * np.tanh(new), c


# %% wrong: g without its tanh | score: 2.75 | says: a tanh -1 or 1
def lstm_step(x, h, c, params):
    x, h, c = as_float(x), as_float(h), as_float(c)
    z = (
        x @ params["weight_ih"].T
        + params["bias_ih"]
        + h @ params["weight_hh"].T
        + params["bias_hh"]
    )
    i, f, g, o = np.split(z, 4, axis=-1)
    c = special.expit(f) * c + special.expit(i) * g
    return special.expit(o) * np.tanh(c), c


# %% wrong: rounded to four decimals | score: 4.25 | says: four equal blocks
def lstm_step(x, h, c, params):
    x, h, c = as_float(x), as_float(h), as_float(c)
    z = (
        x @ params["weight_ih"].T
        + params["bias_ih"]
        + h @ params["weight_hh"].T
        + params["bias_hh"]
    )
    i, f, g, o = np.split(z, 4, axis=-1)
    c = special.expit(f) * c + special.expit(i) * np.tanh(g)
    return np.round(special.expit(o) * np.tanh(c), 4), np.round(c, 4)
