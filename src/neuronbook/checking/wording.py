"""The sentences that students read of a result, and how values are written in them.

What a check found out is decided elsewhere, and said here. Only what one kind of check
says, such as a form that is not the one asked for, stands with that check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from .plain_data import Unrolled, is_tensor, type_name, with_article
from .providers import TIME_LIMIT, ErrorData, Frame

INLINE: Final = 12  # arrays of up to this many entries are written out
LIMIT: Final = 160  # characters of one value

# --- There is no result ---------------------------------------------------------------

NOT_WRITTEN: Final = (
    "{name} is not written yet: put your code in the place of the line "
    "`raise NotImplementedError()`. If your code is there, delete that line."
)
NOT_DEFINED: Final = (
    "{name} is not defined yet: run the cell that defines it, and look whether that "
    "cell ends with an error."
)
NEAR_NAME: Final = " There is {near}: is that the one, misspelt?"
NOT_A_FUNCTION: Final = (
    "{name} is {value}, not a function; expected `def {name}(...)`: is the name used "
    "for something else below?"
)
NOT_TRIED: Final = "{name} took too long before; {call} was not tried."
FORGOT_RETURN: Final = "is there a `return` at the end of your function?"
RETURNED_NONE: Final = "{call} returned None; expected a result: " + FORGOT_RETURN
DID_NOT_RUN: Final = "this check did not run."
INTERRUPTED: Final = "this check was interrupted."
NEEDS_AN_EARLIER_ONE: Final = (
    "this check needs what an earlier one computes; mend that one first."
)

# --- The result has another form ------------------------------------------------------

NO_DATA: Final = "Got {what}; expected {expected}."
RETURNED_NO_DATA: Final = (
    "{call} returned {what}; expected an array, a number, or a list or tuple of those."
)
VALUE_IS_NO_DATA: Final = "{name} is {what}; expected data."
SEVERAL: Final = "is there a comma too many, or are these several results?"
TUPLE_OF_IT: Final = "`tuple(...)` around it runs through it and keeps what it gives"
ARRAY_OF_IT: Final = "np.array(...) makes an array"
FORM_ONLY: Final = "Further checks of this question take it as it was meant."
ROW_FOR_COLUMN_ONLY: Final = (
    "Further checks of this question take a single row or column as it was meant, but "
    "no larger array."
)
TRANSPOSED: Final = "is it transposed?"
AXIS_OF_ONE: Final = "only an axis of length 1 differs, look at keepdims and reshape"
ONE_NUMBER: Final = "an array of one number, `.item()` takes it out; or is it keepdims?"
OTHER_ORDER: Final = "your result [{place}] fits here, is their order as asked?"
LOW_PRECISION: Final = "right to the precision of {dtype} only"
CHANGED: Final = (
    "{call} changed {names}; expected the input as it was before: `z -= 1` writes into "
    "the given array, `z = z - 1` makes a new one."
)

# --- Errors, warnings, and what follows from them -------------------------------------

NOT_RAISED: Final = "{call} returned {value}; expected it to raise {errors}."
ALWAYS_RAISES: Final = (
    "{name} raised an error for every input of this question; expected one for bad "
    "input only."
)
OTHER_ERROR: Final = "{said}; expected it to raise {errors}."
ALSO_WARNED: Final = " It also warned {quoted}."
BESIDES: Final = " Besides: {said}"
WARNED: Final = "{call} returned {value} but warned {quoted}; expected no warning."
CHECK_WARNED: Final = (
    "{last}: the check then met the warning “{message}”; expected numbers that give "
    "none."
)
NOT_CALLED: Final = "Your code was not called yet"
CANNOT_GO_ON: Final = (
    "{last}; the check could not go on with that ({problem}); expected the kind of "
    "result that the question names."
)
ENDLESS: Final = (
    "{call} was {message}; expected a result: is there a loop that never ends, or far "
    "too much work in one?"
)
OTHER_SIGNATURE: Final = "is your `def {name}(...)` line as in the question?"
IS_NONE: Final = "{what} is None there; does each function you call end in `return`?"
UNKNOWN_NAME: Final = "is it misspelt, or did its cell not run, or end with an error?"
WITHHELD: Final = "your function"
"""What a provider that withholds the names of functions puts in their place."""

_NO_NAME: Final = re.compile(r"name '(\w+)' is not defined")
_MATMUL: Final = re.compile(
    r"matmul: Input operand 1 .*\(size (\d+) is different from (\d+)\)"
)
_USUAL_DTYPES: Final = frozenset({"float64", "int64", "bool"})


# --- Sentences ------------------------------------------------------------------------


def with_full_stop(sentence: str, tip: str = "") -> str:
    """Add a likely cause and the full stop."""
    sentence = f"{sentence}: {tip}" if tip else sentence
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def not_defined(name: str, names: Iterable[str]) -> str:
    """Say that a name is missing, and name a slip of the pen, as ``Neuron``.

    Names that are merely near are often those of other questions.
    """
    letters = _letters(name)
    near = [one for one in names if _letters(one) == letters]
    tip = NEAR_NAME.format(near=near[0]) if near else ""
    return NOT_DEFINED.format(name=name) + tip


def _letters(name: str) -> list[str]:
    return sorted(name.lower().replace("_", ""))


def form_only(slip: str) -> str:
    """Say what further checks make of a slip of form."""
    return ROW_FOR_COLUMN_ONLY if slip.endswith(TRANSPOSED) else FORM_ONLY


def part_of(call: str, place: Sequence[Any], what: str) -> str:
    """Begin a sentence about what a call returned, up to its verb."""
    if what:
        return f"{call}: {what} {_is(what)}"
    return f"{call}{keys(place)} is" if place else f"{call} returned"


def computed_from(call: str, result: Any, what: str) -> str:
    """Begin a sentence about what the check made of a result, up to its verb."""
    said = f"{call} returned {written(result)}"
    if what:
        return f"{said}: {what} {_is(what)}"
    return f"{said}, from which the check computed"


def found_alone(what: str) -> str:
    """Begin a sentence about a value that came from no call, up to its verb."""
    return f"{what} {_is(what)}" if what else "Got"


def keys(place: Iterable[Any]) -> str:
    """Write where in a result something is: ``[0]['w']``."""
    return "".join(f"[{key!r}]" for key in place)


def _is(what: str) -> str:
    """Return the verb for a noun: the weights are, the bias of layer 0 is."""
    head = re.split(r",| (?:of|in|at|for|with) ", what)[0]
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is", "as"))
    return "are" if plural else "is"


def argument_words(place: int | str) -> str:
    """Name an argument: ``its second argument``, ``its argument axis``."""
    ordinals = ("first", "second", "third", "fourth", "fifth")
    if isinstance(place, str):
        return f"its argument {place}"
    which = ordinals[place] if place < len(ordinals) else f"{place + 1}th"
    return f"its {which} argument"


def array_words(noun: str, array: Any, text: str) -> str:
    """Write an expected array, or its shape where it is large."""
    if array.size > INLINE or array.size == 0:
        return f"{noun} of shape {array.shape}"
    return text


def shape_words(shape: Sequence[int]) -> str:
    """Write a shape: ``shape (3,)``; that of a number is ``a single number``."""
    return f"shape {tuple(shape)}" if shape else "a single number"


def items_words(length: int, parts: str) -> str:
    """Say how many results are expected, by the names that the question gives them."""
    if parts:
        return f"{counted(length, 'result')} {parts}"
    return f"a list or tuple of {counted(length, 'item')}"


def return_words(length: int, parts: str) -> str:
    """Show the line that returns several results; nothing if they have no names."""
    if not re.fullmatch(r"\([\w\s,]+\)", parts):
        return f"`return {parts}`" if parts else ""
    names = parts.strip("(,) ")
    return f"as a tuple, `return {names}{',' if length == 1 else ''}`"


def wrong_entry(
    begin: str, value: str, entry: str, index: str, expected: str, share: str
) -> str:
    """Say which entry of a large array is the first that is wrong."""
    return (
        f"{begin} {value}, with {entry} at index {index}; expected {expected} there "
        f"({share} entries are wrong)"
    )


def index_words(index: Sequence[int]) -> str:
    """Write an index: ``7``, ``(7, 1)``."""
    return f"({', '.join(map(str, index))})" if len(index) > 1 else str(index[0])


def quoted_warning(message: str, category: str, place: str) -> str:
    """Write a warning's words, its kind, and where it came from, if that is known."""
    return f"“{message}” ({category}{f', {place}' if place else ''})"


