"""The unit health report: right numbers for any module, and nothing left behind."""

from __future__ import annotations

import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from scipy import special, stats
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnosis.unit_health import unit_health
from neuronbook.networks.training import mlp

N = 40


def data(features=6, n=N, seed=0):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, features, generator=generator)
    return X, torch.arange(n) % 3


def with_dead_units():
    model = mlp([6, 10, 8, 3], seed=1)
    with torch.no_grad():
        model[0].bias[[2, 5]] = -100.0
        model[2].bias[[0]] = -100.0
    return model


class Functional(nn.Module):
    """The same network as `mlp`, with activations that are no modules."""

    def __init__(self, layers):
        super().__init__()
        self.first, self.second, self.out = layers

    def forward(self, x):
        x = F.relu(self.first(x))
        return self.out(self.second(x).relu_())


class Shared(nn.Module):
    """The same network again, with one ReLU for both layers, in place."""

    def __init__(self, layers):
        super().__init__()
        self.first, self.second, self.out = layers
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.out(self.act(self.second(self.act(self.first(x)))))


def hidden(model, X):
    with torch.no_grad():
        a = torch.relu(model[0](X))
        return a, torch.relu(model[2](a))


def gradients(model, X, y):
    """Norms of dL/dz of both hidden layers, from a graph written out by hand."""
    z1 = model[0](X).detach().requires_grad_()
    z2 = model[2](torch.relu(z1))
    loss = F.cross_entropy(model[4](torch.relu(z2)), y)
    return [g.norm().item() for g in torch.autograd.grad(loss, [z1, z2])]


def test_the_numbers_are_those_of_the_network_written_out():
    model, (X, y) = with_dead_units(), data()
    report = unit_health(model, X, y)
    assert [layer.name for layer in report.layers] == ["1", "3"]
    assert report.examples == N
    norms = gradients(model, X, y)
    for layer, A, norm in zip(report.layers, hidden(model, X), norms, strict=True):
        assert layer.function == "relu"
        assert layer.units == A.shape[1]
        assert layer.zero_fraction == pytest.approx((A == 0).double().mean().item())
        assert torch.equal(layer.dead, (A == 0).all(0))
        assert layer.saturated_fraction == pytest.approx(layer.zero_fraction)
        assert layer.gradient_norm == pytest.approx(norm, rel=1e-5)
    assert {2, 5} <= set(torch.where(report["1"].dead)[0].tolist())


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Functional, ["first.relu", "second.relu"]),
        (Shared, ["act", "act (2)"]),
    ],
)
def test_functions_and_shared_in_place_modules_are_seen_too(kind, names):
    model, (X, y) = with_dead_units(), data()
    twin = kind([model[0], model[2], model[4]])
    expected = unit_health(model, X, y).layers
    report = unit_health(twin, X, y)
    if kind is Functional:  # called by the outer module, which has no name
        names = ["relu", "relu (2)"]
    assert [layer.name for layer in report.layers] == names
    for layer, other in zip(report.layers, expected, strict=True):
        assert layer.zero_fraction == other.zero_fraction
        assert torch.equal(layer.dead, other.dead)
        assert layer.gradient_norm == pytest.approx(other.gradient_norm, rel=1e-5)


def test_silent_units_get_a_rate_that_they_stay_below():
    model, (X, _) = with_dead_units(), data()
    report = unit_health(model, X, confidence=0.9)
    looked_at = report["1"].units  # all of them: the data chose which are dead
    assert 0 < report["1"].dead.sum() < looked_at
    bound = stats.beta.ppf(1 - 0.1 / looked_at, 1, N)
    assert report["1"].fires_below == pytest.approx(bound)
    alive = unit_health(mlp([6, 4, 3], seed=0), X)
    assert alive["1"].dead_fraction == 0
    assert np.isnan(alive["1"].fires_below)
    assert np.isnan(alive["1"].gradient_norm)


@pytest.mark.parametrize(
    ("activation", "flat"),
    [
        (nn.Sigmoid, lambda z: special.expit(z) * special.expit(-z) < 0.01),
        (nn.Tanh, lambda z: 1 - np.tanh(z) ** 2 < 0.01),
        (nn.ELU, lambda z: (z < 0) & (np.exp(np.minimum(z, 0)) < 0.01)),
        (nn.LeakyReLU, lambda z: np.zeros_like(z, bool)),
        (nn.ReLU6, lambda z: (z <= 0) | (z >= 6)),
    ],
)
def test_flat_entries_are_those_with_a_slope_below_a_hundredth(activation, flat):
    z = torch.linspace(-12, 12, 49).reshape(7, 7)
    report = unit_health(nn.Sequential(nn.Identity(), activation()), z)
    expected = flat(z.double().numpy()).mean()
    assert report["1"].saturated_fraction == pytest.approx(expected)


def test_a_gelu_unit_is_dead_where_its_slope_underflows_and_a_leaky_one_never():
    z = torch.full((5, 1), -20.0)
    assert unit_health(nn.GELU(), z)["gelu"].dead_fraction == 1
    assert unit_health(nn.LeakyReLU(), z)["leaky_relu"].dead_fraction == 0
    assert unit_health(nn.ELU(), z)["elu"].dead_fraction == 0


