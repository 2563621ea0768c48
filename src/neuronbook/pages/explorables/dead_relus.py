"""Explorables of the chapter on dead ReLUs.

`unit_explorer` computes in the browser: one unit, its line and its data.
`dead_share_explorer` shows a table that is trained here, one small network for each
bias, learning rate and seed.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import altair as alt
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from neuronbook.diagnosis import dead_units as dr
from neuronbook.networks.datasets import Split, digits
from neuronbook.networks.training import mlp, train
from neuronbook.pages.explorables import Explorable, show, slider
from neuronbook.pages.figures import PALETTE

__all__ = ["dead_share_explorer", "dead_share_table", "unit_explorer", "unit_points"]

BIASES = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5)
LOG_RATES = (-1.5, -1.0, -0.5, 0.0, 0.5)
SIDE = 3.0
"""Half the side of the square that the unit's inputs are taken from."""


def unit_points(n: int = 40, seed: int = 0) -> NDArray[np.float64]:
    """Return the points (n, 2) of `unit_explorer`: standard normal, two decimals."""
    points = np.random.default_rng(seed).standard_normal((n, 2))
    return np.clip(points, -SIDE, SIDE).round(2)


def unit_explorer() -> Explorable:
    """Draw one unit's line among its data, with sliders for its angle and its bias.

    A text says on how many points the unit fires, and whether it is proved silent on
    the whole square. The square is drawn as one, so that angles look as they are.
    """
    points = unit_points()
    rows = [{"x": float(x), "y": float(y)} for x, y in points]
    turn = "angle * PI / 180"
    base = alt.Chart({"values": rows}).transform_calculate(
        z=f"datum.x * cos({turn}) + datum.y * sin({turn}) + bias",
        state="datum.z > 0 ? 'fires' : 'silent'",
    )
    axis = alt.Scale(domain=[-SIDE, SIDE], nice=False)
    x = alt.X("x:Q", title="input 1", axis=alt.Axis(tickCount=5)).scale(axis)
    y = alt.Y("y:Q", title="input 2", axis=alt.Axis(tickCount=5)).scale(axis)
    kinds = {"fires": PALETTE["sky"], "silent": PALETTE["vermillion"]}
    legend = alt.Legend(offset=42)
    colour = alt.Color("state:N", title=None, legend=legend).scale(
        domain=list(kinds), range=list(kinds.values())
    )
    shape = alt.Shape("state:N", title=None, legend=legend).scale(
        domain=list(kinds), range=["circle", "cross"]
    )
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=x, y=y, color=colour, shape=shape
    )
    readouts = _unit_readouts(base, turn)
    layers = alt.layer(dots, _edge(turn), *_weights(turn), *readouts)
    chart = layers.add_params(
        slider("bias", "Bias ", 0.0, -5, 5, 0.1),
        slider("angle", "Direction of the weights (degrees) ", 30, 0, 360, 5),
    ).properties(width=260, height=260, view=alt.ViewConfig(stroke="currentColor"))
    return show(chart, caption=_unit_caption(), alt_text=_unit_alt(points))


def _weights(turn: str) -> list[Any]:
    """Draw the weights, a vector of length 1, as an arrow from the origin."""
    ends = alt.Chart({"values": [{"t": 0}, {"t": 1}]}).transform_calculate(
        x=f"datum.t * cos({turn})", y=f"datum.t * sin({turn})"
    )
    shaft = ends.mark_line(color=PALETTE["green"], strokeWidth=3).encode(
        x="x:Q", y="y:Q", order="t:Q"
    )
    head = ends.transform_filter("datum.t == 1").mark_point(
        shape="triangle",
        filled=True,
        size=120,
        opacity=1,
        color=PALETTE["green"],
        angle=alt.ExprRef("90 - angle"),
    )
    return [shaft, head.encode(x="x:Q", y="y:Q")]


def _edge(turn: str) -> Any:
    """Draw the line on which the pre-activation is 0."""
    along = f"-bias * cos({turn}) - datum.t * sin({turn})"
    across = f"-bias * sin({turn}) + datum.t * cos({turn})"
    return (
        alt.Chart({"values": [{"t": -20}, {"t": 20}]})
        .transform_calculate(x=along, y=across)
        .mark_line(clip=True, strokeWidth=2, color="currentColor")
        .encode(x="x:Q", y="y:Q", order="t:Q")
    )


def _unit_readouts(base: alt.Chart, turn: str) -> list[Any]:
    reach = f"{SIDE} * (abs(cos({turn})) + abs(sin({turn}))) + bias"
    lines = (
        "'fires on ' + datum.fires + ' of ' + datum.all + ' points: ' "
        "+ (datum.fires == 0 ? 'dead on these points' : 'alive')",
        "'largest z on the square: ' + format(datum.reach, '.1f') "
        "+ (datum.reach <= 0 ? ', proved silent' : '')",
    )
    counts = base.transform_calculate(on="datum.z > 0 ? 1 : 0").transform_aggregate(
        fires="sum(on)", all="count()"
    )
    return [
        counts.transform_calculate(reach=reach)
        .transform_calculate(said=line)
        .mark_text(align="left", baseline="bottom", fontSize=13)
        .encode(x=alt.value(0), y=alt.value(18 * i - 24), text="said:N")
        for i, line in enumerate(lines)
    ]


def _unit_caption() -> str:
    return (
        "One ReLU unit with two inputs: it fires on the side of its line that its "
        "weights (the arrow) point to. Lower the bias and the line leaves the data: "
        "the unit is dead on these points, and no gradient brings it back. Only when "
        "the line has left the square as well is it silent on every input in it."
    )


