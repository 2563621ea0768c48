"""What a student wrote acts on nobody, and what cannot act stays as it is."""

import base64
import io
import json
import struct
import time
import zlib

import nbconvert.filters.markdown_mistune as stock
import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from proctor.confine.limits import Limits
from proctor.forks.client import Zygote
from proctor.grading.notebook import grade
from proctor.grading.reading import Reader
from proctor.grading.tasks import Task
from proctor.protocol import inert
from proctor.protocol.inert import (
    AS_WRITTEN,
    Acts,
    inert_bundle,
    inert_html,
    inert_markdown,
    make_inert,
    make_text,
)
from proctor.protocol.outputs import Room, checked_count

from tests import courses


@pytest.fixture(scope="module")
def zygote():
    with Zygote(packages=()) as zygote:
        yield zygote


def png(size=(2, 2)):
    file = io.BytesIO()
    Image.new("L", size).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


HONEST = """
# Why the gradient vanishes

For $a<b$ and $x \\le y$ we have 1 < 2 and 3 > 2, so a<b & c>d; see
[the article](https://example.org/a?b=1&c=2), <https://example.org> or
https://example.org, *softly* and **loudly**, in `x < y` and `\\href`.<br>
A second line, R&amp;D.

$$
\\begin{aligned} f(x) &= \\sum_{i<n} x_i \\\\ &< \\infty \\end{aligned}
$$

\\begin{equation} \\sigma'(z) < 1/4 \\end{equation}

| layer | $\\lVert g \\rVert$ |
| :---- | ----: |
| 1 | < 0.01 |
| 2 | 0.3 |

![what I drew](attachment:drawn.png)
![a file of mine](figures/loss.png "the loss")

1. one
2. two
   - nested `weights[0](x)`

> He said: "~~no~~".

```python
if a < b and not c > d:
    print("<script>")
```

- [x] done
- [ ] to do

[mail](mailto:ada@example.org), [above](#why), [data](data.csv), [note]
and an array[0][1] of f[i](x).
"""


def test_an_honest_page_stays_as_it_is():
    pictures = {"drawn.png": {"image/png": png()}}
    assert inert_markdown(HONEST, pictures) == HONEST


def test_the_rules_are_nbconverts():
    """Otherwise a source might be read here in another way than where it is shown."""
    ours, theirs = inert._Blocks, stock.MathBlockParser
    assert tuple(ours.DEFAULT_RULES) == tuple(theirs.DEFAULT_RULES)
    assert ours.SPECIFICATION == theirs.SPECIFICATION
    ours, theirs = inert._Inline, stock.MathInlineParser
    assert tuple(ours.DEFAULT_RULES) == tuple(theirs.DEFAULT_RULES)
    assert ours.SPECIFICATION == theirs.SPECIFICATION
    assert tuple(inert.PLUGINS) == tuple(stock.MarkdownWithMath.DEFAULT_PLUGINS)


