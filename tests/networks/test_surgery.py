"""Surgery on hidden units, seen by PyTorch."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neuronbook.networks.surgery import prune_units, reinitialize_units, revive


def network(seed=0, sizes=(5, 8, 6, 3)):
    rng = np.random.default_rng(seed)
    return [
        (rng.standard_normal((m, n)), rng.standard_normal(n))
        for m, n in itertools.pairwise(sizes)
    ]


def silenced(params, layer, units):
    """The network with units that are silent on any input."""
    W, b = params[layer]
    W[:, units], b[units] = 0, -1
    return params


def torch_outputs(params, X):
    """PyTorch's hidden activations and output of the same network."""
    outputs, A = [], torch.as_tensor(X)
    for W, b in params:
        Z = A @ torch.as_tensor(W) + torch.as_tensor(b)
        A = torch.relu(Z)
        outputs.append(A.numpy())
    return [*outputs[:-1], Z.numpy()]


def copied(params):
    return [(W.copy(), b.copy()) for W, b in params]


def assert_equal(params, others):
    for pair, other in zip(params, others, strict=True):
        for got, expected in zip(pair, other, strict=True):
            np.testing.assert_array_equal(got, expected)


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), layer=st.integers(0, 1))
def test_revived_layers_have_no_dead_unit_and_live_units_stay(seed, layer):
    X = np.random.default_rng(seed).standard_normal((40, 5))
    params = silenced(network(seed), layer, [1])
    params[layer][1][[0, 3]] = -1e3  # dead on X, with weights of their own
    before = copied(params)
    old = torch_outputs(params, X)[layer]
    new = torch_outputs(revive(params, layer, X), X)[layer]
    assert {0, 1, 3} <= set(np.flatnonzero(~old.any(axis=0)))
    alive = old.any(axis=0)
    np.testing.assert_array_equal(new[:, alive], old[:, alive])
    np.testing.assert_allclose(new[:, ~alive].max(axis=0), 1, rtol=1e-9)
    assert_equal(params, before)


def test_revival_keeps_the_dtype():
    params = [(W.astype(np.float32), b.astype(np.float32) - 9) for W, b in network()]
    X = np.zeros((2, 5), np.float32)
    assert {p.dtype for pair in revive(params, 0, X) for p in pair} == {X.dtype}


@pytest.mark.parametrize("layer", [0, 1])
def test_renewed_dead_units_wake_and_the_outputs_stay(layer):
    rng = np.random.default_rng(0)
    units = [0, 4, 9]
    params = silenced(network(3, (5, 30, 30, 2)), layer, units)
    before = copied(params)
    X = rng.standard_normal((100, 5))
    old = torch_outputs(params, X)
    new = torch_outputs(reinitialize_units(params, layer, units, rng), X)
    np.testing.assert_allclose(new[-1], old[-1], atol=1e-12)
    assert not old[layer][:, units].any()
    assert new[layer][:, units].any(axis=0).all()
    assert_equal(params, before)


def test_new_weights_have_hes_variance():
    params = network(0, (400, 500, 2))
    rng = np.random.default_rng(1)
    W, b = reinitialize_units(params, 0, range(500), rng)[0]
    assert W.std() == pytest.approx(math.sqrt(2 / 400), rel=0.01)
    assert not b.any()


@pytest.mark.parametrize("layer", [0, 1])
def test_pruning_dead_units_leaves_the_outputs(layer):
    params = silenced(network(5), layer, [1, 2])
    before = copied(params)
    X = np.random.default_rng(0).standard_normal((30, 5))
    pruned = prune_units(params, layer, [1, 2])
    assert pruned[layer][0].shape[1] == params[layer][0].shape[1] - 2
    got, expected = torch_outputs(pruned, X)[-1], torch_outputs(params, X)[-1]
    np.testing.assert_allclose(got, expected, atol=1e-12)
    assert_equal(params, before)


@pytest.mark.parametrize("layer", [-1, 2])
def test_the_output_layer_has_no_hidden_units(layer):
    with pytest.raises(ValueError, match=f"hidden layer from 0 to 1, got {layer}"):
        prune_units(network(), layer, [0])
