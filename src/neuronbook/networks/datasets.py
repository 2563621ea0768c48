"""Small data sets, the same on every machine: none is downloaded.

Real data are those that scikit-learn carries. Everything random comes from a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets as bundled
from sklearn.model_selection import train_test_split

__all__ = ["Split", "blobs", "breast_cancer", "digits", "moons", "wine", "xor"]

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """A data set in two parts.

    Attributes
    ----------
    X_train, X_test : float32 arrays (examples, features)
    y_train, y_test : int64 arrays (examples,) of class indices
    """

    X_train: Floats
    y_train: Labels
    X_test: Floats
    y_test: Labels

    @property
    def num_classes(self) -> int:
        """Number of classes: one more than the largest label."""
        return int(max(self.y_train.max(), self.y_test.max())) + 1

    def standardized(self) -> Split:
        """Centre and scale both parts by the training part's mean and deviation.

        A feature that is constant in the training part becomes 0 there.
        """
        mean, deviation = self.X_train.mean(axis=0), self.X_train.std(axis=0)
        scale = np.where(deviation > 0, deviation, 1).astype(np.float32)
        return replace(
            self,
            X_train=(self.X_train - mean) / scale,
            X_test=(self.X_test - mean) / scale,
        )


def digits(*, standardize: bool = True, seed: int = 0) -> Split:
    """Handwritten digits, 8 × 8 pixels of 0 to 16: 1,347 to train, 450 to test.

    The classes have equal shares in both parts. Source: Alpaydin and Kaynak (1998),
    the test part of UCI's "Optical Recognition of Handwritten Digits".
    """
    return _split(bundled.load_digits, 450, standardize, seed)


def breast_cancer(*, standardize: bool = True, seed: int = 0) -> Split:
    """Thirty measurements of cell nuclei, malignant (0) or benign (1): 398 and 171.

    The features' scales differ by five orders of magnitude. Source: Street, Wolberg
    and Mangasarian (1993), UCI's "Breast Cancer Wisconsin (Diagnostic)".
    """
    return _split(bundled.load_breast_cancer, 171, standardize, seed)


def wine(*, standardize: bool = True, seed: int = 0) -> Split:
    """Thirteen chemical measurements of wines from three cultivars: 124 and 54.

    Source: Aeberhard and Forina (1992), UCI's "Wine".
    """
    return _split(bundled.load_wine, 54, standardize, seed)


def _split(load: object, test_size: int, standardize: bool, seed: int) -> Split:
    X, y = load(return_X_y=True)  # type: ignore[operator]
    X_train, X_test, y_train, y_test = train_test_split(
        X.astype(np.float32),
        y.astype(np.int64),
        test_size=test_size,
        stratify=y,
        random_state=seed,
    )
    split = Split(X_train, y_train, X_test, y_test)
    return split.standardized() if standardize else split


def xor() -> tuple[Floats, Labels]:
    """Return the four corners of the unit square ``(4, 2)`` and their XOR ``(4,)``."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    return X, np.array([0, 1, 1, 0])


def moons(n: int, *, noise: float = 0.1, seed: int = 0) -> tuple[Floats, Labels]:
    """Two interleaved half circles: points ``(n, 2)`` and their class ``(n,)``.

    Parameters
    ----------
    n : number of points
    noise : standard deviation of the Gaussian noise, in units of the radius
    """
    X, y = bundled.make_moons(n, noise=noise, random_state=seed)
    return X.astype(np.float32), y.astype(np.int64)


def blobs(
    n: int, *, classes: int, features: int, spread: float = 1.0, seed: int = 0
) -> tuple[Floats, Labels]:
    """Gaussian clouds around standard normal centres, one a class.

    Parameters
    ----------
    n : number of points, dealt evenly among the classes
    classes, features : number of centres, and of coordinates
    spread : standard deviation of each cloud; the centres have deviation 1

    Returns
    -------
    X : float32 array (n, features)
    y : int64 array (n,)
    """
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((classes, features))
    y = np.arange(n) % classes
    X = centres[y] + spread * rng.standard_normal((n, features))
    return X.astype(np.float32), y.astype(np.int64)
