"""Explorables of the chapter on backpropagation. Both compute in the browser."""

from __future__ import annotations

from typing import Any

import altair as alt

from neuronbook.networks.gradients import gradient_descent
from neuronbook.networks.tape import tape_gradients, tape_values
from neuronbook.pages.explorables import (
    Explorable,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)
from neuronbook.pages.figures import PALETTE

__all__ = ["NEURON_START", "NEURON_TAPE", "descent_explorer", "graph_explorer"]

MINIMUM, FLOOR, START, STEPS = 2.0, 0.5, -3.0, 20

NEURON_TAPE = [
    ("mul", 1, 0),
    ("add", 4, 2),
    ("tanh", 5),
    ("sub", 6, 3),
    ("mul", 7, 7),
]
"""One neuron and its loss, (tanh(w x + b) - y)², with the inputs x, w, b and y."""

NEURON_START: dict[str, float] = {"x": 1.5, "w": 0.8, "b": -0.5, "y": -0.4}
"""Where the sliders begin, and the numbers that the chapter follows."""

_NODES: list[tuple[str, float, float]] = [
    ("x", 0, 3),
    ("w", 0, 2),
    ("b", 0, 1),
    ("y", 0, 0),
    ("w·x", 1, 2.5),
    ("z", 2, 1.75),
    ("a", 3, 1.75),
    ("a − y", 4, 0.875),
    ("L", 5, 0.875),
]
_EDGES = [(0, 4), (1, 4), (4, 5), (2, 5), (5, 6), (6, 7), (3, 7), (7, 8)]


def descent_explorer() -> Explorable:
    """Draw gradient descent on a parabola, with sliders for rate and curvature."""
    return show(
        alt.layer(_parabola(), _iterates(), _descent_readout()),
        controls=[
            slider("lr", "Learning rate", 0.15, 0, 1.2, 0.01),
            slider("curvature", "Curvature", 2, 0.5, 4, 0.1),
            slider("k", "Steps", STEPS, 0, STEPS, 1, play=True),
        ],
        height=240,
        caption="Below 1 / curvature every step ends on the same side of the minimum; "
        "between that and 2 / curvature the weight jumps across and still arrives; "
        "above, each jump is longer than the last, and soon out of the frame.",
        alt_text=_descent_alt(),
    )


def _loss(w: str) -> str:
    return f"{FLOOR} + curvature / 2 * pow({w} - {MINIMUM}, 2)"


def _after(steps: str) -> str:
    """Write the weight after some steps: each multiplies the distance by a factor."""
    return f"{MINIMUM} + ({START} - {MINIMUM}) * pow(1 - lr * curvature, {steps})"


def _axes() -> dict[str, Any]:
    return {
        "x": x_axis("w", "weight w", (-8, 12)),
        "y": y_axis("loss", "loss", (0, 60), tickCount=4),
    }


def _parabola() -> Any:
    return (
        alt.Chart(alt.sequence(-8, 12.1, 0.2, as_="w"))
        .transform_calculate(loss=_loss("datum.w"))
        .mark_line(clip=True, color=PALETTE["grey"], strokeWidth=2)
        .encode(**_axes())
    )


def _iterates() -> Any:
    return (
        alt.Chart(alt.sequence(0, STEPS + 1, 1, as_="step"))
        .transform_filter("datum.step <= k")
        .transform_calculate(w=_after("datum.step"))
        .transform_calculate(loss=_loss("datum.w"))
        .mark_line(
            clip=True,
            color=PALETTE["vermillion"],
            point=alt.OverlayMarkDef(color=PALETTE["vermillion"], size=40),
        )
        .encode(**_axes(), order="step:Q")
    )


def _descent_readout() -> Any:
    factor = "(1 - lr * curvature)"
    verdicts = {  # by the first condition that holds, up to rounding
        "lr == 0": "stands still",
        f"abs({factor}) > 1.0000001": "diverges",
        f"abs({factor}) > 0.9999999": "cycles for ever",
        f"{factor} < -0.0000001": "jumps across, arrives",
        f"{factor} < 0.0000001": "arrives in one step",
        "true": "creeps down one side",
    }
    said = " : ".join(f"{when} ? '{words}'" for when, words in verdicts.items())
    return readout(
        f"'1 − rate · curvature = ' + format({factor}, '.2f')",
        f"{said} : ''",
        f"'w after step ' + k + ': ' + format({_after('k')}, '.4~g')",
    )


def _descent_alt() -> str:
    ends = []
    for lr in (0.1, 0.5, 0.9, 1.0, 1.1):
        path = gradient_descent(lambda w: 2 * (w - MINIMUM), START, lr, STEPS)
        ends.append(f"{path[-1]:.4g} at rate {lr}")
    return (
        f"A parabola with its minimum at {MINIMUM:g}, and {STEPS} steps of gradient "
        f"descent on it from {START:g}. Sliders set the learning rate and the "
        "curvature; text gives the factor by which the distance shrinks in each step "
        f"and the last weight. With curvature 2 it is {', '.join(ends)}."
    )


