"""Explorables of the chapter on backpropagation. Both compute in the browser.

`graph_explorer` goes through small graphs one node at a time, forward and backward;
`difference_explorer` shows how far a difference quotient is from the derivative.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import numpy as np

from neuronbook.networks.gradients import gradient_check
from neuronbook.networks.tape import Tape, tape_gradients, tape_values
from neuronbook.pages.explorables import (
    Explorable,
    cases,
    menu,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)
from neuronbook.pages.figures import PALETTE

__all__ = [
    "GRAPHS",
    "NEURON_START",
    "NEURON_TAPE",
    "Graph",
    "difference_explorer",
    "graph_explorer",
]


class Graph(NamedTuple):
    """A computation that the explorable draws.

    Attributes
    ----------
    title : str
        What the menu calls it.
    inputs : dict
        Its inputs: a number, or None for one that a slider sets.
    tape : sequence of tuple
        What is computed from them, see `neuronbook.networks.tape`.
    steps : tuple of str
        The instructions as a reader would write them: ``"z = u + b"``.
    places : tuple of (float, float)
        Column and row of each input and of each instruction's result.
    """

    title: str
    inputs: dict[str, float | None]
    tape: Tape
    steps: tuple[str, ...]
    places: tuple[tuple[float, float], ...]

    @property
    def names(self) -> list[str]:
        """The nodes' names, inputs first."""
        return [*self.inputs, *(step.split(" = ")[0] for step in self.steps)]


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

_TAIL = ("a = tanh z", "r = a − y", "L = r · r")
_DOWN = ((0.5, 1), (1, 2), (1, 3), (1.5, 4), (1.5, 5))

GRAPHS: dict[str, Graph] = {
    "neuron": Graph(
        "one neuron: w · x",
        {"x": NEURON_START["x"], "w": None, "b": None, "y": NEURON_START["y"]},
        NEURON_TAPE,
        ("u = w · x", "z = u + b", *_TAIL),
        ((1, 0), (0, 0), (1.5, 1), (2, 3), *_DOWN),
    ),
    "square": Graph(
        "used twice: w · w",
        {"w": None, "b": None, "y": NEURON_START["y"]},
        [("mul", 0, 0), ("add", 3, 1), ("tanh", 4), ("sub", 5, 2), ("mul", 6, 6)],
        ("u = w · w", "z = u + b", *_TAIL),
        ((0.5, 0), (1.5, 1), (2, 3), *_DOWN),
    ),
    "gates": Graph(
        "three gates: max(w · b, w + b)",
        {"w": None, "b": None, "y": NEURON_START["y"]},
        [("mul", 0, 1), ("add", 0, 1), ("max", 3, 4), ("sub", 5, 2), ("mul", 6, 6)],
        ("u = w · b", "s = w + b", "m = max(u, s)", "r = m − y", "L = r · r"),
        (
            *((0, 0), (1.6, 0), (2, 3)),
            *((0, 1.2), (1.6, 1.2), (0.8, 2.2), (1.4, 3.4), (1.4, 5)),
        ),
    ),
}
"""Three graphs of five instructions each, so that one slider of steps fits them all."""

LAST_STEP = 11
"""Five instructions forward, the loss by itself, five instructions backward."""

COLUMNS, ROWS = (-0.5, 2.75), (-0.35, 5.45)
RADIUS = 17
"""Of a node, in pixels."""


