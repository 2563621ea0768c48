"""One entry point for the whole procedure: what a model and a batch can tell.

`health_report` goes through the steps of the chapter on the clinic in their order. Each
says in words what it saw, and names a suspicion or none. It also says what a model and
a batch cannot tell.

Every threshold stands below with its reason. None of them was fitted to runs.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from neuronbook.diagnosis.gradient_flow import GradientFlow, diagnose, gradient_flow
from neuronbook.diagnosis.unit_health import UnitHealth, unit_health
from neuronbook.diagnosis.watcher import undisturbed

__all__ = ["UNKNOWN", "Check", "HealthReport", "health_report"]

Loss = Callable[[Tensor, Tensor], Tensor]
MakeOptimizer = Callable[[Iterable[Tensor]], torch.optim.Optimizer]

FEATURE_SIZE = 20.0
"""Root mean square above which a feature counts as unscaled. Features of size s
multiply the curvature of the loss by s², so that the largest rate falls 400-fold."""

EXTRA_LOSS = 2.0
"""How far above chance a cross-entropy may start. Logits of standard deviation s that
know nothing of the labels cost about s²/2 more than log C; He's weights give s² = 2 and
1 more, and twice as much is too much."""

OUTPUT_MATCH = 1e-4
"""Relative difference below which two losses, or two outputs, count as equal: far above
the rounding of float32, far below what training cares for."""

LEARNED = 0.5
"""A batch counts as learned when its loss is below this share of the lowest loss that
one output for all examples can have: then the inputs have been used."""

PROBE_STEPS = 150
PROBE_RATES = (1e-2, 1e-3)
"""Steps and rates of Adam with which the batch is to be learned: its default rate and
ten times that. A batch of tens of examples is learned in tens of such steps."""

JUMP = 2.0
"""How many times its first loss one batch may have on the way. Steps that are short
enough for the curvature do not raise the loss of the batch that they are taken on; a
factor of 2 leaves room for momentum and for Adam's first steps."""

SLOW = 0.95
"""Share of the loss that as many steps of the given optimizer may leave on one batch,
which it can learn by heart: more is a rate that is too small."""

SILENT = 0.5
"""Share of dead units, or of saturated entries, above which a layer is reported: with
weights drawn around 0 a unit is as often on as off, and few are dead."""

LOST = 0.5
"""Share of a gradient's entries that may be 0 in float16."""

RECTIFIERS = ("relu", "relu6", "leaky_relu", "prelu", "rrelu", "hardtanh")
"""Piecewise linear: their flat sides are counted as dead units, not as saturation."""

UNKNOWN = (
    "whether the labels are right: a network learns wrong ones of one batch, too",
    "whether it will be as good on new data: that takes a validation set",
    "what another batch or a later step would show",
)
"""What no model and batch can tell."""


@dataclass(frozen=True)
class Check:
    """One step of the procedure.

    Attributes
    ----------
    step : str
        Its name.
    saw : str
        What was seen, in words.
    suspicion : str or None
        What it points to: where there is one, a name of `neuronbook.clinic.DISEASES`.
    """

    step: str
    saw: str
    suspicion: str | None = None


@dataclass(frozen=True)
class HealthReport:
    """The steps of the procedure in their order.

    Attributes
    ----------
    checks : tuple of Check
        What each step saw.
    unknown : tuple of str
        What the report cannot know.
    """

    checks: tuple[Check, ...]
    unknown: tuple[str, ...] = UNKNOWN

    @property
    def suspicions(self) -> tuple[str, ...]:
        """What was named, each once, in the order of the steps."""
        named = [check.suspicion for check in self.checks if check.suspicion]
        return tuple(dict.fromkeys(named))

    @property
    def healthy(self) -> bool:
        """Whether no step named a suspicion."""
        return not self.suspicions

    def __str__(self) -> str:
        lines = []
        for check in self.checks:
            lines.append(f"{check.step}: {check.saw}")
            if check.suspicion:
                lines.append(f"  -> {check.suspicion}")
        lines.append("It cannot know")
        lines += [f"- {sentence}" for sentence in self.unknown]
        return "\n".join(lines)


