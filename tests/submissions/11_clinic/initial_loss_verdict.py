# ruff: noqa
# %% right: the ratio
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    import math

    ratio = loss / math.log(num_classes)
    if math.isnan(ratio) or math.isinf(ratio):
        return "not finite"
    if ratio > 1 + tolerance:
        return "too high"
    if ratio < 1 - tolerance:
        return "too low"
    return "as expected"


# %% right: comparisons that NaN fails
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    low, high = np.log(num_classes) * np.array([1 - tolerance, 1 + tolerance])
    if low <= loss <= high:
        return "as expected"
    elif -np.inf < loss < low:
        return "too low"
    elif high < loss < np.inf:
        return "too high"
    else:
        return "not finite"


# %% right: np.isclose with a relative tolerance
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = -np.log(1 / num_classes)
    if np.isnan(loss) or np.isinf(loss):
        return "not finite"
    if np.isclose(loss, chance, rtol=tolerance, atol=0):
        return "as expected"
    return ("too low", "too high")[int(loss > chance)]


# %% right: words by position
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    borders = [
        (1 - tolerance) * np.log(num_classes),
        (1 + tolerance) * np.log(num_classes),
    ]
    words = np.array(["too low", "as expected", "too high"])
    return words[np.searchsorted(borders, loss)] if np.isfinite(loss) else "not finite"


# %% right: distance to log C
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: the logarithm to base 2 | score: 1 | says: np.log(num_classes) is the loss to compare with
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log2(num_classes)
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: an absolute tolerance | score: 1.5 | says: not an absolute 0.25
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: does not ask whether it is finite | score: 1.5 | says: ask np.isfinite first
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: NaN only | score: 1.75 | says: an infinite loss is not finite
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if np.isnan(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: nothing is too low | score: 1.5 | says: as suspicious as one above
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    if not np.isfinite(loss):
        return "not finite"
    if loss <= (1 + tolerance) * np.log(num_classes):
        return "as expected"
    return "too high"


# %% wrong: the tolerance is always a quarter | score: 1.75 | says: tolerance is a share of log C
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= 0.25 * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: underscores | score: 1.5 | says: spelled as in the table
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if not np.isfinite(loss):
        return "not_finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as_expected"
    return "too_high" if loss > chance else "too_low"


# %% wrong: a number in the place of a word | score: 0 | says: return the word
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    return loss / np.log(num_classes)


# %% wrong: compares with 1/C | score: 0.75 | says: np.log(num_classes)
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = 1 / num_classes
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too high" if loss > chance else "too low"


# %% wrong: high and low exchanged | score: 1 | says: expected 'too high'
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    if not np.isfinite(loss):
        return "not finite"
    if abs(loss - chance) <= tolerance * chance:
        return "as expected"
    return "too low" if loss > chance else "too high"


# %% wrong: an array of a word | score: 1.5 | says: returned array('too high'); the word is a string
def initial_loss_verdict(loss, num_classes, tolerance=0.25):
    chance = np.log(num_classes)
    far = np.where(loss > chance, "too high", "too low")
    near = np.where(abs(loss - chance) <= tolerance * chance, "as expected", far)
    return np.where(np.isfinite(loss), near, "not finite")
