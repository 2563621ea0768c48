"""What a check may expect. Each failure is a sentence: input, got, expected."""

from __future__ import annotations

import builtins
from typing import Any, Final, NoReturn

import numpy as np

from .compare import (
    Array,
    as_array,
    close_mask,
    is_numeric_nest,
    kind_words,
    tolerances,
    unify,
)
from .data import NotData, plain
from .show import INLINE, describe, is_tensor, show, show_call, show_pair
from .submission import StandIn
from .trace import TRACE, CheckFailed, NoResult, origin

FORGOT_RETURN: Final = "is there a `return` at the end of your function?"
_UNSET: Final = object()


def fail(got: Any, expected: str, *, what: str = "", tip: str = "") -> NoReturn:
    """Fail the check: ``softmax([1., 2.]) returned [...]; expected <expected>``.

    Parameters
    ----------
    got
        The value to complain about; its call is found if it came from one.
    expected
        What was expected, in words.
    what
        What ``got`` is, if it was computed from a result (``the sum of each row``).
    tip
        Continues the sentence after a colon.
    """
    value = _data(got, expected)
    raise CheckFailed(_sentence(got, _value_words(value), expected, what, tip))


def expect_close(
    got: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    *,
    what: str = "",
    accept_list: bool = False,
    tip: str = "",
) -> None:
    """Expect numbers within a tolerance, of the same shape and the same kind.

    Parameters
    ----------
    got, expected
        Numbers, arrays or tensors. A list or number as ``expected`` stands for an
        array or number of any precision; an array asks for an array, a tensor for a
        tensor. Nothing is broadcast.
    rtol, atol
        ``|got - expected| <= atol + rtol * |expected|``; by default what the precision
        of ``expected`` allows (of ``got``, where ``expected`` is a list or number).
        NaN equals only NaN, an infinity only itself.
    what
        What ``got`` is, if it was computed from a result (``the sum of each row``).
    accept_list
        Whether a list of numbers may take the place of an array.
    tip
        A likely cause, after a colon.
    """
    have, want = _two_arrays(got, expected, what, accept_list)
    rtol, atol = tolerances(plain(got, copy=False), expected, rtol, atol)
    right = close_mask(have, want, rtol, atol)
    if not right.all():
        _fail_values(got, have, want, right, expected, what, tip)


def expect_equal(got: Any, expected: Any, *, what: str = "", tip: str = "") -> None:
    """Expect exactly this value: numbers, words, arrays, lists or dicts of those.

    A bool is no number here, and a list or tuple may stand for each other.
    """
    value = _data(got, show(expected))
    want = plain(expected, lambda function: function)
    if isinstance(want, np.ndarray) or (
        isinstance(value, np.ndarray) and is_numeric_nest(want)
    ):
        expect_close(got, expected, 0.0, 0.0, what=what, tip=tip)
    elif not _equal(value, want):
        texts = show_pair(value, want)
        tip = tip or (FORGOT_RETURN if value is None else "")
        raise _kind(value)(_sentence(got, texts[0], texts[1], what, tip))


def expect_shape(got: Any, shape: tuple[int, ...], *, what: str = "") -> None:
    """Expect an array (or tensor) of this shape."""
    have = _array(got, f"an array of shape {shape}", what, accept_list=False)
    if have.shape != tuple(shape):
        _fail_shape(got, have, tuple(shape), what)


def expect_dtype(got: Any, dtype: Any, *, what: str = "") -> None:
    """Expect an array, scalar or tensor of this dtype (also a name: ``float16``)."""
    name = str(dtype).removeprefix("torch.")
    name = name if is_torch_name(name) else str(np.dtype(dtype))
    value = _data(got, f"dtype {name}")
    if type(value) in (bool, int, float, complex):
        value = np.asarray(value)[()]
    found = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if found != name:
        words = f"{show(value)}, of dtype {found}" if found else describe(value)
        tip = FORGOT_RETURN if value is None else ""
        raise _kind(value)(_sentence(got, words, f"dtype {name}", what, tip))


def expect_between(
    got: Any, low: float, high: float, *, what: str = "", tip: str = ""
) -> None:
    """Expect every number to be in [low, high]; NaN never is."""
    words = f"numbers between {low:g} and {high:g}"
    have = _array(got, words, what, accept_list=True)
    with np.errstate(invalid="ignore"):
        right = np.asarray((have >= low) & (have <= high))
    if not right.all():
        raise CheckFailed(_sentence(got, _worst(have, right), words, what, tip))


