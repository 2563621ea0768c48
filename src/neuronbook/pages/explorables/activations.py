"""Explorables of the chapter on activations.

Both compute in the browser: each function and its derivative is a Vega expression,
which the tests compare with `neuronbook.functions.activations`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.pages.explorables import (
    Control,
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

__all__ = ["EXPRESSIONS", "chain_explorer", "chain_values", "tangent_explorer"]

Expression = Callable[[str], str]
"""Writes a function of a variable, which is an expression itself, for Vega."""


def _sigmoid(x: str) -> str:
    return f"(1 / (1 + exp(-{x})))"


def _sigmoid_slope(x: str) -> str:
    return f"({_sigmoid(x)} * (1 - {_sigmoid(x)}))"


def _tanh(x: str) -> str:
    return f"(2 * {_sigmoid(f'(2 * {x})')} - 1)"


def _tanh_slope(x: str) -> str:
    return f"(1 - pow({_tanh(x)}, 2))"


def _softplus(x: str) -> str:
    return f"(max(0, {x}) + log(1 + exp(-abs({x}))))"


def _normal(x: str) -> str:
    """Write the normal distribution's share below x.

    Abramowitz and Stegun 7.1.26 is good to 1.5e-7: more than a screen can show.
    """
    t = f"(1 / (1 + 0.3275911 * abs({x}) / SQRT2))"
    tail = "1.061405429"
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = f"({coefficient} + {t} * {tail})"
    tail = f"({t} * {tail} * exp(-{x} * {x} / 2) / 2)"
    return f"({x} > 0 ? 1 - {tail} : {tail})"


def _gelu_slope(x: str) -> str:
    return f"({_normal(x)} + {x} * exp(-{x} * {x} / 2) / sqrt(2 * PI))"


def _silu_slope(x: str) -> str:
    return f"({_sigmoid(x)} * (1 + {x} * (1 - {_sigmoid(x)})))"


def _mish(x: str) -> str:
    return f"({x} * {_tanh(_softplus(x))})"


def _mish_slope(x: str) -> str:
    bent = _softplus(x)
    return f"({_tanh(bent)} + {x} * {_tanh_slope(bent)} * {_sigmoid(x)})"


EXPRESSIONS: dict[str, tuple[Expression, Expression]] = {
    "relu": (lambda x: f"max(0, {x})", lambda x: f"({x} > 0 ? 1 : 0)"),
    "leaky_relu": (
        lambda x: f"({x} > 0 ? {x} : 0.01 * {x})",
        lambda x: f"({x} > 0 ? 1 : 0.01)",
    ),
    "elu": (
        lambda x: f"({x} > 0 ? {x} : exp({x}) - 1)",
        lambda x: f"({x} > 0 ? 1 : exp({x}))",
    ),
    "gelu": (lambda x: f"({x} * {_normal(x)})", _gelu_slope),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "tanh": (_tanh, _tanh_slope),
    "silu": (lambda x: f"({x} * {_sigmoid(x)})", _silu_slope),
    "softplus": (_softplus, _sigmoid),
    "mish": (_mish, _mish_slope),
    "hard_swish": (
        lambda x: f"({x} * clamp({x} + 3, 0, 6) / 6)",
        lambda x: f"({x} <= -3 ? 0 : {x} >= 3 ? 1 : {x} / 3 + 0.5)",
    ),
}
"""Of each elementwise function: what writes it, and what writes its derivative. The
variable is a name or stands in parentheses."""

_WIDEST = 6.0
_NUDGE = 0.1
"""The small change of the input that the readout speaks of."""

_CURVES = {
    "function": PALETTE["blue"],
    "derivative": PALETTE["vermillion"],
    "tangent": PALETTE["green"],
}


def _chosen(which: int, x: str, names: tuple[str, ...] = tuple(EXPRESSIONS)) -> str:
    """Write the chosen function (0) or its derivative (1) at x."""
    table = {ACTIVATIONS[name].name: EXPRESSIONS[name][which](x) for name in names}
    return cases("f", table)


def _menu(names: tuple[str, ...], start: str) -> Control:
    labels = [ACTIVATIONS[name].name for name in names]
    return menu("f", "Activation", labels, ACTIVATIONS[start].name)


def tangent_explorer() -> Explorable:
    """Draw a chosen activation, its derivative, and the tangent at a chosen input.

    A menu picks the function, a slider moves the input, and a text gives value and
    slope there, and what a small change of the input does to the output.
    """
    said = (
        "f + ' at ' + format(z0, '.1f')",
        "'value ' + format(datum.value, '.4f')"
        " + ', slope ' + format(datum.slope, '.4f')",
        f"'{_NUDGE:g} more changes it by ' + format(datum.moved - datum.value, '.4f')",
    )
    here = _here()
    dot = here.mark_point(size=90, filled=True, color=PALETTE["blue"], opacity=1)
    return show(
        alt.layer(
            _curves(),
            _tangent(here),
            dot.encode(x=_axis_z("z"), y=_axis_a("value")),
            readout(*said, base=here),
        ),
        controls=[
            _menu(tuple(EXPRESSIONS), "gelu"),
            slider("z0", "Input z", 1.0, -_WIDEST, _WIDEST, 0.1),
        ],
        height=280,
        caption=_tangent_caption(),
        alt_text=_tangent_alt(),
    )


def _axis_z(field: str) -> Any:
    return x_axis(field, "input z", (-_WIDEST, _WIDEST), tickCount=7)


def _axis_a(field: str) -> Any:
    return y_axis(field, None, (-1.5, _WIDEST + 0.3), tickCount=6)


def _curves() -> Any:
    names = list(_CURVES)
    color = alt.Color("curve:N", title=None).scale(
        domain=names, range=list(_CURVES.values())
    )
    dash = alt.StrokeDash("curve:N", title=None).scale(
        domain=names, range=[[1, 0], [5, 3], [1, 0]]
    )
    grid = alt.sequence(start=-_WIDEST, stop=_WIDEST + 0.01, step=0.05, as_="z")
    return (
        alt.Chart(grid)
        .transform_calculate(
            function=_chosen(0, "datum.z"), derivative=_chosen(1, "datum.z")
        )
        .transform_fold(["function", "derivative"], as_=["curve", "value"])
        .mark_line(clip=True, strokeWidth=2.5)
        .encode(x=_axis_z("z"), y=_axis_a("value"), color=color, strokeDash=dash)
    )


def _here() -> alt.Chart:
    """Chart without a mark of one row: the chosen input, the value and the slope."""
    return alt.Chart({"values": [{}]}).transform_calculate(
        z="z0",
        value=_chosen(0, "z0"),
        slope=_chosen(1, "z0"),
        moved=_chosen(0, f"(z0 + {_NUDGE})"),
    )


def _tangent(here: alt.Chart) -> Any:
    return (
        here.transform_calculate(
            left="datum.z - 1.5",
            right="datum.z + 1.5",
            start="datum.value - 1.5 * datum.slope",
            end="datum.value + 1.5 * datum.slope",
        )
        .mark_rule(clip=True, strokeWidth=3, color=PALETTE["green"])
        .encode(x=_axis_z("left"), x2="right:Q", y=_axis_a("start"), y2="end:Q")
    )


def _at(name: str, z: float) -> str:
    a = ACTIVATIONS[name]
    value, slope = float(a.function(z)), float(a.derivative(z))
    return f"{a.name} at {z:g}: value {value:.4f}, slope {slope:.4f}"


def _tangent_caption() -> str:
    sigmoid = ACTIVATIONS["sigmoid"].function
    change = float(sigmoid(_WIDEST + _NUDGE)) - float(sigmoid(_WIDEST))
    return (
        "Choose the sigmoid and move the input to the right end: the tangent lies "
        f"down, and {_NUDGE:g} more changes the value by only {change:.4f}. Then find "
        "the functions that let changes through on one side only, and one that turns "
        "them around: left of its lowest point the slope of GELU is negative. At a "
        "kink, as ReLU has one at 0, the slope shown is a convention."
    )


def _tangent_alt() -> str:
    return (
        "A menu picks an activation and a slider the input z from -6 to 6. Three "
        "curves: the function, its derivative, and the tangent at z. A text gives "
        f"value and slope. {_at('sigmoid', 0)}. {_at('sigmoid', 6)}. "
        f"{_at('relu', -2)}. {_at('gelu', -2)}. {_at('gelu', 1)}."
    )


_CHAIN = ("sigmoid", "tanh", "relu", "leaky_relu", "silu")
_FLOOR, _CEILING = -20, 14
_SERIES = {"size of the output": "blue", "size of the derivative": "vermillion"}


def chain_values(
    name: str, depth: int, weight: float, bias: float, x: float
) -> tuple[list[float], list[float]]:
    """Follow a chain of one-unit layers, each a ← f(weight·a + bias).

    Parameters
    ----------
    name : str
        Key of `ACTIVATIONS`.
    depth : int
        Number of layers.
    weight, bias : float
        The same in every layer.
    x : float
        Input of the chain.

    Returns
    -------
    outputs, derivatives : list of float
        The output of each layer, and its derivative with respect to `x`.
    """
    a, product = x, 1.0
    outputs: list[float] = []
    derivatives: list[float] = []
    for _ in range(depth):
        z = weight * a + bias
        product *= weight * float(ACTIVATIONS[name].derivative(z))
        a = float(ACTIVATIONS[name].function(z))
        outputs.append(a)
        derivatives.append(product)
    return outputs, derivatives


def chain_explorer(deepest: int = 20) -> Explorable:
    """Draw what becomes of a value, and of a change of it, in a chain of layers.

    Each layer has one unit, weight w, bias b and the chosen activation. Dots show the
    power of ten of each output, and of its derivative with respect to the input. What
    is 0 or below the frame has its dot on the frame's lower edge, so there are always
    as many dots as layers.

    Parameters
    ----------
    deepest : int
        How many layers are drawn, and where the slider that reads one of them ends.
    """
    size = "(datum.g == 0 ? 'exactly 0' : format(datum.g, '.2e'))"
    said = (
        "n + (n > 1 ? ' layers' : ' layer') + ', output ' + format(datum.a, '.4~g')",
        f"'derivative ' + {size}",
        "'(a quarter to the power of ' + n + ': ' + format(pow(0.25, n), '.2e') + ')'",
    )
    layers = _layers(deepest)
    count = range(1, deepest + 1)
    read = layers.transform_calculate(
        a=cases("n", {k: f"datum.a{k}" for k in count}),
        g=cases("n", {k: f"datum.g{k}" for k in count}),
    )
    return show(
        alt.layer(
            _quarter_powers(deepest),
            _place(deepest),
            *_dots(layers, deepest),
            readout(*said, base=read),
        ),
        controls=[
            _menu(_CHAIN, "sigmoid"),
            slider("w", "Weight w", 1.0, -4, 4, 0.1),
            slider("b", "Bias b", 0.0, -4, 4, 0.1),
            slider("x", "Input x", 0.5, -3, 3, 0.1),
            slider("n", "Read layer n", min(15, deepest), 1, deepest, 1),
        ],
        height=280,
        caption=_chain_caption(deepest),
        alt_text=_chain_alt(deepest),
    )


def _layers(deepest: int) -> alt.Chart:
    """Chart without a mark of one row: outputs a1, a2, … and derivatives g1, g2, …."""
    chart = alt.Chart({"values": [{"g0": 1}]}).transform_calculate(a0="x")
    for k in range(1, deepest + 1):
        chart = chart.transform_calculate(**{f"z{k}": f"w * datum.a{k - 1} + b"})
        slope = _chosen(1, f"datum.z{k}", _CHAIN)
        chart = chart.transform_calculate(
            **{
                f"a{k}": _chosen(0, f"datum.z{k}", _CHAIN),
                f"g{k}": f"datum.g{k - 1} * w * {slope}",
            }
        )
    return chart


def _axis_layer(deepest: int) -> Any:
    return x_axis("layer", "layer", (0, deepest + 1))


def _axis_power() -> Any:
    return y_axis("power", "power of ten", (_FLOOR - 1, _CEILING), tickCount=7)


def _dots(layers: alt.Chart, deepest: int) -> list[Any]:
    """Draw two lines of dots, for the outputs and the derivatives."""
    names: list[Any] = list(_SERIES)
    keys: list[Any] = [f"{kind}{k}" for kind in "ag" for k in range(1, deepest + 1)]
    power = f"datum.size == 0 ? {_FLOOR} : log(abs(datum.size)) / LN10"
    rows = (
        layers.transform_fold(keys, as_=["key", "size"])
        .transform_calculate(
            layer="toNumber(substring(datum.key, 1))",
            what=f"substring(datum.key, 0, 1) === 'a' ? '{names[0]}' : '{names[1]}'",
        )
        .transform_calculate(power=f"clamp({power}, {_FLOOR}, {_CEILING})")
    )
    color = alt.Color("what:N", title=None).scale(
        domain=names, range=[PALETTE[c] for c in _SERIES.values()]
    )
    shape = alt.Shape("what:N", title=None).scale(
        domain=names, range=["circle", "triangle-down"]
    )
    axes = {"x": _axis_layer(deepest), "y": _axis_power(), "color": color}
    return [
        rows.mark_line(clip=True, strokeWidth=1.5).encode(**axes),
        rows.mark_point(clip=True, filled=True, size=45, opacity=1).encode(
            shape=shape, **axes
        ),
    ]


def _place(deepest: int) -> Any:
    """Mark the layer that the readout speaks of."""
    return (
        alt.Chart({"values": [{}]})
        .transform_calculate(layer="n")
        .mark_rule(color=PALETTE["grey"], strokeWidth=1)
        .encode(x=_axis_layer(deepest))
    )


def _quarter_powers(deepest: int) -> Any:
    grid = alt.sequence(start=0, stop=deepest + 1, step=1, as_="layer")
    return (
        alt.Chart(grid)
        .transform_calculate(power="datum.layer * log(0.25) / LN10")
        .mark_line(strokeDash=[5, 3], color=PALETTE["grey"], strokeWidth=2)
        .encode(x=_axis_layer(deepest), y=_axis_power())
    )


def _followed(name: str, depth: int, weight: float, bias: float, x: float) -> str:
    outputs, derivatives = chain_values(name, depth, weight, bias, x)
    label = f"{ACTIVATIONS[name].name}, w = {weight:g}, b = {bias:g}, x = {x:g}"
    return (
        f"{label}: after {depth} layers the output is {outputs[-1]:.4g}, its "
        f"derivative {derivatives[-1]:.2e}"
    )


def _chain_caption(deepest: int) -> str:
    kept = chain_values("sigmoid", 15, 4.0, -2.0, 0.5)[1][-1]
    return (
        f"The outputs of {deepest} sigmoids look healthy (dots, between 0.1 and 1) "
        "while the derivative falls below the dashed line, a quarter to the power of "
        "the layer. "
        "Move the weight to 4: it falls faster still. Now move the bias to -2: with x "
        f"= 0.5 all of it gets through, and the derivative is {kept:g}. Move x away "
        "from 0.5 and see how long that lasts. Then choose ReLU with b = 0, and take x "
        "below 0: output and derivative are exactly 0, at the lower edge."
    )


def _chain_alt(deepest: int) -> str:
    settings = [
        ("sigmoid", 15, 1.0, 0.0, 0.5),
        ("sigmoid", 15, 4.0, 0.0, 0.5),
        ("sigmoid", 15, 4.0, -2.0, 0.5),
        ("tanh", 15, 1.0, 0.0, 0.5),
        ("relu", 15, 1.0, 0.0, 0.5),
        ("relu", 15, 1.0, 0.0, -0.5),
    ]
    said = ". ".join(_followed(*setting) for setting in settings)
    return (
        "A menu picks the activation; sliders set weight, bias, input, and the layer "
        f"to read. For each of {deepest} layers a dot shows the power of ten of its "
        "output and a triangle that of the derivative with respect to the input; a "
        f"dashed line is a quarter to the power of the layer. {said}."
    )
