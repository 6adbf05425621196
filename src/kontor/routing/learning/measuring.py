"""How well a classifier does on mails it has not learned from."""

from __future__ import annotations

from typing import Any

import numpy as np

from kontor.routing.learning.calibration import calibration_error, reliability
from kontor.routing.learning.report import CategoryMeasure, Confusion, Measure, Threshold
from kontor.routing.learning.table import Floats, Integers

THRESHOLDS = (50, 60, 70, 80, 90, 95)
_PAIRS = 5


def measure(chances: Floats, categories: Integers, ids: tuple[int, ...], *, usual: int) -> Measure:
    """``categories`` are the true ones, as places in ``ids``; ``usual`` is the most frequent of the training."""
    guesses = chances.argmax(axis=1)
    bins = reliability(chances, categories)
    return Measure(
        count=len(categories),
        accuracy=float((guesses == categories).mean()),
        majority=float((categories == usual).mean()),
        calibration_error=calibration_error(bins),
        categories=[_category(guesses, categories, place, each) for place, each in enumerate(ids)],
        confusions=_confusions(guesses, categories, ids),
        reliability=bins,
        thresholds=[_threshold(chances, categories, sure) for sure in THRESHOLDS],
    )


def _category(guesses: Any, categories: Integers, place: int, category: int) -> CategoryMeasure:
    put, belong = guesses == place, categories == place
    both = int((put & belong).sum())
    precision = both / int(put.sum()) if put.any() else None
    recall = both / int(belong.sum()) if belong.any() else None
    return CategoryMeasure(category, int(belong.sum()), precision, recall)


def _confusions(guesses: Any, categories: Integers, ids: tuple[int, ...]) -> list[Confusion]:
    counts = np.zeros((len(ids), len(ids)), int)
    np.add.at(counts, (categories, guesses), 1)
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")[:_PAIRS]
    pairs = (divmod(int(place), len(ids)) for place in order)
    return [Confusion(ids[true], ids[taken], int(counts[true, taken])) for true, taken in pairs if counts[true, taken]]


def _threshold(chances: Floats, categories: Integers, sure: int) -> Threshold:
    decided = chances.max(axis=1) >= sure / 100
    right = chances.argmax(axis=1) == categories
    return Threshold(sure, float(decided.mean()), float(right[decided].mean()) if decided.any() else None)
