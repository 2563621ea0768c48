"""Look for anything of a solution in what students get.

nbgrader removes the regions that are marked correctly, and nothing else: a marker with
a slip, a cell nobody marked, metadata, attachments, outputs and files beside the
notebook go out as they are. So the release is read as a stranger would read it::

    python -m tools.leaks          # prints each leak, exit code 1 if there is one
    python -m tools.leaks --site   # also of the built book, before it is published
"""

from __future__ import annotations

import ast
import difflib
import functools
import html
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "neuronbook"
CHECKING = f"{PACKAGE}.checking"  # what tests are written with; it has no answers

STUB = "raise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
MARKERS = (
    "begin solution",
    "end solution",
    "begin hidden tests",
    "end hidden tests",
    "begin mark scheme",
    "end mark scheme",
)
GIVEN_CELL = re.compile(r"setup|(adapter|given)-[\w-]+")
CELL_METADATA = {"nbgrader", "deletable", "editable", "tags"}
TAGS = {"raises-exception"}  # of a cell that a person marks
NOTEBOOK_METADATA = {"kernelspec", "language_info"}
NBGRADER_KEYS = {
    "cell_type",
    "checksum",
    "grade",
    "grade_id",
    "locked",
    "points",
    "schema_version",
    "solution",
    "task",
}
NAMESPACES = {"__builtins__", "__globals__", "modules"}  # of others: what is in there
LOADERS = {  # import by a name that may be computed: no cell of a release needs that
    "__import__",
    "exec_module",
    "import_module",
    "load_module",
    "module_from_spec",
    "resolve_name",
    "run_module",
    "run_path",
}
TELLING = 18  # shorter lines (`return result`) say nothing about their origin


def find_leaks(solutions: Path, exercises: Path) -> list[str]:
    """Return a sentence for each thing in ``exercises`` that ought not to be there.

    Parameters
    ----------
    solutions, exercises
        Folders with one folder for each assignment, as nbgrader has them.
    """
    wanted = {path.relative_to(solutions) for path in solutions.glob("*/*.ipynb")}
    files = {p.relative_to(exercises) for p in exercises.rglob("*") if p.is_file()}
    leaks = [f"{path}: a stray file" for path in sorted(files - wanted)]
    leaks += [f"{path}: is not released" for path in sorted(wanted - files)]
    for path in sorted(files & wanted):
        source = nbformat.read(solutions / path, as_version=4)
        release = nbformat.read(exercises / path, as_version=4)
        leaks += [f"{path}: {leak}" for leak in notebook_leaks(source, release)]
    return leaks


def find_site_leaks(solutions: Path, site: Path) -> list[str]:
    """Return a sentence for each thing of a solution in a built book.

    Parameters
    ----------
    solutions : Path
        Folder with one folder for each assignment, as nbgrader has them.
    site : Path
        The built book: each exercise has a page and a notebook to download.
    """
    leaks = find_leaks(solutions, site / "_sources" / "exercises")
    leaks += [
        f"{path.relative_to(site)}: belongs to the instructors' edition"
        for path in sorted(site.rglob("*"))
        if "solutions" in path.relative_to(site).parts
    ]
    for path in sorted(solutions.glob("*/*.ipynb")):
        secrets = secret_lines(nbformat.read(path, as_version=4))
        shown = [site / "exercises" / path.parent.name / f"{path.stem}.html"]
        shown += site.glob(f"_downloads/*/{path.name}")
        for file in shown:
            text = file.read_text("utf-8")
            if file.suffix == ".html":
                text = html.unescape(re.sub(r"<[^>]*>", "", text))
            else:
                text = "\n".join(_strings(nbformat.reads(text, as_version=4)))
            text = _unmarked(text)
            leaks += [
                f"{file.relative_to(site)}: shows a line of {name}: {line!r}"
                for name, line in sorted(secrets)
                if _unmarked(line) in text
            ]
    return leaks


