"""An IPython shell whose outputs are collected as nbformat dictionaries.

It behaves as a kernel's shell does for what a notebook can see: rich display,
inline figures, magics, ``await`` at the top level; there is no Jupyter
protocol and no thread behind it.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

Output = dict[str, Any]

_INLINE = "module://matplotlib_inline.backend_inline"


class Collector:
    """The outputs of one cell, up to a size.

    Parameters
    ----------
    limit
        Bytes of text kept; what comes later is counted and dropped.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.outputs: list[Output] = []
        self._size = 0
        self._clear_next = False

    def add(self, output: Output, size: int) -> None:
        """Keep an output if there is room for it."""
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False
        if self._size <= self.limit:
            self._size += size
            self.outputs.append(output)
            if self._size > self.limit:
                self._say_that_the_rest_is_dropped()

    def _say_that_the_rest_is_dropped(self) -> None:
        if self.outputs[-1]["output_type"] != "stream":
            self.outputs.pop()
        text = f"\n[output beyond {self.limit} bytes was dropped]\n"
        self.outputs.append({"output_type": "stream", "name": "stdout", "text": text})

    def write(self, name: str, text: str) -> None:
        """Append text to a stream, joining it to the previous output."""
        room = max(0, self.limit - self._size)
        last = self.outputs[-1] if self.outputs and not self._clear_next else {}
        if last.get("name") == name and len(text) <= room:
            last["text"] += text
            self._size += len(text)
            return
        stream = {"output_type": "stream", "name": name, "text": text[:room]}
        self.add(stream, len(text))

    def clear(self, wait: bool) -> None:
        """Forget the outputs, now or when the next one comes."""
        if wait:
            self._clear_next = True
        else:
            self.outputs.clear()

    def update(self, display_id: str, data: dict[str, Any], metadata: Any) -> None:
        """Replace the display that has this id."""
        for output in self.outputs:
            if output.get("transient", {}).get("display_id") == display_id:
                output["data"], output["metadata"] = data, metadata


class _Stream(io.TextIOBase):
    """What ``sys.stdout`` and ``sys.stderr`` are while a cell runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, shell: CapturingShell, name: str, descriptor: int) -> None:
        self._shell = shell
        self.name = f"<{name}>"
        self._kind = name
        self._descriptor = descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.collector.write(self._kind, str.__str__(text))
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return False


class _Publisher(DisplayPublisher):
    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        collector = CapturingShell.instance().collector
        data, metadata = _as_json(data), metadata or {}
        display_id = str((transient or {}).get("display_id", ""))
        if update:
            collector.update(display_id, data, metadata)
            return
        output: Output = {"output_type": "display_data"}
        output |= {"data": data, "metadata": metadata}
        if display_id:
            output["transient"] = {"display_id": display_id}
        collector.add(output, _size(data))

    def clear_output(self, wait: bool = False) -> None:
        CapturingShell.instance().collector.clear(wait)


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        data = _as_json(format_dict)
        output = {"output_type": "execute_result", "data": data}
        output |= {"metadata": md_dict or {}, "execution_count": self.prompt_count}
        CapturingShell.instance().collector.add(output, _size(data))

    def finish_displayhook(self) -> None:
        self._is_active = False


def _as_json(data: dict[str, Any]) -> dict[str, Any]:
    """Return a mime bundle with binary parts in base64, as the protocol has it."""
    from base64 import b64encode

    def plain(item: Any) -> Any:
        if isinstance(item, str):  # NumPy's is a subclass
            return str.__str__(item)
        return b64encode(item).decode() if isinstance(item, bytes) else item

    return {str.__str__(str(mime)): plain(item) for mime, item in data.items()}


def _size(data: dict[str, Any]) -> int:
    return sum(len(item) if isinstance(item, str) else 64 for item in data.values())


class CapturingShell(InteractiveShell):
    """IPython without a terminal and without a kernel."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    collector = Collector(1 << 20)
    exit_now = False

    def init_history(self) -> None:
        """Keep no history on disk: its thread would forbid forking."""
        self.config.HistoryManager.enabled = False
        self.config.HistoryManager.hist_file = ":memory:"
        super().init_history()  # type: ignore[no-untyped-call]

    def system(self, cmd: str) -> None:
        """Run ``!command`` through a pipe: there is no terminal here to lend it."""
        command = self.var_expand(cmd, depth=1)  # type: ignore[no-untyped-call]
        with subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                sys.stdout.write(line)
        self.user_ns["_exit_code"] = process.returncode

    def init_io(self) -> None:
        """Leave the terminal alone."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept ``%matplotlib inline``; there is no other front end."""

    def _showtraceback(self, etype: type, evalue: Any, stb: list[str]) -> None:
        # Whatever str() and repr() of a student's exception do, it is recorded.
        output = error_output(etype, evalue, stb)
        self.collector.add(output, sum(len(line) for line in stb))

    def run(self, source: str, limit: int) -> tuple[list[Output], Any]:
        """Execute one cell.

        Returns
        -------
        outputs
            The cell's outputs in the order of their appearance.
        result
            IPython's `ExecutionResult`.
        """
        self.collector = collector = Collector(limit)
        with _captured_descriptors() as descriptors:
            streams = _Stream(self, "stdout", 1), _Stream(self, "stderr", 2)
            old = sys.stdout, sys.stderr
            sys.stdout, sys.stderr = streams
            try:
                result = self.run_cell(  # type: ignore[no-untyped-call]
                    source, store_history=True
                )
            finally:
                sys.stdout, sys.stderr = old
        for name, text in descriptors.items():
            if text:
                collector.write(name, text)
        for output in collector.outputs:
            output.pop("transient", None)
        return collector.outputs, result


