"""The picture of a training run: its curves, and what its layers did at the start."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from neuronbook.clinic import CLASSES, Course
from neuronbook.pages.figures import PALETTE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MplFigure

__all__ = ["draw_course"]

NARROW = {"columnspacing": 0.7, "handlelength": 1.1, "handletextpad": 0.4}


def draw_course(course: Course) -> MplFigure:
    """Draw losses, accuracy, and each layer's gradient before training.

    Losses above 10,000 are drawn there.

    Parameters
    ----------
    course : Course
        What `neuronbook.clinic.run` returned.

    Returns
    -------
    Figure
        Matplotlib's, three panels one above the other.
    """
    fig, axes = plt.subplots(3, 1, figsize=(4.6, 6.2), height_ratios=(3, 2, 2.5))
    _draw_losses(axes[0], course)
    axes[1].plot(
        course.validation_steps,
        100 * course.validation_accuracies,
        color=PALETTE["green"],
    )
    axes[1].set(ylabel="right (%)", ylim=(-4, 104), xlabel="step")
    axes[1].axhline(100 / CLASSES, ls=":", color=PALETTE["grey"])
    _draw_layers(axes[2], course)
    return fig


def _draw_losses(ax: Any, course: Course) -> None:
    steps = np.arange(len(course.losses))
    curves = (
        ("training", steps, course.losses, "blue", "-"),
        (
            "validation",
            course.validation_steps,
            course.validation_losses,
            "vermillion",
            "--",
        ),
        ("one batch", steps, course.one_batch_losses, "orange", "-"),
    )
    for label, at, values, color, line in curves:
        shown = np.where(np.isfinite(values), np.clip(values, 1e-4, 1e4), np.nan)
        ax.plot(at, shown, line, color=PALETTE[color], label=label, lw=1.4)
    ax.axhline(math.log(CLASSES), ls=":", color=PALETTE["grey"], label=f"log {CLASSES}")
    ax.set(yscale="log", ylabel="loss", xlim=(-8, len(steps) + 8))
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, 0.09), max(high, 11))
    ax.minorticks_off()
    ax.legend(loc="lower left", bbox_to_anchor=(-0.05, 1), ncols=4, **NARROW)


def _draw_layers(ax: Any, course: Course) -> None:
    """Draw the gradient at each layer's z, and crosses where there is none."""
    norms = np.array([layer.z_gradient_norm for layer in course.layers_start])
    numbers = np.arange(1, len(norms) + 1)
    there = np.isfinite(norms) & (norms > 0)
    ax.plot(numbers[there], norms[there], "D-", color=PALETTE["purple"])
    bottom = min(1e-3, norms[there].min() / 4) if there.any() else 1e-3
    top = max(1.0, norms[there].max() * 4) if there.any() else 1.0
    for missing, marker, label in (
        (norms == 0, "x", "exactly 0"),
        (~np.isfinite(norms), "*", "inf or NaN"),
    ):
        if missing.any():
            place = bottom if marker == "x" else top
            at = np.full(missing.sum(), place)
            ax.plot(
                numbers[missing],
                at,
                marker,
                color=PALETTE["vermillion"],
                ms=10,
                mew=2,
                label=label,
            )
            ax.legend(loc="center", ncols=2)
    ax.set(yscale="log", ylim=(bottom / 2, top * 2), xlim=(0.6, len(norms) + 0.4))
    ax.set(ylabel="gradient at z", xlabel="layer, before training")
    ax.set_xticks(numbers)
    ax.minorticks_off()
