"""A headless Chromium over the built book."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("REQUIRE_CHROMIUM"),
    reason="NO CHROMIUM ON THIS MACHINE: the pages were not tried in a browser. "
    "Install Debian's chromium to run these tests.",
)


def pages() -> list[str]:
    """List the built pages by their address in the book.

    Not the entry, which only leads on, nor the page that stands in for missing ones,
    whose links are those of the published site: ``test_sharing.py`` opens both.
    """
    found = (p.relative_to(HTML).as_posix() for p in HTML.rglob("*.html"))
    return sorted(
        p
        for p in found
        if not p.startswith("_") and p not in ("index.html", "404.html")
    )


@dataclass
class Visit:
    """A page that was opened, what it asked for, and what went wrong.

    Attributes
    ----------
    first_view : set of Path
        Files of the book that it had asked for before anybody scrolled.
    """

    page: object
    base: str
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    first_view: set[Path] = field(default_factory=set)

    @property
    def outside(self) -> list[str]:
        """What it asked others for."""
        own = (self.base, "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]


@contextmanager
def visit(
    browser: object,
    base: str,
    address: str,
    *,
    viewport: dict[str, int] = WIDE,
    theme: str = "light",
) -> Iterator[Visit]:
    """Open a page and wait until its formulas and explorables are drawn."""
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    page = context.new_page()
    seen = Visit(page, base)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "console",
        lambda m: seen.errors.append(m.text) if m.type == "error" else None,
    )
    page.on("request", lambda request: seen.asked.append(request.url))
    page.goto(base + address, wait_until="networkidle")
    seen.first_view = {
        HTML / urlsplit(url).path.lstrip("/")
        for url in seen.asked
        if url.startswith(base)
    }
    page.evaluate("window.everything?.()")
    yield seen
    context.close()