def graph_explorer() -> Explorable:
    """Go through a graph node by node, forward and backward.

    A menu chooses the graph, sliders set w and b and the step. At each step one node
    is computed, or passes its gradient on, and a readout writes out what happens.
    """
    nodes = _nodes()
    beside: dict[str, Any] = {"align": "left", "dx": RADIUS + 4, "fontSize": 12}
    drawn = alt.layer(
        _edges(),
        _heads(),
        nodes.mark_circle(size=4 * RADIUS**2, color=PALETTE["grey"], opacity=0.25),
        nodes.transform_filter("datum.at === step || datum.back === step")
        .transform_calculate(now=f"datum.back === step ? {_RED} : {_BLUE}")
        .mark_point(size=4 * RADIUS**2, strokeWidth=2.5)
        .encode(stroke=alt.Stroke("now:N", scale=None)),
        nodes.mark_text(fontSize=13, fontStyle="italic").encode(text="name:N"),
        nodes.transform_filter("step >= datum.at")
        .mark_text(dy=-7, **beside)
        .encode(text="shown_value:N"),
        nodes.transform_filter("step >= datum.blamed")
        .mark_text(dy=9, fontWeight="bold", **beside)
        .encode(text="shown_grad:N", color=alt.value(PALETTE["vermillion"])),
        *_slopes(),
        readout(*_explanations()),
    ).add_params(*_parameters())
    return show(
        drawn,
        controls=[
            menu(
                "graph",
                "Graph",
                list(GRAPHS),
                labels=[graph.title for graph in GRAPHS.values()],
            ),
            slider("step", "Step", LAST_STEP, 0, LAST_STEP, 1, step_button=True),
            slider("p_w", "w", NEURON_START["w"], -2, 2, 0.1),
            slider("p_b", "b", NEURON_START["b"], -2, 2, 0.1),
        ],
        height=430,
        caption="Beside each node stands its value and, in bold, the derivative of L "
        "by it; on each arrow stands the local slope. Press Next: the values are "
        "computed downward, then the gradients upward. Where a value is used twice, "
        "two contributions arrive and add up.",
        alt_text=_graph_alt(),
    )


_RED, _BLUE = f"'{PALETTE['vermillion']}'", f"'{PALETTE['blue']}'"
_VALUES = {
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    "max": "max({0}, {1})",
    # The expression language has no tanh.
    "tanh": "(1 - 2 / (exp(2 * {0}) + 1))",
}
_SLOPES = {
    "add": ("1", "1"),
    "sub": ("1", "-1"),
    "mul": ("{1}", "{0}"),
    "max": (
        "({0} === {1} ? 0.5 : {0} > {1} ? 1 : 0)",
        "({0} === {1} ? 0.5 : {1} > {0} ? 1 : 0)",
    ),
    "tanh": ("(1 - {value} * {value})",),
}


class _Edge(NamedTuple):
    """An argument of an instruction: places of both nodes, and what flows along it."""

    parent: int
    child: int
    slope: str
    bend: float


def _back(graph: Graph, child: int) -> int:
    """Return the step at which an instruction's result passes its gradient on."""
    count = len(graph.tape)
    return 2 * count + 1 - (child - len(graph.inputs))


def _at(graph: Graph, place: int) -> int:
    """Return the step at which a node is computed: 0 for an input."""
    return max(0, place - len(graph.inputs) + 1)


def _edges_of(key: str) -> list[_Edge]:
    graph, edges = GRAPHS[key], []
    for number, (name, *places) in enumerate(graph.tape):
        child = len(graph.inputs) + number
        arguments = [f"{key}_v{i}" for i in places]
        bends = (0.22, -0.22) if len(set(places)) < len(places) else (0.0, 0.0)
        for parent, slope, bend in zip(places, _SLOPES[name], bends, strict=False):
            text = slope.format(*arguments, value=f"{key}_v{child}")
            edges.append(_Edge(parent, child, text, bend))
    return edges


def _parameters() -> list[Any]:
    """Compute values and finished gradients of all graphs, as Vega parameters."""
    made = {}
    for key, graph in GRAPHS.items():
        for place, (name, number) in enumerate(graph.inputs.items()):
            made[f"{key}_v{place}"] = f"p_{name}" if number is None else str(number)
        first = len(graph.inputs)
        for place, (name, *places) in enumerate(graph.tape, start=first):
            arguments = [f"{key}_v{i}" for i in places]
            made[f"{key}_v{place}"] = _VALUES[name].format(*arguments)
        last = first + len(graph.tape) - 1
        made[f"{key}_g{last}"] = "1"
        for place in reversed(range(last)):
            uses = [edge for edge in _edges_of(key) if edge.parent == place]
            blame = [f"{key}_g{edge.child} * {edge.slope}" for edge in uses]
            made[f"{key}_g{place}"] = " + ".join(blame)
    return [alt.param(name=name, expr=expr) for name, expr in made.items()]


