"""Explorables of the chapter on the neuron.

All compute in the browser, from Vega expressions: a grid of squares is coloured by
what the neuron or network outputs there, and lines show where pre-activations are 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import ArrayLike

from neuronbook.networks.neurons import Layer, feed_forward
from neuronbook.pages.explorables import Explorable, show, slider
from neuronbook.pages.figures import PALETTE

__all__ = ["GATES", "neuron_explorer", "width_explorer", "xor_explorer"]

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
GATES: dict[str, tuple[int, int, int, int]] = {
    "OR": (0, 1, 1, 1),
    "AND": (0, 0, 0, 1),
    "XOR": (0, 1, 1, 0),
}
"""Logical functions of two bits: their values at 00, 01, 10 and 11."""

HIGH, LOW = PALETTE["blue"], PALETTE["vermillion"]
CELLS = 40
Span = tuple[float, float]


def _axes(x: Span, y: Span) -> dict[str, Any]:
    """Encode x and y on fixed spans: nothing may jump when a slider moves."""
    axis = alt.Axis(tickCount=5, grid=False)
    return {
        "x": alt.X("x:Q", title="x₁", axis=axis).scale(domain=x, nice=False),
        "y": alt.Y("y:Q", title="x₂", axis=axis).scale(domain=y, nice=False),
    }


def _field(x: Span, y: Span, output: str, strength: str) -> Any:
    """Colour a grid by `output` > 0, the more opaque the larger `strength`."""
    dx, dy = (x[1] - x[0]) / CELLS, (y[1] - y[0]) / CELLS
    colour = alt.condition("datum.out > 0", alt.value(HIGH), alt.value(LOW))
    opacity = alt.Opacity("strength:Q", scale=None)
    return (
        alt.Chart(alt.sequence(0, CELLS * CELLS, as_="i"))
        .transform_calculate(
            x=f"{x[0]} + {dx} * (datum.i % {CELLS})",
            y=f"{y[0]} + {dy} * floor(datum.i / {CELLS})",
        )
        .transform_calculate(x2=f"datum.x + {dx}", y2=f"datum.y + {dy}")
        .transform_calculate(cx=f"datum.x + {dx / 2}", cy=f"datum.y + {dy / 2}")
        .transform_calculate(out=output)
        .transform_calculate(strength=strength)
        .mark_rect(clip=True, strokeWidth=0)
        .encode(**_axes(x, y), x2="x2", y2="y2", color=colour, opacity=opacity)
    )


def _lines(rows: list[dict[str, Any]], w1: str, w2: str, b: str) -> Any:
    """Draw the line w1 x + w2 y + b = 0 of each row, which is named by its `unit`.

    It passes through the point of the line nearest to the origin, at a right angle to
    (w1, w2).
    """
    ends = [{**row, "t": t} for row in rows for t in (-50, 50)]
    return (
        alt.Chart({"values": ends})
        .transform_calculate(w1=w1, w2=w2, b=b)
        .transform_calculate(n="datum.w1 * datum.w1 + datum.w2 * datum.w2")
        .transform_filter("datum.n > 0")
        .transform_calculate(
            x="(-datum.b * datum.w1 - datum.t * datum.w2) / datum.n",
            y="(-datum.b * datum.w2 + datum.t * datum.w1) / datum.n",
        )
        .mark_line(clip=True, strokeWidth=2, color="currentColor")
        .encode(detail="unit:N")
    )


def _readout(said: str) -> Any:
    """Print a text, computed from the sliders, above the chart."""
    return (
        alt.Chart({"values": [{}]})
        .transform_calculate(said=said)
        .mark_text(align="left", baseline="bottom", fontSize=13)
        .encode(x=alt.value(0), y=alt.value(-8), text="said:N")
    )


def _finish(*layers: Any, params: Sequence[alt.Parameter], square: bool = True) -> Any:
    """Put layers together; a square shows right angles as they are."""
    chart = alt.layer(*layers).add_params(*params)
    return chart.properties(width=270 if square else "container", height=270)


def neuron_explorer() -> Explorable:
    """Draw sliders for a sigmoid neuron of two inputs, its output and its boundary.

    A menu picks the logical function that it should compute.
    """
    z = "w1 * {x} + w2 * {y} + b"
    span = (-0.5, 1.5)
    here = z.format(x="datum.cx", y="datum.cy")
    params = [
        slider("w1", "Weight w₁ ", 1.0, -6, 6, 0.5),
        slider("w2", "Weight w₂ ", 1.0, -6, 6, 0.5),
        slider("b", "Bias b ", -0.5, -6, 6, 0.5),
        alt.param(
            name="gate",
            value="AND",
            bind=alt.binding_select(options=list(GATES), name="Labels "),
        ),
    ]
    chart = _finish(
        _field(span, span, here, "0.9 * abs(1 / (1 + exp(-datum.out)) - 0.5)"),
        _lines([{"unit": 0}], "w1", "w2", "b").encode(**_axes(span, span)),
        *_weight_vector(span),
        *_corner_marks(z, span),
        _readout(_gate_readout(z)),
        params=params,
    )
    return show(chart, caption=_neuron_caption(), alt_text=_neuron_alt())


def _weight_vector(span: Span) -> list[Any]:
    """Draw the direction of the weights, from the line's point next to the origin."""
    base = (
        alt.Chart({"values": [{}]})
        .transform_calculate(n="w1 * w1 + w2 * w2")
        .transform_filter("datum.n > 0")
        .transform_calculate(x="-b * w1 / datum.n", y="-b * w2 / datum.n")
        .transform_calculate(
            x2="datum.x + 0.35 * w1 / sqrt(datum.n)",
            y2="datum.y + 0.35 * w2 / sqrt(datum.n)",
        )
    )
    rule = base.mark_rule(clip=True, strokeWidth=2.5, color="currentColor")
    name = base.transform_calculate(x="datum.x2", y="datum.y2").mark_text(
        clip=True, dx=7, dy=-7, fontSize=13, fontStyle="italic"
    )
    return [
        rule.encode(**_axes(span, span), x2="x2:Q", y2="y2:Q"),
        name.encode(**_axes(span, span), text=alt.value("w")),
    ]


