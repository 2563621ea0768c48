"""Several networks trained at once, to see how much a seed matters.

One run proves little. A network of a few thousand weights spends its time on
bookkeeping; many of them, stacked along a new first axis, share that, so that a claim
about training can be shown with its spread. They do not influence each other: the
gradient of the sum of their losses is, for each, the gradient of its own, and Adam and
SGD work entry by entry.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state
from torch.nn import functional as F

from neuronbook.networks.training import OPTIMIZERS, MakeOptimizer, train

__all__ = ["Ensemble", "accuracies", "train_ensemble"]

Loss = Callable[[Tensor, Tensor], Tensor]
ELEMENTWISE = (
    nn.Dropout,
    nn.ELU,
    nn.GELU,
    nn.Identity,
    nn.LeakyReLU,
    nn.ReLU,
    nn.SiLU,
    nn.Sigmoid,
    nn.Softplus,
    nn.Tanh,
)


class Ensemble(nn.Module):
    """Models of one architecture, evaluated together.

    Parameters
    ----------
    models : sequence of nn.Module
        At least one; all of the same architecture, without buffers (batch norm without
        running means). They are copied, so training the ensemble leaves them as they
        are.
    own_data : bool
        Whether each model has inputs and targets of its own, stacked along a first
        axis (models, batch, ...). By default all see the same.

    Raises
    ------
    ValueError
        If there is no model, or one has buffers.
    """

    def __init__(self, models: Sequence[nn.Module], *, own_data: bool = False) -> None:
        super().__init__()
        if not models:
            raise ValueError("expected at least one model, got none")
        stacked, buffers = stack_module_state(list(models))
        if buffers:
            raise ValueError(f"expected models without buffers, got {sorted(buffers)}")
        self.own_data = own_data
        self._names = list(stacked)
        self._values = nn.ParameterList(
            nn.Parameter(value.detach().clone()) for value in stacked.values()
        )
        # In a tuple, its parameters are not registered as the ensemble's.
        self._architecture = (copy.deepcopy(models[0]).to("meta"),)

    def __len__(self) -> int:
        """Return the number of models."""
        return len(self._values[0])

    @property
    def stacked(self) -> dict[str, Tensor]:
        """The parameters of all models, (models, ...), by their name in one model."""
        return dict(zip(self._names, self._values, strict=True))

    def member(self, index: int) -> nn.Module:
        """Copy one model out, with the parameters that it has by now."""
        model = copy.deepcopy(self._architecture[0]).to_empty(device="cpu")
        state = {name: value[index] for name, value in self.stacked.items()}
        model.load_state_dict(state)
        return model

    def train(self, mode: bool = True) -> Self:
        """Switch dropout on, or off as `eval` does."""
        self._architecture[0].train(mode)
        return super().train(mode)

    def forward(self, inputs: Tensor) -> Tensor:
        """Compute the outputs of all models.

        Parameters
        ----------
        inputs : Tensor (batch, ...)
            The same for all; with `own_data`, ``(models, batch, ...)``.

        Returns
        -------
        Tensor (models, batch, ...)
            Each model's outputs.
        """
        model = self._architecture[0]
        if _is_mlp(model) and inputs.ndim == 2 + self.own_data:
            return self._forward_mlp(inputs)

        def one(parameters: dict[str, Tensor], own: Tensor) -> Tensor:
            output: Tensor = functional_call(model, parameters, (own,))
            return output

        axes = (0, 0 if self.own_data else None)
        outputs: Tensor = torch.vmap(one, in_dims=axes)(self.stacked, inputs)
        return outputs

    def _forward_mlp(self, inputs: Tensor) -> Tensor:
        """Do the same in half the time, by one batched product per layer."""
        A = inputs if self.own_data else inputs.expand(len(self), *inputs.shape)
        parameters = iter(self._values)
        for module in self._architecture[0].children():
            if isinstance(module, nn.Linear):
                W, b = next(parameters), next(parameters)
                A = torch.baddbmm(b[:, None], A, W.mT)
            elif isinstance(module, nn.BatchNorm1d):
                scale, shift = next(parameters), next(parameters)
                A = _batch_norm(A, scale, shift, module.eps)
            else:
                A = module(A)
        return A


def _batch_norm(A: Tensor, scale: Tensor, shift: Tensor, eps: float) -> Tensor:
    """Normalize the units of all models side by side."""
    models, batch, units = A.shape
    flat = A.transpose(0, 1).reshape(batch, models * units)
    out = F.batch_norm(
        flat, None, None, scale.flatten(), shift.flatten(), training=True, eps=eps
    )
    return out.view(batch, models, units).transpose(0, 1)


def _is_mlp(model: nn.Module) -> bool:
    """Say whether a model is linear layers with elementwise functions between."""
    return isinstance(model, nn.Sequential) and all(
        type(module) in ELEMENTWISE
        or (type(module) is nn.Linear and module.bias is not None)
        or (type(module) is nn.BatchNorm1d and module.affine)
        for module in model
    )


def train_ensemble(
    ensemble: Ensemble,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor,
    *,
    loss: Loss = F.cross_entropy,
    batch_size: int | None = None,
    optimizer: str = "adam",
    learning_rate: float | Sequence[float] = 1e-3,
    **settings: Any,
) -> Tensor:
    """Train every model in place, as `training.train` would train it alone.

    Parameters
    ----------
    ensemble : Ensemble
        The models.
    X, y : array_like or Tensor
        Inputs and targets, the same for every model; with the ensemble's `own_data` a
        set for each, stacked along a first axis.
    loss : callable
        The mean loss of one model, from its outputs and `y`.
    batch_size : int, optional
        Examples per step, the same for all models; None takes all of them.
    optimizer : str
        As in `training.train`.
    learning_rate : float or sequence of float
        Of all models, or of each.
    **settings
        What else `training.train` takes; an `on_epoch` is called with the ensemble.

    Returns
    -------
    Tensor (steps, models)
        Losses, each of a step's batch before the step.

    Raises
    ------
    ValueError
        If there are mini-batches of `own_data`, or not one rate for each model.
    """
    how: dict[str, Any] = {"optimizer": optimizer, "learning_rate": learning_rate}
    if isinstance(learning_rate, Sequence):
        if len(learning_rate) != len(ensemble):
            got = len(learning_rate)
            raise ValueError(f"expected {len(ensemble)} learning rates, got {got}")
        own = partial(_with_own_rates, OPTIMIZERS[optimizer], learning_rate)
        how = {"optimizer": own, "learning_rate": 1.0}
    if ensemble.own_data and batch_size is not None:
        raise ValueError(f"expected full batches of own data, got {batch_size=}")
    each = torch.vmap(loss, in_dims=(0, 0 if ensemble.own_data else None))
    losses: list[Tensor] = []

    def summed(outputs: Tensor, targets: Tensor) -> Tensor:
        values: Tensor = each(outputs, targets)
        losses.append(values.detach())
        return values.sum()

    train(ensemble, X, y, loss=summed, batch_size=batch_size, **how, **settings)
    return torch.stack(losses)


def _with_own_rates(
    make: MakeOptimizer,
    rates: Sequence[float],
    parameters: Iterable[Tensor],
    **how: Any,
) -> torch.optim.Optimizer:
    """Make an optimizer that goes a share of each step: a rate for each model."""
    stacked = list(parameters)
    stepper = make(stacked, **how)
    shares = [torch.tensor(rates).view(-1, *[1] * (p.ndim - 1)) for p in stacked]
    before: list[Tensor] = []

    def remember(*_: Any) -> None:
        before[:] = [p.detach().clone() for p in stacked]

    @torch.no_grad()
    def shorten(*_: Any) -> None:
        for p, start, share in zip(stacked, before, shares, strict=True):
            p.copy_(torch.lerp(start, p, share))

    stepper.register_step_pre_hook(remember)
    stepper.register_step_post_hook(shorten)
    return stepper


@torch.no_grad()
def accuracies(
    ensemble: Ensemble, X: ArrayLike | Tensor, y: ArrayLike | Tensor
) -> Tensor:
    """Compute each model's share of rows with the largest logit at the target.

    Parameters
    ----------
    ensemble : Ensemble
        The models.
    X, y : array_like or Tensor
        Inputs and class indices.

    Returns
    -------
    float64 Tensor (models,)
        Shares.
    """
    chosen = ensemble(torch.as_tensor(X)).argmax(dim=-1)
    hits: Tensor = chosen == torch.as_tensor(y)
    return hits.double().mean(dim=-1)
