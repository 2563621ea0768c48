"""Settings of every test: one thread, no display, who shares a worker, a sandbox."""

import functools
import os
import re
import sys

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")

if sys.platform != "linux":  # proctor grades on Linux only
    collect_ignore = ["proctor", "attacks"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items):
    """Keep a file's tests on one worker; split the two that would last longest."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))


def pytest_runtest_setup(item):
    """Skip what needs a sandbox where there is none, unless one is required."""
    if item.path.parent.name in ("proctor", "attacks"):
        missing = missing_sandbox()
        if missing and os.environ.get("REQUIRE_SANDBOX") != "1":
            pytest.skip(missing)


@functools.cache
def missing_sandbox():
    """Say why this machine cannot confine a process; nothing if it can."""
    from proctor.sandbox import SandboxError, host_sandbox

    try:
        host_sandbox()
    except SandboxError as error:
        return str(error)
    return ""


def group_of(item):
    """Name what a test shares: its file, and there its assignment or its half."""
    path = item.path.name
    if path.endswith("test_submissions.py"):
        assignment = re.search(r"\[(\d\d_\w+?)[-\]]", item.name)
        return f"{path} {assignment[1]}" if assignment else path
    if path.endswith("test_attacks.py"):
        return f"{path} {sum(item.name.encode()) % 2}"
    return path
