"""Explorables of the chapter on the neuron: one neuron, and many folding a plane.

Both compute in the browser: cells of a plane are colored by what the neuron or the
network gives out there, and lines show where pre-activations are 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import log10
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import ArrayLike

from neuronbook.networks.datasets import spiral
from neuronbook.networks.neurons import Params, feed_forward
from neuronbook.pages.explorables import (
    Explorable,
    Plane,
    cases,
    menu,
    readout,
    show,
    slider,
)
from neuronbook.pages.figures import PALETTE

__all__ = [
    "GATES",
    "SPIRAL_NETWORKS",
    "SPIRAL_POINTS",
    "fold_explorer",
    "neuron_explorer",
    "spiral_explorer",
    "spiral_networks",
]

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
GATES: dict[str, tuple[int, int, int, int]] = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "XOR": (0, 1, 1, 0),
}
"""Logical functions of two bits: their values at 00, 01, 10 and 11."""

SPIRAL_NETWORKS = Path(__file__).with_name("spiral.json")
"""Networks by width, written by ``tools/train_spiral.py``: a row (w1, w2, bias, output
weight) for each hidden unit, then a row with the output bias."""

SPIRAL_POINTS = 300
"""Points of the spiral that these networks were trained on."""

HIGH, LOW = PALETTE["blue"], PALETTE["vermillion"]

BENDS = {
    "sigmoid": "1 / (1 + exp(-{z}))",
    "step": "({z} > 0 ? 1 : 0)",
    "ReLU": "max(0, {z})",
}
"""Expressions of the activation functions that the menu offers."""

REACH = 12
"""Largest pre-activation of a corner that the sliders of the neuron can make."""

FLOOR, CEILING = -0.6, 1.6
"""Ends of the plane of inputs; the curve of the bend is drawn above it."""

PANE = 2.1
"""Height at which the curve of the bend has the output 0. One unit above it is 1."""


def neuron_explorer() -> Explorable:
    """Draw a neuron of two inputs: its boundary in the plane, and above it the bend.

    Sliders set weights and bias, menus the activation and the logical function that
    the neuron should compute.
    """
    plane = Plane(FLOOR, PANE + 1.3, center=0.5)
    chart = alt.layer(
        _neuron_field(plane),
        _boundary(plane),
        *_weight_arrow(plane),
        *_corner_marks(plane),
        *_bend(plane),
        readout(_gate_readout(), _distance_readout()),
    )
    controls = [
        slider("w1", "Weight w₁", 1, -4, 4, 0.5),
        slider("w2", "Weight w₂", 1, -4, 4, 0.5),
        slider("b", "Bias b", -0.5, -4, 4, 0.5),
        menu("gate", "Labels", list(GATES)),
        menu("bend", "Activation", list(BENDS)),
    ]
    return show(
        chart,
        controls=controls,
        height=400,
        caption=_neuron_caption(),
        alt_text=_neuron_alt(),
    )


def _z(x: str, y: str) -> str:
    return f"(w1 * {x} + w2 * {y} + b)"


def _activation(z: str) -> str:
    return cases("bend", {name: bend.format(z=z) for name, bend in BENDS.items()})


def _axes(plane: Plane) -> dict[str, Any]:
    """Name the inputs beside the part of the plane that shows them."""
    axes = plane.axes()
    up = alt.Axis(values=[0, 1], titleAnchor="start", titlePadding=12, grid=False)
    return {**axes, "y": axes["y"].axis(up)}


def _neuron_field(plane: Plane) -> Any:
    """Color the inputs' plane by the side of the boundary, as strongly as a differs."""
    how_far = {
        "sigmoid": "0.9 * abs(datum.a - 0.5)",
        "step": "0.45",
        "ReLU": f"0.06 + 0.6 * datum.a / {REACH}",
    }
    color = alt.condition("datum.z > 0", alt.value(HIGH), alt.value(LOW))
    field = plane.field(
        rows=40,
        z=_z("datum.cx", "datum.cy"),
        a=_activation("datum.z"),
        strength=f"datum.cy > {CEILING} ? 0 : {cases('bend', how_far)}",
    ).encode(color=color, opacity=alt.Opacity("strength:Q", scale=None))
    return field.encode(**_axes(plane))


