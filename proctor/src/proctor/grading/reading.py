"""The grader's side of the process that reads notebooks and makes them inert."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

from proctor.confine.limits import Limits
from proctor.course.repair import Repaired, Unreadable, check_size
from proctor.errors import Fault
from proctor.forks.client import Zygote
from proctor.grading.tasks import Task
from proctor.protocol.channel import ChannelClosed, ChannelTimeout, ProtocolError
from proctor.protocol.codec import CodecError

SECONDS = 30.0
MANY, LARGE = 100, 5 << 20  # after so many notebooks, or one so large, a new process


class Reader:
    """A confined process that parses notebooks, whatever is in them.

    It is the only process that sees more than one submission: it runs no student's
    code, and a fork for each would cost more than all that it does.
    """

    def __init__(self, zygote: Zygote, limits: Limits) -> None:
        self._limits = limits
        self._fork = zygote.fork("reader", limits)
        self._read = 0
        self.late = False  # whether the clock stopped it: the machine may be busy

    @classmethod
    @contextlib.contextmanager
    def of(cls, zygote: Zygote, limits: Limits) -> Iterator[Reader]:
        """Lend a reader for one notebook; it is kept if nothing unusual came."""
        reader = None
        with contextlib.suppress(IndexError):
            reader = zygote.kept.pop()
        if reader is not None and (reader._limits != limits or reader._fork.ended):
            reader.end()
            reader = None
        reader = reader or cls(zygote, limits)
        usual = False
        try:
            yield reader
            usual = reader._read < MANY
        finally:
            if usual:
                zygote.kept.append(reader)
            else:
                reader.end()

    def end(self) -> None:
        """End the process."""
        self._fork.end()

    def read(self, task: Task) -> Repaired:
        """Return the repaired notebook.

        Raises
        ------
        Unreadable
            If it is none, or takes too much to read.
        Fault
            If the process ended for another reason.
        """
        check_size(task.content)
        self._read += MANY if len(task.content) > LARGE else 1
        deadline = time.monotonic() + SECONDS
        size = self._limits.frame // 4
        try:
            for start in range(0, len(task.content), size):
                part = {"type": "part", "part": task.content[start : start + size]}
                self._fork.channel.send(part, deadline)
            request = {"type": "read", "source": task.source.to_dict()}
            reply = self._ask(request, deadline)
        except ChannelTimeout:
            self._read, self.late = MANY, True
            raise Unreadable("it takes too long to read") from None
        except (ChannelClosed, ProtocolError) as error:
            raise Fault(f"the process that reads notebooks ended ({error})") from None
        if "unreadable" in reply:
            self._read = MANY
            raise Unreadable(reply["unreadable"])
        notebook = json.loads(reply["notebook"])
        return Repaired(notebook, reply["repairs"], reply["suspicious"])

    def make_inert(self, notebook: str, task: Task) -> str:
        """Return a graded notebook's JSON without what could act on who opens it.

        What ends the process, or takes too long, is shown as it was written.
        """
        try:
            request = {"type": "make inert", "notebook": notebook}
            return str(self._ask(request, time.monotonic() + SECONDS)["notebook"])
        except (ChannelClosed, ChannelTimeout, ProtocolError, CodecError):
            self._read = MANY
            from proctor.protocol.inert import make_text, trusted_cells

            plain = json.loads(notebook)
            make_text(plain, trusted_cells(plain, task.source))
            return json.dumps(plain)

    def _ask(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:
        self._fork.channel.send(message, deadline)
        return self._fork.channel.receive(deadline)
