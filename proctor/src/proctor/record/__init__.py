"""nbgrader's gradebook, feedback pages and the report."""
