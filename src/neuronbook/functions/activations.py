"""Activation functions and their derivatives, accurate in both tails.

Every function takes pre-activations `z` of any shape, also (): a number, a list, a
NumPy array or a PyTorch tensor, of float16, bfloat16, float32 or float64. It returns
the same kind, shape and dtype; integers become float64. Everything is computed in
float64 and rounded once. Input is never modified, NaN stays NaN, no finite input causes
a warning, infinite input gives the limit, and PyTorch's autograd can pass through.

*Accuracy.* In float16 and float32 within 1 ulp of the exact result, in float64 within 6
(GELU: 12), in both tails and down to the subnormal numbers: the tests compare with
mpmath. Where a derivative crosses zero (`gelu_grad`, `silu_grad`, `mish_grad`) two
terms cancel, and the bound is in ulp of the larger one.

*Kinks.* Where there is no derivative, a convention decides: at 0 it is the derivative
from the left, 0 for ReLU and `alpha` for leaky ReLU and ELU, as in PyTorch; hard-swish
has 0 at -3 and 1 at 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import scipy.special
from array_api_compat import is_torch_array

from neuronbook.arrays import Array, as_namespace_float, quiet, round_to
from neuronbook.functions.softmax import softmax, softmax_jacobian

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "elu",
    "elu_grad",
    "gelu",
    "gelu_grad",
    "hard_swish",
    "hard_swish_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "mish",
    "mish_grad",
    "relu",
    "relu_grad",
    "sigmoid",
    "sigmoid_grad",
    "silu",
    "silu_grad",
    "softplus",
    "softplus_grad",
    "tanh",
    "tanh_grad",
]

FLAT = 1000.0
"""exp(-1000) is 0 in float64, so beyond ±1000 each function here is its asymptote."""

NORMAL_FLAT = 40.0
"""The same for the normal distribution: its density is 0 in float64 from here on."""

ROOT_2PI = math.sqrt(2 * math.pi)


def _float64(kernel: Callable[[Any, Array], Array], z: Array) -> Array:
    """Run `kernel(xp, z)` in float64 and round the result to the dtype of `z`."""
    xp, z = as_namespace_float(z)
    with quiet():
        return round_to(kernel(xp, xp.astype(z, xp.float64)), z.dtype)


def _magnitude(xp: Any, z: Array) -> Array:
    """Return |z|, whose derivative at 0 is that of the right branch, not 0."""
    return xp.where(z < 0, -z, z)


def sigmoid(z: Array) -> Array:
    """Compute the logistic function σ(z) = 1 / (1 + exp(-z)).

    Only exp(-|z|) is used, which cannot overflow. Rounded, σ reaches 1 (from 36.74 on
    in float64) and 0 (below -745).
    """
    return _float64(_sigmoid, z)


def _sigmoid(xp: Any, z: Array) -> Array:
    e = xp.exp(-_magnitude(xp, z))
    return xp.where(z < 0, e, 1.0) / (1 + e)


def sigmoid_grad(z: Array) -> Array:
    """Compute σ'(z) = σ(z) σ(-z), at most 1/4.

    σ(z) (1 - σ(z)) is the same on paper, and 0 wherever σ(z) has been rounded to 1.
    """
    return _float64(_sigmoid_grad, z)


def _sigmoid_grad(xp: Any, z: Array) -> Array:
    e = xp.exp(-_magnitude(xp, z))
    return e / (1 + e) ** 2


def tanh(z: Array) -> Array:
    """Compute the hyperbolic tangent, 2 σ(2z) - 1."""
    return _float64(lambda xp, z: xp.tanh(z), z)


def tanh_grad(z: Array) -> Array:
    """Compute tanh'(z) = 4 σ'(2z), which 1 - tanh² is only on paper."""
    return _float64(lambda xp, z: 4 * _sigmoid_grad(xp, 2 * z), z)


def relu(z: Array) -> Array:
    """Compute max(0, z) (Nair and Hinton, ICML 2010)."""
    return _float64(_relu, z)


def _relu(xp: Any, z: Array) -> Array:
    # Asking for z <= 0, not z > 0, lets NaN through instead of hiding it as 0.
    return xp.where(z <= 0, 0.0, z)


def relu_grad(z: Array) -> Array:
    """Compute the derivative of ReLU: 1 above 0, else 0."""
    return leaky_relu_grad(z, alpha=0.0)


def leaky_relu(z: Array, alpha: float = 0.01) -> Array:
    """Compute z above 0, alpha·z below (Maas, Hannun and Ng, ICML 2013).

    Parameters
    ----------
    z
        Pre-activations of any shape.
    alpha
        Slope below 0; this is max(alpha·z, z) only for alpha up to 1.
    """
    return _float64(lambda xp, z: xp.where(z <= 0, alpha * z, z), z)


def leaky_relu_grad(z: Array, alpha: float = 0.01) -> Array:
    """Compute the derivative of leaky ReLU: 1 above 0, else `alpha`."""
    return _float64(lambda xp, z: xp.where(z <= 0, alpha, xp.sign(z)), z)


def elu(z: Array, alpha: float = 1.0) -> Array:
    """Compute z above 0, alpha·(exp(z) - 1) below (Clevert et al., ICLR 2016).

    Parameters
    ----------
    z
        Pre-activations of any shape.
    alpha
        Minus the limit at -inf. Only alpha = 1 makes the derivative continuous.
    """
    return _float64(lambda xp, z: _elu(xp, z, alpha), z)


def _elu(xp: Any, z: Array, alpha: float) -> Array:
    return xp.where(z <= 0, alpha * xp.expm1(xp.clip(z, None, 0.0)), z)


def elu_grad(z: Array, alpha: float = 1.0) -> Array:
    """Compute the derivative of ELU: 1 above 0, else alpha·exp(z)."""
    return _float64(lambda xp, z: _elu_grad(xp, z, alpha), z)


def _elu_grad(xp: Any, z: Array, alpha: float) -> Array:
    return xp.where(z <= 0, alpha * xp.exp(xp.clip(z, None, 0.0)), xp.sign(z))


def gelu(z: Array) -> Array:
    """Compute z Φ(z), Φ the normal distribution (Hendrycks and Gimpel, 2016).

    The exact function, not the approximation by tanh. In the lower tail Φ is built from
    the scaled complementary error function, since 1 + erf has no digits left there.
    """
    return _float64(_gelu, z)


def _gelu(xp: Any, z: Array) -> Array:
    size, ratio, root = _normal_tail(xp, z)
    lower = -size * ratio * root * root
    return xp.where(z < 0, lower, z * (1 - ratio * root * root))


def gelu_grad(z: Array) -> Array:
    """Compute GELU'(z) = Φ(z) + z φ(z), φ the normal density."""
    return _float64(_gelu_grad, z)


