"""nbgrader's own commands with proctor in them: folders, changes, long lives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests import courses

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
PLUG_IN = "from proctor.nbgrader_plugin import configure\nconfigure(c)\n"
FOLDERS = """
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "class/submitted"
c.CourseDirectory.autograded_directory = "class/autograded"
"""


def configure(course, more=""):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(PLUG_IN + more)


def run(course, *command):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=course.root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def score(course, student):
    with Gradebook(course.db_url, "test") as gradebook:
        return gradebook.find_submission("ps1", student).score


def test_folders_of_other_names_are_the_courses_own(course):
    configure(course, FOLDERS)
    course.submit("ada", courses.honest())
    (course.root / "source").rename(course.root / "solutions")
    (course.root / "release").rename(course.root / "exercises")
    (course.root / "class").mkdir()
    (course.root / "submitted").rename(course.root / "class" / "submitted")
    run(course, "nbgrader", "autograde", "ps1")
    assert score(course, "ada") == 4.0


LONG_LIVED = """
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.api import Gradebook
from proctor import nbgrader_plugin
from proctor.course.folders import load_course

app = load_course(Path())
api = NbGraderAPI(app.coursedir, config=app.config)

def grade():
    done = api.autograde("ps1", "ada", force=True, create=True)
    assert done["success"], done
    with Gradebook(app.coursedir.db_url, "test") as gradebook:
        return gradebook.find_submission("ps1", "ada").score

before = grade()
CHANGE
print("scores", before, grade())
"""
MENDED_TEST = """
    with Gradebook(app.coursedir.db_url, "test") as gradebook:
        cell = gradebook.find_source_cell("test-square", "ps1", "ps1")
        cell.source = "float(submission('square')(3) == 9)"
        gradebook.db.commit()
"""
ENDED_ZYGOTE = """
    for zygote in nbgrader_plugin.zygotes.values():
        zygote._process.kill()
        zygote._process.wait()
"""


@pytest.mark.parametrize(
    ("change", "after"),
    [(MENDED_TEST, 3.0), (ENDED_ZYGOTE, 4.0)],
    ids=["a mended test", "an ended zygote"],
)
def test_a_program_that_lives_long_keeps_nothing_old(course, change, after):
    """As the formgrader, which grades once a week."""
    configure(course)
    course.submit("ada", courses.honest())
    code = LONG_LIVED.replace("CHANGE", f"if True:{change}")
    words = run(course, sys.executable, "-c", code)
    assert f"scores 4.0 {after}" in words
