import numpy as np
import pytest
import torch
from checking_helpers import (
    AnyEqual,
    HostileArray,
    HostileTensor,
    hostile,
    reason,
    student,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from neuronbook.checking import (
    expect_between,
    expect_close,
    expect_dtype,
    expect_equal,
    expect_length,
    expect_raises,
    expect_shape,
    expect_true,
    expect_unchanged,
    fail,
)
from neuronbook.checking.submission import CheckFailed

CODE = """
import sys, warnings
import numpy as np
import torch

def identity(z): return z
def nothing(z): z + 1
def shifted(z): return z + 1.0
def column(z): return z[:, None]
def as_list(z): return z.tolist()
def as_bytes(z): return b'1.0'
def as_int(z): return z.astype(int)
def as_bool(z): return z > 0
def as_tensor(z): return torch.from_numpy(z)
def as_half(z): return z.astype(np.float16)
def endless(z): return z * float("nan")
def total(z): return z.sum()
def words(z): return "right"
def overflow(z): return np.exp(z)
def index(z): return z[0][1]
def helper(z): return index(z)
def no_axis(z): return z
def leave(z): sys.exit(3)
def unwritten(z):
    # YOUR CODE HERE
    raise NotImplementedError()
def forever(z):
    while True: pass
def inplace(z):
    z -= z.max()
    return z
def pair(z): return z, z + 1
def wary(z):
    warnings.warn("be careful", UserWarning)
    return z
def complain(z): raise ValueError("empty")
number = 3.0
"""

get = student(CODE, seconds=0.3)
z = np.array([1.0, 2.0])
big = np.arange(3000.0).reshape(3, 1000)

CLOSE = [
    ("shifted", z, "shifted([1., 2.]) returned [2., 3.]; expected [1., 2.]"),
    ("nothing", z, "nothing([1., 2.]) returned None; expected an array [1., 2.]"),
    ("column", z, "column([1., 2.]) returned [[1.], [2.]], shape (2, 1); expected sh"),
    ("total", z, "total([1., 2.]) returned 3.0, a single number; expected shape (2,)"),
    ("as_bytes", z, "as_bytes([1., 2.]) returned a bytes; expected an array"),
    (
        "as_bool",
        z,
        "returned [True, True], of dtype bool; expected an array [1., 2.], ",
    ),
    ("words", z, "words([1., 2.]) returned 'right' (a str); expected an array"),
    ("endless", z, "endless([1., 2.]) returned [nan, nan]; expected [1., 2.]"),
    ("index", z, "index([1., 2.]) raised IndexError: invalid index to scalar variabl"),
    ("helper", z, "helper([1., 2.]) raised IndexError: invalid index to scalar varia"),
    ("leave", z, "leave([1., 2.]) raised SystemExit: 3 (line 1 of your function"),
    ("forever", z, "forever([1., 2.]) was still running after 0.3 s; expected a resu"),
    ("wary", z, "wary([1., 2.]) returned [1., 2.] but warned “be careful” (UserWarnin"),
    ("overflow", np.array([1e3]), "overflow([1000.]) returned [inf]; expected [1000.]"),
    ("unwritten", z, "unwritten is not written yet"),
    ("absent", z, "absent is not defined yet"),
    ("number", z, "number is 3.0, not a function; expected `def number(...)`"),
    (
        "shifted",
        big,
        "shifted(an array of shape (3, 1000), float64) returned an array of shape "
        "(3, 1000), float64, with 1.0 at index (0, 0); expected 0.0 there "
        "(3000 of 3000 entries are wrong)",
    ),
]


@pytest.mark.parametrize(("name", "given", "sentence"), CLOSE)
def test_a_failure_names_input_got_and_expected(name, given, sentence):
    said = reason(lambda: expect_close(get(name)(given), given))
    assert sentence in said


OTHERS = [
    (
        lambda: expect_raises(ValueError, get("identity"), z),
        "identity([1., 2.]) returned [1., 2.]; expected it to raise ValueError.",
    ),
    (
        lambda: expect_raises((ValueError, TypeError), get("index"), z),
        "index([1., 2.]) raised IndexError: invalid index to scalar variable (line 1 "
        "of your function); expected it to raise ValueError or TypeError.",
    ),
    (
        lambda: expect_raises(ValueError, get("unwritten"), z),
        "unwritten is not written yet",
    ),
    (
        lambda: expect_unchanged(get("inplace"), z),
        "inplace([1., 2.]) changed its first argument; expected the input as it was",
    ),
    (
        lambda: expect_unchanged(get("inplace"), z=z),
        "inplace(z=[1., 2.]) changed its argument z; expected the input as it was",
    ),
    (
        lambda: expect_shape(get("column")(z), (2,)),
        "column([1., 2.]) returned [[1.], [2.]], shape (2, 1); expected shape (2,): "
        "only an axis of length 1 differs",
    ),
    (
        lambda: expect_dtype(get("as_half")(z), np.float64),
        "as_half([1., 2.]) returned [1., 2.] (float16), of dtype float16; expected "
        "dtype float64.",
    ),
    (
        lambda: expect_dtype(get("words")(z), "float32"),
        "words([1., 2.]) returned 'right' (a str); expected an array of dtype float32.",
    ),
    (
        lambda: expect_length(get("total")(z), 2, parts="(z, a)"),
        "total([1., 2.]) returned 3.0; expected 2 results (z, a): as a tuple, `return ",
    ),
    (
        lambda: expect_close(get("pair")(z)[1], z),
        "pair([1., 2.])[1] is [2., 3.]; expected [1., 2.]: your result [0] fits here",
    ),
    (
        lambda: expect_close(get("identity")(z).sum(), 1.0, what="the sum"),
        "identity([1., 2.]) returned [1., 2.]: the sum is 3.0; expected 1.0.",
    ),
    (
        lambda: expect_close(get("shifted")(z), get("identity")(z)),
        "shifted([1., 2.]) returned [2., 3.]; expected the same as identity([1., 2.]) "
        "returned, [1., 2.].",
    ),
    (
        lambda: expect_between(get("identity")(z), 0, 1),
        "identity([1., 2.]) returned [1., 2.]; expected numbers between 0 and 1.",
    ),
    (
        lambda: expect_equal(get("words")(z), "wrong", tip="read it aloud"),
        "words([1., 2.]) returned 'right'; expected 'wrong': read it aloud.",
    ),
    (
        lambda: expect_true(False, "an odd number", get("identity")(4)),
        "identity(4) returned 4; expected an odd number.",
    ),
    (
        lambda: fail(get("identity")(4), "an odd number"),
        "identity(4) returned 4; expected an odd number.",
    ),
    (
        lambda: get("identity")(z).missing,
        "identity([1., 2.]) returned [1., 2.], which is an array of shape (2,), "
        "float64; the check could not go on with that",
    ),
    (
        lambda: get("nothing")(z).sum(),
        "nothing([1., 2.]) returned None; expected a result: is there a `return`",
    ),
    (
        lambda: get("identity")(z, axis=0),
        "identity([1., 2.], axis=0) raised TypeError: identity() got an unexpected "
        "keyword argument 'axis'; expected a result, no error: is your `def "
        "identity(...)` line as in the question?",
    ),
    (
        lambda: expect_close(get("shifted")(z) / 0.0, z),
        "shifted([1., 2.]) returned [2., 3.], from which the check computed [inf, "
        "inf]; expected [1., 2.]",
    ),
    (
        lambda: get("shifted")(np.array([-1.0])) / 0.0,
        "shifted([-1.]) returned [0.]: the check then met the warning “invalid value",
    ),
]


@pytest.mark.parametrize(("body", "sentence"), OTHERS)
def test_each_expectation_explains_its_failure(body, sentence):
    assert sentence in reason(body)


@pytest.mark.parametrize(
    "body",
    [
        lambda: expect_close(get("identity")(z), z),
        lambda: expect_close(get("identity")(z), [1, 2]),
        lambda: expect_close(get("as_list")(z), z),
        lambda: expect_close(get("as_int")(z), z),
        lambda: expect_close(get("as_tensor")(z), z),
        lambda: expect_close(get("identity")((1.0, 2)), z),
        lambda: expect_close(get("identity")(np.array(3.0)), 3.0),
        lambda: expect_dtype(get("as_list")(z), np.float64),
        lambda: expect_length(get("identity")(z), 2, parts="(first, second)"),
        lambda: expect_close(get("as_half")(z), [1.0004, 2.0]),
        lambda: expect_close(get("as_tensor")(z), torch.tensor([1.0, 2.0])),
        lambda: expect_close(get("identity")(1), 1.0),
        lambda: expect_close(get("endless")(z), [np.nan, np.nan]),
        lambda: expect_close(get("identity")(np.array([np.inf])), [np.inf]),
        lambda: expect_raises(ValueError, get("complain"), z),
        lambda: expect_unchanged(get("identity"), np.array([np.nan, 1.0])),
        lambda: expect_shape(get("column")(z), (2, 1)),
        lambda: expect_dtype(get("as_half")(z), np.float16),
        lambda: expect_dtype(get("identity")(1.0), np.float64),
        lambda: expect_dtype(get("identity")(torch.ones(1).bfloat16()), "bfloat16"),
        lambda: expect_equal(get("identity")({"a": [1, "b"]}), {"a": (1, "b")}),
        lambda: expect_equal(get("identity")(np.array([1, 2])), [1, 2]),
        lambda: expect_between(get("identity")(z), 1, 2),
        lambda: expect_true(np.array([True, True]), "true"),
    ],
)
def test_what_is_right_passes(body):
    assert reason(body) == ""


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.ones((2, 1)), np.ones((2, 2))),
        (1.0, np.ones(2)),
        (np.ones(1), 1.0),
        (np.ones(0), np.ones(1)),
        (np.array([np.nan]), np.array([1.0])),
        (np.array([1.0]), np.array([np.inf])),
        (np.array([-np.inf]), np.array([np.inf])),
        (True, 1.0),
        (np.array([True]), np.array([1.0])),
        (np.array([1.0 + 1e-6]), np.array([1.0])),
        (np.array([1.0 + 0j]), np.array([1.0])),
        (np.array(["1.0"]), np.array([1.0])),
        (AnyEqual(), 1.0),
        (hostile(float)(7.0), 1.0),
        (hostile(np.float64)(7.0), 1.0),
        (np.array([7.0, 8.0]).view(HostileArray), np.array([1.0, 2.0])),
        (torch.tensor([7.0, 8.0]).as_subclass(HostileTensor), torch.tensor([1.0, 2])),
        ([AnyEqual(), AnyEqual()], np.array([1.0, 2.0])),
        (None, 0.0),
    ],
)
def test_nothing_but_the_right_numbers_is_close(got, expected):
    with pytest.raises(CheckFailed):
        expect_close(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, True),
        (True, 1),
        ("1", 1),
        (1.0, None),
        (None, "None"),
        ([1, 2], [1, 2, 3]),
        ({"a": 1}, {"b": 1}),
        (hostile(str)("wrong"), "right"),
        (hostile(int)(7), 1),
        (hostile(list)([7]), [1]),
        (hostile(dict)(a=7), {"a": 1}),
        (AnyEqual(), "right"),
        (np.array([1, 2]), np.array([[1, 2]])),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0])),
    ],
)
def test_nothing_but_the_same_is_equal(got, expected):
    with pytest.raises(CheckFailed):
        expect_equal(got, expected)


