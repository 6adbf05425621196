"""Axes: round figures to the top, round times along the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
MOST_TIMES = 13
HOURS = (1, 2, 3, 6, 12, 24, 48, 7 * 24)


def round_figures(largest: float, *, most: int = 5) -> list[int]:
    """From 0 in equal, round steps to the first that is not below the largest value; whole numbers only."""
    largest = max(largest, 1)
    power = 10 ** max(0, floor(log10(largest / most)))
    step = next(power * step for step in STEPS if ceil(largest / (power * step)) <= most)
    return [step * count for count in range(ceil(largest / step) + 1)]


def round_times(begin: datetime, end: datetime, zone: tzinfo, *, most: int = MOST_TIMES) -> Iterator[datetime]:
    """Full hours of the wall clock, so far apart that they are not more than ``most``; then days."""
    hours = (end - begin) / timedelta(hours=1)
    step = next((each for each in HOURS if hours / each + 1 <= most), HOURS[-1])
    at = begin.astimezone(zone).replace(minute=0, second=0, microsecond=0, hour=0)
    while at <= end:
        if at >= begin:
            yield at
        at += timedelta(hours=step)


def across(value: float, begin: float, end: float) -> str:
    """A place between begin and end, in percent, as it is written in SVG whatever the language."""
    return f"{(value - begin) / (end - begin) * 100:.3f}" if end > begin else "0"


def length(value: float) -> str:
    return f"{value:.2f}"
