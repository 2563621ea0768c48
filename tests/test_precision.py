"""Formats, sums and loss scaling against NumPy, PyTorch and exact fractions."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neuronbook.precision import (
    FORMATS,
    cast_shares,
    compensated_sum,
    next_scale,
    pairwise_sum,
    scaled_step,
    sum_fp16,
    underflows,
)

NAMES = list(FORMATS)
numbers = st.one_of(
    st.floats(allow_nan=False),
    st.floats(-1e5, 1e5),
    st.floats(-2e-7, 2e-7),
    st.integers(-70_000, 70_000).map(float),
    st.builds(math.ldexp, st.integers(-4097, 4097).map(float), st.integers(-40, 6)),
)


def by_torch(x, name):
    return torch.tensor(x, dtype=torch.float64).to(getattr(torch, name)).double()


@pytest.mark.parametrize("name", NAMES)
def test_the_limits_are_those_of_pytorch(name):
    form, info = FORMATS[name], torch.finfo(getattr(torch, name))
    assert form.largest == info.max
    assert form.smallest_normal == info.tiny
    assert form.eps == info.eps
    nothing, least = by_torch([form.smallest / 2, form.smallest], name)
    assert (nothing, least) == (0, form.smallest)


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
@settings(deadline=None, max_examples=150)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_rounding_is_numpys_cast(name, x):
    with np.errstate(over="ignore"):
        expected = np.array(x).astype(name).astype(np.float64)
    np.testing.assert_array_equal(FORMATS[name].round(x), expected)


@settings(deadline=None, max_examples=150)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_rounding_to_bfloat16_is_pytorchs_cast_of_float32(x):
    with np.errstate(over="ignore"):
        once = np.array(x).astype(np.float32).astype(np.float64)
    expected = by_torch(once, "bfloat16").numpy()
    np.testing.assert_array_equal(FORMATS["bfloat16"].round(once), expected)


def test_what_is_not_finite_stays_what_it_is():
    kept = FORMATS["float16"].round([np.inf, -np.inf, np.nan])
    np.testing.assert_array_equal(kept, [np.inf, -np.inf, np.nan])


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
@settings(deadline=None, max_examples=150)
@given(st.one_of(st.floats(-6e4, 6e4), st.floats(-2e-7, 2e-7), st.just(65504.0)))
def test_neighbors_are_numpys_nextafter(name, x):
    dtype = np.dtype(name).type
    with np.errstate(over="ignore", under="ignore"):
        low, high = (
            float(np.nextafter(dtype(x), dtype(end))) for end in (-np.inf, np.inf)
        )
    assert FORMATS[name].neighbors(x) == (low, high)


def test_a_number_that_a_format_cannot_hold_has_no_neighbors():
    with pytest.raises(ValueError, match="expected a number that float16 holds"):
        FORMATS["float16"].neighbors(1e6)


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
@given(numbers.filter(lambda x: abs(x) < 6e4))
def test_spacing_is_numpys(name, x):
    expected = np.spacing(np.array(abs(x)).astype(name))
    rounded = float(np.array(abs(x)).astype(name))
    assert FORMATS[name].spacing(rounded) == expected


@settings(deadline=None, max_examples=100)
@given(st.lists(numbers, max_size=8), st.sampled_from(NAMES))
def test_underflow_is_seen_where_the_cast_shows_it(x, name):
    exact = np.array(x, dtype=np.float64)
    cast = FORMATS[name].round(exact)
    assert underflows(exact, name).tolist() == [
        a != 0 and b == 0 for a, b in zip(exact, cast, strict=True)
    ]


def test_a_quarter_to_the_thirteenth_is_lost_in_float16():
    powers = 0.25 ** np.arange(20)
    assert underflows(powers, np.float16).tolist() == [False] * 13 + [True] * 7
    assert not underflows(powers, "bfloat16").any()
    assert underflows(1e-8, "float16")


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match=r"expected one of \['float16'"):
        underflows(1.0, "float8")


def test_shares_of_a_cast_sum_to_one_and_leave_zeros_out():
    shares = cast_shares([0.0, 1e-9, 1e-6, 1.0, 1e6], "float16")
    assert shares == {
        "zero": 0.25,
        "subnormal": 0.25,
        "normal": 0.25,
        "infinite": 0.25,
    }
    assert cast_shares([1e-9], "float16", scale=2.0**16)["normal"] == 1
    assert set(cast_shares([0.0], "float16").values()) == {0.0}


# Sums.

SUMS = [pairwise_sum, compensated_sum]


def exact_sum(x):
    return sum((Fraction(float(v)) for v in x), Fraction(0))


@pytest.mark.parametrize("add", SUMS)
@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(-100, 100), max_size=60))
def test_a_float64_sum_is_as_exact_as_its_bound(add, x):
    error = abs(Fraction(float(add(x))) - exact_sum(x))
    size = sum(map(abs, map(Fraction, x)), Fraction(0))
    rounds = math.ceil(math.log2(max(2, len(x))))
    units = max(2, rounds)  # of half a spacing: Kahan's sum has two
    assert error <= Fraction(2.0**-53) * size * units * Fraction(101, 100)


@pytest.mark.parametrize("add", SUMS)
def test_ten_thousand_float16_numbers_keep_three_digits(add):
    x = np.random.default_rng(0).uniform(0, 1, 10_000).astype(np.float16)
    total = add(x)
    assert total.dtype == np.float16
    assert float(abs(Fraction(float(total)) / exact_sum(x) - 1)) < 1e-3


def test_a_plain_float16_sum_of_ones_stops_at_2048():
    total = np.float16(0)
    for _ in range(3000):
        total += np.float16(1)
    assert total == 2048
    for add in (pairwise_sum, compensated_sum, sum_fp16):
        assert add(np.ones(3000, np.float16)) == 3000


@pytest.mark.parametrize("n", [0, 1, 3, 1000, 50_000])
@pytest.mark.parametrize("low", [0.5, -1.0])
def test_a_float16_sum_is_within_a_thousandth(n, low):
    x = np.random.default_rng(n).uniform(low, 1, n).astype(np.float16)
    got = sum_fp16(x)
    assert got.dtype == np.float16
    size = sum((abs(Fraction(float(v))) for v in x), Fraction(0))
    assert abs(Fraction(float(got)) - exact_sum(x)) <= size / 1000


def test_a_sum_beyond_the_largest_is_infinite_without_a_warning():
    assert sum_fp16(np.full(3, 40_000, np.float16)) == np.inf


@pytest.mark.parametrize("add", [*SUMS, sum_fp16])
def test_a_sum_is_of_a_vector_and_leaves_it_alone(add):
    x = np.array([1.0, 2.0, 3.0], np.float16)
    assert add(x) == 6
    assert x.tolist() == [1.0, 2.0, 3.0]
    assert add([]) == 0
    with pytest.raises(ValueError, match=r"expected numbers of shape \(n,\)"):
        add(np.ones((2, 2)))


# Loss scaling, against PyTorch's GradScaler.


def torch_step(grads, scale, params, lr):
    """What GradScaler and SGD do with the gradients of a scaled loss."""
    weights = [torch.tensor(p, requires_grad=True) for p in params]
    scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    scaler.scale(torch.zeros(1))  # the scale becomes a tensor at its first use
    optimizer = torch.optim.SGD(weights, lr=lr)
    for w, g in zip(weights, grads, strict=True):
        w.grad = torch.tensor(np.asarray(g, dtype=np.float32))
    before = [w.detach().clone() for w in weights]
    scaler.step(optimizer)
    scaler.update()
    skipped = scaler.get_scale() < scale
    assert not skipped or all(map(torch.equal, before, weights))
    return [w.detach().numpy() for w in weights], skipped


@pytest.mark.parametrize("broken", [None, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("scale", [1.0, 1024.0, 65536.0, 1000.0])
def test_a_scaled_step_is_gradscalers(broken, scale):
    rng = np.random.default_rng(1)
    params = [rng.normal(size=s).astype(np.float32) for s in ((3, 2), (2,))]
    grads = [rng.normal(size=p.shape).astype(np.float16) for p in params]
    if broken is not None:
        grads[1][0] = broken
    kept = [g.copy() for g in grads]
    new, skipped = scaled_step(grads, scale, params, 0.1)
    expected, torch_skipped = torch_step(grads, scale, params, 0.1)
    assert skipped is torch_skipped is (broken is not None)
    for got, want, g, before in zip(new, expected, grads, kept, strict=True):
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, want, rtol=2e-7)
        np.testing.assert_array_equal(g, before)


def test_an_overflow_by_unscaling_is_skipped_too():
    params = [np.ones(1, np.float32)]
    tiny = 2.0**-120
    new, skipped = scaled_step([np.array([6e4], np.float16)], tiny, params, 1.0)
    assert skipped
    assert new[0].tolist() == [1.0]


def test_steps_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="expected a positive scale"):
        scaled_step([np.ones(1)], 0.0, [np.ones(1)], 0.1)
    with pytest.raises(ValueError, match="expected gradients of shapes"):
        scaled_step([np.ones(2)], 1.0, [np.ones(1)], 0.1)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.booleans(), max_size=40),
    st.integers(1, 6),
    st.sampled_from([1.0, 65536.0, 2.0**126]),
)
def test_the_next_scale_is_gradscalers(overflow, interval, start):
    weight = torch.zeros(1, requires_grad=True)
    scaler = torch.amp.GradScaler("cpu", init_scale=start, growth_interval=interval)
    scaler.scale(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.0)
    scale, good = start, 0
    for bad in overflow:
        weight.grad = torch.full((1,), torch.inf if bad else 0.0)
        scaler.step(optimizer)
        scaler.update()
        scale, good = next_scale(scale, good, bad, interval)
        assert scale == scaler.get_scale()
        assert good == scaler._get_growth_tracker()
