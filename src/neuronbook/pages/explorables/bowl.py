"""The bowl that descents walk down: two curvatures, the steep one 1.

Chapter 3 walks by plain descent, chapter 5 with momentum; ground, start and end of the
walk are the same. The condition number is the parameter `kappa` of the drawing.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from neuronbook.pages.explorables import Plane
from neuronbook.pages.figures import PALETTE

__all__ = ["LEFT", "LONGEST", "PLANE", "START", "STEPS", "bottom", "contours", "path"]

START = (6.0, 4.0)
"""Where a descent begins: along the flat axis, along the steep one."""

STEPS = 60
LONGEST = 5000
"""How many steps the readout looks ahead."""

LEFT = 0.01
"""The share of the distance at which the readout counts a descent as arrived."""

PLANE = Plane(-6, 6, titles=("weight on the flat axis", "weight on the steep axis"))


def contours() -> Any:
    """Ellipses of equal loss: the flat half-axis is √κ times the steep one."""
    angle = 2 * np.pi / 90
    return (
        alt.Chart(alt.sequence(0, 6 * 91, as_="i"))
        .transform_calculate(
            ring="floor(datum.i / 91)", turn=f"(datum.i % 91) * {angle}"
        )
        .transform_calculate(radius="0.5 + 0.9 * datum.ring")
        .transform_calculate(
            x="datum.radius * sqrt(kappa) * cos(datum.turn)",
            y="datum.radius * sin(datum.turn)",
        )
        .mark_line(clip=True, strokeWidth=1, color=PALETTE["grey"])
        .encode(**PLANE.axes(), detail="ring:N", order="i:Q")
    )


def path(steps: alt.Chart) -> Any:
    """Draw a walk from its steps, which have `k`, `x` and `y`."""
    dots = {"filled": True, "size": 28, "color": PALETTE["blue"]}
    return steps.mark_line(
        clip=True, strokeWidth=1.5, color=PALETTE["blue"], point=dots
    ).encode(**PLANE.axes(), order="k:Q")


def bottom() -> Any:
    """Mark the lowest point."""
    return (
        alt.Chart({"values": [{"x": 0, "y": 0}]})
        .mark_point(shape="cross", filled=True, size=110, color=PALETTE["vermillion"])
        .encode(**PLANE.axes())
    )
