"""The softmax chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.special

from neuronbook.pages.explorables.softmax import (
    EXAMPLE,
    logits_explorer,
    outcome_runs,
    shift_explorer,
)

from .drawing import made, texts

pytestmark = pytest.mark.slow

LOGITS = np.array(list(EXAMPLE.values()))


@pytest.mark.parametrize(
    ("logits", "temperature"),
    [
        ([2.0, 1.0, 0.1], 1.0),
        ([2.0, 1.0, 0.1], 0.1),
        ([10.0, -10.0, 0.0], 0.1),
        ([3.0, 3.0, 3.0], 2.5),
    ],
)
def test_the_bars_say_scipys_probabilities_and_entropy(logits, temperature):
    sliders = {f"z_{n}": z for n, z in zip(EXAMPLE, logits, strict=True)}
    drawn = texts(made(logits_explorer), T=temperature, **sliders)
    expected = scipy.special.softmax(np.array(logits) / temperature)
    nats = scipy.special.entr(expected).sum()
    for p in expected:
        assert f"{p:.3f}" in drawn
    assert f"entropy {nats:.3f} of {np.log(3):.3f} nats" in drawn


def test_other_classes_get_sliders_of_their_own():
    drawn = texts(logits_explorer({"yes": 0.0, "no": 0.0}), z_yes=2.0)
    assert f"{scipy.special.expit(2.0):.3f}" in drawn
    with pytest.raises(ValueError, match="two classes"):
        logits_explorer({"alone": 1.0})


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_naive_softmax_first_yields_nan_where_exp_of_the_top_logit_overflows(dtype):
    limit = np.log(float(np.finfo(dtype).max)) - LOGITS.max()
    runs = outcome_runs(LOGITS.tolist(), dtype, "naive")
    nans = [r["low"] for r in runs if r["outcome"] == "NaN" and r["low"] > 0]
    assert min(nans) == np.ceil(limit)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_naive_softmax_is_zero_where_only_the_sum_overflows(dtype):
    top = np.log(float(np.finfo(dtype).max))
    shift = np.ceil(top - scipy.special.logsumexp(LOGITS))
    runs = outcome_runs(LOGITS.tolist(), dtype, "naive")
    (here,) = [r for r in runs if r["low"] <= shift <= r["high"]]
    expected = "all zero" if shift + LOGITS.max() < top else "NaN"
    assert here["outcome"] == expected


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_stable_softmax_is_right_at_every_shift(dtype):
    runs = outcome_runs(LOGITS.tolist(), dtype, "stable")
    assert {run["outcome"] for run in runs} == {"right"}
    assert (runs[0]["low"], runs[-1]["high"]) == (-1000, 1000)


def test_runs_cover_each_shift_once():
    runs = outcome_runs(LOGITS.tolist(), "float16", "naive", widest=50)
    shifts = [s for r in runs for s in range(r["low"], r["high"] + 1)]
    assert shifts == list(range(-50, 51))


def test_the_readout_follows_the_shift():
    right = " ".join(f"{p:.2f}" for p in scipy.special.softmax(LOGITS))
    drawn = texts(made(shift_explorer), shift=50)
    assert "float16 naive: nan nan nan" in drawn
    assert f"float16 stable: {right}" in drawn
    assert f"float32 naive: {right}" in drawn


def test_the_caption_says_where_the_naive_rows_break():
    ends = {d: np.log(float(np.finfo(d).max)) for d in ("float16", "float32")}
    zeros = np.ceil(ends["float16"] - scipy.special.logsumexp(LOGITS))
    nan16, nan32 = (np.ceil(end - LOGITS.max()) for end in ends.values())
    assert zeros < nan16
    caption = made(shift_explorer).caption
    assert f"three zeros at {zeros:.0f}, " in caption
    assert f"NaN from {nan16:.0f} on; naive float32 lasts until {nan32 - 1:.0f}." in (
        caption
    )


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (made(logits_explorer), made(shift_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
