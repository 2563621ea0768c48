# ruff: noqa
# %% right: a dict
def diagnose_case(k):
    found = {
        0: "exploding gradients",
        1: "rate too small",
        2: "no activation",
        3: "shuffled labels",
        4: "overflow",
        5: "saturated units",
        6: "equal weights",
        7: "rate too large",
        8: "healthy",
        9: "softmax twice",
    }
    return found[k]


# %% right: by what the configuration says
def diagnose_case(k):
    config = EXERCISE_CASES[k]
    if config.labels != "right":
        return "shuffled labels"
    if config.activation == "none":
        return "no activation"
    if config.head == "softmax":
        return "softmax twice"
    if config.initialization == "zeros":
        return "equal weights"
    if config.initialization == "large":
        return "exploding gradients"
    if config.loss_scale > 1e6:
        return "overflow"
    if config.hidden_bias < -5:
        return "saturated units"
    if config.learning_rate < 0.001:
        return "rate too small"
    if config.learning_rate > 5:
        return "rate too large"
    return "healthy"


# %% right: keys of DISEASES
def diagnose_case(k):
    names = list(DISEASES)
    places = [9, 12, 4, 1, 15, 11, 7, 13, 0, 5]
    return names[places[k]]


# %% right: match
def diagnose_case(k):
    match k:
        case 0:
            return "exploding gradients"
        case 1:
            return "rate too small"
        case 2:
            return "no activation"
        case 3:
            return "shuffled labels"
        case 4:
            return "overflow"
        case 5:
            return "saturated units"
        case 6:
            return "equal weights"
        case 7:
            return "rate too large"
        case 8:
            return "healthy"
        case _:
            return "softmax twice"


# %% right: from what the runs show
def diagnose_case(k):
    seen = course(EXERCISE_CASES[k])
    start, end = seen.layers_start, seen.layers_end
    if is_cured(seen):
        return "healthy"
    if seen.skipped == len(seen.losses):
        return "overflow"
    if seen.losses[0] > 100:
        return "exploding gradients"
    if start[0].saturated > 0.5:
        return "saturated units"
    if start[0].gradient_norm == 0:
        return "equal weights"
    if (
        not np.isfinite(seen.losses).all()
        or seen.losses[-40:].mean() > 1.2 * seen.losses[0]
    ):
        return "rate too large"
    if seen.one_batch_losses[-1] > 1.5:
        return "rate too small"
    if seen.one_batch_losses[-1] > 0.9:
        return "softmax twice"
    return "shuffled labels" if seen.accuracy < 0.4 else "no activation"


# %% right: a list
def diagnose_case(k):
    return [
        "exploding gradients",
        "rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
        "healthy",
        "softmax twice",
    ][k]


# %% wrong: what is seen, not the cause, of four | score: 4 | says: look at the saturated shares; what does a unit differ; before the first step
def diagnose_case(k):
    return [
        "exploding gradients",
        "rate too small",
        "no activation",
        "too few examples",
        "overflow",
        "vanishing gradients",
        "vanishing gradients",
        "dead units",
        "healthy",
        "softmax twice",
    ][k]


# %% wrong: all are healthy | score: 0.75 | says: expected 'exploding gradients'
def diagnose_case(k):
    return "healthy"


# %% wrong: one place further | score: 0.25 | says: expected 'exploding gradients'
def diagnose_case(k):
    return [
        "exploding gradients",
        "rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
        "healthy",
        "softmax twice",
    ][k - 1]


# %% wrong: another spelling | score: 4.5 | says: the keys of DISEASES, in small letters
def diagnose_case(k):
    return [
        "Exploding_gradients",
        "Rate_too_small",
        "No_activation",
        "Shuffled_labels",
        "Overflow",
        "Saturated_units",
        "Equal_weights",
        "Rate_too_large",
        "Healthy",
        "Softmax_twice",
    ][k]


# %% wrong: two cases are missing | score: 3.75 | says: IndexError
def diagnose_case(k):
    return [
        "exploding gradients",
        "rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
    ][k]


# %% wrong: two cases without a name | score: 3.75 | says: returned None
def diagnose_case(k):
    return {
        0: "exploding gradients",
        1: "rate too small",
        2: "no activation",
        3: "shuffled labels",
        4: "overflow",
        5: "saturated units",
        6: "equal weights",
        7: "rate too large",
    }.get(k)


# %% wrong: a name of one's own | score: 4.25 | says: a key of DISEASES
def diagnose_case(k):
    return [
        "exploding gradients",
        "learning rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
        "healthy",
        "softmax twice",
    ][k]


# %% wrong: a name and a reason | score: 4.5 | says: expected 'exploding gradients'
def diagnose_case(k):
    names = [
        "exploding gradients",
        "rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
        "healthy",
        "softmax twice",
    ]
    return names[k], "because it looks like it"


# %% wrong: by the first loss and the curve alone | score: 1.75 | says: is it cured as it is
def diagnose_case(k):
    losses = course(EXERCISE_CASES[k]).losses
    if not losses[-40:].mean() < 1.2 * losses[0]:
        return "rate too large"
    if losses[-40:].mean() > 0.95 * losses[0]:
        return "vanishing gradients"
    return "rate too small"


# %% wrong: the healthy one is ill | score: 4.5 | says: is it cured as it is
def diagnose_case(k):
    return [
        "exploding gradients",
        "rate too small",
        "no activation",
        "shuffled labels",
        "overflow",
        "saturated units",
        "equal weights",
        "rate too large",
        "loss without a shift",
        "softmax twice",
    ][k]