def _corner_marks(z: str, span: Span) -> list[Any]:
    labels = "{" + ", ".join(f"{k}: {list(v)}" for k, v in GATES.items()) + "}"
    rows = [{"i": i, "x": x, "y": y} for i, (x, y) in enumerate(CORNERS)]
    a = f"1 / (1 + exp(-({z.format(x='datum.x', y='datum.y')})))"
    base = (
        alt.Chart({"values": rows})
        .transform_calculate(
            label=f"({labels})[gate][datum.i]", shown=f"format({a}, '.2f')"
        )
        .encode(**_axes(span, span))
    )
    return _marks(base)


def _marks(base: Any) -> list[Any]:
    """Draw a corner in the colour and shape of its `label`, and what is `shown`."""
    colour = alt.condition("datum.label == 1", alt.value(HIGH), alt.value(LOW))
    dots = base.mark_point(
        size=170, filled=True, opacity=1, stroke="currentColor", strokeWidth=1.5
    ).encode(color=colour, shape=_shape("label"))
    return [dots, base.mark_text(dy=-18, fontSize=13).encode(text="shown:N")]


def _shape(field: str) -> alt.Shape:
    """Tell the classes apart without colour, too."""
    scale = alt.Scale(domain=[0, 1], range=["circle", "square"])
    return alt.Shape(f"{field}:N", scale=scale, legend=None)


def _gate_readout(z: str) -> str:
    at = [f"({z.format(x=x, y=y)} > 0 ? 1 : 0)" for x, y in CORNERS]
    labels = "{" + ", ".join(f"{k}: {list(v)}" for k, v in GATES.items()) + "}"
    right = " + ".join(
        f"({value} == ({labels})[gate][{i}] ? 1 : 0)" for i, value in enumerate(at)
    )
    return f"gate + ': ' + ({right}) + ' of 4 right'"


def _neuron_caption() -> str:
    return (
        "One neuron: its output at the four corners and on the plane between. Find "
        "weights and bias for OR and for AND. For XOR the line never gets more than 3 "
        "corners right. Doubling all three numbers leaves the line where it is and "
        "makes the sigmoid steeper. The short line w points along the weights; an "
        "output of one half counts as 0."
    )


def _right(gate: str, w1: float, w2: float, b: float) -> int:
    fires = [w1 * x + w2 * y + b > 0 for x, y in CORNERS]
    return sum(f == bool(t) for f, t in zip(fires, GATES[gate], strict=True))


