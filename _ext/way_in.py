"""How a student starts an exercise: buttons and commands at the top of its page.

The page is the released notebook itself, whose first lines say how many points, hours
and megabytes it takes (``tools/way_in.py``). What only a page can offer is put below
them while Sphinx reads it: the notebook that is downloaded stays as it is.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

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

```bash
git clone {repository}
cd {name} && pip install {package} jupyterlab
jupyter lab {page}.ipynb
```

Where JupyterLab and Git are there already, the download alone will do.
"""


def colab(repository: str, branch: str, path: str) -> str:
    """Return the address under which Colab opens a notebook of a GitHub repository."""
    owner = repository.removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{owner}/blob/{branch}/{path}"


def put_way_in(app: Sphinx, page: str, content: list[str]) -> None:
    """Add the buttons to an exercise, below the lines on what it takes."""
    if not page.startswith("exercises/"):
        return
    notebook = json.loads(content[0])
    options = app.config.html_theme_options
    repository = options["repository_url"].rstrip("/")
    first = notebook["cells"][0]
    paragraphs = "".join(first["source"]).split("\n\n")
    at = next(i for i, text in enumerate(paragraphs) if text.startswith(BEFORE))
    torch = any("neuronbook[torch]" in "".join(c["source"]) for c in notebook["cells"])
    way_in = WAY_IN.format(
        colab=colab(repository, options["repository_branch"], f"{page}.ipynb"),
        file=f"{PurePosixPath(page).name}.ipynb",
        repository=repository,
        name=PurePosixPath(repository).name,
        package='".[torch]"' if torch else ".",
        page=page,
    )
    paragraphs.insert(at + 1, way_in.strip())
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
    app.connect("html-page-context", launch_notebooks_only, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
