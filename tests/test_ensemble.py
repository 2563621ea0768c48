"""An ensemble is its members, trained one by one, only faster."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from neuronbook.datasets import blobs
from neuronbook.ensemble import Ensemble, accuracies, losses, summed
from neuronbook.training import accuracy, mlp, train

X, y = blobs(90, classes=3, features=5, seed=1)
CROSS_ENTROPY = nn.functional.cross_entropy


def members(activation=nn.Tanh):
    return [mlp([5, 8, 8, 3], activation=activation, seed=s) for s in range(3)]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_each_copy_learns_what_it_would_learn_alone(optimizer):
    alone, ensemble = members(), Ensemble(members())
    settings = {"optimizer": optimizer, "epochs": 5, "batch_size": 32, "seed": 4}
    for model in alone:
        train(model, X, y, **settings)
    train(ensemble, X, y, loss=summed(CROSS_ENTROPY), **settings)
    inputs = torch.as_tensor(X)
    expected = torch.stack([model(inputs) for model in alone])
    torch.testing.assert_close(ensemble(inputs), expected, rtol=1e-4, atol=1e-5)
    wanted = [accuracy(model, X, y) for model in alone]
    assert accuracies(ensemble, X, y).tolist() == pytest.approx(wanted)


def test_each_copy_has_a_loss_of_its_own():
    models, targets = members(nn.ReLU), torch.as_tensor(y)
    outputs = Ensemble(models)(torch.as_tensor(X))
    expected = [CROSS_ENTROPY(m(torch.as_tensor(X)), targets).item() for m in models]
    each = losses(CROSS_ENTROPY, outputs, targets)
    assert each.tolist() == pytest.approx(expected, rel=1e-5)
    total = summed(CROSS_ENTROPY)(outputs, targets)
    assert total.item() == pytest.approx(sum(expected), rel=1e-5)


def test_the_models_stay_as_they_were():
    models, fresh = members(), members()
    train(Ensemble(models), X, y, loss=summed(CROSS_ENTROPY), epochs=1)
    for model, other in zip(models, fresh, strict=True):
        for p, q in zip(model.parameters(), other.parameters(), strict=True):
            assert torch.equal(p, q)


def test_what_cannot_be_stacked_is_refused():
    with pytest.raises(ValueError, match="at least one model"):
        Ensemble([])
    with pytest.raises(ValueError, match="without buffers"):
        Ensemble([nn.Sequential(nn.Linear(5, 3), nn.BatchNorm1d(3))])
