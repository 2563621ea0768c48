"""Which failures a hint speaks of, and what the reasons say besides."""

import numpy as np
import pytest
from checking_helpers import reason, student

from neuronbook.checking import (
    Scorecard,
    expect_close,
    expect_dtype,
    expect_equal,
    expect_length,
    expect_raises,
    expect_shape,
    expect_unchanged,
    submission,
)

CODE = """
import numpy as np
def right(z): return z + 0
def itself(z): return z
def wrong(z): return z + 1
def misspelt(z): return zz
def missing(z): return np.nothing(z)
def badly_typed(z): return z + "a"
def as_list(z): return list(z)
def as_half(z): return z.astype(np.float16)
def single(z): return z.astype(np.float32) / 3
def column(z): return z[:, None]
def nothing(z): z
def unwritten(z): raise NotImplementedError()
def casting(z):
    z = z.astype(int)
    z -= 0.5
    return z
def singular(z): return np.linalg.inv(np.zeros((2, 2)))
def misfit(z): return z @ np.eye(3)
def inplace(z):
    z += 1
    return z
def warned(z): return np.log(z * 0) * 0 + z
def flipped(z): return z.T
def swapped(z): return z + 1, z
def pair(z): return z, "a"
def late(z):
    while True: pass
def listed(z): return [np.nan for _ in range(3) if missing_one]
def summed(z): return sum(a / 0 for a in [1])
def uses(z): return nothing(z) + 1
named = lambda z: z / zero
def keeps(z):
    table = nothing(z)
    return table["count"]
def deep(z): return warned(z)
def calls(f, z): return f(z)
def both_of(z): return z, [z, z, z]
def total(params, z): return z
def adapter(z): return nothing(z).shape
def adapter_of_absent(z): return absent(z)
"""
get = student(CODE, seconds=0.3)
z = np.array([1.0, 2.0])
HINTS = {"values": "VALUES", "dtype": "DTYPE", "changed": "CHANGED"}


def log_of_zero(z):
    return np.log(0 * z)


def both(name):
    got = expect_unchanged(get(name), z)
    expect_dtype(got, np.float64)
    expect_close(got, z)


def hints(body):
    """Return the hint of a failed check, given as a text and by kind."""
    shown = []
    for hint in ("TEXT", HINTS):
        card = Scorecard("q", points=1)
        with card.check("c", points=1, hint=hint):
            body()
        assert card.earned == 0.0
        shown.append(card.checks[0].hint)
    return tuple(shown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("wrong", ("TEXT", "VALUES")),
        ("column", ("", "")),
        ("singular", ("TEXT", "VALUES")),
        ("misfit", ("", "")),
        ("warned", ("TEXT", "VALUES")),
        ("as_half", ("", "DTYPE")),
        ("casting", ("", "")),
        ("inplace", ("", "CHANGED")),
        ("misspelt", ("", "")),
        ("missing", ("", "")),
        ("badly_typed", ("", "")),
        ("late", ("", "")),
        ("nothing", ("", "")),
        ("unwritten", ("", "")),
        ("absent", ("", "")),
        ("pair", ("", "")),
    ],
)
def test_a_hint_is_shown_for_what_it_speaks_of(name, shown):
    assert hints(lambda: both(name)) == shown


def test_results_in_another_order_are_not_wrong_numbers():
    def flipped_pair():
        expect_close(get("swapped")(z)[0], z)

    assert hints(flipped_pair) == ("", "")


def test_a_hint_may_be_asked_for_an_error():
    card = Scorecard("q", points=1)
    with card.check("c", points=1, hint={"error": "look at the imports"}):
        get("missing")(z)
    assert card.checks[0].hint == "look at the imports"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("right", "raise it"), ("badly_typed", "raise it"), ("misspelt", "")],
)
def test_an_error_that_did_not_come_is_hinted_at_but_a_slip_is_not(name, shown):
    card = Scorecard("q", points=1)
    with card.check("c", points=1, hint={"values": "VALUES", "raises": "raise it"}):
        expect_raises(ValueError, get(name), z)
    assert card.checks[0].hint == shown


def test_a_hint_may_be_about_several_kinds():
    for name in ("wrong", "column"):
        card = Scorecard("q", points=1)
        with card.check("c", points=1, hint={("values", "shape"): "both"}):
            expect_close(get(name)(z), z + 3)
        assert card.checks[0].hint == "both"


def test_a_hint_for_no_known_kind_is_an_error_of_the_test():
    with pytest.raises(ValueError, match="expected hints for values, shape"):
        Scorecard("q", points=1).check("c", points=1, hint={"value": "typing"})


