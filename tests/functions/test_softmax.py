import math
import weakref

import array_api_compat
import mpmath
import numpy as np
import pytest
import scipy.special
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from neuronbook.functions import _rows, softmax
from tests.strategies import (
    KINDS,
    assert_within_ulp,
    batches,
    exact,
    log_softmax_row,
    make,
    probabilities,
    rows,
    softmax_row,
)

ELEMENTWISE = [softmax.softmax, softmax.log_softmax]
ROWWISE = [*ELEMENTWISE, softmax.logsumexp]
kinds = st.sampled_from(sorted(KINDS))


@pytest.fixture(params=["one block", "many blocks and parts"])
def blocks(request, monkeypatch):
    """Run a test also with blocks so small that every way through them is taken."""
    if request.param != "one block":
        monkeypatch.setattr(_rows, "BLOCK_ELEMENTS", 8)
        monkeypatch.setattr(_rows, "MIN_COLUMNS", 3)
        monkeypatch.setattr(_rows, "SHORT_ROW", 3)


def close(actual, expected, rtol=1e-12):
    np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol, 0)


# Accuracy, against mpmath with sixty digits.


@settings(deadline=None, max_examples=300)
@given(rows(), kinds)
def test_softmax_is_accurate_to_four_ulp(row, kind):
    z = make(row, kind)
    assert_within_ulp(softmax.softmax(z), softmax_row(exact(z)))


@settings(deadline=None, max_examples=300)
@given(rows(), kinds)
def test_log_softmax_is_accurate_to_four_ulp_of_itself(row, kind):
    z = make(row, kind)
    assert_within_ulp(softmax.log_softmax(z), log_softmax_row(exact(z)))


@settings(deadline=None, max_examples=300)
@given(rows(), kinds)
def test_logsumexp_is_accurate_to_four_ulp(row, kind):
    z = make(row, kind)
    entries = exact(z)
    lse = max(entries) - max(log_softmax_row(entries))
    scale = max(abs(lse), abs(max(entries)))
    assert_within_ulp(softmax.logsumexp(z), [lse], [scale])


@settings(deadline=None, max_examples=200)
@given(batches(), kinds, st.sampled_from([0.0, 0.1, 1.0]))
def test_cross_entropy_is_accurate_to_four_ulp_of_itself(batch, kind, smoothing):
    logits, targets = make(batch[0], kind), batch[1]
    classes = logits.shape[1]
    losses = []
    for row, target in zip(logits, targets, strict=True):
        log_p = log_softmax_row(exact(row))
        uniform = -mpmath.fsum(log_p) / classes
        losses.append(-(1 - mpf(smoothing)) * log_p[target] + mpf(smoothing) * uniform)
    mean = mpmath.fsum(losses) / len(targets)
    assert_within_ulp(softmax.cross_entropy(logits, targets, smoothing), [mean])


@settings(deadline=None, max_examples=200)
@given(batches(), kinds, st.sampled_from([0.0, 0.1, 1.0]))
def test_cross_entropy_grad_is_accurate_to_four_ulp(batch, kind, smoothing):
    logits, targets = make(batch[0], kind), batch[1]
    count, classes = logits.shape
    epsilon, expected, scale = mpf(smoothing), [], []
    for row, target in zip(logits, targets, strict=True):
        p = softmax_row(exact(row))
        others = mpmath.fsum(p[:target] + p[target + 1 :])
        for k in range(classes):
            at, share = k == target, epsilon / classes
            value = epsilon * (classes - 1) / classes - others if at else p[k] - share
            size = max(others, epsilon) if at else max(p[k], share)
            expected.append(value / count)
            scale.append((size if smoothing else abs(value)) / count)
    grad = softmax.cross_entropy_grad(logits, targets, smoothing)
    assert_within_ulp(grad, expected, scale)


