"""Explorables of the chapter on gradient flow.

`gain_explorer` shows scales through fifteen layers, which are computed here, by
`neuronbook.networks.initialization`, for every position of its slider.
`momentum_explorer` walks down a bowl and computes in the browser, by the closed form of
the walk.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.networks.initialization import Flow, flow_through_depth
from neuronbook.networks.optimizers import momentum_step
from neuronbook.pages.explorables import (
    Explorable,
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

__all__ = ["gain_explorer", "momentum_explorer", "steps_of_momentum"]

DEPTH = 15
NAMES = ("sigmoid", "tanh", "relu", "gelu")
LOWEST, HIGHEST, PRESS = 0.5, 12.0, 0.05
"""Ends of the gain's slider, and powers of ten of one press of an arrow key."""

POWERS = -14.0, 14.0
"""Ends of the vertical axis, in powers of ten."""

SIZE, GRADIENT = "size of z", "gradient"


def _gains() -> list[float]:
    """Every gain that the slider can stand at."""
    low, high = math.log10(LOWEST), math.log10(HIGHEST)
    presses = round((high - low) / PRESS)
    return [float(10**power) for power in np.linspace(low, high, presses + 1)]


def _flow(name: str, gain: float) -> Flow:
    f = ACTIVATIONS[name]
    return flow_through_depth(f.function, f.derivative, gain, DEPTH)


def gain_explorer() -> Explorable:
    """Draw the size of pre-activations and gradients in each of fifteen layers.

    A menu chooses the activation, a slider the weights' gain.
    """
    rows = [
        {
            "name": ACTIVATIONS[name].name,
            "place": place,
            "z": np.log10(flow.size).round(1).tolist(),
            "g": np.log10(flow.gradient).round(1).tolist(),
            "factor": f"{flow.factor[-1]:.2f}",
            "through": f"{flow.gradient[0]:.1e}",
        }
        for name in NAMES
        for place, gain in enumerate(_gains())
        for flow in [_flow(name, gain)]
    ]
    last = len(_gains()) - 1
    position = f"log(gain / {LOWEST}) / log({HIGHEST / LOWEST}) * {last}"
    chosen = (
        alt.Chart({"values": rows})
        .transform_filter(
            f"datum.name === activation && datum.place === round({position})"
        )
        .transform_calculate(layer=f"sequence(1, {DEPTH + 1})")
    )
    say = (
        "'gradient: × ' + datum.factor + ' in the last layer,'",
        f"'× ' + datum.through + ' through all {DEPTH} layers'",
    )
    return show(
        alt.layer(_even(), _scales(chosen), readout(*say, base=chosen)),
        controls=[
            menu(
                "activation", "Activation", [ACTIVATIONS[name].name for name in NAMES]
            ),
            slider("gain", "Gain", 1.0, LOWEST, HIGHEST, PRESS, log=True),
        ],
        height=280,
        caption=(
            "Find for each activation the gain at which the gradient's line is as flat "
            "as you can make it. ReLU has one, √2, and a little more or less tilts "
            "both lines. Tanh forgives more, because large z make its slopes smaller. "
            "The sigmoid needs more than the 4 that its slope of ¼ asks for: its z "
            "grow with the gain, to where it is flat."
        ),
        alt_text=_gain_alt(),
    )


def _axes(field: str) -> dict[str, Any]:
    return {
        "x": x_axis("layer", "layer", (0.5, DEPTH + 0.5), tickCount=8),
        "y": y_axis(field, "power of ten", POWERS, tickCount=7),
    }


def _even() -> Any:
    """Mark the level of the last layer's gradient: 1."""
    return (
        alt.Chart({"values": [{}]})
        .mark_rule(color=PALETTE["grey"], strokeDash=[2, 3])
        .encode(y=alt.datum(0))
    )


def _scales(chosen: alt.Chart) -> Any:
    names = [SIZE, GRADIENT]
    return (
        chosen.transform_flatten(["layer", "z", "g"])
        .transform_calculate(**{SIZE: "datum.z", GRADIENT: "datum.g"})
        .transform_fold([SIZE, GRADIENT], as_=["what", "power"])
        .mark_line(clip=True, strokeWidth=2.5, point={"filled": True, "size": 36})
        .encode(
            **_axes("power"),
            color=alt.Color("what:N", title=None).scale(
                domain=names, range=[PALETTE["blue"], PALETTE["vermillion"]]
            ),
            strokeDash=alt.StrokeDash("what:N", title=None).scale(
                domain=names, range=[[5, 3], [1, 0]]
            ),
        )
    )


def _gain_alt() -> str:
    settings = [
        ("sigmoid", 1.0),
        ("sigmoid", 4.0),
        ("sigmoid", 8.0),
        ("tanh", 1.0),
        ("tanh", 2.0),
        ("relu", 1 / math.sqrt(3)),
        ("relu", math.sqrt(2)),
        ("relu", 2.0),
    ]
    first = [_flow(name, gain).gradient[0] for name, gain in settings]
    said = "; ".join(
        f"{ACTIVATIONS[name].name} at gain {gain:.2f}: {value:.0e}"
        for (name, gain), value in zip(settings, first, strict=True)
    )
    return (
        f"Two lines over the layers 1 to {DEPTH}, on an axis of powers of ten: the "
        "size of the pre-activations, and that of the gradient relative to the last "
        "layer's. A "
        "menu picks the activation, a slider the gain of the weights. The gradient at "
        f"the first layer, for some settings: {said}."
    )


