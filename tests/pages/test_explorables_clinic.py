"""The clinic's explorables, drawn outside a browser by vl-convert."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuronbook.clinic import CASES, HEALTHY, is_cured, run
from neuronbook.pages.explorables import clinic as explorables

from .drawing import texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def treatments():
    return explorables.treatment_table()


@pytest.fixture(scope="module")
def rates():
    return explorables.rate_table()


def test_the_cause_is_a_cure_and_the_case_is_as_it_came(treatments):
    for number, case in enumerate(CASES, 1):
        rows = {r["treatment"]: r for r in treatments if r["case"] == number}
        assert rows["cause"]["cured"]
        assert rows["none"]["cured"] == is_cured(run(case))
        assert rows["none"]["cured"] == (explorables.TREATMENTS[number - 1][1] == {})


def test_what_comes_to_mind_cures_no_sick_case(treatments):
    sick = {
        r["case"] for r in treatments if r["treatment"] == "none" and not r["cured"]
    }
    firsts = {r["case"]: r for r in treatments if r["treatment"] == "first"}
    assert len(sick) == 8
    assert not any(firsts[number]["cured"] for number in sick)


def test_the_readout_says_what_the_menus_chose(treatments):
    chart = explorables.treatment_explorer(treatments)
    for row in treatments[::4]:
        drawn = texts(chart, patient=row["case"], treatment=row["treatment"])
        right = (
            f"{row['train_accuracy']:.0%} training, {row['accuracy']:.0%} validation"
        )
        assert f"right: {right}" in drawn
        assert row["change"] in drawn
        works = any("it works" in text for text in drawn)
        assert works == row["cured"]
        assert all(len(text) <= 44 for text in drawn if "right" in text)


def test_the_rate_has_two_bad_ends(rates):
    assert not rates[0]["cured"]
    assert not rates[-1]["cured"]
    middle = next(r for r in rates if r["log_rate"] == -1)
    assert middle["cured"]
    assert middle["accuracy"] == round(run(HEALTHY).accuracy, 2)


def test_the_readout_follows_the_slider(rates):
    chart = explorables.rate_explorer(rates)
    for row in (rates[0], rates[8], rates[-1]):
        drawn = texts(chart, rate=10 ** row["log_rate"])
        right = (
            f"{row['train_accuracy']:.0%} training, {row['accuracy']:.0%} validation"
        )
        assert f"right: {right}" in drawn


def test_curves_stay_inside_their_frame(treatments, rates):
    for row in (*treatments, *rates):
        for point in row["curves"]:
            assert explorables.LOWEST <= point["loss"] <= explorables.HIGHEST


def test_a_table_is_of_the_configuration_that_it_is_given():
    config = replace(HEALTHY, activation="none")
    table = explorables.rate_table(config)
    assert not any(row["cured"] for row in table)
