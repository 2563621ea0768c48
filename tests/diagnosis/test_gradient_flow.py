"""The report's numbers are PyTorch's own, and the model is left as it was."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.diagnosis.gradient_flow import diagnose, gradient_flow
from neuronbook.networks.training import mlp

X = torch.randn(40, 6, generator=torch.Generator().manual_seed(0))
y = torch.arange(40) % 3


def test_norms_sizes_and_spreads_are_those_of_the_model():
    model = mlp([6, 8, 5, 3], activation=nn.Tanh)
    report = gradient_flow(model, X, y)
    F.cross_entropy(model(X), y).backward()
    assert [layer.name for layer in report.layers] == ["0", "2", "4"]
    A, outputs = X, []
    for place in (0, 2, 4):
        outputs.append(model[place](A))
        A = torch.tanh(outputs[-1])
    z_grads = torch.autograd.grad(F.cross_entropy(outputs[-1], y), outputs)
    for place, layer, z, z_grad in zip(
        (0, 2, 4), report.layers, outputs, z_grads, strict=True
    ):
        linear, Z = model[place], z.detach().numpy()
        assert layer.z_gradient_norm == pytest.approx(z_grad.norm().item(), rel=1e-5)
        assert layer.gradient_norm == pytest.approx(linear.weight.grad.norm().item())
        assert layer.weight_norm == pytest.approx(linear.weight.norm().item())
        assert layer.size == pytest.approx(np.sqrt(np.mean(Z**2)), rel=1e-5)
        assert layer.spread == pytest.approx(np.sqrt(Z.var(axis=0).mean()), rel=1e-5)


def test_nothing_stays_behind():
    model = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 3)).eval()
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        gradient_flow(model, X, y)
    assert all(torch.equal(before[n], v) for n, v in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())
    assert not any(m._forward_hooks for m in model.modules())
    assert model.training


def test_one_column_of_outputs_and_another_loss_are_welcome():
    model, t = mlp([6, 4, 1]), (y > 0).float()[:, None]
    report = gradient_flow(model, X, t, loss=F.binary_cross_entropy_with_logits)
    assert len(report.layers) == 2
    expected = torch.autograd.grad(
        F.binary_cross_entropy_with_logits(model(X), t), model[2].weight
    )[0]
    assert report.norms[1] == pytest.approx(expected.norm().item())


def test_fifteen_sigmoid_layers_lose_the_signal_in_both_directions():
    sick = gradient_flow(mlp([6, *15 * [32], 3], activation=nn.Sigmoid), X, y)
    assert diagnose(sick.norms) == "vanishing"
    first, last = sick.layers[0], sick.layers[-1]
    assert last.spread < 1e-5 < 1e-2 < first.spread
    assert first.z_gradient_norm < 1e-5 * last.z_gradient_norm


def test_in_a_relu_network_the_weights_gradients_hide_what_the_z_show():
    """Without biases W · dW is the same number in each layer, at any scale."""

    def wide(W, rng):
        W.normal_(generator=rng)

    report = gradient_flow(mlp([6, *15 * [32], 3], initialize=wide), X, y)
    first, last = report.layers[0], report.layers[-2]
    assert diagnose(report.norms) == "even"
    assert first.z_gradient_norm > 1e5 * last.z_gradient_norm
    assert last.size > 1e5 * first.size


def test_the_table_has_a_line_for_each_layer():
    lines = str(gradient_flow(mlp([6, 8, 3]), X, y)).splitlines()
    assert len(lines) == 1 + 2


def test_the_picture_draws_what_was_measured():
    report = gradient_flow(mlp([6, 8, 8, 3], activation=nn.Sigmoid), X, y)
    fig = report.figure()
    spread, at_z, norm = (ax.lines[0].get_ydata() for ax in fig.axes)
    assert list(spread) == [layer.spread for layer in report.layers]
    assert list(at_z) == [layer.z_gradient_norm for layer in report.layers]
    assert list(norm) == report.norms
    assert {ax.get_yscale() for ax in fig.axes} == {"log"}


def test_zero_gradients_are_drawn_on_a_plain_axis():
    model = mlp([6, 8, 3])
    with torch.no_grad():
        model[2].weight.zero_()
    report = gradient_flow(model, X, y)
    assert report.norms[0] == 0
    assert diagnose(report.norms) == "vanishing"
    assert report.figure().axes[2].get_yscale() == "linear"


def test_a_model_without_weights_is_refused():
    with pytest.raises(ValueError, match="no trainable weight matrix"):
        gradient_flow(nn.Identity(), torch.zeros(2, 3, requires_grad=True), y[:2])


@pytest.mark.parametrize(
    ("norms", "verdict"),
    [
        ([1.0, 1.0], "even"),
        ([1e-3, 1.0], "even"),
        ([0.9e-3, 1.0], "vanishing"),
        ([1e3, 1.0], "even"),
        ([1.1e3, 1.0], "exploding"),
        ([0.0, 0.0], "vanishing"),
        ([1.0, 0.0], "exploding"),
        ([5.0], "even"),
        ([1.0, 1e-9, 1.0], "even"),
    ],
)
def test_the_first_norm_is_compared_with_the_last(norms, verdict):
    assert diagnose(norms) == verdict


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_inf_are_not_compared(bad):
    with pytest.raises(ValueError, match="finite norms"):
        diagnose([1.0, bad, 1.0])
