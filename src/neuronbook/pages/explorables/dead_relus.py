"""Explorables of the chapter on dead ReLUs.

`unit_explorer` computes in the browser: one unit, its line and its data.
`step_explorer` shows the gradient steps of such a unit, and `dead_share_explorer` a
table of small networks, one for each bias, learning rate and seed; both are trained
here.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import altair as alt
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from neuronbook.diagnosis.dead_units import dead_units
from neuronbook.networks.datasets import Split, digits
from neuronbook.networks.modules import params_of
from neuronbook.networks.neurons import layer_outputs
from neuronbook.networks.training import mlp, train
from neuronbook.pages.explorables import (
    Explorable,
    Plane,
    menu,
    readout,
    show,
    slider,
)
from neuronbook.pages.figures import PALETTE

__all__ = [
    "dead_share_explorer",
    "dead_share_table",
    "step_explorer",
    "unit_explorer",
    "unit_path",
    "unit_points",
    "unit_targets",
]

BIASES = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5)
LOG_RATES = (-1.5, -1.0, -0.5, 0.0, 0.5)
SIDE = 3.0
"""Half the side of the square that the unit's inputs are taken from."""

DIRECTION = 30
"""Where the slider of the weights' direction begins, in degrees."""

HIDDEN, EPOCHS, BATCH = 32, 2, 128

STEPS = 12
"""Gradient steps that `step_explorer` shows."""

STEP_LOG_RATES = tuple(k / 4 for k in range(-4, 5))
START = (1.0, 1.0, 1.5)
"""Weights and bias that its unit begins with."""

_PLANE = Plane(-SIDE - 0.2, SIDE + 0.2, titles=("input 1", "input 2"))


def unit_points(n: int = 40, seed: int = 0) -> NDArray[np.float64]:
    """Return the points (n, 2) of `unit_explorer`: standard normal, two decimals."""
    points = np.random.default_rng(seed).standard_normal((n, 2))
    return np.clip(points, -SIDE, SIDE).round(2)


def unit_explorer() -> Explorable:
    """Draw one unit's line among its data, with sliders for its angle and its bias.

    A text says on how many points the unit fires, and whether it is proved silent on
    the whole square.
    """
    points = unit_points()
    rows = [{"x": float(x), "y": float(y)} for x, y in points]
    turn = "angle * PI / 180"
    base = alt.Chart({"values": rows}).transform_calculate(
        z=f"datum.x * cos({turn}) + datum.y * sin({turn}) + bias",
        state="datum.z > 0 ? 'fires' : 'silent'",
    )
    return show(
        alt.layer(
            _square(),
            _dots(base),
            _edge(turn),
            *_weights(turn),
            _unit_readout(base, turn),
        ),
        controls=[
            slider("bias", "Bias", 0.0, -5, 5, 0.1),
            slider("angle", "Direction of w", DIRECTION, 0, 360, 5, unit="°"),
        ],
        height=240,
        caption=_unit_caption(),
        alt_text=_unit_alt(points),
    )


def _dots(base: alt.Chart) -> Any:
    """Draw the points, and on which of them the unit fires."""
    kinds = {"fires": PALETTE["sky"], "silent": PALETTE["vermillion"]}
    return base.mark_point(filled=True, size=60, opacity=1).encode(
        **_PLANE.axes(),
        color=alt.Color("state:N", title=None).scale(
            domain=list(kinds), range=list(kinds.values())
        ),
        shape=alt.Shape("state:N", title=None).scale(
            domain=list(kinds), range=["circle", "cross"]
        ),
    )


def _square() -> Any:
    """Draw the square that the inputs are taken from."""
    corner = {"x": -SIDE, "y": -SIDE, "x2": SIDE, "y2": SIDE}
    frame = alt.Chart({"values": [corner]}).mark_rect(
        filled=False, stroke="currentColor", strokeDash=[3, 3], clip=True
    )
    return frame.encode(**_PLANE.axes(), x2="x2:Q", y2="y2:Q")


def _weights(turn: str) -> list[Any]:
    """Draw the weights, a vector of length 1, as an arrow from the origin."""
    ends = alt.Chart({"values": [{"t": 0}, {"t": 1}]}).transform_calculate(
        x=f"datum.t * cos({turn})", y=f"datum.t * sin({turn})"
    )
    shaft = ends.mark_line(color=PALETTE["green"], strokeWidth=3)
    head = ends.transform_filter("datum.t == 1").mark_point(
        shape="triangle",
        filled=True,
        size=120,
        opacity=1,
        color=PALETTE["green"],
        angle=alt.ExprRef("90 - angle"),
    )
    return [
        shaft.encode(**_PLANE.axes(), order="t:Q"),
        head.encode(**_PLANE.axes()),
    ]


