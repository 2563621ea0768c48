# ruff: noqa
# %% right: run in the place of course, pairs as lists
def write_report(k, after=None):
    pair = [EXERCISE_CASES[k], after]
    runs = [run(config, seed=0) for config in pair]
    report = {"changed": {}, "layer": None}
    for name, value in pair[0].as_dict().items():
        other = pair[1].as_dict()[name]
        if value != other:
            report["changed"][name] = [value, other]
    for number in range(len(runs[0].layers_end), 0, -1):
        seen = runs[0].layers_end[number - 1]
        if max(seen.dead, seen.saturated) > 0.5:
            report["layer"] = number
    report["loss"] = [float(np.mean(one.losses[-40:])) for one in runs]
    report["accuracy"] = [one.validation_accuracies[-1] for one in runs]
    report["cured"] = is_cured(runs[1])
    report["step"] = runs[0].first_nonfinite
    return report


# %% right: next, np.average
def write_report(k, after=None):
    import dataclasses

    before = EXERCISE_CASES[k]
    changed = {}
    for field in dataclasses.fields(before):
        a, b = getattr(before, field.name), getattr(after, field.name)
        if a != b:
            changed[field.name] = a, b
    first, second = course(before, 0), course(after, 0)
    ill = (
        n
        for n, s in enumerate(first.layers_end, 1)
        if s.dead > 0.5 or s.saturated > 0.5
    )
    return dict(
        changed=changed,
        step=first.first_nonfinite,
        layer=next(ill, None),
        loss=np.array(
            [np.average(first.losses[-40:]), np.average(second.losses[-40:])]
        ),
        accuracy=np.array([first.accuracy, second.accuracy]),
        cured=np.bool_(is_cured(second)),
    )


# %% right: with the tool of the package
def write_report(k, after=None):
    from neuronbook.clinic import changed_fields

    before = EXERCISE_CASES[k]
    a, b = course(before), course(after)
    layer = None
    for place, one in enumerate(a.layers_end, start=1):
        if layer is None and (one.dead > 0.5 or one.saturated > 0.5):
            layer = place
    return {
        "changed": {
            f: (getattr(before, f), getattr(after, f))
            for f in changed_fields(before, after)
        },
        "step": a.first_nonfinite,
        "layer": layer,
        "loss": (sum(a.losses[360:]) / 40, sum(b.losses[360:]) / 40),
        "accuracy": (a.accuracy, b.accuracy),
        "cured": is_cured(b),
    }


# %% right: nanmean, which warns where all is NaN
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    first, second = run(before, 0), run(after, 0)
    ill = [max(s.dead, s.saturated) > 0.5 for s in first.layers_end]
    return dict(
        changed={
            name: (old[name], new[name]) for name in old if old[name] != new[name]
        },
        step=first.first_nonfinite,
        layer=ill.index(True) + 1 if any(ill) else None,
        loss=(np.nanmean(first.losses[-40:]), np.nanmean(second.losses[-40:])),
        accuracy=(first.accuracy, second.accuracy),
        cured=np.bool_(is_cured(second)),
    )


# %% right: one value after another
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: after before before | score: 2.5 | says: the one before the repair first
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = well.losses[-40:].mean(), sick.losses[-40:].mean()
    accuracy = well.accuracy, sick.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: layers counted from 0 | score: 3.5 | says: the first layer has number 1
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] - 1 if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: the last loss | score: 3.5 | says: losses[-40:].mean() of both runs
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-1], well.losses[-1]
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: the step of the run after | score: 3.5 | says: of the run before, not after
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = well.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: the training accuracy | score: 3.25 | says: that of the validation set
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.train_accuracy, well.train_accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: seed 1 | score: 2.75 | says: seed 0
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before, 1), course(after, 1)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: a list of the fields | score: 3 | says: keep the fields that differ
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = [name for name in old if old[name] != new[name]]
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: all fields | score: 3 | says: keep the fields that differ
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: a tuple of the six | score: 3.5 | says: expected
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return changed, step, layer, loss, accuracy, cured


# %% wrong: whether the patient was cured before | score: 3.5 | says: is_cured of the run after
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(sick)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: dead units only | score: 3.75 | says: dead > 0.5 or saturated > 0.5
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number for number, layer in enumerate(sick.layers_end, 1) if layer.dead > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: the losses after only | score: 3.25 | says: expected
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {
        "changed": changed,
        "step": step,
        "layer": layer,
        "loss": loss,
        "accuracy": accuracy,
        "cured": cured,
    }


# %% wrong: without accuracy and loss | score: 2 | says: expected
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    old, new = before.as_dict(), after.as_dict()
    sick, well = course(before), course(after)
    layers = [
        number
        for number, layer in enumerate(sick.layers_end, 1)
        if layer.dead > 0.5 or layer.saturated > 0.5
    ]
    changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    step = sick.first_nonfinite
    layer = layers[0] if layers else None
    loss = sick.losses[-40:].mean(), well.losses[-40:].mean()
    accuracy = sick.accuracy, well.accuracy
    cured = is_cured(well)
    return {"changed": changed, "step": step, "layer": layer, "cured": cured}


# %% wrong: the layers at the start | score: 3.75 | says: not layers_start
def write_report(k, after=None):
    before = EXERCISE_CASES[k]
    after = before if after is None else after
    a, b = before.as_dict(), after.as_dict()
    ra, rb = course(before, 0), course(after, 0)
    layer = None
    for number, s in enumerate(ra.layers_start, 1):
        if s.dead > 0.5 or s.saturated > 0.5:
            layer = number
            break
    return {
        "changed": {key: (a[key], b[key]) for key in a if a[key] != b[key]},
        "step": ra.first_nonfinite,
        "layer": layer,
        "loss": (np.mean(ra.losses[-40:]), np.mean(rb.losses[-40:])),
        "accuracy": (ra.accuracy, rb.accuracy),
        "cured": is_cured(rb),
    }