def _gradient_so_far(key: str, place: int) -> str:
    """Write what has arrived at a node by the step that the slider shows."""
    arrived = [
        f"(step >= {_back(GRAPHS[key], edge.child)} ? "
        f"{key}_g{edge.child} * {edge.slope} : 0)"
        for edge in _edges_of(key)
        if edge.parent == place
    ]
    return " + ".join(arrived) or "1"  # the loss, by itself


def _choose(expressions: dict[str, list[str]]) -> str:
    """Write the expression of a row's entry in the list of its graph."""
    lists = {key: f"[{', '.join(values)}]" for key, values in expressions.items()}
    return cases("graph", lists, "[]") + "[datum.place]"


def _nodes() -> Any:
    rows = []
    for key, graph in GRAPHS.items():
        last = len(graph.names) - 1
        for place, (name, (column, row)) in enumerate(
            zip(graph.names, graph.places, strict=True)
        ):
            uses = [_back(graph, e.child) for e in _edges_of(key) if e.parent == place]
            at = _at(graph, place)
            rows.append(
                {
                    "of": key,
                    "place": place,
                    "name": name,
                    "column": column,
                    "row": row,
                    "at": at or -1,
                    "back": _back(graph, place) if at else -1,
                    "blamed": min(uses) if place < last else len(graph.tape) + 1,
                }
            )
    values = {k: [f"{k}_v{i}" for i in range(len(g.names))] for k, g in GRAPHS.items()}
    grads = {
        k: [_gradient_so_far(k, i) for i in range(len(g.names))]
        for k, g in GRAPHS.items()
    }
    return (
        alt.Chart({"values": rows})
        .transform_filter("datum.of === graph")
        .transform_calculate(value=_choose(values), grad=_choose(grads))
        .transform_calculate(
            shown_value="format(datum.value, '.3f')",
            shown_grad=_signed("datum.grad", 3),
        )
        .encode(x=_place("column"), y=_place("row"))
    )


def _signed(number: str, decimals: int) -> str:
    """Write a number with its sign, except where it is rounded to 0."""
    return (
        f"(abs({number}) < {0.5 * 10**-decimals} ? '{0:.{decimals}f}' "
        f": format({number}, '+.{decimals}f'))"
    )


def _place(field: str) -> Any:
    across = field.startswith("column")
    channel, ends = (alt.X, COLUMNS) if across else (alt.Y, ROWS[::-1])
    return channel(f"{field}:Q", axis=None).scale(domain=ends, nice=False, zero=False)


def _along() -> Any:
    """Place the points of all arrows, which end at the rims of their nodes.

    An arrow is a quadratic curve; its middle is moved across by a share of its length.
    """
    rows = []
    for key, graph in GRAPHS.items():
        for number, edge in enumerate(_edges_of(key)):
            start, end = graph.places[edge.parent], graph.places[edge.child]
            side = 1.0 if edge.bend < 0 or (not edge.bend and start[0] > end[0]) else -1
            rows.append(
                {
                    "of": key,
                    "edge": number,
                    "x1": start[0],
                    "y1": start[1],
                    "x2": end[0],
                    "y2": end[1],
                    "bend": edge.bend,
                    "side": side if start[0] != end[0] or edge.bend else 1.0,
                    "at": _at(graph, edge.child),
                    "back": _back(graph, edge.child),
                }
            )
    across = f"(width / {COLUMNS[1] - COLUMNS[0]})"
    down = f"(height / {ROWS[1] - ROWS[0]})"
    return (
        alt.Chart({"values": rows})
        .transform_filter("datum.of === graph")
        .transform_calculate(
            dx=f"(datum.x2 - datum.x1) * {across}",
            dy=f"(datum.y2 - datum.y1) * {down}",
        )
        .transform_calculate(
            rim=f"{RADIUS} / sqrt(datum.dx * datum.dx + datum.dy * datum.dy)",
            mx=f"(datum.x1 + datum.x2) / 2 - datum.bend * datum.dy * 2 / {across}",
            my=f"(datum.y1 + datum.y2) / 2 + datum.bend * datum.dx * 2 / {down}",
            color=f"step === datum.back ? {_RED} : step === datum.at ? {_BLUE} : "
            f"'{PALETTE['grey']}'",
            thick="step === datum.back || step === datum.at ? 2.5 : 1.2",
        )
    )


