"""The formgrader's button grades with proctor: its page, in a browser, clicked."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests import courses

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("REQUIRE_CHROMIUM"),
        reason="Chromium is not installed",
    ),
]
SIGNED_IN = {"Authorization": "token secret"}
PLUG_IN = "from proctor.nbgrader_plugin import configure\nconfigure(c)\n"


@pytest.fixture
def formgrader(course):
    """Serve the formgrader of a course that uses proctor; return its address."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(PLUG_IN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = str(Path(sys.executable).parent)
    command = [f"{folder}/jupyter-server", "--allow-root", "--no-browser"]
    options = [f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=secret"]
    server = subprocess.Popen(
        [*command, *options],
        cwd=course.root,
        env={**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/formgrader/manage_submissions/ps1"
    for _ in range(300):
        try:
            asked = urllib.request.Request(address, headers=SIGNED_IN)
            urllib.request.urlopen(asked).close()
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(20)


def test_the_button_grades_with_proctor(course, formgrader):
    from playwright.sync_api import sync_playwright

    course.submit("ada", courses.honest())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(extra_http_headers=SIGNED_IN)
        page.goto(formgrader)
        page.locator("td.autograde a").first.click()
        page.get_by_text("Successfully autograded").first.wait_for(timeout=60_000)
        browser.close()
    with Gradebook(course.db_url, "test") as gradebook:
        assert gradebook.find_submission("ps1", "ada").score == 4.0
    with sqlite3.connect(course.root / "gradebook.db") as database:
        rows = database.execute("select state, sandbox from proctor_result")
        assert [*rows] in ([("scored", "root")], [("scored", "user")])


def test_what_a_student_wrote_acts_on_nobody_who_marks_it(course, formgrader):
    """The page of a submission, in the session of the instructor."""
    from playwright.sync_api import sync_playwright

    evil = "<img src=x onerror='window.acted = 1'><script>window.acted = 1</script>"
    essay = (
        f"# essay\n\nIt holds that $a<b$. {evil} [a](javascript:window.acted=1) "
        "![seen](http://evil.invalid/seen.png) <a href='/hub/logout'>out</a>"
    )
    submitted = courses.answered(courses.source_notebook(), essay=essay)
    kinds = ("text/html", "text/markdown", "text/latex", "image/svg+xml")
    shown = dict.fromkeys(kinds, evil) | {"application/javascript": "acted = 1"}
    every = [
        f"display({{{kind!r}: {text!r}}}, raw=True)" for kind, text in shown.items()
    ]
    submitted["cells"].append(courses.code_cell("\n".join(every)))
    submitted["cells"].append({"cell_type": "raw", "source": evil, "metadata": {}})
    folder = course.submit("eve", submitted)
    (folder / "evil.html").write_text("<p>A page</p><script>acted = 1</script>")
    command = [sys.executable, "-m", "proctor", "autograde", "ps1"]
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    with Gradebook(course.db_url, "test") as gradebook:
        submission = gradebook.find_submission_notebook("ps1", "ps1", "eve").id
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(extra_http_headers=SIGNED_IN)
        page.on("request", lambda request: asked.append(request.url))
        page.route("**/*mathjax*/**", lambda route: route.abort())  # of the network
        address = formgrader.replace("manage_submissions/ps1", "submissions")
        shown = page.goto(f"{address}/{submission}/", wait_until="domcontentloaded")
        assert "img-src 'self' data:" in shown.headers["content-security-policy"]
        page.get_by_text("It holds that").wait_for()
        for link in page.locator("#notebook-container a").all():
            assert not str(link.get_attribute("href")).startswith("javascript")
        assert page.evaluate("window.acted") is None
        assert page.locator("#notebook-container script").count() == 0
        assert page.locator("#notebook-container a[href*=logout]").count() == 0
        (box,) = page.locator("#essay").all()  # where the points are written
        assert box.evaluate("element => element.tagName") == "INPUT"
        page.goto(f"{address}/{submission}/evil.html")
        page.get_by_text("A page").wait_for()
        assert page.evaluate("window.acted") is None
        browser.close()
    assert [url for url in asked if "evil.invalid" in url or "logout" in url] == []
