"""What a page says about itself to search engines, and to sites that show a link to it.

A page's description is the ``description:`` of its front matter, or else the first
sentences of its first paragraph. sphinxext-opengraph writes it into the page, with the
picture that this module draws: title, description, and the page's first figure.

Addresses are absolute, below ``html.baseurl`` of ``_config.yml``; the environment
variable ``BOOK_URL`` replaces it, so that a fork's book names its own address.
"""

from __future__ import annotations

import html
import os
import re
import textwrap
from io import BytesIO
from pathlib import Path
from urllib.parse import urlparse

import matplotlib
import vl_convert
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.config import Config

LONGEST = 200
"""So many characters of a description are shown by search engines."""

GENERATED = {
    "404": "This address leads to no page of the course: search it, or begin again.",
    "genindex": "In which section of the course each word is taught, in alphabetical "
    "order.",
    "search": "Search the chapters, the exercises and the reference pages of the "
    "course.",
}
"""Descriptions of the pages that have no source."""

WAY_IN = "The first code cell installs"
"""How the last paragraph begins of what stands before every exercise."""

FRONT = "book/index"
NOT_FOUND = """\
<section>
<h1>This page is not here</h1>
<p>The address leads to no page of the course. Perhaps the page has moved: search for
a word of it, or begin at one of these doors.</p>
<form class="not-found" action="{root}search.html" role="search">
<label for="not-found-words">Words to search for</label>
<input id="not-found-words" type="search" name="q" class="form-control">
<button type="submit" class="btn btn-primary">Search</button>
</form>
<ul>
<li><a href="{root}book/index.html">The front page</a>: what the course is, and a map of
its chapters.</li>
<li>To read: <a href="{root}book/01_neuron.html">chapter 1</a>.</li>
<li>To learn by doing: <a href="{root}exercises/01_neuron/neuron.html">the first
exercise</a>.</li>
<li>To teach: <a href="{root}book/instructors.html">the page for instructors</a>.</li>
</ul>
</section>
"""


def set_addresses(app: Sphinx, config: Config) -> None:
    """Tell each extension where the book will stand."""
    url = os.environ.get("BOOK_URL") or config.html_baseurl
    config.html_baseurl = config.ogp_site_url = url.rstrip("/") + "/"
    config.notfound_urls_prefix = urlparse(config.html_baseurl).path
    body = NOT_FOUND.format(root=config.notfound_urls_prefix)
    config.notfound_context = {"title": "Page not found", "body": body}


def first_sentences(text: str) -> str:
    """Cut a text to the sentences that a description has room for."""
    text = " ".join(text.split())
    whole = [m.end() for m in re.finditer(r"[.?!](?= |$)", text) if m.end() <= LONGEST]
    return (
        text[: whole[-1]] if whole else textwrap.shorten(text, LONGEST, placeholder="…")
    )


def description_of(page: str, meta: dict, doctree: nodes.document | None) -> str:
    """Say in a sentence or two what a page is about."""
    if "description" in meta:
        return str(meta["description"])
    if doctree is None:
        return GENERATED.get(page, "")
    texts = [
        node.astext()
        for node in doctree.findall(nodes.paragraph)
        if isinstance(node.parent, nodes.section)
    ]
    before = [n for n, text in enumerate(texts) if text.startswith(WAY_IN)]
    own = texts[before[0] + 1 :] if before else texts
    return first_sentences(own[0] if own else "")


