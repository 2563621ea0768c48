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
from dataclasses import dataclass, field, replace
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

LARGEST_EXPONENT = {16: 10.0, 32: 64.0, 64: 640.0}
"""By bits: exp of this, and in 32 and 64 bits a sum of billions of it, is finite."""


@dataclass
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
    _in_buffer: slice | None = field(default=None, init=False)

    def load(self, part: slice) -> tuple[Array, Array | None]:
        """Return a part in float64, and where to compute on it (None: PyTorch)."""
        z = self.z[:, part]
        if self.buffer is None:
            return self.xp.astype(z, self.xp.float64), None
        out = self.buffer[: z.size].reshape(z.shape)
        if z.dtype == out.dtype:
            return z, out
        # A ufunc that converts while it broadcasts is twice as slow as both steps.
        if self._in_buffer != part:
            np.copyto(out, z)
            self._in_buffer = part
        return out, out

    def exp(self, part: slice, shift: Array) -> Array:
        """Return exp(z - shift) of a part, in float64."""
        z, out = self.load(part)
        self._in_buffer = None
        if bool(self.xp.any(shift != 0)):
            z = self.xp.subtract(z, shift, out=out)
        return self.xp.exp(z, out=out)

    def max(self) -> Array:
        """Return the largest entry of each row, in float64."""
        if len(self.parts) > 1:
            largest = self.xp.max(self.z, axis=1, keepdims=True)
            return self.xp.astype(largest, self.xp.float64)
        return self.xp.max(self.load(self.parts[0])[0], axis=1, keepdims=True)


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
    maximum, shift = _maximum_and_shift(rows, out)
    reject_impossible_rows(rows.xp, maximum)
    sums = []
    for part in rows.parts:
        e = rows.exp(part, shift)
        sums.append(_row_sum(e))
        out[:, part] = e
    total = _row_sum(rows.xp.concat(sums, axis=1))
    if rows.buffer is None:
        out[...] = e / total
    elif out.dtype == np.float16:
        np.divide(out, total, out=out, casting="same_kind")
    else:
        # Three roundings to the result's dtype: at most two and a half ulp.
        np.divide(out, total.astype(out.dtype), out=out)


def log_softmax_rows(rows: Rows, out: Array) -> None:
    """Fill `out` with (z - m) - log1p(rest); both terms are at most 0."""
    xp = rows.xp
    maximum, shift = _maximum_and_shift(rows, out)
    reject_impossible_rows(xp, maximum)
    log_rest = xp.log1p(_rest(rows, maximum, shift))
    if rows.buffer is not None and out.dtype == rows.z.dtype != np.float16:
        # Three roundings again, without a detour through float64.
        np.subtract(rows.z, maximum.astype(out.dtype), out=out)
        np.subtract(out, log_rest.astype(out.dtype), out=out)
        return
    for part in rows.parts:
        out[:, part] = (rows.load(part)[0] - maximum) - log_rest


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

    There is no shift while the maximum is between 0 and what exp of it fits the result.
    Elsewhere it is a whole number, of the maximum's sign and no larger in magnitude. So
    z - shift is exact in float64, or so far below that exp makes it 1e-277 or less.
    """
    xp = rows.xp
    maximum = rows.max()
    reject_nan_and_inf(xp, maximum)
    finite = xp.where(maximum == -math.inf, 0.0, maximum)
    largest = LARGEST_EXPONENT[xp.finfo(out.dtype).bits]
    return maximum, xp.trunc(finite - finite.clip(0.0, largest))


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