def _unit_alt(points: NDArray[np.float64]) -> str:
    direction = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6)])
    fires = {b: int((points @ direction + b > 0).sum()) for b in (0, -1, -3)}
    proof = SIDE * float(np.abs(direction).sum())
    counts = ", ".join(f"{n} at a bias of {b}" for b, n in fires.items())
    return (
        f"{len(points)} points in the square from -{SIDE:g} to {SIDE:g}, the line on "
        "which a unit's pre-activation z is 0, and its weights as an arrow. Sliders "
        "set bias and direction; text counts the points on which the unit fires and "
        f"gives the largest z on the square. At 30 degrees: {counts}. From a bias of "
        f"{-proof:.1f} down it is proved silent on the whole square."
    )


def dead_share_table(seeds: int = 3) -> list[dict[str, float]]:
    """Train a network for each bias and rate; return the dead shares.

    Each is 64-32-10 with He's weights on digits scaled to [0, 1], with two epochs of
    SGD in batches of 128.

    Parameters
    ----------
    seeds : runs for each cell

    Returns
    -------
    rows : dicts with ``bias``, ``log_rate``, ``before`` and ``after``: the dead share
        of the hidden layer on all training images, a mean over the seeds
    """
    data = digits(standardize=False)
    return [
        {"bias": bias, "log_rate": log_rate}
        | _mean_shares(data, bias, 10**log_rate, seeds)
        for bias, log_rate in product(BIASES, LOG_RATES)
    ]


def _mean_shares(data: Split, bias: float, rate: float, seeds: int) -> dict[str, float]:
    each = [_dead_shares(data, bias, rate, seed) for seed in range(seeds)]
    before, after = np.mean(each, axis=0).round(3).tolist()
    return {"before": before, "after": after}


def _dead_shares(
    data: Split, bias: float, rate: float, seed: int
) -> tuple[float, float]:
    X = data.X_train / np.float32(16)
    model = mlp([64, 32, 10], seed=seed, initialize=_he)
    nn.init.constant_(model[0].bias, bias)  # type: ignore[arg-type]
    before = _dead_share(model, X)
    train(
        model,
        X,
        data.y_train,
        optimizer="sgd",
        learning_rate=rate,
        epochs=2,
        batch_size=128,
        seed=seed,
    )
    return before, _dead_share(model, X)


def _he(W: torch.Tensor, generator: torch.Generator) -> None:
    nn.init.kaiming_normal_(W, nonlinearity="relu", generator=generator)


def _dead_share(model: nn.Module, X: NDArray[np.float32]) -> float:
    (hidden,) = dr.relu_network_forward(dr.params_of(model), X)
    return float(dr.dead_units(hidden).mean())


def dead_share_explorer(table: list[dict[str, float]] | None = None) -> Explorable:
    """Draw the dead share for each bias and learning rate, with a slider for both.

    Parameters
    ----------
    table : what `dead_share_table` returns; it is called if None
    """
    table = dead_share_table() if table is None else table
    rows = [{**row, "rate": f"{10 ** row['log_rate']:.2g}"} for row in table]
    x = alt.X("rate:O", title="learning rate", sort=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("bias:O", title="initial bias", sort="descending")
    colour = alt.Color(
        "after:Q", title="dead share", legend=alt.Legend(format="%", offset=24)
    )
    colour = colour.scale(domain=[0, 1], scheme="blues")
    base = alt.Chart({"values": rows})
    here = "datum.bias == bias && datum.log_rate == log_rate"
    chosen = base.transform_filter(here)
    cells = base.mark_rect().encode(x=x, y=y, color=colour)
    frame = chosen.mark_rect(
        filled=False, stroke=PALETTE["vermillion"], strokeWidth=4
    ).encode(x=x, y=y)
    readout = (
        chosen.transform_calculate(
            said="'rate ' + datum.rate + ', bias ' + datum.bias + ': dead ' "
            "+ format(datum.before, '.0%') + ', then ' + format(datum.after, '.0%')"
        )
        .mark_text(align="left", baseline="bottom", fontSize=13)
        .encode(x=alt.value(0), y=alt.value(-6), text="said:N")
    )
    chart = (
        alt.layer(cells, frame, readout)
        .add_params(
            slider("bias", "Initial bias ", 0, BIASES[0], BIASES[-1], 0.5),
            slider(
                "log_rate", "log10 of the rate ", -1, LOG_RATES[0], LOG_RATES[-1], 0.5
            ),
        )
        .properties(width="container", height=230)
    )
    return show(chart, caption=_share_caption(table), alt_text=_share_alt(table))


def _at(table: list[dict[str, float]], bias: float, log_rate: float) -> float:
    (row,) = [r for r in table if (r["bias"], r["log_rate"]) == (bias, log_rate)]
    return row["after"]


def _share_caption(table: list[dict[str, float]]) -> str:
    low, high = (_at(table, 0.0, end) for end in (LOG_RATES[0], LOG_RATES[-1]))
    return (
        "Share of dead hidden units before and after two epochs of a network with one "
        "hidden layer of 32 units, He's weights and inputs from 0 to 1, a mean of "
        f"three seeds. With a bias of 0 it goes from {low:.0%} at the lowest rate to "
        f"{high:.0%} at the highest; a bias that is low enough kills at any rate."
    )


def _share_alt(table: list[dict[str, float]]) -> str:
    corners = product((0.0, -1.0, -2.0), (LOG_RATES[0], LOG_RATES[-1]))
    said = ", ".join(
        f"{_at(table, b, r):.0%} at bias {b:g} and rate {10**r:.2g}" for b, r in corners
    )
    return (
        "A grid of five learning rates and six initial biases, coloured by the share "
        f"of dead units. Sliders choose a cell, and text gives its shares. {said}."
    )
