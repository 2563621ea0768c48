"""The toolkit of the explorables."""

import json
import re
from decimal import Decimal

import altair as alt
import pytest

from neuronbook.pages.explorables import (
    ON_PAGE,
    Plane,
    cases,
    menu,
    readout,
    show,
    slider,
    x_axis,
    y_axis,
)

from .drawing import draw, moved, texts

WORDS = {
    "caption": "Move the slider and watch the bar.",
    "alt_text": "One bar whose height follows a slider.",
}


def bar(label="b"):
    data = alt.Data(values=[{"x": label}])
    return alt.Chart(data).mark_bar().encode(x="x:N")


def explorable(*lines, controls, chart=None):
    chart = bar() if chart is None else chart
    layers = alt.layer(chart, readout(*lines)) if lines else chart
    return show(layers, controls=controls, height=100, **WORDS)


def on_page(shown, monkeypatch):
    monkeypatch.setenv(ON_PAGE, "1")
    return shown._repr_mimebundle_()


def spec_in(html):
    return json.loads(re.search(r'class="vega-spec">(.*?)</script>', html, re.S)[1])


def test_the_page_gets_the_specification_and_the_words(monkeypatch):
    shown = explorable(controls=[slider("h", "Height", 1, 0, 2)])
    html = on_page(shown, monkeypatch)
    assert spec_in(html["text/html"])["params"][0]["bind"]["name"] == "Height "
    assert f'aria-label="{WORDS["alt_text"]}"' in html["text/html"]
    assert html["text/plain"] == (
        f"Explorable: {WORDS['caption']}\n{WORDS['alt_text']}"
    )


def test_without_scripts_the_words_stand_in_place_of_the_drawing(monkeypatch):
    shown = explorable(controls=[slider("h", "Height", 1, 0, 2)])
    html = on_page(shown, monkeypatch)["text/html"]
    assert f"<p>{WORDS['alt_text']}</p>" in html


def test_data_cannot_end_the_script_element(monkeypatch):
    shown = show(bar("</script><b>"), **WORDS)
    html = on_page(shown, monkeypatch)["text/html"]
    assert html.count("</script>") == 1
    assert "</script><b>" in json.dumps(spec_in(html))


def test_outside_the_book_altair_shows_the_chart(monkeypatch):
    monkeypatch.delenv(ON_PAGE, raising=False)
    shown = explorable(controls=[slider("h", "Height", 1, 0, 2)])
    bundle = shown._repr_mimebundle_()
    assert "vega-spec" not in json.dumps(bundle)
    assert "Height" in json.dumps(bundle)


def test_axes_take_the_color_of_the_page():
    spec = show(bar(), **WORDS).spec
    assert spec["config"]["axis"]["labelColor"] == "currentColor"
    assert spec["config"]["background"] == "transparent"


@pytest.mark.parametrize("missing", ["caption", "alt_text"])
def test_an_explorable_without_words_is_refused(missing):
    with pytest.raises(ValueError, match=f"expected {missing}"):
        show(bar(), **(WORDS | {missing: ""}))


@pytest.mark.parametrize(
    ("how", "value", "shown"),
    [
        ({"step": 0.25}, 1.5, "1.50"),
        ({"step": 1}, 2, "2"),
        ({"step": 0.1, "unit": "nats"}, 0.3, "0.3 nats"),
        ({"step": 1, "unit": "°"}, 2, "2°"),
        ({"number_format": ".0%"}, 0.5, "50%"),
    ],
)
def test_a_slider_shows_its_number_as_a_reader_wants_it(how, value, shown):
    assert shown in texts(
        explorable("q_shown", controls=[slider("q", "Q", value, 0, 2, **how)])
    )


def test_a_logarithmic_slider_moves_by_equal_factors():
    rate = slider("rate", "Rate", 0.1, 0.001, 10, log=True)
    shown = explorable("format(rate, '.6f')", "rate_log10_shown", controls=[rate])
    (bound,) = [p["bind"] for p in moved(shown)["params"] if "bind" in p]
    presses = (bound["max"] - bound["min"]) / bound["step"]
    assert presses == pytest.approx(80)
    assert {"0.100000", "0.1"} <= set(texts(shown))
    one_press = 10 ** bound["step"]
    assert one_press**20 == pytest.approx(10)
    assert f"{0.1 * one_press:.6f}" in texts(shown, rate=0.1 * one_press)


