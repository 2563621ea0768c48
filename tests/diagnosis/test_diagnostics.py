import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnosis.diagnostics import (
    first_nonfinite,
    loss_log_verdict,
    normalized_axes,
)
from neuronbook.functions.softmax import softmax

X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
Y = torch.tensor([0, 1])


class Log(nn.Module):
    def forward(self, x):
        return torch.log(x - 2)


def test_a_healthy_step_has_nothing_to_find():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
    assert first_nonfinite(model, X, Y, F.cross_entropy) is None


def test_the_operation_and_the_module_are_named():
    model = nn.Sequential(nn.Identity(), Log())
    found = first_nonfinite(model, X)
    assert (found.phase, found.operation, found.module) == ("forward", "log", "1")
    assert (found.nan, found.inf, found.total) == (1, 1, 4)
    assert found.inputs == (-1.0, 2.0, False)
    assert str(found) == (
        "log in '1' returned 1 NaN and 1 inf among 4 values, given -1 to 2"
    )


def test_the_first_operation_is_found_not_the_last():
    def textbook(logits, targets):
        e = torch.exp(logits)
        return -torch.log(e / e.sum(1, keepdim=True))[range(2), targets].mean()

    found = first_nonfinite(nn.Identity(), 200 * X, Y, textbook)
    assert (found.operation, found.module, found.inf) == ("exp", "", 4)
    found = first_nonfinite(nn.Identity(), 200 * (X - 5), Y, textbook)
    assert found.operation in ("div", "__truediv__")
    assert found.nan == 4
    assert found.inputs == (0.0, 0.0, False)


def test_input_that_was_bad_already_is_said_to_be():
    found = first_nonfinite(nn.Linear(2, 1), torch.tensor([[math.nan, 1.0]]))
    assert found.inputs[2]
    assert "and inf or NaN" in str(found)


def test_a_gradient_can_be_the_first():
    class Root(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2))

        def forward(self, x):
            return torch.sqrt(self.w * x)  # sqrt(0) is 0, its slope is not

    found = first_nonfinite(Root(), X, Y, lambda out, _: out.sum())
    assert found.phase == "backward"
    assert "gradient that reaches mul" in str(found)


def test_nothing_is_left_behind():
    model = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    before = {name: t.clone() for name, t in model.state_dict().items()}
    state = torch.get_rng_state()
    first_nonfinite(model, X, Y, F.cross_entropy)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]), name
    assert all(p.grad is None for p in model.parameters())
    assert torch.equal(torch.get_rng_state(), state)
    for module in model.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks


def test_hooks_go_even_when_the_model_raises():
    model = nn.Sequential(nn.Linear(3, 1))
    with pytest.raises(RuntimeError):
        first_nonfinite(model, X)
    assert not model[0]._forward_hooks


def test_targets_and_loss_come_together():
    with pytest.raises(ValueError, match="y and loss together"):
        first_nonfinite(nn.Identity(), X, Y)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_axis_of_a_softmax_is_found(axis):
    z = np.random.default_rng(0).normal(size=(3, 4, 5))
    assert normalized_axes(softmax(z, axis=axis)) == (axis,)


@pytest.mark.parametrize(
    ("p", "axes"),
    [
        (np.eye(3), (0, 1)),
        ([[0.5, 0.6]], ()),
        ([[-0.5, 1.5]], ()),
        ([[math.nan, 1.0]], ()),
        (np.zeros((0, 3)), ()),
    ],
)
def test_what_is_no_distribution_has_no_axis(p, axes):
    assert normalized_axes(p) == axes


def descent(towards, start, steps=50):
    return towards + (start - towards) * np.exp(-np.arange(steps) / 6)


@pytest.mark.parametrize("classes", [3, 10, 100])
def test_the_verdict_on_a_log(classes):
    chance = math.log(classes)
    floor = math.log(1 + (classes - 1) / math.e)
    noise = np.random.default_rng(classes).normal(scale=0.005, size=50)
    assert loss_log_verdict(descent(0.02, chance) + abs(noise), classes) == "learning"
    assert loss_log_verdict(descent(floor, chance), classes) == "double softmax"
    assert loss_log_verdict(chance + noise, classes) == "chance"
    passing = np.linspace(chance, floor - 0.5, 50)[:40]
    assert loss_log_verdict([*passing, floor - 0.4], classes) == "learning"


@pytest.mark.parametrize("losses", [[], [1.0, math.nan]])
def test_a_log_without_numbers_gets_no_verdict(losses):
    with pytest.raises(ValueError, match="expected finite losses"):
        loss_log_verdict(losses, 10)


def test_the_verdict_on_real_runs():
    from neuronbook.networks.datasets import digits
    from neuronbook.networks.training import mlp, train

    data = digits()

    def run(head, learning_rate=3e-3):
        model = mlp([64, 32, 10], seed=0)
        return train(
            model,
            data.X_train,
            data.y_train,
            loss=lambda z, t: F.cross_entropy(head(z), t),
            learning_rate=learning_rate,
            epochs=12,
        ).epoch_loss

    assert loss_log_verdict(run(nn.Identity()), 10) == "learning"
    assert loss_log_verdict(run(nn.Softmax(dim=1)), 10) == "double softmax"
    assert loss_log_verdict(run(nn.Identity(), 1e-6), 10) == "chance"
