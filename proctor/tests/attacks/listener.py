"""Somebody on this machine whom no submission may reach."""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
from pathlib import Path


class Listener:
    """Listens on loopback, on a Unix socket in a folder, and on an abstract one."""

    def __init__(self, folder: Path) -> None:
        self.reached: list[bytes] = []
        name = f"canary-{secrets.token_hex(8)}"
        self.path = str(folder / name)
        self.sockets = []
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)),
            (socket.AF_UNIX, self.path),
            (socket.AF_UNIX, f"\0{name}"),
        ):
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.bind(address)
            sock.listen()
            self.sockets.append(sock)
            threading.Thread(target=self._serve, args=[sock], daemon=True).start()
        self.port = self.sockets[0].getsockname()[1]

    def _serve(self, sock: socket.socket) -> None:
        while True:
            try:
                connection = sock.accept()[0]
            except OSError:
                return
            with connection:
                self.reached.append(connection.recv(100))

    def close(self) -> None:
        for sock in self.sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)  # ends accept() in the thread
            sock.close()
