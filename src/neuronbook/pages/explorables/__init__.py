"""Explorables: figures with sliders that run in the reader's browser.

This module is the toolkit: controls (`slider`, `menu`), axes that stay where they are
(`x_axis`, `y_axis`, and `Plane`, on which right angles look right), the `readout` above
a drawing, and `show`, which makes page content of them. The other modules of this
package build charts with it, one module for each chapter.

Everything that a slider moves is a Vega expression: a parameter is known by its name,
a column of the data as ``datum.name``. A whole explorable::

    curve = (
        alt.Chart(alt.sequence(-4, 4.01, 0.05, as_="z"))
        .transform_calculate(a="1 / (1 + exp(-gain * datum.z))")
        .mark_line(clip=True)
        .encode(x=x_axis("z", "input z", (-4, 4)), y=y_axis("a", "output", (0, 1)))
    )
    show(
        alt.layer(curve, readout("'slope at 0: ' + format(gain / 4, '.3f')")),
        controls=[slider("gain", "Gain", 1, 0.1, 10, log=True)],
        height=240,
        caption="Ten times the gain makes the middle ten times as steep.",
        alt_text="A sigmoid curve, and a slider for the gain inside of it.",
    )

The drawing is as wide as its card, on a phone about 290 pixels: the lines of a readout
have room for 40 characters there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import copysign, floor, isclose, log10
from typing import Any

import altair as alt

from neuronbook.pages.figures import PALETTE, require_words

__all__ = [
    "COLORS",
    "Control",
    "Explorable",
    "Plane",
    "cases",
    "menu",
    "readout",
    "show",
    "slider",
    "x_axis",
    "y_axis",
]

COLORS: list[str] = [PALETTE[c] for c in ("blue", "vermillion", "green", "purple")]
"""The categorical range of the explorables, in drawing order."""

ON_PAGE = "NEURONBOOK_PAGE"
"""Environment variable that the book's build sets: its pages carry Vega themselves.
Anywhere else (JupyterLab, Colab, VS Code) Altair knows best how to show a chart."""

LINE = 18
"""Height of a line of the readout, in pixels."""

Span = tuple[float, float]

_INK = "currentColor"
_AXIS = {
    "labelColor": _INK,
    "titleColor": _INK,
    "domainColor": _INK,
    "tickColor": _INK,
    "gridColor": _INK,
    "gridOpacity": 0.15,
    "labelFontSize": 12,
    "titleFontSize": 13,
    "titleFontWeight": "normal",
}
_LEGEND = {
    "labelColor": _INK,
    "titleColor": _INK,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "orient": "top",
}
_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "axis": _AXIS,
    "legend": _LEGEND,
    "title": {"color": _INK, "anchor": "start", "fontSize": 14},
    "text": {"color": _INK, "fontSize": 13},
    "header": {"labelColor": _INK, "titleColor": _INK},
    "range": {"category": COLORS},
}


@dataclass(frozen=True)
class Explorable:
    """A chart with its words.

    Attributes
    ----------
    spec : dict
        The Vega-Lite specification, as plain data.
    caption : str
        What to try, and what it shows.
    alt : str
        The text alternative: for a person who cannot see the chart, and on the page
        where no script runs.
    """

    spec: dict[str, Any]
    caption: str
    alt: str

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if os.environ.get(ON_PAGE):
            return {"text/plain": repr(self), "text/html": self._html()}
        return alt.Chart.from_dict(self.spec)._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return f"Explorable: {self.caption}\n{self.alt}"

    def _html(self) -> str:
        spec = json.dumps(self.spec, sort_keys=True).replace("</", "<\\/")
        return (
            '<figure class="measured explorable">'
            f'<div class="vega-host" role="group" aria-label="{escape(self.alt)}">'
            f"<p>{escape(self.alt)}</p></div>"
            f'<script type="application/json" class="vega-spec">{spec}</script>'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


class Control(alt.Parameter):
    """A parameter that the reader sets, and the parameters that follow from it.

    Attributes
    ----------
    followers : list of Parameter
        For a slider the text that stands beside it, ``NAME_shown``; for a logarithmic
        slider also the quantity itself, because its handle moves the exponent.
    """

    followers: Sequence[alt.Parameter] = ()


def _control(
    name: str, value: Any, bind: Any, followers: Sequence[alt.Parameter] = ()
) -> Control:
    made = alt.param(name=name, value=value, bind=bind)
    control = Control(name=name, param=made.param, param_type="variable")
    control.followers = tuple(followers)
    return control


def slider(
    name: str,
    label: str,
    value: float,
    low: float,
    high: float,
    step: float | None = None,
    *,
    log: bool = False,
    symlog: bool = False,
    unit: str = "",
    number_format: str | None = None,
    play: bool = False,
    step_button: bool = False,
) -> Control:
    """Make a number that the reader moves between two ends.

    Parameters
    ----------
    name : str
        Of the quantity, in expressions.
    label : str
        What stands beside the slider.
    value, low, high : float
        Where it begins, and its ends.
    step : float, optional
        How far one press of an arrow key goes: in powers of ten if `log` or `symlog`.
        If None a hundredth of the way, or 0.05 powers of ten.
    log : bool
        For a quantity that matters by its ratio, like a learning rate: equal ways of
        the handle are equal factors.
    symlog : bool
        The same for a whole number of either sign: near 0 a press is a step of 1.
    unit : str
        Stands after the number.
    number_format : str, optional
        d3's format of the number: the decimals of the step if None, and two digits on
        a logarithmic slider.
    play : bool
        Whether the page puts a button beside it that moves the handle to its end: for
        a slider that counts steps.
    step_button : bool
        Whether there is a button that moves the handle by one step, and from its end
        back to its beginning: for steps that are to be looked at one by one.

    Raises
    ------
    ValueError
        If the value is not between the ends, whole steps do not lead from one end to
        the other, or a logarithmic quantity is not positive.
    """
    if not low <= value <= high or low == high:
        raise ValueError(f"expected {name} from {low} to {high}, got {value}")
    bound, followers = name, []
    if log:
        if low <= 0:
            raise ValueError(f"expected positive ends of {name}, got {low}")
        bound, number_format = f"{name}_log10", number_format or ".2~r"
        low, high, value = (round(log10(x), 6) for x in (low, high, value))
        quantity = f"pow(10, {bound})"
    elif symlog:
        bound, number_format = f"{name}_symlog", number_format or "d"
        low, high, value = (
            copysign(round(log10(1 + abs(x)), 6), x) for x in (low, high, value)
        )
        quantity = f"({bound} < 0 ? -1 : 1) * round(pow(10, abs({bound})) - 1)"
    if bound != name:
        label = f"{label.strip()}, log scale"
        followers.append(alt.param(name=name, expr=quantity))
        step = (high - low) / max(1, round((high - low) / (step or 0.05)))
    step = step or (high - low) / 100
    steps = (high - low) / step
    if not isclose(steps, round(steps), abs_tol=1e-6):
        raise ValueError(f"expected whole steps of {step} from {low} to {high}")
    # A browser counts steps in decimals, and leaves out an end that it does not hit.
    step = round(step, 9)
    high = round(low + round(steps) * step, 9)
    shown = f"format({name}, '{number_format or _decimals(step)}')"
    if unit:
        shown += f" + '{unit}'" if unit in "°%" else f" + ' {unit}'"
    followers.append(alt.param(name=f"{bound}_shown", expr=shown))
    if play:
        followers.append(alt.param(name=f"{bound}_plays", value=True))
    if step_button:
        followers.append(alt.param(name=f"{bound}_steps", value=True))
    bind = alt.binding_range(min=low, max=high, step=step, name=f"{label.strip()} ")
    return _control(bound, value, bind, followers)


def _decimals(step: float) -> str:
    """Return d3's format for numbers that are whole multiples of a step."""
    for decimals in range(6):
        if isclose(step * 10**decimals, round(step * 10**decimals), rel_tol=1e-9):
            return f".{decimals}f"
    return f".{max(0, 2 - floor(log10(step)))}f"


