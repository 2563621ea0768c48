"""A course on disk, as nbgrader's configuration describes it."""

from __future__ import annotations

import errno
import fnmatch
import json
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory

from proctor.confine.limits import Limits
from proctor.course.repair import MAX_BYTES
from proctor.errors import CourseError

MAX_NOTES = 20
MAX_NAME = 1000  # bytes; what is graded stands below other folders, with longer names
_SECRETS = (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS", b"BEGIN MARK SCHEME")


def load_course(root: Path) -> NbGrader:
    """Return an nbgrader application configured for the course in ``root``.

    Raises
    ------
    CourseError
        If there is no course.
    """
    root = root.resolve()
    if not (root / "nbgrader_config.py").exists():
        raise CourseError(
            f"no nbgrader_config.py in {root}; change to the course folder, "
            "or name it by --course"
        )
    make_tools_findable()
    app = NbGrader()
    app.log_level = "ERROR"
    app.load_cwd_config = False
    app.initialize([], root=str(root))
    return app


def make_tools_findable() -> None:
    """Put this interpreter's folder on the path: nbgrader calls `alembic` by name."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if folder not in path:
        os.environ["PATH"] = os.pathsep.join([folder, *path])


@dataclass(frozen=True)
class Submission:
    """The files of one student's submission, read without following a link.

    Attributes
    ----------
    notebooks, files
        Contents by file name, and by path below the folder.
    notes
        What was left out, and why.
    problem
        Why nothing at all was read, if so.
    """

    student: str
    folder: Path
    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    notes: list[str]
    problem: str = ""

    @property
    def timestamp(self) -> str | None:
        """What the file with the time of submission says."""
        content = self.files.get("timestamp.txt", b"")
        return content[:200].decode(errors="replace").strip() or None


def find_submissions(
    course: CourseDirectory, assignment: str, student: str = "*"
) -> dict[str, Path]:
    """Return the folder of each submission by student."""
    folders = _matching(course, course.submitted_directory, assignment)
    wanted = {
        name: path for name, path in folders if fnmatch.fnmatchcase(name, student)
    }
    excluded = course.student_id_exclude.split(",")
    return {name: wanted[name] for name in sorted(wanted) if name not in excluded}


def _matching(
    course: CourseDirectory, step: str, assignment: str
) -> list[tuple[str, Path]]:
    pattern = course.format_path(step, "(?P<student>[^/]+)", assignment, escape=True)
    root = Path(course.format_path(step, ".", ".")).resolve()
    found = []
    for folder in _folders_below(root, 3, assignment):
        match = re.fullmatch(pattern, str(folder))
        if match is not None:
            found.append((match["student"], folder))
    return found


def _folders_below(root: Path, depth: int, supposed: str) -> list[Path]:
    """Return the folders; in one that may not be read there is the supposed one.

    Whoever reads it will say what is wrong, and with whose.
    """
    if depth == 0 or not root.is_dir():
        return []
    try:
        children = sorted(child for child in root.iterdir() if _may_be_folder(child))
    except PermissionError:
        return [root / supposed]
    for child in [*children]:
        children += _folders_below(child, depth - 1, supposed)
    return children


def _may_be_folder(path: Path) -> bool:
    return path.is_symlink() or path.is_dir()


def read_submission(
    course: CourseDirectory,
    student: str,
    folder: Path,
    limits: Limits | None = None,
) -> Submission:
    """Read a submission's files: regular ones, bounded in number and size.

    Raises
    ------
    CourseError
        If something of it cannot be read: our fault, and no zero of the student's.
    """
    try:
        return _read_submission(course, student, folder, limits or Limits())
    except OSError as error:
        name = os.path.relpath(str(error.filename), folder)
        raise CourseError(f"{name!r} cannot be read: {error.strerror}") from None


def _read_submission(
    course: CourseDirectory, student: str, folder: Path, limits: Limits
) -> Submission:
    root = Path(course.format_path(course.submitted_directory, ".", ".")).resolve()
    if folder.is_symlink() or folder.resolve() != root / folder.relative_to(root):
        return Submission(
            student, folder, {}, {}, [], "the submission is a symbolic link"
        )
    if not _is_text(str(folder)):
        raise CourseError("the name of its folder is no text in UTF-8; rename it")
    files, notes = read_files(folder, course.ignore, limits=limits)
    notebooks = {
        n: c for n, c in files.items() if n.endswith(".ipynb") and "/" not in n
    }
    others = {n: c for n, c in files.items() if not n.endswith(".ipynb")}
    return Submission(student, folder, notebooks, others, notes)


def read_files(
    folder: Path,
    ignore: list[str],
    *,
    public: bool = False,
    limits: Limits | None = None,
) -> tuple[dict[str, bytes], list[str]]:
    """Return the contents of the regular files below a folder, and what was left out.

    With ``public``, files that contain solutions or hidden tests are left out.

    Raises
    ------
    OSError
        If there is one that may not be read, or a folder.
    """
    limits = limits or Limits()
    files: dict[str, bytes] = {}
    notes: list[str] = []
    size = 0
    for path in _walk(folder, ignore):
        name = str(path.relative_to(folder))
        problem = _problem(path, name, len(files), size, limits)
        if problem:
            readable = os.fsencode(name).decode("utf-8", "replace")
            notes.append(f"left out {readable!r}: {problem}")
            continue
        content = _read_regular(path, _most(path, limits))
        if content is not None and not (public and _is_secret(content)):
            files[name] = content
            size += len(content)
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [f"left out {len(notes) - MAX_NOTES} more"]
    return files, notes


def _walk(folder: Path, ignore: list[str]) -> list[Path]:
    paths = []
    for parent, folders, names in os.walk(folder, onerror=_refuse, followlinks=False):
        folders[:] = [name for name in folders if not _ignored(name, ignore)]
        links = [name for name in folders if Path(parent, name).is_symlink()]
        kept = [name for name in names if not _ignored(name, ignore)]
        paths += [Path(parent, name) for name in sorted([*kept, *links])]
    # Notebooks first: they are graded whatever lies beside them.
    return sorted(paths, key=lambda path: path.suffix != ".ipynb")


def _refuse(error: OSError) -> None:
    raise error


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _most(path: Path, limits: Limits) -> int:
    return MAX_BYTES if path.suffix == ".ipynb" else limits.beside_file


def _problem(path: Path, name: str, count: int, size: int, limits: Limits) -> str:
    if not _is_text(str(path)):
        return "its name is no text in UTF-8"
    if len(os.fsencode(name)) > MAX_NAME:
        return f"its name has more than {MAX_NAME} bytes"
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return "no regular file"
    if count >= limits.beside_files:
        return f"more than {limits.beside_files} files"
    most = _most(path, limits)
    if status.st_size > most:
        return f"larger than {most >> 20} MB"
    if size + status.st_size > limits.beside_total:
        return f"more than {limits.beside_total >> 20} MB together"
    return ""


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


# It is not there any more, or something else is: a link, a pipe that nobody reads.
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO)


def _read_regular(path: Path, most: int) -> bytes | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno in _GONE:
            return None
        raise
    with os.fdopen(descriptor, "rb") as file:
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return file.read(most + 1) if regular else None


def _is_secret(content: bytes) -> bool:
    return any(mark in content for mark in _SECRETS)


def instructor_files(course: CourseDirectory, assignment: str) -> dict[str, bytes]:
    """Return the assignment's data files, without what would tell solutions."""
    folder = Path(course.format_path(course.source_directory, ".", assignment))
    try:
        files, _ = read_files(folder, [*course.ignore, "*.ipynb"], public=True)
    except OSError as error:
        raise CourseError(
            f"{error.filename} cannot be read: {error.strerror}"
        ) from None
    return files


def original_notebook(
    course: CourseDirectory, assignment: str, name: str
) -> dict[str, Any] | None:
    """Return the instructor's notebook, or else the released one, or None."""
    for step in (course.source_directory, course.release_directory):
        path = Path(course.format_path(step, ".", assignment), f"{name}.ipynb")
        if path.exists():
            notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return notebook
    return None
