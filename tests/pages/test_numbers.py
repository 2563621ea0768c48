"""What a cell hands to the prose."""

import numpy as np
import pytest

from neuronbook.pages import numbers


@pytest.fixture
def glued(monkeypatch):
    """Collect what is glued, instead of showing it in a notebook."""
    found = {}

    def keep(name, value, display):
        assert display is False
        found[name] = value

    monkeypatch.setattr(numbers, "_glue", keep)
    return found


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.14047355839890285, ".2f", "0.14"),
        (0.4, ".2f", "0.40"),
        (2.6e8, ".1e", "2.6e+08"),
        (128, "", 128),
        (np.int64(3), "", 3),
        (np.float32(0.25), "", 0.25),
        ("1 and 2", "", "1 and 2"),
    ],
)
def test_a_number_is_glued_as_the_prose_shows_it(glued, value, form, shown):
    numbers.glue("loss", value, form)
    assert glued == {"loss": shown}


def test_what_differs_in_digits_that_nobody_reads_is_the_same(glued):
    numbers.glue("here", 0.13882611691951752, ".2f")
    numbers.glue("there", 0.1388256698846817, ".2f")
    assert glued["here"] == glued["there"]
