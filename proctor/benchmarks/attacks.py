"""The catalogue of attacks against stock nbgrader and against proctor: who wins.

    python proctor/benchmarks/attacks.py [--only WORD] [--csv FILE [--new]]
    python proctor/benchmarks/attacks.py --list

With ``--new`` the rows that a file has are kept, and those that it lacks are added.
Attacks that would harm this machine are not run against stock nbgrader, which confines
nothing; the others run in a pid namespace of their own, so that what they leave behind
ends with them.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nbconvert.filters.markdown_mistune import (  # noqa: E402
    InvalidNotebook,
    markdown2html_mistune,
)
from nbgrader.api import Gradebook, MissingEntry  # noqa: E402
from proctor.forks.client import Zygote  # noqa: E402
from proctor.grading.notebook import grade  # noqa: E402
from proctor.grading.tasks import Task  # noqa: E402
from tests.attacks.catalogue import ATTACKS, LEAKS, LIMITS, Attack  # noqa: E402
from tests.attacks.listener import Listener  # noqa: E402

from tests import courses  # noqa: E402

SECONDS = 90
TIMEOUTS = "c.ExecutePreprocessor.timeout = 3\nc.Execute.iopub_timeout = 3\n"
SCRIPT = re.compile(r"<[^>]*(script|onerror|onload|iframe)", re.I)


def leaks(notebook: dict[str, Any]) -> bool:
    """Whether an output shows what a hidden test passes in, or anything acts."""
    cells = notebook["cells"]
    outputs = [cell.get("outputs", []) for cell in cells]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] != "code"]
    shown = json.dumps(outputs)
    html = [
        str(text)
        for cell in outputs
        for output in cell
        for mime, text in output.get("data", {}).items()
        if mime != "text/plain"
    ]
    active = any("javascript" in h or SCRIPT.search(h) for h in html)
    for text in texts:
        with contextlib.suppress(InvalidNotebook):  # such a page is not shown at all
            active |= bool(SCRIPT.search(markdown2html_mistune(text)))
    return active or any(word in shown for word in LEAKS)


def verdict(attack: Attack, score: float, leaked: bool) -> str:
    """Say in words what an attack got."""
    if score > attack.deserved:
        return f"gains {score - attack.deserved:g} of 4 points"
    if score < attack.deserved:
        return f"loses {attack.deserved - score:g} points"
    return "shows or runs what it must not" if leaked else "gains nothing"


def against_stock(attack: Attack) -> str:
    """Have stock nbgrader grade an attack and an honest student after it."""
    if attack.unsafe:
        return "not tried: would harm this machine"
    if attack.own:
        return "not tried: aims at what only proctor has"
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        course = courses.make_course(Path(folder))
        submitted = course.submit("a", attack.submission())
        for name, content in attack.files.items():
            (submitted / name).parent.mkdir(exist_ok=True)
            (submitted / name).write_bytes(content)
        listener = Listener(Path(folder))
        for name, words in told(course.root, listener).items():
            (submitted / name).write_bytes(words)
        course.submit("b", courses.honest())
        with (course.root / "nbgrader_config.py").open("a") as config:
            config.write(TIMEOUTS)
        try:
            _run_stock(course.root)
        except subprocess.TimeoutExpired:
            return f"stops the batch for more than {SECONDS} s"
        finally:
            listener.close()
        if listener.reached:
            return "reaches another program of this machine"
        return _stock_verdict(attack, course)


def told(root: Path, listener: Listener) -> dict[str, bytes]:
    """Return the files by which an attack knows what to reach for."""
    port = str(listener.port).encode()
    known = {"root.txt": str(root).encode(), "path.txt": listener.path.encode()}
    return known | {"port.txt": port}


def _run_stock(root: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    apart = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    command = [*(apart if os.geteuid() == 0 else []), "nbgrader", "autograde", "ps1"]
    subprocess.run(
        command,
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        timeout=SECONDS,
    )


def _stock_verdict(attack: Attack, course: courses.Course) -> str:
    with Gradebook(course.db_url, "test") as gradebook:
        try:
            honest = gradebook.find_submission("ps1", "b").score
        except MissingEntry:
            return "stops the grading of those after it"
        if honest != 4.0:
            return f"costs the next student {4.0 - honest:g} points"
        score = gradebook.find_submission("ps1", "a").score
    graded = course.root / "autograded" / "a" / "ps1" / "ps1.ipynb"
    if not graded.exists():
        return "is not graded at all: needs autograding for ever"
    return verdict(attack, score, leaks(json.loads(graded.read_text())))


def against_proctor(attack: Attack, zygote: Zygote) -> str:
    """Have proctor grade an attack."""
    source = courses.source_of(courses.source_notebook())
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        listener = Listener(Path(folder))
        files = told(Path(folder), listener) | attack.files
        result = grade(Task(source, attack.submission(), files, {}, LIMITS), zygote)
        listener.close()
    if listener.reached:
        return "reaches another program of this machine"
    words = verdict(attack, result.score, leaks(json.loads(result.notebook)))
    return words if result.state == "scored" else f"{words}; {result.state}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a word of the attacks' names")
    parser.add_argument("--csv", type=Path, help="where to write the table")
    parser.add_argument("--new", action="store_true", help="only what it lacks")
    parser.add_argument("--list", action="store_true", help="print their names only")
    options = parser.parse_args()
    if options.list:
        print("\n".join(attack.name for attack in ATTACKS))
        return
    rows = read(options.csv) if options.new else {}
    with Zygote() as zygote:
        for attack in ATTACKS:
            if options.only in attack.name and attack.name not in rows:
                ours = against_proctor(attack, zygote)
                rows[attack.name] = [attack.name, against_stock(attack), ours]
                print(" | ".join(rows[attack.name]), flush=True)
                write(options.csv, rows)


def read(path: Path) -> dict[str, list[str]]:
    """Return the rows of a table, by attack."""
    with path.open(encoding="utf-8") as file:
        return {row[0]: row for row in list(csv.reader(file))[1:]}


def write(path: Path | None, rows: dict[str, list[str]]) -> None:
    """Write the table in the catalogue's order, if there is where."""
    if path is not None:
        known = [rows[one.name] for one in ATTACKS if one.name in rows]
        table = [["attack", "stock nbgrader", "proctor"], *known]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)


if __name__ == "__main__":
    main()