@pytest.mark.parametrize(
    ("low", "high", "how"),
    [
        (0.25, 4, {"log": True}),
        (0.25, 16, {"log": True}),
        (0.2, 5, {"log": True}),
        (1e-3, 30, {"log": True, "step": 0.3}),
        (-999, 999, {"symlog": True}),
        (0, 1 / 3, {}),
        (-4, 4, {"step": 0.1}),
    ],
)
def test_a_slider_reaches_both_ends(low, high, how):
    shown = explorable(controls=[slider("q", "Q", low, low, high, **how)])
    (bound,) = [p["bind"] for p in shown.spec["params"] if "bind" in p]
    first, last, step = (Decimal(str(bound[k])) for k in ("min", "max", "step"))
    # HTML: a handle takes the lowest value and whole steps from there.
    presses, beyond = divmod(last - first, step)
    assert beyond == 0
    reached = float(first + presses * step)
    if how.get("log"):
        reached = 10**reached
    elif how.get("symlog"):
        reached = round(10**reached - 1)
    assert reached == pytest.approx(high, rel=1e-5)


def test_a_logarithmic_slider_of_both_signs_reaches_each_whole_number_near_zero():
    shift = slider("c", "Shift", 5, -1000, 1000, symlog=True)
    shown = explorable("'c is ' + c", controls=[shift])
    assert "c is 5" in texts(shown)
    for value in (-1000, -3, -1, 0, 1, 2, 87, 1000):
        assert f"c is {value}" in texts(shown, c=value)


@pytest.mark.parametrize(
    ("arguments", "how"),
    [
        ((3, 0, 2), {}),
        ((1, 1, 1), {}),
        ((1, 0, 2), {"log": True}),
        ((1, 0, 2, 0.3), {}),
    ],
    ids=["outside", "no way", "log of zero", "end out of reach"],
)
def test_a_slider_that_cannot_be_moved_as_it_says_is_refused(arguments, how):
    with pytest.raises(ValueError, match="expected"):
        slider("q", "Q", *arguments, **how)


def test_a_menu_chooses_among_cases():
    table = {"one": "1", "two": "1 + 1"}
    shown = explorable(
        f"'it is ' + {cases('f', table)}", controls=[menu("f", "Which", list(table))]
    )
    assert "it is 1" in texts(shown)
    assert "it is 2" in texts(shown, f="two")
    assert "it is 0" in texts(shown, f="three")


def test_a_menu_refuses_a_value_that_it_does_not_offer():
    with pytest.raises(ValueError, match=r"expected one of \['a', 'b'\], got 'c'"):
        menu("f", "Which", ["a", "b"], "c")


def test_a_button_is_asked_for_beside_a_slider_of_steps():
    steps = slider("k", "Step", 0, 0, 10, 1, play=True)
    names = [p["name"] for p in explorable(controls=[steps]).spec["params"]]
    assert names == ["k", "k_shown", "k_plays"]
    steps = slider("k", "Step", 0, 0, 10, 1, step_button=True)
    names = [p["name"] for p in explorable(controls=[steps]).spec["params"]]
    assert names == ["k", "k_shown", "k_steps"]


def transforms(svg, role):
    found = re.findall(
        rf'aria-roledescription="{role}"[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)',
        svg,
    )
    return [(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize("width", [300, 680])
def test_a_plane_has_one_unit_at_every_width(width):
    plane = Plane(-1, 3, center=0.5)
    corners = [{"x": x, "y": y} for x, y in ((0, 0), (1, 0), (0, 1))]
    dots = alt.Chart({"values": corners}).mark_point().encode(**plane.axes())
    drawn = draw(explorable(controls=[], chart=dots), width)
    origin, right, up = transforms(drawn, "point")
    assert right[0] - origin[0] == pytest.approx(25)  # 100 pixels for 4 units
    assert origin[1] - up[1] == pytest.approx(25)


def test_the_cells_of_a_plane_fill_it_and_know_their_middle():
    plane = Plane(0, 1, center=0.0)
    color = alt.condition("datum.inside", alt.value("#0072B2"), alt.value("#D55E00"))
    field = plane.field(columns=8, rows=4, inside="datum.cy > datum.cx")
    drawn = draw(explorable(controls=[], chart=field.encode(color=color)))
    assert drawn.count("#0072B2") + drawn.count("#D55E00") == 32
    left = 4 * 4  # the left half of the plane is above the diagonal everywhere
    assert drawn.count("#0072B2") > left


def test_axes_stay_where_they_are_when_a_slider_moves():
    line = (
        alt.Chart(alt.sequence(0, 2, 1, as_="x"))
        .transform_calculate(y="gain * datum.x")
        .mark_line(clip=True)
        .encode(x=x_axis("x", "input", (0, 1)), y=y_axis("y", "output", (0, 2)))
    )
    shown = explorable(controls=[slider("gain", "Gain", 1, 0, 50)], chart=line)
    assert texts(shown) == texts(shown, gain=50)
    assert draw(shown) != draw(shown, gain=50)


def test_the_legend_stands_above_the_readout():
    colored = bar().encode(color="x:N")
    bare = explorable(controls=[], chart=colored).spec["config"]["legend"]["offset"]
    two = explorable("'a'", "'b'", controls=[], chart=colored)
    assert two.spec["config"]["legend"]["offset"] == bare + 2 * 18 + 4
