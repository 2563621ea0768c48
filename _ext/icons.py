"""Icons: a font of those that the pages show, instead of all two thousand.

The theme's stylesheet names every icon of Font Awesome and draws it from three fonts,
which the theme carries. The light stylesheet is the same one with the names in use and
with three small fonts inside of it. It is made from the built pages, so another icon on
a page is there after the next build, and a name that Font Awesome does not know fails.
"""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterable
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from sphinx.errors import ExtensionError

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
FONTS = THEME / "vendor" / "fontawesome" / "webfonts"
RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:{1,2}before,?)+)\{content:"([^"]*)"\}')
FACE = re.compile(r"src:url\([^)]*/(fa-[a-z]+-\d+)\.woff2\)[^}]*")
NAME = re.compile(r"\bfa-[a-z0-9]+(?:-[a-z0-9]+)*")
CLASSES = re.compile(r'class(?:Name)?=\\?"[^"]*\bfa-[^"]*"|"fa[srb]? fa-[^"]*"')
PRIVATE = re.compile(r"\\([ef][0-9a-f]{3})\b|([\ue000-\uf8ff])")


logging.getLogger("fontTools").setLevel(logging.WARNING)


def character(written: str) -> str:
    """Return what a stylesheet's ``content`` stands for."""
    return chr(int(written[1:], 16)) if written.startswith("\\") else written


def names_in_use(sources: Iterable[str]) -> set[str]:
    """List the icons' classes in pages and scripts."""
    return {
        name
        for source in sources
        for found in CLASSES.findall(source)
        for name in NAME.findall(found)
    }


def small_font(font: str, characters: set[str]) -> str:
    """Cut a font down to some characters; return it as a data URL."""
    options = subset.Options(
        flavor="woff", hinting=False, layout_features=[], notdef_outline=True
    )
    stream = io.BytesIO()
    # A newer theme has the .woff2 alone, which fontTools reads by brotli.
    whole = min(FONTS.glob(f"{font}.*"))
    with subset.load_font(str(whole), options) as made:
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(characters)))
        cutter.subset(made)
        made.flavor = "woff"
        made.save(stream)
    return "data:font/woff;base64," + base64.b64encode(stream.getvalue()).decode()


def light_stylesheet(sources: Iterable[str]) -> str:
    """Return the theme's stylesheet with the icons that are in use.

    Parameters
    ----------
    sources : iterable of str
        The built pages, and the scripts and stylesheets that they load.

    Raises
    ------
    ExtensionError
        If a page names an icon that Font Awesome does not have.
    """
    sources = list(sources)
    whole = (THEME / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    rules = {
        name: (rule[0], rule[2])
        for rule in RULE.finditer(whole)
        for name in NAME.findall(rule[1])
    }
    rest = RULE.sub("", whole)
    styles = set(NAME.findall(rest))  # such as fa-lg or fa-solid: not an icon
    used = names_in_use(sources)
    if unknown := used - rules.keys() - styles:
        raise ExtensionError(f"Font Awesome has no icon named {sorted(unknown)}")
    wanted = {rules[name][1] for name in used & rules.keys()}
    characters = {character(written) for written in wanted}
    for source in [rest, *sources]:
        for code, plain in PRIVATE.findall(source):
            characters.add(chr(int(code, 16)) if code else plain)
    kept = RULE.sub(lambda rule: rule[0] if rule[2] in wanted else "", whole)
    return FACE.sub(
        lambda face: f'src:url({small_font(face[1], characters)}) format("woff")', kept
    )
