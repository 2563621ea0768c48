import re

import altair as alt

from _ext.stills import with_stills
from neuronbook.pages.explorables import show, slider, x_axis, y_axis

ALT = 'A line whose slope is "a", and a slider for it.'


def explorable(slope):
    """An explorable's HTML, whose line begins with a slope."""
    line = (
        alt.Chart(alt.sequence(0, 2, as_="x"))
        .transform_calculate(y="a * datum.x")
        .mark_line()
        .encode(x=x_axis("x", "x", (0, 1)), y=y_axis("y", "y", (0, 10)))
    )
    controls = [slider("a", "Slope", slope, 0, 10)]
    caption = "The larger the slope, the steeper the line."
    return show(line, controls=controls, height=90, caption=caption, alt_text=ALT)


def test_each_explorable_gets_a_picture_of_its_own_and_an_address(tmp_path):
    body = "".join(explorable(slope)._html() for slope in (1, 9, 1))
    base = "https://example.org/course/"
    page = with_stills(body, "book/line.html", tmp_path, base, "6.1")
    pictures = re.findall(r'<img class="still" loading="lazy" src="\.\./([^"]+)"', page)
    assert pictures[0] == pictures[2] != pictures[1]
    gentle, steep = ((tmp_path / name).read_text("utf-8") for name in pictures[:2])
    assert gentle.startswith("<svg")
    assert gentle != steep
    for number in (1, 2, 3):
        assert f'explorable" id="explorable-{number}"' in page
        assert f'<a href="{base}book/line.html#explorable-{number}">' in page
    assert page.count('<span class="still">A line whose slope is &quot;a') == 3


def test_without_a_published_book_there_is_no_address(tmp_path):
    page = with_stills(explorable(1)._html(), "book/line.html", tmp_path, "", "6.1")
    assert "<img" in page
    assert "<a " not in page
