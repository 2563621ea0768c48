"""Values in words: short, one line, and different where the values differ."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .data import a, type_name

INLINE: Final = 12  # arrays of up to this many entries are written out
LIMIT: Final = 160  # characters of one value

_USUAL_DTYPES: Final = frozenset({"float64", "int64", "bool"})


def is_tensor(value: object) -> bool:
    """Whether a plain value is a torch tensor."""
    return type(value).__module__ == "torch"


def show(value: Any, digits: int = 5) -> str:
    """Write one plain value in at most `LIMIT` characters."""
    text = _show(value, digits)
    if len(text) > LIMIT and isinstance(value, list | tuple | dict):
        return describe(value)
    return text if len(text) <= LIMIT else text[: LIMIT - 4] + " ..."


def digits_apart(one: Any, other: Any) -> int:
    """Return how many digits it takes to see that two values differ, and by what."""
    for digits in (5, 7, 9, 12):
        if show(one, digits - 1) != show(other, digits - 1):
            return digits
    return 17


def show_pair(one: Any, other: Any) -> tuple[str, str]:
    """Write two values, with as many digits as it takes to tell them apart."""
    digits = digits_apart(one, other)
    return show(one, digits), show(other, digits)


def describe(value: Any) -> str:
    """Name the kind of a plain value: ``an array of shape (2, 3), float64``."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}, {value.dtype}"
    if is_tensor(value):
        return f"a torch tensor of shape {tuple(value.shape)}, {_tensor_dtype(value)}"
    if value is None:
        return "None"
    if callable(value):
        return "a function"
    if isinstance(value, list | tuple | dict):
        return f"a {type_name(type(value))} of {counted(len(value), 'item')}"
    return a(type_name(type(value)))


def counted(number: int, noun: str) -> str:
    """Write a number and its noun: ``1 item``, ``2 items``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _show(value: Any, digits: int) -> str:
    if isinstance(value, np.ndarray):
        return _show_array(value, digits)
    if is_tensor(value):
        return _show_tensor(value, digits)
    if isinstance(value, np.generic):
        return _number(value.item(), digits) + _dtype_note(value.dtype)
    if isinstance(value, list | tuple | dict):
        return _show_container(value, digits)
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


def _show_array(value: np.ndarray[Any, Any], digits: int) -> str:
    if value.size > INLINE:
        return describe(value)
    if value.size == 0 and value.shape != (0,):
        return f"an empty array of shape {value.shape}"
    text = _entry(value.tolist(), digits)
    return (f"array({text})" if value.ndim == 0 else text) + _dtype_note(value.dtype)


def _tensor_dtype(value: Any) -> str:
    return str(value.dtype).removeprefix("torch.")


def _show_tensor(value: Any, digits: int) -> str:
    if value.numel() > INLINE or value.numel() == 0:
        return describe(value)
    note = "" if _tensor_dtype(value) == "float32" else f", {_tensor_dtype(value)}"
    return f"tensor({_entry(value.tolist(), digits)}{note})"


def _show_container(value: Any, digits: int) -> str:
    if isinstance(value, dict):
        items = [f"{k!r}: {_show(v, digits)}" for k, v in list(value.items())[:6]]
    else:
        items = [_show(item, digits) for item in value[:6]]
    if len(value) > 6:
        items.append(f"... {len(value)} items in all")
    text = ", ".join(items)
    if isinstance(value, tuple):
        return f"({text},)" if len(value) == 1 else f"({text})"
    return f"{{{text}}}" if isinstance(value, dict) else f"[{text}]"
