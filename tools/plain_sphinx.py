"""Build the book by plain Sphinx, the newest, and compare its pages: ``make sphinx``.

Jupyter Book 1 is a thin layer over Sphinx and holds it at version 7. The day it stops,
the book goes on without it: ``jupyter-book config sphinx .`` says in a ``conf.py`` what
``_config.yml`` says, and here that file builds the same pages in an environment of its
own, with the newest Sphinx, theme and extensions. Chapters are not run again: their
results come from the cache of ``make book``.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
OWN = BUILD / "sphinx"
CONF = ROOT / "conf.py"
BIN = OWN / "venv" / ("Scripts" if os.name == "nt" else "bin")


def install() -> None:
    """Make the environment, or bring it up to date."""
    if not BIN.is_dir():
        venv.create(OWN / "venv", with_pip=True)
    packages = str(Path(__file__).with_suffix(".txt"))
    pip = [str(BIN / "python"), "-m", "pip", "install", "-q", "--upgrade"]
    subprocess.run([*pip, "-r", packages], check=True)


def build() -> Path:
    """Build all pages anew; return their folder."""
    for folder in ("cache", "doctrees", "html"):
        shutil.rmtree(OWN / folder, ignore_errors=True)
    shutil.copytree(BUILD / ".jupyter_cache", OWN / "cache")
    (OWN / "doctrees").mkdir()
    shutil.copy(BUILD / ".doctrees" / "fingerprints.json", OWN / "doctrees")
    try:
        subprocess.run(["jupyter-book", "config", "sphinx", "."], cwd=ROOT, check=True)
        # Its extension only declares two settings, which no page needs.
        conf = CONF.read_text("utf-8").replace("'jupyter_book', ", "")
        CONF.write_text(conf, encoding="utf-8")
        command = [str(BIN / "sphinx-build"), "-b", "html", "-W", "-n", "--keep-going"]
        command += ["-q", "-d", str(OWN / "doctrees")]
        command += ["-D", f"nb_execution_cache_path={OWN / 'cache'}"]
        path = os.pathsep.join([str(ROOT / "_ext"), str(ROOT / "src")])
        subprocess.run(
            [*command, ".", str(OWN / "html")],
            cwd=ROOT,
            check=True,
            env=os.environ | {"PYTHONPATH": path},
        )
    finally:
        CONF.unlink(missing_ok=True)
    return OWN / "html"


def content(page: Path) -> tuple[list[str], set[str]]:
    """Say what a page holds: the words of its title and its text, and its anchors.

    How a formula's TeX is broken into lines does not count.
    """
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    words = soup.title.get_text().split() if soup.title else []
    article = soup.select_one("article")
    if article is None:
        return words, set()
    for tag in article.select("a.headerlink, script, style"):
        tag.decompose()
    for formula in article.select(".math"):
        formula.string = "".join(formula.get_text().split())
    anchors = article.select("section[id], span[id], dt[id]")
    return words + article.get_text(" ").split(), {tag["id"] for tag in anchors}


def differences(ours: Path, theirs: Path) -> list[str]:
    """Compare the pages of two builds.

    Returns
    -------
    found : list of str
        A line for each page that only one build has, for each anchor that theirs lost
        (it may have more), and for the first words that differ on a page.
    """
    names = [
        {page.relative_to(root).as_posix() for page in root.rglob("*.html")}
        for root in (ours, theirs)
    ]
    found = [f"{name}: in one build only" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        (words, anchors), (others, kept) = content(ours / name), content(theirs / name)
        found += [f"{name}: no #{anchor}" for anchor in sorted(anchors - kept)]
        matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
        changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
        for _, start, end, first, last in changes[:6]:
            was, is_now = " ".join(words[start:end]), " ".join(others[first:last])
            found.append(f"{name}: {was!r} became {is_now!r}")
    return found


def main() -> int:
    """Build, compare, say what differs; the exit status is 1 if anything does."""
    install()
    asked = "import sphinx; print(sphinx.__version__)"
    version = subprocess.check_output([str(BIN / "python"), "-c", asked], text=True)
    found = differences(BUILD / "html", build())
    print("\n".join(found))
    pages = len(list((OWN / "html").rglob("*.html")))
    print(f"Sphinx {version.strip()}: {pages} pages, {len(found)} differences")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
