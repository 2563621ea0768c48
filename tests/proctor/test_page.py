"""The page on the grader: its table of attacks is of the attacks that there are."""

import csv
import subprocess
import sys

import pytest

from tests.catalogue import ROOT


@pytest.mark.slow
def test_the_table_of_the_page_is_of_the_attacks():
    command = [sys.executable, ROOT / "proctor" / "benchmarks" / "attacks.py", "--list"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    with (ROOT / "book" / "attacks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["attack"] for row in rows] == names.splitlines()
    assert all(row["proctor"].startswith("gains nothing") for row in rows)
