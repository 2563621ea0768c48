"""A warm kernel does for Jupyter's tools what a stock kernel does."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from proctor import kernels, provisioner

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # those of zmq and asyncio at shutdown
]
NAME = "proctor-warm"


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory):
    """Have this process's kernels forked from a daemon of this file's own."""
    runtime = tmp_path_factory.mktemp("runtime")
    old = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    factory = KernelProvisionerFactory.instance()
    group = KernelProvisionerFactory.GROUP_NAME
    entry = EntryPoint(NAME, "proctor.provisioner:WarmProvisioner", group)
    factory.provisioners[NAME] = entry
    default, factory.default_provisioner_name = factory.default_provisioner_name, NAME
    yield
    factory.default_provisioner_name = default
    for pid in daemons(runtime):
        os.kill(pid, signal.SIGTERM)
    os.environ.pop("XDG_RUNTIME_DIR")
    if old is not None:
        os.environ["XDG_RUNTIME_DIR"] = old


def daemons(runtime: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if str(runtime).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


def execute(*sources, **options):
    """Execute cells in a kernel of their own; return the outputs of each."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", **options).execute()
    return [cell.outputs for cell in notebook.cells]


def test_it_runs_in_a_fork_of_the_daemon():
    ((output,),) = execute("import os\nprint(os.getppid())")
    parent = int(output.text)
    assert b"proctor.kernels" in Path(f"/proc/{parent}/cmdline").read_bytes()


