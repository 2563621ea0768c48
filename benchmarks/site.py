"""What the built site costs a visitor: requests, kilobytes, seconds to a slider.

Each page is opened in Chromium with an empty cache, by way of a server that compresses
text. Then it is scrolled to its end. Kilobytes are what was sent; "raw" is what they
unpack to. For the last column the page is opened again on a connection of 10 Mbit/s
(40 ms there and back) with a processor slowed down four times, and its reader scrolls
to the first explorable as soon as the page has it: seconds from the click on the link
until a slider that was moved has changed its drawing, the median of five visits. Needs
Chromium.
"""

import shutil
import sys
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parent.parent))
from tools.serve import HTML, served

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MEGABIT = 1e6 / 8
MOVED = """
new MutationObserver((_, page) => {
  const host = document.querySelector(".vega-host");
  if (!host) return;
  page.disconnect();
  const come = () => host.scrollIntoView({ block: "center", behavior: "instant" });
  come();
  window.addEventListener("DOMContentLoaded", come);
  const look = () => {
    const control = host.querySelector("input, select");
    if (host.dataset.state !== "ready" || !control) return setTimeout(look, 10);
    const changes = new MutationObserver(() => {
      window.secondsToSlider = performance.now() / 1000;
      changes.disconnect();
    });
    changes.observe(host.querySelector("svg"), {
      subtree: true, childList: true, attributes: true, characterData: true
    });
    if (control.matches("select")) control.selectedIndex = 1;
    else control.value = control.value === control.min ? control.max : control.min;
    for (const kind of ["input", "change"])
      control.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  look();
}).observe(document, { childList: true, subtree: true });
"""
VISITS = 5


class Traffic:
    """Counts what a page asks for."""

    def __init__(self, cdp: object):
        self.requests, self.sent, self.raw = 0, 0, 0
        cdp.send("Network.enable")
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.dataReceived", self._received)

    def _finished(self, event: dict) -> None:
        self.requests += event["encodedDataLength"] > 0
        self.sent += event["encodedDataLength"]

    def _received(self, event: dict) -> None:
        self.raw += event["dataLength"]

    def row(self) -> list[str]:
        return [f"{self.requests}", f"{self.raw / 1e3:,.0f}", f"{self.sent / 1e3:,.0f}"]


def weigh(browser: object, address: str) -> list[str]:
    """Count requests and kilobytes of the first view, and of the whole page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    traffic = Traffic(context.new_cdp_session(page))
    page.goto(address, wait_until="networkidle")
    first = traffic.row()
    height = page.evaluate("document.documentElement.scrollHeight")
    for y in range(0, height, 700):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(30)
        if y % 7000 == 0:
            page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    page.wait_for_load_state("networkidle")
    whole = traffic.row()
    context.close()
    return [*first, *whole]


def wait_for_slider(browser: object, address: str) -> float:
    """Seconds until a slider answers, on a slow connection and a slow processor."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(MOVED)
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 40,
            "downloadThroughput": 10 * MEGABIT,
            "uploadThroughput": 10 * MEGABIT,
        },
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.secondsToSlider", timeout=60_000, polling=100)
    seconds = page.evaluate("window.secondsToSlider")
    context.close()
    return seconds


def main(
    only: Annotated[str, typer.Argument(help="part of the pages' addresses")] = "",
    seconds: Annotated[bool, typer.Option(help="measure the slider, too")] = True,
) -> None:
    """Print the table."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or not HTML.is_dir():
        print("No Chromium, or no built book: nothing to measure.")
        return
    table = Table("page", title="Kilobytes of the site, and seconds to its sliders")
    for view in ("first view", "scrolled to the end"):
        for what in ("requests", "raw kB", "sent kB"):
            table.add_column(f"{view}: {what}", justify="right")
    table.add_column("slider, s", justify="right")
    pages = sorted(path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html"))
    with sync_playwright() as playwright, served(HTML) as base:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for page in pages:
            text = Path(HTML / page).read_text("utf-8")
            if only not in page or page.startswith("_") or "<main" not in text:
                continue
            visits = VISITS if seconds and 'class="vega-spec"' in text else 0
            waits = [wait_for_slider(browser, base + page) for _ in range(visits)]
            wait = f"{median(waits):.1f}" if waits else ""
            table.add_row(page, *weigh(browser, base + page), wait)
        browser.close()
    Console(width=150).print(table)


if __name__ == "__main__":
    typer.run(main)
