"""What a check may expect. Each failure is a sentence: input, got, expected.

A result counts in every form whose meaning is plain: an array, a list, a tuple, a
number of Python or NumPy, a tensor. Where the form is another than the question asks
for and yet plain (an iterator, an axis of length 1 too many, results in another order),
that is a slip of form: it costs the first check that meets it, and no other.
"""

from __future__ import annotations

import builtins
from typing import Any, Final, NoReturn

import numpy as np

from . import wording
from .comparison import (
    Array,
    apart_by_axes_of_one,
    as_array,
    close_mask,
    fits,
    fits_in_precision,
    index_of_first,
    is_numeric_nest,
    kinds_differ,
    tolerances,
    unify,
)
from .plain_data import NotData, Unrolled, is_tensor, plain
from .submission import TRACE, CheckFailed, Kind, StandIn, call_text
from .wording import INLINE, describe, dtype_name, written

_UNSET: Final = object()
_SLIPS: Final = frozenset({"NameError", "AttributeError", "ImportError"})


def fail(got: Any, expected: str, *, what: str = "", tip: str = "") -> NoReturn:
    """Fail the check: ``softmax([1., 2.]) returned [...]; expected <expected>``.

    Parameters
    ----------
    got : object
        The value to complain about; its call is found if it came from one.
    expected : str
        What was expected, in words.
    what : str
        What ``got`` is, if it was computed from a result (``the sum of each row``).
    tip : str
        Continues the sentence after a colon.
    """
    words = wording.written_with_kind(_received(got, expected))
    raise _failed(got, words, expected, what=what, tip=tip)


def expect_close(
    got: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    *,
    what: str = "",
    tip: str = "",
    exact_shape: bool = False,
) -> None:
    """Expect numbers within a tolerance, of the same shape.

    Parameters
    ----------
    got, expected : array_like
        Numbers, arrays, nested lists or tensors. Nothing is broadcast. Integers may
        stand for floats; truth values and numbers may not stand for each other.
    rtol, atol : float, optional
        ``|got - expected| <= atol + rtol * |expected|``; by default what the precision
        of ``expected`` allows (of ``got``, where ``expected`` is a list or number).
        NaN equals only NaN, an infinity only itself.
    what : str
        What ``got`` is, if it was computed from a result (``the sum of each row``).
    tip : str
        A likely cause, after a colon.
    exact_shape : bool
        Whether the shape is the point: then an axis of length 1 more or less is a
        failure like any other, not a slip of form.
    """
    want = as_array(plain(expected, copy=False))
    if want is None:
        raise TypeError(f"expected numbers to compare with, got {written(expected)}")
    words = _expected_words(expected, want)
    have = _numbers(got, words, what)
    value = plain(got, copy=False)
    rtol, atol = tolerances(value, expected, rtol, atol)
    if fits(have, want, rtol, atol):
        return
    if not exact_shape and apart_by_axes_of_one(have.shape, want.shape):
        meant = have.reshape(want.shape)
        if fits(meant, want, rtol, atol):
            _slip_of_axes(got, have, want.shape, what)
            return
    place = _place_that_fits(got, want, rtol, atol)
    if place is not None:
        tip = wording.OTHER_ORDER.format(place=place[1])
        shown, wanted = _pair(value, want[()], have)
        failure = _failed(got, shown, wanted, what=what, tip=tip, kind="form")
        TRACE.slip(got, ("order", *place), failure)
        return
    if have.shape != want.shape:
        raise _other_shape(got, have, want.shape, what)
    if kinds_differ(have, want):
        shown = f"{written(value)}, of dtype {have.dtype}"
        raise _failed(
            got, shown, f"{words}, of dtype {want.dtype}", what=what, kind="dtype"
        )
    raise _other_values(got, *unify(have, want), rtol, atol, expected, what, tip)


def expect_equal(got: Any, expected: Any, *, what: str = "", tip: str = "") -> None:
    """Expect exactly this value: numbers, words, arrays, lists or dicts of those.

    A bool is no number here, and a list or tuple may stand for each other.
    """
    value = _received(got, written(expected))
    want = plain(expected, lambda function: function)
    if isinstance(want, np.ndarray) or (
        isinstance(value, np.ndarray) and is_numeric_nest(want)
    ):
        expect_close(got, expected, 0.0, 0.0, what=what, tip=tip)
    elif not _equal(value, want):
        digits = wording.digits_apart(value, want)
        shown = written(value, digits)
        raise _failed(got, shown, written(want, digits), what=what, tip=tip)


