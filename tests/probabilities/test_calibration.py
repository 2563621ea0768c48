"""Calibration measures against an implementation with loops, and three libraries."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from scipy.stats import norm
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss
from torchmetrics.functional.classification import multiclass_calibration_error

from neuronbook.probabilities import calibration as cal

N_CASES = 200


# Every measure again, from its definition, one example at a time.


def loop_bins(confidence, correct, n_bins):
    bins = [[] for _ in range(n_bins)]
    for c, right in zip(confidence, correct, strict=True):
        home = [i for i in range(n_bins) if i / n_bins < c <= (i + 1) / n_bins]
        bins[home[0] if home else 0].append((c, bool(right)))
    return bins


def gap(members):
    mean = math.fsum(c for c, _ in members) / len(members)
    return abs(sum(right for _, right in members) / len(members) - mean)


def weighted_gap(bins):
    total = sum(map(len, bins))
    return math.fsum(len(b) / total * gap(b) for b in bins if b)


def loop_top_label(probs, labels):
    winners = [max(range(len(p)), key=lambda k, p=p: (p[k], -k)) for p in probs]
    confidence = [p[k] for p, k in zip(probs, winners, strict=True)]
    return confidence, [k == y for k, y in zip(winners, labels, strict=True)]


def loop_adaptive(probs, labels, n_bins):
    pairs = sorted(zip(*loop_top_label(probs, labels), strict=True), key=lambda p: p[0])
    small, extra = divmod(len(pairs), n_bins)
    bins, start = [], 0
    for i in range(n_bins):
        stop = start + small + (i < extra)
        bins.append(pairs[start:stop])
        start = stop
    return weighted_gap(bins)


def loop_classwise(probs, labels, n_bins):
    classes = range(len(probs[0]))
    columns = [([p[k] for p in probs], [y == k for y in labels]) for k in classes]
    errors = [weighted_gap(loop_bins(*column, n_bins)) for column in columns]
    return math.fsum(errors) / len(errors)


def loop_brier(probs, labels):
    rows = zip(probs, labels, strict=True)
    terms = [(v - (k == y)) ** 2 for p, y in rows for k, v in enumerate(p)]
    return math.fsum(terms) / len(probs)


def random_case(seed):
    """Few or many examples and classes, sharp or flat, some on the edges of bins."""
    rng = np.random.default_rng(seed)
    batch = int(rng.choice([1, 2, 3, 40, 300]))
    classes = int(rng.choice([1, 2, 3, 10]))
    n_bins = int(rng.choice([1, 2, 5, 10, 15, 40]))
    probs = softmax(rng.normal(size=(batch, classes)) * rng.choice([0.1, 2, 30]), 1)
    if classes > 1:
        on_edge = rng.random(batch) < 0.3
        probs[on_edge] = 0.0
        probs[on_edge, 0] = rng.integers(0, n_bins + 1, on_edge.sum()) / n_bins
        probs[on_edge, 1] = 1 - probs[on_edge, 0]
    return probs, rng.integers(classes, size=batch), n_bins


@pytest.mark.parametrize("seed", range(N_CASES))
def test_every_measure_is_what_loops_over_its_definition_give(seed):
    probs, labels, n_bins = random_case(seed)
    p, y = probs.tolist(), labels.tolist()
    confidence, correct = loop_top_label(p, y)
    bins = loop_bins(confidence, correct, n_bins)
    found = cal.reliability_bins(*cal.top_label(probs, labels), n_bins)
    assert found["count"].tolist() == [len(b) for b in bins]
    for i, members in enumerate(bins):
        if not members:
            assert np.isnan([found["accuracy"][i], found["confidence"][i]]).all()
            continue
        means = np.array(members, dtype=float).mean(axis=0)
        assert found["confidence"][i] == pytest.approx(means[0], abs=1e-9)
        assert found["accuracy"][i] == pytest.approx(means[1], abs=1e-9)
    measured = [
        (cal.ece(probs, labels, n_bins), weighted_gap(bins)),
        (cal.mce(probs, labels, n_bins), max(gap(b) for b in bins if b)),
        (cal.adaptive_ece(probs, labels, n_bins), loop_adaptive(p, y, n_bins)),
        (cal.classwise_ece(probs, labels, n_bins), loop_classwise(p, y, n_bins)),
        (cal.brier(probs, labels), loop_brier(p, y)),
    ]
    for got, expected in measured:
        assert got == pytest.approx(expected, abs=1e-9)


def test_the_random_cases_contain_what_is_awkward():
    cases = [random_case(seed) for seed in range(N_CASES)]
    tops = [cal.top_label(p, y)[0] for p, y, _ in cases]
    bins = [
        cal.reliability_bins(c, c > 2, n)["count"]
        for c, (_, _, n) in zip(tops, cases, strict=True)
    ]
    assert sum(len(c) == 1 for c in tops) > 10
    assert sum(p.shape[1] == 1 for p, _, _ in cases) > 10
    assert sum((b == 0).any() for b in bins) > 50
    on_edge = [
        np.isin(c, np.arange(1, n) / n).any()
        for c, (_, _, n) in zip(tops, cases, strict=True)
    ]
    assert sum(on_edge) > 20


def test_an_edge_belongs_to_the_bin_below_it_and_zero_to_the_first():
    confidence = np.array([0.0, 0.25, 0.25, 0.5, 0.75, 1.0])
    bins = cal.reliability_bins(confidence, confidence > 0.4, n_bins=4)
    assert bins["count"].tolist() == [3, 1, 1, 1]
    assert bins["edges"].tolist() == [0, 0.25, 0.5, 0.75, 1]
    thirds = cal.reliability_bins(np.array([3 / 15]), np.array([1]), n_bins=15)
    assert thirds["count"].argmax() == 2


def example(seed=0, batch=500, classes=4):
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(batch, classes)) * 3
    labels = (logits / 2 + rng.gumbel(size=logits.shape)).argmax(axis=1)
    return logits, labels


@pytest.mark.parametrize("n_bins", [5, 15, 40])
@pytest.mark.parametrize(("measure", "order"), [(cal.ece, "l1"), (cal.mce, "max")])
def test_ece_and_mce_agree_with_torchmetrics_away_from_the_edges(
    measure, order, n_bins
):
    logits, labels = example()
    probs = softmax(logits, axis=1)
    theirs = multiclass_calibration_error(
        torch.tensor(probs), torch.tensor(labels), 4, n_bins, norm=order
    )
    assert measure(probs, labels, n_bins) == pytest.approx(float(theirs), abs=1e-6)


def test_torchmetrics_puts_full_confidence_into_a_bin_of_its_own():
    probs = np.array([[1.0, 0.0], [1.0, 0.0], [0.95, 0.05], [0.95, 0.05]])
    labels = np.array([0, 0, 1, 1])
    theirs = multiclass_calibration_error(
        torch.tensor(probs), torch.tensor(labels), 2, 10, norm="l1"
    )
    assert float(theirs) == pytest.approx(0.475)
    assert cal.ece(probs, labels, 10) == pytest.approx(abs(0.5 - 0.975))
    labels = np.array([1, 1, 0, 0])
    theirs = multiclass_calibration_error(
        torch.tensor(probs), torch.tensor(labels), 2, 10, norm="l1"
    )
    assert float(theirs) == pytest.approx(0.5 * 1 + 0.5 * 0.05)
    assert cal.ece(probs, labels, 10) == pytest.approx(0.475)


def test_bins_agree_with_scikit_learn_away_from_the_edges():
    logits, labels = example()
    confidence, correct = cal.top_label(softmax(logits, axis=1), labels)
    bins = cal.reliability_bins(confidence, correct, 10)
    accuracy, mean = calibration_curve(correct, confidence, n_bins=10)
    full = bins["count"] > 0
    np.testing.assert_allclose(bins["accuracy"][full], accuracy, rtol=1e-12)
    np.testing.assert_allclose(bins["confidence"][full], mean, rtol=1e-12)


def test_brier_and_nll_agree_with_scikit_learn():
    logits, labels = example()
    probs = softmax(logits, axis=1)
    theirs = brier_score_loss(labels, probs, scale_by_half=False)
    assert cal.brier(probs, labels) == pytest.approx(theirs, rel=1e-12)
    assert cal.nll(logits, labels) == pytest.approx(log_loss(labels, probs), rel=1e-12)


def test_nll_stays_finite_where_the_probability_is_zero():
    assert cal.nll([[1000.0, 0.0]], [1]) == 1000.0


@pytest.mark.parametrize("seed", range(N_CASES))
def test_fitted_temperature_is_where_a_bounded_minimiser_ends(seed):
    """The labels are drawn at a temperature from 0.05 to 50, so T is near that."""
    rng = np.random.default_rng(seed)
    true = 0.05 * 1000 ** (seed / (N_CASES - 1))
    batch, classes = int(rng.choice([200, 1000])), int(rng.choice([2, 3, 10]))
    logits = rng.normal(size=(batch, classes)) * true * rng.uniform(0.8, 3)
    labels = (logits / true + rng.gumbel(size=logits.shape)).argmax(axis=1)
    found = cal.fit_temperature(logits, labels)

    def loss(T):
        return -log_softmax(logits / T, axis=1)[np.arange(batch), labels].mean()

    best = minimize_scalar(
        loss, bounds=(found / 20, found * 20), method="bounded", options={"xatol": 1e-7}
    )
    assert true / 3 < best.x < true * 3
    assert found == pytest.approx(best.x, abs=1e-4)
    assert loss(found) <= best.fun + 1e-12


@pytest.mark.parametrize("scale", [1e-8, 1e-3, 1.0, 1e6])
def test_temperature_scales_with_the_logits_however_far_from_one(scale):
    logits, labels = example()
    T = cal.fit_temperature(logits, labels)
    assert cal.fit_temperature(logits * scale, labels) == pytest.approx(T * scale)


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        ([[2.0, 1.0], [0.0, 3.0]], [0, 1], "classified wrong"),
        ([[2.0, 1.0], [0.0, 3.0]], [1, 0], "than on average"),
        ([[1.0, 1.0], [1.0, 1.0]], [0, 1], "classified wrong"),
        ([[np.inf, 1.0]], [0], "finite"),
        ([1.0, 2.0], [0], "shape"),
        ([[1.0, 2.0]], [2], "labels from 0 to 1"),
    ],
)
def test_a_temperature_that_does_not_exist_is_not_made_up(logits, labels, message):
    with pytest.raises(ValueError, match=message):
        cal.fit_temperature(np.array(logits), np.array(labels))


def test_a_perfectly_calibrated_model_has_the_ece_that_theory_predicts():
    """One bin, n examples: the gap is normal, its mean size sqrt(2 p (1 - p) / πn)."""
    n, p = 400, 0.8
    rng = np.random.default_rng(0)
    drawn = cal.ece_if_calibrated(np.full(n, p), 4000, rng, n_bins=1)
    expected = math.sqrt(2 * p * (1 - p) / (math.pi * n))
    assert drawn.shape == (4000,)
    assert drawn.mean() == pytest.approx(expected, rel=0.05)


def test_bootstrap_interval_is_that_of_the_normal_approximation_for_one_bin():
    """All in one bin and far off: the gap's spread is that of a mean of n outcomes."""
    n, accuracy = 1000, 0.5
    probs = np.tile([0.9, 0.1], (n, 1))
    labels = (np.arange(n) >= accuracy * n).astype(int)
    low, high = cal.bootstrap_ece(probs, labels, 4000, np.random.default_rng(1))
    half = norm.ppf(0.975) * math.sqrt(accuracy * (1 - accuracy) / n)
    assert low == pytest.approx(0.4 - half, abs=0.003)
    assert high == pytest.approx(0.4 + half, abs=0.003)