HOSTILE = [
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    "<img src='https://evil.example/seen.png'>",
    "![seen](https://evil.example/seen.png)",
    "![seen][1]\n\n[1]: //evil.example/seen.png",
    "![out](/hub/logout)",
    "![out](x/../../../logout.png)",
    "[x](javascript:evil())",
    "[x](JaVaScRiPt:evil())",
    "[x](jav&#97;script:evil())",
    "[x](javascript&colon;evil())",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:evil)",
    "[x](evil.html)",
    "[x](evil.svg)",
    "[x][y]\n\n[y]: javascript:evil()",
    "[x][y]\n\n[y]:\n  <javascript:evil()> 't'",
    "<javascript:evil()>",
    "<a href=javascript:evil()>x</a>",
    "<a href='&#x6A;avascript:evil()'>x</a>",
    "<svg onload=evil()></svg>",
    "<iframe srcdoc='<script>evil()</script>'></iframe>",
    "<object data=evil.html></object><embed src=evil.html>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>@import 'https://evil.example';</style>",
    "<form action='https://evil.example'><input name=p><button>Go</button></form>",
    "<div style='position:fixed;inset:0;background:url(https://evil.example)'>x</div>",
    "<div class='navbar-fixed-top' id=statusmessage data-toggle=modal>x</div>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=evil()>",
    "<svg><style><img src=x onerror=evil()></style></svg>",
    "<!--><script>evil()</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=evil()>'>",
    "<x/><script>evil()</script",
    "text <b onmouseover=evil()>b</b>\n\n    code\n\n<details open ontoggle=evil()>",
    "</div></div></div><script>evil()</script>",
    "&#91;x&#93;(javascript:evil()) <i>x</i>",
    "<div>\n\n&#60;script&#62;evil()\n\n[x](javascript:evil())\n\n</div>",
    "<pre>\n\n<script>evil()</script>\n\n</pre>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=evil()&gt;'>",
    "<svg><p><style><a id='</style><img src=1 onerror=evil()>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=evil()>",
    "<noscript><p title='</noscript><img src=x onerror=evil()>'>",
    "<table><tr><td><table><td><form action=javascript:evil()><button>x</table>",
    "<xmp><script>evil()</script></xmp><plaintext><img src=x onerror=evil()>",
    "<a href=' \x01java\tscript:evil()'>x</a> <a href='java&#10;script:evil()'>x</a>",
    "<td background=javascript:evil()><img srcset='x 1x, //evil.example/x 2x'>",
    "<p style='color:red;background:url(//evil.example);position:fixed'>x</p>",
    "<p style='width:expression(evil())' class='alert position-fixed'>x</p>",
    "![x](data:image/svg+xml;base64,PHN2Zz4=) <img src=data:text/html,x>",
    '[x](<https:evil> \'a" onclick="evil()\') [x](<#" onclick="evil()>)',
    "[x](//evil.example) [x](/hub/logout) [x](\\\\evil.example) [x](%2e%2e/hub)",
    "<isindex action=javascript:evil() type=submit><keygen autofocus onfocus=evil()>",
    "[ ]: javascript:evil()\n[x][ ] [y]: <data:text/html,x>\n[y]",
    "```mermaid\nclick A href 'javascript:evil()'\n```",
    "`` ` `` <b>$`$</b> [x](javascript:evil())",
    "$`$ [x](javascript:evil()) `$`",
    "| a |\n|---|\n| <script>evil()</script> [x](javascript:evil()) |",
]
ACTIVE = ["script", "style", "svg", "math", "iframe", "object", "embed", "base", "meta"]
ACTIVE += ["link", "form", "input", "button", "noscript", "template", "video", "audio"]


def rendered(source, pictures=None):
    """Return the page that nbconvert makes of a source, as the formgrader has it."""
    options = {"attachments": pictures or {}, "exclude_anchor_links": True}
    renderer = stock.IPythonRenderer(escape=False, **options)
    return stock.MarkdownWithMath(renderer=renderer).render(source)


def what_acts(page):
    """Return the elements and attributes of a page that act."""
    found = []
    for element in BeautifulSoup(page, "html.parser").find_all():
        box = element.name == "input" and element.get("type") == "checkbox"
        if element.name in ACTIVE and not box:
            found.append(element.name)
        for name, value in element.attrs.items():
            url = "".join(str(value).split()).lower()
            if name.startswith("on") or name in ("srcdoc", "srcset", "data-toggle"):
                found.append((name, value))
            if name == "href" and not inert.fine_link(str(value)):
                found.append((name, value))
            if name == "src" and not inert.fine_picture(str(value)):
                found.append((name, value))
            if name == "style" and ("position" in url or "url" in url):
                found.append((name, value))
    return found


@pytest.mark.parametrize("source", HOSTILE)
def test_markdown_is_inert(source):
    assert what_acts(rendered(inert_markdown(source))) == []
    within = inert_markdown(f"{HONEST}\n\n{source}\n\nand on", {"drawn.png": {}})
    assert what_acts(rendered(within, {"drawn.png": {"image/png": png()}})) == []


PIECES = st.sampled_from(
    [*HOSTILE, "`", "```\n", "$", "$$", "\n", "\n\n", "<div>", "</div>", "<!--", "-->",
     "\\", "[", "]", "(", ")", "]: ", "> ", "- ", "    ", "\\begin{a}", "\\end{a}", "<",
     "<pre>", "<code>", "</code>", "&lt;", '"', "![", "~~", "|", "é", "\r", "\x0c"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join))
def test_markdown_in_any_company_is_inert(source):
    once = inert_markdown(source)
    assert what_acts(rendered(once)) == []
    assert inert_markdown(once) == once


