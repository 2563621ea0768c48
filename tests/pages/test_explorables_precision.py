"""The precision chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch

from neuronbook.pages.explorables.precision import (
    layer_gradients,
    neighbors_explorer,
    scale_explorer,
)

from .drawing import draw, made, texts

pytestmark = pytest.mark.slow

NUMBERS = [1.0, 0.1, 6.1e-5, 1e-7, 2e-8, 65519.0, 2.0**-20, 3e5]


def cast(x, name):
    return float(torch.tensor(x, dtype=torch.float64).to(getattr(torch, name)))


@pytest.mark.parametrize("x", NUMBERS)
@pytest.mark.parametrize("name", ["float16", "bfloat16", "float32"])
def test_the_readout_says_what_pytorch_casts_to(x, name):
    [line] = [
        t for t in texts(made(neighbors_explorer), x=x) if t.startswith(f"{name}: ")
    ]
    value = cast(x, name)
    if np.isinf(value):
        assert line == f"{name}: infinite"
    elif value == 0:
        assert line == f"{name}: 0, all is lost"
    else:
        said, error = re.fullmatch(rf"{name}: (\S+), off by (\S+) %", line).groups()
        assert float(said) == pytest.approx(value, rel=1e-6, abs=0)
        expected = 100 * abs(value / x - 1)
        assert float(error.replace(",", "")) == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("x", NUMBERS)
def test_the_marks_are_at_the_neighboring_numbers(x):
    svg = draw(made(neighbors_explorer), x=x).replace("\u2212", "-")
    found = re.findall(r"% of x: ([-+.\de]+); name: float16", svg)
    value = np.float64(x).astype(np.float16) if x < 65520 else np.float16(np.inf)
    expected = [value]
    for way in (-np.inf, np.inf):
        step = value
        for _ in range(3):
            with np.errstate(over="ignore", under="ignore"):
                step = np.nextafter(step, np.float16(way))
            expected.append(step)
    held = {100 * (float(v) / x - 1) for v in expected if 0 <= v < np.inf}
    drawn = {float(error) for error in found}
    if np.isinf(value):
        assert not drawn
    else:
        assert len(drawn) == len(held)
        for error in held:
            assert min(abs(error - d) for d in drawn) < 1e-5 * (1 + abs(error))


@pytest.mark.parametrize("k", [0, 8, 14, 20, 32])
@pytest.mark.parametrize("layer", [1, 5, 9])
def test_the_shares_are_those_of_a_cast(layer, k):
    g = layer_gradients()[layer - 1]
    g = g[g != 0] * 2.0**k
    with np.errstate(over="ignore"):
        half = np.abs(g.astype(np.float16))
    said = " ".join(texts(made(scale_explorer), layer=f"layer {layer}", k=k))
    lost, subnormal, infinite = (
        float(re.search(rf"{kind} ([\d.]+) %", said)[1])
        for kind in ("lost", "subnormal", "infinite")
    )
    assert lost == pytest.approx(100 * (half == 0).mean(), abs=0.2)
    normal = np.finfo(np.float16).tiny
    expected = 100 * ((half > 0) & (half < normal)).mean()
    assert subnormal == pytest.approx(expected, abs=0.2)
    assert infinite == pytest.approx(100 * np.isinf(half).mean(), abs=0.2)


def test_the_gradients_are_those_of_one_step_of_the_network():
    first, *_, last = layer_gradients()
    assert first.shape == (64, 64)
    assert last.shape == (10, 64)
    assert np.abs(first).max() < 1e-6 < 1e-3 < np.abs(last).max()


def test_the_caption_says_where_the_window_is():
    plain = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    found = re.findall(r"2([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", made(scale_explorer).caption)
    low, high = (int(power.translate(plain)) for power in found)
    first, last = layer_gradients()[0], layer_gradients()[-1]
    first = first[first != 0]
    lost = [(np.abs(first * 2.0**k) <= 2.0**-25).mean() for k in (low - 1, low)]
    assert lost[0] >= 0.01 > lost[1]
    assert (
        np.abs(last).max() * 2.0 ** (high - 1)
        < 65520
        <= np.abs(last).max() * (2.0**high)
    )


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (made(neighbors_explorer), made(scale_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 50_000
        assert '"url"' not in spec


def test_a_readout_fits_a_phone():
    for x in (1.234567e-9, 1.23456e-5, 1.2345e5):
        for line in texts(made(neighbors_explorer), x=x):
            assert len(line) <= 42, line
    for line in texts(made(scale_explorer), layer="all layers", k=32):
        assert len(line) <= 42, line