def _neuron_alt() -> str:
    return (
        "The plane of two inputs with the corners of the unit square. Sliders set two "
        "weights and a bias; a menu sets the labels. A line shows where the "
        "pre-activation is 0; blue is the side where the output exceeds one half. At "
        f"the start, with both weights 1 and bias -0.5, {_right('AND', 1, 1, -0.5)} of "
        f"4 corners are right for AND, {_right('OR', 1, 1, -0.5)} for OR and "
        f"{_right('XOR', 1, 1, -0.5)} for XOR. With bias -1.5 it is "
        f"{_right('AND', 1, 1, -1.5)} for AND, {_right('OR', 1, 1, -1.5)} for OR and "
        f"{_right('XOR', 1, 1, -1.5)} for XOR."
    )


def xor_explorer() -> Explorable:
    """Draw sliders for the second of two hidden ReLU units that compute XOR."""
    span = (-0.5, 1.5)
    s, out = "({x} + {y})", "max(0, {s}) + v * max(0, {s} - t)"
    value = out.format(s=s)
    here = value.format(x="datum.cx", y="datum.cy") + " - 0.5"
    params = [
        slider("v", "Output weight v ", 0.0, -4, 2, 0.5),
        slider("t", "Kink t ", 1.0, 0, 2, 0.25),
    ]
    kinks = [{"unit": k, "at": at} for k, at in enumerate(["0", "t"])]
    chart = _finish(
        _field(span, span, here, "0.1 + 0.5 * min(1, abs(datum.out))"),
        _lines(kinks, "1", "1", "datum.at == 't' ? -t : 0")
        .mark_line(clip=True, strokeDash=[6, 4], color="currentColor")
        .encode(**_axes(span, span)),
        *_xor_marks(value, span),
        _readout(_xor_readout(value)),
        params=params,
    )
    return show(chart, caption=_xor_caption(), alt_text=_xor_alt())


def _xor_marks(value: str, span: Span) -> list[Any]:
    rows = [
        {"x": x, "y": y, "label": label}
        for (x, y), label in zip(CORNERS, GATES["XOR"], strict=True)
    ]
    at = value.format(x="datum.x", y="datum.y")
    base = (
        alt.Chart({"values": rows})
        .transform_calculate(shown=f"format({at}, '.2f')")
        .encode(**_axes(span, span))
    )
    return _marks(base)


def _xor_readout(value: str) -> str:
    outputs = [value.format(x=x, y=y) for x, y in CORNERS]
    right = " + ".join(
        f"(({out} > 0.5) == {'true' if label else 'false'} ? 1 : 0)"
        for out, label in zip(outputs, GATES["XOR"], strict=True)
    )
    shown = " + ', ' + ".join(f"format({out}, '.2f')" for out in outputs)
    return f"'outputs ' + {shown} + ': ' + ({right}) + ' of 4 right'"


def _xor_caption() -> str:
    return (
        "relu(s) + v·relu(s - t) with s = x₁ + x₂, and a dashed line where each unit "
        "starts to fire; above 0.5 counts as 1. At v = 0 the second unit has no say, "
        "and there is one boundary. As v falls below -1, the output bends down again "
        "behind its line and a second boundary appears: a strip. At t = 1, v = -2 the "
        "outputs are XOR, exactly."
    )


def _xor_outputs(v: float, t: float) -> str:
    sums = np.array([x + y for x, y in CORNERS])
    out = np.maximum(sums, 0) + v * np.maximum(sums - t, 0)
    return ", ".join(f"{value:g}" for value in out)


def _xor_alt() -> str:
    return (
        "The plane of two inputs with the corners of the unit square; blue is where "
        "the output exceeds one half, dashed lines are the kinks of two hidden units. "
        "Sliders set the second unit's output weight v and its kink t. Outputs at 00, "
        f"01, 10, 11: for v = 0, t = 1 {_xor_outputs(0, 1)}; for v = -1, t = 1 "
        f"{_xor_outputs(-1, 1)}; for v = -2, t = 1 {_xor_outputs(-2, 1)}."
    )


