"""Training runs as data: a configuration, what training it shows, and whether it works.

A `Config` says all that can be wrong with a small classifier. `run` trains it on a made
task and returns the `Course`: what a person who watches the training would see. Ten
classes of trouble have names in `DISEASES`; which case has which one is for the reader
to say, and `is_cured` says whether a repair was one.

The network is NumPy's, in float32, with plain gradient descent on batches. Where the
configuration says float16, operands, activations and gradients are rounded to float16,
the weights and the loss stay in float32, and a step whose gradient is not finite is
skipped: mixed precision as it is usually done. So the network is one of its own: the
package's softmax and losses are stable and compute in float64, and here float32 and its
breakdown are what a case is about.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuronbook.arrays import Array
from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.networks.datasets import standardize

__all__ = [
    "CASES",
    "CHOICES",
    "CLASSES",
    "CURED_AT",
    "DISEASES",
    "EXERCISE_CASES",
    "HEALTHY",
    "Config",
    "Course",
    "LayerSummary",
    "Network",
    "batch_rows",
    "changed_fields",
    "is_cured",
    "run",
    "task",
]

Labels = NDArray[np.int64]

CLASSES, FEATURES = 5, 10
VALIDATION, BATCH, STEPS = 500, 50, 400
EVERY = 10
"""Steps between two looks at the validation set."""

SATURATED_BELOW = 0.01
"""A slope smaller than this in magnitude counts as saturated, as in `unit_health`."""

CURED_AT = 0.9
"""The share of right answers on the validation set that a cured run ends with."""

DISEASES: dict[str, str] = {
    "healthy": "Nothing is wrong, whatever it looks like.",
    "shuffled labels": "The labels do not belong to the rows that they stand at.",
    "too few examples": "The training set is learned by heart; other data are not.",
    "unscaled inputs": "Features differ in size by powers of ten.",
    "no activation": "No bend between the layers: the network is a linear one.",
    "softmax twice": "The head returns shares, and the loss takes them for logits.",
    "loss without a shift": "The loss exponentiates logits and divides as they stand.",
    "equal weights": "All weights begin with one value, so that units stay copies.",
    "vanishing gradients": "The gradient shrinks from layer to layer on its way back.",
    "exploding gradients": "Signals and gradients grow from layer to layer.",
    "dead units": "Most units are 0 on every example and get no gradient.",
    "saturated units": "Most units work where their activation is flat.",
    "rate too small": "All is in order, and the steps are too short.",
    "rate too large": "All is in order, and the steps are too long.",
    "underflow": "The gradients are too small for their floating-point type.",
    "overflow": "The gradients are too large for their floating-point type.",
}
"""What a run can suffer from, with a sentence each."""

CHOICES: dict[str, tuple[str, ...]] = {
    "labels": ("right", "shuffled"),
    "scaling": ("standardized", "raw"),
    "activation": (
        *("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid"),
        "none",
    ),
    "head": ("logits", "softmax", "relu"),
    "loss": ("cross_entropy", "log_of_softmax"),
    "initialization": ("he", "xavier", "lecun", "small", "large", "zeros"),
    "precision": ("float32", "float16"),
}
"""The words that a field of `Config` may hold."""


@dataclass(frozen=True)
class Config:
    """All that is chosen about a training run. Every value is plain data.

    Attributes
    ----------
    labels : str
        "right", or "shuffled" among the training rows.
    rows : int
        Training examples, at least one batch of 50 and at most 1000.
    scaling : str
        "standardized", or "raw": features with units that differ by powers of ten.
    hidden_sizes : tuple of int
        Units of the hidden layers.
    activation : str
        After each hidden layer; "none" leaves the layer linear.
    head : str
        What becomes of the last layer's outputs: "logits" as they are, their "softmax",
        or their "relu".
    loss : str
        "cross_entropy" from logits, computed stably, or "log_of_softmax": the same
        formula as it stands.
    initialization : str
        "he", "xavier" and "lecun" as in chapter 5; "small", "large" and "zeros" for a
        standard deviation of 0.01, 1 and 0 whatever the fan-in.
    hidden_bias : float
        Bias of every hidden unit at the start.
    learning_rate : float
        Of plain gradient descent on batches of 50.
    weight_decay : float
        Share of each weight that a step removes, in units of the rate.
    max_norm : float or None
        The gradient is clipped to this length, all parameters taken together.
    precision : str
        "float32", or "float16" for products, activations and gradients.
    loss_scale : float
        What the loss is multiplied by before the way back, and the gradient divided by
        after it.

    Raises
    ------
    ValueError
        If a value is none of those.
    """

    labels: str = "right"
    rows: int = 500
    scaling: str = "standardized"
    hidden_sizes: tuple[int, ...] = (32, 32)
    activation: str = "relu"
    head: str = "logits"
    loss: str = "cross_entropy"
    initialization: str = "he"
    hidden_bias: float = 0.0
    learning_rate: float = 0.1
    weight_decay: float = 0.0
    max_norm: float | None = None
    precision: str = "float32"
    loss_scale: float = 1.0

    def __post_init__(self) -> None:
        for name, words in CHOICES.items():
            if getattr(self, name) not in words:
                got = getattr(self, name)
                raise ValueError(f"expected {name} to be one of {words}, got {got!r}")
        sizes = tuple(int(size) for size in self.hidden_sizes)
        object.__setattr__(self, "hidden_sizes", sizes)
        positive = {"learning_rate": self.learning_rate, "loss_scale": self.loss_scale}
        if self.max_norm is not None:
            positive["max_norm"] = self.max_norm
        for name, value in positive.items():
            if not (value > 0 and math.isfinite(value)):
                raise ValueError(f"expected {name} above 0, got {value}")
        if not 0 <= self.weight_decay < math.inf:
            raise ValueError(f"expected no negative decay, got {self.weight_decay}")
        if not math.isfinite(self.hidden_bias):
            raise ValueError(f"expected a finite hidden_bias, got {self.hidden_bias}")
        if not BATCH <= self.rows <= 1000:
            raise ValueError(f"expected {BATCH} to 1000 rows, got {self.rows}")
        if len(sizes) > 10 or not all(1 <= size <= 64 for size in sizes):
            raise ValueError(
                f"expected at most 10 hidden layers of 1 to 64 units, got {sizes}"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a dict of plain values; the sizes become a list."""
        return {**asdict(self), "hidden_sizes": list(self.hidden_sizes)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Config:
        """Undo `as_dict`; fields that are missing have their healthy value.

        Raises
        ------
        ValueError
            If there is a field of another name.
        """
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"expected fields among {sorted(known)}, got {unknown}")
        return cls(**values)


