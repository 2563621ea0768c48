import asyncio
import logging
import math
import sys
import warnings

import numpy as np
import pytest
from checking_helpers import student
from hypothesis import given
from hypothesis import strategies as st

from neuronbook.checking import Scorecard, expect_close, expect_raises, fail

points = st.floats(0, 1000, allow_nan=False)


@given(st.lists(st.tuples(points, st.booleans()), min_size=1))
def test_the_score_is_the_sum_of_what_passed_and_within_its_bounds(checks):
    total = sum(worth for worth, _ in checks)
    if total == 0:
        return
    card = Scorecard("q", points=total)
    for worth, passes in checks:
        with card.check("c", points=worth):
            assert passes
    expected = sum(worth for worth, passes in checks if passes)
    assert type(card.earned) is float
    assert 0.0 <= card.earned <= total
    assert card.earned == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_a_question_is_worth_a_positive_number_of_points(bad):
    with pytest.raises(ValueError, match="expected points above 0"):
        Scorecard("q", points=bad)


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_a_check_is_worth_no_strange_number_of_points(bad):
    with pytest.raises(ValueError, match="expected points of at least 0"):
        Scorecard("q", points=1).check("c", points=bad)


def test_more_points_than_the_question_has_are_an_error_of_the_test():
    card = Scorecard("q", points=0.3)
    for worth in (0.1, 0.1, 0.1):
        card.check("c", points=worth)
    with pytest.raises(ValueError, match=r"worth 0\.4 points, expected at most 0\.3"):
        card.check("c", points=0.1)


def test_a_body_that_never_ran_gives_no_credit():
    card = Scorecard("q", points=1)
    card.check("never entered", points=1)
    assert card.earned == 0.0
    assert "this check did not run" in card.report()


def test_one_check_cannot_be_entered_twice():
    check = Scorecard("q", points=1).check("c", points=1)
    with check:
        pass
    with pytest.raises(RuntimeError, match="entered twice"), check:
        pass


@pytest.mark.parametrize(
    "error",
    [SystemExit(), GeneratorExit(), asyncio.CancelledError(), RecursionError()],
    ids=lambda error: type(error).__name__,
)
def test_every_failure_costs_its_own_check_only(error):
    card = Scorecard("q", points=3)
    with card.check("before", points=1):
        pass
    with card.check("fails", points=1):
        raise error
    with card.check("after", points=1):
        pass
    assert card.earned == 2.0


def test_the_kernels_interrupt_is_not_swallowed():
    card = Scorecard("q", points=1)
    with pytest.raises(KeyboardInterrupt), card.check("c", points=1):
        raise KeyboardInterrupt
    assert card.earned == 0.0


