"""Right and wrong answers to the exercises, and what each deserves.

``tests/submissions/NN_name/QUESTION.py`` holds the answers to one question of the
assignment ``NN_name``; QUESTION is the ``grade_id`` of its solution cell, and
``test-QUESTION`` that of its test cell. A file is a list of sections::

    # ruff: noqa
    # %% right: a loop over rows
    def softmax(z, axis=-1):
        ...

    # %% wrong: no maximum subtracted | score: 1.5 | says: overflow; subtract the row
    def softmax(z, axis=-1):
        ...

Everything below a header, up to the next, is what the student puts into the solution
cell. ``score`` is what the test cell must give, ``says`` the words (several separated
by ``;``, letter case and line breaks ignored) that its report must contain. A right
answer gets all points. An answer must not use the student's other functions: it is
graded in the company of wrong ones. Setup and adapter cells of the notebook are there.

An assignment needs only as many notebooks as its longest file has answers: notebook
*k* of a kind holds the *k*-th answer of that kind to each question (from the start
again where a file has fewer).

``python -m tests.catalogue 07`` grades all answers in this process, without nbgrader,
and prints those that are not marked as they deserve: the everyday proof. With the name
of a question, as in ``python -m tests.catalogue 07 softmax``, it prints the score and
the report of each answer to it: quick feedback for who writes them.
"""

from __future__ import annotations

import copy
import gc
import io
import re
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from neuronbook.checking.providers import PROVIDER_NAME, LocalProvider

ROOT = Path(__file__).resolve().parent.parent
SUBMISSIONS = ROOT / "tests" / "submissions"
UNSOLVED = "unsolved"


@dataclass(frozen=True)
class Answer:
    """One answer to one question, and what it deserves (None: all points)."""

    assignment: str
    question: str
    title: str
    code: str
    score: float | None
    says: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.score is None

    @property
    def kind(self) -> str:
        return "right" if self.right else "wrong"

    def __str__(self) -> str:
        return f"{self.question}-{self.kind}-{self.title.replace(' ', '_')}"


def assignments() -> list[str]:
    """List the assignments that have a catalogue."""
    return sorted(path.name for path in SUBMISSIONS.iterdir() if path.is_dir())


def answers(assignment: str) -> list[Answer]:
    """Read all answers to an assignment."""
    paths = sorted((SUBMISSIONS / assignment).glob("*.py"))
    return [answer for path in paths for answer in read_answers(path)]


def read_answers(path: Path) -> list[Answer]:
    """Read the answers to one question.

    Raises
    ------
    ValueError
        If a section's header is neither ``right: title`` nor
        ``wrong: title | score: number | says: words``.
    """
    preamble, *sections = re.split(r"^# %%", path.read_text("utf-8"), flags=re.M)
    stray = [line for line in preamble.splitlines() if line and line[0] != "#"]
    if stray:
        raise ValueError(f"{path.name}: expected '# %% right: ...', got {stray[0]!r}")
    return [_read_section(path, *section.split("\n", 1)) for section in sections]


def _read_section(path: Path, header: str, code: str) -> Answer:
    head, *options = (part.strip() for part in header.split("|"))
    kind, _, title = (part.strip() for part in head.partition(":"))
    given = dict(map(str.strip, option.split(":", 1)) for option in options)
    wanted = {"right": set(), "wrong": {"score", "says"}}.get(kind)
    if not title or wanted is None or set(given) != wanted:
        raise ValueError(
            f"{path.name}: expected 'right: title' or "
            f"'wrong: title | score: number | says: words', got {header.strip()!r}"
        )
    score = float(given["score"]) if given else None
    says = tuple(word.strip() for word in given.get("says", "").split(";"))
    assignment, question = path.parent.name, path.stem
    return Answer(assignment, question, title, code.strip(), score, says[: len(given)])


def release(assignment: str) -> NotebookNode:
    """Read the notebook that students get."""
    (path,) = sorted((ROOT / "exercises" / assignment).glob("*.ipynb"))
    return nbformat.read(path, as_version=4)


