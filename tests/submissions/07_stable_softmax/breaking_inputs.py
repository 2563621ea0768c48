# ruff: noqa
# %% right: the shortest
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return above, below, np.array([0.0, -800.0]), np.array([11.0, 11.0])


# %% right: lists
def breaking_inputs():
    return [800, 800], [-746.0, -2000.0], [10.0, -740.0], [10.0] * 3


# %% right: a dict with the names, after a look
def breaking_inputs():
    found = {
        "above": np.full(3, 710.0),
        "below": np.linspace(-9000, -8000, 5),
        "lost": np.array([700.0, -60.0]),
        "summed": np.full(10, 9.0, dtype=np.float16),
    }
    print(naive_softmax(found["lost"]))
    return found


# %% right: looked for by a loop
def breaking_inputs():
    n = 1
    with np.errstate(all="ignore"):
        while naive_softmax(np.full(n, 8.0, dtype=np.float16)).sum() > 0.5:
            n += 1
    return (
        np.array([1e4]),
        np.array([-1e4]),
        np.array([-100.0, -10000.0]),
        np.full(n, 8.0, dtype=np.float16),
    )


# %% wrong: a large negative logit beside 0 | score: 0.75 | says: all of the exponentials
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, 0.0])
    return above, below, np.array([0.0, -800.0]), np.array([11.0, 11.0])


# %% wrong: infinite entries | score: 0.5 | says: finite
def breaking_inputs():
    above, below = np.array([np.inf, 0.0]), np.array([-np.inf, -np.inf])
    return above, below, np.array([0.0, -800.0]), np.array([11.0, 11.0])


# %% wrong: one entry is already too large for float16 | score: 0.75 | says: no entry above 11
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return above, below, np.array([0.0, -800.0]), np.array([12.0, 0.0])


# %% wrong: nothing is lost yet | score: 0.75 | says: exactly 0
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return above, below, np.array([0.0, -300.0]), np.array([11.0, 11.0])


# %% wrong: above and below exchanged | score: 0.5 | says: above 0
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return below, above, np.array([0.0, -800.0]), np.array([11.0, 11.0])


# %% wrong: the last one is missing | score: 0.75 | says: four arrays
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return above, below, np.array([0.0, -800.0])


# %% wrong: too timid | score: 0.25 | says: 709
def breaking_inputs():
    above, below = np.array([700.0, 0.0]), np.array([-700.0, -700.0])
    return above, below, np.array([0.0, -800.0]), np.array([9.0, 9.0])


# %% wrong: a NaN is no probability of 0 | score: 0.75 | says: exactly 0
def breaking_inputs():
    above, below = np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0])
    return above, below, np.array([1000.0, 0.0]), np.array([11.0, 11.0])


# %% wrong: printed | score: 0 | says: is there a `return`
def breaking_inputs():
    print(np.array([1000.0, 0.0]), np.array([-1000.0, -1000.0]))


# %% right: numbers of 32 bits, which end earlier, and many zeros
def breaking_inputs():
    above = np.array([100.0, 0.0], dtype=np.float32)
    below, lost = np.float32([-200.0, -150.0]), np.float32([0.0, -200.0])
    return above, below, lost, np.zeros(70000)
