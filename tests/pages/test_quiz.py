from collections import Counter

import pytest

from neuronbook.pages.quiz import Answer, Question, Quiz, _hash

ANSWERS = [Answer("a", "because `x < 1`", True), Answer("b", "it is not")]


def question(text, wrong=2):
    wrongs = [Answer(f"no {i}", "It looks like it.") for i in range(wrong)]
    return Question(text, [Answer("yes", "It is.", True), *wrongs])


def test_each_answer_is_a_disclosure_with_its_reason():
    html = Quiz([Question("Which?", ANSWERS)])._repr_mimebundle_()["text/html"]
    assert html.count("<details>") == 2
    assert "<code>x &lt; 1</code>" in html


def test_whether_an_answer_holds_is_a_sign_with_a_name_not_a_color_alone():
    html = Quiz([Question("Which?", ANSWERS)])._repr_mimebundle_()["text/html"]
    assert 'class="right"><span role="img" aria-label="right">' in html
    assert 'class="wrong"><span role="img" aria-label="wrong">' in html


@pytest.mark.parametrize(
    "answers",
    [
        ANSWERS[:1],
        ANSWERS[1:] * 2,
        ANSWERS[:1] * 2,
        [Answer("a", "yes", True), Answer("b", " ")],
    ],
    ids=["one answer", "none right", "two right", "no reason"],
)
def test_an_incomplete_question_is_refused(answers):
    with pytest.raises(ValueError, match="expected"):
        Question("Which?", answers)


@pytest.mark.parametrize(
    ("letters", "fits"),
    [((3, 13), True), ((3, 14), False), ((40, 64), True), ((40, 65), False)],
)
def test_answers_of_unlike_length_are_refused(letters, fits):
    answers = [Answer("x" * n, "It is.", n == letters[1]) for n in letters]
    if fits:
        assert Question("Which?", answers).answers == answers
    else:
        with pytest.raises(ValueError, match=f"{letters[0]} to {letters[1]} letters"):
            Question("Which?", answers)


def test_a_question_is_asked_once():
    with pytest.raises(ValueError, match="'Which\\?' again"):
        Quiz([question("Which?"), question("Which?")])


@pytest.mark.parametrize("count", [4, 6, 7, 8])
@pytest.mark.parametrize("seed", range(5))
def test_right_answers_stand_in_each_place_equally_often(count, seed):
    quiz = Quiz([question(f"{seed}: number {k}?") for k in range(count)])
    places = Counter(
        [answer.correct for answer in answers].index(True)
        for answers in quiz.shuffled()
    )
    assert set(places) == {0, 1, 2}
    assert max(places.values()) - min(places.values()) <= 1


def test_the_order_depends_on_the_words_and_on_nothing_else():
    answers = [Answer("a", "yes", True), *(Answer(c, "no") for c in "bcde")]
    one = Quiz([Question("Which?", answers)])
    other = Quiz([Question("Which?", answers[::-1])])
    assert one.shuffled() == other.shuffled()
    assert {a.text for a in one.shuffled()[0]} == set("abcde")
    orders = {
        tuple(a.text for a in Quiz([Question(f"Which {k}?", answers)]).shuffled()[0])
        for k in range(10)
    }
    assert len(orders) > 5


def test_a_quiz_in_which_one_place_is_mostly_right_is_refused():
    texts = sorted((f"Number {k}?" for k in range(4)), key=_hash)  # as they take turns
    with pytest.raises(ValueError, match="3 of 4 in one place: give"):
        Quiz(
            [
                question(text, wrong)
                for text, wrong in zip(texts, (2, 2, 1, 2), strict=True)
            ]
        )


def test_plain_text_holds_questions_answers_and_reasons():
    text = Quiz([Question("Which?", ANSWERS)])._repr_mimebundle_()["text/plain"]
    assert sorted(text.splitlines()) == [
        "   - a [right: because `x < 1`]",
        "   - b [wrong: it is not]",
        "1. Which?",
    ]
