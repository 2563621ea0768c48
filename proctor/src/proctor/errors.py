"""Errors that every command turns into one sentence, with a remedy."""


class CourseError(RuntimeError):
    """The course is not set up for what was asked; the message says the remedy."""


class Fault(RuntimeError):
    """A process of the grader's own failed: it says nothing about a submission."""
