"""Code in common, on the course's own catalogue: right answers, and planted copies.

A right answer was written by itself; a planted copy has every name of its own, other
comments, and its functions in another order.
"""

import io
import json
import keyword
import tokenize

import pytest
from proctor.course.similar import SHARE, SOLUTION, _code, compare

from tests.catalogue import ROOT, answers, assignments

pytestmark = pytest.mark.slow
LIBRARIES = {"np", "torch", "math", "plt", "scipy", "self", "print", "range", "len"}


def given_and_solved(assignment):
    """Return the released code, and the solution's."""
    released, solved = (
        [json.loads(path.read_text("utf-8"))
         for path in sorted((ROOT / folder / assignment).glob("*.ipynb"))]
        for folder in ("exercises", "solutions")
    )  # fmt: skip
    parts = [_code(one, every=every) for every in (True, False) for one in released]
    return "\n\n".join(parts), "\n\n".join(_code(one) for one in solved)


def independent(assignment):
    """Return notebooks of right answers, each answer in one of them only."""
    questions: dict[str, list[str]] = {}
    for one in answers(assignment):
        if one.right:
            questions.setdefault(one.question, []).append(one.code)
    count = min(map(len, questions.values()))
    return [[codes[k] for codes in questions.values()] for k in range(count)]


def renamed(code):
    """Give all names other ones, and leave the comments out."""
    names: dict[str, str] = {}
    tokens, before = [], ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            continue
        word = token.string
        ordinary = token.type == tokenize.NAME and not keyword.iskeyword(word)
        if ordinary and before != "." and word not in LIBRARIES:
            word = names.setdefault(word, f"my_name_{len(names)}")
        tokens.append((token.type, word))
        before = token.string
    return tokenize.untokenize(tokens)


@pytest.mark.parametrize("assignment", assignments())
def test_copies_are_found_and_independent_answers_are_not(assignment):
    starter, solution = given_and_solved(assignment)
    notebooks = independent(assignment)
    codes = {SOLUTION: solution}
    for number, parts in enumerate(notebooks):
        codes[f"author{number}"] = "\n\n".join(parts)
        codes[f"copier{number}"] = "\n\n".join(renamed(part) for part in parts[::-1])
    found = {frozenset(pair.names): pair for pair in compare(codes, starter, 0.0)}
    for names, pair in found.items():
        numbers = {name[6:] for name in names}
        if len(numbers) == 1:
            assert min(pair.shares) > 0.6, (names, pair.shares)
        else:
            assert pair.share < SHARE, (names, pair.shares)
    copies = [names for names in found if len({name[6:] for name in names}) == 1]
    assert len(copies) == len(notebooks)


def test_what_was_released_is_nobodys():
    for assignment in assignments():
        starter, _ = given_and_solved(assignment)
        path = next((ROOT / "exercises" / assignment).glob("*.ipynb"))
        untouched = _code(json.loads(path.read_text("utf-8")))
        assert compare({"ada": untouched, "bob": untouched}, starter, 0.0) == []


def test_half_a_copy_is_found():
    """Every other answer is copied, the rest is the copier's own."""
    author, one, two = independent("07_stable_softmax")[:3]
    codes = {"author": "\n\n".join(author)}
    for name, own in (("one", one), ("two", two)):
        parts = [own[k] if k % 2 else renamed(author[k]) for k in range(len(own))]
        codes[name] = "\n\n".join(parts)
    starter, _ = given_and_solved("07_stable_softmax")
    found = {frozenset(pair.names) for pair in compare(codes, starter)}
    assert {frozenset({"author", "one"}), frozenset({"author", "two"})} <= found