HEALTHY = Config()
"""The defaults: a network that learns the task."""


def changed_fields(before: Config, after: Config) -> list[str]:
    """Name the fields in which two configurations differ."""
    old, new = before.as_dict(), after.as_dict()
    return [name for name in old if old[name] != new[name]]


@dataclass(frozen=True)
class LayerSummary:
    """What one layer did on a batch: the hidden ones first, the last layer last.

    Attributes
    ----------
    size : float
        Root mean square of the layer's pre-activations z.
    spread : float
        Root mean square of how far z is from its mean over the examples.
    z_gradient_norm : float
        Euclidean norm of the loss's gradient with respect to z.
    gradient_norm : float
        Euclidean norm of the gradient of the layer's weights.
    dead : float
        Share of units through which no example sends a gradient; 0 for the last layer.
    saturated : float
        Share of entries where the activation's slope is below 0.01 in magnitude, not
        counting exact zeros of rectifiers; 0 for the last layer.
    lost : float
        Share of the entries of the weights' gradient that are exactly 0.
    """

    size: float
    spread: float
    z_gradient_norm: float
    gradient_norm: float
    dead: float
    saturated: float
    lost: float


@dataclass(frozen=True)
class Course:
    """What was seen of a training run.

    Attributes
    ----------
    config : Config
        What was trained.
    seed : int
        Of the data, the weights and the batches.
    losses, gradient_norms : float64 ndarray (steps,)
        Of each step's batch, before the step; NaN after the run has broken.
    validation_steps : int ndarray (looks,)
        Steps before which the validation set was looked at, and the end.
    validation_losses, validation_accuracies : float64 ndarray (looks,)
        What was seen there.
    train_accuracy : float
        On all training rows at the end.
    layers_start, layers_end : tuple of LayerSummary
        On the first batch, before the first step and after the last one.
    first_nonfinite : int or None
        The first step whose loss or gradient was inf or NaN.
    skipped : int
        Number of steps that were skipped because of a gradient that is not finite.
    """

    config: Config
    seed: int
    losses: Array
    gradient_norms: Array
    validation_steps: NDArray[np.int64]
    validation_losses: Array
    validation_accuracies: Array
    train_accuracy: float
    layers_start: tuple[LayerSummary, ...]
    layers_end: tuple[LayerSummary, ...]
    first_nonfinite: int | None
    skipped: int

    @property
    def accuracy(self) -> float:
        """Share of right answers on the validation set at the end."""
        return float(self.validation_accuracies[-1])

    @cached_property
    def one_batch_losses(self) -> Array:
        """Losses of a second run from the same start that sees the first batch only.

        A float64 ndarray (steps,). This run is made when it is first asked for: who
        asks if a repair works does not wait for it.
        """
        X, y, *_ = task(self.config, self.seed)
        network, batches = _start(self.config, self.seed, len(X))
        first = next(batches)
        with np.errstate(all="ignore"):
            losses = [network.step(X[first], y[first])[0] for _ in range(STEPS)]
        return _read_only(np.array(losses))

    def __str__(self) -> str:
        """Return what is seen, the layers as they are on the first batch."""
        first, last = self.losses[0], np.median(self.losses[-STEPS // 10 :])
        alone = self.one_batch_losses[-1]
        lines = [
            f"loss        {first:.3g} first, {last:.3g} last",
            f"one batch   {alone:.2g} after {STEPS} steps on it",
            f"right       {self.train_accuracy:.0%} training, "
            f"{self.accuracy:.0%} validation",
        ]
        if self.first_nonfinite is not None:
            lines.append(f"inf or NaN  first in step {self.first_nonfinite}")
        if self.skipped:
            lines.append(f"skipped     {self.skipped} of {STEPS} steps")
        lines.append("layer size z grad. z dead flat lost")
        lines += [
            f"{number:5} {e.size:6.1e} {e.z_gradient_norm:7.1e}"
            f" {e.dead:4.0%} {e.saturated:4.0%} {e.lost:4.0%}"
            for number, e in enumerate(self.layers_start, 1)
        ]
        return "\n".join(lines)


def is_cured(course: Course) -> bool:
    """Say whether a run works.

    It does if no loss is inf or NaN, at most a tenth of the steps was skipped, and at
    the end a share of `CURED_AT` of the validation set is answered right.
    """
    losses = np.concatenate([course.losses, course.validation_losses])
    return bool(
        np.isfinite(losses).all()
        and course.skipped <= len(course.losses) / 10
        and course.accuracy >= CURED_AT
    )


def task(config: Config, seed: int) -> tuple[Array, Labels, Array, Labels]:
    """Make training and validation data: five classes, each of two clouds.

    The two clouds of a class lie on opposite sides of its middle, and the middles are
    near each other, so that no planes part the classes well. A thousand training rows
    are drawn, of which the first ``config.rows`` are used.

    Returns
    -------
    X, y, X_validation, y_validation : ndarray
        Inputs float32 (rows, 10) and class indices (rows,).
    """
    rng = np.random.default_rng([seed, 1])
    # Orthogonal directions of one length: all seeds are equally hard.
    turned = np.linalg.qr(rng.standard_normal((FEATURES, FEATURES)))[0]
    middles, directions = 0.9 * turned[:CLASSES], 2.4 * turned[CLASSES:]
    total = 1000 + VALIDATION
    y = rng.permutation(np.arange(total) % CLASSES)
    side = rng.choice([-1.0, 1.0], total)
    X = middles[y] + side[:, None] * directions[y]
    X += 0.6 * rng.standard_normal(X.shape)
    if config.scaling == "raw":
        X = X * 10.0 ** rng.permutation(np.linspace(-2, 3, FEATURES))
    X_train, y_train = X[: config.rows], y[: config.rows]
    X_other, y_other = X[1000:], y[1000:]
    if config.scaling == "standardized":
        X_train, X_other = standardize(X_train, X_other)
    if config.labels == "shuffled":
        y_train = rng.permutation(y_train)
    return X_train.astype(np.float32), y_train, X_other.astype(np.float32), y_other


def run(config: Config, seed: int = 0) -> Course:
    """Train a configuration for 400 steps and write down what is seen.

    Parameters
    ----------
    config : Config
        What to train.
    seed : int
        Seed of the data, the weights and the batches.

    Returns
    -------
    Course
        About a tenth of a second later, and at once if the same run was asked for
        before: then it is the same object, and its arrays cannot be written to.
    """
    return _run(config, seed)


@lru_cache(maxsize=1024)
def _run(config: Config, seed: int) -> Course:
    X, y, X_other, y_other = task(config, seed)
    with np.errstate(all="ignore"):
        network, batches = _start(config, seed, len(X))
        first = next(batches)
        start = network.summary(X[first], y[first])
        seen, looks, skipped = [], [], 0
        for step in range(STEPS):
            if step % EVERY == 0:
                looks.append((step, *network.score(X_other, y_other)))
            batch = first if step == 0 else next(batches)
            loss, norm, moved = network.step(X[batch], y[batch])
            seen.append((loss, norm))
            skipped += not moved
        looks.append((STEPS, *network.score(X_other, y_other)))
        end = network.summary(X[first], y[first])
        train_accuracy = network.score(X, y)[1]
    losses, norms = np.array(seen, dtype=np.float64).T
    broken = np.flatnonzero(~(np.isfinite(losses) & np.isfinite(norms)))
    return Course(
        config=config,
        seed=seed,
        losses=_read_only(losses),
        gradient_norms=_read_only(norms),
        validation_steps=_read_only(np.array([look[0] for look in looks])),
        validation_losses=_read_only(np.array([look[1] for look in looks])),
        validation_accuracies=_read_only(np.array([look[2] for look in looks])),
        train_accuracy=train_accuracy,
        layers_start=start,
        layers_end=end,
        first_nonfinite=int(broken[0]) if broken.size else None,
        skipped=skipped,
    )


def _start(
    config: Config, seed: int, rows: int
) -> tuple[Network, Iterator[NDArray[np.int64]]]:
    """Return the network and the batches of a run as they are before its first step."""
    network = Network(config, np.random.default_rng([seed, 2]))
    return network, batch_rows(rows, np.random.default_rng([seed, 3]))


def _read_only(values: Array) -> Array:
    values.flags.writeable = False
    return values


def batch_rows(rows: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of each batch, shuffled anew in each pass over the data."""
    while True:
        order = rng.permutation(rows)
        yield from np.split(order[: rows - rows % BATCH], rows // BATCH)


class Network:
    """A multilayer perceptron as a `Config` describes it, forward and backward.

    Parameters
    ----------
    config : Config
        What to build.
    rng : numpy.random.Generator
        Source of the weights.

    Attributes
    ----------
    params : list of (W, b)
        The weights ``(n_in, n_out)`` and biases ``(n_out,)``, float32.
    """

    def __init__(self, config: Config, rng: np.random.Generator) -> None:
        self.config = config
        self.params: list[tuple[Array, Array]] = []
        sizes = (FEATURES, *config.hidden_sizes, CLASSES)
        for number, (fan_in, fan_out) in enumerate(pairwise(sizes), 1):
            deviation = _deviation(config.initialization, fan_in, fan_out)
            W = deviation * rng.standard_normal((fan_in, fan_out))
            hidden = number < len(sizes) - 1
            b = np.full(fan_out, config.hidden_bias if hidden else 0.0)
            self.params.append((W.astype(np.float32), b.astype(np.float32)))

    def rounded(self, values: Array) -> Array:
        """Round to the precision of the configuration; the array stays float32."""
        if self.config.precision == "float16":
            with np.errstate(over="ignore"):
                values = values.astype(np.float16)
        rounded: Array = values.astype(np.float32, copy=False)
        return rounded

    def bend(self, Z: Array, *, slope: bool = False) -> Array:
        """Return the activation at z, or its slope."""
        if self.config.activation == "none":
            return np.ones_like(Z) if slope else Z
        activation = ACTIVATIONS[self.config.activation]
        out: Array = (activation.derivative if slope else activation.function)(Z)
        return out

    def forward(self, X: Array) -> tuple[list[Array], list[Array]]:
        """Return the inputs of all layers, and their pre-activations."""
        inputs, zs = [self.rounded(X)], []
        for number, (W, b) in enumerate(self.params, 1):
            zs.append(self.rounded(inputs[-1] @ self.rounded(W) + self.rounded(b)))
            if number < len(self.params):
                inputs.append(self.rounded(self.bend(zs[-1])))
        return inputs, zs

    def head(self, Z: Array) -> Array:
        """Return what the loss is given."""
        if self.config.head == "softmax":
            return _softmax(Z)
        outputs: Array = np.maximum(Z, 0) if self.config.head == "relu" else Z
        return outputs

    def loss(self, outputs: Array, y: Labels) -> float:
        """Return the mean cross-entropy, computed as the configuration says."""
        rows = np.arange(len(y))
        if self.config.loss == "log_of_softmax":
            e = np.exp(outputs)
            return float(-np.log(e[rows, y] / e.sum(axis=1)).mean())
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        return float((np.log(np.exp(shifted).sum(1)) - shifted[rows, y]).mean())

    def loss_gradient(self, outputs: Array, y: Labels) -> Array:
        """Return the gradient of the loss with respect to the head's outputs."""
        one_hot = np.eye(CLASSES, dtype=np.float32)[y]
        if self.config.loss == "log_of_softmax":
            e = np.exp(outputs)
            total = e.sum(axis=1, keepdims=True)
            p = e / total
            # Step by step, as a tape does it: through -log p, the quotient, exp.
            g = -one_hot / p
            shared = (g * p).sum(axis=1, keepdims=True)
            typed: Array = e * (g - shared) / total / np.float32(len(y))
            return typed
        plain: Array = (_softmax(outputs) - one_hot) / np.float32(len(y))
        return plain

    def backward(
        self, X: Array, y: Labels
    ) -> tuple[float, list[tuple[Array, Array]], list[Array], list[Array]]:
        """Return the loss, the unscaled gradients, z, and the gradients at z."""
        inputs, zs = self.forward(X)
        outputs = self.head(zs[-1])
        g = self.loss_gradient(outputs, y) * np.float32(self.config.loss_scale)
        if self.config.head == "softmax":
            g = outputs * (g - (outputs * g).sum(axis=1, keepdims=True))
        elif self.config.head == "relu":
            g = g * (zs[-1] > 0)
        scale = np.float32(self.config.loss_scale)
        dZ = self.rounded(g)
        grads: list[tuple[Array, Array]] = []
        dZs: list[Array] = []
        for number in range(len(self.params) - 1, -1, -1):
            dW = self.rounded(inputs[number].T @ dZ)
            grads.insert(0, (dW / scale, self.rounded(dZ.sum(axis=0)) / scale))
            dZs.insert(0, dZ / scale)
            if number:
                back = self.rounded(dZ @ self.rounded(self.params[number][0]).T)
                dZ = self.rounded(back * self.bend(zs[number - 1], slope=True))
        return self.loss(outputs, y), grads, zs, dZs

    def step(self, X: Array, y: Labels) -> tuple[float, float, bool]:
        """Take a step.

        Returns
        -------
        loss, norm : float
            The loss and the norm of the gradient, before the step.
        moved : bool
            False if the step was skipped.
        """
        loss, grads, _, _ = self.backward(X, y)
        norm = _norm(*(part for layer in grads for part in layer))
        if self.config.precision == "float16" and not math.isfinite(norm):
            return loss, norm, False
        config = self.config
        factor = 1.0
        if config.max_norm is not None and norm > 0:
            factor = min(1.0, config.max_norm / norm)
        rate = np.float32(config.learning_rate * factor)
        kept = np.float32(1 - config.learning_rate * config.weight_decay)
        self.params = [
            (kept * W - rate * dW, b - rate * db)
            for (W, b), (dW, db) in zip(self.params, grads, strict=True)
        ]
        return loss, norm, True

    def score(self, X: Array, y: Labels) -> tuple[float, float]:
        """Return the loss and the share of right answers."""
        outputs = self.head(self.forward(X)[1][-1])
        right = np.isfinite(outputs).all(axis=1) & (outputs.argmax(axis=1) == y)
        return self.loss(outputs, y), float(right.mean())

    def summary(self, X: Array, y: Labels) -> tuple[LayerSummary, ...]:
        """Look at each layer on a batch, without a step."""
        _, grads, zs, dZs = self.backward(X, y)
        layers = []
        for number, ((dW, _), Z, dZ) in enumerate(zip(grads, zs, dZs, strict=True), 1):
            slope = np.ones_like(Z)
            if number < len(zs):
                slope = self.bend(Z, slope=True)
            flat = (np.abs(slope) < SATURATED_BELOW) & (slope != 0)
            layers.append(
                LayerSummary(
                    size=_rms(Z),
                    spread=_rms(Z - Z.mean(axis=0)),
                    z_gradient_norm=_norm(dZ),
                    gradient_norm=_norm(dW),
                    dead=float((slope == 0).all(axis=0).mean()),
                    saturated=float(flat.mean()),
                    lost=float((dW == 0).mean()),
                )
            )
        return tuple(layers)


def _deviation(rule: str, fan_in: int, fan_out: int) -> float:
    return {
        "he": math.sqrt(2 / fan_in),
        "xavier": math.sqrt(2 / (fan_in + fan_out)),
        "lecun": math.sqrt(1 / fan_in),
        "small": 0.01,
        "large": 1.0,
        "zeros": 0.0,
    }[rule]


def _softmax(Z: Array) -> Array:
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    shares: Array = e / e.sum(axis=1, keepdims=True)
    return shares


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values.astype(np.float64) ** 2)))


