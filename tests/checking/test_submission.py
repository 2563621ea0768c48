import subprocess
import sys
import types

import numpy as np
import pytest
import torch
from checking_helpers import reason, student
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from neuronbook.checking import (
    LocalProvider,
    Scorecard,
    expect_close,
    expect_unchanged,
    providers,
    submission,
)
from neuronbook.checking.names import MISSING
from neuronbook.checking.providers import PROVIDER_NAME
from neuronbook.checking.submission import CheckFailed


def test_arguments_arrive_as_copies():
    get = student(
        "def clear(z, parts):\n    z[:] = 0\n    parts.append(1)\n    return z"
    )
    z, parts = np.ones(2), [np.ones(2)]
    outcome = get("clear").outcome(z, parts=parts)
    assert outcome["mutated"] == [0, "parts"]
    np.testing.assert_array_equal(z, 1.0)
    assert len(parts) == 1


@pytest.mark.parametrize(
    ("code", "argument"),
    [
        ("z['w'][0] = 9.0", {"w": np.zeros(2)}),
        ("z[0][1][:] = 1", [(np.zeros(2), np.zeros(2))]),
        ("z.add_(1)", torch.zeros(2)),
        ("z.add_(1)", torch.zeros((), dtype=torch.bfloat16)),
        ("z.shape = (2, 1)", np.zeros(2)),
        ("z.clear()", {"w": 1}),
        ("z['w'] = type('Any', (), {'__eq__': lambda a, b: True})()", {"w": 1}),
    ],
)
def test_a_changed_argument_is_named(code, argument):
    f = student(f"def f(z):\n    {code}\n    return 0")("f")
    assert "changed its first argument" in reason(lambda: expect_unchanged(f, argument))


def test_the_result_is_no_longer_the_students():
    get = student(
        """
        import numpy as np
        kept = np.zeros(2)
        def give(): return kept
        def change(): kept[:] = 7
        """
    )
    result = get("give")()
    get("change")()
    np.testing.assert_array_equal(result, 0.0)


def test_functions_cross_in_both_directions_with_data_only():
    get = student(
        """
        import numpy as np
        class Anything(np.ndarray):
            def __eq__(self, other): return True
        def apply(f, z): return f(z.view(Anything)) * 2
        def make(k):
            def times(z): return k * z
            return times
        def compose(f): return lambda z: f(f(z))
        def spoil(f): return f({1}.pop, {2})
        """
    )
    seen = []

    def square(z):
        seen.append(type(z))
        return z**2

    expect_close(get("apply")(square, np.array([3.0])), [18.0])
    assert seen == [np.ndarray]
    expect_close(get("make")(3.0)(np.array([2.0])), [6.0])
    assert get("compose")(lambda z: z + 1)(1) == 3
    assert "expected arrays or numbers, got a set" in reason(
        lambda: get("spoil")(lambda *args: 0)
    )


def test_a_returned_function_fails_with_a_name():
    make = student("def make():\n    return lambda z: z[0]")("make")
    assert "the function from make(3.0) raised TypeError" in reason(lambda: make()(3.0))


def test_a_value_is_fetched_as_data():
    get = student("import numpy as np\nrate = np.float32(0.5)\nodd = b'1'")
    assert get("rate").value == np.float32(0.5)
    assert "odd is a bytes; expected data" in reason(lambda: get("odd").value)
    assert "absent is not defined yet" in reason(lambda: get("absent").value)


def test_a_name_may_be_reused_for_its_stand_in():
    namespace = {}
    exec(
        "def double(z): return 2 * z\ndef four(z): return double(double(z))", namespace
    )
    original = namespace["double"]
    for _ in range(3):  # as when a student runs the test cell again
        namespace["double"] = submission("double", LocalProvider(namespace))
        expect_close(namespace["double"](3.0), 6.0)
        four = submission("four", LocalProvider(namespace))
        expect_close(four(3.0), 12.0)
    assert namespace["double"].original() is original


