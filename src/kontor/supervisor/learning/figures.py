"""A model's figures in words and percent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_percent
from django.utils.translation import get_language

from kontor.routing.learning.report import Measure
from kontor.routing.models import LearnedModel

NOTHING = "–"


@dataclass(frozen=True)
class CategoryRow:
    name: str
    learned_from: int
    tested: int
    precision: str
    recall: str


@dataclass(frozen=True)
class ConfusionRow:
    name: str
    taken_for: str
    count: int


@dataclass(frozen=True)
class ReliabilityRow:
    """Mails of which it was about equally sure: what it said, and what was true (in percent, for the bar too)."""

    count: int
    sure: str
    right: str
    percent: int


@dataclass(frozen=True)
class ThresholdRow:
    sure: str
    decided: str
    right: str
    in_force: bool


@dataclass(frozen=True)
class Figures:
    """The measured figures of a model as its page shows them."""

    model: LearnedModel
    count: int
    accuracy: str
    majority: str
    calibration_error: str
    categories: list[CategoryRow]
    confusions: list[ConfusionRow]
    reliability: list[ReliabilityRow]
    thresholds: list[ThresholdRow]


def figures_of(model: LearnedModel, names: Mapping[int, str], *, threshold: int) -> Figures:
    """``threshold`` is the one in force, in percent."""
    measure = Measure.from_json(model.measure)
    called = {**dict.fromkeys((each.category for each in measure.categories), NOTHING), **names}
    categories = [
        CategoryRow(
            called[each.category],
            model.categories.get(str(each.category), 0),
            each.count,
            percent(each.precision),
            percent(each.recall),
        )
        for each in measure.categories
    ]
    return Figures(
        model=model,
        count=measure.count,
        accuracy=percent(measure.accuracy),
        majority=percent(measure.majority),
        calibration_error=percent(measure.calibration_error),
        categories=sorted(categories, key=lambda row: -row.learned_from),
        confusions=[
            ConfusionRow(called[each.category], called[each.taken_for], each.count) for each in measure.confusions
        ],
        reliability=[
            ReliabilityRow(each.count, percent(each.sure), percent(each.right), round(100 * each.right))
            for each in measure.reliability
        ],
        thresholds=[
            ThresholdRow(percent(each.sure / 100), percent(each.decided), percent(each.right), each.sure == threshold)
            for each in measure.thresholds
        ],
    )


def percent(share: float | None) -> str:
    """93 % or 93%, as the reader's language writes it."""
    return (
        NOTHING
        if share is None
        else format_percent(share, format=None, locale=(get_language() or "en").replace("-", "_"))
    )
