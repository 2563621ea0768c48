"""Grade one notebook: the candidate runs the cells, the examiner the tests."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import socket
import time
from collections.abc import Iterator
from typing import Any

from proctor.course.assignment import SourceCell, SourceNotebook, defined
from proctor.course.repair import Unreadable, grade_id_of, repair
from proctor.errors import Fault
from proctor.forks.client import Fork, Zygote
from proctor.grading.reading import Reader
from proctor.grading.tasks import (
    CRASHED,
    PLAIN,
    SCORED,
    SPLIT,
    TIMED_OUT,
    UNREADABLE,
    CellScore,
    Result,
    Task,
)
from proctor.protocol import outputs
from proctor.protocol.channel import ChannelClosed, ChannelTimeout, ProtocolError


def grade_surely(task: Task, zygote: Zygote) -> Result:
    """Grade one notebook, a second time if a process of the grader's own failed.

    Raises
    ------
    Fault
        If that fails, too.
    """
    try:
        return grade(task, zygote)
    except Fault:
        return grade(task, zygote)


def grade(task: Task, zygote: Zygote) -> Result:
    """Grade one notebook; whatever the submission does, a result comes back.

    Raises
    ------
    Fault
        If a process of the grader's own failed: the result would be no fact about the
        submission.
    """
    started = time.monotonic()
    zygote.learn(task.source.imports)
    with Reader.of(zygote, task.limits) as reader:
        try:
            repaired = reader.read(task)
        except Unreadable as error:
            result = unreadable_result(task, str(error))
            result.by_clock = reader.late
        else:
            session = _Session(task, zygote, repaired.notebook)
            try:
                result = session.run()
            finally:
                session.end()
            result.repairs = repaired.repairs
            result.suspicious += repaired.suspicious
            result.notebook = reader.make_inert(result.notebook, task)
    result.sandbox = zygote.sandbox
    result.seconds = time.monotonic() - started
    return result


def unreadable_result(task: Task, reason: str) -> Result:
    """Return 0 points, in a notebook of the instructor's cells that says why."""
    empty = json.dumps({"cells": [], "metadata": {}}).encode()
    notebook = repair(empty, task.source).notebook
    scores = []
    for cell in notebook["cells"]:
        spec = _spec(task.source, cell)
        if spec is not None and spec.is_test:
            cell["outputs"] = [outputs.error("Unreadable", reason)]
            scores.append(CellScore(spec.grade_id, 0.0, spec.points))
    mode = SPLIT if task.source.split else PLAIN
    suspicious = [f"unreadable: {reason}"]
    text = json.dumps(notebook)
    return Result(text, UNREADABLE, reason, mode, cells=scores, suspicious=suspicious)


def _spec(source: SourceNotebook, cell: dict[str, Any]) -> SourceCell | None:
    name = grade_id_of(cell)
    return next((spec for spec in source.cells if spec.grade_id == name), None)


LATE = "CellTimeoutError"
MAX_OUTPUTS = 20 << 20  # letters, of all of a notebook's cells
_ANSWERS = {
    "files": "written",
    "run": "ran",
    "snapshot": "taken",
    "prepare": "prepared",
    "test": "tested",
}


def _pieces(files: dict[str, bytes], size: int) -> Iterator[dict[str, bytes]]:
    """Cut files into messages: many small ones each, or a part of a large one."""
    piece: dict[str, bytes] = {}
    full = 0
    for name, content in files.items():
        for start in range(0, max(len(content), 1), size):
            part = content[start : start + size]
            if full + len(part) > size or name in piece:
                yield piece
                piece, full = {}, 0
            piece[name] = part
            full += len(part)
    if piece:
        yield piece


