import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neuronbook.networks.backprop import (
    XOR_X,
    XOR_Y,
    backward,
    check_network,
    flatten,
    init_mlp,
    loss_and_grads,
    solves_xor,
    train,
    unflatten,
)
from neuronbook.networks.neurons import feed_forward, layer_outputs
from neuronbook.networks.planted_bugs import BUGS, backward_pass

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=4)


def random_case(sizes, batch, seed, dtype=np.float64):
    rng = np.random.default_rng(seed)
    params = [
        (W.astype(dtype), rng.normal(size=b.shape).astype(dtype))
        for W, b in init_mlp(sizes, rng)
    ]
    X = rng.normal(size=(batch, sizes[0])).astype(dtype)
    return params, X, rng.integers(0, 2, size=batch)


def torch_loss(params, X, y):
    """Return loss, logits and gradients as autograd has them."""
    leaves = [
        tuple(torch.tensor(p, requires_grad=True) for p in pair) for pair in params
    ]
    A = torch.tensor(X)
    for W, b in leaves[:-1]:
        A = torch.relu(A @ W + b)
    logits = A @ leaves[-1][0] + leaves[-1][1]
    targets = torch.tensor(y, dtype=logits.dtype)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], targets)
    loss.backward()
    grads = [tuple(p.grad.numpy() for p in pair) for pair in leaves]
    return loss.item(), logits.detach().numpy(), grads


def assert_same_grads(got, expected, rtol=1e-9, atol=1e-12):
    assert len(got) == len(expected)
    for pair, wanted in zip(got, expected, strict=True):
        for one, other in zip(pair, wanted, strict=True):
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)


@settings(max_examples=60, deadline=None)
@given(SIZES, st.integers(1, 6), st.integers(0, 999))
def test_loss_and_grads_agree_with_autograd(sizes, batch, seed):
    params, X, y = random_case([*sizes, 1], batch, seed)
    loss, logits, grads = torch_loss(params, X, y)
    got_loss, got_grads = loss_and_grads(params, X, y)
    assert got_loss == pytest.approx(loss)
    np.testing.assert_allclose(feed_forward(params, X), logits, rtol=1e-9, atol=1e-12)
    assert_same_grads(got_grads, grads)


def test_backward_takes_any_gradient_of_several_outputs():
    params, X, _ = random_case([3, 5, 4], 7, 1)
    upstream = np.random.default_rng(2).normal(size=(7, 4))
    leaves = [
        tuple(torch.tensor(p, requires_grad=True) for p in pair) for pair in params
    ]
    A = torch.relu(torch.tensor(X) @ leaves[0][0] + leaves[0][1])
    (A @ leaves[1][0] + leaves[1][1]).backward(torch.tensor(upstream))
    inputs = [X, *layer_outputs(params, X)[:-1]]
    expected = [tuple(p.grad.numpy() for p in pair) for pair in leaves]
    assert_same_grads(backward(params, inputs, upstream), expected)


