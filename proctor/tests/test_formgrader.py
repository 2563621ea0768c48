"""The formgrader's button grades with proctor: its page, in a browser, clicked."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
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
    graded = course.root / "autograded" / "ada" / "ps1" / "ps1.ipynb"
    notebook = nbformat.read(graded, 4)
    assert notebook.metadata.proctor.state == "scored", json.dumps(notebook.metadata)
    assert notebook.metadata.proctor.sandbox in ("root", "user")
