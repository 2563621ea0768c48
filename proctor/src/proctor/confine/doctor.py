"""What this machine offers for confining processes, and what is missing."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from proctor.confine import syscalls as sc
from proctor.confine.sandbox import SandboxError, host_sandbox
from proctor.confine.seccomp import compiled_filter

_LEAST_LINUX = (5, 14)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; the remedy is empty if all is well."""

    name: str
    fine: bool
    found: str
    remedy: str = ""
    needed: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything that the sandbox needs."""
    checks: tuple[Callable[[], Finding], ...] = (
        _system,
        _seccomp,
        _user_namespaces,
        _landlock,
        _sandbox,
    )
    return [check() for check in checks]


def _system() -> Finding:
    found = f"{platform.system()} {platform.release()}"
    digits = platform.release().split("-")[0].split(".")[:2]
    new = tuple(int(d) for d in digits if d.isdigit()) >= _LEAST_LINUX
    fine = sys.platform == "linux" and new
    remedy = "grade on Linux 5.14 or later (Debian 12, Ubuntu 22.04 with HWE, ...)"
    return Finding("operating system", fine, found, "" if fine else remedy)


def _seccomp() -> Finding:
    try:
        size = len(compiled_filter()) // 8
    except OSError as error:
        remedy = "apt install libseccomp2, and pip install pyseccomp"
        return Finding("system-call filter", False, str(error), remedy)
    return Finding("system-call filter", True, f"{size} instructions")


def _setting(name: str) -> str:
    path = Path("/proc/sys", name.replace(".", "/"))
    return path.read_text().strip() if path.exists() else ""


def _user_namespaces() -> Finding:
    """Say why an ordinary user may be refused a namespace, if one is."""
    name = "unprivileged user namespaces"
    needed = os.geteuid() != 0
    for setting, bad, remedy in _RESTRICTIONS:
        if _setting(setting) == bad:
            return Finding(name, False, f"{setting} = {bad}", remedy, needed)
    if _setting("user.max_user_namespaces") == "":
        words = "this kernel was built without user namespaces"
        return Finding(name, False, words, "grade as root, or elsewhere", needed)
    return Finding(name, True, "not restricted by a kernel setting", needed=needed)


_RESTRICTIONS = (
    (
        "kernel.apparmor_restrict_unprivileged_userns",
        "1",
        "Ubuntu's AppArmor forbids them: as root, "
        "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or give this Python "
        "a profile with the `userns` permission",
    ),
    (
        "kernel.unprivileged_userns_clone",
        "0",
        "as root: sysctl kernel.unprivileged_userns_clone=1",
    ),
    ("user.max_user_namespaces", "0", "as root: sysctl user.max_user_namespaces=10000"),
)


def _landlock() -> Finding:
    version = sc.landlock_abi()
    found = f"version {version}" if version else "not offered"
    remedy = (
        "" if version else "boot with lsm=landlock,... for a second line of defence"
    )
    return Finding("landlock", version > 0, found, remedy, needed=False)


def _sandbox() -> Finding:
    """Build a sandbox as this user, and say what stopped it."""
    # In a process of its own: forking by hand needs one that has one thread.
    done = subprocess.run(
        [sys.executable, "-P", "-m", "proctor.confine.doctor"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    try:
        kind, problem = json.loads(done.stdout)
    except ValueError:
        kind, problem = None, done.stderr.strip()[-300:] or "the rehearsal died"
    if kind is None:
        return Finding("sandbox", False, problem, _remedy(problem))
    way = "as root" if kind == "root" else "by user namespaces"
    return Finding("sandbox", True, f"works, {way}")


def _remedy(problem: str) -> str:
    if "clone" in problem or "unshare" in problem:
        inside = Path("/.dockerenv").exists() or "container" in os.environ
        if inside:
            return (
                "Docker's default profile forbids namespaces: start the container with "
                "`--security-opt seccomp=unconfined --security-opt "
                "apparmor=unconfined`, or with `--privileged`"
            )
        return "see the line on user namespaces, or grade as root"
    if "proc" in problem:
        return (
            "the container masks /proc: start it with "
            "--security-opt systempaths=unconfined"
        )
    return "run `proctor doctor` as root to see whether it is a matter of rights"


def main() -> None:
    """Print the kind of sandbox that works here, or null and the reason, as JSON."""
    try:
        report: list[str | None] = [host_sandbox().kind, ""]
    except SandboxError as error:
        report = [None, str(error)]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