# --- Errors of the student's code -----------------------------------------------------


def missing_in_given(error: ErrorData) -> str:
    """Return the name that a given cell looked for in vain, or nothing."""
    missing = _NO_NAME.match(error["message"])
    return missing[1] if missing and error["type"] == "NameError" else ""


def about_none(error: ErrorData) -> bool:
    """Whether an error came about because something was None."""
    return error["type"] != "ValueError" and "NoneType" in error["message"]


def explain(error: ErrorData, name: str, call: str, *, given: bool = False) -> str:
    """Turn an error of the student's code into a sentence.

    Parameters
    ----------
    error : ErrorData
        What the provider reported.
    name : str
        What was called.
    call : str
        The call as a student would write it.
    given : bool
        Whether ``name`` stands in a cell that students get.
    """
    if error["type"] == "NotImplementedError":
        return _unwritten(error, name)
    if error["type"] == TIME_LIMIT:
        return ENDLESS.format(call=call, message=error["message"])
    place = where(error["traceback"], name, given=given)
    said = f"{error['type']}: {_message(error)}".rstrip(":. ")
    said = f"{said} ({place})" if place else said
    in_given = given and deepest_named(error["traceback"])[0] == name
    cause = _cause(error, name, in_given=in_given)
    return with_full_stop(f"{call} raised {said}; expected a result, no error", cause)


