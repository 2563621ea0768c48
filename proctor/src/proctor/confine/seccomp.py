"""The system calls that a notebook needs, compiled to a BPF filter: all others fail.

What fails does so as a call that this kernel does not know, so that libraries take
their older way. The list is narrower than that of the container engines: besides
mounts, namespaces, tracing, keys and modules it leaves out what works on other
processes' memory, what goes round the filter (io_uring), memory that no limit counts
(memfd, System V, pages that processes share without a file, larger buffers of
sockets), and what is counted for the whole user of the host (inotify).
"""

from __future__ import annotations

import errno
import functools
import os
import tempfile

_FILES = """
access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3
faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown
fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs
fsync ftruncate futimesat getcwd getdents getdents64 getxattr lchown lgetxattr link
linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat newfstatat
open openat pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead
readlink readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr
splice stat statfs statx symlink symlinkat sync_file_range tee truncate umask unlink
unlinkat utime utimensat utimes write writev
"""
_WAITING = """
epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd
eventfd2 poll ppoll pselect6 select signalfd signalfd4
"""
_MEMORY = """
brk madvise membarrier mincore mprotect mremap msync munmap
"""
_PROCESSES = """
arch_prctl execve exit exit_group fork futex get_robust_list getcpu getegid geteuid
getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid
getrlimit getrusage getsid gettid getuid kill pidfd_open pidfd_send_signal prctl
restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
sched_rr_get_interval sched_yield set_robust_list set_tid_address setpgid setrlimit
setsid sigaltstack tgkill tkill vfork wait4 waitid
"""
_TIME = """
alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause
setitimer time timer_create timer_delete timer_getoverrun timer_gettime timer_settime
timerfd_create timerfd_gettime timerfd_settime times
"""
_UNIX_SOCKETS = """
accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg
recvmsg sendmmsg sendmsg sendto shutdown socketpair
"""
_SYSTEM = "capget getrandom sysinfo uname"
ALLOWED = frozenset(
    (_FILES + _WAITING + _MEMORY + _PROCESSES + _TIME + _UNIX_SOCKETS + _SYSTEM).split()
)

_NEW_NAMESPACES = 0x7E020080  # CLONE_NEWTIME, NS, CGROUP, UTS, IPC, USER, PID, NET
_AF_UNIX = 1
# Is it a terminal, of which size; how much is there to read; whether to wait for it;
# whether to close it in a new program.
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Addresses that are used again, credentials, time limits; none makes a buffer larger.
_SOCKET_OPTIONS = (2, 8, 9, 13, 15, 16, 20, 21, 66, 67)
_ANONYMOUS, _PRIVATE, _KIND = 0x20, 0x02, 0x0F
_WORD = 0xFFFFFFFF  # the kernel looks at the lower half of these arguments


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
    filters = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    for name in sorted(ALLOWED):
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
            filters.add_rule(pyseccomp.ALLOW, name)
    _allow_by_argument(pyseccomp, filters)
    with tempfile.TemporaryFile() as file:
        filters.export_bpf(file)
        file.seek(0)
        return file.read()


def _allow_by_argument(pyseccomp, filters) -> None:  # type: ignore[no-untyped-def]
    """Allow processes without new namespaces, Unix sockets, and harmless ioctls.

    ``clone3`` hides its flags behind a pointer; the C library then uses ``clone``.
    Limits and priorities are a process's own business: where all run as one user, it
    could take process 1, which watches over it, the right to open a file.
    Pages without a file belong to one process: those that are shared stay when they are
    mapped nowhere, and no process has them then.
    """
    same = pyseccomp.MASKED_EQ
    flags = _NEW_NAMESPACES & ~0x80  # that bit is of the signal here
    filters.add_rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(0, same, flags, 0))
    unix = pyseccomp.Arg(0, same, _WORD, _AF_UNIX)
    filters.add_rule(pyseccomp.ALLOW, "socket", unix)
    of_a_file = pyseccomp.Arg(3, same, _ANONYMOUS, 0)
    own = pyseccomp.Arg(3, same, _ANONYMOUS | _KIND, _ANONYMOUS | _PRIVATE)
    for pages in (of_a_file, own):
        filters.add_rule(pyseccomp.ALLOW, "mmap", pages)
    for option in _SOCKET_OPTIONS:
        known = pyseccomp.Arg(2, same, _WORD, option)
        filters.add_rule(pyseccomp.ALLOW, "setsockopt", known)
    for request in _IOCTLS:
        known = pyseccomp.Arg(1, same, _WORD, request)
        filters.add_rule(pyseccomp.ALLOW, "ioctl", known)
    itself = pyseccomp.Arg(0, same, _WORD, 0)
    filters.add_rule(pyseccomp.ALLOW, "prlimit64", itself)
    nothing_new = pyseccomp.Arg(2, pyseccomp.EQ, 0)
    filters.add_rule(pyseccomp.ALLOW, "prlimit64", nothing_new)
    of_a_process = pyseccomp.Arg(0, same, _WORD, os.PRIO_PROCESS)
    this_one = pyseccomp.Arg(1, same, _WORD, 0)
    filters.add_rule(pyseccomp.ALLOW, "setpriority", of_a_process, this_one)