def expect_shape(got: Any, shape: tuple[int, ...], *, what: str = "") -> Array:
    """Expect numbers in this shape, and return them as an array of it.

    Where only axes of length 1 differ, the returned array has the expected shape.
    """
    shape = tuple(shape)
    have = _numbers(got, f"an array of shape {shape}", what)
    if have.shape == shape:
        return TRACE.converted(_number_or_array(have), got)
    if not apart_by_axes_of_one(have.shape, shape):
        raise _other_shape(got, have, shape, what)
    _slip_of_axes(got, have, shape, what)
    return TRACE.converted(_number_or_array(have.reshape(shape)), got)


def expect_dtype(got: Any, dtype: Any, *, what: str = "") -> None:
    """Expect numbers of this dtype (also a name: ``float16``)."""
    name = str(dtype).removeprefix("torch.")
    name = name if is_torch_name(name) else str(np.dtype(dtype))
    have = _numbers(got, f"an array of dtype {name}", what)
    value = plain(got, copy=False)
    found = dtype_name(value if is_tensor(value) else have)
    if found != name:
        words = f"{written(value)}, of dtype {found}"
        raise _failed(got, words, f"dtype {name}", what=what, kind="dtype")


def expect_between(
    got: Any, low: float, high: float, *, what: str = "", tip: str = ""
) -> None:
    """Expect every number to be in [low, high]; NaN never is."""
    words = f"between {low:g} and {high:g}"
    have = _numbers(got, f"numbers {words}", what)
    words = f"a number {words}" if have.ndim == 0 else f"numbers {words}"
    with np.errstate(invalid="ignore"):
        right = np.asarray((have >= low) & (have <= high))
    if not right.all():
        raise _failed(got, _worst(have, right), words, what=what, tip=tip)


def expect_length(got: Any, length: int, *, parts: str = "") -> Any:
    """Expect so many items, and return them for unpacking.

    Parameters
    ----------
    got : object
        A tuple or list; so many numbers or matrices in one array. An iterator, and a
        single array where a tuple of one is asked for, are slips of form.
    length : int
        How many items.
    parts : str
        Names the items as the question does: ``(z, a)``.

    Returns
    -------
    sequence
        The items.
    """
    words = wording.items_words(length, parts)
    value = _received(got, words)
    several = isinstance(value, list | tuple)
    if several and len(value) == length:
        return got
    shown = wording.written_with_kind(value)
    array = isinstance(value, np.ndarray) or is_tensor(value)
    tip = wording.return_words(length, parts) if array or not several else ""
    if array:
        shown = f"{shown} ({describe(value)})" if shown != describe(value) else shown
        if length == 1 and value.ndim > 0:
            failure = _failed(got, shown, words, tip=tip, kind="form")
            TRACE.slip(got, "single", failure)
            return [got]
        # A matrix may be one result; a vector or a stack of matrices are several.
        if value.ndim not in (0, 2) and len(value) == length:
            return [TRACE.converted(value[k], got) for k in range(length)]
    kind: Kind = "shape" if several and not parts else "form"
    tip = "" if value is None else tip
    raise _failed(got, shown, words, tip=tip, kind=kind)


def expect_arrays(got: Any, **shapes: tuple[int, ...]) -> list[Array]:
    """Expect a tuple of arrays in these shapes, and return them as such.

    Parameters
    ----------
    got : object
        Several results. Slips of form are axes of length 1 too many, two results in
        the other order if their shapes tell, and one vector that holds them all.
    **shapes : tuple of int
        Name and shape of each result, in order: ``w=(3,), b=()``.

    Returns
    -------
    list of ndarray
        One array for each name, in its shape.
    """
    parts = f"({', '.join(shapes)}{',' if len(shapes) == 1 else ''})"
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    words = wording.items_words(len(shapes), parts)
    joined = as_array(_received(got, words))
    if joined is not None and joined.ndim == 1 and any(shapes.values()):
        shown = f"{written(joined)}, {wording.shape_words(joined.shape)}"
        tip = wording.return_words(len(shapes), parts)
        failure = _failed(got, shown, words, tip=tip, kind="form")
        if joined.size != sum(sizes):
            raise failure
        TRACE.slip(got, "joined", failure)
        pieces = np.split(joined, np.cumsum(sizes)[:-1])
        return [
            TRACE.converted(_number_or_array(piece.reshape(shape)), got)
            for piece, shape in zip(pieces, shapes.values(), strict=True)
        ]
    items = list(expect_length(got, len(shapes), parts=parts))
    if len(items) == 2 and _in_shapes(items[::-1], shapes) > _in_shapes(items, shapes):
        tip = wording.OTHER_ORDER.format(place=1)
        name, shape = next(iter(shapes.items()))
        words = wording.shape_words(shape)
        shown = written(plain(items[0], copy=False))
        failure = _failed(items[0], shown, words, what=name, tip=tip, kind="form")
        for key in (("order", 0, 1), ("order", 1, 0)):
            TRACE.slip(got, key, failure)
        items.reverse()
    return [
        expect_shape(item, shape, what=name)
        for item, (name, shape) in zip(items, shapes.items(), strict=True)
    ]


