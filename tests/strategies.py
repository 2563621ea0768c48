"""What the numerical tests share: input from Hypothesis, and errors counted in ulp."""

import mpmath
import numpy as np
import torch
from hypothesis import strategies as st
from mpmath import mpf

mpmath.mp.dps = 60
FLOAT64_FLOOR = mpf("1e-277")

KINDS = {
    "numpy-float16": np.float16,
    "numpy-float32": np.float32,
    "numpy-float64": np.float64,
    "torch-float16": torch.float16,
    "torch-bfloat16": torch.bfloat16,
    "torch-float32": torch.float32,
    "torch-float64": torch.float64,
}

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


def make(values, kind):
    """An array or tensor of that kind; the values are rounded to its dtype."""
    if kind.startswith("torch"):
        return torch.tensor(values, dtype=torch.float64).to(KINDS[kind])
    return np.array(values, dtype=KINDS[kind])


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
    """The entries of an array or tensor as mpmath numbers, in a flat list."""
    flat = x.double().flatten().tolist() if torch.is_tensor(x) else np.ravel(x).tolist()
    return [mpf(v) for v in flat]


def ulp(scale, dtype):
    """Distance from the number `scale` to the next larger one in `dtype`."""
    info = torch.finfo(dtype) if isinstance(dtype, torch.dtype) else np.finfo(dtype)
    tiny = mpf(float(info.tiny))
    exponent = mpmath.floor(mpmath.log(max(mpmath.fabs(scale), tiny), 2))
    return mpf(2) ** exponent * mpf(float(info.eps))


def assert_within_ulp(actual, expected, scale=None, ulps=4):
    """Each entry of `actual` is within that many ulp of the scale's from mpmath's."""
    scale = expected if scale is None else scale
    if actual.dtype in (np.float64, torch.float64):
        scale = [max(mpmath.fabs(size), FLOAT64_FLOOR) for size in scale]
    values = exact(actual)
    assert len(values) == len(expected) == len(scale)
    for got, want, size in zip(values, expected, scale, strict=True):
        if mpmath.isinf(want):
            assert got == want
        else:
            allowed = ulps * ulp(size, actual.dtype)
            error = mpmath.fabs(got - want)
            assert error <= allowed, f"{got} for {want}: {error / allowed * ulps} ulp"


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