@settings(deadline=None, max_examples=200)
@given(st.data(), probabilities(), kinds)
def test_vjp_jacobian_and_entropy_are_accurate_to_four_ulp(data, row, kind):
    size = len(row)
    upstream = data.draw(st.lists(st.floats(-50, 50), min_size=size, max_size=size))
    p, g = make(row, kind), make(upstream, kind)
    P, G = exact(p), exact(g)
    mean = mpmath.fsum(a * b for a, b in zip(P, G, strict=True))
    scale = [a * max(abs(b) for b in G) for a in P]
    vjp = [a * (b - mean) for a, b in zip(P, G, strict=True)]
    assert_within_ulp(softmax.softmax_vjp(p, g), vjp, scale)
    jacobian = [P[i] * ((i == j) - P[j]) for i in range(size) for j in range(size)]
    assert_within_ulp(softmax.softmax_jacobian(p), jacobian)
    entropy = -mpmath.fsum(a * mpmath.log(a) for a in P if a)
    assert_within_ulp(softmax.entropy(p), [entropy])


@settings(deadline=None, max_examples=200)
@given(rows(), kinds, st.floats(-2, 2).map(lambda exponent: 10.0**exponent))
def test_temperature_divides_the_logits(row, kind, T):
    z = make(row, kind)
    entries = exact(z)
    expected = softmax_row([v / mpf(T) for v in entries])
    scale = expected
    if "float64" in kind:
        below = [(max(entries) - v) / mpf(T) for v in entries]
        scale = [max(1, d) * p for d, p in zip(below, expected, strict=True)]
    assert_within_ulp(softmax.softmax_temperature(z, T), expected, scale)


@settings(deadline=None, max_examples=200)
@given(st.lists(rows(0, 5, impossible=True), min_size=1, max_size=6))
def test_streaming_logsumexp_is_as_accurate_as_all_at_once(chunks):
    entries = [mpf(v) for chunk in chunks for v in chunk]
    if not entries:
        return
    value = softmax.streaming_logsumexp(np.array(chunk) for chunk in chunks)
    assert type(value) is float
    if max(entries) == -mpmath.inf:
        assert value == -math.inf
    else:
        lse = max(entries) - max(log_softmax_row(entries))
        scale = max(abs(lse), abs(max(entries)))
        assert_within_ulp(np.float64(value), [lse], [scale])


@pytest.mark.parametrize("axis", [0, 1])
def test_long_sums_keep_their_digits(axis):
    z = np.random.default_rng(0).normal(size=(40_000, 3)) * 3
    # fsum adds exactly; the errors of single exponentials average out.
    exact_lse = [math.log(math.fsum(np.exp(column))) for column in z.T]
    z = z if axis == 0 else np.ascontiguousarray(z.T)
    error = softmax.logsumexp(z, axis=axis) - exact_lse
    assert np.abs(error).max() <= 2 * np.spacing(max(exact_lse))
    p = softmax.softmax(z, axis=axis)
    close(p, np.exp(z - np.expand_dims(exact_lse, axis)), 1e-14)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("blocks")
def test_long_rows_that_are_all_but_certain_keep_their_digits(kind):
    n, others = 5000, [-9.3, -28.1, -36.7]
    z = make([[0.0] * 3] + [others] * n, kind)
    for entries, column in zip(exact(z[1]), (0, 1, 2), strict=True):
        rest = mpmath.log1p(n * mpmath.exp(entries))
        expected = [-rest, entries - rest]
        along_columns = softmax.log_softmax(z, axis=0)[:2, column]
        assert_within_ulp(along_columns, expected)
        assert_within_ulp(softmax.log_softmax(z.T)[column, :2], expected)
        p = [1 / (1 + n * mpmath.exp(entries))]
        p.append(mpmath.exp(entries) * p[0])
        assert_within_ulp(softmax.softmax(z, axis=0)[:2, column], p)
        assert_within_ulp(softmax.softmax(z.T)[column, :2], p)


