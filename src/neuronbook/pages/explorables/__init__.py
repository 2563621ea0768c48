"""Explorables: figures with sliders that run in the reader's browser.

Each is an Altair chart whose parameters are bound to native sliders and menus, so
the whole figure works by keyboard and without a kernel. `show` wraps a chart in a
page element with a caption and a text alternative; the other modules of this
package build the charts, one module a chapter.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt

from neuronbook.pages.figures import PALETTE, require_words

__all__ = ["COLOURS", "Explorable", "show", "slider"]

COLOURS: list[str] = [PALETTE[c] for c in ("blue", "vermillion", "green", "purple")]
"""The categorical range of the explorables, in drawing order."""

ON_PAGE = "NEURONBOOK_PAGE"
"""Environment variable that the book's build sets: its pages carry Vega themselves.
Anywhere else (JupyterLab, Colab, VS Code) Altair knows best how to show a chart."""

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
_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "axis": _AXIS,
    "legend": {
        "labelColor": _INK,
        "titleColor": _INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "orient": "top",
    },
    "title": {"color": _INK, "anchor": "start", "fontSize": 14},
    "text": {"color": _INK, "fontSize": 13},
    "header": {"labelColor": _INK, "titleColor": _INK},
    "range": {"category": COLOURS},
}


@dataclass(frozen=True)
class Explorable:
    """A chart with its words.

    Attributes
    ----------
    spec : the Vega-Lite specification, as plain data
    caption : what to try, and what it shows
    alt : the text alternative, for a person who cannot see the chart
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
            "</div>"
            f'<script type="application/json" class="vega-spec">{spec}</script>'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


def slider(
    name: str, label: str, value: float, low: float, high: float, step: float
) -> alt.Parameter:
    """Make a number that the reader moves between two ends.

    Parameters
    ----------
    name : of the parameter, in expressions
    label : what stands beside the slider
    value : where it begins
    low, high, step : its ends, and how far one press of an arrow key goes
    """
    bind = alt.binding_range(min=low, max=high, step=step, name=label)
    return alt.param(name=name, value=value, bind=bind)


def show(chart: alt.TopLevelMixin, *, caption: str, alt_text: str) -> Explorable:
    """Turn an Altair chart into page content.

    Parameters
    ----------
    chart : any Altair chart whose data is inline
    caption : what to try and what it shows
    alt_text : the same for a person who cannot see the chart

    Raises
    ------
    ValueError
        If the caption or the text alternative is missing.
    """
    require_words(caption=caption, alt_text=alt_text)
    spec = chart.to_dict()
    config = {k: v for k, v in spec.get("config", {}).items() if k != "view"}
    spec["config"] = {**_CONFIG, **config}
    if spec.get("width") == "container":  # the padding counts: not a pixel too wide
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return Explorable(spec=spec, caption=caption, alt=alt_text)