def expect_length(got: Any, length: int, *, parts: str = "") -> Any:
    """Expect a tuple or list of so many items, and return it for unpacking.

    ``parts`` names the items as the question does: ``(z, a)``.
    """
    words = f"{length} results {parts}".rstrip()
    value = _data(got, words)
    if not isinstance(value, list | tuple) or len(value) != length:
        tip = FORGOT_RETURN if value is None else ""
        raise _kind(value)(_sentence(got, _value_words(value), words, "", tip))
    return got


def expect_true(
    condition: Any, expected: str, got: Any = _UNSET, *, tip: str = ""
) -> None:
    """Expect a condition; ``expected`` says it in words, ``got`` is what it is about.

    Raises
    ------
    TypeError
        If the condition is neither a bool nor an array of bools.
    """
    if type(condition) not in (bool, np.bool_, np.ndarray) or (
        isinstance(condition, np.ndarray) and condition.dtype != np.bool_
    ):
        raise TypeError(f"expected a bool, got {describe(condition)}")
    if np.all(condition):
        return
    if got is _UNSET and TRACE.calls:
        got = TRACE.calls[-1].result
    if got is _UNSET:
        raise CheckFailed(f"Expected {expected}.")
    fail(got, expected, tip=tip)


def expect_raises(
    errors: type[BaseException] | tuple[type[BaseException], ...],
    function: StandIn,
    *args: Any,
    **kwargs: Any,
) -> None:
    """Expect the student's function to raise one of these errors for this input."""
    kinds = errors if isinstance(errors, tuple) else (errors,)
    expected = " or ".join(kind.__name__ for kind in kinds)
    outcome = function.outcome(*args, **kwargs)
    error, call = outcome["error"], show_call(function.name, args, kwargs)
    if error is None:
        raise CheckFailed(
            f"{call} returned {_value_words(outcome['value'])}; "
            f"expected it to raise {expected}."
        )
    if error["type"] == "NotImplementedError":
        raise function.failure(error, call)
    if not any(kind.__name__ in error["bases"] for kind in kinds):
        said = function.explain(error, call).split("; expected ")[0]
        raise CheckFailed(f"{said}; expected it to raise {expected}.")


def expect_unchanged(function: StandIn, *args: Any, **kwargs: Any) -> Any:
    """Expect the student's function to leave its arguments alone; return its result."""
    outcome = function.outcome(*args, **kwargs)
    call = show_call(function.name, args, kwargs)
    if outcome["error"] is not None:
        raise function.failure(outcome["error"], call)
    if outcome["mutated"]:
        names = " and ".join(_argument_words(one) for one in outcome["mutated"])
        raise CheckFailed(
            f"{call} changed {names}; expected the input as it was before: "
            f"`z -= 1` writes into the given array, `z = z - 1` makes a new one."
        )
    return outcome["value"]


def is_torch_name(name: str) -> bool:
    """Whether only torch knows a dtype of this name."""
    return name == "bfloat16"


def _data(got: Any, expected: str) -> Any:
    try:
        return plain(got, lambda function: function, copy=False)
    except NotData as error:
        raise CheckFailed(f"Got {error}; expected {expected}.") from None


def _sentence(got: Any, value: str, expected: str, what: str, tip: str) -> str:
    return _ended(f"{origin(got, what)} {value}; expected {expected}", tip)


def _ended(sentence: str, tip: str) -> str:
    sentence = f"{sentence}: {tip}" if tip else sentence
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def _kind(value: Any) -> type[CheckFailed]:
    return NoResult if value is None else CheckFailed


def _value_words(value: Any) -> str:
    """Write a value, and its kind where that is not plain to see."""
    text = show(value)
    if isinstance(value, list | bool | str) or callable(value):
        return f"{text} ({describe(value)})" if text != describe(value) else text
    return text


def _argument_words(place: int | str) -> str:
    ordinals = ("first", "second", "third", "fourth", "fifth")
    if isinstance(place, str):
        return f"its argument {place}"
    which = ordinals[place] if place < len(ordinals) else f"{place + 1}th"
    return f"its {which} argument"


