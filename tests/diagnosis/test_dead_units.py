"""Dead units: counts, bounds and certificates."""

from __future__ import annotations

import itertools

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from neuronbook.diagnosis import dead_units as dr
from neuronbook.networks.neurons import layer_outputs


def network(seed=0, sizes=(5, 8, 6, 3), dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [
        (
            rng.standard_normal((m, n)).astype(dtype),
            rng.standard_normal(n).astype(dtype),
        )
        for m, n in itertools.pairwise(sizes)
    ]


def test_a_unit_is_dead_only_if_zero_on_every_example():
    A = np.array([[0, 0, 1, 0], [0, 2, 0, -1], [0, 0, 0, 0]])
    assert dr.dead_units(A).tolist() == [True, False, False, False]
    np.testing.assert_allclose(dr.firing_rates(A), [0, 1 / 3, 1 / 3, 1 / 3])


@pytest.mark.parametrize("shape", [(0, 3), (4,), (2, 3, 4)])
def test_activations_must_be_examples_by_units(shape):
    with pytest.raises(ValueError, match="examples, units"):
        dr.dead_units(np.zeros(shape))


@given(n=st.integers(0, 10**9), p=st.floats(0, 1, exclude_max=True))
def test_the_bound_is_that_of_mpmath(n, p):
    with mpmath.workdps(60):
        exact = float((1 - mpmath.mpf(p)) ** n)
    assert dr.dead_fraction_bound(n, p) == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_the_bound_is_the_binomial_probability_of_no_success():
    for n, p in itertools.product((1, 7, 300), (0.001, 0.2, 0.9)):
        assert dr.dead_fraction_bound(n, p) == pytest.approx(stats.binom.pmf(0, n, p))
    assert dr.dead_fraction_bound(0, 1) == dr.dead_fraction_bound(10, 0) == 1
    assert dr.dead_fraction_bound(1, 1) == 0


@given(p=st.floats(1e-6, 0.999), miss=st.floats(1e-6, 0.999))
def test_examples_needed_is_the_smallest_number(p, miss):
    n = dr.examples_needed(p, miss)
    with mpmath.workdps(40):
        assert (1 - mpmath.mpf(p)) ** n <= miss * (1 + 1e-12)
        assert n == 0 or (1 - mpmath.mpf(p)) ** (n - 1) > miss * (1 - 1e-12)


@pytest.mark.parametrize("n", [1, 30, 1347])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_the_rate_bound_is_clopper_and_pearsons(n, confidence):
    exact = stats.beta.ppf(confidence, 1, n)  # no success in n
    assert dr.firing_rate_bound(n, confidence) == pytest.approx(exact, rel=1e-9)
    many = stats.beta.ppf(1 - (1 - confidence) / 20, 1, n)
    assert dr.firing_rate_bound(n, confidence, units=20) == pytest.approx(many)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dr.dead_fraction_bound(-1, 0.5), "from 0 on, got -1"),
        (lambda: dr.dead_fraction_bound(1, 1.5), "from 0 to 1, got 1.5"),
        (lambda: dr.examples_needed(0.0), "between 0 and 1, got 0.0"),
        (lambda: dr.examples_needed(0.5, 1), "between 0 and 1, got 1"),
        (lambda: dr.firing_rate_bound(0), "at least one example, got 0"),
        (lambda: dr.firing_rate_bound(3, 1.0), "got 1.0"),
        (lambda: dr.firing_rate_bound(3, units=0), "at least one unit"),
        (lambda: dr.preactivation_bounds(network(), 1, 0), "low ends"),
    ],
)
def test_impossible_arguments_are_refused_with_both_sides(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("seed", range(5))
def test_first_layer_bounds_are_reached_at_the_corners(seed):
    params = network(seed, (4, 6, 2))
    rng = np.random.default_rng(seed)
    low = rng.uniform(-2, 0, 4)
    high = low + rng.uniform(0, 3, 4)
    corners = np.array(list(itertools.product(*zip(low, high, strict=True))))
    Z = corners @ params[0][0] + params[0][1]
    ((bottom, top),) = dr.preactivation_bounds(params, low, high)
    np.testing.assert_allclose(top, Z.max(axis=0), rtol=1e-12)
    np.testing.assert_allclose(bottom, Z.min(axis=0), rtol=1e-12)


@settings(max_examples=50)
@given(seed=st.integers(0, 10**6), dtype=st.sampled_from([np.float32, np.float64]))
def test_no_input_of_the_box_leaves_the_bounds_in_any_layer(seed, dtype):
    params = network(seed, (3, 5, 5, 4, 2), dtype)
    X = np.random.default_rng(seed).uniform(-1, 1, (200, 3)).astype(dtype)
    bounds = dr.preactivation_bounds(params, -1, 1)
    inputs = [X, *layer_outputs(params, X)[:-1]]
    for (W, b), A, (bottom, top) in zip(params[:-1], inputs, bounds, strict=False):
        Z = A @ W + b
        assert np.all(bottom <= Z)
        assert np.all(top >= Z)


def test_certificates_hold_for_every_input_only_where_they_can():
    W = np.array([[1.0, -1.0, 0.0, 0.0], [0.5, -1.0, 0.0, 0.0]])
    params = [(W, np.array([-2.0, -0.1, -1.0, 1.0])), (np.ones((4, 1)), np.zeros(1))]
    box = dr.certified_dead(params, 0, 1)
    assert box[0].tolist() == [True, True, True, False]
    positive = dr.certified_dead(params, 0, np.inf)
    assert positive[0].tolist() == [False, True, True, False]
    anything = dr.certified_dead(params, -np.inf, np.inf)
    assert anything[0].tolist() == [False, False, True, False]


def test_a_certificate_allows_for_rounding():
    # In float32, 1 + 1e8 - 1e8 is 0 or 1 by the order of the sum; exactly it is 1.
    W = np.array([[1.0], [1e8], [-1e8]], dtype=np.float32)
    b = np.array([-1.0], dtype=np.float32)
    params = [(W, b), (np.ones((1, 1), np.float32), np.zeros(1, np.float32))]
    assert not dr.certified_dead(params, 1, 1)[0][0]
