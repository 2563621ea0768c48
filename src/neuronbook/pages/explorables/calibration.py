"""Explorables of the chapter on calibration.

`temperature_explorer` carries a model's logits with it and does the softmax, the bins
and the scores in the browser. `ece_explorer` cannot draw thousands of data sets there:
its histograms are drawn here, and the page picks one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from neuronbook.arrays import Array, Floats
from neuronbook.functions.softmax import softmax_temperature
from neuronbook.pages.explorables import (
    Explorable,
    menu,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)
from neuronbook.pages.figures import PALETTE
from neuronbook.probabilities import calibration as cal

__all__ = ["ece_explorer", "ece_histograms", "temperature_explorer"]

Rows = list[dict[str, Any]]

SIZES = (50, 100, 200, 500, 1000, 5000)
BINS = tuple(range(5, 51, 5))
WIDTH = 0.01
"""Width of a histogram's bar, in units of the ECE."""

HIGHEST = 40
"""Bars of a histogram; what is larger is counted in the last one."""

DRAWS = 400
"""Data sets of each size."""

COLDEST, HOTTEST = 0.25, 8.0
SIDE = 260
"""Of the reliability diagram, whose two axes have the same unit, in pixels."""

_N_BINS = 15
_ROWS = "examples"


def temperature_explorer(logits: Array, labels: Array) -> Explorable:
    """Draw a reliability diagram that follows a slider for the temperature.

    Parameters
    ----------
    logits : array, shape (batch, classes)
        With two classes or more; a few hundred rows.
    labels : array, shape (batch,)
        Class indices.
    """
    best = cal.fit_temperature(logits, labels)
    scores = [_scores(logits, labels, T) for T in (1.0, round(best, 2), HOTTEST)]
    base = _binned(np.shape(logits)[1])
    explorable = show(
        alt.layer(_diagonal(), _stems(base), _dots(base), _readout(base)).properties(
            width=SIDE, height=SIDE
        ),
        controls=[slider("T", "Temperature T", 1.0, COLDEST, HOTTEST, log=True)],
        caption=(
            "Each dot is a bin of these examples: below the diagonal it is right less "
            f"often than it says. Move T to about {best:.1f}, where the NLL of these "
            "examples is lowest, and past it: the dots cross the line, while the "
            "accuracy does not move."
        ),
        alt_text=(
            f"Reliability diagram of {_N_BINS} bins, with a slider for the temperature "
            f"from {COLDEST:g} to {HOTTEST:g}. Text gives the accuracy, mean "
            f"confidence, ECE and NLL. {' '.join(scores)}"
        ),
    )
    # Altair would check every row again for each layer: they join afterwards.
    explorable.spec.setdefault("datasets", {})[_ROWS] = _gap_rows(logits, labels)
    return explorable


def _scores(logits: Array, labels: Array, T: float) -> str:
    probs = softmax_temperature(np.asarray(logits, dtype=float), T)
    confidence, correct = cal.top_label(probs, labels)
    return (
        f"At T = {T:g}: accuracy {correct.mean():.3f}, mean confidence "
        f"{confidence.mean():.3f}, ECE {cal.ece(probs, labels, _N_BINS):.3f}, NLL "
        f"{cal.nll(np.asarray(logits) / T, labels):.3f}."
    )


def _gap_rows(logits: Array, labels: Array) -> Rows:
    """One row an example: how far each logit is below the largest, and the label's."""
    z = np.asarray(logits, dtype=np.float64)
    gaps = z.max(axis=1, keepdims=True) - z
    own = gaps[np.arange(len(z)), np.asarray(labels)]
    correct = z.argmax(axis=1) == np.asarray(labels)
    others = np.sort(gaps, axis=1)[:, 1:]
    return [
        {f"g{k}": round(float(g), 2) for k, g in enumerate(row)}
        | {"y": round(float(mine), 2), "ok": int(right)}
        for row, mine, right in zip(others, own, correct, strict=True)
    ]


def _binned(classes: int) -> alt.Chart:
    """Chart without a mark: one datum a bin, and the scores on each of them."""
    others = " + ".join(f"exp(-datum.g{k} / T)" for k in range(classes - 1))
    return (
        alt.Chart(alt.NamedData(name=_ROWS))
        .transform_calculate(total=f"1 + {others}")
        .transform_calculate(
            c="1 / datum.total",
            loss="log(datum.total) + datum.y / T",
            bin=f"max(ceil({_N_BINS} / datum.total) - 1, 0)",
        )
        .transform_aggregate(
            n="count()",
            c="mean(c)",
            ok="mean(ok)",
            loss="sum(loss)",
            groupby=["bin"],
        )
        .transform_calculate(
            weighted_gap="datum.n * abs(datum.ok - datum.c)",
            weighted_c="datum.n * datum.c",
            right="datum.n * datum.ok",
        )
        .transform_joinaggregate(
            gaps="sum(weighted_gap)",
            sure="sum(weighted_c)",
            hits="sum(right)",
            losses="sum(loss)",
            all="sum(n)",
        )
    )


def _axes() -> dict[str, Any]:
    return {
        "x": x_axis("c", "mean confidence of the bin", (0, 1), format=".1f"),
        "y": y_axis("ok", "accuracy of the bin", (0, 1), format=".1f"),
    }


def _diagonal() -> Any:
    return (
        alt.Chart({"values": [{"c": 0, "ok": 0}, {"c": 1, "ok": 1}]})
        .mark_line(color="currentColor", opacity=0.5, strokeDash=[4, 4])
        .encode(**_axes())
    )


def _stems(base: alt.Chart) -> Any:
    return base.mark_rule(color=PALETTE["vermillion"], strokeWidth=3).encode(
        x="c:Q", y="c:Q", y2="ok:Q"
    )


