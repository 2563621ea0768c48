"""Tables for a spreadsheet: text in them never acts as a formula."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

Value = str | int | float | None

# A spreadsheet takes a cell that begins so for a formula, also after a space; the
# last four are the wide forms of the first four.
_FORMULA = tuple("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                 "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


# Where numbers have a comma, a table of commas is cut at semicolons.
_IN_A_NEW_CELL = re.compile(rf"(;[\s\"]*)(?=[{re.escape(''.join(_FORMULA))}])")


def quoted(value: Value) -> Value:
    """Return a cell's value; text that would be a formula begins with an apostrophe.

    Numbers stay numbers: -0.5 is no formula, the text "-0.5" may be the begin of one.
    """
    if not isinstance(value, str):
        return value
    plain = "".join(" " if mark in "\r\n\t\0" else mark for mark in value)
    plain = _IN_A_NEW_CELL.sub(r"\1'", plain)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) else plain


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table as CSV, in UTF-8, with numbers of at most four decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([quoted(name) for name in head])
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Value) -> Value:
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return quoted(value)
