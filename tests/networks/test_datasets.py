import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import datasets as bundled
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from torch import nn
from torch.nn import functional as F

from neuronbook.networks import datasets
from neuronbook.networks.datasets import standardize
from neuronbook.networks.training import mlp

REAL = {
    "digits": (bundled.load_digits, 1347, 450, 64, 10),
    "breast_cancer": (bundled.load_breast_cancer, 398, 171, 30, 2),
    "wine": (bundled.load_wine, 124, 54, 13, 3),
}


@pytest.mark.parametrize("name", REAL)
def test_real_data_have_their_size_and_types(name):
    _, n_train, n_test, features, classes = REAL[name]
    split = getattr(datasets, name)()
    assert split.X_train.shape == (n_train, features)
    assert split.X_test.shape == (n_test, features)
    assert split.num_classes == classes
    assert split.X_train.dtype == split.X_test.dtype == np.float32
    assert split.y_train.dtype == split.y_test.dtype == np.int64


@pytest.mark.parametrize("name", REAL)
def test_raw_parts_together_are_the_whole_set(name):
    load = REAL[name][0]
    split = getattr(datasets, name)(standardize=False)
    rows = np.vstack([split.X_train, split.X_test])
    whole = load().data.astype(np.float32)
    assert np.array_equal(np.sort(rows, axis=0), np.sort(whole, axis=0))


def test_a_split_is_standardized_by_its_training_part_alone():
    raw = datasets.wine(standardize=False)
    scaler = StandardScaler().fit(raw.X_train.astype(float))
    split = datasets.wine()
    np.testing.assert_allclose(split.X_train, scaler.transform(raw.X_train), atol=1e-4)
    np.testing.assert_allclose(split.X_test, scaler.transform(raw.X_test), atol=1e-4)
    assert split.X_train.dtype == np.float32


def test_diabetes_targets_are_the_published_numbers_unscaled():
    split = datasets.diabetes()
    assert split.X_train.shape == (310, 10)
    assert split.y_train.dtype == split.y_test.dtype == np.float32
    together = np.concatenate([split.y_train, split.y_test])
    published = bundled.load_diabetes().target
    assert np.array_equal(np.sort(together), np.sort(published))
    np.testing.assert_allclose(split.X_train.std(axis=0), 1, rtol=1e-4)


def test_three_labels_of_a_digit_say_even_above_four_and_hole():
    plain, labelled = datasets.digits(), datasets.multilabel_digits()
    assert np.array_equal(plain.X_test, labelled.X_test)
    expected = {
        0: [1, 0, 1],
        1: [0, 0, 0],
        2: [1, 0, 0],
        3: [0, 0, 0],
        4: [1, 0, 0],
        5: [0, 1, 0],
        6: [1, 1, 1],
        7: [0, 1, 0],
        8: [1, 1, 1],
        9: [0, 1, 1],
    }
    for digit, labels in zip(plain.y_test, labelled.y_test, strict=True):
        assert labels.tolist() == expected[int(digit)]


def test_a_constant_pixel_becomes_zero():
    raw = datasets.digits(standardize=False)
    constant = raw.X_train.std(axis=0) == 0
    assert constant.any()
    assert (datasets.digits().X_train[:, constant] == 0).all()


@given(arrays(float, (12, 3), elements=st.floats(-1e6, 1e6).map(lambda v: round(v, 3))))
def test_standardize_agrees_with_scikit_learn(X):
    train, test = X[:8], X[8:]
    scaler = StandardScaler().fit(train)
    got, other = standardize(train, test)
    size = np.abs(X).max(axis=0) / scaler.scale_
    for ours, theirs in (
        (got, scaler.transform(train)),
        (other, scaler.transform(test)),
    ):
        assert (np.abs(ours - theirs) <= 1e-12 * (1 + size)).all()


@pytest.mark.parametrize("value", [7.0, 0.1, 1e8 + 0.1, -3.0, 0.0])
@pytest.mark.parametrize("rows", [3, 7, 1000])
def test_a_constant_feature_is_shifted_and_not_scaled(value, rows):
    train = np.column_stack([np.arange(rows), np.full(rows, value)])
    test = np.array([[0.0, value + 2]])
    got, other = standardize(train, test)
    assert (got[:, 1] == 0).all()
    assert other[0, 1] == test[0, 1] - value


def test_what_differs_by_rounding_alone_is_constant_and_what_differs_more_is_not():
    noise = np.array([0.1, 0.3 - 0.2, 0.8 - 0.7])
    assert len(set(noise)) == 3
    train = np.column_stack([noise, [1e9, 1e9 + 1, 1e9 + 2], [0, 1e-300, 2e-300]])
    (got,) = standardize(train)
    assert np.abs(got[:, 0]).max() < 1e-15
    steps = [-np.sqrt(1.5), 0, np.sqrt(1.5)]
    np.testing.assert_allclose(got[:, 1], steps, atol=1e-12)
    assert np.isfinite(got[:, 2]).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_standardize_keeps_dtype_also_where_float16_would_overflow(dtype):
    train = np.linspace(0, 60_000, 4001).astype(dtype)[:, None]
    (got,) = standardize(train)
    assert got.dtype == dtype
    np.testing.assert_allclose(got.std(dtype=float), 1, rtol=2e-3)
    np.testing.assert_allclose(got.mean(dtype=float), 0, atol=2e-3)


