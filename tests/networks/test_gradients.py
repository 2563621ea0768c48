import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from neuronbook.functions.activations import ACTIVATIONS
from neuronbook.networks.gradients import (
    gradient_check,
    gradient_descent,
    numerical_gradient,
    unbroadcast,
)

SHAPES = hnp.mutually_broadcastable_shapes(num_shapes=1, base_shape=(3, 1, 4))


@settings(deadline=None)
@given(SHAPES, st.sampled_from([np.float64, np.float32]), st.randoms())
def test_unbroadcast_is_what_autograd_does(shapes, dtype, random):
    shape, result = shapes.input_shapes[0], shapes.result_shape
    grad = np.random.default_rng(random.randrange(99)).normal(size=result).astype(dtype)
    x = torch.zeros(shape, dtype=getattr(torch, np.dtype(dtype).name))
    x.requires_grad_()
    x.expand(result).backward(torch.from_numpy(grad))
    got = unbroadcast(grad, shape)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, x.grad.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "target"),
    [((3, 4), (3,)), ((3,), (2, 3)), ((1, 4), (3, 4)), ((2,), (0,))],
)
def test_unbroadcast_refuses_a_shape_that_does_not_broadcast(shape, target):
    with pytest.raises(ValueError, match="broadcasts"):
        unbroadcast(np.ones(shape), target)


def test_unbroadcast_reduces_an_empty_batch_to_zero():
    np.testing.assert_array_equal(unbroadcast(np.ones((0, 3)), (3,)), np.zeros(3))


@given(st.floats(-5, 5))
def test_central_differences_are_exact_for_parabolas(z):
    slope = numerical_gradient(lambda x: (3 * x**2 - x).sum(), np.array([z]))
    np.testing.assert_allclose(slope, [6 * z - 1], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", [n for n, a in ACTIVATIONS.items() if a.elementwise])
def test_central_differences_confirm_the_derivative_of_each_activation(name):
    a = ACTIVATIONS[name]
    z = np.linspace(-8, 8, 1601) + 0.0005
    slopes = [numerical_gradient(a.function, one) for one in z]
    np.testing.assert_allclose(slopes, a.derivative(z), rtol=0, atol=1e-8)


def test_numerical_gradient_of_a_quadratic_is_exact_up_to_rounding():
    A = np.random.default_rng(0).normal(size=(4, 4))
    x = np.random.default_rng(1).normal(size=4)
    got = numerical_gradient(lambda v: v @ A @ v, x)
    np.testing.assert_allclose(got, (A + A.T) @ x, rtol=1e-8)


@pytest.mark.parametrize(("central", "order"), [(False, 1), (True, 2)])
def test_the_error_of_a_difference_shrinks_with_its_order(central, order):
    errors = [
        abs(numerical_gradient(np.exp, np.array(0.3), h, central=central) - np.exp(0.3))
        for h in (1e-2, 1e-3)
    ]
    assert np.log10(errors[0] / errors[1]) == pytest.approx(order, abs=0.02)


@pytest.mark.parametrize(("central", "calls"), [(False, 7), (True, 12)])
def test_numerical_gradient_counts_its_calls(central, calls):
    seen = []
    numerical_gradient(
        lambda x: seen.append(0) or x.sum(), np.ones((2, 3)), central=central
    )
    assert len(seen) == calls


def test_numerical_gradient_keeps_dtype_and_input():
    x = np.arange(6.0, dtype=np.float32).reshape(2, 3)
    before = x.copy()
    assert numerical_gradient(lambda v: (v**2).sum(), x, 1e-2).dtype == np.float32
    np.testing.assert_array_equal(x, before)
    assert numerical_gradient(lambda v: (v**2).sum(), [1, 2]).dtype == np.float64


def test_gradient_check_accepts_autograd():
    def f(x):
        return (
            torch.sin(torch.as_tensor(x)).prod() + torch.as_tensor(x).exp().sum()
        ).item()

    def grad(x):
        t = torch.as_tensor(x).requires_grad_()
        (torch.sin(t).prod() + t.exp().sum()).backward()
        return t.grad.numpy()

    x = np.random.default_rng(3).normal(size=(2, 3))
    assert gradient_check(f, grad, x) < 1e-8


@pytest.mark.parametrize(
    ("factor", "error"),
    [(1.0, 0.0), (2.0, 1 / 3), (0.5, 1 / 3), (-1.0, 1.0), (0.0, 1.0)],
)
def test_gradient_check_measures_a_wrong_factor(factor, error):
    x = np.array([0.5, -2.0])
    got = gradient_check(lambda v: (v**2).sum(), lambda v: factor * 2 * v, x)
    assert got == pytest.approx(error, abs=1e-7)


def test_gradient_check_takes_the_worst_entry():
    def grad(v):
        return np.array([2 * v[0], 3 * v[1]])

    got = gradient_check(lambda v: (v**2).sum(), grad, np.array([1.0, 1.0]))
    assert got == pytest.approx(1 / 5, abs=1e-7)


def test_gradient_check_divides_by_at_least_1e_8():
    got = gradient_check(lambda v: 0.0, lambda v: np.full(1, 1e-9), np.zeros(1))
    assert got == pytest.approx(0.1)
    assert gradient_check(lambda v: 1.0, np.zeros_like, np.ones(3)) == 0.0


def test_gradient_check_sees_a_gradient_that_kept_the_batch_axis():
    with pytest.raises(ValueError, match=r"expected a gradient of shape \(3,\)"):
        gradient_check(np.sum, lambda v: np.ones((4, 3)), np.zeros(3))


@settings(deadline=None)
@given(st.floats(0.0, 1.2), st.integers(0, 30))
def test_gradient_descent_on_a_parabola_is_geometric(lr, steps):
    path = gradient_descent(lambda w: 2 * (w - 2), -3.0, lr, steps)
    expected = 2 - 5 * (1 - 2 * lr) ** np.arange(steps + 1)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-9)


def test_gradient_descent_is_sgd():
    rng = np.random.default_rng(5)
    A, start = rng.normal(size=(3, 3)), rng.normal(size=(3, 2))
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.01)
    expected = [start]
    for _ in range(10):
        optimizer.zero_grad()
        (torch.tensor(A) @ x).pow(2).sum().backward()
        optimizer.step()
        expected.append(x.detach().numpy().copy())
    path = gradient_descent(lambda x: 2 * A.T @ A @ x, start, 0.01, 10)
    np.testing.assert_allclose(path, expected, rtol=1e-12)


def test_gradient_descent_keeps_the_start_and_its_dtype():
    start = np.ones(3, dtype=np.float32)
    path = gradient_descent(lambda x: x, start, 0.5, 2)
    assert (path.shape, path.dtype) == ((3, 3), np.float32)
    np.testing.assert_array_equal(path, [[1] * 3, [0.5] * 3, [0.25] * 3])
    np.testing.assert_array_equal(start, np.ones(3))
    assert gradient_descent(lambda x: x, 3, 0.5, 1).tolist() == [3.0, 1.5]
    with pytest.raises(ValueError, match="at least 0"):
        gradient_descent(lambda x: x, 3, 0.5, -1)
