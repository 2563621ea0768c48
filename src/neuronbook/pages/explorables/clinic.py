"""Explorables of the chapter on the clinic.

`treatment_explorer` shows the ten cases of `neuronbook.clinic.CASES` under three
treatments each, and `rate_explorer` one healthy network at many learning rates; both
train what they show.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from neuronbook.clinic import (
    CASES,
    CLASSES,
    HEALTHY,
    STEPS,
    Config,
    Course,
    is_cured,
    run,
)
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

__all__ = [
    "LOG_RATES",
    "TREATMENTS",
    "rate_explorer",
    "rate_table",
    "treatment_explorer",
    "treatment_table",
]

Row = dict[str, Any]
Train = Callable[[Config, int], Course]

LOWEST, HIGHEST = 1e-3, 1e3
"""Ends of the axis of losses; what is beyond is drawn at the end."""

LOG_RATES = tuple(k / 4 for k in range(-12, 5))
"""From 0.001 to 10."""

TREATMENTS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"weight_decay": 0.01}, {"head": "logits"}),
    ({"learning_rate": 1.0}, {"activation": "relu", "initialization": "he"}),
    ({"learning_rate": 0.01}, {"hidden_bias": 0.0}),
    ({"learning_rate": 0.02}, {}),
    ({"max_norm": 1.0}, {"loss": "cross_entropy", "initialization": "he"}),
    ({"weight_decay": 0.01}, {"rows": 500}),
    ({"learning_rate": 1.0}, {"loss_scale": 1024.0}),
    ({"learning_rate": 1e-5}, {"scaling": "standardized"}),
    ({"head": "logits"}, {"head": "logits", "initialization": "he"}),
    ({"learning_rate": 0.005}, {}),
)
"""For each case what one might try first, and what its cause asks for."""

_KINDS = {"training": "blue", "validation": "vermillion", "one batch": "orange"}


def _points(course: Course) -> list[Row]:
    """Return the three curves; training losses are medians of ten steps."""
    tens = course.losses.reshape(-1, 10)
    alone = course.one_batch_losses.reshape(-1, 10)
    middles = np.arange(len(tens)) * 10 + 5
    curves = {
        "training": (middles, np.median(tens, axis=1)),
        "validation": (course.validation_steps, course.validation_losses),
        "one batch": (middles, np.median(alone, axis=1)),
    }
    return [
        {
            "kind": kind,
            "step": int(step),
            "loss": float(f"{min(max(value, LOWEST), HIGHEST):.3g}"),
        }
        for kind, (steps, values) in curves.items()
        for step, value in zip(steps, values, strict=True)
        if math.isfinite(value)
    ]


def _summary(course: Course) -> Row:
    return {
        "accuracy": round(course.accuracy, 2),
        "train_accuracy": round(course.train_accuracy, 2),
        "broken": -1 if course.first_nonfinite is None else course.first_nonfinite,
        "cured": is_cured(course),
    }


def _curves(rows: list[Row], chosen: str) -> Any:
    color = alt.Color("kind:N", title=None).scale(
        domain=list(_KINDS), range=[PALETTE[name] for name in _KINDS.values()]
    )
    return (
        alt.Chart({"values": rows})
        .transform_filter(chosen)
        .mark_line(clip=True)
        .encode(
            x=x_axis("step", "step", (0, STEPS)),
            y=y_axis(
                "loss",
                "loss",
                (LOWEST, HIGHEST),
                scale="log",
                values=[1e-3, 1e-2, 0.1, 1, 10, 100, 1000],
                format="~g",
            ),
            color=color,
            strokeDash=alt.StrokeDash("kind:N", title=None).scale(
                domain=list(_KINDS), range=[[1, 0], [6, 3], [2, 2]]
            ),
        )
    )


def _chance() -> Any:
    """Draw the loss of a model that knows nothing."""
    ends = [{"step": 0, "loss": math.log(CLASSES)}]
    return (
        alt.Chart({"values": ends})
        .mark_rule(strokeDash=[1, 4], color="currentColor", opacity=0.6)
        .encode(y=alt.Y("loss:Q"))
    )


def treatment_table(seed: int = 0, train: Train = run) -> list[Row]:
    """Train each case as it came and under its two treatments.

    Parameters
    ----------
    seed : int
        Of the runs.
    train : callable
        `neuronbook.clinic.run`, or one that remembers its runs.

    Returns
    -------
    list of dict
        ``case`` from 1, ``treatment`` ("none", "first" or "cause"), ``curves``, and
        what the end was: ``accuracy``, ``train_accuracy``, ``broken``, ``cured``.
    """
    table = []
    for number, (case, (first, cause)) in enumerate(
        zip(CASES, TREATMENTS, strict=True), 1
    ):
        for name, change in (("none", {}), ("first", first), ("cause", cause)):
            course = train(replace(case, **change), seed)
            row = {"case": number, "treatment": name, "change": _words(change)}
            table.append({**row, **_summary(course), "curves": _points(course)})
    return table


def _words(change: dict[str, Any]) -> str:
    if not change:
        return "nothing changed"
    return ", ".join(
        f"{name.replace('_', ' ')} {value:g}"
        if isinstance(value, float)
        else f"{name.replace('_', ' ')} {value}".replace("_", " ")
        for name, value in change.items()
    )


def treatment_explorer(table: list[Row] | None = None) -> Explorable:
    """Draw a case's losses under the treatment that the reader chooses.

    Parameters
    ----------
    table : list of dict, optional
        What `treatment_table` returns; it is called if None.
    """
    table = treatment_table() if table is None else table
    keys = ("case", "treatment")
    points = [
        {**{key: row[key] for key in keys}, **point}
        for row in table
        for point in row["curves"]
    ]
    heads = [{k: v for k, v in row.items() if k != "curves"} for row in table]
    chosen = "datum.case === patient && datum.treatment === treatment"
    said = readout(
        "datum.change",
        "'right: ' + format(datum.train_accuracy, '.0%') + ' training, ' "
        "+ format(datum.accuracy, '.0%') + ' validation'",
        "(datum.broken < 0 ? 'all finite' : 'inf or NaN from step ' + datum.broken)"
        " + (datum.cured ? ': it works' : ': it does not work')",
        base=alt.Chart({"values": heads}).transform_filter(chosen),
    )
    well = {r["case"] for r in table if r["treatment"] == "none" and r["cured"]}
    firsts = {r["case"] for r in table if r["treatment"] == "first" and r["cured"]}
    ill = len(CASES) - len(well)
    return show(
        alt.layer(_curves(points, chosen), _chance(), said),
        controls=[
            menu("patient", "Case", list(range(1, len(CASES) + 1))),
            menu(
                "treatment",
                "Treatment",
                ["none", "first", "cause"],
                labels=["as it came", "what comes to mind", "what the cause asks for"],
            ),
        ],
        height=250,
        caption=(
            "Losses of the ten cases, as they came and under two treatments. Choose a "
            "case and try the treatments in turn. The second one, another rate, "
            f"clipping or decay, cures {len(firsts - well)} of the {ill} that are ill, "
            f"and of the {len(well)} healthy ones it leaves {len(firsts & well)} "
            "working."
        ),
        alt_text=(
            "Curves of training, validation and one-batch loss over "
            f"{STEPS} steps, with menus for the case and the treatment. Validation "
            "accuracy as it came, after what comes to mind, and after what the cause "
            "asks for: "
            + "; ".join(
                f"case {number} "
                + ", ".join(
                    f"{row['accuracy']:.0%}" for row in table if row["case"] == number
                )
                for number in range(1, len(CASES) + 1)
            )
            + "."
        ),
    )


def rate_table(config: Config = HEALTHY, seed: int = 0) -> list[Row]:
    """Train one configuration at each rate of `LOG_RATES`.

    Returns
    -------
    list of dict
        ``log_rate``, ``curves`` and what the end was.
    """
    table = []
    for log_rate in LOG_RATES:
        course = run(replace(config, learning_rate=10**log_rate), seed)
        row = {"log_rate": log_rate}
        table.append({**row, **_summary(course), "curves": _points(course)})
    return table


def rate_explorer(table: list[Row] | None = None) -> Explorable:
    """Draw the losses of the healthy network at the rate of a slider.

    Parameters
    ----------
    table : list of dict, optional
        What `rate_table` returns; it is called if None.
    """
    table = rate_table() if table is None else table
    points = [
        {"log_rate": row["log_rate"], **point}
        for row in table
        for point in row["curves"]
    ]
    heads = [{k: v for k, v in row.items() if k != "curves"} for row in table]
    chosen = "abs(datum.log_rate - rate_log10) < 0.01"
    said = readout(
        "'right: ' + format(datum.train_accuracy, '.0%') + ' training, ' "
        "+ format(datum.accuracy, '.0%') + ' validation'",
        "(datum.broken < 0 ? 'all finite' : 'inf or NaN from step ' + datum.broken)",
        base=alt.Chart({"values": heads}).transform_filter(chosen),
    )
    fit = [row["log_rate"] for row in table if row["cured"]]
    low, high = 10 ** min(fit), 10 ** max(fit)
    return show(
        alt.layer(_curves(points, chosen), _chance(), said),
        controls=[
            slider(
                "rate",
                "Learning rate",
                10**-1.0,
                10 ** LOG_RATES[0],
                10 ** LOG_RATES[-1],
                0.25,
                log=True,
            )
        ],
        height=250,
        caption=(
            f"The healthy network at {len(table)} rates. Go to both ends: neither "
            f"learns. In between, from {low:.2g} to {high:.2g}, it works."
        ),
        alt_text=(
            "Curves of training, validation and one-batch loss over "
            f"{STEPS} steps, with a slider for the learning rate. Validation accuracy "
            "at the end: "
            + ", ".join(
                f"{row['accuracy']:.0%} at {10 ** row['log_rate']:.2g}"
                for row in table[::4]
            )
            + "."
        ),
    )
