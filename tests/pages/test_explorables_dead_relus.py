"""The dead-ReLU chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn

from neuronbook.networks.datasets import digits
from neuronbook.networks.training import mlp
from neuronbook.pages.explorables import dead_relus as explorables

from .drawing import draw, made, texts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("bias", [0.0, -0.7, 1.3])
@pytest.mark.parametrize("angle", [0, 45, 200])
def test_the_unit_counts_the_points_on_its_side(bias, angle):
    drawn = texts(made(explorables.unit_explorer), bias=bias, angle=angle)
    layer = nn.Linear(2, 1).double()
    turn = np.deg2rad(angle)
    with torch.no_grad():
        layer.weight[:] = torch.tensor([[np.cos(turn), np.sin(turn)]])
        layer.bias[:] = bias
        fires = int((layer(torch.tensor(explorables.unit_points())) > 0).sum())
    (said,) = [text for text in drawn if text.startswith("fires on")]
    assert said == f"fires on {fires} of 40 points: alive"
    corners = 3.0 * torch.tensor([[a, b] for a in (-1, 1) for b in (-1, 1)]).double()
    with torch.no_grad():
        top = layer(corners).max().item()
    assert f"largest z on the square: {top:.1f}" in drawn


def test_the_unit_dies_on_the_points_before_it_dies_on_the_square():
    chart = made(explorables.unit_explorer)
    reach = 3.0  # at 0 degrees only input 1 counts, and it ends at 3
    top = explorables.unit_points()[:, 0].max()
    between = -round((top + reach) / 2, 1)
    assert top < -between < reach
    assert any("dead on these" in t for t in texts(chart, angle=0, bias=between))
    assert any("proved silent" in t for t in texts(chart, angle=0, bias=-3.0))
    assert not any("proved" in t for t in texts(chart, angle=0, bias=-2.9))


@pytest.fixture(scope="module")
def table():
    return explorables.dead_share_table(seeds=1)


def test_the_table_before_training_is_pytorchs(table):
    X = torch.tensor(digits(standardize=False).X_train) / 16
    assert X.max() == load_digits().data.max() / 16 == 1
    for bias in explorables.BIASES:
        model = mlp(
            [64, 32, 10],
            initialize=lambda W, g: nn.init.kaiming_normal_(W, generator=g),
        )
        with torch.no_grad():
            model[0].bias.fill_(bias)
            dead = (torch.relu(model[0](X)) == 0).all(0).double().mean().item()
        found = [row["before"] for row in table if row["bias"] == bias]
        assert found == pytest.approx([dead] * len(explorables.LOG_RATES), abs=1e-3)


def test_lower_biases_and_higher_rates_kill_more(table):
    after = {(row["bias"], row["log_rate"]): row["after"] for row in table}
    assert after[-2.0, -1.5] > after[0.0, -1.5]
    assert after[0.0, 0.5] > after[0.0, -1.5]


def test_the_readout_follows_both_sliders(table):
    chart = explorables.dead_share_explorer(table)
    for row in (table[0], table[13], table[-1]):
        drawn = texts(chart, bias=row["bias"], rate=10 ** row["log_rate"])
        before, after = (f"{row[key]:.0%}" for key in ("before", "after"))
        chosen = f"rate {10 ** row['log_rate']:.2g}, bias {row['bias']:g}"
        assert f"{chosen}: dead {before}, then {after}" in drawn


@pytest.mark.parametrize("log_rate", [-1.0, 0.0, 1.0])
def test_the_units_path_is_pytorchs(log_rate):
    points = torch.tensor(explorables.unit_points())
    targets = (points[:, 0] - 0.5).clamp(min=0)
    layer = nn.Linear(2, 1).double()
    with torch.no_grad():
        layer.weight[:] = torch.tensor([[1.0, 1.0]])
        layer.bias[:] = 1.5
    stepper = torch.optim.SGD(layer.parameters(), lr=10**log_rate)
    for w1, w2, b, fires, gradient in explorables.unit_path(10**log_rate):
        z = layer(points)[:, 0]
        stepper.zero_grad()
        ((torch.relu(z) - targets) ** 2 / 2).mean().backward()
        expected = [*layer.weight[0].tolist(), layer.bias.item()]
        assert [w1, w2, b] == pytest.approx(expected, abs=1e-9)
        assert fires == (z > 0).sum()
        both = torch.cat([layer.weight.grad[0], layer.bias.grad])
        assert gradient == pytest.approx(both.norm().item(), abs=1e-9)
        stepper.step()


def test_a_dead_unit_stands_still_and_says_so():
    chart = made(explorables.step_explorer)
    path = explorables.unit_path(10.0)
    death = int((path[:, 3] == 0).argmax())
    assert 0 < death < explorables.STEPS
    assert np.ptp(path[death:, :3], axis=0).max() == 0
    alive = texts(chart, step=0, rate=10.0)
    assert any(text.startswith(f"fires on {path[0, 3]:.0f} of 40") for text in alive)
    assert not any("dead" in text for text in alive)
    for step in (death, explorables.STEPS):
        assert "fires on 0 of 40, gradient 0: dead" in texts(chart, step=step, rate=10)
    last = texts(chart, step=explorables.STEPS, rate=0.1)
    assert not any("dead" in text for text in last)


def test_the_map_before_training_is_colored_by_the_bias_alone(table):
    chart = explorables.dead_share_explorer(table)
    drawn = [draw(chart, when=when) for when in ("before", "after")]
    fills = [
        re.findall(r'aria-roledescription="rect mark"[^>]*fill="(rgb[^"]*)"', svg)
        for svg in drawn
    ]
    rows = len(explorables.BIASES)
    cells = [np.reshape(some, (rows, -1)) for some in fills]
    assert all(len(set(row)) == 1 for row in cells[0])
    assert any(len(set(row)) > 1 for row in cells[1])
