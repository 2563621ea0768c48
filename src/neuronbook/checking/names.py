"""A notebook's names in two views: the student's, and that of the test cell.

A test cell runs in the student's notebook. Its ``X = ...`` would become a global that a
function with a misspelt parameter finds, and its ``f = submission("f")`` hides the
student's ``f``. So while the student's code runs it sees the names as they were before
the test cell, and after the cell they are like that again.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from inspect import isfunction
from typing import Any, ClassVar, Final, Literal

MISSING: Final = object()

View = Literal["student", "test"]


class Placeholder:
    """Base of the stand-ins: one in a namespace hides the student's own object."""

    def original(self) -> Any:
        """Return the hidden object, or `MISSING`."""
        return MISSING


class Names:
    """Keeps apart what the student and what a test cell put into one namespace.

    Names that begin with an underscore are in both views: IPython's own are such.
    """

    switching: ClassVar[bool] = False

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self._view: View = "test"
        self._views: dict[View, dict[str, Any]] = {}
        self._in_test_cell = False
        self._broken: set[str] = set()
        self.note()

    def note(self) -> None:
        """Take all names as they are now for the student's."""
        names = {
            name: value.original() if isinstance(value, Placeholder) else value
            for name, value in self._visible().items()
        }
        names = {name: value for name, value in names.items() if value is not MISSING}
        self._views["student"] = names

    def find(self, name: str) -> Any:
        """Return the student's object of this name, or `MISSING`."""
        if name in self._broken:
            return MISSING
        found = self.hidden(name)
        here = self.namespace.get(name, MISSING)
        if found is MISSING and not (here is MISSING or isinstance(here, Placeholder)):
            self.note()  # it was defined in the very cell that asks for it
            return here
        return found

    def functions(self) -> list[str]:
        """Name the student's functions."""
        own = self._visible() if self._view == "student" else self._views["student"]
        return [name for name, value in own.items() if isfunction(value)]

    def hidden(self, name: str) -> Any:
        """Return what this name was before the test cell, or `MISSING`."""
        own = self.namespace if self._view == "student" else self._views["student"]
        return own.get(name, MISSING)

    @contextlib.contextmanager
    def showing(self, view: View) -> Iterator[None]:
        """Show the names of one side, and then those that were there before."""
        before = self._view
        if view == before:
            yield
            return
        self._switch(view)
        try:
            yield
        finally:
            self._switch(before)

    def begin_cell(self, *_: Any) -> None:
        """Note the names before a cell runs; it may be a test cell."""
        self.note()

    def enter_test_cell(self) -> None:
        """Learn that the running cell is a test cell."""
        self._in_test_cell = True

    def end_cell(self, result: Any = None) -> None:
        """Give the student's names back after a test cell.

        What a cell with a syntax error would have defined counts as missing, as it
        will when all cells are run from the start.
        """
        if self._in_test_cell:
            self._in_test_cell = False
            self._show(self._views["student"])
        source = str(getattr(getattr(result, "info", None), "raw_cell", ""))
        defined = set(re.findall(r"^def (\w+)", source, re.MULTILINE))
        if getattr(result, "error_before_exec", None) is None:
            self._broken -= defined
        else:
            self._broken |= defined

    def _switch(self, view: View) -> None:
        Names.switching = True
        try:
            self._views[self._view] = self._visible()
            self._show(self._views[view])
            self._view = view
        finally:
            Names.switching = False

    def _visible(self) -> dict[str, Any]:
        every = self.namespace.items()
        return {name: value for name, value in every if not name.startswith("_")}

    def _show(self, names: dict[str, Any]) -> None:
        for name in self._visible().keys() - names.keys():
            del self.namespace[name]
        self.namespace.update(names)


def running_shell() -> Any:
    """Return the IPython shell that executes this code, or None."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def user_namespace() -> dict[str, Any]:
    """Return the names of the running notebook, or else those of ``__main__``."""
    shell = running_shell()
    return vars(sys.modules["__main__"]) if shell is None else shell.user_ns


def names_of(namespace: dict[str, Any]) -> Names:
    """Return the names of a notebook, watched from now on, or of another namespace."""
    return watch() if _is_notebook(namespace) else Names(namespace)


def watch() -> Names:
    """Follow the cells of the running notebook, if there is one."""
    namespace = user_namespace()
    if not _is_notebook(namespace):
        return Names(namespace)
    if not _WATCHED or _WATCHED[-1].namespace is not namespace:
        names = Names(namespace)
        events = running_shell().events
        events.register("pre_run_cell", names.begin_cell)
        events.register("post_run_cell", names.end_cell)
        _WATCHED.append(names)
    return _WATCHED[-1]


_WATCHED: Final[list[Names]] = []


def _is_notebook(namespace: dict[str, Any]) -> bool:
    shell = running_shell()
    return shell is not None and namespace is shell.user_ns
