"""Points and hours of the plan: counted anew here, and compared with what is said."""

import re

import nbformat
import pytest

from neuronbook.pages.teaching import count_words, units
from tests.catalogue import ROOT

EXERCISES = sorted(ROOT.glob("solutions/*/*.ipynb"))
CHAPTERS = sorted(ROOT.glob("book/[0-9][0-9]_*.md"))
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def named(exercise):
    return exercise.parent.name


def test_each_exercise_is_in_the_plan():
    assert [u.name for u in units(EXERCISES, CHAPTERS)] == [named(e) for e in EXERCISES]
    assert all(u.words > 1000 for u in units(EXERCISES, CHAPTERS))


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_points_are_those_of_the_headings(exercise):
    (unit,) = units([exercise], CHAPTERS)
    text = "\n".join(c.source for c in nbformat.read(exercise, as_version=4).cells)
    headings = re.findall(r"^##.*\(([\d.]+) points?[^)]*\)", text, re.M)
    assert unit.points == sum(map(float, headings))


def hours_named(exercise):
    source = next(exercise.parent.glob("*.md")).read_text("utf-8")
    return re.search(r"(\w+)\s+hours?(\s+and\s+a\s+half)?", source)


TIMED = [exercise for exercise in EXERCISES if hours_named(exercise)]


@pytest.mark.parametrize("exercise", TIMED, ids=named)
def test_hours_agree_with_the_statement_where_it_names_some(exercise):
    (unit,) = units([exercise], CHAPTERS)
    said = hours_named(exercise)
    assert abs(unit.work - (NUMBERS[said[1]] + 0.5 * bool(said[2]))) <= 0.5


def test_only_prose_is_counted():
    page = """---
jupytext: {text_representation: {format_name: myst}}
---

# Two words

```{code-cell} ipython3
x = "not counted"
```

$$a = b \\quad \\text{nor this}$$

````{note}
These three count
````
"""
    assert count_words(page) == 6  # "note" is one, too
