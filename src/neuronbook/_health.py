"""How each layer fares on one batch; readers find it in `neuronbook.diagnostics`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]
ELEMENTWISE = (
    nn.Sigmoid,
    nn.Tanh,
    nn.ReLU,
    nn.LeakyReLU,
    nn.ELU,
    nn.GELU,
    nn.SiLU,
    nn.Softplus,
    nn.Hardtanh,
)
SATURATED_SLOPE = 0.01
"""An activation whose derivative is smaller than this counts as saturated."""


@dataclass(frozen=True)
class LayerHealth:
    """What one call of a module without submodules made of a batch.

    Attributes
    ----------
    name, kind : the module's name in the model, and its class
    mean, std : of all its outputs, over examples and units
    zero_share : share of outputs that are exactly 0
    saturated_share : share of inputs at which the derivative is below 0.01 in
        magnitude; None unless it is an elementwise activation
    gradient_norm : Euclidean norm of the gradient of its own parameters; None if it
        has none to train
    """

    name: str
    kind: str
    mean: float
    std: float
    zero_share: float
    saturated_share: float | None
    gradient_norm: float | None

    def __str__(self) -> str:
        shown = [f"{self.name:10} {self.kind:10} mean {self.mean:9.3g}"]
        shown.append(f"std {self.std:8.3g}  zero {self.zero_share:4.0%}")
        if self.saturated_share is not None:
            shown.append(f"saturated {self.saturated_share:4.0%}")
        if self.gradient_norm is not None:
            shown.append(f"gradient {self.gradient_norm:.3g}")
        return "  ".join(shown)


def health_report(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor | None = None,
    loss: Loss | None = None,
) -> list[LayerHealth]:
    """Measure activations and gradients of each layer on one batch.

    No number is healthy in itself: compare layers with one another, and a model with
    itself at initialisation. Parameters, gradients, running statistics and the global
    generator stay as they were.

    Parameters
    ----------
    model : any module
    X : inputs, an array or a tensor
    y, loss : targets and ``loss(model(X), y)``, whose gradient is measured; without
        them that of the sum of the outputs, averaged over the examples

    Returns
    -------
    list of LayerHealth
        One for each call of a module that has no submodules and returns a
        floating-point tensor, in the order of the calls.

    Raises
    ------
    ValueError
        If only one of ``y`` and ``loss`` is given.
    """
    if (y is None) != (loss is None):
        raise ValueError("expected y and loss together, got only one of them")
    inputs = torch.as_tensor(X)
    with undisturbed(model), torch.enable_grad(), _measured(model) as rows:
        out = model(inputs)
        value = loss(out, torch.as_tensor(y)) if loss else out.sum() / len(inputs)
        # Before the buffers are put back: batch normalisation's gradient needs them.
        norms = _gradient_norms(model, value)
    return [replace(row, gradient_norm=norms.get(row.name)) for row in rows]


@contextmanager
def _measured(model: nn.Module) -> Iterator[list[LayerHealth]]:
    """Collect a row, still without its gradient, for each call of a leaf module."""
    rows: list[LayerHealth] = []
    saturated: list[float | None] = []

    def before(module: nn.Module, args: tuple[Any, ...]) -> None:
        saturated.append(_saturated_share(module, args))

    def after(name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(module: nn.Module, args: Any, out: Any) -> None:
            share = saturated.pop()
            if isinstance(out, Tensor) and out.is_floating_point():
                rows.append(_describe(name, module, out.detach(), share))

        return hook

    with ExitStack() as stack:
        for name, module in model.named_modules():
            if not any(module.children()):
                handle = module.register_forward_pre_hook(before)
                stack.callback(handle.remove)
                stack.callback(module.register_forward_hook(after(name)).remove)
        yield rows


def _describe(
    name: str, module: nn.Module, out: Tensor, saturated_share: float | None
) -> LayerHealth:
    values = out.double()
    return LayerHealth(
        name=name,
        kind=type(module).__name__,
        mean=float(values.mean()),
        std=float(values.std(correction=0)),
        zero_share=float((values == 0).double().mean()),
        saturated_share=saturated_share,
        gradient_norm=None,
    )


def _saturated_share(module: nn.Module, args: tuple[Any, ...]) -> float | None:
    if not isinstance(module, ELEMENTWISE):
        return None
    z = args[0].detach().clone().requires_grad_()
    # forward, not a call, keeps hooks out; a copy is for activations in place.
    (slope,) = torch.autograd.grad(module.forward(z.clone()).sum(), z)
    return float((slope.abs() < SATURATED_SLOPE).double().mean())


def _gradient_norms(model: nn.Module, value: Tensor) -> dict[str, float]:
    """Return the norm of the gradient of each module's own parameters, by name."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    if not (named and value.requires_grad):
        return {}
    grads = torch.autograd.grad(value, [p for _, p in named], allow_unused=True)
    squares: dict[str, float] = {}
    for (name, parameter), grad in zip(named, grads, strict=True):
        owner = name.rpartition(".")[0]
        found = torch.zeros_like(parameter) if grad is None else grad
        squares[owner] = squares.get(owner, 0.0) + float(found.double().square().sum())
    return {owner: math.sqrt(square) for owner, square in squares.items()}


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Put buffers and the global generator back as they were."""
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    with torch.random.fork_rng(devices=[]):
        yield
    with torch.no_grad():
        for buffer, before in buffers:
            buffer.copy_(before)
