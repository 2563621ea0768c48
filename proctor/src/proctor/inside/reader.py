"""The process that reads a submitted notebook, and makes it inert after grading.

Parsing what strangers wrote can take any memory and any time; here it takes only a
confined process's. No code runs in it but the grader's.
"""

from __future__ import annotations

import contextlib
import gc
import json
import socket
from dataclasses import asdict
from typing import Any

import PIL.Image  # noqa: F401  (imported before the fork)

from proctor.confine.limits import Limits
from proctor.course.assignment import SourceNotebook
from proctor.course.repair import Unreadable, repair
from proctor.protocol.channel import Channel, ChannelClosed
from proctor.protocol.inert import inert_markdown, make_inert, trusted_cells


def run_reader(
    control: socket.socket, questions: list[socket.socket], limits: Limits
) -> None:
    """Read a notebook, then make it inert, as the grader asks."""
    gc.disable()  # it would look at each of a million lists again and again
    channel = Channel(control, limits.frame)
    content = bytearray()
    inert_markdown("# [x](y)")  # makes what reads Markdown, before it is asked for
    with contextlib.suppress(ChannelClosed):
        while True:
            message = channel.receive()
            if message["type"] == "part":
                content += message["part"]
            elif message["type"] == "read":
                source = SourceNotebook.from_dict(message["source"])
                channel.send({"type": "notebook"} | _read(bytes(content), source))
                content.clear()
            elif message["type"] == "make inert":
                notebook = json.loads(message["notebook"])
                make_inert(notebook, trusted_cells(notebook, source))
                channel.send({"type": "inert", "notebook": json.dumps(notebook)})


def _read(content: bytes, source: SourceNotebook) -> dict[str, Any]:
    try:
        repaired = asdict(repair(content, source))
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": "it takes too much memory to read"}
    notes = {name: repaired[name] for name in ("repairs", "suspicious")}
    return notes | {"notebook": json.dumps(repaired["notebook"], ensure_ascii=False)}
