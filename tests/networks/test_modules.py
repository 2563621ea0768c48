"""Parameters of a PyTorch network, out and in."""

import numpy as np
import pytest
import torch
from torch import nn

from neuronbook.networks.modules import load_params, params_of
from neuronbook.networks.neurons import feed_forward
from neuronbook.networks.training import mlp


def test_parameters_go_out_and_in():
    model = mlp([4, 6, 3], seed=1).double()
    X = torch.randn(9, 4, generator=torch.Generator().manual_seed(0)).double()
    params = params_of(model)
    got = feed_forward(params, X.numpy())
    np.testing.assert_allclose(got, model(X).detach().numpy(), atol=1e-12)
    other = mlp([4, 6, 3], seed=2).double()
    load_params(other, params)
    assert torch.equal(other(X), model(X))


def test_what_comes_out_is_a_copy():
    model = mlp([2, 2], seed=0)
    before = model[0].weight.clone()
    params_of(model)[0][0][:] = 7
    assert torch.equal(model[0].weight, before)


def test_other_shapes_are_refused():
    with pytest.raises(
        ValueError, match=r"expected weights .*\(5, 4\).*got .*\(6, 4\)"
    ):
        load_params(mlp([4, 5, 3]), params_of(mlp([4, 6, 3])))


@pytest.mark.parametrize(
    "module",
    [
        nn.ReLU(),
        nn.Linear(2, 2, bias=False),
        nn.Sequential(nn.Conv1d(1, 1, 1)),
        nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)),
    ],
)
def test_what_is_no_chain_of_linear_layers_is_refused(module):
    with pytest.raises(ValueError, match="chain of linear layers"):
        params_of(module)
