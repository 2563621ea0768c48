"""The report on questions: its figures beside the standard library's, and its files."""

import csv
import random
import statistics

import pytest
from nbgrader.api import Gradebook
from proctor.record.picture import draw
from proctor.record.report import interval, summarize, write_table
from proctor.record.tables import write_csv

HOSTILE = '=HYPERLINK("http://evil","$\\frac$") \x1b[2J'


def row(student, cells, state="scored", notebook="ps1"):
    return {
        "student": student,
        "notebook": notebook,
        "score": sum(cell["score"] for cell in cells),
        "max_score": sum(cell["points"] for cell in cells),
        "seconds": 0.1,
        "state": state,
        "reason": "",
        "sandbox": "root",
        "details": {"suspicious": [], "cells": cells},
    }


def cell(grade_id, score, points=2.0, checks=(), problem=None, seconds=0.1):
    checks = [list(check) for check in checks]
    values = {"grade_id": grade_id, "score": score, "points": points}
    return values | {"checks": checks, "problem": problem, "seconds": seconds}


def a_class(students=30, seed=0):
    """A class in which two questions go together and a third is tossed."""
    rng = random.Random(seed)
    rows = []
    for number in range(students):
        able = rng.random()
        scores = [2.0 * (rng.random() < able) for _ in range(2)]
        scores.append(float(rng.choice([0, 1, 2])))
        cells = [cell(name, s) for name, s in zip("abc", scores, strict=True)]
        rows.append(row(f"s{number}", cells))
    return rows


def test_discrimination_is_the_correlation_with_the_rest_of_the_points():
    rows = a_class()
    columns = [[one["details"]["cells"][k]["score"] for one in rows] for k in range(3)]
    for k, question in enumerate(summarize(rows).questions):
        rest = [sum(v for j, v in enumerate(values) if j != k)
                for values in zip(*columns, strict=True)]  # fmt: skip
        expected = statistics.correlation(columns[k], rest)
        assert question.discrimination == pytest.approx(expected)
        total = statistics.correlation(columns[k], [r["score"] for r in rows])
        assert abs(question.discrimination - total) > 0.1  # not item-total
        assert question.mean == pytest.approx(statistics.mean(columns[k]) / 2)
        assert question.full == columns[k].count(2.0) / 30
        assert question.none == columns[k].count(0.0) / 30


def test_the_interval_is_fishers():
    assert interval(0.5, 28) == pytest.approx((0.156, 0.736), abs=5e-4)
    assert interval(None, 28) == interval(0.5, 3) == (None, None)
    low, high = interval(1.0, 10)
    assert 0.99 < low <= high <= 1


def test_a_question_in_which_the_weaker_do_better_is_named():
    rows = [
        row(f"s{n}", [cell("a", 2 * (n < 12)), cell("b", 2 * (n < 15)),
                      cell("wrong", 2 * (n >= 14))])
        for n in range(24)
    ]  # fmt: skip
    look = {question.name: question.look for question in summarize(rows).questions}
    assert look["wrong"] == ["who does well elsewhere fails here"]
    few = {q.name: q.look for q in summarize(rows[6:20]).questions}
    assert few["wrong"] == []  # a correlation of 14 students is shown, not judged


def test_what_nobody_and_what_everybody_earns_has_no_correlation():
    rows = [row(f"s{n}", [cell("none", 0), cell("all", 2), cell("a", n)])
            for n in range(5)]  # fmt: skip
    none, everybody, _ = summarize(rows).questions
    assert none.discrimination is everybody.discrimination is None
    assert none.look == ["nobody earns a point: is the test right?"]
    assert everybody.look == ["nearly all earn it"]


def test_who_did_not_run_to_the_end_counts_in_the_scores_only():
    rows = [row("x", [cell("a", 2)]), row("y", [cell("a", 0)], state="crashed")]
    summary = summarize(rows)
    assert summary.scores == {"x": 2, "y": 0}
    assert summary.counted == 1
    assert summary.questions[0].mean == 1
    assert set(summary.flagged) == {"y"}


def test_checks_have_their_share_and_their_discrimination():
    def cells(passed, other):
        return [cell("a", passed, checks=[("first", True), ("second", passed)]),
                cell("b", other)]  # fmt: skip

    rows = [row(f"s{n}", cells(n > 1, n % 3)) for n in range(6)]
    rows.append(row("s6", [cell("a", 0, problem="too slow"), cell("b", 0)]))
    summary = summarize(rows)
    shares = {check.name: check.failing for check in summary.questions[0].checks}
    assert shares["first"] == 0
    assert shares["second"] == pytest.approx(2 / 6)
    assert shares["(the test ended before its checks)"] == pytest.approx(1 / 7)
    second = summary.questions[0].checks[1]
    expected = statistics.correlation([0, 0, 1, 1, 1, 1], [n % 3 for n in range(6)])
    assert second.discrimination == pytest.approx(expected)
    assert next(check.name for _, check in summary.hardest) == "second"