def health_report(
    model: nn.Module,
    batch: tuple[Tensor, Tensor],
    loss: Loss,
    *,
    optimizer: MakeOptimizer | None = None,
) -> HealthReport:
    """Go through the procedure with a model and one batch.

    The model is left as it is: what has to be trained is a copy.

    Parameters
    ----------
    model : nn.Module
        Any module, best before its training; afterwards a low loss is no news.
    batch : pair of Tensor
        Inputs ``(examples, ...)`` and targets, some tens of examples.
    loss : callable
        ``loss(model(X), y)``, a scalar: a mean over examples.
    optimizer : callable, optional
        Makes the optimizer of the training from parameters, with its rate; without it
        nothing is said about the rate.

    Returns
    -------
    HealthReport
        ``print`` it; `HealthReport.suspicions` are its findings.

    Raises
    ------
    ValueError
        If there are fewer than two examples, or other than one target for each.
    """
    X, y = (torch.as_tensor(part) for part in batch)
    if len(X) < 2 or len(X) != len(y):
        raise ValueError(
            f"expected two examples or more and a target for each, got {len(X)} "
            f"inputs and {len(y)} targets"
        )
    with undisturbed(model):
        checks = [_data(X, y)]
        with torch.no_grad():
            outputs = model(X)
        checks += [_fit(outputs, y, loss), _start(outputs, y, loss)]
        flow, units = _layers(model, X, y, loss)
        checks.append(_precision(model, X, y, loss, units))
        checks += [_weights(model), _bends(model, X, outputs)]
        checks += [_gradients(flow), _units(units)]
        checks.append(_one_batch(model, outputs, X, y, loss))
        if optimizer is not None:
            checks.append(_rate(model, X, y, loss, optimizer))
    unknown: tuple[str, ...] = UNKNOWN
    if optimizer is None:
        unknown = (*UNKNOWN, "whether the rate fits: no optimizer was given")
    return HealthReport(tuple(checks), unknown)


def _data(X: Tensor, y: Tensor) -> Check:
    step = "data"
    if not X.is_floating_point():
        return Check(step, f"{len(X)} inputs of type {X.dtype}")
    values = X.detach().double().flatten(1)
    if not values.isfinite().all():
        broken = int((~values.isfinite()).any(1).sum())
        return Check(step, f"inf or NaN in {broken} of {len(X)} inputs", "inf or NaN")
    size = values.square().mean(0).sqrt()
    largest = float(size.max())
    saw = f"{len(X)} inputs; sizes of their features reach {largest:.3g}"
    if not y.is_floating_point() and y.ndim == 1:
        saw += f"; {len(torch.bincount(y).nonzero())} classes"
    return Check(step, saw, "unscaled inputs" if largest > FEATURE_SIZE else None)


def _value(loss: Loss, outputs: Tensor, y: Tensor) -> float:
    with torch.no_grad():
        return float(loss(outputs, y))


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= OUTPUT_MATCH * max(abs(a), abs(b), 1e-3)


def _fit(outputs: Tensor, y: Tensor, loss: Loss) -> Check:
    """Ask the loss what it takes its input for, and whether it is given that."""
    step = "output and loss"
    if y.is_floating_point() and outputs.shape != y.shape:
        shapes = f"outputs {tuple(outputs.shape)}, targets {tuple(y.shape)}"
        return Check(step, f"{shapes}: subtraction makes pairs of them", "shapes")
    if not outputs.isfinite().all():
        return Check(step, "the outputs are not finite")
    classes = not y.is_floating_point() and outputs.ndim == 2
    if classes and outputs.shape[1] > 1:
        here, higher = _value(loss, outputs, y), _value(loss, outputs + 1, y)
        shares = bool((outputs >= 0).all()) and bool(
            ((outputs.sum(1) - 1).abs() < OUTPUT_MATCH).all()
        )
        if _same(here, higher):  # only differences count: it applies a softmax
            if shares:
                saw = "the outputs are shares, and the loss applies a softmax to them"
                return Check(step, saw, "softmax twice")
            return Check(step, "the loss applies a softmax, the outputs are logits")
        total = outputs.exp().sum(1)
        if _same(here - higher, 1.0) and not bool(
            ((total - 1).abs() < OUTPUT_MATCH).all()
        ):
            saw = "the loss expects logarithms of shares, the outputs are none"
            return Check(step, saw, "output does not fit the loss")
        return Check(step, "the loss takes the outputs as they are")
    binary = _same(_value(loss, torch.zeros_like(outputs), y), math.log(2))
    if binary and bool(((outputs >= 0) & (outputs <= 1)).all()):
        saw = "the outputs are shares, and the loss applies a sigmoid to them"
        return Check(step, saw, "output does not fit the loss")
    return Check(step, "shapes agree")


