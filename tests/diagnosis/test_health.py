"""The procedure as one call: what it names, what it passes, and what it leaves."""

from __future__ import annotations

import copy
from functools import partial

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.clinic import DISEASES
from neuronbook.diagnosis.health import health_report
from neuronbook.diagnosis.patients import SICK, healthy, sick
from neuronbook.networks.training import accuracy, mlp, train


def report(patient):
    return health_report(
        patient.model, patient.batch, patient.loss, optimizer=patient.optimizer
    )


def classes(n=40, features=6, seed=0):
    draw = torch.Generator().manual_seed(seed)
    X = torch.randn(n, features, generator=draw)
    return X, (X[:, 0] * X[:, 1] > 0).long()


@pytest.mark.parametrize("name", [name for name in SICK if name != "shuffled labels"])
def test_what_is_done_to_a_model_is_named(name):
    assert name in report(sick(name, 5001)).suspicions


def test_labels_that_belong_to_other_rows_are_not_seen_and_that_is_said():
    said = report(sick("shuffled labels", 5002))
    assert "shuffled labels" not in said.suspicions
    assert any("labels are right" in sentence for sentence in said.unknown)


@pytest.mark.parametrize("seed", range(6000, 6008))
def test_a_healthy_model_passes(seed):
    assert report(healthy(seed)).healthy


def test_suspicions_have_the_names_of_the_clinic():
    own = {"shapes"}  # a regression's trouble, which the clinic's classifiers lack
    assert set(SICK) - own <= set(DISEASES)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=() if seed % 5 == 0 else pytest.mark.nightly)
        for seed in range(3000, 3050)
    ],
)
def test_the_healthy_models_of_the_chapter_learn(seed):
    patient = healthy(seed)
    X, y = patient.split.X_train, patient.split.y_train
    make = patient.optimizer.func
    rate = patient.optimizer.keywords["lr"]
    train(
        patient.model,
        X,
        y,
        loss=patient.loss,
        optimizer=make,
        learning_rate=rate,
        epochs=40,
        batch_size=32,
    )
    X_test, y_test = patient.split.X_test, patient.split.y_test
    if patient.loss is F.mse_loss:
        with torch.no_grad():
            left = patient.loss(patient.model(torch.tensor(X)), torch.tensor(y))
        assert left < 0.6
    else:
        assert accuracy(patient.model, X_test, y_test) > 0.85


@pytest.mark.slow
@pytest.mark.nightly  # by day the chapter counts the alarms about fifty others
def test_alarms_about_others_drawn_as_healthy_are_few_and_about_their_rate():
    said = [report(healthy(seed)).suspicions for seed in range(4000, 4100)]
    alarms = [suspicions for suspicions in said if suspicions]
    assert len(alarms) <= 8
    assert set(alarms) <= {("rate too small",), ("rate too large",)}


def test_the_model_is_left_as_it_was():
    X, y = classes()
    model = nn.Sequential(
        nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 2)
    )
    model[0].weight.grad = torch.ones_like(model[0].weight)
    before, mode = copy.deepcopy(model.state_dict()), model.training
    random = torch.random.get_rng_state()
    make = partial(torch.optim.SGD, lr=0.1)
    health_report(model, (X, y), F.cross_entropy, optimizer=make)
    after = model.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
    assert model.training == mode
    assert torch.equal(model[0].weight.grad, torch.ones(16, 6))
    assert torch.equal(torch.random.get_rng_state(), random)


def test_a_sigmoid_before_a_loss_that_has_one():
    X, y = classes()
    model = nn.Sequential(mlp([6, 16, 1]), nn.Sigmoid(), nn.Flatten(0))
    named = health_report(
        model, (X, y.float()), F.binary_cross_entropy_with_logits
    ).suspicions
    assert "output does not fit the loss" in named
    logits = nn.Sequential(mlp([6, 16, 1]), nn.Flatten(0))
    said = health_report(logits, (X, y.float()), F.binary_cross_entropy_with_logits)
    assert said.healthy


def test_logits_given_to_a_loss_that_wants_logarithms_of_shares():
    X, y = classes()
    model = mlp([6, 16, 2])
    assert "output does not fit the loss" in (
        health_report(model, (X, y), F.nll_loss).suspicions
    )
    right = nn.Sequential(model, nn.LogSoftmax(dim=1))
    assert health_report(right, (X, y), F.nll_loss).healthy


def test_broken_inputs_are_named_and_counted():
    X, y = classes()
    X[3, 1] = torch.nan
    said = health_report(mlp([6, 16, 2]), (X, y), F.cross_entropy)
    assert said.suspicions[0] == "inf or NaN"
    assert "1 of 40" in str(said)


def test_without_an_optimizer_the_rate_is_unknown():
    X, y = classes()
    said = health_report(mlp([6, 16, 2]), (X, y), F.cross_entropy)
    assert any("rate" in sentence for sentence in said.unknown)
    slow = partial(torch.optim.SGD, lr=1e-6)
    said = health_report(mlp([6, 16, 2]), (X, y), F.cross_entropy, optimizer=slow)
    assert said.suspicions == ("rate too small",)


def test_a_rate_that_leaps_and_lands_is_too_large():
    patient = sick("rate too large", 2104)  # it learns its batch in the end
    assert report(patient).suspicions == ("rate too large",)


def test_a_gradient_that_float16_cannot_hold():
    X, y = classes()
    model = mlp([6, 16, 2]).half()

    def small(outputs, targets):
        return 1e-5 * F.cross_entropy(outputs.float(), targets)

    assert "underflow" in health_report(model, (X.half(), y), small).suspicions


def test_frozen_models_and_single_layers_are_reported_on_too():
    X, y = classes()
    single = health_report(mlp([6, 2]), (X, (X[:, 0] > 0).long()), F.cross_entropy)
    assert single.healthy
    frozen = mlp([6, 16, 2]).requires_grad_(False)
    assert not health_report(frozen, (X, y), F.cross_entropy).healthy


@pytest.mark.parametrize("rows", [0, 1, 39])
def test_too_few_examples_or_targets_are_refused(rows):
    X, y = classes()
    batch = (X[:rows], y[:rows]) if rows < 2 else (X, y[:rows])
    with pytest.raises(ValueError, match="two examples or more"):
        health_report(mlp([6, 16, 2]), batch, F.cross_entropy)
