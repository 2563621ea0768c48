"""Print the built book as one PDF: ``make book pdf``.

The pages of ``_toc.yml`` that a reader of a book wants are joined into one document: a
cover, the contents, the chapters, the review problems, the reference pages, the index.
Chromium prints it with ``_static/print.css`` and ``_static/print.js``, as it prints a
single page, with bookmarks and with a structure for screen readers. The numbers of
pages in the contents and in the index, and those of answers that stand at the end of a
chapter, are read from a first printing. Exercises are notebooks, and pages for
instructors are for a screen: both stay outside.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin

import typer
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader, PdfWriter

from tests.book.browser import CHROMIUM, FLAGS
from tools.serve import served

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
PDF = ROOT / "_build" / "editions" / "neurons-measured.pdf"
PARTS = ("Chapters", "Review", "Reference")
SMALLER = ["--object-streams=generate", "--recompress-flate", "--compression-level=9"]
TYPE = "text/html; charset=utf-8"
NAMING = "id|for|aria-labelledby|aria-describedby"  # attributes that hold ids
BETWEEN = "--"  # between the name of a page and that of a place on it
SECTION = re.compile(
    r'<section([^>]*?) id="([^"]+)"([^>]*)>((?:\s*<span id="[^"]*"></span>)*)'
    r"\s*<h([1-6])>"
)
UNREAD = (
    "|".join(  # in these parts of a page the index looks for no word
        rf"<{tag}\b.*?</{tag}>" for tag in ("details", "svg", "script", "pre", "h[1-6]")
    )
    + r'|<(?P<box>div|span) class="(?:math|dropdown|vega-host).*?</(?P=box)>|<[^>]*>'
)
SCRIPTS = """\
<script>window.MathJax = {
  loader: {load: ["core", "input/tex", "output/chtml"]},
  options: {processHtmlClass: "tex2jax_process|mathjax_process|math|output_area"},
};</script>
<script defer src="../_static/mathjax/startup.js"></script>
<script src="../_static/print.js"></script>
"""
STYLE = """\
@page { size: A4; margin: 20mm 20mm 22mm; @bottom-center { content: counter(page);
  font: 9pt "Liberation Sans", Arial, sans-serif; } }
