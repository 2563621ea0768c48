"""How far signals come in a PyTorch model: one call, one picture, before any training.

`gradient_flow` runs a model once, forward and backward, and reports on each layer that
has a weight matrix: how far apart its outputs are for different examples, and how large
the gradient of its weights is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn import functional as F

from neuronbook.diagnosis.watcher import undisturbed
from neuronbook.pages.figures import PALETTE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

__all__ = ["GradientFlow", "LayerFlow", "diagnose", "gradient_flow"]

Loss = Callable[[Tensor, Tensor], Tensor]


def diagnose(norms: Sequence[float], ratio: float = 1e3) -> str:
    """Compare the first layer's gradient norm with the last one's.

    Parameters
    ----------
    norms : sequence of float
        Gradient norms of the layers, first layer first.
    ratio : float
        How many times smaller or larger the first one must be.

    Returns
    -------
    str
        "vanishing", "exploding" or "even". A first norm of 0 is vanishing.

    Raises
    ------
    ValueError
        If a norm is inf or NaN: find where that began before you compare.
    """
    values = [float(norm) for norm in norms]
    if not all(map(math.isfinite, values)):
        raise ValueError(f"expected finite norms, got {values}")
    first, last = values[0], values[-1]
    if first == 0 or first * ratio < last:
        return "vanishing"
    return "exploding" if first > ratio * last else "even"


@dataclass(frozen=True)
class LayerFlow:
    """What passed one layer with a weight matrix.

    Attributes
    ----------
    name : str
        Path of the module in the model.
    size : float
        Root mean square of its outputs, the pre-activations.
    spread : float
        Root mean square of how far the outputs of an example are from the mean over the
        examples. Where it is 0 all examples look alike.
    z_gradient_norm : float
        Euclidean norm of the loss's gradient with respect to its outputs.
    gradient_norm : float
        Euclidean norm of the gradient of its weights: inputs times that gradient, so
        where the one grows from layer to layer and the other shrinks, it hides both.
    weight_norm : float
        Euclidean norm of the weights.
    """

    name: str
    size: float
    spread: float
    z_gradient_norm: float
    gradient_norm: float
    weight_norm: float


@dataclass(frozen=True)
class GradientFlow:
    """The layers of a model in the order of their computation.

    Attributes
    ----------
    layers : tuple of LayerFlow
        First layer first.
    """

    layers: tuple[LayerFlow, ...]

    @property
    def norms(self) -> list[float]:
        """Gradient norms of the layers' weights."""
        return [layer.gradient_norm for layer in self.layers]

    def __str__(self) -> str:
        """Return the table, one line for each layer."""
        width = max(len("layer"), *(len(layer.name) for layer in self.layers))
        lines = [f"{'layer':{width}}    size  spread  grad. z  grad. W"]
        lines += [
            f"{e.name:{width}} {e.size:7.1e} {e.spread:7.1e}"
            f"  {e.z_gradient_norm:7.1e}  {e.gradient_norm:7.1e}"
            for e in self.layers
        ]
        return "\n".join(lines)

    def figure(self) -> MplFigure:
        """Draw the spread and both gradient norms of each layer."""
        fig, axes = plt.subplots(3, 1, sharex=True, figsize=(4.6, 6.4))
        numbers = range(1, len(self.layers) + 1)
        looks = (
            ([e.spread for e in self.layers], "spread of z", "blue"),
            ([e.z_gradient_norm for e in self.layers], "gradient at z", "green"),
            (self.norms, "gradient of W", "vermillion"),
        )
        for ax, (values, label, color) in zip(axes, looks, strict=True):
            ax.plot(numbers, values, "o-", color=PALETTE[color])
            if min(values) > 0:
                ax.set_yscale("log")
            ax.set_ylabel(label)
        axes[-1].set_xlabel("layer")
        return fig


def gradient_flow(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    *,
    loss: Loss = F.cross_entropy,
) -> GradientFlow:
    """Run a model forward and backward once and report on each weight matrix.

    The model runs in the mode that it is in. Its parameters, their ``grad``, its
    buffers and hooks are afterwards what they were.

    Parameters
    ----------
    model : nn.Module
        Any module that maps a batch of `X` to what `loss` takes.
    X, y : array_like or Tensor
        Inputs and targets.
    loss : callable
        ``loss(model(X), y)``, a scalar.

    Returns
    -------
    GradientFlow
        A table (``print``) and a picture (``figure``).

    Raises
    ------
    ValueError
        If no module with a trainable weight matrix was called.
    """
    seen: dict[str, tuple[Tensor, Tensor]] = {}

    def record(name: str, module: nn.Module, _: Any, output: Tensor) -> None:
        assert isinstance(module.weight, Tensor)
        if module.weight.requires_grad:
            seen[name] = module.weight, output

    with undisturbed(model), torch.enable_grad(), ExitStack() as stack:
        for name, module in model.named_modules():
            weight = getattr(module, "weight", None)
            if isinstance(weight, nn.Parameter) and weight.ndim > 1:
                hook = module.register_forward_hook(partial(record, name))
                stack.callback(hook.remove)
        value = loss(model(torch.as_tensor(X)), torch.as_tensor(y))
        if not seen:
            raise ValueError(f"no trainable weight matrix was used by {model}")
        weights, outputs = zip(*seen.values(), strict=True)
        grads = torch.autograd.grad(value, (*weights, *outputs))
    return GradientFlow(
        tuple(
            LayerFlow(
                name=name,
                size=_rms(z),
                spread=_rms(z - z.mean(dim=0)),
                z_gradient_norm=_norm(z_gradient),
                gradient_norm=_norm(gradient),
                weight_norm=_norm(weight),
            )
            for name, weight, z, gradient, z_gradient in zip(
                seen,
                weights,
                outputs,
                grads[: len(seen)],
                grads[len(seen) :],
                strict=True,
            )
        )
    )


def _rms(tensor: Tensor) -> float:
    return float(tensor.detach().double().square().mean().sqrt())


def _norm(tensor: Tensor) -> float:
    return float(torch.linalg.vector_norm(tensor.detach().double()))
