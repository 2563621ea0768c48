"""Radio buttons that hide entries: by rules of a style sheet alone."""

import pytest
from bs4 import BeautifulSoup

from neuronbook.pages.filters import Filter

ROWS = [
    {"verdict": "true", "chapter": "01_neuron"},
    {"verdict": "not checked", "chapter": "01_neuron"},
    {"verdict": "true", "chapter": "review"},
]


@pytest.fixture
def shown():
    return Filter(ROWS, {"verdict": "Verdict", "chapter": "Chapter"})


def test_each_value_has_a_button_with_a_label_and_its_count(shown):
    soup = BeautifulSoup(shown.html, "html.parser")
    labels = [label.get_text(strip=True) for label in soup.find_all("label")]
    assert labels == [
        "all (3)",
        "true (2)",
        "not checked (1)",
        "all (3)",
        "1 (2)",
        "review (1)",
    ]
    assert [legend.get_text() for legend in soup.find_all("legend")] == [
        "Verdict",
        "Chapter",
    ]


def test_all_is_chosen_first_and_a_column_is_one_group(shown):
    soup = BeautifulSoup(shown.html, "html.parser")
    for fieldset, name in zip(
        soup.find_all("fieldset"), ("verdict", "chapter"), strict=True
    ):
        buttons = fieldset.find_all("input")
        assert {button["name"] for button in buttons} == {name}
        assert [button.has_attr("checked") for button in buttons] == [True] + [
            False
        ] * (len(buttons) - 1)


def test_every_class_of_an_entry_has_a_button_of_this_name_and_a_rule(shown):
    soup = BeautifulSoup(shown.html, "html.parser")
    ids = [button["id"] for button in soup.find_all("input")]
    assert len(ids) == len(set(ids))
    for row in ROWS:
        marker, *names = shown.classes(row).split()
        assert marker == "filtered"
        for name in names:
            assert name in ids
            assert f"body:has(#{name}:checked) .filtered:not(.{name})" in shown.html


def test_all_hides_nothing(shown):
    assert "#verdict-any:checked" not in shown.html


def test_a_row_without_a_column_is_refused():
    with pytest.raises(ValueError, match=r"no \{'chapter'\}"):
        Filter([{"verdict": "true"}], {"verdict": "V", "chapter": "C"})
