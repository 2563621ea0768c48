# ruff: noqa
# %% right: running minimum with NumPy
def early_stop(val_losses, patience):
    filled = np.where(np.isnan(val_losses), np.inf, val_losses)
    before = np.minimum.accumulate(np.r_[np.inf, filled])[:-1]
    new = filled < before
    waited = 0
    for epoch, fresh in enumerate(new):
        waited = 0 if fresh else waited + 1
        if waited >= patience:
            break
    return epoch, int(np.argmin(filled[: epoch + 1]))


# %% right: looks back from each epoch
def early_stop(val_losses, patience):
    for stop in range(len(val_losses)):
        seen = val_losses[: stop + 1]
        if np.isnan(seen).all():
            if stop + 1 == patience:
                return stop, 0
            continue
        keep = int(np.nanargmin(seen))
        if stop - keep == patience:
            return [stop, keep]
    return [stop, keep]


# %% right: a while loop, returns an array
def early_stop(val_losses, patience):
    best, epoch, wait = -1, 0, 0
    while epoch < len(val_losses) and wait < patience:
        loss = val_losses[epoch]
        if not np.isnan(loss) and (best < 0 or loss < val_losses[best]):
            best, wait = epoch, 0
        else:
            wait += 1
        epoch += 1
    return np.array([epoch - 1, best])


# %% wrong: waits one epoch too long | score: 0.75 | says: count the epochs in a row
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < lowest:
            lowest, keep, waited = loss, epoch, 0
        else:
            waited += 1
        if waited > patience:
            return epoch, keep
    return len(val_losses) - 1, keep


# %% wrong: compares with the epoch before | score: 0.75 | says: no new lowest
def early_stop(val_losses, patience):
    waited = 0
    for epoch in range(1, len(val_losses)):
        waited = 0 if val_losses[epoch] < val_losses[epoch - 1] else waited + 1
        if waited == patience:
            break
    else:
        epoch = len(val_losses) - 1
    return epoch, int(np.nanargmin(val_losses[: epoch + 1]))


# %% wrong: keeps the epoch that many before stop | score: 1.25 | says: the epoch of the lowest loss among those up to stop
def early_stop(val_losses, patience):
    lowest, waited = np.inf, 0
    for epoch, loss in enumerate(val_losses):
        waited = 0 if loss < lowest else waited + 1
        lowest = np.fmin(lowest, loss)
        if waited == patience:
            break
    return epoch, max(epoch - patience, 0)


# %% wrong: keeps the best of all epochs, also of those after stop | score: 1.25 | says: the epoch of the lowest loss among those up to stop
def early_stop(val_losses, patience):
    lowest, waited, stop = np.inf, 0, len(val_losses) - 1
    for epoch, loss in enumerate(val_losses):
        waited = 0 if loss < lowest else waited + 1
        lowest = np.fmin(lowest, loss)
        if waited == patience:
            stop = epoch
            break
    return stop, int(np.nanargmin(val_losses))


# %% wrong: an equal loss counts as new | score: 1.75 | says: compare with <, not with <=
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss <= lowest:
            lowest, keep, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, keep
    return len(val_losses) - 1, keep


# %% wrong: NaN becomes the lowest | score: 1.75 | says: every comparison with NaN is False
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss >= lowest:
            waited += 1
        else:
            lowest, keep, waited = loss, epoch, 0
        if waited == patience:
            return epoch, keep
    return len(val_losses) - 1, keep


# %% wrong: the results in the other order | score: 1.75 | says: stop first, then keep
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < lowest:
            lowest, keep, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return keep, epoch
    return keep, len(val_losses) - 1


# %% wrong: returns None when the patience never runs out | score: 1 | says: returned None
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < lowest:
            lowest, keep, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, keep


# %% wrong: counts epochs from 1 | score: 0.25 | says: expected
def early_stop(val_losses, patience):
    lowest, keep, waited = np.inf, 0, 0
    for epoch, loss in enumerate(val_losses, start=1):
        if loss < lowest:
            lowest, keep, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, keep
    return len(val_losses), keep
