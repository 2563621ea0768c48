"""One notebook: who runs what, what crosses, and what the score is."""

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
from proctor.confine.limits import Limits
from proctor.forks.zygote import FIRST_FIGURE, FIRST_TRAINING
from proctor.grading import reading
from proctor.grading.notebook import grade, reported_checks
from proctor.grading.tasks import Result, Task

from tests import courses
from tests.courses import (
    answered,
    as_notebook,
    code_cell,
    honest,
    nbgrader_cell,
    plain_notebook,
    source_notebook,
    source_of,
)

pytestmark = pytest.mark.slow
LIMITS = Limits(cell=5, call=2, patience=1.5, grace=3)
BUSY = Limits(cell=1, call=0.4, patience=100, grace=1)  # the clock may run fast


def grade_notebook(zygote, submitted, source=None, limits=LIMITS, **files):
    source = source or source_notebook()
    content = json.dumps(submitted).encode()
    return grade(Task(source_of(source), content, files, {}, limits), zygote)


def with_test(test, points=2.0, solution="def f(x): return x", before=()):
    """Return a source notebook with one question, and an answer to it."""
    cells = [
        *before,
        nbgrader_cell("code", courses.SETUP, "setup", locked=True),
        nbgrader_cell("code", "def f(x): ...", "f", solution=True),
        nbgrader_cell("code", test, "test-f", points, grade=True, locked=True),
    ]
    source = as_notebook(cells)
    return source, answered(source, f=solution)


def cell_of(result, grade_id):
    for cell in json.loads(result.notebook)["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    raise AssertionError(grade_id)


def test_an_honest_submission_gets_all_points(zygote):
    result = grade_notebook(zygote, honest())
    assert (result.state, result.mode, result.score) == ("scored", "split", 4.0)
    assert result.repairs == result.suspicious == []
    assert result.sandbox in ("root", "user")


def test_the_score_stands_in_the_notebook_as_nbgrader_reads_it(zygote):
    submitted = answered(source_notebook(), square="def square(x): return 9.0")
    result = grade_notebook(zygote, submitted)
    (shown,) = (
        output
        for output in cell_of(result, "test-square")["outputs"]
        if output["output_type"] == "execute_result"
    )
    assert shown["data"]["text/plain"] == "0.0"


@pytest.mark.parametrize(
    ("test", "score", "flagged"),
    [
        ("f = submission('f'); assert f(2) == 2", 2.0, False),
        ("f = submission('f'); assert f(2) == 3", 0.0, False),
        ("submission('f'); 1.25", 1.25, False),
        ("submission('f'); np.float32(0.5)", 0.5, False),
        ("submission('f'); 2", 2.0, False),
        ("submission('f'); -0.5", 0.0, True),
        ("submission('f'); float('nan')", 0.0, True),
        ("submission('f'); 2.5", 0.0, True),
        ("submission('f'); 'two'", 0.0, True),
        ("submission('f'); True", 0.0, True),
        ("import sys; submission('f'); print('x', file=sys.stderr)", 0.0, False),
        ("submission('f'); undefined", 0.0, False),
    ],
)
def test_the_score_is_a_number_between_0_and_the_points(zygote, test, score, flagged):
    source, submitted = with_test(test)
    (cell,) = grade_notebook(zygote, submitted, source).cells
    assert (cell.score, cell.problem is not None) == (score, flagged)


def test_arguments_and_results_cross_as_they_are(zygote):
    test = """
f = submission("f")
for value in (3, 2.5, "x", None, True, [1, (2, 3)], {"a": [1.0]}, 1j, 2**100):
    assert f(value) == value and type(f(value)) is type(value), value
for dtype in (np.float16, np.float64, np.int32, bool):
    x = np.ones((2, 3), dtype)
    assert f(x).dtype == x.dtype and np.array_equal(f(x), x)
import torch
t = torch.ones(2, 3, dtype=torch.bfloat16)
assert f(t).dtype is torch.bfloat16 and torch.equal(f(t), t)
"""
    source, submitted = with_test(test)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]


