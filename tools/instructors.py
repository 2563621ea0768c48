"""Build the instructors' edition of the book: ``make book instructors``.

It is the same book, and each exercise is followed by its source: solutions, hidden
tests, rubrics. It is written to ``_build/instructors``, outside of the folder that is
published, and says on each page what it is. The results of the chapters are those of
the public book, so nothing is run twice.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from _ext.freshness import FINGERPRINTS

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT / "_build"
EDITION = PUBLIC / "instructors"
NOTICE = (
    "Instructors' edition: it contains the solutions, hidden tests and rubrics. "
    "Do not publish it."
)


def with_solutions(toc: dict[str, Any]) -> dict[str, Any]:
    """Let the source of each exercise follow its page in the table of contents."""

    def sections(chapter: dict[str, Any]) -> list[dict[str, Any]]:
        found = []
        for section in chapter["sections"]:
            found.append(section)
            if section["file"].startswith("exercises/"):
                source = section["file"].replace("exercises/", "solutions/", 1)
                found.append({"file": source, "title": "Solutions and rubrics"})
        return found

    parts = [
        part
        | {
            "chapters": [
                chapter | {"sections": sections(chapter)}
                if "sections" in chapter
                else chapter
                for chapter in part["chapters"]
            ]
        }
        for part in toc["parts"]
    ]
    return toc | {"parts": parts}


def for_instructors(config: dict[str, Any]) -> dict[str, Any]:
    """Show the folder of solutions, run none of it, and say what this edition is."""
    excluded = [
        pattern for pattern in config["exclude_patterns"] if pattern != "solutions"
    ]
    execute = config["execute"]
    sphinx = config["sphinx"]
    extensions = {  # their folder is said from that of the settings
        name: str(ROOT / folder) for name, folder in sphinx["local_extensions"].items()
    }
    return config | {
        "title": f"{config['title']} (instructors)",
        "exclude_patterns": [*excluded, "solutions/*/*.ipynb"],
        "execute": execute
        | {"exclude_patterns": [*execute["exclude_patterns"], "solutions/*/*.md"]},
        "sphinx": sphinx | {"local_extensions": extensions},
        "html": config["html"] | {"announcement": NOTICE},
    }


def main() -> int:
    """Build the edition; the exit code is Jupyter Book's."""
    if not (PUBLIC / "html" / "index.html").is_file():
        raise SystemExit("error: the book is not built: run `make book`")
    build = EDITION / "_build"
    build.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        PUBLIC / ".jupyter_cache", build / ".jupyter_cache", dirs_exist_ok=True
    )
    (build / ".doctrees").mkdir(exist_ok=True)
    shutil.copy2(PUBLIC / ".doctrees" / FINGERPRINTS, build / ".doctrees")
    changed = {"_toc.yml": with_solutions, "_config.yml": for_instructors}
    for name, change in changed.items():
        settings = change(yaml.safe_load((ROOT / name).read_text("utf-8")))
        (EDITION / name).write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    command = [
        *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT)),
        *("--config", str(EDITION / "_config.yml"), "--toc", str(EDITION / "_toc.yml")),
        *("--path-output", str(EDITION), "-W", "-n", "--keep-going", "-q"),
    ]
    code = subprocess.run(command, cwd=ROOT).returncode
    if code == 0:
        print(f"The instructors' edition: file://{build}/html/index.html")
    return code


if __name__ == "__main__":
    sys.exit(main())
