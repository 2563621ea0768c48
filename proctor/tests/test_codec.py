"""Values cross unchanged, foreign objects do not, and no bytes do any harm."""

import contextlib
import itertools
import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgpack
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from proctor.protocol.codec import (
    MAX_DEPTH,
    CodecError,
    Decoder,
    Encoder,
    PlainDecoder,
)
from proctor.protocol.outcome import fingerprint
from proctor.protocol.results import MAX_BYTES, MAX_ITEMS, ResultEncoder

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(codec="utf-8"))
    | st.binary()
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 4))
)
arrays = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes()
    | hnp.floating_dtypes()
    | hnp.complex_number_dtypes()
    | hnp.unicode_string_dtypes(),
    hnp.array_shapes(min_dims=0, min_side=0),
)
data = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(st.characters(codec="utf-8")) | st.integers(), inner)
    ),
    max_leaves=10,
)


def crossed(value):
    return Decoder()(Encoder()(value))


def same(one, other) -> bool:
    """Equal to the bit and of the same type; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, np.ndarray):
        native = one.astype(one.dtype.newbyteorder("="))
        equal = native.dtype == other.dtype and native.shape == other.shape
        return equal and native.tobytes() == other.tobytes()
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    return one == other


@given(data)
def test_data_crosses_unchanged(value):
    assert same(value, crossed(value))


@pytest.mark.parametrize(
    "name",
    [
        "bool",
        "uint8",
        "int8",
        "int16",
        "int32",
        "int64",
        "float16",
        "bfloat16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ],
)
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (3, 1, 2)])
def test_tensors_cross_unchanged(name, shape):
    tensor = torch.ones(shape).mul(1.5).to(getattr(torch, name))
    other = crossed(tensor)
    assert other.dtype is tensor.dtype
    assert other.shape == tensor.shape
    assert torch.equal(other, tensor)


def test_a_transposed_tensor_keeps_its_values_and_requires_grad():
    tensor = torch.arange(6.0).reshape(2, 3).T.requires_grad_()
    other = crossed(tensor)
    assert torch.equal(other, tensor)
    assert other.requires_grad
    assert other.is_leaf


@pytest.mark.parametrize(
    "kind", [np.float16, np.int8, np.dtype("f4"), torch.bfloat16, float, bool, str]
)
def test_types_of_numbers_cross_by_name(kind):
    assert crossed(kind) == kind


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_a_generator_crosses_with_its_state(bits):
    rng = np.random.Generator(bits(3))
    rng.normal(size=5)
    assert crossed(rng).normal() == rng.normal()


class Sly(np.ndarray):
    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(2).view(Sly), np.ndarray),
        (type("F", (float,), {})(1.5), float),
        (type("I", (int,), {})(3), int),
        (type("S", (str,), {})("x"), str),
        (type("L", (list,), {})([1]), list),
        (type("D", (dict,), {})(a=1), dict),
        (torch.nn.Parameter(torch.ones(2)), torch.Tensor),
        (np.ma.array([1.0, 2.0]), np.ndarray),
    ],
)
def test_subclasses_arrive_as_their_base(value, kind):
    assert type(crossed(value)) is kind


def deep(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


recursive: list = []
recursive.append(recursive)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({1, 2}, "a set"),
        ({}.keys(), "a dict_keys"),
        (object(), "an object"),
        (np.array([None]), "an array of Python objects"),
        (np.zeros(2, [("a", "f4")]), "an array of"),
        (deep(MAX_DEPTH + 2), "nested"),
        (recursive, "nested"),
        (1 << 10_000_000, "an integer"),
        (torch.eye(2).to_sparse(), "tensor of layout"),
        (lambda: 1, "function"),
        (iter([]), "iterator"),
        ("\udc80", "cannot be written"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_data_is_refused_by_name(value, words):
    with pytest.raises(CodecError, match=words):
        Encoder()(value)


def test_functions_cross_as_numbers_in_both_directions():
    published = []

    def publish(value, kind):
        published.append((value, kind))
        return 7

    def resolve(number, kind):
        return lambda: (number, kind)

    stand_in = Decoder(resolve)(Encoder(publish)(math.sqrt))
    assert published == [(math.sqrt, "function")]
    assert stand_in() == (7, "function")
    assert stand_in.__name__ == "sqrt"


def decode_or_refuse(raw: bytes) -> None:
    """Decode; any exception but `CodecError` fails the test that calls this."""
    with contextlib.suppress(CodecError):
        Decoder()(raw)


@given(st.binary(max_size=300))
@example(b"")
@example(b"\xdd\xff\xff\xff\xff")
@example(b"\xc6\xff\xff\xff\xff")
def test_any_bytes_give_a_value_or_one_clear_error(junk):
    decode_or_refuse(junk)


@given(data, st.data())
def test_any_change_of_real_bytes_gives_a_value_or_one_clear_error(value, draw):
    good = bytearray(Encoder()(value))
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.integers(0, len(good) - 1))
        good[place] = draw.draw(st.integers(0, 255))
    decode_or_refuse(bytes(good))


extensions = st.recursive(
    scalars.filter(lambda v: not isinstance(v, (complex, range, int)))
    | st.integers(-(2**63), 2**64 - 1),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.builds(
            msgpack.ExtType,
            st.integers(0, 20),
            inner.map(lambda v: msgpack.packb(v, use_bin_type=True)),
        )
    ),
    max_leaves=8,
)


@given(extensions)
def test_well_formed_nonsense_gives_a_value_or_one_clear_error(value):
    decode_or_refuse(msgpack.packb(value, use_bin_type=True))


def packed(code, parts):
    body = msgpack.packb(parts, use_bin_type=True)
    return msgpack.packb(msgpack.ExtType(code, body))


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        (2, ["|O", [1], b"12345678"]),
        (2, ["<f8", [1 << 40], b""]),
        (2, ["<f8", [-1], b"12345678"]),
        (2, ["<f8", [2], b"12345678"]),
        (2, ["<U100000000", [0], b""]),
        (2, ["V8", [1], b"12345678"]),
        (4, ["float32", False, b"\x93\xa3<f8\x91\x01\xc4\x0812345678"]),
        (8, ["exec", {}]),
        (8, ["PCG64", 3]),
        (9, "object:O"),
        (9, "torch:load"),
        (9, "builtin:eval"),
        (7, [0, "exec", "x"]),
        (99, []),
    ],
)
def test_data_that_lies_about_itself_is_refused(code, parts):
    with pytest.raises(CodecError):
        Decoder()(packed(code, parts))


def test_nothing_is_ever_unpickled(monkeypatch):
    import pickle

    def refuse(*_):
        raise AssertionError("unpickled")

    monkeypatch.setattr(pickle, "loads", refuse)
    monkeypatch.setattr(pickle, "load", refuse)
    with pytest.raises(CodecError):
        Decoder()(pickle.dumps({"a": 1}))


def returned(value, lent=None):
    """Send a value as a result is sent: made data first, and encoded later."""
    encoder = ResultEncoder(lambda value, kind: lent.append(value) or 0)
    ready = encoder.ready(value)
    return Decoder(lambda number, kind: lent[number])(encoder(ready))


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (Fraction(1, 4), 0.25),
        (Decimal("0.5"), 0.5),
        ({3, 1}, [1, 3]),
        (date(2026, 2, 28), "2026-02-28"),
        (pd.Series(["a"]), np.array(["a"])),
        ([{"n": pd.DataFrame({"n": [1]})}], [{"n": {"n": np.array([1])}}]),
    ],
    ids=repr,
)
def test_a_result_that_means_data_crosses_and_an_argument_does_not(value, meant):
    assert same(returned(value), meant)
    with pytest.raises(CodecError):
        Encoder()(value)


def test_an_iterator_is_run_through_and_arrives_as_one():
    arrived = returned([1, (n * n for n in range(4)), iter(())])
    assert all(isinstance(one, Iterator) for one in arrived[1:])
    assert [list(one) for one in arrived[1:]] == [[0, 1, 4, 9], []]


def fails_late():
    yield 1
    raise LookupError("late")


def test_what_an_iterator_raises_is_raised_while_it_is_made_data():
    with pytest.raises(LookupError, match="late"):
        ResultEncoder().ready([fails_late()])


@pytest.mark.parametrize(
    "value",
    [itertools.count(), (np.zeros(MAX_BYTES // 80) for _ in itertools.count())],
    ids=["many items", "many bytes"],
)
def test_an_iterator_without_end_is_lent_from_its_beginning(value):
    lent = []
    arrived = returned(value, lent)
    items = list(itertools.islice(arrived, MAX_ITEMS + 5))
    assert len(items) == MAX_ITEMS + 5
    assert items[0] is not None


def test_nesting_is_as_deep_on_both_sides():
    for make in (lambda v: [v], lambda v: (v,), lambda v: {"k": v}):
        value = 1.0
        for _ in range(MAX_DEPTH):
            value = make(value)
        assert same(crossed(value), value)
        with pytest.raises(CodecError, match="nested"):
            Encoder()(make(value))


@given(data)
def test_a_fingerprint_is_the_same_on_the_other_side(value):
    assert fingerprint(crossed(value)) == fingerprint(value)


def test_a_fingerprint_is_of_numbers_and_not_of_how_they_are_stored():
    array = np.arange(6.0).reshape(2, 3)
    for other in (array.astype(">f8"), np.asfortranarray(array), array.copy()):
        assert fingerprint(crossed(other)) == fingerprint(other) == fingerprint(array)
    assert fingerprint(array) != fingerprint(array + 1e-9)
    tensor = torch.ones(3)
    assert fingerprint(tensor) == fingerprint(tensor.clone().requires_grad_())
    rng = np.random.default_rng(0)
    before = fingerprint([rng, iter([1]), abs])
    rng.normal()
    assert fingerprint([rng, iter([2]), len]) == before


@pytest.mark.parametrize(
    "data",
    [
        b"\xdd\x00\x0f\x42\x40" + b"\x90" * 1_000_000,
        msgpack.packb([[b""] * 900 for _ in range(20)]),
        msgpack.packb([msgpack.ExtType(1, msgpack.packb([0] * 900))] * 20),
        msgpack.packb([[]] * 600 + [[[]] * 600]),
    ],
    ids=["one list", "many", "many tuples", "lists in lists"],
)
def test_a_decoder_may_have_a_limit_of_items(data):
    """An empty list is one byte there and sixty here."""
    with pytest.raises(CodecError):
        Decoder(most=1000)(data)
    assert Decoder(most=1000)(msgpack.packb([1] * 900)) == [1] * 900


def test_the_grader_builds_nothing_but_plain_data():
    """An array of a long list of types took it 10 s and 1.4 GB, a tensor `torch`."""
    answer = {"type": "ran", "array": np.ones(2), "scalar": np.float64(1), 7: "x"}
    answer |= {"many": 1 << 99, "kept": [1.5, None, (True, "a", {"b": -3})]}
    plain = PlainDecoder(most=1000)(Encoder()(answer))
    nothing = {"array": None, "scalar": None, "many": None}
    assert plain == {"type": "ran", **nothing, "kept": answer["kept"]}


def test_a_map_and_a_long_list_of_types_are_refused_before_they_are_built():
    with pytest.raises(CodecError, match="max_map_len"):
        Decoder()(msgpack.packb({"a": 1}))
    with pytest.raises(CodecError, match="too long"):
        Decoder()(packed(2, ["i4," * 1_000_000 + "i4", [1], b""]))
