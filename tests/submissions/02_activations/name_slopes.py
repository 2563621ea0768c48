# ruff: noqa
# %% right: a dict
def name_slopes():
    return dict(
        A="silu",
        B="tanh",
        C="softplus",
        D="leaky_relu",
        E="gelu",
        F="sigmoid",
        G="elu",
        H="relu",
    )


# %% right: other spellings
def name_slopes():
    return {
        "a": "SiLU",
        "b": "Tanh",
        "c": "softplus",
        "d": "leaky ReLU",
        "e": "GELU",
        "f": "Sigmoid",
        "g": "ELU",
        "h": "ReLU",
    }


# %% right: the names from A to H
def name_slopes():
    return ["silu", "tanh", "softplus", "leaky_relu", "gelu", "sigmoid", "elu", "relu"]


# %% right: computed
def name_slopes():
    z = np.arange(-4, 4.5, 0.5)
    s, t, phi = special.expit(z), np.tanh(z), np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    at = {
        "relu": (z > 0) * 1.0,
        "leaky_relu": np.where(z > 0, 1, 0.1),
        "elu": np.exp(np.minimum(z, 0)),
        "gelu": special.ndtr(z) + z * phi,
        "silu": s + z * s * (1 - s),
        "sigmoid": s * (1 - s),
        "tanh": 1 - t**2,
        "softplus": s,
    }
    seen = {  # at -1, 0 and 4
        "A": (7, 50, 105),
        "B": (42, 100, 0),
        "C": (27, 50, 98),
        "D": (10, 10, 100),
        "E": (-8, 50, 100),
        "F": (20, 25, 2),
        "G": (37, 100, 100),
        "H": (0, 0, 100),
    }

    def gap(name, heights):
        return np.abs(100 * at[name][[6, 8, 16]] - heights).max()

    return {
        key: min(at, key=lambda name: gap(name, heights))
        for key, heights in seen.items()
    }


# %% right: from name to letter
def name_slopes():
    return {
        "silu": "A",
        "tanh": "B",
        "softplus": "C",
        "leaky_relu": "D",
        "gelu": "E",
        "sigmoid": "F",
        "elu": "G",
        "relu": "H",
    }


# %% right: their other names
def name_slopes():
    return dict(
        A="Swish",
        B="tanh",
        C="softplus",
        D="leaky (0.1)",
        E="gelu",
        F="logistic",
        G="ELU (α = 1)",
        H="relu",
    )


# %% right: pairs
def name_slopes():
    names = "silu tanh softplus leaky_relu gelu sigmoid elu relu".split()
    return list(zip("ABCDEFGH", names))


# %% wrong: GELU and SiLU exchanged | score: 1.5 | says: at 4 it is still steeper; done with both
def name_slopes():
    return {
        "A": "gelu",
        "B": "tanh",
        "C": "softplus",
        "D": "leaky_relu",
        "E": "silu",
        "F": "sigmoid",
        "G": "elu",
        "H": "relu",
    }


# %% wrong: sigmoid and tanh exchanged | score: 1.5 | says: 1/4 at 0; and 1 at 0
def name_slopes():
    return {
        "A": "silu",
        "B": "sigmoid",
        "C": "softplus",
        "D": "leaky_relu",
        "E": "gelu",
        "F": "tanh",
        "G": "elu",
        "H": "relu",
    }


# %% wrong: takes a slope for a value | score: 1.5 | says: the derivative of log(1 + exp(z)) is the sigmoid
def name_slopes():
    return {
        "A": "silu",
        "B": "tanh",
        "C": "sigmoid",
        "D": "leaky_relu",
        "E": "gelu",
        "F": "softplus",
        "G": "elu",
        "H": "relu",
    }


# %% wrong: takes all slopes for values | score: 0.75 | says: the name of curve B is 'softplus'; expected 'tanh'
def name_slopes():
    return {
        "A": "gelu",
        "B": "softplus",
        "C": "sigmoid",
        "D": "leaky_relu",
        "E": "silu",
        "F": "tanh",
        "G": "elu",
        "H": "relu",
    }


# %% wrong: two letters are missing | score: 1.5 | says: for the letter C
def name_slopes():
    return {
        "A": "silu",
        "B": "tanh",
        "D": "leaky_relu",
        "E": "gelu",
        "F": "sigmoid",
        "H": "relu",
    }


# %% wrong: one name for all | score: 0.25 | says: two heights only
def name_slopes():
    return dict.fromkeys("ABCDEFGH", "relu")


# %% wrong: in the order of the list | score: 0.25 | says: the same on both sides
def name_slopes():
    return dict(
        zip(
            "ABCDEFGH",
            (
                "relu",
                "leaky_relu",
                "elu",
                "gelu",
                "silu",
                "sigmoid",
                "tanh",
                "softplus",
            ),
        )
    )


# %% wrong: printed | score: 0 | says: is there a `return`
def name_slopes():
    print(
        {
            "A": "silu",
            "B": "tanh",
            "C": "softplus",
            "D": "leaky_relu",
            "E": "gelu",
            "F": "sigmoid",
            "G": "elu",
            "H": "relu",
        }
    )