def test_the_band_is_wilsons_interval():
    confidence, correct = np.full(20, 0.9), np.arange(20) < 15
    low, high = cal.accuracy_band(cal.reliability_bins(confidence, correct, 10))
    n, p, z = 20, 0.75, norm.ppf(0.975)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert low[8] == pytest.approx(centre - half)
    assert high[8] == pytest.approx(centre + half)
    assert np.isnan(np.delete(low, 8)).all()


@pytest.mark.parametrize("measure", [cal.ece, cal.mce, cal.adaptive_ece, cal.brier])
@pytest.mark.parametrize(
    ("probs", "labels", "message"),
    [
        ([[2.0, 1.0]], [0], r"in \[0, 1\]"),
        ([[0.4, 0.4]], [0], "sum to 1"),
        ([[np.nan, 1.0]], [0], "got nan"),
        ([0.3, 0.7], [0], "shape"),
        (np.zeros((0, 3)), np.zeros(0, int), "shape"),
        ([[0.3, 0.7]], [2], "from 0 to 1"),
        ([[0.3, 0.7]], [[1]], "shape"),
        ([[0.3, 0.7]], [1.0], "integer"),
    ],
)
def test_what_is_no_probability_or_label_is_refused(measure, probs, labels, message):
    with pytest.raises(ValueError, match=message):
        measure(np.array(probs), np.array(labels))


