"""What comes in: arrays of real numbers, and the few checks that modules share."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]


def as_float(x: ArrayLike) -> Array:
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


def require_finite(name: str, x: Array) -> None:
    """Raise ValueError unless every entry of `x` is finite."""
    if not np.isfinite(x).all():
        found = "NaN" if np.isnan(x).any() else "inf"
        raise ValueError(f"expected finite {name}, got {found}")


def require_same_shape(name: str, x: Array, like: Array) -> None:
    """Raise ValueError unless `x` has the shape of `like`: nothing is broadcast."""
    if x.shape != like.shape:
        raise ValueError(f"expected {name} of shape {like.shape}, got {x.shape}")


def as_labels(labels: ArrayLike, batch: int, num_classes: int) -> NDArray[np.int64]:
    """Return class indices as int64, checked.

    Parameters
    ----------
    labels : array_like of int, shape (batch,)
        Class indices from 0 to `num_classes` - 1.
    batch : int
        Number of examples.
    num_classes : int
        Number of classes.

    Raises
    ------
    ValueError
        If they have another shape, are not integers, or one is out of its range.
    """
    labels = np.asarray(labels)
    if labels.shape != (batch,):
        raise ValueError(f"expected labels of shape ({batch},), got {labels.shape}")
    if labels.dtype.kind not in "iu" and batch:
        raise ValueError(f"expected integer labels, got dtype {labels.dtype}")
    outside = labels[(labels < 0) | (labels >= num_classes)]
    if outside.size:
        expected = f"expected labels from 0 to {num_classes - 1}"
        raise ValueError(f"{expected}, got {outside[0]}")
    return labels.astype(np.int64)
