"""Healthy and sick models by the dozen, to measure a diagnosis with.

Everything about them is drawn from a seed: data, depth, width, activation, first
weights, optimizer. `SICK` says what is then done to a healthy one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neuronbook.networks import datasets
from neuronbook.networks.training import mlp

__all__ = ["SICK", "Patient", "healthy", "sick"]

Loss = Callable[[Tensor, Tensor], Tensor]
ACTIVATIONS: tuple[type[nn.Module], ...] = (
    *(nn.ReLU, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Tanh),
)
SETS = (
    datasets.digits,
    datasets.wine,
    datasets.breast_cancer,
    datasets.diabetes,
)
BATCH = 64


@dataclass(frozen=True)
class Patient:
    """A model before its first step, with all that trains it.

    Attributes
    ----------
    name : str
        What it suffers from, or "healthy".
    model : nn.Module
        Maps a batch of inputs to outputs.
    batch : pair of Tensor
        The first 64 training rows: inputs and targets.
    loss : callable
        ``loss(model(X), y)``.
    optimizer : callable
        Makes the optimizer from parameters.
    split : Split
        All data, the targets of regression standardized.
    """

    name: str
    model: nn.Module
    batch: tuple[Tensor, Tensor]
    loss: Loss
    optimizer: Callable[[Iterable[Tensor]], torch.optim.Optimizer]
    split: datasets.Split


@cache
def _data(number: int, *, standardize: bool = True) -> datasets.Split:
    split = SETS[number](standardize=standardize)
    if SETS[number] is datasets.diabetes:
        columns = split.y_train[:, None], split.y_test[:, None]
        y_train, y_test = datasets.standardize(*columns)
        split = replace(split, y_train=y_train, y_test=y_test)
    return split


def healthy(seed: int, *, classes: bool = False) -> Patient:
    """Draw a model that is in order.

    Parameters
    ----------
    seed : int
        Of all choices.
    classes : bool
        Whether the targets are to be classes; else one in four is a number.
    """
    draw = torch.Generator().manual_seed(seed)

    def pick(n: int) -> int:
        return int(torch.randint(n, (), generator=draw))

    split = _data(pick(3 if classes else 4))
    regression = split.y_train.ndim > 1
    depth, width = 1 + pick(4), (16, 32, 64)[pick(3)]
    activation = ACTIVATIONS[pick(len(ACTIVATIONS))]
    he = pick(2) == 0
    outputs = 1 if regression else split.num_classes
    model = mlp(
        [split.X_train.shape[1], *[width] * depth, outputs],
        activation=activation,
        seed=seed,
        initialize=_he if he else None,
    )
    adam = pick(2) == 0
    make = torch.optim.Adam if adam else torch.optim.SGD
    return Patient(
        name="healthy",
        model=model,
        batch=_batch(split),
        loss=F.mse_loss if regression else F.cross_entropy,
        optimizer=partial(make, lr=1e-3 if adam else 0.05),
        split=split,
    )


def _he(weight: Tensor, generator: torch.Generator) -> None:
    weight.normal_(0, (2 / weight.shape[1]) ** 0.5, generator=generator)


def _batch(split: datasets.Split) -> tuple[Tensor, Tensor]:
    return torch.tensor(split.X_train[:BATCH]), torch.tensor(split.y_train[:BATCH])


def _linear(model: nn.Module) -> list[nn.Linear]:
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def _with_activation(model: nn.Module, make: Callable[[], nn.Module]) -> nn.Module:
    parts = [part if isinstance(part, nn.Linear) else make() for part in model]  # type: ignore[attr-defined]
    return nn.Sequential(*parts)


def _deep(
    patient: Patient,
    seed: int,
    activation: Callable[[], nn.Module],
    initialize: Callable[[Tensor, torch.Generator], None] | None = None,
) -> Patient:
    first, last = _linear(patient.model)[0], _linear(patient.model)[-1]
    sizes = [first.in_features, *[32] * 8, last.out_features]
    model = mlp(sizes, activation=activation, seed=seed, initialize=initialize)
    return replace(patient, model=model)


@torch.no_grad()
def _equal(patient: Patient, seed: int) -> Patient:
    for layer in _linear(patient.model):
        layer.weight.fill_(0.01 * (seed % 3))
        layer.bias.zero_()
    return patient


def _vanishing(patient: Patient, seed: int) -> Patient:
    return _deep(patient, seed, nn.Sigmoid)


def _exploding(patient: Patient, seed: int) -> Patient:
    def large(weight: Tensor, generator: torch.Generator) -> None:
        weight.normal_(0, 1, generator=generator)

    return _deep(patient, seed, nn.ReLU, large)


@torch.no_grad()
def _dead(patient: Patient, seed: int) -> Patient:
    model = _with_activation(patient.model, nn.ReLU)
    _linear(model)[0].bias.fill_(-10.0 - seed % 5)
    return replace(patient, model=model)


def _softmax_twice(patient: Patient, seed: int) -> Patient:
    return replace(patient, model=nn.Sequential(patient.model, nn.Softmax(dim=1)))


def _no_activation(patient: Patient, seed: int) -> Patient:
    return replace(patient, model=_with_activation(patient.model, nn.Identity))


def _unscaled(patient: Patient, seed: int) -> Patient:
    """Take raw measurements of wine or cells; a model of its own for their number."""
    split = _data(1 + seed % 2, standardize=False)
    hidden = _linear(patient.model)[0].out_features
    model = mlp([split.X_train.shape[1], hidden, split.num_classes], seed=seed)
    return replace(patient, model=model, split=split, batch=_batch(split))


def _shapes(patient: Patient, seed: int) -> Patient:
    """Regression with targets (n,) and outputs (n, 1)."""
    split = _data(3)
    split = replace(split, y_train=split.y_train[:, 0], y_test=split.y_test[:, 0])
    hidden = _linear(patient.model)[0].out_features
    model = mlp([split.X_train.shape[1], hidden, 1], seed=seed)
    batch = _batch(split)
    return replace(patient, model=model, split=split, batch=batch, loss=_squares)


def _squares(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean square as it is often typed; PyTorch's own would warn."""
    return (outputs - targets).square().mean()


def _rate(patient: Patient, seed: int) -> Patient:
    return replace(patient, optimizer=partial(torch.optim.SGD, lr=30.0))


def _shuffled(patient: Patient, seed: int) -> Patient:
    X, y = patient.batch
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    return replace(patient, batch=(X, y[order]))


SICK: dict[str, Callable[[Patient, int], Patient]] = {
    "equal weights": _equal,
    "vanishing gradients": _vanishing,
    "exploding gradients": _exploding,
    "dead units": _dead,
    "softmax twice": _softmax_twice,
    "no activation": _no_activation,
    "unscaled inputs": _unscaled,
    "shapes": _shapes,
    "rate too large": _rate,
    "shuffled labels": _shuffled,
}
"""What is done to a healthy patient, by the name of what it then suffers from."""


def sick(name: str, seed: int) -> Patient:
    """Draw a healthy classifier and make it ill.

    Parameters
    ----------
    name : str
        A key of `SICK`.
    seed : int
        Of all choices.
    """
    return replace(SICK[name](healthy(seed, classes=True), seed), name=name)
