"""What tests share: a sandbox or the reason there is none, a zygote, a course."""

import functools
import os
import shutil
import sys

import pytest
from hypothesis import settings

LINUX = sys.platform == "linux"
if not LINUX:  # proctor grades on Linux only
    collect_ignore_glob = ["*"]

# A busy machine is no failure of a property.
settings.register_profile("proctor", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=500)
settings.load_profile("proctor")


def pytest_sessionfinish(session, exitstatus):
    """Elsewhere than on Linux no test is no failure."""
    if not LINUX and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_xdist_make_scheduler(config, log):
    """Have each file's tests run on one worker, the attacks' on two."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path, _, name = nodeid.partition("::")
            parts = 2 if path.endswith("test_attacks.py") else 1
            return f"{path} {sum(name.encode()) % parts}"

    return ByFile(config, log)


def pytest_runtest_setup(item):
    """Skip what needs a sandbox where there is none, unless one is required."""
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


@pytest.fixture(scope="module")
def zygote():
    """Fork all of a file's processes from one."""
    from proctor.forks.client import Zygote

    with Zygote() as zygote:
        yield zygote


@pytest.fixture(scope="session")
def _course_template(tmp_path_factory):
    from tests import courses

    root = tmp_path_factory.mktemp("template")
    courses.make_course(root)
    return root


@pytest.fixture
def course(_course_template, tmp_path):
    """Return a fresh course with one assignment, ``ps1``."""
    from tests import courses

    root = tmp_path / "course"
    shutil.copytree(_course_template, root)
    db_url = f"sqlite:///{root / 'gradebook.db'}"
    (root / "nbgrader_config.py").write_text(courses.CONFIG.format(db_url=db_url))
    return courses.Course(root, db_url)