@pytest.mark.parametrize(
    ("confidence", "correct", "n_bins", "message"),
    [
        ([0.5, 0.6], [1], 5, "shape"),
        ([0.5], [0.5], 5, "booleans"),
        ([1.5], [1], 5, r"in \[0, 1\]"),
        ([0.5], [1], 0, "n_bins"),
        ([], [], 5, "shape"),
    ],
)
def test_bins_refuse_what_they_cannot_hold(confidence, correct, n_bins, message):
    with pytest.raises(ValueError, match=message):
        cal.reliability_bins(np.array(confidence), np.array(correct), n_bins)


def test_tensors_are_taken_and_inputs_stay_as_they_are():
    logits, labels = example()
    probs = softmax(logits, axis=1)
    before = logits.copy(), probs.copy()
    expected = cal.ece(probs, labels), cal.fit_temperature(logits, labels)
    tensors = torch.tensor(probs), torch.tensor(labels), torch.tensor(logits)
    assert cal.ece(tensors[0], tensors[1]) == expected[0]
    assert cal.fit_temperature(tensors[2], tensors[1]) == expected[1]
    np.testing.assert_array_equal(logits, before[0])
    np.testing.assert_array_equal(probs, before[1])


def loop_parts(probs, labels, n_bins):
    parts = [0.0, 0.0]
    for k in range(len(probs[0])):
        column = [p[k] for p in probs], [y == k for y in labels]
        for members in filter(None, loop_bins(*column, n_bins)):
            mean = math.fsum(c for c, _ in members) / len(members)
            share = sum(right for _, right in members) / len(members)
            parts[0] += len(members) * (mean - share) ** 2 / len(probs)
            parts[1] += len(members) * share * (1 - share) / len(probs)
    return parts


