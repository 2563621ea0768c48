"""Softmax's row operations, a cache-sized block at a time.

NumPy writes each intermediate result of a large array to main memory and reads it
back. Here rows are taken in blocks that stay in the cache, converted to float64 on the
way in and rounded on the way out: so the accurate way costs no more than the usual one,
and nothing of the size of the input is allocated but the result. PyTorch takes
everything as one block, which leaves autograd a plain expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from array_api_compat import array_namespace, is_torch_array

from neuronbook._arrays import Array, quiet

BLOCK_ELEMENTS = 1 << 17
"""Entries in a block: 1 MiB of float64."""

MIN_COLUMNS = 1 << 14
"""Columns taken together where rows are not contiguous, if there are as many."""

SHORT_ROW = 64
"""Shorter contiguous rows are turned, so that the inner loops run across them."""

EXP_WINDOW = 640.0
"""exp of anything from 0 to here, summed over 1e30 entries, stays below 1.8e308."""


@dataclass(frozen=True)
class Rows:
    """Some rows, along the middle axis of `z (outer, n, inner)`.

    Attributes
    ----------
    parts
        Pieces of the rows to visit in turn; mostly there is just one.
    buffer
        Room for a part in float64; None for PyTorch, which allocates for itself.
    """

    xp: Any
    z: Array
    parts: list[slice]
    buffer: Array | None

    def minus(self, part: slice, shift: Array) -> tuple[Array, Array | None]:
        """Return `z - shift` in float64, twice: to use, and (NumPy) to overwrite."""
        z = self.z[:, part]
        if self.buffer is None:
            return self.xp.astype(z, self.xp.float64) - shift, None
        out = self.view(part)
        # A ufunc that converts while it broadcasts is twice as slow as both steps.
        if z.dtype != out.dtype:
            np.copyto(out, z)
            z = out
        return np.subtract(z, shift, out=out), out

    def view(self, part: slice) -> Array:
        """Return the buffer in the shape of a part."""
        if self.buffer is None:
            raise TypeError("PyTorch allocates for itself")
        shape = self.z[:, part].shape
        return self.buffer[: math.prod(shape)].reshape(shape)

    def exp(self, part: slice, shift: Array) -> Array:
        """Return exp(z - shift) in float64, free to be overwritten."""
        shifted, out = self.minus(part, shift)
        return self.xp.exp(shifted, out=out)


Kernel = Callable[[Rows, Array], None]


def by_rows(
    kernel: Kernel, z: Array, axis: int, *, width: int | None = None, dtype: Any = None
) -> Array:
    """Run `kernel(rows, out)` on all rows of `z` along `axis`.

    Parameters
    ----------
    kernel
        Fills `out`, of shape (outer, `width`, inner), from rows (outer, n, inner).
    z
        Floating array, any shape.
    axis
        Along which a row lies, counted from the front; a scalar is a row of one entry.
    width
        Entries that the kernel makes of a row; by default as many as the row has.
    dtype
        Of the result; by default that of `z`.

    Returns
    -------
    Array
        Of the shape of `z` (of a scalar: (1,)), with `width` in place of `n`.
    """
    xp = array_namespace(z)
    shape = tuple(z.shape) or (1,)
    n = shape[axis]
    width = n if width is None else width
    outer, inner = math.prod(shape[:axis]), math.prod(shape[axis + 1 :])
    z = xp.reshape(z, (outer, n, inner))
    dtype = z.dtype if dtype is None else dtype
    out = xp.empty((outer, width, inner), dtype=dtype, device=z.device)
    with quiet():
        if is_torch_array(z):
            kernel(Rows(xp, z, [slice(n)], None), out)
        elif z.size and inner == 1 and n < SHORT_ROW:
            turned = z.transpose(2, 1, 0), out.transpose(2, 1, 0)
            _run_blocks(_turned(kernel), xp, *turned)
        elif z.size:
            _run_blocks(kernel, xp, z, out)
    return xp.reshape(out, (*shape[:axis], width, *shape[axis + 1 :]))


def _turned(kernel: Kernel) -> Kernel:
    """Let the kernel work on contiguous copies of a transposed block."""

    def run(rows: Rows, out: Array) -> None:
        copy = np.empty(out.shape, out.dtype)
        kernel(replace(rows, z=np.ascontiguousarray(rows.z)), copy)
        out[...] = copy

    return run


def _run_blocks(kernel: Kernel, xp: Any, z: Array, out: Array) -> None:
    outer, n, inner = z.shape
    columns = min(inner, max(MIN_COLUMNS, BLOCK_ELEMENTS // n))
    height = min(outer, max(1, BLOCK_ELEMENTS // (n * columns)))
    length = min(n, max(1, BLOCK_ELEMENTS // columns))
    parts = [slice(start, start + length) for start in range(0, n, length)]
    buffer = np.empty(height * length * columns)
    for block in _blocks(outer, inner, height, columns):
        kernel(Rows(xp, z[block], parts, buffer), out[block])


def _blocks(
    outer: int, inner: int, height: int, columns: int
) -> Iterator[tuple[slice, slice, slice]]:
    for top in range(0, outer, height):
        for left in range(0, inner, columns):
            yield slice(top, top + height), slice(None), slice(left, left + columns)


def softmax_rows(rows: Rows, out: Array) -> None:
    """Fill `out` with exp(z) / Σ exp(z)."""
    xp = rows.xp
    maximum, shift = _maximum_and_shift(rows, out)
    reject_impossible_rows(xp, maximum)
    if len(rows.parts) > 1:
        _softmax_in_parts(rows, out, shift)
        return
    e = rows.exp(rows.parts[0], shift)
    out[...] = xp.divide(e, _row_sum(e), out=None if rows.buffer is None else e)


def _softmax_in_parts(rows: Rows, out: Array, shift: Array) -> None:
    sums = []
    for part in rows.parts:
        e = rows.exp(part, shift)
        sums.append(_row_sum(e))
        out[:, part] = e
    total = _row_sum(np.concat(sums, axis=1))
    if out.dtype != np.float16:
        total = total.astype(out.dtype)
    for part in rows.parts:
        np.divide(out[:, part], total, out=out[:, part], casting="same_kind")


def log_softmax_rows(rows: Rows, out: Array) -> None:
    """Fill `out` with (z - m) - log1p(rest); both terms are at most 0."""
    xp = rows.xp
    maximum, shift = _maximum_and_shift(rows, out)
    reject_impossible_rows(xp, maximum)
    log_rest = xp.log1p(_rest(rows, maximum, shift))
    if rows.buffer is not None and out.dtype == rows.z.dtype != np.float16:
        # Two more roundings in float32 are harmless and save two conversions.
        maximum, log_rest = maximum.astype(out.dtype), log_rest.astype(out.dtype)
        for part in rows.parts:
            below = np.subtract(rows.z[:, part], maximum, out=out[:, part])
            np.subtract(below, log_rest, out=below)
        return
    for part in rows.parts:
        out[:, part] = rows.minus(part, maximum)[0] - log_rest


def maximum_and_rest_rows(rows: Rows, out: Array) -> None:
    """Fill `out`, of width 2, with `m` and Σ exp(z - m) without one largest entry."""
    maximum, shift = _maximum_and_shift(rows, out)
    out[:, :1] = maximum
    out[:, 1:] = _rest(rows, maximum, shift)


def maximum_and_rest(xp: Any, z: Array, axis: int) -> tuple[Array, Array]:
    """Return `m` and Σ exp(z - m) without one largest entry, in float64, axis kept.

    log Σ exp(z) = m + log1p(rest), and -log1p(rest) is the largest log-probability.
    """
    both = by_rows(maximum_and_rest_rows, z, axis, width=2, dtype=xp.float64)
    first, second = xp.moveaxis(both, axis, 0)
    return xp.expand_dims(first, axis=axis), xp.expand_dims(second, axis=axis)


def _maximum_and_shift(rows: Rows, out: Array) -> tuple[Array, Array]:
    """Return the maximum of each row and the shift under which exp cannot overflow.

    For a float64 result there is no shift if the maximum is between 0 and the window,
    and elsewhere it is a whole number, of the maximum's sign and no larger in
    magnitude. So z - shift is exact, or so far below that exp makes it 1e-277 or less.
    Narrower results do not see the rounding of z - shift, but must hold exp of it.
    """
    xp = rows.xp
    native = xp.max(rows.z, axis=1, keepdims=True)
    reject_nan_and_inf(xp, native)
    maximum = xp.astype(native, xp.float64)
    finite = xp.where(maximum == -math.inf, 0.0, maximum)
    window = EXP_WINDOW if out.dtype == xp.float64 else 0.0
    return maximum, xp.trunc(finite - xp.clip(finite, 0.0, window))


def _rest(rows: Rows, maximum: Array, shift: Array) -> Array:
    """Return Σ exp(z - m) over all entries of each row but one largest."""
    xp = rows.xp
    top = xp.exp(xp.where(maximum == -math.inf, shift, maximum) - shift)
    if rows.z.dtype != xp.float64:
        rest = _total(rows, shift) - top
        # The rounding of the total, 2⁻⁵³ of it, must not show in the result.
        if bool(xp.all(rest * float(xp.finfo(rows.z.dtype).eps) > top * 2.0**-52)):
            return rest / top
    return _sum_without_top(rows, maximum, shift, top) / top


def _total(rows: Rows, shift: Array) -> Array:
    sums = [_row_sum(rows.exp(part, shift)) for part in rows.parts]
    return _row_sum(rows.xp.concat(sums, axis=1))


def _sum_without_top(rows: Rows, maximum: Array, shift: Array, top: Array) -> Array:
    xp = rows.xp
    native = xp.astype(maximum, rows.z.dtype)
    sums, ties = [], 0
    for part in rows.parts:
        at_top = rows.z[:, part] == native
        ties = ties + xp.count_nonzero(at_top, axis=1, keepdims=True)
        e = rows.exp(part, shift)
        others = xp.multiply(e, ~at_top, out=None if rows.buffer is None else e)
        sums.append(_row_sum(others))
    return (ties - 1) * top + _row_sum(xp.concat(sums, axis=1))


def _row_sum(x: Array) -> Array:
    """Sum float64 `x` over axis 1, which stays, with an error that grows like log n.

    NumPy adds pairwise along a contiguous axis only, elsewhere one after the other:
    there the halves are folded onto each other until few are left.
    """
    if not is_torch_array(x):
        if x.shape[2] == 1:
            return x[:, :, 0].sum(axis=1)[:, None, None]
        while x.shape[1] > SHORT_ROW:
            half, odd = divmod(x.shape[1], 2)
            folded = x[:, :half] + x[:, half : 2 * half]
            if odd:
                folded[:, 0] += x[:, -1]
            x = folded
    return array_namespace(x).sum(x, axis=1, keepdims=True)


def reject_nan_and_inf(xp: Any, maximum: Array) -> None:
    """Raise ValueError if the maxima of some rows tell of NaN or +inf in them."""
    if not bool(xp.all(maximum < math.inf)):
        found = "NaN" if bool(xp.any(xp.isnan(maximum))) else "+inf"
        raise ValueError(f"expected logits below +inf, got {found}")


def reject_impossible_rows(xp: Any, maximum: Array) -> None:
    """Raise ValueError if the maximum of a row is -inf: no class is possible."""
    if bool(xp.any(maximum == -math.inf)):
        raise ValueError("expected a logit above -inf in each row, got only -inf")
