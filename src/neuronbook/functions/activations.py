"""Activation functions and their derivatives, each a formula of NumPy arrays.

Every function takes pre-activations `z` of any shape, as a number, a list or an array,
and returns the same shape and the dtype of a floating input; integers become float64.
It computes in float64 and rounds once at the end. NaN gives NaN, and infinite input
gives the limit.

*Accuracy.* About 1e-13 relative in float64, in both tails (GELU: 5e-13, where its
exponent z²/2 is in the hundreds), and one or two units in the last place in float32 and
float16. Where a derivative crosses zero (GELU, SiLU, Mish) two
terms cancel, and that holds relative to the larger one.

*Kinks.* Where there is no derivative, a convention decides: at 0 it is the derivative
from the left, 0 for ReLU and `alpha` for leaky ReLU and ELU, as in PyTorch; hard-swish
has 0 at -3 and 1 at 3.

PyTorch has functions of its own for its tensors, in `torch.nn.functional`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import numpy as np
import scipy.special
from numpy.typing import ArrayLike

from neuronbook.arrays import Array, Floats, as_float
from neuronbook.functions.softmax import softmax, softmax_jacobian

P = ParamSpec("P")

FLAT = 1000.0
"""exp(-1000) is 0 in float64, so beyond ±1000 each function here is its asymptote."""

NORMAL_FLAT = 40.0
"""The same for the normal distribution: its density is 0 in float64 from here on."""


def in_float64(
    formula: Callable[Concatenate[Any, P], Any],
) -> Callable[Concatenate[ArrayLike, P], Array]:
    """Let a formula of float64 arrays take any numbers, and round its result once."""

    @wraps(formula)
    def function(z: ArrayLike, /, *args: P.args, **kwargs: P.kwargs) -> Array:
        z = as_float(z)
        result = formula(z.astype(np.float64), *args, **kwargs)
        return result.astype(z.dtype)[()]  # an array without axes becomes a number

    return function


@in_float64
def sigmoid(z: Floats) -> Floats:
    """Compute the logistic function σ(z) = 1 / (1 + exp(-z)).

    Only exp(-|z|) is used, which cannot overflow.
    """
    u = np.exp(-np.abs(z))
    return np.where(z < 0, u, 1) / (1 + u)


@in_float64
def sigmoid_grad(z: Floats) -> Floats:
    """Compute σ'(z) = σ(z) σ(-z), at most 1/4.

    σ(z) (1 - σ(z)) is the same on paper, and 0 wherever σ(z) has been rounded to 1.
    """
    u = np.exp(-np.abs(z))
    return u / (1 + u) ** 2


@in_float64
def tanh(z: Floats) -> Floats:
    """Compute the hyperbolic tangent, 2 σ(2z) - 1."""
    return np.tanh(z)


@in_float64
def tanh_grad(z: Floats) -> Floats:
    """Compute tanh'(z) = 4 σ'(2z), which 1 - tanh² is only on paper."""
    return 4 * sigmoid_grad(2 * z)


@in_float64
def relu(z: Floats) -> Floats:
    """Compute max(0, z) (Fukushima, 1969)."""
    return np.maximum(0, z)


@in_float64
def relu_grad(z: Floats) -> Floats:
    """Compute the derivative of ReLU: 1 above 0, else 0."""
    return np.heaviside(z, 0)


@in_float64
def leaky_relu(z: Floats, alpha: float = 0.01) -> Floats:
    """Compute z above 0, alpha·z below (Maas, Hannun and Ng, ICML 2013).

    Parameters
    ----------
    z : array_like
        Pre-activations of any shape.
    alpha : float
        Slope below 0; this is max(alpha·z, z) only for alpha up to 1.
    """
    return np.where(z > 0, z, alpha * z)


@in_float64
def leaky_relu_grad(z: Floats, alpha: float = 0.01) -> Floats:
    """Compute the derivative of leaky ReLU: 1 above 0, else `alpha`."""
    return np.where(z > 0, 1, alpha)


@in_float64
def elu(z: Floats, alpha: float = 1.0) -> Floats:
    """Compute z above 0, alpha·(exp(z) - 1) below (Clevert et al., ICLR 2016).

    Parameters
    ----------
    z : array_like
        Pre-activations of any shape.
    alpha : float
        Minus the limit at -inf. Only alpha = 1 makes the derivative continuous.
    """
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


@in_float64
def elu_grad(z: Floats, alpha: float = 1.0) -> Floats:
    """Compute the derivative of ELU: 1 above 0, else alpha·exp(z)."""
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


@in_float64
def gelu(z: Floats) -> Floats:
    """Compute z Φ(z), Φ the normal distribution (Hendrycks and Gimpel, 2016).

    The exact function, not the approximation by tanh. SciPy's `ndtr` keeps the digits
    of the lower tail, where 1 + erf has none left.
    """
    z = np.maximum(z, -NORMAL_FLAT)
    return z * scipy.special.ndtr(z)


@in_float64
def gelu_grad(z: Floats) -> Floats:
    """Compute GELU'(z) = Φ(z) + z φ(z), φ the normal density."""
    z = np.clip(z, -NORMAL_FLAT, NORMAL_FLAT)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return scipy.special.ndtr(z) + z * density


