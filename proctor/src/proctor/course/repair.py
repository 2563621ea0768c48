"""Make a submitted notebook what it has to be, as data, before anything runs.

Only the student's own work is taken from the submission: the sources of solution
and extra cells. Everything that decides on marks is the instructor's.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from proctor.course.assignment import SourceCell, SourceNotebook, text

MAX_BYTES = 200 << 20
MAX_CELLS = 5000
MAX_SOURCE = 2 << 20
# Of a whole notebook. JSON may write a letter in six, and all of it crosses at once.
MAX_SOURCES = 4 << 20
MAX_PICTURES = 20 << 20
MAX_PASTED = 200
MAX_NOTES, MAX_NOTE = 50, 200
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_CELL_TYPES = ("code", "markdown", "raw")
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")

Cell = dict[str, Any]


class Unreadable(ValueError):
    """The submitted file is no notebook; the message says why."""


@dataclass
class Repaired:
    """A notebook that can be graded, and what had to be done to it.

    ``suspicious`` are the repairs that no ordinary editing causes.
    """

    notebook: dict[str, Any]
    repairs: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)
    letters: int = field(default=0, repr=False)  # of sources that are kept
    pasted: int = field(default=0, repr=False)  # pictures, and their letters
    painted: int = field(default=0, repr=False)

    def note(self, words: str, *, suspicious: bool = False) -> None:
        """Say what was done, in words of which a part may be the student's.

        They are one line, so that they cannot look like two, and text in UTF-8.
        """
        words = " ".join(words.encode("utf-8", "replace").decode().split())
        words = words if len(words) <= MAX_NOTE else f"{words[:MAX_NOTE]} ..."
        for notes in (self.repairs, self.suspicious)[: 2 if suspicious else 1]:
            if len(notes) < MAX_NOTES:
                notes.append(words)
            elif len(notes) == MAX_NOTES:
                notes.append("and more")


def check_size(content: bytes) -> None:
    """Refuse what is too large to be read, or nothing at all.

    Raises
    ------
    Unreadable
        If it is.
    """
    if not content:
        raise Unreadable("no notebook of this assignment was handed in")
    if len(content) > MAX_BYTES:
        size = len(content) >> 20
        raise Unreadable(f"the file has {size} MB, at most {MAX_BYTES >> 20} are read")


def parse(content: bytes) -> dict[str, Any]:
    """Return the JSON of a notebook in format 4.

    Raises
    ------
    Unreadable
        If it is none.
    """
    check_size(content)
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is not a notebook (no JSON: {error})") from None
    if not isinstance(notebook, dict):
        raise Unreadable("the file is not a notebook (no JSON object)")
    if "cells" not in notebook and isinstance(notebook.get("worksheets"), list):
        notebook = _upgraded(content)
    if not isinstance(notebook.get("cells"), list):
        raise Unreadable("the file is not a notebook (it has no cells)")
    if len(notebook["cells"]) > MAX_CELLS:
        raise Unreadable(f"the notebook has more than {MAX_CELLS} cells")
    found: dict[str, Any] = notebook
    return found


def _upgraded(content: bytes) -> dict[str, Any]:
    import nbformat

    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
    except Exception as error:
        raise Unreadable(
            f"an old notebook format that cannot be read: {error}"
        ) from None
    converted: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return converted


_GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')


def claimed_ids(content: bytes) -> set[str]:
    """Return the grade ids that a notebook seems to have, without parsing it."""
    return {name.decode("utf-8", "replace") for name in _GRADE_ID.findall(content)}


def repair(content: bytes, source: SourceNotebook) -> Repaired:
    """Rebuild a submission around the instructor's cells.

    Raises
    ------
    Unreadable
        If the content is not a notebook.
    """
    submitted = parse(content)
    result = Repaired({})
    known = {cell.grade_id: cell for cell in source.cells}
    cells = [_plain_cell(cell, result) for cell in submitted["cells"]]
    readable = [cell for cell in cells if cell is not None]
    kept = _restore(readable, known, result)
    _put_back_missing(kept, source, result)
    _give_ids(kept)
    metadata = {"kernelspec": source.kernelspec} if source.kernelspec else {}
    metadata["language_info"] = {"name": "python"}
    result.notebook = {"cells": kept, "metadata": metadata}
    result.notebook |= {"nbformat": 4, "nbformat_minor": 5}
    return result


def _grade_id(cell: Any) -> str | None:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _plain_cell(cell: Any, result: Repaired) -> Cell | None:
    """Return type, source and claimed grade id of a submitted cell, or None."""
    source = _joined(cell.get("source") if isinstance(cell, dict) else None)
    if not isinstance(source, str) or cell.get("cell_type") not in _CELL_TYPES:
        result.note("left out a cell without a readable source")
        return None
    if len(source) > MAX_SOURCE:
        result.note("left out a cell of more than 2 MB of source")
        return None
    result.letters += len(source)
    if result.letters > MAX_SOURCES:
        result.note("left out a cell beyond 4 MB of sources")
        return None
    # A lone surrogate is legal JSON and no legal file.
    source = source.encode("utf-8", "replace").decode()
    plain: Cell = {"cell_type": cell["cell_type"], "source": source}
    plain |= {"id": cell.get("id"), "metadata": {}, "claimed": _grade_id(cell)}
    pictures = _pictures(cell.get("attachments"), result)
    if pictures and plain["cell_type"] == "markdown":
        plain["attachments"] = pictures
    _note_changed_points(cell, plain)
    return plain


def _joined(value: Any) -> Any:
    """Join a text that is stored as a list of lines, as the format allows."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value


