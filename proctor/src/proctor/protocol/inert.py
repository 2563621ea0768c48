"""What a student wrote, made so that it acts on nobody who opens it in a browser.

The formgrader and the feedback turn Markdown into HTML and show it, and a student's
outputs, in the session of whoever reads. So a source or an output that could act there
is rewritten, once, where a notebook is written to ``autograded/``. What cannot act
(mathematics, tables, links, pictures, comparison signs) stays as it is, to the letter.

Only confined processes call this for a notebook that is graded: it parses what
strangers wrote. nh3, which cleans HTML, needs a square of time for what is nested
deeply; hence the caps.
"""

from __future__ import annotations

import base64
import functools
import html
import io
import re
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, cast

import nh3
from mistune import BlockParser, HTMLRenderer, InlineParser, Markdown
from mistune.plugins import import_plugin

from proctor.course.assignment import SourceNotebook

MAX_TEXT = 500_000  # letters of a Markdown source; an output may have four times that
MAX_TAGS = 50_000
MAX_DEPTH = 100
MAX_PIXELS = 50_000_000
SECONDS_EACH, SECONDS = 1.0, 5.0  # of the processor; for one text, and for a notebook

AS_WRITTEN = "*Shown as it was written: as a page, it could act on whoever reads it.*"
LEFT_OUT = "[an output was left out: it could act on whoever reads it]"

Cell = dict[str, Any]
Pictures = dict[str, dict[str, str]]


class Acts(Exception):
    """Something that cannot be made inert within the limits."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A short text without any of these is inert, and so is most of what students write.
_SHORT = 5000
_SPECIAL = re.compile(r"[<&\[\\#]|```|~~~")
# What MathJax turns into links, attributes and styles, or loads its extensions by.
_TEX = re.compile(
    r"\\(?:(?:href|url|mmlToken|class|cssId|style|data|require|unicode|texttip|mathtip"
    r"|includegraphics)(?![A-Za-z])|bbox\s*\[[^\]]*:)"
)
_CODE = re.compile(r"<pre\b.*?</pre>|<code\b.*?</code>", re.DOTALL)
_PICTURES = "png|jpeg|gif|webp"
_DATA_URL = re.compile(rf"data:image/({_PICTURES});base64,([A-Za-z0-9+/=\s]+)")
# A file handed in, of a kind that a browser shows and does not run.
_FILE = re.compile(
    r"(?!.*\.\.)[\w][\w./-]*\.(?:png|jpe?g|gif|webp|csv|txt|py|ipynb|pdf)", re.I
)
_LINK = re.compile(r"(?:https?://|mailto:|#)|[\w+*-]+$", re.I)
_BREAK = re.compile(r"<br\s?/?>", re.I)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_NO_DEPTH = _words("br hr img col input wbr p li td th tr dt dd thead tbody tfoot")

_TAGS = _words(
    "a abbr b blockquote br caption center code col colgroup dd del details div dl dt "
    "em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s "
    "samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
_ATTRIBUTES = {
    "*": {"title", "style", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_CLASSES = {
    "table": {"dataframe"},
    "div": {"alert"} | {f"alert-{kind}" for kind in ("info", "warning", "success")},
}
_STYLES = _words(
    "color background-color text-align font-weight font-style text-decoration width "
    "vertical-align"
)


class Clock:
    """The processor's time that is left for one notebook's texts."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.left = seconds

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """End what takes too long by `Acts`; only a main thread can be told."""

        def ring(*_: Any) -> None:
            raise Acts("it takes too long to read")

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before, started = signal.signal(signal.SIGPROF, ring), time.process_time()
        signal.setitimer(signal.ITIMER_PROF, max(min(SECONDS_EACH, self.left), 0.001))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self.left -= time.process_time() - started


def trusted_cells(notebook: Cell, source: SourceNotebook) -> set[int]:
    """Return the numbers of the cells whose sources are the instructor's own."""
    known = {cell.source for cell in source.cells} | set(source.texts)
    cells = enumerate(notebook["cells"])
    return {number for number, cell in cells if cell["source"] in known}


