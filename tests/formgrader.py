"""The formgrader of a course folder, served on this machine while a test asks it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SIGNED_IN = {"Authorization": "token secret"}


@dataclass(frozen=True)
class Formgrader:
    """A running formgrader, and how to ask it."""

    address: str

    def ask(self, path: str, data: dict | None = None) -> Any:
        """Return a page, or what the API answers; with ``data``, put it there."""
        request = urllib.request.Request(
            f"{self.address}/{path}",
            headers=SIGNED_IN,
            data=None if data is None else json.dumps(data).encode(),
            method="GET" if data is None else "PUT",
        )
        with urllib.request.urlopen(request) as answer:
            body = answer.read().decode()
        return json.loads(body) if path.startswith("api/") else body


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def formgrader(root: Path) -> Iterator[Formgrader]:
    """Serve the formgrader of a course folder."""
    port = free_port()
    options = ["--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen(
        [BIN / "jupyter-server", *options, "--IdentityProvider.token=secret"],
        cwd=root,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    served = Formgrader(f"http://127.0.0.1:{port}/formgrader")
    try:
        for _ in range(450):  # a busy machine
            try:
                served.ask("manage_assignments")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield served
    finally:
        server.terminate()
        server.wait(20)
