"""The same network from many seeds at once.

One run proves little. Here the weights of all seeds are stacked, so that a hundred
small networks train in the time of a few. They do not influence each other: the
gradient of the sum of their losses is, for each, the gradient of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from neuronbook.training import mlp

__all__ = ["Ensemble", "train_ensemble"]

OPTIMIZERS: dict[str, type[torch.optim.Optimizer]] = {
    "adam": torch.optim.Adam,
    "sgd": torch.optim.SGD,
}


@dataclass
class Ensemble:
    """Networks of one shape, from different seeds.

    Attributes
    ----------
    weights : a tensor (seeds, n_in, n_out) for each layer
    biases : a tensor (seeds, 1, n_out) for each layer
    activation : elementwise, after each layer but the last
    """

    weights: list[Tensor]
    biases: list[Tensor]
    activation: Callable[[Tensor], Tensor]

    @classmethod
    def of(
        cls,
        sizes: Sequence[int],
        seeds: int,
        *,
        activation: Callable[[Tensor], Tensor] = torch.relu,
        initialize: Callable[[Tensor, torch.Generator], None] | None = None,
    ) -> Ensemble:
        """Stack `training.mlp(sizes, seed=k, initialize=initialize)` for k < seeds."""
        each = [_linears(sizes, seed, initialize) for seed in range(seeds)]
        layers = list(zip(*each, strict=True))
        return cls(
            weights=[torch.stack([one.weight.T for one in layer]) for layer in layers],
            biases=[torch.stack([one.bias[None] for one in layer]) for layer in layers],
            activation=activation,
        )

    def __len__(self) -> int:
        """Return the number of seeds."""
        return len(self.weights[0])

    def __call__(self, X: Tensor) -> Tensor:
        """Compute outputs (seeds, batch, n_out).

        X is (batch, n_in), the same for all, or (seeds, batch, n_in).
        """
        A = X if X.ndim == 3 else X.expand(len(self), *X.shape)
        last = len(self.weights) - 1
        for k, (W, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            Z = torch.baddbmm(b, A, W)
            A = self.activation(Z) if k < last else Z
        return A


def _linears(
    sizes: Sequence[int],
    seed: int,
    initialize: Callable[[Tensor, torch.Generator], None] | None,
) -> list[nn.Linear]:
    network = mlp(sizes, seed=seed, initialize=initialize).requires_grad_(False)
    return [layer for layer in network if isinstance(layer, nn.Linear)]


def train_ensemble(
    networks: Ensemble,
    X: Tensor,
    y: Tensor,
    *,
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: str = "sgd",
    learning_rate: float = 0.1,
    steps: int = 1000,
) -> Tensor:
    """Train every network in place, all examples in each step.

    Parameters
    ----------
    networks : the networks
    X, y : inputs (batch, n_in) and targets (batch, ...), the same for every network;
        or inputs (seeds, batch, n_in) and targets (seeds, batch, ...), one set for each
    loss : mean loss of one network, from outputs (batch, n_out) and `y`
    optimizer : "sgd" or "adam", with PyTorch's defaults apart from the rate
    learning_rate, steps : how far, and how often

    Returns
    -------
    Tensor
        Losses (steps, seeds), each before its step.

    Raises
    ------
    ValueError
        If the optimizer is unknown.
    """
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"expected one of {sorted(OPTIMIZERS)}, got {optimizer!r}")
    parameters = [p.requires_grad_() for p in (*networks.weights, *networks.biases)]
    stepper = OPTIMIZERS[optimizer](parameters, lr=learning_rate)  # type: ignore[call-arg]
    each = torch.vmap(loss, in_dims=(0, 0 if X.ndim == 3 else None))
    losses = []
    for _ in range(steps):
        stepper.zero_grad()
        values = each(networks(X), y)
        values.sum().backward()  # type: ignore[no-untyped-call]
        stepper.step()
        losses.append(values.detach())
    for parameter in parameters:
        parameter.requires_grad_(False)
    return torch.stack(losses)
