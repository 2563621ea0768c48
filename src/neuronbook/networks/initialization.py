"""How large the first weights should be, and what their scale does through depth.

A layer computes z = W a. Independent weights with mean 0 and variance gain² / fan_in
give z the mean square gain² E[a²]. The way back multiplies the mean square of a
gradient by gain² E[f'(z)²] (times fan_out / fan_in), and so does the way forward with a
small difference between two inputs.

References
----------
LeCun, Bottou, Orr and Müller, *Efficient BackProp*, 1998.
Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
networks*, AISTATS 2010.
He, Zhang, Ren and Sun, *Delving deep into rectifiers*, ICCV 2015.
Schoenholz, Gilmer, Ganguli and Sohl-Dickstein, *Deep information propagation*,
ICLR 2017.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from neuronbook.arrays import Array
from neuronbook.networks.neurons import Activation

__all__ = [
    "Flow",
    "flow_through_depth",
    "he_normal",
    "lecun_normal",
    "mean_squares",
    "xavier_uniform",
]

NODES = (np.arange(-2000, 2000) + 0.5) / 200
WEIGHTS = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
"""Points and weights of a mean over the standard normal distribution: the midpoints of
narrow strips, so that none is at 0, where rectifiers have their kink."""


def lecun_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw weights ``(fan_in, fan_out)`` from N(0, 1 / fan_in).

    They keep the mean square of what passes forward, if the slope is 1.
    """
    return rng.normal(0, math.sqrt(1 / fan_in), (fan_in, fan_out))


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw weights ``(fan_in, fan_out)`` evenly, with variance 2 / (fan_in + fan_out).

    A compromise: 1 / fan_in keeps the way forward, 1 / fan_out the way back. Uniform on
    -limit to limit has the variance limit² / 3.
    """
    limit = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Draw weights ``(fan_in, fan_out)`` from N(0, 2 / fan_in), for ReLU.

    ReLU sets half of a symmetric z to 0, so E[a²] is half of E[z²].
    """
    return rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))


def mean_squares(
    activation: Activation, derivative: Activation, z_square: float
) -> tuple[float, float]:
    """Return E[f(z)²] and E[f'(z)²] for normal z with mean 0 and a given E[z²].

    Parameters
    ----------
    activation, derivative : callable
        f and f', elementwise.
    z_square : float
        E[z²].

    Returns
    -------
    pair of float
        By the midpoint rule, with a relative error below 1e-4.
    """
    z = math.sqrt(z_square) * NODES
    value, slope = np.asarray(activation(z)), np.asarray(derivative(z))
    return float(WEIGHTS @ value**2), float(WEIGHTS @ slope**2)


@dataclass(frozen=True)
class Flow:
    """What a wide network does to scales, before training.

    Attributes
    ----------
    size : ndarray (depth,)
        Root mean square of z in each layer.
    factor : ndarray (depth,)
        By how much the gradient shrinks or grows on its way back through each layer,
        from its output to its input; likewise, forward, a small difference.
    """

    size: Array
    factor: Array

    @property
    def gradient(self) -> Array:
        """Size of the gradient at each layer's z, in units of that at the last one."""
        return np.append(np.cumprod(self.factor[:0:-1])[::-1], 1.0)


def flow_through_depth(
    activation: Activation,
    derivative: Activation,
    gain: float,
    depth: int,
    input_square: float = 1.0,
) -> Flow:
    """Follow scales through layers of equal width with weights N(0, gain² / width).

    Parameters
    ----------
    activation, derivative : callable
        f and f', elementwise.
    gain : float
        The weights' standard deviation times the root of fan_in.
    depth : int
        Number of layers.
    input_square : float
        Mean square of the inputs, 1 if they are standardized.

    Returns
    -------
    Flow
        Exact in the limit of wide layers, biases 0.
    """
    z_square = gain**2 * input_square
    sizes, factors = [], [gain]
    for _ in range(depth):
        sizes.append(math.sqrt(z_square))
        value, slope = mean_squares(activation, derivative, z_square)
        factors.append(gain * math.sqrt(slope))
        z_square = gain**2 * value
    return Flow(np.array(sizes), np.array(factors[:-1]))
