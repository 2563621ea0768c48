"""Softmax twice, or along the wrong axis: by formula, and on real runs."""

import math

import numpy as np
import pytest
from scipy.special import softmax
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnosis.softmax_mistakes import loss_log_verdict, normalized_axes
from neuronbook.networks.datasets import digits
from neuronbook.networks.training import mlp, train


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
