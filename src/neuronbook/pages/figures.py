"""Static figures: one style, one palette, and no figure without words.

`show` is the only way a chapter puts a Matplotlib figure on its page. It asks for
a caption that states the finding and for alternative text, both of which are
Python strings, so that the numbers in them are computed and never typed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

__all__ = ["INK", "PALETTE", "Figure", "require_words", "show", "use_style"]

PALETTE: dict[str, str] = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "orange": "#E69F00",
    "grey": "#7F7F7F",
}
"""Okabe and Ito's colour-blind-safe colours, by name."""

INK = "#123456"
"""What the style file draws text and axes in; `show` turns it into the page's own
text colour, so that a figure is readable in the light and in the dark theme."""


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
    svg : the drawing, in the text colour of the page around it
    caption : what the figure shows, as the finding
    alt : what a person who cannot see it needs to follow the argument
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
    fig : the figure, drawn under `use_style`
    caption : one or two sentences that state the finding
    alt : the same finding for a person who cannot see the figure, with the
        values that the argument needs

    Raises
    ------
    ValueError
        If the caption or the alternative text is missing.
    """
    require_words(caption=caption, alt=alt)
    stream = io.StringIO()
    fig.savefig(stream, format="svg", metadata={"Date": None})
    plt.close(fig)
    return Figure(svg=_themed(stream.getvalue()), caption=caption, alt=alt)


def _themed(svg: str) -> str:
    """Cut the XML prologue, scale with the page, and take the page's text colour."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r'<svg([^>]*?) width="([\d.]+)pt" height="[\d.]+pt"',
        r'<svg\1 style="max-width:\2pt" aria-hidden="true"',
        svg,
        count=1,
    )
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return svg.replace(INK.lower(), "currentColor")
