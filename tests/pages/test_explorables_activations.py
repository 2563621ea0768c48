"""The activation chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json

import pytest
import torch

from neuronbook.pages.explorables.activations import (
    EXPRESSIONS,
    chain_explorer,
    chain_products,
    tangent_explorer,
)

from .drawing import texts

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
    drawn = texts(tangent_explorer(), f=label, z0=z0)
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


def torch_products(f, depth, weight, bias, x):
    a = x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    products = []
    for _ in range(depth):
        a = f(weight * a + bias)
        products.append(torch.autograd.grad(a, x, retain_graph=True)[0].item())
    return products


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "silu"])
@pytest.mark.parametrize(("weight", "bias", "x"), [(1.0, 0.0, 1.0), (4.0, -2.0, -0.5)])
def test_the_product_of_derivatives_is_autograds(name, weight, bias, x):
    label, f = TORCH[name]
    expected = torch_products(f, 12, weight, bias, x)
    assert chain_products(name, 12, weight, bias, x) == pytest.approx(
        expected, rel=1e-9
    )
    drawn = texts(chain_explorer(12), f=label, n=12, w=weight, b=bias, x=x)
    (text,) = [t for t in drawn if t.startswith("12 layers")]
    assert float(text.split(": ")[1]) == pytest.approx(expected[-1], rel=6e-3)


def test_a_quarter_to_the_power_of_the_depth_is_shown():
    drawn = texts(chain_explorer(), n=15)
    assert f"a quarter to the power of 15: {0.25**15:.2e}" in drawn


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (tangent_explorer(), chain_explorer()):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
