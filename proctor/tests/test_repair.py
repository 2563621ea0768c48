"""Submissions are mended or refused as data; the instructor's cells always win."""

import copy
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator
from proctor.course.repair import (
    MAX_NOTE,
    MAX_NOTES,
    MAX_PASTED,
    MAX_SOURCES,
    Unreadable,
    claimed_ids,
    grade_id_of,
    parse,
    repair,
)

from tests.courses import (
    RIGHT_SQUARE,
    code_cell,
    honest,
    released,
    source_notebook,
    source_of,
)

SOURCE = source_of(source_notebook())
ORIGINAL = {cell.grade_id: cell for cell in SOURCE.cells}


def repaired(notebook):
    return repair(json.dumps(notebook).encode(), SOURCE)


def known(notebook):
    return [name for cell in notebook["cells"] if (name := grade_id_of(cell))]


def assert_gradable(notebook):
    """What nbgrader requires, and what decides on marks being the instructor's."""
    valid = nbformat.from_dict(copy.deepcopy(notebook))
    nbformat.validate(valid)
    MetadataValidator().validate_nb(valid)
    assert sorted(known(notebook)) == sorted(ORIGINAL)
    for cell in notebook["cells"]:
        spec = ORIGINAL.get(grade_id_of(cell))
        if spec is not None:
            assert cell["metadata"]["nbgrader"] == spec.metadata
            assert cell["cell_type"] == spec.cell_type
            if spec.locked:
                assert cell["source"] == spec.source


def test_an_honest_submission_needs_no_repair():
    result = repaired(honest())
    assert_gradable(result.notebook)
    assert result.repairs == result.suspicious == []
    assert [c["source"] for c in result.notebook["cells"]][1] == RIGHT_SQUARE


def test_a_picture_pasted_into_an_answer_stays():
    notebook = honest()
    answer = notebook["cells"][-1]
    picture = {"sketch.png": {"image/png": "iVBORw0KGgo=\n"}}
    lines = {"photo.jpg": {"image/jpeg": ["/9j/\n", "4AAQ\n"]}}
    answer["attachments"] = (
        picture
        | lines
        | {
            "page.html": {"text/html": "<script>evil()</script>"},
            "odd.png": {"image/png": "<svg onload='evil()'>"},
            "none": None,
        }
    )
    result = repaired(notebook)
    assert_gradable(result.notebook)
    kept = picture | {"photo.jpg": {"image/jpeg": "/9j/\n4AAQ\n"}}
    assert result.notebook["cells"][-1]["attachments"] == kept
    assert len(result.repairs) == 3


def test_a_missing_test_is_put_back_after_its_neighbour():
    notebook = honest()
    del notebook["cells"][2]
    result = repaired(notebook)
    assert_gradable(result.notebook)
    assert known(result.notebook) == list(ORIGINAL)
    assert "'test-square' was missing" in result.repairs[0]


def test_all_missing_gives_the_instructors_notebook():
    result = repaired({"cells": []})
    assert known(result.notebook) == list(ORIGINAL)


def test_the_last_of_duplicates_counts():
    notebook = honest()
    again = copy.deepcopy(notebook["cells"][1])
    again["source"] = "def square(x): return 0"
    notebook["cells"].insert(2, again)
    result = repaired(notebook)
    assert_gradable(result.notebook)
    cells = {grade_id_of(c): c for c in result.notebook["cells"]}
    assert cells["square"]["source"] == "def square(x): return 0"


def test_own_cells_stay_where_they_are():
    notebook = honest()
    notebook["cells"].insert(2, code_cell("mine = 1"))
    result = repaired(notebook)
    assert result.notebook["cells"][2]["source"] == "mine = 1"
    assert result.notebook["cells"][2]["metadata"] == {}


def test_outputs_are_dropped():
    notebook = honest()
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "text": "x"}]
    assert repaired(notebook).notebook["cells"][1]["outputs"] == []


def test_changed_points_are_suspicious():
    notebook = honest()
    notebook["cells"][2]["metadata"]["nbgrader"]["points"] = 100
    result = repaired(notebook)
    assert_gradable(result.notebook)
    assert result.suspicious == [
        "the cell 'test-square' claimed 100 points in place of 2"
    ]