def error_output(etype: type, evalue: Any, traceback: list[str]) -> Output:
    """Return an ``error`` output in nbformat's form."""
    try:
        message = str(evalue)
    except BaseException as error:  # a student's __str__ may raise anything
        message = f"<the message could not be read: {type(error).__name__}>"
    lines = [str(line)[:20_000] for line in traceback[:200]]
    output: Output = {"output_type": "error", "ename": etype.__name__}
    return output | {"evalue": message[:20_000], "traceback": lines}


@contextlib.contextmanager
def _captured_descriptors():  # type: ignore[no-untyped-def]
    """Collect what is written to descriptors 1 and 2 behind Python's back."""
    texts = {"stdout": "", "stderr": ""}
    files = {name: _unnamed_file() for name in texts}
    saved = os.dup(1), os.dup(2)
    os.dup2(files["stdout"], 1)
    os.dup2(files["stderr"], 2)
    try:
        yield texts
    finally:
        os.dup2(saved[0], 1)
        os.dup2(saved[1], 2)
        for name, file in files.items():
            texts[name] = os.pread(file, 1 << 20, 0).decode(errors="replace")
        for descriptor in (*files.values(), *saved):
            os.close(descriptor)


def _unnamed_file() -> int:
    """Open a file without a name; in the working space, whose size is bounded."""
    with contextlib.suppress(OSError):
        return os.open("/tmp", os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    return os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)


def make_shell() -> CapturingShell:
    """Create the process's one shell, with the inline backend for figures.

    Nothing of the user's own IPython profile is read. A fork of a process that
    has made it gets the same one.
    """
    if CapturingShell.initialized():
        return CapturingShell.instance()
    from traitlets.config import Config

    config = Config()
    config.InteractiveShell.colors = "NoColor"
    shell = CapturingShell.instance(config=config, user_ns={})
    if "matplotlib" not in sys.modules:
        return shell  # the inline backend registers itself when it is imported
    with contextlib.suppress(ImportError, UsageError):
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        activate_matplotlib(_INLINE)
        configure_inline_support(shell, _INLINE)
    return shell
