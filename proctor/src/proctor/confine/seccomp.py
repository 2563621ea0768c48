"""The list of system calls that no notebook needs, compiled to a BPF filter."""

from __future__ import annotations

import errno
import functools
import tempfile

# Each of these reaches beyond the process: other processes' memory, mounts,
# namespaces, kernel keys, modules and tracing, clocks, the asynchronous interface
# that goes round the filter, and memory that no limit counts.
REFUSED = [
    "acct",
    "add_key",
    "bpf",
    "clock_adjtime",
    "clock_settime",
    "create_module",
    "delete_module",
    "fanotify_init",
    "finit_module",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "get_kernel_syms",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kcmp",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "landlock_restrict_self",
    "lookup_dcookie",
    "mknod",
    "mknodat",
    "mount",
    "mount_setattr",
    "move_mount",
    "move_pages",
    "name_to_handle_at",
    "nfsservctl",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "pidfd_getfd",
    "pivot_root",
    "process_madvise",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
    "query_module",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "setdomainname",
    "sethostname",
    "setns",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "umount",
    "umount2",
    "unshare",
    "uselib",
    "userfaultfd",
    "vhangup",
    "vmsplice",
    "memfd_create",
    "memfd_secret",
    "msgget",
    "semget",
    "shmget",
]

_NEW_NAMESPACES = 0x7E020080  # CLONE_NEWTIME, NS, CGROUP, UTS, IPC, USER, PID, NET
_AF_UNIX = 1
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


@functools.cache
def compiled_filter() -> bytes:
    """Return the BPF program.

    Raises
    ------
    OSError
        If the library libseccomp is not installed.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise OSError(f"libseccomp is not usable: {error}") from error
    filters = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED:
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
            filters.add_rule(refuse, name)
    _refuse_by_argument(pyseccomp, filters, refuse)
    with tempfile.TemporaryFile() as file:
        filters.export_bpf(file)
        file.seek(0)
        return file.read()


def _refuse_by_argument(pyseccomp, filters, refuse) -> None:  # type: ignore[no-untyped-def]
    """Refuse new namespaces, sockets but Unix ones, and typing into a terminal."""
    for bit in range(32):
        if _NEW_NAMESPACES & ~0x80 & (1 << bit):
            flag = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit)
            filters.add_rule(refuse, "clone", flag)
    # clone3 hides its flags behind a pointer; the C library then uses clone.
    filters.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    filters.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.NE, _AF_UNIX))
    for request in (_TIOCSTI, _TIOCLINUX):
        low = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, request)
        filters.add_rule(refuse, "ioctl", low)