def test_standardize_leaves_its_input_alone_and_checks_shapes():
    train = np.arange(6).reshape(3, 2)
    before = train.copy()
    assert standardize(train, train)[1].dtype == np.float64
    assert (train == before).all()
    with pytest.raises(
        ValueError, match=r"rows of shape \(n, features\), got \(0, 2\)"
    ):
        standardize(np.zeros((0, 2)))
    with pytest.raises(ValueError, match=r"others of shape \(m, 2\), got \(3, 1\)"):
        standardize(train, np.zeros((3, 1)))


def test_the_fraud_table_has_its_size_types_and_share_of_fraud():
    split = datasets.fraud(share=0.2)
    assert split.X_train.shape == (4500, 20)
    assert split.X_test.shape == (1500, 20)
    assert split.X_train.dtype == split.X_test.dtype == np.float32
    assert split.y_train.dtype == split.y_test.dtype == np.int64
    for y in (split.y_train, split.y_test):  # a fiftieth of the labels is turned
        assert y.mean() == pytest.approx(0.2 * 0.98 + 0.8 * 0.02, abs=0.01)
    np.testing.assert_allclose(split.X_train.std(axis=0), 1, rtol=1e-4)


def test_the_units_of_raw_fraud_features_differ_by_powers_of_ten():
    spread = datasets.fraud(standardize=False).X_train.std(axis=0)
    assert spread.max() / spread.min() > 1e4


def test_the_seed_makes_the_fraud_table():
    first, again, other = (datasets.fraud(seed=s) for s in (0, 0, 1))
    assert np.array_equal(first.X_train, again.X_train)
    assert np.array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.y_test, other.y_test)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_fraud_can_be_learned_but_not_by_a_plane(seed):
    split = datasets.fraud(share=0.5, seed=seed)
    data = split.X_train, split.y_train
    plane = LogisticRegression().fit(*data).score(split.X_test, split.y_test)
    machine = SVC().fit(*data).score(split.X_test, split.y_test)
    assert plane < 0.8
    assert machine > 0.9


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_fifteen_sigmoid_layers_do_not_see_the_fraud(share):
    split = datasets.fraud(share=share)
    X, y = split.X_train, split.y_train[:, None].astype(np.float32)
    sizes = [20, *15 * [64], 1]
    model = mlp(sizes, activation=nn.Sigmoid)
    loss = F.binary_cross_entropy_with_logits
    loss(model(torch.tensor(X)), torch.tensor(y)).backward()
    assert model[0].weight.grad.norm() < 1e-11
    with torch.no_grad():
        outputs = model(torch.tensor(split.X_test))
    assert outputs.std() < 1e-6


LIGHT = (
    "networks.backprop",
    "networks.datasets",
    "networks.expressivity",
    "networks.gradients",
    "networks.initialization",
    "networks.neurons",
    "networks.normalization",
    "networks.optimizers",
    "networks.planted_bugs",
    "networks.surgery",
    "networks.tape",
    "diagnosis.dead_units",
    "diagnosis.softmax_mistakes",
)


def test_what_needs_numpy_alone_imports_neither_torch_nor_scikit_learn():
    imports = ", ".join(f"neuronbook.{name}" for name in LIGHT)
    program = (
        f"import sys, {imports}\n"
        "from neuronbook.networks.datasets import standardize, xor\n"
        "xor(), standardize([[1.0], [2.0]])\n"
        "print(sorted({'torch', 'sklearn', 'altair'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_classes_keep_their_shares():
    split = datasets.digits()
    shares = [np.bincount(y) / len(y) for y in (split.y_train, split.y_test)]
    np.testing.assert_allclose(shares[0], shares[1], atol=2e-3)


def test_the_seed_chooses_the_split():
    first, again, other = (datasets.digits(seed=s) for s in (0, 0, 1))
    assert np.array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.y_test, other.y_test)


def test_xor_is_the_exclusive_or():
    X, y = datasets.xor()
    assert [int(a) ^ int(b) for a, b in X] == y.tolist()


def test_moons_without_noise_lie_on_two_half_circles():
    X, y = datasets.moons(200, noise=0.0)
    center = np.where(y[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.linalg.norm(X - center, axis=1), 1, atol=1e-6)


def test_the_arms_of_a_spiral_wind_around_each_other():
    X, y = datasets.spiral(4000, turns=1.5, noise=0.0, seed=1)
    assert np.bincount(y).tolist() == [2000] * 2
    radius = np.linalg.norm(X, axis=1)
    assert radius.min() > 0
    assert radius.max() <= 2.0001
    # Along an arm the angle grows in proportion to the radius, by 1.5 turns in all.
    angle = np.arctan2(X[:, 1], X[:, 0]) - np.pi * y - 1.5 * np.pi * radius
    np.testing.assert_allclose(np.cos(angle), 1, atol=1e-5)
