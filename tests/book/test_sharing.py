"""What a page says to search engines, to sites that link to it, and to the lost."""

import http.server
import re
import threading
from types import SimpleNamespace
from urllib.parse import urlparse
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from PIL import Image

from _ext.sharing import card, first_sentences, set_addresses

from .browser import HTML, PHONE, ROOT, needs_chromium, pages, visit
from .test_pages_in_browser import violations

BASE = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
PREFIX = urlparse(BASE).path
WITHOUT_SOURCE = {"genindex.html", "search.html"}


def head_of(address):
    """Read what a page says about itself: names, and what stands beside them."""
    text = (HTML / address).read_text("utf-8").partition("</head>")[0]
    soup = BeautifulSoup(text, "html.parser")
    said = {
        tag.get("name") or tag["property"]: tag["content"]
        for tag in soup.select("meta[name], meta[property]")
    }
    for link in soup.select("link[rel=canonical]"):
        said["canonical"] = link["href"]
    return said


@pytest.mark.built
def test_every_page_has_a_description_of_its_own():
    found = [head_of(page).get("description", "") for page in [*pages(), "404.html"]]
    assert all(20 <= len(text) <= 200 for text in found), found
    assert len(set(found)) == len(found)
    assert [text for text in found if re.search(r"[`$\\{}<>\[\]*]|\s\s", text)] == []


@pytest.mark.built
@pytest.mark.parametrize("address", sorted({*pages()} - WITHOUT_SOURCE))
def test_a_link_to_a_page_is_shown_with_title_sentence_and_picture(address):
    said = head_of(address)
    assert said["canonical"] == said["og:url"] == BASE + address
    assert said["og:description"] == said["description"]
    assert said["description"] in said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    with Image.open(HTML / said["og:image"].removeprefix(BASE)) as picture:
        assert picture.size == (1200, 630)
        assert len(picture.getcolors()) > 10  # words, a bar, a mark: not a blank sheet


@pytest.mark.built
def test_the_sitemap_lists_the_pages_that_have_a_source():
    places = ElementTree.parse(HTML / "sitemap.xml").findall(".//{*}loc")
    listed = [place.text for place in places]
    assert sorted(listed) == sorted(BASE + p for p in {*pages()} - WITHOUT_SOURCE)


@pytest.mark.built
def test_the_address_of_the_book_is_shown_like_its_front_page_and_leads_there():
    entry = BeautifulSoup((HTML / "index.html").read_text("utf-8"), "html.parser")
    said, front = head_of("index.html"), head_of("book/index.html")
    assert {k: v for k, v in front.items() if k in said} == said
    assert {"description", "og:title", "og:image", "canonical"} <= said.keys()
    goes = entry.select_one("meta[http-equiv=refresh]")["content"]
    assert goes == "0; url=book/index.html"


def test_the_book_of_a_fork_names_its_own_address(monkeypatch):
    monkeypatch.setenv("BOOK_URL", "https://example.org/a/fork")
    config = SimpleNamespace(html_baseurl=BASE)
    set_addresses(None, config)
    assert config.html_baseurl == config.ogp_site_url == "https://example.org/a/fork/"
    assert config.notfound_urls_prefix == "/a/fork/"
    assert 'action="/a/fork/search.html"' in config.notfound_context["body"]


def test_a_description_ends_with_a_sentence_or_with_a_sign_that_it_goes_on():
    short, long = "One is 1.5 times two.", "word " * 36 + "end."
    assert first_sentences(f"{short}\n{long}") == short
    cut = first_sentences("word " * 80)
    assert len(cut) <= 200
    assert cut.endswith("word…")


def test_words_of_a_card_are_wrapped_and_quoted():
    drawn = ElementTree.fromstring(card("Site", "A < B", "one two " * 25))
    lines = [text.text for text in drawn.findall(".//{*}text")]
    assert lines[:2] == ["Site", "A < B"]
    assert len(lines) > 3


@pytest.fixture
def published():
    """The site as it is published: below a folder, with its page for the lost."""

    class Site(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(HTML))

        def do_GET(self):
            self.path = self.path.replace(PREFIX, "/", 1)
            super().do_GET()

        def send_error(self, code, *args):
            page = (HTML / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        server.shutdown()


@pytest.mark.built
def test_links_of_the_page_for_the_lost_hold_from_any_depth():
    soup = BeautifulSoup((HTML / "404.html").read_text("utf-8"), "html.parser")
    addresses = [tag["href"] for tag in soup.select("link[href], a[href]")]
    addresses += [tag["src"] for tag in soup.select("[src]")]
    addresses += [form["action"] for form in soup.select("form")]
    addresses.append(soup.html["data-content_root"])
    for address in addresses:
        if not address.startswith(("#", "http")):
            assert address.startswith(PREFIX)
            assert (HTML / re.split("[?#]", address)[0].removeprefix(PREFIX)).exists()
    doors = {"book/01_neuron", "exercises/01_neuron/neuron", "book/instructors"}
    article = soup.select_one("article")
    found = {a["href"] for a in article.select("a[href]")}
    assert {f"{PREFIX}{door}.html" for door in doors} <= found


@pytest.mark.built
@pytest.mark.browser
@needs_chromium
def test_who_is_lost_finds_the_search(browser, published):
    lost = "book/no/such/page.html"
    with visit(browser, published, lost, viewport=PHONE) as seen:
        [error] = seen.errors  # the address itself
        assert "404" in error
        assert seen.outside == []
        page = seen.page
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_label("Words to search for").fill("saturation")
        page.get_by_label("Words to search for").press("Enter")
        page.wait_for_selector("ul.search li a")
        assert page.url == f"{published}search.html?q=saturation"