def describe(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Give a page its description and its card, before OpenGraph writes its tags."""
    meta = context.get("meta") or {}
    text = description_of(page, meta, doctree)
    context["metatags"] = (
        context.get("metatags", "")
        + f'<meta name="description" content="{html.escape(text)}" />\n'
        + '<meta name="twitter:card" content="summary_large_image" />\n'
    )
    if page == app.config.notfound_pagename:  # it stands for any address, at any depth
        context["content_root"] = app.config.notfound_urls_prefix
        context["pageurl"] = None
    if doctree is None:
        return
    title = html.unescape(re.sub("<[^>]*>", "", context["title"]))
    picture = f"_images/cards/{page.replace('/', '-')}.png"
    target = Path(app.outdir) / picture
    target.parent.mkdir(parents=True, exist_ok=True)
    drawing = card(app.config.html_title, title, text, first_figure(context["body"]))
    pixels = Image.open(BytesIO(vl_convert.svg_to_png(drawing)))
    pixels.convert("RGB").quantize(64).save(target, optimize=True)
    context["meta"] = {
        **meta,
        "og:description": html.escape(text),
        "og:image": picture,
        "og:image:alt": html.escape(f"{title}: {text}"),
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
    }


def write_entry(app: Sphinx, exception: Exception | None) -> None:
    """Let the book's own address lead to its front page, and be shown like it."""
    front = Path(app.outdir) / f"{FRONT}.html"
    if exception is not None or not front.is_file():
        return
    page = front.read_text("utf-8")
    head = re.findall(
        r"<title>.*?</title>"
        r'|<meta (?:name|property)="(?:description|og:|twitter:)[^>]*>'
        r'|<link rel="canonical"[^>]*>',
        page,
    )
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="refresh" content="0; url={FRONT}.html">',
        *head,
        f'</head><body><p><a href="{FRONT}.html">{app.config.html_title}</a></p>',
        "</body></html>",
    ]
    (Path(app.outdir) / "index.html").write_text("\n".join(lines) + "\n", "utf-8")


def list_every_page(app: Sphinx, exception: Exception | None) -> None:
    """Fill the sitemap: by itself it lists the pages that this build wrote anew."""
    links = app.sitemap_links
    while not links.empty():
        links.get_nowait()
    for page in sorted(app.env.found_docs):
        links.put((app.builder.get_target_uri(page), None))


WIDTH, HEIGHT = 1200, 630
FIGURE = re.compile(r'<figure class="measured.*?(<svg.*?</svg>)', re.S)
BLUE, GREY, INK = "#0072B2", "#555555", "#1a1a1a"
LOGO = re.sub(
    "<svg",
    '<svg width="46" height="46"',
    (Path(__file__).parent.parent / "_static" / "favicon.svg").read_text("utf-8"),
)


def first_figure(body: str) -> str:
    """Find the first drawing of a page; text and lines get the color of ink."""
    found = FIGURE.search(body)
    if not found:
        return ""
    drawing = found[1].replace("currentColor", INK)
    return re.sub(r"var\(--[\w-]+, *([^)]+)\)", r"\1", drawing)


def card(site: str, title: str, text: str, figure: str = "") -> str:
    """Draw a page's card: words at the left, its figure at the right."""
    size, small = (52, 28) if figure else (72, 36)
    title_lines = textwrap.wrap(title, 18 if figure else 24)
    text_lines = textwrap.wrap(text, 38 if figure else 52)
    y = 170
    words = []
    for lines, height, style in (
        (
            title_lines,
            size * 1.15,
            f'font-size="{size}" font-weight="700" fill="{INK}"',
        ),
        (text_lines, small * 1.36, f'font-size="{small}" fill="{GREY}"'),
    ):
        y += size * 0.4
        for line in lines:
            words.append(f'<text x="70" y="{y:.0f}" {style}>{html.escape(line)}</text>')
            y += height
    return f"""<svg xmlns="http://www.w3.org/2000/svg"
  xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" height="{HEIGHT}"
  font-family="DejaVu Sans">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<rect width="{WIDTH}" height="16" fill="{BLUE}"/>
<g transform="translate(70 62)">{LOGO}</g>
<text x="132" y="96" font-size="32" font-weight="500" fill="{BLUE}">{site}</text>
{"".join(words)}
{placed(figure, 690, 60, 460, 520)}
</svg>"""


def placed(figure: str, x: int, y: int, width: int, height: int) -> str:
    """Put a drawing into a frame, as large as it fits."""
    return re.sub(
        r"<svg[^>]*?(viewBox=\"[^\"]*\")[^>]*>",
        f'<svg x="{x}" y="{y}" width="{width}" height="{height}" \\1>',
        figure,
        count=1,
    )


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks: before those of OpenGraph and of the sitemap."""
    for extension in ("sphinxext.opengraph", "sphinx_sitemap", "notfound.extension"):
        app.setup_extension(extension)
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    vl_convert.register_font_directory(str(fonts))  # the same on every machine
    app.connect("config-inited", set_addresses, priority=100)
    app.connect("html-page-context", describe, priority=100)
    app.connect("build-finished", list_every_page, priority=100)
    app.connect("build-finished", write_entry)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