def test_student_code_meets_its_own_objects_under_a_reused_name():
    namespace = {}
    code = "def total(parts): return sum(parts)\ndef f(n): return total(iter(range(n)))"
    exec(code, namespace)
    for name in ("total", "f"):
        namespace[name] = submission(name, LocalProvider(namespace))
    assert namespace["f"](4) == 6  # a generator may not cross, and need not


def test_a_missing_name_stays_missing_after_its_stand_in_took_it():
    namespace = {}
    namespace["f"] = submission("f", LocalProvider(namespace))
    assert "f is not defined yet" in reason(lambda: namespace["f"](1))
    assert namespace["f"].original() is MISSING


def test_a_function_that_ran_too_long_is_not_tried_again():
    spin = student("def spin(n):\n    while n: pass\n    return n", 0.2)("spin")
    assert "spin(1) was still running after 0.2 s" in reason(lambda: spin(1))
    assert "spin(0) was not tried" in reason(lambda: spin(0))


BUSY = """
import time
def slow(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return "done"
"""


def test_a_busy_machine_stops_no_right_answer(monkeypatch):
    """What counts is the processor's time, here none, as if others had it all."""
    slow = student(BUSY, 0.05)("slow")
    assert "still running after 0.05 s" in reason(lambda: slow(10))
    clocks = types.SimpleNamespace(thread_time=lambda: 0.0, monotonic=lambda: 0.0)
    monkeypatch.setattr(providers, "time", clocks)
    assert student(BUSY, 0.05)("slow")(0.3) == "done"


def test_code_that_waits_is_stopped_by_the_clock():
    wait = student("import time\ndef wait(s): time.sleep(s)", 0.05)("wait")
    assert "wait(60) was still running after 0.05 s" in reason(lambda: wait(60))


def test_an_error_names_the_students_own_line_only():
    code = """
    import numpy as np
    def weigh(z):
        # comment
        return np.linalg.inv(z)
    """
    said = reason(lambda: student(code)("weigh")(np.zeros((2, 2))))
    assert "raised LinAlgError: Singular matrix (line 3 of your function)" in said


@pytest.mark.parametrize(
    "code",
    [
        "class E(Exception):\n    def __str__(self): raise KeyError\ndef f(): raise E",
        "class E(Exception):\n    def __str__(self): return 3\ndef f(): raise E",
        "def f(): return f()",
        "def f(): raise StopIteration",
        "def f(): raise GeneratorExit",
        "class M(type):\n    __name__ = 3\nclass E(Exception, metaclass=M): pass\n"
        "def f(): raise E('x' * 10**6)",
    ],
)
def test_odd_errors_become_a_reason_too(code):
    said = reason(student(code)("f"))
    assert said.startswith("f() raised ")
    assert len(said) < 1000


def test_any_provider_with_the_three_methods_serves():
    class Elsewhere:
        def lookup(self, name):
            return "callable"

        def call(self, name, args, kwargs):
            return {
                "value": [name, *args],
                "error": None,
                "refused": None,
                "warnings": [],
                "mutated": [0],
                "stdout": "",
            }

        def value(self, name):
            raise NotImplementedError

    f = submission("f", provider=Elsewhere())
    assert f(1) == ["f", 1]
    assert "changed its first argument" in reason(lambda: expect_unchanged(f, 1))


def test_a_providers_value_is_not_trusted_either():
    class Careless(LocalProvider):
        def call(self, name, args, kwargs):
            return super().call(name, args, kwargs) | {"value": b"12"}

    f = submission("f", provider=Careless({"f": abs}))
    assert "a bytes" in reason(lambda: f(1))


def test_outside_of_a_check_a_failure_is_an_ordinary_error():
    with pytest.raises(CheckFailed, match="f is not defined yet"):
        student("")("f")(1)


NOTEBOOK = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def run(cell):
    shell.run_cell(cell).raise_error()
