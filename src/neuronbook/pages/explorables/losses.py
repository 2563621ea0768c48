"""Explorables of the chapter on losses and learning.

Both compute in the browser. `loss_explorer` follows one logit through a loss and its
slope; `descent_explorer` walks down a bowl with two curvatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from neuronbook.functions.activations import sigmoid
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
from neuronbook.pages.explorables.bowl import (
    LEFT,
    LONGEST,
    START,
    STEPS,
    bottom,
    contours,
    path,
)
from neuronbook.pages.figures import PALETTE

__all__ = ["descent_explorer", "loss_explorer"]

WIDEST = 6.0
"""The logit's slider and axis go from minus this to this."""

BINARY, SQUARED, PLAIN = (
    "binary cross-entropy",
    "squared error of the sigmoid",
    "half the squared error of z",
)
FRAMES = {BINARY: "[-1.4, 6.4]", SQUARED: "[-1.4, 6.4]", PLAIN: "[-8, 26]"}
"""What the vertical axis shows for each loss."""


def _probability(z: str) -> str:
    return f"(1 / (1 + exp(-{z})))"


def _loss(z: str) -> str:
    """Write the expression of the chosen loss of a logit for the label `y`."""
    table = {
        BINARY: f"max({z}, 0) - y * {z} + log(1 + exp(-abs({z})))",
        SQUARED: f"pow({_probability(z)} - y, 2)",
        PLAIN: f"pow({z} - y, 2) / 2",
    }
    return cases("loss", table)


def _slope(z: str) -> str:
    """Write the expression of the derivative of `_loss` with respect to the logit."""
    p = _probability(z)
    table = {
        BINARY: f"{p} - y",
        SQUARED: f"2 * ({p} - y) * {p} * (1 - {p})",
        PLAIN: f"{z} - y",
    }
    return cases("loss", table)


def loss_explorer() -> Explorable:
    """Draw a loss of one logit and its slope, with the tangent at a chosen logit.

    Menus choose the loss and the label, a slider moves the logit, and a readout gives
    probability, loss and slope.
    """
    say = (
        "'p = ' + format(datum.p, '.3f') + ',  y = ' + y",
        "'loss ' + format(datum.loss, '.3f') + ',  slope ' "
        "+ format(datum.slope, '+.4f')",
    )
    return show(
        alt.layer(
            _curves(), _tangent(), _touching_point(), readout(*say, base=_here())
        ),
        controls=[
            menu("loss", "Loss", list(FRAMES)),
            menu("y", "Label y", [1, 0]),
            slider("z0", "Logit z", -3.0, -WIDEST, WIDEST, 0.1),
        ],
        height=260,
        caption=(
            "Move the logit to the wrong side of the label. The slope of the "
            "cross-entropy goes to 1 and stays: a certain mistake is corrected at "
            "full speed. Choose the squared error of the sigmoid: beyond a logit of "
            "0.7, the worse the mistake, the flatter the curve."
        ),
        alt_text=_loss_alt(),
    )


def _x(field: str = "z") -> Any:
    return x_axis(field, "logit z", (-WIDEST, WIDEST), tickCount=7)


def _y(field: str) -> Any:
    frame = alt.ExprRef(cases("loss", FRAMES, "[0, 1]"))
    return y_axis(field, "loss, slope").scale(domain=frame, nice=False)


def _curves() -> Any:
    names: list[Any] = ["loss", "slope"]
    colors = [PALETTE["blue"], PALETTE["vermillion"]]
    dashes: Sequence[Sequence[float]] = [[1, 0], [5, 3]]
    return (
        alt.Chart(alt.sequence(-WIDEST, WIDEST + 0.01, 0.05, as_="z"))
        .transform_calculate(loss=_loss("datum.z"), slope=_slope("datum.z"))
        .transform_fold(names, as_=["curve", "value"])
        .mark_line(clip=True, strokeWidth=2.5)
        .encode(
            x=_x(),
            y=_y("value"),
            color=alt.Color("curve:N", title=None).scale(domain=names, range=colors),
            strokeDash=alt.StrokeDash("curve:N", title=None).scale(
                domain=names, range=dashes
            ),
        )
    )


def _here() -> alt.Chart:
    """Chart without a mark of one row: the chosen logit and what follows from it."""
    return alt.Chart({"values": [{}]}).transform_calculate(
        z="z0", p=_probability("z0"), loss=_loss("z0"), slope=_slope("z0")
    )


