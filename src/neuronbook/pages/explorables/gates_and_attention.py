"""Explorables of the chapter on gates and attention.

`gate_explorer` runs a cell's sum, c' = f c + i x, over a sequence. With F the running
sum of log f, the state is exp(F) times the running sum of i x exp(-F): two window sums,
so that the browser needs no loop. `attention_explorer` is a softmax over fixed scores.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np

from neuronbook.pages.explorables import (
    COLORS,
    Explorable,
    menu,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)
from neuronbook.pages.figures import PALETTE

__all__ = [
    "INPUTS",
    "MARKED",
    "SCORES",
    "attention_explorer",
    "gate_explorer",
    "keep_off",
]

MARKED = 3, 23
"""Steps whose input the cell is to remember."""

STEPS = 40

INPUTS: list[float] = (
    np.random.default_rng(3271).uniform(-1, 1, STEPS).round(2).tolist()
)
"""What arrives at each step; at the marked ones 0.9 and -0.7. With this seed the state
stays inside the frame wherever the sliders stand."""
INPUTS[MARKED[0]], INPUTS[MARKED[1]] = 0.9, -0.7

SCORES: dict[str, float] = {
    "the": -0.9,
    "cat": 1.6,
    "sat": 0.4,
    "on": -0.3,
    "a": -1.4,
    "mat": 0.9,
}
"""Products of a query with six keys, in units of their standard deviation √d."""


def _wanted(step: int) -> float:
    """Return what a perfect memory holds: the last marked input."""
    held = [INPUTS[m] for m in MARKED if m <= step]
    return held[-1] if held else 0.0


def keep_off(f_bias: float, f_mark: float, i_bias: float, i_mark: float) -> float:
    """Compute how far the state is from the last marked input, on average.

    Parameters
    ----------
    f_bias, i_bias : float
        Biases of the forget gate and of the input gate.
    f_mark, i_mark : float
        Their weights of the mark, which is 1 at the marked steps and 0 elsewhere.
    """
    c, off = 0.0, 0.0
    for step, x in enumerate(INPUTS):
        marked = step in MARKED
        f = 1 / (1 + math.exp(-f_bias - f_mark * marked))
        i = 1 / (1 + math.exp(-i_bias - i_mark * marked))
        c = f * c + i * x
        off += abs(c - _wanted(step)) / STEPS
    return off


def gate_explorer() -> Explorable:
    """Draw a cell's state over a sequence, with sliders for its two gates."""
    rows = [
        {
            "t": t + 1,
            "x": x,
            "mark": int(t in MARKED),
            "wanted": _wanted(t),
            "kind": "marked" if t in MARKED else "input",
        }
        for t, x in enumerate(INPUTS)
    ]
    base = _with_state(rows)
    steps = x_axis("t", "step", (0, STEPS + 1))
    height = y_axis("c", "input, state", (-1.7, 1.7))
    color = alt.Color("kind:N", title=None).scale(
        domain=["input", "marked", "state c", "ideal"],
        range=[PALETTE["grey"], COLORS[1], COLORS[0], COLORS[2]],
    )
    points = base.mark_circle(size=70, opacity=1).encode(
        x=steps, y=y_axis("x", "input, state", (-1.7, 1.7)), color=color
    )
    state = (
        base.transform_calculate(kind="'state c'")
        .mark_line(strokeWidth=3, clip=True)
        .encode(x=steps, y=height, color=color)
    )
    ideal = (
        base.transform_calculate(kind="'ideal'")
        .mark_line(strokeDash=[5, 4], strokeWidth=2, interpolate="step-after")
        .encode(x=steps, y=y_axis("wanted", "input, state", (-1.7, 1.7)), color=color)
    )
    said = readout(
        _said_gate("forget", "f_bias", "f_mark"),
        _said_gate("input", "i_bias", "i_mark"),
        "'off by ' + format(datum.off, '.2f') + ' on average'",
        base=base.transform_filter("datum.t == 1"),
    )
    start = {"f_bias": 0.0, "f_mark": 0.0, "i_bias": 0.0, "i_mark": 0.0}
    good = {"f_bias": 8.0, "f_mark": -16.0, "i_bias": -8.0, "i_mark": 16.0}
    return show(
        alt.layer(ideal, points, state, said),
        controls=[
            slider("f_bias", "Forget gate: bias", 0.0, -8, 8, 0.5),
            slider("f_mark", "its weight of the mark", 0.0, -16, 16, 1),
            slider("i_bias", "Input gate: bias", 0.0, -8, 8, 0.5),
            slider("i_mark", "its weight of the mark", 0.0, -16, 16, 1),
        ],
        height=230,
        caption=(
            "Make the state follow the dashed line: forget nothing (forget bias to the "
            "right), write only at marks (input bias to the left, its weight to the "
            "right), and erase at marks (the forget gate's weight to the left). At the "
            f"start the state is off by {keep_off(**start):.2f} on average; you can "
            f"reach {keep_off(**good):.2f}."
        ),
        alt_text=(
            f"A sequence of {STEPS} inputs between -1 and 1, drawn as dots. Two are "
            f"marked: {INPUTS[MARKED[0]]} at step {MARKED[0] + 1} and "
            f"{INPUTS[MARKED[1]]} at step {MARKED[1] + 1}. A dashed line is a perfect "
            "memory of the last marked input, a solid line the state of the cell. "
            "Sliders set bias and weight of the mark of a forget gate and an input "
            "gate. With all at 0 both gates are 0.50 and the state is a short-lived "
            f"mean, off by {keep_off(**start):.2f} on average. With biases 8 and -8 "
            "and weights -16 and 16 it is the dashed line, off by "
            f"{keep_off(**good):.2f}."
        ),
    )


