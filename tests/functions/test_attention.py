"""Attention against PyTorch in float64, and its masks against mathematics."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neuronbook.functions.attention import attention, attention_weights, causal_mask


def tensors(*arrays):
    return [torch.tensor(array) for array in arrays]


def example(n=5, m=7, d=4, e=3, lead=(), scale=1.0, seed=0):
    rng = np.random.default_rng(seed)
    shapes = ((*lead, n, d), (*lead, m, d), (*lead, m, e))
    return [scale * rng.normal(size=shape) for shape in shapes]


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 100.0])
def test_it_is_pytorchs(lead, scale):
    Q, K, V = example(lead=lead, scale=scale)
    want = F.scaled_dot_product_attention(*tensors(Q, K, V))
    got = attention(Q, K, V)
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-13 * scale)


def test_with_a_causal_mask_it_is_pytorchs():
    Q, K, V = example(n=6, m=6)
    want = F.scaled_dot_product_attention(*tensors(Q, K, V), is_causal=True)
    np.testing.assert_allclose(attention(Q, K, V, causal_mask(6)), want, rtol=1e-12)


def test_with_any_mask_it_is_pytorchs():
    Q, K, V = example(lead=(2,))
    mask = np.random.default_rng(1).random((5, 7)) < 0.6
    mask[:, 0] = True
    want = F.scaled_dot_product_attention(*tensors(Q, K, V), attn_mask=tensors(mask)[0])
    np.testing.assert_allclose(attention(Q, K, V, mask), want, rtol=1e-12)


def test_the_future_moves_nothing_under_a_causal_mask():
    Q, K, V = example(n=6, m=6)
    before = attention(Q, K, V, causal_mask(6))
    K[4:], V[4:] = 9.0, -9.0
    np.testing.assert_array_equal(attention(Q, K, V, causal_mask(6))[:4], before[:4])


def test_a_query_that_may_look_nowhere_gets_zeros():
    Q, K, V = example()
    mask = np.ones((5, 7), dtype=bool)
    mask[2] = False
    out, weights = attention(Q, K, V, mask), attention_weights(Q, K, mask)
    assert (out[2] == 0).all()
    assert (weights[2] == 0).all()
    np.testing.assert_allclose(weights[[0, 1, 3, 4]].sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_array_equal(out[3], attention(Q, K, V)[3])


def test_large_scores_overflow_nowhere():
    Q, K, V = example(scale=1e4)
    weights = attention_weights(Q, K)
    assert np.isfinite(weights).all()
    picked = np.take_along_axis(V, (Q @ K.T).argmax(axis=1)[:, None], axis=0)
    np.testing.assert_allclose(attention(Q, K, V), picked, rtol=1e-10)


def test_equal_keys_give_the_mean_of_the_values():
    Q, _, V = example()
    got = attention(Q, np.ones((7, 4)), V)
    np.testing.assert_allclose(got, np.broadcast_to(V.mean(axis=0), (5, 3)), rtol=1e-13)


def test_it_keeps_the_dtype_of_the_queries_and_its_inputs():
    arrays = [array.astype(np.float16) for array in example()]
    before = [array.copy() for array in arrays]
    assert attention(*arrays).dtype == np.float16
    assert attention_weights(*arrays[:2]).dtype == np.float16
    for array, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_causal_mask_of_three():
    want = [[True, False, False], [True, True, False], [True, True, True]]
    assert causal_mask(3).tolist() == want


@pytest.mark.parametrize(
    ("shapes", "match"),
    [
        ([(5, 4), (7, 3), (7, 2)], "queries"),
        ([(4,), (7, 4), (7, 2)], "queries"),
        ([(5, 0), (7, 0), (7, 2)], "queries"),
        ([(5, 4), (7, 4), (6, 2)], "values"),
        ([(5, 4), (7, 4), (7,)], "values"),
    ],
)
def test_shapes_that_do_not_match_are_refused(shapes, match):
    with pytest.raises(ValueError, match=match):
        attention(*(np.zeros(shape) for shape in shapes))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nan_is_refused(place):
    arrays = example()
    arrays[place][0, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        attention(*arrays)


def test_a_mask_of_numbers_is_refused():
    with pytest.raises(ValueError, match="boolean"):
        attention(*example(), mask=np.zeros((5, 7)))
