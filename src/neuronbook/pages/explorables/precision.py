"""The explorables of the chapter on precision.

`neighbors_explorer` casts in the browser: its float64 holds every number of the three
formats that are shown. `scale_explorer` moves the gradients of one network, which are
computed here, across the range of float16.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from neuronbook.networks import datasets, training
from neuronbook.pages.explorables import (
    Explorable,
    menu,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)
from neuronbook.pages.figures import PALETTE
from neuronbook.precision import FORMATS, Format, cast_shares

__all__ = ["layer_gradients", "neighbors_explorer", "scale_explorer"]

SHOWN: list[Format] = [FORMATS[n] for n in ("float16", "bfloat16", "float32")]
EXAMPLE = 0.1
_LINES = 3
"""How many numbers of a format are drawn on either side of the cast one."""


def neighbors_explorer() -> Explorable:
    """Draw a slider for a number, and what three formats make of it.

    Each format has a row: a dot at the error of the cast number, and a mark at each of
    the numbers of the format that lie next to it, all relative to the number itself.
    """
    names = [form.name for form in SHOWN]
    where = alt.Y("name:N", title=None, scale=alt.Scale(domain=names))
    span = 300
    marks = (
        _cast_rows(range(-_LINES, _LINES + 1))
        .mark_tick(thickness=2, size=26, clip=True, color=PALETTE["grey"])
        .encode(x=_error_axis(span), y=where)
    )
    dots = (
        _cast_rows([0])
        .mark_circle(size=130, opacity=1, clip=True, color=PALETTE["vermillion"])
        .encode(x=_error_axis(span), y=where)
    )
    return show(
        alt.layer(marks, dots, _said_of_casts()),
        controls=[
            slider("x", "Number x", EXAMPLE, 1e-9, 1e6, log=True, number_format=".2~e")
        ],
        height=150,
        caption=_neighbors_caption(),
        alt_text=_neighbors_alt(),
    )


def _error_axis(span: float) -> Any:
    axis = x_axis(
        "error",
        "distance from x, in % of x",
        (-span, span),
        values=[-100, -1, -0.01, 0.01, 1, 100],
        tickCount=6,  # of more values than that Vega drops every other
        labelExpr="format(datum.value, '~f')",
    )
    return axis.scale(type="symlog", constant=1e-5, domain=(-span, span), nice=False)


def _cast_rows(offsets: Sequence[int]) -> Any:
    """Chart without a mark: a row for each format and each number near the cast one."""
    rows = [
        {
            "name": form.name,
            "f": form.fraction_bits,
            "least": 1 - form.top,
            "largest": form.largest,
            "offset": offset,
        }
        for form in SHOWN
        for offset in offsets
    ]
    # Toward 0 from a power of two the numbers are twice as dense.
    return (
        alt.Chart({"values": rows})
        .transform_calculate(e="max(floor(log(x) / LN2 + 1e-12), datum.least)")
        .transform_calculate(step="pow(2, datum.e - datum.f)")
        .transform_calculate(q="x / datum.step", r="floor(x / datum.step)")
        .transform_calculate(
            k="datum.q - datum.r > 0.5 || (datum.q - datum.r === 0.5 && "
            "datum.r % 2 === 1) ? datum.r + 1 : datum.r"
        )
        .transform_calculate(
            dense="datum.offset < 0 && datum.e > datum.least && "
            "datum.k + datum.offset < pow(2, datum.f) ? "
            "min(-datum.offset, pow(2, datum.f) - datum.k - datum.offset) / 2 : 0"
        )
        .transform_calculate(
            value="(datum.k + datum.offset + datum.dense) * datum.step"
        )
        .transform_filter("datum.value >= 0 && datum.value <= datum.largest")
        .transform_calculate(error="100 * (datum.value / x - 1)")
    )


def _said_of_casts() -> Any:
    """Write a line for each format: the cast number and its error."""
    lines = []
    for form in SHOWN:
        step = f"pow(2, max(floor(log(x) / LN2 + 1e-12), {1 - form.top}) - {{}})"
        step = step.format(form.fraction_bits)
        q = f"(x / {step})"
        tie = f"{q} - floor({q}) === 0.5 && floor({q}) % 2 === 0"
        value = f"(({tie} ? floor({q}) : round({q})) * {step})"
        lines.append(
            f"'{form.name}: ' + ({value} > {form.largest!r} ? 'infinite' : "
            f"{value} === 0 ? '0, all is lost' : "
            f"format({value}, '.7~g') + ', off by ' + "
            f"format(100 * abs({value} / x - 1), '.2~g') + ' %')"
        )
    return readout(*lines)


def _cast_words(x: float) -> str:
    """Say what the three formats make of a number."""
    said = []
    for form in SHOWN:
        value = float(form.round(x))
        error = 100 * abs(value / x - 1)
        said.append(
            f"{form.name} makes it infinite"
            if np.isinf(value)
            else f"{form.name} holds {value:.7g}, off by {float(f'{error:.2g}'):g} %"
        )
    return "; ".join(said)


def _neighbors_caption() -> str:
    low, high = FORMATS["float16"].smallest, FORMATS["float16"].largest
    high += float(FORMATS["float16"].spacing(high)) / 2  # halfway to the next power
    return (
        "The dot is what a format makes of x, the marks are the numbers next to it. In "
        "the middle of the range the dots hardly move. Below "
        f"{FORMATS['float16'].smallest_normal:.0e} float16's neighbors drift apart, "
        f"below half of {low:.0e} its dot lies at −100 %, which is 0, and from "
        f"{high:.0f} on it is infinite. bfloat16 is coarse, and the same everywhere."
    )


def _neighbors_alt() -> str:
    return (
        "A row for each of float16, bfloat16 and float32 with a dot at the relative "
        "error of the cast number and marks at the neighboring numbers, on an axis "
        "from −300 % to 300 % that is logarithmic away from 0. A slider sets the "
        f"number, from 1e-9 to 1e6. At {EXAMPLE:g}: {_cast_words(EXAMPLE)}. At 1e-07: "
        f"{_cast_words(1e-7)}. At 1e-08: {_cast_words(1e-8)}. At 1e+06: "
        f"{_cast_words(1e6)}."
    )


HIDDEN = 8
"""Sigmoid layers of the network whose gradients are looked at."""

FATES: dict[str, str] = {
    "lost": PALETTE["vermillion"],
    "subnormal": PALETTE["orange"],
    "kept": PALETTE["blue"],
    "infinite": PALETTE["purple"],
}
_TOP_SCALE = 32


@functools.cache
def layer_gradients() -> list[np.ndarray]:
    """Return the gradients of eight sigmoid layers and a linear one, on digits.

    Returns
    -------
    list of float64 ndarray
        One array of a layer's weights each, first layer first: the mean cross-entropy
        over 256 scans, before any training, PyTorch's own weights.
    """
    data = datasets.digits()
    model = training.mlp([64, *HIDDEN * [64], 10], activation=nn.Sigmoid).double()
    X = torch.tensor(data.X_train[:256], dtype=torch.float64)
    loss = F.cross_entropy(model(X), torch.tensor(data.y_train[:256]))
    weights = [p for p in model.parameters() if p.ndim == 2]
    return [g.numpy() for g in torch.autograd.grad(loss, weights)]


def _histogram() -> list[dict[str, object]]:
    """Count the gradients of each layer, and of all, by their power of two."""
    layers = {f"layer {k}": g for k, g in enumerate(layer_gradients(), 1)}
    everything = np.concatenate([g.ravel() for g in layers.values()])
    rows: list[dict[str, object]] = []
    for name, g in ({"all layers": everything} | layers).items():
        exponents = np.frexp(g[g != 0])[1] - 1
        powers, counts = np.unique(exponents, return_counts=True)
        rows += [
            {"layer": name, "power": int(p), "share": round(float(c) / counts.sum(), 5)}
            for p, c in zip(powers, counts, strict=True)
        ]
    return rows


def scale_explorer() -> Explorable:
    """Draw a slider for the loss scale, and how it moves gradients through float16."""
    table = _histogram()
    names = list(dict.fromkeys(str(row["layer"]) for row in table))
    least = -25  # half of the smallest number, 2**-24, and less is rounded to 0
    fate = (
        f"datum.at < {least} ? 'lost' : datum.at < -14 ? 'subnormal' : "
        "datum.at < 16 ? 'kept' : 'infinite'"
    )
    base = (
        alt.Chart({"values": table})
        .transform_filter("datum.layer === layer")
        .transform_calculate(at="datum.power + k")
        .transform_calculate(
            fate=fate, end="datum.at + 1", percent="100 * datum.share", floor="0"
        )
    )
    color = alt.Color("fate:N", title=None).scale(
        domain=list(FATES), range=list(FATES.values())
    )
    bars = base.mark_rect(clip=True).encode(
        x=x_axis(
            "at",
            "size of gradient times scale, log₂",
            (-45, 30),
            values=[-40, -25, -14, 0, 16, 30],
            tickCount=6,
            format="d",
        ),
        x2="end:Q",
        y=y_axis("percent", "share in %", (0, 50)),
        y2="floor:Q",
        color=color,
    )
    ends = (
        alt.Chart({"values": [{"end": least}, {"end": 16}]})
        .mark_rule(strokeDash=[4, 3], color="currentColor")
        .encode(x="end:Q")
    )
    shares = base
    for name in FATES:
        shares = shares.transform_calculate(
            **{f"of_{name}": f"datum.fate === '{name}' ? datum.percent : 0"}
        )
    totals: dict[str, Any] = {name: f"sum(of_{name})" for name in FATES}
    said = readout(
        "'scale ' + format(pow(2, k), ',.0f') + ': lost ' + "
        "format(datum.lost, '.1f') + ' %,'",
        "'subnormal ' + format(datum.subnormal, '.1f') + ' %, infinite ' + "
        "format(datum.infinite, '.1f') + ' %'",
        base=shares.transform_aggregate(**totals),
    )
    return show(
        alt.layer(bars, ends, said),
        controls=[
            menu("layer", "Weights of", names, "layer 1"),
            slider("k", "Loss scale, power of two", 0, 0, _TOP_SCALE, 1),
        ],
        height=220,
        caption=_scale_caption(),
        alt_text=_scale_alt(),
    )


def _first(layer: int, kind: str, below: float) -> int:
    """Return the first power of two at which a share of a layer is below a limit."""
    g = layer_gradients()[layer]
    return next(
        k
        for k in range(_TOP_SCALE + 1)
        if cast_shares(g, "float16", 2.0**k)[kind] < below
    )


def _overflow(layer: int) -> int:
    """Return the first power of two at which a gradient of a layer overflows."""
    g = layer_gradients()[layer]
    return next(
        k
        for k in range(_TOP_SCALE + 1)
        if cast_shares(g, "float16", 2.0**k)["infinite"]
    )


def _two(k: int) -> str:
    """Write a power of two."""
    return "2" + str(k).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _scale_caption() -> str:
    low, high = _two(_first(0, "zero", 0.01)), _two(_overflow(HIDDEN))
    return (
        f"Without a scale layer 1 is lost. Move right: from {low} on less than 1 % of "
        "it is. Then choose the last layer: its first gradient becomes infinite at "
        f"{high}. The scale has to lie between the two."
    )


def _scale_alt() -> str:
    said = []
    for k in (0, 16, 24):
        first, last = (
            cast_shares(layer_gradients()[n], "float16", 2.0**k) for n in (0, HIDDEN)
        )
        said.append(
            f"at {_two(k)}, lost of layer 1 {100 * first['zero']:.0f} %, infinite in "
            f"the last layer {100 * last['infinite']:.0f} %"
        )
    return (
        "A histogram of the sizes of a layer's gradients, as powers of two, with lines "
        "at −25 and 16, the ends of float16. A menu chooses the layer, a slider the "
        f"loss scale, from 1 to {_two(_TOP_SCALE)}, which moves the histogram to the "
        "right: " + "; ".join(said) + "."
    )
