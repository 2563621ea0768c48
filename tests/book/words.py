"""What a chapter's text says: its prose, formulas, terms and index entries."""

from __future__ import annotations

import re

from .browser import ROOT

BOOK = ROOT / "book"
CHAPTERS = sorted(BOOK.glob("[0-9][0-9]_*.md"))


def prose(text: str) -> str:
    """Leave out the cells, whose code has stars and dollars of its own."""
    return re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.M | re.S)


def display_math(text: str) -> list[str]:
    """Return the displayed formulas of a page, whichever way they are written."""
    pattern = r"\$\$(.+?)\$\$|^[`:]{3,}\{math\}[^\n]*\n(.+?)^[`:]{3,}$"
    found = re.findall(pattern, prose(text), re.M | re.S)
    return [dollars or fenced for dollars, fenced in found]


def inline_math(text: str) -> list[str]:
    """Return the formulas within the lines of a page."""
    running = re.sub(r"\$\$.*?\$\$", "", prose(text), flags=re.S)
    return re.findall(r"\$([^$]+)\$", running)


ARITHMETIC = """
cdot cdots colon displaystyle dots frac ldots left mid prime qquad quad right sqrt
textstyle tfrac underbrace big bigl bigr Big Bigl Bigr
approx ge gg in infty le leftarrow ll lvert lVert ne neq pm prod Rightarrow rvert
rVert sum times to lceil lfloor rceil rfloor
cos cosh exp log max min sin sinh tanh
"""
"""Commands that need no line in the notation: layout, and the signs and functions that
a first year of mathematics teaches. ``log`` stands there all the same."""

DECORATIONS = ("hat", "tilde", "bar", "mathbf", "mathsf", "mathcal", "mathbb")
"""What makes another symbol of a letter."""


def symbols(formula: str) -> set[str]:
    r"""List the symbols of a formula: letters, Greek ones, names in upright type.

    ``\hat z`` is a symbol of its own; a subscript is not part of one, but the letters
    in it count as well, so that indices are found. Words (``\text``) are none.
    """
    words = r"\\(?:text|tag|begin|end|label)\s*\{[^{}]*\}(?:\{[lcr| ]*\})?"
    rest = re.sub(words, " ", formula)
    found = set()

    def keep(match: re.Match[str]) -> str:
        mark, letter = re.fullmatch(r"(\\[a-z]+)\W*?(\\?\w+)\W*", match[0]).groups()
        found.add(mark + letter if letter.startswith("\\") else f"{mark} {letter}")
        return " "

    upright = r"\\(?:operatorname\*?|mathrm)\s*\{(\w+)\}"
    for name in re.findall(upright, rest):
        found.add(name)
    rest = re.sub(upright, " ", rest)
    mark, letter = "|".join(DECORATIONS), r"\\[A-Za-z]+|\w"
    decorated = rf"\\(?:{mark})(?![A-Za-z])\s*(?:\{{\s*(?:{letter})\s*\}}|(?:{letter}))"
    rest = re.sub(decorated, keep, rest)
    for command in re.findall(r"\\([A-Za-z]+)", rest):
        if command not in ARITHMETIC.split():
            found.add(f"\\{command}")
    rest = re.sub(r"\\[A-Za-z]+|\\.", " ", rest)
    return found | set(re.findall(r"[A-Za-z]", rest))


def glossary_terms() -> list[str]:
    """Return the words that the glossary explains."""
    text = (BOOK / "glossary.md").read_text("utf-8")
    body = text.partition(":::{glossary}\n")[2].partition("\n:::")[0]
    return re.findall(r"^(?! )(.+)$", body, re.M)


def notation() -> set[str]:
    """Return the symbols that the table of the notation lists."""
    rows = re.findall(
        r"^\| (\$.+?\$(?:, (?:\$.+?\$|\.\.\.))*) \| ",
        (BOOK / "notation.md").read_text("utf-8"),
        re.M,
    )
    formulas = [f for row in rows for f in re.findall(r"\$(.+?)\$", row)]
    return set().union(*map(symbols, formulas))


def term_targets(text: str) -> list[str]:
    """Return what the page's ``{term}`` roles point to."""
    roles = re.findall(r"\{term\}`([^`]+)`", text, re.S)
    return [
        " ".join((re.search(r"<([^>]+)>$", role) or [0, role])[1].split())
        for role in roles
    ]


def bold_words(text: str) -> list[str]:
    """Return what stands in bold in a page's prose, roles replaced by their words."""
    plain = re.sub(r"\{[\w:]+\}`([^`<]+?)(?:\s*<[^`]*>)?`", r"\1", prose(text))
    plain = re.sub(r"\$\$.*?\$\$", "", plain, flags=re.S)
    return [
        " ".join(b.split()) for b in re.findall(r"\*\*([^*]+?)\*\*", plain, flags=re.S)
    ]


def introduces(bold: str) -> bool:
    """Say whether words in bold introduce a term.

    They do not if they end as a sentence does: **Why `zero_grad`?** is a heading at the
    start of a paragraph, **Output minus target.** what a reader should take away.
    """
    return not bold.endswith((".", "?", "!", ":"))


def index_entries(text: str) -> list[str]:
    """Return the entries of a page's ``{index}`` directives, each in full."""
    lines = re.findall(r"^```\{index\} (.+)\n```$", text, re.M)
    entries = []
    for line in lines:
        kind, colon, rest = line.partition(": ")
        if colon and kind in ("see", "seealso"):
            continue
        entries += (
            [rest]
            if colon and kind in ("single", "pair")
            else [part.strip() for part in line.split(",")]
        )
    return entries


BRITISH = r"""(?ix) \b (?:
    (?: behavi | col | fav | flav | hon | lab | neighb | rum ) our \w* |
    (?: cent | fib | lit | met | theat ) re s? \b | centred | grey \w* |
    (?: emphas | factor | final | general | initial | maxim | minim | normal | optim |
        organ | penal | random | real | recogn | regular | serial | special |
        standard | symbol | util | vector | visual )
        is (?: e \w* | ing | ation \w* ) | summaris \w+ | parametris \w+ |
    (?: analy | cataly | paraly ) s (?: e | ed | ing ) \b |
    (?: cancel | channel | label | level | model | signal | travel )
        l (?: ed | ing | er ) |
    artefacts? | judgement | learnt | licence | programmes? | towards | whilst |
    for \s ever \b (?! y )
) \b"""
"""Spellings that this book writes the American way."""


def british(text: str) -> list[str]:
    """Return the British spellings of a page's prose; a quotation keeps its own."""
    own = re.sub(r"\"(?:[^\"\n]|\n(?!\n))*\"|“[^”]*”|`[^`]*`", "", prose(text))
    return re.findall(BRITISH, own)
