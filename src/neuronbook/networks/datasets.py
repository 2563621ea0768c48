"""Small data sets, the same on every machine, and their scaling: none is downloaded.

Real data are those that scikit-learn carries. Everything random comes from a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuronbook.arrays import Array, as_float

__all__ = [
    "Split",
    "breast_cancer",
    "diabetes",
    "digits",
    "fraud",
    "moons",
    "multilabel_digits",
    "spiral",
    "standardize",
    "wine",
    "xor",
]

Floats32 = NDArray[np.float32]
Labels = NDArray[np.int64]
Targets = NDArray[Any]

CONSTANT_WITHIN = 1e-12
"""A feature is constant if its values differ by no more than this share of the largest
magnitude: so little comes from rounding, and to scale it up would scale up noise."""


def standardize(train: ArrayLike, *others: ArrayLike) -> tuple[Array, ...]:
    """Give each feature mean 0 and standard deviation 1 on the training set.

    The others (validation, test) are moved and scaled by the training set's numbers:
    at prediction time there is no other set to take a mean of.

    Parameters
    ----------
    train : array_like (n, features)
        Training examples.
    *others : array_like (m, features)
        More examples.

    Returns
    -------
    tuple of ndarray
        `train` and the others, scaled. A feature that is constant in `train` (see
        `CONSTANT_WITHIN`) has no deviation to divide by and is only shifted: where
        `train` has 7 everywhere, its entries become 0, and a 9 in another set becomes
        2.

    Raises
    ------
    ValueError
        If `train` has no rows or the numbers of features differ.
    """
    arrays = [as_float(array) for array in (train, *others)]
    if arrays[0].ndim != 2 or not len(arrays[0]):
        got = arrays[0].shape
        raise ValueError(f"expected training rows of shape (n, features), got {got}")
    features = arrays[0].shape[1]
    for other in arrays[1:]:
        if other.ndim != 2 or other.shape[1] != features:
            expected = f"others of shape (m, {features})"
            raise ValueError(f"expected {expected}, got {other.shape}")
    # float64 inside: the sum of a few thousand float16 numbers is already infinite.
    reference = arrays[0].astype(np.float64)
    mean, deviation = reference.mean(axis=0), reference.std(axis=0)
    size = np.abs(reference).max(axis=0)
    constant = np.ptp(reference, axis=0) <= CONSTANT_WITHIN * size
    constant |= deviation == 0  # of numbers below 1e-160, whose squares vanish
    # The mean of equal numbers may be off by rounding, any one of them is not.
    shift = np.where(constant, reference[0], mean)
    scale = np.where(constant, 1.0, deviation)
    return tuple(((a - shift) / scale).astype(a.dtype) for a in arrays)


@dataclass(frozen=True)
class Split:
    """A data set in two parts.

    Attributes
    ----------
    X_train, X_test : float32 ndarray (examples, features)
        Inputs.
    y_train, y_test : ndarray (examples,) or (examples, labels)
        Class indices or labels of 0 and 1, int64; numbers to predict, float32.
    """

    X_train: Floats32
    y_train: Targets
    X_test: Floats32
    y_test: Targets

    @property
    def num_classes(self) -> int:
        """Number of classes: one more than the largest label."""
        return int(max(self.y_train.max(), self.y_test.max())) + 1

    def standardized(self) -> Split:
        """Return the split with both parts scaled by `standardize`."""
        X_train, X_test = standardize(self.X_train, self.X_test)
        return replace(self, X_train=X_train, X_test=X_test)


def digits(*, standardize: bool = True, seed: int = 0) -> Split:
    """Handwritten digits, 8 × 8 pixels of 0 to 16: 1,347 to train, 450 to test.

    The classes have equal shares in both parts. Source: Alpaydin and Kaynak (1998),
    the test part of UCI's "Optical Recognition of Handwritten Digits".
    """
    from sklearn.datasets import load_digits

    return _split(load_digits, 450, standardize, seed)


def breast_cancer(*, standardize: bool = True, seed: int = 0) -> Split:
    """Thirty measurements of cell nuclei, malignant (0) or benign (1): 398 and 171.

    The features' scales differ by five orders of magnitude. Source: Street, Wolberg
    and Mangasarian (1993), UCI's "Breast Cancer Wisconsin (Diagnostic)".
    """
    from sklearn.datasets import load_breast_cancer

    return _split(load_breast_cancer, 171, standardize, seed)


def diabetes(*, standardize: bool = True, seed: int = 0) -> Split:
    """Ten measurements of diabetes patients and how far it went: 310 and 132.

    The target is a number, from 25 to 346, and is not scaled. Source: Efron, Hastie,
    Johnstone and Tibshirani (2004).
    """
    from sklearn.datasets import load_diabetes

    load = partial(load_diabetes, scaled=False)
    return _split(load, 132, standardize, seed, target=np.float32)


def multilabel_digits(*, standardize: bool = True, seed: int = 0) -> Split:
    """Handwritten digits with three labels of 0 or 1, so that `y` is (examples, 3).

    The labels are: even; above four; has a hole (0, 6, 8 and 9). Rows as in `digits`.
    """
    split = digits(standardize=standardize, seed=seed)
    return replace(
        split,
        y_train=DIGIT_LABELS[split.y_train],
        y_test=DIGIT_LABELS[split.y_test],
    )


DIGIT_LABELS = np.array(
    [[d % 2 == 0, d > 4, d in (0, 6, 8, 9)] for d in range(10)], dtype=np.int64
)


def wine(*, standardize: bool = True, seed: int = 0) -> Split:
    """Thirteen chemical measurements of wines from three cultivars: 124 and 54.

    Source: Aeberhard and Forina (1992), UCI's "Wine".
    """
    from sklearn.datasets import load_wine

    return _split(load_wine, 54, standardize, seed)


FRAUD_ROWS = 4500, 1500
"""Rows of the fraud table to train on, and to test."""

INFORMATIVE, SUMS, NOISE = 8, 6, 6
"""Features of the fraud table: what tells, sums of two of these, and nothing."""


def fraud(*, share: float = 0.2, standardize: bool = True, seed: int = 0) -> Split:
    """Payments, honest (0) or fraud (1), twenty features: 4,500 and 1,500 to test.

    The table is made up. Each class comes in six kinds, clouds of points around corners
    of a cube in eight dimensions, some of them opposite, so that no plane parts them.
    Six features are sums of two of those eight, six are noise, and one label in fifty
    is wrong. Units differ between features by powers of ten, as in real tables.

    Parameters
    ----------
    share : float
        Share of fraud, the same in both parts, before the wrong labels.
    standardize : bool
        Whether to give each feature mean 0 and standard deviation 1.
    seed : int
        Seed of everything.
    """
    rng = np.random.default_rng(seed)
    bits = np.arange(2 ** (INFORMATIVE - 1))[:, None] >> np.arange(INFORMATIVE) & 1
    # Half of the corners, no two of them opposite; of these half, no two adjacent.
    apart = bits[bits.sum(axis=1) % 2 == 0]
    corners = 2.0 * rng.permutation(apart)[:8].reshape(2, 4, INFORMATIVE) - 1
    centers = np.concatenate([corners, -corners[:, :2]], axis=1)
    pairs = rng.permuted(np.tile(np.arange(INFORMATIVE), (SUMS, 1)), axis=1)[:, :2]
    places = rng.permutation(INFORMATIVE + SUMS + NOISE)
    units = 10.0 ** rng.integers(-2, 4, len(places))
    parts: list[tuple[Floats32, Labels]] = []
    for rows in FRAUD_ROWS:
        labels = np.zeros(rows, dtype=np.int64)
        labels[: round(share * rows)] = 1
        labels = rng.permutation(labels)
        kind = rng.integers(0, 6, rows)
        told = centers[labels, kind]
        told += 0.6 * rng.standard_normal(told.shape)
        sums = told[:, pairs[:, 0]] + told[:, pairs[:, 1]]
        sums += 0.5 * rng.standard_normal(sums.shape)
        X = np.hstack([told, sums, rng.standard_normal((rows, NOISE))])
        wrong = rng.random(rows) < 0.02
        y = np.where(wrong, 1 - labels, labels)
        parts.append(((units * X[:, places]).astype(np.float32), y))
    split = Split(*parts[0], *parts[1])
    return split.standardized() if standardize else split


def _split(
    load: Callable[..., Any],
    test_size: int,
    standardize: bool,
    seed: int,
    target: type = np.int64,
) -> Split:
    from sklearn.model_selection import train_test_split

    X, y = load(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(
        X.astype(np.float32),
        y.astype(target),
        test_size=test_size,
        stratify=y if target is np.int64 else None,
        random_state=seed,
    )
    split = Split(X_train, y_train, X_test, y_test)
    return split.standardized() if standardize else split


def xor() -> tuple[Floats32, Labels]:
    """Return the four corners of the unit square ``(4, 2)`` and their XOR ``(4,)``."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    return X, np.array([0, 1, 1, 0])


