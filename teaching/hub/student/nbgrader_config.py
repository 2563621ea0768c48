"""Where students fetch and submit."""

import os

c = get_config()  # noqa: F821  (nbgrader provides it)
c.Exchange.root = os.environ["EXCHANGE"]
c.CourseDirectory.course_id = "neurons"
