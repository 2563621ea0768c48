"""The rewriting of chapters for viewers that know only Markdown."""

import nbformat
import pytest

from tools.chapters import (
    GLUE,
    IGNORE,
    differences,
    glued_values,
    plain_markdown,
    repository,
    same,
    text_only,
)


def glue_output(name, text):
    return nbformat.v4.new_output(
        "display_data",
        data={f"{GLUE}text/plain": text},
        metadata={"scrapbook": {"mime_prefix": GLUE, "name": name}},
    )


@pytest.mark.parametrize(
    ("myst", "plain"),
    [
        ("(stable-softmax)=\n# Softmax", "# Softmax"),
        ("is {glue:text}`loss`.", "is **0.3333**."),
        ("is {glue:text}`loss:.2f`.", "is **0.33**."),
        ("a {term}`logit` and {term}`logits <logit>`", "a logit and logits"),
        ("its {term}`pre-activation`", "its pre-activation"),
        ("({ref}`chapter 8\n<calibration>` says)", "(chapter 8 says)"),
        (
            "see {doc}`/exercises/07_stable_softmax/stable_softmax`",
            "see stable softmax",
        ),
        ("see {ref}`the floor <double-softmax>`", "see the floor"),
        ("{cite:p}`guo2017`", "(Guo et al., 2017)"),
        ("{cite:t}`guo2017` show", "Guo et al. (2017) show"),
        (
            ":::{admonition} The article said\n:class: claim\nIt is\nwrong.\n:::",
            "> **The article said**\n>\n> It is\n> wrong.",
        ),
        ("```{note}\nMind.\n```", "> **Note**\n>\n> Mind."),
        ("```{note}\nMind.\n```\n\nNext.", "> **Note**\n>\n> Mind.\n\nNext."),
        ("```{math}\nx\n```", "$$\nx\n$$"),
        ("# A\n\n```{index} a, b; of a\n```\n\nText.", "# A\n\nText."),
        ("Text.\n\n```{index} a\n```", "Text.\n\n"),
        (
            "```{button-ref} /a/b\n:ref-type: doc\nOpen\n```\n\n"
            "{download}`Download it </a/b.ipynb>`\n",
            f"[Open]({repository()}/blob/main/a/b.ipynb)\n\n",
        ),
        (
            "```{note}\nIs $a =\nb$, `$x`\nor $y$.\n```",
            "> **Note**\n>\n> Is $a = b$, `$x`\n> or $y$.",
        ),
        ("```{note}\n$$\na\n= b\n$$\n```", "> **Note**\n>\n> $$ a = b $$"),
        ("$x_{i}$ and `{code}`", "$x_{i}$ and `{code}`"),
    ],
)
def test_plain_markdown(myst, plain):
    assert plain_markdown(myst, {"loss": 0.3333}) == plain


def test_glued_values_are_read_back_as_python_values():
    outputs = [glue_output("a", "0.25"), glue_output("b", "'nan'")]
    assert glued_values(outputs) == {"a": 0.25, "b": "nan"}


def test_text_only_keeps_text_and_says_when_it_left_something_out():
    text = nbformat.v4.new_output("stream", name="stdout", text="1\n")
    figure = nbformat.v4.new_output(
        "execute_result", data={"text/plain": "Figure", "text/html": "<svg>"}
    )
    kept, rich = text_only([text, figure], 1)
    assert rich
    assert [dict(o.get("data", {})) for o in kept] == [{}, {"text/plain": "Figure"}]
    assert not text_only([text, glue_output("a", "1")], 1)[1]


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


@pytest.fixture
def chapter(tmp_path):
    """Write a chapter of two cells; the second is not to be compared."""
    source = tmp_path / "05_small.md"
    source.write_text(
        "---\njupytext:\n  text_representation:\n    extension: .md\n"
        "    format_name: myst\n---\n\n# Small\n\n"
        "```{code-cell} ipython3\nprint(0.1)\n```\n\n"
        f"```{{code-cell}} ipython3\n:tags: [{IGNORE}]\nprint(2)\n```\n"
    )
    return source


def test_the_same_outputs_do_not_differ_however_a_stream_was_cut(chapter):
    cut = [stream("0.1\n0."), stream("2\n")]
    assert differences(chapter, [[], [stream("0.1\n0.2\n")], []], [[], cut, []]) == []


@pytest.mark.parametrize(
    ("expected", "got", "what", "lines"),
    [
        ([stream("a\n0.1\n")], [stream("a\n0.3\n")], "stdout", ("0.1", "0.3")),
        (
            [glue_output("loss", "'0.47'")],
            [glue_output("loss", "'0.40'")],
            "glued loss",
            ("'0.47'", "'0.40'"),
        ),
        (
            [nbformat.v4.new_output("display_data", data={"text/plain": "by 3"})],
            [nbformat.v4.new_output("display_data", data={"text/plain": "by 4"})],
            "result",
            ("by 3", "by 4"),
        ),
        ([], [stream("oh\n", "stderr")], "stderr", ("''", "'oh\\n'")),
        ([stream("a\n")], [stream("a\nb\n")], "stdout", ("'a\\n'", "'a\\nb\\n'")),
    ],
)
def test_a_difference_names_chapter_cell_expected_and_got(
    chapter, expected, got, what, lines
):
    [one] = differences(chapter, [[], expected, []], [[], got, []])
    assert (one.chapter, one.cell, one.begins) == ("05_small", 1, "print(0.1)")
    assert (one.what, one.expected, one.got) == (what, *lines)


def test_what_the_author_says_not_to_compare_is_not_compared(chapter):
    assert differences(chapter, [[], [], [stream("1")]], [[], [], [stream("2")]]) == []


def test_a_cell_too_many_is_an_error(chapter):
    with pytest.raises(ValueError, match="argument"):
        differences(chapter, [[], [], []], [[], []])


@pytest.mark.parametrize(
    ("old", "new", "agree"),
    [
        ("the loss is 1.30.", "the loss is 1.31.", True),
        ("9e-12 at h", "1e-11 at h", True),
        ("8e-12 at h", "1e-11 at h", False),
        ("-0.00 to 2.0", "0.00 to 1.9", True),
        ("the loss is 1.30.", "the loss is 1.32.", False),
        ("0.9", "0.99", False),
        ("0.995", "1.00", False),
        ("1.5e-3", "1.5e-2", False),
        ("12 of 15", "13 of 15", False),
        ("torch 2.13.0", "torch 2.13.1", False),
        ("w1 = 0.5", "w2 = 0.5", False),
        ("0.5 and up", "0.5 and down", False),
        ("0.5", "nan", False),
    ],
)
def test_rounded_numbers_agree_to_one_unit_of_their_last_digit(old, new, agree):
    assert same(old, new) is agree
    assert same(new, old) is agree
