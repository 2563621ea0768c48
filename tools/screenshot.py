"""Take the README's picture from the built book: ``python -m tools.screenshot``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.book.browser import CHROMIUM, FLAGS, HTML, served, visit

ROOT = Path(__file__).resolve().parent.parent
PAGE = "book/07_stable_softmax.html"


def main() -> None:
    """Show the first explorable of the model chapter with some text around it."""
    with served(HTML) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with visit(browser, base, PAGE) as seen:
            figure = seen.page.locator("figure.explorable").first
            top = figure.evaluate("f => f.getBoundingClientRect().top + scrollY")
            seen.page.evaluate(f"scrollTo({{top: {top} - 220, behavior: 'instant'}})")
            seen.page.wait_for_timeout(300)
            seen.page.screenshot(path=ROOT / "_static" / "readme.png")
        browser.close()


if __name__ == "__main__":
    main()
