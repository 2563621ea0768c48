"""What this book adds to Jupyter Book, as a local Sphinx extension.

Freshness: jupyter-cache recognises a chapter by its code cells alone, so a change in
``src/neuronbook`` or in the pinned versions would leave its old results on the page.
Before Sphinx decides which pages are out of date, each chapter's fingerprint (the
modules it imports, directly or through others, the tables that it reads, and the
constraints file) is compared with the last build's; where it differs, the cached run is
dropped and the page is read again.

Explorables: Vega's JavaScript is written next to the page, from the copy that
vl-convert carries, so that a built page asks the network for nothing.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import vl_convert
from altair import SCHEMA_VERSION
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

PACKAGE = "neuronbook"
FINGERPRINTS = "fingerprints.json"
VEGA_LITE = re.match(r"v(\d+\.\d+)", SCHEMA_VERSION).group(1)


def imported_modules(source: str) -> set[str]:
    """Name the modules of our package that Python source imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == PACKAGE}


def code_of(chapter: Path) -> str:
    """Join the code cells of a MyST chapter, without its IPython magics."""
    cells = re.findall(
        r"^```\{code-cell\}[^\n]*\n(.*?)^```", chapter.read_text("utf-8"), re.M | re.S
    )
    lines = "\n".join(cells).splitlines()
    return "\n".join(
        line for line in lines if not re.match(r"\s*(:\w[\w-]*:|---|%|!)", line)
    )


def module_files(name: str, src: Path) -> Iterator[Path]:
    """Find the files that importing a dotted name runs: the packages on its way, it."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        stem = src.joinpath(*parts[:depth])
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if path.is_file():
                yield path


def tables_read(chapter: Path) -> list[Path]:
    """Find the CSV files beside a chapter that its code names."""
    names = re.findall(r"[\"']([\w-]+\.csv)[\"']", code_of(chapter))
    return sorted({chapter.parent / name for name in names})


def fingerprint(chapter: Path, root: Path) -> str:
    """Hash everything outside a chapter that its results depend on."""
    src = root / "src"
    try:
        todo = imported_modules(code_of(chapter))
    except SyntaxError:  # not plain Python: depend on the whole package
        todo = {f"{PACKAGE}.{p.stem}" for p in (src / PACKAGE).glob("*.py")}
    seen: set[Path] = set()
    while todo:
        for path in module_files(todo.pop(), src):
            if path not in seen:
                seen.add(path)
                todo |= imported_modules(path.read_text("utf-8"))
    digest = hashlib.sha256()
    for path in [root / "constraints.txt", *tables_read(chapter), *sorted(seen)]:
        if path.is_file():
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Forget the cached runs of chapters whose imports changed, and reread them."""
    root = Path(app.srcdir)
    store = Path(app.doctreedir) / FINGERPRINTS
    before = json.loads(store.read_text()) if store.is_file() else {}
    now = {
        name: fingerprint(Path(env.doc2path(name)), root)
        for name in sorted(env.found_docs)
        if name.startswith("book/") and env.doc2path(name).endswith(".md")
    }
    app.executed_book_fingerprints = now
    stale = [name for name in now if now[name] != before.get(name)]
    cache_path = Path(env.mystnb_config.execution_cache_path)
    if cache_path.is_dir():
        cache = get_cache(cache_path)
        uris = {str(Path(env.doc2path(name))) for name in stale}
        for record in cache.list_cache_records():
            if record.uri in uris:
                cache.remove_cache(record.pk)
    return stale


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


def write_vega(app: Sphinx, exception: Exception | None) -> None:
    """Put the Vega bundle beside the pages that use it."""
    target = Path(app.outdir) / "_static" / "vega.js"
    if exception is None and app.builder.format == "html" and not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
        # In a function of its own: its short global names collide with other scripts.
        target.write_text(f"(() => {{{bundle}\n}})();\n", encoding="utf-8")


def load_vega_where_needed(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Load Vega's megabyte only on pages that have an explorable."""
    if 'class="vega-spec"' in context.get("body", ""):
        app.add_js_file("vega.js", defer="defer", priority=900)
        app.add_js_file("explorables.js", defer="defer", priority=910)


def without_thebe(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Drop Thebe's scripts, which the theme adds twice although Thebe is off."""
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if "thebe" not in f"{script.filename}{script.attributes}".lower()
    ]


MENDED = {
    # The sidebar's fold-out toggles have no name.
    '<summary><span class="toctree-toggle"': (
        '<summary aria-label="Show pages below"><span class="toctree-toggle"'
    ),
    # Bibliography entries are no list items, whatever their parent says.
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}
"""Repairs of the theme's and docutils' markup: what is found, what it becomes."""


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
        mended = CHAPTER_LINK.sub(r"\1/notebooks/\2.ipynb", mended)
        if mended != text:
            path.write_text(mended, encoding="utf-8")


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
    app.connect("config-inited", settle_theme)
    app.connect("env-get-outdated", drop_stale)
    app.connect("html-page-context", load_vega_where_needed)
    app.connect("html-page-context", without_thebe, priority=900)
    app.connect("build-finished", remember)
    app.connect("build-finished", mend_pages)
    app.connect("build-finished", write_vega)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
