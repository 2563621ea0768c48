"""A late policy: some points for each started day, after some minutes of grace.

In ``class/settings.py``::

    import sys
    from pathlib import Path

    c = get_config()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where teaching/ is
    c.AssignLatePenalties.plugin_class = "teaching.late.PointsPerDay"
    c.PointsPerDay.points = 3

Points and not a share of the score: nbgrader computes a penalty when it grades, and
then the answers that you mark by hand have no marks yet.
"""

from __future__ import annotations

from math import ceil

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 24 * 60 * 60


class PointsPerDay(LateSubmissionPlugin):
    """Takes points for each started day; nbgrader never takes more than there are."""

    points = Float(3.0, help="points for each started day").tag(config=True)
    grace = Float(15.0, help="minutes that cost nothing").tag(config=True)
    most = Float(9.0, help="points that no delay exceeds").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take for one notebook, or None."""
        late = total_seconds_late - 60 * self.grace
        if late <= 0:
            return None
        return min(ceil(late / DAY) * self.points, self.most)