def _on_curve(chart: Any, t: str) -> Any:
    """Compute where on its curve an arrow is at t, from 0 to 1 between the rims."""

    def point(a: str, middle: str, b: str) -> str:
        return (
            f"pow(1 - datum.t, 2) * datum.{a} + 2 * datum.t * (1 - datum.t) * "
            f"datum.{middle} + pow(datum.t, 2) * datum.{b}"
        )

    return chart.transform_calculate(
        t=f"datum.rim + (1 - 2 * datum.rim) * ({t})"
    ).transform_calculate(column=point("x1", "mx", "x2"), row=point("y1", "my", "y2"))


_LOOK: dict[str, Any] = {
    "strokeWidth": alt.StrokeWidth("thick:Q", scale=None),
    "stroke": alt.Stroke("color:N", scale=None),
}


def _edges() -> Any:
    """Draw the arrows' lines as short pieces."""
    pieces = 10
    chart = _along().transform_calculate(piece=f"sequence({pieces})")
    chart = chart.transform_flatten(["piece"])
    chart = _on_curve(chart, f"datum.piece / {pieces}").transform_calculate(
        column_from="datum.column", row_from="datum.row"
    )
    chart = _on_curve(chart, f"(datum.piece + 1) / {pieces}")
    return chart.mark_rule(strokeCap="round").encode(
        x=_place("column_from"),
        y=_place("row_from"),
        x2="column:Q",
        y2="row:Q",
        **_LOOK,
    )


def _heads() -> Any:
    """Draw the arrows' heads, each turned into the direction of its end."""
    turn = (
        "atan2(datum.dx / 2 + datum.bend * datum.dy * 2, "
        "-datum.dy / 2 + datum.bend * datum.dx * 2) * 180 / PI"
    )
    return (
        _on_curve(_along(), "1")
        .transform_calculate(turn=turn)
        .mark_point(shape="triangle", size=60, filled=True, opacity=1)
        .encode(
            x=_place("column"),
            y=_place("row"),
            angle=alt.Angle("turn:Q", scale=None),
            fill=alt.Fill("color:N", scale=None),
        )
    )


def _slopes() -> list[Any]:
    """Write the local slope beside the middle of each arrow that is computed."""
    slopes = {key: [edge.slope for edge in _edges_of(key)] for key in GRAPHS}
    chart = (
        _on_curve(_along(), "0.5")
        .transform_filter("step >= datum.at")
        .transform_calculate(place="datum.edge")
        .transform_calculate(slope=_choose(slopes))
        .transform_calculate(said="format(datum.slope, '.2f')")
    )
    return [
        chart.transform_filter(f"datum.side === {side}")
        .mark_text(align=align, dx=8 * side, fontSize=12, opacity=0.85)
        .encode(x=_place("column"), y=_place("row"), text="said:N")
        for side, align in ((1, "left"), (-1, "right"))
    ]