def _message(error: ErrorData) -> str:
    sizes = _MATMUL.search(error["message"])
    if not sizes:
        return error["message"]
    return (
        f"matmul: the inner sizes differ, {sizes[2]} on the left and {sizes[1]} on "
        f"the right of @"
    )


def _cause(error: ErrorData, name: str, *, in_given: bool) -> str:
    if error["type"] == "TypeError" and not error["traceback"]:
        return OTHER_SIGNATURE.format(name=name)
    if about_none(error):
        if in_given:
            return FORGOT_RETURN
        empty = " and ".join(f"`{one}`" for one in error.get("empty", []))
        return IS_NONE.format(what=empty or "something")
    return UNKNOWN_NAME if error["type"] == "NameError" else ""


def where(frames: list[Frame], name: str, *, given: bool) -> str:
    """Say which line of whose function: ``line 3 of your function: `return z` ``."""
    function, line, source = deepest_named(frames)
    if not function or (given and function == WITHHELD):
        return ""
    owner = f"your {function}"
    if function in (name, WITHHELD) or function.startswith("<"):
        owner = "your function"
    if given and function == name:
        owner = "the given cell"
    quoted = f": `{source}`" if source else ""
    return f"line {line} of {owner}{quoted}"


def deepest_named(frames: list[Frame]) -> Frame:
    """Return the deepest frame of a function with a name of its own."""
    named = [frame for frame in frames if not frame[0].startswith("<")]
    return next(reversed(named or frames), ("", 0, ""))


def _unwritten(error: ErrorData, name: str) -> str:
    """Name the function that is missing: not always the one that was called."""
    inner = deepest_named(error["traceback"])[0] or name
    missing = NOT_WRITTEN.format(name=inner)
    called = inner in (name, WITHHELD)
    return missing if called else f"{name} calls {inner}, and {missing}"


# --- The report -----------------------------------------------------------------------


def headline(name: str, earned: float, points: float, hidden: float) -> str:
    """Write the first line of a report."""
    text = f"{name}: {earned:g} of {points_words(points)}"
    if hidden <= 0:
        return text
    verb = "is" if hidden == 1 else "are"
    return (
        f"{text} so far; {hidden:g} more {verb} decided by checks "
        f"that run when you hand in"
    )


def verdict(name: str, points: float, *, passed: bool) -> str:
    """Write the line of one check."""
    worth = points_words(points)
    return f"  ✓ {name} ({worth})" if passed else f"  ✗ {name} (0 of {worth})"


def points_words(number: float) -> str:
    """Write a number of points."""
    return f"{number:g} point" if number == 1 else f"{number:g} points"


# --- The table of all questions -------------------------------------------------------

PROGRESS_HEAD: Final = ("question", "points so far", "of", "decided later")
NOT_RUN: Final = "not run"
BY_HAND: Final = "all, by a person"
HANDED_IN: Final = "{points:g}, when you hand in"


def standing(
    earned: float, points: float, *, later: float, by_hand: float, missing: int
) -> str:
    """Say what a table of questions adds up to."""
    text = f"{earned:g} of {points_words(points)} so far."
    if later:
        verb = "is" if later == 1 else "are"
        ran = " of the questions that ran" if missing else ""
        text += f" {points_words(later)}{ran} {verb} decided when you hand in"
        text += f", {by_hand:g} by a person." if by_hand else "."
    elif by_hand:
        verb = "is" if by_hand == 1 else "are"
        text += f" {points_words(by_hand)} {verb} decided by a person."
    if missing:
        verb = "was" if missing == 1 else "were"
        text += (
            f" {counted(missing, 'test cell')} {verb} not run since the kernel started."
        )
    return text