@pytest.mark.parametrize("seed", range(40))
def test_the_parts_of_the_brier_score_are_those_of_their_definition(seed):
    probs, labels, n_bins = random_case(seed)
    parts = cal.brier_decomposition(probs, labels, n_bins)
    expected = loop_parts(probs.tolist(), labels.tolist(), n_bins)
    np.testing.assert_allclose(parts[:2], expected, atol=1e-12)
    assert sum(parts) == pytest.approx(loop_brier(probs.tolist(), labels.tolist()))


def test_probabilities_that_are_equal_within_their_bins_leave_no_rest():
    rng = np.random.default_rng(0)
    p = rng.choice([0.1, 0.35, 0.8], size=500)
    probs = np.stack([p, 1 - p], axis=1)
    parts = cal.brier_decomposition(probs, rng.integers(2, size=500), 10)
    assert parts.within == pytest.approx(0, abs=1e-12)


def test_always_stating_the_shares_is_calibrated_and_refined_not_at_all():
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    parts = cal.brier_decomposition(np.tile([0.5, 0.3, 0.2], (100, 1)), labels)
    assert parts.calibration == pytest.approx(0, abs=1e-12)
    assert parts.refinement == pytest.approx(0.25 + 0.21 + 0.16)


def test_the_debiased_error_is_unbiased():
    """One bin, accuracy 0.7 for a confidence of 0.8: its mean over draws is 0.01."""
    n, rng = 20, np.random.default_rng(0)
    draws = rng.random((20_000, n)) < 0.7
    found = [cal.debiased_squared_error(np.full(n, 0.8), right, 5) for right in draws]
    plain = [(right.mean() - 0.8) ** 2 for right in draws]
    assert np.mean(found) == pytest.approx(0.01, abs=4 * np.std(found) / 20_000**0.5)
    assert np.mean(plain) == pytest.approx(0.01 + 0.21 / n, abs=1e-3)


