"""Pack the built book for a reader without a network: ``make book zip``.

The archive is unpacked anywhere, and ``index.html`` in its folder opened: the book
needs no server. The same pages give the same archive, byte for byte.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
ZIP = ROOT / "_build" / "editions" / "neurons-measured.zip"
FOLDER = "neurons-measured"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the format knows no time before
LEFT_OUT = {".buildinfo", "404.html", "reports", "robots.txt", "sitemap.xml"}
"""What only a server or the next build needs: files and folders of the built book."""


def pack(site: Path, to: Path) -> int:
    """Write the files of a built book into an archive; return how many there are.

    Parameters
    ----------
    site : Path
        The folder with the built pages. Editions that lie at its root, ``*.pdf`` and
        ``*.zip``, are left out.
    to : Path
        The archive, which is overwritten.
    """
    files = sorted(
        (path.relative_to(site).as_posix(), path)
        for path in site.rglob("*")
        if path.is_file()
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in files:
            edition = "/" not in name and path.suffix in (".pdf", ".zip")
            if name.split("/")[0] in LEFT_OUT or edition:
                continue
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, path.read_bytes(), compresslevel=9)
            count += 1
    return count


def main(
    to: Annotated[Path, typer.Option(help="the file that is written")] = ZIP,
) -> None:
    """Pack the built book."""
    if not (HTML / "index.html").is_file():
        raise SystemExit("error: the book is not built: run `make book`")
    count = pack(HTML, to)
    print(f"{to}: {count} files, {to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(main)