@pytest.mark.parametrize("kind", ["numpy-float32", "numpy-float64", "torch-float64"])
@pytest.mark.usefixtures("blocks")
def test_rows_of_many_different_numbers_keep_their_digits(kind):
    z = np.random.default_rng(0).normal(size=(3, 40)) * np.array([[1], [5], [30]])
    z = make(z, kind)
    log_p = [v for row in z for v in log_softmax_row(exact(row))]
    p = [v for row in z for v in softmax_row(exact(row))]
    for array, axis in ((z, 1), (z.T, 0)):
        log_q, q = softmax.log_softmax(array, axis=axis), softmax.softmax(array, axis)
        assert_within_ulp(log_q if axis else log_q.T, log_p)
        assert_within_ulp(q if axis else q.T, p)


def test_thousands_of_chunks_lose_nothing():
    z = np.random.default_rng(0).normal(size=8_000)
    expected = math.log(math.fsum(np.exp(z)))
    value = softmax.streaming_logsumexp(chunk for chunk in z[:, None])
    assert abs(value - expected) <= np.spacing(expected)


# Shapes, axes and blocks.

SHAPES = [(), (1,), (7,), (0, 3), (3, 0, 2), (5, 1), (6, 100), (100, 6), (3, 7, 5)]
SHAPES += [(2, 3, 4, 5), (1, 30), (30, 1), (11, 2, 3)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("blocks")
def test_every_shape_and_axis_agrees_with_scipy(shape, kind):
    values = np.random.default_rng(1).normal(size=shape) * 5
    z = make(values, kind)
    wide = z.double().numpy() if torch.is_tensor(z) else z.astype(float)
    eps = float(array_api_compat.array_namespace(z).finfo(z.dtype).eps)
    for axis in range(-max(1, len(shape)), max(1, len(shape))):
        if shape and shape[axis] == 0:
            continue
        for ours in ROWWISE:
            result = ours(z, axis=axis)
            assert result.dtype == z.dtype
            theirs = getattr(scipy.special, ours.__name__)
            expected = theirs(wide, axis=axis if shape else None)
            assert tuple(result.shape) == np.shape(expected)
            got = result.double().numpy() if torch.is_tensor(z) else result
            np.testing.assert_allclose(got, expected, 4 * eps, 4 * eps)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("ours", ROWWISE)
def test_views_with_strides_agree_with_copies(ours):
    z = np.random.default_rng(2).normal(size=(6, 8, 10))
    for view in (z.T, z[::2, ::-1], z[:, 1:5, ::3], np.broadcast_to(z[:, :1], z.shape)):
        for axis in range(3):
            close(ours(view, axis=axis), ours(view.copy(), axis=axis), 1e-14)


@pytest.mark.usefixtures("blocks")
def test_ties_and_near_certain_rows_survive_the_blocks():
    z = np.array([[5.0] * 20, [0.0] * 19 + [40.0], [-40.0, 0.0] + [-700.0] * 18])
    for kind in ("numpy-float16", "numpy-float32", "numpy-float64"):
        expected = [v for row in z for v in log_softmax_row(exact(row))]
        assert_within_ulp(softmax.log_softmax(make(z, kind)), expected)
        turned = softmax.log_softmax(make(z.T, kind), axis=0).T
        assert_within_ulp(turned, expected)


def test_keepdims_keeps_the_axis():
    z = np.zeros((2, 3, 4))
    assert softmax.logsumexp(z, axis=1, keepdims=True).shape == (2, 1, 4)
    assert softmax.logsumexp(torch.zeros(2, 3), keepdims=True).shape == (2, 1)


def test_numbers_and_lists_are_taken():
    assert softmax.softmax(3) == 1.0
    assert softmax.log_softmax(-2.5) == 0.0
    assert softmax.logsumexp(-2.5) == -2.5
    close(softmax.softmax([0, math.log(3)]), [0.25, 0.75])
    assert isinstance(softmax.logsumexp([1.0, 2.0]), np.float64)


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.bool_, torch.int32])
def test_integers_become_float64(dtype):
    tensor = isinstance(dtype, torch.dtype)
    z = torch.tensor([1, 0], dtype=dtype) if tensor else np.array([1, 0], dtype)
    result = softmax.softmax(z)
    assert result.dtype == (torch.float64 if tensor else np.float64)
    close(result, [1 / (1 + math.exp(-1)), 1 / (1 + math.e)])


