"""``proctor limits``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from proctor.errors import CourseError
from proctor.terminal import NO_COURSE, AsJson, Assignment, CoursePath, fail, out


def limits(
    assignment: Assignment, course: CoursePath = Path(), as_json: AsJson = False
) -> None:
    """Say what a submission may use, in sentences to be given to students."""
    from proctor.course.folders import load_course
    from proctor.course.settings import in_words, limits_of

    try:
        found = limits_of(load_course(course).config, assignment)
    except CourseError as error:
        fail(str(error), NO_COURSE)
    if as_json:
        out.print_json(json.dumps(asdict(found)))
    else:
        for sentence in in_words(found):
            out.print(f"- {sentence}", highlight=False, soft_wrap=True, markup=False)
