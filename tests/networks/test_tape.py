import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neuronbook.networks.tape import (
    OPERATIONS,
    tape_gradients,
    tape_tangent,
    tape_values,
)

TORCH = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "max": torch.maximum,
}
PAIRS = ("add", "sub", "mul", "div", "max")


@st.composite
def programs(draw):
    """Inputs and a tape whose values stay tame enough to compare."""
    inputs = draw(st.lists(st.floats(0.2, 2.0), min_size=1, max_size=4))
    values, tape = list(inputs), []
    for _ in range(draw(st.integers(0, 12))):
        name = draw(st.sampled_from(sorted(OPERATIONS)))
        count = 2 if name in PAIRS else 1
        places = [draw(st.integers(0, len(values) - 1)) for _ in range(count)]
        arguments = [values[i] for i in places]
        tame = {"div": abs(arguments[-1]) > 0.1, "log": arguments[0] > 0.1}
        if not tame.get(name, True) or max(map(abs, arguments)) > 5:
            continue
        values.append(TORCH[name](*torch.tensor(arguments, dtype=torch.float64)).item())
        tape.append((name, *places))
    return tape, inputs


def autograd(tape, inputs):
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    values = list(leaves)
    for name, *places in tape:
        values.append(TORCH[name](*(values[i] for i in places)))
    if values[-1].requires_grad:
        values[-1].backward()
    grads = [0.0 if x.grad is None else x.grad.item() for x in leaves]
    return [v.item() for v in values], grads


@settings(max_examples=300, deadline=None)
@given(programs())
def test_both_modes_agree_with_autograd(program):
    tape, inputs = program
    values, grads = autograd(tape, inputs)
    np.testing.assert_allclose(tape_values(tape, inputs), values, rtol=1e-12)
    np.testing.assert_allclose(
        tape_gradients(tape, inputs), grads, rtol=1e-9, atol=1e-12
    )
    tangents = [tape_tangent(tape, inputs, unit) for unit in np.eye(len(inputs))]
    np.testing.assert_allclose(tangents, grads, rtol=1e-9, atol=1e-12)


def test_a_value_used_twice_accumulates():
    assert tape_gradients([("mul", 0, 0)], [3.0]).tolist() == [6.0]
    assert tape_gradients([("add", 0, 0), ("mul", 1, 0)], [3.0]).tolist() == [12.0]


def test_an_unused_input_has_gradient_zero():
    assert tape_gradients([("exp", 1)], [2.0, 0.0]).tolist() == [0.0, 1.0]


def test_an_empty_tape_returns_its_last_input():
    assert tape_gradients([], [2.0, 5.0]).tolist() == [0.0, 1.0]


def test_relu_is_flat_at_its_kink():
    assert tape_gradients([("relu", 0)], [0.0]).tolist() == [0.0]


def test_equal_arguments_share_the_gradient_of_their_maximum():
    assert tape_gradients([("max", 0, 1)], [2.0, 2.0]).tolist() == [0.5, 0.5]
    assert tape_gradients([("max", 0, 1)], [2.0, 3.0]).tolist() == [0.0, 1.0]
    assert tape_gradients([("max", 0, 0)], [2.0]).tolist() == [1.0]


def test_a_hundred_thousand_operations_need_no_recursion():
    tape = [("tanh", 0)] + [("mul", i, 0) for i in range(1, 100_000)]
    got = tape_gradients(tape, [1.0])[0]
    t = math.tanh(1.0)
    assert got == pytest.approx(1 - t * t + 99_999 * t)


@pytest.mark.parametrize(
    ("tape", "inputs", "words"),
    [
        ([("sin", 0)], [1.0], "got 'sin'"),
        ([("add", 0)], [1.0], "expected 2 arguments of add"),
        ([("exp", 0, 0)], [1.0], "expected 1 arguments of exp"),
        ([("exp", 1)], [1.0], "expected values 0 to 0"),
        ([("exp", -1)], [1.0], "expected values 0 to 0"),
        ([], [], "one input"),
    ],
)
def test_a_program_that_makes_no_sense_is_refused(tape, inputs, words):
    with pytest.raises(ValueError, match=words):
        tape_gradients(tape, inputs)


def test_a_direction_must_fit_the_inputs():
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        tape_tangent([("add", 0, 1)], [1.0, 2.0], [1.0])
