"""The picture of a report: which question to look at, and why."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from proctor.record.report import WEAK, Question, Summary

FULL, SOME, NONE, GREY = "#0072b2", "#9fc9e4", "#d55e00", "#666666"
MOST_CHECKS = 15


def draw(summary: Summary, assignment: str, path: Path) -> None:
    """Write a PNG: the questions in order, then the scores and the hardest checks."""
    from matplotlib.figure import Figure

    hardest = summary.hardest[:MOST_CHECKS]
    questions = summary.questions
    heights = 2.2 + 0.34 * len(questions), 1.6 + 0.3 * max(len(hardest), 6)
    figure = Figure(figsize=(13, sum(heights)), layout="constrained")
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=heights).flat
    panels = upper.subplots(1, 3, sharey=True, width_ratios=(2.2, 1.3, 1))
    _draw_points(panels[0], questions)
    _draw_discrimination(panels[1], questions)
    _draw_seconds(panels[2], questions)
    upper.legend(*panels[0].get_legend_handles_labels(), loc="outside lower left",
                 ncols=3, fontsize=8, frameon=False)  # fmt: skip
    left, right = lower.subplots(1, 2, width_ratios=(1, 1.6))
    _draw_scores(left, summary)
    _draw_checks(right, hardest, summary.counted)
    # Names may be a student's: no mathematics is read in them.
    title = f"{assignment}: {len(summary.scores)} students"
    figure.suptitle(title, fontweight="bold", parse_math=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that no font has is a box
        figure.savefig(path, dpi=150)


def _short(name: str, most: int) -> str:
    plain = "".join(mark if mark.isprintable() else " " for mark in name)
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."


def _draw_points(axes: Any, questions: list[Question]) -> None:
    full = [100 * one.full for one in questions]
    none = [100 * one.none for one in questions]
    some = [100 - a - b for a, b in zip(full, none, strict=True)]
    places = range(len(questions))
    left = [0.0] * len(questions)
    for values, color, label in (
        (full, FULL, "all points"), (some, SOME, "some"), (none, NONE, "none"),
    ):  # fmt: skip
        axes.barh(places, values, left=left, color=color, label=label, height=0.7)
        left = [a + b for a, b in zip(left, values, strict=True)]
    for place, one in enumerate(questions):
        axes.text(101.5, place, f"{one.mean:.0%}", va="center", fontsize=9)
    names = [f"{_short(one.name, 40)}  ({one.points:g})" for one in questions]
    axes.set_yticks(places, names, parse_math=False)
    for label, one in zip(axes.get_yticklabels(), questions, strict=True):
        label.set_fontweight("bold" if one.look else "normal")
    axes.set(xlim=(0, 112), xticks=range(0, 101, 25), xlabel="students (%)")
    if questions:
        axes.set_ylim(len(questions) - 0.4, -0.6)  # in the notebook's order
    axes.set_title("Points earned; at the right their mean share", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_discrimination(axes: Any, questions: list[Question]) -> None:
    axes.axvspan(-1, WEAK, color=NONE, alpha=0.12, linewidth=0)
    axes.axvline(0, color=GREY, linewidth=0.8)
    for place, one in enumerate(questions):
        if one.discrimination is None:
            axes.text(0.03, place, "all have the same", va="center", fontsize=8,
                      color=GREY)  # fmt: skip
            continue
        if one.low is not None:
            axes.plot([one.low, one.high], [place, place], color=GREY, linewidth=1.5)
        color = NONE if one.discrimination < WEAK else FULL
        axes.plot(one.discrimination, place, "o", color=color)
    axes.set(xlim=(-1, 1), xlabel="correlation with the other questions")
    axes.set_title(f"Discrimination; weak below {WEAK}", fontsize=10)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _draw_seconds(axes: Any, questions: list[Question]) -> None:
    timed = [(place, one) for place, one in enumerate(questions) if one.seconds]
    for place, one in timed:
        axes.plot([one.seconds, one.long_seconds], [place, place], color=GREY)
        axes.plot(one.seconds, place, "o", color=FULL)
        axes.plot(one.long_seconds, place, "|", color=GREY, markersize=9)
    if timed:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlabel("seconds")
    axes.set_title("Time of its test: median, 95 %", fontsize=10)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _draw_scores(axes: Any, summary: Summary) -> None:
    most = summary.max_score or 1.0
    scores = list(summary.scores.values())
    axes.hist(scores, bins=20, range=(0, most), color=FULL, edgecolor="white")
    mean = sum(scores) / max(1, len(scores))
    axes.axvline(mean, color=NONE, label=f"mean {mean:.1f} of {summary.max_score:g}")
    axes.set(xlabel="points", ylabel="students", xlim=(0, most))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_title("Scores", fontsize=10)
    axes.legend(fontsize=8, frameon=False, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_checks(axes: Any, hardest: list[Any], counted: int) -> None:
    places = range(len(hardest))
    axes.barh(places, [100 * c.failing for _, c in hardest], color=NONE, height=0.7)
    names = [_short(f"{q.name}: {c.name}", 70) for q, c in hardest]
    axes.set_yticks(places, names, parse_math=False, fontsize=8)
    for place, (_, check) in enumerate(hardest):
        words = f"{check.failing:.0%}"
        if check.discrimination is not None:
            words += f"  ({check.discrimination:+.2f})".replace("-", "\N{MINUS SIGN}")
        axes.text(100 * check.failing + 1, place, words, va="center", fontsize=8)
    axes.set(xlim=(0, 118), xticks=range(0, 101, 25), xlabel="students who fail it (%)")
    if hardest:
        axes.set_ylim(len(hardest) - 0.4, -0.6)
    else:
        axes.text(59, 0.5, "no check fails", ha="center", color=GREY)
    axes.set_title(f"Hardest checks, and their discrimination ({counted} students)",
                   fontsize=10)  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