def _array(got: Any, expected: str, what: str, *, accept_list: bool) -> Array:
    """Return the numbers of ``got``, or fail: it is no array or number."""
    value = _data(got, expected)
    have = as_array(value, accept_list=accept_list)
    if have is None:
        tips: dict[builtins.type, str] = {
            type(None): FORGOT_RETURN,
            list: "np.array(...) turns a list into an array",
        }
        tip = tips.get(type(value), "")
        words = _value_words(value)
        raise _kind(value)(_sentence(got, words, expected, what, tip))
    return have


def _two_arrays(
    got: Any, expected: Any, what: str, accept_list: bool
) -> tuple[Array, Array]:
    """Return both as arrays of equal shape and comparable kind, or fail."""
    want = as_array(plain(expected, copy=False), accept_list=True)
    if want is None:
        raise TypeError(f"expected numbers to compare with, got {show(expected)}")
    words = _expected_words(expected, want)
    have = _array(got, words, what, accept_list=accept_list)
    value = plain(got, copy=False)
    if is_tensor(value) != is_tensor(expected):
        tip = "" if is_tensor(expected) else "`.numpy()` turns a tensor into an array"
        raise CheckFailed(_sentence(got, describe(value), words, what, tip))
    if have.shape != want.shape:
        _fail_shape(got, have, want.shape, what)
    wrong = kind_words(have, want, typed=hasattr(expected, "dtype"))
    if wrong:
        shown = f"{show(value)}, {wrong[0]}"
        raise CheckFailed(_sentence(got, shown, f"{words}, {wrong[1]}", what, ""))
    return unify(have, want)


def _expected_words(expected: Any, want: Array) -> str:
    if want.ndim == 0:
        return show(want[()]) if is_tensor(expected) else show(expected)
    noun = "a tensor" if is_tensor(expected) else "an array"
    if want.size > INLINE or want.size == 0:
        return f"{noun} of shape {want.shape}"
    return f"{noun} {show(want)}" if not is_tensor(expected) else show(expected)


def _fail_shape(got: Any, have: Array, shape: tuple[int, ...], what: str) -> NoReturn:
    value = "a single number" if have.ndim == 0 else f"shape {have.shape}"
    expected = f"shape {shape}" if shape else "a single number"
    tip = ""
    if [n for n in have.shape if n != 1] == [n for n in shape if n != 1]:
        tip = "only an axis of length 1 differs, look at keepdims and reshape"
    shown = f"{show(_data(got, expected))}, {value}," if have.size <= INLINE else value
    raise CheckFailed(_sentence(got, shown.rstrip(","), expected, what, tip))


def _fail_values(
    got: Any,
    have: Array,
    want: Array,
    right: np.ndarray[Any, Any],
    expected: Any,
    what: str,
    tip: str,
) -> NoReturn:
    call = TRACE.find(expected)
    same_as = f"the same as {call[0]} returned, " if call and not call[1] else ""
    value = _data(got, "numbers")
    if have.size <= INLINE:
        texts = show_pair(value, want[()])
        raise CheckFailed(_sentence(got, texts[0], same_as + texts[1], what, tip))
    index = _first(~right)
    texts = show_pair(have[index], want[index])
    place = f"({', '.join(map(str, index))})" if len(index) > 1 else str(index[0])
    sentence = (
        f"{origin(got, what)} {describe(value)}, with {texts[0]} at index {place}; "
        f"expected {same_as}{texts[1]} there "
        f"({int((~right).sum())} of {right.size} entries are wrong)"
    )
    raise CheckFailed(_ended(sentence, tip))


def _worst(have: Array, right: np.ndarray[Any, Any]) -> str:
    if have.size <= INLINE:
        return show(have[()])
    index = _first(~right)
    return f"{describe(have)}, with {show(have[index])} at index {index}"


def _first(mask: np.ndarray[Any, Any]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(mask.argmax()), mask.shape))


def _equal(value: Any, want: Any) -> bool:
    if isinstance(want, list | tuple):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(want)
            and all(map(_equal, value, want))
        )
    if isinstance(want, dict):
        return (
            isinstance(value, dict)
            and value.keys() == want.keys()
            and all(_equal(value[key], want[key]) for key in want)
        )
    return _equal_leaf(value, want)


def _equal_leaf(value: Any, want: Any) -> bool:
    if want is None or isinstance(want, str):
        return type(value) is type(want) and value == want
    one, other = (as_array(item, accept_list=False) for item in (value, want))
    if one is None or other is None or one.shape != other.shape:
        return False
    if kind_words(one, other, typed=False):
        return False
    return bool(close_mask(*unify(one, other), 0.0, 0.0).all())