def moons(n: int, *, noise: float = 0.1, seed: int = 0) -> tuple[Floats32, Labels]:
    """Two interleaved half circles: points ``(n, 2)`` and their class ``(n,)``.

    Parameters
    ----------
    n : int
        Number of points.
    noise : float
        Standard deviation of the Gaussian noise, in units of the radius.
    seed : int
        Seed of the order and of the noise.

    Returns
    -------
    X : float32 ndarray (n, 2)
        Points.
    y : int64 ndarray (n,)
        Their half circles, 0 or 1.
    """
    from sklearn.datasets import make_moons

    X, y = make_moons(n, noise=noise, random_state=seed)
    return X.astype(np.float32), y.astype(np.int64)


def spiral(
    n: int, *, turns: float = 1.75, noise: float = 0.1, seed: int = 0
) -> tuple[Floats32, Labels]:
    """Two arms that wind around each other: points ``(n, 2)`` and their arm ``(n,)``.

    Parameters
    ----------
    n : int
        Number of points, dealt evenly among the arms and evenly along each.
    turns : float
        How often an arm goes around the origin on its way out to radius 2.
    noise : float
        Standard deviation of the Gaussian noise of each coordinate.
    seed : int
        Seed of the places along the arms and of the noise.

    Returns
    -------
    X : float32 ndarray (n, 2)
        Points.
    y : int64 ndarray (n,)
        Their arms, 0 or 1.
    """
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    out = np.sqrt(rng.uniform(0.03, 1, n))  # an arm is longer further out
    angle = 2 * np.pi * turns * out + np.pi * y
    X = 2 * out[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    X += noise * rng.standard_normal((n, 2))
    return X.astype(np.float32), y.astype(np.int64)