def make_inert(
    notebook: Cell, trusted: set[int], *, clock: Clock | None = None
) -> None:
    """Rewrite what could act in a notebook; its outputs are well-formed.

    Parameters
    ----------
    trusted
        Numbers of the cells whose sources are the instructor's.
    clock
        What may be spent on it.
    """
    clock = clock or Clock()
    metadata = [cell["metadata"] for cell in notebook["cells"]]
    names = {one.get("nbgrader", {}).get("grade_id") for one in metadata}
    for number, cell in enumerate(notebook["cells"]):
        if number not in trusted and cell["cell_type"] != "code":
            _make_source_inert(cell, names, clock)
        for output in cell.get("outputs", ()):
            if "data" in output:
                output["data"] = inert_bundle(output["data"], clock)


def make_text(notebook: Cell, trusted: set[int]) -> None:
    """Make a notebook inert in the plainest way: everything is shown as written.

    For one that no process could read within the limits; takes next to no time.
    """
    for number, cell in enumerate(notebook["cells"]):
        if number not in trusted and cell["cell_type"] != "code":
            cell |= {"cell_type": "markdown", "source": as_written(cell["source"])}
        for output in cell.get("outputs", ()):
            if "data" in output:
                plain = output["data"].get("text/plain", LEFT_OUT)
                output["data"] = {"text/plain": plain}


def _make_source_inert(cell: Cell, names: set[Any], clock: Clock) -> None:
    if cell["cell_type"] == "raw":  # nbconvert copies it into its pages
        cell |= {"cell_type": "markdown", "source": as_written(cell["source"])}
        return
    pictures = cell.get("attachments", {})
    kept = {name: _fine_pictures(bundle) for name, bundle in pictures.items()}
    if pictures:
        cell["attachments"] = pictures = {n: kept[n] for n in kept if kept[n]}
    cell["source"] = inert_markdown(cell["source"], pictures, names, clock)


def inert_markdown(
    source: str,
    pictures: Pictures | None = None,
    names: set[Any] | frozenset[str] = frozenset(),
    clock: Clock | None = None,
) -> str:
    """Return Markdown that cannot act: the same, if it could not.

    Otherwise what remains of its page, as HTML, or the source as a block of code.

    Parameters
    ----------
    pictures
        What was pasted into the cell.
    names
        Ids of a page's own elements, which no heading may take.
    """
    if len(source) <= _SHORT and not _SPECIAL.search(source):
        return source
    try:
        if len(source) > MAX_TEXT:
            raise Acts("it is too long")
        with (clock or Clock()).ticking():
            return _inert_markdown(source, pictures or {}, names)
    except Exception:
        return as_written(source)


def _inert_markdown(source: str, pictures: Pictures, names: Any) -> str:
    shown, acts = _rendered(source, pictures, names)
    if not acts:
        _refuse_tex(shown)
        return source
    # Twice, for the first time may leave the attributes of a link in another order.
    kept = inert_html(inert_html(shown)).strip().replace("\n", "&#10;")
    if kept.replace("&#10;", "") == source.replace("&#10;", ""):
        return source  # it went through here before
    # One line of a <div>: Markdown passes it on as it is, up to an empty line.
    cleaned = f"<div>{kept}</div>"
    if _rendered(cleaned, {}, names)[0].strip() != cleaned:
        raise Acts("it would be read in another way")
    return cleaned


def as_written(source: str) -> str:
    """Return Markdown that shows a source as a block of code."""
    runs = re.findall("`+", source[:MAX_TEXT])
    fence = "`" * max([3, *(len(run) + 1 for run in runs)])
    return f"{AS_WRITTEN}\n\n{fence}\n{source[:MAX_TEXT]}\n{fence}"


def inert_html(text: str) -> str:
    """Return HTML without scripts, remote pictures, frames, forms and handlers.

    Raises
    ------
    Acts
        If it is too large or too deep, or has mathematics that makes links.
    """
    _refuse_too_much(text)
    cleaned = nh3.clean(
        text,
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_judged,
        url_schemes={"http", "https", "mailto", "data"},
        allowed_classes=_CLASSES,
        filter_style_properties=set(_STYLES),
    )
    _refuse_tex(cleaned)
    return cleaned