@pytest.mark.parametrize("source", HOSTILE)
def test_html_is_inert(source):
    assert what_acts(inert_html(source)) == []


def test_what_is_fine_in_hostile_company_stays_readable():
    kept = inert_markdown("# Answer\n\n$a<b$ and <b onclick=evil()>so</b>\n\n- one")
    page = rendered(kept)
    assert "<h1>Answer</h1>" in page
    assert "$a&lt;b$ and <b>so</b>" in page
    assert "<li>one</li>" in page


@pytest.mark.parametrize(
    "source",
    [
        "$\\href{javascript:evil()}{x}$",
        "$$\\mmlToken{mi}[href='javascript:evil()']{x}$$",
        "&#36;&#92;href{javascript:evil()}{x}&#36;",
        "&#36;\\hr<!-- -->ef{javascript:evil()}{x}&#36;",
        "$\\require{action}\\style{position:fixed}{x}\\cssId{notebook}{x}$",
        "$\\bbox[position:fixed;inset:0]{x}$",
    ],
)
def test_mathematics_makes_no_links_and_no_styles(source):
    kept = inert_markdown(source)
    assert kept.startswith(AS_WRITTEN)
    (code,) = BeautifulSoup(rendered(kept), "html.parser").find_all("code")
    assert code.text.strip() == source
    with pytest.raises(Acts):
        inert_html(source)
    bundle = {"text/latex": source, "text/plain": "x"}
    assert inert_bundle(bundle) == {"text/plain": "x"} or "&#36;" in source


@pytest.mark.parametrize("fence", ["```zeek", "~~~ Zeek x", "> ```zeek"])
def test_a_block_of_code_takes_no_hours_to_color(fence):
    """Whoever shows the page colors it: 4,000 such letters took more than 3 s."""
    kept = inert_markdown(f"{fence}\n{'0' * 8000}")
    started = time.process_time()
    assert "0" * 8000 in rendered(kept)
    assert time.process_time() - started < 1
    assert inert_markdown("```python\nx < 1\n```") == "```python\nx < 1\n```"


def test_a_heading_takes_no_id_of_the_page():
    assert inert_markdown("# essay\nx", names={"essay"}).startswith("<div><h1>essay")
    assert inert_markdown("# An essay\nx", names={"essay"}) == "# An essay\nx"


def test_a_picture_that_is_not_there_stops_no_page():
    assert "drawn" in rendered(inert_markdown("![drawn](attachment:gone.png)"))


def bomb(width, height):
    """Return a picture of a few bytes that unpacks to very many."""

    def chunk(kind, body):
        size, check = len(body), zlib.crc32(kind + body)
        return struct.pack(">I", size) + kind + body + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + head + body).decode()


def test_pictures_unpack_to_what_a_browser_can_bear():
    large = bomb(20_000, 20_000)
    assert inert_bundle({"image/png": png((600, 400)), "text/plain": "x"}).keys() == {
        "image/png", "text/plain",
    }  # fmt: skip
    assert inert_bundle({"image/png": large, "text/plain": "x"}) == {"text/plain": "x"}
    assert inert_bundle({"image/png": large}) == {"text/plain": inert.LEFT_OUT}
    assert large not in inert_markdown(f"![x](data:image/png;base64,{large})")
    cell = nbformat.v4.new_markdown_cell("![x](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": large}}
    make_inert({"cells": [cell]}, set())
    assert large not in json.dumps(cell)


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000,
        "<b><table><tr><td>" * 5_000,
        "\\begin{a}" * 30_000,
        "x" * 2_000_000,
        "<i>x</i>" * 60_000,
    ],
    ids=["deep", "deep tables", "backtracking", "long", "many"],
)
def test_what_takes_too_long_is_shown_as_written(source):
    assert inert_markdown(source).startswith(AS_WRITTEN)


@pytest.mark.slow
def test_one_notebook_has_one_clock():
    cells = [nbformat.v4.new_markdown_cell("\\begin{a}" * 30_000) for _ in range(30)]
    clock = inert.Clock(0.5)
    make_inert({"cells": cells}, set(), clock=clock)
    assert clock.left < 0.1
    assert all(cell.source.startswith(AS_WRITTEN) for cell in cells)


