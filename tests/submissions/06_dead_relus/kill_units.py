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


# %% wrong: only the bias | score: 1.5 | says: silent on inputs of 1e12; set the incoming weights to 0
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][1][units] = -1e6
    return params


# %% wrong: weights zero, bias as it was | score: 1.25 | says: a unit is silent if
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:, units] = 0
    return params


# %% wrong: the rows instead of the columns | score: 0.5 | says: params[layer] holds
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer]
    W[units, :] = 0
    b[units] = -1
    return params


# %% wrong: the outgoing weights | score: 0.5 | says: unit 1's output
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


# %% wrong: the whole layer | score: 2 | says: change only column 1
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    params[layer][0][:] = 0
    params[layer][1][:] = -1
    return params


# %% wrong: the units are removed | score: 0.5 | says: the check could not go on
def kill_units(params, layer, units):
    params = [(W.copy(), b.copy()) for W, b in params]
    W, b = params[layer]
    params[layer] = np.delete(W, units, 1), np.delete(b, units)
    params[layer + 1] = np.delete(params[layer + 1][0], units, 0), params[layer + 1][1]
    return params


# %% wrong: negative weights | score: 2 | says: silent on inputs of 1e12
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