def test_nothing_reaches_stderr(capfd):
    get = student(
        """
        import logging, sys, warnings
        def noisy(z):
            print("to stderr", file=sys.stderr)
            logging.warning("logged")
            warnings.warn("old", DeprecationWarning)
            return z
        """
    )
    card = Scorecard("q", points=1)
    with card.check("c", points=1):
        print("to stderr", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        expect_close(get("noisy")(1.0), 1.0)
    assert card.score == 1.0
    assert capfd.readouterr().err == ""
    logging.getLogger().handlers.clear()


def test_warnings_can_be_allowed_for_one_check():
    card = Scorecard("q", points=2)
    for allowed in (False, True):
        with card.check("c", points=1, allow_warnings=allowed):
            np.log(np.array([0.0]))
    assert [check.passed for check in card.checks] == [False, True]


def test_numpys_silenced_errors_are_heard_in_a_check():
    get = student("import numpy as np\ndef f(z): return np.exp(z)")
    card = Scorecard("q", points=1)
    with np.errstate(all="ignore"), card.check("c", points=1):
        get("f")(np.array([1000.0]))
    assert "overflow" in card.report()


REPORT = """\
softmax: 1 of 4 points so far; 1.5 more are decided by checks that run when you hand in
  ✓ rows sum to one (1 point)
  ✗ survives large logits (0 of 1.5 points)
      softmax([1000., 0.]) returned [nan, 0.]; expected [1., 0.]. It also warned
      “overflow encountered in exp” (RuntimeWarning, line 3 of your function).
      Hint: subtract the row maximum first
      Your code printed:
        | called with (2,)"""


def test_the_report_in_full(capsys):
    softmax = student(
        """
        import numpy as np
        def softmax(z):
            print("called with", z.shape)
            return np.exp(z) / np.exp(z).sum()
        """
    )("softmax")
    card = Scorecard("softmax", points=4)
    with card.check("rows sum to one", points=1):
        expect_close(softmax(np.array([0.0, 1.0])).sum(), 1.0)
    hint = "subtract the row maximum first"
    with card.check("survives large logits", points=1.5, hint=hint):
        expect_close(softmax(np.array([1000.0, 0.0])), [1.0, 0.0])
    assert type(card.score) is float
    assert card.score == card.score == 1.0
    assert capsys.readouterr().out == REPORT + "\n"


def test_a_flood_of_output_is_cut():
    get = student("def f():\n    for i in range(10**5): print('line', i)\n    return 1")
    card = Scorecard("q", points=1)
    with card.check("c", points=1):
        get("f")()
    assert card.earned == 1.0
    assert len(card.report().splitlines()) == 14


def test_a_full_score_needs_no_explanation():
    card = Scorecard("q", points=1)
    with card.check("c", points=1, hint="never shown"):
        pass
    assert card.report() == "q: 1 of 1 point\n  ✓ c (1 point)"


def test_a_release_whose_visible_checks_hold_leaves_the_score_open():
    card = Scorecard("f", points=4)
    with card.check("a visible check", points=1):
        pass
    assert card.score is None
    with card.check("a check that fails", points=1):
        fail(1, "2")
    assert card.score == 1.0
    with card.check("the last check", points=2):
        pass
    assert card.score == 3.0


def test_a_card_without_checks_gives_nothing():
    assert Scorecard("f", points=4).score == 0.0


@pytest.mark.parametrize("name", ["empty", "unwritten", "absent"])
def test_a_hint_about_the_result_is_kept_back_while_there_is_none(name):
    get = student("def empty(z): z\ndef unwritten(z): raise NotImplementedError()")
    card = Scorecard("q", points=2)
    with card.check("compared", points=1, hint="look at the sign"):
        expect_close(get(name)(1.0), 1.0)
    with card.check("used", points=1, hint="look at the sign"):
        get(name)(1.0).sum()
    assert "look at the sign" not in card.report()
    assert card.report().count("✗") == 2


def asked(code, *, first):
    """Ask for an error and for a result, in this or the other order."""
    f = student(code)("f")
    card = Scorecard("f", points=2)
    for raises in (first == "error", first != "error"):
        with card.check("raises" if raises else "returns", points=1):
            if raises:
                expect_raises(ValueError, f, -1)
            else:
                expect_close(f(2), 2)
    return card


@pytest.mark.parametrize("first", ["error", "result"])
@pytest.mark.parametrize(
    ("code", "earned"),
    [
        ("def f(x): raise ValueError", 0.0),
        ("def f(x):\n    if x < 0: raise ValueError\n    return x", 2.0),
        ("def f(x):\n    if x < 0: raise ValueError\n    return 7", 1.0),
        ("def f(x): return x", 1.0),
    ],
)
def test_what_raises_for_every_input_earns_nothing_for_that(code, earned, first):
    card = asked(code, first=first)
    assert card.earned == earned
    told = "f raised an error for every input" in " ".join(card.report().split())
    assert told == (earned == 0.0)


def test_a_question_that_asks_for_errors_only_takes_them():
    f = student("def f(x): raise ValueError")("f")
    card = Scorecard("f", points=1)
    with card.check("raises", points=1):
        expect_raises(ValueError, f, 1)
    assert card.earned == 1.0