def _said_gate(name: str, bias: str, mark: str) -> str:
    def gate(z: str) -> str:
        return f"format(1 / (1 + exp(-({z}))), '.3f')"

    there = gate(f"{bias} + {mark}")
    return f"'{name} gate ' + {gate(bias)} + ', at marks ' + {there}"


def _with_state(rows: list[dict[str, Any]]) -> alt.Chart:
    """Chart without a mark whose rows carry the state `c` and the mean error `off`."""
    return (
        alt.Chart({"values": rows})
        .transform_calculate(
            log_f="-log(1 + exp(-(f_bias + f_mark * datum.mark)))",
            i="1 / (1 + exp(-(i_bias + i_mark * datum.mark)))",
        )
        .transform_window(F="sum(log_f)", sort=[{"field": "t"}])
        .transform_calculate(write="datum.i * datum.x * exp(-datum.F)")
        .transform_window(written="sum(write)", sort=[{"field": "t"}])
        .transform_calculate(c="exp(datum.F) * datum.written")
        .transform_calculate(error="abs(datum.c - datum.wanted)")
        .transform_joinaggregate(off="mean(error)")
    )


def attention_explorer() -> Explorable:
    """Draw the weights of one query, with sliders for d and the temperature."""
    names = list(SCORES)
    rows = [
        {"index": i, "key": k, "score": z} for i, (k, z) in enumerate(SCORES.items())
    ]
    base = (
        alt.Chart({"values": rows})
        .transform_calculate(z="datum.score * (divide ? 1 : sqrt(d)) / T")
        .transform_joinaggregate(top="max(z)")
        .transform_calculate(e="exp(datum.z - datum.top)")
        .transform_joinaggregate(total="sum(e)")
        .transform_calculate(p="datum.e / datum.total")
        .transform_calculate(
            slope="datum.p * (1 - datum.p)", shown="format(datum.p, '.3f')"
        )
        .transform_joinaggregate(steepest="max(slope)", most="max(p)")
    )
    bars = base.mark_bar(color=PALETTE["blue"], height={"band": 0.6}).encode(
        y=alt.Y("key:N", sort=names, title=None, axis=alt.Axis(labelFontSize=13)),
        x=x_axis("p", "attention weight", (0, 1.15)),
    )
    values = bars.mark_text(align="left", dx=5, fontSize=13).encode(text="shown:N")
    said = readout(
        "'largest weight ' + format(datum.most, '.3f')",
        "'steepest slope ' + format(datum.steepest, '.2~e') + ' (at most 0.25)'",
        base=base.transform_filter("datum.index == 0"),
    )
    return show(
        alt.layer(bars, values, said),
        controls=[
            slider("d", "Width d", 64, 1, 1024, log=True, number_format="d"),
            menu("divide", "Scores", [False, True], labels=["q·k", "q·k / √d"]),
            slider("T", "Temperature T", 1.0, 0.1, 10, log=True),
        ],
        height=36 * len(names),
        caption=(
            "Widen the head without the division: one key takes all, and the steepest "
            "slope falls to nothing. Switch the division on: d makes no difference any "
            "more. T at √d does the same by hand, for one d."
        ),
        alt_text=(
            "One bar for each of six keys shows its attention weight. Sliders set the "
            "width d and a temperature; a menu divides the scores by the root of d or "
            f"does not. Undivided, the largest weight is {_largest(1):.3f} at d = 1, "
            f"{_largest(16):.3f} at d = 16 and {_largest(64):.3f} at d = 64. Divided, "
            f"it is {_largest(1):.3f} at each d."
        ),
    )


def _largest(d: float) -> float:
    """Return the largest weight of undivided scores."""
    z = np.sqrt(d) * np.array(list(SCORES.values()))
    e = np.exp(z - z.max())
    return float(e.max() / e.sum())
