"""The proof: against scikit-learn in the same run, how sure is sure, the same every time."""

from __future__ import annotations

import importlib
import io
from functools import cache
from typing import Any

import numpy as np
import pytest

from kontor.routing.learning.calibration import calibration_error, reliability, temperature_for
from kontor.routing.learning.classifier import Classifier
from kontor.routing.learning.features import Reason, Sample
from kontor.routing.learning.fitting import probabilities
from kontor.routing.learning.measuring import measure
from kontor.routing.learning.report import FORMAT, Confusion, Measure
from kontor.routing.learning.table import Counts
from kontor.routing.learning.training import Trained, train
from tests.support.desk_mails import CATEGORIES, DeskMail, desk_mails

INVOICE, DELIVERY, PRAISE = (CATEGORIES.index(name) for name in ("invoice", "delivery", "praise"))


@cache
def known(count: int = 2_000) -> list[DeskMail]:
    return desk_mails(count, seed=3)


@cache
def fresh() -> list[DeskMail]:
    return desk_mails(2_500, seed=99)


@cache
def trained(count: int = 2_000) -> Trained:
    return train(counts(known(count)), [mail.category for mail in known(count)])


def counts(mails: list[DeskMail]) -> Counts:
    return Counts.of(mail.sample for mail in mails)


def accuracy(classifier: Classifier, mails: list[DeskMail]) -> float:
    guesses = np.array(classifier.categories)[classifier.chances(counts(mails)).argmax(axis=1)]
    return float((guesses == np.array([mail.category for mail in mails])).mean())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """From 2,000 mails on words must be as frequent as for more, and there is room for all columns of 5,000, too."""
    if metafunc.function is test_as_accurate_as_scikit_learn:
        metafunc.parametrize("count", [400, 2_000, *([5_000] if metafunc.config.getoption("--soak") else [])])


def test_as_accurate_as_scikit_learn(count):
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear_model = importlib.import_module("sklearn.linear_model")
    pipeline = importlib.import_module("sklearn.pipeline")
    yardsticks = [
        pipeline.make_pipeline(text.TfidfVectorizer(**options), linear_model.LogisticRegression(max_iter=500))
        for options in ({}, {"ngram_range": (1, 2), "sublinear_tf": True})
    ]
    truth = [mail.category for mail in fresh()]

    ours = accuracy(trained(count).classifier, fresh())
    theirs = []
    for yardstick in yardsticks:
        yardstick.fit([words(mail) for mail in known(count)], [mail.category for mail in known(count)])
        theirs.append(yardstick.score([words(mail) for mail in fresh()], truth))

    assert ours >= max(theirs) - 0.02


def words(mail: DeskMail) -> str:
    return f"{mail.sample.subject} {mail.sample.text}"


def test_rare_categories_are_found_too():
    guesses = np.array(trained().classifier.categories)[trained().classifier.chances(counts(fresh())).argmax(axis=1)]
    truth = np.array([mail.category for mail in fresh()])

    assert (guesses[truth == PRAISE] == PRAISE).mean() > 0.4


def test_what_it_is_sure_of_is_right_as_often_as_it_says():
    chances = trained().classifier.chances(counts(fresh()))
    bins = reliability(chances, np.array([mail.category for mail in fresh()], np.int32))

    assert calibration_error(bins) < 0.06
    surest = bins[-1]
    assert surest.count > 500
    assert surest.right == pytest.approx(surest.sure, abs=0.04)


def test_the_accuracy_told_is_that_on_mails_never_seen():
    assert trained().measure.accuracy == pytest.approx(accuracy(trained().classifier, fresh()), abs=0.05)
    assert trained().measure.count == 400
    assert trained().measure.majority < 0.3


def test_the_same_mails_give_the_same_classifier():
    again = train(counts(known(400)), [mail.category for mail in known(400)])

    assert again.classifier.as_bytes() == trained(400).classifier.as_bytes()
    assert again.measure == trained(400).measure


