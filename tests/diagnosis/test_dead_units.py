"""Definitions, bounds, certificates and surgery on ReLU units."""

from __future__ import annotations

import itertools
import math

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from torch import nn

from neuronbook.diagnosis import dead_units as dr
from neuronbook.networks.training import mlp


def network(seed=0, sizes=(5, 8, 6, 3), dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [
        (
            rng.standard_normal((m, n)).astype(dtype),
            rng.standard_normal(n).astype(dtype),
        )
        for m, n in itertools.pairwise(sizes)
    ]


def torch_hidden(params, X):
    """PyTorch's activations of the same network, in float64."""
    hidden, A = [], torch.as_tensor(X, dtype=torch.float64)
    for W, b in params[:-1]:
        A = torch.relu(A @ torch.as_tensor(W).double() + torch.as_tensor(b).double())
        hidden.append(A.numpy())
    return hidden


def test_zero_fraction_counts_exact_zeros_only():
    assert dr.zero_fraction([[0.0, 1.0, -0.0, 1e-300]]) == 0.5
    assert dr.zero_fraction(np.zeros((3, 2))) == 1
    with pytest.raises(ValueError, match=r"got shape \(0, 4\)"):
        dr.zero_fraction(np.zeros((0, 4)))


def test_a_unit_is_dead_only_if_zero_on_every_example():
    A = np.array([[0, 0, 1, 0], [0, 2, 0, -1], [0, 0, 0, 0]])
    assert dr.dead_units(A).tolist() == [True, False, False, False]
    np.testing.assert_allclose(dr.firing_rates(A), [0, 1 / 3, 1 / 3, 1 / 3])
    assert dr.dead_by_layer({"a": A, "b": A[:, :1]}) == {"a": 0.25, "b": 1.0}


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
        (lambda: dr.kill_units(network(), 2, [0]), "from 0 to 1, got 2"),
        (lambda: dr.preactivation_bounds(network(), 1, 0), "low ends"),
    ],
)
def test_impossible_arguments_are_refused_with_both_sides(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_forward_agrees_with_pytorch_and_keeps_the_dtype(dtype):
    params = network(dtype=dtype)
    X = np.random.default_rng(1).standard_normal((7, 5)).astype(dtype)
    ours = dr.relu_network_forward(params, X)
    assert [A.dtype for A in ours] == [dtype, dtype]
    for A, B in zip(ours, torch_hidden(params, X), strict=True):
        np.testing.assert_allclose(A, B, atol=1e-5 if dtype == np.float32 else 1e-12)


def test_params_of_and_load_params_speak_for_the_module():
    model = mlp([4, 6, 3], seed=1).double()
    X = torch.randn(9, 4, generator=torch.Generator().manual_seed(0)).double()
    params = dr.params_of(model)
    got = dr.network_output(params, X.numpy())
    np.testing.assert_allclose(got, model(X).detach().numpy(), atol=1e-12)
    other = mlp([4, 6, 3], seed=2).double()
    dr.load_params(other, params)
    assert torch.equal(other(X), model(X))
    with pytest.raises(ValueError, match="expected weights"):
        dr.load_params(mlp([4, 5, 3]), params)


@pytest.mark.parametrize(
    "module",
    [nn.ReLU(), nn.Linear(2, 2, bias=False), nn.Sequential(nn.Conv1d(1, 1, 1))],
)
def test_params_of_refuses_what_is_no_chain_of_linear_layers(module):
    with pytest.raises(ValueError, match="chain of linear layers"):
        dr.params_of(module)


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
    inputs = [X, *dr.relu_network_forward(params, X)]
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


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10**6),
    layer=st.integers(0, 1),
    units=st.lists(st.integers(0, 5), max_size=4, unique=True),
)
def test_killed_units_are_silent_on_any_input_and_all_else_is_as_before(
    seed, layer, units
):
    params = network(seed)
    before = [(W.copy(), b.copy()) for W, b in params]
    killed = dr.kill_units(params, layer, units)
    assert dr.certified_dead(killed, -np.inf, np.inf)[layer][units].all()
    X = 1e6 * np.random.default_rng(seed).standard_normal((50, 5))
    old, new = torch_hidden(params, X)[layer], torch_hidden(killed, X)[layer]
    assert not new[:, units].any()
    kept = np.delete(np.arange(old.shape[1]), units)
    np.testing.assert_array_equal(new[:, kept], old[:, kept])
    for (W, b), (V, c) in zip(params, before, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), layer=st.integers(0, 1))
def test_revived_layers_have_no_dead_unit_and_live_units_stay(seed, layer):
    X = np.random.default_rng(seed).standard_normal((40, 5))
    params = network(seed)
    params[layer][1][[0, 3]] = -1e3  # dead on X, with weights of their own
    params = dr.kill_units(params, layer, [1])
    old = torch_hidden(params, X)[layer]
    new = torch_hidden(dr.revive(params, layer, X), X)[layer]
    assert {0, 1, 3} <= set(np.flatnonzero(~old.any(axis=0)))
    assert new.any(axis=0).all()
    alive = old.any(axis=0)
    np.testing.assert_array_equal(new[:, alive], old[:, alive])


@pytest.mark.parametrize("layer", [0, 1])
def test_reinitialising_dead_units_keeps_outputs_and_wakes_them(layer):
    rng = np.random.default_rng(0)
    params = dr.kill_units(network(3, (5, 30, 30, 2)), layer, [0, 4, 9])
    X = rng.standard_normal((100, 5))
    fresh = dr.reinitialize_units(params, layer, [0, 4, 9], rng)
    np.testing.assert_allclose(
        dr.network_output(fresh, X), dr.network_output(params, X), atol=1e-12
    )
    assert not dr.dead_units(dr.relu_network_forward(fresh, X)[layer])[[0, 4, 9]].any()
    W, _ = dr.reinitialize_units(
        network(0, (400, 500, 2)), 0, range(500), np.random.default_rng(1)
    )[0]
    assert W.std() == pytest.approx(math.sqrt(2 / 400), rel=0.01)


@pytest.mark.parametrize("layer", [0, 1])
def test_pruning_dead_units_leaves_the_outputs(layer):
    params = dr.kill_units(network(5), layer, [1, 2])
    X = np.random.default_rng(0).standard_normal((30, 5))
    pruned = dr.prune_units(params, layer, [1, 2])
    assert pruned[layer][0].shape[1] == params[layer][0].shape[1] - 2
    model = mlp([len(pruned[0][0]), *(len(b) for _, b in pruned)]).double()
    dr.load_params(model, pruned)
    with torch.no_grad():
        got = model(torch.tensor(X)).numpy()
    np.testing.assert_allclose(got, dr.network_output(params, X), atol=1e-12)
