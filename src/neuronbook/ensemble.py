"""Train several copies of a network at once, to see how much a seed matters.

A network of a few thousand weights spends its time on bookkeeping. Several of them,
stacked along a new first axis, share that, so that a claim about training can be shown
with its spread. They share the batches and nothing else: the summed loss does not
couple their gradients, and Adam and SGD work entry by entry.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state

__all__ = ["Ensemble", "accuracies", "losses", "summed"]

Loss = Callable[[Tensor, Tensor], Tensor]


class Ensemble(nn.Module):
    """Models of one architecture, evaluated together.

    Parameters
    ----------
    models
        At least one; all of the same architecture, without buffers (no batch norm).
        They are copied, so training the ensemble leaves them as they are.

    Raises
    ------
    ValueError
        If there is no model, or one has buffers.
    """

    def __init__(self, models: Sequence[nn.Module]) -> None:
        super().__init__()
        if not models:
            raise ValueError("expected at least one model, got none")
        stacked, buffers = stack_module_state(list(models))
        if buffers:
            raise ValueError(f"expected models without buffers, got {sorted(buffers)}")
        self.names = list(stacked)
        self.stacked = nn.ParameterList(
            nn.Parameter(value.detach().clone()) for value in stacked.values()
        )
        # In a tuple, its parameters are not registered as the ensemble's.
        self._architecture = (copy.deepcopy(models[0]).to("meta"),)

    def forward(self, inputs: Tensor) -> Tensor:
        """Map ``(batch, ...)`` to the outputs of all, ``(models, batch, ...)``."""
        state = dict(zip(self.names, self.stacked, strict=True))

        def one(parameters: dict[str, Tensor]) -> Tensor:
            output: Tensor = functional_call(
                self._architecture[0], parameters, (inputs,)
            )
            return output

        outputs: Tensor = torch.vmap(one)(state)
        return outputs


def losses(loss: Loss, outputs: Tensor, targets: Tensor) -> Tensor:
    """Compute the loss of each model, ``(models,)``, from outputs ``(models, ...)``."""
    return torch.stack([loss(output, targets) for output in outputs])


def summed(loss: Loss) -> Loss:
    """Turn a loss of one model into that of an ensemble, to hand to `train`.

    Sums, not means: the gradient of each model is what it would be alone.
    """
    return lambda outputs, targets: losses(loss, outputs, targets).sum()


@torch.no_grad()
def accuracies(ensemble: Ensemble, X: ArrayLike, y: ArrayLike) -> Tensor:
    """Compute each model's share of rows with the largest logit at the target.

    Returns
    -------
    Tensor
        Shape (models,), float64.
    """
    chosen = ensemble(torch.as_tensor(X)).argmax(dim=-1)
    hits: Tensor = chosen == torch.as_tensor(y)
    return hits.double().mean(dim=-1)
