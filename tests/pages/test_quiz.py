import pytest

from neuronbook.pages.quiz import Answer, Question, Quiz

ANSWERS = [Answer("a", "because `x < 1`", True), Answer("b", "it is not")]


def test_each_answer_is_a_disclosure_with_its_reason():
    html = Quiz([Question("Which?", ANSWERS)])._repr_mimebundle_()["text/html"]
    assert html.count("<details>") == 2
    assert "<code>x &lt; 1</code>" in html
    assert html.index("Right.") < html.index("Not so.")


@pytest.mark.parametrize(
    "answers",
    [ANSWERS[:1], ANSWERS[1:] * 2, [Answer("a", "yes", True), Answer("b", " ")]],
    ids=["one answer", "none right", "no reason"],
)
def test_an_incomplete_question_is_refused(answers):
    with pytest.raises(ValueError, match="expected"):
        Question("Which?", answers)


def test_plain_text_holds_questions_answers_and_reasons():
    text = Quiz([Question("Which?", ANSWERS)])._repr_mimebundle_()["text/plain"]
    assert text.splitlines() == [
        "1. Which?",
        "   - a [right: because `x < 1`]",
        "   - b [wrong: it is not]",
    ]