def _start(outputs: Tensor, y: Tensor, loss: Loss) -> Check:
    step = "loss at the start"
    value = _value(loss, outputs, y)
    if y.is_floating_point():
        return Check(step, f"{value:.3g}")
    chance = _value(loss, torch.zeros_like(outputs), y)
    saw = f"{value:.3g}, for outputs of 0 it would be {chance:.3g}"
    if not math.isfinite(value):
        return Check(step, saw, "inf or NaN")
    high = value > chance + EXTRA_LOSS
    return Check(step, saw, "large outputs" if high else None)


def _layers(
    model: nn.Module, X: Tensor, y: Tensor, loss: Loss
) -> tuple[GradientFlow | None, UnitHealth | None]:
    """Collect what the two reports on layers say, where they have something to say."""
    flow, units = None, None
    # Either may find nothing to report on: no weight matrix, no activation.
    with suppress(ValueError, RuntimeError):
        flow = gradient_flow(model, X, y, loss=loss)
    with suppress(ValueError, RuntimeError):
        units = unit_health(model, X, y, loss=loss)
    return flow, units


def _precision(
    model: nn.Module, X: Tensor, y: Tensor, loss: Loss, units: UnitHealth | None
) -> Check:
    step = "precision"
    if units is not None and units.nonfinite is not None:
        return Check(step, str(units.nonfinite), "inf or NaN")
    parameters = [p for p in model.parameters() if p.requires_grad]
    kinds = {str(p.dtype).removeprefix("torch.") for p in parameters}
    if torch.float16 not in {p.dtype for p in parameters}:
        return Check(step, f"all finite, in {', '.join(sorted(kinds))}")
    grads = torch.autograd.grad(loss(model(X), y), parameters, allow_unused=True)
    values = torch.cat([g.flatten() for g in grads if g is not None])
    lost = float((values == 0).double().mean())
    saw = f"{lost:.0%} of the gradient is 0 in float16"
    return Check(step, saw, "underflow" if lost > LOST else None)


def _matrices(model: nn.Module) -> list[Tensor]:
    return [p.detach() for p in model.parameters() if p.ndim > 1 and len(p) > 1]


def _weights(model: nn.Module) -> Check:
    step = "weights"
    copies = sum(bool((W[:1] == W).all()) for W in _matrices(model))
    saw = f"{copies} of {len(_matrices(model))} matrices have equal rows"
    return Check(step, saw, "equal weights" if copies else None)


def _bends(model: nn.Module, X: Tensor, outputs: Tensor) -> Check:
    """Compare the outputs of means of two inputs with the means of the outputs."""
    step = "bend"
    if not X.is_floating_point() or len(_matrices(model)) < 2:
        return Check(step, "one layer of weights, or none: nothing to bend")
    with torch.no_grad():
        other, means = outputs.roll(1, 0), model((X + X.roll(1, 0)) / 2)
        bent = (means - (outputs + other) / 2).abs().max()
        moved = (outputs - other).abs().max()
    if not bool(moved > 0):
        return Check(step, "all examples get one output")
    ratio = float(bent / moved)
    saw = f"outputs bend by {ratio:.1g} of their differences"
    return Check(step, saw, "no activation" if ratio < OUTPUT_MATCH else None)