def _gelu_grad(xp: Any, z: Array) -> Array:
    size, ratio, root = _normal_tail(xp, z)
    tail = (size / ROOT_2PI - ratio) * root * root
    return xp.where(z < 0, -tail, 1 + tail)


def _normal_tail(xp: Any, z: Array) -> tuple[Array, Array, Array]:
    """Return `s` = |z|, and `r`, `q` with 1 - Φ(s) = r·q² and φ(s) = q² / √(2π).

    s²/4 is summed from two parts, of which the first is exact: a rounding error of s²
    would be multiplied by up to 800 in the exponential. q is the root of the
    exponential so that it does not underflow before the other factors had their say.
    """
    size = xp.clip(_magnitude(xp, z), None, NORMAL_FLAT)
    short = xp.astype(xp.astype(size, xp.float32), xp.float64)
    rest = (size - short) * (size + short)
    root = xp.exp(-short * short / 4) * xp.exp(-rest / 4)
    return size, _erfcx(size * math.sqrt(0.5)) / 2, root


def _erfcx(x: Array) -> Array:
    """Compute exp(x²) erfc(x)."""
    if is_torch_array(x):
        import torch

        return torch.special.erfcx(x)
    return scipy.special.erfcx(x)


def silu(z: Array) -> Array:
    """Compute z σ(z), also known as Swish (Elfwing et al., 2018)."""
    return _float64(_silu, z)


def _silu(xp: Any, z: Array) -> Array:
    z, e, root = _gate(xp, z)
    return z * root * root / (1 + e)


def silu_grad(z: Array) -> Array:
    """Compute SiLU'(z) = σ(z) (1 + z σ(-z))."""
    return _float64(_silu_grad, z)


def _silu_grad(xp: Any, z: Array) -> Array:
    z, e, root = _gate(xp, xp.clip(z, None, FLAT))
    other = xp.where(z < 0, 1.0, e) / (1 + e)
    return (1 + z * other) * root * root / (1 + e)


def _gate(xp: Any, z: Array) -> tuple[Array, Array, Array]:
    """Return `z`, bounded below, exp(-|z|), and the root of exp(min(z, 0)).

    Multiplied twice, with the other factors in between, the root underflows only where
    the product does.
    """
    z = xp.clip(z, -FLAT, None)
    half = xp.exp(-_magnitude(xp, z) / 2)
    return z, half * half, xp.where(z < 0, half, 1.0)


def softplus(z: Array) -> Array:
    """Compute log(1 + exp(z)) as max(0, z) + log1p(exp(-|z|)) (Dugas et al., 2001)."""
    return _float64(_softplus, z)


