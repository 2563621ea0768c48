"""JupyterHub 6 for one course, on one machine whose users are the students.

Copy this folder to where everybody can read and only root can write, and run it as
root, with ``configurable-http-proxy`` (from npm) on the path::

    cp -r teaching/hub /srv/nbgrader/hub
    jupyterhub -f /srv/nbgrader/hub/jupyterhub_config.py

Each student has a server of their own, as themselves. The formgrader is a server, too,
run as the user ``grader-neurons``, in whose home the course lies; only the instructors
named here may open it, at ``/services/neurons/formgrader/manage_assignments``.
"""

import csv
import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub provides it)

HERE = Path(__file__).resolve().parent
COURSE = Path(os.environ.get("COURSE", "/home/grader-neurons/neurons-measured"))
EXCHANGE = os.environ.get("EXCHANGE", "/srv/nbgrader/exchange")
INSTRUCTORS = {"grace"}
GRADER = "grader-neurons"

with (COURSE / "class" / "students.csv").open(encoding="utf-8") as file:
    STUDENTS = {row["id"] for row in csv.DictReader(file)}

# Who may log in. The passwords are the machine's own (PAM).
c.Authenticator.allowed_users = STUDENTS | INSTRUCTORS

# Their servers. JUPYTER_CONFIG_PATH names the settings of this folder's `student`.
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "EXCHANGE": EXCHANGE,
    "JUPYTER_CONFIG_PATH": str(HERE / "student"),
}

# The formgrader. The service must have the name of the course.
c.JupyterHub.services = [
    {
        "name": "neurons",
        "url": f"http://127.0.0.1:{os.environ.get('FORMGRADER_PORT', 9999)}",
        "command": [str(Path(sys.executable).parent / "jupyterhub-singleuser")],
        "user": GRADER,
        "cwd": str(COURSE),
        "environment": {
            "EXCHANGE": EXCHANGE,
            "JUPYTER_CONFIG_PATH": str(HERE / "grader"),
        },
        "oauth_no_confirm": True,
    }
]
c.JupyterHub.load_groups = {"formgrade-neurons": {"users": sorted(INSTRUCTORS)}}
c.JupyterHub.load_roles = [
    {
        "name": "formgrade-neurons",
        "groups": ["formgrade-neurons"],
        "scopes": ["access:services!service=neurons"],
    }
]
