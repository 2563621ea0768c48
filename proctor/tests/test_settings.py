"""Limits come from the command line, else the course's configuration, else are ours."""

import json

import pytest
from proctor.cli import app
from proctor.confine.limits import MEGABYTE, Limits
from proctor.course.folders import read_files
from proctor.course.settings import NAMES, SIZES, in_words, limits_of
from proctor.errors import CourseError
from traitlets.config import Config
from typer.testing import CliRunner


def config(**settings):
    return Config(ProctorLimits=settings)


def test_without_settings_they_are_the_usual_ones():
    assert limits_of(None, "ps1") == limits_of(Config(), "ps1") == Limits()


def test_an_assignments_own_come_before_the_courses_and_the_commands_before_both():
    settings = config(
        everywhere={"memory": 100, "call": 3, "cell": 7},
        assignments={"ps*": {"memory": 200}, "ps1": {"call": 4}, "other": {"cell": 1}},
    )
    found = limits_of(settings, "ps1", {"cell": 9})
    assert found == Limits(memory=200 * MEGABYTE, call=4.0, cell=9.0)
    assert limits_of(settings, "lab").memory == 100 * MEGABYTE


def test_each_limit_can_be_set():
    for name in NAMES:
        found = getattr(limits_of(config(everywhere={name: 3}), "ps1"), name)
        assert found in (3, 3.0, 3 * MEGABYTE)
        assert 3 * (MEGABYTE if name in SIZES else 1) == found
        assert type(found) is type(getattr(Limits(), name))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"memry": 1}, "no limit 'memry'.*known: cell, call"),
        ({"memory": 0}, "'memory' is 0; expected a number above 0"),
        ({"call": float("nan")}, "'call' is nan"),
        ({"call": float("inf")}, "'call' is inf"),
        ({"call": True}, "'call' is True"),
        ({"cell": "10"}, "'cell' is '10'"),
    ],
)
def test_a_limit_that_is_none_is_said_to_be_that(values, said):
    with pytest.raises(CourseError, match=said):
        limits_of(config(everywhere=values), "ps1")


def test_files_beside_a_notebook_have_the_assignments_limits(tmp_path):
    (tmp_path / "data.bin").write_bytes(bytes(2 * MEGABYTE))
    small = limits_of(config(everywhere={"beside_file": 1}), "ps1")
    files, notes = read_files(tmp_path, [], limits=small)
    assert (files, notes) == ({}, ["left out 'data.bin': larger than 1 MB"])
    files, notes = read_files(tmp_path, [], limits=Limits(beside_file=2 * MEGABYTE))
    assert (len(files["data.bin"]), notes) == (2 * MEGABYTE, [])


def test_students_are_told_them_as_configured(course):
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('c.ProctorLimits.assignments = {"ps1": {"call": 21}}\n')
    command = ["limits", "ps1", "--course", str(course.root)]
    told = CliRunner().invoke(app, command).output
    assert "may use 21 s of the processor's time, and take 63 s by the clock" in told
    assert len(told.splitlines()) == len(in_words(Limits()))
    assert (
        json.loads(CliRunner().invoke(app, [*command, "--json"]).output)["call"] == 21
    )
