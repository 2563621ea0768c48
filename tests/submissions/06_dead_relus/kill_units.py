# ruff: noqa
# %% right: weights zero, bias zero
def kill_units(params, layer, units):
    new = [(W.copy(), b.copy()) for W, b in params]
    for unit in units:
        new[layer][0][:, unit] = 0.0
        new[layer][1][unit] = 0.0
    return new


# %% right: a mask
def kill_units(params, layer, units):
    keep = np.ones(len(params[layer][1]), dtype=bool)
    keep[list(units)] = False
    out = []
    for k, (W, b) in enumerate(params):
        if k == layer:
            W = np.where(keep, W, 0).astype(W.dtype)
            b = np.where(keep, b, -5).astype(b.dtype)
        out.append((np.array(W), np.array(b)))
    return out


# %% right: deepcopy
def kill_units(params, layer, units):
    import copy

    params = copy.deepcopy(params)
    W, b = params[layer]
    W[:, list(units)] *= 0
    b[list(units)] = -abs(b[list(units)])
    return params


# %% wrong: only the bias | score: 2.25 | says: silent on inputs of 1e12; set the incoming weights to 0
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][1][units] = -1e6
    return params


# %% wrong: weights zero, bias as it was | score: 1 | says: a unit is silent if
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units] = 0
    return params


# %% wrong: the rows instead of the columns | score: 0.25 | says: params[layer] holds
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer]
    W[units, :] = 0
    b[units] = -1
    return params


# %% wrong: the outgoing weights | score: 0.25 | says: unit 1's output
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer + 1][0][units, :] = 0
    return params


# %% wrong: written into the given arrays | score: 2.75 | says: w.copy(), b.copy()
def kill_units(params, layer, units):
    params = list(params)
    W, b = params[layer]
    W[:, units] = 0
    b[units] = -1
    return params


# %% wrong: the whole layer | score: 2.25 | says: change only column 1
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:] = 0
    params[layer][1][:] = -1
    return params


# %% wrong: the units are removed | score: 0 | says: shape
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer]
    params[layer] = np.delete(W, units, 1), np.delete(b, units)
    params[layer + 1] = np.delete(params[layer + 1][0], units, 0), params[layer + 1][1]
    return params


# %% wrong: negative weights | score: 2.25 | says: silent on inputs of 1e12
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer]
    W[:, units] = -np.abs(W[:, units])
    b[units] = -100
    return params


# %% wrong: only the changed layer | score: 0 | says: expected a list or tuple of 2 items
def kill_units(params, layer, units):
    W, b = (part.copy() for part in params[layer])
    W[:, units] = 0
    b[units] = -1
    return [(W, b)]


# %% wrong: layers counted from 1 | score: 0 | says: silent
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer - 1]
    W[:, units] = 0
    b[units] = -1
    return params


# %% right: tuples and lists of float32 as they come
def kill_units(params, layer, units):
    new = []
    for k, (W, b) in enumerate(params):
        if k == layer:
            factor = np.ones_like(b)
            factor[units] = 0
            W, b = W * factor, np.minimum(b, 0) * (1 - factor) + b * factor
        new.append([W, b])
    return tuple(new)


# %% right: torch
def kill_units(params, layer, units):
    layers = [[torch.from_numpy(p).clone() for p in pair] for pair in params]
    layers[layer][0][:, units] = 0
    layers[layer][1][units] = -3
    return layers


# %% right: a callable class, one unit after another
class Killer:
    def __call__(self, params, layer, units):
        params = [(np.array(W), np.array(b)) for W, b in params]
        for unit in set(units):
            params[layer][0][:, unit] = np.zeros(len(params[layer][0]))
            params[layer][1][unit] = -1e-3
        print("killed", len(units))
        return params


kill_units = Killer()


# %% wrong: a bias of minus 1e30 | score: 2.25 | says: set the incoming weights to 0
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][1][units] = -1e30
    return params


# %% wrong: printed | score: 0 | says: is there a `return`
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units] = 0
    params[layer][1][units] = -1
    print(params)


# %% wrong: only the first of the units | score: 1 | says: the killed units' output
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units[0]] = 0
    params[layer][1][units[0]] = -1
    return params


# %% wrong: everything becomes float64 | score: 2.75 | says: copy W and write into the copy
def kill_units(params, layer, units):
    params = [(W.astype(float), b.astype(float)) for W, b in params]
    params[layer][0][:, units] = 0
    params[layer][1][units] = -1
    return params


# %% wrong: always the first layer | score: 2.5 | says: params[layer] holds
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[0][0][:, units] = 0
    params[0][1][units] = -1
    return params


# %% wrong: a flat list | score: 2.5 | says: expected
def kill_units(params, layer, units):
    flat = [part.copy() for pair in params for part in pair]
    flat[2 * layer][:, units] = 0
    flat[2 * layer + 1][units] = -1
    return flat


# %% wrong: the units are returned, too | score: 2.5 | says: expected
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units] = 0
    params[layer][1][units] = -1
    return params, units


# %% wrong: the next layer's bias moves, too | score: 2.5 | says: leave the other units
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units] = 0
    params[layer][1][units] = -1
    params[layer + 1][1][:] = 0
    return params


# %% wrong: a row of biases | score: 2.75 | says: shape
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy().reshape(1, -1)) for W, b in params]
    params[layer][0][:, units] = 0
    params[layer][1][0, units] = -1
    return params
