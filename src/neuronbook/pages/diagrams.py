"""Diagrams: neurons, layers and graphs, drawn as nodes and arrows.

Lines and text take the page's own color, as in every figure, and a node is only tinted,
so that a diagram is readable in the light and in the dark theme. A neuron::

    diagram = Diagram()
    for i in (1, 2):
        diagram.node(f"x{i}", 0, 2 - i, f"$x_{i}$")
    diagram.node("z", 2, 0.5, "$z$", color="blue", note="weighted sum")
    diagram.node("a", 4, 0.5, "$a$", color="green")
    diagram.arrow("x1", "z", "$w_1$")
    diagram.arrow("x2", "z", "$w_2$")
    diagram.arrow("z", "a", "bend")
    show(diagram.figure, caption="…", alt="…")
"""

from __future__ import annotations

from math import copysign, hypot
from typing import Any, Literal

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Patch, Rectangle
from matplotlib.textpath import TextPath

from neuronbook.pages.figures import INK, PALETTE

__all__ = ["Diagram"]

Shape = Literal["circle", "box", "bare"]

TINT = 0.22
"""Opacity of a node's filling: text on it is readable in both themes."""


class Diagram:
    """Nodes with names, and arrows between them, on a plane without axes.

    One unit is as long across as it is up, and the figure is cut to what is drawn. A
    node has a radius of 0.3: neighbors two units apart leave room for an arrow's label.

    Parameters
    ----------
    unit : float
        Length of one unit, in inches: five units and a half fill a page, or a phone.
    ax : Axes, optional
        Draw into these axes, beside other panels, instead of a figure of its own.
    size : float
        Of the text, in points.

    Attributes
    ----------
    figure : Figure
        What `show` takes.
    """

    def __init__(
        self, *, unit: float = 0.85, ax: Axes | None = None, size: float = 12
    ) -> None:
        self._own = ax is None
        if ax is None:
            self._figure, self._ax = plt.subplots(layout="none")
        else:
            figure = ax.get_figure()
            assert isinstance(figure, Figure)
            self._figure, self._ax = figure, ax
        self._ax.set_axis_off()
        self._ax.set_aspect("equal")
        self._size = size
        self._unit = unit
        self._nodes: dict[str, tuple[float, float, Patch]] = {}
        self._ends: list[tuple[float, float]] = []

    @property
    def figure(self) -> Figure:
        """The figure, cut to what has been drawn so far."""
        self._fit()
        return self._figure

    def node(
        self,
        name: str,
        x: float,
        y: float,
        text: str | None = None,
        *,
        shape: Shape = "circle",
        color: str = "grey",
        note: str = "",
        radius: float = 0.3,
    ) -> None:
        """Draw a node.

        Parameters
        ----------
        name : str
            By which arrows know it.
        x, y : float
            Its middle.
        text : str, optional
            Inside of it: its name if None.
        shape : {"circle", "box", "bare"}
            A box is as wide as its text needs; a bare node is its text alone.
        color : str
            A name of `PALETTE`: of its tint and its edge.
        note : str
            Smaller text below it; lines are separated by a line feed.
        radius : float
            Half of its height.

        Raises
        ------
        ValueError
            If there is a node of this name already.
        """
        if name in self._nodes:
            raise ValueError(f"expected a new name for a node, got {name!r} again")
        text = name if text is None else text
        padding = 0.2 if shape == "box" else 0.08
        half = radius if shape == "circle" else self._width(text) / 2 + padding
        paint = PALETTE[color]
        look: dict[str, Any] = {
            "facecolor": to_rgba(paint, TINT),
            "edgecolor": paint,
            "linewidth": 1.6,
        }
        patch: Patch
        if shape == "circle":
            patch = Circle((x, y), radius, **look)
        elif shape == "box":
            rounded = f"round,pad=0,rounding_size={0.3 * radius}"
            corner = (x - half, y - radius)
            patch = FancyBboxPatch(
                corner, 2 * half, 2 * radius, boxstyle=rounded, **look
            )
        else:
            corner = (x - half, y - radius)
            patch = Rectangle(corner, 2 * half, 2 * radius, visible=False)
        self._ax.add_patch(patch)
        self._ax.text(x, y, text, ha="center", va="center_baseline", size=self._size)
        self._nodes[name] = (x, y, patch)
        self._ends += [(x - half, y - radius), (x + half, y + radius)]
        if note:
            self.text(x, y - radius - 0.08, note, va="top")

    def arrow(
        self,
        start: str,
        end: str,
        label: str = "",
        *,
        color: str | None = None,
        bend: float = 0.0,
        below: bool = False,
        at: float = 0.5,
        dashed: bool = False,
    ) -> None:
        """Draw an arrow from the edge of one node to the edge of another.

        Parameters
        ----------
        start, end : str
            Names of nodes.
        label : str
            Beside the arrow.
        color : str, optional
            A name of `PALETTE`; the page's text color if None.
        bend : float
            How far the arrow leaves the straight line, as a share of its length; to
            the left of its direction if positive.
        below : bool
            Whether the label stands below the arrow, not above.
        at : float
            Where along the arrow its label stands: 0 at the start, 1 at the end.
        dashed : bool
            Whether it is dashed: for what flows backward, say.
        """
        (x, y, tail), (to_x, to_y, head) = self._nodes[start], self._nodes[end]
        paint = INK if color is None else PALETTE[color]
        arrow = FancyArrowPatch(
            (x, y),
            (to_x, to_y),
            arrowstyle="-|>,head_length=0.45,head_width=0.2",
            mutation_scale=self._size,
            connectionstyle=f"arc3,rad={-bend}",
            patchA=tail,
            patchB=head,
            shrinkA=1,
            shrinkB=1,
            color=paint,
            linewidth=1.4,
            linestyle="--" if dashed else "-",
        )
        self._ax.add_patch(arrow)
        if label:
            self._beside(label, (x, y), (to_x, to_y), bend, below, at)

    def _beside(
        self,
        label: str,
        start: tuple[float, float],
        end: tuple[float, float],
        bend: float,
        below: bool,
        at: float,
    ) -> None:
        """Write an arrow's label: outside of its bend, above it if it is straight."""
        across, up = end[0] - start[0], end[1] - start[1]
        length = hypot(across, up)
        left = (-up / length, across / length)  # of the arrow's direction
        upward = left[1] > 0 or (left[1] == 0 and left[0] < 0)
        side = copysign(1, bend) if bend else (1 if upward else -1)
        side *= -1 if below else 1
        half = self._width(label) / 2, 0.6 * self._size / 72 / self._unit
        gap = abs(left[0]) * half[0] + abs(left[1]) * half[1] + 0.06
        off = 2 * at * (1 - at) * bend * length  # of a quadratic Bezier curve
        x = start[0] + at * across + (off + side * gap) * left[0]
        y = start[1] + at * up + (off + side * gap) * left[1]
        self._ax.text(x, y, label, ha="center", va="center", size=self._size - 1)
        self._ends += [(x - half[0], y - half[1]), (x + half[0], y + half[1])]

    def text(self, x: float, y: float, text: str, **look: str) -> None:
        """Write text at a point: centered, unless `look` says otherwise.

        Parameters
        ----------
        x, y : float
            Where.
        text : str
            What; a line feed begins another line.
        **look
            Matplotlib's ``ha``, ``va``, ``style`` or ``weight``.
        """
        place: dict[str, Any] = {"ha": "center", "va": "center"} | look
        self._ax.text(x, y, text, size=self._size - 1, **place)
        lines = text.split("\n")
        width = max(self._width(line) for line in lines)
        height = 1.3 * self._size * len(lines) / 72 / self._unit
        low = {"top": y - height, "bottom": y}.get(place["va"], y - height / 2)
        left = {"left": x, "right": x - width}.get(place["ha"], x - width / 2)
        self._ends += [(left, low), (left + width, low + height)]

    def _width(self, text: str) -> float:
        """Measure a line of text, in units."""
        if not text.strip():
            return 0.0
        points = TextPath((0, 0), text, size=self._size).get_extents().width
        return float(points) / 72 / self._unit

    def _fit(self) -> None:
        """Cut the axes, and a figure of its own, to what is drawn."""
        if not self._ends:
            return
        margin = 0.08
        xs, ys = zip(*self._ends, strict=True)
        left, right = min(xs) - margin, max(xs) + margin
        low, high = min(ys) - margin, max(ys) + margin
        self._ax.set(xlim=(left, right), ylim=(low, high))
        if self._own:
            self._figure.set_size_inches(
                self._unit * (right - left), self._unit * (high - low)
            )
            self._ax.set_position((0, 0, 1, 1))
