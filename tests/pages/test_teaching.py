"""Points and hours of the plan: counted anew here, and compared with what is said."""

import re

import nbformat
import pytest

from neuronbook.pages.teaching import count_words, units
from tests.catalogue import ROOT

EXERCISES = sorted(ROOT.glob("solutions/*/*.ipynb"))
CHAPTERS = sorted(ROOT.glob("book/[0-9][0-9]_*.md"))


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


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_says_the_points_and_hours_of_the_plan(exercise):
    (unit,) = units([exercise], CHAPTERS)
    first = nbformat.read(exercise, as_version=4).cells[0].source
    said = re.search(r"\*\* ([\d.]+) points, about ([\d.]+)\s+hours", first)
    assert (float(said[1]), float(said[2])) == (unit.points, unit.work)
    parts = re.search(r"decide ([\d.]+) of\s.*?other ([\d.]+) are for", first, re.S)
    assert (float(parts[1]), float(parts[2])) == (unit.tested, unit.by_hand)


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