def notebook_leaks(source: NotebookNode, release: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with one released notebook."""
    yield from _odd_keys("the notebook", release.metadata, NOTEBOOK_METADATA)
    answered = _functions(cell for cell in source.cells if _is(cell, "solution"))
    for cell in release.cells:
        name = _grade_id(cell) or f"cell {cell.id}"
        yield from _cell_leaks(name, cell)
        if cell.cell_type == "code":
            yield from _code_leaks(name, cell, answered)
    text = _squeezed("\n".join(_strings(release)))
    for name, line in sorted(secret_lines(source)):
        if _squeezed(line) in text:
            yield f"shows a line that was to be removed from {name}: {line!r}"


def secret_lines(source: NotebookNode) -> set[tuple[str, str]]:
    """Return the telling lines that nbgrader is to remove, with their cells' names.

    A line of a hidden test that a visible test has too gives nothing away.
    """
    secret, public = set(), set()
    for cell in source.cells:
        hidden, shown = _split(cell)
        secret |= {(_grade_id(cell), line) for line in hidden}
        if not _is(cell, "solution") and _grade_id(cell):
            public |= set(shown)
    answers = {_grade_id(cell) for cell in source.cells if _is(cell, "solution")}
    return {
        (name, line) for name, line in secret if name in answers or line not in public
    }


def _split(cell: NotebookNode) -> tuple[list[str], list[str]]:
    """Divide a cell's telling lines into what is removed and what stays."""
    hidden: list[str] = []
    shown: list[str] = []
    inside = False
    for line in map(str.strip, cell.source.splitlines()):
        if any(word in line for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")):
            inside = True
        elif any(word in line for word in ("END SOLUTION", "END HIDDEN TESTS")):
            inside = False
        elif len(line) >= TELLING:
            (hidden if inside else shown).append(line)
    whole = _is(cell, "solution") and "BEGIN SOLUTION" not in cell.source
    return (hidden + shown, []) if whole else (hidden, shown)


def _cell_leaks(name: str, cell: NotebookNode) -> Iterator[str]:
    """Yield what no released cell may have, whatever its kind."""
    yield from _odd_keys(name, cell.metadata, CELL_METADATA)
    yield from _odd_keys(name, cell.metadata.get("nbgrader", {}), NBGRADER_KEYS)
    if odd := sorted(set(cell.metadata.get("tags", [])) - TAGS):
        yield f"{name} has tags: {', '.join(odd)}"
    if cell.get("attachments"):
        yield f"{name} has attachments: {', '.join(cell.attachments)}"
    if cell.get("outputs") or cell.get("execution_count"):
        yield f"{name} has outputs"
    for line in cell.source.splitlines():
        if _looks_like_a_marker(line):
            yield f"{name} has a marker: {line.strip()!r}"
    if _is(cell, "solution") and cell.cell_type == "markdown":
        if cell.source != TEXT_STUB:
            yield f"{name} is more than {TEXT_STUB!r}"
    elif _is(cell, "solution") and STUB not in cell.source:
        yield f"{name} has no stub"


def _code_leaks(name: str, cell: NotebookNode, answered: set[str]) -> Iterator[str]:
    """Yield code that belongs to an answer."""
    if _is(cell, "solution"):
        yield from _more_than_stubs(name, cell.source)
        return
    if not _is(cell, "grade") and not (
        _is(cell, "locked") and GIVEN_CELL.fullmatch(_grade_id(cell))
    ):
        yield f"{name} is a code cell that nobody marked"
    for function in sorted(_functions([cell]) & answered):
        yield f"{name} defines {function}, which is an answer"
    yield from (f"{name} {leak}" for leak in imported_answers(cell.source, answered))


def imported_answers(code: str, answered: set[str]) -> Iterator[str]:
    """Yield where code gets at a function that the student is to write.

    Parameters
    ----------
    code : str
        A cell that students see.
    answered : set of str
        The names that they are to write.

    Notes
    -----
    A module of the package that defines such a name may not be imported as a module:
    so it does not matter how an attribute of it would be spelt. Where a name, a module
    or code is computed, nothing can be known, and it is refused.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        yield f"is not plain Python: {error.msg}, line {error.lineno}"
        return
    nodes = list(ast.walk(tree))
    # `model.modules()` is PyTorch's, `"torch" in sys.modules` looks nothing up, and a
    # variable may be called `modules`: to import that name is refused.
    harmless = {node.func for node in nodes if isinstance(node, ast.Call)}
    harmless |= {
        node.comparators[0]
        for node in nodes
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In)
    }
    harmless |= {n for n in nodes if isinstance(n, ast.Name) and n.id == "modules"}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _module_leaks(alias.name, answered)
        elif isinstance(node, ast.ImportFrom):
            yield from _names_leaks(node, answered)
        elif isinstance(node, ast.Call):
            yield from _call_leaks(node, answered)
        elif isinstance(node, ast.Subscript):
            yield from _subscript_leaks(node, answered)
        elif isinstance(node, ast.Name | ast.Attribute):
            used = node.id if isinstance(node, ast.Name) else node.attr
            if used in LOADERS:
                yield f"uses {used}, which imports by a name that may be computed"
            elif used in NAMESPACES and node not in harmless:
                yield f"uses {used}, in which every name can be looked up"


def _module_leaks(module: str, answered: set[str]) -> Iterator[str]:
    """Yield what a module that a cell imports would give away."""
    for name in sorted(_reachable(module) & answered):
        yield f"imports {module}, which has {name}, an answer"


def _names_leaks(node: ast.ImportFrom, answered: set[str]) -> Iterator[str]:
    """Yield which answers are among the names that a cell imports."""
    module = node.module or ""
    for alias in node.names:
        if alias.name in LOADERS:
            yield f"imports {alias.name}, which imports by a name that may be computed"
        elif alias.name in NAMESPACES:
            yield f"imports {alias.name}, in which every name can be looked up"
        elif alias.name in answered:
            yield f"imports {alias.name} from {module}, which is an answer"
        elif alias.name == "*":
            yield from _module_leaks(module, answered)
        else:
            yield from _module_leaks(f"{module}.{alias.name}", answered)
            for name in sorted(_table(module, alias.name) & answered):
                yield f"imports {alias.name}, a table which holds {name}, an answer"


def _call_leaks(node: ast.Call, answered: set[str]) -> Iterator[str]:
    """Yield what is imported, looked up or executed by a call."""
    called = ast.unparse(node.func).rpartition(".")[2]
    texts = [_text(value) for value in (*node.args, *(k.value for k in node.keywords))]
    literal = [text for text in texts if text is not None]
    if called in {"exec", "eval", "compile"} and called == ast.unparse(node.func):
        if texts and texts[0] is None:
            yield f"has {called}() of code that is not written out"
        for text in literal[:1]:
            yield from imported_answers(text, answered)
    elif called in {"getattr", "attrgetter", "methodcaller", "get", "__getitem__"}:
        first = 1 if called == "getattr" else 0
        if called == "getattr" and texts[first:] and texts[first] is None:
            yield "has getattr() of a name that is not written out"
        for name in sorted({part for text in literal for part in text.split(".")}):
            if name in answered:
                yield f"looks {name} up by {called}(), which is an answer"


def _subscript_leaks(node: ast.Subscript, answered: set[str]) -> Iterator[str]:
    """Yield a look-up in a module's names: ``vars(module)["softmax"]``."""
    holder, key = ast.unparse(node.value), _text(node.slice)
    names = holder.startswith("vars(") or holder.endswith("__dict__")
    if names and (key is None or key in answered):
        yield f"looks {key or 'a name'} up in {holder}"


def _text(node: ast.AST) -> str | None:
    """Return a text that is written out, also in pieces, or None."""
    try:
        value = ast.literal_eval(node)  # type: ignore[arg-type]
    except ValueError:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = _text(node.left), _text(node.right)
            return None if left is None or right is None else left + right
        return None
    return value if isinstance(value, str) else ""


@functools.cache
def _reachable(module: str) -> frozenset[str]:
    """Return the names that a module of the package and those below it define."""
    if module.split(".")[0] != PACKAGE or f"{module}.".startswith(f"{CHECKING}."):
        return frozenset()
    path = ROOT.joinpath("src", *module.split("."))
    files = [path.with_suffix(".py"), *path.rglob("*.py")]
    checking = ROOT.joinpath("src", *CHECKING.split("."))
    names: set[str] = set()
    for file in files:
        if file.is_file() and checking not in file.parents:
            names |= _defined(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(names)


@functools.cache
def _table(module: str, name: str) -> frozenset[str]:
    """Return the names in a value that a module of the package assigns to a name."""
    path = ROOT.joinpath("src", *module.split(".")).with_suffix(".py")
    if module.split(".")[0] != PACKAGE or not path.is_file():
        return frozenset()
    values = [
        node.value
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == name
    ]
    used = (node for value in values for node in ast.walk(value))
    return frozenset(node.id for node in used if isinstance(node, ast.Name))


def _defined(tree: ast.Module) -> set[str]:
    """Return what a module defines or imports at its top level."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {a.asname or a.name for a in node.names}
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def _more_than_stubs(name: str, code: str) -> Iterator[str]:
    """Yield what a solution cell has beyond imports, signatures, docstrings, stubs."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _is_stub(node):
            yield f"{name}: the body of {node.name} is more than the stub"
    usual = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Raise)
    for node in tree.body:
        if not isinstance(node, usual):
            yield f"{name} has code outside of a function: {ast.unparse(node)!r}"


def _is_stub(function: ast.FunctionDef) -> bool:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return [ast.unparse(statement) for statement in body] == [STUB]


def _looks_like_a_marker(line: str) -> bool:
    words = re.sub(r"[^a-z]+", " ", line.lower()).strip()
    joined = words.replace(" ", "")
    if any(marker.replace(" ", "") in joined for marker in MARKERS):
        return True
    # A comment of its own that is one slip away: `# BEGIN SOLUTOIN`.
    comment = line.lstrip().startswith(("#", "%", "//", "<!--"))
    return comment and bool(difflib.get_close_matches(words, MARKERS, 1, 0.8))


def _functions(cells: Iterable[NotebookNode]) -> set[str]:
    """Return the names of the functions that cells define."""
    found = set()
    for cell in cells:
        if cell.cell_type == "code":
            found |= set(re.findall(r"^\s*def (\w+)", cell.source, flags=re.M))
    return found


def _odd_keys(name: str, metadata: dict[str, object], usual: set[str]) -> Iterator[str]:
    for key in sorted(set(metadata) - usual):
        yield f"{name} has metadata {key!r}"


def _is(cell: NotebookNode, role: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(role, False))


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _strings(node: object) -> Iterator[str]:
    """Yield every string of a notebook, wherever it is."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _unmarked(text: str) -> str:
    """Drop what Markdown reads as markup: a page shows words and code without it."""
    return _squeezed(re.sub(r"[-*_`#$\\]+", " ", text))


if __name__ == "__main__":
    found = find_leaks(ROOT / "solutions", ROOT / "exercises")
    if "--site" in sys.argv:
        found += find_site_leaks(ROOT / "solutions", ROOT / "_build" / "html")
    print("\n".join(found) or "nothing of a solution in what students get")
    raise SystemExit(bool(found))