def _norm(*arrays: Array) -> float:
    return math.sqrt(sum(float(np.sum(a.astype(np.float64) ** 2)) for a in arrays))


CASES: tuple[Config, ...] = (
    replace(HEALTHY, head="softmax", learning_rate=0.05),
    replace(
        HEALTHY, activation="sigmoid", initialization="xavier", hidden_sizes=(32,) * 6
    ),
    replace(HEALTHY, hidden_bias=-8.0),
    replace(HEALTHY, initialization="small", hidden_sizes=(32,), learning_rate=0.2),
    replace(HEALTHY, loss="log_of_softmax", initialization="large"),
    replace(HEALTHY, rows=50),
    replace(HEALTHY, precision="float16", loss_scale=2.0**-24),
    replace(HEALTHY, scaling="raw", learning_rate=0.02),
    replace(
        HEALTHY,
        activation="tanh",
        head="softmax",
        initialization="zeros",
        learning_rate=0.3,
    ),
    replace(HEALTHY, activation="gelu", learning_rate=0.5, max_norm=0.5),
)

EXERCISE_CASES: tuple[Config, ...] = (
    replace(HEALTHY, initialization="large", hidden_sizes=(32,) * 6),
    replace(HEALTHY, learning_rate=2e-4),
    replace(HEALTHY, activation="none"),
    replace(HEALTHY, labels="shuffled"),
    replace(HEALTHY, precision="float16", loss_scale=2.0**30),
    replace(HEALTHY, activation="silu", hidden_bias=-12.0),
    replace(HEALTHY, activation="tanh", initialization="zeros", learning_rate=0.3),
    replace(HEALTHY, learning_rate=20.0),
    replace(HEALTHY, activation="leaky_relu", precision="float16", loss_scale=1024.0),
    replace(HEALTHY, activation="tanh", head="softmax", learning_rate=0.3),
)
