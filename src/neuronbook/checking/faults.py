"""Failures of a result in words: where it came from, what it is, what was expected."""

from __future__ import annotations

import builtins
from typing import Any, Final, NoReturn

import numpy as np

from .compare import (
    Array,
    as_array,
    close_mask,
    kind_words,
    nearly,
    tolerances,
    unify,
)
from .data import NotData, plain
from .show import INLINE, describe, digits_apart, is_tensor, show
from .trace import TRACE, CheckFailed, Kind, origin
from .wording import FORGOT_RETURN

_AXIS_TIP: Final = "only an axis of length 1 differs, look at keepdims and reshape"


def data(got: Any, expected: str) -> Any:
    """Return a result as plain data, or fail."""
    try:
        return plain(got, lambda function: function, copy=False)
    except NotData as error:
        words = f"Got {error}; expected {expected}."
        raise CheckFailed(words, "type") from None


def failed(
    got: Any,
    value: str,
    expected: str,
    *,
    what: str = "",
    tip: str = "",
    kind: Kind = "values",
) -> CheckFailed:
    """Make a failure: ``softmax([1., 2.]) returned <value>; expected <expected>``."""
    if got is None:
        kind, tip = "nothing", tip or FORGOT_RETURN
    return CheckFailed(
        ended(f"{origin(got, what)} {value}; expected {expected}", tip), kind
    )


def ended(sentence: str, tip: str = "") -> str:
    """Add a likely cause and the full stop."""
    sentence = f"{sentence}: {tip}" if tip else sentence
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def value_words(value: Any) -> str:
    """Write a value, and its kind where that is not plain to see."""
    text = show(value)
    if isinstance(value, list | bool | str) or callable(value):
        return f"{text} ({describe(value)})" if text != describe(value) else text
    return text


def numbers(got: Any, expected: str, what: str, *, accept_list: bool) -> Array:
    """Return the numbers of ``got``, or fail: it is no array or number."""
    value = data(got, expected)
    have = as_array(value, accept_list=accept_list)
    if have is None:
        tips: dict[builtins.type, str] = {
            list: "np.array(...) turns a list into an array",
            tuple: "is there a comma too many, or are these several results?",
        }
        tip = tips.get(type(value), "")
        words = value_words(value)
        raise failed(got, words, expected, what=what, tip=tip, kind="type")
    return have


def two_arrays(
    got: Any, expected: Any, what: str, accept_list: bool
) -> tuple[Array, Array]:
    """Return both as arrays of equal shape and comparable kind, or fail."""
    want = as_array(plain(expected, copy=False), accept_list=True)
    if want is None:
        raise TypeError(f"expected numbers to compare with, got {show(expected)}")
    words = _expected_words(expected, want)
    have = numbers(got, words, what, accept_list=accept_list)
    value = plain(got, copy=False)
    if is_tensor(value) != is_tensor(expected):
        tip = "" if is_tensor(expected) else "`.numpy()` turns a tensor into an array"
        raise failed(got, describe(value), words, what=what, tip=tip, kind="type")
    if have.shape != want.shape:
        fail_shape(got, have, want.shape, what, _order_tip(got, want))
    wrong = kind_words(have, want, typed=hasattr(expected, "dtype"))
    if wrong:
        shown = f"{show(value)}, {wrong[0]}"
        raise failed(got, shown, f"{words}, {wrong[1]}", what=what, kind="dtype")
    return unify(have, want)


def _expected_words(expected: Any, want: Array) -> str:
    if want.ndim == 0:
        return show(want[()]) if is_tensor(expected) else show(expected)
    noun = "a tensor" if is_tensor(expected) else "an array"
    if want.size > INLINE or want.size == 0:
        return f"{noun} of shape {want.shape}"
    return f"{noun} {show(want)}" if not is_tensor(expected) else show(expected)


def fail_shape(
    got: Any, have: Array, shape: tuple[int, ...], what: str, tip: str = ""
) -> NoReturn:
    """Fail for another shape."""
    value = "a single number" if have.ndim == 0 else f"shape {have.shape}"
    expected = f"shape {shape}" if shape else "a single number"
    if not tip and have.ndim > 1 and have.shape == shape[::-1]:
        tip = "is it transposed?"
    elif not tip and not shape and have.size == 1:
        tip = "an array of one number, `.item()` takes it out; or is it keepdims?"
    elif not tip and [n for n in have.shape if n != 1] == [n for n in shape if n != 1]:
        tip = _AXIS_TIP
    shown = f"{show(data(got, expected))}, {value}," if have.size <= INLINE else value
    words = shown.rstrip(",")
    raise failed(got, words, expected, what=what, tip=tip, kind="shape")


def fail_values(
    got: Any, have: Array, want: Array, right: Array, expected: Any, what: str, tip: str
) -> NoReturn:
    """Fail for other numbers, and show enough of their digits."""
    call = TRACE.find(expected)
    same_as = f"the same as {call[0]} returned, " if call and not call[1] else ""
    value = data(got, "numbers")
    precision = _precision(value, have, want)
    order = "" if tip or precision else _order_tip(got, want)
    kind: Kind = "dtype" if precision else "type" if order else "values"
    tip = tip or precision or order
    digits = digits_apart(have[()], want[()])
    shown, wanted = show(value, digits), show(want[()], digits)
    if have.size <= INLINE and not shown.endswith(" ..."):
        raise failed(got, shown, same_as + wanted, what=what, tip=tip, kind=kind)
    index = first(~right)
    digits = digits_apart(have[index], want[index])
    place = f"({', '.join(map(str, index))})" if len(index) > 1 else str(index[0])
    sentence = (
        f"{origin(got, what)} {describe(value)}, with {show(have[index], digits)} at "
        f"index {place}; expected {same_as}{show(want[index], digits)} there "
        f"({int((~right).sum())} of {right.size} entries are wrong)"
    )
    raise CheckFailed(ended(sentence, tip), kind)


def first(mask: Array) -> tuple[int, ...]:
    """Return the index of the first True."""
    return tuple(int(i) for i in np.unravel_index(int(mask.argmax()), mask.shape))


def _precision(value: Any, have: Array, want: Array) -> str:
    """Say so if numbers are right, but only to the precision of a smaller type."""
    dtype = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if dtype in ("", "float64") or not nearly(dtype, have, want):
        return ""
    return f"right to the precision of {dtype} only"


def _order_tip(got: Any, want: Array) -> str:
    """Ask for the order of several results if another of them is what was expected."""
    found = TRACE.find(got)
    if found is None or len(found[1]) != 1 or not isinstance(found[0].result, tuple):
        return ""
    for place, other in enumerate(found[0].result):
        have = as_array(other, accept_list=False)
        if other is got or have is None or have.shape != want.shape:
            continue
        if kind_words(have, want, typed=False) is None:
            near = close_mask(*unify(have, want), *tolerances(other, want, None, 1e-4))
            if near.all():
                return f"your result [{place}] fits here, is their order as asked?"
    return ""