CALLBACKS = """
provider = __submission_provider__
calls = []
def twice(x, scale=1):
    calls.append(x)
    return 2 * x * scale
assert provider.call("f", (twice, 3), {})["value"] == 12
assert calls == [3]
made = provider.call("maker", (5,), {})["value"]
assert made((2,), {})["value"] == 7
inner = provider.call("f", (lambda x, scale: made((x,), {})["value"] * scale, 1), {})
assert inner["value"] == 12, inner
numbers = provider.call("total", (iter([np.ones(2), np.ones(3)]),), {})
assert numbers["value"] == 5.0, numbers
def fails(x, scale=1):
    raise ValueError("not so")
caught = provider.call("careful", (fails,), {})
assert caught["value"] == "ValueError not so", caught
items = provider.call("counting", (), {})["value"]
assert list(items) == [0, 1, 2]
_ = submission("f")
"""
CALLBACK_ANSWERS = """
def f(g, x): return g(x, scale=2)
def maker(n): return lambda x: x + n
def total(chunks): return float(sum(chunk.sum() for chunk in chunks))
def counting(): return (i for i in range(3))
def careful(g):
    try: g(1)
    except Exception as error: return f"{type(error).__name__} {error}"
"""


def test_functions_and_iterators_cross_in_both_directions(zygote):
    source, submitted = with_test(CALLBACKS, solution=CALLBACK_ANSWERS)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]


LAZY = """
provider = __submission_provider__
twice = lambda x: 2 * x
lazy = provider.call("lazy", (twice, iter([1, 2, 3])), {})["value"]
assert list(provider.call("lazy", (lambda x: 5 * x, [1]), {})["value"]) == [5]
later = provider.call("later", (lambda x: x + 1,), {})["value"]
assert provider.call("f", (lambda x: x - 1, 4), {})["value"] == 3
assert list(lazy) == [2, 4, 6]
assert [later((n,), {})["value"] for n in (1, 2)] == [2, 3]
_ = submission("f")
"""
LAZY_ANSWERS = """
def f(g, x): return g(x)
def lazy(g, numbers):
    for number in numbers: yield g(number)
def later(g): return lambda x: g(x)
"""


def test_an_answer_in_parts_calls_what_it_was_given_while_it_is_read(zygote):
    source, submitted = with_test(LAZY, solution=LAZY_ANSWERS)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]


KEPT = """
call = __submission_provider__.call
assert call("f", (lambda x: 1, "keep"), {})["value"] == 1
error = call("f", (lambda x: 2, "ask"), {})["error"]
assert error["type"] == "ProcessEnded" and "not offered" in error["message"], error
_ = submission("f")
"""
KEPT_ANSWERS = """
kept = []
def f(g, what):
    kept.append(g)
    return kept[0](1)
"""


def test_what_was_lent_ends_with_a_call_that_gave_data(zygote):
    source, submitted = with_test(KEPT, solution=KEPT_ANSWERS)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]


OUTCOMES = """
call = lambda *args: __submission_provider__.call("f", args, {})
value = call("warn")
assert value["value"] == 1 and value["warnings"][0]["message"] == "look out"
assert "UserWarning" in value["warnings"][0]["bases"]
error = call("raise")["error"]
assert error["type"] == "KeyError" and "LookupError" in error["bases"], error
assert error["traceback"] == [("f", 8, 'raise KeyError("gone")')], error
assert call("print")["stdout"] == "hello\\n"
changed = np.zeros(3)
assert call("mutate", changed)["mutated"] == [1] and changed.sum() == 0
assert "an object" in call("object")["refused"]
assert call("overflow")["warnings"][0]["bases"][0] == "RuntimeWarning"
assert __submission_provider__.lookup("f") == "callable"
assert __submission_provider__.lookup("number") == "value"
assert __submission_provider__.lookup("nothing") == "missing"
assert __submission_provider__.value("number")["value"] == 42
_ = submission("f")
"""
OUTCOME_ANSWERS = """import numpy as np, warnings
number = 42
def f(what, x=None):
    if what == "warn":
        warnings.warn("look out")
        return 1
    if what == "object": return object()
    if what == "print": print("hello")
    if what == "mutate": x += 1
    if what == "overflow": return np.exp(np.float64(1e4))
    if what == "raise":
        raise KeyError("gone")
"""


