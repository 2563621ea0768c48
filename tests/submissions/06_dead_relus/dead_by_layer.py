# ruff: noqa
# %% right: a dict comprehension
def dead_by_layer(activations):
    return {name: (A == 0).all(axis=0).mean() for name, A in activations.items()}


# %% right: a loop with counts
def dead_by_layer(activations):
    shares = {}
    for name in activations:
        A = activations[name]
        dead = 0
        for unit in range(A.shape[1]):
            if not A[:, unit].any():
                dead += 1
        shares[name] = dead / A.shape[1]
    return shares


# %% right: torch
def dead_by_layer(activations):
    return {
        name: float(torch.as_tensor(A).eq(0).all(0).double().mean())
        for name, A in activations.items()
    }


# %% wrong: the share of zeros | score: 0 | says: then take their share
def dead_by_layer(activations):
    return {name: np.mean(A == 0) for name, A in activations.items()}


# %% wrong: the number of dead units | score: 0 | says: divided by the units of that layer
def dead_by_layer(activations):
    return {name: int((A == 0).all(axis=0).sum()) for name, A in activations.items()}


# %% wrong: divided by the units of all layers | score: 0 | says: of that layer
def dead_by_layer(activations):
    total = sum(A.shape[1] for A in activations.values())
    return {
        name: np.sum((A == 0).all(axis=0)) / total for name, A in activations.items()
    }


# %% wrong: divided by the examples | score: 0.25 | says: layers of different widths
def dead_by_layer(activations):
    return {
        name: np.sum((A == 0).all(axis=0)) / len(A) for name, A in activations.items()
    }


# %% wrong: the mask itself | score: 0 | says: the share of the first layer
def dead_by_layer(activations):
    return {name: (A == 0).all(axis=0) for name, A in activations.items()}


# %% wrong: the share that is alive | score: 0.25 | says: expected 0
def dead_by_layer(activations):
    return {name: np.mean((A != 0).any(axis=0)) for name, A in activations.items()}


# %% wrong: a list instead of a dict | score: 0.75 | says: expected
def dead_by_layer(activations):
    return [np.mean((A == 0).all(axis=0)) for A in activations.values()]


# %% wrong: zero on any example | score: 0 | says: zero on every example
def dead_by_layer(activations):
    return {name: np.mean((A == 0).any(axis=0)) for name, A in activations.items()}


# %% wrong: the results replace the activations | score: 0.75 | says: make a new dict
def dead_by_layer(activations):
    for name, A in activations.items():
        activations[name] = float(np.mean(np.all(A == 0, axis=0)))
    return activations


# %% right: the student's own function from above, again
def silent_units(A):
    return ~A.astype(bool).any(axis=0)


def dead_by_layer(activations):
    result = dict.fromkeys(activations)
    for name in result:
        result[name] = np.float64(silent_units(activations[name]).mean())
    return result


# %% right: an ordered dict of arrays without axes
from collections import OrderedDict


def dead_by_layer(activations):
    return OrderedDict(
        (name, np.array((A == 0).all(0).mean())) for name, A in activations.items()
    )


# %% right: a callable class with a plot
class Report:
    def __call__(self, activations):
        shares = {n: float((A == 0).all(0).mean()) for n, A in activations.items()}
        plt.bar(range(len(shares)), list(shares.values()))
        plt.close()
        return shares


dead_by_layer = Report()


# %% wrong: printed | score: 0 | says: is there a `return`
def dead_by_layer(activations):
    for name, A in activations.items():
        print(name, np.mean(np.all(A == 0, axis=0)))


# %% wrong: names as text | score: 0.75 | says: could not go on
def dead_by_layer(activations):
    return {str(n): float((A == 0).all(0).mean()) for n, A in activations.items()}


# %% wrong: only the first layer | score: 0 | says: the example
def dead_by_layer(activations):
    for name, A in activations.items():
        return {name: float((A == 0).all(0).mean())}


# %% wrong: percentages | score: 0 | says: the share of the first layer
def dead_by_layer(activations):
    return {n: 100 * float((A == 0).all(0).mean()) for n, A in activations.items()}


# %% wrong: pairs | score: 0.75 | says: the sorted names
def dead_by_layer(activations):
    return [(n, float((A == 0).all(0).mean())) for n, A in activations.items()]
