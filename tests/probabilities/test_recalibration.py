"""Maps from logits to probabilities, against scikit-learn, SciPy and mathematics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from neuronbook.probabilities.calibration import fit_temperature
from neuronbook.probabilities.recalibration import (
    fit_platt,
    fit_sklearn,
    fit_vector_scaling,
)


def example(classes, batch=800, seed=0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(batch, classes)) * 3
    labels = (logits / 2.5 + rng.gumbel(size=logits.shape)).argmax(axis=1)
    return logits, labels


@pytest.mark.parametrize("classes", [2, 5])
def test_scikit_learns_temperature_is_ours(classes):
    logits, labels = example(classes)
    theirs = fit_sklearn(logits, labels, "temperature")(logits)
    T = fit_temperature(logits, labels)
    if classes == 2:  # its binary classifier knows the difference of the logits only
        logits = np.stack([np.zeros(len(logits)), logits[:, 1] - logits[:, 0]], axis=1)
    np.testing.assert_allclose(theirs, softmax(logits / T, axis=1), atol=1e-4)


def test_platt_scaling_of_two_classes_is_a_logistic_regression_of_the_gap():
    logits, labels = example(2)
    gap = logits[:, 1] - logits[:, 0]
    regression = LogisticRegression(C=np.inf).fit(gap[:, None], labels)
    ours = fit_sklearn(logits, labels, "sigmoid")(logits)[:, 1]
    # Platt's targets are not 0 and 1 but (n + 1)/(n + 2) and 1/(n + 2).
    np.testing.assert_allclose(
        ours, regression.predict_proba(gap[:, None])[:, 1], atol=0.01
    )
    assert np.all(np.diff(ours[np.argsort(gap)]) >= 0)


def test_isotonic_is_one_regression_a_class_renormalised():
    logits, labels = example(3)
    columns = [
        IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        .fit(logits[:, k], labels == k)
        .predict(logits[:, k])
        for k in range(3)
    ]
    raw = np.stack(columns, axis=1)
    keep = raw.sum(axis=1) > 0
    expected = raw[keep] / raw[keep].sum(axis=1, keepdims=True)
    ours = fit_sklearn(logits, labels, "isotonic")(logits)
    np.testing.assert_allclose(ours[keep], expected, atol=1e-6)


def test_vector_scaling_reaches_the_minimum_of_a_search_without_gradients():
    logits, labels = example(2)

    def loss(parameters):
        z = logits * parameters[:2] + parameters[2:]
        return -log_softmax(z, axis=1)[np.arange(len(labels)), labels].mean()

    tight = {"maxiter": 20_000, "maxfev": 20_000, "xatol": 1e-9, "fatol": 1e-13}
    best = minimize(loss, [1, 1, 0, 0], method="Nelder-Mead", options=tight)
    found = fit_vector_scaling(logits, labels, penalty=0.0)
    assert loss(np.concatenate([found.scale, found.bias])) == pytest.approx(
        best.fun, abs=1e-9
    )


def test_vector_scaling_finds_the_map_that_the_labels_were_drawn_from():
    rng = np.random.default_rng(3)
    scale, bias = np.array([0.5, 1.0, 0.25]), np.array([1.0, -1.0, 0.0])
    logits = rng.normal(size=(40_000, 3)) * 3
    labels = (logits * scale + bias + rng.gumbel(size=logits.shape)).argmax(axis=1)
    found = fit_vector_scaling(logits, labels)
    np.testing.assert_allclose(found.scale, scale, atol=0.03)
    np.testing.assert_allclose(found.bias - found.bias[2], bias - bias[2], atol=0.06)
    np.testing.assert_allclose(found(logits).sum(axis=1), 1.0)


def test_two_classes_need_no_more_than_a_sigmoid_of_the_gap():
    logits, labels = example(2)
    found = fit_vector_scaling(logits, labels)
    z = found.logits(logits)
    np.testing.assert_allclose(found(logits)[:, 1], expit(z[:, 1] - z[:, 0]))


def test_vector_scaling_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match="finite"):
        fit_vector_scaling(np.array([[np.nan, 1.0]]), np.array([0]))


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (300.0, 50.0), (1e-4, 2.0)])
def test_platt_is_logistic_regression_without_a_penalty(scale, shift):
    rng = np.random.default_rng(0)
    z = rng.normal(size=400)
    labels = (rng.uniform(size=400) < expit(2 * z - 0.5)).astype(int)
    regression = LogisticRegression(C=np.inf, tol=1e-10).fit(z[:, None], labels)
    a, b = regression.coef_[0, 0], regression.intercept_[0]
    found = fit_platt(scale * z + shift, labels)
    np.testing.assert_allclose(found.slope * scale, a, rtol=1e-4)
    np.testing.assert_allclose(
        found(scale * z + shift), expit(a * z + b), rtol=0, atol=1e-4
    )


@pytest.mark.parametrize(
    ("z", "labels", "message"),
    [
        ([1.0, 2.0, 3.0], [0, 0, 1], "separates"),
        ([3.0, 2.0, 1.0], [0, 0, 1], "separates"),
        ([1.0, 2.0], [1, 1], "separates"),
        ([1.0, np.inf, 0.0], [0, 1, 1], "finite"),
        ([[1.0, 2.0]], [0], "shape"),
        ([1.0, 2.0], [0, 2], "labels from 0 to 1"),
    ],
)
def test_platt_refuses_what_has_no_best_slope(z, labels, message):
    with pytest.raises(ValueError, match=message):
        fit_platt(np.array(z), np.array(labels))
