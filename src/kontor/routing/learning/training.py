"""From mails whose category is known to a classifier, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kontor.routing.learning.calibration import temperature_for
from kontor.routing.learning.classifier import Classifier
from kontor.routing.learning.fitting import fit, probabilities
from kontor.routing.learning.measuring import measure
from kontor.routing.learning.report import Measure
from kontor.routing.learning.table import Columns, Counts, Integers

HELD_OUT = 0.2
_MOST_COLUMNS, _MOST_WEIGHTS = 60_000, 600_000
_MANY = 2_000


@dataclass(frozen=True)
class Trained:
    """The classifier has learned from every mail; the measure is of one that had not seen the newest fifth."""

    classifier: Classifier
    measure: Measure


def train(counts: Counts, categories: list[int]) -> Trained:
    """Mails in the order they came, and the ids of their categories. At least two categories must be among the older.

    The newest fifth is held out: a classifier of the older ones is measured on it. How sure is sure is told to each
    half of it by the other, so that no mail vouches for itself.
    """
    ids = tuple(sorted(set(categories)))
    places = np.searchsorted(np.array(ids), np.array(categories)).astype(np.int32)
    split = len(counts) - max(2, int(len(counts) * HELD_OUT))
    measured = _measured(counts, places, ids, split)
    classifier = _fitted(counts, places, ids, measured.temperature)
    return Trained(classifier, measured.measure)


@dataclass(frozen=True)
class _Measured:
    measure: Measure
    temperature: float


def _measured(counts: Counts, places: Integers, ids: tuple[int, ...], split: int) -> _Measured:
    older = _fitted(counts.rows(0, split), places[:split], ids, 1.0)
    newer = counts.rows(split, len(counts))
    truth = places[split:]
    scores = older.weights.scores(older.columns.table(newer))
    half = len(truth) // 2
    first, second = temperature_for(scores[:half], truth[:half]), temperature_for(scores[half:], truth[half:])
    crossed = np.concatenate([probabilities(scores[:half], second), probabilities(scores[half:], first)])
    usual = int(np.bincount(places[:split], minlength=len(ids)).argmax())
    return _Measured(measure(crossed, truth, ids, usual=usual), temperature_for(scores, truth))


def _fitted(counts: Counts, places: Integers, ids: tuple[int, ...], temperature: float) -> Classifier:
    most = min(_MOST_COLUMNS, max(1, _MOST_WEIGHTS // len(ids)))
    columns = Columns.chosen(counts, least=2 if len(counts) < _MANY else 3, most=most)
    return Classifier(ids, columns, fit(columns.table(counts), places, len(ids)), temperature)
