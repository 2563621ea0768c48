"""Static figures: one style, one palette, and no figure without words.

`show` is the only way a chapter puts a Matplotlib figure on its page. It asks for
a caption that states the finding and for alternative text, both of which are
Python strings, so that the numbers in them are computed and never typed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.text import Text
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MplFigure

__all__ = [
    "INK",
    "PALETTE",
    "Figure",
    "dot_and_range",
    "require_words",
    "show",
    "use_style",
]

PHONE = 328
"""Width of a figure on the narrowest phone that the book is made for, in pixels."""

SMALLEST = 8.5
"""Height of the smallest text that may stand in a figure there, in pixels."""

PALETTE: dict[str, str] = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "orange": "#E69F00",
    "grey": "#7F7F7F",
}
"""Okabe and Ito's color-blind-safe colors, by name."""

INK = "#123456"
"""What the style file draws text and axes in; `show` turns it into the page's own
text color, so that a figure is readable in the light and in the dark theme."""


def use_style() -> None:
    """Switch Matplotlib to the book's style. Call it once, in the first cell."""
    with as_file(files("neuronbook.pages") / "neuronbook.mplstyle") as path:
        mpl.style.use(path)


def require_words(**texts: str) -> None:
    """Refuse an empty caption or alternative text.

    Raises
    ------
    ValueError
        If a text is shorter than 20 characters: that is a label, not a finding.
    """
    for name, text in texts.items():
        if len(text.strip()) < 20:
            raise ValueError(
                f"expected {name} of at least 20 characters that says what the "
                f"figure shows, got {text!r}"
            )


@dataclass(frozen=True)
class Figure:
    """A figure with its words, ready for a notebook or a built page.

    Attributes
    ----------
    svg : str
        The drawing, in the text color of the page around it.
    caption : str
        What the figure shows, as the finding.
    alt : str
        What a person who cannot see it needs to follow the argument.
    """

    svg: str
    caption: str
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}

    def __repr__(self) -> str:
        return f"Figure: {self.caption}\n{self.alt}"

    def _html(self) -> str:
        return (
            '<figure class="measured">'
            f'<div role="img" aria-label="{escape(self.alt)}">{self.svg}</div>'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


def show(fig: MplFigure, *, caption: str, alt: str) -> Figure:
    """Turn a Matplotlib figure into page content and close it.

    Parameters
    ----------
    fig : Figure
        Matplotlib's, drawn under `use_style`.
    caption : str
        One or two sentences that state the finding.
    alt : str
        The same finding for a person who cannot see the figure, with the values that
        the argument needs.

    Raises
    ------
    ValueError
        If the caption or the alternative text is missing, or a text of the figure is
        too small to be read on a phone.
    """
    require_words(caption=caption, alt=alt)
    stream = io.StringIO()
    fig.savefig(stream, format="svg", metadata={"Date": None})
    _require_readable(fig)
    plt.close(fig)
    return Figure(svg=_themed(stream.getvalue()), caption=caption, alt=alt)


def _require_readable(fig: MplFigure) -> None:
    """Refuse a text that a phone would shrink below `SMALLEST`."""
    shrunk = min(1.0, PHONE / (96 * fig.get_figwidth()))
    for text in fig.findobj(Text):
        assert isinstance(text, Text)
        pixels = float(text.get_fontsize()) * 96 / 72 * shrunk
        if pixels < SMALLEST and text.get_visible() and text.get_text().strip():
            raise ValueError(
                f"expected text of {SMALLEST} pixels or more on a phone, got "
                f"{pixels:.1f} for {text.get_text()!r} ({text.get_fontsize():g} points "
                f"in a figure of {fig.get_figwidth():g} inches): make it larger, or "
                "the figure narrower, with its panels one above the other"
            )


def _themed(svg: str) -> str:
    """Cut the XML prologue, scale with the page, and take the page's colors.

    On a wide page a figure is drawn a fifth larger than on paper.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r'<svg([^>]*?) width="([\d.]+)pt" height="[\d.]+pt"',
        lambda m: (
            f'<svg{m[1]} style="max-width:{1.2 * float(m[2]):.0f}pt" aria-hidden="true"'
        ),
        svg,
        count=1,
    )
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for name, color in PALETTE.items():  # the stylesheet may lighten it in the dark
        svg = svg.replace(color.lower(), f"var(--figure-{name}, {color.lower()})")
    return svg.replace(INK.lower(), "currentColor")


def dot_and_range(
    ax: Axes,
    rows: Mapping[str, ArrayLike | Mapping[str, ArrayLike]],
    *,
    number_format: str | None = None,
    colors: Sequence[str] = ("blue", "vermillion", "green", "purple"),
) -> None:
    """Draw one row for each arm of an experiment: every run, their range, their median.

    The name of a row stands above it, at the left edge, so that a phone has room for
    it. The axes' other direction (its label, its scale and limits) is the caller's.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    rows : mapping
        Results over seeds by the name of the arm, from top to bottom; for results of
        several kinds, such as training and test, a mapping from the kind to them (a
        legend then stands above the axes).
    number_format : str, optional
        Format of the median, which is then written above its dot: ``".2f"``, say.
    colors : sequence of str
        Names of `PALETTE`, one for each kind.

    Raises
    ------
    ValueError
        If there is no row, or one without a finite result.
    """
    if not rows:
        raise ValueError("expected rows by the name of their arm, got none")
    named: set[str] = set()
    for place, (name, results) in enumerate(rows.items()):
        kinds = results if isinstance(results, Mapping) else {"": results}
        ax.text(
            0.0, place - 0.42, name, va="center", transform=ax.get_yaxis_transform()
        )
        for number, (kind, values) in enumerate(kinds.items()):
            runs = np.asarray(values, dtype=float).ravel()
            if not runs.size or not np.isfinite(runs).all():
                raise ValueError(f"expected finite results of {name!r}, got {values!r}")
            y = place + 0.24 * (number - (len(kinds) - 1) / 2)
            paint = PALETTE[colors[number]]
            label = kind if kind and kind not in named else None
            named.add(kind)
            middle = float(np.median(runs))
            ax.plot([runs.min(), runs.max()], [y, y], color=paint, linewidth=2.5)
            ax.plot(runs, np.full(runs.size, y), "|", color=paint, markersize=9)
            ax.plot(middle, y, "o", color=paint, markersize=8, label=label)
            if number_format is not None:
                ax.annotate(
                    format(middle, number_format),
                    (middle, y),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    va="bottom",
                )
    ax.set(ylim=(len(rows) - 0.45, -0.7), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", visible=False)
    if named != {""}:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(named))
