"""Comparison of numbers: no broadcasting, NaN equals only NaN."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .plain_data import is_tensor

Array = np.ndarray[Any, Any]

# Some hundred units in the last place; absolute: what sums of such numbers leave.
_TOLERANCES: Final[dict[str, tuple[float, float]]] = {
    "float16": (5e-3, 1e-3),
    "bfloat16": (4e-2, 1e-2),
    "float32": (1e-5, 1e-6),
    "complex64": (1e-5, 1e-6),
}
_EXACT: Final = (1e-9, 1e-12)
_KINDS: Final = {"b": "bool", "i": "real", "u": "real", "f": "real", "c": "complex"}


def as_array(value: Any) -> Array | None:
    """Return the numbers of plain data, in whatever form, as an array, or None."""
    if isinstance(value, list | tuple):
        return np.array(value) if is_numeric_nest(value) else None
    if is_tensor(value):
        return _tensor_array(value)
    if isinstance(value, np.ndarray | np.generic | bool | int | float | complex):
        array = np.asarray(value)
        return array if array.dtype.kind in _KINDS else None
    return None


def _tensor_array(value: Any) -> Array:
    import torch

    exact = value.detach()
    if exact.dtype is torch.bfloat16:  # NumPy has no such type; float32 holds it
        exact = exact.float()
    array: Array = exact.numpy()
    return array


def is_numeric_nest(value: Any) -> bool:
    """Whether this is a rectangular nest of lists that holds numbers only."""
    try:
        array = np.array(value)
    except (ValueError, OverflowError):
        return False
    return array.dtype.kind in _KINDS


def kinds_differ(have: Array, want: Array) -> bool:
    """Whether one holds truth values, or complex numbers, and the other does not."""
    return _KINDS[have.dtype.kind] != _KINDS[want.dtype.kind]


def tolerances(
    got: Any, expected: Any, rtol: float | None, atol: float | None
) -> tuple[float, float]:
    """Fill in the tolerances that the precision of the numbers suggests."""
    typed = getattr(expected, "dtype", getattr(got, "dtype", ""))
    usual = _TOLERANCES.get(str(typed).removeprefix("torch."), _EXACT)
    return usual[0] if rtol is None else rtol, usual[1] if atol is None else atol


def fits(have: Array, want: Array, rtol: float, atol: float) -> bool:
    """Whether two arrays have the same shape and kind, and agree."""
    if have.shape != want.shape or kinds_differ(have, want):
        return False
    return bool(close_mask(*unify(have, want), rtol, atol).all())


def fits_in_precision(dtype: str, have: Array, want: Array) -> bool:
    """Whether two arrays of equal shape agree as far as this dtype can tell."""
    usual = _TOLERANCES.get(dtype)
    return usual is not None and bool(close_mask(have, want, *usual).all())


def apart_by_axes_of_one(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two shapes are the same but for axes of length 1."""
    return [n for n in one if n != 1] == [n for n in other if n != 1]


def unify(have: Array, want: Array) -> tuple[Array, Array]:
    """Bring two arrays to one dtype that holds both exactly enough to compare."""
    if have.dtype.kind in "biu" and want.dtype.kind in "biu":
        return have, want
    dtype = np.result_type(have.dtype, want.dtype, np.float64)
    return have.astype(dtype), want.astype(dtype)


def close_mask(have: Array, want: Array, rtol: float, atol: float) -> Array:
    """Return where two arrays of equal shape agree."""
    with np.errstate(all="ignore"):
        right = have == want
        if have.dtype.kind in "fc":
            near = np.abs(have - want) <= atol + rtol * np.abs(want)
            right |= near & np.isfinite(have) & np.isfinite(want)
            right |= np.isnan(have) & np.isnan(want)
    return np.asarray(right)


def index_of_first(mask: Array) -> tuple[int, ...]:
    """Return the index of the first True."""
    return tuple(int(i) for i in np.unravel_index(int(mask.argmax()), mask.shape))