def test_the_debiased_error_leaves_out_a_bin_of_one_example():
    confidence, correct = np.array([0.1, 0.9, 0.9, 0.9]), np.array([1, 1, 1, 0])
    expected = 3 / 4 * ((2 / 3 - 0.9) ** 2 - 2 / 9 / 2)
    found = cal.debiased_squared_error(confidence, correct, 10)
    assert found == pytest.approx(expected)


def reflected(confidence, correct, width):
    """The smoothed error by images of each example, added up on a fine grid."""
    t = (np.arange(20_000) + 0.5) / 20_000
    total = np.zeros_like(t)
    for c, gap in zip(confidence, correct - confidence, strict=True):
        images = [side * c + 2 * k for k in range(-4, 5) for side in (1, -1)]
        total += gap * sum(norm.pdf(t, x, width) for x in images)
    return np.abs(total / len(confidence)).mean()


@pytest.mark.parametrize("seed", range(4))
def test_the_smooth_error_is_the_width_at_which_it_was_smoothed(seed):
    rng = np.random.default_rng(seed)
    confidence = rng.uniform(0.3, 1, size=30)
    correct = (rng.uniform(size=30) < confidence**2).astype(float)
    found = cal.smooth_ece(confidence, correct)
    assert reflected(confidence, correct, found) == pytest.approx(found, abs=2e-3)


def test_the_smooth_error_of_one_gap_everywhere_is_that_gap():
    confidence = np.full(1000, 0.7)
    assert cal.smooth_ece(confidence, np.arange(1000) < 400) == pytest.approx(0.3)
    assert cal.smooth_ece(confidence, np.arange(1000) < 700) < 1e-3


def test_classwise_chance_of_two_classes_is_that_of_one_probability():
    """Both columns have the same gap, so one bin gives the normal law again."""
    probs = np.tile([0.8, 0.2], (400, 1))
    rng = np.random.default_rng(0)
    drawn = cal.classwise_ece_if_calibrated(probs, 3000, rng, n_bins=1)
    expected = math.sqrt(2 * 0.8 * 0.2 / (math.pi * 400))
    assert drawn.shape == (3000,)
    assert drawn.mean() == pytest.approx(expected, rel=0.05)


def test_labels_drawn_for_the_classwise_chance_have_the_stated_shares():
    probs = np.tile([0.0, 1.0, 0.0], (50, 1))
    assert not cal.classwise_ece_if_calibrated(
        probs, 20, np.random.default_rng(0)
    ).any()