def menu(
    name: str,
    label: str,
    options: Sequence[Any],
    value: Any = None,
    *,
    labels: Sequence[str] | None = None,
) -> Control:
    """Make a choice of one of several values.

    Parameters
    ----------
    name : str
        Of the chosen value, in expressions.
    label : str
        What stands beside the menu.
    options : sequence
        The values: words or numbers.
    value : optional
        The one that is chosen at first, the first one if None.
    labels : sequence of str, optional
        What the menu says instead of the values.

    Raises
    ------
    ValueError
        If `value` is none of the options.
    """
    value = options[0] if value is None else value
    if value not in options:
        raise ValueError(f"expected one of {list(options)}, got {value!r}")
    bind = alt.binding_select(
        options=list(options),
        labels=alt.Undefined if labels is None else list(labels),
        name=f"{label.strip()} ",
    )
    return _control(name, value, bind)


def cases(subject: str, table: Mapping[Any, str], otherwise: str = "0") -> str:
    """Write the Vega expression that picks the entry whose key `subject` equals.

    Parameters
    ----------
    subject : str
        An expression: the name of a menu, say.
    table : mapping
        Expressions by the values, strings or numbers, that `subject` may have.
    otherwise : str
        The expression for any other value.
    """
    choices = [
        f"{subject} === {json.dumps(key, ensure_ascii=False)} ? ({chosen}) : "
        for key, chosen in table.items()
    ]
    return f"({''.join(choices)}{otherwise})"


