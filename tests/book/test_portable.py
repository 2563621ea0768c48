"""The check that a page is the same wherever it is built can fail."""

import pytest
from typer import Typer
from typer.testing import CliRunner

from tests.book.test_chapter_notebooks import glue_output
from tools import portable

CHAPTER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
---

# Small

```{code-cell} ipython3
glue("hits", hits.mean(), ".2f")
```
"""


@pytest.fixture
def check(monkeypatch, tmp_path):
    """Check one chapter whose glued number is 0.47, but for some profiles."""
    source = tmp_path / "05_small.md"
    source.write_text(CHAPTER)
    numbers = dict.fromkeys(portable.PROFILES, "'0.47'")

    def run(chapter, environment):
        (profile,) = [k for k, v in portable.PROFILES.items() if v == environment]
        if numbers[profile] is None:
            raise portable.CellExecutionError("", "AssertionError", "it flips")
        return [[], [glue_output("hits", numbers[profile])]]

    built = [[glue_output("hits", "'0.47'")]]
    monkeypatch.setattr(portable, "sources", lambda folder, only: [source])
    monkeypatch.setattr(portable, "built_outputs", lambda chapter, root: built)
    monkeypatch.setattr(portable, "run_chapter", run)
    app = Typer()
    app.command()(portable.main)

    def ask(**changed):
        numbers.update(changed)
        return CliRunner().invoke(app, [])

    return ask


def test_the_same_numbers_under_every_profile_pass(check):
    result = check()
    assert result.exit_code == 0
    assert f"{len(portable.PROFILES)} runs, 0 differences" in result.output


def test_another_number_under_one_profile_fails_and_is_named(check):
    result = check(oldest="'0.40'")
    assert result.exit_code == 1
    assert "05_small, code cell 1 (glue(" in result.output
    assert "glued hits" in result.output
    assert "expected '0.47'" in result.output
    assert "got      '0.40'" in result.output


def test_a_chapter_whose_assertion_fails_under_one_profile_fails(check):
    result = check(avx2=None)
    assert result.exit_code == 1
    assert "05_small fails" in result.output
    assert "it flips" in result.output


def test_a_profile_can_be_given_to_a_whole_build():
    app = Typer()
    app.command()(portable.main)
    result = CliRunner().invoke(app, ["--profile", "oldest", "--environment"])
    pairs = dict(line.split("=") for line in result.output.split())
    assert pairs == portable.PROFILES["oldest"]