# --- Values ---------------------------------------------------------------------------


def written(value: Any, digits: int = 5) -> str:
    """Write one plain value in at most `LIMIT` characters."""
    text = _written(value, digits)
    if len(text) > LIMIT and isinstance(value, list | tuple | dict):
        return describe(value)
    return text if len(text) <= LIMIT else text[: LIMIT - 4] + " ..."


def written_with_kind(value: Any) -> str:
    """Write a value, and its kind where that is not plain to see."""
    text = written(value)
    if isinstance(value, list | bool | str) or callable(value):
        return f"{text} ({describe(value)})" if text != describe(value) else text
    return text


def digits_apart(one: Any, other: Any) -> int:
    """Return how many digits it takes to see that two values differ, and by what."""
    for digits in (5, 7, 9, 12):
        if written(one, digits - 1) != written(other, digits - 1):
            return digits
    return 17


def describe(value: Any) -> str:
    """Name the kind of a plain value: ``an array of shape (2, 3), float64``."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}, {value.dtype}"
    if is_tensor(value):
        return f"a torch tensor of shape {tuple(value.shape)}, {dtype_name(value)}"
    if value is None:
        return "None"
    if callable(value):
        return "a function"
    if isinstance(value, Unrolled):
        return f"an iterator over {counted(len(value), 'item')}"
    if isinstance(value, list | tuple | dict):
        return f"a {type_name(type(value))} of {counted(len(value), 'item')}"
    return with_article(type_name(type(value)))


def counted(number: int, noun: str) -> str:
    """Write a number and its noun: ``1 item``, ``2 items``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def dtype_name(value: Any) -> str:
    """Name the dtype of an array, number or tensor, or nothing if it has none."""
    return str(getattr(value, "dtype", "")).removeprefix("torch.")


def _written(value: Any, digits: int) -> str:
    if isinstance(value, np.ndarray):
        return _written_array(value, digits)
    if is_tensor(value):
        return _written_tensor(value, digits)
    if isinstance(value, np.generic):
        return _number(value.item(), digits) + _dtype_note(value.dtype)
    if isinstance(value, list | tuple | dict):
        return _written_container(value, digits)
    if callable(value):
        name = str(getattr(value, "__name__", "<"))
        return "a function" if name.startswith("<") else name
    if isinstance(value, float | complex):
        return _number(value, digits)
    return repr(value)


def _number(value: Any, digits: int) -> str:
    if type(value) is float:
        whole = len(str(int(abs(value)))) if abs(value) < 1e9 else 0
        text = f"{value:.{max(digits, whole)}g}"
        return text + ".0" if text.lstrip("-").isdigit() else text
    return f"{value:.{digits}g}" if isinstance(value, complex) else str(value)


def _entry(value: Any, digits: int) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_entry(item, digits) for item in value)}]"
    text = repr(value) if isinstance(value, str) else _number(value, digits)
    return text.removesuffix("0") if text.endswith(".0") else text


def _dtype_note(dtype: Any) -> str:
    name = str(dtype)
    return "" if name in _USUAL_DTYPES or name.startswith("<U") else f" ({name})"


def _written_array(value: np.ndarray[Any, Any], digits: int) -> str:
    if value.size > INLINE:
        return describe(value)
    if value.size == 0 and value.shape != (0,):
        return f"an empty array of shape {value.shape}"
    text = _entry(value.tolist(), digits)
    return (f"array({text})" if value.ndim == 0 else text) + _dtype_note(value.dtype)


def _written_tensor(value: Any, digits: int) -> str:
    if value.numel() > INLINE or value.numel() == 0:
        return describe(value)
    note = "" if dtype_name(value) == "float32" else f", {dtype_name(value)}"
    return f"tensor({_entry(value.tolist(), digits)}{note})"


def _written_container(value: Any, digits: int) -> str:
    if isinstance(value, dict):
        items = [f"{k!r}: {_written(v, digits)}" for k, v in list(value.items())[:6]]
    else:
        items = [_written(item, digits) for item in value[:6]]
    if len(value) > 6:
        items.append(f"... {len(value)} items in all")
    text = ", ".join(items)
    if isinstance(value, tuple):
        return f"({text},)" if len(value) == 1 else f"({text})"
    if isinstance(value, Unrolled):
        return f"an iterator over {text}" if text else "an iterator over nothing"
    return f"{{{text}}}" if isinstance(value, dict) else f"[{text}]"