run("def half(z):\\n    return z[0] / 2")
run("from neuronbook.checking import *")
run('''half = submission("half")
card = Scorecard("half", points=1)
with card.check("c", points=1):
    half(1.0)
card.score''')
run("assert type(half).__name__ == 'function'")
run('''
class Elsewhere(LocalProvider):
    def lookup(self, name): return "callable"
    def call(self, name, args, kwargs): return {{"value": 5, "error": None,
        "refused": None, "warnings": [], "mutated": [], "stdout": ""}}
{PROVIDER_NAME} = Elsewhere({{}})''')
run('print("elsewhere", submission("half")(1.0))')
"""


@pytest.mark.slow
def test_in_a_notebook_names_come_back_and_lines_are_quoted():
    done = subprocess.run(
        [sys.executable, "-c", NOTEBOOK], capture_output=True, text=True, check=False
    )
    out = " ".join(done.stdout.split())
    assert done.stderr == ""
    assert "half(1.0) raised TypeError: 'float' object is not subscriptable" in out
    assert "(line 2 of your function: `return z[0] / 2`)" in out
    assert "elsewhere 5" in out


KERNEL_CELLS = (
    """
import sys, warnings
import numpy as np
def spin(z):
    while True: pass
def noisy(z):
    print("to stderr", file=sys.stderr)
    warnings.warn("old", DeprecationWarning)
    return z
""",
    """
from neuronbook.checking import *
spin = submission("spin", LocalProvider(seconds=0.3))
noisy = submission("noisy")
card = Scorecard("q", points=2)
with card.check("ends", points=1):
    spin(1.0)
with card.check("noisy", points=1):
    expect_close(noisy(1.0), 1.0)
card.score
""",
    "noisy.__module__",
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_in_a_kernel_a_loop_is_stopped_and_stderr_stays_empty():
    notebook = new_notebook(cells=[new_code_cell(code) for code in KERNEL_CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    printed, result = notebook.cells[1].outputs
    assert printed.name == "stdout"
    assert "spin(1.0) was still running after 0.3 s" in printed.text
    assert "| to stderr" in printed.text
    assert result.data["text/plain"] == "1.0"
    (given_back,) = notebook.cells[2].outputs
    assert given_back.data["text/plain"] == "'__main__'"


def test_a_scorecard_in_a_check_of_unwritten_code_says_so_for_each_check():
    get = student("def f(z):\n    # YOUR CODE HERE\n    raise NotImplementedError()")
    card = Scorecard("f", points=2)
    for _ in range(2):
        with card.check("c", points=1):
            get("f")(1)
    assert card.earned == 0.0
    assert card.report().count("f is not written yet") == 2


def test_an_instruction_without_a_line_is_placed_at_the_functions_beginning():
    get = student("x = 0\ndef spin(z):\n    while True: pass", 0.2)
    spin = get("spin").provider.names.namespace["spin"]
    spin.__code__ = spin.__code__.replace(co_linetable=b"")
    said = reason(lambda: get("spin")(1.0))
    assert said.startswith("spin(1.0) was still running after 0.2 s")
    fail = student("def fail(z):\n    return 1 / 0")
    code = fail("fail").provider.names.namespace["fail"].__code__
    fail("fail").provider.names.namespace["fail"].__code__ = code.replace(
        co_linetable=b""
    )
    assert "division by zero (line 1 of your function)" in reason(
        lambda: fail("fail")(1.0)
    )


@pytest.mark.parametrize(
    "inside", ["[k / 0 for k in z]", "(k / 0 for k in z)", "map(lambda k: k / 0, z)"]
)
def test_an_error_in_a_comprehension_is_placed_on_its_own_line(inside):
    code = f"def f(z):\n    z = list(z)\n    return tuple(\n        {inside}\n    )"
    f = student(code)("f")
    assert "(line 4 of your function)" in reason(lambda: f([1.0]))
    (*_, frame) = f.outcome([1.0])["error"]["traceback"]
    assert frame[:2] == ("f", 4)


def test_an_error_in_a_generator_that_was_returned_is_placed_there_too():
    f = student("def f(z):\n    return (\n        k / 0 for k in z\n    )")("f")
    assert "(line 3 of your function)" in reason(lambda: f([1.0]))
