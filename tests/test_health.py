import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnostics import health_report
from neuronbook.training import mlp

X = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
Y = torch.arange(40) % 2


def hooks_of(model):
    return [
        len(module._forward_hooks)
        + len(module._forward_pre_hooks)
        + len(module._backward_hooks)
        + len(module._backward_pre_hooks)
        for module in model.modules()
    ]


def test_each_layer_is_described_by_its_own_numbers():
    model = mlp([3, 5, 2], seed=1)
    rows = health_report(model, X, Y, F.cross_entropy)
    assert [(row.name, row.kind) for row in rows] == [
        ("0", "Linear"),
        ("1", "ReLU"),
        ("2", "Linear"),
    ]
    outputs = X
    for row, module in zip(rows, model, strict=True):
        outputs = module(outputs)
        values = outputs.detach().double().numpy()
        assert row.mean == pytest.approx(values.mean(), rel=1e-6)
        assert row.std == pytest.approx(values.std(), rel=1e-6)
        assert row.zero_share == (values == 0).mean()
    assert rows[1].saturated_share == rows[1].zero_share
    assert rows[0].saturated_share is rows[2].saturated_share is None


def test_gradient_norms_are_those_of_backward():
    model = mlp([3, 5, 2], seed=1)
    rows = health_report(model, X, Y, F.cross_entropy)
    F.cross_entropy(model(X), Y).backward()
    for index in (0, 2):
        grads = [p.grad.flatten().double() for p in model[index].parameters()]
        expected = torch.cat(grads).norm().item()
        assert rows[index].gradient_norm == pytest.approx(expected, rel=1e-6)
    assert rows[1].gradient_norm is None


def test_without_a_loss_the_mean_of_summed_outputs_is_derived():
    rows = health_report(nn.Linear(3, 2), X)
    # The derivative with respect to each weight is the mean input, to a bias 1.
    expected = math.sqrt(2 * float((X.double().mean(0) ** 2).sum()) + 2)
    assert rows[0].gradient_norm == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        (nn.Sigmoid(), lambda z: 1 / (2 + np.exp(z) + np.exp(-z))),
        (nn.Tanh(), lambda z: 1 / np.cosh(z) ** 2),
        (nn.ReLU(inplace=True), lambda z: z > 0),
        (nn.LeakyReLU(0.02), lambda z: np.where(z > 0, 1, 0.02)),
    ],
)
def test_saturation_counts_small_derivatives(activation, slope):
    z = np.linspace(-9, 9, 200, dtype=np.float32)[:, None]
    (row,) = health_report(activation, z.copy())
    expected = (np.abs(slope(z.astype(float))) < 0.01).mean()
    assert row.saturated_share == pytest.approx(expected, abs=1 / 200)


def test_softmax_is_no_elementwise_activation():
    (row,) = health_report(nn.Softmax(dim=1), X)
    assert row.saturated_share is None
    assert row.mean == pytest.approx(1 / 3)


def test_a_layer_used_twice_is_described_twice():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(3, 3)

        def forward(self, x):
            return self.layer(self.layer(x))

    rows = health_report(Twice(), X)
    assert [row.name for row in rows] == ["layer", "layer"]
    assert rows[0].mean != rows[1].mean
    assert rows[0].gradient_norm == rows[1].gradient_norm


def test_parameters_that_are_frozen_or_unused_are_no_trouble():
    model = mlp([3, 4, 2], seed=0)
    model[0].requires_grad_(False)
    model.unused = nn.Linear(1, 1)
    del model.unused
    model.register_parameter("idle", nn.Parameter(torch.ones(2)))
    rows = health_report(
        model, X, Y, lambda z, t: F.cross_entropy(model[2](model[1](model[0](X))), t)
    )
    assert rows[0].gradient_norm is None
    assert rows[2].gradient_norm > 0


def test_a_model_with_nothing_to_train_has_no_gradients():
    rows = health_report(nn.Sequential(nn.Flatten(), nn.ReLU()), X)
    assert [row.gradient_norm for row in rows] == [None, None]


def test_nothing_is_left_behind():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.Tanh())
    kept = []
    model[0].register_forward_hook(lambda *_: kept.append(1))
    state = {k: v.clone() for k, v in model.state_dict().items()}
    generator, hooks = torch.get_rng_state(), hooks_of(model)
    health_report(model, X)
    assert hooks_of(model) == hooks
    assert len(kept) == 1
    assert torch.equal(torch.get_rng_state(), generator)
    assert all(p.grad is None for p in model.parameters())
    assert model.training
    for name, value in model.state_dict().items():
        assert torch.equal(value, state[name])


def test_hooks_are_removed_when_the_model_fails():
    class Broken(nn.Module):
        def forward(self, x):
            raise RuntimeError("broken on purpose")

    model = nn.Sequential(nn.Linear(3, 3), Broken())
    before = hooks_of(model)
    with pytest.raises(RuntimeError, match="on purpose"):
        health_report(model, X)
    assert hooks_of(model) == before


def test_y_and_loss_come_together():
    with pytest.raises(ValueError, match="y and loss together"):
        health_report(nn.Linear(3, 2), X, Y)


def test_a_row_reads_as_a_line():
    rows = health_report(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), X)
    assert str(rows[0]).startswith("0          Linear     mean")
    assert "gradient" in str(rows[0])
    assert "saturated" in str(rows[1])
    assert "gradient" not in str(rows[1])
