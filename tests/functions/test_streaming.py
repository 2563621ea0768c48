"""One pass over chunks gives what all of them together give."""

import math
import weakref

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from neuronbook.functions.streaming import streaming_attention, streaming_logsumexp
from tests.strategies import assert_accurate, log_softmax_row, rows


@settings(deadline=None, max_examples=200)
@given(st.lists(rows(0, 5, impossible=True), min_size=1, max_size=6))
def test_streaming_logsumexp_is_as_accurate_as_all_at_once(chunks):
    entries = [mpf(v) for chunk in chunks for v in chunk]
    if not entries:
        return
    value = streaming_logsumexp(np.array(chunk) for chunk in chunks)
    assert type(value) is float
    if max(entries) == -math.inf:
        assert value == -math.inf
    else:
        lse = max(entries) - max(log_softmax_row(entries))
        scale = max(abs(lse), abs(max(entries)), 1)
        assert_accurate(np.float64(value), [lse], [scale])


def test_thousands_of_chunks_lose_next_to_nothing():
    z = np.random.default_rng(0).normal(size=8_000)
    expected = math.log(math.fsum(np.exp(z)))
    value = streaming_logsumexp(chunk for chunk in z[:, None])
    assert value == pytest.approx(expected, rel=1e-13)


def test_streaming_never_holds_two_chunks():
    alive = []

    def chunks():
        for start in range(5):
            assert not [ref for ref in alive if ref() is not None]
            chunk = np.arange(start, start + 3.0)
            alive.append(weakref.ref(chunk))
            yield chunk
            del chunk

    value = streaming_logsumexp(chunks())
    joined = np.concatenate([np.arange(s, s + 3.0) for s in range(5)])
    assert value == pytest.approx(scipy.special.logsumexp(joined), rel=1e-13)


@pytest.mark.parametrize("nothing", [[], [[]], [np.zeros(0), np.zeros(0)]])
def test_streaming_refuses_nothing_at_all(nothing):
    with pytest.raises(ValueError, match="nothing at all"):
        streaming_logsumexp(nothing)


@pytest.mark.parametrize(
    ("chunk", "message"),
    [
        ([[1.0, 2.0]], r"chunks of shape \(n,\), got \(1, 2\)"),
        ([0.0, np.nan], r"below \+inf, got NaN"),
        ([np.inf], r"below \+inf, got \+inf"),
    ],
)
def test_streaming_refuses_what_is_no_chunk_of_logits(chunk, message):
    with pytest.raises(ValueError, match=message):
        streaming_logsumexp([[0.0], chunk])
    with pytest.raises(ValueError, match=message):
        streaming_attention([(chunk, np.zeros((len(chunk), 1)))])


@settings(deadline=None, max_examples=100)
@given(st.lists(rows(1, 4, impossible=True), min_size=1, max_size=5))
def test_streaming_attention_is_softmax_times_values(chunks):
    values = [np.random.default_rng(len(c)).normal(size=(len(c), 3)) for c in chunks]
    scores = np.concatenate(chunks)
    if scores.max() == -np.inf:
        with pytest.raises(ValueError, match="score above -inf"):
            streaming_attention(zip(chunks, values, strict=True))
        return
    expected = scipy.special.softmax(scores) @ np.concatenate(values)
    ours = streaming_attention(zip(chunks, values, strict=True))
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([np.zeros((3, 1))], r"shape \(1, d\), got \(3, 1\)"),
        ([np.zeros(1)], r"shape \(1, d\), got \(1,\)"),
        ([np.zeros((1, 3)), np.zeros((1, 1))], r"shape \(1, 3\), got \(1, 1\)"),
        ([np.zeros((1, 2)), np.full((1, 2), np.nan)], "finite values, got NaN"),
    ],
)
def test_streaming_attention_looks_at_every_chunk(values, message):
    scores = [np.zeros(1), np.full(1, -np.inf)][: len(values)]
    with pytest.raises(ValueError, match=message):
        streaming_attention(zip(scores, values, strict=True))
