"""Neurons against PyTorch, scikit-learn, and algebra."""

from itertools import islice, pairwise, takewhile

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit
from sklearn.linear_model import Perceptron

from neuronbook.networks.neurons import (
    collapse,
    dense,
    feed_forward,
    neuron,
    perceptron,
    perceptron_epochs,
    xor_network,
)

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
FLOATS = [np.float16, np.float32, np.float64]
UNIT = st.floats(-10, 10, width=32)


def relu(z):
    return np.maximum(z, 0)


def random_layers(rng, sizes):
    return [(rng.normal(size=(m, n)), rng.normal(size=n)) for m, n in pairwise(sizes)]


def torch_linear(W, b):
    layer = torch.nn.Linear(*W.shape, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(W.T))
        layer.bias.copy_(torch.tensor(b))
    return layer


@given(arrays(float, 5, elements=UNIT), arrays(float, 5, elements=UNIT), UNIT)
def test_neuron_agrees_with_torch(x, w, b):
    z, a = neuron(x, w, b, np.tanh)
    expected = torch.nn.functional.linear(
        torch.tensor(x), torch.tensor(w), torch.tensor(b, dtype=torch.float64)
    )
    np.testing.assert_allclose(z, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(a, torch.tanh(expected), rtol=1e-12, atol=1e-12)


def test_neuron_recomputes_the_house_example():
    z, a = neuron([0.85, 0.60], [0.40, 0.35], -0.20, expit)
    assert z == pytest.approx(0.85 * 0.40 + 0.60 * 0.35 - 0.20)
    assert a == pytest.approx(torch.sigmoid(torch.tensor(0.35)).item())


@pytest.mark.parametrize("dtype", FLOATS)
def test_neuron_and_dense_keep_the_floating_dtype(dtype):
    x, W, b = np.ones(3, dtype), np.ones((3, 2), dtype), np.ones(2, dtype)
    assert neuron(x, W[:, 0], dtype(1), relu)[1].dtype == dtype
    assert neuron(x, W[:, 0], 1.0, relu)[0].dtype == dtype
    assert dense(x[None], W, b, relu)[1].dtype == dtype


def test_integers_become_float64():
    z, _ = neuron([1, 2], [3, 4], 5, relu)
    Z, _ = dense([[1, 2]], [[3], [4]], [5], relu)
    assert (z, Z.item()) == (16.0, 16.0)
    assert z.dtype == Z.dtype == np.float64


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 3, 4), (4, 4, 4), (0, 3, 2)])
def test_dense_agrees_with_torch(shape):
    batch, n_in, n_out = shape
    rng = np.random.default_rng(0)
    X, (W, b) = rng.normal(size=(batch, n_in)), random_layers(rng, [n_in, n_out])[0]
    Z, A = dense(X, W, b, relu)
    expected = torch_linear(W, b)(torch.tensor(X)).detach()
    np.testing.assert_allclose(Z, expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(A, torch.relu(expected), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("X", "W", "b", "words"),
    [
        ((2, 3), (2, 4), (4,), r"X of shape \(2, 2\), got \(2, 3\)"),
        ((2, 3), (3, 4), (2, 1), r"b of shape \(4,\), got \(2, 1\)"),
        ((2, 3), (3, 4), (1,), r"b of shape \(4,\), got \(1,\)"),
        ((3,), (3, 4), (4,), r"X of shape \(batch, n_in\), got \(3,\)"),
        ((2, 3), (3,), (3,), r"W of shape \(n_in, n_out\), got \(3,\)"),
    ],
)
def test_dense_refuses_shapes_that_would_broadcast(X, W, b, words):
    with pytest.raises(ValueError, match=words):
        dense(np.zeros(X), np.zeros(W), np.zeros(b), relu)


def test_neuron_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"w of shape \(2,\), got \(3,\)"):
        neuron(np.zeros(2), np.zeros(3), 0.0, relu)
    with pytest.raises(ValueError, match="one number as b"):
        neuron(np.zeros(2), np.zeros(2), np.zeros(2), relu)


