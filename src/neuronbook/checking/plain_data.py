"""Turn whatever a student's code returned into plain data.

A result is looked at only after it was rebuilt from exact base types, by the base
types' own methods. An object that claims to equal everything, or a subclass that
overrides ``__eq__``, ``__array__`` or ``__torch_function__``, loses those on the way.

Some results are no data and mean data: a `Fraction` is a number, a set the sorted list
of its items, a table of pandas a dict of arrays, a date its ISO text. The grader
proctor takes them in the same way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

MAX_DEPTH: Final = 20
MAX_ITEMS: Final = 500_000
MAX_BYTES: Final = 512 * 2**20

_ATOMS: Final = frozenset({bool, int, float, complex, str, type(None)})
_NUMPY_SCALARS: Final = frozenset(np.dtype(code).type for code in "?bBhHiIlLqQefdgFDG")
_ARRAY_KINDS: Final = frozenset("biufcU")

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


class NotData(Exception):
    """The value is no plain data; the message names what it is (``a dict_keys``)."""


@dataclass
class _Walk:
    """One conversion: what happens to callables, and what it may still spend."""

    wrap: Wrap | None
    copy: bool
    unroll: bool
    items: int = MAX_ITEMS
    bytes: int = MAX_BYTES

    def spend(self, items: int = 1, size: int = 0) -> None:
        self.items -= items
        self.bytes -= size
        if self.items < 0:
            raise NotData(f"a structure of more than {MAX_ITEMS:,} items")
        if self.bytes < 0:
            raise NotData(f"more than {MAX_BYTES // 2**20} MB of numbers")


class Unrolled(list[Any]):
    """What an iterator gave: data, but not in the form that was asked for."""


def plain(
    value: object,
    wrap: Wrap | None = None,
    *,
    copy: bool = True,
    unroll: bool = False,
) -> Any:
    """Rebuild ``value`` from exact base types.

    Parameters
    ----------
    value : object
        bool, int, float, complex, str, None; list, tuple, dict of data; NumPy arrays
        and scalars; torch tensors; functions. Subclasses become their base.
    wrap : callable, optional
        What to put in the place of a function. Without it functions are refused.
    copy : bool
        Whether arrays of the exact base type are copied too.
    unroll : bool
        Whether it is a result, which may mean data: then an iterator becomes the list
        of its items, an `Unrolled`, and a `Fraction` a number. Otherwise they are
        refused.

    Returns
    -------
    object
        The same data, of exact base types.

    Raises
    ------
    NotData
        For anything else, and for what is nested too deeply or too large.
    """
    return _convert(value, _Walk(wrap, copy, unroll), 0)


def with_article(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def type_name(cls: type) -> str:
    """Name of a class, whatever its metaclass says."""
    name = type.__dict__["__name__"].__get__(cls)
    return str.__str__(name)


def _convert(value: object, walk: _Walk, depth: int) -> Any:
    cls = type(value)
    walk.spend()
    if cls in _ATOMS:
        return value
    if cls is Unrolled:
        return Unrolled(_list(value, walk, depth))  # type: ignore[arg-type]
    if depth > MAX_DEPTH:
        raise NotData(f"a structure nested more than {MAX_DEPTH} deep")
    for base, convert in _CONVERTERS:
        if issubclass(cls, base):
            return convert(value, walk, depth)
    if _is_tensor(cls):
        return _tensor(value, walk)
    if walk.unroll and hasattr(cls, "__next__"):
        return _unrolled(value, walk, depth)
    meaning = _meaning_of(cls) if walk.unroll else None
    if meaning is not None:
        return meaning(value, walk, depth)
    if walk.wrap is not None and callable(value):
        return walk.wrap(value)
    raise NotData("a function" if callable(value) else with_article(type_name(cls)))


def _numpy_scalar(value: Any, walk: _Walk, depth: int) -> Any:
    for base in _NUMPY_SCALARS:
        if issubclass(type(value), base):
            exact = type(value) is base
            return value if exact else base(np.generic.item(value))
    raise NotData(with_article(type_name(type(value))))


def _array(value: Any, walk: _Walk, depth: int) -> np.ndarray[Any, Any]:
    base = np.ndarray.view(value, np.ndarray)
    if base.dtype.kind not in _ARRAY_KINDS:
        kind = "Python objects" if base.dtype.kind == "O" else str(base.dtype)
        raise NotData(f"an array of {kind}")
    walk.spend(size=base.nbytes)
    exact = type(value) is np.ndarray
    return base if exact and not walk.copy else np.array(base, subok=False)


def is_tensor(value: object) -> bool:
    """Whether a plain value is a PyTorch tensor."""
    return _is_tensor(type(value))


def _is_tensor(cls: type) -> bool:
    torch = sys.modules.get("torch")  # never imported for the sake of looking
    return torch is not None and issubclass(cls, torch.Tensor)


def _tensor(value: Any, walk: _Walk) -> Any:
    import torch

    exact = type(value) is torch.Tensor
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        if not _has_numbers(value):
            raise NotData("a tensor of no ordinary kind")
        base = torch.Tensor.as_subclass(value, torch.Tensor)
        walk.spend(size=base.numel() * base.element_size())
        return base if exact and not walk.copy else base.detach().cpu().clone()


def _has_numbers(value: Any) -> bool:
    """Whether a tensor is a dense block of memory, not a wrapper with its own rules."""
    import torch

    keys = torch._C._dispatch_keys(value)
    if keys.has(torch._C.DispatchKey.Python) or not torch._C._has_storage(value):
        return False
    base = torch.Tensor.as_subclass(value, torch.Tensor)
    dense = base.layout is torch.strided and not base.is_quantized
    return dense and base.device.type != "meta"


def _unrolled(value: Any, walk: _Walk, depth: int) -> Unrolled:
    return Unrolled(_convert(item, walk, depth + 1) for item in value)


def _as_float(value: Any, walk: _Walk, depth: int) -> float:
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise NotData(with_article(type_name(type(value)))) from None


def _set(value: Any, walk: _Walk, depth: int) -> list[Any]:
    items = [_convert(item, walk, depth + 1) for item in value]
    try:
        return sorted(items)
    except (TypeError, ValueError):
        return sorted(items, key=repr)


def _table(value: Any, walk: _Walk, depth: int) -> dict[str, Any]:
    columns = value.columns
    return {str(name): _column(value[name], walk, depth + 1) for name in columns}


def _column(value: Any, walk: _Walk, depth: int) -> Any:
    """Return a column as an array; texts, which pandas keeps as objects, as texts."""
    array = np.asarray(value)
    texts = array.dtype.kind == "O" and all(type(one) is str for one in array)
    return _convert(array.astype(str) if texts else array, walk, depth)


def _list(value: list[Any], walk: _Walk, depth: int) -> list[Any]:
    return [_convert(item, walk, depth + 1) for item in list.__iter__(value)]


def _tuple(value: tuple[Any, ...], walk: _Walk, depth: int) -> tuple[Any, ...]:
    return tuple(_convert(item, walk, depth + 1) for item in tuple.__iter__(value))


def _dict(value: dict[Any, Any], walk: _Walk, depth: int) -> dict[Any, Any]:
    result = {}
    for key, item in dict.items(value):
        key = _convert(key, walk, depth + 1)
        try:
            result[key] = _convert(item, walk, depth + 1)
        except TypeError as error:
            raise NotData("a dict with unusable keys") from error
    return result


# NumPy first: np.float64 is a float, np.complex128 a complex, np.str_ a str.
_CONVERTERS: Final[tuple[tuple[type, Callable[[Any, _Walk, int], Any]], ...]] = (
    (np.number, _numpy_scalar),
    (np.bool_, _numpy_scalar),
    (np.ndarray, _array),
    (int, lambda value, walk, depth: int.__int__(value)),
    (float, lambda value, walk, depth: float.__float__(value)),
    (complex, lambda value, walk, depth: complex.__complex__(value)),
    (str, lambda value, walk, depth: str.__str__(value)),
    (list, _list),
    (tuple, _tuple),
    (dict, _dict),
)


_MEANINGS: Final[dict[type, Callable[[Any, _Walk, int], Any]]] = {
    Fraction: _as_float,
    Decimal: _as_float,
    set: _set,
    frozenset: _set,
    date: lambda value, walk, depth: date.isoformat(value),
    datetime: lambda value, walk, depth: datetime.isoformat(value),
}


def _meaning_of(cls: type) -> Callable[[Any, _Walk, int], Any] | None:
    """Return what makes data of exactly this class, if that is known."""
    pandas = sys.modules.get("pandas")  # never imported for the sake of looking
    if pandas is not None and cls is pandas.DataFrame:
        return _table
    if pandas is not None and cls in (pandas.Series, pandas.Index):
        return _column
    return _MEANINGS.get(cls)


def same(one: Any, other: Any) -> bool:
    """Whether two values are identical to the bit (NaN included), types and all.

    Functions count as unchanged. ``other`` must come from `plain`; ``one`` may hold
    anything, because its type is compared before its content.
    """
    if callable(other):
        return True
    if type(one) is not type(other):
        return False
    if isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(other, dict):
        keys = list(other)
        return same(list(one), keys) and all(same(one[k], other[k]) for k in keys)
    if isinstance(other, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        return bool(one.tobytes() == other.tobytes())
    if _is_tensor(type(other)):
        return _same_tensor(one, other)
    equal: bool = one == other or (one != one and other != other)
    return equal


def _same_tensor(one: Any, other: Any) -> bool:
    import torch

    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    first, second = (t.detach().reshape(-1).view(torch.uint8) for t in (one, other))
    return bool(torch.equal(first, second))