def _tangent() -> Any:
    return (
        _here()
        .transform_calculate(
            left="datum.z - 1.5",
            right="datum.z + 1.5",
            start="datum.loss - 1.5 * datum.slope",
            end="datum.loss + 1.5 * datum.slope",
        )
        .mark_rule(clip=True, strokeWidth=3, color=PALETTE["green"])
        .encode(x=_x("left"), x2="right:Q", y=_y("start"), y2="end:Q")
    )


def _touching_point() -> Any:
    return (
        _here()
        .mark_point(filled=True, size=90, color=PALETTE["green"], opacity=1)
        .encode(x=_x(), y=_y("loss"))
    )


def _loss_alt() -> str:
    p = float(sigmoid(-WIDEST))
    steep, flat = p - 1, 2 * (p - 1) * p * (1 - p)
    return (
        "The loss of one example as a curve over the logit, its slope as a dashed "
        "curve, and the tangent at the chosen logit. Menus choose the loss and the "
        f"label, a slider the logit. At a logit of {-WIDEST:g} for the label 1, the "
        f"slope of the binary cross-entropy is {steep:.3f}, that of the squared error "
        f"of the sigmoid {flat:.3f}."
    )


def _shrunk(step: str) -> dict[str, str]:
    """Write where the descent is after a number of steps, along both axes."""
    flat, steep = START
    return {
        "x": f"{flat} * pow(1 - rate / kappa, {step})",
        "y": f"{steep} * pow(1 - rate, {step})",
    }


def descent_explorer() -> Explorable:
    """Draw a bowl from above and the path of gradient descent in it.

    Sliders set the learning rate in units of one over the largest curvature, the ratio
    of the curvatures, and the number of steps.
    """
    distance = float(np.hypot(*START))
    walk = (
        alt.Chart(alt.sequence(0, LONGEST + 1, as_="k"))
        .transform_calculate(**_shrunk("datum.k"))
        .transform_calculate(
            left=f"sqrt(datum.x * datum.x + datum.y * datum.y) / {distance}"
        )
        .transform_calculate(arrived=f"datum.left < {LEFT} ? datum.k : 1e9")
        .transform_joinaggregate(first="min(arrived)")
        .transform_filter("datum.k == steps")
    )
    say = (
        "'distance left after ' + steps + ' steps: ' + (datum.left < 10 ? "
        "format(datum.left, '.1%') : 'very far')",
        f"'until {LEFT:.0%} is left: ' + (rate >= 2 ? 'never' : datum.first < 1e9 ? "
        f"datum.first + ' steps' : 'over {LONGEST:,} steps')",
    )
    return show(
        alt.layer(contours(), path(_walk()), bottom(), readout(*say, base=walk)),
        controls=[
            slider("rate", "Rate × largest curvature", 1.0, 0.1, 2.2, 0.05),
            slider("kappa", "Condition number", 10.0, 1, 100, log=True),
            slider("steps", "Steps", 20, 0, STEPS, 1, play=True),
        ],
        height=260,
        caption=(
            "At a condition number of 1 a rate of 1 arrives in one step. Raise the "
            "condition number: the steep axis still needs one step, the flat one takes "
            "longer and longer. Raise the rate to help it: above 1 the path jumps "
            "from wall to wall, and from 2 on it never arrives."
        ),
        alt_text=_descent_alt(),
    )


def _walk() -> alt.Chart:
    return (
        alt.Chart(alt.sequence(0, STEPS + 1, as_="k"))
        .transform_filter("datum.k <= steps")
        .transform_calculate(**_shrunk("datum.k"))
    )


def steps_to_arrive(rate: float, kappa: float, most: int = LONGEST) -> int | None:
    """Count the steps until a hundredth of the distance is left, as the readout does.

    Parameters
    ----------
    rate : float
        Learning rate times the largest curvature.
    kappa : float
        Largest curvature over the smallest.
    most : int
        Where to give up.

    Returns
    -------
    int or None
        The number of steps, None if it is larger than `most`.
    """
    steps = np.arange(most + 1)
    flat, steep = START
    across, up = flat * (1 - rate / kappa) ** steps, steep * (1 - rate) ** steps
    near = np.hypot(across, up) < LEFT * np.hypot(flat, steep)
    return int(near.argmax()) if near.any() else None


def _descent_alt() -> str:
    counts = ", ".join(
        f"{steps_to_arrive(1.0, kappa)} at {kappa}" for kappa in (1, 10, 100)
    )
    return (
        "Level lines of a bowl seen from above, ellipses around its lowest point, and "
        "the path of gradient descent as dots. Sliders set the learning rate, the "
        "condition number and the number of steps. At a rate of one over the largest "
        f"curvature, the steps until {LEFT:.0%} of the distance is left, by condition "
        f"number: {counts}. At twice that rate the path jumps from wall to wall for "
        "ever."
    )