REASONS = [
    (
        lambda: expect_close(get("misfit")(z), z),
        "raised ValueError: matmul: the inner sizes differ, 2 on the left and 3 on the "
        "right of @ (line 1 of your function)",
    ),
    (
        lambda: expect_shape(get("flipped")(np.ones((2, 3))), (2, 3)),
        "expected shape (2, 3): is it transposed?",
    ),
    (
        lambda: expect_close(get("swapped")(z)[0], z, what="z"),
        "swapped([1., 2.]): z is [2., 3.]; expected [1., 2.]: your result [1] fits "
        "here, is their order as asked?",
    ),
    (
        lambda: expect_close(get("right")(z), z + 1, what="the weights of layer 0"),
        "right([1., 2.]): the weights of layer 0 are [1., 2.]; expected [2., 3.].",
    ),
    (
        lambda: expect_close(get("right")(z).sum(), 1.0, what="Its loss"),
        "right([1., 2.]) returned [1., 2.]: Its loss is 3.0; expected 1.0.",
    ),
    (
        lambda: expect_close(get("single")(z), z / 3),
        "returned [0.333333343, 0.666666687] (float32); expected [0.333333333, "
        "0.666666667]: right to the precision of float32 only.",
    ),
    (
        lambda: expect_length(get("right")(z), 1, parts="(train,)"),
        "returned [1., 2.] (an array of shape (2,), float64); expected 1 result "
        "(train,): as a tuple, `return train,`.",
    ),
    (
        lambda: expect_length(get("right")(1.0), 2, parts="[(W1, b1), (W2, b2)]"),
        "returned 1.0; expected 2 results [(W1, b1), (W2, b2)]: `return [(W1, b1), "
        "(W2, b2)]`.",
    ),
    (
        lambda: expect_length(get("itself")([z]), 2),
        "(a list of 1 item); expected a list or tuple of 2 items.",
    ),
    (
        lambda: get("misspelt")(z),
        "name 'zz' is not defined (line 1 of your function); expected a result, no "
        "error: is it misspelt, or did its cell not run, or end with an error?",
    ),
    (
        lambda: get("uses")(z),
        "something is None there; does each function you call end in `return`?",
    ),
    (
        lambda: get("keeps")(z),
        "`table` is None there; does each function you call end in `return`?",
    ),
    (
        lambda: expect_close(get("deep")(z), z),
        "It also warned “divide by zero encountered in log” (RuntimeWarning, line 1 of "
        "your warned).",
    ),
    (
        lambda: expect_close(get("calls")(log_of_zero, z), z),
        "(RuntimeWarning, line 1 of your function)",
    ),
    (
        lambda: expect_close(get("right")(np.ones(1)), 1.0),
        "expected a single number: an array of one number, `.item()` takes it out",
    ),
    (
        lambda: expect_close(get("total")(get("both_of")(z)[1], z), z + 1),
        "total(both_of(...)[1], [1., 2.]) returned [1., 2.]; expected [2., 3.].",
    ),
    (lambda: get("summed")(z), "division by zero (line 1 of your function)"),
    (lambda: get("named")(z), "'zero' is not defined (line 1 of your function)"),
    (
        lambda: get("unwritten")(z),
        "is not written yet: put your code in the place of the line `raise "
        "NotImplementedError()`. If your code is there, delete that line.",
    ),
    (
        lambda: expect_equal(get("right")(1), 2, what="the sorted names"),
        "the sorted names are 1; expected 2",
    ),
]


@pytest.mark.parametrize(("body", "words"), REASONS)
def test_a_reason_says(body, words):
    assert words in reason(body)


def test_numbers_are_written_until_their_difference_is_plain():
    many = np.full((10, 10), 0.0098660416)
    said = reason(lambda: expect_close(get("right")(many + 2.6e-8), many))
    assert "with 0.009866068 at index (0, 0); expected 0.009866042 there" in said
    late = np.array([1.0 / 3.0] * 11 + [0.5])
    said = reason(lambda: expect_close(get("right")(late), late + 1e-13 * late, 0, 0))
    assert (
        "with 0.33333333333333331 at index 0; expected 0.33333333333336662 there"
        in said
    )


def test_the_lines_of_a_given_cell_are_not_called_the_students():
    provider = get("right").provider
    given = submission("adapter", provider, given=True)
    said = reason(lambda: given(z))
    assert "(line 1 of the given cell); expected a result, no error: is there a" in said
    given = submission("adapter_of_absent", provider, given=True)
    assert "absent is not defined yet" in reason(lambda: given(z))
    assert "of the given cell" not in reason(lambda: get("adapter")(z))


def test_withheld_names_of_functions_are_not_shown_twice():
    error = {"type": "ValueError", "bases": [], "message": "no"}
    error["traceback"] = [("your function", 3, "")]
    said = str(get("right").failure(error, "right(1)"))
    assert said.startswith("right(1) raised ValueError: no (line 3 of your function);")
    error["type"] = "NotImplementedError"
    said = str(get("right").failure(error, "right(1)"))
    assert said.startswith("your function is not written yet")


def test_a_name_from_a_check_that_failed_is_not_the_students_mistake():
    card = Scorecard("q", points=2)
    with card.check("first", points=1):
        found = get("misspelt")(z)
    with card.check("second", points=1):
        assert found == 1
    assert "needs what an earlier one computes" in card.checks[1].reason


def test_the_output_shown_is_that_of_the_first_check_that_failed():
    f = student("def f(z):\n    print('given', z)\n    return z")("f")
    card = Scorecard("q", points=3)
    for number in (1, 2, 3):
        with card.check(f"c{number}", points=1):
            expect_close(f(number), 1)
    lines = card.report().splitlines()
    assert lines[4:6] == ["      Your code printed:", "        | given 2"]
