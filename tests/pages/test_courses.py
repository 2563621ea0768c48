"""The picture of a run shows what the run was."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from neuronbook.clinic import HEALTHY, run
from neuronbook.pages.courses import draw_course


def lines(ax):
    return {line.get_label(): line for line in ax.get_lines()}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_curves_are_the_runs():
    course = run(HEALTHY)
    losses, accuracy, gradients = draw_course(course).axes
    drawn = lines(losses)
    np.testing.assert_allclose(drawn["training"].get_ydata(), course.losses)
    np.testing.assert_allclose(drawn["validation"].get_xdata(), course.validation_steps)
    (curve, _) = accuracy.get_lines()
    np.testing.assert_allclose(curve.get_ydata(), 100 * course.validation_accuracies)
    norms = [layer.z_gradient_norm for layer in course.layers_start]
    np.testing.assert_allclose(gradients.get_lines()[0].get_ydata(), norms)


def test_gradients_that_are_zero_or_not_finite_are_marked():
    dead = draw_course(run(replace(HEALTHY, hidden_bias=-8.0))).axes[2]
    assert lines(dead)["exactly 0"].get_xdata().tolist() == [1, 2]
    broken = replace(HEALTHY, loss="log_of_softmax", initialization="large")
    marked = lines(draw_course(run(broken)).axes[2])["inf or NaN"]
    assert marked.get_xdata().tolist() == [1, 2, 3]


def test_losses_beyond_the_frame_are_drawn_at_its_end():
    large = replace(HEALTHY, initialization="large", hidden_sizes=(32,) * 6)
    drawn = lines(draw_course(run(large)).axes[0])["training"].get_ydata()
    assert np.nanmax(drawn) <= 1e4
