"""Messages over a stream socket: bounded in size and in time, checked on arrival."""

from __future__ import annotations

import array
import contextlib
import os
import resource
import select
import socket
import struct
import time
from typing import Any

from proctor.protocol.codec import CodecError, Decoder, Encoder

_LENGTH = struct.Struct("<I")
_CHUNK = 1 << 20


class ChannelClosed(ConnectionError):
    """The other side has gone."""


class ChannelTimeout(TimeoutError):
    """The other side did not answer in time."""


class ProtocolError(RuntimeError):
    """The other side sent something that is not of the protocol."""


class Channel:
    """One end of a conversation in messages (dictionaries with a ``type``).

    Parameters
    ----------
    sock
        A connected stream socket, which the channel owns.
    limit
        The largest message accepted or sent, in bytes.
    """

    def __init__(self, sock: socket.socket, limit: int) -> None:
        self.sock = sock
        self.limit = limit
        self.encode = Encoder()
        self.decode = Decoder()
        self._buffer = bytearray()
        sock.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor, for `select`."""
        return self.sock.fileno()

    def close(self) -> None:
        """Close this end."""
        self.sock.close()

    def send(self, message: dict[str, Any], deadline: float | None = None) -> None:
        """Send one message.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            If the other side is gone, or does not read before ``deadline``.
        CodecError
            If the message is not data or is larger than the limit.
        """
        body = self.encode(message)
        if len(body) > self.limit:
            size, most = len(body) >> 20, self.limit >> 20
            raise CodecError(f"a value of {size} MB, at most {most} MB cross")
        rest = memoryview(_LENGTH.pack(len(body)) + body)
        while rest:
            try:
                rest = rest[self.sock.send(rest) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError as error:
                raise ChannelClosed(str(error)) from None

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """Receive one message.

        Raises
        ------
        ChannelClosed, ChannelTimeout
            If the other side is gone, or silent until ``deadline`` (a value of
            `time.monotonic`).
        ProtocolError
            If what came is not a message.
        """
        self._fill(_LENGTH.size, deadline)
        (size,) = _LENGTH.unpack_from(self._buffer)
        if size > self.limit:
            raise ProtocolError(f"a message of {size} bytes, at most {self.limit}")
        self._fill(_LENGTH.size + size, deadline)
        body = bytes(self._buffer[_LENGTH.size : _LENGTH.size + size])
        del self._buffer[: _LENGTH.size + size]
        try:
            message = self.decode(body)
        except CodecError as error:
            raise ProtocolError(str(error)) from None
        if type(message) is not dict or type(message.get("type")) is not str:
            raise ProtocolError("a message without a type")
        return message

    def _fill(self, size: int, deadline: float | None) -> None:
        """Read until the buffer holds so many bytes; it survives a timeout."""
        while len(self._buffer) < size:
            try:
                chunk = self.sock.recv(min(size - len(self._buffer), _CHUNK))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if not chunk:
                raise ChannelClosed("the other side closed the connection")
            self._buffer += chunk

    def _wait(self, event: int, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self.sock, event)
        left = None if deadline is None else (deadline - time.monotonic()) * 1000
        if (left is not None and left <= 0) or not poll.poll(left):
            raise ChannelTimeout("no answer within the limit")


_AT_ONCE = 200  # the kernel passes on 253 descriptors with a message


def send_descriptors(sock: socket.socket, data: bytes, descriptors: list[int]) -> None:
    """Send bytes and open descriptors over a Unix socket that keeps messages apart."""
    head = _LENGTH.pack(len(descriptors))
    socket.send_fds(sock, [head + data], descriptors[:_AT_ONCE])
    for start in range(_AT_ONCE, len(descriptors), _AT_ONCE):
        socket.send_fds(sock, [b"more"], descriptors[start : start + _AT_ONCE])


def receive_descriptors(sock: socket.socket) -> tuple[bytes, list[int]]:
    """Receive what `send_descriptors` sent, with the close-on-exec flag set.

    Nothing at all if the other side has gone.
    """
    message, descriptors = _receive_some(sock)
    if len(message) < _LENGTH.size:
        return b"", descriptors
    (number,) = _LENGTH.unpack_from(message)
    while len(descriptors) < number:
        more, rest = _receive_some(sock)
        if not more or not rest:
            return b"", descriptors
        descriptors += rest
    return message[_LENGTH.size :], descriptors


def _receive_some(sock: socket.socket) -> tuple[bytes, list[int]]:
    size = array.array("i").itemsize * _AT_ONCE
    flags = socket.MSG_CMSG_CLOEXEC
    data, ancillary, _, _ = sock.recvmsg(1 << 16, socket.CMSG_LEN(size), flags)
    descriptors = array.array("i")
    for level, kind, body in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(body[: len(body) - len(body) % descriptors.itemsize])
    return data, list(descriptors)


def allow_many_descriptors() -> None:
    """Raise the limit on open files as far as it goes: each test takes some."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def close_all_but(kept: set[int]) -> None:
    """Close every descriptor from 3 on that is not in ``kept``."""
    low = 3
    for descriptor in sorted(kept):
        os.closerange(low, max(low, descriptor))
        low = max(low, descriptor + 1)
    os.closerange(low, 1 << 16)
