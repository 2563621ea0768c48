"""The button on a block of code copies that code: no prompt, no output, no less."""

import re

import jupytext
import pytest

from .browser import ROOT, needs_chromium, visit

pytestmark = [pytest.mark.built, pytest.mark.browser, needs_chromium]

FENCE = re.compile(r"^( *)(`{3,}|:{3,})([^\n]*)\n(.*?)^\1\2 *$", re.M | re.S)
HIDDEN = {"remove-cell", "remove-input"}
COPY = """blocks => {
    const copied = [];
    document.addEventListener(
        "copy", event => copied.push(event.target.value ?? String(getSelection())));
    document.querySelectorAll(blocks + " button.copybtn")
        .forEach(button => button.click());
    return copied;
}"""


def written(source):
    """List the blocks of code that a page's source shows, in its order."""
    blocks = []
    for cell in jupytext.read(ROOT / source).cells:
        if cell.cell_type == "code":
            if not HIDDEN & {*cell.metadata.get("tags", [])}:
                blocks.append(cell.source)
        else:
            blocks += fenced(cell.source)
    return [block.strip("\n") for block in blocks]


def fenced(text):
    """List the blocks of code in Markdown, also those inside of boxes."""
    blocks = []
    for indent, _, kind, inside in FENCE.findall(text):
        if kind.startswith("{"):
            blocks += fenced(inside)
        else:
            blocks.append(re.sub(f"^{indent}", "", inside, flags=re.M))
    return blocks


@pytest.mark.parametrize("page", ["book/07_stable_softmax", "book/instructors"])
def test_each_block_of_code_copies_as_it_was_written(browser, book, page):
    expected = written(f"{page}.md")
    assert len(expected) > 10
    with visit(browser, book, f"{page}.html") as seen:
        blocks = ":is(.cell_input, div[class*=highlight-]):not(.cell_output *)"
        copied = seen.page.evaluate(COPY, blocks)
    copied = [text.strip("\n") for text in copied]
    # A page may include a file, which its source does not hold.
    assert [text for text in copied if text in expected] == expected
