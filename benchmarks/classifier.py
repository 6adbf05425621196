"""Learning which category a mail gets: accuracy and speed against scikit-learn in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.figures import Row, milliseconds
from kontor.routing.learning.classifier import Classifier
from kontor.routing.learning.table import Counts
from kontor.routing.learning.training import Trained, train
from tests.support.desk_mails import DeskMail, desk_mails

HOW_MANY, FRESH, SINGLE = 6_000, 2_000, 300
Result = TypeVar("Result")


def measure() -> list[Row]:
    """Both learn from the same mails and are asked about the same others. Ours is trained twice: to be measured."""
    known, fresh = desk_mails(HOW_MANY, seed=11), desk_mails(FRESH, seed=12)
    ours, ours_training = _timed(lambda: _train(known))
    theirs, their_training = _timed(lambda: _fit(known))
    right, ours_asking = _timed(lambda: _ours_right(ours.classifier, fresh))
    their_right, their_asking = _timed(lambda: float(theirs.score(_texts(fresh), _truth(fresh))))
    single, content = fresh[:SINGLE], ours.classifier.as_bytes()
    _opinions, asking_one = _timed(lambda: [ours.classifier.opinion(mail.sample) for mail in single])
    return [
        Row(
            f"{HOW_MANY:,} mails: accuracy on {FRESH:,} others",
            f"{right:.3f}",
            f"scikit-learn {their_right:.3f}; difference {right - their_right:+.3f} (aim: at least -0.020)",
        ),
        Row(
            "training, and a second one to measure it",
            f"{ours_training:.1f} s",
            f"{their_training / ours_training:.2f} of the speed of one training of scikit-learn",
        ),
        Row(
            "many mails at once",
            f"{FRESH / ours_asking:,.0f} mails a second",
            f"{their_asking / ours_asking:.2f} of the speed of scikit-learn",
        ),
        Row("one mail, with its reasons", milliseconds(asking_one / SINGLE), f"model of {len(content) / 1000:.0f} kB"),
        Row("how far sure and right lie apart", f"{ours.measure.calibration_error:.3f}", "(aim: at most 0.060)"),
    ]


def _train(mails: list[DeskMail]) -> Trained:
    return train(Counts.of(mail.sample for mail in mails), _truth(mails))


def _fit(mails: list[DeskMail]) -> Pipeline:
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pipeline = make_pipeline(vectors, LogisticRegression(max_iter=500))
    return pipeline.fit(_texts(mails), _truth(mails))


def _ours_right(classifier: Classifier, mails: list[DeskMail]) -> float:
    chances = classifier.chances(Counts.of(mail.sample for mail in mails))
    guesses = np.array(classifier.categories)[chances.argmax(axis=1)]
    return float((guesses == np.array(_truth(mails))).mean())


def _texts(mails: list[DeskMail]) -> list[str]:
    return [f"{mail.sample.subject} {mail.sample.text}" for mail in mails]


def _truth(mails: list[DeskMail]) -> list[int]:
    return [mail.category for mail in mails]


def _timed(call: Callable[[], Result]) -> tuple[Result, float]:
    started = time.perf_counter()
    result = call()
    return result, time.perf_counter() - started
