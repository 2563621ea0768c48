import collections
import enum
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import torch
from checking_helpers import (
    AnyEqual,
    HostileArray,
    HostileTensor,
    Pretender,
    hostile,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch.utils._pytree import tree_map

from neuronbook.checking.plain_data import (
    MAX_ITEMS,
    NotData,
    Unrolled,
    plain,
    same,
)

atoms = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
data = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)
arrays = hnp.arrays(
    dtype=st.sampled_from(["f2", "f4", "f8", "i8", "u1", "?", "c16"]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


@given(data)
def test_plain_data_comes_back_as_it_was(value):
    assert same(plain(value), value)


@given(arrays)
def test_an_array_is_copied_to_the_bit(value):
    copied = plain(value)
    assert same(copied, value)
    assert not np.shares_memory(copied, value) or value.size == 0


@given(arrays.filter(lambda array: array.nbytes > 0), st.data())
def test_one_changed_byte_is_noticed(value, draw):
    changed = plain(value)
    raw = bytearray(changed.tobytes())
    raw[draw.draw(st.integers(0, len(raw) - 1))] ^= 0xFF
    changed = np.frombuffer(bytes(raw), changed.dtype).reshape(changed.shape)
    assert not same(changed, value)


class Color(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({}.keys(), "a dict_keys"),
        ({1}, "a set"),
        ((i for i in range(3)), "a generator"),
        (range(3), "a range"),
        (b"raw", "a bytes"),
        (AnyEqual(), "an AnyEqual"),
        (Pretender(), "a Pretender"),
        (Color.RED, "a Color"),
        (collections.deque([1]), "a deque"),
        (np.array([object()]), "an array of Python objects"),
        (np.array(["2020-01-01"], dtype="M8[D]"), "an array of datetime64[D]"),
        (np.zeros(2, dtype=[("a", "f8")]), "an array of [('a', '<f8')]"),
        (np.float64, "a function"),
        (len, "a function"),
        (torch.eye(3).to_sparse(), "a tensor of no ordinary kind"),
        (torch.empty(3, device="meta"), "a tensor of no ordinary kind"),
        ([1.0, [AnyEqual()]], "an AnyEqual"),
        ({"p": AnyEqual()}, "an AnyEqual"),
        ({AnyEqual(): 1}, "an AnyEqual"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_data_is_refused_by_name(value, named):
    with pytest.raises(NotData) as refusal:
        plain(value)
    assert str(refusal.value) == named


MEANT = [
    (Fraction(1, 4), 0.25),
    (Decimal("0.5"), 0.5),
    ({3, 1, 2}, [1, 2, 3]),
    (frozenset("ba"), ["a", "b"]),
    ({1, "a"}, ["a", 1]),
    (date(2026, 2, 28), "2026-02-28"),
    (datetime(2026, 2, 28, 12), "2026-02-28T12:00:00"),
    (pd.Series([1.5, 2.5]), np.array([1.5, 2.5])),
    (pd.Series(["a", "b"]), np.array(["a", "b"])),
    (
        pd.DataFrame({"n": [1, 2], "w": ["x", "y"]}),
        {"n": np.array([1, 2]), "w": np.array(["x", "y"])},
    ),
    ([Fraction(1, 2), {"s": {2}}], [0.5, {"s": [2]}]),
    (iter([Fraction(1, 2)]), Unrolled([0.5])),
]


@pytest.mark.parametrize(("value", "meant"), MEANT, ids=lambda v: type(v).__name__)
def test_a_result_that_means_data_is_taken_as_that(value, meant):
    with pytest.raises(NotData):
        plain(value)
    assert same(plain(value, unroll=True), meant)


class Half(Fraction):
    def __float__(self):
        return 7.0


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (Half(1, 2), "a Half"),
        (Fraction(10**400), "a Fraction"),
        (Decimal("sNaN"), "a Decimal"),
        (pd.Series([object()]), "an array of Python objects"),
        ({object()}, "an object"),
    ],
)
def test_and_what_has_no_plain_meaning_is_refused_by_name(value, named):
    with pytest.raises(NotData) as refusal:
        plain(value, unroll=True)
    assert str(refusal.value) == named


def test_recursion_depth_and_size_are_limited():
    endless = []
    endless.append(endless)
    deep = None
    for _ in range(100):
        deep = [deep]
    wide = [endless] * 1000
    for value in (endless, deep, wide, {"self": endless}):
        with pytest.raises(NotData, match="nested more than 20 deep"):
            plain(value)
    with pytest.raises(NotData, match="items"):
        plain([0] * (MAX_ITEMS + 1))


def test_a_huge_array_without_memory_behind_it_is_refused():
    with pytest.raises(NotData, match="MB"):
        plain(np.broadcast_to(1.0, (10**6, 10**6)))
    with pytest.raises(NotData, match="MB"):
        plain(torch.ones(1).expand(10**10))


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        (hostile(float)(7.0), 7.0),
        (hostile(int)(7), 7),
        (hostile(complex)(7.0), 7 + 0j),
        (hostile(str)("seven"), "seven"),
        (hostile(np.float64)(7.0), np.float64(7.0)),
        (hostile(np.float32)(7.0), np.float32(7.0)),
        (hostile(list)([7]), [7]),
        (hostile(tuple)([7]), (7,)),
        (hostile(dict)(a=7), {"a": 7}),
        ([hostile(float)(7.0)], [7.0]),
        ({"k": hostile(str)("x")}, {"k": "x"}),
        (enum.IntEnum("Number", {"SEVEN": 7}).SEVEN, 7),
    ],
)
def test_a_hostile_subclass_arrives_as_its_base(value, inside):
    result = plain(value)
    assert same(result, inside)


def test_an_array_subclass_arrives_as_a_base_array():
    value = np.ndarray.__new__(HostileArray, (3,), buffer=np.array([7.0, 8.0, 9.0]))
    result = plain(value)
    assert type(result) is np.ndarray
    np.testing.assert_array_equal(result, [7.0, 8.0, 9.0])


class DispatchTensor(torch.Tensor):
    """Holds another tensor and computes something of its own."""

    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return tree_map(lambda _: torch.tensor([1.0, 2.0]), args[0])


def test_a_tensor_subclass_arrives_as_a_base_tensor():
    value = torch.tensor([7.0, 8.0, 9.0]).as_subclass(HostileTensor)
    result = plain(value)
    assert type(result) is torch.Tensor
    assert result.tolist() == [7.0, 8.0, 9.0]


def test_a_parameter_arrives_without_its_gradient():
    result = plain(torch.nn.Parameter(torch.tensor([7.0])))
    assert type(result) is torch.Tensor
    assert not result.requires_grad


def test_a_tensor_that_only_dispatches_is_refused():
    with pytest.raises(NotData, match="tensor"):
        plain(DispatchTensor(torch.zeros(2)))


def test_a_named_tuple_and_a_size_become_tuples():
    Pair = collections.namedtuple("Pair", "z a")
    assert type(plain(Pair(1, 2))) is tuple
    assert plain(torch.Size([2, 3])) == (2, 3)


def test_functions_are_replaced_by_what_wrap_gives():
    assert plain([len], lambda function: function.__name__) == ["len"]
