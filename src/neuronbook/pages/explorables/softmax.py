"""Explorables of the chapter on softmax.

`logits_explorer` computes in the browser, from Vega expressions. `shift_explorer`
cannot: a browser knows float64 only. Its table is computed here, in each floating
type, and runs of equal outcomes are folded together so that the page stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import altair as alt
import numpy as np
import torch

from neuronbook.pages.explorables import Explorable, readout, show, slider, x_axis
from neuronbook.pages.figures import PALETTE

__all__ = ["EXAMPLE", "logits_explorer", "outcome_runs", "shift_explorer"]

EXAMPLE: dict[str, float] = {"dog": 2.0, "cat": 1.0, "bird": 0.1}
"""The three logits that the chapter follows from beginning to end."""

DTYPES: dict[str, torch.dtype] = {
    "float16": torch.float16,
    "float32": torch.float32,
    "float64": torch.float64,
}
Run = dict[str, Any]
METHODS = ("naive", "stable")
RIGHT, OFF, ZERO, NAN = "right", "off by over 0.01", "all zero", "NaN"
_OUTCOME_COLORS = {
    RIGHT: PALETTE["blue"],
    OFF: PALETTE["orange"],
    ZERO: PALETTE["purple"],
    NAN: PALETTE["vermillion"],
}
_WIDEST = 1000


def logits_explorer(start: dict[str, float] | None = None) -> Explorable:
    """Draw sliders for logits and a temperature, bars for the probabilities.

    Parameters
    ----------
    start : dict, optional
        The classes and the logits that their sliders begin with, `EXAMPLE` if None; any
        number of classes from two on, each a plain word.

    Raises
    ------
    ValueError
        If there are fewer than two classes.
    """
    start = EXAMPLE if start is None else start
    if len(start) < 2:
        raise ValueError(f"expected two classes or more, got {list(start)}")
    base = _with_softmax(list(start))
    bars = base.mark_bar(color=PALETTE["blue"], height={"band": 0.6}).encode(
        y=_class_axis(list(start)), x=x_axis("p", "probability", (0, 1.15))
    )
    values = bars.mark_text(align="left", dx=5, fontSize=13).encode(text="shown:N")
    most = f"{np.log(len(start)):.3f}"
    said = readout(
        f"'entropy ' + format(datum.entropy, '.3f') + ' of {most} nats'",
        base=base.transform_filter("datum.index == 0"),
    )
    return show(
        alt.layer(bars, values, said),
        controls=[
            *(
                slider(f"z_{name}", f"Logit of {name}", value, -10, 10, 0.1)
                for name, value in start.items()
            ),
            slider("T", "Temperature T", 1.0, 0.1, 10, log=True),
        ],
        height=46 * len(start),
        caption=_logits_caption(start),
        alt_text=_logits_alt(start),
    )


def _class_axis(names: list[str]) -> alt.Y:
    return alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelFontSize=13))


def _with_softmax(names: list[str]) -> alt.Chart:
    """Chart without a mark whose rows carry `p`, its text and the entropy."""
    rows = [{"index": i, "name": name} for i, name in enumerate(names)]
    logits = ", ".join(f"z_{name}" for name in names)
    return (
        alt.Chart({"values": rows})
        .transform_calculate(scaled=f"[{logits}][datum.index] / T")
        .transform_joinaggregate(top="max(scaled)")
        .transform_calculate(e="exp(datum.scaled - datum.top)")
        .transform_joinaggregate(total="sum(e)")
        .transform_calculate(
            p="datum.e / datum.total",
            surprise="datum.p > 0 ? -datum.p * log(datum.p) : 0",
            shown="format(datum.p, '.3f')",
        )
        .transform_joinaggregate(entropy="sum(surprise)")
    )


def _probabilities(start: dict[str, float], temperature: float) -> str:
    logits = torch.tensor(list(start.values()), dtype=torch.float64)
    probs = torch.softmax(logits / temperature, -1).tolist()
    return ", ".join(f"{n} {p:.3f}" for n, p in zip(start, probs, strict=True))


def _logits_caption(start: dict[str, float]) -> str:
    names = list(start)
    return (
        f"Raise all {len(names)} logits by the same amount: nothing changes. Raise "
        f"{names[-1]} alone: every other class pays. Lower T: the largest logit takes "
        "all; raise T: the bars level out and the entropy nears its maximum."
    )


def _logits_alt(start: dict[str, float]) -> str:
    logits = ", ".join(f"{n} {z:g}" for n, z in start.items())
    return (
        f"One bar a class shows its probability. Sliders set the logits ({logits}) and "
        "the temperature; text gives each probability and the entropy. At T = 1: "
        f"{_probabilities(start, 1.0)}. At T = 0.1: {_probabilities(start, 0.1)}. "
        f"At T = 10: {_probabilities(start, 10.0)}."
    )


def _softmax_in(z: torch.Tensor, method: str) -> torch.Tensor:
    """Compute softmax over the last axis in z's own type, step by step."""
    if method == "stable":
        z = z - z.amax(-1, keepdim=True)
    e = torch.exp(z)
    return e / e.sum(-1, keepdim=True)


def _outcome(probs: Sequence[float], exact: Sequence[float]) -> str:
    if any(np.isnan(probs)):
        return NAN
    if not any(probs):
        return ZERO
    return RIGHT if np.allclose(probs, exact, rtol=0, atol=0.01) else OFF