def test_between_refuses_nan_and_lists_its_place_in_large_arrays():
    with pytest.raises(CheckFailed):
        expect_between(np.array([np.nan]), 0, 1)
    values = np.zeros((50, 2))
    values[7, 1] = 3.0
    with pytest.raises(CheckFailed, match=r"3\.0 at index \(7, 1\)"):
        expect_between(values, 0, 1)


def test_numbers_that_differ_late_are_written_with_enough_digits():
    with pytest.raises(CheckFailed, match=r"0\.3000001; expected 0\.3\."):
        expect_close(0.3000001, 0.3)


def test_an_unclear_condition_is_an_error_of_the_test():
    with pytest.raises(TypeError, match="expected a bool"):
        expect_true(1, "one")


def test_a_reason_quotes_the_student_and_not_the_check():
    code = "def apply(f, z):\n    return f(z)\n"
    secret = {"np": np}
    exec(compile("def f(z): raise ValueError('no')\n", "<secret>", "exec"), secret)
    said = reason(lambda: student(code)("apply")(secret["f"], 1.0))
    assert "apply(f, 1.0) raised ValueError: no (line 2 of your function)" in said


finite = hnp.arrays("f8", 5, elements=st.floats(allow_nan=True, allow_infinity=True))


@given(finite, finite, st.floats(0, 1), st.floats(0, 1))
def test_closeness_is_numpys_where_shapes_agree(got, expected, rtol, atol):
    with np.errstate(all="ignore"):
        close = np.isclose(got, expected, rtol, atol, equal_nan=True).all()
    try:
        expect_close(got, expected, rtol, atol)
    except CheckFailed:
        assert not close
    else:
        assert close
