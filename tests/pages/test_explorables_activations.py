"""The activation chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json
import re

import pytest
import torch

from neuronbook.pages.explorables.activations import (
    EXPRESSIONS,
    chain_explorer,
    chain_values,
    tangent_explorer,
)

from .drawing import draw, made, texts

pytestmark = pytest.mark.slow

TORCH = {
    "relu": ("ReLU", torch.relu),
    "leaky_relu": ("leaky ReLU", torch.nn.functional.leaky_relu),
    "elu": ("ELU", torch.nn.functional.elu),
    "gelu": ("GELU", torch.nn.functional.gelu),
    "sigmoid": ("sigmoid", torch.sigmoid),
    "tanh": ("tanh", torch.tanh),
    "silu": ("SiLU", torch.nn.functional.silu),
    "softplus": ("softplus", torch.nn.functional.softplus),
    "mish": ("Mish", torch.nn.functional.mish),
    "hard_swish": ("hard-swish", torch.nn.functional.hardswish),
}


def said(value: float) -> str:
    return f"{value:.4f}".replace("-0.0000", "0.0000")


def readout(label: str, z0: float) -> str:
    drawn = texts(made(tangent_explorer), f=label, z0=z0)
    assert f"{label} at {z0:.1f}" in drawn
    (found,) = [t for t in drawn if "slope" in t]
    return found.replace("-0.0000", "0.0000")


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("z0", [-6.0, -0.7, 2.9])
def test_the_browser_computes_pytorchs_value_and_slope(name, z0):
    label, f = TORCH[name]
    z = torch.tensor(z0, dtype=torch.float64, requires_grad=True)
    value = f(z)
    value.backward()
    expected = f"value {said(value.item())}, slope {said(z.grad.item())}"
    assert readout(label, z0) == expected


@pytest.mark.parametrize("name", ["sigmoid", "gelu", "relu"])
def test_the_readout_says_what_a_small_change_does(name):
    label, f = TORCH[name]
    z = torch.tensor([-0.7, -0.6], dtype=torch.float64)
    before, after = f(z).tolist()
    drawn = texts(made(tangent_explorer), f=label, z0=-0.7)
    (found,) = [t for t in drawn if t.startswith("0.1 more changes it by")]
    assert float(found.split()[-1]) == pytest.approx(after - before, abs=6e-5)


def torch_chain(f, depth, weight, bias, x):
    a = x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    outputs, derivatives = [], []
    for _ in range(depth):
        a = f(weight * a + bias)
        outputs.append(a.item())
        derivatives.append(torch.autograd.grad(a, x, retain_graph=True)[0].item())
    return outputs, derivatives


CHAIN = ["sigmoid", "tanh", "relu", "leaky_relu", "silu"]


@pytest.mark.parametrize("name", CHAIN)
@pytest.mark.parametrize(("weight", "bias", "x"), [(1.0, 0.0, 1.0), (4.0, -2.0, -0.5)])
def test_output_and_derivative_are_autograds(name, weight, bias, x):
    label, f = TORCH[name]
    outputs, derivatives = torch_chain(f, 12, weight, bias, x)
    ours = chain_values(name, 12, weight, bias, x)
    assert ours[0] == pytest.approx(outputs, rel=1e-9, abs=1e-15)
    assert ours[1] == pytest.approx(derivatives, rel=1e-9)
    drawn = texts(chain_explorer(12), f=label, n=12, w=weight, b=bias, x=x)
    (output,) = [t for t in drawn if t.startswith("12 layers, output")]
    (derivative,) = [t for t in drawn if t.startswith("derivative")]
    said = derivative.removeprefix("derivative ").replace("exactly 0", "0")
    assert float(output.split()[-1]) == pytest.approx(outputs[-1], rel=1e-3)
    assert float(said) == pytest.approx(derivatives[-1], rel=6e-3)


def test_a_quarter_to_the_power_of_the_depth_is_shown():
    drawn = texts(made(chain_explorer), n=15)
    assert f"(a quarter to the power of 15: {0.25**15:.2e})" in drawn


@pytest.mark.parametrize("name", CHAIN)
@pytest.mark.parametrize(
    ("weight", "bias", "x"), [(1, 0, -3), (4, 4, 3), (0, -4, -3), (-4, -4, 0)]
)
def test_every_layer_has_its_two_dots_inside_the_frame(name, weight, bias, x):
    """Also where the derivative is exactly 0 or 1, and where outputs grow."""
    svg = draw(made(chain_explorer), f=TORCH[name][0], w=weight, b=bias, x=x)
    assert "NaN" not in svg
    places = re.findall(r'"point"[^>]*transform="translate\(([\d.]+),([\d.]+)\)', svg)
    assert len(places) == 2 * 20
    assert all(0 <= float(y) <= 280 for _, y in places)


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (made(tangent_explorer), made(chain_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
