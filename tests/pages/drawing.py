"""Explorables drawn outside a browser, by vl-convert."""

from __future__ import annotations

import copy
import functools
import json
import math
import re
from collections.abc import Callable
from typing import Any

import altair as alt
import vl_convert

from neuronbook.pages.explorables import Explorable

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
HANDLE = {
    None: lambda value: value,
    "_log10": math.log10,
    "_symlog": lambda value: math.copysign(math.log10(1 + abs(value)), value),
}
"""Where a slider's handle stands for a quantity, by the end of its parameter's name."""

PHONE = 300
"""Pixels that the card of a phone leaves for the drawing."""


@functools.cache
def made(explorer: Callable[[], Explorable]) -> Explorable:
    """Make an explorable once: a drawing of it changes nothing in it."""
    return explorer()


def moved(explorable: Explorable, **to: Any) -> dict[str, Any]:
    """Return the specification with its controls moved, each by its quantity's name."""
    spec = copy.deepcopy(explorable.spec)
    for param in spec.get("params", []):
        name, scale = re.fullmatch(r"(.+?)(_log10|_symlog)?", param["name"]).groups()
        if name in to and "value" in param:
            param["value"] = HANDLE[scale](to.pop(name))
    assert not to, f"no control is called {list(to)}"
    return spec


def draw(explorable: Explorable, width: int = PHONE, **to: Any) -> str:
    """Draw with these positions of the controls; return SVG."""
    return svg_of(json.dumps(moved(explorable, **to) | {"width": width}))


@functools.lru_cache(maxsize=8)
def svg_of(spec: str) -> str:
    """Draw a specification once, however many of its words are read."""
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)


def texts(explorable: Explorable, **to: Any) -> list[str]:
    """Draw, and read the words of the drawing, a line of a readout by itself."""
    svg = draw(explorable, **to)
    parts = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    lines = [line for part in parts for line in re.split(r"<tspan[^>]*>", part)]
    words = [line.replace("</tspan>", "") for line in lines]
    return [word.replace("\u2212", "-") for word in words if word]