def _explanations() -> list[str]:
    """Write three lines for each step of each graph."""
    lines: list[dict[str, str]] = [{}, {}, {}]
    for key, graph in GRAPHS.items():
        by_step: dict[int, tuple[str, ...]] = {
            0: ("'the inputs are given: press Next'", "''", "''")
        }
        last = len(graph.names) - 1
        loss = graph.names[last]
        by_step[len(graph.tape) + 1] = (
            f"'backward: {loss} by itself is 1'",
            "''",
            "''",
        )
        for place in range(len(graph.inputs), last + 1):
            step = graph.steps[place - len(graph.inputs)]
            value = f"format({key}_v{place}, '.3f')"
            edges = [edge for edge in _edges_of(key) if edge.child == place]
            names = [graph.names[edge.parent] for edge in edges]
            slopes = [
                f"'slope to {name}: ' + format({edge.slope}, '.3f')"
                for name, edge in zip(names, edges, strict=True)
            ]
            flows = [
                f"'{name} gets ' + format({key}_g{place}, '.3f') + ' · ' + "
                f"format({edge.slope}, '.3f') + ' = ' + "
                + _signed(f"({key}_g{place} * {edge.slope})", 3)
                for name, edge in zip(names, edges, strict=True)
            ]
            by_step[_at(graph, place)] = (
                f"'forward: {step} = ' + {value}",
                *[*slopes, "''"][:2],
            )
            by_step[_back(graph, place)] = (
                f"'backward through {step}'",
                *[*flows, "''"][:2],
            )
        for line, texts in zip(lines, zip(*by_step.values(), strict=True), strict=True):
            line[key] = cases("step", dict(zip(by_step, texts, strict=True)), "''")
    return [cases("graph", line, "''") for line in lines]


def _graph_alt() -> str:
    said = []
    for graph in GRAPHS.values():
        start = {
            name: NEURON_START[name] if number is None else number
            for name, number in graph.inputs.items()
        }
        loss = tape_values(graph.tape, list(start.values()))[-1]
        grads = tape_gradients(graph.tape, list(start.values()))
        at = ", ".join(f"{name} = {v:g}" for name, v in start.items())
        by = ", ".join(f"{n} {g:+.3f}" for n, g in zip(start, grads, strict=True))
        said.append(
            f"{graph.title}: {'; '.join(graph.steps)}. At {at} the loss is {loss:.3f} "
            f"and its derivatives are {by}."
        )
    return (
        "A graph with arrows from its inputs down to the loss L. Sliders set w and b "
        "and the step; at each step one node is computed, or passes its gradient on "
        "to the nodes it was made from, multiplied by the local slope on the arrow. "
        f"The menu has three graphs. {' '.join(said)}"
    )


FUNCTIONS = {
    "exp(w)": ("exp({0})", "exp({0})"),
    "log(1 + exp(w))": ("log(1 + exp({0}))", "(1 / (1 + exp(-({0}))))"),
    "max(0, w)": ("max(0, {0})", "(({0}) > 0 ? 1 : 0)"),
}
"""What the difference quotient is taken of: the function and its derivative."""

DIGITS = {"float64": 53, "float32": 24, "float16": 11}
"""Binary digits of the significand."""

SMALLEST_STEP = 1e-13
FLOOR = 1e-14
"""Where the frame of errors ends: errors below are drawn there."""


def _rounded(number: str) -> str:
    """Write a number rounded to the digits of the chosen format."""
    power = f"pow(2, digits - 1 - floor(log(abs({number})) / LN2))"
    return f"({number} === 0 ? 0 : round({number} * {power}) / {power})"


def _estimates(chart: Any, h: str) -> Any:
    """Compute both difference quotients, every number rounded, and their errors."""
    f = {name: of for name, (of, _) in FUNCTIONS.items()}
    slope = {name: of.format("w") for name, (_, of) in FUNCTIONS.items()}
    points = {"here": "w", "above": f"w + {h}", "below": f"w - {h}"}
    for name, at in points.items():
        chart = (
            chart.transform_calculate(at=at)
            .transform_calculate(**{name: _rounded("datum.at")})
            .transform_calculate(
                at=cases("f", {k: of.format(f"datum.{name}") for k, of in f.items()})
            )
            .transform_calculate(**{f"f_{name}": _rounded("datum.at")})
        )
    chart = chart.transform_calculate(
        slope=cases("f", slope),
        forward="datum.above === datum.here ? 0 : "
        "(datum.f_above - datum.f_here) / (datum.above - datum.here)",
        central="datum.above === datum.below ? 0 : "
        "(datum.f_above - datum.f_below) / (datum.above - datum.below)",
    )
    return chart.transform_calculate(
        **{
            f"{way}_error": f"abs(datum.{way} - datum.slope) / "
            f"max(1e-8, abs(datum.{way}) + abs(datum.slope))"
            for way in ("forward", "central")
        }
    )