def _boundary(plane: Plane) -> Any:
    """Draw the line z = 0 in small steps, so that it can end below the bend's curve."""
    along = {
        "x": "(-b * w1 - datum.t * w2) / datum.n",
        "y": "(-b * w2 + datum.t * w1) / datum.n",
    }
    return (
        alt.Chart(alt.sequence(-60, 60.01, 0.05, as_="t"))
        .transform_calculate(n="w1 * w1 + w2 * w2")
        .transform_filter("datum.n > 0")
        .transform_calculate(**along)
        .transform_filter(f"datum.y >= {FLOOR} && datum.y <= {CEILING}")
        .mark_line(clip=True, strokeWidth=2, color="currentColor")
        .encode(**_axes(plane), order="t:Q")
    )


def _weight_arrow(plane: Plane) -> list[Any]:
    """Draw the direction of the weights, from the boundary's point next to the origin.

    It is left out where that point is outside of the plane.
    """
    base = (
        alt.Chart({"values": [{}]})
        .transform_calculate(n="w1 * w1 + w2 * w2")
        .transform_filter("datum.n > 0")
        .transform_calculate(x="-b * w1 / datum.n", y="-b * w2 / datum.n")
        .transform_calculate(
            x2="datum.x + 0.35 * w1 / sqrt(datum.n)",
            y2="datum.y + 0.35 * w2 / sqrt(datum.n)",
        )
        .transform_filter(f"max(datum.y, datum.y2) < {CEILING}")
    )
    rule = base.mark_rule(clip=True, strokeWidth=3, color="currentColor")
    name = base.transform_calculate(x="datum.x2", y="datum.y2").mark_text(
        clip=True, dx=8, dy=-6, fontSize=13, fontStyle="italic"
    )
    return [
        rule.encode(**_axes(plane), x2="x2:Q", y2="y2:Q"),
        name.encode(**_axes(plane), text=alt.value("w")),
    ]


def _corner_rows() -> Any:
    """Return the corners with the label that the menu gives them, z and a."""
    labels = {name: json.dumps(gate) for name, gate in GATES.items()}
    rows = [{"i": i, "x": x, "y": y} for i, (x, y) in enumerate(CORNERS)]
    return (
        alt.Chart({"values": rows})
        .transform_calculate(
            label=f"{cases('gate', labels)}[datum.i]", z=_z("datum.x", "datum.y")
        )
        .transform_calculate(a=_activation("datum.z"))
        .transform_calculate(shown="format(datum.a, '.2f')")
    )


def _corner_marks(plane: Plane) -> list[Any]:
    base = _corner_rows().encode(**_axes(plane))
    return [_dots(base, 170), base.mark_text(dy=-18).encode(text="shown:N")]


def _dots(base: Any, size: int) -> Any:
    """Tell the classes apart by color and by shape."""
    color = alt.condition("datum.label == 1", alt.value(HIGH), alt.value(LOW))
    scale = alt.Scale(domain=[0, 1], range=["circle", "square"])
    dots = base.mark_point(
        clip=True,
        size=size,
        filled=True,
        opacity=1,
        stroke="currentColor",
        strokeWidth=1.2 if size > 50 else 0.6,
    )
    return dots.encode(
        color=color, shape=alt.Shape("label:N", scale=scale, legend=None)
    )


def _bend(plane: Plane) -> list[Any]:
    """Draw the activation function above the plane, and where the corners stand."""
    axes = _axes(plane)
    half = f"({plane.right} - {plane.left}) / 2"
    tall = cases("bend", {"ReLU": f"datum.a / {REACH}"}, otherwise="datum.a")

    def placed(chart: Any) -> Any:
        return chart.transform_calculate(
            x=f"0.5 + datum.z / {REACH + 1} * {half}", y=f"{PANE} + {tall}"
        )

    curve = alt.Chart(alt.sequence(-REACH - 1, REACH + 1.01, 0.1, as_="z"))
    curve = placed(curve.transform_calculate(a=_activation("datum.z")))
    ticks = alt.Chart({"values": [{"z": z, "a": 0} for z in (-10, -5, 0, 5, 10)]})
    ticks = placed(ticks).transform_calculate(
        top="datum.y + 0.06", said="(datum.z == 0 ? 'z = ' : '') + datum.z"
    )
    ground = placed(alt.Chart({"values": [{"z": -REACH - 1, "a": 0}]}))
    ground = ground.transform_calculate(x2=f"datum.x + 2 * {half}")
    name = "'output a, from 0 to ' + " + cases("bend", {"ReLU": f"'{REACH}'"}, "'1'")
    words = ground.transform_calculate(y=f"{PANE + 1.15}", said=name)
    return [
        words.mark_text(align="left", dx=6).encode(**axes, text="said:N"),
        ground.mark_rule(color="currentColor", opacity=0.6).encode(**axes, x2="x2:Q"),
        ticks.mark_rule(color="currentColor", opacity=0.6).encode(**axes, y2="top:Q"),
        ticks.mark_text(dy=11, fontSize=12).encode(**axes, text="said:N"),
        curve.mark_line(color=PALETTE["green"], strokeWidth=2, clip=True).encode(
            **axes, order="z:Q"
        ),
        _dots(placed(_corner_rows()).encode(**axes), 90),
    ]