def test_errors_warnings_prints_and_changes_arrive_as_data(zygote):
    answers = OUTCOME_ANSWERS.replace('("gone")', '("gone")')
    line = answers.splitlines().index('        raise KeyError("gone")') - 2 + 1
    test = OUTCOMES.replace('("f", 8,', f'("f", {line},')
    source, submitted = with_test(test, solution=answers)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]


def test_a_call_that_hangs_is_a_time_limit_and_ends_the_questions(zygote):
    """Were each call waited for, it would take a hundred seconds."""
    test = """
call = __submission_provider__.call
for x in range(50):
    assert call("f", (x,), {})["error"]["type"] == "TimeLimit"
submission("f")
1.0
"""
    source, submitted = with_test(test, solution="def f(x):\n    while True: pass")
    result = grade_notebook(zygote, submitted, source)
    assert (result.state, result.score) == ("scored", 1.0)
    assert result.seconds < 2 * LIMITS.call + 1


def test_a_function_that_hangs_costs_no_other_of_the_same_test(zygote):
    """As where they learn: only what took too long is asked no more."""
    test = """
call = __submission_provider__.call
first, second = call("f", (1,), {})["error"], call("f", (2,), {})["error"]
assert first["type"] == second["type"] == "TimeLimit", first
assert "processor's time" in first["message"], first
assert call("g", (3,), {})["value"] == 4
_ = submission("f")
"""
    answers = "def f(x):\n    while True: pass\ndef g(x): return x + 1"
    source, submitted = with_test(test, solution=answers)
    result = grade_notebook(zygote, submitted, source, BUSY)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]
    assert not result.by_clock


WAITS = "import time\ndef f(x):\n    time.sleep(2.5 * x)\n    return x"


def test_a_call_is_timed_by_the_processor_with_the_clock_as_a_ceiling(zygote):
    """Waiting is free up to 3 s, one and a half times the limit of 2 s."""
    test = """
call = __submission_provider__.call
assert call("f", (1,), {})["value"] == 1
late = call("f", (100,), {})["error"]
assert late["message"] == "still running after 3 s by the clock", late
_ = submission("f")
"""
    source, submitted = with_test(test, solution=WAITS)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0, cell_of(result, "test-f")["outputs"]
    assert result.by_clock


def test_a_cell_is_timed_by_the_processor_and_says_so(zygote):
    submitted = honest()
    submitted["cells"].insert(0, code_cell("while True: pass"))
    result = grade_notebook(zygote, submitted, limits=BUSY)
    assert (result.state, result.score) == ("timed out", 4.0)
    assert result.reason == "a cell was stopped after 1 s of the processor's time"
    assert not result.by_clock


def test_what_takes_too_long_to_read_was_stopped_by_the_clock(zygote, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.0)
    late = grade_notebook(zygote, honest())
    assert (late.state, late.score, late.by_clock) == ("unreadable", 0.0, True)
    monkeypatch.undo()
    assert grade_notebook(zygote, honest()).score == 4.0


def test_input_gives_a_zero_and_the_cell_goes_on(zygote):
    submitted = honest()
    asks = "n = int(input('points? '))\ndef square(x): return x * x + n"
    submitted["cells"].insert(3, code_cell(asks))
    submitted["cells"][1]["source"] = ""
    submitted["cells"].insert(1, submitted["cells"].pop(3))
    result = grade_notebook(zygote, submitted)
    assert (result.state, result.score) == ("scored", 4.0)
    assert "points? 0  [nobody types" in json.dumps(json.loads(result.notebook))


