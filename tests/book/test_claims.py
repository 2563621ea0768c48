"""The page of claims: every row has a number that a chapter measures."""

import csv
import re

import pytest

from .browser import ROOT

with (ROOT / "book" / "claims.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
VERDICTS = {"true", "false", "imprecise", "depends"}


def test_no_claim_stands_twice():
    names = [row["claim"] for row in ROWS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"C\d{3}", name) for name in names)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_a_claim_has_words_a_verdict_a_source_and_a_number(row):
    bibliography = (ROOT / "book" / "references.bib").read_text("utf-8")
    assert row["quote"]
    assert row["verdict"] in VERDICTS
    assert f"@misc{{{row['source']}," in bibliography
    names = re.findall(r"\{([\w-]+)\}", row["said"])
    assert names, "no number of a chapter"
    numbers = re.sub(r"\{[\w-]+\}|C\d+|log 2", "", row["said"])
    assert not re.search(r"\d\.\d", numbers), "a number typed by hand"
