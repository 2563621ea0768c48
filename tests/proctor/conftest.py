"""One zygote for a file's tests: it is what all of them are forked from."""

import shutil

import pytest

from proctor.forks import Zygote
from tests.proctor import courses


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as zygote:
        yield zygote


@pytest.fixture(scope="session")
def _course_template(tmp_path_factory):
    root = tmp_path_factory.mktemp("template")
    courses.make_course(root)
    return root


@pytest.fixture
def course(_course_template, tmp_path):
    """Return a fresh course with one assignment, ``ps1``."""
    root = tmp_path / "course"
    shutil.copytree(_course_template, root)
    db_url = f"sqlite:///{root / 'gradebook.db'}"
    (root / "nbgrader_config.py").write_text(courses.CONFIG.format(db_url=db_url))
    return courses.Course(root, db_url)
