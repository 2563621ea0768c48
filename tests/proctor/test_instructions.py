"""The page's trial with a simulated class, its commands as they are printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "07_stable_softmax"


def documented() -> list[str]:
    """Read the block of the instructors' page that simulates a class."""
    page = (ROOT / "book" / "proctor.md").read_text("utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```", page, re.M | re.S)
    (block,) = (block for block in blocks if "proctor simulate" in block)
    return block.splitlines()


@pytest.mark.slow
def test_a_simulated_class_in_a_fresh_clone(tmp_path):
    for folder in ("solutions", "exercises", "tests/submissions"):
        shutil.copytree(ROOT / folder / ASSIGNMENT, tmp_path / folder / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    printed = []
    for command in documented():
        done = subprocess.run(
            command.replace("--students 200", "--students 6").split(),
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        printed.append(done.stdout)
    assert "6 submissions" in printed[1]
    assert "6 graded, 0 skipped, 0 failed" in printed[2]
    assert "6 students, 38 points" in printed[3]
    assert (tmp_path / f"{ASSIGNMENT}-report.png").stat().st_size > 1000


def test_the_settings_of_the_exports_exist():
    """The table of the page names what ``nbgrader export`` can be told."""
    from nbgrader.plugins import ExportPlugin

    from proctor import export

    page = (ROOT / "book" / "proctor.md").read_text("utf-8")
    _, _, part = page.partition("## Marks for Canvas and Moodle")
    part, _, _ = part.partition("\n## ")
    rows = re.findall(r"^\| `(\w+)\.(\w+)` \|", part, re.M)
    assert {"CanvasExporter", "MoodleExporter", "LmsExporter"} == {o for o, _ in rows}
    for owner, setting in rows:
        assert setting in getattr(export, owner).class_own_traits(config=True)
    for name in re.findall(r"--exporter=proctor\.export\.(\w+)", part):
        assert issubclass(getattr(export, name), ExportPlugin)
