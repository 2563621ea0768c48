"""What a check may expect. Each failure is a sentence: input, got, expected."""

from __future__ import annotations

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
from .data import plain
from .faults import (
    data,
    ended,
    fail_shape,
    fail_values,
    failed,
    first,
    numbers,
    two_arrays,
    value_words,
)
from .show import INLINE, counted, describe, show, show_pair
from .submission import StandIn
from .trace import TRACE, CheckFailed, call_text

_UNSET: Final = object()
_SLIPS: Final = frozenset({"NameError", "AttributeError", "ImportError"})


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
    value = data(got, expected)
    raise failed(got, value_words(value), expected, what=what, tip=tip)


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
    have, want = two_arrays(got, expected, what, accept_list)
    rtol, atol = tolerances(plain(got, copy=False), expected, rtol, atol)
    right = close_mask(have, want, rtol, atol)
    if not right.all():
        fail_values(got, have, want, right, expected, what, tip)


def expect_equal(got: Any, expected: Any, *, what: str = "", tip: str = "") -> None:
    """Expect exactly this value: numbers, words, arrays, lists or dicts of those.

    A bool is no number here, and a list or tuple may stand for each other.
    """
    value = data(got, show(expected))
    want = plain(expected, lambda function: function)
    if isinstance(want, np.ndarray) or (
        isinstance(value, np.ndarray) and is_numeric_nest(want)
    ):
        expect_close(got, expected, 0.0, 0.0, what=what, tip=tip)
    elif not _equal(value, want):
        texts = show_pair(value, want)
        raise failed(got, texts[0], texts[1], what=what, tip=tip)


def expect_shape(got: Any, shape: tuple[int, ...], *, what: str = "") -> None:
    """Expect an array (or tensor) of this shape."""
    have = numbers(got, f"an array of shape {shape}", what, accept_list=False)
    if have.shape != tuple(shape):
        fail_shape(got, have, tuple(shape), what)


def expect_dtype(got: Any, dtype: Any, *, what: str = "") -> None:
    """Expect an array, scalar or tensor of this dtype (also a name: ``float16``)."""
    name = str(dtype).removeprefix("torch.")
    name = name if is_torch_name(name) else str(np.dtype(dtype))
    value = data(got, f"dtype {name}")
    if type(value) in (bool, int, float, complex):
        value = np.asarray(value)[()]
    found = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if not found:
        tip = "np.array(...) makes an array" if isinstance(value, list) else ""
        words = f"an array of dtype {name}"
        raise failed(got, describe(value), words, what=what, tip=tip, kind="type")
    if found != name:
        words = f"{show(value)}, of dtype {found}"
        raise failed(got, words, f"dtype {name}", what=what, kind="dtype")


def expect_between(
    got: Any, low: float, high: float, *, what: str = "", tip: str = ""
) -> None:
    """Expect every number to be in [low, high]; NaN never is."""
    words = f"between {low:g} and {high:g}"
    have = numbers(got, f"numbers {words}", what, accept_list=True)
    words = f"a number {words}" if have.ndim == 0 else f"numbers {words}"
    with np.errstate(invalid="ignore"):
        right = np.asarray((have >= low) & (have <= high))
    if not right.all():
        raise failed(got, _worst(have, right), words, what=what, tip=tip)


def expect_length(got: Any, length: int, *, parts: str = "") -> Any:
    """Expect a tuple or list of so many items, and return it for unpacking.

    ``parts`` names the items as the question does: ``(z, a)``.
    """
    words = f"a list or tuple of {counted(length, 'item')}"
    words = f"{counted(length, 'result')} {parts}" if parts else words
    value = data(got, words)
    if isinstance(value, list | tuple) and len(value) == length:
        return got
    tip, shown = "", value_words(value)
    if isinstance(value, np.ndarray):
        comma = "," if length == 1 else ""
        tip = f"as a tuple, `return {parts.strip('(,)')}{comma}`" if parts else ""
        shown = f"{shown} ({describe(value)})" if shown != describe(value) else shown
    countable = isinstance(value, list | tuple) and not parts
    raise failed(got, shown, words, tip=tip, kind="shape" if countable else "type")


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
        raise CheckFailed(ended(f"Expected {expected}"))
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
    error, call = outcome["error"], call_text(function.name, args, kwargs)
    if error is None:
        raise CheckFailed(
            f"{call} returned {value_words(outcome['value'])}; "
            f"expected it to raise {expected}.",
            "nothing" if outcome["value"] is None else "raises",
        )
    if error["type"] == "NotImplementedError":
        raise function.failure(error, call)
    if not any(kind.__name__ in error["bases"] for kind in kinds):
        said = function.explain(error, call).split("; expected ")[0]
        slip = not _SLIPS.isdisjoint([error["type"], *error["bases"]])
        raise CheckFailed(
            f"{said}; expected it to raise {expected}.", "error" if slip else "raises"
        )


def expect_unchanged(function: StandIn, *args: Any, **kwargs: Any) -> Any:
    """Expect the student's function to leave its arguments alone; return its result."""
    outcome = function.outcome(*args, **kwargs)
    call = call_text(function.name, args, kwargs)
    if outcome["error"] is not None:
        raise function.failure(outcome["error"], call)
    if outcome["mutated"]:
        names = " and ".join(_argument_words(one) for one in outcome["mutated"])
        raise CheckFailed(
            f"{call} changed {names}; expected the input as it was before: "
            f"`z -= 1` writes into the given array, `z = z - 1` makes a new one.",
            "changed",
        )
    return outcome["value"]


def is_torch_name(name: str) -> bool:
    """Whether only torch knows a dtype of this name."""
    return name == "bfloat16"


def _argument_words(place: int | str) -> str:
    ordinals = ("first", "second", "third", "fourth", "fifth")
    if isinstance(place, str):
        return f"its argument {place}"
    which = ordinals[place] if place < len(ordinals) else f"{place + 1}th"
    return f"its {which} argument"


def _worst(have: Array, right: np.ndarray[Any, Any]) -> str:
    if have.size <= INLINE:
        return show(have[()])
    index = first(~right)
    return f"{describe(have)}, with {show(have[index])} at index {index}"


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
