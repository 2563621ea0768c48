"""The calibration chapter's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch
from scipy.special import log_softmax, softmax
from torchmetrics.functional.classification import multiclass_calibration_error

from neuronbook.pages.explorables.calibration import (
    BINS,
    HIGHEST,
    SIZES,
    WIDTH,
    ece_explorer,
    ece_histograms,
    temperature_explorer,
)
from neuronbook.probabilities.calibration import ece

from .drawing import made, texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(300, 4)) * 4
    return logits, (logits / 3 + rng.gumbel(size=logits.shape)).argmax(axis=1)


@pytest.mark.parametrize("T", [0.25, 1.0, 2.95, 8.0])
def test_the_temperature_readout_says_what_scipy_and_torchmetrics_say(data, T):
    logits, labels = data
    drawn = " | ".join(texts(temperature_explorer(logits, labels), T=T))
    probs = softmax(logits / T, axis=1)
    ece = multiclass_calibration_error(
        torch.tensor(probs), torch.tensor(labels), 4, 15, norm="l1"
    )
    nll = -log_softmax(logits / T, axis=1)[np.arange(300), labels].mean()
    said = {k: float(v) for k, v in re.findall(r"(ECE|NLL|confidence) ([\d.]+)", drawn)}
    assert said["ECE"] == pytest.approx(float(ece), abs=0.004)
    assert said["NLL"] == pytest.approx(nll, rel=0.01)
    assert said["confidence"] == pytest.approx(probs.max(axis=1).mean(), abs=0.002)
    accuracy = (logits.argmax(axis=1) == labels).mean()
    assert f"accuracy {accuracy:.3f}" in drawn


def test_the_page_of_eight_hundred_examples_stays_small():
    rng = np.random.default_rng(1)
    logits, labels = rng.normal(size=(800, 10)) * 9, rng.integers(10, size=800)
    logits[np.arange(800), labels] += 9
    assert len(json.dumps(temperature_explorer(logits, labels).spec)) < 150_000
    assert len(json.dumps(made(ece_explorer).spec)) < 150_000


@pytest.mark.parametrize(("n", "bins"), [(50, 15), (1000, 40)])
@pytest.mark.parametrize("true_gap", [0.0, 0.1])
def test_the_histograms_have_the_mean_ece_of_data_sets_drawn_one_by_one(
    n, bins, true_gap
):
    rng = np.random.default_rng(7)
    errors = []
    for _ in range(200):
        c = rng.uniform(0.5, 1, size=n)
        labels = (rng.uniform(size=n) > c - true_gap).astype(int)
        errors.append(ece(np.stack([c, 1 - c], axis=1), labels, bins))
    (row,) = [r for r in ece_histograms(true_gap) if (r["n"], r["bins"]) == (n, bins)]
    spread = 4 * np.std(errors) * (1 / 200 + 1 / 400) ** 0.5
    assert row["mean"] == pytest.approx(np.mean(errors), abs=spread)
    assert sum(row["counts"]) == 400
    bars = np.repeat(np.arange(HIGHEST) * WIDTH, row["counts"])
    assert row["mean"] == pytest.approx(bars.mean() + WIDTH / 2, abs=WIDTH / 2)


def test_the_menu_and_the_slider_choose_the_histograms():
    explorable, gaps = ece_explorer(0.05), (0.0, 0.05)
    for n, bins in [(SIZES[0], BINS[-1]), (SIZES[-1], BINS[0])]:
        drawn = texts(explorable, n=n, bins=bins)
        rows = [
            row
            for gap in gaps
            for row in ece_histograms(gap)
            if (row["n"], row["bins"]) == (n, bins)
        ]
        assert f"calibrated: mean {rows[0]['mean']:.3f}" in drawn
        assert f"overconfident: mean {rows[1]['mean']:.3f}" in drawn