@pytest.mark.parametrize(
    "asks",
    ["import pdb; pdb.set_trace()", "breakpoint()", "while input() != 'no': pass"],
)
def test_what_asks_on_and_on_costs_its_cell_and_no_other(zygote, asks):
    submitted = honest()
    submitted["cells"].insert(1, code_cell(asks))
    limits = replace(LIMITS, notebook=4)  # a cell that waited would take longer
    result = grade_notebook(zygote, submitted, limits=limits)
    assert (result.state, result.score) == ("scored", 4.0)


POOLS = {
    "threads": "from concurrent.futures import ThreadPoolExecutor as Pool",
    "processes": "from concurrent.futures import ProcessPoolExecutor as Pool",
    "a pool": "from multiprocessing import Pool",
    "a pool of threads": "from multiprocessing.pool import ThreadPool as Pool",
}


@pytest.mark.parametrize("pool", POOLS)
def test_a_pool_that_a_cell_has_made_works_in_a_call(zygote, pool):
    """A fork has none of its threads: the call waited until its time was up."""
    made = f"{POOLS[pool]}\npool = Pool(2)\nprint(list(pool.map(abs, [1, -2])))"
    square = (
        "def square(x):\n    assert [*pool.map(abs, [-3])] == [3]\n    return x * x"
    )
    submitted = answered(source_notebook(), square=square, apply=courses.RIGHT_APPLY)
    submitted["cells"].insert(1, code_cell(made))
    result = grade_notebook(zygote, submitted)
    assert (result.state, result.score) == ("scored", 4.0)


def test_torch_with_threads_works_in_a_call(zygote):
    """What several threads of OpenMP computed hung in a fork."""
    made = "import torch\ntorch.set_num_threads(2)\na = torch.ones(600, 600)\na @ a;"
    square = "def square(x):\n    (a @ a).exp().sum()\n    return x * x"
    submitted = answered(source_notebook(), square=square, apply=courses.RIGHT_APPLY)
    submitted["cells"].insert(1, code_cell(made))
    assert grade_notebook(zygote, submitted).score == 4.0


def test_what_hidden_tests_import_is_not_seen_in_the_notebook(zygote):
    source, mark = source_notebook(), "### BEGIN HIDDEN TESTS\n"
    for cell in source["cells"]:
        cell["source"] = cell["source"].replace(mark, f"{mark}import wave\n")
    assert source_of(source).imports == ["import numpy as np"]
    submitted = honest()
    look = code_cell("import sys\nprint('it is', 'wave' in sys.modules)")
    submitted["cells"].append(look)
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 4.0
    assert "it is False" in result.notebook


def test_a_check_is_not_what_a_test_quotes():
    """Reasons are indented: a word in a student's error is no check of a report."""
    text = "q: 1 of 2 points\n  ✓ one (1 point)\n  ✗ two (0 of 1 point)\n"
    text += "      square raised ValueError:\n      ✗ a check that is none\n"
    text += "        | ✓ printed\n✓ three\n"
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
    assert reported_checks(outputs) == [("one", True), ("two", False), ("three", True)]


@pytest.mark.parametrize("number", [70, pytest.param(260, marks=pytest.mark.nightly)])
def test_a_notebook_may_have_many_tests(zygote, number):
    """Each waits in a process and at a connection of its own."""
    cells = [
        nbgrader_cell("code", courses.SETUP, "setup", locked=True),
        nbgrader_cell("code", "", "f", solution=True),
        *(
            nbgrader_cell(
                "code",
                f"f = submission('f'); assert f({n}) == {n}",
                f"t{n}",
                1.0,
                grade=True,
            )
            for n in range(number)
        ),
    ]
    source = as_notebook(cells)
    submitted = answered(source, f="def f(x): return x")
    result = grade_notebook(zygote, submitted, source)
    assert (result.state, result.score) == ("scored", number), result.reason


def with_given(below):
    """Return a notebook whose test asks for a function that students are given."""
    given = "def measured(x):\n    return 10 * f(x)"
    test = "g = submission('measured'); assert g(2) == 20"
    cells = [
        nbgrader_cell("code", courses.SETUP, "setup", locked=True),
        nbgrader_cell("code", "def f(x): ...", "f", solution=True),
        nbgrader_cell("code", given, "given", locked=True),
        nbgrader_cell("code", test, "test-f", 2.0, grade=True, locked=True),
    ]
    source = as_notebook(cells)
    submitted = answered(source, f="def f(x): return x" if not below else "f = None")
    submitted["cells"].insert(3, code_cell(below))
    return source, submitted


