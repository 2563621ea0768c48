from checking_helpers import student

from neuronbook.checking import Scorecard


def test_the_function_that_is_not_written_is_named_not_the_one_that_calls_it():
    get = student(
        """
        def softmax(z):
            raise NotImplementedError()

        def cross_entropy(z):
            return -softmax(z)
        """
    )
    card = Scorecard("loss", points=2)
    with card.check("called through another", points=1):
        get("cross_entropy")(1.0)
    with card.check("called itself", points=1):
        get("softmax")(1.0)
    report = " ".join(card.report().split())
    assert "cross_entropy calls softmax, and softmax is not written yet" in report
    assert "cross_entropy is not written yet" not in report
    assert card.score == 0.0