def test_tables_stay_tables_and_styles_are_no_text():
    frame = (
        "<div><style scoped>.dataframe th {vertical-align: top;}</style>"
        '<table border="1" class="dataframe"><tr style="text-align: right;"><th>x</th>'
        "</tr></table></div>"
    )
    assert inert_html(frame) == (
        '<div><table border="1" class="dataframe"><tbody><tr style="text-align:right">'
        "<th>x</th></tr></tbody></table></div>"
    )


def test_latex_stays_latex():
    latex = {"text/latex": "$\\displaystyle a < b \\\\ c & d$"}
    assert inert_bundle(latex) == latex
    assert "<" not in inert_bundle({"text/latex": "$a<img$"})["text/latex"]


def hostile_notebook():
    """Return a submission with what acts in every place, and an instructor's text."""
    source = courses.source_notebook()
    styled = {"cell_type": "markdown", "source": "<div id='x'>Read!</div>"}
    source["cells"].insert(0, styled | {"metadata": {}})
    evil = "<script>evil()</script>"
    show = f"display({{'text/html': {evil!r}, 'text/markdown': {evil!r}}}, raw=True)"
    answers = {"square": courses.RIGHT_SQUARE, "apply": courses.RIGHT_APPLY}
    submitted = courses.answered(source, **answers, essay=f"$a<b$ {evil}")
    submitted["cells"] += [
        courses.code_cell(show),
        {"cell_type": "markdown", "source": evil, "metadata": {}},
        {"cell_type": "raw", "source": evil, "metadata": {}},
    ]
    return source, submitted


def test_a_graded_notebook_is_inert_and_the_instructors_text_stays(zygote):
    source, submitted = hostile_notebook()
    task = Task(courses.source_of(source), json.dumps(submitted).encode())
    result = grade(task, zygote)
    assert result.score == 4.0
    cells = json.loads(result.notebook)["cells"]
    assert cells[0]["source"] == "<div id='x'>Read!</div>"
    shown = [cell for cell in cells[1:] if cell["cell_type"] == "markdown"]
    assert [what_acts(rendered(cell["source"])) for cell in shown] == [[]] * 3
    outputs = json.dumps([cell.get("outputs") for cell in cells])
    assert "<script>" not in outputs
    assert not any(cell["cell_type"] == "raw" for cell in cells)


def test_a_notebook_that_ends_its_reader_is_shown_as_written(zygote, monkeypatch):
    monkeypatch.setattr("proctor.grading.reading.SECONDS", 0.0)
    source, submitted = hostile_notebook()
    task = Task(courses.source_of(source), json.dumps(submitted).encode())
    with Reader.of(zygote, task.limits) as reader:
        words = reader.make_inert(json.dumps(submitted | {"x": "y" * 10_000_000}), task)
    cells = json.loads(words)["cells"]
    assert cells[0]["source"] == "<div id='x'>Read!</div>"
    assert cells[-1]["source"].startswith(AS_WRITTEN)
    assert zygote.kept == []


def test_text_is_the_plainest_form():
    _, submitted = hostile_notebook()
    submitted["cells"][1]["outputs"] = [{"data": {"text/html": "<b>"}}]
    make_text(submitted, {0})
    (output,) = submitted["cells"][1]["outputs"]
    assert output["data"] == {"text/plain": inert.LEFT_OUT}
    assert submitted["cells"][-2]["source"].startswith(AS_WRITTEN)


def test_what_takes_too_much_memory_to_read_is_said_to(zygote):
    """In a process of its own: the grader's does not grow."""
    content = b'{"cells": [' + b"[]," * 4_000_000 + b"[]]}"
    limits = Limits(memory=100 << 20)
    task = Task(courses.source_of(courses.source_notebook()), content, limits=limits)
    result = grade(task, zygote)
    assert (result.state, result.score) == ("unreadable", 0.0)
    assert "too much memory" in result.reason


def test_outputs_of_a_notebook_have_a_limit_together():
    room = Room(1000)
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 300}
    assert room.fit([text, text]) == [text, text]
    kept = room.fit([text, text])
    assert len(kept) == 1
    assert "dropped" in kept[0]["text"]
    assert "dropped" in room.fit([text])[0]["text"]
    assert checked_count(True) is checked_count(-1) is None
    assert checked_count(3) == 3