def test_input_is_not_modified():
    z = np.random.default_rng(0).normal(size=(50, 90))
    p, mask, targets = softmax.softmax(z), z > 0, np.arange(50)
    before = [x.copy() for x in (z, p, mask, targets)]
    for array in (z, p, mask, targets):
        array.flags.writeable = False
    for function in ROWWISE:
        function(z)
        function(z.astype(np.float16), axis=0)
    softmax.cross_entropy(z, targets, 0.1)
    softmax.cross_entropy_grad(z, targets)
    softmax.softmax_vjp(p, z)
    softmax.softmax_jacobian(p)
    softmax.softmax_temperature(z, 3.0)
    softmax.masked_softmax(z, mask)
    softmax.entropy(p)
    softmax.streaming_logsumexp(z)
    for array, copy in zip((z, p, mask, targets), before, strict=True):
        np.testing.assert_array_equal(array, copy)
    t = torch.tensor(z)
    for function in ROWWISE:
        function(t)
    assert torch.equal(t, torch.tensor(z))


# Extremes. pytest turns each warning into an error, and NumPy is told to raise.


@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_numbers_neither_overflow_nor_warn(kind):
    largest = float(
        array_api_compat.array_namespace(make(0, kind)).finfo(KINDS[kind]).max
    )
    with np.errstate(all="raise"):
        z = make([[largest, -largest, 0.0]], kind)
        close(
            softmax.softmax(z).astype(float)
            if "numpy" in kind
            else softmax.softmax(z).double(),
            [[1, 0, 0]],
        )
        assert float(softmax.logsumexp(z)[0]) == largest
        assert float(softmax.log_softmax(z)[0, 1]) == -math.inf
        assert float(softmax.cross_entropy(z, [1])) == math.inf
        assert float(softmax.cross_entropy(z, [0])) == 0
        assert float(softmax.cross_entropy_grad(z, [1])[0, 0]) == 1
        assert float(softmax.softmax_temperature(z, 1e-300)[0, 0]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_impossible_entries_get_probability_zero(kind):
    z = make([[-np.inf, 1.0, 1.0], [-np.inf, -np.inf, -1e4]], kind)
    with np.errstate(all="raise"):
        assert softmax.softmax(z).tolist() == [[0, 0.5, 0.5], [0, 0, 1]]
        log_p = softmax.log_softmax(z)
        assert log_p[0, 0] == log_p[1, 0] == log_p[1, 1] == -math.inf
        assert log_p[1, 2] == 0
        assert softmax.logsumexp(z)[1] == z[1, 2]
        assert float(softmax.cross_entropy(z, [0, 2])) == math.inf
        assert float(softmax.cross_entropy(z, [1, 2], 0.1)) == math.inf


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("blocks")
def test_a_row_of_nothing_but_minus_infinity(kind):
    z = make([[0.0] * 4, [-np.inf] * 4], kind)
    for axis, view in ((1, z), (0, z.T)):
        assert softmax.logsumexp(view, axis=axis)[1] == -math.inf
        for function in ELEMENTWISE:
            with pytest.raises(ValueError, match="above -inf in each row"):
                function(view, axis=axis)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("blocks")
def test_nan_and_infinity_are_refused(kind, bad):
    z = np.zeros((5, 7))
    z[4, 3] = bad
    z = make(z, kind)
    for function in [*ROWWISE, lambda z: softmax.softmax_temperature(z, 2.0)]:
        with pytest.raises(ValueError, match=r"below \+inf, got (NaN|\+inf)"):
            function(z)
    for function in (softmax.cross_entropy, softmax.cross_entropy_grad):
        with pytest.raises(ValueError, match=r"below \+inf"):
            function(z, [0] * 5)
    with pytest.raises(ValueError, match=r"below \+inf"):
        softmax.streaming_logsumexp([z[0], z[4]])


@pytest.mark.parametrize("function", ROWWISE)
@pytest.mark.parametrize(
    ("z", "axis", "message"),
    [
        ([], -1, r"entries along axis 0, got shape \(0,\)"),
        (np.zeros((2, 0)), 1, r"entries along axis 1, got shape \(2, 0\)"),
        (torch.zeros(0, 3), 0, "entries along axis 0"),
        ([1.0], 1, r"axis 1 does not exist in an array of shape \(1,\)"),
        (torch.zeros(2), -2, "axis -2 does not exist"),
        (3.0, 1, "axis 1 does not exist"),
        (["a"], -1, "expected numbers"),
        ([1j], -1, "expected numbers"),
        (torch.zeros(2, dtype=torch.complex64), -1, "real numbers of 16, 32 or 64"),
    ],
)
def test_what_is_not_a_row_of_numbers_is_refused(function, z, axis, message):
    with pytest.raises(ValueError, match=message):
        function(z, axis=axis)


# What each function means.


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_cross_entropy_and_its_gradient_agree_with_torch(smoothing):
    logits = torch.randn(8, 5, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(5, (8,))
    reference = torch.nn.functional.cross_entropy(
        logits, targets, label_smoothing=smoothing
    )
    (expected,) = torch.autograd.grad(reference, logits)
    ours = softmax.cross_entropy(logits, targets, smoothing)
    torch.testing.assert_close(ours, reference)
    (through_autograd,) = torch.autograd.grad(ours, logits)
    torch.testing.assert_close(through_autograd, expected)
    z = logits.detach()
    grad = softmax.cross_entropy_grad(z, targets.to(torch.uint8), smoothing)
    torch.testing.assert_close(grad, expected)
    close(softmax.cross_entropy_grad(z.numpy(), targets.tolist(), smoothing), expected)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_autograd_passes_through_also_at_ties(name):
    z = torch.tensor([[2.0, 2.0, -1.0], [0.0, -40.0, -torch.inf]], dtype=torch.float64)
    z.requires_grad_()
    weights = torch.tensor([[1.0, -2.0, 0.5]], dtype=torch.float64)
    grads = []
    for function in (getattr(softmax, name), getattr(torch, name)):
        out = function(z, -1)
        value = torch.where(out.isfinite(), out, 0.0)
        value = value * (weights if out.ndim == 2 else 1.0)
        grads.append(torch.autograd.grad(value.sum(), z)[0])
    torch.testing.assert_close(*grads)


def test_what_is_left_to_learn_does_not_round_to_nothing():
    logits = np.array([[0.0, -40.0]], dtype=np.float32)
    close(softmax.cross_entropy(logits, [0]), np.float32(np.exp(-40.0)), 1e-6)
    grad = softmax.cross_entropy_grad(logits, [0])
    close(grad, np.exp(np.float32([[-40, -40]])) * [[-1, 1]], 1e-6)


def test_an_empty_batch_has_an_empty_gradient_but_no_mean():
    assert softmax.cross_entropy_grad(np.zeros((0, 3)), []).shape == (0, 3)
    with pytest.raises(ValueError, match="at least one example"):
        softmax.cross_entropy(torch.zeros(0, 3), [])


@pytest.mark.parametrize(
    "function", [softmax.cross_entropy, softmax.cross_entropy_grad]
)
@pytest.mark.parametrize(
    ("logits", "targets", "smoothing", "message"),
    [
        (np.zeros((2, 3)), [0, 3], 0.0, "targets from 0 to 2, got 3"),
        (np.zeros((2, 3)), [0, -1], 0.0, "targets from 0 to 2, got -1"),
        (np.zeros((2, 3)), [0], 0.0, r"targets of shape \(2,\), got \(1,\)"),
        (np.zeros((2, 3)), [[0], [1]], 0.0, r"shape \(2,\), got \(2, 1\)"),
        (np.zeros((2, 3)), [0.0, 1.0], 0.0, "integer targets, got dtype float64"),
        (np.zeros((2, 3)), [True, False], 0.0, "integer targets, got dtype bool"),
        (torch.zeros(2, 3), torch.zeros(2), 0.0, "integer targets"),
        (np.zeros(3), [0], 0.0, r"shape \(batch, classes\), got \(3,\)"),
        (np.zeros((2, 0)), [0, 0], 0.0, "entries along axis 1"),
        (np.zeros((2, 3)), [0, 1], 1.5, r"label_smoothing in \[0, 1\], got 1.5"),
        (np.zeros((2, 3)), [0, 1], np.nan, "label_smoothing in"),
        (np.full((1, 3), -np.inf), [0], 0.0, "above -inf in each row"),
    ],
)
def test_bad_batches_are_refused(function, logits, targets, smoothing, message):
    with pytest.raises(ValueError, match=message):
        function(logits, targets, smoothing)


def test_vjp_is_the_product_with_the_jacobian_that_autograd_finds():
    z = torch.randn(4, 5, dtype=torch.float64, requires_grad=True)
    g = torch.randn(4, 5, dtype=torch.float64)
    p = torch.softmax(z, -1)
    (expected,) = torch.autograd.grad(p, z, g)
    ours = softmax.softmax_vjp(p.detach().numpy(), g.numpy())
    np.testing.assert_allclose(ours, expected, atol=1e-15)
    row = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, -1), z[0])
    np.testing.assert_allclose(softmax.softmax_jacobian(p.detach())[0], row, atol=1e-15)


