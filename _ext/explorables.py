"""Explorables as the browser draws them, as a local Sphinx extension.

A chapter says what it shows in Vega-Lite. A page has the same in Vega, which Vega-Lite
compiles to: done here, it is not done again by each reader's processor. Vega itself is
a megabyte and stands beside the pages, from the copy that vl-convert carries, so that a
built page asks the network for nothing. A chapter fetches it from the start, at the
lowest priority; the landing page, which is to be light, when its explorable is near.
Both run it only then (``_static/explorables.js``).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import vl_convert
from altair import SCHEMA_VERSION
from sphinx.application import Sphinx

VEGA_LITE = re.match(r"v(\d+\.\d+)", SCHEMA_VERSION)[1]
LIBRARY = "vega.js"
SPECIFICATION = re.compile(
    r'(?<=<script type="application/json" class="vega-spec">).*?(?=</script>)', re.S
)


def compiled(body: str) -> str:
    """Write the explorables of a page, which are Vega-Lite, in Vega.

    Parameters
    ----------
    body : str
        A page's HTML.
    """

    def compile_one(found: re.Match[str]) -> str:
        vega = vl_convert.vegalite_to_vega(json.loads(found[0]), vl_version=VEGA_LITE)
        return json.dumps(vega, sort_keys=True).replace("</", "<\\/")

    return SPECIFICATION.sub(compile_one, body)


def prepare(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Compile a page's explorables; let a chapter fetch what draws them."""
    body = context.get("body", "")
    if not SPECIFICATION.search(body):
        return
    context["body"] = compiled(body)
    if page != app.config.root_doc:
        place = context["pathto"](f"_static/{LIBRARY}", 1)
        link = f'<link rel="preload" as="script" fetchpriority="low" href="{place}" />'
        context["metatags"] = f"{context.get('metatags', '')}\n{link}"


def write_vega(app: Sphinx, exception: Exception | None) -> None:
    """Put the Vega bundle beside the pages that use it."""
    target = Path(app.outdir) / "_static" / LIBRARY
    if exception is None and app.builder.format == "html" and not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
        # In a function of its own: its short global names collide with other scripts.
        target.write_text(f"(() => {{{bundle}\n}})();\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks: after ``stills.py``, which draws what a chapter says."""
    # It does not wait for the page: explorables are drawn while the rest comes. Vega's
    # link stands behind those to MathJax, which ``light_pages.py`` writes.
    how = {"async": "async", "fetchpriority": "high"}
    app.add_js_file("explorables.js", priority=100, **how)
    app.connect("html-page-context", prepare, priority=960)
    app.connect("build-finished", write_vega)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
