"""What a student's function returned, as data: also what only means data.

Numbers, arrays and lists cross as they are. Some other objects have a plain meaning: a
`Fraction` is a number, a set the sorted list of its items, a table of pandas a dict of
arrays, a date its ISO text. `neuronbook.checking` takes them in the same way, so a
notebook and the grader agree.
"""

from __future__ import annotations

import collections.abc
import itertools
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgpack
import numpy as np

from proctor.protocol.codec import ITEMS, CodecError, Encoder, Ready, with_article

MAX_ITEMS = 1000
MAX_BYTES = 4 << 20
_WITHIN = 2  # a result is the value of an outcome in a message


class ResultEncoder(Encoder):
    """Encodes results; to be called while the student's code may run.

    An iterator is run through, so that its errors are those of the call. One that goes
    on for long is lent, and read by the test item by item.
    """

    def ready(self, value: Any) -> Ready:
        """Return a result as data, to be sent later.

        Raises
        ------
        CodecError
            If the value or a part of it is not data, or is nested too deeply.
        """
        return Ready(self._plain(value, _WITHIN))

    def _other(self, value: Any, depth: int) -> Any:
        if isinstance(value, collections.abc.Iterator):
            return self._run_through(value, depth)
        meaning = _meaning_of(type(value))
        if meaning is None:
            return super()._other(value, depth)
        try:
            found = meaning(value)
        except (ValueError, OverflowError):  # a Fraction may be too large for a float
            raise CodecError(with_article(type(value).__name__)) from None
        return self._plain(found, depth + 1)

    def _run_through(self, value: Iterator[Any], depth: int) -> Any:
        items, size = [], 0
        for item in value:
            items.append(item)
            size += getattr(item, "nbytes", 64)
            if len(items) == MAX_ITEMS or size > MAX_BYTES:
                return self._handle(itertools.chain(items, value), "iterator")
        body = [self._plain(item, depth + 1) for item in items]
        return msgpack.ExtType(ITEMS, msgpack.packb(body, use_bin_type=True))


def in_order(items: list[Any]) -> list[Any]:
    """Return the items of a set, sorted; those that have no order by their text."""
    try:
        return sorted(items)
    except (TypeError, ValueError):
        return sorted(items, key=repr)


def _table(value: Any) -> dict[str, Any]:
    return {str(name): _column(value[name]) for name in value.columns}


def _column(value: Any) -> Any:
    """Return a column as an array; texts, which pandas keeps as objects, as texts."""
    array = np.asarray(value)
    texts = array.dtype.kind == "O" and all(type(one) is str for one in array)
    return array.astype(str) if texts else array


_MEANINGS: dict[type, Callable[[Any], Any]] = {
    Fraction: float,
    Decimal: float,
    set: lambda value: in_order(list(value)),
    frozenset: lambda value: in_order(list(value)),
    date: date.isoformat,
    datetime: datetime.isoformat,
}


def _meaning_of(kind: type) -> Callable[[Any], Any] | None:
    """Return what makes data of exactly this class, if that is known."""
    pandas = sys.modules.get("pandas")  # never imported for the sake of looking
    if pandas is not None and kind is pandas.DataFrame:
        return _table
    if pandas is not None and kind in (pandas.Series, pandas.Index):
        return _column
    return _MEANINGS.get(kind)
