"""Explorables of the chapter on activations.

Both compute in the browser: each function and its derivative is a Vega expression,
which the tests compare with `neuronbook.functions.activations`.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.pages.explorables import Explorable, show, slider
from neuronbook.pages.figures import PALETTE

__all__ = ["EXPRESSIONS", "chain_explorer", "chain_products", "tangent_explorer"]

_SIGMOID = "(1 / (1 + exp(-X)))"
_SOFTPLUS = "((X > 0 ? X : 0) + log(1 + exp(-abs(X))))"
_TANH = f"(2 * {_SIGMOID.replace('X', '(2 * (X))')} - 1)"
_TANH_SOFTPLUS = _TANH.replace("X", _SOFTPLUS)
# Abramowitz and Stegun 7.1.26 is good to 1.5e-7: more than a screen can show.
_K = "(1 / (1 + 0.3275911 * abs(X) / SQRT2))"
_POLYNOMIAL = (
    f"({_K} * (0.254829592 + {_K} * (-0.284496736 + {_K} * (1.421413741 "
    f"+ {_K} * (-1.453152027 + {_K} * 1.061405429)))))"
)
_TAIL = f"({_POLYNOMIAL} * exp(-(X) * (X) / 2) / 2)"
_NORMAL = f"(X > 0 ? 1 - {_TAIL} : {_TAIL})"
_DENSITY = "(exp(-(X) * (X) / 2) / sqrt(2 * PI))"

EXPRESSIONS: dict[str, tuple[str, str]] = {
    "relu": ("(X > 0 ? X : 0)", "(X > 0 ? 1 : 0)"),
    "leaky_relu": ("(X > 0 ? X : 0.01 * X)", "(X > 0 ? 1 : 0.01)"),
    "elu": ("(X > 0 ? X : exp(X) - 1)", "(X > 0 ? 1 : exp(X))"),
    "gelu": (f"(X * {_NORMAL})", f"({_NORMAL} + X * {_DENSITY})"),
    "sigmoid": (_SIGMOID, f"({_SIGMOID} * (1 - {_SIGMOID}))"),
    "tanh": (_TANH, f"(1 - pow({_TANH}, 2))"),
    "silu": (f"(X * {_SIGMOID})", f"({_SIGMOID} * (1 + X * (1 - {_SIGMOID})))"),
    "softplus": (_SOFTPLUS, _SIGMOID),
    "mish": (
        f"(X * {_TANH_SOFTPLUS})",
        f"({_TANH_SOFTPLUS} + X * (1 - pow({_TANH_SOFTPLUS}, 2)) * {_SIGMOID})",
    ),
    "hard_swish": (
        "(X * clamp(X + 3, 0, 6) / 6)",
        "(X <= -3 ? 0 : X >= 3 ? 1 : X / 3 + 0.5)",
    ),
}
"""A Vega expression in X of each elementwise function, and one of its derivative."""

_WIDEST = 6.0
_START = "gelu"


def _chosen(which: int, x: str) -> str:
    """Build the expression that evaluates the chosen function or derivative at `x`."""
    cases = [
        f"f == '{ACTIVATIONS[name].name}' ? {expressions[which].replace('X', f'({x})')}"
        for name, expressions in EXPRESSIONS.items()
    ]
    return " : ".join(cases) + " : 0"


def _menu(names: list[str], start: str) -> alt.Parameter:
    labels = [ACTIVATIONS[name].name for name in names]
    bind = alt.binding_select(options=labels, name="Activation ")
    return alt.param(name="f", value=ACTIVATIONS[start].name, bind=bind)


def tangent_explorer() -> Explorable:
    """Draw a chosen activation, its derivative, and the tangent at a chosen input.

    A menu picks the function, a slider moves the input, and a text gives value and
    slope there.
    """
    params = [
        _menu(list(EXPRESSIONS), _START),
        slider("z0", "Input z ", 1.0, -_WIDEST, _WIDEST, 0.1),
    ]
    chart = (
        alt.layer(_curves(), _tangent(), _touching_point(), _readout())
        .add_params(*params)
        .properties(width="container", height=260)
    )
    return show(chart, caption=_tangent_caption(), alt_text=_tangent_alt())


def _axis_z() -> alt.X:
    scale = alt.Scale(domain=[-_WIDEST, _WIDEST], nice=False)
    return alt.X("z:Q", title="input z", scale=scale, axis=alt.Axis(tickCount=7))


def _axis_y(field: str) -> alt.Y:
    scale = alt.Scale(domain=[-1.5, 4.2], nice=False)
    return alt.Y(f"{field}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=6))


def _curves() -> Any:
    colour = alt.Color("curve:N", title=None).scale(
        domain=["function", "derivative", "tangent"],
        range=[PALETTE["blue"], PALETTE["vermillion"], PALETTE["green"]],
    )
    dash = alt.StrokeDash("curve:N", title=None).scale(
        domain=["function", "derivative", "tangent"], range=[[1, 0], [5, 3], [1, 0]]
    )
    grid = alt.sequence(start=-_WIDEST, stop=_WIDEST + 0.01, step=0.05, as_="z")
    return (
        alt.Chart(grid)
        .transform_calculate(
            function=_chosen(0, "datum.z"), derivative=_chosen(1, "datum.z")
        )
        .transform_fold(["function", "derivative"], as_=["curve", "value"])
        .mark_line(clip=True, strokeWidth=2.5)
        .encode(x=_axis_z(), y=_axis_y("value"), color=colour, strokeDash=dash)
    )


def _here() -> alt.Chart:
    """Chart without a mark of one row: the chosen input, the value and the slope."""
    return alt.Chart({"values": [{}]}).transform_calculate(
        z="z0", value=_chosen(0, "z0"), slope=_chosen(1, "z0")
    )


def _tangent() -> Any:
    return (
        _here()
        .transform_calculate(
            left="datum.z - 1.5",
            right="datum.z + 1.5",
            start="datum.value - 1.5 * datum.slope",
            end="datum.value + 1.5 * datum.slope",
        )
        .mark_rule(clip=True, strokeWidth=3, color=PALETTE["green"])
        .encode(
            x=alt.X("left:Q", title="input z"),
            x2="right:Q",
            y=alt.Y("start:Q", title=None),
            y2="end:Q",
        )
    )


def _touching_point() -> Any:
    return (
        _here()
        .mark_point(clip=True, size=90, filled=True, color=PALETTE["blue"], opacity=1)
        .encode(x=_axis_z(), y=_axis_y("value"))
    )


def _readout() -> Any:
    said = (
        "f + ' at ' + format(z0, '.1f') + ': value ' + format(datum.value, '.4f')"
        " + ', slope ' + format(datum.slope, '.4f')"
    )
    return (
        _here()
        .transform_calculate(said=said)
        .mark_text(align="left", baseline="top", fontSize=13)
        .encode(x=alt.value(6), y=alt.value(4), text="said:N")
    )


def _at(name: str, z: float) -> str:
    a = ACTIVATIONS[name]
    value, slope = float(a.function(z)), float(a.derivative(z))
    return f"{a.name} at {z:g}: value {value:.4f}, slope {slope:.4f}"


def _tangent_caption() -> str:
    slope = float(ACTIVATIONS["sigmoid"].derivative(6.0))
    return (
        "Move the input to either end and read the slope. Sigmoid and tanh go flat on "
        f"both sides (the slope of the sigmoid at 6 is {slope:.4f}), the others on the "
        "left only, or nowhere. At a kink, as ReLU has one at 0, the slope shown is a "
        "convention."
    )


def _tangent_alt() -> str:
    return (
        "A menu picks an activation and a slider the input z from -6 to 6. Three "
        "curves: the function, its derivative, and the tangent at z. A text gives "
        f"value and slope. {_at('sigmoid', 0)}. {_at('sigmoid', 6)}. "
        f"{_at('relu', -2)}. {_at('gelu', -2)}. {_at('gelu', 1)}."
    )


_CHAIN = ("sigmoid", "tanh", "relu", "leaky_relu", "silu")
_FLOOR, _CEILING = -20, 8


def chain_products(
    name: str, depth: int, weight: float, bias: float, x: float
) -> list[float]:
    """Compute the derivative of each layer of a chain of one-unit layers.

    Parameters
    ----------
    name
        Key of `ACTIVATIONS`.
    depth
        Number of layers, each a ← f(weight·a + bias).
    weight, bias
        The same in every layer.
    x
        Input of the chain.

    Returns
    -------
    products
        The derivative of layer k's output with respect to `x`, for k from 1 to `depth`.
    """
    a, product, products = x, 1.0, []
    for _ in range(depth):
        z = weight * a + bias
        product *= weight * float(ACTIVATIONS[name].derivative(z))
        a = float(ACTIVATIONS[name].function(z))
        products.append(product)
    return products


def chain_explorer(deepest: int = 20) -> Explorable:
    """Draw how the derivative through a chain of layers shrinks or grows.

    Each layer has one unit, weight w, bias b and the chosen activation. A bar a layer
    shows the power of ten of the product of derivatives so far, a text the product.

    Parameters
    ----------
    deepest
        Where the slider of the number of layers ends.
    """
    params = [
        _menu(list(_CHAIN), "sigmoid"),
        slider("n", "Layers n ", min(15, deepest), 1, deepest, 1),
        slider("w", "Weight w ", 1.0, 0.1, 8, 0.1),
        slider("b", "Bias b ", 0.0, -4, 4, 0.1),
        slider("x", "Input x ", 0.5, -3, 3, 0.1),
    ]
    chart = (
        alt.layer(_bars(deepest), _quarter_powers(deepest), _chain_readout(deepest))
        .add_params(*params)
        .properties(width="container", height=240)
    )
    return show(chart, caption=_chain_caption(), alt_text=_chain_alt())


def _one_layer(k: int) -> dict[str, str]:
    """Build the expressions of layer k: its output, and the product up to it."""

    def chosen(which: int) -> str:
        cases = [
            f"f == '{ACTIVATIONS[name].name}' ? "
            f"{EXPRESSIONS[name][which].replace('X', f'(w * datum.a{k - 1} + b)')}"
            for name in _CHAIN
        ]
        return " : ".join(cases) + " : 0"

    return {f"a{k}": chosen(0), f"g{k}": f"datum.g{k - 1} * w * ({chosen(1)})"}


def _layers(deepest: int) -> Any:
    """Chart without a mark of one row: outputs a1, a2, … and products g1, g2, …."""
    chart = alt.Chart({"values": [{"g0": 1}]}).transform_calculate(a0="x")
    for k in range(1, deepest + 1):
        chart = chart.transform_calculate(**_one_layer(k))
    return chart


def _axis_layer(deepest: int) -> alt.X:
    scale = alt.Scale(domain=[0, deepest + 1], nice=False)
    return alt.X("layer:Q", title="layer", scale=scale, axis=alt.Axis(tickCount=5))


def _axis_power(field: str) -> alt.Y:
    scale = alt.Scale(domain=[_FLOOR, _CEILING], nice=False, clamp=True)
    return alt.Y(f"{field}:Q", title="power of ten", scale=scale).axis(tickCount=7)


def _bars(deepest: int) -> Any:
    return (
        _layers(deepest)
        .transform_fold([f"g{k}" for k in range(1, deepest + 1)], as_=["key", "g"])
        .transform_calculate(layer="toNumber(substring(datum.key, 1))")
        .transform_filter("datum.layer <= n")
        .transform_calculate(
            power=f"datum.g == 0 ? {_FLOOR} : log(abs(datum.g)) / LN10"
        )
        .mark_bar(clip=True, size=9, color=PALETTE["blue"])
        .encode(x=_axis_layer(deepest), y=_axis_power("power"))
    )


def _quarter_powers(deepest: int) -> Any:
    grid = alt.sequence(start=0, stop=deepest + 1, step=1, as_="layer")
    return (
        alt.Chart(grid)
        .transform_calculate(power="datum.layer * log(0.25) / LN10")
        .mark_line(strokeDash=[5, 3], color=PALETTE["vermillion"], strokeWidth=2.5)
        .encode(x=_axis_layer(deepest), y=_axis_power("power"))
    )


def _chain_readout(deepest: int) -> Any:
    last = " : ".join(f"n == {k} ? datum.g{k}" for k in range(1, deepest + 1))
    said = (
        "n + (n > 1 ? ' layers: ' : ' layer: ') + format(datum.last, '.2e')"
        " + ', 0.25^' + n + ': ' + format(pow(0.25, n), '.2e')"
    )
    return (
        _layers(deepest)
        .transform_calculate(last=f"{last} : 0")
        .transform_calculate(said=said)
        .mark_text(align="left", baseline="bottom", fontSize=13)
        .encode(x=alt.value(0), y=alt.value(-8), text="said:N")
    )


def _product(name: str, depth: int, weight: float, bias: float, x: float) -> str:
    product = chain_products(name, depth, weight, bias, x)[-1]
    label = f"{ACTIVATIONS[name].name}, {depth} layers"
    return f"{label}, w = {weight:g}, b = {bias:g}, x = {x:g}: {product:.2e}"


def _chain_caption() -> str:
    centred = chain_products("sigmoid", 15, 4.0, -2.0, 0.5)[-1]
    return (
        "The bars are the derivative of each layer with respect to the input, the "
        "dashed line is 0.25 to the power of the layer; bars end at the frame, also "
        "where the derivative is 0, and a derivative of 1 has none. With w = 1 the "
        "sigmoid falls below the line. With w = 4 alone it saturates and falls faster "
        "still; with w = 4, b = -2 and x = 0.5 it stays in its steep middle and the "
        f"product is {centred:g}."
    )


def _chain_alt() -> str:
    settings = [
        ("sigmoid", 15, 1.0, 0.0, 0.5),
        ("sigmoid", 15, 4.0, 0.0, 0.5),
        ("sigmoid", 15, 4.0, -2.0, 0.5),
        ("tanh", 15, 1.0, 0.0, 0.5),
        ("relu", 15, 1.0, 0.0, 0.5),
        ("relu", 15, 1.0, 0.0, -0.5),
    ]
    said = ". ".join(_product(*setting) for setting in settings)
    return (
        "A menu picks the activation; sliders set the number of layers, weight, bias "
        "and input. A bar a layer shows the power of ten of the product of "
        f"derivatives so far, a text the last product. {said}."
    )