@pytest.mark.parametrize(
    ("p", "g", "message"),
    [
        ([0.5, 0.5], [1.0], r"g of shape \(2,\), got \(1,\)"),
        ([], [], "entries along axis 0"),
        ([0.5, np.nan], [1.0, 2.0], "finite p, got NaN"),
        ([0.5, 0.5], [np.inf, 2.0], "finite g, got inf"),
    ],
)
def test_vjp_refuses_what_does_not_fit(p, g, message):
    with pytest.raises(ValueError, match=message):
        softmax.softmax_vjp(p, g)


def test_jacobian_refuses_a_scalar():
    with pytest.raises(ValueError, match=r"\(..., classes\)"):
        softmax.softmax_jacobian(0.5)


def test_temperature_agrees_with_scipy_along_any_axis():
    z = np.random.default_rng(0).normal(size=(3, 4))
    for axis in (0, 1):
        expected = scipy.special.softmax(z / 2.5, axis=axis)
        close(softmax.softmax_temperature(z, 2.5, axis=axis), expected)


@pytest.mark.parametrize("T", [0, -1.0, np.nan, np.inf])
def test_temperature_must_be_positive(T):
    with pytest.raises(ValueError, match="positive, finite temperature, got"):
        softmax.softmax_temperature([1.0, 2.0], T)