def _pictures(attachments: Any, result: Repaired) -> dict[str, dict[str, str]]:
    """Return the pictures that were pasted into a cell; nothing else is one."""
    if not isinstance(attachments, dict):
        return {}
    kept = {}
    for name, bundle in attachments.items():
        found = bundle if isinstance(bundle, dict) else {}
        given = {kind: _joined(found.get(kind)) for kind in _PICTURES}
        data = {kind: one for kind, one in given.items() if _is_base64(one)}
        result.painted += sum(map(len, data.values()))
        result.pasted += 1
        fits = result.painted <= MAX_PICTURES and result.pasted <= MAX_PASTED
        if data and fits and len(name) <= MAX_NOTE:
            kept[name.encode("utf-8", "replace").decode()] = data
        else:
            result.note(f"left out {name[:80]!r}, pasted into a cell")
    return kept


def _is_base64(data: Any) -> bool:
    return isinstance(data, str) and _BASE64.fullmatch(data) is not None


def _note_changed_points(cell: Cell, plain: Cell) -> None:
    if plain["claimed"] is not None:
        plain["points"] = cell["metadata"]["nbgrader"].get("points")


def _restore(
    cells: list[Cell], known: dict[str, SourceCell], result: Repaired
) -> list[Cell]:
    """Give each known cell the instructor's data; the last of duplicates counts."""
    last = {cell["claimed"]: index for index, cell in enumerate(cells)}
    restored = []
    for index, cell in enumerate(cells):
        claimed, points = cell.pop("claimed"), cell.pop("points", None)
        if claimed is not None and claimed not in known:
            result.note(f"the cell {claimed!r} is not of this assignment")
        elif claimed is not None and last[claimed] != index:
            result.note(f"the cell {claimed!r} was there more than once")
        elif claimed is not None:
            _overwrite(cell, known[claimed], points, result)
        restored.append(_shaped(cell))
    return restored


def _overwrite(cell: Cell, spec: SourceCell, points: Any, result: Repaired) -> None:
    name = spec.grade_id
    if cell["cell_type"] != spec.cell_type:
        result.note(f"the cell {name!r} had become a {cell['cell_type']} cell")
        cell["cell_type"] = spec.cell_type
    if (spec.grade or spec.task) and points != spec.points:
        claimed = str(points)[:40]
        note = f"the cell {name!r} claimed {claimed} points in place of {spec.points:g}"
        result.note(note, suspicious=True)
    if spec.locked and cell["source"] != spec.source:
        # A release has no hidden tests: that difference is nobody's doing.
        if not spec.grade:
            result.note(f"the read-only cell {name!r} had been changed")
        cell["source"] = spec.source
    cell["metadata"] = {"nbgrader": spec.metadata}


def _shaped(cell: Cell) -> Cell:
    return cell | ({"outputs": [], "execution_count": None} if _is_code(cell) else {})


def _is_code(cell: Cell) -> bool:
    return bool(cell["cell_type"] == "code")


def _put_back_missing(
    cells: list[Cell], source: SourceNotebook, result: Repaired
) -> None:
    """Insert the instructor's cells that the submission lacks, where they belong."""
    for position, spec in enumerate(source.cells):
        if _index_of(cells, spec.grade_id) is not None:
            continue
        result.note(f"the cell {spec.grade_id!r} was missing; it is back")
        before = (_index_of(cells, c.grade_id) for c in source.cells[:position][::-1])
        place = next((index + 1 for index in before if index is not None), 0)
        cell: Cell = {"cell_type": spec.cell_type, "source": spec.source, "id": None}
        cells.insert(place, _shaped(cell | {"metadata": {"nbgrader": spec.metadata}}))


def _index_of(cells: list[Cell], grade_id: str) -> int | None:
    found = (i for i, cell in enumerate(cells) if grade_id_of(cell) == grade_id)
    return next(found, None)


def grade_id_of(cell: Cell) -> str | None:
    """Return the grade id of a repaired cell."""
    found = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return None if found is None else str(found)


def _give_ids(cells: list[Cell]) -> None:
    """Give each cell a legal id of its own."""
    seen: set[str] = set()
    for cell in cells:
        name = cell["id"]
        if not isinstance(name, str) or not _CELL_ID.fullmatch(name) or name in seen:
            cell["id"] = secrets.token_hex(4)
        seen.add(cell["id"])


__all__ = ["Repaired", "Unreadable", "grade_id_of", "parse", "repair", "text"]