def _gate_readout() -> str:
    labels = {name: json.dumps(gate) for name, gate in GATES.items()}
    wanted = cases("gate", labels)
    right = " + ".join(
        f"(({_z(str(x), str(y))} > 0) == ({wanted}[{i}] == 1) ? 1 : 0)"
        for i, (x, y) in enumerate(CORNERS)
    )
    return f"gate + ': ' + ({right}) + ' of 4 right'"


def _distance_readout() -> str:
    length = "sqrt(w1 * w1 + w2 * w2)"
    return (
        f"{length} > 0 ? 'boundary ' + format(abs(b) / {length}, '.2f')"
        " + ' from the origin' : 'no boundary: both weights are 0'"
    )


def _neuron_caption() -> str:
    return (
        "Below, the plane of inputs with the boundary z = 0, its arrow w and the "
        "output at each corner; above, the bend, with the same four corners on it. "
        "Find weights and bias for AND (1 only if both are 1) and for OR, then try "
        "XOR: you get 3 corners at most. Double all three numbers: the boundary "
        "stays, and the corners move apart on the bend. Change the activation: the "
        "colors get other strengths, and the boundary stays."
    )


def _right(gate: str, w1: float, w2: float, b: float) -> int:
    fires = [w1 * x + w2 * y + b > 0 for x, y in CORNERS]
    return sum(f == bool(t) for f, t in zip(fires, GATES[gate], strict=True))


def _neuron_alt() -> str:
    return (
        "The plane of two inputs with the corners of the unit square and a line where "
        "the pre-activation is 0; blue is the side where it is positive. Above it the "
        "curve of the activation function, with the corners at their pre-activations. "
        "Sliders set two weights and a bias, menus the labels and the activation. At "
        f"the start, with both weights 1 and bias -0.5, {_right('AND', 1, 1, -0.5)} of "
        f"4 corners are right for AND, {_right('OR', 1, 1, -0.5)} for OR and "
        f"{_right('XOR', 1, 1, -0.5)} for XOR. With bias -1.5 it is "
        f"{_right('AND', 1, 1, -1.5)} for AND, {_right('OR', 1, 1, -1.5)} for OR and "
        f"{_right('XOR', 1, 1, -1.5)} for XOR."
    )


def spiral_networks() -> dict[int, Params]:
    """Read the networks that were trained on the spiral, by their number of units."""
    found = json.loads(SPIRAL_NETWORKS.read_text(encoding="utf-8"))
    networks: dict[int, Params] = {}
    for width, (*units, offset) in found.items():
        rows = np.array(units)
        hidden = rows[:, :2].T, rows[:, 2]
        networks[int(width)] = [hidden, (rows[:, 3:], np.array(offset))]
    return networks


def spiral_explorer() -> Explorable:
    """Draw the spiral of chapter 1 and the networks of 1 to 32 units that fold it."""
    train, new = spiral(SPIRAL_POINTS, seed=0), spiral(1000, seed=1)
    return fold_explorer(spiral_networks(), train, new)


