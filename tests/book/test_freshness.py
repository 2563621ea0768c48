"""A change in the package reaches the page, although the cache knows only cells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A chapter

```{code-cell} ipython3
from neuronbook.trial import answer

print("the answer is", answer())
```
"""
OTHER = CHAPTER.replace("trial", "other").replace(
    "print(", "print(open('table.csv').read(), "
)


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    """Two chapters, the course's extension, and a package of two modules."""
    root = tmp_path_factory.mktemp("book")
    package = root / "src" / "neuronbook"
    package.mkdir(parents=True)
    (root / "book").mkdir()
    shutil.copytree(ROOT / "_ext", root / "_ext")
    (package / "__init__.py").write_text("")
    (package / "deep.py").write_text("VALUE = 41\n")
    (package / "trial.py").write_text(
        "from neuronbook.deep import VALUE\n\n\ndef answer():\n    return VALUE\n"
    )
    (package / "other.py").write_text("def answer():\n    return 'same'\n")
    (root / "book" / "table.csv").write_text("1\n")
    (root / "book" / "one.md").write_text(CHAPTER)
    (root / "book" / "two.md").write_text(OTHER)
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/one\nchapters:\n- file: book/two\n"
    )
    (root / "_config.yml").write_text(
        "title: t\nonly_build_toc_files: true\n"
        "execute:\n  execute_notebooks: cache\n  stderr_output: error\n"
        "sphinx:\n  local_extensions:\n    executed_book: _ext\n"
    )
    return root


def build(root):
    """Build, and say which pages were executed and what the first one shows."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("jupyter-book"),
            "build",
            ".",
            "-W",
            "--keep-going",
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
    )
    log = done.stdout + done.stderr
    executed = {n for n in ("one", "two") if f"{n}.md: Executed notebook" in log}
    page = (root / "_build/html/book/one.html").read_text(encoding="utf-8")
    return done.returncode, executed, page, log


@pytest.mark.slow
def test_only_what_a_change_touches_runs_again(small_book):
    code, executed, page, log = build(small_book)
    assert code == 0, log
    assert executed == {"one", "two"}
    assert "the answer is 41" in page

    code, executed, page, log = build(small_book)
    assert (code, executed) == (0, set()), log

    deep = small_book / "src/neuronbook/deep.py"
    deep.write_text("VALUE = 42\n")
    code, executed, page, log = build(small_book)
    assert (code, executed) == (0, {"one"}), log
    assert "the answer is 42" in page

    (small_book / "book" / "table.csv").write_text("2\n")
    code, executed, page, log = build(small_book)
    assert (code, executed) == (0, {"two"}), log

    (small_book / "constraints.txt").write_text("numpy==2\n")
    code, executed, page, log = build(small_book)
    assert (code, executed) == (0, {"one", "two"}), log


@pytest.mark.slow
def test_a_failing_page_fails_again(small_book):
    chapter = small_book / "book/two.md"
    chapter.write_text(OTHER + "\n{ref}`nowhere`\n")
    assert build(small_book)[0] != 0
    assert build(small_book)[0] != 0
    chapter.write_text(OTHER)
    assert build(small_book)[0] == 0