@pytest.mark.parametrize("kind", KINDS)
def test_masked_entries_do_not_exist(kind):
    z = make([[1.0, np.nan, 3.0, -np.inf], [np.inf, 1.0, 2.0, 3.0]], kind)
    mask = np.array([[True, False, True, True], [False] * 4])
    mask = torch.tensor(mask) if "torch" in kind else mask
    p = softmax.masked_softmax(z, mask)
    assert p.dtype == z.dtype
    assert_within_ulp(p[0, :3:2], softmax_row([mpf(1), mpf(3)]))
    assert p[0, 1] == p[0, 3] == 0
    assert p[1].tolist() == [0, 0, 0, 0]


def test_one_mask_serves_many_rows():
    scores = np.random.default_rng(0).normal(size=(2, 3, 4, 4))
    causal = np.tril(np.ones((4, 4), dtype=bool))
    expected = scipy.special.softmax(np.where(causal, scores, -np.inf), axis=-1)
    close(softmax.masked_softmax(scores, causal), expected)


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([1, 0, 1], "boolean mask, got dtype int64"),
        ([True, False], r"broadcasts to \(2, 3\), got \(2,\)"),
        (np.ones((4, 2, 3), dtype=bool), "broadcasts to"),
    ],
)
def test_masks_that_do_not_fit_are_refused(mask, message):
    with pytest.raises(ValueError, match=message):
        softmax.masked_softmax(np.zeros((2, 3)), mask)