def test_feed_forward_agrees_with_torch():
    rng = np.random.default_rng(1)
    X, layers = rng.normal(size=(9, 3)), random_layers(rng, [3, 5, 4, 2])
    first, second, last = (torch_linear(W, b) for W, b in layers)
    expected = last(torch.relu(second(torch.relu(first(torch.tensor(X))))))
    np.testing.assert_allclose(
        feed_forward(layers, X, relu), expected.detach(), rtol=1e-11, atol=1e-12
    )


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(0, 2**32 - 1))
def test_collapse_computes_what_the_stack_computes(sizes, seed):
    rng = np.random.default_rng(seed)
    layers, X = random_layers(rng, sizes), rng.normal(size=(8, sizes[0]))
    W, b = collapse(layers)
    stack = torch.nn.Sequential(*(torch_linear(*layer) for layer in layers))
    expected = stack(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(X @ W + b, expected, rtol=1e-9, atol=1e-9)


def test_collapse_is_exact_on_fractions_of_two():
    layers = [([[1, 2], [0, 1]], [1, 0]), ([[0.5, 0], [1, 1]], [0, 4])]
    W, b = collapse(layers)
    assert W.tolist() == [[2.5, 2.0], [1.0, 1.0]]
    assert b.tolist() == [0.5, 4.0]


@pytest.mark.parametrize("dtype", FLOATS)
def test_collapse_keeps_dtype_and_returns_no_view(dtype):
    W, b = np.eye(2, dtype=dtype), np.ones(2, dtype)
    W1, b1 = collapse([(W, b)])
    W1[:], b1[:] = 7, 7
    assert W1.dtype == b1.dtype == dtype
    assert W.tolist() == [[1, 0], [0, 1]]
    assert b.tolist() == [1, 1]


def test_collapse_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="one layer or more"):
        collapse([])
    with pytest.raises(ValueError, match=r"the next W of shape \(2, 3\), got \(4, 3\)"):
        collapse([(np.zeros((1, 2)), np.zeros(2)), (np.zeros((4, 3)), np.zeros(3))])


def test_xor_network_is_exact_with_two_hidden_units():
    layers = xor_network()
    assert [W.shape for W, _ in layers] == [(2, 2), (2, 1)]
    truth = np.logical_xor(CORNERS[:, 0], CORNERS[:, 1])
    assert (feed_forward(layers, CORNERS, relu)[:, 0] == truth).all()


@pytest.mark.parametrize("seed", range(5))
def test_perceptron_separates_separable_data_within_novikoffs_bound(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(80, 3))
    direction, offset = rng.normal(size=3), 0.3
    X = X[np.abs(X @ direction + offset) > 0.3 * np.linalg.norm(direction)]
    y = (X @ direction + offset > 0).astype(int)
    w, b = perceptron(X, y, epochs=1000)
    assert ((X @ w + b > 0) == y).all()
    passes = perceptron_epochs(X, y)
    mistakes = list(takewhile(bool, (wrong for *_, wrong in passes)))
    # Novikoff: mistakes <= (R / margin)², the bias counted as a weight of a constant 1.
    lifted = np.column_stack([X, np.ones(len(X))])
    normal = np.append(direction, offset)
    margin = np.abs(lifted @ normal).min() / np.linalg.norm(normal)
    assert sum(mistakes) <= (lifted**2).sum(1).max() / margin**2


def test_perceptron_walks_the_same_path_as_scikit_learn():
    X = np.random.default_rng(3).normal(size=(40, 2))
    y = (X @ [1.0, -2.0] > 0.5).astype(int)
    theirs = Perceptron(shuffle=False, max_iter=200, tol=None).fit(X, y)
    w, b = perceptron(X, y, epochs=200)
    np.testing.assert_allclose(w, theirs.coef_[0], rtol=1e-12)
    np.testing.assert_allclose(b, theirs.intercept_[0], rtol=1e-12)


def test_perceptron_never_gets_xor_right():
    truth = np.logical_xor(CORNERS[:, 0], CORNERS[:, 1])
    passes = islice(perceptron_epochs(CORNERS, truth), 200)
    assert all(mistakes > 0 for *_, mistakes in passes)


def test_perceptron_keeps_dtype_and_checks_labels():
    w, b = perceptron(np.eye(2, dtype=np.float32), np.array([0, 1]))
    assert w.dtype == b.dtype == np.float32
    with pytest.raises(ValueError, match="labels 0 and 1"):
        perceptron(np.eye(2), np.array([-1, 1]))
    with pytest.raises(ValueError, match="one epoch or more"):
        perceptron(np.eye(2), np.array([0, 1]), epochs=0)