def test_a_unit_at_its_kink_sends_nothing_back():
    params = [(np.zeros((1, 1)), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
    _, _, expected = torch_loss(params, np.ones((2, 1)), np.array([0, 1]))
    assert_same_grads(loss_and_grads(params, np.ones((2, 1)), [0, 1])[1], expected)


@pytest.mark.parametrize("logit", [1e4, -1e4, 40.0])
@pytest.mark.parametrize("label", [0, 1])
def test_extreme_logits_stay_finite(logit, label):
    params = [(np.array([[logit]]), np.zeros(1))]
    loss, _, grads = torch_loss(params, np.ones((1, 1)), np.array([label]))
    got_loss, got_grads = loss_and_grads(params, np.ones((1, 1)), [label])
    assert got_loss == pytest.approx(loss, rel=1e-6, abs=1e-12)
    assert_same_grads(got_grads, grads)


def test_float32_is_kept_and_nothing_is_modified():
    params, X, y = random_case([2, 3, 1], 4, 0, np.float32)
    copies = [tuple(p.copy() for p in pair) for pair in params]
    loss, grads = loss_and_grads(params, X, y)
    assert loss.dtype == np.float32
    assert {p.dtype for pair in grads for p in pair} == {np.dtype(np.float32)}
    assert_same_grads(params, copies, rtol=0, atol=0)


def test_a_stack_of_networks_is_as_many_networks():
    rng = np.random.default_rng(0)
    stack = init_mlp((2, 5, 3, 1), rng, stack=6)
    stack = [(W, rng.normal(size=b.shape)) for W, b in stack]
    losses, grads = loss_and_grads(stack, XOR_X, XOR_Y)
    for i in range(6):
        params = [(W[i], b[i, 0]) for W, b in stack]
        loss, _, expected = torch_loss(params, XOR_X, XOR_Y)
        assert losses[i] == pytest.approx(loss)
        assert_same_grads([(dW[i], db[i, 0]) for dW, db in grads], expected)


def test_training_is_torchs_sgd():
    params, X, y = random_case([2, 4, 1], 5, 3)
    trained, losses = train(params, X, y, 0.3, 20)
    expected = []
    for _ in range(20):
        loss, _, grads = torch_loss(params, X, y)
        expected.append(loss)
        params = [
            (W - 0.3 * dW, b - 0.3 * db)
            for (W, b), (dW, db) in zip(params, grads, strict=True)
        ]
    np.testing.assert_allclose(losses, expected)
    assert_same_grads(trained, params)


@pytest.mark.parametrize(
    ("params", "X", "y", "words"),
    [
        ([], XOR_X, XOR_Y, "one layer"),
        (
            [(np.ones((3, 1)), np.ones(1))],
            XOR_X,
            XOR_Y,
            r"X of shape \(4, 3\), got \(4, 2\)",
        ),
        (
            [(np.ones((2, 1)), np.ones(1))],
            XOR_X,
            XOR_Y[:, None],
            r"shape \(4,\), got \(4, 1\)",
        ),
        ([(np.ones((2, 2)), np.ones(2))], XOR_X, XOR_Y, "one logit per example, got 2"),
        ([(np.ones((2, 1)), np.ones(1))], XOR_X, XOR_Y - 0.5, "labels 0 or 1"),
    ],
)
def test_what_does_not_fit_is_refused(params, X, y, words):
    with pytest.raises(ValueError, match=words):
        loss_and_grads(params, X, y)


def test_initial_weights_have_hes_variance():
    (W, b), _ = init_mlp((50, 400, 1), np.random.default_rng(0))
    assert W.std() == pytest.approx(np.sqrt(2 / 50), rel=0.02)
    assert not b.any()


@pytest.mark.slow
def test_xor_is_solved_only_if_all_four_points_are_right():
    right = [
        (np.ones((2, 2)), np.array([0.0, -1.0])),
        (np.array([[2.0], [-4.0]]), np.array([-1.0])),
    ]
    assert solves_xor(right)
    nearly = [right[0], (right[1][0], np.array([0.0]))]  # (0, 0) sits on the boundary
    assert not solves_xor(nearly)


def test_flattened_parameters_come_back_in_their_shapes():
    params, _, _ = random_case([3, 4, 1], 2, 0)
    assert flatten(params).shape == (3 * 4 + 4 + 4 + 1,)
    assert_same_grads(unflatten(flatten(params), params), params, rtol=0, atol=0)
    with pytest.raises(ValueError, match="expected 21 numbers"):
        unflatten(np.zeros(20), params)


def test_the_check_of_a_network_measures_a_factor_exactly():
    """Off by the factor n, every entry has the error (n - 1) / (n + 1)."""
    case = random_case([3, 4, 1], 8, 2)
    assert check_network(loss_and_grads, *case) < 1e-7
    for name in ("mean taken twice", "mean forgotten"):
        assert check_network(BUGS[name], *case) == pytest.approx(7 / 9, abs=1e-6)


def test_the_replaceable_backward_pass_is_right_by_default():
    params, X, y = random_case([3, 4, 4, 1], 6, 0)
    loss, grads = backward_pass()(params, X, y)
    expected = loss_and_grads(params, X, y)
    assert loss == expected[0]
    assert_same_grads(grads, expected[1], rtol=0, atol=0)
    assert check_network(backward_pass(), *random_case([3, 4, 4, 1], 6, 0)) < 1e-6


def test_a_planted_bug_is_the_mistake_that_its_name_says():
    params, X, y = random_case([3, 4, 4, 1], 6, 0)
    _, _, right = torch_loss(params, X, y)

    def grads(name):
        return BUGS[name](params, X, y)[1]

    zero = [(0 * dW, 0 * db) for dW, db in right]
    assert_same_grads(grads("mean forgotten"), [(6 * dW, 6 * db) for dW, db in right])
    assert_same_grads(grads("mean taken twice"), [(dW / 6, db / 6) for dW, db in right])
    assert_same_grads(
        grads("bias gradient not averaged"), [(dW, 6 * db) for dW, db in right]
    )
    assert_same_grads(grads("first layer never updated"), zero[:1] + right[1:])
    assert_same_grads(grads("only the last layer updated"), zero[:2] + right[2:])
    assert_same_grads(
        grads("sign of the error flipped"), [(-dW, -db) for dW, db in right]
    )
    assert_same_grads(grads("weights not transposed")[2:], right[2:])


@pytest.mark.parametrize("name", BUGS)
def test_the_gradient_check_finds_every_planted_bug(name):
    assert check_network(BUGS[name], *random_case([3, 4, 4, 1], 6, 0)) > 0.05