def graph_explorer() -> Explorable:
    """Draw the graph of one neuron and its loss, with all values and gradients."""
    ranges = {"x": (-3, 3), "w": (-2, 2), "b": (-2, 2), "y": (-1, 1)}
    nodes = _graph_nodes()
    drawn = alt.layer(
        _graph_edges(),
        nodes.mark_circle(size=1000, color=PALETTE["grey"], opacity=0.25),
        nodes.mark_text(fontSize=13, fontStyle="italic").encode(text="name:N"),
        nodes.mark_text(dy=27, fontSize=12).encode(text="shown_value:N"),
        nodes.mark_text(dy=-26, fontSize=12, fontWeight="bold").encode(
            text="shown_grad:N", color=alt.value(PALETTE["vermillion"])
        ),
    )
    return show(
        drawn,
        controls=[
            slider(f"p_{name}", name, NEURON_START[name], *span, 0.1)
            for name, span in ranges.items()
        ],
        height=300,
        caption="Below each node its value, computed from left to right; above it, "
        "in bold, the derivative of L by it, computed from right to left. Each is the "
        "derivative of L by the next node, times the slope of that node by this one.",
        alt_text=_graph_alt(),
    )


def _choose(values: list[str]) -> str:
    """Write a Vega expression that picks the entry number ``datum.index``."""
    return f"[{', '.join(values)}][datum.index]"


def _graph_nodes() -> Any:
    rows = [
        {"index": i, "name": name, "column": column, "row": row}
        for i, (name, column, row) in enumerate(_NODES)
    ]
    # 1 - 2 / (e^2z + 1) is tanh z: the expression language has no tanh.
    steps = {
        "u": "p_w * p_x",
        "z": "datum.u + p_b",
        "a": "1 - 2 / (exp(2 * datum.z) + 1)",
        "r": "datum.a - p_y",
        "gr": "2 * datum.r",
        "gz": "datum.gr * (1 - datum.a * datum.a)",
    }
    values = ["p_x", "p_w", "p_b", "p_y"]
    values += [f"datum.{n}" for n in ("u", "z", "a", "r")] + ["datum.r * datum.r"]
    grads = ["datum.gz * p_w", "datum.gz * p_x", "datum.gz", "-datum.gr"]
    grads += [f"datum.{n}" for n in ("gz", "gz", "gr", "gr")] + ["1"]
    chart: Any = alt.Chart({"values": rows})
    for name, expression in steps.items():
        chart = chart.transform_calculate(**{name: expression})
    return (
        chart.transform_calculate(value=_choose(values), grad=_choose(grads))
        .transform_calculate(
            shown_value="format(datum.value, '.3f')",
            shown_grad="abs(datum.grad) < 0.0005 ? '0.000' : "
            "format(datum.grad, '+.3f')",
        )
        .encode(x=_place("column", 5), y=_place("row", 3))
    )


def _graph_edges() -> Any:
    """Draw the middle of each edge: its ends would cross the names of the nodes."""
    rows = []
    for i, j in _EDGES:
        (_, column, row), (_, to_column, to_row) = _NODES[i], _NODES[j]
        across = 0.3
        up = across * (to_row - row) / (to_column - column)
        start = {"column": column + across, "row": row + up}
        rows.append(start | {"to_column": to_column - across, "to_row": to_row - up})
    return (
        alt.Chart({"values": rows})
        .mark_rule(color=PALETTE["grey"], opacity=0.6)
        .encode(
            x=_place("column", 5),
            y=_place("row", 3),
            x2="to_column:Q",
            y2="to_row:Q",
        )
    )


def _place(field: str, last: float) -> Any:
    channel = alt.X if field == "column" else alt.Y
    ends = [-0.4, last + 0.4]
    return channel(f"{field}:Q", axis=None).scale(domain=ends, nice=False, zero=False)


def _graph_alt() -> str:
    said = []
    for change in ({}, {"b": 2.0}):
        inputs = NEURON_START | change
        loss = tape_values(NEURON_TAPE, list(inputs.values()))[-1]
        grads = tape_gradients(NEURON_TAPE, list(inputs.values()))
        at = ", ".join(f"{name} = {v:g}" for name, v in inputs.items())
        by = ", ".join(f"{n} {g:+.3f}" for n, g in zip(inputs, grads, strict=True))
        said.append(f"At {at} the loss is {loss:.3f} and its derivatives are {by}.")
    return (
        "A graph from the inputs x, w, b and y through w·x, z = w·x + b, a = tanh z "
        "and a − y to the loss L = (a − y)². Sliders set the inputs; each node shows "
        f"its value and the derivative of L by it. {' '.join(said)}"
    )
