"""What a confined process sees and may do, as root and as an ordinary user."""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest
from proctor.confine.limits import Limits
from proctor.forks.client import Zygote

pytestmark = pytest.mark.slow

LOOK = """
import json, os, socket
from pathlib import Path

def tried(action):
    try:
        action()
        return True
    except OSError:
        return False

def status(name):
    for line in open("/proc/self/status"):
        if line.startswith(name + ":"):
            return line.split()[1]

writable = {}
for folder in ("/", "/usr", "/etc", "/home/student", "/tmp", "/dev/shm", "/dev"):
    path = folder.rstrip("/") + "/probe"
    writable[folder] = tried(lambda: open(path, "w").close())
print(json.dumps({
    "uid": os.getuid(),
    "pids": sorted(int(p) for p in os.listdir("/proc") if p.isdigit()),
    "capabilities": status("CapEff"),
    "no_new_privileges": status("NoNewPrivs"),
    "seccomp": status("Seccomp"),
    "writable": writable,
    "unix": tried(lambda: socket.socket(socket.AF_UNIX).close()),
    "internet": tried(lambda: socket.socket(socket.AF_INET).close()),
    "interfaces": [line.split(":")[0].strip()
                   for line in open("/proc/self/net/dev") if ":" in line],
    "environment": sorted(os.environ),
    "root": sorted(os.listdir("/")),
    "home": os.path.expanduser("~"),
    "cwd": os.getcwd(),
    "memory_of_init": tried(lambda: open("/proc/1/mem", "rb").close()),
    "descriptors": len(os.listdir("/proc/self/fd")),
}))
"""

PROBE = f"""
import json, os, sys, time
from proctor.forks.client import Zygote
from proctor.confine.limits import Limits

with Zygote() as zygote:
    fork = zygote.fork("candidate", Limits())
    fork.channel.send({{"type": "run", "source": {LOOK!r}}})
    reply = fork.channel.receive(time.monotonic() + 30)
    kind = zygote.sandbox
    fork.end()
print(json.dumps([kind, reply["outputs"]]))
"""


