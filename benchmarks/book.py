"""Building the book: with warm kernels, with stock kernels, and the floor below both.

    python benchmarks/book.py [--csv book/build.csv]

The floor is what no kernel can make shorter: a build without execution, and the time
that the chapters' own cells take.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NAME = "JUPYTER_DEFAULT_PROVISIONER_NAME"
os.environ |= {"OMP_NUM_THREADS": "1", NAME: "proctor-warm"}


def copy_of_the_book(folder: Path) -> Path:
    """Copy what a build reads, without what earlier builds left."""
    ignore = shutil.ignore_patterns(".venv", "_build", ".git", "class", "__pycache__")
    return Path(shutil.copytree(ROOT, folder / "book", ignore=ignore))


def build(root: Path, provisioner: str, *, execute: bool = True) -> float:
    """Build from nothing; return the seconds."""
    shutil.rmtree(root / "_build", ignore_errors=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-q"]
    config = (root / "_config.yml").read_text("utf-8")
    if not execute:
        off = config.replace("execute_notebooks: cache", "execute_notebooks: off")
        (root / "_config.yml").write_text(off, "utf-8")
    started = time.perf_counter()
    environment = os.environ | {NAME: provisioner}
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    seconds = time.perf_counter() - started
    (root / "_config.yml").write_text(config, "utf-8")
    return seconds


def seconds_of_cells(path: Path) -> float:
    """Execute a chapter; return the seconds for which its kernel was busy."""
    notebook = nbformat.read(path, 4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=where).execute()
    total = 0.0
    for cell in notebook.cells:
        times = cell.metadata.get("execution", {})
        if "iopub.status.idle" in times:
            ends = (times["iopub.status.idle"], times["iopub.status.busy"])
            idle, busy = (datetime.fromisoformat(one) for one in ends)
            total += (idle - busy).total_seconds()
    return total


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, help="where to write the table")
    target = parser.parse_args().csv
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = copy_of_the_book(Path(folder))
        chapters = sorted((root / "book" / "notebooks").glob("*.ipynb"))
        cells = {path.stem: seconds_of_cells(path) for path in chapters}
        idle = build(root, "proctor-warm", execute=False)
        warm, stock = build(root, "proctor-warm"), build(root, "local-provisioner")
    floor = idle + sum(cells.values())
    rows = {f"cells of {name}, s": f"{seconds:.1f}" for name, seconds in cells.items()}
    rows |= {"build without execution, s": f"{idle:.1f}", "floor, s": f"{floor:.1f}"}
    rows |= {"make book, warm kernels, s": f"{warm:.1f}"}
    rows |= {"make book, stock kernels, s": f"{stock:.1f}"}
    rows |= {"warm ÷ floor (goal: < 1.4)": f"{warm / floor:.2f}"}
    for name, value in rows.items():
        print(f"{name} | {value}")
    if target:
        with target.open("w", encoding="utf-8", newline="") as file:
            table = [("figure", "measured"), *rows.items()]
            csv.writer(file, lineterminator="\n").writerows(table)


if __name__ == "__main__":
    main()