@in_float64
def gelu_tanh(z: Floats) -> Floats:
    """Compute z (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2, which is nearly GELU.

    The approximation of Hendrycks and Gimpel (2016), PyTorch's ``approximate="tanh"``,
    written as z σ(2u) so that the lower tail keeps its digits. It is off by up to
    4.8e-4.
    """
    z = np.maximum(z, -FLAT)
    u = math.sqrt(2 / math.pi) * (z + 0.044715 * np.minimum(z, FLAT) ** 3)
    return z * sigmoid(2 * u)


@in_float64
def silu(z: Floats) -> Floats:
    """Compute z σ(z) (Hendrycks and Gimpel, 2016), also known as Swish."""
    z = np.maximum(z, -FLAT)
    return z * sigmoid(z)


@in_float64
def silu_grad(z: Floats) -> Floats:
    """Compute SiLU'(z) = σ(z) (1 + z σ(-z))."""
    z = np.clip(z, -FLAT, FLAT)
    return sigmoid(z) * (1 + z * sigmoid(-z))


@in_float64
def softplus(z: Floats) -> Floats:
    """Compute log(1 + exp(z)) as max(0, z) + log1p(exp(-|z|)) (Dugas et al., 2001)."""
    return np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))


@in_float64
def softplus_grad(z: Floats) -> Floats:
    """Compute the derivative of softplus, which is the sigmoid."""
    return sigmoid(z)


@in_float64
def mish(z: Floats) -> Floats:
    """Compute z tanh(softplus(z)) (Misra, BMVC 2020)."""
    z = np.maximum(z, -FLAT)
    return z * np.tanh(softplus(z))


@in_float64
def mish_grad(z: Floats) -> Floats:
    """Compute Mish'(z) = t + z (1 - t²) σ(z), where t = tanh(softplus(z))."""
    z = np.clip(z, -FLAT, FLAT)
    t = np.tanh(softplus(z))
    return t + z * (1 - t**2) * sigmoid(z)


@in_float64
def hard_swish(z: Floats) -> Floats:
    """Compute z·min(max(0, z + 3), 6) / 6 (Howard et al., ICCV 2019)."""
    z = np.maximum(z, -3)
    return z * (np.minimum(z + 3, 6) / 6)


@in_float64
def hard_swish_grad(z: Floats) -> Floats:
    """Compute the derivative of hard-swish: 0 up to -3, 1 from 3 on, else z/3 + 1/2."""
    return np.where(z <= -3, 0, np.where(z >= 3, 1, z / 3 + 0.5))


def softmax_derivative(z: ArrayLike) -> Array:
    """Compute the Jacobian (..., n, n) of softmax along the last axis of z (..., n)."""
    return softmax_jacobian(softmax(z))


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative, under the name that sentences use.

    Attributes
    ----------
    name : str
        As sentences spell it.
    function, derivative : callable
        Of pre-activations; for softmax the derivative is a Jacobian.
    elementwise : bool
        Whether an output depends on one input only.
    """

    name: str
    function: Callable[[ArrayLike], Array]
    derivative: Callable[[ArrayLike], Array]
    elementwise: bool = True


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation("ReLU", relu, relu_grad),
    "leaky_relu": Activation("leaky ReLU", leaky_relu, leaky_relu_grad),
    "elu": Activation("ELU", elu, elu_grad),
    "gelu": Activation("GELU", gelu, gelu_grad),
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_grad),
    "tanh": Activation("tanh", tanh, tanh_grad),
    "softmax": Activation("softmax", softmax, softmax_derivative, elementwise=False),
    "silu": Activation("SiLU", silu, silu_grad),
    "softplus": Activation("softplus", softplus, softplus_grad),
    "mish": Activation("Mish", mish, mish_grad),
    "hard_swish": Activation("hard-swish", hard_swish, hard_swish_grad),
}
"""The book's activations by name, in the order of its tables."""