@pytest.mark.parametrize(
    ("below", "points"),
    [
        ("", 2.0),
        ("def measured(x): return 20", 0.0),
        ("measured.__code__ = (lambda x: 20).__code__", 0.0),
        ("def measured(x, answer=20): return answer", 0.0),
    ],
)
def test_what_is_given_is_the_instructors_whatever_a_cell_below_says(
    zygote, below, points
):
    source, submitted = with_given(below)
    assert grade_notebook(zygote, submitted, source).score == points


def test_a_given_cell_that_is_made_to_fail_is_the_instructors_too(zygote):
    source, submitted = with_given("")
    submitted["cells"][1]["source"] = "def measured(x): return 20"
    broken = {**source["cells"][2], "source": f"1 / 0\n{source['cells'][2]['source']}"}
    source["cells"][2] = broken
    assert grade_notebook(zygote, submitted, source).score == 0.0


HIDDEN_CALLS = """
call = __submission_provider__.call
seen = []
### BEGIN HIDDEN TESTS
seen.append(call("f", (271828,), {}))
### END HIDDEN TESTS
seen.append(call("f", (1,), {}))
print(seen)
_ = submission("f")
"""


@pytest.mark.parametrize(
    "tells",
    [
        "class TimeLimit(Exception): pass\ndef f(x): raise TimeLimit(f'{x}')",
        "class ProcessEnded(Exception): pass\ndef f(x): raise ProcessEnded(f'{x}')",
        "def f(x):\n    exec(compile('\\n' * (x - 1) + '1/0', 'x', 'exec'), globals())",
        "kept = []\ndef f(x):\n    kept.append(x)\n    raise ValueError(kept)",
        "kept = []\ndef f(x):\n    kept.append(x)\n    print(kept)",
        "import warnings\ndef f(x): warnings.warn(f'{x} encountered in exp')",
    ],
    ids=["a time limit", "an end", "a line", "a later error", "a print", "a warning"],
)
def test_a_hidden_argument_is_not_told_by(zygote, tells):
    source, submitted = with_test(HIDDEN_CALLS, solution=tells)
    result = grade_notebook(zygote, submitted, source)
    shown = json.dumps(cell_of(result, "test-f")["outputs"])
    assert "value" in shown
    assert str(courses.HIDDEN) not in shown, shown


def test_no_argument_that_was_not_sent_is_said_to_be_changed(zygote):
    forge = """
import proctor.inside.candidate as c
real = c.Answering._outcome
def told(self, target, args, kwargs):
    return real(self, target, args, kwargs) | {"mutated": ["TOLD"], "after": []}
c.Answering._outcome = told
def f(x): return x
"""
    test = """
answer = __submission_provider__.call("f", (np.ones(2),), {})
print(answer)
_ = submission("f")
"""
    source, submitted = with_test(test, solution=forge)
    result = grade_notebook(zygote, submitted, source)
    assert "TOLD" not in json.dumps(cell_of(result, "test-f")["outputs"])


def test_a_test_that_cannot_be_stopped_costs_no_other(zygote):
    hang = "import signal; submission('f'); signal.signal(2, signal.SIG_IGN)\n"
    hang += "while True: pass"
    cells = [
        nbgrader_cell("code", courses.SETUP, "setup", locked=True),
        nbgrader_cell("code", "def f(x): ...", "f", solution=True),
        nbgrader_cell("code", hang, "t1", 1.0, grade=True, locked=True),
        nbgrader_cell("code", "import math", "given", locked=True),
        nbgrader_cell(
            "code", "assert submission('f')(2) == math.sqrt(4)", "t2", 1.0, grade=True
        ),
    ]
    source = as_notebook(cells)
    submitted = answered(source, f="def f(x): return x")
    limits = Limits(cell=1, call=1, patience=1.0, grace=0.3)
    content = json.dumps(submitted).encode()
    result = grade(Task(source_of(source), content, limits=limits), zygote)
    scores = {cell.grade_id: cell.score for cell in result.cells}
    assert (result.state, scores) == ("timed out", {"t1": 0.0, "t2": 1.0})
    assert result.by_clock


