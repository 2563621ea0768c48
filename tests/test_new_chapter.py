"""A new chapter builds and passes before its author has written a word."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml

from tools.leaks import find_leaks
from tools.new_chapter import ROOT, lay_out, unwritten, with_chapter

IGNORED = (".git", ".venv", "_build", "class", "proctor", "__pycache__", ".*_cache")
PARTS = ("_ext", "book", "exercises", "solutions", "src", "tests", "tools")
FILES = ("_config.yml", "_toc.yml", "nbgrader_config.py", "pyproject.toml")


def test_no_chapter_is_left_half_written():
    assert unwritten() == []


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """A copy of the repository with a new chapter in it."""
    root = tmp_path_factory.mktemp("course")
    for part in PARTS:
        shutil.copytree(
            ROOT / part, root / part, ignore=shutil.ignore_patterns(*IGNORED)
        )
    for file in FILES:
        shutil.copy(ROOT / file, root / file)
    run(root, "-m", "tools.new_chapter", "90_how_large", "How large?")
    return root


def run(root, *arguments, expect=0):
    path = os.pathsep.join([str(root), str(root / "src")])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def test_what_the_author_must_write_is_listed_by_file_and_line(laid_out):
    listed = run(laid_out, "-m", "tools.new_chapter", expect=1).splitlines()
    files = {line.split(":")[0] for line in listed}
    assert files == {
        "book/90_how_large.md",
        "solutions/90_how_large/how_large.md",
        "src/neuronbook/pages/explorables/how_large.py",
        "tests/pages/test_explorables_how_large.py",
        "tests/submissions/90_how_large/mean_square.py",
    }
    for entry in listed:
        file, line, wanted = entry.split(":", 2)
        text = (laid_out / file).read_text("utf-8").splitlines()[int(line) - 1]
        assert wanted.strip().removeprefix("write ") in text


@pytest.mark.slow
@pytest.mark.nbgrader
def test_its_exercise_can_be_released_and_its_page_runs(laid_out):
    run(laid_out, "-m", "tools.generate", "90")
    assert find_leaks(laid_out / "solutions", laid_out / "exercises") == []
    run(laid_out, "-m", "tools.links")
    page = nbformat.read(laid_out / "book" / "notebooks" / "90_how_large.ipynb", 4)
    prose = "\n".join(c.source for c in page.cells if c.cell_type == "markdown")
    assert "their mean square 9" in prose.replace("**", "")
    assert "write:" not in prose
    run(laid_out, "-m", "ruff", "check", "src", "tests/pages")
    run(laid_out, "-m", "ruff", "format", "--check", "src", "tests/pages")
    tests = ["tests/pages/test_explorables_how_large.py", "tests/test_submissions.py"]
    chosen = "how_large and not stock"
    run(laid_out, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", chosen)


def test_the_table_of_contents_has_it_in_its_place(laid_out):
    toc = yaml.safe_load((laid_out / "_toc.yml").read_text("utf-8"))
    entry = toc["parts"][0]["chapters"][-1]
    assert entry == {
        "file": "book/90_how_large",
        "title": "90. How large?",
        "sections": [
            {"file": "exercises/90_how_large/how_large", "title": "Exercises"}
        ],
    }


def test_an_earlier_number_comes_before_the_later_ones():
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    files = [
        chapter["file"]
        for chapter in yaml.safe_load(with_chapter(toc, "00_flow", "Flow"))["parts"][0][
            "chapters"
        ]
    ]
    assert files == sorted(files)
    assert files[0] == "book/00_flow"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("attention", "a name like 12_attention, got 'attention'"),
        ("7_softmax", "a name like"),
        ("07_new", "free, got that of 07_stable_softmax"),
        ("91_softmax", "there is src/neuronbook/pages/explorables/softmax.py"),
    ],
)
def test_a_name_that_cannot_be_a_chapters_is_refused(folder, expected):
    with pytest.raises(ValueError, match=expected):
        lay_out(folder, "Title")
    assert not (ROOT / "book" / f"{folder}.md").exists()