def test_channels_are_the_units_of_a_convolution():
    model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2))
    with torch.no_grad():
        model[0].bias[1] = -1e3
    X = torch.randn(9, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    layer = unit_health(model, X)["1"]
    assert layer.units == 3
    assert layer.dead.tolist() == [False, True, False]
    assert unit_health(model, X, unit_axis=-1)["1"].units == 2


def test_a_transformer_layer_is_seen_inside():
    block = nn.TransformerEncoderLayer(8, 2, dim_feedforward=16, batch_first=True)
    report = unit_health(block, torch.randn(4, 5, 8))
    assert report.layers[0].units == 16


def state(model):
    buffers = copy.deepcopy(model.state_dict())
    grads = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    modes = [m.training for m in model.modules()]
    hooks = [
        (len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks))
        for m in model.modules()
    ]
    return buffers, grads, modes, hooks


def assert_same_state(model, before):
    buffers, grads, modes, hooks = state(model)
    assert all(torch.equal(buffers[k], v) for k, v in before[0].items())
    for got, want in zip(grads, before[1], strict=True):
        assert (got is None and want is None) or torch.equal(got, want)
    assert (modes, hooks) == before[2:]


def test_nothing_stays_behind():
    model = nn.Sequential(
        nn.Linear(6, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout(), nn.Linear(5, 3)
    )
    model[3].eval()  # a mode of its own
    X, y = data()
    F.cross_entropy(model(X), y).backward()
    model[4].zero_grad()
    seen = []
    model[0].register_forward_hook(lambda *_: seen.append(1))
    before, x = state(model), X.clone()
    unit_health(model, X, y)
    assert_same_state(model, before)
    assert torch.equal(X, x)
    assert not X.requires_grad
    assert seen == [1], "the user's own hook still works"
    torch.relu(X)  # and nobody is listening


def test_nothing_stays_behind_when_the_model_raises():
    class Broken(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(6, 5), nn.ReLU())

        def forward(self, x):
            self.inner(x)
            raise RuntimeError("broken on purpose")

    model = Broken()
    before = state(model)
    with pytest.raises(RuntimeError, match="on purpose"):
        unit_health(model, data()[0])
    assert_same_state(model, before)


def test_frozen_models_and_token_inputs_are_measured():
    model = mlp([6, 5, 3], seed=0).requires_grad_(False)
    X, y = data()
    assert unit_health(model, X, y)["1"].gradient_norm > 0
    words = nn.Sequential(nn.Embedding(7, 4), nn.Tanh(), nn.Linear(4, 3))
    report = unit_health(words, torch.arange(N) % 7, y)
    assert report["1"].gradient_norm > 0


def test_nan_is_reported_and_is_not_death():
    model = mlp([6, 4, 3], seed=0)
    with torch.no_grad():
        model[0].weight[0] = torch.nan
    report = unit_health(model, data()[0])
    assert report["1"].nonfinite_fraction == pytest.approx(0.25)
    assert not report["1"].dead[0]
    *_, broken, first = str(report).splitlines()
    assert broken == "inf or NaN in 1 of 1 layers, first:"
    assert first.startswith("linear in '0' returned 40 NaN among 160 values, given ")


def test_a_loss_that_is_not_finite_is_reported_though_all_layers_are():
    def bad(output, target):
        return torch.log(output - output).mean()

    report = unit_health(mlp([6, 4, 3], seed=0), *data(), loss=bad)
    assert report["1"].nonfinite_fraction == 0
    assert report.nonfinite.operation == "log"
    assert "inf or NaN in 0 of 1 layers" in str(report)


def test_the_activations_of_the_loss_are_no_layer_of_the_model():
    def loss(output, target):
        return -F.logsigmoid(output).mean()

    report = unit_health(mlp([6, 4, 3], seed=0), *data(), loss=loss)
    assert [layer.name for layer in report.layers] == ["1"]
    assert report.nonfinite is None


def test_a_model_without_activations_and_no_examples_are_refused():
    with pytest.raises(ValueError, match="no activation function"):
        unit_health(nn.Linear(6, 3), data()[0])
    with pytest.raises(ValueError, match=r"expected examples, got shape \(0, 6\)"):
        unit_health(mlp([6, 4, 3]), torch.zeros(0, 6))
    with pytest.raises(KeyError, match="none of"):
        unit_health(mlp([6, 4, 3]), data()[0])["layer"]


def test_table_and_picture_say_what_was_measured():
    model, (X, y) = with_dead_units(), data()
    report = unit_health(model, X, y)
    lines = str(report).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 78 for line in lines)
    first = report["1"]
    for number in (first.zero_fraction, first.dead_fraction):
        assert f"{number:.1%}" in lines[1]
    fig = report.figure()
    shares = {line.get_label(): line.get_xdata() for line in fig.axes[0].lines}
    np.testing.assert_allclose(
        shares["dead units"], [100 * e.dead_fraction for e in report.layers]
    )
    np.testing.assert_allclose(
        fig.axes[1].lines[0].get_xdata(), [e.gradient_norm for e in report.layers]
    )
    plt.close(fig)