def _edge(turn: str) -> Any:
    """Draw the line on which the pre-activation is 0."""
    along = f"-bias * cos({turn}) - datum.t * sin({turn})"
    across = f"-bias * sin({turn}) + datum.t * cos({turn})"
    return (
        alt.Chart({"values": [{"t": -50}, {"t": 50}]})
        .transform_calculate(x=along, y=across)
        .mark_line(clip=True, strokeWidth=2, color="currentColor")
        .encode(**_PLANE.axes(), order="t:Q")
    )


def _unit_readout(base: alt.Chart, turn: str) -> Any:
    reach = f"({SIDE} * (abs(cos({turn})) + abs(sin({turn}))) + bias)"
    counts = base.transform_calculate(on="datum.z > 0 ? 1 : 0").transform_aggregate(
        fires="sum(on)", all="count()"
    )
    return readout(
        "'fires on ' + datum.fires + ' of ' + datum.all + ' points: ' "
        "+ (datum.fires == 0 ? 'dead on these points' : 'alive')",
        f"'largest z on the square: ' + format({reach}, '.1f') "
        f"+ ({reach} <= 0 ? ', proved silent' : '')",
        base=counts,
    )


def _unit_caption() -> str:
    return (
        "One ReLU unit with two inputs: it fires on the side of its line that its "
        "weights (the arrow) point to. Lower the bias and the line leaves the data: "
        "the unit is dead on these points, and no gradient brings it back. Only when "
        "the line has left the square as well is it silent on every input in it."
    )


def _unit_alt(points: NDArray[np.float64]) -> str:
    angle = np.deg2rad(DIRECTION)
    direction = np.array([np.cos(angle), np.sin(angle)])
    fires = {b: int((points @ direction + b > 0).sum()) for b in (0, -1, -3)}
    proof = SIDE * float(np.abs(direction).sum())
    counts = ", ".join(f"{n} at a bias of {b}" for b, n in fires.items())
    return (
        f"{len(points)} points in the square from -{SIDE:g} to {SIDE:g}, the line on "
        "which a unit's pre-activation z is 0, and its weights as an arrow. Sliders "
        "set bias and direction; text counts the points on which the unit fires and "
        f"gives the largest z on the square. At {DIRECTION} degrees: {counts}. From a "
        f"bias of {-proof:.1f} down it is proved silent on the whole square."
    )


