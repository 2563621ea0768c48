"""What the words of the glossary mean, for ``_static/tips.js`` to show beside them.

sphinx-tippy does this for every link of a page. It writes one script per page under a
new name at each build, holds each definition once for each page that uses the word, and
asks for MathJax on every page. Here all definitions stand in one script, which a page
loads when the first word is pointed at.
"""

from __future__ import annotations

import json
from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

GLOSSARY = "book/glossary"


def definitions(page: str) -> dict[str, str]:
    """Read the glossary's page: what each word means, by the word's anchor.

    Links and anchors inside a definition become plain words: a tip is read, not used.
    """
    soup = BeautifulSoup(page, "html.parser")
    meanings = {}
    for word in soup.select("dl.glossary > dt[id]"):
        meaning = word.find_next_sibling("dd")
        for tag in meaning.select("a, [id]"):
            tag.attrs.pop("id", None)
            if tag.name == "a":
                tag.unwrap()
        meanings[word["id"]] = meaning.decode_contents().strip()
    return meanings


def write_words(app: Sphinx, exception: Exception | None) -> None:
    """Write the script that holds the definitions."""
    glossary = Path(app.outdir) / f"{GLOSSARY}.html"
    if exception is None and glossary.is_file():
        words = json.dumps(definitions(glossary.read_text("utf-8")), ensure_ascii=False)
        script = Path(app.outdir) / "_static" / "words.js"
        script.write_text(f"window.words = {words};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks."""
    app.connect("build-finished", write_words)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