def x_axis(field: str, title: str | None, span: Span | None = None, **how: Any) -> Any:
    """Encode a field as x, on a span that no slider changes.

    Parameters
    ----------
    field : str
        The quantitative column.
    title : str or None
        What the axis shows, with its unit.
    span : pair of float, optional
        Its ends; with None they follow the data at the sliders' first position.
    **how
        ``scale`` ("linear", "log" or "symlog"), and any property of Altair's axis,
        such as ``tickCount`` (5 unless given), ``format``, ``grid``, ``values``.
    """
    return _axis(alt.X, field, title, span, **how)


def y_axis(field: str, title: str | None, span: Span | None = None, **how: Any) -> Any:
    """Encode a field as y: see `x_axis`."""
    return _axis(alt.Y, field, title, span, **how)


def _axis(
    channel: type[Any],
    field: str,
    title: str | None,
    span: Span | alt.ExprRef | None,
    scale: str = "linear",
    **axis: Any,
) -> Any:
    ends = {} if span is None else {"domain": span, "nice": False}
    made = channel(f"{field}:Q", title=title, axis=alt.Axis(**{"tickCount": 5} | axis))
    return made.scale(type=scale, zero=False, **ends)


@dataclass(frozen=True)
class Plane:
    """Two axes with one unit, as wide as the card: right angles look right.

    Its height is fixed and its width follows the page, so the left and the right end
    are expressions.

    Attributes
    ----------
    low, high : float
        Ends of the vertical axis.
    center : float
        Middle of the horizontal axis.
    titles : pair of str
        Names of the two axes.
    """

    low: float
    high: float
    center: float = 0.0
    titles: tuple[str, str] = ("x₁", "x₂")

    @property
    def left(self) -> str:
        """Expression of the left end."""
        return f"({self.center} - {(self.high - self.low) / 2} * width / height)"

    @property
    def right(self) -> str:
        """Expression of the right end."""
        return f"({self.center} + {(self.high - self.low) / 2} * width / height)"

    def axes(self, x: str = "x", y: str = "y") -> dict[str, Any]:
        """Encode two fields; use it as ``chart.encode(**plane.axes())``."""
        ends = alt.ExprRef(f"[{self.left}, {self.right}]")
        across, up = self.titles
        return {
            "x": _axis(alt.X, x, across, ends, grid=False),
            "y": _axis(alt.Y, y, up, (self.low, self.high), grid=False),
        }

    def field(self, *, columns: int = 72, rows: int = 36, **values: str) -> Any:
        """Fill the plane with cells; give each a color and an opacity by `encode`.

        Parameters
        ----------
        columns, rows : int
            Number of cells across and up.
        **values : str
            Expressions of a cell's values, in order, in terms of its middle
            ``datum.cx``, ``datum.cy`` and of the values before.
        """
        dx = f"({self.right} - {self.left}) / {columns}"
        dy = (self.high - self.low) / rows
        chart = (
            alt.Chart(alt.sequence(0, columns * rows, as_="i"))
            .transform_calculate(dx=dx)
            .transform_calculate(
                x=f"{self.left} + datum.dx * (datum.i % {columns})",
                y=f"{self.low} + {dy} * floor(datum.i / {columns})",
            )
            .transform_calculate(
                cx="datum.x + datum.dx / 2",
                cy=f"datum.y + {dy / 2}",
                x2="datum.x + datum.dx",
                y2=f"datum.y + {dy}",
            )
        )
        for name, expression in values.items():
            chart = chart.transform_calculate(**{name: expression})
        cells = chart.mark_rect(clip=True, strokeWidth=0)
        return cells.encode(**self.axes(), x2="x2", y2="y2")


