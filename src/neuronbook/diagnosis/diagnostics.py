"""What is wrong with a training run, found by looking.

Each function answers one question that a symptom raises: which operation made the
first NaN, along which axis these are probabilities, what a loss that stands still is
standing at. None changes the model or leaves a hook behind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode, resolve_name

from neuronbook.diagnosis.unit_health import LayerUnits, UnitHealth, unit_health
from neuronbook.functions.losses import double_softmax_floor

__all__ = [
    "LayerUnits",
    "NonFinite",
    "UnitHealth",
    "first_nonfinite",
    "loss_log_verdict",
    "normalized_axes",
    "unit_health",
]

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class NonFinite:
    """The first tensor of a step that holds inf or NaN.

    Attributes
    ----------
    phase : "forward", or "backward" when the values are finite and a gradient is not
    operation : the operation that made it; in the backward phase, the one whose
        output received it
    module : name of the submodule that was running, "" outside the model (the loss)
    nan, inf, total : how many of the tensor's entries are NaN, infinite, and in all
    inputs : smallest and largest finite entry that the operation was given, and
        whether it was given an inf or NaN already; None in the backward phase
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


def first_nonfinite(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor | None = None,
    loss: Loss | None = None,
) -> NonFinite | None:
    """Run one step and find the first operation that returns inf or NaN.

    Every PyTorch operation is watched, in the model and in the loss; if all of them
    return finite numbers, so are the gradients on the way back. Parameters, their
    gradients and the global generator's state stay as they were, and so do the
    running statistics of normalisation layers.

    Parameters
    ----------
    model : any module
    X : inputs, an array or a tensor
    y, loss : targets and ``loss(model(X), y)``; without them only the model runs

    Returns
    -------
    NonFinite or None
        None if everything is finite.

    Raises
    ------
    ValueError
        If only one of ``y`` and ``loss`` is given.
    """
    if (y is None) != (loss is None):
        raise ValueError("expected y and loss together, got only one of them")
    inputs = torch.as_tensor(X)
    with _undisturbed(model):
        with _Watch() as watch, _module_names(model, watch):
            value = model(inputs)
            if loss is not None:
                value = loss(value, torch.as_tensor(y))
        if watch.found is None and isinstance(value, Tensor) and value.requires_grad:
            parameters = [p for p in model.parameters() if p.requires_grad]
            torch.autograd.grad(value.sum(), parameters, allow_unused=True)
    found: NonFinite | None = watch.found
    return found


@contextmanager
def _undisturbed(model: nn.Module) -> Iterator[None]:
    """Put buffers and the global generator back as they were."""
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)


@dataclass
class _Watch(TorchFunctionMode):
    """Remember the first operation whose output is not finite."""

    found: NonFinite | None = None
    modules: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        given = [(t, *_range(t)) for t in _floats((args, kwargs or {}))]
        out = func(*args, **(kwargs or {}))
        for tensor in _floats(out):
            if self.found is None:
                self._look(func, tensor, given)
        return out

    def _look(self, func: Any, out: Tensor, given: list[Any]) -> None:
        name = (resolve_name(func) or getattr(func, "__name__", "?")).split(".")[-1]
        module = self.modules[-1] if self.modules else ""
        if not bool(out.isfinite().all()):
            self.found = NonFinite("forward", name, module, *_count(out), _span(given))
        elif out.requires_grad:
            out.register_hook(  # type: ignore[no-untyped-call]
                lambda grad: self._look_back(name, module, grad)
            )

    def _look_back(self, name: str, module: str, grad: Tensor) -> None:
        if self.found is None and not bool(grad.isfinite().all()):
            self.found = NonFinite("backward", name, module, *_count(grad))


def _floats(value: Any) -> list[Tensor]:
    """Collect the floating-point tensors in nested lists, tuples and dicts."""
    if isinstance(value, Tensor):
        return [value.detach() if not value.requires_grad else value] * (
            value.is_floating_point()
        )
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in _floats(item)]
    return []


def _range(tensor: Tensor) -> tuple[float, float, bool]:
    """Return the smallest and largest finite entry, and whether others exist."""
    values = tensor.detach().flatten()
    finite = values[values.isfinite()].double()
    bad = len(finite) < len(values)
    if len(finite) == 0:
        return math.nan, math.nan, bad
    return finite.min().item(), finite.max().item(), bad


def _span(given: list[Any]) -> tuple[float, float, bool] | None:
    ranges = [entry[1:] for entry in given]
    known = [r for r in ranges if not math.isnan(r[0])]
    if not ranges:
        return None
    low = min((r[0] for r in known), default=math.nan)
    high = max((r[1] for r in known), default=math.nan)
    return low, high, any(r[2] for r in ranges)


def _count(tensor: Tensor) -> tuple[int, int, int]:
    values = tensor.detach()
    return int(values.isnan().sum()), int(values.isinf().sum()), values.numel()


@contextmanager
def _module_names(model: nn.Module, watch: _Watch) -> Iterator[None]:
    """Keep the names of the running submodules on the watch's stack."""

    def enter(name: str) -> Callable[..., None]:
        return lambda *_: watch.modules.append(name)

    def leave(*_: Any) -> None:
        watch.modules.pop()

    with ExitStack() as stack:
        for name, module in model.named_modules():
            handles = (
                module.register_forward_pre_hook(enter(name)),
                module.register_forward_hook(leave, always_call=True),
            )
            for handle in handles:
                stack.callback(handle.remove)
        yield


def normalized_axes(p: ArrayLike, tolerance: float = 1e-2) -> tuple[int, ...]:
    """Find the axes along which an array holds probabilities.

    Parameters
    ----------
    p : array of any shape
    tolerance : how far a sum may be from 1

    Returns
    -------
    tuple of int
        The axes along which all sums are 1, empty if an entry is outside [0, 1] or
        NaN. More than one axis is possible: a permutation matrix has two.
    """
    values = np.asarray(p, dtype=float)
    if not ((values >= 0) & (values <= 1 + tolerance)).all():
        return ()
    return tuple(
        axis
        for axis in range(values.ndim)
        if values.size and np.allclose(values.sum(axis), 1, rtol=0, atol=tolerance)
    )


def loss_log_verdict(losses: Sequence[float], num_classes: int) -> str:
    """Say at what height a log of cross-entropy losses stands still, if it does.

    Two heights are landmarks. log C is what a model pays that gives each class the
    same probability. log(1 + (C-1)/e) is the least that a model can pay whose
    softmax is applied twice.

    Parameters
    ----------
    losses : training losses in the order of time, in nats
    num_classes : C, at least 2

    Returns
    -------
    str
        "chance" if the last fifth lies within a tenth of the landmarks' distance from
        log C, or above; "double softmax" if it lies that near to the floor and no
        loss is clearly below; otherwise "learning".

    Raises
    ------
    ValueError
        If there are no losses or one is not finite.
    """
    values = np.asarray(losses, dtype=float)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"expected finite losses, got {losses!r:.80}")
    floor, chance = double_softmax_floor(num_classes), math.log(num_classes)
    near = (chance - floor) / 10
    last = float(np.median(values[-max(1, len(values) // 5) :]))
    if last >= chance - near:
        return "chance"
    if abs(last - floor) <= near and values.min() >= floor - near:
        return "double softmax"
    return "learning"
