"""The editions of the book: one to print, one to carry, one for instructors alone."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from tools import instructors, offline, pdf
from tools.leaks import find_site_leaks

from .browser import HTML, ROOT, needs_chromium

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CHAPTERS = [
    chapter
    for part in TOC["parts"]
    if part["caption"] == "Chapters"
    for chapter in part["chapters"]
]


def test_the_printed_book_has_every_chapter_in_order_and_no_notebook():
    chosen = [page for _, page in pdf.chosen_pages(TOC)]
    assert chosen[: len(CHAPTERS)] == [f"{one['file']}.html" for one in CHAPTERS]
    assert {"book/review.html", "book/glossary.html"} < set(chosen[len(CHAPTERS) :])
    assert not [page for page in chosen if "exercises" in page or "instr" in page]


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("#loss", "#01_neuron--loss"),
        ("02_activations.html#gelu", "#02_activations--gelu"),
        ("02_activations.html", "#02_activations"),
        ("proctor.html#limits", "https://example.org/c/book/proctor.html#limits"),
        ("../genindex.html", "#index"),
        ("../search.html", "https://example.org/c/search.html"),
        ("https://arxiv.org/abs/1", "https://arxiv.org/abs/1"),
    ],
)
def test_a_link_leads_to_the_page_in_print_or_to_the_published_one(link, becomes):
    pages = {"book/01_neuron.html", "book/02_activations.html"}
    body = f'<a class="x" href="{link}">there</a>'
    found = pdf.in_one_document(
        body, "book/01_neuron.html", pages, "https://example.org/c/"
    )
    assert found == f'<a class="x" href="{becomes}">there</a>'


def test_drawings_of_two_pages_keep_their_own_parts():
    drawing = (
        '<clipPath id="p1"/><g clip-path="url(#p1)"><use xlink:href="#a" x="1"/></g>'
    )
    found = pdf.in_one_document(drawing, "book/review.html", set(), "https://e.org/")
    assert found == (
        '<clipPath id="review--p1"/><g clip-path="url(#review--p1)">'
        '<use xlink:href="#review--a" x="1"/></g>'
    )


def test_the_target_of_a_section_stands_in_its_heading():
    span = '\n<span id="a--y"></span>'
    body = f'<section id="a--x">{span}<h2>Why <em>one</em>?</h2></section>'
    found = pdf.targets_in_headings(body)
    heading = f'<h2 id="a--x">{span}Why <em>one</em>?</h2>'
    assert found == f"<section>{heading}</section>"
    assert list(pdf.headings(found)) == [(2, "a--x", "Why <em>one</em>?")]


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("hidden unit", "hidden\nunits; "),  # the plural, over the end of a line
        ("loss", "losses, "),  # but neither a formula, a hidden cell nor glossary
        ("weight", None),  # that is in the section after
    ],
)
def test_the_index_finds_a_word_after_the_place_that_names_it(words, before):
    body = (
        '<h2>Loss</h2><p id="a--index-0">Glossary, <span class="math">loss</span>'
        "<details><p>loss</p></details> hidden\nunits; <b>losses, </b></p>"
        "<h2>Next</h2><p>A weight.</p>"
    )
    place = pdf.first_mention(body, "a--index-0", words)
    if before is None:
        assert place is None
    else:
        assert body[place:].startswith(before)


def test_the_usual_imports_are_those_of_the_chapters():
    assert set(pdf.usual_imports()) >= {
        "import matplotlib.pyplot as plt",
        "import numpy as np",
        "import torch",
        "from torch import nn",
        "from torch.nn import functional as F",
    }


def test_the_same_pages_make_the_same_archive(tmp_path):
    packed = []
    for moment in (1_000_000_000, 1_700_000_000):
        site = tmp_path / str(moment)
        (site / "book").mkdir(parents=True)
        (site / "reports").mkdir()
        for name in ("index.html", "book/a.html", "old.pdf", "reports/a.log"):
            (site / name).write_text(name)
            os.utime(site / name, (moment, moment))
        to = tmp_path / f"{moment}.zip"
        assert offline.pack(site, to) == 2
        packed.append(to.read_bytes())
    assert packed[0] == packed[1]
    names = zipfile.ZipFile(io.BytesIO(packed[0])).namelist()
    assert names == ["neurons-measured/book/a.html", "neurons-measured/index.html"]


def test_instructors_see_the_source_of_every_exercise_after_its_page():
    toc = instructors.with_solutions(TOC)
    for chapter in (c for part in toc["parts"] for c in part["chapters"]):
        files = [section["file"] for section in chapter.get("sections", ())]
        for page, source in zip(files[::2], files[1::2], strict=True):
            assert page.startswith("exercises/")
            assert source == page.replace("exercises", "solutions", 1)
            assert (ROOT / f"{source}.md").is_file()
    config = instructors.for_instructors(CONFIG)
    assert "solutions" in CONFIG["exclude_patterns"]
    assert "solutions" not in config["exclude_patterns"]
    assert config["html"]["announcement"] == instructors.NOTICE


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_publishes_anything_but_the_public_book(workflow):
    text = workflow.read_text("utf-8")
    uploads = [
        step["with"]["path"]
        for job in yaml.safe_load(text)["jobs"].values()
        for step in job["steps"]
        if "upload" in step.get("uses", "")
    ]
    assert set(uploads) <= {"_build/html"}
    assert "instructors" not in text
    assert "solutions" not in text
    if uploads:
        checked = text.index("tools.leaks --site")
        assert max(m.end() for m in re.finditer("make|cp ", text)) < checked
        assert checked < text.index("upload-pages-artifact")
    assert not instructors.EDITION.is_relative_to(HTML)


@pytest.mark.built
def test_the_built_book_shows_nothing_of_a_solution():
    assert find_site_leaks(ROOT / "solutions", HTML) == []


@pytest.mark.built
def test_a_solution_that_reached_the_built_book_is_found(tmp_path):
    page = "exercises/07_stable_softmax/stable_softmax.html"
    for part in (page, f"_sources/{Path(page).with_suffix('.ipynb')}"):
        (tmp_path / part).parent.mkdir(parents=True)
        shutil.copy(HTML / part, tmp_path / part)
    only = tmp_path / "source" / "07_stable_softmax"
    shutil.copytree(ROOT / "solutions" / "07_stable_softmax", only)
    assert find_site_leaks(only.parent, tmp_path) == []
    (tmp_path / "solutions").mkdir()
    shown = (
        "<li>1 point: reported loss about 27.6 (−log 1e-12) and true loss 1000. "
        "Half for one of them,</li>"
    )
    (tmp_path / page).write_text((tmp_path / page).read_text("utf-8") + shown)
    leaks = find_site_leaks(only.parent, tmp_path)
    assert len(leaks) == 2
    assert "instructors' edition" in leaks[0]
    assert leaks[1].startswith(page)


@pytest.fixture(scope="module")
def printed():
    """The whole book, printed: minutes."""
    return PdfReader(io.BytesIO(pdf.book()))


@pytest.mark.nightly
@pytest.mark.built
@needs_chromium
def test_the_printed_book_is_whole(printed):
    texts = [page.extract_text() for page in printed.pages]
    bookmarks = [one for one in printed.outline if not isinstance(one, list)]
    titles = [one["/Title"] for one in bookmarks]
    for chapter in CHAPTERS:
        assert chapter["title"] in titles
    assert titles[-1] == "Index"
    pages = [printed.get_destination_page_number(one) for one in bookmarks]
    assert pages == sorted(pages)
    contents = "".join(texts[1 : pages[2]])
    for title, page in zip(titles[2:], pages[2:], strict=True):
        assert re.search(rf"{re.escape(title)}\s*{page + 1}\b", contents), title
    for number, text in enumerate(texts[1:], 2):
        assert len(text.split()) > 5, f"page {number} is nearly empty"
        assert str(number) in text
        assert "Show code" not in text
        assert "\\(" not in text, f"page {number} shows a formula's source"
    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.nightly
@pytest.mark.built
@needs_chromium
def test_contents_and_index_name_the_page_where_a_reader_finds_the_words(printed):
    texts = ["".join(page.extract_text().split()) for page in printed.pages]
    numbers = {
        name.lstrip("/"): printed.get_destination_page_number(place)
        for name, place in printed.named_destinations.items()
    }
    places = [
        (place, re.sub(r"<[^>]*>", "", words))
        for part, address in pdf.chosen_pages(TOC)
        for _, place, words in pdf.read_page(part, address, set(), "").headings
        if place in numbers
    ]
    assert len(places) > 150
    wrong = [
        (numbers[place] + 1, words)
        for place, words in places
        if not all(
            "".join(unescape(part).split()) in texts[numbers[place]]
            for part in re.split(r"\\\(.*?\\\)", words)  # a formula is drawn
        )
    ]
    assert wrong == []
    indexed = texts[numbers["index"] :]
    assert not [text for text in indexed if re.search(r",0(?!\d)", text)]


@pytest.mark.nightly
@pytest.mark.built
@needs_chromium
def test_links_of_the_printed_book_lead_into_it_or_to_the_published_book(printed):
    inside, outside = set(), set()
    for page in printed.pages:
        for link in page.get("/Annots") or ():
            action = link.get_object().get("/A", {})
            if "/URI" in action:
                outside.add(action["/URI"])
            else:
                inside.add(link.get_object()["/Dest"].lstrip("/"))
    assert len(inside) > 300
    assert inside <= {name.lstrip("/") for name in printed.named_destinations}
    assert all(address.startswith(("http", "mailto")) for address in outside)
    assert not [address for address in outside if "127.0.0.1" in address]


@pytest.mark.nightly
@pytest.mark.built
@needs_chromium
def test_the_archive_opens_without_a_server_or_a_network(browser, tmp_path):
    to = tmp_path / "book.zip"
    offline.pack(HTML, to)
    zipfile.ZipFile(to).extractall(tmp_path)
    base = f"file://{tmp_path}/neurons-measured"
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request",
        lambda r: (
            None if r.url.startswith(("file:", "data:")) else errors.append(r.url)
        ),
    )
    page.goto(f"{base}/index.html")
    page.wait_for_url("**/book/index.html")
    page.goto(f"{base}/book/07_stable_softmax.html")
    page.locator(".vega-host").first.scroll_into_view_if_needed()
    page.locator(".vega-host svg.marks").first.wait_for()
    page.locator("article p mjx-container").first.wait_for()
    assert errors == []
    # Excerpts below the results are fetched, which a browser refuses on a disk.
    page.goto(f"{base}/search.html?q=temperature")
    page.locator("#search-results li a").first.wait_for()
    assert set(errors) <= {"Failed to fetch"}
    context.close()


@pytest.mark.nightly
@pytest.mark.built
def test_the_instructors_edition_has_solutions_and_rubrics():
    subprocess.run([sys.executable, "-m", "tools.instructors"], cwd=ROOT, check=True)
    site = instructors.EDITION / "_build" / "html"
    page = (site / "solutions/07_stable_softmax/stable_softmax.html").read_text("utf-8")
    words = re.sub("<[^>]*>", "", page)
    assert "reported loss about 27.6" in words
    assert "BEGIN HIDDEN TESTS" in words
    assert instructors.NOTICE.split(":")[0] in words.replace("&#39;", "'")
    assert (site / "book" / "07_stable_softmax.html").is_file()
    assert find_site_leaks(ROOT / "solutions", site)
