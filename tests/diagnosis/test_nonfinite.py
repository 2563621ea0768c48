"""The first inf or NaN of a step, by name."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnosis.nonfinite import first_nonfinite

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


def test_targets_and_loss_come_together():
    with pytest.raises(ValueError, match="y and loss together"):
        first_nonfinite(nn.Identity(), X, Y)
