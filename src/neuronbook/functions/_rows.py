"""Softmax's row operations, a cache-sized block at a time.

NumPy writes each intermediate result of a large array to main memory and reads it
back. Here rows are taken in blocks that stay in the cache, converted to float64 on the
way in and rounded on the way out: so the accurate way costs no more than the usual one,
and nothing of the size of the input is allocated but the result. PyTorch takes
everything as one block, which leaves autograd a plain expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from array_api_compat import array_namespace, is_torch_array

from neuronbook.arrays import Array, quiet

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
    buffers
        Two, with room for a part in float64; None for PyTorch, which allocates itself.
    """

    xp: Any
    z: Array
    parts: list[slice]
    buffers: tuple[Array, Array] | None
    _in_buffer: slice | None = field(default=None, init=False)

    @property
    def precise(self) -> bool:
        """Whether the input is float64, so that float64 itself has to be helped."""
        return bool(self.z.dtype == self.xp.float64)

    def room(self, number: int, like: Array) -> Array | None:
        """Return a buffer in the shape of a part, None for PyTorch."""
        if self.buffers is None:
            return None
        return self.buffers[number][: like.size].reshape(like.shape)

    def load(self, part: slice) -> tuple[Array, Array | None]:
        """Return a part in float64, and where to compute on it (None: PyTorch)."""
        z = self.z[:, part]
        out = self.room(0, z)
        if out is None:
            return self.xp.astype(z, self.xp.float64), None
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
    room = np.empty((2, height * length * columns))
    for block in _blocks(outer, inner, height, columns):
        kernel(Rows(xp, z[block], parts, (room[0], room[1])), out[block])


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
    e: Array = None

    def numerators() -> Iterator[Array]:
        nonlocal e
        for part in rows.parts:
            e = rows.exp(part, shift)
            out[:, part] = e
            yield e

    total = _sum(rows, numerators(), rows.xp.exp(maximum - shift))
    if rows.buffers is None:
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
    if rows.buffers is not None and out.dtype == rows.z.dtype != np.float16:
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
    if not rows.precise:
        terms = (rows.exp(part, shift) for part in rows.parts)
        rest = _sum(rows, terms, top) - top
        # n roundings of the total, 2⁻⁵³ of it each, must not show in the result.
        noise = rows.z.shape[1] * 2.0**-52 / float(xp.finfo(rows.z.dtype).eps)
        if bool(xp.all(rest > noise * top)):
            return rest / top
    return _sum_without_top(rows, maximum, shift, top) / top


def _sum_without_top(rows: Rows, maximum: Array, shift: Array, top: Array) -> Array:
    xp = rows.xp
    native = xp.astype(maximum, rows.z.dtype)
    ties: Array = 0

    def others() -> Iterator[Array]:
        nonlocal ties
        for part in rows.parts:
            at_top = rows.z[:, part] == native
            ties = ties + xp.count_nonzero(at_top, axis=1, keepdims=True)
            e = rows.exp(part, shift)
            yield xp.multiply(e, ~at_top, out=rows.room(0, e))

    total = _sum(rows, others())
    return (ties - 1) * top + total


def _sum(rows: Rows, pieces: Iterable[Array], largest: Array = None) -> Array:
    """Sum float64 pieces over axis 1, which stays; no entry is above `largest`.

    For float64 results a piece's sum is rounded only once: each entry is split at a bit
    so high that the upper parts add without any rounding and the lower parts hardly
    count (Rump, Ogita and Oishi, *Accurate floating-point summation*, SIAM J. Sci.
    Comput. 31 (2008)). For narrower results float64 is good enough as it is.
    """
    xp = rows.xp
    high, low = 0.0, 0.0
    for e in pieces:
        if not rows.precise:
            high = high + xp.sum(e, axis=1, keepdims=True)
            continue
        bound = xp.max(e, axis=1, keepdims=True) if largest is None else largest
        split = _power_of_two_above(2.0 * rows.z.shape[1] * bound)
        room = rows.room(1, e)
        upper = xp.subtract(xp.add(e, split, out=room), split, out=room)
        high, lost = _two_sum(high, xp.sum(upper, axis=1, keepdims=True))
        lower = xp.subtract(e, upper, out=room)
        low = low + (lost + xp.sum(lower, axis=1, keepdims=True))
    return high + low


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """Return a + b rounded, and what rounding took from it (Knuth, TAOCP 4.2.2)."""
    total = a + b
    b_seen = total - a
    return total, (a - (total - b_seen)) + (b - b_seen)


def _power_of_two_above(x: Array) -> Array:
    """Return powers of two, at least x, without a logarithm (Rump, 2008)."""
    far = x * 2.0**53
    power = abs((far + x) - far)
    return power + (power == 0) * x


def reject_nan_and_inf(xp: Any, maximum: Array) -> None:
    """Raise ValueError if the maxima of some rows tell of NaN or +inf in them."""
    if not bool(xp.all(maximum < math.inf)):
        found = "NaN" if bool(xp.any(xp.isnan(maximum))) else "+inf"
        raise ValueError(f"expected logits below +inf, got {found}")


def reject_impossible_rows(xp: Any, maximum: Array) -> None:
    """Raise ValueError if the maximum of a row is -inf: no class is possible."""
    if bool(xp.any(maximum == -math.inf)):
        raise ValueError("expected a logit above -inf in each row, got only -inf")
