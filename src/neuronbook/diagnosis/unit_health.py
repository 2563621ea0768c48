"""What the units of a PyTorch model do: one table and one picture for any module.

`unit_health` runs a model on data and looks at every elementwise activation that is
computed, whether by a module (``nn.ReLU()``) or by a function (``F.relu(x)``,
``x.sigmoid()``).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn import functional as F

from neuronbook.diagnosis.dead_units import firing_rate_bound
from neuronbook.diagnosis.nonfinite import NonFinite, NonFiniteSearch
from neuronbook.diagnosis.watcher import Operation, undisturbed, watching
from neuronbook.pages.figures import PALETTE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

__all__ = ["ActivationRecord", "LayerUnits", "UnitHealth", "unit_health"]

Loss = Callable[[Tensor, Tensor], Tensor]
RECTIFIERS = ["relu", "relu6", "leaky_relu", "prelu", "rrelu", "elu", "selu", "celu"]
SMOOTH = [
    "gelu",
    "silu",
    "mish",
    "softplus",
    "softsign",
    "sigmoid",
    "logsigmoid",
    "tanh",
]
HARD = ["hardtanh", "hardswish", "hardsigmoid"]
ACTIVATIONS: dict[Any, str] = {
    getattr(owner, spelling): name
    for name in (*RECTIFIERS, *SMOOTH, *HARD)
    for spelling in (name, f"{name}_")
    for owner in (F, torch, Tensor, torch._C._nn)
    if hasattr(owner, spelling)
}
"""Every function that is watched, in place or not, and its name in the table."""

SATURATED_BELOW = 0.01
"""A slope smaller than this in magnitude counts as saturated."""


@dataclass(frozen=True)
class LayerUnits:
    """What the units of one activation layer did on the data.

    Attributes
    ----------
    name : str
        Path of the module in the model, with the function's name if the module holds
        more than the activation, and a number from the second call on.
    function : str
        The activation, as PyTorch calls it.
    units : int
        Number of units; of channels, if the layer is convolutional.
    zero_fraction : float
        Share of outputs that are exactly 0.
    dead : bool Tensor (units,)
        Whether the slope of the activation was exactly 0, and so no gradient passed,
        on every example.
    fires_below : float
        If there are dead units, the share of inputs that wakes any one of them is
        below this for all of them, with the report's confidence; else NaN. Every unit
        of the layer counts as one chance to be wrong, the live ones too, because it
        was the data that chose which are called dead.
    saturated_fraction : float
        Share of entries where the slope is below 0.01 in magnitude.
    nonfinite_fraction : float
        Share of outputs that are inf or NaN.
    gradient_norm : float
        Euclidean norm of the loss's gradient with respect to the layer's
        pre-activations; NaN without a loss.
    """

    name: str
    function: str
    units: int
    zero_fraction: float
    dead: Tensor
    fires_below: float
    saturated_fraction: float
    nonfinite_fraction: float
    gradient_norm: float

    @property
    def dead_fraction(self) -> float:
        """Share of the units that are dead on the data."""
        return float(self.dead.double().mean())


@dataclass(frozen=True)
class UnitHealth:
    """The layers of a model in the order of their computation.

    Attributes
    ----------
    layers : tuple of LayerUnits
        One entry each time that an activation was computed.
    examples : int
        Number of examples that the model was run on.
    confidence : float
        Of the bounds in `LayerUnits.fires_below`.
    nonfinite : NonFinite or None
        The first operation of the run, in the model or the loss, that returned or
        received inf or NaN.
    """

    layers: tuple[LayerUnits, ...]
    examples: int
    confidence: float
    nonfinite: NonFinite | None

    def __getitem__(self, name: str) -> LayerUnits:
        """Return the layer of this name."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(f"{name!r} is none of {[layer.name for layer in self.layers]}")

    def __str__(self) -> str:
        """Return the table, one line a layer."""
        width = max(len("layer"), *(len(layer.name) for layer in self.layers))
        head = (
            f"{'layer':{width}} {'function':10} units  zeros   dead  wakes on  "
            "flat  gradient"
        )
        lines = [head, *(_table_line(layer, width) for layer in self.layers)]
        if self.nonfinite is not None:
            broken = sum(layer.nonfinite_fraction > 0 for layer in self.layers)
            lines.append(f"inf or NaN in {broken} of {len(self.layers)} layers, first:")
            lines.append(str(self.nonfinite))
        return "\n".join(lines)

    def figure(self) -> MplFigure:
        """Draw shares of zeros, dead units and flat slopes, and the gradient norms."""
        fig, (left, right) = plt.subplots(
            1,
            2,
            sharey=True,
            figsize=(4.6, 1.5 + 0.35 * len(self.layers)),
            width_ratios=(3, 2),
        )
        _draw_shares(left, self.layers)
        fig.legend(loc="outside upper center", ncols=3)
        _draw_norms(right, [layer.gradient_norm for layer in self.layers])
        return fig