def _softplus(xp: Any, z: Array) -> Array:
    return xp.where(z < 0, 0.0, z) + xp.log1p(xp.exp(-_magnitude(xp, z)))


def softplus_grad(z: Array) -> Array:
    """Compute the derivative of softplus, which is the sigmoid."""
    return sigmoid(z)


def mish(z: Array) -> Array:
    """Compute z tanh(softplus(z)) (Misra, BMVC 2020)."""
    return _float64(_mish, z)


def _mish(xp: Any, z: Array) -> Array:
    z, e, root = _gate(xp, z)
    over, under = _mish_fraction(xp, z, e)
    return z * root * root * over / under


def mish_grad(z: Array) -> Array:
    """Compute Mish'(z) = t + z (1 - t²) σ(z), where t = tanh(softplus(z))."""
    return _float64(_mish_grad, z)


def _mish_grad(xp: Any, z: Array) -> Array:
    z, e, root = _gate(xp, xp.clip(z, None, FLAT))
    over, under = _mish_fraction(xp, z, e)
    slope = 4 * (1 + e) * xp.where(z < 0, 1.0, e * e) / under
    return (over + z * slope) * root * root / under


def _mish_fraction(xp: Any, z: Array, e: Array) -> tuple[Array, Array]:
    """Return two polynomials in `e` = exp(-|z|) with the ratio tanh(softplus(z)).

    Below 0 the ratio lacks a factor `e`, which the caller multiplies in two steps.
    """
    over = xp.where(z < 0, e + 2, 1 + 2 * e)
    return over, xp.where(z < 0, e * (e + 2) + 2, 1 + 2 * e * (1 + e))


def hard_swish(z: Array) -> Array:
    """Compute z·min(max(0, z + 3), 6) / 6 (Howard et al., ICCV 2019)."""
    return _float64(_hard_swish, z)


def _hard_swish(xp: Any, z: Array) -> Array:
    z = xp.clip(z, -3.0, None)
    return z * (xp.clip(z + 3, 0.0, 6.0) / 6)


def hard_swish_grad(z: Array) -> Array:
    """Compute the derivative of hard-swish: 0 up to -3, 1 from 3 on, else z/3 + 1/2."""
    return _float64(_hard_swish_grad, z)


def _hard_swish_grad(xp: Any, z: Array) -> Array:
    inside = (2 * xp.clip(z, -3.0, 3.0) + 3) / 6
    return xp.where(z <= -3, 0.0, xp.where(z >= 3, 1.0, inside))


def _softmax_derivative(z: Array) -> Array:
    """Compute the Jacobian (…, n, n) of softmax along the last axis of `z` (…, n)."""
    return softmax_jacobian(softmax(z))


@dataclass(frozen=True)
class Activation:
    """An activation function with what the book says about it.

    Attributes
    ----------
    name
        As sentences spell it.
    formula
        Its definition, in TeX.
    function, derivative
        Of pre-activations; for softmax the derivative is a Jacobian.
    kinks
        Where there is no derivative.
    elementwise
        Whether an output depends on one input only.
    """

    name: str
    formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    kinks: tuple[float, ...] = ()
    elementwise: bool = True


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation("ReLU", r"\max(0, z)", relu, relu_grad, kinks=(0.0,)),
    "leaky_relu": Activation(
        "leaky ReLU", r"\max(0.01 z, z)", leaky_relu, leaky_relu_grad, kinks=(0.0,)
    ),
    "elu": Activation(
        "ELU", r"z \text{ if } z > 0 \text{ else } e^z - 1", elu, elu_grad
    ),
    "gelu": Activation("GELU", r"z\,\Phi(z)", gelu, gelu_grad),
    "sigmoid": Activation("sigmoid", r"1/(1 + e^{-z})", sigmoid, sigmoid_grad),
    "tanh": Activation("tanh", r"(e^z - e^{-z})/(e^z + e^{-z})", tanh, tanh_grad),
    "softmax": Activation(
        "softmax",
        r"e^{z_i} / \textstyle\sum_j e^{z_j}",
        softmax,
        _softmax_derivative,
        elementwise=False,
    ),
    "silu": Activation("SiLU", r"z\,\sigma(z)", silu, silu_grad),
    "softplus": Activation("softplus", r"\log(1 + e^z)", softplus, softplus_grad),
    "mish": Activation("Mish", r"z \tanh(\log(1 + e^z))", mish, mish_grad),
    "hard_swish": Activation(
        "hard-swish",
        r"z \min(\max(0, z + 3), 6)/6",
        hard_swish,
        hard_swish_grad,
        kinks=(-3.0, 3.0),
    ),
}
"""The book's activations by name, in the order of its tables."""
