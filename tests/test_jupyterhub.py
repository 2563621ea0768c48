"""A term on a JupyterHub: ``teaching/hub`` as it is printed, on this machine alone.

The hub starts servers as several users. Those of this test exist in a mount namespace
of its own only: it has another ``/etc/passwd``, and shows everybody the Python that
runs the test, wherever it lies. Two settings differ from the recipe:
the ports, and a password for everybody in the place of the machine's own.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
import requests
from nbgrader.api import Gradebook

from tests import catalogue
from tests.formgrader import free_port
from tools.generate import ROOT

ASSIGNMENT, NOTEBOOK = "07_stable_softmax", "stable_softmax"
PEOPLE = {"grader-neurons": 60001, "grace": 60002, "ada": 60003, "bob": 60004}
PASSWORD = "only-on-loopback"
BIN = Path(sys.executable).parent
FORMGRADER = "services/neurons/formgrader"


def missing():
    """Say what this machine lacks; nothing if it has everything."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a hub that starts servers as several users needs root, on Linux"
    for tool in ("configurable-http-proxy", "unshare"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    try:
        import jupyterhub  # noqa: F401
    except ImportError:
        return "jupyterhub is not installed"
    return ""


pytestmark = [
    pytest.mark.nightly,
    pytest.mark.slow,
    pytest.mark.nbgrader,
    pytest.mark.skipif(
        not os.environ.get("REQUIRE_JUPYTERHUB") and bool(missing()),
        reason=missing() or "nothing is missing",
    ),
]


class Hub:
    """A running hub: its address, its folders, and who is logged in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = root / "home" / "grader-neurons" / "neurons-measured"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"

    def log_in(self, name: str) -> requests.Session:
        """Log in by the form, as a browser does."""
        session = requests.Session()
        session.get(f"{self.address}hub/login")
        data = {"username": name, "password": PASSWORD}
        data["_xsrf"] = session.cookies.get("_xsrf", path="/hub/")
        answer = session.post(f"{self.address}hub/login", data=data)
        answer.raise_for_status()
        return session

    def start_server(self, session: requests.Session, name: str) -> None:
        """Start a user's server and enter it."""
        for _ in range(120):
            answer = session.get(f"{self.address}user/{name}/lab")
            if answer.url.startswith(f"{self.address}user/{name}/") and answer.ok:
                return
            session.get(f"{self.address}hub/spawn/{name}")
            time.sleep(0.5)
        raise AssertionError(f"{name}'s server: {answer.status_code} {answer.url}")

    def post(self, session: requests.Session, path: str, **data: str) -> dict:
        """Press a button: post as the page's script does."""
        prefix = "/" + "/".join(path.split("/")[:2]) + "/"
        xsrf = session.cookies.get("_xsrf", path=prefix)
        headers = {"X-XSRFToken": xsrf}
        answer = session.post(f"{self.address}{path}", data=data, headers=headers)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:2000]}"
        said = answer.json()
        assert said.get("success", True), said
        return said


@pytest.fixture(scope="module")
def hub():
    """Run the recipe's hub until the tests have ended."""
    if missing():
        pytest.fail(missing())
    root = Path(tempfile.mkdtemp(prefix="hub-"))
    root.chmod(0o755)
    hub = Hub(root)
    try:
        lay_out(hub)
        running = start(hub)
        try:
            wait_for(hub, running)
            yield hub
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(60)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def lay_out(hub: Hub) -> None:
    """Make the users' homes, the course in its grader's, and the exchange."""
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name / ASSIGNMENT, hub.course / name / ASSIGNMENT)
    shutil.copytree(ROOT / "teaching" / "hub", hub.root / "hub")
    shutil.copy(ROOT / "nbgrader_config.py", hub.course)
    (hub.course / "class").mkdir()
    people = "id,first_name,last_name,email\nada,Ada,L,\nbob,Bob,B,\n"
    (hub.course / "class" / "students.csv").write_text(people)
    passwd, group = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    for name, number in PEOPLE.items():
        home = hub.root / "home" / name
        home.mkdir(exist_ok=True)
        home.chmod(0o700)
        passwd += f"{name}:x:{number}:{number}::{home}:/bin/sh\n"
        group += f"{name}:x:{number}:\n"
        for path in (home, *home.rglob("*")):
            os.chown(path, number, number)
    (hub.root / "passwd").write_text(passwd)
    (hub.root / "group").write_text(group)
    (hub.root / "exchange").mkdir()
    (hub.root / "exchange").chmod(0o777)


