# ruff: noqa
# %% right: a dict of the changes
def repair_case(k):
    changes = [
        {"initialization": "xavier"},
        {"learning_rate": 0.5},
        {"activation": "gelu"},
        {"labels": "right"},
        {"precision": "float32"},
        {"hidden_bias": 0.0},
        {"initialization": "lecun"},
        {"learning_rate": 0.3},
        {},
        {"head": "logits"},
    ]
    return changes[k]


# %% right: a Config made from a dict
def repair_case(k):
    changes = [
        {"initialization": "lecun"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0, "activation": "relu"},
        {"initialization": "xavier"},
        {"max_norm": 0.05},
        {},
        {"head": "logits"},
    ]
    fields = EXERCISE_CASES[k].as_dict()
    fields.update(changes[k])
    return Config(**fields)


# %% right: all fields in a dict
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"precision": "float32", "loss_scale": 1.0},
        {"hidden_bias": 0.0, "learning_rate": 0.5},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return {**EXERCISE_CASES[k].as_dict(), **changes[k]}


# %% right: by the disease
def repair_case(k):
    config = EXERCISE_CASES[k]
    if is_cured(course(config)):
        return config
    for change in (
        {"learning_rate": 0.1},
        {"initialization": "he"},
        {"labels": "right"},
        {"head": "logits"},
        {"activation": "relu"},
        {"hidden_bias": 0},
        {"loss_scale": 1},
    ):
        ((name, value),) = change.items()
        if getattr(config, name) != value:
            tried = replace(config, **change)
            if is_cured(course(tried)):
                return tried


# %% right: two fields, and other values
def repair_case(k):
    c = EXERCISE_CASES[k]
    if k == 0:
        return replace(c, initialization="he", hidden_sizes=(32, 32))
    if k == 1:
        return replace(c, learning_rate=0.1)
    if k == 2:
        return replace(c, activation="gelu")
    if k == 3:
        return replace(c, labels="right")
    if k == 4:
        return replace(c, precision="float32", loss_scale=1)
    if k == 5:
        return replace(c, hidden_bias=0.0, activation="relu")
    if k == 6:
        return replace(c, initialization="he")
    if k == 7:
        return replace(c, learning_rate=0.1)
    if k == 8:
        return c
    return replace(c, head="logits")


# %% right: replace
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: the healthy configuration for all | score: 3.5 | says: at most two fields
def repair_case(k):
    return Config()


# %% wrong: nothing is changed | score: 0.5 | says: changes that cure it
def repair_case(k):
    return EXERCISE_CASES[k]


# %% wrong: the rate of 0.1 for all | score: 1.5 | says: what makes the signals grow
def repair_case(k):
    return replace(EXERCISE_CASES[k], learning_rate=0.1)


# %% wrong: three fields, and a healthy one is treated | score: 4 | says: at most two fields; this run works
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier", "learning_rate": 0.2, "activation": "relu"},
        {"learning_rate": 0.1},
        {"precision": "float32"},
        {"head": "logits"},
    ]
    return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: two cases without an answer | score: 4 | says: expected a Config
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    if k not in (3, 6):
        return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: repairs of the symptom | score: 3.5 | says: bring the pre-activations; the loss takes logits; try larger ones
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.002},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"activation": "leaky_relu"},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"learning_rate": 3.0},
    ]
    return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: a word that there is not | score: 4.5 | says: ValueError
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "ReLU"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: a field that there is not | score: 4.5 | says: values that a Config may have
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"lr": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return changes[k]


# %% wrong: one place further | score: 0.5 | says: what makes the signals grow
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return replace(EXERCISE_CASES[k], **changes[k - 1])


# %% wrong: names of the fields only | score: 0 | says: expected a Config
def repair_case(k):
    changes = [
        {"initialization": "he"},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"labels": "right"},
        {"loss_scale": 1024.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return list(changes[k])


# %% wrong: a deeper network, and clipping | score: 3.5 | says: expected changes that cure
def repair_case(k):
    changes = [
        {"max_norm": 1.0},
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"hidden_sizes": (64, 64)},
        {"max_norm": 1.0},
        {"hidden_bias": 0.0},
        {"initialization": "xavier"},
        {"learning_rate": 0.1},
        {},
        {"head": "logits"},
    ]
    return replace(EXERCISE_CASES[k], **changes[k])


# %% wrong: tanh learns too slowly here | score: 4 | says: one with which 400 steps are enough; leave as it is what works; of the validation set are right
def repair_case(k):
    return [
        {"initialization": "xavier"},
        {"learning_rate": 0.05},
        {"activation": "tanh"},
        {"labels": "right"},
        {"loss_scale": 256},
        {"hidden_bias": 0},
        {"initialization": "lecun"},
        {"learning_rate": 0.2},
        {},
        {"head": "logits", "learning_rate": 0.1},
    ][k]
