"""Code in common: what is compared, what is highlighted, and a page that is inert."""

import csv
import json
import os

import pytest
from bs4 import BeautifulSoup
from proctor.course import similar
from proctor.course.folders import load_course
from proctor.course.similar import MOST_CODE, SOLUTION, Comparison, compare
from proctor.course.similar import compare_course as compare_all
from proctor.record.side_by_side import MOST_PAIRS, write_page
from typer.testing import CliRunner

from proctor import cli
from tests.courses import answered, as_notebook, code_cell, released, source_notebook

OWN = '''\
def standardize(values, eps=1e-8):
    """Center and scale."""
    center = sum(values) / len(values)
    spread = sum((v - center) ** 2 for v in values) / (len(values) - 1)
    return [(v - center) / (spread + eps) ** 0.5 for v in values]
'''
COPY = """
def norm(xs, tiny = 1e-8):
    # my own words

    mu = sum(xs)/len(xs)   # the mean
    s = sum((q - mu)**2 for q in xs)/(len(xs)-1)
    return [ (q - mu) / (s+tiny)**0.5
             for q in xs ]
"""
OTHER = """
def standardize(values, eps=1e-8):
    import numpy as np

    array = np.asarray(values, float)
    array -= array.mean()
    deviation = array.std(ddof=1)
    while not deviation:
        deviation = eps
    return array / deviation
"""
HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e"


def test_a_copy_under_other_names_is_found_and_another_way_is_not():
    codes = {"ada": OWN, "bob": COPY, "cyd": OTHER}
    (pair,) = compare(codes)
    assert pair.names == ("ada", "bob")
    assert min(pair.shares) > 0.8


def test_what_was_given_counts_for_nobody():
    assert compare({"ada": OWN, "bob": OWN}, starter=OWN, share=0) == []
    (pair,) = compare({"ada": OWN + COPY, "bob": OWN + COPY}, starter=OTHER)
    assert pair.shares == (1, 1)


def test_code_that_repeats_itself_is_no_more_like_another():
    """Copydetect drops one of two repeated passages when it takes out a starter."""
    (pair,) = compare({"ada": COPY * 3, "bob": COPY * 3}, starter=OTHER)
    assert pair.shares == (1, 1)


CLASS = (
    "class Tool:\n    name = 'long'\n\n    def use(self):\n        return self\n\n\n"
)


@pytest.mark.parametrize("before", ["", CLASS, "# \u00fc\nx = '\u2211'\n\n"])
def test_what_is_highlighted_is_the_copied_code(before):
    (pair,) = compare({"ada": before + OWN, "bob": COPY}, share=0.1)
    (begin, *_), (*_, end) = zip(*pair.spans[0], strict=True)
    common = (before + OWN)[begin:end].strip()
    assert common.startswith("center = sum(values)")
    assert common.endswith("for v in values]")


def submit(course, student, code, name="ps1"):
    notebook = answered(source_notebook(), square=code)
    course.submit(student, notebook, name)


def test_a_class_is_compared_with_itself_and_the_solution(course):
    """The cells that the instructor wrote are not compared, changed or not."""
    source = source_notebook()
    source["cells"][1]["source"] = COPY
    path = course.root / "source" / "ps1" / "ps1.ipynb"
    path.write_text(json.dumps(source))
    submit(course, "ada", OWN.replace("\n", "\r\n"))
    submit(course, "bob", OTHER)
    cyd = released(source_notebook())
    cyd["cells"] += [code_cell(OTHER), {"cell_type": "code"}, 7, code_cell(5)]
    cyd["cells"][0]["metadata"] = "none"
    course.submit("cyd", cyd)
    course.submit("dan", b"{}")
    course.submit("eve", as_notebook([code_cell("x = 1\n" * MOST_CODE)]))
    found = compare_all(load_course(course.root).coursedir, "ps1")
    names = {frozenset(pair.names) for pair in found.pairs}
    assert names == {frozenset({"ada", SOLUTION}), frozenset({"bob", "cyd"})}
    assert "no cells" in found.left_out["dan"]
    assert f"first {MOST_CODE} letters" in found.left_out["eve"]
    assert "\r" not in found.codes["ada"]


def test_the_page_shows_both_and_nothing_in_it_acts(tmp_path):
    codes = {HOSTILE: f"# {HOSTILE}\n\n{OWN}", "bob": COPY}
    pairs = compare(codes)
    write_page(Comparison(pairs, codes, {}), HOSTILE, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "\x1b" not in page
    assert "\u202e" not in page
    soup = BeautifulSoup(page, "html.parser")
    names = {tag.name for tag in soup.find_all()}
    assert not names & {"script", "img", "iframe", "object", "link", "base", "form"}
    attributes = {name for tag in soup.find_all() for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on")}
    links = [tag["href"] for tag in soup.find_all("a")]
    assert links == ["#pair1"]
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    left, right = soup.find_all("pre")
    assert "<script>alert(1)</script>" in left.get_text()
    marks = "".join(mark.get_text() for mark in right.find_all("mark"))
    assert "(q - mu)**2 for q in xs" in marks
    assert right.get_text() == COPY


def test_one_that_cannot_be_read_stops_no_comparison(course, monkeypatch):
    submit(course, "ada", OWN)
    submit(course, "bob", COPY)
    submit(course, "cyd", "# " + "x" * 9000)
    os.rename(submitted := course.root / "submitted/cyd", f"{submitted}\udcff")
    submit(course, "dan", "# " + "x" * 9000)
    monkeypatch.setattr(similar, "MOST_BYTES", 8000)
    found = compare_all(load_course(course.root).coursedir, "ps1")
    assert [pair.names for pair in found.pairs] == [("ada", "bob")]
    assert {"dan", "cyd\udcff"} == set(found.left_out)


def test_a_page_of_very_many_pairs_ends(tmp_path):
    codes = {f"s{n}": OWN for n in range(15)}
    found = Comparison(compare(codes), codes, {})
    assert len(found.pairs) == 105
    write_page(found, "ps1", tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.count("<h2") == MOST_PAIRS
    assert f"{105 - MOST_PAIRS} more pairs" in page


def test_the_command_prints_pairs_and_writes_page_and_table(course, tmp_path):
    submit(course, "ada", OWN)
    submit(course, "bob", COPY)
    submit(course, "=cyd", OTHER)
    where = ["--html", tmp_path / "a.html", "--csv", tmp_path / "a.csv"]
    arguments = ["similar", "ps1", "--course", course.root, *where]
    done = CliRunner().invoke(cli.app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    assert "4 compared, 1 pairs with 35% or more in common" in done.output
    assert (tmp_path / "a.html").exists()
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert {row["first"], row["second"]} == {"ada", "bob"}
    done = CliRunner().invoke(cli.app, [*map(str, arguments), "--share", "0", "--json"])
    pairs = json.loads(done.stdout)["pairs"]
    assert pairs[0]["names"] == ["ada", "bob"]


@pytest.mark.parametrize(
    ("installed", "assignment", "words"),
    [(False, "ps1", "pip install 'proctor[similar]'"), (True, "ps9", "collect")],
)
def test_what_is_missing_is_said(course, monkeypatch, installed, assignment, words):
    if not installed:
        monkeypatch.setattr("proctor.commands.similar.find_spec", lambda name: None)
    arguments = ["similar", assignment, "--course", str(course.root)]
    done = CliRunner().invoke(cli.app, arguments)
    assert done.exit_code == 4
    assert words in " ".join(done.output.split())
