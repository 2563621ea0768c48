"""Values as bytes and back: data only, bounded, and never executable.

The bytes are MessagePack with a few extension types. What cannot be said in
them is refused by name. A decoder trusts nothing: each malformed input ends in
one `CodecError`.
"""

from __future__ import annotations

import collections.abc
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import msgpack
import numpy as np

MAX_DEPTH = 64
MAX_DIMENSION = 1 << 31
_MAX_BIG_INT = 4096
_MAX_ITEM = 16384
_MAX_DTYPE = 64  # letters; NumPy takes seconds to read a list of a million types
_KINDS = "biufcUS"

TUPLE, ARRAY, SCALAR, TENSOR, COMPLEX, INTEGER = 1, 2, 3, 4, 5, 6
HANDLE, GENERATOR, DTYPE, RANGE, PAIRS, ITEMS = 7, 8, 9, 10, 11, 12

_TORCH_DTYPES = [
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
]
# NumPy has no bfloat16: its bits travel as 16-bit integers.
_TORCH_AS_NUMPY = {"bfloat16": "int16"}
_BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")

Resolve = Callable[[int, str], Any]


class CodecError(ValueError):
    """A value that does not cross, or bytes that mean nothing."""


class Ready:
    """A value that an encoder has made data of already."""

    def __init__(self, body: Any) -> None:
        self.body = body


def _refuse_handle(value: Any, kind: str) -> NoReturn:
    raise CodecError(f"a {kind} cannot cross here")


