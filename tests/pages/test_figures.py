import matplotlib.pyplot as plt
import pytest

from neuronbook.pages.figures import INK, PALETTE, require_words, show, use_style

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


def test_text_and_axes_take_the_colour_of_the_page(line):
    html = show(line, **WORDS)._repr_mimebundle_()["text/html"]
    assert INK not in html
    assert html.count("currentColor") > 5
    assert PALETTE["blue"].lower() in html


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
