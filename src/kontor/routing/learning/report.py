"""The figures of a classifier, as they are stored and shown. Needs no numpy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1
"""Of the classifier's bytes: another number, another training."""


@dataclass(frozen=True)
class Bin:
    """Mails of which the classifier was about equally sure: how sure on average, and how often it was right."""

    count: int
    sure: float
    right: float


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