def test_entropy_agrees_with_scipy_and_refuses_what_is_no_probability():
    p = scipy.special.softmax(np.random.default_rng(0).normal(size=(3, 4)), axis=0)
    close(softmax.entropy(p, axis=0), scipy.special.entr(p).sum(axis=0))
    for bad in ([-0.1, 1.1], [np.nan], [2.0]):
        with pytest.raises(ValueError, match=r"probabilities in \[0, 1\]"):
            softmax.entropy(bad)


def test_streaming_never_holds_two_chunks():
    alive = []

    def chunks():
        for start in range(5):
            assert not [ref for ref in alive if ref() is not None]
            chunk = np.arange(start, start + 3.0)
            alive.append(weakref.ref(chunk))
            yield chunk
            del chunk

    value = softmax.streaming_logsumexp(chunks())
    joined = np.concatenate([np.arange(s, s + 3.0) for s in range(5)])
    close(value, scipy.special.logsumexp(joined))


@pytest.mark.parametrize("nothing", [[], [[]], [np.zeros(0), torch.zeros(0)]])
def test_streaming_refuses_nothing_at_all(nothing):
    with pytest.raises(ValueError, match="nothing at all"):
        softmax.streaming_logsumexp(nothing)


def test_streaming_refuses_chunks_with_more_axes():
    with pytest.raises(ValueError, match=r"chunks of shape \(n,\), got \(1, 2\)"):
        softmax.streaming_logsumexp([[[1.0, 2.0]]])


@settings(deadline=None, max_examples=100)
@given(st.lists(rows(1, 4), min_size=2, max_size=5), st.randoms())
def test_online_states_merge_in_any_order(chunks, random):
    states = [softmax.OnlineLogSumExp.of(chunk) for chunk in chunks]
    expected = scipy.special.logsumexp(np.concatenate(chunks))
    while len(states) > 1:
        random.shuffle(states)
        states.append(states.pop().merge(states.pop()))
    assert states[0].value == pytest.approx(expected, rel=1e-13, abs=1e-13)


@settings(deadline=None, max_examples=100)
@given(st.lists(rows(1, 4, impossible=True), min_size=1, max_size=5))
def test_streaming_attention_is_softmax_times_values(chunks):
    values = [np.random.default_rng(len(c)).normal(size=(len(c), 3)) for c in chunks]
    scores = np.concatenate(chunks)
    if scores.max() == -np.inf:
        with pytest.raises(ValueError, match="score above -inf"):
            softmax.streaming_attention(zip(chunks, values, strict=True))
        return
    expected = scipy.special.softmax(scores) @ np.concatenate(values)
    ours = softmax.streaming_attention(zip(chunks, values, strict=True))
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([np.zeros((1, 3)), np.zeros((1, 1))], r"shape \(1, 3\), got \(1, 1\)"),
        ([np.zeros((1, 2)), np.zeros((1, 3))], r"shape \(1, 2\), got \(1, 3\)"),
        ([np.zeros((1, 2)), np.full((1, 2), np.nan)], "values"),
    ],
)
def test_streaming_attention_looks_at_every_chunk(values, expected):
    scores = [np.zeros(1), np.full(1, -np.inf)]
    with pytest.raises(ValueError, match=expected):
        softmax.streaming_attention(zip(scores, values, strict=True))


def test_streaming_attention_takes_tensors_and_refuses_what_does_not_fit():
    chunk = (torch.tensor([1.0, 2.0]), torch.tensor([[1.0], [3.0]]))
    ours = softmax.streaming_attention([chunk])
    torch.testing.assert_close(
        ours, torch.softmax(chunk[0].double(), 0) @ chunk[1].double()
    )
    with pytest.raises(ValueError, match=r"values of shape \(2, d\), got \(3, 1\)"):
        softmax.streaming_attention([([1.0, 2.0], np.zeros((3, 1)))])
    with pytest.raises(ValueError, match="finite values, got NaN"):
        softmax.streaming_attention([([1.0], [[np.nan]])])
