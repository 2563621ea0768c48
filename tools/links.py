"""Check that each relative link in the repository's Markdown leads somewhere.

Pages of the book are checked by Sphinx and, once built, by the browser tests; this is
for what GitHub shows.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(```+)(?!\{(?:note|admonition)).*?^\1\s*$", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def broken_links(page: Path) -> list[str]:
    """List the relative links of a page whose target does not exist."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found = LINK.findall(text)
    local = [link for link in found if not re.match(r"[a-z]+:|#|<", link)]
    return [
        link
        for link in local
        if not (page.parent / link.split("#")[0]).resolve().exists()
    ]


def main() -> int:
    """Print what is broken; the number of broken links is the exit status."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("book/*.md")]
    broken = [(page, link) for page in sorted(pages) for link in broken_links(page)]
    for page, link in broken:
        print(f"{page.relative_to(ROOT)}: {link} leads nowhere")
    print(f"{len(pages)} pages, {len(broken)} broken links")
    return min(len(broken), 1)


if __name__ == "__main__":
    sys.exit(main())
