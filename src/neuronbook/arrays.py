"""What the numerical modules share: checking what comes in, rounding what goes out.

The mathematics is written once for NumPy arrays and PyTorch tensors, through
`array_api_compat`. Whatever the dtype of the input, it is computed in float64
and rounded once at the end.
"""

from __future__ import annotations

import operator
from typing import Any, TypeAlias

import numpy as np
from array_api_compat import array_namespace, is_torch_array
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = Any
"""A NumPy array or a PyTorch tensor (and, as input, whatever `numpy.asarray` takes)."""


def as_array(x: Array) -> tuple[Any, Array]:
    """Return the array namespace of `x` and `x` as one of its arrays."""
    x = x if is_torch_array(x) else np.asarray(x)
    if isinstance(x, np.ndarray) and x.dtype.kind not in "biuf":
        raise ValueError(f"expected numbers, got an array of dtype {x.dtype}")
    return array_namespace(x), x


def as_float(x: ArrayLike) -> NDArray[Any]:
    """Return `x` as a NumPy array of real floating numbers.

    Parameters
    ----------
    x : array_like
        Numbers of any shape.

    Returns
    -------
    ndarray
        Of the shape of `x`. Floats of 16, 32 or 64 bits keep their dtype; integers and
        booleans become float64. It is not a copy where none is needed.

    Raises
    ------
    ValueError
        If `x` holds anything else: text, objects, complex or extended numbers.
    """
    x = np.asarray(x)
    if x.dtype.kind in "biu":
        return x.astype(np.float64)
    if x.dtype not in (np.float16, np.float32, np.float64):
        expected = "expected real numbers of 16, 32 or 64 bits"
        raise ValueError(f"{expected}, got an array of dtype {x.dtype}")
    return x


def as_namespace_float(x: Array) -> tuple[Any, Array]:
    """Return the namespace and `x` in a real floating dtype.

    Integers and booleans become float64.

    Raises
    ------
    ValueError
        If `x` is neither integer nor a real number of 16, 32 or 64 bits.
    """
    xp, x = as_array(x)
    if xp.isdtype(x.dtype, ("bool", "integral")):
        return xp, xp.astype(x, xp.float64)
    real = xp.isdtype(x.dtype, "real floating")
    if not real or xp.finfo(x.dtype).bits not in (16, 32, 64):
        expected = "expected real numbers of 16, 32 or 64 bits"
        raise ValueError(f"{expected}, got dtype {x.dtype}")
    return xp, x


def as_float_pair(x: Array, y: Array) -> tuple[Any, Array, Array]:
    """Return `x` and `y` as floating arrays of one kind: tensors if either is one."""
    if is_torch_array(y) and not is_torch_array(x):
        namespace, y, x = as_float_pair(y, x)
        return namespace, x, y
    xp, x = as_namespace_float(x)
    y = as_namespace_float(xp.asarray(y, device=x.device) if is_torch_array(x) else y)[
        1
    ]
    return xp, x, y


def plain(x: Array) -> Array:
    """Turn a NumPy array without axes into a NumPy scalar; leave the rest alone."""
    return x[()] if isinstance(x, np.ndarray) else x


def quiet() -> np.errstate:
    """Silence what is meant to happen: tiny terms vanish, huge results round to inf."""
    return np.errstate(over="ignore", under="ignore")


def round_to(x: Array, dtype: Any) -> Array:
    """Round the float64 array `x` to `dtype`."""
    xp = array_namespace(x)
    with quiet():
        return plain(xp.astype(x, dtype))


def require_finite(name: str, x: Array) -> None:
    """Raise ValueError unless every entry of `x` is finite."""
    xp = array_namespace(x)
    if not bool(xp.all(xp.isfinite(x))):
        found = "NaN" if bool(xp.any(xp.isnan(x))) else "inf"
        raise ValueError(f"expected finite {name}, got {found}")


def require_same_shape(name: str, x: Array, like: Array) -> None:
    """Raise ValueError unless `x` has the shape of `like`: nothing is broadcast."""
    if tuple(x.shape) != tuple(like.shape):
        expected = tuple(like.shape)
        raise ValueError(f"expected {name} of shape {expected}, got {tuple(x.shape)}")


def normalize_axis(shape: tuple[int, ...], axis: int) -> int:
    """Return `axis` counted from the front; a scalar counts as one row of one entry.

    Raises
    ------
    ValueError
        If there is no such axis, or no entry along it.
    """
    ndim = max(1, len(shape))
    if not -ndim <= operator.index(axis) < ndim:
        raise ValueError(f"axis {axis} does not exist in an array of shape {shape}")
    axis %= ndim
    if shape and shape[axis] == 0:
        raise ValueError(f"expected entries along axis {axis}, got shape {shape}")
    return axis


def checked_targets(logits: Array, targets: Array) -> Array:
    """Return `targets` as int64 of the kind of `logits (batch, classes)`, checked.

    Raises
    ------
    ValueError
        If they are not integers of shape (batch,) from 0 to classes - 1.
    """
    xp, _ = as_array(logits)
    batch, classes = logits.shape
    targets = as_array(targets)[1]
    if tuple(targets.shape) != (batch,):
        got = tuple(targets.shape)
        raise ValueError(f"expected targets of shape ({batch},), got {got}")
    if not as_array(targets)[0].isdtype(targets.dtype, "integral") and batch:
        raise ValueError(f"expected integer targets, got dtype {targets.dtype}")
    targets = xp.astype(xp.asarray(targets, device=logits.device), xp.int64)
    for outside in targets[(targets < 0) | (targets >= classes)][:1]:
        raise ValueError(f"expected targets from 0 to {classes - 1}, got {outside}")
    return targets
