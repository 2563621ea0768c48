"""Selective prediction and costs, against loops over their definitions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronbook.probabilities.decisions import (
    cost_threshold,
    least_cost_action,
    risk_at_coverage,
    risk_coverage_curve,
)

pairs = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=60)


@given(pairs, st.integers(1, 100))
def test_risk_is_the_share_of_errors_among_the_most_confident(rows, percent):
    kept = math.ceil(Fraction(percent, 100) * len(rows))
    best = sorted(rows, key=lambda row: -row[0])[:kept]
    expected = sum(not right for _, right in best) / kept
    confidence = np.array([c / 8 for c, _ in rows])
    correct = np.array([right for _, right in rows])
    got = risk_at_coverage(confidence, correct, percent / 100)
    assert got == pytest.approx(expected)


@given(pairs)
def test_the_curve_is_the_risk_at_each_coverage(rows):
    confidence = np.array([c / 8 for c, _ in rows])
    correct = np.array([right for _, right in rows])
    coverage, risk = risk_coverage_curve(confidence, correct)
    assert coverage[-1] == 1
    assert risk[-1] == pytest.approx(1 - correct.mean())
    for share, value in zip(coverage, risk, strict=True):
        assert risk_at_coverage(confidence, correct, share) == pytest.approx(value)


def test_ties_are_answered_in_the_order_given():
    confidence, correct = np.full(4, 0.5), np.array([1, 0, 1, 1])
    risks = [risk_at_coverage(confidence, correct, c) for c in (0.25, 0.5, 1)]
    assert risks == [0, 0.5, 0.25]


@pytest.mark.parametrize("coverage", [0, -0.1, 1.1, math.nan])
def test_a_coverage_outside_its_range_is_refused(coverage):
    with pytest.raises(ValueError, match="coverage"):
        risk_at_coverage(np.array([0.5]), np.array([1]), coverage)


def test_above_the_threshold_acting_is_cheaper_and_below_it_is_not():
    false_positive, false_negative = 3.0, 17.0
    t = cost_threshold(false_positive, false_negative)
    for p in np.linspace(0, 1, 101):
        acting, waiting = (1 - p) * false_positive, p * false_negative
        assert (acting < waiting) == (p > t)


def test_the_action_is_the_one_whose_costs_add_up_to_least():
    rng = np.random.default_rng(0)
    probs, costs = rng.dirichlet(np.ones(3), size=50), rng.uniform(0, 9, size=(3, 4))
    for p, action in zip(probs, least_cost_action(probs, costs), strict=True):
        totals = [sum(p[k] * costs[k, a] for k in range(3)) for a in range(4)]
        assert totals[action] == min(totals)


def test_costs_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, actions\)"):
        least_cost_action(np.array([[0.5, 0.5]]), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="finite"):
        least_cost_action(np.array([[0.5, 0.5]]), np.array([[0.0, np.inf]] * 2))
    with pytest.raises(ValueError, match="positive"):
        cost_threshold(0, 1)