def _refuse_too_much(text: str) -> None:
    if len(text) > 4 * MAX_TEXT:
        raise Acts("it is too long")
    depth = 0
    for number, tag in enumerate(_TAG.finditer(text)):
        if tag[2].lower() not in _NO_DEPTH:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH or number > MAX_TAGS:
            raise Acts("it is nested too deeply")


def _refuse_tex(page: str) -> None:
    # Most pages have none, in no place.
    if _TEX.search(html.unescape(page)):
        page = _CODE.sub("", page)
        if _TEX.search(html.unescape(page)):
            raise Acts("its mathematics makes links or styles")


def _judged(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if fine_link(value) else None
    if name == "src":
        return value if fine_picture(value) else None
    return value


def fine_link(url: str) -> bool:
    """Whether following a link cannot act in the session of whoever follows it."""
    url = html.unescape(url).strip()
    return bool(_LINK.match(url) or _FILE.fullmatch(url))


def fine_picture(url: str) -> bool:
    """Whether a picture is at hand: a remote one tells who looked at it, and when."""
    if found := _DATA_URL.fullmatch(url):
        return _has_fine_size(found[2])
    return bool(_FILE.fullmatch(html.unescape(url).strip()))


def _fine_pictures(bundle: dict[str, str]) -> dict[str, str]:
    return {kind: data for kind, data in bundle.items() if _has_fine_size(data)}


def _has_fine_size(data: str) -> bool:
    """Whether a picture unpacks to something that a browser can bear."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a bomb: the limit here is lower
        try:
            with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
                width, height = picture.size
                return width * height <= MAX_PIXELS
        except Exception:
            return False


def inert_bundle(data: dict[str, str], clock: Clock | None = None) -> dict[str, str]:
    """Return an output's representations without what could act."""
    clock = clock or Clock()
    kept: dict[str, str] = {}
    for mime, content in data.items():
        if mime == "text/markdown":
            kept[mime] = inert_markdown(content, clock=clock)
            continue
        try:
            with clock.ticking():
                kept[mime] = _inert_content(mime, content)
        except Exception:
            kept.setdefault("text/plain", data.get("text/plain", LEFT_OUT))
    return kept


def _inert_content(mime: str, content: str) -> str:
    if mime == "text/html":
        return inert_html(content)
    if mime == "text/latex":
        _refuse_tex(content)
        return re.sub(r"<(?=[A-Za-z/!?])", r"\\lt ", content)
    if mime.startswith("image/") and not _has_fine_size(content):
        raise Acts("a picture that is too large")
    return content


def _rendered(source: str, pictures: Pictures, names: Any) -> tuple[str, bool]:
    """Return the page of a Markdown source, and whether it could act."""
    markdown = _markdown()
    page = cast("_Page", markdown.renderer)
    page.pictures, page.names, page.acts = pictures, names, False
    return str(markdown(source)), page.acts


@functools.cache
def _markdown() -> Markdown:
    """Return what reads Markdown: making it takes longer than reading a page."""
    plugins = [import_plugin(name) for name in PLUGINS]
    return Markdown(_Page(), _Blocks(), _Inline(hard_wrap=False), plugins)


class _Page(HTMLRenderer):
    """Renders Markdown as nbconvert does, and notes whether it could act."""

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=True)
        self.pictures: Pictures = {}
        self.names: Any = frozenset()
        self.acts = False

    def block_html(self, html: str) -> str:
        self.acts = True
        return super().block_html(html)

    def inline_html(self, html: str) -> str:
        self.acts = self.acts or not _BREAK.fullmatch(html)
        return super().inline_html(html)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        self.acts = self.acts or not fine_link(url)
        return super().link(text, url, title)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            bundle = self.pictures.get(url.removeprefix("attachment:"), {})
            found = next(iter(bundle.items()), None)
            if found is not None:
                url = f"data:{found[0]};base64,{found[1]}"
                return super().image(text, url, title)
        elif fine_picture(url):
            return super().image(text, url, title)
        self.acts = True
        return self.link(text or url, url, title)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        name = html.unescape(re.sub("<[^>]*>", "", text)).replace(" ", "-")
        self.acts = self.acts or name in self.names or name in _OWN_IDS
        return super().heading(text, level, **attrs)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = ((info or "").split() or ["text"])[0].lower()
        self.acts = self.acts or language not in _LANGUAGES
        return super().block_code(code, None)

    def block_math(self, body: str) -> str:
        return f"$${html.escape(body, quote=False)}$$"

    def inline_math(self, body: str) -> str:
        return f"${html.escape(body, quote=False)}$"

    def latex_environment(self, name: str, body: str) -> str:
        name = html.escape(name, quote=False)
        return f"\\begin{{{name}}}{html.escape(body, quote=False)}\\end{{{name}}}"


