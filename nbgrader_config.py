"""nbgrader's settings for this course.

``solutions`` is nbgrader's source and ``exercises`` its release; everything that
belongs to a class (submissions, marks, feedback) lives under ``class``, which Git
ignores. A setting left out here has nbgrader's default.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader provides it)

HERE = Path(__file__).resolve().parent

# nbgrader calls `alembic` by name: find the one installed beside this Python.
_bin = str(Path(sys.executable).parent)
if _bin not in os.environ["PATH"].split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([_bin, os.environ["PATH"]])

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "neurons"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "class/submitted"
c.CourseDirectory.autograded_directory = "class/autograded"
c.CourseDirectory.feedback_directory = "class/feedback"
c.CourseDirectory.db_url = f"sqlite:///{HERE / 'class' / 'gradebook.db'}"

# nbgrader copies whatever else lies in an assignment's folder into the release.
# The text source of a solution lies there, so: no Markdown, nor anything a build or
# an editor leaves behind.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".DS_Store",
    "*.md",
    "*.py",
    "*.orig",
    "*.bak",
    "*~",
]

# Release: solutions and hidden tests go, and a cell without a marker is an error.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.enforce_metadata = True

# Autograding: minutes, not hours; an endless loop ends one notebook, not the class.
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
c.ExecutePreprocessor.error_on_timeout = {
    "ename": "TimeoutError",
    "evalue": "This cell ran for more than 60 seconds and was stopped.",
    "traceback": ["TimeoutError: this cell ran for more than 60 seconds."],
}

# The exchange, for every command and the formgrader's buttons.
if os.environ.get("EXCHANGE"):
    c.Exchange.root = os.environ["EXCHANGE"]

# Where the confined grader is installed, feedback shows no hidden test, and nbgrader
# does not run unconfined what was graded by it. (To have nbgrader's own commands grade
# by it takes a line in class/settings.py: see its page.)
if sys.platform == "linux" and find_spec("proctor"):
    from proctor.nbgrader_plugin import configure_feedback, refuse_unconfined

    configure_feedback(c)
    refuse_unconfined()

# What is the class's own: late points, limits, a server of the gradebook.
(HERE / "class").mkdir(exist_ok=True)
load_subconfig("settings.py", path=str(HERE / "class"))  # noqa: F821  (if it exists)
