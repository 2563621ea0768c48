"""Where the first inf or NaN of a training step comes from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from neuronbook.diagnosis.watcher import Operation, undisturbed, watching

__all__ = ["NonFinite", "NonFiniteSearch", "first_nonfinite"]

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class NonFinite:
    """The first tensor of a step that holds inf or NaN.

    Attributes
    ----------
    phase : str
        "forward", or "backward" when the values are finite and a gradient is not.
    operation : str
        The operation that made it; in the backward phase, the one whose output
        received it.
    module : str
        Path of the submodule that was running, "" outside of any (in the loss, say).
    nan, inf, total : int
        How many of the tensor's entries are NaN, infinite, and in all.
    inputs : tuple or None
        Smallest and largest finite entry that the operation was given, and whether it
        was given an inf or NaN already; None in the backward phase.
    """

    phase: str
    operation: str
    module: str
    nan: int
    inf: int
    total: int
    inputs: tuple[float, float, bool] | None = None

    def __str__(self) -> str:
        place = f"in {self.module!r}" if self.module else "outside the model"
        kinds = [f"{n} {k}" for n, k in ((self.nan, "NaN"), (self.inf, "inf")) if n]
        found = f"{' and '.join(kinds)} among {self.total} values"
        if self.phase == "backward":
            return f"the gradient that reaches {self.operation} {place} has {found}"
        given = ""
        if self.inputs is not None:
            low, high, bad = self.inputs
            given = f", given {low:.3g} to {high:.3g}" + (" and inf or NaN" * bad)
        return f"{self.operation} {place} returned {found}{given}"


class NonFiniteSearch:
    """An observer (see `neuronbook.diagnosis.watcher`) that waits for inf and NaN.

    Attributes
    ----------
    found : NonFinite or None
        The first one, once there is one. If all values of the way forward are finite,
        the gradients on the way back are looked at, too.
    """

    def __init__(self) -> None:
        self.found: NonFinite | None = None

    def __call__(self, operation: Operation) -> Callable[[Any], None] | None:
        """Note what an operation is given; return what looks at its result."""
        if self.found is not None:
            return None
        # Before it runs: an operation may work in place.
        given = _finite_range(_floats((operation.args, operation.kwargs)))
        name, module = operation.name, operation.module or ""

        def look(out: Any) -> None:
            for tensor in _floats(out):
                if not tensor.isfinite().all():
                    counts = _count(tensor)
                    self.found = NonFinite("forward", name, module, *counts, given)
                    return
                if tensor.requires_grad:
                    tensor.register_hook(look_back)  # type: ignore[no-untyped-call]

        def look_back(gradient: Tensor) -> None:
            if self.found is None and not gradient.isfinite().all():
                self.found = NonFinite("backward", name, module, *_count(gradient))

        return look


def first_nonfinite(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor | None = None,
    loss: Loss | None = None,
) -> NonFinite | None:
    """Run one step and find the first operation that returns inf or NaN.

    Every PyTorch operation is watched, in the model and in the loss; if all of them
    return finite numbers, so are the gradients on the way back. Parameters, their
    gradients, the running statistics of normalization layers and the global
    generator's state stay as they were.

    Parameters
    ----------
    model : nn.Module
        Any module; it runs in the mode that it is in.
    X : array_like or Tensor
        Inputs.
    y : array_like or Tensor, optional
        Targets.
    loss : callable, optional
        ``loss(model(X), y)``; without targets and loss only the model runs.

    Returns
    -------
    NonFinite or None
        None if everything is finite.

    Raises
    ------
    ValueError
        If only one of `y` and `loss` is given.
    """
    if (y is None) != (loss is None):
        raise ValueError("expected y and loss together, got only one of them")
    search = NonFiniteSearch()
    with undisturbed(model):
        with watching(model, search):
            value = model(torch.as_tensor(X))
            if loss is not None:
                value = loss(value, torch.as_tensor(y))
        if search.found is None and isinstance(value, Tensor) and value.requires_grad:
            parameters = [p for p in model.parameters() if p.requires_grad]
            torch.autograd.grad(value.sum(), parameters, allow_unused=True)
    return search.found


def _floats(value: Any) -> list[Tensor]:
    """Collect the floating-point tensors in nested lists, tuples and dicts."""
    if isinstance(value, Tensor):
        return [value] if value.is_floating_point() else []
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in _floats(item)]
    return []


def _finite_range(tensors: list[Tensor]) -> tuple[float, float, bool] | None:
    """Return the smallest and largest finite entry, and whether there are others."""
    if not tensors:
        return None
    values = torch.cat([tensor.detach().flatten().double() for tensor in tensors])
    finite = values[values.isfinite()]
    others = len(finite) < len(values)
    if not len(finite):
        return math.nan, math.nan, others
    return finite.min().item(), finite.max().item(), others


def _count(tensor: Tensor) -> tuple[int, int, int]:
    values = tensor.detach()
    return int(values.isnan().sum()), int(values.isinf().sum()), values.numel()
