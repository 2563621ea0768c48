"""Confine a forked process: namespaces, its own root, landlock, seccomp, limits.

The order matters. The *init* process, number 1 of a new pid namespace, builds
the root and stays outside the student's reach; the *inmate*, forked from it,
gives up its rights and runs the student's code. When init ends, the kernel ends
all the others. (The examiner needs no init: it is process 1 itself.)
"""

from __future__ import annotations

import contextlib
import functools
import glob
import os
import pwd
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

from proctor.confine import syscalls as sc
from proctor.confine.limits import Limits
from proctor.confine.seccomp import compiled_filter

HOME = "/home/student"
WORK = f"{HOME}/assignment"
SCRATCH = "/scratch"
_DEVICES = ("null", "zero", "full", "random", "urandom")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/fonts",
    "/etc/mime.types",
    "/etc/alternatives",
)
_NAMESPACES = (
    sc.CLONE_NEWNS
    | sc.CLONE_NEWPID
    | sc.CLONE_NEWNET
    | sc.CLONE_NEWIPC
    | sc.CLONE_NEWUTS
    | sc.CLONE_NEWCGROUP
)


class SandboxError(RuntimeError):
    """No process can be confined on this machine."""


@dataclass(frozen=True)
class Sandbox:
    """How processes are confined here.

    Attributes
    ----------
    kind
        ``"root"`` (real privileges), ``"user"`` (an unprivileged user
        namespace), or ``"none"``.
    readable
        Folders and files of the host that are visible, read-only.
    seccomp
        The compiled filter.
    """

    kind: str
    readable: tuple[str, ...] = ()
    seccomp: bytes = b""

    def fork(self) -> int:
        """Fork into new namespaces, as process 1 of them; without any for ``none``."""
        if self.kind == "none":
            return os.fork()
        user = self.kind == "user"
        uid, gid = os.geteuid(), os.getegid()
        pid = sc.clone(_NAMESPACES | (sc.CLONE_NEWUSER if user else 0))
        if pid == 0 and user:
            _map_user(uid, gid)
        return pid

    def build_root(self, limits: Limits) -> None:
        """Replace the root by a read-only view and a private working folder."""
        sc.mount("none", "/", "", sc.MS_REC | sc.MS_PRIVATE)
        trees = {path: sc.open_tree(path) for path in self._visible()}
        new_root = "/tmp"
        flags = sc.MS_NOSUID | sc.MS_NODEV
        sc.mount("root", new_root, "tmpfs", flags, "mode=755,size=1m,nr_inodes=2k")
        _add_system_links(new_root)
        _add_scratch(new_root, limits)
        _attach(trees, new_root)  # afterwards, for some may be below /tmp
        _add_accounts(new_root)
        Path(f"{new_root}/proc").mkdir()
        with contextlib.suppress(OSError):  # masked in some containers
            sc.mount("proc", f"{new_root}/proc", "proc", flags | sc.MS_NOEXEC)
        sc.pivot_root(new_root)
        sc.mount("none", "/", "", sc.MS_REMOUNT | sc.MS_BIND | sc.MS_RDONLY | flags)

    def _visible(self) -> list[str]:
        # Where it can be opened for writing, it gives pages that no limit counts.
        left_out = () if sc.landlock_abi() else ("zero",)
        devices = [f"/dev/{name}" for name in _DEVICES if name not in left_out]
        etc = [path for path in _ETC if os.path.exists(path)]
        return [*self.readable, *etc, *devices]

    def drop_rights(self, limits: Limits) -> None:
        """Give up, in this process, every right that the sandbox withholds."""
        limit_resources(limits)
        if self.kind == "none":
            return
        if self.kind == "root":
            _become(candidate_uid())
        sc.drop_capabilities()
        sc.prctl(sc.PR_SET_NO_NEW_PRIVS, 1)
        # Changing user made the process opaque even to its own children.
        sc.prctl(sc.PR_SET_DUMPABLE, 1)
        devices = [f"/dev/{name}" for name in _DEVICES if name != "zero"]
        writable = [SCRATCH, HOME, "/tmp", "/dev/shm", "/proc", *devices]
        sc.landlock_write_only_below(writable)
        sc.install_seccomp(self.seccomp)


def host_sandbox() -> Sandbox:
    """Return the strongest sandbox that this machine offers to this user.

    Raises
    ------
    SandboxError
        If it offers none; the message says what to change.
    """
    problems = []
    for kind in ("root", "user") if os.geteuid() == 0 else ("user",):
        sandbox = Sandbox(kind, readable_paths(), _filter())
        problem = _rehearse(sandbox)
        if problem is None:
            return sandbox
        problems.append(problem)
    raise SandboxError(
        f"this machine does not let proctor confine a process ({problems[-1]}); "
        "run `proctor doctor` to see what to change"
    )


def _filter() -> bytes:
    try:
        return compiled_filter()
    except OSError as error:
        raise SandboxError(f"{error}; install libseccomp2") from error


