"""What the units of a PyTorch model do: one table and one picture for any module.

`unit_health` runs a model on data and watches every elementwise activation that is
computed, whether by a module (``nn.ReLU()``) or by a function (``F.relu(x)``,
``x.sigmoid()``). The model's code needs no change, and nothing stays behind: no hook,
no gradient, no changed statistic, no other mode.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from neuronbook.diagnosis.dead_units import firing_rate_bound
from neuronbook.pages.figures import PALETTE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

__all__ = ["LayerUnits", "UnitHealth", "unit_health"]

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
    name : path of the module in the model, with the function's name if the module
        holds more than the activation, and a number from the second call on
    function : the activation, as PyTorch calls it
    units : number of units; of channels, if the layer is convolutional
    zero_fraction : share of outputs that are exactly 0
    dead : boolean (units,): the slope of the activation was exactly 0, and so no
        gradient passed, on every example
    fires_below : if there are dead units, the share of inputs that wakes any one of
        them is below this for all of them, with the report's confidence; else NaN
    saturated_fraction : share of entries where the slope is below 0.01 in magnitude
    nonfinite_fraction : share of outputs that are inf or NaN
    gradient_norm : Euclidean norm of the loss's gradient with respect to the layer's
        pre-activations; NaN without a loss
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
    layers : one entry each time that an activation was computed
    examples : number of examples the model was run on
    confidence : of the bounds in `LayerUnits.fires_below`
    """

    layers: tuple[LayerUnits, ...]
    examples: int
    confidence: float

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
        broken = sum(layer.nonfinite_fraction > 0 for layer in self.layers)
        if broken:
            lines.append(f"inf or NaN in {broken} of {len(self.layers)} layers")
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
    for label, marker, colour, shares, size in looks:
        style = {"color": PALETTE[colour], "markersize": size, "mew": 2}
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
    batch_size: int = 1024,
    unit_axis: int | None = None,
) -> UnitHealth:
    """Run a model on data and report on its activations, layer by layer.

    The model runs in evaluation mode. Its parameters, their ``grad``, its buffers,
    hooks and mode are afterwards what they were.

    Parameters
    ----------
    model : any module that maps a batch of `X` to a tensor
    X : inputs; the first axis counts examples
    y : targets for `loss`; without them no gradient is measured
    loss : ``loss(model(X), y)``, a mean over examples
    confidence : of the bound on how often dead units fire on new inputs
    batch_size : examples that are run at a time; the report does not depend on it
    unit_axis : axis of the activations that counts units. By default the last one,
        and axis 1 for the four and five axes of images and volumes

    Returns
    -------
    UnitHealth

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
    inputs = torch.as_tensor(X)
    if not len(inputs):
        raise ValueError(f"expected examples, got shape {tuple(inputs.shape)}")
    targets = None if y is None else torch.as_tensor(y)
    watch = _Watch(unit_axis)
    with _evaluating(model), _named(model, watch):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            watch.weight = len(inputs[part]) / len(inputs)
            _run(
                model,
                inputs[part],
                None if targets is None else targets[part],
                loss,
                watch,
            )
    if not watch.records:
        raise ValueError(f"no activation function was called by {model}")
    layers = (
        record.summary(name, len(inputs), confidence, y is not None)
        for name, record in watch.records.items()
    )
    return UnitHealth(tuple(layers), len(inputs), confidence)


def _run(
    model: nn.Module, x: Tensor, t: Tensor | None, loss: Loss, watch: _Watch
) -> None:
    """Run one batch forward and, with targets, backward through every activation."""
    watch.calls.clear()
    x = x.detach().clone()
    if x.is_floating_point():
        x.requires_grad_()
    with torch.enable_grad(), watch:
        out = model(x)
    if t is None:
        return
    leaves = [p for p in (x, *model.parameters()) if p.requires_grad]
    torch.autograd.grad(loss(out, t), leaves, allow_unused=True)


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode


@contextmanager
def _named(model: nn.Module, watch: _Watch) -> Iterator[None]:
    """Keep `watch.path` the modules that are running, outermost first."""
    handles = []
    for name, module in model.named_modules():
        leaf = not list(module.children())

        def enter(*_: Any, name: str = name, leaf: bool = leaf) -> None:
            watch.path.append((name, leaf))

        def leave(*_: Any) -> None:
            watch.path.pop()

        handles += [
            module.register_forward_pre_hook(enter),
            module.register_forward_hook(leave, always_call=True),
        ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@dataclass
class _Record:
    """Sums over the batches of one activation layer."""

    function: str
    entries: int = 0
    zeros: int = 0
    flat: int = 0
    nonfinite: int = 0
    squared_gradient: float = 0.0
    alive: Tensor | None = None

    def add(self, output: Tensor, slope: Tensor, axis: int) -> None:
        self.entries += output.numel()
        self.zeros += int((output == 0).sum())
        self.flat += int((slope.abs() < SATURATED_BELOW).sum())
        self.nonfinite += int((~output.isfinite()).sum())
        # What is NaN has lost its way, but it is not silent.
        passes = (slope != 0) | ~output.isfinite()
        alive = passes.movedim(axis, 0).flatten(1).any(1)
        self.alive = alive if self.alive is None else self.alive | alive

    def summary(
        self, name: str, examples: int, confidence: float, backward: bool
    ) -> LayerUnits:
        if self.alive is None:
            raise RuntimeError(f"{name} was never run")
        dead = ~self.alive
        count = int(dead.sum())
        bound = firing_rate_bound(examples, confidence, count) if count else math.nan
        return LayerUnits(
            name=name,
            function=self.function,
            units=len(dead),
            zero_fraction=self.zeros / self.entries,
            dead=dead,
            fires_below=bound,
            saturated_fraction=self.flat / self.entries,
            nonfinite_fraction=self.nonfinite / self.entries,
            gradient_norm=math.sqrt(self.squared_gradient) if backward else math.nan,
        )


@dataclass
class _Watch(TorchFunctionMode):
    """Sees every call of PyTorch while it is active, and records activations."""

    unit_axis: int | None
    records: dict[str, _Record] = field(default_factory=dict)
    path: list[tuple[str, bool]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    weight: float = 1.0

    def __post_init__(self) -> None:
        super().__init__()

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if func not in ACTIVATIONS or not args or not args[0].is_floating_point():
            return func(*args, **kwargs)
        z = args[0]
        before = z.detach().clone()
        record = self._record(ACTIVATIONS[func])
        if z.requires_grad:
            z.register_hook(self._gradient_hook(record))
        out = func(*args, **kwargs)
        record.add(out.detach(), _slope(func, before, args, kwargs), self._axis(out))
        return out

    def _record(self, function: str) -> _Record:
        path, leaf = self.path[-1] if self.path else ("", False)
        name = path if leaf and path else ".".join(filter(None, (path, function)))
        self.calls[name] += 1
        if self.calls[name] > 1:
            name = f"{name} ({self.calls[name]})"
        return self.records.setdefault(name, _Record(function))

    def _gradient_hook(self, record: _Record) -> Callable[[Tensor], None]:
        def hook(gradient: Tensor) -> None:
            size = float(gradient.double().square().sum())
            record.squared_gradient += self.weight**2 * size

        return hook

    def _axis(self, out: Tensor) -> int:
        if self.unit_axis is not None:
            return self.unit_axis
        return 1 if out.ndim >= 4 else -1


def _slope(func: Any, z: Tensor, args: Any, kwargs: Any) -> Tensor:
    """Return the derivative of an elementwise function at each entry of `z`."""
    with torch.enable_grad():
        z.requires_grad_()
        # In-place functions refuse a leaf, so they get a copy.
        out = func(z.clone(), *args[1:], **kwargs)
        return torch.autograd.grad(out.sum(), z)[0]
