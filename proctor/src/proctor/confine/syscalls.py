"""The Linux system calls that Python does not wrap, with errors as `OSError`.

Sources: ``unshare(2)``, ``mount(2)``, ``open_tree(2)``, ``move_mount(2)``,
``mount_setattr(2)``, ``pivot_root(2)``, ``capset(2)``, ``prctl(2)``,
``landlock(7)``.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

_AT_FDCWD, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_OPEN_TREE_CLONE, _OPEN_TREE_CLOEXEC = 1, os.O_CLOEXEC
_MOVE_MOUNT_F_EMPTY_PATH = 4
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID, _MOUNT_ATTR_NODEV = 1, 2, 4
# These numbers are the same on every architecture; the next two are not.
_SYS_OPEN_TREE, _SYS_MOVE_MOUNT, _SYS_MOUNT_SETATTR = 428, 429, 442
_SYS_LANDLOCK_CREATE, _SYS_LANDLOCK_ADD, _SYS_LANDLOCK_RESTRICT = 444, 445, 446
_SYS_CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine(), -1)
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}.get(platform.machine(), -1)

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
# A child must not be born while the interpreter's lock is released.
_libc_with_gil = ctypes.PyDLL(None, use_errno=True)
_libc_with_gil.syscall.restype = ctypes.c_long


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(what: str, number: int, *args: int | bytes | None) -> int:
    wrapped = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    return _check(_libc.syscall(ctypes.c_long(number), *wrapped), what)


def unshare(flags: int) -> None:
    """Leave the namespaces named by ``flags``."""
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def clone(namespaces: int) -> int:
    """Fork into new namespaces; the child is process 1 of its pid namespace.

    One fork where ``unshare`` would need two. Python is told before and after, as
    `os.fork` tells it; the caller must have one thread.
    """
    ctypes.pythonapi.PyOS_BeforeFork()
    flags = ctypes.c_long(namespaces | signal.SIGCHLD)
    zero = ctypes.c_long(0)
    number = ctypes.c_long(_SYS_CLONE)
    pid = int(_libc_with_gil.syscall(number, flags, zero, zero, zero, zero))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        problem = ctypes.get_errno()
        ctypes.pythonapi.PyOS_AfterFork_Parent()
        ctypes.set_errno(problem)
    return _check(pid, "clone into new namespaces")


def mount(
    source: str, target: str, fstype: str, flags: int = 0, data: str = ""
) -> None:
    """Mount ``fstype`` on ``target``."""
    arguments = (source.encode(), target.encode(), fstype.encode())
    result = _libc.mount(*arguments, ctypes.c_ulong(flags), data.encode())
    _check(result, f"mount {fstype or 'flags'} on {target}")


def umount(target: str, flags: int = MNT_DETACH) -> None:
    """Unmount ``target``, lazily by default."""
    _check(_libc.umount2(target.encode(), ctypes.c_int(flags)), f"umount {target}")


def open_tree(path: str) -> int:
    """Return a descriptor of a detached copy of the mounts at ``path``."""
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC | _AT_RECURSIVE
    name = f"open_tree {path}"
    return _syscall(name, _SYS_OPEN_TREE, _AT_FDCWD, path.encode(), flags)


def make_readonly(tree: int) -> None:
    """Make a detached mount tree read-only, without set-uid and devices."""
    bits = _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | _MOUNT_ATTR_NODEV
    attributes = struct.pack("QQQQ", bits, 0, 0, 0)
    flags = _AT_EMPTY_PATH | _AT_RECURSIVE
    arguments = (tree, b"", flags, attributes, len(attributes))
    _syscall("mount_setattr", _SYS_MOUNT_SETATTR, *arguments)


def move_mount(tree: int, target: str) -> None:
    """Attach a detached mount tree at ``target``."""
    arguments = (tree, b"", _AT_FDCWD, target.encode(), _MOVE_MOUNT_F_EMPTY_PATH)
    _syscall(f"move_mount to {target}", _SYS_MOVE_MOUNT, *arguments)


def pivot_root(new_root: str) -> None:
    """Make ``new_root`` the root and forget the old one."""
    os.chdir(new_root)
    # Stacking the old root on the new one needs no folder to put it in.
    _syscall("pivot_root", _SYS_PIVOT_ROOT, b".", b".")
    umount(".")
    os.chdir("/")


def prctl(option: int, value: int = 0) -> None:
    """Call ``prctl`` with one argument."""
    zero = ctypes.c_ulong(0)
    result = _libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    _check(result, f"prctl {option}")


def drop_capabilities() -> None:
    """Give up every capability, for this process and all that it starts."""
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break
    header = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.capset(header, b"\0" * 24), "capset")


class _SockFprog(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install_seccomp(program: bytes) -> None:
    """Install a compiled BPF filter; needs ``no_new_privs``."""
    filters = _SockFprog(len(program) // 8, program)
    result = _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filters))
    _check(result, "seccomp")


def landlock_abi() -> int:
    """Return the version of landlock that the kernel offers, 0 for none."""
    number = ctypes.c_long(_SYS_LANDLOCK_CREATE)
    return max(0, int(_libc.syscall(number, None, ctypes.c_long(0), ctypes.c_long(1))))


_WRITES = 0b1111111110010  # write, remove, and every make_* up to symbolic links
_READS = 0b1101  # execute, read file, read directory


_OF_FILES = 1 << 15 | 1 << 14 | 0b111  # ioctl, truncate, read, write, execute


def landlock_write_only_below(paths: list[str]) -> bool:
    """Allow reading everywhere and writing only to these files and below these folders.

    Returns
    -------
    bool
        False where the kernel has no landlock.
    """
    abi = landlock_abi()
    if abi < 1:
        return False
    refer, truncate, ioctl = (abi >= 2) << 13, (abi >= 3) << 14, (abi >= 5) << 15
    every = _WRITES | _READS | refer | truncate | ioctl
    network = 0b11 if abi >= 4 else 0
    scoped = 0b01 if abi >= 6 else 0  # abstract sockets of other domains
    attributes = struct.pack("QQQ", every, network, scoped)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = _syscall(
        "landlock_create_ruleset", _SYS_LANDLOCK_CREATE, attributes[:size], size, 0
    )
    _allow_below(ruleset, "/", _READS)
    for path in paths:
        _allow_below(ruleset, path, every if os.path.isdir(path) else every & _OF_FILES)
    _syscall("landlock_restrict_self", _SYS_LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)
    return True


def _allow_below(ruleset: int, folder: str, access: int) -> None:
    parent = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("<Qi", access, parent)
    try:
        _syscall("landlock_add_rule", _SYS_LANDLOCK_ADD, ruleset, 1, rule, 0)
    finally:
        os.close(parent)