def _gradients(flow: GradientFlow | None) -> Check:
    step = "gradients"
    if flow is None:
        return Check(step, "no trainable weight matrix was found")
    norms = [layer.z_gradient_norm for layer in flow.layers]
    if not all(map(math.isfinite, norms)):
        return Check(step, "not finite")
    saw = f"at z from {norms[0]:.1e} in the first layer to {norms[-1]:.1e}"
    if norms[-1] == 0:
        return Check(step, saw, "no gradient")
    verdict = diagnose(norms)
    return Check(step, saw, None if verdict == "even" else f"{verdict} gradients")


def _units(units: UnitHealth | None) -> Check:
    step = "units"
    if units is None:
        return Check(step, "no activation function was called")
    dead = max(units.layers, key=lambda layer: layer.dead_fraction)
    saw = f"{dead.dead_fraction:.0%} dead in {dead.name!r}"
    smooth = [layer for layer in units.layers if layer.function not in RECTIFIERS]
    flat = max(smooth, key=lambda layer: layer.saturated_fraction, default=None)
    if flat is not None:
        saw += f", {flat.saturated_fraction:.0%} flat in {flat.name!r}"
    if dead.dead_fraction > SILENT:
        return Check(step, saw, "dead units")
    saturated = flat is not None and flat.saturated_fraction > SILENT
    return Check(step, saw, "saturated units" if saturated else None)


def _constant(outputs: Tensor, y: Tensor, loss: Loss) -> float:
    """Return the lowest loss that one output for all examples reaches, nearly."""
    if y.is_floating_point() and outputs.shape == y.shape:
        return _value(loss, y.mean(0, keepdim=True).expand_as(y), y)
    if not y.is_floating_point() and y.ndim == 1 and outputs.ndim == 2:
        shares = torch.bincount(y, minlength=outputs.shape[1]) / len(y)
        guess = shares.clamp(min=1e-6).log().to(outputs.dtype)
        return _value(loss, guess.expand_as(outputs), y)
    return _value(loss, torch.zeros_like(outputs), y)


def _descend(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    loss: Loss,
    make: MakeOptimizer,
    enough: float = -math.inf,
) -> list[float]:
    """Train a copy on the batch alone until its loss is low enough."""
    pupil = copy.deepcopy(model)
    for module in pupil.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.eval()  # its noise would hide what the weights can do
    parameters = [p for p in pupil.parameters() if p.requires_grad]
    stepper = make(parameters) if parameters else None
    losses: list[float] = []
    for _ in range(PROBE_STEPS):
        value = loss(pupil(X), y)
        losses.append(value.item())
        broken = not math.isfinite(losses[-1])
        if broken or losses[-1] < enough or stepper is None:
            break
        stepper.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        stepper.step()
    return losses


def _one_batch(
    model: nn.Module, outputs: Tensor, X: Tensor, y: Tensor, loss: Loss
) -> Check:
    step = "one batch"
    constant = _constant(outputs, y, loss)
    enough = LEARNED * constant
    end = math.inf
    for rate in PROBE_RATES:
        adam = partial(torch.optim.Adam, lr=rate)
        losses = _descend(model, X, y, loss, adam, enough)
        if losses[-1] < end:
            end, steps = losses[-1], len(losses) - 1
        if end < enough:
            break
    if not math.isfinite(end):
        return Check(step, "training on it ends in inf or NaN", "batch not learned")
    saw = f"{steps} steps bring it to {end:.2g}; one output for all has {constant:.2g}"
    return Check(step, saw, None if end < enough else "batch not learned")


def _rate(
    model: nn.Module, X: Tensor, y: Tensor, loss: Loss, make: MakeOptimizer
) -> Check:
    step = "rate"
    losses = _descend(model, X, y, loss, make)
    first, last = losses[0], losses[-1]
    # A NaN is what max passes over, so it is asked for.
    highest = max(losses) if all(map(math.isfinite, losses)) else math.inf
    saw = (
        f"{len(losses)} steps of this optimizer go from {first:.3g} to {last:.3g}, "
        f"at most {highest:.3g}"
    )
    if not last < first or highest > JUMP * first:
        return Check(step, saw, "rate too large")
    return Check(step, saw, "rate too small" if last > SLOW * first else None)