def test_each_test_meets_the_notebook_as_it_was_at_its_place(zygote):
    cells = [
        nbgrader_cell("code", courses.SETUP, "setup", locked=True),
        nbgrader_cell("code", "", "f", solution=True),
        nbgrader_cell(
            "code", "f = submission('f'); assert f() == 1", "t1", 1.0, grade=True
        ),
        nbgrader_cell("code", "", "g", solution=True),
        nbgrader_cell(
            "code", "f = submission('f'); assert f() == 2", "t2", 1.0, grade=True
        ),
    ]
    source = as_notebook(cells)
    submitted = answered(
        source, f="n = 0\ndef f():\n    global n; n += 1; return n", g="n = 1"
    )
    result = grade_notebook(zygote, submitted, source)
    assert [cell.score for cell in result.cells] == [1.0, 1.0]


def test_cells_after_a_crash_are_not_reached_and_those_before_count(zygote):
    submitted = honest()
    submitted["cells"].insert(3, code_cell("import os\nos._exit(3)"))
    result = grade_notebook(zygote, submitted)
    scores = {cell.grade_id: cell.score for cell in result.cells}
    assert (result.state, scores) == (
        "crashed",
        {"test-square": 2.0, "test-apply": 0.0},
    )
    assert "ended by itself (3)" in result.reason


def test_an_interrupted_cell_does_not_end_the_notebook(zygote):
    submitted = honest()
    submitted["cells"].insert(0, code_cell("import time\ntime.sleep(100)"))
    result = grade_notebook(zygote, submitted)
    assert (result.state, result.score) == ("timed out", 4.0)


def test_too_much_memory_is_said_to_be_that(zygote):
    submitted = honest()
    fork = "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n"
    fork += "        x = b'1' * (300 << 20); time.sleep(60)\ntime.sleep(60)"
    submitted["cells"].insert(0, code_cell(fork))
    limits = Limits(cell=60, memory=512 << 20)
    content = json.dumps(submitted).encode()
    task = Task(source_of(source_notebook()), content, limits=limits)
    result = grade(task, zygote)
    assert (result.state, result.score) == ("crashed", 0.0)
    assert "more than 512 MB of memory" in result.reason


def test_data_that_forks_share_counts_once(zygote):
    """The two tests run in two copies of a process that holds 400 MB."""
    data = "import numpy as np\ndata = np.ones(50 << 20)\n"
    submitted = answered(
        source_notebook(), square=data + courses.RIGHT_SQUARE, apply=courses.RIGHT_APPLY
    )
    limits = Limits(memory=600 << 20)
    content = json.dumps(submitted).encode()
    result = grade(Task(source_of(source_notebook()), content, limits=limits), zygote)
    assert (result.state, result.score) == ("scored", 4.0), result.reason


