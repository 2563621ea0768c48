"""One voice: terms are explained, symbols listed, and the index says where."""

import re

import pytest

from .words import (
    BOOK,
    CHAPTERS,
    bold_words,
    british,
    display_math,
    glossary_terms,
    index_entries,
    inline_math,
    introduces,
    notation,
    prose,
    symbols,
    term_targets,
)

TEXTS = {page.stem: page.read_text("utf-8") for page in CHAPTERS}
PAGES = {page.stem: page.read_text("utf-8") for page in BOOK.glob("*.md")}
TERMS = {term.lower() for term in glossary_terms()}
ENTRIES = {name: index_entries(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize("page", PAGES)
def test_each_term_that_a_page_links_to_is_in_the_glossary(page):
    assert {t for t in term_targets(PAGES[page]) if t.lower() not in TERMS} == set()


@pytest.mark.parametrize("chapter", TEXTS)
def test_words_in_bold_are_sentences_or_terms_of_the_glossary(chapter):
    bold = [b for b in bold_words(TEXTS[chapter]) if introduces(b)]
    assert [b for b in bold if b.lower() not in TERMS] == []


@pytest.mark.parametrize("chapter", TEXTS)
def test_each_symbol_of_a_formula_is_in_the_notation(chapter):
    listed = notation()
    for formula in [*display_math(TEXTS[chapter]), *inline_math(TEXTS[chapter])]:
        assert symbols(formula) - listed == set(), formula


def test_the_glossary_is_in_alphabetical_order_and_has_no_word_twice():
    terms = [term.lower() for term in glossary_terms()]
    assert terms == sorted(set(terms))


def test_each_word_of_the_glossary_is_in_the_index_where_a_chapter_teaches_it():
    taught = {entry.lower() for entries in ENTRIES.values() for entry in entries}
    assert TERMS - taught == set()


@pytest.mark.parametrize("chapter", TEXTS)
def test_a_chapter_has_its_words_in_the_index(chapter):
    entries = ENTRIES[chapter]
    assert len(entries) >= 10
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("chapter", TEXTS)
def test_each_index_directive_is_read_by_these_tests(chapter):
    """One line, closed at once: what is written otherwise would not be counted."""
    text = TEXTS[chapter]
    directives = re.findall(r"^```\{index\} .+\n```\n\n", text, re.M)
    assert text.count("{index}") == len(directives)


@pytest.mark.parametrize("page", PAGES)
def test_the_spelling_is_american(page):
    assert british(PAGES[page]) == []


PLANTED = r"""
A **gizmo** turns. **It turns.** See {term}`gizmos <gizmo>` and {term}`bias`.

```{index} gizmo, bias; of a gizmo
```

$$
\hat\psi = \operatorname{gizmo}(x) + \sum_{q=1}^n \tfrac{\nabla z_q}{\text{size}}
$$

```{code-cell} ipython3
a = b**c**d  # $$y$$ and **no bold**
```

```{math}
\mathsf T \mathfrak G
```
"""


def test_a_planted_term_is_found():
    assert [b for b in bold_words(PLANTED) if introduces(b)] == ["gizmo"]
    assert "gizmo" not in TERMS
    assert term_targets(PLANTED) == ["gizmo", "bias"]
    assert index_entries(PLANTED) == ["gizmo", "bias; of a gizmo"]


def test_a_planted_symbol_is_found():
    first, second = display_math(PLANTED)
    used = {r"\hat\psi", "gizmo", "x", "q", "n", r"\nabla", "z"}
    assert symbols(first) == used
    assert symbols(first) - notation() == {r"\hat\psi", "gizmo", r"\nabla"}
    assert symbols(second) == {r"\mathsf T", r"\mathfrak", "G"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\hat y \le y", {r"\hat y", "y"}),
        (r"\tilde w \cdot \tilde{x}", {r"\tilde w", r"\tilde x"}),
        (r"W^{\mathsf T} dZ", {"W", r"\mathsf T", "d", "Z"}),
        (r"E_\text{out} \tag{forward}", {"E"}),
        (r"\begin{aligned} a &= \log 2 \\ &= 3 \end{aligned}", {"a"}),
        (r"\sigma'(z_k) \in \mathbb R", {r"\sigma", "z", "k", r"\mathbb R"}),
    ],
)
def test_symbols_of_a_formula(formula, expected):
    assert symbols(formula) == expected


def test_prose_leaves_out_cells():
    assert "b**c" not in prose(PLANTED)
    assert "See" in prose(PLANTED)


def test_a_planted_spelling_is_found_and_a_quotation_keeps_its_own():
    page = 'It normalises colours for ever. "An optimiser", he says, size and rise.'
    assert british(page) == ["normalises", "colours", "for ever"]
