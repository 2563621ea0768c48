"""What a page weighs, and that a lighter page shows what it showed."""

import base64
import functools
import io
import re

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

from _ext import drawings, icons
from neuronbook.pages import figures

from .browser import HTML, pages

built = pytest.mark.built


@pytest.fixture(scope="module")
def two_figures():
    """A page body with the same figure twice."""
    figures.use_style()
    fig, ax = plt.subplots()
    ax.plot([0, 1 / 3, 1], [0, 2 / 3, 1], marker="o")
    ax.set(xlabel="input", ylabel="output")
    words = "A line from the lower left to the upper right corner."
    html = figures.show(fig, caption=words, alt=words)._repr_mimebundle_()["text/html"]
    return html, drawings.lighten_drawings(html + html)


def test_a_page_has_each_outline_of_a_letter_once(two_figures):
    before, after = two_figures
    glyphs = re.findall(r'<path id="(DejaVuSans-[^"]+)"', after)
    assert len(glyphs) == len(set(glyphs))
    assert set(glyphs) == set(re.findall(r'<path id="(DejaVuSans-[^"]+)"', before))
    uses = re.compile(r'xlink:href="#(DejaVuSans-[^"]+)"')
    assert uses.findall(after) == 2 * uses.findall(before)


def test_an_outline_with_the_name_of_another_one_stays():
    letter = (
        '<div aria-label="a"><svg aria-hidden="true"><defs>'
        '<path id="F-41" d="M {} 0" transform="scale(0.015625)"/></defs></svg></div>'
    )
    both = drawings.lighten_drawings(letter.format(1) + letter.format(2))
    assert both.count('id="F-41"') == 2


def test_a_lighter_drawing_moves_nothing_by_more_than_a_hundredth(two_figures):
    before, after = two_figures
    number = re.compile(r"-?\d+(?:\.\d+)?")

    def places(html):
        """List the numbers of all that is drawn, without the letters' outlines."""
        html = re.sub(r'<path id="DejaVuSans-[^>]*>', "", html)
        found = re.findall(r' (?:d|x|y|transform)="([^"]*)"', html)
        return [float(n) for place in found for n in number.findall(place)]

    old, new = 2 * places(before), places(after)
    assert len(old) == len(new) > 100
    assert old == pytest.approx(new, abs=0.0051)
    assert len(after) < 1.5 * len(before)


def test_scales_of_a_drawing_stay(two_figures):
    scales = re.compile(r"scale\([^)]*\)")
    before, after = (set(scales.findall(html)) for html in two_figures)
    assert before == after
    assert "scale(0.015625)" in after


ONE_ICON = '<i class="fa-solid fa-house" aria-hidden="true"></i>'


def characters(stylesheet):
    """List the characters that the fonts of a stylesheet have."""
    found = re.findall(r"data:font/woff;base64,([^)]*)", stylesheet)
    fonts = [TTFont(io.BytesIO(base64.b64decode(one))) for one in found]
    return [set(font.getBestCmap()) for font in fonts]


def test_an_icon_of_a_page_is_in_the_stylesheet_and_in_its_font():
    without = icons.light_stylesheet([])
    stylesheet = icons.light_stylesheet([ONE_ICON])
    assert ".fa-house:before" in stylesheet
    assert ".fa-house:before" not in without
    assert not any(0xF015 in font for font in characters(without))
    assert any(0xF015 in font for font in characters(stylesheet))
    assert ".fa-lg{" in stylesheet
    assert "woff2" not in stylesheet


def test_an_icon_that_does_not_exist_fails_the_build():
    page = ONE_ICON.replace("fa-house", "fa-horse-shoe-crab")
    with pytest.raises(ExtensionError, match="fa-horse-shoe-crab"):
        icons.light_stylesheet([page])


TAG = re.compile(
    r'<(?:script|img)\b(?![^>]*\bloading="lazy")[^>]*\bsrc="([^":?]+)|'
    r'<link\b(?=[^>]*\brel="(?:stylesheet|preload|icon)")[^>]*\bhref="([^":?]+)'
)


@functools.cache
def loads(address):
    """List the files that a page loads before anybody scrolls."""
    page = HTML / address
    found = {a or b for a, b in TAG.findall(page.read_text("utf-8"))}
    files = {(page.parent / one).resolve() for one in found}
    return {page, *files}


@built
@pytest.mark.parametrize("address", pages())
def test_page_loads_what_it_uses(address):
    text = (HTML / address).read_text("utf-8")
    assert [file for file in loads(address) if not file.is_file()] == []
    loaded = {file.name for file in loads(address)}
    formulas = bool(re.search(r'class="math |\\\(', text))
    assert ("formulas.js" in loaded) == ("startup.js" in loaded) == formulas
    explorables = 'class="vega-spec"' in text
    assert ("explorables.js" in loaded) == explorables
    assert ("vega.js" in loaded) == (explorables and address != "book/index.html")
    assert ("searchindex.js" in loaded) == (address == "search.html")
    assert not loaded & {"fontawesome.js", "tex-chtml.js"}
