"""Take the pictures that are committed: ``python -m tools.screenshot``.

The README's is of the built book. The formgrader's are of a class that does not exist,
handed in and graded in a temporary folder. ``readme`` or ``formgrader`` takes one kind.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, sync_playwright

from tests import catalogue
from tests.book.browser import CHROMIUM, FLAGS, HTML, visit
from tests.formgrader import SIGNED_IN, Formgrader, formgrader
from tests.stock_nbgrader import grade
from tools.serve import served

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "_static"
PAGE = "book/07_stable_softmax.html"
ASSIGNMENT = "07_stable_softmax"
WIDTH = 1120
WRITTEN = """\
The exponential overflows, and inf / inf is NaN. Its gradient is NaN, too, and clipping
a NaN gives NaN: the error must be mended where it arises, in the exponential.
"""
COMMENT = "Right. Which number would you subtract first?"


def readme(browser: Browser) -> None:
    """Show the first explorable of the model chapter with some text around it."""
    with served(HTML) as base, visit(browser, base, PAGE) as seen:
        figure = seen.page.locator("figure.explorable").first
        top = figure.evaluate("f => f.getBoundingClientRect().top + scrollY")
        seen.page.evaluate(f"scrollTo({{top: {top} - 220, behavior: 'instant'}})")
        seen.page.wait_for_timeout(300)
        seen.page.screenshot(path=PICTURES / "readme.png")


def class_of(root: Path) -> None:
    """Have three students hand in, grade them, and set a due date."""
    released = catalogue.release(ASSIGNMENT)
    given = catalogue.students(ASSIGNMENT)
    notebooks = {}
    for student, name in zip(("ada", "emmy", "kurt"), sorted(given), strict=False):
        notebooks[student] = catalogue.fill(released, given[name])
        for cell in notebooks[student].cells:
            role = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "markdown" and role.get("solution"):
                cell.source = WRITTEN
    grade(root, ASSIGNMENT, notebooks)
    (root / "exchange").mkdir(mode=0o777)
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.Exchange.root = {str(root / 'exchange')!r}\n")
    url = f"sqlite:///{root / 'class' / 'gradebook.db'}"
    with Gradebook(url, "neurons") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2027-01-15 22:59")


def of_formgrader(browser: Browser) -> None:
    """Show the list of assignments, and a written answer with its score."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        class_of(root)
        with formgrader(root) as running:
            picture_pages(browser, running)


def picture_pages(browser: Browser, running: Formgrader) -> None:
    """Take the pictures of a running formgrader."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": 700}, extra_http_headers=SIGNED_IN
    )
    page.goto(f"{running.address}/manage_assignments")
    page.locator("td", has_text=ASSIGNMENT).first.wait_for()
    picture(page, "formgrader_assignments", 480)
    path = f"api/submitted_notebooks/{ASSIGNMENT}/{ASSIGNMENT[3:]}"
    first = min(running.ask(path), key=lambda one: one["student"])
    page.goto(f"{running.address}/submissions/{first['id']}")
    written = page.locator(".nbgrader_cell", has_text="exponential overflows").first
    page.wait_for_load_state("networkidle")  # what it loads would overwrite the score
    page.wait_for_timeout(1500)
    written.locator("input.score").press_sequentially("4")
    written.locator("input.score").blur()
    written.locator("textarea").fill(COMMENT)
    written.locator("textarea").blur()
    page.wait_for_timeout(1500)  # it is saved, and the page is set
    written.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 190)")
    page.wait_for_timeout(300)
    picture(page, "formgrader_grading", 480)


def picture(page: Page, name: str, height: int) -> None:
    """Write the upper part of what the browser shows."""
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
    page.screenshot(path=PICTURES / f"{name}.png", clip=clip)


def main(
    which: Annotated[str, typer.Argument(help="readme, formgrader, or all")] = "all",
) -> None:
    """Take the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, take in (("readme", readme), ("formgrader", of_formgrader)):
            if which in (name, "all"):
                take(browser)
        browser.close()


if __name__ == "__main__":
    typer.run(main)
