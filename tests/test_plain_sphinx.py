import pytest

from tools.plain_sphinx import differences

PAGE = """<html><head><title>A</title></head><body><nav>menu</nav><article>
<section id="s"><h1>Title<a class="headerlink" href="#s">#</a></h1>
<p>A loss of <span class="pasted-text">0.25</span>.</p></section></article>
</body></html>
"""


@pytest.fixture
def build(tmp_path):
    def write(name, pages):
        for address, text in pages.items():
            path = tmp_path / name / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / name

    return write


def test_what_stands_around_a_page_does_not_count(build):
    other = PAGE.replace("menu", "another menu").replace(">#</a>", ">¶</a>")
    ours = build("ours", {"book/a.html": PAGE})
    assert differences(ours, build("theirs", {"book/a.html": other})) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<title>A", "<title>B"),
        ('section id="s"', 'section id="t"'),
        ("0.25", "0.26"),
        ('<p>A loss of <span class="pasted-text">0.25</span>.</p>', ""),
    ],
)
def test_another_title_anchor_number_or_paragraph_is_found(build, was, becomes):
    ours = build("ours", {"a.html": PAGE})
    theirs = build("theirs", {"a.html": PAGE.replace(was, becomes)})
    assert any(line.startswith("a.html: ") for line in differences(ours, theirs))


def test_a_page_that_only_one_build_has_is_found(build):
    ours = build("ours", {"a.html": PAGE, "b.html": PAGE})
    found = differences(ours, build("theirs", {"a.html": PAGE}))
    assert found == ["b.html: in one build only"]
