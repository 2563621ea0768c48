# ruff: noqa
# %% right: multiplies instead of dividing
def diagnose(norms, ratio=1e3):
    norms = np.asarray(norms, dtype=float)
    if not np.isfinite(norms).all():
        raise ValueError(f"expected finite norms, got {norms}")
    first, last = norms[0], norms[-1]
    if first == 0 or first * ratio < last:
        return "vanishing"
    return "exploding" if first > last * ratio else "even"


# %% right: plain Python, one value at a time
def diagnose(norms, ratio=1e3):
    import math

    for value in norms:
        if math.isnan(value) or math.isinf(value):
            raise ValueError("a norm is NaN or infinite")
    first, last = float(norms[0]), float(norms[-1])
    if first == 0.0:
        return "vanishing"
    if last == 0.0:
        return "exploding"
    quotient = first / last
    if quotient < 1 / ratio:
        return "vanishing"
    elif quotient > ratio:
        return "exploding"
    else:
        return "even"


# %% right: an object that is called
class Diagnosis:
    def __call__(self, norms, ratio=1e3):
        if np.isnan(np.sum(norms)) or np.isinf(np.max(norms)):
            raise ValueError("expected numbers")
        first, last = norms[0], norms[len(norms) - 1]
        words = {True: "vanishing", False: "even"}
        if first > 0 and first / ratio > last:
            return "exploding"
        return words[bool(first == 0 or last / ratio > first)]


diagnose = Diagnosis()


# %% right: np.select
def diagnose(norms, ratio=1e3):
    a, b = norms[0], norms[-1]
    if not all(np.isfinite(norms)):
        raise ValueError("not finite")
    return np.select(
        [(a == 0) | (b > ratio * a), a > ratio * b],
        ["vanishing", "exploding"],
        "even",
    )


# %% right: exact fractions
from fractions import Fraction


def diagnose(norms, ratio=1e3):
    exact = [Fraction(float(norm)) for norm in norms if np.isfinite(norm)]
    if len(exact) < len(norms):
        raise ValueError("a norm is NaN or infinite")
    first, last, ratio = exact[0], exact[-1], Fraction(ratio)
    if not first or first * ratio < last:
        return "vanishing"
    return "exploding" if first > last * ratio else "even"


# %% wrong: the two words exchanged | score: 0.5 | says: compare the first norm with the last
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        return "exploding"
    return "vanishing" if norms[0] > norms[-1] * ratio else "even"


# %% wrong: compares the smallest with the largest | score: 1.25 | says: norms[0] and norms[-1] are all you need
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms.min() == 0 or norms.max() > ratio * norms.min():
        return "vanishing" if norms[0] < norms[-1] else "exploding"
    return "even"


# %% wrong: nothing raises | score: 1.75 | says: expected it to raise ValueError; every comparison with NaN is False
def diagnose(norms, ratio=1e3):
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        return "vanishing"
    return "exploding" if norms[0] > norms[-1] * ratio else "even"


# %% wrong: only NaN raises | score: 1.75 | says: expected it to raise ValueError; np.isfinite(norms).all()
def diagnose(norms, ratio=1e3):
    if np.isnan(norms).any():
        raise ValueError("NaN")
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        return "vanishing"
    return "exploding" if norms[0] > norms[-1] * ratio else "even"


# %% wrong: divides by a first norm of zero | score: 1.75 | says: needs no division
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    quotient = norms[-1] / norms[0]
    if quotient > ratio:
        return "vanishing"
    return "exploding" if quotient < 1 / ratio else "even"


# %% wrong: the ratio itself counts | score: 1.75 | says: more than `ratio` times
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms[0] == 0 or norms[0] * ratio <= norms[-1]:
        return "vanishing"
    return "exploding" if norms[0] >= norms[-1] * ratio else "even"


# %% wrong: the ratio is always a thousand | score: 1.25 | says: use the argument ratio
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms[0] == 0 or norms[0] * 1000 < norms[-1]:
        return "vanishing"
    return "exploding" if norms[0] > norms[-1] * 1000 else "even"


# %% wrong: capital letters | score: 1.75 | says: in small letters
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        return "Vanishing"
    return "Exploding" if norms[0] > norms[-1] * ratio else "Even"


# %% wrong: returns the quotient, too | score: 1.75 | says: the words are those of the question
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    quotient = norms[-1] / max(norms[0], 1e-300)
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        return "vanishing", quotient
    return ("exploding" if norms[0] > norms[-1] * ratio else "even"), quotient


# %% wrong: absolute limits | score: 0.75 | says: small or large by itself says nothing
def diagnose(norms, ratio=1e3):
    if not np.isfinite(norms).all():
        raise ValueError("not finite")
    if norms[0] < 1 / ratio:
        return "vanishing"
    return "exploding" if norms[0] > ratio else "even"


# %% wrong: prints the word | score: 0 | says: is there a `return`
def diagnose(norms, ratio=1e3):
    if norms[0] == 0 or norms[0] * ratio < norms[-1]:
        print("vanishing")
    elif norms[0] > norms[-1] * ratio:
        print("exploding")
    else:
        print("even")


# %% wrong: nouns | score: 1.75 | says: the words are those of the question
def diagnose(norms, ratio=1e3):
    norms = np.asarray(norms, dtype=float)
    if not np.all(np.isfinite(norms)):
        raise ValueError("norms must be finite")
    first, last = norms[0], norms[-1]
    if first == 0 or first * ratio < last:
        return "vanish"
    if first > ratio * last:
        return "explode"
    return "even"


# %% wrong: divides by a last norm of zero | score: 1.75 | says: needs no division
def diagnose(norms, ratio=1e3):
    norms = np.asarray(norms, dtype=float)
    if not np.all(np.isfinite(norms)):
        raise ValueError("norms must be finite")
    first, last = norms[0], norms[-1]
    if first == 0 or first / last < 1 / ratio:
        return "vanishing"
    if first / last > ratio:
        return "exploding"
    return "even"