def unit_targets(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the unit of `step_explorer` is to output, max(0, x₁ - 0.5)."""
    return np.maximum(0, points[:, 0] - 0.5)


def unit_path(rate: float, steps: int = STEPS) -> NDArray[np.float64]:
    """Train one ReLU unit on the points of `unit_explorer` by gradient descent.

    Parameters
    ----------
    rate : float
        The learning rate.
    steps : int
        Number of steps; the loss is half the mean squared error on all points.

    Returns
    -------
    ndarray (steps + 1, 5)
        Before each step and at the end: both weights, the bias, the number of points
        on which the unit fires, and the length of the gradient.
    """
    points = unit_points()
    inputs = np.column_stack([points, np.ones(len(points))])
    targets, theta, path = unit_targets(points), np.array(START), []
    for _ in range(steps + 1):
        z = inputs @ theta
        error = np.where(z > 0, np.maximum(z, 0) - targets, 0.0)
        gradient = error @ inputs / len(inputs)
        path.append([*theta, np.sum(z > 0), np.linalg.norm(gradient)])
        theta = theta - rate * gradient
    return np.array(path)


def step_explorer() -> Explorable:
    """Draw the line of a unit that takes gradient steps, at a rate that is chosen."""
    points = unit_points()
    paths = np.array([unit_path(10**log_rate) for log_rate in STEP_LOG_RATES])
    tables = np.moveaxis(paths, 2, 0).round(4).tolist()
    place = f"[round(4 * (rate_log10 - ({STEP_LOG_RATES[0]})))][step]"
    names = ("w1", "w2", "b", "fires", "gradient")
    state = {
        name: f"{json.dumps(table)}{place}"
        for name, table in zip(names, tables, strict=True)
    }
    rows = [{"x": float(x), "y": float(y)} for x, y in points]
    base = alt.Chart({"values": rows}).transform_calculate(
        **{name: state[name] for name in names[:3]}
    )
    base = base.transform_calculate(
        state="datum.x * datum.w1 + datum.y * datum.w2 + datum.b > 0 "
        "? 'fires' : 'silent'"
    )
    said = readout(
        "'step ' + step + ': w = (' + format(datum.w1, '.2f') + ', ' "
        "+ format(datum.w2, '.2f') + '), b = ' + format(datum.b, '.2f')",
        f"'fires on ' + datum.fires + ' of {len(points)}, gradient ' "
        "+ (datum.fires == 0 ? '0: dead' : format(datum.gradient, '.2f'))",
        base=alt.Chart({"values": [{}]}).transform_calculate(**state),
    )
    return show(
        alt.layer(_dots(base), *_moving_line(state), said),
        controls=[
            slider("step", "Step", 0, 0, STEPS, 1, step_button=True),
            slider(
                "rate",
                "Learning rate",
                0.1,
                10 ** STEP_LOG_RATES[0],
                10 ** STEP_LOG_RATES[-1],
                0.25,
                log=True,
            ),
        ],
        height=240,
        caption=_step_caption(),
        alt_text=_step_alt(),
    )


def _moving_line(state: dict[str, str]) -> list[Any]:
    """Draw where z is 0, and the direction of the weights from the origin."""
    parts = {name: state[name] for name in ("w1", "w2", "b")}
    unit = {
        "size": "sqrt(datum.w1 * datum.w1 + datum.w2 * datum.w2)",
        "u1": "datum.w1 / datum.size",
        "u2": "datum.w2 / datum.size",
        "away": "-datum.b / datum.size",
    }

    def drawn(first: float, last: float, x: str, y: str) -> Any:
        chart = alt.Chart({"values": [{"t": first}, {"t": last}]})
        for name, expression in {**parts, **unit, "x": x, "y": y}.items():
            chart = chart.transform_calculate(**{name: expression})
        return chart

    line = drawn(
        -50,
        50,
        "datum.away * datum.u1 - datum.t * datum.u2",
        "datum.away * datum.u2 + datum.t * datum.u1",
    ).mark_line(clip=True, strokeWidth=2, color="currentColor")
    direction = drawn(0, 1, "datum.t * datum.u1", "datum.t * datum.u2").mark_line(
        color=PALETTE["green"], strokeWidth=3, clip=True
    )
    return [mark.encode(**_PLANE.axes(), order="t:Q") for mark in (line, direction)]


def _deadly_rate() -> float:
    """Return the lowest of the rates at which the unit is dead at the end."""
    return min(10**r for r in STEP_LOG_RATES if unit_path(10**r)[-1, 3] == 0)


def _step_caption() -> str:
    return (
        "One unit that should output max(0, x₁ − 0.5), and begins with outputs that "
        "are too large. Press for one step after the other, at a low rate and then at "
        f"the highest. From a rate of {_deadly_rate():.2g} on a step throws the line "
        "(black or white, where z = 0) off all points, and from then on nothing moves."
    )


def _step_alt() -> str:
    ends = {rate: unit_path(rate)[:, 3].astype(int) for rate in (0.1, 1.0, 10.0)}
    said = "; ".join(
        f"at a rate of {rate:g} on {fires[0]} points before the first step, "
        f"{fires[1]} after it and {fires[-1]} after {STEPS}"
        for rate, fires in ends.items()
    )
    return (
        f"{len(unit_points())} points, the line on which a unit's pre-activation z is "
        "0, and a green stroke along its weights. A slider counts gradient steps, "
        "another sets the learning rate, and text gives the gradient. The unit fires "
        f"{said}."
    )


def dead_share_table(seeds: int = 3) -> list[dict[str, float]]:
    """Train a network for each bias and rate; return the dead shares.

    Each has one hidden layer of `HIDDEN` units and He's weights, and sees digits scaled
    to [0, 1] for `EPOCHS` epochs of SGD in batches of `BATCH`.

    Parameters
    ----------
    seeds : int
        Runs for each cell.

    Returns
    -------
    rows : list of dict
        With ``bias``, ``log_rate``, ``seeds``, ``before`` and ``after``: the dead share
        of the hidden layer on all training images, a mean over the seeds.
    """
    data = digits(standardize=False)
    return [
        {"bias": bias, "log_rate": log_rate, "seeds": seeds}
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
    model = mlp([64, HIDDEN, 10], seed=seed, initialize=_he)
    nn.init.constant_(model[0].bias, bias)  # type: ignore[arg-type]
    before = _dead_share(model, X)
    train(
        model,
        X,
        data.y_train,
        optimizer="sgd",
        learning_rate=rate,
        epochs=EPOCHS,
        batch_size=BATCH,
        seed=seed,
    )
    return before, _dead_share(model, X)


def _he(W: torch.Tensor, generator: torch.Generator) -> None:
    nn.init.kaiming_normal_(W, nonlinearity="relu", generator=generator)


def _dead_share(model: nn.Module, X: NDArray[np.float32]) -> float:
    hidden, _ = layer_outputs(params_of(model), X)
    return float(dead_units(hidden).mean())


def dead_share_explorer(table: list[dict[str, float]] | None = None) -> Explorable:
    """Draw the dead share for each bias and learning rate, before and after training.

    Parameters
    ----------
    table : list of dict, optional
        What `dead_share_table` returns; it is called if None.
    """
    table = dead_share_table() if table is None else table
    rows = [{**row, "rate": f"{10 ** row['log_rate']:.2g}"} for row in table]
    x = alt.X("rate:O", title="learning rate", sort=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("bias:O", title="initial bias", sort="descending")
    color = alt.Color("shown:Q", title="dead share", legend=alt.Legend(format="%"))
    base = alt.Chart({"values": rows}).transform_calculate(
        shown="when === 'before' ? datum.before : datum.after"
    )
    chosen = base.transform_filter(
        "datum.bias == bias && abs(datum.log_rate - rate_log10) < 0.01"
    )
    cells = base.mark_rect().encode(
        x=x, y=y, color=color.scale(domain=[0, 1], scheme="blues")
    )
    frame = chosen.mark_rect(
        filled=False, stroke=PALETTE["vermillion"], strokeWidth=4
    ).encode(x=x, y=y)
    said = readout(
        "'rate ' + datum.rate + ', bias ' + datum.bias + ': dead ' "
        "+ format(datum.before, '.0%') + ', then ' + format(datum.after, '.0%')",
        base=chosen,
    )
    low, high = (10**power for power in (LOG_RATES[0], LOG_RATES[-1]))
    return show(
        alt.layer(cells, frame, said),
        controls=[
            slider("bias", "Initial bias", 0, BIASES[0], BIASES[-1], 0.5),
            slider("rate", "Learning rate", 0.1, low, high, 0.5, log=True),
            menu(
                "when",
                "Colors",
                ["after", "before"],
                labels=[f"after {EPOCHS} epochs", "before training"],
            ),
        ],
        height=230,
        caption=_share_caption(table),
        alt_text=_share_alt(table),
    )


def _at(table: list[dict[str, float]], bias: float, log_rate: float) -> float:
    (row,) = [r for r in table if (r["bias"], r["log_rate"]) == (bias, log_rate)]
    return row["after"]


def _share_caption(table: list[dict[str, float]]) -> str:
    low, high = (_at(table, 0.0, end) for end in (LOG_RATES[0], LOG_RATES[-1]))
    return (
        f"Share of dead hidden units before and after {EPOCHS} epochs of a network "
        f"with one hidden layer of {HIDDEN} units, He's weights and inputs from 0 to "
        f"1, a mean of {table[0]['seeds']} seeds. Switch the colors to before "
        "training: each row is even, for what a low bias kills is dead before the "
        f"first step. The rate adds to it, with a bias of 0 from {low:.0%} at the "
        f"lowest rate to {high:.0%} at the highest."
    )


def _share_alt(table: list[dict[str, float]]) -> str:
    corners = product((0.0, -1.0, -2.0), (LOG_RATES[0], LOG_RATES[-1]))
    said = ", ".join(
        f"{_at(table, b, r):.0%} at bias {b:g} and rate {10**r:.2g}" for b, r in corners
    )
    return (
        f"A grid of {len(LOG_RATES)} learning rates and {len(BIASES)} initial biases, "
        "colored by the share of dead units, after training or before. Sliders choose "
        f"a cell, and text gives its shares. After training: {said}."
    )
