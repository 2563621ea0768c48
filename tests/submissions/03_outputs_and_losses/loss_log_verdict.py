# ruff: noqa
# %% right: math.ceil and a table
def loss_log_verdict(losses, num_classes):
    import math

    last = losses[len(losses) - math.ceil(len(losses) / 5) :].mean()
    floor = math.log(1 + (num_classes - 1) / math.e)
    if last > math.log(num_classes) - 0.05:
        return "chance"
    below = any(loss < floor - 0.05 for loss in losses)
    return "double softmax" if abs(last - floor) <= 0.05 and not below else "learning"


# %% right: lists and sums
def loss_log_verdict(losses, num_classes):
    log = [float(x) for x in losses]
    k = -(-len(log) // 5)
    end = sum(log[-k:]) / k
    floor = np.log(np.exp(1) + num_classes - 1) - 1
    if not end <= np.log(num_classes) - 0.05:
        return "chance"
    if min(log) < floor - 0.05 or not floor - 0.05 < end < floor + 0.05:
        return "learning"
    return "double softmax"


# %% right: sorted by height
def loss_log_verdict(losses, num_classes):
    n = int(np.ceil(0.2 * len(losses)))
    end = np.mean(losses[-n:])
    floor = np.log1p((num_classes - 1) * np.exp(-1))
    verdict = "learning"
    if np.isclose(end, floor, rtol=0, atol=0.05) and (losses >= floor - 0.05).all():
        verdict = "double softmax"
    if end >= np.log(num_classes) - 0.05:
        verdict = "chance"
    return verdict


# %% wrong: the last loss alone | score: 1.75 | says: the mean of the last
def loss_log_verdict(losses, num_classes):
    end, floor = losses[-1], np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "chance"
    if abs(end - floor) < 0.05 and losses.min() > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: the mean of the whole log | score: 1 | says: the mean of the last
def loss_log_verdict(losses, num_classes):
    end, floor = losses.mean(), np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "chance"
    if abs(end - floor) < 0.05 and losses.min() > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: ten classes only | score: 1.5 | says: both heights depend on the number of classes
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    if end > 2.3026 - 0.05:
        return "chance"
    if abs(end - 1.4612) < 0.05 and losses.min() > 1.4612 - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: chance only near log C | score: 1.75 | says: no better than guessing
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if abs(end - np.log(num_classes)) < 0.05:
        return "chance"
    if abs(end - floor) < 0.05 and losses.min() > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: does not look at the whole log | score: 1.75 | says: look at the whole log
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "chance"
    return "double softmax" if abs(end - floor) < 0.05 else "learning"


# %% wrong: above the floor is a double softmax | score: 1.5 | says: expected 'learning'
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "chance"
    if end > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: a fifth of four is nothing | score: 1.75 | says: a log of four losses
def loss_log_verdict(losses, num_classes):
    n = len(losses) // 5
    end = losses[len(losses) - n :].mean() if n else losses.mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "chance"
    if abs(end - floor) < 0.05 and losses.min() > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: chance is log 2 | score: 0.5 | says: log C
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if end > np.log(2) - 0.05:
        return "chance"
    if abs(end - floor) < 0.05 and losses.min() > floor - 0.05:
        return "double softmax"
    return "learning"


# %% wrong: other words | score: 0 | says: expected 'chance'
def loss_log_verdict(losses, num_classes):
    end = losses[-((len(losses) + 4) // 5) :].mean()
    floor = np.log(np.e + num_classes - 1) - 1
    if end > np.log(num_classes) - 0.05:
        return "Chance"
    if abs(end - floor) < 0.05:
        return "double-softmax"
    return "Learning"