def start(hub: Hub) -> subprocess.Popen:
    """Start the hub where its users exist, with a password for everybody."""
    recipe = hub.root / "hub" / "jupyterhub_config.py"
    settings = f"""
load_subconfig({str(recipe)!r})
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}
c.JupyterHub.bind_url = {hub.address!r}
c.JupyterHub.hub_port = {free_port()}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
"""
    (hub.root / "jupyterhub_config.py").write_text(settings)
    bound = [f"mount --bind {hub.root / n} /etc/{n}" for n in ("passwd", "group")]
    script = " && ".join([*bound, *opened(hub), f"exec {BIN / 'jupyterhub'}"])
    with (hub.root / "log").open("w") as log:
        return subprocess.Popen(
            ["unshare", "--mount", "--propagation=private", "sh", "-c", script],
            cwd=hub.root,
            env={
                **os.environ,
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "COURSE": str(hub.course),
                "EXCHANGE": str(hub.root / "exchange"),
                "FORMGRADER_PORT": str(free_port()),
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def wait_for(hub: Hub, running: subprocess.Popen) -> None:
    """Wait until the hub answers."""
    for _ in range(120):
        try:
            if requests.get(f"{hub.address}hub/api", timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        assert running.poll() is None, (hub.root / "log").read_text()
        time.sleep(0.5)
    raise AssertionError((hub.root / "log").read_text())


def opened(hub: Hub) -> list[str]:
    """Write commands that let everybody read what we need below root's own folder."""
    needed = {Path(sys.base_prefix), Path(sys.prefix).resolve(), ROOT}
    needed = sorted(path for path in needed if Path("/root") in path.parents)
    if not needed:
        return []
    places = [(path, hub.root / "kept" / str(i)) for i, path in enumerate(needed)]
    keep = [f"mkdir -p {b} && mount --bind {a} {b}" for a, b in places]
    back = [f"mkdir -p {a} && mount --bind {b} {a}" for a, b in places]
    return [*keep, "mount -t tmpfs -o mode=755 none /root", *back]


@pytest.fixture(scope="module")
def term(hub):
    """Release, fetch, answer, submit, collect and grade, all through the hub."""
    grace, ada = hub.log_in("grace"), hub.log_in("ada")
    opened = enter_formgrader(hub, grace)
    buttons = f"{FORMGRADER}/api/assignment/{ASSIGNMENT}"
    hub.post(grace, f"{buttons}/assign")
    hub.post(grace, f"{buttons}/release")
    hub.start_server(ada, "ada")
    names = {"course_id": "neurons", "assignment_id": ASSIGNMENT}
    hub.post(ada, "user/ada/assignments/fetch", **names)
    released = hub.root / "home" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    owner = released.stat().st_uid
    nbformat.write(solved(nbformat.read(released, as_version=4)), released)
    hub.post(ada, "user/ada/assignments/submit", **names)
    hub.post(grace, f"{buttons}/collect")
    grade = f"{FORMGRADER}/api/submission/{ASSIGNMENT}/ada/autograde"
    hub.post(grace, grade)
    return {"opened": opened, "owner": owner, "ada": ada, "grace": grace}


def enter_formgrader(hub: Hub, session: requests.Session) -> requests.Response:
    """Open the formgrader's first page, once its server is up."""
    for _ in range(60):
        answer = session.get(f"{hub.address}{FORMGRADER}/manage_assignments")
        if answer.status_code != 503:
            break
        time.sleep(0.5)
    return answer


def solved(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Write the model answers into a released notebook."""
    answers = {
        catalogue.grade_id(cell): cell.source
        for cell in catalogue.source(ASSIGNMENT).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    for cell in notebook.cells:
        cell.source = answers.get(catalogue.grade_id(cell), cell.source)
    return notebook


def test_the_instructor_opens_the_formgrader(term):
    assert term["opened"].status_code == 200
    assert "Manage Assignments" in term["opened"].text


def test_a_student_is_refused_the_formgrader(hub, term):
    for path in ("manage_assignments", "gradebook", "api/assignments"):
        answer = term["ada"].get(f"{hub.address}{FORMGRADER}/{path}")
        assert answer.status_code == 403, path


def test_a_student_has_no_formgrader_of_their_own(hub, term):
    answer = term["ada"].get(f"{hub.address}user/ada/formgrader/manage_assignments")
    assert answer.status_code == 404


def test_one_student_is_refused_the_server_of_another(hub, term):
    bob = hub.log_in("bob")
    answer = bob.get(f"{hub.address}user/ada/api/contents/{ASSIGNMENT}")
    assert answer.status_code in (403, 404)
    assert NOTEBOOK not in answer.text


def test_who_is_no_student_cannot_log_in(hub):
    with pytest.raises(requests.HTTPError, match="403"):
        hub.log_in("mallory")


def test_servers_run_as_their_students(term):
    assert term["owner"] == PEOPLE["ada"]


def test_proctor_graded_in_a_sandbox_as_the_grader(hub, term):
    path = hub.course / "class" / "gradebook.db"
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("select state, sandbox from proctor_result")
        assert rows.fetchall() == [("scored", "user")]
    worth = sum(catalogue.points(ASSIGNMENT).values())
    with Gradebook(f"sqlite:///{path}") as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "ada").score == worth