@page cover { @bottom-center { content: none; } }
main > * { break-before: page; }
.cover { page: cover; text-align: center; padding-top: 60mm; break-before: auto; }
.cover h1 { font-size: 34pt; }
.cover p { text-wrap: balance; }
.cover .subtitle { font-size: 15pt; margin: 0 15mm 25mm; }
.cover .small { margin-top: 60mm; font-size: 9.5pt; }
nav.all ol, .index ul { list-style: none; padding: 0; margin: 0; }
nav.all h3 { margin: 0.8rem 0 0.2rem; }
main nav.all a, main .index a { color: inherit; text-decoration: none; }
nav.all li > a { display: flex; gap: 0.4em; }
nav.all li > a .dots { flex: 1; border-bottom: 1px dotted #999; margin-bottom: 4px; }
nav.all { font-size: 0.8em; line-height: 1.25; }
nav.all > ol > li { margin-bottom: 0.25rem; }
nav.all > ol > li > a { font-weight: 600; break-after: avoid; }
nav.all ol ol { padding-left: 1.6em; font-size: 0.92em; }
nav.all .page { font-variant-numeric: tabular-nums; }
.index { columns: 2; column-gap: 10mm; font-size: 0.92em; }
.index h1 { column-span: all; }
.index h2 { font-size: 12pt !important; margin: 0.8rem 0 0.2rem !important; }
.index li { padding-left: 1.2em; text-indent: -1.2em; break-inside: avoid; }
.bd-article a.external[href^="http"]::after { content: none !important; }
"""


@dataclass(frozen=True)
class Page:
    """A page of the built book, ready to stand beside the others.

    Attributes
    ----------
    name : str
        Of its file, such as ``"01_neuron"``.
    part : str
        The part of the book that it belongs to.
    body : str
        Its text as HTML; every id begins with the page's name.
    headings : tuple of (int, str, str)
        Level, id and HTML of each heading down to the second level.
    """

    name: str
    part: str
    body: str
    headings: tuple[tuple[int, str, str], ...]

    @property
    def title(self) -> str:
        """The first heading, without markup."""
        return BeautifulSoup(self.headings[0][2], "html.parser").get_text()


def chosen_pages(toc: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the part and the address of each page that is printed, in order."""
    for part in toc["parts"]:
        if part["caption"] in PARTS:
            for chapter in part["chapters"]:
                yield part["caption"], f"{chapter['file']}.html"


def in_one_document(body: str, page: str, pages: set[str], published: str) -> str:
    """Rewrite a page's ids and links for a document that holds all pages.

    Parameters
    ----------
    body : str
        The page's HTML.
    page : str
        Its address in the book, such as ``"book/01_neuron.html"``.
    pages : set of str
        Addresses of the pages in the document.
    published : str
        Address of the published book: where links to other pages lead.
    """
    name = Path(page).stem

    def link(found: re.Match[str]) -> str:
        before, target = found.groups()
        if re.match(r"[a-z]+:", target):
            return found[0]
        file, _, place = target.partition("#")
        address = urljoin(page, file) if file else page
        if address == "genindex.html":
            return f'{before}"#index"'
        if address in pages:
            place = f"{BETWEEN}{place}" if place else ""
            return f'{before}"#{Path(address).stem}{place}"'
        return f'{before}"{urljoin(urljoin(published, page), target)}"'

    def names(found: re.Match[str]) -> str:
        every = " ".join(own + one for one in found[2].split())
        return f'{found[1]}"{every}"'

    own = f"{name}{BETWEEN}"
    body = re.sub(r"(<a\b[^>]*?\shref=)\"([^\"]*)\"", link, body)
    body = re.sub(r"(<use\b[^>]*?href=\"#)", rf"\g<1>{own}", body)
    body = re.sub(rf"(\s(?:{NAMING})=)\"([^\"]+)\"", names, body)
    return body.replace("url(#", f"url(#{own}")


def read_page(part: str, address: str, pages: set[str], published: str) -> Page:
    """Take a page's article from the built book."""
    text = (HTML / address).read_text("utf-8")
    body = text[text.index("<article") : text.rindex("</article>")]
    body = body[body.index(">") + 1 :]
    body = re.sub(
        r"<script\b.*?</script>|<noscript\b.*?</noscript>", "", body, flags=re.S
    )
    body = body.replace(' loading="lazy"', "")
    body = targets_in_headings(in_one_document(body, address, pages, published))
    return Page(Path(address).stem, part, body, tuple(headings(body)))


def targets_in_headings(body: str) -> str:
    """Move the targets of links to a section into its heading.

    A heading may be pushed to the top of the next page. What stands before it in its
    section would be left at the foot of the page before, and links would lead there.
    """
    return SECTION.sub(r'<section\1\3><h\5 id="\2">\4', body)


def headings(body: str) -> Iterator[tuple[int, str, str]]:
    """Yield level, id and HTML of a page's headings, down to the second level."""
    for found in re.finditer(r'<h([12]) id="([^"]+)">(.*?)</h\1>', body, re.S):
        words = re.sub(
            r'<a class="headerlink".*?</a>|<span id="[^"]*"></span>',
            "",
            found[3],
            flags=re.S,
        )
        yield int(found[1]), found[2], words.strip()


def contents(pages: list[Page], numbers: Mapping[str, int]) -> str:
    """Write the table of contents."""

    def line(place: str, words: str) -> str:
        number = numbers.get(place, 0)
        return (
            f'<a href="#{place}"><span>{words}</span><span class="dots"></span>'
            f'<span class="page">{number}</span></a>'
        )

    written = ['<nav class="all bd-article"><h1>Contents</h1><ol><li>']
    written.append(f"{line('how-to-read', 'How to read this book')}</li></ol>")
    for part in PARTS:
        written.append(f"<h3>{part}</h3><ol>")
        for page in (page for page in pages if page.part == part):
            sections = "".join(
                f"<li>{line(place, words)}</li>"
                for level, place, words in page.headings
                if level == 2 and part == "Chapters"
            )
            title = line(page.name, page.headings[0][2])
            written.append(f"<li>{title}<ol>{sections}</ol></li>")
        written.append("</ol>")
    written.append(f"<ol><li>{line('index', 'Index')}</li></ol></nav>")
    return "".join(written)


def lead_to_words(soup: BeautifulSoup, pages: list[Page]) -> list[Page]:
    """Let each link of the index lead to the word itself, not to its section's start.

    Parameters
    ----------
    soup : BeautifulSoup
        The built book's index, whose links are changed.
    pages : list of Page
        The pages of the document.

    Returns
    -------
    list of Page
        The pages, with a target before each of the words that were found.
    """
    bodies = {page.name: page.body for page in pages}
    for link in soup.select("article li > a[href*='#index-']"):
        address, _, anchor = str(link["href"]).partition("#")
        name = Path(address).stem
        body = bodies.get(name)
        first = link.find_parent("li").find("a", recursive=False)
        words = first.get_text().strip()
        place = first_mention(body, f"{name}{BETWEEN}{anchor}", words) if body else None
        if place is not None:
            anchor += "-" + re.sub(r"\W+", "-", words.lower())
            bodies[name] = (
                f'{body[:place]}<span id="{name}{BETWEEN}{anchor}"></span>'
                f"{body[place:]}"
            )
            link["href"] = f"{address}#{anchor}"
    return [replace(page, body=bodies[page.name]) for page in pages]


def first_mention(body: str, place: str, words: str) -> int | None:
    """Find a word of the index, or its plural, between a place and the next section."""
    start = body.index(">", body.index(f'id="{place}"')) + 1
    following = re.compile(r"<h[12]\b").search(body, start)
    end = following.start() if following else len(body)
    term = r"\s+".join(re.escape(word) for word in escape(words).split())
    term = rf"(?<!\w)(?P<word>{term.removesuffix('s')}s?(?:es)?)(?!\w)"
    for found in re.finditer(rf"{UNREAD}|{term}", body[start:end], re.S | re.I):
        if found["word"]:
            return start + found.start()
    return None


def index(soup: BeautifulSoup, pages: set[str], numbers: Mapping[str, int]) -> str:
    """Write the index with numbers of pages instead of links."""
    written = ['<section class="index bd-article" id="index"><h1>Index</h1>']
    for letter in soup.select("article h2"):
        table = letter.find_next("table")
        entries = [
            li
            for ul in table.select("td > ul")
            for li in ul.find_all("li", recursive=False)
        ]
        lines = "".join(entry(li, pages, numbers) for li in entries)
        written.append(f"<h2>{letter.get_text()}</h2><ul>{lines}</ul>")
    return "".join([*written, "</section>"])


def entry(item: Tag, pages: set[str], numbers: Mapping[str, int]) -> str:
    """Write one entry of the index, and those below it."""
    below = item.find("ul")
    links = [a for a in item.find_all("a") if a.find_parent("li") is item]
    text = links[0] if links else item.find(string=True)
    words = text.get_text() if isinstance(text, Tag) else str(text)
    places = {}
    for link in links:
        page, _, anchor = link["href"].partition("#")
        if page in pages:
            place = f"{Path(page).stem}{BETWEEN}{anchor}"
            places.setdefault(numbers.get(place, 0), place)
    shown = "".join(
        f', <a href="#{place}">{number}</a>' for number, place in sorted(places.items())
    )
    more = (
        "".join(
            entry(li, pages, numbers) for li in below.find_all("li", recursive=False)
        )
        if below
        else ""
    )
    lower = f"<ul>{more}</ul>" if more else ""
    return f"<li>{escape(words.strip())}{shown}{lower}</li>"


def cover(published: str) -> str:
    """Write the first page, from CITATION.cff."""
    about = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    title, _, subtitle = about["title"].partition(": ")
    people = ", ".join(author(one) for one in about["authors"])
    lines = [
        f"Version {about['version']}, {date()}",
        "Code under the BSD 3-Clause License, text under CC BY 4.0.",
        f'With figures that move, exercises and notebooks: <a href="{published}">'
        f"{published}</a>",
    ]
    return (
        f'<section class="cover"><h1>{escape(title)}</h1>'
        f'<p class="subtitle">{escape(subtitle[:1].upper() + subtitle[1:])}</p>'
        f'<p>{escape(people)}</p><p class="small">{"<br>".join(lines)}</p></section>'
    )


def how_to_read() -> str:
    """Write the page that says what a reader of paper cannot see."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    repository = config["repository"]["url"]
    notebooks = f"{repository}/tree/{config['repository']['branch']}/book/notebooks"
    imports = "\n".join(usual_imports())
    return f"""
<section class="how bd-article"><h1 id="how-to-read">How to read this book</h1>
<h2>The code</h2>
<p>The listings of a chapter are one program: each uses what those before it have
defined. Its first cell, and the cells that only draw a figure, are hidden on paper. The
first cell has the chapter's imports. Most chapters have these:</p>
<pre>{escape(imports)}</pre>
<p>Names that you do not find there or in the listings come from
<code>neuronbook</code>, the package of this course. It has the data, the networks and
the diagnoses that several chapters use. Each chapter's notebook has all cells, the
hidden ones too, and runs as it stands. The notebooks are here:</p>
<p><a href="{notebooks}">{notebooks}</a></p>
<p>To run them on your computer, install the package first:</p>
<pre>git clone {repository}
cd {Path(repository).name}
pip install ".[chapters]" jupyterlab</pre>
<h2>Figures that move</h2>
<p>Where the published book has sliders, you see a picture of how they stand at first.
The address below it leads to the figure that moves.</p>
<h2>Questions, problems and exercises</h2>
<p>Decide before you look. The answers to the questions of a chapter, to its problems
for pen and paper and to the cases of the clinic are at the end of the chapter. Those to
the review problems are at the end of each of their sections. The exercises are
notebooks that check what you write. Each chapter names the address of its own.</p>
<h2>Terms and symbols</h2>
<p>The glossary defines the terms, the page on notation the symbols, and the
<a href="#index">index</a> gives the pages on which they are taught.</p>
</section>"""


def usual_imports() -> list[str]:
    """List the libraries that at least half of the chapters import in a cell."""
    chapters = [
        set(re.findall(r"^(?:import|from) .*", path.read_text("utf-8"), re.M))
        for path in sorted((ROOT / "book").glob("[0-9]*.md"))
    ]
    counted = Counter(line for lines in chapters for line in lines)
    usual = (line for line, count in counted.items() if 2 * count >= len(chapters))
    found = (line for line in usual if "neuronbook" not in line)
    return sorted(found, key=lambda line: (line.split()[1], line))


def author(person: Mapping[str, str]) -> str:
    """Return the name of a person, or of a group, of CITATION.cff."""
    names = (person.get("given-names"), person.get("family-names"))
    return person.get("name") or " ".join(name for name in names if name)


def date() -> str:
    """Return the day of the last commit, or nothing outside of a repository."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip()


def document(
    pages: list[Page],
    indexed: BeautifulSoup,
    published: str,
    head: str,
    numbers: Mapping[str, int],
) -> str:
    """Join the pages into one document."""
    addresses = {f"book/{page.name}.html" for page in pages}
    answers = {place: n for place, n in numbers.items() if place.startswith("answer-")}
    heads = [("contents", ".all", "Contents"), ("how", ".how", "How to read this book")]
    heads += [(f"p{p.name}", f'[id="{p.name}"]', p.title) for p in pages]
    heads += [("index", ".index", "Index")]
    running = "".join(running_head(*head) for head in heads)
    bodies = "".join(
        f'<article class="bd-article" id="{page.name}">{page.body}</article>'
        for page in pages
    )
    return (
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>Neurons, Measured</title>{head}{SCRIPTS}"
        f"<script>window.answersOnPages = {json.dumps(answers)}</script>"
        f"<style>{STYLE}{running}</style></head>"
        f'<body><main class="bd-main"><div class="bd-content">'
        f"{cover(published)}{contents(pages, numbers)}"
        f"{how_to_read()}{bodies}"
        f"{index(indexed, addresses, numbers)}</div></main></body></html>"
    )


def running_head(name: str, selector: str, title: str) -> str:
    """Write a stylesheet that puts a title on top of each page of an element."""
    return (
        f'@page {name} {{ @top-right {{ content: "{css(title)}"; '
        'font: 8.5pt "Liberation Sans", Arial, sans-serif; color: #444; } }'
        f"{selector} {{ page: {name}; }}"
    )


def css(text: str) -> str:
    """Write a text as it stands between quotation marks of a stylesheet."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return the number of the page on which each place is, counted from 1."""
    reader = PdfReader(io.BytesIO(pdf))
    where = {page.indirect_reference.idnum: i for i, page in enumerate(reader.pages, 1)}
    return {
        name.lstrip("/"): where[place["/Page"].indirect_reference.idnum]
        for name, place in reader.named_destinations.items()
    }


def stylesheets(pages: list[str]) -> str:
    """Collect the links to stylesheets that any of the pages has."""
    links = {
        link: None
        for page in pages
        for link in re.findall(
            r'<link\b[^>]*rel="stylesheet"[^>]*>', (HTML / page).read_text("utf-8")
        )
    }
    return "".join(links)


def published_address() -> str:
    """Read from a page where the book is published."""
    text = (HTML / "book" / "glossary.html").read_text("utf-8")
    found = re.search(r'<link rel="canonical" href="([^"]*)book/glossary\.html"', text)
    if not found:
        raise SystemExit("error: no canonical address on book/glossary.html")
    return found[1]


def printed(browser: Browser, base: str, whole: str) -> bytes:
    """Print a document that stands in the built book's folder of pages."""
    page = browser.new_page()
    page.set_default_timeout(600_000)
    page.on("pageerror", lambda error: print(f"error on the page: {error}"))
    address = f"{base}book/whole.html"
    page.route(address, lambda route: route.fulfill(body=whole, content_type=TYPE))
    page.goto(address, wait_until="load")
    page.evaluate("MathJax.startup.promise.then(() => document.fonts.ready)")
    made = page.pdf(
        prefer_css_page_size=True, print_background=True, outline=True, tagged=True
    )
    page.close()
    return made


def book(only: str = "") -> bytes:
    """Print the pages whose name has `only` in it, until their numbers are right."""
    published = published_address()
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    chosen = [(part, page) for part, page in chosen_pages(toc) if only in page]
    addresses = {address for _, address in chosen}
    pages = [read_page(part, page, addresses, published) for part, page in chosen]
    text = (HTML / "genindex.html").read_text("utf-8")
    indexed = BeautifulSoup(text, "html.parser")
    pages = lead_to_words(indexed, pages)
    head = stylesheets([page for _, page in chosen])
    with served(HTML) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        numbers: dict[str, int] = {}
        for _ in range(4):
            whole = document(pages, indexed, published, head, numbers)
            made = printed(browser, base, whole)
            before, numbers = numbers, page_numbers(made)
            if numbers == before:
                break
        else:
            raise SystemExit("error: the numbers of the pages do not settle")
        browser.close()
    return made


def main(
    only: Annotated[str, typer.Argument(help="part of a page's name, e.g. 07")] = "",
    to: Annotated[Path, typer.Option(help="the file that is written")] = PDF,
) -> None:
    """Print the built book."""
    writer = PdfWriter(clone_from=io.BytesIO(book(only)))
    people = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["authors"]
    writer.add_metadata({"/Author": ", ".join(author(one) for one in people)})
    to.parent.mkdir(parents=True, exist_ok=True)
    writer.write(to)
    if qpdf := shutil.which("qpdf"):  # half of the bytes are its structure
        subprocess.run([qpdf, *SMALLER, "--replace-input", str(to)], check=True)
    size = to.stat().st_size / 1e6
    print(f"{to}: {len(writer.pages)} pages, {size:.1f} MB")


if __name__ == "__main__":
    typer.run(main)
