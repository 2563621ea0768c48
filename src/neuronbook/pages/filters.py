"""Choose among the entries of a long page, without a server or JavaScript.

A group of radio buttons stands for each column. What a reader chooses hides the other
entries by a rule of the style sheet, ``:has(#button:checked)``, so it works on a page
that is opened from a disk. Where a browser knows no ``:has``, all entries are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

__all__ = ["Filter"]


class Filter:
    """Radio buttons over the entries of a page, and the classes that they act on.

    Parameters
    ----------
    rows : sequence of dict
        The entries, by column.
    columns : dict
        Column to its name for readers, in the order of the groups.

    Attributes
    ----------
    html : str
        The buttons and their rules, to be shown above the entries.
    group : str
        Class of an element that holds entries, which hides when all of them do.

    Raises
    ------
    ValueError
        If a row lacks a column.

    Examples
    --------
    >>> shown = Filter([{"verdict": "true"}, {"verdict": "false"}], {"verdict": "V"})
    >>> shown.classes({"verdict": "not checked"})
    'filtered verdict-not-checked'
    """

    group = "filtered-group"

    def __init__(
        self, rows: Sequence[Mapping[str, str]], columns: Mapping[str, str]
    ) -> None:
        for row in rows:
            if missing := columns.keys() - row.keys():
                raise ValueError(f"expected the columns {set(columns)}, no {missing}")
        self.columns = dict(columns)
        counts = {name: Counter(row[name] for row in rows) for name in columns}
        self.html = '<div class="filters">{}</div><style>{}</style>'.format(
            "".join(self._buttons(name, counts[name]) for name in columns),
            "".join(
                self._rule(name, value) for name in columns for value in counts[name]
            ),
        )

    def classes(self, row: Mapping[str, str]) -> str:
        """Name the classes of an entry's element.

        Parameters
        ----------
        row : dict
            The entry.

        Returns
        -------
        str
            Classes, with spaces between them.
        """
        own = (self._name(column, row[column]) for column in self.columns)
        return " ".join(["filtered", *own])

    def _buttons(self, column: str, counts: Counter[str]) -> str:
        total = sum(counts.values())
        buttons = [self._button(column, "all", "", total, checked=True)]
        buttons += [
            self._button(column, _words(value), value, count)
            for value, count in counts.items()
        ]
        legend = f"<legend>{escape(self.columns[column])}</legend>"
        return f"<fieldset>{legend}{''.join(buttons)}</fieldset>"

    def _button(
        self, column: str, words: str, value: str, count: int, checked: bool = False
    ) -> str:
        name = self._name(column, value)
        return (
            f'<label><input type="radio" name="{column}" id="{name}"'
            f"{' checked' * checked}> {escape(words)} ({count})</label> "
        )

    def _rule(self, column: str, value: str) -> str:
        name = self._name(column, value)
        chosen = f"body:has(#{name}:checked)"
        return (
            f"{chosen} .filtered:not(.{name}),"
            f"{chosen} .{self.group}:not(:has(.{name})){{display:none}}"
        )

    @staticmethod
    def _name(column: str, value: str) -> str:
        return f"{column}-{re.sub(r'[^a-z0-9]+', '-', value.lower()) or 'any'}"


def _words(value: str) -> str:
    """Write a value for readers: of a chapter's file, 07_stable_softmax, the number."""
    number, _, rest = value.partition("_")
    return str(int(number)) if number.isdigit() and rest else value
