import statistics

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from neuronbook.pages.figures import (
    INK,
    PALETTE,
    dot_and_range,
    require_words,
    show,
    use_style,
)

WORDS = {
    "caption": "The line rises from zero to one.",
    "alt": "A straight line that rises from zero to one.",
}


@pytest.fixture
def line():
    with plt.rc_context():
        use_style()
        fig, ax = plt.subplots()
        ax.plot([0, 1], [0, 1])
        ax.set(xlabel="time (s)", ylabel="height (m)")
        yield fig
    plt.close("all")


def test_the_alternative_text_reaches_the_page_escaped(line):
    shown = show(line, caption=WORDS["caption"], alt='a line that is < 1 and "bold"')
    assert (
        'role="img" aria-label="a line that is &lt; 1 and &quot;bold&quot;"'
        in (shown._repr_mimebundle_()["text/html"])
    )


@pytest.mark.parametrize("missing", ["caption", "alt"])
def test_a_figure_without_words_is_refused(line, missing):
    with pytest.raises(ValueError, match=f"expected {missing} of at least 20"):
        show(line, **{**WORDS, missing: " "})


def test_require_words_names_what_it_got():
    with pytest.raises(ValueError, match="got 'loss curve'"):
        require_words(alt="loss curve")


def test_text_and_axes_take_the_color_of_the_page(line):
    html = show(line, **WORDS)._repr_mimebundle_()["text/html"]
    assert INK not in html
    assert html.count("currentColor") > 5
    assert PALETTE["blue"].lower() in html


def test_the_dark_theme_can_lighten_a_color(line):
    blue = PALETTE["blue"].lower()
    svg = show(line, **WORDS).svg
    assert svg.count(f"var(--figure-blue, {blue})") == svg.count(blue) > 0


@pytest.mark.parametrize(
    ("inches", "points", "readable"),
    [(4.6, 9, True), (4.6, 8, False), (6.4, 11, False), (5.6, 11, True), (3, 7, True)],
)
def test_text_that_a_phone_makes_unreadable_is_refused(line, inches, points, readable):
    line.set_size_inches(inches, 3)
    line.axes[0].set_title("small print", fontsize=points)
    for ticks in line.axes[0].get_xticklabels() + line.axes[0].get_yticklabels():
        ticks.set_fontsize(14)
    line.axes[0].xaxis.label.set_fontsize(14)
    line.axes[0].yaxis.label.set_fontsize(14)
    if readable:
        assert "max-width" in show(line, **WORDS).svg
    else:
        with pytest.raises(ValueError, match=r"on a phone, got .* for 'small print'"):
            show(line, **WORDS)


def test_the_same_figure_is_the_same_text(line):
    first = show(line, **WORDS)
    assert show(line, **WORDS).svg == first.svg


def test_the_figure_scales_with_the_page_and_hides_its_drawing(line):
    head = show(line, **WORDS).svg.split(">", 1)[0]
    assert 'aria-hidden="true"' in head
    assert 'height="' not in head


def test_the_figure_is_closed(line):
    number = line.number
    show(line, **WORDS)
    assert not plt.fignum_exists(number)


def test_plain_text_gives_the_words(line):
    assert show(line, **WORDS)._repr_mimebundle_()["text/plain"] == (
        f"Figure: {WORDS['caption']}\n{WORDS['alt']}"
    )


RUNS = {
    "plain": [0.91, 0.95, 0.90, 0.93],
    "early stopping": [0.94, 0.96, 0.97],
}


@pytest.fixture
def axes():
    with plt.rc_context():
        use_style()
        yield plt.subplots()[1]
    plt.close("all")


def marks(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def test_each_arm_shows_every_run_their_range_and_their_median(axes):
    dot_and_range(axes, RUNS, number_format=".3f")
    for runs, dot, ticks, line in zip(
        RUNS.values(),
        marks(axes, "o"),
        marks(axes, "|"),
        marks(axes, "None"),
        strict=True,
    ):
        assert dot.get_xdata() == pytest.approx([statistics.median(runs)])
        assert list(ticks.get_xdata()) == runs
        assert list(line.get_xdata()) == [min(runs), max(runs)]
    assert [t.get_text() for t in axes.texts] == [
        "plain",
        "0.920",
        "early stopping",
        "0.960",
    ]


def test_arms_stand_from_top_to_bottom_with_their_names_above(axes):
    dot_and_range(axes, RUNS)
    first, second = (dot.get_ydata()[0] for dot in marks(axes, "o"))
    to_screen = axes.transData.transform
    assert to_screen((0, first))[1] > to_screen((0, second))[1]
    for name, y in zip(axes.texts, (first, second), strict=True):
        assert to_screen((0, name.get_position()[1]))[1] > to_screen((0, y))[1]


def test_kinds_have_a_color_each_and_a_legend(axes):
    kinds = {"training": [0.99, 0.98], "test": [0.9, 0.8]}
    dot_and_range(axes, {"plain": kinds, "dropout": kinds})
    named = [text.get_text() for text in axes.get_legend().get_texts()]
    assert named == ["training", "test"]
    colors = [to_hex(dot.get_color()) for dot in marks(axes, "o")]
    assert colors == [PALETTE["blue"].lower(), PALETTE["vermillion"].lower()] * 2


@pytest.mark.parametrize("rows", [{}, {"a": []}, {"a": [1.0, float("nan")]}])
def test_an_arm_without_results_is_refused(axes, rows):
    with pytest.raises(ValueError, match="expected"):
        dot_and_range(axes, rows)
