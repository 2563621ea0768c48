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


def run(course, *command, succeeds=True):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=course.root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode == 0) is succeeds, done.stdout + done.stderr
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


READS = """
from pathlib import Path
assert submission("square")(3) == float(Path("expected.txt").read_text())
"""


def test_a_test_reads_the_assignments_data_file(course):
    """The examiner has the instructor's files, and no file of the student's."""
    configure(course, "c.ProctorLimits.everywhere = {'call': 20}\n")
    with Gradebook(course.db_url, "test") as gradebook:
        cell = gradebook.find_source_cell("test-square", "ps1", "ps1")
        cell.source = READS
        gradebook.db.commit()
    (course.root / "source" / "ps1" / "expected.txt").write_text("9")
    folder = course.submit("ada", courses.honest())
    (folder / "expected.txt").write_text("8")
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


def test_links_are_no_work_of_the_student_that_hands_them_in(course):
    """By the same door as `proctor autograde`: nbgrader's own follows links."""
    configure(course)
    friend = course.submit("ada", courses.honest())
    (course.root / "secret.txt").write_text("CANARY")
    copied = course.submit("eve", courses.honest())
    (copied / "ps1.ipynb").unlink()
    (copied / "ps1.ipynb").symlink_to(friend / "ps1.ipynb")
    looking = courses.answered(courses.source_notebook())
    looking["cells"].append(courses.code_cell("print(open('notes.txt').read())"))
    (course.submit("mal", looking) / "notes.txt").symlink_to(course.root / "secret.txt")
    whole = course.root / "submitted" / "zoe"
    whole.mkdir()
    (whole / "ps1").symlink_to(friend)
    run(course, "nbgrader", "autograde", "ps1")
    assert [score(course, name) for name in ("ada", "eve", "mal", "zoe")] == [
        4,
        0,
        0,
        0,
    ]
    graded = course.root / "autograded"
    texts = [p.read_bytes() for p in graded.rglob("*") if p.is_file()]
    assert not any(b"CANARY" in text for text in texts)
    words = run(course, sys.executable, "-m", "proctor", "explain", "eve", "ps1")
    assert "no regular file" in words


def test_nbgraders_own_settings_hold(course):
    settings = "c.Autograde.exclude_overwriting = {'ps1': ['mine.txt']}\n"
    settings += "c.Autograde.create_student = False\n"
    configure(course, settings)
    for name in ("mine.txt", "theirs.txt"):
        (course.root / "source" / "ps1" / name).write_text("the instructor's")
    for name in ("ada", "bob"):
        folder = course.submit(name, courses.honest())
        (folder / "mine.txt").write_text("the student's")
        (folder / "theirs.txt").write_text("the student's")
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.add_student("ada")
    words = run(course, "nbgrader", "autograde", "ps1", succeeds=False)
    assert "bob" in words
    assert score(course, "ada") == 4.0
    graded = course.root / "autograded"
    assert not (graded / "bob").exists()
    assert (graded / "ada" / "ps1" / "mine.txt").read_text() == "the student's"
    assert (graded / "ada" / "ps1" / "theirs.txt").read_text() == "the instructor's"


REFUSE = "from proctor.nbgrader_plugin import refuse_unconfined\nrefuse_unconfined()\n"


def test_nbgrader_alone_does_not_run_what_proctor_graded(course):
    """A regrade by the other command would run hostile code as the instructor."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(REFUSE)
    hostile = courses.honest()
    trace = course.root / "ran-as-you"
    hostile["cells"][1]["source"] += f"\ntry: open({str(trace)!r}, 'w')\n"
    hostile["cells"][1]["source"] += "except OSError: pass"
    course.submit("mal", hostile)
    proctor = (sys.executable, "-m", "proctor")
    run(course, *proctor, "autograde", "ps1")
    words = run(course, "nbgrader", "autograde", "ps1", "--force", succeeds=False)
    assert "proctor autograde ps1" in words
    assert not trace.exists()
    anyway = ("--force", "--Autograde.unconfined=True")
    run(course, "nbgrader", "autograde", "ps1", *anyway)
    assert trace.exists()
    words = run(course, *proctor, "autograde", "ps1")
    assert "1 graded, 0 skipped, 0 failed, 1 suspicious" in words


def test_nbgrader_alone_grades_what_proctor_has_not(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(REFUSE)
    course.submit("ada", courses.honest())
    run(course, "nbgrader", "autograde", "ps1")
    assert score(course, "ada") == 4.0