def _table_line(layer: LayerUnits, width: int) -> str:
    bound = "" if math.isnan(layer.fires_below) else f"<{layer.fires_below:.2%}"
    norm = "" if math.isnan(layer.gradient_norm) else f"{layer.gradient_norm:.1e}"
    return (
        f"{layer.name:{width}} {layer.function:10} {layer.units:5}"
        f" {layer.zero_fraction:6.1%} {layer.dead_fraction:6.1%} {bound:>9}"
        f" {layer.saturated_fraction:5.0%}  {norm:>8}"
    )


def _draw_shares(ax: Any, layers: tuple[LayerUnits, ...]) -> None:
    rows = range(len(layers))
    looks = (
        ("zeros", "o", "sky", [layer.zero_fraction for layer in layers], 9),
        ("flat slope", "|", "orange", [e.saturated_fraction for e in layers], 12),
        ("dead units", "s", "vermillion", [e.dead_fraction for e in layers], 6),
    )
    for label, marker, color, shares, size in looks:
        style = {"color": PALETTE[color], "markersize": size, "mew": 2}
        ax.plot([100 * s for s in shares], rows, marker, label=label, **style)
    ax.set(xlim=(-4, 104), xlabel="share (%)", ylim=(len(layers) - 0.5, -0.5))
    ax.set_yticks(rows, [layer.name for layer in layers])
    ax.set_ylabel("layer")


def _draw_norms(ax: Any, norms: list[float]) -> None:
    ax.plot(norms, range(len(norms)), "D", color=PALETTE["purple"])
    ax.set_xlabel("gradient norm")
    if powers := [math.log10(norm) for norm in norms if norm > 0]:
        low, high = math.floor(min(powers)), math.ceil(max(powers))
        ax.set(xscale="log", xlim=(10 ** (low - 0.2), 10 ** (max(high, low + 1) + 0.2)))
        ax.minorticks_off()


def unit_health(
    model: nn.Module,
    X: ArrayLike | Tensor,
    y: ArrayLike | Tensor | None = None,
    *,
    loss: Loss = F.cross_entropy,
    confidence: float = 0.95,
    unit_axis: int | None = None,
) -> UnitHealth:
    """Run a model on data and report on its activations, layer by layer.

    The model runs in evaluation mode. Its parameters, their ``grad``, its buffers,
    hooks and mode are afterwards what they were.

    Parameters
    ----------
    model : nn.Module
        Any module that maps a batch of `X` to a tensor.
    X : array_like or Tensor (examples, ...)
        Inputs.
    y : array_like or Tensor, optional
        Targets for `loss`; without them no gradient is measured.
    loss : callable
        ``loss(model(X), y)``, a scalar.
    confidence : float
        Of the bound on how often dead units fire on new inputs.
    unit_axis : int, optional
        Axis of the activations that counts units. By default the last one, and axis 1
        for the four and five axes of images and volumes.

    Returns
    -------
    UnitHealth
        The layers, as a table and as a picture.

    Raises
    ------
    ValueError
        If there is no example, or no activation was computed.

    Notes
    -----
    Seen are PyTorch's own activation functions. An activation written as arithmetic,
    say ``x * (x > 0)`` or ``x.clamp(min=0)``, is not, nor are the gates inside
    ``nn.LSTM`` and ``nn.GRU``.
    """
    inputs = torch.as_tensor(X).detach().clone()
    if not len(inputs):
        raise ValueError(f"expected examples, got shape {tuple(inputs.shape)}")
    if inputs.is_floating_point():
        inputs.requires_grad_()  # so that a frozen model has gradients inside, too
    activations = ActivationRecord(len(inputs), confidence, unit_axis)
    search = NonFiniteSearch()
    with undisturbed(model):
        model.eval()
        with torch.enable_grad(), watching(model, activations, search):
            value = model(inputs)
            if y is not None:
                value = loss(value, torch.as_tensor(y))
        if y is not None:
            leaves = [p for p in (inputs, *model.parameters()) if p.requires_grad]
            torch.autograd.grad(value, leaves, allow_unused=True)
    layers = activations.layers(with_gradients=y is not None)
    if not layers:
        raise ValueError(f"no activation function was called by {model}")
    return UnitHealth(layers, len(inputs), confidence, search.found)