def test_an_opinion_has_a_category_a_confidence_and_the_words_that_count():
    sample = Sample(
        subject="Rechnung", text="Die Rechnungsnummer stimmt nicht, die Mehrwertsteuer fehlt.", language="de"
    )

    opinion = trained().classifier.opinion(sample)

    assert opinion.category == INVOICE
    assert opinion.confidence > 0.9
    assert {"Rechnung", "Rechnungsnummer", "Mehrwertsteuer"} <= {reason.value for reason in opinion.reasons}
    assert opinion.chances[0] == (INVOICE, opinion.confidence)
    assert sum(chance for _category, chance in opinion.chances) == pytest.approx(1, abs=1e-5)


def test_reasons_are_words_of_the_mail_and_say_nothing_twice():
    for mail in fresh()[:200]:
        opinion = trained().classifier.opinion(mail.sample)
        named = [reason.value for reason in opinion.reasons if reason.kind == "word"]
        written = f"{mail.sample.subject} {mail.sample.text}".casefold()
        assert all(word.casefold() in written for value in named for word in value.split())
        assert len(set(named)) == len(named) <= 6


def test_of_a_mail_in_unknown_words_there_is_no_opinion():
    assert trained().classifier.opinion(Sample(text="xylophon quintett")) is None
    assert trained().classifier.opinion(Sample()) is None


def test_where_a_mail_comes_from_can_decide():
    mails = [Sample(text="Bitte melden", domain=("bank.example", "post.example")[place % 2]) for place in range(80)]
    classifier = train(Counts.of(mails), [10 + place % 2 for place in range(80)]).classifier

    opinion = classifier.opinion(Sample(text="Bitte melden", domain="bank.example"))

    assert opinion.category == 10
    assert opinion.reasons == (Reason("domain", "bank.example"),)


def test_a_classifier_comes_back_from_its_bytes():
    content = trained().classifier.as_bytes()
    again = Classifier.from_bytes(content)
    before, after = (each.chances(counts(fresh())) for each in (trained().classifier, again))

    assert again.categories == trained().classifier.categories
    assert np.abs(before - after).max() < 0.01
    assert len(content) < 200_000


def archive(**parts: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **parts)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04no numbers",
        b"",
        archive(format=np.array(FORMAT))[:-30],
        archive(format=np.array(FORMAT)),
        archive(other=np.array(1)),
        archive(format=np.array(FORMAT + 1)),
    ],
    ids=["something else", "empty", "cut off", "without weights", "without format", "of the next format"],
)
def test_bytes_that_are_no_classifier_are_refused(content):
    with pytest.raises(ValueError):
        Classifier.from_bytes(content)


def test_the_bytes_hold_no_word_of_a_mail():
    content = trained().classifier.as_bytes()

    assert b"Rechnung" not in content
    assert b"rechnung" not in content


def test_of_many_columns_the_most_frequent_are_kept(monkeypatch):
    monkeypatch.setattr("kontor.routing.learning.training._MOST_WEIGHTS", 8 * 50)

    small = train(counts(known(400)), [mail.category for mail in known(400)]).classifier

    assert small.weights.columns.shape == (8, 50)


def test_temperature_undoes_what_was_exaggerated():
    numbers = np.random.default_rng(4)
    scores = numbers.standard_normal((5_000, 3)).astype(np.float32) * 2
    chances = probabilities(scores)
    truth = np.array([numbers.choice(3, p=each / each.sum()) for each in chances.astype(float)], np.int32)

    assert temperature_for(scores * 5, truth) == pytest.approx(5, rel=0.1)


def test_measure_counts_by_category_and_names_what_is_confused():
    chances = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2], [0.3, 0.7]], np.float32)

    found = measure(chances, np.array([0, 1, 1, 1], np.int32), (41, 42), usual=0)

    assert found.accuracy == 0.5
    assert found.majority == 0.25
    assert [(each.category, each.count, each.precision, each.recall) for each in found.categories] == [
        (41, 1, 1 / 3, 1.0),
        (42, 3, 1.0, 1 / 3),
    ]
    assert found.confusions == [Confusion(42, 41, 2)]
    by_sureness = {each.sure: (each.decided, each.right) for each in found.thresholds}
    assert by_sureness[80] == (0.5, 0.5)
    assert by_sureness[95] == (0.0, None)


def test_a_measure_comes_back_from_json():
    found = trained(400).measure

    assert Measure.from_json(found.as_json()) == found
