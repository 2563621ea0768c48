"""How a student starts an exercise: buttons and commands at the top of its page.

The page is the released notebook itself, whose first lines say how many points, hours
and megabytes it takes (``tools/way_in.py``). What only a page can offer is put below
them while Sphinx reads it: the notebook that is downloaded stays as it is. A chapter's
page says, likewise, what it takes to run the chapter.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx

BEFORE = "**Before you start.**"

WAY_IN = """
:::{{div}} way-in
```{{button-link}} {colab}
:color: primary
Open in Colab
```
{{download}}`Download the notebook <{file}>`
:::

Or on your own machine, which needs Git and Python 3.11 or later:

```{{code-block}} bash
:class: commands
git clone {repository}
cd {name}
python3 -m venv .venv
source .venv/bin/activate
pip install {package} jupyterlab
cp {page}.ipynb my_{file}
jupyter lab my_{file}
```

On Windows, the third and fourth command are `py -m venv .venv` and
`.venv\\Scripts\\activate`. Next time, activate the environment again, and start
JupyterLab. Where JupyterLab and Git are there already, the download alone will do.

You write into a copy, because `git pull`, which brings corrections, stops at a file
that you have changed.
"""

ON_YOUR_OWN = """
:::{{admonition}} If you learn on your own
:class: dropdown on-screen

Some checks run only when you hand in. You can run them yourself, in the root of the
clone. They need all that the course uses, PyTorch and nbgrader included:

```{{code-block}} bash
:class: commands
pip install ".[dev]"
python -m teaching.myself {exercise} my_{file}
```

The second command prints the whole report of each question of your notebook; without a
name it takes the one in `exercises/`. What a person would read, compare with the sample
answers that this writes:

```{{code-block}} bash
:class: commands
python -m teaching.samples {exercise} --before-feedback
```
:::
"""

GOALS = "\n## What you will be able to do\n"
NEXT_SECTION = re.compile(r"\n(?=(?:\([\w-]+\)=\n)?## )")

RUN_IT = """
:::{{admonition}} Run this chapter yourself
:class: dropdown on-screen

The buttons at the top of this page open the chapter's notebook in Colab, or download
it. Its first cell installs what is missing: the course, PyTorch, scikit-learn, Altair.
From nothing, with JupyterLab, that is {fetched_mb} MB to download and
{installed_mb} MB on the disk, with PyTorch for the CPU.

Where the default package index serves PyTorch with CUDA, which takes gigabytes, get the
CPU build: before you start JupyterLab, set `PIP_EXTRA_INDEX_URL` to an index that has
it. PyTorch's installation page prints its address when you choose *CPU*.
:::
"""


def colab(repository: str, branch: str, path: str) -> str:
    """Return the address under which Colab opens a notebook of a GitHub repository."""
    owner = repository.removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{owner}/blob/{branch}/{path}"


def say_how_to_run(app: Sphinx, page: str, content: list[str]) -> None:
    """Tell, where a chapter says what it needs, what it takes to run it."""
    if not (page.startswith("book/") and page[5:7].isdigit()):
        return
    table = Path(app.srcdir) / "book" / "install.csv"
    app.env.note_dependency(str(table))
    with table.open(encoding="utf-8") as file:
        costs = {row["extra"]: row for row in csv.DictReader(file)}
    before, goals, after = content[0].partition(GOALS)
    end = NEXT_SECTION.search(after)
    if end:
        at = end.start()
        run_it = RUN_IT.format(**costs["chapters"])
        content[0] = f"{before}{goals}{after[:at]}{run_it}{after[at:]}"


def put_way_in(app: Sphinx, page: str, content: list[str]) -> None:
    """Add the buttons to an exercise, below the lines on what it takes."""
    if not page.startswith("exercises/"):
        return
    notebook = json.loads(content[0])
    options = app.config.html_theme_options
    repository = options["repository_url"].rstrip("/")
    file = f"{PurePosixPath(page).name}.ipynb"
    first = notebook["cells"][0]
    paragraphs = "".join(first["source"]).split("\n\n")
    at = next(i for i, text in enumerate(paragraphs) if text.startswith(BEFORE))
    torch = any("neuronbook[torch]" in "".join(c["source"]) for c in notebook["cells"])
    way_in = WAY_IN.format(
        colab=colab(repository, options["repository_branch"], f"{page}.ipynb"),
        file=file,
        repository=repository,
        name=PurePosixPath(repository).name,
        package='".[torch]"' if torch else ".",
        page=page,
    )
    alone = ON_YOUR_OWN.format(exercise=PurePosixPath(page).parent.name, file=file)
    # After the points and the hours; and after what the first cell installs.
    paragraphs[at + 1 : at + 2] = [way_in.strip(), paragraphs[at + 1], alone.strip()]
    first["source"] = "\n\n".join(paragraphs)
    content[0] = json.dumps(notebook)


def launch_notebooks_only(
    app: Sphinx, page: str, template: str, context: dict, doctree: object
) -> None:
    """Take Colab's button from pages that are no notebooks, such as the tables."""
    is_chapter = page.startswith("book/") and page[5:7].isdigit()
    if not (is_chapter or page.startswith("exercises/")):
        buttons = context.get("header_buttons", [])
        buttons[:] = [b for b in buttons if b.get("label") != "launch-buttons"]


def setup(app: Sphinx) -> dict[str, object]:
    """Register the hooks."""
    app.connect("source-read", put_way_in)
    app.connect("source-read", say_how_to_run)
    app.connect("html-page-context", launch_notebooks_only, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