def difference_explorer() -> Explorable:
    """Draw the error of a difference quotient against its step.

    Menus choose the function and the floating-point format, sliders the point and the
    step; a readout gives both estimates.
    """
    ways: list[Any] = ["forward", "central"]
    colors = [PALETTE["vermillion"], PALETTE["blue"]]
    x = x_axis("h", "step h", (SMALLEST_STEP, 1), scale="log", format=".0e")
    y = y_axis("error", "error", (FLOOR, 2), scale="log", format=".0e")

    def folded(chart: Any) -> Any:
        return (
            chart.transform_fold([f"{way}_error" for way in ways], as_=["of", "raw"])
            .transform_calculate(
                error=f"max({FLOOR}, datum.raw)",
                difference="replace(datum.of, '_error', '')",
            )
            .encode(
                x=x,
                y=y,
                color=alt.Color("difference:N", title=None).scale(
                    domain=ways, range=colors
                ),
            )
        )

    grid = alt.Chart(alt.sequence(0, 105, 1, as_="i")).transform_calculate(
        h="pow(10, -13 + datum.i / 8)"
    )
    chosen = _estimates(
        alt.Chart({"values": [{}]}).transform_calculate(h="step"), "step"
    )
    rule = chosen.mark_rule(color=PALETTE["grey"], strokeDash=[4, 3]).encode(x=x)
    say = (
        "'at w = ' + format(w, '.2f') + ' the slope is ' + format(datum.slope, '.6f')",
        *(
            f"'{way} ' + format(datum.{way}, '.6f') + ', error ' + "
            f"format(datum.{way}_error, '.1e')"
            for way in ways
        ),
    )
    return show(
        alt.layer(
            folded(_estimates(grid, "datum.h")).mark_line(clip=True, strokeWidth=1.8),
            rule,
            folded(chosen).mark_point(filled=True, size=70, opacity=1),
            readout(*say, base=chosen),
        ).add_params(alt.param(name="digits", expr=cases("format_", _DIGITS_TEXT))),
        controls=[
            menu("f", "Function", list(FUNCTIONS)),
            menu("format_", "Numbers", list(DIGITS)),
            slider(
                "step",
                "Step h",
                1e-5,
                *(SMALLEST_STEP, 1, 0.25),
                log=True,
                number_format=".1e",
            ),
            slider("w", "Point w", 0.6, -2, 2, 0.02),
        ],
        height=250,
        caption="Move the step: too large, and the formula errs; too small, and "
        "rounding takes over. Choose float32: the whole V moves up and to the right. "
        "Choose max(0, w) and a point near 0: as soon as the step reaches across the "
        "kink, the check calls a right slope wrong.",
        alt_text=_difference_alt(),
    )


_DIGITS_TEXT = {name: str(digits) for name, digits in DIGITS.items()}


def _difference_alt() -> str:
    at = np.array(0.6)
    said = ", ".join(
        f"{gradient_check(np.exp, np.exp, at, h):.0e} at h = {h:.0e}"
        for h in (1e-1, 1e-3)
    )
    noise = round(np.log10(gradient_check(np.exp, np.exp, at, 1e-5)))
    kink = gradient_check(
        lambda v: max(float(v), 0.0), lambda v: np.float64(v > 0), np.array(0.02), 0.1
    )
    return (
        "The error of forward and of central differences against the step, on "
        "logarithmic axes: two V-shaped curves. For exp(w) at 0.6 in float64 the error "
        f"of central differences is {said}, about 1e{noise} at h = 1e-05; for much "
        "smaller steps it rises again, by rounding. Menus choose the function and the "
        "format of the numbers, sliders the step and the point. For max(0, w) at 0.02 "
        f"a step of 0.1 crosses the kink, and the error is {kink:.2f}."
    )
