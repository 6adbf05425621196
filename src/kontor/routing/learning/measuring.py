"""How well a classifier does on mails it has not learned from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kontor.routing.learning.calibration import Bin, calibration_error, reliability
from kontor.routing.learning.table import Floats, Integers

THRESHOLDS = (50, 60, 70, 80, 90, 95)
_PAIRS = 5


@dataclass(frozen=True)
class CategoryMeasure:
    """``precision``: of those put here, how many belong; ``recall``: of those that belong, how many are put here.

    None where there is nothing to count.
    """

    category: int
    count: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Confusion:
    """So many mails of the one category were taken for the other."""

    category: int
    taken_for: int
    count: int


@dataclass(frozen=True)
class Threshold:
    """If only opinions at least this sure count (percent): the share of mails decided, and of those the right ones."""

    sure: int
    decided: float
    right: float | None


@dataclass(frozen=True)
class Measure:
    """The figures of the page. Categories are ids."""

    count: int
    accuracy: float
    majority: float
    """What always choosing the most frequent category would get right."""
    calibration_error: float
    categories: list[CategoryMeasure]
    confusions: list[Confusion]
    reliability: list[Bin]
    thresholds: list[Threshold]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Measure:
        return cls(
            values["count"],
            values["accuracy"],
            values["majority"],
            values["calibration_error"],
            [CategoryMeasure(**each) for each in values["categories"]],
            [Confusion(**each) for each in values["confusions"]],
            [Bin(**each) for each in values["reliability"]],
            [Threshold(**each) for each in values["thresholds"]],
        )


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
