"""Make the built pages light, as a local Sphinx extension.

The theme and the extensions give every page all that they have. Here a page keeps what
it uses:

- the scripts and stylesheets of an extension, where the page has something for them;
- MathJax, where there is a formula: its parts for TeX and HTML, without its menu;
- icons, as a small font of those that the pages show (``icons.py``);
- in drawings, each letter's outline once, and coordinates to a hundredth of a unit
  (``drawings.py``).

What no page asks for is not published either.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from drawings import lighten_drawings
from icons import light_stylesheet
from sphinx.application import Sphinx
from sphinx.config import Config

USED_BY = {
    "mathjax": r'class="[^"]*\bmath\b',
    "formulas": r'class="[^"]*\bmath\b',
    "explorables": r'class="vega-spec"',
    "clipboard": r'class="[^"]*\bhighlight\b',
    "copybutton": r'class="[^"]*\bhighlight\b',
    "mystnb": r'class="[^"]*\b(cell|output)\b',
    "proof.css": r'class="[^"]*\bproof\b',
    "sphinx-design": r'class="[^"]*\bsd-',
    "design-tabs": r'class="[^"]*\bsd-tab',
    "togglebutton": r'class="[^"]*\b(toggle|dropdown)\b',
    "tips": r"\bstd-term\b",
    "vendor/popper": r"(?!)",  # tips.js loads them
    "vendor/tippy": r"(?!)",
    "thebe": r"(?!)",
}
"""Part of the name of a script or stylesheet: what a page has that needs it."""

MATHJAX = ["core", "input/tex", "output/chtml", "a11y/assistive-mml", "ui/lazy"]
"""MathJax's components. Its bundles also hold a menu, which is half of their weight."""

UNUSED = [
    "**/*.map",
    "locales",
    "mathjax/a11y/[!a]*",
    "mathjax/adaptors",
    "mathjax/input/[!t]*",
    "mathjax/input/tex-*.js",
    "mathjax/input/tex/extensions/all-packages.js",
    "mathjax/[!cs]*.js",
    "mathjax/output/svg*",
    "mathjax/sre",
    "mathjax/ui/[!l]*",
    "sbt-webpack-macros.html",
    "scripts/fontawesome*",
    "sphinx-thebe*",
    "styles/pydata-sphinx-theme.css",
    "vendor/fontawesome",
    "webpack-macros.html",
]
"""Files below _static that no page asks for."""

ICON_SCRIPT = re.compile(
    r'(<!--[^>]*icons -->\s*)?<script[^>]*src="[^"]*/fontawesome\.js[^"]*"></script>\s*'
)
SEARCH_SCRIPT = re.compile(
    r'<script src="[^"]*(searchtools|language_data|searchindex)\.js"></script>\s*'
)
WAITING_SCRIPT = re.compile(r'<script (?=src="[^"]*_static/(?!documentation_options))')
"""Scripts that hold up the page's text until they are there, one after the other."""

LATER = {"async", "defer"}
LIGHT = "styles/light.css"
STYLESHEET = re.compile(
    rf"(styles/pydata-sphinx-theme\.css\?digest|{re.escape(LIGHT)}\?v)=\w+"
)


def keep_what_is_used(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Drop scripts and stylesheets that a page has nothing for; lighten drawings."""
    body = context.get("body", "")

    def used(file: object) -> bool:
        name = f"{file.filename} {file.attributes}".lower()
        return all(
            re.search(need, body) for part, need in USED_BY.items() if part in name
        )

    scripts = context.get("script_files", [])
    # Jupyter Book adds every script of _static to every page; the book adds it again
    # as one that the page's text does not wait for.
    later = {file.filename for file in scripts if LATER & file.attributes.keys()}
    context["script_files"] = [
        file
        for file in scripts
        if used(file) and (LATER & file.attributes.keys() or file.filename not in later)
    ]
    context["css_files"] = [file for file in context["css_files"] if used(file)]
    if re.search(USED_BY["mathjax"], body):
        links = (
            f'<link rel="preload" as="script" fetchpriority="low" href="{place}" />'
            for part in [*MATHJAX, "output/chtml/fonts/tex"]
            for place in [context["pathto"](f"_static/mathjax/{part}.js", 1)]
        )
        context["metatags"] = context.get("metatags", "") + "\n".join(links)
    if body:
        context["body"] = lighten_drawings(body)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the icons that the pages show; take away what none of them asks for."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for pattern in UNUSED:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    pages = {
        path: path.read_text(encoding="utf-8")
        for path in Path(app.outdir).rglob("*.html")
    }
    own = [*static.glob("*.css"), *static.glob("styles/*.css"), *static.rglob("*.js")]
    sources = [*pages.values(), *(path.read_text("utf-8") for path in own)]
    stylesheet = light_stylesheet(sources)
    (static / LIGHT).write_text(stylesheet, encoding="utf-8")
    version = hashlib.sha256(stylesheet.encode()).hexdigest()[:8]
    for path, before in pages.items():
        text = ICON_SCRIPT.sub("", before)
        text = STYLESHEET.sub(f"{LIGHT}?v={version}", text)
        if path.name != "search.html":
            text = SEARCH_SCRIPT.sub("", text)
            text = WAITING_SCRIPT.sub("<script defer ", text)
        if text != before:
            path.write_text(text, encoding="utf-8")


def choose_mathjax(app: Sphinx, config: Config) -> None:
    """Load MathJax in parts, and let formulas near the view go first."""
    config.mathjax_path = "mathjax/startup.js"
    config.mathjax3_config = {
        **(config.mathjax3_config or {}),
        "loader": {"load": MATHJAX},
    }


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks, and the scripts that run after a page's text."""
    for priority, name in enumerate(("formulas", "tips"), 900):
        app.add_js_file(f"{name}.js", defer="defer", priority=priority)
    app.connect("config-inited", choose_mathjax)
    app.connect("html-page-context", keep_what_is_used, priority=950)
    app.connect("build-finished", finish, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