def test_an_old_format_is_read():
    old = nbformat.from_dict(released(source_notebook()))
    three = nbformat.convert(old, 3)
    result = repair(json.dumps(three).encode(), SOURCE)
    assert_gradable(result.notebook)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no notebook"),
        (b"{", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b'{"worksheets": [3]}', "old notebook"),
        (b" " * ((200 << 20) + 1), "at most 200"),
    ],
    ids=range(9),
)
def test_what_is_no_notebook_is_refused_with_a_reason(content, words):
    with pytest.raises(Unreadable, match=words):
        parse(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
wild_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", 3]),
        "source": st.text() | st.lists(st.text() | st.integers()) | json_values,
        "id": json_values | st.just("x"),
        "outputs": json_values,
        "metadata": json_values
        | st.fixed_dictionaries(
            {
                "nbgrader": json_values
                | st.fixed_dictionaries(
                    {"grade_id": st.sampled_from([*ORIGINAL, "other"]) | json_values},
                    optional={
                        "points": json_values,
                        "grade": json_values,
                        "solution": json_values,
                        "schema_version": json_values,
                    },
                )
            }
        ),
    },
)


@given(st.lists(wild_cells | json_values, max_size=8))
def test_whatever_is_submitted_becomes_gradable(cells):
    assert_gradable(repaired({"cells": cells}).notebook)


def test_what_is_said_of_a_submission_is_short():
    """A name may be of megabytes: notes reach the gradebook and the terminal."""
    notebook = honest()
    for cell in notebook["cells"]:
        cell["metadata"].setdefault("nbgrader", {})["points"] = "9" * 100_000
    for number in range(200):
        named = {"nbgrader": {"grade_id": f"{number}" + "x" * 10_000}}
        notebook["cells"].append(code_cell("1") | {"metadata": named})
    repaired = repair(json.dumps(notebook).encode(), source_of(source_notebook()))
    notes = [*repaired.repairs, *repaired.suspicious]
    assert len(notes) <= 2 * (MAX_NOTES + 1)
    assert max(map(len, notes)) < 2 * MAX_NOTE
    assert notes[MAX_NOTES] == "and more"


POINTS = "\ud800", "2\n12:00  bob  4"


def test_what_is_said_of_a_submission_is_one_line_of_text():
    """Else points of two lines look like a line of somebody else's in a terminal."""
    notebook = honest()
    for cell, points in zip(notebook["cells"][2:5:2], POINTS, strict=True):
        cell["metadata"]["nbgrader"]["points"] = points
    repaired = repair(json.dumps(notebook).encode(), source_of(source_notebook()))
    notes = "".join(repaired.suspicious)
    assert "claimed ? points" in notes
    assert "claimed 2 12:00 bob 4 points" in notes
    notes.encode()


def test_a_notebook_has_one_budget_of_letters_and_of_pictures():
    text = {"cell_type": "markdown", "source": "y" * 1_900_000, "metadata": {}}
    pasted = {str(number): {"image/png": "AAAA"} for number in range(90)}
    pasted |= {"n" * 1000: {"image/png": "AAAA"}}
    drawn = {"cell_type": "markdown", "source": "x", "metadata": {}}
    notebook = honest()
    notebook["cells"] += [drawn | {"attachments": pasted} for _ in range(10)]
    notebook["cells"] += [dict(text) for _ in range(20)]
    repaired = repair(json.dumps(notebook).encode(), source_of(source_notebook()))
    cells = repaired.notebook["cells"]
    assert sum(len(cell["source"]) for cell in cells) <= MAX_SOURCES
    names = [name for cell in cells for name in cell.get("attachments", {})]
    assert len(names) <= MAX_PASTED
    assert max(map(len, names)) < 10


def test_a_renamed_notebook_is_known_without_being_parsed():
    content = json.dumps(honest(), indent=1).encode()
    assert claimed_ids(content) == set(ORIGINAL)
    assert claimed_ids(b"[" * 1_000_000) == set()
