import json
import re

import altair as alt
import pytest

from neuronbook.pages.explorables import ON_PAGE, show

CAPTION = "Move the slider and watch the bar."
ALT = "One bar whose height follows a slider."


def chart(label="b"):
    slider = alt.param(
        name="h", value=1, bind=alt.binding_range(min=0, max=2, name="Height ")
    )
    data = alt.Data(values=[{"x": label}])
    return alt.Chart(data).mark_bar().encode(x="x:N").add_params(slider)


def on_page(shown, monkeypatch):
    monkeypatch.setenv(ON_PAGE, "1")
    return shown._repr_mimebundle_()


def spec_in(html):
    return json.loads(re.search(r'class="vega-spec">(.*?)</script>', html, re.S)[1])


def test_the_page_gets_the_specification_and_the_words(monkeypatch):
    html = on_page(show(chart(), caption=CAPTION, alt_text=ALT), monkeypatch)
    assert spec_in(html["text/html"])["params"][0]["bind"]["name"] == "Height "
    assert f'aria-label="{ALT}"' in html["text/html"]
    assert html["text/plain"] == f"Explorable: {CAPTION}\n{ALT}"


def test_data_cannot_end_the_script_element(monkeypatch):
    shown = show(chart("</script><b>"), caption=CAPTION, alt_text=ALT)
    html = on_page(shown, monkeypatch)["text/html"]
    assert html.count("</script>") == 1
    assert "</script><b>" in json.dumps(spec_in(html))


def test_outside_the_book_altair_shows_the_chart(monkeypatch):
    monkeypatch.delenv(ON_PAGE, raising=False)
    bundle = show(chart(), caption=CAPTION, alt_text=ALT)._repr_mimebundle_()
    assert "vega-spec" not in json.dumps(bundle)
    assert "Height" in json.dumps(bundle)


def test_axes_take_the_colour_of_the_page():
    spec = show(chart(), caption=CAPTION, alt_text=ALT).spec
    assert spec["config"]["axis"]["labelColor"] == "currentColor"
    assert spec["config"]["background"] == "transparent"


@pytest.mark.parametrize("missing", ["caption", "alt_text"])
def test_an_explorable_without_words_is_refused(missing):
    words = {"caption": CAPTION, "alt_text": ALT, missing: ""}
    with pytest.raises(ValueError, match=f"expected {missing}"):
        show(chart(), **words)
