"""How a student comes from an exercise's page to its notebook."""

import csv
import re
from urllib.parse import unquote

import pytest

from .browser import HTML, ROOT, pages
from .markup import soup_of

EXERCISES = [page for page in pages() if page.startswith("exercises/")]
CHAPTERS = [page for page in pages() if re.fullmatch(r"book/\d\d_\w+\.html", page)]
BRANCH = "/neurons-measured/neurons-measured/blob/main/"
pytestmark = pytest.mark.built


def colab(text):
    links = re.findall(r'href="(https://colab\.[^"]+)"', text)
    return {unquote(link).partition(BRANCH)[2] for link in links}


@pytest.mark.parametrize("page", EXERCISES)
def test_an_exercise_opens_in_colab_downloads_and_starts_by_commands(page):
    soup = soup_of(page)
    notebook = page.replace(".html", ".ipynb")
    way_in = soup.select_one(".way-in")
    assert colab(str(way_in)) == {notebook}
    (download,) = way_in.select("a.download")
    target = (HTML / page).parent / unquote(download["href"])
    released = ROOT / notebook
    assert target.read_bytes() == released.read_bytes()
    commands = way_in.find_next("pre").get_text()
    torch = "neuronbook[torch]" in released.read_text("utf-8")
    assert ("[torch]" in commands) is torch
    copy = f"my_{target.name}"
    assert f"cp {notebook} {copy}\njupyter lab {copy}" in commands


@pytest.mark.parametrize("page", EXERCISES)
def test_the_way_in_comes_first(page):
    soup = soup_of(page)
    first = soup.select_one("article h1").find_next("p")
    assert re.match(r"Before you start\. \d+ points, about [\d.]+ hours", first.text)
    assert first.find_next("div", class_="way-in") is first.find_next("div")


def test_colab_opens_notebooks_that_exist_and_nothing_else():
    opened = {page: colab((HTML / page).read_text("utf-8")) for page in pages()}
    assert {page for page, links in opened.items() if links} == {*EXERCISES, *CHAPTERS}
    links = set().union(*opened.values())
    assert all(link.endswith(".ipynb") and (ROOT / link).is_file() for link in links)


@pytest.mark.parametrize("page", EXERCISES)
def test_an_exercise_says_how_to_grade_it_alone(page):
    commands = soup_of(page).select_one("div.admonition.dropdown pre").get_text()
    assert f"python -m teaching.myself {page.split('/')[1]} " in commands


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_says_what_it_takes_to_run_it(page):
    with (ROOT / "book" / "install.csv").open(encoding="utf-8") as file:
        cost = next(row for row in csv.DictReader(file) if row["extra"] == "chapters")
    (box,) = soup_of(page).select("section#what-you-will-be-able-to-do .on-screen")
    said = " ".join(box.get_text().split())
    assert f"{cost['fetched_mb']} MB to download" in said
    assert f"{cost['installed_mb']} MB on the disk" in said
    assert "PIP_EXTRA_INDEX_URL" in said