def test_files_beside_a_notebook_arrive_whole(zygote):
    sizes = {"large.bin": 70 << 20, "empty.txt": 0, "deep/small.txt": 3}
    files = {name: bytes(range(256)) * (n // 256) + b"x" * (n % 256)
             for name, n in sizes.items()}  # fmt: skip
    files |= {f"many/{number}.txt": b"one" for number in range(600)}
    look = "import hashlib, pathlib\nfiles = [p for p in pathlib.Path().rglob('*') "
    look += "if p.is_file()]\nprint(len(files), hashlib.sha256("
    look += "pathlib.Path('large.bin').read_bytes()).hexdigest())"
    submitted = honest()
    submitted["cells"].insert(0, code_cell(look))
    result = grade_notebook(zygote, submitted, **files)
    assert (result.state, result.score) == ("scored", 4.0), result.reason
    (printed,) = json.loads(result.notebook)["cells"][0]["outputs"]
    digest = hashlib.sha256(files["large.bin"]).hexdigest()
    assert printed["text"] == f"603 {digest}\n"


def test_no_student_meets_another(zygote):
    first, second = honest(), honest()
    hide = "import numpy as np, builtins, os\nnp.mark = builtins.mark = 1\n"
    hide += "os.environ['MARK'] = '1'; open('/tmp/mark', 'w').close()"
    look = "import os, numpy as np, builtins\n"
    look += (
        "print(hasattr(np, 'mark'), hasattr(builtins, 'mark'), 'MARK' in os.environ,"
    )
    look += "os.path.exists('/tmp/mark'))"
    first["cells"].append(code_cell(hide))
    second["cells"].append(code_cell(look))
    grade_notebook(zygote, first)
    result = grade_notebook(zygote, second)
    printed = json.loads(result.notebook)["cells"][-1]["outputs"][0]["text"]
    assert printed == "False False False False\n"


def test_forks_draw_different_random_numbers(zygote):
    look = "import numpy as np, torch, random\n"
    look += "print(np.random.rand(), torch.rand(1).item(), random.random())"
    printed = set()
    for _ in range(2):
        submitted = honest()
        submitted["cells"].append(code_cell(look))
        result = grade_notebook(zygote, submitted)
        text = json.loads(result.notebook)["cells"][-1]["outputs"][0]["text"]
        printed |= set(text.split())
    assert len(printed) == 6


def test_data_files_are_in_the_working_folder(zygote):
    submitted = honest()
    submitted["cells"].append(code_cell("print(open('data/x.txt').read())"))
    result = grade_notebook(zygote, submitted, **{"data/x.txt": b"42"})
    assert json.loads(result.notebook)["cells"][-1]["outputs"][0]["text"] == "42\n"


def test_rich_outputs_are_as_in_a_kernel(zygote):
    submitted = honest()
    submitted["cells"] += [
        code_cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])"),
        code_cell("import asyncio\nawait asyncio.sleep(0)\n{'a': 1}"),
        code_cell("!echo shell"),
        code_cell("display(1, 2); 3"),
        code_cell(
            "import torch\ntorch.ones(200, 200) @ torch.ones(200, 200); print(1)"
        ),
    ]
    cells = json.loads(grade_notebook(zygote, submitted).notebook)["cells"][-5:]
    plot, awaited, shell, shown, product = (cell["outputs"] for cell in cells)
    assert [o["output_type"] for o in plot] == ["execute_result", "display_data"]
    assert "image/png" in plot[1]["data"]
    assert awaited[0]["data"]["text/plain"] == "{'a': 1}"
    assert shell[0]["text"].strip() == "shell"
    assert [o["data"]["text/plain"] for o in shown] == ["1", "2", "3"]
    assert product[0]["text"] == "1\n"


def test_multiprocessing_works_in_the_sandbox(zygote):
    submitted = honest()
    submitted["cells"].append(
        code_cell(
            "import torch, multiprocessing\n"
            "from torch.utils.data import DataLoader\n"
            "data = DataLoader(torch.arange(8.0), batch_size=2, num_workers=2)\n"
            "print(sum(b.sum().item() for b in data))\n"
            "with multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "    print(pool.map(abs, [-1, 2]))"
        )
    )
    outputs = json.loads(grade_notebook(zygote, submitted).notebook)["cells"][-1][
        "outputs"
    ]
    assert outputs[0]["text"] == "28.0\n[1, 2]\n", outputs


def test_plain_mode_scores_as_nbgrader_does(zygote):
    source = plain_notebook()
    right = grade_notebook(
        zygote, answered(source, square="def square(x): return x * x"), source
    )
    wrong = grade_notebook(
        zygote, answered(source, square="def square(x): return 0"), source
    )
    assert (right.mode, [c.score for c in right.cells]) == ("plain", [2.0, 2.0])
    assert [cell.score for cell in wrong.cells] == [0.0, 0.5]