# Whoever shows a page colors its code. In these languages that takes a time in
# proportion to its length; in others, a block of 500,000 letters took hours, and in
# "mermaid" it is a script's.
_LANGUAGES = _words("text txt python py python3 pycon bash sh json tex latex r")
_OWN_IDS = frozenset(("notebook", "notebook-container", "statusmessage"))

# nbconvert's rules of Markdown with mathematics, to the letter (a test compares them):
# importing nbconvert takes longer than grading forty notebooks.
PLUGINS = ["strikethrough", "table", "url", "task_lists", "def_list"]


class _Blocks(BlockParser):
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **BlockParser.SPECIFICATION,
        "atx_heading": r"^ {0,3}(?P<atx_1>#{1,6})(?!#+)(?P<atx_2>[ \t]*(.*?)?)$",
        "multiline_math": (
            r"(?s:(?<!\\)[$]{2}.*?(?<!\\)[$]{2}"
            r"|\\\\\[.*?\\\\\]"
            r"|\\begin\{(?P<math_env_name>[a-z]*\*?)\}.*?\\end\{(?P=math_env_name)\})"
        ),
    }
    DEFAULT_RULES: ClassVar[Any] = ("multiline_math", *BlockParser.DEFAULT_RULES)

    def parse_multiline_math(self, m: Any, state: Any) -> int:
        state.add_paragraph(m[0])
        return int(m.end())


class _Inline(InlineParser):
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **InlineParser.SPECIFICATION,
        "block_math_tex": r"(?s:(?<!\\)\$\$(?P<math_block_tex>.*?)(?<!\\)\$\$)",
        "block_math_latex": r"(?s:(?<!\\)\\\\\[(?P<math_block_latex>.*?)(?<!\\)\\\\\])",
        "inline_math_tex": r"(?s:(?<![$\\])\$(?P<math_inline_tex>.+?)(?<![$\\])\$)",
        "inline_math_latex": (
            r"(?s:(?<!\\)\\\\\((?P<math_inline_latex>.*?)(?<!\\)\\\\\))"
        ),
        "latex_environment": (
            r"(?s:\\begin\{(?P<math_env_name>[a-z]*\*?)\}"
            r"(?P<math_env_body>.*?)"
            r"\\end\{(?P=math_env_name)\})"
        ),
    }
    DEFAULT_RULES: ClassVar[Any] = (
        "block_math_tex",
        "block_math_latex",
        "inline_math_tex",
        "inline_math_latex",
        "latex_environment",
        *InlineParser.DEFAULT_RULES,
    )

    def _add(self, m: Any, state: Any, kind: str, group: str) -> int:
        state.append_token({"type": kind, "raw": m.group(group)})
        return int(m.end())

    def parse_block_math_tex(self, m: Any, state: Any) -> int:
        return self._add(m, state, "block_math", "math_block_tex")

    def parse_block_math_latex(self, m: Any, state: Any) -> int:
        return self._add(m, state, "block_math", "math_block_latex")

    def parse_inline_math_tex(self, m: Any, state: Any) -> int:
        return self._add(m, state, "inline_math", "math_inline_tex")

    def parse_inline_math_latex(self, m: Any, state: Any) -> int:
        return self._add(m, state, "inline_math", "math_inline_latex")

    def parse_latex_environment(self, m: Any, state: Any) -> int:
        attrs = {"name": m.group("math_env_name"), "body": m.group("math_env_body")}
        state.append_token({"type": "latex_environment", "attrs": attrs})
        return int(m.end())
