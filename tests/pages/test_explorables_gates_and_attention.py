"""The explorables of gates and attention, drawn outside a browser by vl-convert."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
import scipy.special

from neuronbook.pages.explorables.gates_and_attention import (
    INPUTS,
    MARKED,
    SCORES,
    attention_explorer,
    gate_explorer,
    keep_off,
)

from .drawing import made, texts

pytestmark = pytest.mark.slow

SETTINGS = [
    {"f_bias": 0.0, "f_mark": 0.0, "i_bias": 0.0, "i_mark": 0.0},
    {"f_bias": 8.0, "f_mark": -16.0, "i_bias": -8.0, "i_mark": 16.0},
    {"f_bias": 8.0, "f_mark": 0.0, "i_bias": -8.0, "i_mark": 16.0},
    {"f_bias": -8.0, "f_mark": -16.0, "i_bias": 8.0, "i_mark": -16.0},
    {"f_bias": -8.0, "f_mark": 16.0, "i_bias": -8.0, "i_mark": -16.0},
]


@pytest.mark.parametrize("to", SETTINGS)
def test_the_readout_says_the_gates_and_how_far_the_state_is_off(to):
    drawn = texts(made(gate_explorer), **to)
    for name in ("forget", "input"):
        bias, mark = to[f"{name[0]}_bias"], to[f"{name[0]}_mark"]
        here, there = scipy.special.expit([bias, bias + mark])
        assert f"{name} gate {here:.3f}, at marks {there:.3f}" in drawn
    assert f"off by {keep_off(**to):.2f} on average" in drawn


def test_gates_that_stand_open_and_erase_hold_the_last_marked_input():
    assert keep_off(*SETTINGS[1].values()) < 0.01 < 0.1 < keep_off(0, 0, 0, 0)


def test_the_state_stays_inside_the_frame_at_the_ends_of_all_sliders():
    ends = itertools.product((-8, 0, 8), (-16, 0, 16), (-8, 0, 8), (-16, 0, 16))
    mark = np.isin(np.arange(len(INPUTS)), MARKED)
    for f_bias, f_mark, i_bias, i_mark in ends:
        f, i = (
            scipy.special.expit(bias + weight * mark)
            for bias, weight in ((f_bias, f_mark), (i_bias, i_mark))
        )
        c = 0.0
        for step, x in enumerate(INPUTS):
            c = f[step] * c + i[step] * x
            assert abs(c) < 1.7


def test_without_erasing_the_second_mark_is_added_to_the_first():
    first, second = (INPUTS[m] for m in MARKED)
    wrong_from = len(INPUTS) - MARKED[1]
    expected = abs(first + second - second) * wrong_from / len(INPUTS)
    assert keep_off(40, 0, -40, 80) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("d", [1, 64, 1024])
@pytest.mark.parametrize("divide", [False, True])
@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_the_bars_say_scipys_weights(d, divide, T):
    drawn = texts(made(attention_explorer), d=d, divide=divide, T=T)
    scale = 1 if divide else np.sqrt(d)
    p = scipy.special.softmax(scale * np.array(list(SCORES.values())) / T)
    for weight in p:
        assert f"{weight:.3f}" in drawn
    assert f"largest weight {p.max():.3f}" in drawn
    [slope] = [line.split()[2] for line in drawn if line.startswith("steepest")]
    assert float(slope) == pytest.approx((p * (1 - p)).max(), rel=0.06)


def test_both_fit_on_a_page_and_ask_for_nothing():
    for explorable in (made(gate_explorer), made(attention_explorer)):
        spec = json.dumps(explorable.spec)
        assert len(spec) < 150_000
        assert '"url"' not in spec
