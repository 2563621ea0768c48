"""Comparison of numbers: no broadcasting, NaN equals only NaN."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .show import is_tensor

Array = np.ndarray[Any, Any]

# Some hundred units in the last place; absolute: what sums of such numbers leave.
_TOLERANCES: Final[dict[str, tuple[float, float]]] = {
    "float16": (5e-3, 1e-3),
    "bfloat16": (4e-2, 1e-2),
    "float32": (1e-5, 1e-6),
    "complex64": (1e-5, 1e-6),
}
_EXACT: Final = (1e-9, 1e-12)
_KINDS: Final = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}


def as_array(value: Any, *, accept_list: bool) -> Array | None:
    """Return the numbers of plain data as an array, or None if it has none."""
    if isinstance(value, list | tuple):
        return np.array(value) if accept_list and is_numeric_nest(value) else None
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


def kind_words(have: Array, want: Array, *, typed: bool) -> tuple[str, str] | None:
    """Say which kinds of number two arrays hold, if they may not be compared.

    An untyped list of ints as the expected value may be met by floats.
    """
    one, other = _KINDS[have.dtype.kind], _KINDS[want.dtype.kind]
    untyped_int = not typed and other == "int" and one == "float"
    number_for_float = one == "int" and other == "float" and have.ndim == 0
    if one == other or untyped_int or number_for_float:
        return None
    return f"of dtype {have.dtype}", f"of a {other} dtype"


def tolerances(
    got: Any, expected: Any, rtol: float | None, atol: float | None
) -> tuple[float, float]:
    """Fill in the tolerances that the precision of the numbers suggests."""
    typed = getattr(expected, "dtype", getattr(got, "dtype", ""))
    usual = _TOLERANCES.get(str(typed).removeprefix("torch."), _EXACT)
    return usual[0] if rtol is None else rtol, usual[1] if atol is None else atol


def nearly(dtype: str, have: Array, want: Array) -> bool:
    """Whether two arrays of equal shape agree as far as this dtype can tell."""
    usual = _TOLERANCES.get(dtype)
    return usual is not None and bool(close_mask(have, want, *usual).all())


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