def width_explorer(
    networks: Mapping[int, Sequence[Layer]], X: ArrayLike, y: ArrayLike
) -> Explorable:
    """Draw a slider for the width of one hidden layer, and the boundary it bends.

    Parameters
    ----------
    networks
        Trained layers by number of hidden units, 1 to the largest without a gap: two
        inputs, hidden ReLU units, one output that is positive for class 1.
    X, y
        The points (n, 2) and labels (n,) to show.

    Raises
    ------
    ValueError
        If a width is missing.
    """
    X, y = np.asarray(X, float), np.asarray(y)
    widest = len(networks)
    if sorted(networks) != list(range(1, widest + 1)):
        raise ValueError(f"expected widths from 1 to {widest}, got {sorted(networks)}")
    spans = _padded(X[:, 0]), _padded(X[:, 1])
    right = [_share_right(networks[h + 1], X, y) for h in range(widest)]
    table = [_padded_units(networks[h + 1], widest) for h in range(widest)]
    params = [
        slider("h", "Hidden units h ", 1, 1, widest, 1),
        alt.param(name="nets", value=table),
        alt.param(name="shares", value=[f"{share:.0%}" for share in right]),
    ]
    chart = _finish(
        _field(*spans, _width_output(networks), "0.1 + 0.25 * min(1, abs(datum.out))"),
        _points(X, y).encode(**_axes(*spans)),
        _unit_lines(widest).encode(**_axes(*spans)),
        _readout("'hidden units ' + h + ': ' + shares[h - 1] + ' of the points right'"),
        params=params,
        square=False,
    )
    return show(chart, caption=_width_caption(right), alt_text=_width_alt(right))


def _padded(column: Any) -> Span:
    return float(np.floor(column.min() * 2) / 2), float(np.ceil(column.max() * 2) / 2)


def _share_right(layers: Sequence[Layer], X: Any, y: Any) -> float:
    out = feed_forward(list(layers), X)[:, 0]
    return float(((out > 0) == (y == 1)).mean())


def _padded_units(layers: Sequence[Layer], widest: int) -> list[list[float]]:
    """Return w1, w2, bias and output weight of each hidden unit, zeros for the rest."""
    (W, b), (v, _) = layers
    rows = np.zeros((widest, 4))
    rows[: W.shape[1]] = np.column_stack([W.T, b, v])
    return [[round(float(value), 4) for value in row] for row in rows]


def _width_output(networks: Mapping[int, Sequence[Layer]]) -> str:
    offsets = [round(float(networks[h][1][1][0]), 4) for h in sorted(networks)]
    unit = "nets[h - 1][{k}][{j}]"
    terms = [
        f"{unit.format(k=k, j=3)} * max(0, {unit.format(k=k, j=0)} * datum.cx"
        f" + {unit.format(k=k, j=1)} * datum.cy + {unit.format(k=k, j=2)})"
        for k in range(len(networks))
    ]
    return " + ".join([f"{offsets}[h - 1]", *terms])


def _points(X: Any, y: Any) -> Any:
    rows = [
        {"x": round(float(p[0]), 3), "y": round(float(p[1]), 3), "label": int(label)}
        for p, label in zip(X, y, strict=True)
    ]
    colour = alt.condition("datum.label == 1", alt.value(HIGH), alt.value(LOW))
    mark = alt.Chart({"values": rows}).mark_point(filled=True, size=36, opacity=0.9)
    return mark.encode(color=colour, shape=_shape("label"))


def _unit_lines(widest: int) -> Any:
    weight = [f"nets[h - 1][datum.unit][{j}]" for j in range(3)]
    lines = _lines([{"unit": k} for k in range(widest)], *weight)
    return lines.mark_line(
        clip=True, strokeDash=[6, 4], opacity=0.8, color="currentColor"
    )


def _width_caption(right: list[float]) -> str:
    return (
        "Each dashed line is where a hidden unit starts to fire; the boundary between "
        "the colours can bend only there. One unit gets "
        f"{right[0]:.0%} of the points right, on which it was trained, {len(right)} "
        f"get {right[-1]:.0%}."
    )


def _width_alt(right: list[float]) -> str:
    shares = ", ".join(f"{h}: {share:.0%}" for h, share in enumerate(right, 1))
    return (
        "Two interleaved half moons of points, and the plane coloured by the class "
        "that a trained network with one hidden layer predicts. A slider sets the "
        "number of hidden units; a dashed line for each shows its kink. Share of "
        f"points on the right side by number of units: {shares}."
    )
