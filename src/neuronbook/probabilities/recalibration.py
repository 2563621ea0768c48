"""Maps from a trained model's logits to better calibrated probabilities.

Platt scaling of two classes and vector scaling are fitted here. `fit_sklearn` applies
scikit-learn's `CalibratedClassifierCV` to logits that are already there; it alone needs
scikit-learn, which `neuronbook[book]` brings. Fit on examples that the model has not
seen.

References
----------
Platt, *Probabilistic outputs for support vector machines*, 1999.
Zadrozny and Elkan, *Transforming classifier scores into accurate multiclass probability
estimates*, KDD 2002.
Niculescu-Mizil and Caruana, *Predicting good probabilities with supervised learning*,
ICML 2005.
Guo, Pleiss, Sun and Weinberger, *On calibration of modern neural networks*, ICML 2017.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import expit

from neuronbook.arrays import Array, Floats, as_float, as_labels, require_finite
from neuronbook.functions.losses import (
    bce_with_logits,
    cross_entropy,
    cross_entropy_grad,
)
from neuronbook.functions.softmax import softmax

Method = Literal["sigmoid", "isotonic", "temperature"]


@dataclass(frozen=True)
class PlattScaling:
    """The probability σ(slope·z + offset) of class 1, from one logit z.

    Attributes
    ----------
    slope, offset : float
        Of the new logit; a slope of 1/T with the offset 0 is temperature scaling.
    """

    slope: float
    offset: float

    def logits(self, z: ArrayLike) -> Floats:
        """Return the new logits, of the shape of `z`."""
        return self.slope * as_float(z) + self.offset

    def __call__(self, z: ArrayLike) -> Floats:
        """Return probabilities of class 1."""
        return np.asarray(expit(self.logits(z)))


def fit_platt(z: ArrayLike, labels: ArrayLike) -> PlattScaling:
    """Find the slope and offset that minimise the binary cross-entropy (Platt, 1999).

    Platt also moved the labels a little toward one half; this fit does not.

    Parameters
    ----------
    z : array_like (batch,)
        Logits, or any score that rises with the probability of class 1.
    labels : array_like of int, shape (batch,)
        0 and 1.

    Raises
    ------
    ValueError
        If the scores are not finite, the labels not 0 and 1, or a threshold separates
        them without a mistake: the slope would grow for ever.
    """
    z = as_float(z).astype(np.float64)
    if z.ndim != 1:
        raise ValueError(f"expected z of shape (batch,), got {z.shape}")
    require_finite("z", z)
    labels = as_labels(labels, len(z), 2)
    low, high = z[labels == 0], z[labels == 1]
    if not len(low) or not len(high) or max(low) <= min(high) or max(high) <= min(low):
        raise ValueError(
            "expected scores of both labels that overlap, got some that a threshold "
            "separates: no slope is best"
        )
    center, scale = z.mean(), z.std()
    scaled = (z - center) / scale

    def loss_and_grad(parameters: Floats) -> tuple[float, Floats]:
        new = parameters[0] * scaled + parameters[1]
        error = (expit(new) - labels) / len(z)
        loss = float(bce_with_logits(new, labels.astype(np.float64)))
        return loss, np.array([error @ scaled, error.sum()])

    tight = {"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-10}
    found = minimize(loss_and_grad, [1, 0], jac=True, method="L-BFGS-B", options=tight)
    slope = float(found.x[0] / scale)
    return PlattScaling(slope, float(found.x[1] - slope * center))


def _logits_classifier(classes: int) -> Any:
    """Make a scikit-learn classifier whose features are another model's logits."""
    from sklearn.base import BaseEstimator, ClassifierMixin

    class LogitsClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, logits: Array, labels: Array) -> LogitsClassifier:
            self.classes_ = np.arange(classes)
            self.n_features_in_ = classes
            return self

        def decision_function(self, logits: Array) -> Array:
            """Return logits; for two classes their difference, as scikit-learn does."""
            logits = as_float(logits)
            return logits[:, 1] - logits[:, 0] if classes == 2 else logits

        def predict(self, logits: Array) -> Array:
            return self.classes_[np.asarray(logits).argmax(axis=1)]

    return LogitsClassifier()


def fit_sklearn(
    logits: ArrayLike, labels: ArrayLike, method: Method
) -> Callable[[ArrayLike], Floats]:
    """Fit one of scikit-learn's calibration methods to logits.

    Parameters
    ----------
    logits : array_like (batch, classes)
        Shape (batch, classes), of examples that were not trained on.
    labels : array_like of int, shape (batch,)
        Class indices, shape (batch,); every class must occur.
    method : {'sigmoid', 'isotonic', 'temperature'}
        ``sigmoid`` (Platt; one-vs-rest, renormalised), ``isotonic`` (the same) or
        ``temperature``.

    Returns
    -------
    Callable
        From logits (batch, classes) to probabilities (batch, classes).
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    frozen = FrozenEstimator(
        _logits_classifier(np.shape(logits)[1]).fit(logits, labels)
    )
    fitted = CalibratedClassifierCV(frozen, method=method, ensemble=False)
    fitted.fit(np.asarray(logits, dtype=np.float64), np.asarray(labels))
    return lambda new: np.asarray(fitted.predict_proba(np.asarray(new, np.float64)))


@dataclass(frozen=True)
class VectorScaling:
    """softmax(scale·logits + bias), with a scale and a bias for each class.

    Attributes
    ----------
    scale, bias : ndarray, shape (classes,)
        Shape (classes,).
    """

    scale: Floats
    bias: Floats

    def logits(self, logits: ArrayLike) -> Floats:
        """Return scaled logits (batch, classes); the largest may be another one."""
        return as_float(logits) * self.scale + self.bias

    def __call__(self, logits: ArrayLike) -> Floats:
        """Return probabilities (batch, classes)."""
        return softmax(self.logits(logits))


def fit_vector_scaling(
    logits: ArrayLike, labels: ArrayLike, penalty: float = 1e-6
) -> VectorScaling:
    """Find the scale and bias of each class that minimise the NLL (Guo et al., 2017).

    Convex; started from scale 1 and bias 0. It has twice as many parameters as classes
    where temperature scaling has one, so it can also overfit.

    Parameters
    ----------
    logits : array_like (batch, classes)
        Shape (batch, classes), finite.
    labels : array_like of int, shape (batch,)
        Class indices, shape (batch,).
    penalty : float
        Weight of the squared distance from the start, in nats: it makes the minimum
        unique (a constant added to every bias changes nothing) and finite.

    Raises
    ------
    ValueError
        If the logits are not finite or the labels do not fit them.
    """
    logits = as_float(logits).astype(np.float64)
    labels = as_labels(labels, *logits.shape)
    require_finite("logits", logits)
    start = np.concatenate([np.ones(logits.shape[1]), np.zeros(logits.shape[1])])

    def loss_and_grad(parameters: Floats) -> tuple[float, Floats]:
        scaled = VectorScaling(*np.split(parameters, 2)).logits(logits)
        error = cross_entropy_grad(scaled, labels)
        distance = parameters - start
        grad = np.concatenate([(error * logits).sum(axis=0), error.sum(axis=0)])
        loss = cross_entropy(scaled, labels) + penalty * distance @ distance
        return float(loss), grad + 2 * penalty * distance

    tight = {"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9}
    found = minimize(loss_and_grad, start, jac=True, method="L-BFGS-B", options=tight)
    return VectorScaling(*np.split(found.x, 2))
