# ruff: noqa
# %% right: plain Python
def rate_verdict(losses):
    import math

    values = [float(loss) for loss in losses]
    if any(math.isnan(v) or math.isinf(v) for v in values):
        return "diverges"
    m = len(values) // 10
    start = sum(values[:m]) / m
    half = len(values) // 2
    middle = sum(values[half : half + m]) / m
    end = sum(values[-m:]) / m
    if end > 2 * start:
        verdict = "diverges"
    elif end > 0.95 * start:
        verdict = "stalls"
    elif middle - end > 0.5 * (start - middle):
        verdict = "crawls"
    else:
        verdict = "learns"
    return verdict


# %% right: NaN by the means' sums
def rate_verdict(losses):
    losses = np.array(losses, dtype=np.float64)
    if np.isnan(losses).any() or np.abs(losses).max() == np.inf:
        return "diverges"
    tenth = int(len(losses) / 10)
    a = np.average(losses[:tenth])
    b = np.average(losses[len(losses) // 2 :][:tenth])
    c = np.average(losses[::-1][:tenth])
    rules = [
        (c > 2 * a, "diverges"),
        (c > 0.95 * a, "stalls"),
        (2 * (b - c) > a - b, "crawls"),
        (True, "learns"),
    ]
    return next(word for applies, word in rules if applies)


# %% right: np.select
def rate_verdict(losses):
    n = losses.shape[0]
    m = n // 10
    with np.errstate(all="ignore"):
        s, h, e = (
            losses[0:m].mean(),
            losses[n // 2 : n // 2 + m].mean(),
            losses[n - m :].mean(),
        )
        return str(
            np.select(
                [
                    not np.all(np.isfinite(losses)),
                    e > 2 * s,
                    e > 0.95 * s,
                    h - e > (s - h) / 2,
                ],
                ["diverges", "diverges", "stalls", "crawls"],
                "learns",
            )
        )


# %% right: a dict beside it, unused, and a clear order
def rate_verdict(losses):
    finite = [x for x in losses if abs(x) < float("inf")]
    if len(finite) < len(losses):
        return "diverges"
    m = max(1, len(losses) // 10)
    mean = lambda part: sum(part) / len(part)
    first, last = mean(losses[:m]), mean(losses[-m:])
    if last > first * 2:
        return "diverges"
    if last > first * 0.95:
        return "stalls"
    mid = mean(losses[len(losses) // 2 : len(losses) // 2 + m])
    fell, falls = first - mid, mid - last
    if falls > fell / 2:
        return "crawls"
    return "learns"


# %% right: float32, and slices of slices
def rate_verdict(losses):
    x = np.array(losses, dtype=np.float32)
    m = x.size // 10
    a, b, c = np.mean(x[:m]), np.mean(x[x.size // 2 :][:m]), np.mean(x[-m:])
    with np.errstate(all="ignore"):
        if not np.isfinite(x.sum()):
            return "diverges"
    for word, cond in (
        ("diverges", c > 2 * a),
        ("stalls", c > 0.95 * a),
        ("crawls", b - c > (a - b) / 2),
        ("learns", True),
    ):
        if cond:
            return word


# %% right: three means
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: single losses | score: 2.75 | says: not single ones
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    start, middle, end = losses[0], losses[len(losses) // 2], losses[-1]
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: does not ask whether they are finite | score: 2.5 | says: each loss counts; finds nan and infinities
def rate_verdict(losses):
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: NaN only | score: 2.75 | says: finds NaN and infinities
def rate_verdict(losses):
    if np.isnan(losses).any():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: the lowest loss | score: 2.75 | says: not the lowest loss
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if np.min(losses) > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: the whole fall, not half of it | score: 2.25 | says: half of start - middle
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > start - middle else "learns"


# %% wrong: asks for stalls first | score: 2.5 | says: compared with twice the start
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 0.95 * start:
        return "stalls"
    if end > 2 * start:
        return "diverges"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: always ten losses | score: 1.5 | says: m = n // 10 is rounded down
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: capital letters | score: 2.25 | says: expected 'learns'
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "Diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > 2 * start:
        return "Diverges"
    if end > 0.95 * start:
        return "Stalls"
    return "Crawls" if middle - end > (start - middle) / 2 else "Learns"


# %% wrong: diverges as soon as it is above the start | score: 2.5 | says: from 0.95 to 2 times the start
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    if end > start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: the middle around n // 2 | score: 2.5 | says: the middle begins at n // 2
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (
        np.mean(losses[k : k + m]) for k in (0, n // 2 - m // 2, n - m)
    )
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"


# %% wrong: sorts the given array | score: 2.75 | says: do not write into losses
def rate_verdict(losses):
    if not np.isfinite(losses).all():
        return "diverges"
    n, m = len(losses), len(losses) // 10
    start, middle, end = (np.mean(losses[k : k + m]) for k in (0, n // 2, n - m))
    losses.sort()
    if end > 2 * start:
        return "diverges"
    if end > 0.95 * start:
        return "stalls"
    return "crawls" if middle - end > (start - middle) / 2 else "learns"