def _in_shapes(items: list[Any], shapes: dict[str, tuple[int, ...]]) -> bool:
    """Whether each item has its shape, but for axes of length 1."""
    have = [as_array(plain(item, lambda function: function)) for item in items]
    return all(
        one is not None and apart_by_axes_of_one(one.shape, shape)
        for one, shape in zip(have, shapes.values(), strict=True)
    )


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
        raise CheckFailed(wording.with_full_stop(f"Expected {expected}"))
    fail(got, expected, tip=tip)


def expect_raises(
    errors: type[BaseException] | tuple[type[BaseException], ...],
    function: StandIn,
    *args: Any,
    **kwargs: Any,
) -> None:
    """Expect the student's function to raise one of these errors for this input.

    That does not count if it raises where the question asks for a result, too, and
    nowhere gives one: what raises for every input looks at none.
    """
    kinds = errors if isinstance(errors, tuple) else (errors,)
    expected = " or ".join(kind.__name__ for kind in kinds)
    outcome = function.outcome(*args, **kwargs)
    error, call = outcome["error"], call_text(function.name, args, kwargs)
    if error is None:
        value = wording.written_with_kind(outcome["value"])
        said = wording.NOT_RAISED.format(call=call, value=value, errors=expected)
        raise CheckFailed(said, "nothing" if outcome["value"] is None else "raises")
    TRACE.failed.remove(function.name)  # no result was expected
    if error["type"] == "NotImplementedError":
        raise function.failure(error, call)
    if not any(kind.__name__ in error["bases"] for kind in kinds):
        said = function.explain(error, call).split("; expected ")[0]
        slip = not _SLIPS.isdisjoint([error["type"], *error["bases"]])
        said = wording.OTHER_ERROR.format(said=said, errors=expected)
        raise CheckFailed(said, "error" if slip else "raises")
    if not function.given:
        TRACE.raised.add(function.name)


def expect_unchanged(function: StandIn, *args: Any, **kwargs: Any) -> Any:
    """Expect the student's function to leave its arguments alone; return its result."""
    outcome = function.outcome(*args, **kwargs)
    call = call_text(function.name, args, kwargs)
    if outcome["error"] is not None:
        raise function.failure(outcome["error"], call)
    if outcome["mutated"]:
        places = map(wording.argument_words, outcome["mutated"])
        said = wording.CHANGED.format(call=call, names=" and ".join(places))
        raise CheckFailed(said, "changed")
    return outcome["value"]


def is_torch_name(name: str) -> bool:
    """Whether only torch knows a dtype of this name."""
    return name == "bfloat16"


def _received(got: Any, expected: str) -> Any:
    """Return a result as plain data, or fail; an iterator's items are a slip."""
    try:
        value = plain(got, lambda function: function, copy=False, unroll=True)
    except NotData as error:
        words = wording.NO_DATA.format(what=error, expected=expected)
        raise CheckFailed(words, "form") from None
    if isinstance(value, Unrolled):
        words, tip = wording.written_with_kind(value), wording.TUPLE_OF_IT
        failure = _failed(got, words, expected, tip=tip, kind="form")
        TRACE.slip(got, "iterator", failure)
    return value


