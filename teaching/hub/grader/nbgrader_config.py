"""The formgrader's server: the exchange, and grading by proctor.

The rest stands in the course's own nbgrader_config.py.
"""

import os

from proctor.nbgrader_plugin import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
c.Exchange.root = os.environ["EXCHANGE"]
configure(c)
