"""The one training loop of the book.

It does what a loop in a tutorial does and nothing behind the reader's back: no global
seed, no early stopping. What happened is returned as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

__all__ = ["History", "accuracy", "gradient_norm", "mlp", "train"]

Loss = Callable[[Tensor, Tensor], Tensor]
MakeOptimizer = Callable[..., torch.optim.Optimizer]
OPTIMIZERS: dict[str, MakeOptimizer] = {
    "adam": torch.optim.Adam,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "sgd": torch.optim.SGD,
}


@dataclass
class History:
    """What a training run measured.

    Attributes
    ----------
    step_loss : list of float
        Loss of each step's batch, before the step.
    step_gradient_norm : list of float
        Euclidean norm of all gradients of each step.
    epoch_loss : list of float
        Mean of the steps' losses in each epoch, weighted by batch size.
    nonfinite_step : int or None
        Index of the first step whose loss or gradient was not finite.
    """

    step_loss: list[float] = field(default_factory=list)
    step_gradient_norm: list[float] = field(default_factory=list)
    epoch_loss: list[float] = field(default_factory=list)
    nonfinite_step: int | None = None


def mlp(
    sizes: Sequence[int],
    *,
    activation: Callable[[], nn.Module] = nn.ReLU,
    seed: int = 0,
    initialize: Callable[[Tensor, torch.Generator], None] | None = None,
) -> nn.Sequential:
    """Build a multilayer perceptron whose weights depend on the seed alone.

    Parameters
    ----------
    sizes : sequence of int
        Number of features, of units in each hidden layer, of outputs.
    activation : callable
        Makes the module between two linear layers.
    seed : int
        Seed of the weights; PyTorch's global generator is left alone.
    initialize : callable, optional
        Fills a weight matrix ``(fan_out, fan_in)`` in place, from a generator; biases
        become zero. By default PyTorch's own rule for weights and biases, the uniform
        distribution on ±1/√fan_in.

    Returns
    -------
    nn.Sequential
        Linear, activation, ..., Linear: maps ``(batch, sizes[0])`` to logits
        ``(batch, sizes[-1])``.

    Raises
    ------
    ValueError
        If there are fewer than two sizes.
    """
    if len(sizes) < 2:
        raise ValueError(f"expected at least two sizes, got {list(sizes)}")
    generator = torch.Generator().manual_seed(seed)
    modules: list[nn.Module] = []
    for fan_in, fan_out in pairwise(sizes):
        layer = nn.Linear(fan_in, fan_out, device="meta").to_empty(device="cpu")
        _initialize(layer, generator, initialize)
        modules += [layer, activation()]
    return nn.Sequential(*modules[:-1])


@torch.no_grad()
def _initialize(
    layer: nn.Linear,
    generator: torch.Generator,
    initialize: Callable[[Tensor, torch.Generator], None] | None,
) -> None:
    bound = 1 / math.sqrt(layer.in_features)
    if initialize is None:
        layer.weight.uniform_(-bound, bound, generator=generator)
        layer.bias.uniform_(-bound, bound, generator=generator)
    else:
        initialize(layer.weight, generator)
        layer.bias.zero_()


def train(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    *,
    loss: Loss = nn.functional.cross_entropy,
    optimizer: str | MakeOptimizer = "adam",
    learning_rate: float = 1e-3,
    epochs: int = 10,
    batch_size: int | None = 64,
    seed: int = 0,
    weight_decay: float = 0.0,
    schedule: Callable[[int], float] | None = None,
    on_step: Callable[[int, nn.Module], None] | None = None,
    on_epoch: Callable[[int, nn.Module], None] | None = None,
) -> History:
    """Train a model in place by mini-batch gradient descent.

    Parameters
    ----------
    model : nn.Module
        Any module that maps a batch of `X` to what `loss` takes.
    X, y : array_like or Tensor
        Inputs and targets, of equal length.
    loss : callable
        ``loss(model(X), y)``, a scalar tensor.
    optimizer : str or callable
        "adam", "sgd" or "momentum" (SGD with a momentum of 0.9), with PyTorch's
        defaults apart from the rate; or what makes an optimizer, as these classes do.
    learning_rate, weight_decay : float
        Passed to the optimizer.
    epochs : int
        Number of passes over the data.
    batch_size : int, optional
        Examples per step; None takes all of them.
    seed : int
        Seed of the shuffling; full batches are not shuffled.
    schedule : callable, optional
        The share of the rate that a step uses, from the step's index.
    on_step : callable, optional
        Called with the step's index and the model after its gradients were computed
        and before the weights move.
    on_epoch : callable, optional
        Called with the epoch's index and the model after each epoch.

    Returns
    -------
    History
        Losses and gradient norms.

    Raises
    ------
    ValueError
        If the optimizer is unknown or `X` and `y` differ in length.
    """
    if isinstance(optimizer, str) and optimizer not in OPTIMIZERS:
        raise ValueError(f"expected one of {sorted(OPTIMIZERS)}, got {optimizer!r}")
    make = OPTIMIZERS[optimizer] if isinstance(optimizer, str) else optimizer
    inputs, targets = torch.as_tensor(X), torch.as_tensor(y)
    if len(inputs) != len(targets):
        raise ValueError(
            f"expected as many targets as inputs ({len(inputs)}), got {len(targets)}"
        )
    stepper = make(model.parameters(), lr=learning_rate, weight_decay=weight_decay)
    generator = torch.Generator().manual_seed(seed)
    history = History()
    for epoch in range(epochs):
        total = 0.0
        for batch in _batches(len(inputs), batch_size, generator):
            stepper.zero_grad()
            value = loss(model(inputs[batch]), targets[batch])
            value.backward()  # type: ignore[no-untyped-call]
            _record(history, value, model)
            total += value.item() * len(targets[batch])
            if on_step is not None:
                on_step(len(history.step_loss) - 1, model)
            if schedule is not None:
                share = schedule(len(history.step_loss) - 1)
                for group in stepper.param_groups:
                    group["lr"] = share * learning_rate
            stepper.step()
        history.epoch_loss.append(total / len(inputs))
        if on_epoch is not None:
            on_epoch(epoch, model)
    return history


def _batches(
    n: int, batch_size: int | None, generator: torch.Generator
) -> Sequence[Tensor | slice]:
    if batch_size is None or batch_size >= n:
        return [slice(None)]
    return torch.split(torch.randperm(n, generator=generator), batch_size)


def _record(history: History, value: Tensor, model: nn.Module) -> None:
    norm = gradient_norm(model)
    history.step_loss.append(value.item())
    history.step_gradient_norm.append(norm)
    finite = math.isfinite(history.step_loss[-1]) and math.isfinite(norm)
    if history.nonfinite_step is None and not finite:
        history.nonfinite_step = len(history.step_loss) - 1


def gradient_norm(model: nn.Module) -> float:
    """Return the Euclidean norm of all gradients that a model's parameters hold."""
    grads = [p.grad.flatten() for p in model.parameters() if p.grad is not None]
    return float(torch.linalg.vector_norm(torch.cat(grads))) if grads else 0.0


@torch.no_grad()
def accuracy(model: nn.Module, X: ArrayLike | Tensor, y: ArrayLike | Tensor) -> float:
    """Return the share of rows whose largest logit is at the target's index.

    Parameters
    ----------
    model : nn.Module
        Returns logits (examples, classes). One with a single output decides by its
        sign.
    X, y : array_like or Tensor
        Inputs and class indices.

    Returns
    -------
    float
        From 0 to 1.
    """
    logits, targets = model(torch.as_tensor(X)), torch.as_tensor(y)
    one = logits.ndim == 1 or logits.shape[-1] == 1
    chosen = (logits.reshape(len(targets)) > 0) if one else logits.argmax(dim=-1)
    hits = chosen.long() == targets.reshape(-1).long()
    return float(hits.double().mean())
