"""One contract for both providers: an outcome has the same fields, and says the same.

`neuronbook.checking` makes sentences out of outcomes, whoever ran the student's code:
the notebook's own process while they learn, the grader's candidate when they are
graded. The grader is asked as a course asks it, by a test cell.
"""

import json
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook, writes

from neuronbook.checking import LocalProvider
from tools.generate import generate

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]

STUDENT = """
import warnings
import numpy as np

limit = 3.5

class TooOdd(ValueError):
    pass

def adds_nothing(x):
    total = None
    return x + total

def fails_within(x):
    def inner(y):
        if y > 2:
            raise TooOdd(f"{y} is odd")
    for one in x:
        inner(one)

def fails_in_a_comprehension(x):
    start = 1
    return [start / one for one in x]

def fails_in_numpy(x):
    return np.linalg.inv(x)

def warns(x):
    y = np.log(x)
    warnings.warn("twice", UserWarning)
    return y

def prints(x):
    print("so", x)
    return x, {"a": [x, None, True]}

def changes(x, *, extra):
    x[0] = 7
    extra.append(1)

def yields(x):
    yield x
    yield np.array([x, 2])

class Odd:
    pass

def returns_an_object(x):
    return [Odd()]

def returns_odd_things(x):
    import pandas as pd
    from datetime import date, datetime
    from decimal import Decimal
    from fractions import Fraction

    table = pd.DataFrame({"n": [1, 2], "w": ["x", "y"]})
    return [Fraction(x, 4), Decimal("0.5"), {3, x}, frozenset("ba"), {1, "a", (2, 3)},
            date(2026, 2, 28), datetime(2026, 2, 28, 12), table, table["n"]]

def returns_too_large_a_fraction(x):
    from fractions import Fraction
    return Fraction(10**400)

def yields_and_fails(x):
    yield x
    raise TooOdd("late")

def holds_what_fails(x):
    return [x, (1 / n for n in (1, 0))]

def applies(f, x):
    return f(x) + 1

def makes(x):
    def times(y):
        return x * y / (y - 1)
    return times
"""

ASKED = '''
def boom(x):
    raise KeyError("from the test")

def asked(provider):
    """Return what a provider answers to each of these questions."""
    import numpy as np

    made = provider.call("makes", (2,), {})
    times = made.pop("value")
    yielding = provider.call("yields", (1.5,), {})
    items = list(yielding.pop("value"))
    return {
        "lookups": [provider.lookup(n) for n in ("limit", "warns", "nothing")],
        "value": provider.value("limit"),
        "adds_nothing": provider.call("adds_nothing", (1,), {}),
        "fails_within": provider.call("fails_within", ([1, 2, 3],), {}),
        "fails_in_a_comprehension":
            provider.call("fails_in_a_comprehension", ([1, 0],), {}),
        "fails_in_numpy": provider.call("fails_in_numpy", (np.zeros((2, 2)),), {}),
        "warns": provider.call("warns", (np.array([0.0, 1.0]),), {}),
        "prints": provider.call("prints", (1.5,), {}),
        "changes": provider.call("changes", (np.ones(3), 2), {"extra": [0]}),
        "changes by name": provider.call("changes", ([1],), {"extra": [0]}),
        "returns_an_object": provider.call("returns_an_object", (1,), {}),
        "odd things": provider.call("returns_odd_things", (1,), {}),
        "too large": provider.call("returns_too_large_a_fraction", (1,), {}),
        "late error": provider.call("yields_and_fails", (1,), {}),
        "late error within": provider.call("holds_what_fails", (1,), {}),
        "applies": provider.call("applies", (lambda x: 2 * x, 4), {}),
        "applies what fails": provider.call("applies", (boom, 4), {}),
        "yields": yielding,
        "items": items,
        "makes": made,
        "times": times((3,), {}),
        "times fails": times((1,), {}),
    }

def as_text(answers):
    import json

    import numpy as np

    def plain(value):
        kinds = (np.ndarray, np.generic)
        return value.tolist() if isinstance(value, kinds) else repr(value)

    return json.dumps(answers, default=plain)
'''


def graded_cell(source, grade_id, points=None, **kinds):
    metadata = {"grade": False, "solution": False, "locked": False, "task": False}
    metadata |= kinds | {"grade_id": grade_id, "schema_version": 3}
    metadata |= {} if points is None else {"points": points}
    return new_code_cell(source, metadata={"nbgrader": metadata})


@pytest.fixture(scope="module")
def by_the_grader(tmp_path_factory):
    """What a test cell hears from the grader's provider."""
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    test = (
        "submission = None  # the test speaks to the provider itself\n"
        f"{ASKED}\nprint(as_text(asked(__submission_provider__)))\n"
        "if False:\n    submission('warns')\n"
    )
    stub = "### BEGIN SOLUTION\n### END SOLUTION"
    source = new_notebook(
        cells=[
            graded_cell(stub, "answers", solution=True),
            graded_cell(test, "test", 1, grade=True, locked=True),
        ]
    )
    source.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    source.metadata["kernelspec"]["language"] = "python"
    target = root / "source" / "ps1"
    target.mkdir(parents=True)
    (target / "ps1.ipynb").write_text(writes(source))
    generate(root, "ps1")
    handed_in = json.loads((root / "release" / "ps1" / "ps1.ipynb").read_text())
    handed_in["cells"][0]["source"] = STUDENT
    target = root / "submitted" / "ada" / "ps1"
    target.mkdir(parents=True)
    (target / "ps1.ipynb").write_text(json.dumps(handed_in))
    done = subprocess.run(
        [sys.executable, "-m", "proctor", "autograde", "ps1"],
        cwd=root,
        env=os.environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    graded = json.loads((root / "autograded/ada/ps1/ps1.ipynb").read_text())
    (output,) = graded["cells"][1]["outputs"]
    assert output["output_type"] == "stream", output
    return json.loads(output["text"])


@pytest.fixture(scope="module")
def by_the_notebook(tmp_path_factory):
    """What the same test cell hears where it shares a process with the answers."""
    path = tmp_path_factory.mktemp("cells") / "answers.py"  # for tracebacks
    path.write_text(STUDENT)
    names, test = {}, {}
    exec(compile(STUDENT, str(path), "exec"), names)
    exec(ASKED, test)
    return json.loads(test["as_text"](test["asked"](LocalProvider(names))))


def fields(answer):
    """Return the names of all fields of an answer, also of those within."""
    if isinstance(answer, dict):
        return {name: fields(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [fields(one) for one in answer]
    return ""


def test_outcomes_have_the_same_fields(by_the_grader, by_the_notebook):
    assert fields(by_the_grader) == fields(by_the_notebook)


def test_outcomes_say_the_same(by_the_grader, by_the_notebook):
    different = {
        name: (answer, by_the_grader[name])
        for name, answer in by_the_notebook.items()
        if by_the_grader[name] != answer
    }
    assert not different, json.dumps(different, indent=1)


def test_frames_of_warnings_and_empty_variables_are_among_them(by_the_grader):
    log, twice = by_the_grader["warns"]["warnings"]
    assert log["traceback"] == [["warns", 2, "y = np.log(x)"]]
    assert twice["traceback"][-1][1] == 3
    assert by_the_grader["adds_nothing"]["error"]["empty"] == ["total"]
