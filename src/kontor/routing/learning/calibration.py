"""How sure is sure: one number that makes the chances of a classifier true, and how true they are."""

from __future__ import annotations

import numpy as np

from kontor.routing.learning.fitting import probabilities
from kontor.routing.learning.report import Bin
from kontor.routing.learning.table import Floats, Integers

_LOWEST, _HIGHEST, _TRIES = 0.05, 10.0, 40
_GOLDEN = (5**0.5 - 1) / 2
BINS = 10


def temperature_for(scores: Floats, categories: Integers) -> float:
    """The temperature under which the true categories of these mails are most probable (golden section)."""
    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    for _try in range(_TRIES):
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _surprise(scores, categories, float(np.exp(first))) < _surprise(scores, categories, float(np.exp(second))):
            high = second
        else:
            low = first
    return float(np.exp((low + high) / 2))


def reliability(chances: Floats, categories: Integers) -> list[Bin]:
    """By tenths of the highest chance, those that have mails, from unsure to sure."""
    sure = chances.max(axis=1)
    right = chances.argmax(axis=1) == categories
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    chosen = [places == place for place in range(BINS)]
    return [
        Bin(int(these.sum()), float(sure[these].mean()), float(right[these].mean())) for these in chosen if these.any()
    ]


def calibration_error(bins: list[Bin]) -> float:
    """How far sureness and rightness lie apart, on average over the mails (expected calibration error)."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.sure - each.right) for each in bins) / total if total else 0.0


def _surprise(scores: Floats, categories: Integers, temperature: float) -> float:
    chances = probabilities(scores, temperature)
    return float(-np.mean(np.log(np.maximum(chances[np.arange(len(categories)), categories], 1e-12))))