def _failed(
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
        kind, tip = "nothing", tip or wording.FORGOT_RETURN
    begin = TRACE.origin(got, what)
    return CheckFailed(
        wording.with_full_stop(f"{begin} {value}; expected {expected}", tip), kind
    )


def _numbers(got: Any, expected: str, what: str) -> Array:
    """Return the numbers of ``got``, or fail: it is no array or number."""
    value = _received(got, expected)
    have = as_array(value)
    if have is not None:
        return have
    tips: dict[builtins.type, str] = {
        list: wording.ARRAY_OF_IT,
        tuple: wording.SEVERAL,
    }
    tip = tips.get(type(value), "")
    words = wording.written_with_kind(value)
    raise _failed(got, words, expected, what=what, tip=tip, kind="form")


def _expected_words(expected: Any, want: Array) -> str:
    tensor = is_tensor(expected)
    if want.ndim == 0:
        return written(want[()]) if tensor else written(expected)
    noun = "a tensor" if tensor else "an array"
    text = written(expected) if tensor else f"{noun} {written(want)}"
    return wording.array_words(noun, want, text)


def _number_or_array(array: Array) -> Array:
    """Return a number of NumPy's in the place of an array without axes."""
    value: Array = array[()]
    return value


def _slip_of_axes(got: Any, have: Array, shape: tuple[int, ...], what: str) -> None:
    key = "axes", have.ndim, len(shape)
    TRACE.slip(got, key, _other_shape(got, have, shape, what))


def _other_shape(
    got: Any, have: Array, shape: tuple[int, ...], what: str
) -> CheckFailed:
    tip = ""
    if have.ndim > 1 and have.shape == shape[::-1]:
        tip = wording.TRANSPOSED
    elif isinstance(got, tuple):
        tip = wording.SEVERAL
    elif not shape and have.size == 1:
        tip = wording.ONE_NUMBER
    elif apart_by_axes_of_one(have.shape, shape):
        tip = wording.AXIS_OF_ONE
    words = wording.shape_words(have.shape)
    expected = wording.shape_words(shape)
    if have.size <= INLINE:
        words = f"{written(plain(got, copy=False))}, {words}"
    return _failed(got, words, expected, what=what, tip=tip, kind="shape")


def _pair(value: Any, want: Any, have: Array) -> tuple[str, str]:
    """Write two values, with as many digits as it takes to tell them apart."""
    digits = wording.digits_apart(have[()], want)
    return written(value, digits), written(want, digits)


def _other_values(
    got: Any,
    have: Array,
    want: Array,
    rtol: float,
    atol: float,
    expected: Any,
    what: str,
    tip: str,
) -> CheckFailed:
    """Make the failure for other numbers, and show enough of their digits."""
    call = TRACE.find(expected)
    same_as = f"the same as {call[0].text} returned, " if call and not call[1] else ""
    value = plain(got, copy=False)
    dtype = dtype_name(value)
    low = dtype not in ("", "float64") and fits_in_precision(dtype, have, want)
    kind: Kind = "dtype" if low else "values"
    tip = tip or (wording.LOW_PRECISION.format(dtype=dtype) if low else "")
    shown, wanted = _pair(value, want[()], have)
    if have.size <= INLINE and not shown.endswith(" ..."):
        return _failed(got, shown, same_as + wanted, what=what, tip=tip, kind=kind)
    right = close_mask(have, want, rtol, atol)
    index = index_of_first(~right)
    entry, due = _pair(have[index], want[index], have[index])
    sentence = wording.wrong_entry(
        TRACE.origin(got, what),
        describe(value),
        entry,
        wording.index_words(index),
        same_as + due,
        f"{int((~right).sum())} of {right.size}",
    )
    return CheckFailed(wording.with_full_stop(sentence, tip), kind)


def _place_that_fits(
    got: Any, want: Array, rtol: float, atol: float
) -> tuple[Any, int] | None:
    """Return where this result is and where one is that was expected here."""
    found = TRACE.find(got)
    if found is None or len(found[1]) != 1:
        return None
    call, (place,) = found
    if not isinstance(call.result, tuple):  # a list of many is in a meant order
        return None
    for number, other in enumerate(call.result):
        have = as_array(other)
        if other is not got and have is not None and fits(have, want, rtol, atol):
            return place, number
    return None


def _worst(have: Array, right: np.ndarray[Any, Any]) -> str:
    if have.size <= INLINE:
        return written(have[()])
    index = index_of_first(~right)
    return f"{describe(have)}, with {written(have[index])} at index {index}"


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
    if want is None or isinstance(want, str):
        return type(value) is type(want) and bool(value == want)
    one, other = as_array(value), as_array(want)
    return one is not None and other is not None and fits(one, other, 0.0, 0.0)
