"""Serve the built book as a web host would, with gzip: ``make serve``.

`http.server` sends every file as it is. Hosts of static pages compress text, so what
is measured of the site (``benchmarks/site.py``) would be wrong by a factor of four.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
TEXT = {".css", ".html", ".inv", ".js", ".json", ".svg", ".txt", ".xml"}
"""What is compressed. Fonts and pictures are compressed already."""


@functools.cache
def _compressed(path: Path, modified: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


def sent(path: Path) -> bytes:
    """Return a file as it travels: compressed, if it is text."""
    if path.suffix not in TEXT:
        return path.read_bytes()
    return _compressed(path, path.stat().st_mtime_ns)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, its text compressed."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> Any:
        """Send the headers; return the body as a stream."""
        path = Path(self.translate_path(self.path))
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (accepted and path.is_file() and path.suffix in TEXT):
            return super().send_head()
        body = sent(path)
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        return io.BytesIO(body)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a body, unless the browser has left."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder on this machine; the address ends with a slash.

    Parameters
    ----------
    folder : Path
        What is served.
    port : int
        Where, or 0 for any free port.
    """
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main(port: Annotated[int, typer.Argument(help="where")] = 8000) -> None:
    """Serve the book until Ctrl-C."""
    with served(HTML, port) as address:
        print(f"The book: {address}book/index.html (Ctrl-C ends)")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    typer.run(main)
