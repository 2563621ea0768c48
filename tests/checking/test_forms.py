"""A form that is not the one asked for is named once, and the content judged."""

import numpy as np
import pytest
from checking_helpers import student

from neuronbook.checking import (
    Scorecard,
    expect_arrays,
    expect_close,
    expect_length,
    expect_shape,
    submission,
)

get = student(
    """
    import numpy as np
    def pair(z): return z, 2 * z
    def swapped(z): return 2 * z, z
    def iterated(z): return (k * z for k in (1, 2))
    def rows(z): return z[None], 2 * z[None]
    def bare(z): return z
    def stacked(z): return np.array([z, 2 * z])
    def total(z): return np.array([z.sum(), 2 * z.sum()])
    def wrong(z): return z[None], z[None]
    def failing(z): return (k / 0 for k in (1, 2))
    """
)
z = np.array([1.0, 2.0])
OK, NAMED = (1.0, 1.0, 1.0), (0.0, 1.0, 1.0)


def points(name, body):
    """Return what each of three checks with this body gives, and their reasons."""
    card = Scorecard(name, points=3)
    for k in (1, 2, 3):
        with card.check(f"check {k}", points=1):
            body(get(name)(z * k), z * k)
    return tuple(c.earned for c in card.checks), [c.reason for c in card.checks]


def both(result, z):
    first, second = expect_length(result, 2, parts="(first, second)")
    expect_close(first, z, what="first")
    expect_close(second, 2 * z, what="second")


@pytest.mark.parametrize(
    ("name", "earned", "words"),
    [
        ("pair", OK, ""),
        ("iterated", NAMED, "an iterator over 2 items); expected 2 results (first, se"),
        ("swapped", NAMED, "your result [1] fits here, is their order as asked?"),
        ("rows", NAMED, "shape (1, 2); expected shape (2,): only an axis of length 1"),
    ],
)
def test_a_slip_of_form_costs_one_check(name, earned, words):
    got, reasons = points(name, both)
    assert got == earned
    assert words in reasons[0]
    assert reasons[1:] == ["", ""]
    if words:
        assert reasons[0].endswith("take it as it was meant.")


def test_two_numbers_may_stand_in_an_array_but_a_matrix_is_one_result():
    assert points("total", lambda got, z: both(got, z.sum()))[0] == OK
    assert points("stacked", both)[0] == (0.0, 0.0, 0.0)


def test_one_result_that_is_not_in_a_tuple_costs_one_check():
    def body(result, z):
        (first,) = expect_length(result, 1, parts="(first,)")
        expect_close(first, z)

    got, reasons = points("bare", body)
    assert got == NAMED
    assert "expected 1 result (first,): as a tuple, `return first,`." in reasons[0]


def test_the_array_in_the_expected_shape_is_returned():
    def body(result, z):
        first = expect_shape(result[0], (2,), what="first")
        expect_close(first @ np.ones(2), z.sum())

    assert points("rows", body)[0] == NAMED


def test_a_form_does_not_hide_wrong_content():
    got, reasons = points("wrong", both)
    assert got == (0.0, 0.0, 0.0)
    assert "second is [[1., 2.]], shape (1, 2); expected shape (2,)" in reasons[0]
    assert "Besides: wrong([1., 2.]): first is [[1., 2.]], shape (1, 2)" in reasons[0]
    assert "Besides" not in reasons[1]


def test_an_axis_that_is_more_than_one_of_length_1_is_content():
    def body(result, z):
        expect_close(result[0], np.array([z, z]))

    assert points("pair", body)[0] == (0.0, 0.0, 0.0)


def test_where_the_shape_is_the_point_it_costs_each_check():
    def body(result, z):
        expect_close(result[0], z, exact_shape=True)

    assert points("rows", body)[0] == (0.0, 0.0, 0.0)


def test_another_question_names_the_form_again():
    assert points("rows", both)[0] == points("rows", both)[0] == NAMED


def test_an_error_in_an_iterator_is_the_students():
    card = Scorecard("q", points=1)
    with card.check("c", points=1):
        get("failing")(z)
    assert "raised ZeroDivisionError: division by zero" in card.checks[0].reason
    assert "line 1 of your function" in card.checks[0].reason


@pytest.mark.parametrize(
    ("code", "earned", "words"),
    [
        ("w, b", OK, ""),
        ("[w.tolist(), float(b)]", OK, ""),
        ("b, w", NAMED, "is their order as asked?"),
        ("w[None], np.array([b])", NAMED, "w is [[1., 2., 3.]], shape (1, 3)"),
        ("np.append(w, b)", NAMED, "expected 2 results (w, b): as a tuple, `return w"),
        ("w", (0.0, 0.0, 0.0), "expected 2 results (w, b)"),
        ("w[:2], b", (0.0, 0.0, 0.0), "w is [1., 2.], shape (2,); expected shape (3,)"),
    ],
)
def test_arrays_are_taken_in_their_shapes(code, earned, words):
    f = student(f"import numpy as np\ndef f(w, b): return {code}")("f")
    card = Scorecard("f", points=3)
    for k in (1.0, 2.0, 3.0):
        with card.check("c", points=1):
            w, b = expect_arrays(
                f(np.array([1.0, 2.0, 3.0]), np.float64(k)), w=(3,), b=()
            )
            expect_close(w, [1.0, 2.0, 3.0])
            expect_close(b, k)
    assert tuple(c.earned for c in card.checks) == earned
    assert words in card.checks[0].reason


class Lent:
    """An iterator as a provider in another process lends it."""

    def __init__(self, *items):
        self.items = iter(items)

    def __iter__(self):
        return self

    def __next__(self):
        item = next(self.items)
        if isinstance(item, str):
            raise RuntimeError(item)
        return item


class Elsewhere:
    def __init__(self, value):
        self.result = value

    def lookup(self, name):
        return "callable"

    def call(self, name, args, kwargs):
        return {
            "value": self.result,
            "error": None,
            "refused": None,
            "warnings": [],
            "mutated": [],
            "stdout": "",
        }


def test_an_iterator_that_a_provider_lends_is_run_through():
    card = Scorecard("q", points=2)
    for _ in range(2):
        with card.check("c", points=1):
            both(submission("f", Elsewhere(Lent(z, 2 * z)))(z), z)
    assert [check.earned for check in card.checks] == [0.0, 1.0]
    assert "an iterator over 2 items" in " ".join(card.checks[0].reason.split())


def test_what_a_lent_iterator_raises_is_the_reason():
    card = Scorecard("q", points=1)
    with card.check("c", points=1):
        submission("f", Elsewhere(Lent(z, "ValueError: empty")))(z)
    assert "f([1., 2.]) raised ValueError: empty" in card.checks[0].reason
