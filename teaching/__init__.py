"""What an instructor adds to nbgrader: due dates, late points, a hub, varied data.

Each module is an example that works as it is, and short enough to be changed;
``book/instructors.md`` says when to use which.
"""
