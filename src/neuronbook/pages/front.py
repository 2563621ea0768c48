"""Pictures of the front page: a map of the chapters, and networks that fold a plane.

They are plain SVG of a few kilobytes. Lines and text take the page's own color, and the
chapters on the map are links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.networks.neurons import Params, feed_forward
from neuronbook.pages.figures import PALETTE, Figure
from neuronbook.pages.outline import Chapter, direct_needs, ground

__all__ = ["chapter_list", "chapter_map", "folded_planes", "places"]

ACROSS, BAND, RADIUS = 95, 34, 17
"""Distance of two neighbors on the map, room for lines between two of its rows, and the
radius of a chapter."""


def places(course: Sequence[Chapter]) -> dict[int, tuple[float, int]]:
    """Place each chapter on the map: how far across, and in which row.

    A row is below those of all chapters that are needed. A chapter stands in the middle
    of those that lead on from it alone; one that joins several stands below their
    middle, or to the right of it where another is there.

    Parameters
    ----------
    course : sequence of Chapter
        In the order of the course.
    """
    needs = direct_needs(course)
    row: dict[int, int] = {}
    for number, before in needs.items():
        row[number] = 1 + max((row[b] for b in before), default=-1)
    across: dict[int, float] = {}

    def place(number: int, left: float) -> float:
        """Place a chapter and all that leads on from it; return where they end."""
        after, right = [n for n, before in needs.items() if before == [number]], left
        for one in after:
            right = place(one, right)
        right = max(right, left + 1)
        across[number] = (left + right - 1) / 2
        return right

    for number, before in needs.items():
        if not before:
            place(number, max(across.values(), default=-1) + 1)
        elif len(before) > 1:
            middle = [across[b] for b in before]
            place(number, (min(middle) + max(middle)) / 2)
    for level in set(row.values()):
        free = -np.inf
        for number in sorted(
            (n for n in row if row[n] == level), key=across.__getitem__
        ):
            across[number] = max(across[number], free)
            free = across[number] + 1
    return {number: (across[number], row[number]) for number in needs}


def chapter_map(course: Sequence[Chapter]) -> str:
    """Draw the chapters as links, and lines from each to those that it leads to.

    Parameters
    ----------
    course : sequence of Chapter
        In the order of the course.

    Returns
    -------
    str
        HTML: a figure for a page in the folder of the chapters.
    """
    at, needs, base = places(course), direct_needs(course), ground(course)
    left = min(across for across, _ in at.values())
    width = ACROSS * (max(across for across, _ in at.values()) - left + 1)
    spot: dict[int, tuple[float, float]] = {}
    low: dict[int, float] = {}  # where the line from a chapter, or its title, ends
    drawn, y = "", 0.0
    for level in range(1 + max(level for _, level in at.values())):
        row = [chapter for chapter in course if at[chapter.number][1] == level]
        y = max(low.values(), default=-BAND) + BAND + RADIUS + 3
        for chapter in row:
            x = ACROSS * (at[chapter.number][0] - left + 0.5)
            spot[chapter.number] = (x, y)
        for chapter in row:
            x, number = spot[chapter.number][0], chapter.number
            ends = [spot[c.number][0] - RADIUS for c in row if spot[c.number][0] > x]
            room = min(ends, default=width) - x - RADIUS
            if room >= 8 * len(chapter.title):
                title, low[number] = [chapter.title], y + RADIUS
                words = _text(title, x + RADIUS + 8, y + 5, "start")
            else:
                title = _two_lines(chapter.title)
                low[number] = y + RADIUS + 4 + LINE * len(title)
                words = _text(title, x, y + RADIUS + LINE, "middle")
            drawn += (
                f'<a href="{chapter.name}.html" aria-label="Chapter {number}: '
                f'{escape(chapter.title)}" '
                f'class="{"ground" if number in base else "further"}">'
                f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>'
                f"{_text([str(number)], x, y + 5, 'middle')}{words}</a>"
            )
    lines = "".join(
        _line(spot[other][0], low[other], spot[number])
        for number, before in needs.items()
        for other in before
    )
    told = "; ".join(
        f"{chapter.number}, {chapter.title}, "
        + (f"after {_listed(needs[chapter.number])}" if chapter.needs else "first")
        for chapter in course
    )
    return (
        '<figure class="chapter-map"><div role="group" '
        f'aria-label="Map of the chapters: {escape(told)}.">'
        f'<svg viewBox="0 0 {width:g} {y + RADIUS + 2:g}" '
        f'style="max-width:{1.15 * width:g}px">{lines}{drawn}</svg></div></figure>'
    )


LINE = 15
"""Height of a line of a title that stands below its chapter."""


def _two_lines(title: str) -> list[str]:
    """Cut a title so that the longer of two lines is short."""
    words = title.split()
    cuts = [
        [" ".join(words[:k]), " ".join(words[k:])] for k in range(1, len(words))
    ] or [[title]]
    return min(cuts, key=lambda cut: max(map(len, cut)))


def _text(lines: Sequence[str], x: float, y: float, anchor: str) -> str:
    return "".join(
        f'<text x="{x:g}" y="{y + LINE * i:g}" text-anchor="{anchor}">'
        f"{escape(line)}</text>"
        for i, line in enumerate(lines)
    )


def _line(x: float, y: float, end: tuple[float, float]) -> str:
    """Draw a line straight down, which bends above the row where it arrives."""
    to_x, to_y = end[0], end[1] - RADIUS - 3
    path = f"M{x:g} {y + 3:g}V{to_y - BAND + 6:g}"
    if x == to_x:
        return f'<path d="{path}V{to_y:g}"/>'
    middle = to_y - BAND / 2 + 3
    return f'<path d="{path}C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}"/>'


def _listed(numbers: Sequence[int]) -> str:
    """Write numbers as a reader would: "2 to 5", "2, 5 and 7"."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    words = [str(number) for number in numbers]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def chapter_list(course: Sequence[Chapter]) -> str:
    """List the chapters, what a reader can do after each, and what it asks for.

    Parameters
    ----------
    course : sequence of Chapter
        In the order of the course.

    Returns
    -------
    str
        HTML, for a page in the folder of the chapters.
    """
    return f'<ol class="chapter-list">{"".join(map(_entry, course))}</ol>'