def source(assignment: str) -> NotebookNode:
    """Read the instructor's notebook, with the hidden tests."""
    (path,) = sorted((ROOT / "solutions" / assignment).glob("*.ipynb"))
    return nbformat.read(path, as_version=4)


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's nbgrader name, or nothing."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def points(assignment: str) -> dict[str, float]:
    """Return what each question that is graded automatically is worth."""
    tests = [c for c in source(assignment).cells if grade_id(c).startswith("test-")]
    return {
        grade_id(cell).removeprefix("test-"): float(cell.metadata.nbgrader.points)
        for cell in tests
    }


def fill(notebook: NotebookNode, given: list[Answer]) -> NotebookNode:
    """Return a copy of a notebook with these answers in their solution cells."""
    notebook = copy.deepcopy(notebook)
    cells = {grade_id(cell): cell for cell in notebook.cells}
    for answer in given:
        cells[answer.question].source = answer.code
    return notebook


def students(assignment: str) -> dict[str, list[Answer]]:
    """Distribute all answers over as few students as possible; one hands in nothing."""
    shares: dict[str, list[Answer]] = {UNSOLVED: []}
    for kind in ("right", "wrong"):
        by_question: dict[str, list[Answer]] = {}
        for answer in answers(assignment):
            if answer.kind == kind:
                by_question.setdefault(answer.question, []).append(answer)
        for k in range(max(map(len, by_question.values()), default=0)):
            chosen = [group[k % len(group)] for group in by_question.values()]
            shares[f"{kind}{k:02d}"] = chosen
    return shares


def grade_here(answer: Answer, notebook: NotebookNode) -> tuple[float, str]:
    """Run an answer and its test cell in this process; return score and report."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    gc.freeze()  # reset() collects garbage, and would look through torch each time
    shell.reset(new_session=False)
    provider = LocalProvider(seconds=seconds_of_a_call(answer))
    shell.user_ns[PROVIDER_NAME] = provider
    test = f"test-{answer.question}"
    keep = {"setup", answer.question, test}
    for cell in fill(notebook, [answer]).cells:
        name = grade_id(cell)
        if name in keep or name.startswith("adapter-"):
            printed = io.StringIO()
            with redirect_stdout(printed):
                done = shell.run_cell(cell.source)
            if name == test:
                score = done.result if done.success else 0.0
                return float(score), printed.getvalue()
    raise ValueError(f"expected a cell named {test!r}")


def seconds_of_a_call(answer: Answer) -> float:
    """Stop an answer that never ends soon, but where one may train for long."""
    if any("still running" in words for words in answer.says):
        return 0.5
    return 10.0 if answer.assignment == "05_gradient_flow" else 3.0


def squeeze(text: str) -> str:
    """Write a text in one line and in small letters, to look for words in it."""
    return " ".join(text.split()).lower()


def stale(assignment: str) -> bool:
    """Whether an assignment's notebook says something else than its Markdown."""
    from tools.generate import solution_notebook

    (text,) = sorted((ROOT / "solutions" / assignment).glob("*.md"))
    wanted, found = solution_notebook(text).cells, source(assignment).cells
    return [c.source for c in wanted] != [c.source for c in found]


def main(assignment: str, question: str = "") -> None:
    """Print what is not as expected, and exit with 1 then; of a question, print all."""
    names = [one for one in assignments() if one.startswith(assignment)]
    if len(names) != 1:
        sys.exit(f"error: {assignment!r} names {len(names)} of {assignments()}")
    (name,) = names
    if stale(name):
        sys.exit(f"error: the notebook of {name} is not made of its Markdown; run "
                 f"`python -m tools.generate {name} --no-notebooks`")  # fmt: skip
    notebook, worth = source(name), points(name)
    chosen = [one for one in answers(name) if question in ("", one.question)]
    if not chosen:
        sys.exit(f"error: there are no answers to {question!r} of {name}")
    bad = 0
    for answer in chosen:
        score, report = grade_here(answer, notebook)
        wanted = worth[answer.question] if answer.score is None else answer.score
        told = squeeze(report)
        silent = [word for word in answer.says if squeeze(word) not in told]
        fine = abs(score - wanted) < 1e-9 and not silent
        bad += not fine
        if fine and not question:
            continue
        print(f"{'ok ' if fine else 'BAD'} {answer}: {score:g}, wanted {wanted:g}")
        if silent:
            print(f"    the report does not say {silent}")
        print("    " + report.replace("\n", "\n    "))
    print(f"{len(chosen)} answers to {name}, {bad} not marked as they deserve")
    sys.exit(min(bad, 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
