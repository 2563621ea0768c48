"""A student's notebook as a string, and stand-ins for its names."""

import textwrap

import numpy as np
import torch

from neuronbook.checking import LocalProvider, Scorecard, submission


def student(code, seconds=10.0):
    """Return ``get(name)`` for a namespace that ran this code."""
    source = textwrap.dedent(code)
    namespace = {}
    exec(compile(source, "<notebook>", "exec"), namespace)
    provider = LocalProvider(namespace, seconds=seconds)
    return lambda name: submission(name, provider=provider)


def reason(body, **options):
    """Run one check and return why it failed, in one line; empty if it passed."""
    card = Scorecard("question", points=1)
    with card.check("check", points=1, **options):
        body()
    assert card.earned == (0.0 if card.checks[0].reason else 1.0)
    return " ".join(card.checks[0].reason.split())


class AnyEqual:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])

    def __float__(self):
        return 1.0


class Pretender(AnyEqual):
    @property
    def __class__(self):
        return float


def hostile(base):
    """A subclass that agrees with everything."""

    def wanted(*args, **kwargs):
        return True

    names = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__"]
    names += ["__contains__", "__float__", "__int__", "__index__", "__abs__", "__sub__"]
    body = dict.fromkeys(names, wanted) | {"__hash__": lambda self: 0}
    body["__array_ufunc__"] = wanted
    body["__array_function__"] = wanted
    body["__array__"] = lambda self, *a, **k: np.array([1.0, 2.0])
    body["__str__"] = body["__repr__"] = lambda self: "right"
    return type("Hostile", (base,), body)


class HostileArray(np.ndarray):
    shape = property(lambda self: (2,))
    dtype = property(lambda self: np.dtype("f8"))
    size = 2

    def __array_finalize__(self, source):
        if source is not None:
            np.ndarray.fill(source, 1.0)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.array([True, True])

    def __array__(self, *args, **kwargs):
        return np.array([1.0, 2.0])

    def __eq__(self, other):
        return np.array([True])

    def tolist(self):
        return [1.0, 2.0]


class HostileTensor(torch.Tensor):
    shape = property(lambda self: torch.Size([2]))

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return torch.tensor([1.0, 2.0])
