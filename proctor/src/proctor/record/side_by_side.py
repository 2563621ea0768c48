"""A page that shows pairs of submissions side by side; nothing in it acts."""

from __future__ import annotations

from html import escape
from pathlib import Path

from proctor.course.similar import Comparison, Pair, Spans
from proctor.terminal import inert

MOST_PAIRS = 50
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --mark: #ffe08a; --line: #bbb; }
@media (prefers-color-scheme: dark) { :root { --mark: #6b5200; --line: #555; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .8rem; text-align: left; }
td.number { text-align: right; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.pair > div { min-width: 0; }
pre { border: 1px solid var(--line); padding: .6rem; overflow: auto; max-height: 80vh;
      font-size: 13px; line-height: 1.4; }
mark { background: var(--mark); color: inherit; }
@media (max-width: 50rem) {
  body { margin: 1rem; }
  th, td { padding: .3rem; }
  .pair { grid-template-columns: minmax(0, 1fr); }
}
"""


def write_page(found: Comparison, assignment: str, path: Path) -> None:
    """Write the page: a table of the pairs, then each pair with its common passages.

    Whatever a submission holds is text in it, and the page's own policy lets a browser
    load and run nothing.
    """
    pairs = found.pairs[:MOST_PAIRS]
    title = f"{_text(assignment)}: code in common"
    rows = [
        f'<tr><td><a href="#pair{n}">{_text(pair.names[0])} and {_text(pair.names[1])}'
        f"</a></td>{''.join(f'<td class=number>{s:.0%}</td>' for s in pair.shares)}"
        f"<td class=number>{pair.tokens}</td></tr>"
        for n, pair in enumerate(pairs, 1)
    ]
    heads = ("pair", "of the first", "of the second", "tokens in common")
    table = "".join(f"<th scope=col>{head}</th>" for head in heads)
    more = len(found.pairs) - len(pairs)
    words = f"<p>And {more} more pairs, less alike.</p>" if more else ""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        "<p>Names, comments and the order of functions do not matter here; what the "
        "released notebook holds does not count. Code in common is a reason to look "
        "and to ask, and no proof.</p>",
        f"<table><thead><tr>{table}</tr></thead><tbody>{''.join(rows)}</tbody></table>",
        words,
        *(_section(n, pair, found.codes) for n, pair in enumerate(pairs, 1)),
        "</body></html>",
    ]
    path.write_text("\n".join(parts), "utf-8")


def _section(number: int, pair: Pair, codes: dict[str, str]) -> str:
    columns = "".join(
        f"<div><h3>{_text(name)}: {share:.0%} of it</h3>"
        f'<pre tabindex="0">{_marked(codes[name], spans)}</pre></div>'
        for name, share, spans in zip(pair.names, pair.shares, pair.spans, strict=True)
    )
    title = " and ".join(map(_text, pair.names))
    return f'<h2 id="pair{number}">{title}</h2><div class="pair">{columns}</div>'


def _marked(code: str, spans: Spans) -> str:
    parts, place = [], 0
    for begin, end in spans:
        parts.append(_text(code[place:begin]))
        parts.append(f"<mark>{_text(code[begin:end])}</mark>")
        place = end
    return "".join([*parts, _text(code[place:])])


def _text(words: str) -> str:
    return escape(inert(words, len(words)))