def _along(curvature: str, step: str) -> str:
    """Write how much of the first distance is left along an axis, after some steps.

    The walk obeys x(k + 1) = (1 + m - a) x(k) - m x(k - 1), with a = rate × curvature:
    a sum of powers of the two roots of r² - (1 + m - a) r + m, or, where these are
    complex, a turning arrow that shrinks by √m in each step.
    """
    a = f"(rate * {curvature})"
    trace = f"(1 + momentum - {a})"
    root = f"sqrt(abs({trace} * {trace} - 4 * momentum) + 1e-12)"
    high, low = f"(({trace} + {root}) / 2)", f"(({trace} - {root}) / 2)"
    share = f"((1 - {a} - {low}) / {root})"
    real = f"{share} * pow({high}, {step}) + (1 - {share}) * pow({low}, {step})"
    turn = f"atan2({root}, {trace})"
    sine = f"(2 * (1 - {a}) - {trace}) / {root}"
    shrink = f"pow(momentum, {step} / 2)"
    swing = f"{shrink} * (cos({step} * {turn}) + {sine} * sin({step} * {turn}))"
    return f"({trace} * {trace} < 4 * momentum ? {swing} : {real})"


def _placed(chart: alt.Chart, step: str) -> alt.Chart:
    flat, steep = START
    return chart.transform_calculate(
        x=f"{flat} * {_along('(1 / kappa)', step)}", y=f"{steep} * {_along('1', step)}"
    )


def momentum_explorer() -> Explorable:
    """Draw a bowl from above and the path of descent with momentum in it.

    Sliders set the learning rate in units of one over the largest curvature, the
    momentum, and the ratio of the curvatures.
    """
    distance = float(np.hypot(*START))
    counted = (
        _placed(alt.Chart(alt.sequence(0, LONGEST + 1, as_="k")), "datum.k")
        .transform_calculate(
            left=f"sqrt(datum.x * datum.x + datum.y * datum.y) / {distance}"
        )
        .transform_calculate(away=f"datum.left < {LEFT} ? 0 : datum.k")
        .transform_joinaggregate(last="max(away)")
        .transform_filter(f"datum.k == {STEPS}")
    )
    say = (
        f"'left after {STEPS} steps: ' + (datum.left < 10 ? "
        "format(datum.left, '.1%') : 'very far')",
        f"'until {LEFT:.0%} is left: ' + (rate >= 2 + 2 * momentum ? 'never' : "
        f"datum.last < {LONGEST} ? (datum.last + 1) + ' steps' : "
        f"'over {LONGEST:,} steps')",
    )
    return show(
        alt.layer(contours(), path(_walk()), bottom(), readout(*say, base=counted)),
        controls=[
            slider("rate", "Rate × largest curvature", 1.0, 0.1, 4.0, 0.1),
            slider("momentum", "Momentum", 0.0, 0, 0.95, 0.05),
            slider("kappa", "Condition number", 30.0, 1, 100, log=True),
        ],
        height=260,
        caption=(
            "Without momentum the flat axis takes its time, and a rate above 2 jumps "
            "out of the bowl. Raise the momentum: the path keeps its speed along the "
            "flat axis and swings across the steep one. The best momentum grows with "
            "the condition number, and too much of it circles around the lowest point. "
            "Rates up to 2 + 2 × momentum arrive."
        ),
        alt_text=_momentum_alt(),
    )


def _walk() -> alt.Chart:
    return _placed(alt.Chart(alt.sequence(0, STEPS + 1, as_="k")), "datum.k")


def steps_of_momentum(
    rate: float, momentum: float, kappa: float, most: int = LONGEST
) -> int | None:
    """Count the steps after which a hundredth of the distance is never exceeded again.

    Parameters
    ----------
    rate : float
        Learning rate times the largest curvature.
    momentum : float
        Share of the velocity that is kept.
    kappa : float
        Largest curvature over the smallest.
    most : int
        Where to give up.

    Returns
    -------
    int or None
        The number of steps, None if it is larger than `most`.
    """
    w, velocity, curvature = [np.array(START)], None, np.array([1 / kappa, 1.0])
    first, away = np.hypot(*START), 0
    for step in range(1, most + 1):
        w, velocity = momentum_step(w, [curvature * w[0]], velocity, rate, momentum)
        left = np.hypot(*w[0]) / first
        if not left < LEFT:
            away = step
        if not np.isfinite(left):
            return None
    return away + 1 if away < most else None


def _momentum_alt() -> str:
    settings = [(1.0, 0.0, 30), (1.9, 0.0, 30), (1.0, 0.5, 30), (1.0, 0.9, 30)]
    counts = "; ".join(
        f"rate {rate:g}, momentum {momentum:g}: "
        f"{steps_of_momentum(rate, momentum, kappa, 1000)} steps"
        for rate, momentum, kappa in settings
    )
    return (
        "Level lines of a bowl seen from above, ellipses around its lowest point, and "
        f"the path of {STEPS} steps of descent with momentum as dots. Sliders set the "
        "learning rate, the momentum and the condition number. Until a hundredth of "
        f"the distance is left, at a condition number of 30: {counts}."
    )
