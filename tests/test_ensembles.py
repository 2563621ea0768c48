"""Networks trained together against the same networks trained alone."""

import pytest
import torch
from torch.nn import functional as F

from neuronbook.ensembles import Ensemble, train_ensemble
from neuronbook.training import mlp, train


def mse(output, target):
    return F.mse_loss(output[:, 0], target)


def data():
    generator = torch.Generator().manual_seed(7)
    X = torch.randn(20, 3, generator=generator)
    return X, torch.sin(X.sum(dim=1))


def test_each_network_is_the_mlp_of_its_seed():
    X, _ = data()
    together = Ensemble.of([3, 5, 4, 2], seeds=3)(X)
    for seed in range(3):
        alone = mlp([3, 5, 4, 2], seed=seed)(X)
        torch.testing.assert_close(together[seed], alone)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_training_together_is_training_alone(optimizer):
    X, y = data()
    networks = Ensemble.of([3, 6, 1], seeds=3)
    how = {"optimizer": optimizer, "learning_rate": 0.02}
    losses = train_ensemble(networks, X, y, loss=mse, steps=40, **how)
    for seed in range(3):
        alone = mlp([3, 6, 1], seed=seed)
        history = train(alone, X, y, loss=mse, epochs=40, batch_size=None, **how)
        expected = torch.tensor(history.step_loss)
        torch.testing.assert_close(losses[:, seed], expected, rtol=1e-3, atol=1e-6)
        torch.testing.assert_close(networks(X)[seed], alone(X), rtol=1e-3, atol=1e-5)


def test_each_network_may_have_examples_of_its_own():
    X, y = data()
    sets = torch.stack([X, -X, 2 * X]), torch.stack([y, -y, y])
    networks = Ensemble.of([3, 6, 1], seeds=3)
    losses = train_ensemble(networks, *sets, loss=mse, steps=30, learning_rate=0.05)
    for seed, (own, target) in enumerate(zip(*sets, strict=True)):
        alone = mlp([3, 6, 1], seed=seed)
        how = {"optimizer": "sgd", "learning_rate": 0.05, "batch_size": None}
        history = train(alone, own, target, loss=mse, epochs=30, **how)
        expected = torch.tensor(history.step_loss)
        torch.testing.assert_close(losses[:, seed], expected, rtol=1e-3, atol=1e-6)
        torch.testing.assert_close(networks(sets[0])[seed], alone(own))


def test_initialize_and_activation_are_used():
    X, _ = data()
    networks = Ensemble.of(
        [3, 4, 1],
        seeds=2,
        activation=torch.tanh,
        initialize=lambda W, _: W.fill_(0.5),
    )
    expected = 4 * 0.5 * torch.tanh(0.5 * X.sum(dim=1, keepdim=True))
    torch.testing.assert_close(networks(X), expected.expand(2, *expected.shape))


def test_an_unknown_optimizer_is_refused():
    X, y = data()
    with pytest.raises(ValueError, match="'lion'"):
        train_ensemble(Ensemble.of([3, 1], 1), X, y, loss=mse, optimizer="lion")
