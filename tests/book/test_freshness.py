"""A change in the package reaches the page, although the cache knows only cells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_cache import get_cache

from _ext import execution
from _ext.freshness import digest, fingerprint, imported_modules, tables_read

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
from neuronbook.maths.trial import answer

print("the answer is", answer())
```
"""
OTHER = CHAPTER.replace("maths.trial", "other").replace(
    "print(", "print(open('table.csv').read(), "
)


def write_book(root):
    """Write two chapters, the course's extension, and a package of a few modules."""
    package = root / "src" / "neuronbook"
    (package / "maths").mkdir(parents=True)
    (root / "book").mkdir()
    shutil.copytree(ROOT / "_ext", root / "_ext")
    (package / "__init__.py").write_text("")
    (package / "maths" / "__init__.py").write_text("")
    (package / "maths" / "deep.py").write_text("VALUE = 41\n")
    (package / "maths" / "trial.py").write_text(
        "from .deep import VALUE\n\n\ndef answer():\n    return VALUE\n"
    )
    (package / "other.py").write_text("def answer():\n    return 'same'\n")
    (root / "book" / "table.csv").write_text("1\n")
    (root / "book" / "one.md").write_text(CHAPTER)
    (root / "book" / "two.md").write_text(OTHER)
    (root / "book" / "plain.md").write_text("# A page without code\n")
    (root / "constraints.txt").write_text("numpy==1\n")
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/one\nchapters:\n"
        "- file: book/two\n- file: book/plain\n"
    )
    (root / "_config.yml").write_text(
        "title: t\nonly_build_toc_files: true\n"
        "execute:\n  execute_notebooks: cache\n  stderr_output: error\n"
        "sphinx:\n  local_extensions:\n    executed_book: _ext\n"
    )
    return root


@pytest.fixture
def small_book(tmp_path):
    return write_book(tmp_path)


def fingerprints(root):
    return [fingerprint(root / "book" / f"{name}.md", root) for name in ("one", "two")]


@pytest.mark.parametrize(
    ("changed", "touches"),
    [
        ("src/neuronbook/maths/deep.py", (True, False)),
        ("src/neuronbook/maths/trial.py", (True, False)),
        ("src/neuronbook/maths/__init__.py", (True, False)),
        ("src/neuronbook/__init__.py", (True, True)),
        ("src/neuronbook/other.py", (False, True)),
        ("book/table.csv", (False, True)),
        ("constraints.txt", (True, True)),
        ("_toc.yml", (False, False)),
    ],
)
def test_a_fingerprint_covers_what_a_chapter_depends_on(small_book, changed, touches):
    before = fingerprints(small_book)
    with (small_book / changed).open("a") as file:
        file.write("\n# changed\n")
    after = fingerprints(small_book)
    assert tuple(a != b for a, b in zip(before, after, strict=True)) == touches


def test_a_chapter_that_is_not_plain_python_depends_on_the_whole_package(small_book):
    chapter = small_book / "book/one.md"
    chapter.write_text(CHAPTER.replace("print(", "files = !ls\nprint("))
    before = fingerprints(small_book)
    (small_book / "src/neuronbook/maths/new.py").write_text("")
    after = fingerprints(small_book)
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    ("source", "package", "found"),
    [
        ("import numpy, neuronbook.a", "", {"neuronbook.a"}),
        ("from neuronbook.a import b", "", {"neuronbook.a", "neuronbook.a.b"}),
        ("from numpy import a", "", set()),
        ("from .b import c", "neuronbook.a", {"neuronbook.a.b", "neuronbook.a.b.c"}),
        ("from ..b import c", "neuronbook.a", {"neuronbook.b", "neuronbook.b.c"}),
        ("from . import c", "neuronbook.a", {"neuronbook.a", "neuronbook.a.c"}),
        ("def f():\n    import neuronbook.a", "", {"neuronbook.a"}),
    ],
)
def test_imports_are_found_in_every_spelling(source, package, found):
    assert imported_modules(source, package) == found


def build(root):
    """Build; return the exit status, the log, and whether each page has its answer."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("jupyter-book"),
            *("build", ".", "-W", "--keep-going", "-q"),
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_only_what_a_change_touches_runs_again_and_a_warning_is_not_forgotten(
    small_book,
):
    code, log = build(small_book)
    assert code == 0, log
    assert "one ran in" in log
    assert "two ran in" in log
    page = small_book / "_build/html/book/one.html"
    assert "the answer is 41" in page.read_text("utf-8")
    [[shown]] = execution.built_outputs(small_book / "book/one.md", small_book)
    assert shown.text == "the answer is 41\n"

    (small_book / "src/neuronbook/maths/deep.py").write_text("VALUE = 42\n")
    with pytest.raises(LookupError):  # not of the package that there is now
        execution.built_outputs(small_book / "book/one.md", small_book)
    # A module of the book's own changes what stands in pages; a page was taken out.
    with (small_book / "_ext/freshness.py").open("a") as file:
        file.write("\n# changed\n")
    plain, gone = (page.with_name(f"{name}.html") for name in ("plain", "gone"))
    plain.write_text("as it was")
    gone.write_text("as it was")
    two = small_book / "book/two.md"
    two.write_text(OTHER + "\n{ref}`nowhere` {glue:text}`nothing`\n")
    code, log = build(small_book)
    assert code != 0
    assert "nowhere" in log
    assert "nothing" in log  # so no test has to look for misspelt glued names
    assert "one ran in" in log
    assert "two ran in" not in log
    assert "the answer is 42" in page.read_text("utf-8")
    assert "A page without code" in plain.read_text("utf-8")
    assert not gone.exists()
    # The next build reads all pages again, and so fails again.
    assert not (small_book / "_build/.doctrees/environment.pickle").exists()


def test_a_chapter_that_cannot_be_run_is_left_to_myst_nb_and_not_cached(
    small_book, monkeypatch, capsys
):
    def no_kernel(*args, **keywords):
        raise RuntimeError("no kernel")

    monkeypatch.setattr(execution, "single_nb_execution", no_kernel)
    pages = [small_book / "book" / "one.md"]
    execution.run_together(pages, small_book / "cache", timeout=10)
    assert "one failed after" in capsys.readouterr().out
    cache = get_cache(small_book / "cache")
    assert not execution.is_cached(cache, execution.read(pages[0]))


def test_outputs_of_a_book_that_is_not_built_are_not_there(small_book):
    with pytest.raises(LookupError, match=r"one\.md is not built: run `make book`"):
        execution.built_outputs(small_book / "book" / "one.md", small_book)


def test_the_files_of_a_pattern_are_read(tmp_path):
    for name in ("book/one.csv", "book/07_a.md", "a/07/x.ipynb", "a/08/y.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    cell = (
        "```{code-cell} ipython3\nopen('one.csv'), Path().glob('../a/*/*.ipynb')\n```"
    )
    chapter = tmp_path / "book" / "plan.md"
    chapter.write_text(cell + "\nThe file '07_a.md' is only named in the prose.\n")
    read = [path.relative_to(tmp_path).as_posix() for path in tables_read(chapter)]
    assert read == ["a/07/x.ipynb", "a/08/y.ipynb", "book/one.csv"]


def test_a_changed_or_renamed_file_of_a_folder_changes_its_digest(tmp_path):
    (tmp_path / "a.css").write_text("p {}")
    first = digest(tmp_path)
    assert digest(tmp_path) == first
    (tmp_path / "a.css").write_text("p { }")
    second = digest(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, digest(tmp_path)}) == 3
