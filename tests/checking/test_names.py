import types

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from neuronbook.checking import LocalProvider, submission
from neuronbook.checking.names import MISSING, Names, Placeholder
from neuronbook.checking.submission import CheckFailed

SYNTAX = types.SimpleNamespace(
    error_before_exec=SyntaxError(), info=types.SimpleNamespace(raw_cell="def f(:\n  1")
)
FINE = types.SimpleNamespace(
    error_before_exec=None, info=types.SimpleNamespace(raw_cell="def f():\n  return 2")
)


def test_the_students_code_sees_the_names_before_the_test_cell():
    namespace = {"X": "mine", "gone": 1}
    names = Names(namespace)
    namespace |= {"X": "the test's", "card": 1}
    del namespace["gone"]
    with names.showing("student"):
        assert namespace == {"X": "mine", "gone": 1}
        namespace["count"] = 7
        with names.showing("test"):
            assert namespace == {"X": "the test's", "card": 1}
            namespace["seen"] = True
            with names.showing("student"):
                assert namespace == {"X": "mine", "gone": 1, "count": 7}
                namespace["count"] = 8
        assert namespace["count"] == 8
    assert namespace == {"X": "the test's", "card": 1, "seen": True}
    with names.showing("student"):
        assert namespace["count"] == 8


def test_names_come_back_after_an_error_too():
    namespace = {"X": "mine"}
    names = Names(namespace)
    namespace["X"] = "the test's"
    with pytest.raises(ValueError, match="no"), names.showing("student"):
        raise ValueError("no")
    assert namespace == {"X": "the test's"}


def test_only_a_test_cells_names_are_dropped_after_it():
    namespace = {"X": "mine", "_7": "IPython's"}
    names = Names(namespace)
    names.begin_cell()
    namespace["y"] = 1
    names.end_cell()
    assert namespace == {"X": "mine", "y": 1, "_7": "IPython's"}
    names.begin_cell()
    names.enter_test_cell()
    namespace |= {"X": "the test's", "card": 1, "_8": "IPython's"}
    names.end_cell()
    assert namespace == {"X": "mine", "y": 1, "_7": "IPython's", "_8": "IPython's"}


def test_a_missing_function_does_not_make_the_tests_names_the_students():
    namespace = {}
    names = Names(namespace)
    namespace |= {"X": "the test's", "f": Placeholder()}
    assert names.find("f") is MISSING
    assert names.find("g") is MISSING
    with names.showing("student"):
        assert namespace == {}


def test_a_function_of_the_very_cell_that_asks_for_it_is_found():
    namespace = {}
    names = Names(namespace)
    namespace["f"] = abs
    assert names.find("f") is abs
    with names.showing("student"):
        assert namespace == {"f": abs}


def test_what_a_broken_cell_would_define_is_missing_until_it_runs():
    names = Names({"f": abs, "g": abs})
    names.end_cell(SYNTAX)
    assert names.find("f") is MISSING
    assert names.find("g") is abs
    names.end_cell(FINE)
    assert names.find("f") is abs


@pytest.mark.parametrize(
    ("written", "says"),
    [("Dense", "There is Dense:"), ("dnese", "There is dnese:"), ("dense2", "")],
)
def test_a_slip_of_the_pen_in_a_functions_name_is_named(written, says):
    """One that is merely near may be the answer to another question."""
    namespace = {}
    exec(f"def {written}(x): return x", namespace)
    with pytest.raises(CheckFailed) as failure:
        submission("dense", LocalProvider(namespace))(1.0)
    assert "dense is not defined yet" in str(failure.value)
    assert says in str(failure.value)
    assert ("There is" in str(failure.value)) is bool(says)


def test_a_misspelt_parameter_does_not_find_the_tests_data():
    namespace = {}
    exec("def dense(x, W): return X @ W", namespace)
    provider = LocalProvider(namespace)
    namespace["X"] = [1.0]
    error = submission("dense", provider).outcome(1.0, 2.0)["error"]
    assert error["message"] == "name 'X' is not defined"
    assert namespace["X"] == [1.0]


def test_a_function_of_the_test_sees_the_tests_names():
    namespace = {}
    exec("def apply(f, z): return f(z)\ndef run(g): return g(double)", namespace)
    exec("def double(z): return 2 * z", namespace)
    provider = LocalProvider(namespace)
    exec("size, double = 3, None\ndef grow(z): return z * size", namespace)
    assert submission("apply", provider)(namespace["grow"], 2.0) == 6.0
    assert submission("run", provider)(lambda f: f(5.0)) == 10.0


CELLS = (
    """
X, count = "mine", 0
def dense(x, W): return X @ W
def tick():
    global count
    count += 1
    return count
""",
    """
import numpy as np
from neuronbook.checking import *
dense, tick = submission("dense"), submission("tick")
X, count = np.ones((1, 2)), 99
card = Scorecard("dense", points=2)
with card.check("a misspelt parameter", points=1):
    expect_close(dense(X, np.eye(2)), X)
with card.check("the student's own globals", points=1):
    tick(), expect_equal(tick(), 2)
card.score
""",
    """print([n for n in ("card", "Scorecard", "X", "dense") if n in globals()])
print(X, count, dense.__module__)""",
    "def tick(:\n    return 1",
    """
from neuronbook.checking import *
card = Scorecard("tick", points=1)
with card.check("an older definition does not count", points=1):
    submission("tick")()
card.score
""",
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_in_a_kernel_a_test_cell_leaves_the_notebook_as_it_was():
    notebook = new_notebook(cells=[new_code_cell(code) for code in CELLS])
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", allow_errors=True
    )
    client.execute()
    texts = [" ".join(c.outputs[0].get("text", "").split()) for c in notebook.cells[1:]]
    assert "X @ W" in texts[0]
    assert "1 of 2 points" in texts[0]
    assert "✓ the student's own globals" in texts[0]
    assert texts[1] == "['X', 'dense'] mine 2 __main__"
    assert "tick is not defined yet" in texts[3]
