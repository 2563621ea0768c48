"""Settings of every test: one thread, no display, who shares a worker, a sandbox."""

import functools
import os
import re
import sys

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")

if sys.platform != "linux":  # proctor grades on Linux only
    collect_ignore = ["proctor"]


# A busy machine is no failure of a property.
settings.register_profile("course", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=500)
settings.load_profile("course")


def pytest_xdist_make_scheduler(config, log):
    """Have each group of tests run on one worker, with one set of fixtures."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    return ByGroup(config, log)


def pytest_collection_modifyitems(items):
    """Begin with what takes long: no worker waits for another's last file."""
    items.sort(key=lambda item: 0 if long_marks(item) else 1)
    lost = [i.nodeid for i in items if i.get_closest_marker("built") and not in_book(i)]
    if lost:
        raise pytest.UsageError(f"`built` tests belong into tests/book: {lost[0]}")


def in_book(item):
    """Whether a test is where `make pages-by-day` looks for those of the built book."""
    return item.path.parent.name == "book"


def long_marks(item):
    """Return the marks by which a test says that it takes long."""
    marks = ("nbgrader", "browser", "slow")
    return [name for name in marks if item.get_closest_marker(name)]


def pytest_runtest_setup(item):
    """Skip what needs a sandbox where there is none, unless one is required."""
    if item.path.parent.name == "proctor":
        missing = missing_sandbox()
        if missing and os.environ.get("REQUIRE_SANDBOX") != "1":
            pytest.skip(missing)


@functools.cache
def missing_sandbox():
    """Say why this machine cannot confine a process; nothing if it can."""
    from proctor.confine.sandbox import SandboxError, host_sandbox

    try:
        host_sandbox()
    except SandboxError as error:
        return str(error)
    return ""


def group_of(nodeid):
    """Name what a test shares: its file, and of the longest files a part."""
    path, _, name = nodeid.partition("::")
    if path.endswith(("test_submissions.py", "test_exercises.py")):
        assignment = re.search(r"\[(\d\d_\w+?)[-\]]", name)
        return f"{path} {assignment[1]}" if assignment else path
    if path.endswith("test_pages_in_browser.py"):
        address = re.search(r"\[([\w/]+\.html)", name)
        return f"{path} {address[1]}" if address else path
    return path