def fold_explorer(
    networks: Mapping[int, Params],
    train: tuple[ArrayLike, ArrayLike],
    new: tuple[ArrayLike, ArrayLike],
) -> Explorable:
    """Draw a slider for the width of one hidden layer, and the boundary it folds.

    Parameters
    ----------
    networks : mapping of int to Params
        By number of hidden units, which are powers of two from 1 on: two inputs, hidden
        ReLU units, one output that is positive for class 1.
    train : pair of array_like
        Points (n, 2) and labels (n,) that the networks were trained on; they are drawn.
    new : pair of array_like
        Points and labels that only the readout speaks of.

    Raises
    ------
    ValueError
        If a power of two is missing.
    """
    widths = [2**k for k in range(len(networks))]
    if sorted(networks) != widths or len(widths) < 2:
        raise ValueError(f"expected widths 1, 2, 4 and so on, got {sorted(networks)}")
    shares = [
        [_share_right(networks[h], *data) for data in (train, new)] for h in widths
    ]
    said = [[f"{share:.1%}" for share in pair] for pair in shares]
    plane = Plane(-2.25, 2.25)
    color = alt.condition("datum.out > 0", alt.value(HIGH), alt.value(LOW))
    field = plane.field(out=_network_output(widths[-1])).encode(
        color=color, opacity=alt.value(0.3)
    )
    chart = alt.layer(
        field,
        _kinks(plane, widths[-1]),
        _points(plane, *train),
        readout(
            "'hidden units ' + format(h, '.0f') + ', each a dashed line'",
            "'right: training ' + said[k][0] + ', new points ' + said[k][1]",
        ),
    ).add_params(
        alt.param(name="nets", value=[_rows(networks[h], widths[-1]) for h in widths]),
        alt.param(name="said", value=said),
        alt.param(name="k", expr="round(log(h) / log(2))"),
        alt.param(name="net", expr="nets[k]"),
    )
    width = slider(
        "h", "Hidden units", 1, 1, widths[-1], log10(2), log=True, number_format=".0f"
    )
    return show(
        chart,
        controls=[width],
        height=270,
        caption=_fold_caption(shares),
        alt_text=_fold_alt(widths, said),
    )


def _share_right(params: Params, X: ArrayLike, y: ArrayLike) -> float:
    return float(((feed_forward(params, X)[:, 0] > 0) == (np.asarray(y) == 1)).mean())


def _rows(params: Params, widest: int) -> list[list[float]]:
    """Return a row (w1, w2, bias, output weight) for each unit, then the output bias.

    Units that the widest network has and this one has not are rows of zeros.
    """
    (W, b), (v, offset) = params
    rows = np.zeros((widest + 1, 4))
    rows[: W.shape[1]] = np.column_stack([W.T, b, v])
    rows[-1, 0] = offset[0]
    return [[round(float(value), 4) for value in row] for row in rows]


def _network_output(widest: int) -> str:
    units = [
        f"net[{j}][3] * max(0, net[{j}][0] * datum.cx + net[{j}][1] * datum.cy"
        f" + net[{j}][2])"
        for j in range(widest)
    ]
    return " + ".join([f"net[{widest}][0]", *units])


def _kinks(plane: Plane, widest: int) -> Any:
    """Draw where each unit leaves 0; a unit that is not there has no line."""
    ends = [{"unit": j, "t": t} for j in range(widest) for t in (-50, 50)]
    return (
        alt.Chart({"values": ends})
        .transform_calculate(
            w1="net[datum.unit][0]", w2="net[datum.unit][1]", c="net[datum.unit][2]"
        )
        .transform_calculate(n="datum.w1 * datum.w1 + datum.w2 * datum.w2")
        .transform_filter("datum.n > 0")
        .transform_calculate(
            x="(-datum.c * datum.w1 - datum.t * datum.w2) / datum.n",
            y="(-datum.c * datum.w2 + datum.t * datum.w1) / datum.n",
        )
        .mark_line(clip=True, strokeDash=[6, 4], opacity=0.55, color="currentColor")
        .encode(**plane.axes(), detail="unit:N")
    )


def _points(plane: Plane, X: ArrayLike, y: ArrayLike) -> Any:
    rows = [
        {"x": round(float(p[0]), 3), "y": round(float(p[1]), 3), "label": int(label)}
        for p, label in zip(np.asarray(X), np.asarray(y), strict=True)
    ]
    return _dots(alt.Chart({"values": rows}).encode(**plane.axes()), 32)


def _fold_caption(shares: list[list[float]]) -> str:
    (first, _), (last, last_new) = shares[0], shares[-1]
    return (
        "Each dashed line is where a hidden unit leaves 0, and the boundary "
        "between the colors can bend only there. Double the units and watch how far "
        f"the boundary follows the spiral. One unit gets {first:.1%} of "
        f"the training points right; {2 ** (len(shares) - 1)} get {last:.1%}, and "
        f"{last_new:.1%} of the new points. Outside of the spiral the colors mean "
        "nothing."
    )


def _fold_alt(widths: list[int], said: list[list[str]]) -> str:
    listed = "; ".join(
        f"{h}: {train} and {new}" for h, (train, new) in zip(widths, said, strict=True)
    )
    return (
        "Two arms of points that wind around each other, and the plane colored by the "
        "arm that a network with one hidden layer predicts. A slider sets the number "
        "of hidden units; a dashed line for each shows its kink. Share of training "
        f"and of new points on the right side, by number of units: {listed}."
    )