def outcome_runs(
    logits: Sequence[float], dtype: str, method: str, widest: int = _WIDEST
) -> list[Run]:
    """Compute softmax at every whole shift and fold runs of equal outcomes.

    Parameters
    ----------
    logits : sequence of float
        Before the shift.
    dtype : {"float16", "float32", "float64"}
        Logits plus shift are rounded to it, and everything after is computed in it.
    method : {"naive", "stable"}
        The first exponentiates as it is, the second subtracts the maximum first.
    widest : int
        Shifts go from -widest to widest.

    Returns
    -------
    runs : list of dict
        With ``low`` and ``high`` (first and last shift of the run), ``text`` (the
        probabilities to two decimals) and ``outcome``.
    """
    exact = torch.softmax(torch.tensor(logits, dtype=torch.float64), -1).tolist()
    shifts = torch.arange(-widest, widest + 1, dtype=torch.float64)
    shifted = torch.tensor(logits, dtype=torch.float64) + shifts[:, None]
    probs = _softmax_in(shifted.to(DTYPES[dtype]), method).double().tolist()
    rows = zip(shifts.tolist(), probs, strict=True)
    return _fold(
        {
            "low": int(shift),
            "high": int(shift),
            "text": " ".join(f"{p:.2f}" for p in row),
            "outcome": _outcome(row, exact),
        }
        for shift, row in rows
    )


def _fold(
    runs: Iterable[Run], keys: tuple[str, ...] = ("text", "outcome")
) -> list[Run]:
    """Join neighbouring runs that agree in `keys`."""
    folded = []
    for _, group in groupby(runs, key=itemgetter(*keys)):
        members = list(group)
        folded.append(members[0] | {"high": members[-1]["high"]})
    return folded


def _shift_table() -> list[Run]:
    logits = list(EXAMPLE.values())
    return [
        {"row": f"{dtype} {method}", **run}
        for dtype in DTYPES
        for method in METHODS
        for run in outcome_runs(logits, dtype, method)
    ]


def _first_broken(table: list[Run], row: str) -> str:
    """Say up to which shifts, downwards and upwards, a row's outcome is right."""
    bad = [run for run in table if run["row"] == row and run["outcome"] != RIGHT]
    below = max((run["high"] for run in bad if run["high"] < 0), default=None)
    above = min((run["low"] for run in bad if run["low"] > 0), default=None)
    if below is None and above is None:
        return f"{row} is right everywhere"
    ends = [f"{end}" for end in (below, above) if end is not None]
    return f"{row} is wrong from {' and '.join(ends)} on"


def shift_explorer() -> Explorable:
    """Draw where naive and stable softmax break as all logits are shifted.

    Each row is a floating type and a method; its strip is colored by the outcome at
    each shift, and a text gives the probabilities at the slider's shift.
    """
    table = _shift_table()
    order = list(dict.fromkeys(run["row"] for run in table))
    rows = alt.Y("row:N", sort=order, axis=None)
    here = (
        alt.Chart({"values": [{}]})
        .transform_calculate(at="shift")
        .mark_rule(strokeWidth=2, color="currentColor")
        .encode(x="at:Q")
    )
    return show(
        alt.layer(_strips(table, rows), here, _probabilities_at_shift(table, rows)),
        controls=[slider("shift", "Shift c", 5, -_WIDEST, _WIDEST, symlog=True)],
        height=36 * len(order),
        caption=_shift_caption(table),
        alt_text=_shift_alt(table, order),
    )


def _strips(table: list[Run], rows: alt.Y) -> Any:
    powers = [10**k for k in range(1, round(np.log10(_WIDEST)) + 1)]
    ticks = [*(-p for p in reversed(powers)), 0, *powers]
    x = x_axis(
        "left",
        "shift c, added to every logit",
        (-_WIDEST - 0.5, _WIDEST + 0.5),
        scale="symlog",
        values=ticks,
        grid=False,
        format="d",
    )
    color = alt.Color("outcome:N", title=None).scale(
        domain=list(_OUTCOME_COLORS), range=list(_OUTCOME_COLORS.values())
    )
    return (
        alt.Chart({"values": _fold(table, ("row", "outcome"))})
        .transform_calculate(left="datum.low - 0.5", right="datum.high + 0.5")
        .mark_bar(height=9, yOffset=9)
        .encode(
            x=x,
            x2="right:Q",
            y=rows,
            color=color,
        )
    )


def _probabilities_at_shift(table: list[Run], rows: alt.Y) -> Any:
    return (
        alt.Chart({"values": table})
        .transform_filter("datum.low <= shift && shift <= datum.high")
        .transform_calculate(said="datum.row + ': ' + datum.text")
        .mark_text(align="left", dy=-6, fontSize=13)
        .encode(x=alt.value(0), y=rows, text="said:N")
        .properties(name="readout")
    )


def _shift_caption(table: list[Run]) -> str:
    zeros = _first_above(table, "float16 naive", ZERO)
    nan16, nan32 = (
        _first_above(table, f"{dtype} naive", NAN) for dtype in ("float16", "float32")
    )
    return (
        f"Move c to the right: naive float16 gives three zeros at {zeros}, where only "
        f"the sum overflows, and NaN from {nan16} on; naive float32 lasts until "
        f"{nan32 - 1}. To the left, digits are lost before all exponentials are 0. "
        "Stable softmax is right at every shift."
    )


def _first_above(table: list[Run], row: str, outcome: str) -> int:
    """Return the first positive shift at which a row has an outcome."""
    return min(
        int(run["low"])
        for run in table
        if (run["row"], run["outcome"]) == (row, outcome) and run["low"] > 0
    )


def _shift_alt(table: list[Run], order: list[str]) -> str:
    limits = "; ".join(_first_broken(table, row) for row in order)
    return (
        "A strip for each floating type and method, colored by the outcome at shifts "
        f"from -{_WIDEST} to {_WIDEST}. The slider moves a line across the strips, and "
        f"text gives the {len(EXAMPLE)} probabilities there. {limits}."
    )