def run_probe(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    kind, outputs = json.loads(done.stdout)
    assert outputs[0]["output_type"] == "stream", outputs
    return kind, json.loads(outputs[0]["text"])


def as_ordinary_user(code: str) -> list[str]:
    """Return a command that runs Python as a user who owns nothing.

    The interpreter may lie in root's home, which others cannot enter: it is made
    reachable in a mount namespace of the command's own.
    """
    python = [sys.executable, "-c", code]
    if os.geteuid() != 0:
        return python
    real = Path(sys.executable).resolve()
    closed = next((p for p in real.parents if not p.stat().st_mode & 0o001), None)
    drop = ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"]
    drop += ["env", "HOME=/nonexistent"]
    if closed is None:
        return [*drop, *python]
    keep = real.parents[len(real.parents) - len(closed.parents) - 2]
    script = (
        'mkdir -p /run/proctor-test; mount --bind "$1" /run/proctor-test; '
        'mount -t tmpfs -o mode=755 none "$0"; mkdir -p "$1"; '
        'mount --move /run/proctor-test "$1"; shift; exec "$@"'
    )
    enter = ["unshare", "-m", "sh", "-c", script, str(closed), str(keep)]
    return [*enter, *drop, *python]


@pytest.fixture(scope="module", params=["this user", "an ordinary user"])
def seen(request):
    if request.param == "this user":
        kind, found = run_probe([sys.executable, "-c", PROBE])
        assert kind == ("root" if os.geteuid() == 0 else "user")
    else:
        kind, found = run_probe(as_ordinary_user(PROBE))
        assert kind == "user"
    return found


def test_it_has_no_rights(seen):
    assert seen["uid"] >= 60000
    assert int(seen["capabilities"], 16) == 0
    assert (seen["no_new_privileges"], seen["seccomp"]) == ("1", "2")


def test_it_sees_its_own_processes_only(seen):
    assert seen["pids"] == [1, 2]
    assert not seen["memory_of_init"]


def test_it_writes_nowhere_but_into_its_own_space(seen):
    allowed = {name for name, writable in seen["writable"].items() if writable}
    assert allowed == {"/home/student", "/tmp", "/dev/shm"}


def test_it_has_no_network(seen):
    assert seen["unix"]
    assert not seen["internet"]


def test_its_environment_is_an_allow_list(seen):
    assert set(seen["environment"]) <= {
        "HOME", "IPYTHONDIR", "LANG", "LC_ALL", "MPLBACKEND", "MPLCONFIGDIR",
        "NBGRADER_EXECUTION", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH",
        "TMPDIR", "TZ", "USER", "KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK",
        "TORCHINDUCTOR_CACHE_DIR", "COLUMNS", "LINES", "PYDEVD_USE_FRAME_EVAL",
    }  # fmt: skip
    assert seen["home"] == "/home/student"
    assert seen["cwd"] == "/home/student/assignment"


def test_its_network_has_no_interface_but_its_own_loopback(seen):
    assert seen["interfaces"] == ["lo"]


def test_it_inherits_few_descriptors(seen):
    assert seen["descriptors"] <= 14


def test_a_zygote_costs_no_descriptor_and_leaves_no_process():
    with Zygote() as zygote:
        zygote.fork("candidate", Limits()).end()
        before = set(os.listdir("/proc/self/fd"))
        for _ in range(50):
            fork = zygote.fork("candidate", Limits())
            fork.channel.send({"type": "run", "source": "1"})
            fork.channel.receive(time.monotonic() + 10)
            fork.end()
        assert set(os.listdir("/proc/self/fd")) == before
        children = Path(f"/proc/{zygote.pid}/task/{zygote.pid}/children")
        for _ in range(100):
            if not children.read_text():
                break
            time.sleep(0.05)
        assert children.read_text() == ""
        assert len(os.listdir(f"/proc/{zygote.pid}/fd")) < 12


def test_the_zygote_dies_with_its_owner():
    code = (
        "import time\nfrom proctor.forks.client import Zygote\n"
        "from proctor.confine.limits import Limits\n"
        "z = Zygote(); f = z.fork('candidate', Limits()); print(z.pid, flush=True)\n"
        "f.channel.send({'type': 'run', 'source': 'while True: pass'}); time.sleep(100)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as owner:
        pid = int(owner.stdout.readline())
        time.sleep(0.3)
        owner.kill()
        owner.wait()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_without_a_sandbox_only_if_asked(monkeypatch):
    with Zygote("none") as zygote:
        assert zygote.sandbox == "none"
        fork = zygote.fork("candidate", Limits())
        fork.channel.send({"type": "run", "source": "import os; print(os.getcwd())"})
        reply = fork.channel.receive(time.monotonic() + 10)
        assert "proctor-" in reply["outputs"][0]["text"]
        folder = fork.folder
        fork.end()
        assert not os.path.exists(folder)


HONEST = """
import asyncio, ctypes, io, mmap, multiprocessing, os, queue, select, shutil, signal
import socket, sqlite3, statistics, subprocess, sys, tempfile, threading, time, zipfile
import matplotlib.pyplot as plt, numpy as np, pandas as pd, scipy.optimize, torch
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

layers = torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1)
model = torch.nn.Sequential(*layers)
optimizer = torch.optim.Adam(model.parameters())
data = torch.utils.data.TensorDataset(torch.randn(32, 3))
for (batch,) in torch.utils.data.DataLoader(data, batch_size=8, shuffle=True):
    optimizer.zero_grad(); model(batch).square().mean().backward(); optimizer.step()
torch.save(model.state_dict(), "model.pt"); torch.load("model.pt")
np.linalg.svd(np.random.default_rng(0).normal(size=(200, 200)))
np.save("a.npy", np.ones(1000)); np.load("a.npy", mmap_mode="r").sum()
assert scipy.optimize.minimize(lambda x: (x**2).sum(), np.ones(3)).success
frame = pd.DataFrame({"x": [1, 2]}); frame.to_csv("x.csv"); pd.read_csv("x.csv")
frame.plot(); plt.savefig("x.png"); plt.savefig("x.pdf")
assert subprocess.run(["ls", "-la"], capture_output=True).returncode == 0
assert subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout
assert os.popen("echo hi | cat").read() == "hi\\n"
with ThreadPoolExecutor(4) as pool: assert sum(pool.map(abs, range(9))) == 36
with multiprocessing.Pool(2) as pool: assert sum(pool.map(abs, range(9))) == 36
async def wait():
    await asyncio.sleep(0.01)
    process = await asyncio.create_subprocess_shell("true")
    return await process.wait()
assert await wait() == 0
with sqlite3.connect("x.db") as base: base.execute("create table t (x)")
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "a").write_text("a"); shutil.copytree(folder, "b")
    shutil.make_archive("z", "zip", "b")
Path("link").symlink_to("x.csv"); os.chmod("x.csv", 0o600)
shutil.copy2("x.csv", "y.csv")
one, other = socket.socketpair(); one.send(b"x"); assert other.recv(1) == b"x"
signal.signal(signal.SIGALRM, lambda *_: None); signal.alarm(1); signal.alarm(0)
shared = mmap.mmap(-1, 4096); shared[0] = 1
os.nice(1); time.sleep(0.001); os.cpu_count()
shutil.get_terminal_size(); sys.stdout.isatty()
print("all of it works")
"""
BEYOND = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
long = ctypes.c_ulong
more = 1 << 32  # of which the kernel sees nothing
calls = {
    "inotify": lambda: libc.inotify_init(),
    "memfd": lambda: libc.memfd_create(b"x", 0),
    "affinity": lambda: libc.sched_setaffinity(0, 128, bytes([1] + [0] * 127)),
    "namespaces": lambda: libc.unshare(0x10000000),
    "tracing": lambda: libc.ptrace(0, 0, 0, 0),
    "messages": lambda: libc.msgget(0, 0o1600),
    "semaphores": lambda: libc.semget(0, 1, 0o1600),
    "another's memory": lambda: libc.process_vm_readv(1, 0, 0, 0, 0, 0),
    "keys": lambda: libc.syscall(250, 0, -3, 1),
    "io_uring": lambda: libc.syscall(425, 8, bytes(200)),
    "what is new": lambda: libc.syscall(462, 0, 0, 0),
    "typing": lambda: libc.ioctl(0, long(0x5412), b"x"),
    "typing with more bits": lambda: libc.ioctl(0, long(more | 0x5412), b"x"),
    "internet": lambda: libc.socket(2, 1, 0),
    "internet with more bits": lambda: libc.syscall(41, long(more | 2), 1, 0),
    "clone3": lambda: libc.syscall(435, bytes(88), 88),
    "pages that are shared": lambda: libc.mmap(0, long(4096), 3, 0x21, -1, long(0)),
    "and checked": lambda: libc.mmap(0, long(4096), 3, 0x23, -1, long(0)),
    "a larger buffer": lambda: libc.syscall(54, 0, 1, 7, bytes(4), 4),
    "a larger buffer with more bits": lambda: libc.syscall(
        54, 0, 1, long(more | 7), bytes(4), 4),
}
print(sorted(name for name, call in calls.items() if call() >= 0))
print(sorted({ctypes.get_errno() for call in calls.values() if call()}))
"""


def ran(zygote, source):
    """Return what a cell printed, or its error."""
    fork = zygote.fork("candidate", Limits())
    fork.channel.send({"type": "run", "source": source})
    reply = fork.channel.receive(time.monotonic() + 100)
    fork.end()
    return "".join(str(o.get("text", o)) for o in reply["outputs"])


@pytest.fixture(scope="module")
def plain_zygote():
    with Zygote(packages=()) as zygote:
        yield zygote


def test_what_honest_work_needs_of_the_system_it_has(plain_zygote):
    assert "all of it works" in ran(plain_zygote, HONEST)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="its calls' numbers")
def test_of_the_systems_calls_it_has_no_other(plain_zygote):
    assert ran(plain_zygote, BEYOND) == "[]\n[38]\n"


SHARED = """
import mmap, os
shared = mmap.mmap(-1, 4096)
shared[0] = 1
if os.fork() == 0:
    shared[1] = 7
    os._exit(0)
os.wait()
own = mmap.mmap(-1, 100, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
zeros = open("/dev/zero", "rb")
seen = mmap.mmap(zeros.fileno(), 4096, prot=mmap.PROT_READ)[:2] + zeros.read(1)
print(shared[:2], len(shared), isinstance(shared, mmap.mmap), len(own), seen)
print(os.access("/dev/null", os.W_OK), open("/dev/null", "w").write("x"))
try:
    open("/dev/zero", "r+b")
except PermissionError:
    print("not to be written to")
"""


def test_memory_that_processes_share_is_of_a_file_and_not_of_the_zero_device(
    plain_zygote,
):
    """Pages without a file stay when they are mapped nowhere, and nobody has them."""
    words = ran(plain_zygote, SHARED).splitlines()
    assert words[0] == "b'\\x01\\x07' 4096 True 100 b'\\x00\\x00\\x00'", words
    assert words[1:] == ["True 1", "not to be written to"]


def test_a_course_on_the_path_of_modules_is_not_shown(tmp_path, monkeypatch):
    course, above, packages = tmp_path / "c", tmp_path / "a", tmp_path / "p"
    for folder in (course, above / "inner", packages):
        folder.mkdir(parents=True)
    for config in (course, above / "inner"):
        (config / "nbgrader_config.py").touch()
    path = os.pathsep.join(map(str, (course, above, packages, *sys.path)))
    monkeypatch.setenv("PYTHONPATH", path)
    look = f"import os; print([os.path.exists(p) for p in {path.split(':')[:3]!r}])"
    with Zygote(packages=()) as zygote:
        assert ran(zygote, look) == "[False, False, True]\n"