def test_display_figures_magics_and_shell(monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    plot, shown, shell = execute(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "display(1)\n{'a': 2}",
        "!echo from a shell",
    )
    assert "image/png" in plot[0].data
    assert [output.data["text/plain"] for output in shown] == ["1", "{'a': 2}"]
    assert shell[0].text.strip() == "from a shell"


def test_numbers_are_drawn_anew_and_threads_are_as_asked(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    look = (
        "import numpy as np, torch\n"
        "print(np.random.rand(), torch.rand(1).item())\n"
        "print(torch.get_num_threads())\n"
        "x = torch.ones(600, 600); print((x @ x)[0, 0].item())"
    )
    texts = [execute(look)[0][0].text.splitlines() for _ in range(2)]
    assert texts[0][0] != texts[1][0]
    assert texts[0][1:] == texts[1][1:] == ["2", "600.0"]


def test_workers_of_torch_and_multiprocessing():
    ((output,),) = execute(
        "import torch, multiprocessing\n"
        "from torch.utils.data import DataLoader\n"
        "data = DataLoader(torch.arange(8.0), batch_size=2, num_workers=2)\n"
        "with multiprocessing.Pool(2) as pool:\n"
        "    print(sum(b.sum().item() for b in data), pool.map(abs, [-1]))"
    )
    assert output.text == "28.0 [1]\n"


def test_folder_and_environment_are_the_callers(tmp_path, monkeypatch):
    monkeypatch.setenv("SEEN_BY_THE_KERNEL", "yes")
    (tmp_path / "mine.py").write_text("x = 3")
    ((output,),) = execute(
        "import os, mine\nprint(os.getcwd(), os.environ['SEEN_BY_THE_KERNEL'], mine.x)",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    assert output.text == f"{tmp_path} yes 3\n"


def test_errors_and_timeouts_end_as_usual():
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute("1/0")
    with pytest.raises(CellTimeoutError):
        execute("import time\ntime.sleep(60)", timeout=1)
    with pytest.raises(DeadKernelError):
        execute("import os\nos._exit(3)")


def test_input_is_asked_of_the_client():
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    printed = []
    client.execute_interactive(
        "print(input('name? ') + '!')",
        allow_stdin=True,
        stdin_hook=lambda message: client.input("Ada"),
        output_hook=lambda message: printed.append(message["content"].get("text")),
        timeout=20,
    )
    assert "Ada!\n" in printed
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_interrupt_restart_and_shutdown():
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    client.execute("import time\nwhile True: time.sleep(0.01)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    first = manager.provisioner.pid
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=30)
    assert manager.provisioner.pid != first
    assert not Path(f"/proc/{first}").exists()
    assert manager.is_alive()
    second = manager.provisioner.pid
    client.stop_channels()
    manager.shutdown_kernel()
    assert not Path(f"/proc/{second}").exists()


def test_an_exit_code_arrives():
    null = os.open(os.devnull, os.O_RDWR)
    request = {"argv": ["--bad-option-without-meaning=1", "-f", "/nonexistent/x.json"]}
    request |= {"env": dict(os.environ), "cwd": "/", "path": []}
    process = provisioner.fork_kernel(request, [null] * 3)
    os.close(null)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert process.poll() == -signal.SIGKILL


def test_a_kernel_ends_with_its_owner():
    code = (
        "import os, sys, time\nfrom proctor import provisioner\n"
        "request = {'argv': [], 'env': dict(os.environ), 'cwd': '/', 'path': []}\n"
        "null = os.open(os.devnull, os.O_RDWR)\n"
        "print(provisioner.fork_kernel(request, [null] * 3).pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as owner:
        pid = int(owner.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        owner.kill()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def open_descriptors(pid) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def test_many_kernels_leave_nothing_behind():
    null = os.open(os.devnull, os.O_RDWR)
    request = {"argv": [], "env": dict(os.environ), "cwd": "/", "path": []}
    (daemon,) = daemons(Path(os.environ["XDG_RUNTIME_DIR"]))
    for count in range(501):
        process = provisioner.fork_kernel(request, [null] * 3)
        process.kill()
        process.wait()
        if count == 0:
            before = open_descriptors("self"), open_descriptors(daemon)
    time.sleep(0.2)
    assert (open_descriptors("self"), open_descriptors(daemon)) == before
    os.close(null)
    children = Path(f"/proc/{daemon}/task/{daemon}/children").read_text()
    assert children == ""


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], ["-f", "x"]),
        (["python", "-m", "ipykernel_launcher", "-f", "x"], ["-f", "x"]),
        ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"], []),
        ([sys.executable, "-O", "-m", "ipykernel_launcher", "-f", "x"], None),
        (["/other/python", "-m", "ipykernel_launcher", "-f", "x"], None),
        (["R", "-e", "IRkernel::main()"], None),
    ],
)
def test_only_this_interpreters_kernels_are_forked(command, arguments):
    assert provisioner.kernel_arguments(command) == arguments


def test_without_a_daemon_a_stock_kernel_starts_and_says_so(monkeypatch, caplog):
    def refuse(*_):
        raise TimeoutError("the kernel daemon did not start")

    monkeypatch.setattr(provisioner, "fork_kernel", refuse)
    ((output,),) = execute("import os\nprint(os.getppid())")
    assert int(output.text) == os.getpid()


def test_on_another_system_a_stock_kernel_starts_and_says_so():
    code = (
        "import sys\n"
        "from jupyter_client.provisioning import local_provisioner\n"
        "sys.platform = 'win32'\n"
        "for name in ('fcntl', 'resource', 'msgpack'): sys.modules[name] = None\n"
        "from proctor import provisioner\n"
        "print(provisioner._warm_process([], {}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "(None, 'warm kernels need Linux')\n", done.stderr


def test_a_folder_of_others_is_refused(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="mode 700"):
        kernels.private_folder(folder)


def test_many_at_once():
    async def run_one(number):
        cells = [nbformat.v4.new_code_cell(f"print({number})")]
        notebook = nbformat.v4.new_notebook(cells=cells)
        await NotebookClient(notebook, kernel_name="python3").async_execute()
        return notebook.cells[0].outputs[0].text

    async def run_all():
        return await asyncio.gather(*(run_one(number) for number in range(3)))

    assert asyncio.run(run_all()) == ["0\n", "1\n", "2\n"]
