"""Gates against PyTorch in float64, and against what mathematics says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neuronbook.networks.gates import LSTM_KEYS, lstm_step, swiglu


def cell(n_in=3, hidden=5, seed=0):
    """A cell of PyTorch's and its parameters as arrays, in float64."""
    torch.manual_seed(seed)
    theirs = torch.nn.LSTMCell(n_in, hidden).double()
    return theirs, {name: p.detach().numpy() for name, p in theirs.named_parameters()}


def test_the_names_of_the_parameters_are_pytorchs():
    assert set(cell()[1]) == set(LSTM_KEYS)


@pytest.mark.parametrize("scale", [0.1, 1.0, 50.0])
@pytest.mark.parametrize("batch", [1, 7])
def test_many_steps_are_those_of_pytorchs_cell(scale, batch):
    theirs, params = cell()
    rng = np.random.default_rng(1)
    h, c = rng.normal(size=(2, batch, 5))
    want = torch.tensor(h), torch.tensor(c)
    for x in scale * rng.normal(size=(20, batch, 3)):
        h, c = lstm_step(x, h, c, params)
        want = theirs(torch.tensor(x), want)
    np.testing.assert_allclose(h, want[0].detach(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(c, want[1].detach(), rtol=1e-12, atol=1e-13)


def test_one_example_is_a_row_of_a_batch():
    _, params = cell()
    x, h, c = (np.random.default_rng(2).normal(size=(4, n)) for n in (3, 5, 5))
    whole = lstm_step(x, h, c, params)
    one = lstm_step(x[2], h[2], c[2], params)
    np.testing.assert_allclose(one[0], whole[0][2], rtol=1e-14)
    np.testing.assert_allclose(one[1], whole[1][2], rtol=1e-14)


def test_shut_and_open_gates_keep_the_state_bit_by_bit():
    hidden = 4
    bias = np.repeat([-1000.0, 1000.0, 0.0, 1000.0], hidden)  # i shut, f and o open
    params = {
        "weight_ih": np.zeros((4 * hidden, 2)),
        "weight_hh": np.zeros((4 * hidden, hidden)),
        "bias_ih": bias,
        "bias_hh": np.zeros(4 * hidden),
    }
    start = np.array([3.0, -0.5, 1e-3, 7.0])
    h, c = np.zeros(hidden), start
    for _ in range(1000):
        h, c = lstm_step(np.ones(2), h, c, params)
    assert (c == start).all()
    np.testing.assert_allclose(h, np.tanh(start), rtol=1e-15)


def test_lstm_keeps_the_dtype_and_its_inputs():
    _, params = cell()
    x, h, c = (np.ones(n, dtype=np.float32) for n in (3, 5, 5))
    before = h.copy()
    new_h, new_c = lstm_step(x, h, c, params)
    assert new_h.dtype == new_c.dtype == np.float32
    assert (h == before).all()


@pytest.mark.parametrize("key", LSTM_KEYS)
def test_lstm_refuses_parameters_that_do_not_fit(key):
    _, params = cell()
    x, h, c = np.zeros(3), np.zeros(5), np.zeros(5)
    with pytest.raises(ValueError, match=f"{key} of shape"):
        lstm_step(x, h, c, params | {key: params[key][1:]})
    with pytest.raises(ValueError, match=f"no {key}"):
        lstm_step(x, h, c, {k: v for k, v in params.items() if k != key})


def test_lstm_refuses_states_that_do_not_fit():
    _, params = cell()
    with pytest.raises(ValueError, match="h and c of one shape"):
        lstm_step(np.zeros((2, 3)), np.zeros(5), np.zeros(5), params)
    with pytest.raises(ValueError, match="h and c of one shape"):
        lstm_step(np.zeros(3), np.zeros(5), np.zeros(4), params)


@pytest.mark.parametrize("shape", [(6,), (4, 6), (2, 3, 6)])
def test_swiglu_is_pytorchs_silu_times_a_product(shape):
    rng = np.random.default_rng(3)
    x, W, V = rng.normal(size=shape), *rng.normal(size=(2, 6, 9))
    W2 = rng.normal(size=(9, 4))
    a, w, v, w2 = (torch.tensor(array) for array in (x, W, V, W2))
    want = (F.silu(a @ w) * (a @ v)) @ w2
    got = swiglu(x, W, V, W2)
    assert got.shape == (*shape[:-1], 4)
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)
    assert swiglu(x.astype(np.float32), W, V, W2).dtype == np.float32


def test_small_inputs_of_swiglu_are_multiplied():
    """SiLU(z) is z/2 near 0, so the block computes products: half of x₁x₂ here."""
    W, V, W2 = np.array([[1.0], [0]]), np.array([[0.0], [1]]), np.eye(1)
    x = 1e-4 * np.array([3.0, -2.0])
    assert swiglu(x, W, V, W2)[0] == pytest.approx(x[0] * x[1] / 2, rel=1e-3)


@pytest.mark.parametrize(
    "shapes",
    [
        [(3,), (4, 5), (4, 5), (5, 4)],
        [(4,), (4, 5), (4, 6), (5, 4)],
        [(4,), (4, 5), (4, 5), (6, 4)],
        [(), (4, 5), (4, 5), (5, 4)],
    ],
)
def test_swiglu_refuses_shapes_that_do_not_match(shapes):
    with pytest.raises(ValueError, match="W and V"):
        swiglu(*(np.zeros(shape) for shape in shapes))