@pytest.mark.parametrize("forged", ["-1.0", "nan", "1000.0", "inf"])
def test_plain_mode_refuses_impossible_scores(zygote, forged):
    source = plain_notebook()
    cheat = (
        "class N:\n    __eq__ = __mul__ = __rmul__ = __add__ = __radd__ = "
        "lambda self, o: self\n"
        f"    __repr__ = lambda self: {forged!r}\n"
        "def square(x): return N()"
    )
    result = grade_notebook(zygote, answered(source, square=cheat), source)
    assert result.cells[1].score == 0.0
    assert result.suspicious


def test_tasks_and_results_survive_the_way_to_a_worker(zygote):
    task = Task(source_of(source_notebook()), b"{}", {"a": b"1"}, {}, LIMITS)
    assert Task.from_bytes(task.to_bytes()) == task
    result = grade_notebook(zygote, honest())
    assert Result.from_bytes(result.to_bytes()) == result


def test_hidden_arguments_do_not_appear_in_what_a_call_says(zygote):
    tell = """
import warnings
def square(x):
    print("TOLD", x)
    warnings.warn(f"TOLD {x}")
    raise ValueError(f"TOLD {x}")
"""
    source = source_notebook()
    test = courses.TEST.replace("type(error).__name__", "error")
    source["cells"][2]["source"] = test.strip()
    result = grade_notebook(zygote, answered(source, square=tell), source)
    shown = json.dumps(cell_of(result, "test-square")["outputs"])
    assert "TOLD 3" in shown  # the visible part
    assert str(courses.HIDDEN) not in shown


def test_the_examiner_has_the_instructors_files_only(zygote):
    test = (
        "import os; submission('f'); assert os.listdir() == ['given.txt'], os.listdir()"
    )
    source, submitted = with_test(test)
    task = Task(
        source_of(source),
        json.dumps(submitted).encode(),
        {"numpy.py": b"1/0"},
        {"given.txt": b""},
        LIMITS,
    )
    assert grade(task, zygote).score == 2.0


def test_numbers_come_out_as_in_this_process(zygote):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 40))
    expected = repr(float(np.linalg.norm(np.exp(x) @ x)))
    test = (
        "f = submission('f'); x = np.random.default_rng(0).normal(size=(40, 40))\n"
        f"assert repr(float(np.linalg.norm(f(x)))) == {expected!r}, f(x)"
    )
    solution = "import numpy as np\ndef f(x): return np.exp(x) @ x"
    source, submitted = with_test(test, solution=solution)
    assert grade_notebook(zygote, submitted, source).score == 2.0


def test_a_first_figure_and_a_first_training_import_nothing_more(zygote):
    look = "import sys\nbefore = set(sys.modules)\n"
    tell = "\nprint(sorted(name for name in set(sys.modules) - before))"
    cells = [code_cell(look + use + tell) for use in (FIRST_TRAINING, FIRST_FIGURE)]
    submitted = honest()
    submitted["cells"][:0] = cells
    result = grade_notebook(zygote, submitted)
    shown = [cell["outputs"] for cell in json.loads(result.notebook)["cells"][:2]]
    assert [outputs[-1]["text"] for outputs in shown[:1]] == ["[]\n"]
    streams = [o["text"] for o in shown[1] if o["output_type"] == "stream"]
    assert streams == ["[]\n"]


GIVEN_FIGURE = """
import matplotlib.pyplot as plt

drawn = []
figure, axes = plt.subplots()
figure.canvas.mpl_connect("draw_event", drawn.append)
plt.show()
"""


def test_a_given_figure_is_drawn_where_it_is_seen_and_nowhere_else(zygote):
    """The student's notebook shows it; the examiner needs the cell's names only."""
    given = nbgrader_cell("code", GIVEN_FIGURE, "given", locked=True)
    test = "assert submission('f')(3) == 3\nassert drawn == []"
    source, submitted = with_test(test, before=[given])
    result = grade_notebook(zygote, submitted, source)
    assert result.score == 2.0
    assert "image/png" in cell_of(result, "given")["outputs"][0]["data"]
