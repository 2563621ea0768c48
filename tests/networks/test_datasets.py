import numpy as np
import pytest
from sklearn import datasets as bundled
from sklearn.preprocessing import StandardScaler

from neuronbook.networks import datasets

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


def test_standardising_uses_the_training_part_alone():
    raw = datasets.wine(standardize=False)
    scaler = StandardScaler().fit(raw.X_train.astype(float))
    split = raw.standardized()
    np.testing.assert_allclose(split.X_train, scaler.transform(raw.X_train), atol=1e-4)
    np.testing.assert_allclose(split.X_test, scaler.transform(raw.X_test), atol=1e-4)


def test_a_constant_pixel_becomes_zero():
    raw = datasets.digits(standardize=False)
    constant = raw.X_train.std(axis=0) == 0
    assert constant.any()
    assert (datasets.digits().X_train[:, constant] == 0).all()


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
    centre = np.where(y[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.linalg.norm(X - centre, axis=1), 1, atol=1e-6)


def test_blobs_lie_around_one_centre_a_class():
    X, y = datasets.blobs(6000, classes=3, features=2, spread=0.5, seed=1)
    assert np.bincount(y).tolist() == [2000] * 3
    inside = np.concatenate([X[y == k] - X[y == k].mean(axis=0) for k in range(3)])
    assert inside.std() == pytest.approx(0.5, rel=0.05)
