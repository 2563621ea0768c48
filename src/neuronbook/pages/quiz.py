"""Quizzes that need no kernel and no JavaScript.

Each answer is a native disclosure element: choosing it shows whether it holds and
why. That works by keyboard, in a screen reader, on paper and in GitHub's preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

__all__ = ["Answer", "Question", "Quiz"]


@dataclass(frozen=True)
class Answer:
    """One answer, and why it is right or wrong.

    Attributes
    ----------
    text : the answer as the reader would give it
    why : the explanation shown once it is chosen
    correct : whether it is right
    """

    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its answers.

    Raises
    ------
    ValueError
        If there are fewer than two answers, none is right, or one lacks its why.
    """

    text: str
    answers: Sequence[Answer]

    def __post_init__(self) -> None:
        if len(self.answers) < 2 or not any(a.correct for a in self.answers):
            raise ValueError(
                f"expected two or more answers, one of them right, to {self.text!r}"
            )
        if not all(a.why.strip() for a in self.answers):
            raise ValueError(
                f"expected an explanation for each answer to {self.text!r}"
            )


@dataclass(frozen=True)
class Quiz:
    """Questions to check oneself with; show it as the last line of a cell."""

    questions: Sequence[Question]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}

    def __repr__(self) -> str:
        lines = []
        for number, question in enumerate(self.questions, 1):
            lines.append(f"{number}. {question.text}")
            for answer in question.answers:
                mark = "right" if answer.correct else "wrong"
                lines.append(f"   - {answer.text} [{mark}: {answer.why}]")
        return "\n".join(lines)

    def _html(self) -> str:
        items = "".join(_question_html(question) for question in self.questions)
        return f'<ol class="quiz">{items}</ol>'


def _question_html(question: Question) -> str:
    answers = "".join(
        f"<details><summary>{_inline(answer.text)}</summary>"
        f'<p class="{"right" if answer.correct else "wrong"}">'
        f"<strong>{'Right.' if answer.correct else 'Not so.'}</strong> "
        f"{_inline(answer.why)}</p></details>"
        for answer in question.answers
    )
    return f"<li><p>{_inline(question.text)}</p>{answers}</li>"


def _inline(text: str) -> str:
    """Escape, and turn `code` into code: the only markup that questions need."""
    parts = escape(text, quote=False).split("`")
    return "".join(
        f"<code>{part}</code>" if index % 2 else part
        for index, part in enumerate(parts)
    )