class Encoder:
    """Turn values into bytes.

    Parameters
    ----------
    publish
        Called with a callable or an iterator and its kind; returns the number
        under which the other side may use it.
    """

    def __init__(self, publish: Callable[[Any, str], int] = _refuse_handle) -> None:
        self._publish = publish

    def __call__(self, value: Any) -> bytes:
        """Encode one value.

        Raises
        ------
        CodecError
            If the value or a part of it is not data, or is nested too deeply.
        """
        try:
            return _pack(self._plain(value, 0))
        except (OverflowError, RecursionError, UnicodeError) as error:
            raise CodecError(f"a value that cannot be written: {error}") from error

    def _plain(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise CodecError(f"a value nested more than {MAX_DEPTH} deep")
        if value is None or value is True or value is False:
            return value
        if type(value) is Ready:
            return value.body
        # NumPy's float64 is a float and its str_ a str: ask for NumPy first.
        for kinds, method in _ENCODERS:
            if isinstance(value, kinds):
                return method(self, value, depth)
        return self._other(value, depth)

    def _other(self, value: Any, depth: int) -> Any:
        tensor = _torch_attribute("Tensor")
        if tensor is not None and isinstance(value, tensor):
            return self._tensor(value)
        dtype = _dtype_name(value)
        if dtype is not None:
            return msgpack.ExtType(DTYPE, _pack(dtype))
        if isinstance(value, collections.abc.Iterator):
            return self._handle(value, "iterator")
        if callable(value):
            return self._handle(value, "function")
        raise CodecError(with_article(type(value).__name__))

    def _tensor(self, value: Any) -> Any:
        return _tensor(value)

    def _handle(self, value: Any, kind: str) -> Any:
        name = str(getattr(value, "__name__", kind))[:100]
        return msgpack.ExtType(HANDLE, _pack([self._publish(value, kind), kind, name]))

    def _integer(self, value: int, depth: int) -> Any:
        value = int.__index__(value)
        if -(1 << 63) <= value < 1 << 64:
            return value
        size = value.bit_length() // 8 + 1
        if size > _MAX_BIG_INT:
            raise CodecError(f"an integer of {size} bytes, at most {_MAX_BIG_INT}")
        return msgpack.ExtType(INTEGER, value.to_bytes(size, "little", signed=True))

    def _float(self, value: float, depth: int) -> float:
        return float.__float__(value)

    def _complex(self, value: complex, depth: int) -> Any:
        return msgpack.ExtType(COMPLEX, _pack([value.real, value.imag]))

    def _text(self, value: str, depth: int) -> str:
        return str.__str__(value)

    def _bytes(self, value: bytes, depth: int) -> bytes:
        return bytes(value)

    def _list(self, value: list[Any], depth: int) -> list[Any]:
        return [self._plain(item, depth + 1) for item in list.__iter__(value)]

    def _tuple(self, value: tuple[Any, ...], depth: int) -> Any:
        items = [self._plain(item, depth + 1) for item in tuple.__iter__(value)]
        return msgpack.ExtType(TUPLE, _pack(items))

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = [
            [self._plain(key, depth + 1), self._plain(item, depth + 1)]
            for key, item in dict.items(value)
        ]
        return msgpack.ExtType(PAIRS, _pack(pairs))

    def _range(self, value: range, depth: int) -> Any:
        return msgpack.ExtType(RANGE, _pack([value.start, value.stop, value.step]))

    def _array(self, value: Any, depth: int) -> Any:
        return msgpack.ExtType(ARRAY, _array_bytes(np.asarray(value)))

    def _scalar(self, value: Any, depth: int) -> Any:
        return msgpack.ExtType(SCALAR, _array_bytes(np.asarray(value)))

    def _generator(self, value: np.random.Generator, depth: int) -> Any:
        bits = value.bit_generator
        state = self._plain(_listed(bits.state), depth + 1)
        return msgpack.ExtType(GENERATOR, _pack([type(bits).__name__, state]))


_ENCODERS: tuple[tuple[Any, Callable[[Encoder, Any, int], Any]], ...] = (
    (np.ndarray, Encoder._array),
    (np.generic, Encoder._scalar),
    (int, Encoder._integer),
    (float, Encoder._float),
    (complex, Encoder._complex),
    (str, Encoder._text),
    ((bytes, bytearray), Encoder._bytes),
    (list, Encoder._list),
    (tuple, Encoder._tuple),
    (dict, Encoder._dict),
    (range, Encoder._range),
    (np.random.Generator, Encoder._generator),
)


def _pack(value: Any) -> bytes:
    packed = msgpack.packb(value, use_bin_type=True)
    assert isinstance(packed, bytes)
    return packed


def _torch_attribute(name: str) -> Any:
    """Return something of torch if the process has imported it already."""
    return getattr(sys.modules.get("torch"), name, None)


def with_article(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _listed(state: Any) -> Any:
    """Return a bit generator's state with plain numbers for arrays."""
    if isinstance(state, dict):
        return {key: _listed(item) for key, item in state.items()}
    return state.tolist() if isinstance(state, (np.ndarray, np.generic)) else state


def _array_bytes(array: np.ndarray[Any, Any]) -> bytes:
    if array.dtype.kind not in _KINDS:
        objects = array.dtype.kind == "O"
        raise CodecError(f"an array of {'Python objects' if objects else array.dtype}")
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    header = [little.dtype.str, list(array.shape)]
    return _pack([*header, np.ascontiguousarray(little).tobytes()])


def _tensor(value: Any) -> Any:
    name = str(value.dtype).removeprefix("torch.")
    if name not in _TORCH_DTYPES or value.layout is not _torch_attribute("strided"):
        raise CodecError(f"a {name} tensor of layout {value.layout}")
    flat = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if name in _TORCH_AS_NUMPY:
        flat = flat.view(_torch_attribute(_TORCH_AS_NUMPY[name]))
    body = _array_bytes(flat.numpy())
    return msgpack.ExtType(TENSOR, _pack([name, bool(value.requires_grad), body]))


def _dtype_name(value: Any) -> str | None:
    if isinstance(value, np.dtype) and value.kind in _KINDS:
        return f"dtype:{value.str}"
    if isinstance(value, type) and issubclass(value, np.generic):
        name = value.__name__
        return f"numpy:{name}" if getattr(np, name, None) is value else None
    kind = _torch_attribute("dtype")
    if kind is not None and isinstance(value, kind):
        return str(value).replace("torch.", "torch:")
    if isinstance(value, type) and value in _BUILTIN_TYPES.values():
        return f"builtin:{value.__name__}"
    return None


_BUILTIN_TYPES = {kind.__name__: kind for kind in (int, float, complex, bool, str)}


class Decoder:
    """Turn bytes into values of plain types.

    Parameters
    ----------
    resolve
        Called with a number and a kind (``"function"`` or ``"iterator"``);
        returns the stand-in of the other side's object.
    most
        How many items all lists together may have; an empty one is one byte there and
        sixty here.
    """

    def __init__(
        self, resolve: Resolve = _refuse_handle, most: int | None = None
    ) -> None:
        self._resolve = resolve
        self._most = most
        self._counted = 0

    def __call__(self, data: bytes) -> Any:
        """Decode one value.

        Raises
        ------
        CodecError
            If the bytes are malformed in any way.
        """
        self._counted = 0
        try:
            return self._build(self._unpack(data), 0)
        except CodecError:
            raise
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"[:200]
            raise CodecError(f"malformed bytes ({detail})") from None

    def _unpack(self, data: bytes) -> Any:
        if self._most is None:
            return _unpack(data)
        return _unpack(data, list_hook=self._count, max_array_len=self._most)

    def _count(self, items: list[Any]) -> list[Any]:
        assert self._most is not None
        self._counted += 1 + len(items)
        if self._counted > self._most:
            raise CodecError(f"more than {self._most} items in lists")
        return items

    def _build(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise CodecError(f"a value nested more than {MAX_DEPTH} deep")
        if isinstance(value, list):
            return [self._build(item, depth + 1) for item in value]
        # Before the tuple: msgpack's ExtType is one.
        if isinstance(value, msgpack.ExtType):
            return self._extension(value.code, value.data, depth)
        if isinstance(value, (dict, msgpack.Timestamp)):
            raise CodecError("an unknown kind of value")
        return value

    def _extension(self, code: int, data: bytes, depth: int) -> Any:
        if code == INTEGER:
            return _big_integer(data)
        if code not in _DECODERS:
            raise CodecError(f"an unknown extension {code}")
        return _DECODERS[code](self, self._unpack(data), depth)

    def _tuple(self, items: Any, depth: int) -> Any:
        return tuple(self._build(_of(list, items), depth))

    def _dict(self, pairs: Any, depth: int) -> Any:
        built = {}
        for pair in _of(list, pairs):
            key, item = _of(list, pair)
            built[self._build(key, depth + 1)] = self._build(item, depth + 1)
        return built

    def _handle(self, parts: Any, depth: int) -> Any:
        number, kind, name = parts
        if kind not in ("function", "iterator"):
            raise CodecError("an unknown kind of handle")
        stand_in = self._resolve(_of(int, number), kind)
        if kind == "function":
            stand_in.__name__ = _of(str, name)[:100]
        return stand_in

    def _items(self, items: Any, depth: int) -> Any:
        return iter(self._build(_of(list, items), depth))

    def _generator(self, parts: Any, depth: int) -> Any:
        name, state = parts
        if name not in _BIT_GENERATORS:
            raise CodecError("an unknown bit generator")
        bits = getattr(np.random, name)()
        bits.state = self._build(state, depth + 1)
        return np.random.Generator(bits)


class PlainDecoder(Decoder):
    """Turn bytes into what the grader's own process reads: nothing costs much there.

    That is lists, numbers, texts, and dictionaries whose keys are texts. All else that
    a student's process may send is None or left out: nobody looks at it, and building
    an array, a tensor or a generator, or a dictionary of chosen numbers, can take any
    time and memory.
    """

    def _extension(self, code: int, data: bytes, depth: int) -> Any:
        if code == TUPLE:
            return super()._extension(code, data, depth)
        if code == PAIRS:
            pairs = _of(list, self._unpack(data))
            named = [pair for pair in pairs if type(_of(list, pair)[0]) is str]
            return self._dict(named, depth)
        return None


def _unpack(data: bytes, **options: Any) -> Any:
    # No encoder here writes a map, so there is none with anything in it.
    return msgpack.unpackb(
        data, raw=False, strict_map_key=True, max_map_len=0, **options
    )


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise CodecError(f"a {type(value).__name__} in place of a {kind.__name__}")
    return value


def _big_integer(data: bytes) -> int:
    if len(data) > _MAX_BIG_INT:
        raise CodecError("an integer that is too long")
    return int.from_bytes(data, "little", signed=True)


def _dtype_text(text: Any) -> str:
    if len(_of(str, text)) > _MAX_DTYPE:
        raise CodecError("the name of a dtype that is too long")
    return str(text)


def _build_array(parts: Any) -> np.ndarray[Any, Any]:
    text, shape, body = parts
    dtype = np.dtype(_dtype_text(text))
    if dtype.kind not in _KINDS or dtype.itemsize > _MAX_ITEM or dtype.hasobject:
        raise CodecError("an array of a dtype that does not cross")
    sizes = [_of(int, size) for size in _of(list, shape)]
    if len(sizes) > 32 or any(not 0 <= size < MAX_DIMENSION for size in sizes):
        raise CodecError("an array of an impossible shape")
    array = np.frombuffer(bytearray(_of(bytes, body)), dtype=dtype)
    return array.reshape(sizes).astype(dtype.newbyteorder("="), copy=False)


def _build_scalar(parts: Any) -> Any:
    array = _build_array(parts)
    if array.shape != ():
        raise CodecError("a scalar with a shape")
    return array[()]


def _build_tensor(parts: Any) -> Any:
    name, requires_grad, body = parts
    if name not in _TORCH_DTYPES:
        raise CodecError("a tensor of an unknown dtype")
    import torch

    tensor = torch.from_numpy(_build_array(_unpack(_of(bytes, body))))
    dtype = getattr(torch, name)
    if name in _TORCH_AS_NUMPY:
        tensor = tensor.view(dtype)
    if tensor.dtype is not dtype:
        raise CodecError("a tensor whose bytes are of another dtype")
    return tensor.requires_grad_(_of(bool, requires_grad))


def _build_complex(parts: Any) -> complex:
    real, imaginary = parts
    return complex(_of(float, real), _of(float, imaginary))


def _build_range(parts: Any) -> range:
    start, stop, step = parts
    return range(_of(int, start), _of(int, stop), _of(int, step))


def _build_dtype(text: Any) -> Any:
    family, name = _dtype_text(text).split(":", 1)
    if family == "builtin":
        return _BUILTIN_TYPES[name]
    if family == "torch" and name in _TORCH_DTYPES:
        import torch

        return getattr(torch, name)
    dtype = np.dtype(name)
    if dtype.kind not in _KINDS or dtype.itemsize > _MAX_ITEM:
        raise CodecError("a dtype that does not cross")
    return dtype.type if family == "numpy" else dtype


_DECODERS: dict[int, Callable[[Decoder, Any, int], Any]] = {
    TUPLE: Decoder._tuple,
    PAIRS: Decoder._dict,
    ITEMS: Decoder._items,
    HANDLE: Decoder._handle,
    GENERATOR: Decoder._generator,
    ARRAY: lambda _, parts, __: _build_array(parts),
    SCALAR: lambda _, parts, __: _build_scalar(parts),
    TENSOR: lambda _, parts, __: _build_tensor(parts),
    COMPLEX: lambda _, parts, __: _build_complex(parts),
    RANGE: lambda _, parts, __: _build_range(parts),
    DTYPE: lambda _, text, __: _build_dtype(text),
}
