"""What the numerical tests share: input from Hypothesis, and a bound on errors."""

import mpmath
import numpy as np
from hypothesis import strategies as st
from mpmath import mpf

mpmath.mp.dps = 60
DTYPES = (np.float16, np.float32, np.float64)

_magnitudes = st.one_of(
    st.floats(0, 3),
    st.floats(0, 30),
    st.floats(600, 760),
    st.floats(0, 1e4),
    st.floats(-30, 4).map(lambda exponent: 10.0**exponent),
)
finite_logits = st.builds(
    lambda size, sign: size * sign, _magnitudes, st.sampled_from([-1.0, 1.0])
)


def rows(min_size=1, max_size=9, impossible=False):
    """One row of logits; a shift makes some of them close to one another."""
    entry = st.one_of(finite_logits, st.just(-np.inf)) if impossible else finite_logits
    spread = st.lists(entry, min_size=min_size, max_size=max_size)
    near = st.lists(st.floats(-40, 0), min_size=min_size, max_size=max_size)
    shifted = st.builds(
        lambda top, steps: [float(np.clip(top + s, -1e4, 1e4)) for s in steps],
        finite_logits,
        near,
    )
    return st.one_of(spread, shifted)


@st.composite
def batches(draw, max_batch=4, max_classes=6):
    """Logits `(batch, classes)` and targets `(batch,)` as lists."""
    classes = draw(st.integers(1, max_classes))
    batch = draw(st.integers(1, max_batch))
    logits = [draw(rows(classes, classes)) for _ in range(batch)]
    targets = st.integers(0, classes - 1)
    return logits, draw(st.lists(targets, min_size=batch, max_size=batch))


@st.composite
def probabilities(draw, max_classes=7):
    """A row of probabilities, also of 0 and of all but 1."""
    weights = st.floats(0, 1) | st.floats(-30, 0).map(lambda exponent: 10.0**exponent)
    row = draw(st.lists(weights, min_size=1, max_size=max_classes))
    total = sum(row)
    return [w / total for w in row] if total else [1.0] + [0.0] * (len(row) - 1)


def exact(x):
    """The entries of an array as mpmath numbers, in a flat list."""
    return [mpf(float(v)) for v in np.ravel(x)]


def tolerance(scale, dtype):
    """The error that is allowed beside a number of that size: see the modules' words.

    1e-13 of it in float64, above the numbers whose digits run out; else two units in
    the last place.
    """
    if dtype == np.float64:
        return mpf("1e-13") * abs(scale) + mpf("1e-300")
    info = np.finfo(dtype)
    exponent = mpmath.floor(mpmath.log(max(abs(scale), mpf(float(info.tiny))), 2))
    return 2 * mpf(2) ** exponent * mpf(float(info.eps))


def assert_accurate(actual, expected, scale=None):
    """Each entry of `actual` is as near to mpmath's number as its dtype allows."""
    scale = expected if scale is None else scale
    values = exact(actual)
    assert len(values) == len(expected) == len(scale)
    for got, want, size in zip(values, expected, scale, strict=True):
        if mpmath.isinf(want):
            assert got == want
        else:
            allowed = tolerance(size, actual.dtype)
            error = abs(got - want)
            assert error <= allowed, f"{got} for {want}: {error / allowed} of the bound"


def log_softmax_row(row):
    """log(p) of a row of mpmath numbers, to sixty digits."""
    top = max(row)
    shifted = [v - top for v in row]
    others = list(shifted)
    others.remove(0)
    log_total = mpmath.log1p(mpmath.fsum(mpmath.exp(v) for v in others))
    return [v - log_total for v in shifted]


def softmax_row(row):
    """p of a row of mpmath numbers, to sixty digits."""
    weights = [mpmath.exp(v - max(row)) for v in row]
    return [w / mpmath.fsum(weights) for w in weights]