def _dots(base: alt.Chart) -> Any:
    size = alt.Size("n:Q").scale(range=[20, 400]).legend(None)
    return base.mark_circle(color=PALETTE["blue"], opacity=1).encode(
        **_axes(), size=size
    )


def _readout(base: alt.Chart) -> Any:
    rows = base.transform_window(rank="row_number()")
    return readout(
        "'accuracy ' + format(datum.hits / datum.all, '.3f')"
        " + ', mean confidence ' + format(datum.sure / datum.all, '.3f')",
        "'ECE ' + format(datum.gaps / datum.all, '.3f')"
        " + ', NLL ' + format(datum.losses / datum.all, '.3f')",
        base=rows.transform_filter("datum.rank == 1"),
    )


def ece_histograms(true_gap: float, draws: int = DRAWS, seed: int = 0) -> Rows:
    """Draw data sets from a model of known calibration, and count their ECEs.

    Parameters
    ----------
    true_gap : float
        The model's confidences are uniform on [0.5, 1], and each example is right with
        probability confidence - true_gap, so this is the true error.
    draws : int
        Data sets of each size.
    seed : int
        Of the draws.

    Returns
    -------
    rows : list of dict
        With ``n`` (examples), ``bins``, ``mean`` (of the ECEs) and ``counts``, a list
        of how many ECEs fall into each bar of width `WIDTH`.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for n in SIZES:
        confidence = rng.uniform(0.5, 1.0, size=(draws, n))
        gap = (rng.uniform(size=(draws, n)) < confidence - true_gap) - confidence
        for n_bins in BINS:
            errors = _eces(confidence, gap, n_bins)
            bars = np.minimum(errors // WIDTH, HIGHEST - 1).astype(int)
            counts = np.bincount(bars, minlength=HIGHEST).tolist()
            mean = round(float(errors.mean()), 4)
            rows.append({"n": n, "bins": n_bins, "mean": mean, "counts": counts})
    return rows


def _eces(confidence: Floats, gap: Floats, n_bins: int) -> Floats:
    """Compute the ECE of each row of (draws, n) arrays, all at once."""
    draws, n = confidence.shape
    index = cal.bin_index(confidence, n_bins)
    index += n_bins * np.arange(draws)[:, None]
    sums = np.bincount(index.ravel(), gap.ravel(), minlength=draws * n_bins)
    return np.asarray(np.abs(sums).reshape(draws, n_bins).sum(axis=1) / n)


def ece_explorer(true_gap: float = 0.05) -> Explorable:
    """Draw the ECE's distribution against the number of examples and of bins.

    Parameters
    ----------
    true_gap : float
        True calibration error of the second model; the first has none.
    """
    names = {
        "calibrated: true error 0": 0.0,
        f"overconfident: true error {true_gap:g}": true_gap,
    }
    rows = [
        {"model": name, **row}
        for name, gap in names.items()
        for row in ece_histograms(gap)
    ]
    told = _settings_in_words(rows, ((50, 15), (200, 15), (5000, 15), (5000, 50)))
    return show(
        alt.layer(_bars(rows, list(names)), _means(rows, list(names))),
        controls=[
            menu("n", "Examples", SIZES, 200),
            slider("bins", "Bins", 15, BINS[0], BINS[-1], BINS[1] - BINS[0]),
        ],
        height=220,
        caption=(
            f"The ECE of {DRAWS} data sets from a perfectly calibrated model, and from "
            f"one that claims {100 * true_gap:g} points too much. With few examples or "
            "many bins both are above their true errors, and hard to tell apart."
        ),
        alt_text=(
            "Two histograms of the ECE. A menu sets the number of examples, a slider "
            f"the number of bins; text gives the two means. {told}"
        ),
    )


def _settings_in_words(rows: Rows, settings: Sequence[tuple[int, int]]) -> str:
    sentences = []
    for n, bins in settings:
        means = [r["mean"] for r in rows if (r["n"], r["bins"]) == (n, bins)]
        sentences.append(
            f"With {n} examples in {bins} bins the mean ECE of the calibrated model is "
            f"{means[0]:.3f} and that of the overconfident one {means[1]:.3f}."
        )
    return " ".join(sentences)


def _chosen(rows: Rows) -> alt.Chart:
    return alt.Chart({"values": rows}).transform_filter(
        "datum.n == n && datum.bins == bins"
    )


def _bars(rows: Rows, names: list[str]) -> Any:
    color = alt.Color("model:N", title=None, sort=names).scale(
        domain=names, range=[PALETTE["blue"], PALETTE["vermillion"]]
    )
    return (
        _chosen(rows)
        .transform_flatten(["counts"], ["count"])
        .transform_window(rank="row_number()", groupby=["model"])
        .transform_filter("datum.count > 0")
        .transform_calculate(
            left=f"(datum.rank - 1) * {WIDTH}", right=f"datum.rank * {WIDTH}"
        )
        .mark_bar(opacity=0.65)
        .encode(
            x=x_axis("left", "ECE of a data set", (0, HIGHEST * WIDTH), tickCount=4),
            x2="right:Q",
            y2=alt.datum(0),
            y=y_axis("count", "data sets", tickCount=4).stack(None),
            color=color.legend(orient="top", direction="vertical"),
        )
    )


def _means(rows: Rows, names: list[str]) -> Any:
    chosen = _chosen(rows).transform_calculate(
        place=f"indexof({json.dumps(names)}, datum.model)"
    )
    both = chosen.transform_pivot("place", value="mean", groupby=["n"])
    return readout(
        "'calibrated: mean ' + format(datum['0'], '.3f')",
        "'overconfident: mean ' + format(datum['1'], '.3f')",
        base=both,
    )
