"""The rewriting of chapters for viewers that know only Markdown."""

import nbformat
import pytest

from tools.chapters import GLUE, glued_values, plain_markdown, text_only


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