def _rehearse(sandbox: Sandbox) -> str | None:
    """Build a sandbox in a throw-away process; return what went wrong."""
    read_end, write_end = os.pipe()
    try:
        pid = sandbox.fork()
    except OSError as error:
        os.close(write_end)
        os.close(read_end)
        return str(error)
    if pid == 0:
        _report_rehearsal(sandbox, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        message = pipe.read().decode(errors="replace")
    os.waitpid(pid, 0)
    return None if message == "ok" else message or "the rehearsal died"


def _report_rehearsal(sandbox: Sandbox, write_end: int) -> None:
    """Run the whole sequence and write ``ok`` or the error, then end."""
    message = "ok"
    try:
        sandbox.build_root(Limits())
        sandbox.drop_rights(Limits())
    except BaseException as error:  # whatever it is, the parent must hear of it
        message = f"{error}"
    with contextlib.suppress(OSError):
        os.write(write_end, message.encode())
    os._exit(0)


@functools.cache
def candidate_uid() -> int:
    """Return a user number of this process's own, which owns nothing else.

    Limits on processes are counted per user, so candidates must not share one.
    """
    return 60000 + int(os.readlink("/proc/self/ns/net").strip("net:[]")) % 5000


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _map_user(uid: int, gid: int) -> None:
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"60000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"60000 {gid} 1")


def readable_paths() -> tuple[str, ...]:
    """Return the interpreter, its packages and the system's libraries.

    A folder below another one of the list is left out, and so are folders
    that would expose more than packages: the root, the home, the current one, and
    those in which a course is, which a path of modules may name.
    """
    homes = {str(Path.home())}
    with contextlib.suppress(KeyError):  # a user without an account
        homes.add(pwd.getpwuid(os.geteuid()).pw_dir)
    too_much = {"", "/", "/tmp", os.getcwd(), *homes}
    system = [path for path in _SYSTEM if not os.path.islink(path)]
    modules = {path for path in sys.path if not _has_course(path)}
    wanted = {*system, sys.prefix, sys.base_prefix, *modules} - too_much
    kept: list[str] = []
    for path in sorted(path for path in wanted if os.path.isdir(path)):
        if not any(path.startswith(f"{parent}/") for parent in kept):
            kept.append(path)
    return tuple(kept)


def _has_course(folder: str) -> bool:
    """Whether the folder is a course, or one lies in it."""
    levels = ("", "*/")
    return any(
        glob.glob(f"{glob.escape(folder)}/{level}nbgrader_config.py")
        for level in levels
    )


def _add_system_links(new_root: str) -> None:
    for path in _SYSTEM:
        if os.path.islink(path):
            os.symlink(os.readlink(path), new_root + path)


def _attach(trees: dict[str, int], new_root: str) -> None:
    for path, tree in trees.items():
        target = Path(new_root + path)
        if path.startswith("/dev/") or os.path.isfile(f"/proc/self/fd/{tree}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        else:
            target.mkdir(parents=True, exist_ok=True)
        if not path.startswith("/dev/"):
            sc.make_readonly(tree)
        sc.move_mount(tree, str(target))
        os.close(tree)


def _add_scratch(new_root: str, limits: Limits) -> None:
    """Mount one bounded tmpfs and show it as home, /tmp and /dev/shm."""
    scratch = new_root + SCRATCH
    Path(scratch).mkdir()
    size = f"mode=755,size={limits.disk},nr_inodes=20k"
    sc.mount("scratch", scratch, "tmpfs", sc.MS_NOSUID | sc.MS_NODEV, size)
    owner = candidate_uid() if os.geteuid() == 0 else os.geteuid()
    for name, target in (("home", HOME), ("tmp", "/tmp"), ("shm", "/dev/shm")):
        inside = f"{scratch}/{name}"
        Path(inside).mkdir()
        Path(new_root + target).mkdir(parents=True, exist_ok=True)
        sc.mount(inside, new_root + target, "", sc.MS_BIND)
        os.chown(inside, owner, owner if os.geteuid() == 0 else os.getegid())
    Path(new_root + WORK).mkdir()
    os.chown(new_root + WORK, owner, owner if os.geteuid() == 0 else os.getegid())


def _add_accounts(new_root: str) -> None:
    uid = candidate_uid() if os.geteuid() == 0 else 60000
    etc = Path(new_root, "etc")
    etc.mkdir(exist_ok=True)
    (etc / "passwd").write_text(f"student:x:{uid}:{uid}::{HOME}:/bin/sh\n")
    (etc / "group").write_text(f"student:x:{uid}:\n")
    (etc / "hosts").write_text("127.0.0.1 localhost\n")


def limit_resources(limits: Limits) -> None:
    """Set the resource limits of this process and of those that it starts."""
    kinds = {
        resource.RLIMIT_AS: _address_space() + limits.memory,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_STACK: resource.getrlimit(resource.RLIMIT_STACK)[0],
    }
    for kind, value in kinds.items():
        hard = resource.getrlimit(kind)[1]
        bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bounded, bounded))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
