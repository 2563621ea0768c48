"""What the front page counts, held against the course's own files."""

import re
from dataclasses import replace

import numpy as np
import pytest
import yaml
from matplotlib.path import Path as Outline

from neuronbook.networks.neurons import feed_forward
from neuronbook.pages.explorables.neuron import spiral_networks
from neuronbook.pages.figures import PHONE, SMALLEST
from neuronbook.pages.front import (
    PIXELS,
    VIEW,
    chapter_map,
    folded_planes,
    places,
)
from neuronbook.pages.outline import (
    chapters,
    direct_needs,
    everything_needed,
    ground,
    hours_of,
    needs_of,
)
from tests.catalogue import ROOT

TOC = ROOT / "_toc.yml"
COURSE = chapters(
    TOC, ROOT.glob("book/[0-9][0-9]_*.md"), ROOT.glob("solutions/*/*.ipynb")
)


def planned(*needs):
    """A course whose chapters 1, 2 and so on need the given chapters."""
    return [
        replace(COURSE[0], number=number, name=f"{number:02}_some", needs=before)
        for number, before in enumerate(needs, 1)
    ]


DIAMOND = planned((), (1,), (1, 2), (1, 2), (2, 3, 4))


def test_every_chapter_of_the_table_of_contents_is_in_the_outline():
    part = yaml.safe_load(TOC.read_text("utf-8"))["parts"][0]["chapters"]
    listed = [(e["file"], e["title"], e["sections"][0]["file"]) for e in part]
    assert listed == [
        (f"book/{c.name}", f"{c.number}. {c.title}", c.exercise_page) for c in COURSE
    ]


@pytest.mark.parametrize("chapter", COURSE, ids=lambda chapter: chapter.name)
def test_what_a_chapter_makes_a_reader_able_to_do_is_a_verb_and_a_short_line(chapter):
    assert re.fullmatch(r"[a-z].{39,94}[^.]", chapter.able)


def test_an_exercise_needs_pytorch_if_it_shows_the_student_an_import():
    torch = {c.name for c in COURSE if c.torch}
    said = {
        path.parent.name
        for path in ROOT.glob("solutions/*/*.md")
        if "needs PyTorch" in path.read_text("utf-8")
    }
    assert torch
    assert torch <= said


def page(said):
    return f"## What you will be able to do\n\n- add.\n\n{said}\n\n(next)=\n## Next\n"


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("Allow three\nhours: one to read.", 3),
        ("Allow two and a half hours.", 2.5),
        ("Allow one and a half hours, not two hours.", 1.5),
        ("Allow half an hour.", 0.5),
        ("Allow an hour: half an hour to read.", 1),
    ],
)
def test_hours_are_read(said, hours):
    assert hours_of("07_some", page(said)) == hours


@pytest.mark.parametrize("said", ["Two hours.", "Allow dozens of hours.", ""])
def test_a_chapter_that_does_not_say_its_hours_is_named(said):
    with pytest.raises(ValueError, match=r"expected 07_some\.md to say"):
        hours_of("07_some", page(said))


LABELS = {"neuron": 1, "slopes": 2, "losses": 3, "own": 7, "softmax": 8}


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("It builds on {ref}`slopes\n<slopes>` and on chapter\n5.", (2, 5)),
        ("It uses {ref}`its own <own>` words, and {ref}`neurons <neuron>`.", (1,)),
        ("Nothing from other chapters is used.", ()),
        ("It needs no other chapter.", ()),
        ("It uses all chapters before it.", (1, 2, 3)),
    ],
)
def test_needs_are_read(said, needs):
    assert needs_of("07_some", page(said), LABELS) == needs


@pytest.mark.parametrize(
    "said",
    [
        "It builds on {ref}`softmax <softmax>`.",
        "It builds on chapter 9.",
        "Allow two hours.",
        "It needs no other chapter, but chapter 2.",
    ],
)
def test_needs_that_cannot_be_are_refused(said):
    with pytest.raises(ValueError, match="name the earlier chapters"):
        needs_of("07_some", page(said), LABELS)


def test_lines_that_others_imply_are_left_out():
    assert direct_needs(DIAMOND) == {1: [], 2: [1], 3: [2], 4: [2], 5: [3, 4]}
    assert everything_needed(DIAMOND)[5] == {1, 2, 3, 4}


def test_the_ground_is_what_all_later_chapters_need():
    assert ground(DIAMOND) == [1, 2]
    assert ground(planned((), (), (1, 2))) == []


def test_who_follows_the_lines_has_read_all_that_a_chapter_needs():
    lines = direct_needs(COURSE)
    for chapter in COURSE:
        read, todo = set(), list(lines[chapter.number])
        while todo:
            number = todo.pop()
            read.add(number)
            todo += lines[number]
        assert set(chapter.needs) <= read


LATER = replace(COURSE[-1], number=12, name="12_some", needs=(7, 9))


@pytest.mark.parametrize(
    "course", [COURSE, [*COURSE, LATER], DIAMOND, planned((), (), (1,), (2,), (3, 4))]
)
def test_each_chapter_has_a_place_of_its_own_below_those_that_it_needs(course):
    at = places(course)
    assert set(at) == {c.number for c in course}
    for level in {row for _, row in at.values()}:
        across = sorted(x for x, row in at.values() if row == level)
        assert all(np.diff(across) >= 1)
    for chapter in course:
        assert all(at[n][1] < at[chapter.number][1] for n in chapter.needs)


def test_each_chapter_is_a_link_on_the_map_that_a_phone_shows_large_enough():
    html = chapter_map([*COURSE, LATER])
    links = re.findall(
        r'<a href="(\S+?)\.html" aria-label="Chapter (\d+): (.+?)"', html
    )
    assert links == [(c.name, str(c.number), c.title) for c in [*COURSE, LATER]]
    width = float(re.search(r'viewBox="0 0 (\S+)', html)[1])
    assert 14 * min(1, PHONE / width) >= SMALLEST  # the stylesheet's size of its text


def test_the_map_has_a_line_for_each_direct_need_and_says_it():
    html = chapter_map(DIAMOND)
    assert html.count("<path ") == sum(map(len, direct_needs(DIAMOND).values()))
    assert f"5, {DIAMOND[4].title}, after 3 and 4." in html


@pytest.mark.parametrize("units", [4, 32])
def test_a_point_is_in_the_drawn_region_if_the_network_says_so(units):
    networks = spiral_networks()
    data = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1])
    figure = folded_planes(
        {units: networks[units]}, data, caption="c" * 20, alt="a" * 20
    )
    drawn = re.search(rf'id="fold-of-{units}" d="M(.+?)Z"', figure.svg)[1]
    rings = [
        np.array([point.split() for point in ring.split("L")], dtype=float)
        for ring in drawn.split("ZM")
    ]
    points = np.random.default_rng(0).uniform(-1, 1, (2000, 2)) * VIEW
    out = feed_forward(networks[units], points)[:, 0]
    clear = np.abs(out) > 0.1 * np.abs(out).max()  # not at the border, which is rounded
    pixels = PIXELS * np.column_stack([points[:, 0] + VIEW[0], VIEW[1] - points[:, 1]])
    inside = (
        sum(Outline(ring).contains_points(pixels).astype(int) for ring in rings) % 2
    )
    assert clear.sum() > 200
    assert (inside == (out > 0))[clear].all()