def _entry(chapter: Chapter) -> str:
    needs = f"after {_listed(chapter.needs)}" if chapter.needs else "needs no other"
    exercise = (
        f'<a href="../{chapter.exercise_page}.html">exercise</a> '
        f"{chapter.exercise.work:g} h" + ", with PyTorch" * chapter.torch
    )
    facts = " · ".join([needs, f"chapter {chapter.hours:g} h", exercise])
    able = re.sub(r"`(.+?)`", r"<code>\1</code>", escape(chapter.able, quote=False))
    return (
        f'<li value="{chapter.number}"><p><a href="{chapter.name}.html">'
        f"{escape(chapter.title)}</a></p><p>{able}</p>"
        f'<p class="facts">{facts}</p></li>'
    )


VIEW = (3.1, 2.3)
"""What is shown of the plane: so far to either side, so far up and down."""

PIXELS = 40
"""Pixels of the drawing for a unit of the plane."""


def folded_planes(
    networks: Mapping[int, Params],
    data: tuple[ArrayLike, ArrayLike],
    *,
    caption: str,
    alt: str,
) -> Figure:
    """Draw side by side what networks make of the same points.

    Parameters
    ----------
    networks : mapping of int to Params
        By number of hidden units: two inputs, and an output that is positive for
        class 1.
    data : pair of array_like
        Points (n, 2) and labels (n,).
    caption, alt : str
        What it shows, in words.
    """
    points, labels = np.asarray(data[0]), np.asarray(data[1])
    width, height = (2 * PIXELS * side for side in VIEW)
    gap, strip = 12, 34
    low, high, page = (
        f"var(--{name}, {color})"
        for name, color in (
            ("figure-vermillion", PALETTE["vermillion"]),
            ("figure-blue", PALETTE["blue"]),
            ("pst-color-background", "#ffffff"),
        )
    )
    frame = f'<rect width="{width:g}" height="{height:g}" rx="6"'
    dots = "".join(
        f'<path id="fold-{label}" d="{_dots(points[labels == label])}" '
        f'style="stroke:{color}" stroke-width="5" stroke-linecap="round"/>'
        for label, color in enumerate((low, high))
    )
    panels = ""
    for number, (units, params) in enumerate(networks.items()):
        words = f"{units} neuron{'s' * (units > 1)}"
        panels += (
            f'<g transform="translate({number * (width + gap):g})">'
            f'{frame} style="fill:{low}" fill-opacity="0.22"/>'
            '<g clip-path="url(#fold-frame)">'
            f'<g style="fill:{page}"><path id="fold-of-{units}" '
            f'd="{_region(params)}"/></g><use href="#fold-of-{units}" '
            f'style="fill:{high}" fill-opacity="0.32"/></g>'
            '<use href="#fold-0"/><use href="#fold-1"/>'
            f'<text x="{width / 2:g}" y="{height + 25:g}" text-anchor="middle" '
            f'font-size="16" style="fill:currentColor">{words}</text></g>'
        )
    whole = len(networks) * (width + gap) - gap
    svg = (
        f'<svg viewBox="0 0 {whole:g} {height + strip:g}" aria-hidden="true" '
        f'class="folds"><defs>{dots}<clipPath id="fold-frame">{frame}/></clipPath>'
        f"</defs>{panels}</svg>"
    )
    return Figure(svg=svg, caption=caption, alt=alt)


def _pixels(points: NDArray[np.float64]) -> list[str]:
    """Write points of the plane as coordinates of the drawing."""
    across, up = PIXELS * (points[:, 0] + VIEW[0]), PIXELS * (VIEW[1] - points[:, 1])
    return [f"{x:.1f} {y:.1f}" for x, y in zip(across, up, strict=True)]


def _dots(points: NDArray[np.float64]) -> str:
    """Write points as strokes of no length, whose round ends are the dots."""
    return "".join(f"M{point}h0" for point in _pixels(points))


def _region(params: Params) -> str:
    """Outline where a network's output is positive."""
    x, y = (np.linspace(-side, side, round(40 * side)) for side in VIEW)
    plane = np.stack(np.meshgrid(x, y), axis=-1)
    out = feed_forward(params, plane.reshape(-1, 2))[:, 0].reshape(plane.shape[:2])
    outlines: Any = contourpy.contour_generator(x, y, out).filled(0.0, np.inf)
    path = ""
    for area, offsets in zip(*outlines, strict=True):
        for start, end in pairwise(offsets):
            path += f"M{'L'.join(_pixels(_without_straight(area[start:end])))}Z"
    return path


def _without_straight(outline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out the points of an outline that lie on a line with their neighbors."""
    kept = [outline[0]]
    for here, after in pairwise(outline[1:]):
        (ax, ay), (bx, by) = here - kept[-1], after - here
        if abs(ax * by - ay * bx) > 0.02 * np.hypot(ax, ay) * np.hypot(bx, by):
            kept.append(here)
    return np.array(kept)