class ActivationRecord:
    """An observer (see `neuronbook.diagnosis.watcher`) of activation functions.

    Parameters
    ----------
    examples : int
        Number of examples that the model is run on.
    confidence : float
        Of `LayerUnits.fires_below`.
    unit_axis : int or None
        As in `unit_health`.
    """

    def __init__(
        self, examples: int, confidence: float, unit_axis: int | None = None
    ) -> None:
        self.examples, self.confidence = examples, confidence
        self.unit_axis = unit_axis
        self._layers: list[LayerUnits] = []
        self._squares: defaultdict[int, float] = defaultdict(float)
        self._calls: Counter[str] = Counter()

    def __call__(self, operation: Operation) -> Callable[[Tensor], None] | None:
        """Take the slope of an activation; return what measures its output."""
        if operation.function not in ACTIVATIONS or operation.module is None:
            return None
        z = operation.args[0] if operation.args else None
        if z is None or not z.is_floating_point():
            return None
        if z.requires_grad:
            z.register_hook(partial(self._add_gradient, len(self._layers)))
        name = self._name(operation)
        return partial(self._add_layer, name, operation, _slope(operation))

    def layers(self, *, with_gradients: bool) -> tuple[LayerUnits, ...]:
        """Return what was measured, with gradient norms if a loss was sent back."""
        if not with_gradients:
            return tuple(self._layers)
        return tuple(
            replace(layer, gradient_norm=math.sqrt(self._squares[place]))
            for place, layer in enumerate(self._layers)
        )

    def _name(self, operation: Operation) -> str:
        path, function = operation.module, ACTIVATIONS[operation.function]
        name = (
            path
            if operation.leaf and path
            else ".".join(filter(None, (path, function)))
        )
        self._calls[name] += 1
        return name if self._calls[name] == 1 else f"{name} ({self._calls[name]})"

    def _add_gradient(self, place: int, gradient: Tensor) -> None:
        self._squares[place] += gradient.double().square().sum().item()

    def _add_layer(
        self, name: str, operation: Operation, slope: Tensor, out: Tensor
    ) -> None:
        finite = out.isfinite()
        axis = self.unit_axis
        if axis is None:
            axis = 1 if out.ndim >= 4 else -1
        # What is NaN has lost its way, but it is not silent.
        passes = (slope != 0) | ~finite
        dead = ~passes.movedim(axis, 0).flatten(1).any(1)
        bound = (
            firing_rate_bound(self.examples, self.confidence, len(dead))
            if dead.any()
            else math.nan
        )
        layer = LayerUnits(
            name=name,
            function=ACTIVATIONS[operation.function],
            units=len(dead),
            zero_fraction=_share(out == 0),
            dead=dead,
            fires_below=bound,
            saturated_fraction=_share(slope.abs() < SATURATED_BELOW),
            nonfinite_fraction=_share(~finite),
            gradient_norm=math.nan,
        )
        self._layers.append(layer)


def _slope(operation: Operation) -> Tensor:
    """Return the derivative of an elementwise function at each entry of its input."""
    with torch.enable_grad():
        z = operation.args[0].detach().clone().requires_grad_()
        # In-place functions refuse a leaf, so they get a copy.
        out = operation.function(z.clone(), *operation.args[1:], **operation.kwargs)
        slope: Tensor = torch.autograd.grad(out.sum(), z)[0]
    return slope


def _share(mask: Tensor) -> float:
    return mask.double().mean().item()
