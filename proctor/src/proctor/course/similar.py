"""Which submissions have code in common that nobody gave them.

By `copydetect`: code is compared as a sequence of tokens in which every name is the
same, so that other names, comments, and line breaks change nothing, nor does the order
of functions. What the released notebook holds counts for nobody.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from proctor.course.assignment import text
from proctor.course.folders import find_submissions, read_submission
from proctor.course.repair import Unreadable, parse
from proctor.errors import CourseError

SOLUTION = "(the solution)"
SHARE = 0.35
"""From this share of either's code on, a pair is named: see the manual."""
TOKENS, EVERY = 25, 1  # runs of so many letters of tokens; none is left out by chance
MOST_CODE = 50_000  # letters of one submission
MOST_BYTES = 20 << 20  # of one notebook: it is read here, by no confined process
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Pair:
    """Two parties with code in common.

    ``shares`` are of the code of each, without what was given; ``spans`` where in the
    code of each the common passages lie; ``tokens`` how long they are together.
    """

    names: tuple[str, str]
    shares: tuple[float, float]
    tokens: int
    spans: tuple[Spans, Spans]

    @property
    def share(self) -> float:
        """The larger of both shares: who copied half handed in more besides."""
        return max(self.shares)


@dataclass(frozen=True)
class Comparison:
    """All pairs that have a large share in common, the largest first.

    ``codes`` are what was compared, ``left_out`` those of whom nothing could be, and
    why.
    """

    pairs: list[Pair]
    codes: dict[str, str]
    left_out: dict[str, str]


def compare(
    codes: dict[str, str], starter: str = "", share: float = SHARE
) -> list[Pair]:
    """Return the pairs of parties whose code is alike, the most alike first."""
    given = _fingerprint(starter).hashes
    prints = {name: _fingerprint(code, given) for name, code in codes.items()}
    known = {name: found for name, found in prints.items() if found.hashes}
    pairs = (
        _pair(names, known)
        for names in itertools.combinations(known, 2)
        if not known[names[0]].hashes.isdisjoint(known[names[1]].hashes)
    )
    return sorted(
        (pair for pair in pairs if pair.share >= share), key=lambda pair: -pair.share
    )


def _fingerprint(code: str, given: frozenset[int] | set[int] = frozenset()) -> Any:
    """Return the fingerprint of some code, without those that were given.

    What was given is taken out here, for copydetect 0.5 loses repeated code when it
    does so; and a class must not move what is highlighted after it.
    """
    from copydetect import CodeFingerprint
    from copydetect.utils import get_token_coverage

    stream = io.StringIO(code)
    found = CodeFingerprint("", TOKENS, EVERY, fp=stream, language="python")
    found.hashes = found.hashes - given
    found.hash_idx = {key: i for key, i in found.hash_idx.items() if key not in given}
    length = len(found.filtered_code)
    found.token_coverage = get_token_coverage(found.hash_idx, TOKENS, length)
    found.offsets[:, 1] = np.maximum.accumulate(found.offsets[:, 1])
    return found


def _pair(names: tuple[str, str], prints: dict[str, Any]) -> Pair:
    from copydetect import compare_files

    one, other = (prints[name] for name in names)
    tokens, shares, (left, right) = compare_files(one, other)
    spans = _spans(left, one.raw_code), _spans(right, other.raw_code)
    first, second = (min(1.0, float(share)) for share in shares)
    return Pair(names, (first, second), int(tokens), spans)


def _spans(slices: Any, code: str) -> Spans:
    """Return where passages begin and end: in order, apart, and in the code."""
    spans: Spans = []
    for begin, end in zip(*slices.astype(int).tolist(), strict=True):
        start = max(begin, spans[-1][1] if spans else 0)
        if start < min(end, len(code)):
            spans.append((start, min(end, len(code))))
    return spans


def compare_course(course: Any, assignment: str, share: float = SHARE) -> Comparison:
    """Compare all submissions of an assignment, and its solution.

    Raises
    ------
    CourseError
        If there is nothing to compare.
    """
    folders = find_submissions(course, assignment)
    released = _notebooks(course, course.release_directory, assignment)
    if not released or not folders:
        raise CourseError(
            f"{assignment!r} needs its released notebook and submissions; run "
            f"`nbgrader generate_assignment {assignment}` and `nbgrader collect`"
        )
    # Twice, for two answers left out are neighbors in what is compared.
    parts = [_code(one, every=every) for every in (True, False) for one in released]
    starter = "\n\n".join(parts)
    codes: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for student, folder in folders.items():
        try:
            codes[student] = _submitted(course, student, folder)
        except (Unreadable, CourseError) as error:
            left_out[student] = str(error)
    solutions = _notebooks(course, course.source_directory, assignment)
    if solutions:
        codes[SOLUTION] = "\n\n".join(_code(notebook) for notebook in solutions)
    for name, code in codes.items():
        if len(code) > MOST_CODE:
            left_out[name] = f"only the first {MOST_CODE} letters were compared"
            codes[name] = code[:MOST_CODE]
    return Comparison(compare(codes, starter, share), codes, left_out)


def _notebooks(course: Any, step: str, assignment: str) -> list[dict[str, Any]]:
    folder = Path(course.format_path(step, ".", assignment))
    paths = sorted(folder.glob("*.ipynb"))
    return [json.loads(path.read_text("utf-8")) for path in paths]


def _submitted(course: Any, student: str, folder: Path) -> str:
    submission = read_submission(course, student, folder)
    if not submission.notebooks:
        raise Unreadable(submission.problem or "there is no notebook")
    contents = [submission.notebooks[name] for name in sorted(submission.notebooks)]
    if max(map(len, contents)) > MOST_BYTES:
        raise Unreadable(f"a notebook is larger than {MOST_BYTES >> 20} MB")
    return "\n\n".join(_code(parse(content)) for content in contents)


def _code(notebook: dict[str, Any], *, every: bool = False) -> str:
    """Return the code that its author wrote; with ``every`` that of all cells."""
    code = "\n\n".join(_sources(notebook, every))
    # As the lexer has it, so that what it finds is found again.
    return code.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")


def _sources(notebook: dict[str, Any], every: bool) -> Iterator[str]:
    for cell in notebook["cells"]:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        metadata = cell.get("metadata")
        meta = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        given = isinstance(meta, dict) and meta.get("solution") is not True
        source = cell.get("source")
        if (every or not given) and isinstance(source, str | list):
            yield text(source)
