"""A still picture of each explorable: for paper, and for a page without scripts.

Vega-Lite's own renderer draws the specification as it stands, with every slider where
it begins. The picture is a file beside the page, and a browser asks for it only where
it is shown: when the page is printed, or where no script runs (``_static/print.css``).
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from html import escape, unescape
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

FOLDER = "_images/stills"
WIDTH = 560
EXPLORABLE = re.compile(
    r'<figure class="measured explorable">'
    r'(?P<host><div class="vega-host" role="group" aria-label="(?P<alt>[^"]*)">.*?'
    r'<script type="application/json" class="vega-spec">(?P<spec>.*?)</script>)'
    r"<figcaption>(?P<caption>.*?)</figcaption>",
    re.DOTALL,
)


def still(specification: str, vl_version: str) -> str:
    """Draw an explorable as it is before anybody has moved a slider.

    Parameters
    ----------
    specification : str
        Vega-Lite's, in JSON, as wide as its card or of its own width.
    vl_version : str
        Of Vega-Lite, such as ``"6.1"``.

    Returns
    -------
    str
        The drawing, as SVG in black.
    """
    spec = json.loads(specification)
    if spec.get("width") == "container":
        spec["width"] = WIDTH
    return vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=vl_version)


def with_stills(body: str, page: str, folder: Path, base: str, vl_version: str) -> str:
    """Put its still picture, and the address of the live one, into each explorable.

    Parameters
    ----------
    body : str
        A page's HTML.
    page : str
        Its address in the book, such as ``"book/01_neuron.html"``.
    folder : Path
        Of the built book; what is not yet drawn is written there.
    base : str
        Address of the published book, or nothing.
    vl_version : str
        Of Vega-Lite.

    Returns
    -------
    str
        The HTML, in which the explorables are numbered.
    """
    number = 0

    def add(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        name = f"{sha256(found['spec'].encode()).hexdigest()[:16]}.svg"
        target = folder / FOLDER / name
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(still(found["spec"], vl_version), encoding="utf-8")
        picture = relative_uri(page, f"{FOLDER}/{name}")
        anchor = f"explorable-{number}"
        live = f"{base.rstrip('/')}/{page}#{anchor}"
        address = f'With its sliders: <a href="{live}">{live}</a>' if base else ""
        return (
            f'<figure class="measured explorable" id="{anchor}">{found["host"]}'
            f'<img class="still" loading="lazy" src="{picture}" alt="{found["alt"]}">'
            f"<figcaption>{found['caption']}"
            f'<span class="still">{escape(unescape(found["alt"]))}</span>'
            f'<span class="still">{address}</span></figcaption>'
        )

    return EXPLORABLE.sub(add, body)


def draw_stills(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Add the stills to a page that is about to be written."""
    from explorables import VEGA_LITE

    if 'class="vega-spec"' in context.get("body", ""):
        context["body"] = with_stills(
            context["body"],
            f"{page}.html",
            Path(app.outdir),
            app.config.html_baseurl or "",
            VEGA_LITE,
        )


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hook: before other hooks look at the body."""
    app.connect("html-page-context", draw_stills, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