def readout(*lines: str, base: alt.Chart | None = None) -> Any:
    """Print lines above the drawing that say in numbers what the sliders have set.

    Parameters
    ----------
    *lines : str
        Expressions of text, one for each line: at most 40 characters fit a phone.
    base : Chart, optional
        Chart without a mark, of one row, that has the columns the lines speak of.
    """
    base = alt.Chart({"values": [{}]}) if base is None else base
    return (
        base.transform_calculate(said=f"[{', '.join(lines)}]")
        .mark_text(align="left", baseline="top", fontSize=13, lineHeight=LINE)
        .encode(x=alt.value(0), y=alt.value(-LINE * len(lines) - 4), text="said:N")
        .properties(name="readout")
    )


def show(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart,
    *,
    caption: str,
    alt_text: str,
    controls: Sequence[Control] = (),
    height: int | None = None,
) -> Explorable:
    """Turn an Altair chart into page content, as wide as its card.

    Parameters
    ----------
    chart : Chart or LayerChart
        Its data is inline.
    caption : str
        What to try and what it shows.
    alt_text : str
        The same for a person who cannot see the chart.
    controls : sequence of Control
        What the reader sets, in the order of the page.
    height : int, optional
        Of the frame, in pixels; the chart's own size is kept if None.

    Raises
    ------
    ValueError
        If the caption or the text alternative is missing.
    """
    require_words(caption=caption, alt_text=alt_text)
    params = [p for c in controls for p in (c, *c.followers)]
    if params:
        chart = chart.add_params(*params)
    if height is not None:
        chart = chart.properties(width="container", height=height)
    spec = chart.to_dict()
    config = {k: v for k, v in spec.get("config", {}).items() if k != "view"}
    legend = {"legend": _LEGEND | {"offset": _room_for_readout(spec) + 8}}
    spec["config"] = {**_CONFIG, **legend, **config}
    if spec.get("width") == "container":  # the padding counts: not a pixel too wide
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return Explorable(spec=spec, caption=caption, alt=alt_text)


def _room_for_readout(spec: Mapping[str, Any]) -> float:
    """Return how many pixels above the frame its readout takes: the legend's place."""
    tops = [
        -float(layer["encoding"]["y"]["value"])
        for layer in spec.get("layer", [])
        if layer.get("name") == "readout" and "value" in layer["encoding"]["y"]
    ]
    return max(tops, default=0)
