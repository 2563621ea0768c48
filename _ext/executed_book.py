"""What this book adds to Jupyter Book, as a local Sphinx extension.

Execution: before Sphinx decides which pages are out of date, each chapter's fingerprint
(``freshness.py``) is compared with the last build's; where it differs, the cached run
is dropped and the page is read again. Then all chapters without results are run side
by side (``execution.py``).
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from execution import run_together
from freshness import FINGERPRINTS, digest, fingerprint
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def run_what_is_stale(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Forget the results of chapters whose imports changed; run what has none."""
    root = Path(app.srcdir)
    store = Path(app.doctreedir) / FINGERPRINTS
    before = json.loads(store.read_text()) if store.is_file() else {}
    chapters = {
        name: Path(env.doc2path(name))
        for name in sorted(env.found_docs)
        if name.startswith("book/") and str(env.doc2path(name)).endswith(".md")
    }
    now = {name: fingerprint(path, root) for name, path in chapters.items()}
    app.executed_book_fingerprints = now
    stale = [name for name in now if now[name] != before.get(name)]
    settings = env.mystnb_config
    cache_path = Path(settings.execution_cache_path)
    if cache_path.is_dir():
        cache = get_cache(cache_path)
        uris = {str(chapters[name]) for name in stale}
        for record in cache.list_cache_records():
            if record.uri in uris:
                cache.remove_cache(record.pk)
    if settings.execution_mode == "cache":
        pages = list(chapters.values())
        run_together(pages, cache_path, settings.execution_timeout)
    # Two pages show numbers of other pages: they are read again with them.
    borrowers = {"book/claims", "book/review"} & chapters.keys()
    return [*stale, *(borrowers if stale or changed else ())]


def remember(app: Sphinx, exception: Exception | None) -> None:
    """Keep the fingerprints of a build that went through without a warning.

    After a warning Sphinx's environment goes too: the next build must read the page
    again and fail again, not pass because the page is unchanged.
    """
    now = getattr(app, "executed_book_fingerprints", None)
    if exception is None and now is not None:
        (Path(app.doctreedir) / FINGERPRINTS).write_text(json.dumps(now, indent=1))
    if exception is not None or app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


MENDED = {
    # Bibliography entries are no list items, whatever their parent says.
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    ' role="doc-biblioentry">': ">",
    # What folds code away is named by its words, not by others in their place.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # The sidebar holds more than its navigation: the book's name and its search.
    '<div id="pst-primary-sidebar" class': (
        '<div id="pst-primary-sidebar" role="region" aria-label="Sidebar" class'
    ),
}
"""Repairs of the theme's and docutils' markup: what is found, what it becomes."""


# The sidebar's fold-out toggles have no name: each gets that of the link beside it.
TOGGLE = re.compile(
    r'>([^<]+)(</a><details[^>]*>)<summary>(?=<span class="toctree-toggle")'
)
CHAPTER_LINK = re.compile(r"(/blob/[^/\"]+/book)/(\d\d_\w+)\.md(?=\")")


def mend_pages(app: Sphinx, exception: Exception | None) -> None:
    """Repair what no template or stylesheet of ours reaches.

    A chapter is launched and downloaded as its plain notebook, not as MyST.
    """
    if exception is not None or app.builder.format != "html":
        return
    for notebook in (Path(app.srcdir) / "book" / "notebooks").glob("*.ipynb"):
        target = Path(app.outdir) / "_sources" / "book" / notebook.name
        if target.is_file():
            shutil.copyfile(notebook, target)
    for path in Path(app.outdir).rglob("*.html"):
        text = mended = path.read_text(encoding="utf-8")
        for found, better in MENDED.items():
            mended = mended.replace(found, better)
        mended = TOGGLE.sub(r'>\1\2<summary aria-label="Pages below \1">', mended)
        mended = CHAPTER_LINK.sub(r"\1/notebooks/\2.ipynb", mended)
        if mended != text:
            path.write_text(mended, encoding="utf-8")


def remove_pages_without_source(app: Sphinx, exception: Exception | None) -> None:
    """Take away pages of the last build that the table of contents no longer has."""
    folders = {name.split("/")[0] for name in app.env.found_docs if "/" in name}
    for folder in folders if exception is None else ():
        for path in (Path(app.outdir) / folder).rglob("*.html"):
            name = path.relative_to(app.outdir).with_suffix("").as_posix()
            if name not in app.env.found_docs:
                path.unlink()


def settle_theme(app: Sphinx, config: object) -> None:
    """Set what Jupyter Book's own file cannot say.

    A fork's published book links to the fork; the bar with a second search field
    above the page goes.
    """
    url = os.environ.get("BOOK_REPOSITORY_URL")
    if url:
        config.html_theme_options["repository_url"] = url
    config.html_theme_options["navbar_persistent"] = []


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks."""
    os.environ["NEURONBOOK_PAGE"] = "1"  # read by neuronbook.pages.explorables
    # As after a change of the settings, all pages are read again after one of these
    # modules, and written again after one of the scripts and stylesheets.
    here = Path(__file__).parent
    app.add_config_value("book_modules", digest(here), "env")
    app.add_config_value("book_static", digest(here.parent / "_static"), "html")
    app.connect("config-inited", settle_theme)
    app.connect("env-get-outdated", run_what_is_stale)
    app.connect("build-finished", remember)
    app.connect("build-finished", remove_pages_without_source)
    app.connect("build-finished", mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
