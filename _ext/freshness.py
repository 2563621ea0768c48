"""Know when a chapter's cached results are old.

jupyter-cache recognises a chapter by its code cells alone, so a change in
``src/neuronbook`` or in the pinned versions would leave its old results on the page. A
chapter's fingerprint covers what its results depend on besides its cells: the modules
that it imports, directly or through others, the tables that it reads, and the
constraints file. All pages depend on the modules of this folder, and on ``_static``.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "neuronbook"
FINGERPRINTS = "fingerprints.json"


def imported_modules(source: str, package: str = "") -> set[str]:
    """Name the modules of our package that Python source imports.

    ``package`` is where the source itself stands: relative imports start there.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join(filter(None, [*above, node.module]))
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
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


def all_modules(src: Path) -> Iterator[str]:
    """Name every module of the package, at any depth."""
    for path in (src / PACKAGE).rglob("*.py"):
        yield ".".join(path.relative_to(src).with_suffix("").parts)


def module_files(name: str, src: Path) -> Iterator[Path]:
    """Find the files that importing a dotted name runs: the packages on its way, it."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        stem = src.joinpath(*parts[:depth])
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if path.is_file():
                yield path


def tables_read(chapter: Path) -> list[Path]:
    """Find the files that a chapter's code names: a table, or a pattern of a glob."""
    kinds = r"[\"']([\w.*\[][\w./*\[\]-]+\.(?:cff|csv|ipynb|md|yml))[\"']"
    names = re.findall(kinds, code_of(chapter))
    found = (path for name in names for path in chapter.parent.glob(name))
    return sorted({Path(os.path.normpath(path)) for path in found})


def digest(folder: Path) -> str:
    """Hash the files of a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.*")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def fingerprint(chapter: Path, root: Path) -> str:
    """Hash everything outside a chapter that its results depend on."""
    src = root / "src"
    try:
        todo = imported_modules(code_of(chapter))
    except SyntaxError:  # not plain Python: depend on the whole package
        todo = set(all_modules(src))
    seen: set[Path] = set()
    while todo:
        for path in module_files(todo.pop(), src):
            if path not in seen:
                seen.add(path)
                package = ".".join(path.relative_to(src).parent.parts)
                todo |= imported_modules(path.read_text("utf-8"), package)
    digest = hashlib.sha256()
    for path in [root / "constraints.txt", *tables_read(chapter), *sorted(seen)]:
        if path.is_file():
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
