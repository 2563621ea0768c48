import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path

from neuronbook.pages.diagrams import Diagram
from neuronbook.pages.figures import INK, show, use_style

WORDS = {
    "caption": "Two inputs and the unit that adds them up.",
    "alt": "Two circles on the left, with arrows to a circle on the right.",
}


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_style()
        yield
    plt.close("all")


def neuron(**how):
    diagram = Diagram(**how)
    diagram.node("x1", 0, 2, "$x_1$")
    diagram.node("x2", 0, 0, "$x_2$")
    diagram.node("z", 2, 1, "$z$", color="blue", note="weighted sum")
    return diagram


def boxes(diagram):
    """Return the text's boxes, in pixels, and the figure's."""
    figure = diagram.figure
    figure.canvas.draw()
    axes = figure.axes[0]
    found = {t.get_text(): t.get_window_extent() for t in axes.texts if t.get_text()}
    return found, figure.bbox


def test_a_unit_has_its_length_across_and_up():
    diagram = neuron(unit=0.7)
    figure = diagram.figure
    figure.canvas.draw()
    place = figure.axes[0].transData.transform
    pixels = 0.7 * figure.dpi
    np.testing.assert_allclose(place((1, 1)) - place((0, 0)), pixels, rtol=1e-6)


@pytest.mark.parametrize("bend", [0.0, 0.5, -0.5])
def test_the_figure_is_cut_to_what_is_drawn_and_cuts_nothing_off(bend):
    diagram = neuron()
    diagram.arrow("x1", "x2", "a long label", bend=bend)
    diagram.text(1, -1, "two lines\nbelow everything")
    found, whole = boxes(diagram)
    assert {"weighted sum", "a long label"} < set(found)
    for box in found.values():
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1


def test_an_arrow_ends_at_the_edges_of_its_nodes():
    diagram = neuron()
    diagram.arrow("x2", "z", "$w_2$")
    figure = diagram.figure
    figure.canvas.draw()
    axes = figure.axes[0]
    (arrow,) = [p for p in axes.patches if isinstance(p, FancyArrowPatch)]
    (path, *_), _ = arrow._get_path_in_displaycoord()
    ends = [axes.transData.inverted().transform(path.vertices[i]) for i in (0, -1)]
    gaps = [np.hypot(*(ends[0] - (0, 0))), np.hypot(*(ends[1] - (2, 1)))]
    np.testing.assert_allclose(gaps, 0.3, atol=0.06)


@pytest.mark.parametrize("bend", [0.0, 0.4, -0.4])
@pytest.mark.parametrize("way", [("x1", "x2"), ("x2", "x1"), ("x2", "z")])
def test_a_label_does_not_lie_on_its_arrow(bend, way):
    diagram = neuron()
    diagram.arrow(*way, "label", bend=bend)
    found, _ = boxes(diagram)
    (arrow,) = [
        p for p in diagram.figure.axes[0].patches if isinstance(p, FancyArrowPatch)
    ]
    (path, *_), _ = arrow._get_path_in_displaycoord()
    (curve,) = path.to_polygons(closed_only=False)
    on_it = Path(curve).interpolated(10).vertices
    assert not found["label"].padded(-1).count_contains(on_it)


def test_in_the_dark_theme_its_text_and_arrows_take_the_color_of_the_page():
    diagram = neuron()
    diagram.arrow("x1", "z", "$w_1$")
    svg = show(diagram.figure, **WORDS).svg
    assert INK not in svg
    assert "opacity: 0.22" in svg
    assert svg.count("currentColor") > 5


def test_a_name_is_given_once():
    diagram = neuron()
    with pytest.raises(ValueError, match="'z' again"):
        diagram.node("z", 5, 5)


def test_a_diagram_may_be_one_of_several_panels():
    figure, (left, right) = plt.subplots(2, 1)
    diagram = neuron(ax=left)
    assert diagram.figure is figure
    assert not left.axison
    assert right.axison
    assert left.get_xlim()[1] > 2
