"""Points for one question, check by check, with a reason for each that failed."""

from __future__ import annotations

import contextlib
import io
import math
import textwrap
import types
import warnings
from collections.abc import Hashable, Mapping
from typing import Final, Self, get_args

import numpy as np

from . import wording
from .standing import note
from .submission import TRACE, CheckFailed, Kind, is_quiet, kind_of_error

WIDTH: Final = 88
MAX_PRINTED_LINES: Final = 10
Hints = str | Mapping[Kind | tuple[Kind, ...], str]

_SLACK: Final = 1e-9  # points such as 0.1 + 0.2 are sums of floats


class Check:
    """One entry of a `Scorecard`; a context manager that no failure leaves."""

    def __init__(
        self,
        name: str,
        points: float,
        hints: Hints,
        quiet: bool,
        known_slips: set[Hashable],
        gave: dict[str, bool],
    ) -> None:
        self.name, self.points = name, points
        self.hint = ""
        self._hints = _by_kind(hints)
        self._known_slips = known_slips
        self._gave = gave
        self._raised: set[str] = set()
        self._held = False
        self._reason = wording.DID_NOT_RUN
        self.printed = ""
        self._allow_warnings = quiet
        self._entered = False
        self._stack = contextlib.ExitStack()
        self._caught: list[warnings.WarningMessage] = []

    @property
    def passed(self) -> bool:
        """Whether it held, and no function that had to raise does that always."""
        return self._held and all(self._gave.get(name, True) for name in self._raised)

    @property
    def reason(self) -> str:
        """Why it failed; nothing if it passed."""
        if self._held and not self.passed:
            name = next(one for one in self._raised if not self._gave[one])
            return wording.ALWAYS_RAISES.format(name=name)
        return self._reason

    @property
    def earned(self) -> float:
        """Points that this check gives now."""
        return self.points if self.passed else 0.0

    def __enter__(self) -> Self:
        if self._entered:
            raise RuntimeError(f"the check {self.name!r} was entered twice")
        self._entered = True
        TRACE.begin(self._known_slips)
        # What a check or the code below it writes to stderr would cost all points.
        self._stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        caught = self._stack.enter_context(warnings.catch_warnings(record=True))
        self._caught = [] if caught is None else caught
        warnings.simplefilter("always")
        self._stack.enter_context(np.errstate(all="warn", under="ignore"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> bool:
        self._stack.close()
        TRACE.end()
        self.printed = TRACE.printed
        if isinstance(error, KeyboardInterrupt):  # the kernel's, or its time limit
            self._reason = wording.INTERRUPTED
            return False
        self._reason = self._judge(error)
        self._held = not self._reason
        # Whether a function gave a result in the question, where one was expected.
        self._gave |= dict.fromkeys(TRACE.returned, True)
        self._gave |= {name: self._gave.get(name, False) for name in TRACE.failed}
        self._raised = set(TRACE.raised)
        return True

    def _judge(self, error: BaseException | None) -> str:
        """Return why the check failed, or nothing if it passed."""
        slips = list(TRACE.slips.values())
        if error is None and slips:
            self.hint = self._hints.get(slips[0].kind, "")
            return f"{slips[0]} {wording.form_only(str(slips[0]))}"
        complaints = [] if self._allow_warnings else self._complaints()
        if error is None:
            self.hint = self._hints.get("warning", "") if complaints else ""
            return complaints[0] if complaints else ""
        self.hint = self._hints.get(_kind(error), "")
        said = _explain(error)
        if TRACE.warnings:
            said += wording.ALSO_WARNED.format(quoted=TRACE.warnings[0].quoted)
        return said + "".join(wording.BESIDES.format(said=slip) for slip in slips[:1])

    def _complaints(self) -> list[str]:
        own = [
            wording.CHECK_WARNED.format(last=_last_call(), message=one.message)
            for one in self._caught
            if not is_quiet(base.__name__ for base in one.category.__mro__)
        ]
        return [warned.sentence for warned in TRACE.warnings] + own


class Scorecard:
    """Partial credit and reasons for one question.

    Parameters
    ----------
    name : str
        Name of the question, first word of the report.
    points : float
        What the whole question is worth, as in the cell's nbgrader metadata.

    Raises
    ------
    ValueError
        If ``points`` is not a positive number.
    """

    def __init__(self, name: str, points: float) -> None:
        if not (math.isfinite(points) and points > 0):
            raise ValueError(f"expected points above 0, got {points}")
        self.name = name
        self.points = float(points)
        self.checks: list[Check] = []
        self._printed = ""
        self._known_slips: set[Hashable] = set()
        self._gave: dict[str, bool] = {}

    def check(
        self,
        name: str,
        points: float,
        hint: Hints = "",
        *,
        allow_warnings: bool = False,
    ) -> Check:
        """Open a check: ``with card.check("rows sum to one", points=1): ...``.

        Its points are earned if the body ends without a failure, a slip of form or a
        warning. A slip of form that an earlier check named costs nothing here.

        Parameters
        ----------
        name : str
            What is checked, in words that a student reads whether it passes or not.
        points : float
            What it is worth. All checks together may not exceed the question's points.
        hint : str or dict
            Printed when the check fails: the usual cause, and where to look. A text is
            about wrong numbers, and printed for nothing else. Other kinds of failure
            have hints of their own: ``{"values": ..., ("shape", "dtype"): ...}``; the
            kinds are listed in `neuronbook.checking.submission`.
        allow_warnings : bool
            Do not fail for a warning (for input that is not finite).

        Raises
        ------
        ValueError
            If the points are negative, not finite, or too many, or if a hint is for
            a kind that there is not.
        """
        if odd := _by_kind(hint).keys() - set(get_args(Kind)):
            kinds = ", ".join(get_args(Kind))
            raise ValueError(f"expected hints for {kinds}; got {', '.join(odd)}")
        points = float(points)
        if not (math.isfinite(points) and points >= 0):
            raise ValueError(f"expected points of at least 0, got {points}")
        total = self.available + points
        if total > self.points + _SLACK:
            raise ValueError(
                f"the checks of {self.name!r} are worth {total:g} points, "
                f"expected at most {self.points:g}"
            )
        known = self._known_slips, self._gave
        self.checks.append(Check(name, points, hint, allow_warnings, *known))
        return self.checks[-1]

    @property
    def available(self) -> float:
        """Points of all checks so far."""
        return sum(check.points for check in self.checks)

    @property
    def earned(self) -> float:
        """Points earned so far, within [0, points]; prints nothing."""
        total = round(sum(check.earned for check in self.checks), 9)
        return float(min(max(total, 0.0), self.points))

    @property
    def score(self) -> float | None:
        """Points earned; prints the report when it has changed.

        In a released notebook the hidden checks are missing. There, when all that is
        visible holds, the score is None: what nbgrader's Validate would take for a
        failed cell is the points that nobody can know yet. A question that is graded
        has all its checks, and its score is a number.
        """
        note(self.name, self.earned, self.available)
        text = self.report()
        if text != self._printed:
            self._printed = text
            print(text)
        undecided = self.points - self.available > _SLACK
        if undecided and self.checks and all(c.passed for c in self.checks):
            return None
        return self.earned

    def report(self) -> str:
        """Write one line for each check, and what is wrong below those that failed."""
        speaking = [c for c in self.checks if c.printed.strip()]
        failed = [c for c in speaking if not c.passed]
        quoted = next(iter(failed + speaking), None)
        hidden = round(self.points - self.available, 9)
        lines = [wording.headline(self.name, self.earned, self.points, hidden)]
        for check in self.checks:
            lines += _check_lines(check)
            lines += _printed_lines(check) if check is quoted else []
        return "\n".join(lines)


def _printed_lines(check: Check) -> list[str]:
    lines = check.printed.strip().splitlines()
    shown = [f"        | {line[:WIDTH]}" for line in lines[:MAX_PRINTED_LINES]]
    if len(lines) > MAX_PRINTED_LINES:
        shown.append("        | ...")
    return ["      Your code printed:", *shown]


def _check_lines(check: Check) -> list[str]:
    lines = [wording.verdict(check.name, check.points, passed=check.passed)]
    if check.passed:
        return lines
    lines += _wrap(check.reason)
    return lines + (_wrap(f"Hint: {check.hint}") if check.hint else [])


def _wrap(text: str) -> list[str]:
    indent = " " * 6
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _by_kind(hints: Hints) -> dict[Kind, str]:
    if isinstance(hints, str):
        return {"values": hints}
    shown: dict[Kind, str] = {}
    for kinds, hint in hints.items():
        shown |= dict.fromkeys(kinds if isinstance(kinds, tuple) else (kinds,), hint)
    return shown


def _kind(error: BaseException) -> Kind:
    """Tell what was wrong from what ended a check's body."""
    if isinstance(error, CheckFailed):
        return error.kind
    if TRACE.last_returning_none():
        return "nothing"
    kind = kind_of_error((base.__name__ for base in type(error).__mro__), str(error))
    return "form" if kind == "error" else kind


def _last_call() -> str:
    if not TRACE.calls:
        return wording.NOT_CALLED
    call = TRACE.calls[-1]
    return f"{call.text} returned {wording.written(call.result)}"


def _explain(error: BaseException) -> str:
    """Say why a check's body ended; nothing of its source, which may be hidden."""
    if isinstance(error, CheckFailed):
        return str(error)
    empty = TRACE.last_returning_none()
    if empty is not None:
        return wording.RETURNED_NONE.format(call=empty.text)
    if not TRACE.calls and isinstance(error, NameError):
        return wording.NEEDS_AN_EARLIER_ONE
    problem = type(error).__name__ + (f": {error}" if str(error) else "")
    last = _last_call()
    if TRACE.calls:
        last += f", which is {wording.describe(TRACE.calls[-1].result)}"
    return wording.CANNOT_GO_ON.format(last=last, problem=problem)
