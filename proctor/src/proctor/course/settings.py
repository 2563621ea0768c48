"""Limits as a course sets them in ``nbgrader_config.py``, in seconds and megabytes."""

from __future__ import annotations

from dataclasses import fields, replace
from fnmatch import fnmatchcase
from typing import Any

from traitlets import Dict
from traitlets.config import Config, Configurable

from proctor.confine.limits import MEGABYTE, Limits
from proctor.errors import CourseError

# What is a size in bytes there is one in megabytes here.
SIZES = ("memory", "disk", "file", "output", "frame", "beside_file", "beside_total")
NAMES = tuple(field.name for field in fields(Limits))


class ProctorLimits(Configurable):
    """What a submission may use.

    For example::

        c.ProctorLimits.everywhere = {"memory": 4096}
        c.ProctorLimits.assignments = {"ps1": {"call": 20, "cell": 60}}
    """

    everywhere = Dict(help="limits of all assignments").tag(config=True)
    assignments = Dict(help="limits by assignment, or pattern of names").tag(
        config=True
    )


def limits_of(
    config: Config | None,
    assignment: str,
    chosen: dict[str, float] | None = None,
    usual: Limits | None = None,
) -> Limits:
    """Return the limits of an assignment.

    Parameters
    ----------
    config
        nbgrader's configuration.
    chosen
        What was given on the command line; it comes before all else.
    usual
        What holds where nothing is said; by default `Limits`.

    Raises
    ------
    CourseError
        If a name is none of a limit, or a value no number above zero.
    """
    settings = ProctorLimits(config=config)
    given = dict(settings.everywhere)
    for pattern, values in settings.assignments.items():
        if fnmatchcase(assignment, pattern):
            given |= values
    given |= chosen or {}
    checked = {name: _checked(name, value) for name, value in given.items()}
    return replace(usual or Limits(), **checked)


def _checked(name: str, value: Any) -> Any:
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise CourseError(
            f"there is no limit {name!r} in ProctorLimits; known: {known}"
        )
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < value < float("inf"):
        raise CourseError(f"the limit {name!r} is {value!r}; expected a number above 0")
    whole = isinstance(getattr(Limits(), name), int)
    value = value * MEGABYTE if name in SIZES else value
    return int(value) if whole else float(value)


def in_words(limits: Limits) -> list[str]:
    """Say for students what their code may use."""
    return [
        f"A cell may use {limits.cell:g} s of the processor's time, and take "
        f"{limits.cell_clock:g} s by the clock; the notebook {limits.notebook:g} s.",
        f"One call of a function by a test may use {limits.call:g} s of the "
        f"processor's time, and take {limits.call_clock:g} s by the clock.",
        f"Your code may use {limits.memory // MEGABYTE} MB of memory, write "
        f"{limits.disk // MEGABYTE} MB of files, and start {limits.processes} "
        "processes and threads.",
        f"Of each cell, {limits.output // MEGABYTE or 1} MB of text output are kept; "
        f"a test may hand over and get back {limits.frame // MEGABYTE} MB at a time.",
        f"Files beside the notebook count up to {limits.beside_file // MEGABYTE} MB "
        f"each, {limits.beside_total // MEGABYTE} MB and {limits.beside_files} files "
        "together.",
        "Nobody types: input() gives a 0. There is no network.",
    ]