def test_marks_by_hand_count_when_all_have_them_and_overrule_tests():
    rows = [row(name, [cell("a", 2)]) for name in "xyz"]
    essay, task = ("ps1", "essay"), ("ps1", "task")
    marks = {name: {("ps1", "a"): 2.0, essay: 1.0, task: None} for name in "xyz"}
    marks["x"] |= {("ps1", "a"): 0.5, task: 3.0}
    summary = summarize(rows, marks, {essay: 4.0, task: 3.0})
    assert summary.scores == {"x": 1.5, "y": 3, "z": 3}
    assert summary.max_score == 6
    assert [(q.name, q.by_hand) for q in summary.questions] == [
        ("a", False), ("essay", True)]  # fmt: skip
    assert (summary.unmarked, summary.waiting) == ({"task": 2}, 3.0)


@pytest.mark.parametrize(
    ("shares", "said"),
    [([0, 0, 0, 0, 0, 0, 0, 1, 1, 1], []), ([0] * 8 + [1, 1], ["few earn its points"])],
)
def test_a_share_on_the_limit_is_not_beyond_it(shares, said):
    rows = [row(f"s{n}", [cell("a", 2.0 * one)]) for n, one in enumerate(shares)]
    assert summarize(rows).questions[0].look == said


def test_questions_of_two_notebooks_keep_their_notebook():
    rows = [row("x", [cell("a", 2)], notebook=name) for name in ("one", "two")]
    assert [q.name for q in summarize(rows).questions] == ["one: a", "two: a"]


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own
def test_the_gradebook_says_what_a_person_gave(course):
    with Gradebook(course.db_url, "test") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("ps1", "ada")
        for name, auto, manual, extra, waiting in (
            ("test-square", 1.0, None, 5.0, False),
            ("test-apply", 1.0, 2.0, None, True),
            ("essay", None, None, None, True),
        ):
            grade = gradebook.find_grade(name, "ps1", "ps1", "ada")
            grade.auto_score, grade.manual_score = auto, manual
            grade.extra_credit, grade.needs_manual_grade = extra, waiting
        gradebook.db.commit()
    from proctor.course.folders import load_course
    from proctor.record.gradebook import open_recorder

    with open_recorder(load_course(course.root).coursedir) as recorder:
        marks = recorder.marks("ps1")
        assert recorder.by_hand("ps1") == {("ps1", "essay"): 3.0}
    cells = {"test-square": 1.0, "test-apply": 2.0, "essay": None}
    assert marks == {"ada": {("ps1", name): mark for name, mark in cells.items()}}


def test_the_table_and_the_picture_take_any_name(tmp_path):
    checks = [(HOSTILE, False), ("-0.5", True)]
    rows = [row(f"s{n}", [cell(HOSTILE, n % 2, checks=checks), cell("b", n % 3)])
            for n in range(4)]  # fmt: skip
    summary = summarize(rows)
    draw(summary, "$\\frac$", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    write_table(summary, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        first, second, third, _ = csv.DictReader(file)
    assert first["question"] == second["question"] == f"'{HOSTILE}"
    assert (second["check"], third["check"]) == (f"'{HOSTILE}", "'-0.5")
    assert float(first["mean_share"]) == 0.25
    assert (float(second["failing"]), float(third["failing"])) == (1, 0)
    assert float(first["discrimination"]) == round(
        statistics.correlation([0, 1, 0, 1], [0, 1, 2, 0]), 4
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("Ada;=1+1;", "Ada;'=1+1;"),
        ('Ada; "@x', "Ada; \"'@x"),
        ("3; -x and a;b", "3; '-x and a;b"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("\t=1", "' =1"),
        ("a\n=1", "a =1"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("-1", "'-1"),
        (-1.5, "-1.5"),
        ("ada, or =bob", "ada, or =bob"),
        ('say "x"', 'say "x"'),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_no_text_in_a_table_is_a_formula(tmp_path, value, expected):
    write_csv(tmp_path / "a.csv", ["head"], [[value], ["last"]])
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == [[expected], ["last"]]


def test_a_report_on_a_class_without_questions_is_drawn(tmp_path):
    draw(summarize([row("x", [])]), "ps1", tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000