class _Session:
    """The two processes of one notebook, and the conversation with them."""

    def __init__(self, task: Task, zygote: Zygote, notebook: dict[str, Any]) -> None:
        self.task = task
        self.zygote = zygote
        self.limits = task.limits
        self.notebook = notebook
        self.split = task.source.split
        self.result = Result("", mode=SPLIT if self.split else PLAIN)
        tests = task.source.tests if self.split else []
        self.given = task.source.given
        self.index = {spec.grade_id: i for i, spec in enumerate(tests)}
        pairs = [socket.socketpair() for _ in tests]
        asked, self.asking = [one for one, _ in pairs], [other for _, other in pairs]
        self.examiner: Fork | None = None
        with contextlib.ExitStack() as undo:
            undo.callback(self._close_asking)
            self.candidate = zygote.fork("candidate", self.limits, asked)
            undo.callback(self.candidate.end)
            if tests:
                self.examiner = self._new_examiner()
            undo.pop_all()
        self.deadline = time.monotonic() + self.limits.notebook
        self.alive = True
        self.closed = False  # a snapshot was gone when a test asked it
        self.room = outputs.Room(MAX_OUTPUTS)
        self.reached: set[str] = set()

    def end(self) -> None:
        """End both processes and all that they started."""
        self.candidate.end()
        if self.examiner is not None:
            self.examiner.end()
        self._close_asking()

    def _close_asking(self) -> None:
        for sock in self.asking:
            sock.close()

    def _new_examiner(self) -> Fork:
        """Start an examiner; the grader keeps its own ends for one that follows."""
        return self.zygote.fork(
            "examiner", self.limits, [sock.dup() for sock in self.asking]
        )

    def run(self) -> Result:
        """Execute the notebook and return the result."""
        self._send_files(self.candidate, self.task.files)
        for cell in self.notebook["cells"]:
            if cell["cell_type"] == "code" and self.alive:
                self._run_cell(cell)
        self.candidate.kill()
        self.deadline = time.monotonic() + self.limits.notebook
        if self.split:
            self._run_tests()
        self._check_the_watch()
        self._judge_what_is_left()
        self.result.notebook = json.dumps(self.notebook)
        return self.result

    def _send_files(self, fork: Fork, files: dict[str, bytes]) -> None:
        for piece in _pieces(files, self.limits.frame // 4):
            self._ask(fork, {"type": "files", "files": piece}, 30.0)

    def _run_cell(self, cell: dict[str, Any]) -> None:
        grade_id = grade_id_of(cell)
        if grade_id in self.index:
            self._take_snapshot(grade_id)
            return
        started = time.monotonic()
        reply = self._execute(cell)
        if reply is not None:
            checked = outputs.checked_outputs(reply.get("outputs"))
            cell["outputs"] = self.room.fit(checked)
            count = outputs.checked_count(reply.get("execution_count"))
            cell["execution_count"] = count
        spec = _spec(self.task.source, cell)
        if spec is not None and spec.is_test and reply is not None:
            self._judge_plain(cell, spec, time.monotonic() - started)

    def _take_snapshot(self, grade_id: str) -> None:
        """Have the candidate wait at this place for the questions of a test."""
        message = {"type": "snapshot", "index": self.index[grade_id]}
        reply = self._ask(self.candidate, message, 30.0)
        if reply is None:
            return
        if reply.get("refused") is None:
            self.reached.add(grade_id)
            return
        # Is it the machine that has no room, or what the student's code left running?
        if (self.candidate.processes() or 0) < self.limits.processes:
            self._new_examiner().end()  # a fault if the machine starts none
        self.candidate.kill()
        words = f"it left no room for the processes of the tests ({reply['refused']})"
        self._give_up(CRASHED, words[:300])

    def _execute(self, cell: dict[str, Any]) -> dict[str, Any] | None:
        """Run one cell in the candidate, interrupting it when its time is up."""
        left = self.deadline - time.monotonic()
        spec = _spec(self.task.source, cell)
        locked = spec is not None and spec.locked
        given = defined(cell["source"]) if locked else []
        given = [name for name in given if name in self.given]
        message = {"type": "run", "source": cell["source"], "given": given}
        seconds = min(self.limits.cell_clock, max(left, 0.1))
        reply = self._ask(self.candidate, message, seconds, interrupt=True)
        if reply is not None and reply.get("late"):
            after = f"{self.limits.cell:g} s of the processor's time"
            if reply.get("by_clock"):
                self.result.by_clock = True
                after = f"{seconds:.0f} s by the clock"
            reply["outputs"] = [
                *outputs.checked_outputs(reply.get("outputs")),
                outputs.error(LATE, f"this cell was stopped after {after}"),
            ]
            self._fail(TIMED_OUT, f"a cell was stopped after {after}")
        if reply is not None and time.monotonic() >= self.deadline:
            self.result.by_clock = True
            self._give_up(TIMED_OUT, "the notebook's time was up")
        return reply

    def _ask(
        self,
        fork: Fork,
        message: dict[str, Any],
        seconds: float,
        *,
        interrupt: bool = False,
    ) -> dict[str, Any] | None:
        """Send a message and wait for the reply; None if the process is lost."""
        try:
            fork.channel.send(message, time.monotonic() + seconds)
            reply = fork.channel.receive(time.monotonic() + seconds)
            if reply["type"] != _ANSWERS[message["type"]]:
                raise ProtocolError("an answer to something else")
            return reply
        except ChannelTimeout:
            if not interrupt:
                self.result.by_clock = True
                self._lost(fork, TIMED_OUT, "it did not answer")
                return None
        except (ChannelClosed, ProtocolError) as error:
            self._lost(fork, CRASHED, str(error))
            return None
        return self._interrupt(fork, seconds)

    def _interrupt(self, fork: Fork, seconds: float) -> dict[str, Any] | None:
        """Interrupt what runs; kill it if it does not end within the grace."""
        fork.interrupt()
        try:
            reply = fork.channel.receive(time.monotonic() + self.limits.grace)
            return reply | {"late": True, "by_clock": True}
        except ChannelTimeout:
            words = f"a cell ran for more than {seconds:.0f} s and could not be stopped"
            self.result.by_clock = True
            self._lost(fork, TIMED_OUT, words)
        except (ChannelClosed, ProtocolError) as error:
            self._lost(fork, CRASHED, str(error))
        return None

    def _lost(self, fork: Fork, state: str, words: str) -> None:
        fork.kill()
        if fork is self.candidate:
            state, words = self._cause(state, words)
            self._give_up(state, words)
        elif state == CRASHED:
            raise Fault(f"the examiner's process ended ({words})")
        else:  # a test that cannot be stopped; those that follow get a new examiner
            fork.end()
            self.examiner = None

    def _cause(self, state: str, words: str) -> tuple[str, str]:
        """Return what the init process knows about the end of the candidate."""
        for news in self.candidate.read_news(0.2 if state == CRASHED else 0.0):
            if news.get("event") == "memory":
                return CRASHED, f"it used more than {news['reason']} MB of memory"
            if news.get("event") == "exit" and state == CRASHED:
                return CRASHED, f"its process ended by itself ({news['reason']})"
            if news.get("event") == "broken":
                raise Fault(f"a process could not start ({news['reason']})")
        return state, words

    def _give_up(self, state: str, words: str) -> None:
        self.alive = False
        self._fail(state, words)

    def _fail(self, state: str, words: str) -> None:
        """Note the first thing that went wrong; a crash outranks a slow cell."""
        if self.result.state == SCORED or (state == CRASHED and not self.alive):
            self.result.state, self.result.reason = state, words

    def _run_tests(self) -> None:
        """Have the examiner run the tests in the instructor's order."""
        cells = {grade_id_of(cell): cell for cell in self.notebook["cells"]}
        self._send_examiner_files()
        for number, spec in enumerate(self.task.source.tests):
            self._prepare(number)
            if spec.grade_id not in self.reached:
                continue
            if time.monotonic() > self.deadline:
                self.result.by_clock = True
                self._fail(TIMED_OUT, "the time of the tests was up")
                return
            if self.examiner is None:  # a test could not be stopped
                self.examiner = self._new_examiner()
                self._send_examiner_files()
                for earlier in range(number + 1):
                    self._prepare(earlier)
            if self.examiner is not None:
                self._run_test(spec, cells[spec.grade_id])

    def _send_examiner_files(self) -> None:
        if self.examiner is not None:
            self._send_files(self.examiner, self.task.examiner_files)

    def _prepare(self, number: int) -> None:
        """Run the instructor's cells that stand before a test."""
        for source in self.task.source.preparations.get(number, []):
            if self.examiner is not None:
                message = {"type": "prepare", "source": source}
                seconds = self.limits.cell_clock
                self._ask(self.examiner, message, seconds, interrupt=True)

    def _run_test(self, spec: SourceCell, cell: dict[str, Any]) -> None:
        assert self.examiner is not None
        nonce, started = secrets.token_bytes(16), time.monotonic()
        message = {"type": "test", "nonce": nonce, "index": self.index[spec.grade_id]}
        message |= {"source": spec.source, "points": spec.points}
        seconds = self.limits.cell_clock
        reply = self._ask(self.examiner, message, seconds, interrupt=True)
        entry = CellScore(spec.grade_id, 0.0, spec.points)
        entry.seconds = time.monotonic() - started
        self.result.cells.append(entry)
        if reply is None or reply.get("nonce") != nonce or reply.get("late"):
            words = f"the test was stopped after {seconds:.0f} s by the clock"
            kept = outputs.checked_outputs((reply or {}).get("outputs"))
            cell["outputs"] = [*kept, outputs.error(LATE, words)]
            self._fail(TIMED_OUT, words)
            self.result.by_clock = True
            return
        self.result.by_clock |= reply["by_clock"]
        self.closed |= reply["closed"]
        entry.score, entry.problem = float(reply["score"]), reply["problem"]
        cell["outputs"] = outputs.checked_outputs(reply["outputs"])
        entry.checks = reported_checks(cell["outputs"])
        _make_nbgrader_agree(cell, spec, entry)

    def _judge_plain(
        self, cell: dict[str, Any], spec: SourceCell, seconds: float
    ) -> None:
        """Score a test cell that ran among the student's code, by its outputs."""
        entry = CellScore(spec.grade_id, 0.0, spec.points, seconds)
        entry.score, entry.problem = score_of_outputs(cell["outputs"], spec.points)
        self.result.cells.append(entry)
        if entry.problem is not None:
            self.result.suspicious.append(f"{spec.grade_id}: {entry.problem}")
        _make_nbgrader_agree(cell, spec, entry)

    def _check_the_watch(self) -> None:
        """See to it that the process which watches over the candidate's is there.

        Nothing within the sandbox can end it, and it ends by itself only where too
        much memory was used. With it, all snapshots would be gone.
        """
        if self.zygote.sandbox == "none":
            return
        # When it ends, those that it watches over end first.
        suspect = self.closed or self.result.state == CRASHED
        ended = self.candidate.ended or (suspect and not self._watch_answers())
        news = self.candidate.read_news()
        if ended and not any(one.get("event") == "memory" for one in news):
            raise Fault("the process that watches over the student's code ended")

    def _watch_answers(self) -> bool:
        return self.candidate.processes() is not None

    def _judge_what_is_left(self) -> None:
        """Give 0 to the tests that were not reached."""
        scored = {entry.grade_id for entry in self.result.cells}
        for cell in self.notebook["cells"]:
            spec = _spec(self.task.source, cell)
            if spec is not None and spec.is_test and spec.grade_id not in scored:
                words = (
                    f"not reached, because {self.result.reason or 'the notebook ended'}"
                )
                cell["outputs"] = [outputs.error("NotReached", words)]
                entry = CellScore(spec.grade_id, 0.0, spec.points, problem=words)
                self.result.cells.append(entry)


# Deeper within a line stands what a test quotes, and may be the student's.
_CHECK = re.compile(r"^ {0,3}([✓✗]) (.+?)(?: \([^()]*points?\))?$", re.MULTILINE)


def reported_checks(found: list[outputs.Output]) -> list[tuple[str, bool]]:
    """Return the checks that a test printed as ``✓ name`` or ``✗ name``."""
    streams = (o for o in found if o.get("name") == "stdout")
    lines = _CHECK.findall("".join(output["text"] for output in streams))
    return [(name[:200], mark == "✓") for mark, name in lines[:200]]


def score_of_outputs(
    found: list[outputs.Output], points: float
) -> tuple[float, str | None]:
    """Return what nbgrader would find in these outputs, unless it is impossible."""
    for output in found:
        if output["output_type"] == "error" or output.get("name") == "stderr":
            return 0.0, None
        if output["output_type"] == "execute_result":
            return _partial(output["data"].get("text/plain", ""), points)
    return points, None


def _partial(text: str, points: float) -> tuple[float, str | None]:
    if not text:
        return 0.0, "the test cell's result has no text"
    try:
        value = float(text)
    except ValueError:
        return points, None  # nbgrader's rule: something that is no number is a pass
    if not 0 <= value <= points:
        return 0.0, f"the test gave {value} points; expected 0 to {points:g}"
    return value, None


def _make_nbgrader_agree(
    cell: dict[str, Any], spec: SourceCell, entry: CellScore
) -> None:
    """See to it that nbgrader reads this very score from the cell's outputs."""
    if entry.problem is not None:
        cell["outputs"].append(outputs.error("ScoreError", entry.problem))
        cell["outputs"] = [
            output
            for output in cell["outputs"]
            if output["output_type"] != "execute_result"
        ]
        return
    found, problem = score_of_outputs(cell["outputs"], spec.points)
    if problem is not None or found != entry.score:
        kept = (o for o in cell["outputs"] if o["output_type"] != "execute_result")
        cell["outputs"] = [outputs.score(entry.score), *kept]
