"""An ensemble is its members, trained one by one, only faster."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.networks.ensembles import Ensemble, accuracies, train_ensemble
from neuronbook.networks.training import accuracy, mlp, train

y = torch.arange(90) % 3
X = torch.randn(90, 5, generator=torch.Generator().manual_seed(1)) + y[:, None]


def members(activation=nn.Tanh, outputs=3):
    return [mlp([5, 8, 8, outputs], activation=activation, seed=s) for s in range(3)]


def mse(output, target):
    return F.mse_loss(output[:, 0], target)


def assert_same_parameters(model, other):
    for p, q in zip(model.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-3, atol=1e-5)


class Residual(nn.Module):
    def __init__(self, seed):
        super().__init__()
        self.inner = mlp([5, 4, 5], activation=nn.ReLU, seed=seed)

    def forward(self, x):
        return x + self.inner(x).softmax(dim=0)


ARCHITECTURES = {
    "no hidden layer": lambda seed: mlp([5, 3], seed=seed),
    "tanh": lambda seed: mlp([5, 8, 8, 3], activation=nn.Tanh, seed=seed),
    "gelu": lambda seed: mlp([5, 8, 3], activation=nn.GELU, seed=seed),
    "linear": lambda seed: mlp([5, 8, 3], activation=nn.Identity, seed=seed),
    "over the batch": lambda seed: nn.Sequential(
        mlp([5, 3], seed=seed)[0], nn.Softmax(dim=0)
    ),
    "batch norm": lambda seed: nn.Sequential(
        *mlp([5, 8], seed=seed),
        nn.BatchNorm1d(8, track_running_stats=False),
        nn.ReLU(),
        *mlp([8, 3], seed=seed),
    ),
    "no bias": lambda seed: nn.Sequential(nn.Linear(5, 3, bias=False), nn.ReLU()),
    "no Sequential": Residual,
}


@pytest.mark.parametrize("build", ARCHITECTURES.values(), ids=ARCHITECTURES)
@pytest.mark.parametrize("own", [False, True])
def test_outputs_and_gradients_are_those_of_the_members(build, own):
    models = [build(seed) for seed in range(3)]
    data = torch.stack([X, -X, 2 * X]) if own else X
    ensemble = Ensemble(models, own_data=own)
    outputs = ensemble(data)
    (outputs**2).sum().backward()
    for k, model in enumerate(models):
        expected = model(data[k] if own else data)
        torch.testing.assert_close(outputs[k], expected)
        (expected**2).sum().backward()
        for name, value in model.named_parameters():
            found = ensemble.stacked[name].grad[k]
            torch.testing.assert_close(found, value.grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("batch_size", [None, 32])
def test_each_model_learns_what_it_would_learn_alone(optimizer, batch_size):
    alone, ensemble = members(), Ensemble(members())
    how = {"optimizer": optimizer, "learning_rate": 0.02, "epochs": 5}
    how |= {"batch_size": batch_size, "seed": 4}
    losses = train_ensemble(ensemble, X, y, **how)
    for k, model in enumerate(alone):
        history = train(model, X, y, **how)
        expected = torch.tensor(history.step_loss)
        torch.testing.assert_close(losses[:, k], expected, rtol=1e-3, atol=1e-6)
        assert_same_parameters(ensemble.member(k), model)
    wanted = [accuracy(model, X, y) for model in alone]
    assert accuracies(ensemble, X, y).tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "momentum"])
def test_each_model_may_have_a_rate_of_its_own(optimizer):
    alone, rates = members(), [0.01, 0.1, 0.03]
    ensemble = Ensemble(alone)
    how = {"optimizer": optimizer, "epochs": 5, "batch_size": 32, "seed": 4}
    train_ensemble(ensemble, X, y, learning_rate=rates, **how)
    for k, (model, rate) in enumerate(zip(alone, rates, strict=True)):
        train(model, X, y, learning_rate=rate, **how)
        assert_same_parameters(ensemble.member(k), model)


def test_a_rate_for_some_models_only_is_refused():
    with pytest.raises(ValueError, match="expected 3 learning rates, got 2"):
        train_ensemble(Ensemble(members()), X, y, learning_rate=[0.1, 0.2])


def test_each_model_may_have_data_of_its_own():
    target = torch.sin(X.sum(dim=1))
    sets = torch.stack([X, -X, 2 * X]), torch.stack([target, -target, target])
    alone = members(outputs=1)
    ensemble = Ensemble(alone, own_data=True)
    how = {"optimizer": "sgd", "learning_rate": 0.05, "epochs": 30}
    losses = train_ensemble(ensemble, *sets, loss=mse, **how)
    for k, (model, own, wanted) in enumerate(zip(alone, *sets, strict=True)):
        history = train(model, own, wanted, loss=mse, batch_size=None, **how)
        expected = torch.tensor(history.step_loss)
        torch.testing.assert_close(losses[:, k], expected, rtol=1e-3, atol=1e-6)
        torch.testing.assert_close(ensemble(sets[0])[k], model(own))


def test_accuracies_of_own_data_are_each_set_s():
    models, sets = members(), (torch.stack([X, -X, 3 * X]), torch.stack([y, y, 2 - y]))
    shares = accuracies(Ensemble(models, own_data=True), *sets)
    wanted = [accuracy(*one) for one in zip(models, *sets, strict=True)]
    assert shares.tolist() == pytest.approx(wanted)


def test_mini_batches_of_own_data_are_refused():
    with pytest.raises(ValueError, match="batch_size=8"):
        train_ensemble(Ensemble(members(), own_data=True), X, y, batch_size=8)


def test_the_parameters_are_at_hand_by_name():
    models = members()
    ensemble = Ensemble(models)
    assert len(ensemble) == 3
    assert set(ensemble.stacked) == set(dict(models[0].named_parameters()))
    for k, model in enumerate(models):
        for name, value in model.named_parameters():
            assert torch.equal(ensemble.stacked[name][k], value)


def test_a_member_is_a_copy():
    ensemble = Ensemble(members())
    before = ensemble(X)
    with torch.no_grad():
        for value in ensemble.member(1).parameters():
            value.zero_()
    assert torch.equal(ensemble(X), before)


def test_dropout_drops_other_units_in_each_model_while_training_and_none_after():
    models = [
        nn.Sequential(nn.Linear(5, 400), nn.Dropout(0.25), nn.Linear(400, 3))
        for _ in range(2)
    ]
    with torch.no_grad():
        for model in models:
            model[0].weight.zero_()
            model[0].bias.fill_(1)
            model[2].weight.fill_(1)
            model[2].bias.zero_()
    ensemble = Ensemble(models)
    torch.manual_seed(0)
    kept = ensemble(X[:40])[..., 0] * 0.75  # those that stay are scaled up
    assert kept.mean().item() == pytest.approx(300, rel=0.02)
    assert not torch.equal(kept[0], kept[1])
    ensemble.eval()
    assert torch.equal(ensemble(X[:2]), torch.full((2, 2, 3), 400.0))


def test_the_models_stay_as_they_were():
    models, fresh = members(), members()
    train_ensemble(Ensemble(models), X, y, epochs=1)
    for model, other in zip(models, fresh, strict=True):
        for p, q in zip(model.parameters(), other.parameters(), strict=True):
            assert torch.equal(p, q)


def test_what_cannot_be_stacked_is_refused():
    with pytest.raises(ValueError, match="at least one model"):
        Ensemble([])
    with pytest.raises(ValueError, match="without buffers"):
        Ensemble([nn.Sequential(nn.Linear(5, 3), nn.BatchNorm1d(3))])
