"""Errors of the student's code in words: what is missing, which line, what cause."""

from __future__ import annotations

import re
from typing import Final

from .providers import TIME_LIMIT, ErrorData, Frame
from .trace import CheckFailed, Kind, kind_of_error

FORGOT_RETURN: Final = "is there a `return` at the end of your function?"
NOT_WRITTEN: Final = (
    "{name} is not written yet: put your code in the place of the line "
    "`raise NotImplementedError()`. If your code is there, delete that line."
)
NOT_DEFINED: Final = (
    "{name} is not defined yet: run the cell that defines it, and look whether that "
    "cell ends with an error."
)
# A provider that withholds the names of functions puts this in their place.
WITHHELD: Final = "your function"

_NO_NAME: Final = re.compile(r"name '(\w+)' is not defined")
_MATMUL: Final = re.compile(
    r"matmul: Input operand 1 .*\(size (\d+) is different from (\d+)\)"
)


def failure(error: ErrorData, name: str, call: str, *, given: bool) -> CheckFailed:
    """Make the failure for an error of the student's code.

    Parameters
    ----------
    error
        What the provider reported.
    name
        What was called.
    call
        The call as a student would write it.
    given
        Whether ``name`` stands in a cell that students get.
    """
    in_given = given and last(error["traceback"])[0] == name
    missing = _NO_NAME.match(error["message"])
    if in_given and error["type"] == "NameError" and missing:
        return CheckFailed(NOT_DEFINED.format(name=missing[1]), "nothing")
    kind: Kind = kind_of_error([error["type"], *error["bases"]], error["message"])
    if error["type"] == "NotImplementedError" or (in_given and _about_none(error)):
        kind = "nothing"
    return CheckFailed(explain(error, name, call, given=given), kind)


def explain(error: ErrorData, name: str, call: str, *, given: bool = False) -> str:
    """Turn an error of the student's code into a sentence; see `failure`."""
    if error["type"] == "NotImplementedError":
        return _unwritten(error, name)
    if error["type"] == TIME_LIMIT:
        return (
            f"{call} was {error['message']}; expected a result: "
            f"is there a loop that never ends, or far too much work in one?"
        )
    place = where(error["traceback"], name, given=given)
    said = f"{error['type']}: {_message(error)}".rstrip(":. ")
    said = f"{said} ({place})" if place else said
    sentence = f"{call} raised {said}; expected a result, no error"
    cause = _cause(error, name, in_given=given and last(error["traceback"])[0] == name)
    return f"{sentence}: {cause}" if cause else f"{sentence}."


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
        return f"is your `def {name}(...)` line as in the question?"
    if _about_none(error):
        if in_given:
            return FORGOT_RETURN
        none = error.get("empty", [])
        what = " and ".join(f"`{one}`" for one in none) or "something"
        return f"{what} is None there; does each function you call end in `return`?"
    if error["type"] == "NameError":
        return "is it misspelt, or did its cell not run, or end with an error?"
    return ""


def _about_none(error: ErrorData) -> bool:
    return error["type"] != "ValueError" and "NoneType" in error["message"]


def where(frames: list[Frame], name: str, *, given: bool) -> str:
    """Say which line of whose function: ``line 3 of your function: `return z` ``."""
    function, line, source = last(frames)
    if not function or (given and function == WITHHELD):
        return ""
    owner = f"your {function}"
    if function in (name, WITHHELD) or function.startswith("<"):
        owner = "your function"
    if given and function == name:
        owner = "the given cell"
    quoted = f": `{source}`" if source else ""
    return f"line {line} of {owner}{quoted}"


def last(frames: list[Frame]) -> Frame:
    """Return the deepest frame of a function with a name of its own."""
    named = [frame for frame in frames if not frame[0].startswith("<")]
    return next(reversed(named or frames), ("", 0, ""))


def _unwritten(error: ErrorData, name: str) -> str:
    """Name the function that is missing: not always the one that was called."""
    inner = last(error["traceback"])[0] or name
    missing = NOT_WRITTEN.format(name=inner)
    called = inner in (name, WITHHELD)
    return missing if called else f"{name} calls {inner}, and {missing}"
