"""Quizzes that need no kernel and no JavaScript.

Each answer is a native disclosure element: choosing it shows whether it holds and
why. That works by keyboard, in a screen reader, on paper and in GitHub's preview.

A quiz puts the answers into an order of its own, which depends on their words alone:
the same in each build, and such that no place is right more often than another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

__all__ = ["Answer", "Question", "Quiz"]


@dataclass(frozen=True)
class Answer:
    """One answer, and why it is right or wrong.

    Attributes
    ----------
    text : str
        The answer as the reader would give it.
    why : str
        The explanation shown once it is chosen: of a wrong answer, why it is tempting.
    correct : bool
        Whether it is right.
    """

    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its answers, in any order.

    The right answer must not be known by its length: what it has to say more than the
    others belongs into its why.

    Raises
    ------
    ValueError
        If there are fewer than two answers, not exactly one is right, one lacks its
        why, or the longest is longer than the shortest by more than ten letters and
        by more than three fifths.
    """

    text: str
    answers: Sequence[Answer]

    def __post_init__(self) -> None:
        right = sum(answer.correct for answer in self.answers)
        if len(self.answers) < 2 or right != 1:
            raise ValueError(
                "expected two or more answers, exactly one of them right, to "
                f"{self.text!r}, got {len(self.answers)} with {right} right"
            )
        if not all(a.why.strip() for a in self.answers):
            raise ValueError(
                f"expected an explanation for each answer to {self.text!r}"
            )
        lengths = [len(answer.text.replace("`", "")) for answer in self.answers]
        if max(lengths) > max(min(lengths) + 10, 1.6 * min(lengths)):
            raise ValueError(
                f"expected answers of about one length to {self.text!r}, got from "
                f"{min(lengths)} to {max(lengths)} letters"
            )


@dataclass(frozen=True)
class Quiz:
    """Questions to check oneself with; show it as the last line of a cell.

    Attributes
    ----------
    questions : sequence of Question
        In the order of the page.

    Raises
    ------
    ValueError
        If a question is asked twice, or one place holds more than half of the right
        answers to four questions or more; that happens where some questions have
        fewer answers than others.
    """

    questions: Sequence[Question]

    def __post_init__(self) -> None:
        texts = Counter(question.text for question in self.questions)
        twice = [text for text, count in texts.items() if count > 1]
        if twice:
            raise ValueError(f"expected each question once, got {twice[0]!r} again")
        places = Counter(
            next(i for i, answer in enumerate(answers) if answer.correct)
            for answers in self.shuffled()
        )
        most = max(places.values(), default=0)
        if len(self.questions) >= 4 and most > (len(self.questions) + 1) // 2:
            raise ValueError(
                f"expected right answers in several places, got {most} of "
                f"{len(self.questions)} in one place: give each as many answers"
            )

    def shuffled(self) -> list[list[Answer]]:
        """Return each question's answers in the order in which they are shown.

        Questions take turns, in an order that looks random, as to where their right
        answer stands; the wrong ones fill the other places.
        """
        turns = sorted(range(len(self.questions)), key=lambda i: self._random(i))
        return [
            self._arranged(question, turns.index(number))
            for number, question in enumerate(self.questions)
        ]

    def _random(self, number: int) -> str:
        return _hash(self.questions[number].text)

    @staticmethod
    def _arranged(question: Question, turn: int) -> list[Answer]:
        right = next(answer for answer in question.answers if answer.correct)
        order = sorted(
            (answer for answer in question.answers if answer is not right),
            key=lambda answer: _hash(question.text + answer.text),
        )
        order.insert(turn % len(question.answers), right)
        return order

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}

    def __repr__(self) -> str:
        lines = []
        for number, (question, answers) in enumerate(self._shown(), 1):
            lines.append(f"{number}. {question.text}")
            for answer in answers:
                mark = "right" if answer.correct else "wrong"
                lines.append(f"   - {answer.text} [{mark}: {answer.why}]")
        return "\n".join(lines)

    def _shown(self) -> list[tuple[Question, list[Answer]]]:
        return list(zip(self.questions, self.shuffled(), strict=True))

    def _html(self) -> str:
        items = "".join(_question_html(*shown) for shown in self._shown())
        return f'<ol class="quiz">{items}</ol>'


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _question_html(question: Question, answers: Sequence[Answer]) -> str:
    items = "".join(
        f"<details><summary>{_inline(answer.text)}</summary>"
        f'<p class="{mark}"><span role="img" aria-label="{mark}">{sign}</span> '
        f"{_inline(answer.why)}</p></details>"
        for answer in answers
        for mark, sign in [("right", "✓") if answer.correct else ("wrong", "✗")]
    )
    return f"<li><p>{_inline(question.text)}</p>{items}</li>"


def _inline(text: str) -> str:
    """Escape, and turn `code` into code: the only markup that questions need."""
    parts = escape(text, quote=False).split("`")
    return "".join(
        f"<code>{part}</code>" if index % 2 else part
        for index, part in enumerate(parts)
    )
