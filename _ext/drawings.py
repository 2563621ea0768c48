"""Drawings in fewer bytes: most of a chapter's page is what Matplotlib wrote.

It writes coordinates to a millionth of a point, a name for each group that nothing
refers to, and for each figure the outlines of all its letters. A page needs an outline
once, and a screen shows a hundredth of a unit at most. Its shape is said in CSS: the
stylesheet lets a browser skip drawings out of view, which then have no other size.
"""

from __future__ import annotations

import re

DRAWING = re.compile(r'(?<=">)<svg [^>]*aria-hidden="true".*?</svg>', re.S)
GLYPH = re.compile(
    r'<path id="([^"]+)"(?: d="[^"]*")? transform="scale\(0\.015625\)"/>'
)
SHAPE = re.compile(r'(style="max-width:[^";]+)(" [^>]*viewBox="0 0 )([\d.]+) ([\d.]+)')
LONG = re.compile(r"-?\d+\.\d{3,}")
PLACES = re.compile(r' (?:d|x|y|width|height|points)="[^"]*"|translate\([^)]*\)')


def lighter(drawing: str, known: dict[str, str]) -> str:
    """Say the same drawing in fewer bytes.

    Parameters
    ----------
    drawing : str
        An SVG that Matplotlib wrote.
    known : dict
        Outlines of letters by their name, of the page's drawings before this one: a
        page needs each once. Those of this drawing are added.
    """

    def first_time(glyph: re.Match[str]) -> str:
        name, outline = glyph[1], glyph[0]
        if known.get(name) == outline:
            return ""
        known[name] = outline
        return outline

    def shorter(places: re.Match[str]) -> str:
        return LONG.sub(
            lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."),
            re.sub(r"\s*\n", " ", places[0]),
        )

    drawing = SHAPE.sub(r"\1; aspect-ratio: \3 / \4\2\3 \4", drawing, count=1)
    drawing = re.sub(r"<!--.*?-->", "", drawing, flags=re.S)
    drawing = re.sub(r'<g id="[^"]*"', "<g", drawing)
    drawing = PLACES.sub(shorter, drawing)
    drawing = GLYPH.sub(first_time, drawing)
    return re.sub(r">\s+<", "><", drawing).replace("<defs></defs>", "")


def lighten_drawings(body: str) -> str:
    """Shorten every drawing of a page."""
    known: dict[str, str] = {}
    return DRAWING.sub(lambda drawing: lighter(drawing[0], known), body)
