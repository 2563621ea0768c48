"""Maps from a trained model's logits to better calibrated probabilities.

Platt scaling, isotonic regression and temperature scaling are scikit-learn's
`CalibratedClassifierCV`, applied to logits that are already there. Vector scaling,
which scikit-learn does not have, is fitted here. Fit on examples that the model has not
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
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from neuronbook.arrays import Array, Floats, as_float, as_labels, require_finite
from neuronbook.functions.losses import cross_entropy, cross_entropy_grad
from neuronbook.functions.softmax import softmax

Method = Literal["sigmoid", "isotonic", "temperature"]


class LogitsClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn classifier whose features are the logits of another model."""

    def fit(self, logits: ArrayLike, labels: ArrayLike) -> LogitsClassifier:
        """Remember the classes; there is nothing else to learn."""
        self.classes_ = np.arange(np.shape(logits)[1])
        self.n_features_in_ = len(self.classes_)
        return self

    def decision_function(self, logits: ArrayLike) -> Array:
        """Return the logits; for two classes their difference, as scikit-learn does."""
        logits = as_float(logits)
        return logits[:, 1] - logits[:, 0] if logits.shape[1] == 2 else logits

    def predict(self, logits: ArrayLike) -> Array:
        """Return the class with the largest logit."""
        return self.classes_[np.asarray(logits).argmax(axis=1)]


def fit_sklearn(
    logits: ArrayLike, labels: ArrayLike, method: Method
) -> Callable[[ArrayLike], Floats]:
    """Fit one of scikit-learn's calibration methods to logits.

    Parameters
    ----------
    logits : array_like, shape (batch, classes)
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
    frozen = FrozenEstimator(LogitsClassifier().fit(logits, labels))
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
    logits : array_like, shape (batch, classes)
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
