"""Floating-point formats: what a number becomes, what sums lose, how losses are scaled.

A format is a sign, `exponent_bits` and `fraction_bits`. `Format.round` casts to it by
computing in float64, so that formats which NumPy does not have (bfloat16) can be looked
at, too; the results are those of the hardware, bit for bit.

*Accuracy.* `pairwise_sum` and `compensated_sum` compute in the dtype of their input, on
purpose: they show what an order of additions keeps. Their docstrings give the bounds.

References
----------
IEEE Standard for Floating-Point Arithmetic, IEEE 754-2019.
Goldberg, *What every computer scientist should know about floating-point arithmetic*,
ACM Computing Surveys 23 (1991).
Higham, *The accuracy of floating point summation*, SIAM Journal on Scientific Computing
14 (1993).
Micikevicius et al., *Mixed precision training*, ICLR 2018.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Array, Floats, as_float

__all__ = [
    "FORMATS",
    "Format",
    "cast_shares",
    "compensated_sum",
    "next_scale",
    "pairwise_sum",
    "scaled_step",
    "sum_fp16",
    "underflows",
]


@dataclass(frozen=True)
class Format:
    """A binary floating-point format with subnormal numbers, infinities and NaN.

    Attributes
    ----------
    name : str
        As NumPy and PyTorch call it.
    exponent_bits, fraction_bits : int
        The widths of its two fields.
    """

    name: str
    exponent_bits: int
    fraction_bits: int

    @property
    def top(self) -> int:
        """The largest exponent of a finite number."""
        return int(2 ** (self.exponent_bits - 1) - 1)

    @property
    def largest(self) -> float:
        """The largest finite number."""
        return (2 - 2.0**-self.fraction_bits) * 2.0**self.top

    @property
    def smallest_normal(self) -> float:
        """The smallest number with a leading 1."""
        return 2.0 ** (1 - self.top)

    @property
    def smallest(self) -> float:
        """The smallest positive number: subnormal."""
        return 2.0 ** (1 - self.top - self.fraction_bits)

    @property
    def eps(self) -> float:
        """The distance from 1 to the next number."""
        return 2.0**-self.fraction_bits

    def spacing(self, x: ArrayLike) -> Floats:
        """Return the distance between neighboring numbers where `x` lies.

        Parameters
        ----------
        x : array_like
            Finite numbers.

        Returns
        -------
        ndarray
            Float64, of the shape of `x`. At a power of two it is the distance upward.
        """
        x = np.asarray(x, dtype=np.float64)
        exponent = np.frexp(x)[1] - 1  # of a leading 1 in front of the point
        exponent = np.where(x == 0, 1 - self.top, exponent)
        spacing: Floats = np.ldexp(
            1.0, np.maximum(exponent, 1 - self.top) - self.fraction_bits
        )
        return spacing

    def round(self, x: ArrayLike) -> Floats:
        """Cast to the format: to the nearest number, halfway to the even one.

        Parameters
        ----------
        x : array_like
            Numbers of any size; NaN and infinities stay what they are.

        Returns
        -------
        ndarray
            Float64, of the shape of `x`. Beyond the largest number by half a step or
            more it is infinite, and within half of the smallest of 0 it is 0.
        """
        x = np.asarray(x, dtype=np.float64)
        finite = np.isfinite(x)
        safe = np.where(finite, x, 0.0)
        spacing = self.spacing(safe)
        with np.errstate(over="ignore"):
            rounded = np.rint(safe / spacing) * spacing
        rounded = np.where(
            np.abs(rounded) > self.largest, np.copysign(np.inf, x), rounded
        )
        return np.where(finite, rounded, x)

    def neighbors(self, x: float) -> tuple[float, float]:
        """Return the numbers of the format just below and just above a cast value.

        Parameters
        ----------
        x : float
            A finite number; its cast is what the neighbors belong to.

        Returns
        -------
        below, above : float
            Infinite beyond the largest number.

        Raises
        ------
        ValueError
            If `x` or its cast is not finite.
        """
        value = float(self.round(x))
        if not math.isfinite(value):
            raise ValueError(f"expected a number that {self.name} holds, got {x}")
        up, down = float(self.spacing(value)), float(self.spacing(value))
        if abs(value) > self.smallest_normal and math.frexp(value)[0] in (0.5, -0.5):
            if value > 0:  # a power of two: toward 0 the numbers are twice as dense
                down /= 2
            else:
                up /= 2
        above, below = value + up, value - down
        return (
            below if below >= -self.largest else -math.inf,
            above if above <= self.largest else math.inf,
        )


FORMATS: dict[str, Format] = {
    "float16": Format("float16", 5, 10),
    "bfloat16": Format("bfloat16", 8, 7),
    "float32": Format("float32", 8, 23),
    "float64": Format("float64", 11, 52),
}
"""The four formats of this course, by name."""


def _format(dtype: Any) -> Format:
    """Find a format by its name or by a NumPy dtype."""
    name = dtype if isinstance(dtype, str) else np.dtype(dtype).name
    if name not in FORMATS:
        raise ValueError(f"expected one of {list(FORMATS)}, got {dtype!r}")
    return FORMATS[name]


def underflows(x: ArrayLike, dtype: Any) -> NDArray[np.bool_]:
    """Say which numbers are not zero, and would be once they are cast.

    Parameters
    ----------
    x : array_like
        Numbers of any shape.
    dtype : dtype or str
        A NumPy dtype or one of `FORMATS`, so that "bfloat16" works, too.

    Returns
    -------
    ndarray of bool
        Of the shape of `x`. False where `x` is 0, infinite or NaN.

    Raises
    ------
    ValueError
        If the format is unknown.
    """
    x = as_float(x)
    return np.asarray((x != 0) & (_format(dtype).round(x) == 0))


def cast_shares(values: ArrayLike, dtype: Any, scale: float = 1.0) -> dict[str, float]:
    """Say what happens to numbers that are multiplied by a scale and cast.

    Parameters
    ----------
    values : array_like
        Finite numbers, gradients say. Zeros are left out: there is nothing to lose.
    dtype : dtype or str
        As for `underflows`.
    scale : float
        The factor.

    Returns
    -------
    shares : dict
        "zero", "subnormal", "normal" and "infinite", which sum to 1; all are 0 if every
        value is 0.

    Raises
    ------
    ValueError
        If the format is unknown.
    """
    form = _format(dtype)
    scaled = as_float(values).astype(np.float64).ravel() * scale
    cast = np.abs(form.round(scaled[scaled != 0]))
    counts = {
        "zero": int((cast == 0).sum()),
        "subnormal": int(((cast > 0) & (cast < form.smallest_normal)).sum()),
        "normal": int(((cast >= form.smallest_normal) & np.isfinite(cast)).sum()),
        "infinite": int(np.isinf(cast).sum()),
    }
    return {kind: count / max(1, cast.size) for kind, count in counts.items()}


def pairwise_sum(x: ArrayLike) -> Any:
    """Add neighbors, then the sums of neighbors, until one number is left.

    Parameters
    ----------
    x : array_like (n,)
        Numbers; every addition is rounded to their dtype.

    Returns
    -------
    scalar
        Of the dtype of `x`, 0 if there are none. Each number passes ⌈log₂ n⌉ additions,
        so the error is below ⌈log₂ n⌉ ε/2 times the sum of magnitudes, to first order.

    Raises
    ------
    ValueError
        If `x` is not one-dimensional.
    """
    x = _vector(x)
    while len(x) > 1:
        odd = x[len(x) - len(x) % 2 :]
        paired = x[: len(x) - len(odd)]
        x = np.concatenate([paired[::2] + paired[1::2], odd])
    return x[0] if len(x) else x.dtype.type(0)


def compensated_sum(x: ArrayLike) -> Any:
    """Add from left to right, and give the next number what an addition lost.

    Kahan's sum: the loss of each addition is computed, nearly always exactly, and
    subtracted from the number that comes next.

    Parameters
    ----------
    x : array_like (n,)
        Numbers; every operation is rounded to their dtype.

    Returns
    -------
    scalar
        Of the dtype of `x`, 0 if there are none. The error is below ε times the sum of
        magnitudes, plus a term of order n ε² times the same.

    Raises
    ------
    ValueError
        If `x` is not one-dimensional.
    """
    x = _vector(x)
    total = surplus = x.dtype.type(0)
    for value in x:
        wanted = value - surplus
        longer = total + wanted
        surplus = (longer - total) - wanted  # what was added beyond the wanted
        total = longer
    return total


def sum_fp16(x: ArrayLike) -> np.float16:
    """Add float16 numbers and return a float16, with a relative error below 1e-3.

    Parameters
    ----------
    x : array_like (n,)
        Float16 numbers. They are added pairwise in float32, as processors with units
        for float16 do it, and the result is rounded once.

    Returns
    -------
    float16
        Infinite where the sum is beyond 65504. Where numbers of both signs cancel, the
        error is relative to the sum of magnitudes.

    Raises
    ------
    ValueError
        If `x` is not one-dimensional.
    """
    wide = pairwise_sum(_vector(x).astype(np.float32))
    with np.errstate(over="ignore"):
        return np.float16(wide)


def _vector(x: ArrayLike) -> Array:
    x = as_float(x)
    if x.ndim != 1:
        raise ValueError(f"expected numbers of shape (n,), got {x.shape}")
    return x


def scaled_step(
    grads16: Sequence[ArrayLike],
    scale: float,
    params: Sequence[ArrayLike],
    lr: float,
) -> tuple[list[Array], bool]:
    """Take a step of gradient descent from gradients of a scaled loss, or skip it.

    Parameters
    ----------
    grads16 : sequence of array_like
        Gradients of ``scale * loss``, in float16.
    scale : float
        What the loss was multiplied by.
    params : sequence of array_like
        Parameters, in float32: the master copy.
    lr : float
        Learning rate.

    Returns
    -------
    params : list of ndarray
        ``p - lr * g / scale``, computed in float32; equal to what was given if the step
        is skipped.
    skipped : bool
        Whether a gradient was infinite or NaN, or is once it is divided.

    Raises
    ------
    ValueError
        If the lists differ in length or in shapes, or the scale is not positive.
    """
    if not scale > 0:
        raise ValueError(f"expected a positive scale, got {scale}")
    masters = [np.array(p, dtype=np.float32) for p in params]
    grads = [np.asarray(g) for g in grads16]
    if [g.shape for g in grads] != [p.shape for p in masters]:
        raise ValueError(
            f"expected gradients of shapes {[p.shape for p in masters]}, got "
            f"{[g.shape for g in grads]}"
        )
    with np.errstate(over="ignore", invalid="ignore"):
        unscaled = [g.astype(np.float32) / np.float32(scale) for g in grads]
    if not all(np.isfinite(g).all() for g in unscaled):
        return masters, True
    return [
        p - np.float32(lr) * g for p, g in zip(masters, unscaled, strict=True)
    ], False


def next_scale(
    scale: float, good_steps: int, overflow: bool, growth_interval: int = 2000
) -> tuple[float, int]:
    """Choose the loss scale of the next step, as PyTorch's GradScaler does.

    Parameters
    ----------
    scale : float
        Of this step.
    good_steps : int
        Steps without overflow since the scale last changed.
    overflow : bool
        Whether this step's gradients held an infinity or NaN.
    growth_interval : int
        So many good steps in a row double the scale.

    Returns
    -------
    scale : float
        Half after an overflow; doubled after `growth_interval` good steps in a row, if
        float32 holds the double.
    good_steps : int
        0 after a change.
    """
    if overflow:
        return 0.5 * scale, 0
    if good_steps + 1 < growth_interval:
        return scale, good_steps + 1
    double = 2.0 * scale
    return (double if double <= FORMATS["float32"].largest else scale), 0
