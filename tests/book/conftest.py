import pytest

from tools.serve import served

from .browser import CHROMIUM, FLAGS, HTML


@pytest.fixture(scope="session")
def book():
    """The address of the built book."""
    if not (HTML / "index.html").is_file():
        pytest.fail("the book is not built: run `make book`")
    with served(HTML) as base:
        yield base


@pytest.fixture(scope="module")  # while it is open, its event loop is the thread's
def browser():
    if CHROMIUM is None:
        pytest.fail("REQUIRE_CHROMIUM is set, but there is no chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
