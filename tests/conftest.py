"""Settings of every test: one thread, no display, and who runs with whom."""

import os
import re

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")

ASSIGNMENT = re.compile(r"\[(?:[^\]]*-)?(\d\d_\w+?)(?:-|\])")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep a file's tests together (`--dist loadgroup`), for their shared fixtures.

    Grading an assignment takes longest, and assignments share nothing: each of them
    is a group of its own.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            group = item.path.name
            found = ASSIGNMENT.search(item.nodeid)
            if group == "test_submissions.py" and found:
                group = f"{group}-{found[1]}"
            item.add_marker(pytest.mark.xdist_group(group))
