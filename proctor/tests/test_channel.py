"""Messages arrive whole, in time, and within their limit, or there is one error."""

import os
import socket
import struct
import threading
import time

import pytest
from proctor.protocol.channel import (
    Channel,
    ChannelClosed,
    ChannelTimeout,
    ProtocolError,
    receive_descriptors,
    send_descriptors,
)
from proctor.protocol.codec import CodecError


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    yield Channel(one, 1 << 20), other
    one.close()
    other.close()


def test_a_message_crosses(ends):
    channel, other = ends
    Channel(other, 1 << 20).send({"type": "x", "value": 3})
    assert channel.receive(time.monotonic() + 1) == {"type": "x", "value": 3}


def test_a_slow_message_survives_a_timeout_in_its_middle(ends):
    channel, other = ends
    one, two = socket.socketpair()
    Channel(one, 1 << 20).send({"type": "late"})
    raw = two.recv(1000)
    other.send(raw[:5])
    with pytest.raises(ChannelTimeout):
        channel.receive(time.monotonic() + 0.05)
    other.send(raw[5:])
    assert channel.receive(time.monotonic() + 1) == {"type": "late"}
    one.close()
    two.close()


def test_silence_ends_at_the_deadline(ends):
    deadline = time.monotonic() + 0.1
    with pytest.raises(ChannelTimeout):
        ends[0].receive(deadline)
    assert time.monotonic() >= deadline


def test_a_side_that_does_not_read_ends_at_the_deadline(ends):
    channel, _ = ends
    with pytest.raises(ChannelTimeout):
        channel.send({"type": "x", "v": b"0" * 1_000_000}, time.monotonic() + 0.1)


def test_a_closed_side_is_said_to_be_closed(ends):
    channel, other = ends
    other.close()
    with pytest.raises(ChannelClosed):
        channel.receive(time.monotonic() + 1)


def test_too_large_a_message_is_not_sent(ends):
    with pytest.raises(CodecError, match="at most 1 MB"):
        ends[0].send({"type": "x", "v": b"0" * (2 << 20)})


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("<I", 1 << 30),
        struct.pack("<I", 4) + b"\xff\xff\xff\xff",
        struct.pack("<I", 1) + b"\x01",
        struct.pack("<I", 0),
    ],
    ids=["giant", "junk", "no dictionary", "empty"],
)
def test_what_is_no_message_is_one_error(ends, raw):
    channel, other = ends
    other.send(raw)
    with pytest.raises(ProtocolError):
        channel.receive(time.monotonic() + 1)


def test_a_dripping_sender_is_not_waited_for_beyond_the_deadline(ends):
    channel, other = ends
    stop = threading.Event()

    def drip():
        other.send(struct.pack("<I", 1000))
        while not stop.wait(0.02):
            other.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(ChannelTimeout):  # the whole message would take twenty seconds
        channel.receive(time.monotonic() + 0.2)
    stop.set()
    thread.join()


def test_more_descriptors_cross_than_one_message_carries():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sent = [os.open(os.devnull, os.O_RDONLY) for _ in range(450)]
    sender = threading.Thread(target=send_descriptors, args=(one, b"many", sent))
    sender.start()
    words, received = receive_descriptors(other)
    sender.join()
    assert (words, len(set(received))) == (b"many", 450)
    assert not os.get_inheritable(received[449])
    one.close()
    assert receive_descriptors(other) == (b"", [])
    for number in (*sent, *received):
        os.close(number)
    other.close()
